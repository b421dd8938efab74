package org.lodestone.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.disruption.NMinusOne;
import org.lodestone.production.Production;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.SmallTable;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Origins behind suppliers: by hand, and what holds whatever was traded. */
@ExtendWith(Spark.class)
public class OriginMixTest {
    private static final int LEAST_IMPORTERS = 100;
    public static final StructType COMMODITIES = new StructType()
            .add("product_code", DataTypes.StringType)
            .add("commodities", DataTypes.StringType)
            .add("production_counts", DataTypes.StringType);

    @Test
    void whereItWasMade(SparkSession spark) {
        Golden golden = Golden.of("where-it-was-made");
        Dataset<Row> commodities = spark.createDataFrame(
                List.of(
                        RowFactory.create("260500", "cobalt", "weight"),
                        RowFactory.create("261100", "tungsten", "weight"),
                        RowFactory.create("260400", "nickel", "content"),
                        RowFactory.create("250410", "graphite", "related")),
                COMMODITIES);
        Dataset<Row> production = OriginMix.production(
                Production.inForce(golden.given(spark, "production", Production.TABLE)), commodities);
        Dataset<Row> imports = golden.given(spark, "imports", ImportDependency.TABLE);
        Dataset<Row> mix = OriginMix.of(
                imports,
                golden.given(spark, "joined", ImportDependency.TABLE),
                production,
                LEAST_IMPORTERS,
                0.25,
                groups());
        golden.expect(mix, 5);
        String months = "product_code = '261000'";
        golden.expect(
                "expect-n-minus-one.csv",
                NMinusOne.of(imports.where(months), imports.where("false"), mix.where(months), groups()),
                1);
        ChecksHold.of(OriginMix.TABLE, mix);
    }

    /** Rare Earths REO is called by two names of the products table; it is counted once, and by the rule of supply_risk. */
    @Test
    void aCommodityOfTwoNamesCountsOnce(SparkSession spark) {
        SmallTable commodities = ReferenceData.load(Map.of()).commodities();
        List<String> made = OriginMix.production(
                        Production.inForce(Golden.of("supply-risk").given(spark, "production", Production.TABLE)),
                        spark.createDataFrame(commodities.rows(), commodities.schema()))
                .where("product_code = '284690'")
                .orderBy("country_iso3")
                .collectAsList()
                .stream()
                .map(row -> row.getAs("country_iso3") + " " + row.getAs("production_tonnes"))
                .toList();
        assertThat(made).containsExactly("AUS 20.0", "CHN 60.0", "MMR 20.0");
    }

    /**
     * China's sales are all that is known of what it made. What the European Union and Korea made nobody says, and they sold
     * nothing: that is not nothing. Of Japan a source says that it made none.
     */
    @Test
    void productionThatNobodyStatesIsNotZero(SparkSession spark) {
        List<Row> purchases = List.of(
                bought("850511", "EUR", "CHN", 100_000, 100_000.0),
                bought("850511", "KOR", "CHN", 10_000, 10_000.0),
                bought("850511", "JPN", "CHN", 10_000, 10_000.0),
                bought("850511", "CHN", "KOR", 1_000, 1_000.0));
        Dataset<Row> imports = spark.createDataFrame(purchases, ImportDependency.TABLE.schema());
        Dataset<Row> production = spark.createDataFrame(
                List.of(RowFactory.create("850511", 2024, "JPN", 0.0, "reported", "made up")),
                none(spark).schema());
        Dataset<Row> mixes = OriginMix.of(imports, imports.where("false"), production, 100, 0, groups());
        ChecksHold.of(OriginMix.TABLE, mixes);
        assertThat(mixes.collectAsList())
                .filteredOn(row -> row.getAs("country_iso3").equals(row.getAs("origin_iso3")))
                .extracting(row -> row.getAs("country_iso3") + " " + row.getAs("production_tonnes") + " "
                        + row.getAs("country_production_basis") + " " + row.getAs("production_basis") + " "
                        + row.getAs("production_low_tonnes"))
                .containsExactlyInAnyOrder(
                        "EUR null not_stated not_stated 0.0",
                        "KOR null not_stated not_stated 0.0",
                        "JPN 0.0 reported reported 0.0",
                        "CHN 119.0 imputed_lower_bound imputed_lower_bound 119.0");
    }

