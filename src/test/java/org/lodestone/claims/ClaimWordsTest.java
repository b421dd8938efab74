package org.lodestone.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.reference.Rates;
import org.lodestone.table.RowBuilder;
import org.lodestone.testing.Spark;

/** What is said beside a verdict is on the claim's own goods, period and amounts. */
@ExtendWith(Spark.class)
class ClaimWordsTest {
    private static final StructType PRODUCED = new StructType()
            .add("dataset", DataTypes.StringType)
            .add("release", DataTypes.StringType)
            .add("commodity", DataTypes.StringType)
            .add("measure", DataTypes.StringType)
            .add("statement", DataTypes.StringType)
            .add("country_iso3", DataTypes.StringType)
            .add("country_kind", DataTypes.StringType)
            .add("year", DataTypes.IntegerType)
            .add("production_tonnes", DataTypes.DoubleType);

    @Test
    void aClaimOnAMineralIsHeldAgainstWhatIsProducedOfThatMineral(SparkSession spark) {
        Row lithium = claim("capacity_share")
                .set("mineral", "lithium")
                .set("stage", "chemical")
                .set("origin_iso3", "CHN")
                .set("unit", "percent")
                .set("value_low", 60.0)
                .set("value_high", 60.0)
                .build();
        List<Row> produced = PublishedClaims.produced(
                        spark.createDataFrame(
                                List.of(
                                        produced("Lithium", "Mine production", "CHN", 41_000),
                                        produced("Lithium", "Mine production", "AUS", 88_000),
                                        produced("Rare earths", "Mine production", "CHN", 270_000),
                                        produced("Rare earths", "Mine production", "USA", 45_000)),
                                PRODUCED),
                        spark.createDataFrame(List.of(lithium), PublishedClaims.TABLE.schema()))
                .collectAsList();
        List<Row> checked = ClaimCheck.of(List.of(lithium), facts(List.of(), produced, List.of()));

        assertThat(checked).hasSize(1);
        // 41,000 / 129,000.
        assertThat(checked.get(0).<String>getAs("formula"))
                .isEqualTo(
                        "41,000 t / 129,000 t (Lithium, Mine production) = 0.3178; another quantity than the one that"
                                + " is claimed");
        assertThat(checked.get(0).<String>getAs("needs"))
                .isEqualTo(
                        "Capacity for lithium chemicals by country: facility files with stage chemical for all plants.");
    }

    /** Pla-tin-um is no tin. One or many, and what follows, make no other mineral. */
    @Test
    void aMineralIsToldByWholeWords(SparkSession spark) {
        List<String> produced = PublishedClaims.produced(
                        spark.createDataFrame(
                                List.of(
                                        produced("Platinum", "Mine production", "ZAF", 120),
                                        produced("Tin", "Mine production", "CHN", 69_000),
                                        produced("Tin, refined", "Smelter production", "CHN", 170_000),
                                        produced("Rare Earths REO", "Mine production", "CHN", 270_000),
                                        produced("Rare earth minerals", "Mine production", "CHN", 270_000)),
                                PRODUCED),
                        spark.createDataFrame(
                                List.of(
                                        claim("capacity_share")
                                                .set("mineral", "tin")
                                                .build(),
                                        claim("capacity_share").build()),
                                PublishedClaims.TABLE.schema()))
                .collectAsList()
                .stream()
                .map(row -> row.<String>getAs("mineral") + ": " + row.<String>getAs("commodity"))
                .toList();
        assertThat(produced)
                .containsExactlyInAnyOrder(
                        "tin: Tin",
                        "tin: Tin, refined",
                        "rare_earths: Rare Earths REO",
                        "rare_earths: Rare earth minerals");
    }

    @Test
    void aClaimOnAYearThatIsNotThereNeedsThatYear() {
        Row of2019 = claim("import_share")
                .set("importer_iso3", "KOR")
                .set("origin_iso3", "CHN")
                .set("stage", "metal")
                .set("period", "2019")
                .set("unit", "percent")
                .set("value_low", 50.0)
                .set("wording", "at least")
                .build();
        Row checked = ClaimCheck.of(List.of(of2019), facts(List.of(imports(70, 100)), List.of(), List.of()))
                .get(0);
        assertThat(checked.<String>getAs("verdict")).isEqualTo("not computable");
        assertThat(checked.<String>getAs("needs"))
                .isEqualTo("Imports of HS 280530 by KOR in 2019 from each partner by name, as UN Comtrade style CSV.");
    }

    /** 90 percent of 100 USD are 89.5 to 90.5 USD; rounded to the dollar that would be 90 to 91. */
    @Test
    void smallAmountsKeepTheirDigits() {
        Row ninety = claim("import_share")
                .set("importer_iso3", "KOR")
                .set("origin_iso3", "CHN")
                .set("stage", "metal")
                .set("period", "2024")
                .set("unit", "percent")
                .set("value_low", 90.0)
                .set("value_high", 90.0)
                .build();
        Row checked = ClaimCheck.of(List.of(ninety), facts(List.of(imports(0.7, 1)), List.of(), List.of()))
                .get(0);
        assertThat(checked.<String>getAs("holds_if"))
                .isEqualTo(
                        "Imports of HS 280530 from China in 2024 come to 0.895 to 0.905 USD of the 1 USD; the data have"
                                + " 0.7.");
        assertThat(checked.<String>getAs("formula")).isEqualTo("0.7 USD / 1 USD = 0.7000");
        assertThat(Condition.amount(89_500)).isEqualTo("89,500");
        assertThat(Condition.amount(1_234.6)).isEqualTo("1,235");
        assertThat(Condition.amount(90)).isEqualTo("90");
        assertThat(Condition.amount(-0.05)).isEqualTo("-0.05");
        assertThat(Condition.amount(0)).isEqualTo("0");
    }

    /** 900 and 860 billion are 1,760; what is said of one of them is no statement on both. */
    @Test
    void whatIsSaidOfOneOfSeveralContractsIsNoStatementOnTheirSum() {
        Row sum = claim("contract_value")
                .set("about", "contract:a contract:b")
                .set("unit", "KRW")
                .set("quoted", "1.76 trillion won")
                .set("value_low", 1.76e12)
                .set("value_high", 1.76e12)
                .build();
        List<Row> checked = ClaimCheck.of(
                List.of(sum), facts(List.of(), List.of(), List.of(contract("a", 900), contract("b", 860))));
        assertThat(checked).hasSize(1);
        assertThat(checked.get(0).<String>getAs("verdict")).isEqualTo("reproduced");
        assertThat(checked.get(0).<Boolean>getAs("conflict")).isFalse();
    }

    private static Facts facts(List<Row> imports, List<Row> production, List<Row> contracts) {
        return new Facts(
                imports, List.of(), production, contracts, List.of(), List.of(), List.of(), Rates.of(List.of()));
    }

    private static RowBuilder claim(String measure) {
        return ClaimRows.claim(measure).set("wording", "exact");
    }

    private static Row produced(String commodity, String measure, String country, double tonnes) {
        return RowFactory.create(
                "usgs_mcs", "MCS2026", commodity, measure, "usgs_mcs " + commodity, country, "country", 2024, tonnes);
    }

    private static Row imports(double value, double total) {
        return ClaimRows.imports("280530", "metal", "exact", value, total, value / total);
    }

    private static Row contract(String id, long billions) {
        return ClaimRows.contract(id, BigDecimal.valueOf(billions * 1_000_000_000L));
    }
}
