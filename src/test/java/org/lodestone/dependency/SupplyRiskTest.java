package org.lodestone.dependency;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.intake.SimpleCsv;
import org.lodestone.production.Production;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/** GeoPolRisk, worked out by hand and against a published score. */
@ExtendWith(Spark.class)
class SupplyRiskTest {
    private static final ReferenceData REFERENCE = ReferenceData.load(Map.of());

    @Test
    void geopolitical(SparkSession spark) {
        Golden golden = Golden.of("supply-risk");
        Dataset<Row> rows = SupplyRisk.of(
                        Steps.suppliers(
                                Editions.asReported(golden.given(spark, "flows", TradeFlows.TABLE)),
                                new Suppliers.Terms(null, 3, List.of())),
                        Production.inForce(golden.given(spark, "production", Production.TABLE)),
                        golden.given(spark, "governance", Governance.TABLE),
                        Steps.dataset(spark, REFERENCE.commodities()),
                        Steps.dataset(spark, REFERENCE.reportingGroups()),
                        Steps.dataset(spark, REFERENCE.products()))
                .localCheckpoint();
        golden.expect(rows, 4);
        ChecksHold.of(SupplyRisk.TABLE, rows);
    }

    /** Nickel ore, United States, 2022: the inputs and results of the geopolrisk library. */
    @Test
    void thePublishedScoreOfNickel(SparkSession spark) throws IOException {
        Path folder = Fixtures.path("published");
        Map<Integer, String> codes = new HashMap<>();
        REFERENCE.countryCodes().rows().stream()
                .filter(row -> row.getString(0).equals("comtrade"))
                .forEach(row -> codes.put(row.getInt(1), row.getString(2)));
        List<Row> flows = new ArrayList<>();
        List<Row> governance = new ArrayList<>();
        for (SimpleCsv.Line line : lines(
                folder,
                "geopolrisk_nickel_trade.csv",
                List.of("Exporting Country", "Trade Value (1000 USD)", "Quantity (mTonnes)", "WGI"))) {
            String supplier = codes.get(Integer.valueOf(line.get("Exporting Country")));
            flows.add(TradeFlows.TABLE
                    .row()
                    .set("dataset", "baci")
                    .set("release", "published")
                    .set("hs_edition", "H5")
                    .set("direction", "import")
                    .set("reporter_iso3", "USA")
                    .set("reporter_kind", "country")
                    .set("partner_iso3", supplier)
                    .set("partner_kind", "country")
                    .set("product_code", "260400")
                    .set("period_type", "year")
                    .set("period_start", Date.valueOf("2022-01-01"))
                    .set("year", 2022)
                    .set("value_usd", 1000 * number(line, "Trade Value (1000 USD)"))
                    .set("net_weight_kg", 1000 * number(line, "Quantity (mTonnes)"))
                    .set("slice_complete", true)
                    .build());
            // The library publishes g = (2.5 - WGI) / 5.
            governance.add(Governance.TABLE
                    .row()
                    .set("indicator", "political_stability")
                    .set("country_iso3", supplier)
                    .set("year", 2022)
                    .set("estimate", 2.5 - 5 * number(line, "WGI"))
                    .build());
        }
        List<Row> production = new ArrayList<>();
        for (SimpleCsv.Line line :
                lines(folder, "geopolrisk_nickel_production.csv", List.of("Country", "Country_ISO", "2022"))) {
            boolean world = line.get("Country").equals("Total");
            production.add(Production.TABLE
                    .row()
                    .set("dataset", "wmd")
                    .set("commodity", "Nickel")
                    .set("measure", "Mine production")
                    .set("country_iso3", world ? "WLD" : line.get("Country_ISO"))
                    .set("country_kind", world ? "world" : "country")
                    .set("year", 2022)
                    .set("production_tonnes", number(line, "2022"))
                    .build());
        }
        SimpleCsv.Line published = lines(
                        folder,
                        "geopolrisk_expected_nickel.csv",
                        List.of(
                                "HHI",
                                "Domestic Production",
                                "Numerator",
                                "Total Trade",
                                "Import Risk (WTA)",
                                "GeoPolRisk Score"))
                .get(0);
        Row row = SupplyRisk.scores(
                        Steps.suppliers(
                                Editions.asReported(spark.createDataFrame(flows, TradeFlows.TABLE.schema())),
                                new Suppliers.Terms(null, 3, List.of())),
                        Production.inForce(spark.createDataFrame(production, Production.TABLE.schema())),
                        spark.createDataFrame(governance, Governance.TABLE.schema()),
                        Steps.dataset(spark, REFERENCE.commodities()),
                        Steps.dataset(spark, REFERENCE.reportingGroups()))
                .where(not(col("production_source").equalTo("none")))
                .collectAsList()
                .get(0);
        same(row, "production_hhi", published, "HHI");
        same(row, "domestic_production_tonnes", published, "Domestic Production");
        same(row, "risky_imports_tonnes", published, "Numerator");
        same(row, "imports_tonnes", published, "Total Trade");
        same(row, "import_risk", published, "Import Risk (WTA)");
        same(row, "geopolrisk_score", published, "GeoPolRisk Score");
        assertThat(row.<Double>getAs("governance_missing_share")).isZero();
    }

    private static void same(Row row, String column, SimpleCsv.Line published, String heading) {
        double expected = number(published, heading);
        assertThat(row.<Double>getAs(column)).as(heading).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }

    private static double number(SimpleCsv.Line line, String column) {
        return Double.parseDouble(line.get(column));
    }

    private static List<SimpleCsv.Line> lines(Path folder, String file, List<String> needed) throws IOException {
        return SimpleCsv.read(file, Files.readString(folder.resolve(file), StandardCharsets.UTF_8), needed, List.of());
    }
}