    @Test
    void totalsAreConserved() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Made made = Made.of(new Random(seed));
            OriginTracing balance = made.solve();
            int size = made.production.length;
            double[] consumed = new double[size];
            for (int i = 0; i < size; i++) {
                double supply = 0;
                double imports = 0;
                for (int j = 0; j < size; j++) {
                    supply += balance.share(i, j) * balance.supply(i);
                    imports += balance.imports(i) > 0 ? balance.importShare(i, j) : 0;
                    consumed[j] += balance.share(i, j) * balance.supply(i) * balance.kept(i);
                }
                assertThat(supply).isCloseTo(balance.supply(i), within(1e-9 * balance.supply(i)));
                assertThat(imports).isCloseTo(balance.imports(i) > 0 ? 1 : 0, within(1e-9));
            }
            double all = java.util.Arrays.stream(made.production).sum();
            for (int j = 0; j < size; j++) {
                assertThat(consumed[j])
                        .as("seed " + seed + ", country " + j)
                        .isCloseTo(made.production[j], within(1e-9 * Math.max(made.production[j], all * 1e-6)));
            }
        }
    }

    @Test
    void orderAndPartitionsChangeNoBit(SparkSession spark) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int year = 2020; year < 2024; year++) {
            for (int i = 0; i < 25; i++) {
                for (int j = 0; j < 25; j++) {
                    if (i != j && random.nextInt(3) == 0) {
                        double value = 1 + random.nextInt(1_000_000) / 1000.0;
                        rows.add(ImportDependency.TABLE
                                .row()
                                .set("source", "BACI made up")
                                .set("importer_iso3", code(i))
                                .set("supplier_iso3", code(j))
                                .set("product_code", "850511")
                                .set("period_type", "year")
                                .set("year", year)
                                .set("value_usd", value)
                                .set("net_weight_kg", random.nextInt(5) == 0 ? null : (Double) (value / 3))
                                .set("weight_basis", "partly_missing")
                                .build());
                    }
                }
            }
        }
        Map<String, String> first = mixes(spark, rows, 1);
        Collections.shuffle(rows, random);
        assertThat(mixes(spark, rows, 5)).isEqualTo(first).hasSizeGreaterThan(1000);
    }

    /** At 0.001 dollars a kilogram 9 billion dollars weigh 9 billion tonnes, the most that a flow may; more say nothing. */
    @Test
    void valuesThatWouldWeighTooMuchFillNoWeights(SparkSession spark) {
        List<Row> rows = new ArrayList<>();
        for (String product : List.of("850511", "850512")) {
            double unweighed = product.equals("850511") ? 9.0e9 : 9.001e9;
            rows.add(bought(product, "AAA", "CCC", 1, 1000.0));
            rows.add(bought(product, "BBB", "CCC", unweighed / 2, null));
            rows.add(bought(product, "CCC", "AAA", unweighed / 2, null));
        }
        Dataset<Row> imports = spark.createDataFrame(rows, ImportDependency.TABLE.schema());
        Dataset<Row> mix = OriginMix.of(imports, imports.where("false"), none(spark), LEAST_IMPORTERS, 0, List.of());
        Dataset<Row> plausible = mix.where("product_code = '850511'");
        assertThat(plausible
                        .where("mix_reason IS NULL AND country_iso3 = 'BBB'")
                        .collectAsList())
                .isNotEmpty()
                .allSatisfy(
                        row -> assertThat(row.<Double>getAs("imports_tonnes")).isCloseTo(4.5e9, within(1.0)));
        assertThat(mix.where("product_code = '850512'").collectAsList())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.<String>getAs("mix_reason")).isEqualTo("no_weights"));
        ChecksHold.of(OriginMix.TABLE, mix);
        // What is lost then has no tonnes either.
        Map<String, Row> losses = new TreeMap<>();
        NMinusOne.of(imports, imports.where("false"), mix, groups())
                .where("importer_iso3 = 'BBB'")
                .collectAsList()
                .forEach(row -> losses.put(row.getAs("product_code"), row));
        assertThat(losses.get("850511").<Double>getAs("lost_origin_tonnes")).isCloseTo(4.5e9, within(1.0));
        assertThat(losses.get("850512").<Double>getAs("lost_origin_tonnes")).isNull();
    }

    public static Row bought(String product, String importer, String supplier, double value, Double kilograms) {
        return ImportDependency.TABLE
                .row()
                .set("source", "BACI made up")
                .set("importer_iso3", importer)
                .set("supplier_iso3", supplier)
                .set("supplier_role", "supplier")
                .set("product_code", product)
                .set("period_type", "year")
                .set("year", 2024)
                .set("value_usd", value)
                .set("value_share", 1.0)
                .set("value_share_high", 1.0)
                .set("net_weight_kg", kilograms)
                .set("weight_basis", "partly_missing")
                .build();
    }

    /** No production, as origins take it. */
    public static Dataset<Row> none(SparkSession spark) {
        return spark.createDataFrame(
                List.of(),
                new StructType()
                        .add("product_code", DataTypes.StringType)
                        .add("year", DataTypes.IntegerType)
                        .add("country_iso3", DataTypes.StringType)
                        .add("production_tonnes", DataTypes.DoubleType)
                        .add("basis", DataTypes.StringType)
                        .add("release", DataTypes.StringType));
    }

    private static Map<String, String> mixes(SparkSession spark, List<Row> rows, int partitions) {
        Dataset<Row> given = spark.createDataFrame(rows, ImportDependency.TABLE.schema());
        Map<String, String> mixes = new TreeMap<>();
        Map<String, Double> sums = new TreeMap<>();
        OriginMix.of(given.repartition(partitions), given.where("false"), none(spark), LEAST_IMPORTERS, 0.25, List.of())
                .collectAsList()
                .forEach(row -> {
                    String country = row.getAs("year") + row.<String>getAs("country_iso3");
                    mixes.put(country + row.getAs("origin_iso3"), row.mkString(" "));
                    sums.merge(country, row.<Double>getAs("origin_share"), Double::sum);
                });
        sums.forEach((country, sum) -> assertThat(sum).as(country).isCloseTo(1, within(25e-9)));
        return mixes;
    }

    public static List<Row> groups() {
        return ReferenceData.load(Map.of()).reportingGroups().rows();
    }

    private static String code(int place) {
        return "A" + (char) ('A' + place / 5) + (char) ('A' + place % 5);
    }

    /** Made-up trade: without known production what is sold beyond imports, at least. */
    private record Made(double[][] trade, double[] production) {

        static Made of(Random random) {
            int size = 2 + random.nextInt(12);
            double[][] trade = new double[size][size];
            double[] production = new double[size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    trade[i][j] = i != j && random.nextInt(3) == 0 ? StrictMath.exp(random.nextGaussian() * 3) : 0;
                }
            }
            for (int i = 0; i < size; i++) {
                double net = 0;
                for (int j = 0; j < size; j++) {
                    net += trade[j][i] - trade[i][j];
                }
                production[i] = Math.max(0, net) + (random.nextBoolean() ? 0.01 + random.nextDouble() : 0);
            }
            // Somebody sells to each loop.
            production[0] += 1;
            for (int i = 1; i < size; i++) {
                trade[i][0] += 0.1;
                production[0] += 0.1;
            }
            return new Made(trade, production);
        }

        OriginTracing solve() throws OriginTracing.Unsolvable {
            boolean[] none = new boolean[production.length];
            return OriginTracing.of(OriginTracing.Known.of(trade, production, none, none));
        }
    }
}
