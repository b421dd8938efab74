package org.lodestone.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.disruption.Shortfall.Filling;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.ChainExposureTest;
import org.lodestone.origins.OriginMix;
import org.lodestone.origins.OriginMixTest;
import org.lodestone.production.Production;
import org.lodestone.table.RowBuilder;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Rows;
import org.lodestone.testing.Spark;

/** What a stop costs: by hand, and that a larger one never costs less. */
@ExtendWith(Spark.class)
public class DisruptionTest {
    private static final String QUESTION = "a-supplier-stops";
    private static final Map<String, Set<String>> GOODS = Map.of("c/magnet", Set.of("850511"), "c/ore", Set.of("2612"));

    @Test
    void aSupplierStops(SparkSession spark) {
        Dataset<Row> imports = Golden.of(QUESTION).given(spark, "imports", ImportDependency.TABLE);
        Dataset<Row> mixes = mixes(spark, imports, Golden.of(QUESTION).given(spark, "production", Production.TABLE));
        List<Row> scenarios = Rows.given(spark, QUESTION, "scenarios", Scenarios.TABLE);
        List<Row> inputs = Rows.given(spark, QUESTION, "inputs", Scenarios.INPUTS);
        List<Row> capacity = Rows.given(spark, QUESTION, "capacity", CapacityOutlook.TABLE);
        Dataset<Row> disrupted =
                of(imports, mixes, ChainExposure.of(mixes, noChains(spark)), scenarios, inputs, capacity);
        Golden.of(QUESTION).expect(disrupted, 3);
        ChecksHold.of(Disruption.TABLE, disrupted);

        Map<String, String> without = new TreeMap<>();
        Disruption.without(Set.of("stop", "half"), GOODS, scenarios, inputs)
                .forEach(row -> without.put(row.getAs("scenario_id"), row.getAs("scenario_reason")));
        assertThat(without)
                .isEqualTo(Map.of(
                        "later", "no_trade_in_goods",
                        "typo", "stage_not_declared",
                        "nobody", "scenario_not_declared"));
    }

    @Test
    @Tag("heavy")
    void rowsAndPartitionsChangeNothing(SparkSession spark) {
        Dataset<Row> imports = Golden.of(QUESTION).given(spark, "imports", ImportDependency.TABLE);
        Dataset<Row> mixes = mixes(spark, imports, Golden.of(QUESTION).given(spark, "production", Production.TABLE));
        List<Row> scenarios = Rows.given(spark, QUESTION, "scenarios", Scenarios.TABLE);
        List<Row> inputs = Rows.given(spark, QUESTION, "inputs", Scenarios.INPUTS);
        Dataset<Row> exposures = ChainExposure.of(mixes, noChains(spark));
        List<String> once = texts(of(imports, mixes, exposures, scenarios, inputs, List.of()));
        List<String> losses = texts(NMinusOne.of(imports, imports.where("false"), mixes, OriginMixTest.groups()));
        List<Row> turned = new ArrayList<>(inputs);
        java.util.Collections.reverse(turned);
        Dataset<Row> otherImports = imports.orderBy(org.apache.spark.sql.functions.desc("supplier_iso3"))
                .repartition(7);
        Dataset<Row> otherMixes = mixes.orderBy(org.apache.spark.sql.functions.desc("origin_iso3"))
                .repartition(5);
        assertThat(texts(of(otherImports, otherMixes, exposures, scenarios, turned, List.of())))
                .isEqualTo(once);
        assertThat(texts(NMinusOne.of(otherImports, otherImports.where("false"), otherMixes, OriginMixTest.groups())))
                .isEqualTo(losses);
    }

    /** China makes 0.9 of the metal in the magnets that Korea buys, 0.6 for makers of its own and 0.3 for Japan's. */
    @Test
    void goodsThatAreMadeOfWhatStops(SparkSession spark) {
        String question = "behind-the-makers";
        Dataset<Row> imports = Golden.of(question)
                .given(spark, "imports", ImportDependency.TABLE)
                .where("false");
        Dataset<Row> mixes = ChainExposureTest.mixes(spark);
        Dataset<Row> exposures = ChainExposure.of(mixes, ChainExposureTest.chains(spark));
        Map<String, Set<String>> goods =
                Map.of("whole/metal", Set.of("280530", "2805"), "whole/magnet", Set.of("850511"));
        List<Row> scenarios = List.of(scenario("s", "CHN", "", "whole", "metal", 1, 365));
        List<Row> inputs = List.of(
                input("s", "spare_capacity", "metal", "ALL", 0, 6, "t_per_year"),
                input("s", "substitution", "magnet", "ALL", 0, 0, "t_per_year"));
        Map<String, Row> rows = new TreeMap<>();
        Disruption.of(imports, imports, mixes, exposures, goods, scenarios, inputs, List.of(), List.of(), List.of())
                .where("loss_basis = 'chain' AND stage = 'magnet'")
                .collectAsList()
                .forEach(row -> rows.put(row.getAs("importer_iso3"), row));
        assertThat(rows.keySet()).containsExactly("HKG", "KOR");
        Row korea = rows.get("KOR");
        // China's own magnets hold China's metal still: only the 0.3 of Japan's makers stop.
        assertThat(korea.<Double>getAs("lost_tonnes")).isCloseTo(30, within(1e-9));
        assertThat(rows.get("HKG").<Double>getAs("lost_tonnes")).isZero();
        // 0.3 t of metal is in a tonne of magnet, so 6 t of metal make 20 t; nobody else loses any.
        assertThat(korea.<Double>getAs("spare_tonnes")).isCloseTo(20, within(1e-9));
        assertThat(korea.<Double>getAs("shortfall_tonnes")).isCloseTo(10, within(1e-9));
        // At best Japan makes its metal itself; at worst all that Korea and Hong Kong buy is of metal that China sold.
        assertThat(korea.<Double>getAs("shortfall_tonnes_low")).isZero();
        assertThat(korea.<Double>getAs("shortfall_tonnes_high")).isCloseTo(100 - 20 * 100 / 120.0, within(1e-9));
        assertThat(korea.<String>getAs("flags")).contains("upstream_unknown:metal");
    }

    @Test
    void theSupplierWhoseLossHurtsMost(SparkSession spark) {
        Dataset<Row> imports = Golden.of(QUESTION).given(spark, "imports", ImportDependency.TABLE);
        Dataset<Row> mixes = mixes(spark, imports, Golden.of(QUESTION).given(spark, "production", Production.TABLE));
        Dataset<Row> losses = NMinusOne.of(imports, imports.where("false"), mixes, OriginMixTest.groups());
        Golden.of(QUESTION).expect("expect-n-minus-one.csv", losses, 1);
        ChecksHold.of(NMinusOne.TABLE, losses);
    }

    @Test
    @Tag("heavy")
    void aGroupOfCountriesBesideItsMembers(SparkSession spark) {
        String question = "a-group-beside-its-members";
        Golden golden = Golden.of(question);
        Dataset<Row> imports = golden.given(spark, "imports", ImportDependency.TABLE);
        Dataset<Row> mixes = OriginMix.of(
                imports, imports.where("false"), OriginMixTest.none(spark), 100, 0, OriginMixTest.groups());
        golden.expect("expect-origin.csv", mixes, 2);
        golden.expect(
                "expect-n-minus-one.csv",
                NMinusOne.of(imports, imports.where("false"), mixes, OriginMixTest.groups()),
                1);
        Dataset<Row> disrupted = of(
                imports,
                mixes,
                ChainExposure.of(mixes, noChains(spark)),
                Rows.given(spark, question, "scenarios", Scenarios.TABLE),
                Rows.given(spark, question, "inputs", Scenarios.INPUTS),
                List.of());
        golden.expect(disrupted, 2);
        ChecksHold.of(Disruption.TABLE, disrupted);
    }

    /**
     * Germany buys all of the Union's 100 t from China, makes 30 t and sells Korea 90 t: it uses 30 + 100 - 90 = 40 t. What the
     * Union uses does not follow from its purchases, and Germany's 30 t are its own.
     */
    @Test
    void aGroupOfCountriesSellsAndMakesWhatItsMembersDo(SparkSession spark) {
        List<Row> purchases = List.of(
                OriginMixTest.bought("850511", "EUR", "CHN", 100_000, 100_000.0),
                OriginMixTest.bought("850511", "DEU", "CHN", 100_000, 100_000.0),
                OriginMixTest.bought("850511", "KOR", "DEU", 90_000, 90_000.0));
        Dataset<Row> imports = spark.createDataFrame(purchases, ImportDependency.TABLE.schema());
        Dataset<Row> none = OriginMixTest.none(spark);
        Dataset<Row> production = spark.createDataFrame(
                List.of(RowFactory.create("850511", 2024, "DEU", 30.0, "reported", "made up")), none.schema());
        Dataset<Row> mixes =
                OriginMix.of(imports, imports.where("false"), production, 100, 0.25, OriginMixTest.groups());
        assertThat(mixes.where("country_iso3 = 'EUR'").collectAsList())
                .isNotEmpty()
                .allSatisfy(row -> {
                    assertThat(row.<Double>getAs("exports_tonnes")).isNull();
                    assertThat(row.<Double>getAs("consumption_tonnes")).isNull();
                });
        // Of the countries, what is consumed is what was made: China's 100 and Germany's 30.
        assertThat(mixes.selectExpr("sum(consumption_tonnes)").first().getDouble(0))
                .isCloseTo(130, within(1e-9));

        Map<String, Row> losses = new TreeMap<>();
        NMinusOne.of(imports, imports.where("false"), mixes, OriginMixTest.groups())
                .collectAsList()
                .forEach(row -> losses.put(row.getAs("importer_iso3"), row));
        assertThat(losses.get("EUR").<Double>getAs("other_makers_tonnes")).isZero();
        assertThat(losses.get("EUR").<Double>getAs("required_increase")).isNull();
        // 100 of the 130 t that Germany sells from are China's.
        assertThat(losses.get("KOR").<Double>getAs("other_makers_tonnes")).isCloseTo(30, within(1e-9));
        assertThat(losses.get("KOR").<Double>getAs("required_increase")).isCloseTo(90 * 100 / 130.0 / 30, within(1e-8));

        List<Row> scenarios = List.of(
                scenario("apparent", "CHN", "", "c", "magnet", 1, 365),
                scenario("stated", "CHN", "", "c", "magnet", 1, 365));
        List<Row> inputs = List.of(
                input("apparent", "stock", "magnet", "ALL", 0, 73, "days_of_use"),
                input("stated", "stock", "magnet", "ALL", 0, 73, "days_of_use"),
                input("stated", "use", "magnet", "ALL", 0, 50, "t_per_year"));
        Map<String, Row> rows = new TreeMap<>();
        of(imports, mixes, ChainExposure.of(mixes, noChains(spark)), scenarios, inputs, List.of())
                .where("loss_basis = 'made'")
                .collectAsList()
                .forEach(row -> rows.put(row.getAs("scenario_id") + " " + row.getAs("importer_iso3"), row));
        Row union = rows.get("apparent EUR");
        assertThat(union.<Double>getAs("use_tonnes")).isNull();
        assertThat(union.<String>getAs("use_reason")).isEqualTo("production_not_known");
        assertThat(union.<String>getAs("stock_reason")).isEqualTo("use_not_known");
        assertThat(union.<String>getAs("who_could_fill")).isNull();
        assertThat(union.<Double>getAs("other_makers_tonnes")).isZero();
        assertThat(rows.get("apparent DEU").<Double>getAs("use_tonnes")).isCloseTo(40, within(1e-9));
        assertThat(rows.get("apparent DEU").<Double>getAs("stock_tonnes")).isCloseTo(8, within(1e-9));
        assertThat(rows.get("apparent KOR").<String>getAs("who_could_fill")).isEqualTo("DEU 30 t");
        // A use that is stated counts: 73 days of 50 t a year.
        assertThat(rows.get("stated EUR").<Double>getAs("use_tonnes")).isCloseTo(50, within(1e-9));
        assertThat(rows.get("stated EUR").<Double>getAs("stock_tonnes")).isCloseTo(10, within(1e-9));
    }

    /** Random worlds: more that stops, for longer, by more countries, never leaves anybody with less missing. */
    @Test
    @Tag("heavy")
    void aLargerStopNeverHurtsLess(SparkSession spark) {
        // Purchases from XXX are not specified.
        List<String> names = List.of("AAA", "BBB", "CCC", "DDD", "EEE", "XXX");
        List<Row> flows = new ArrayList<>();
        List<Row> inputs = new ArrayList<>();
        List<Row> scenarios = new ArrayList<>();
        Random random = new Random(7);
        for (int world = 0; world < 20; world++) {
            List<double[]> bought = new ArrayList<>();
            for (String importer : names.subList(0, names.size() - 1)) {
                double[] tonnes = new double[names.size()];
                for (int s = 0; s < tonnes.length; s++) {
                    tonnes[s] = names.get(s).equals(importer) || random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(100);
                }
                bought.add(tonnes);
            }
            flows.addAll(flows(names, bought, 2000 + world, random));
        }
        String[] stopped = {"AAA", "AAA BBB", "AAA BBB CCC"};
        double[] shares = {0.25, 0.5, 1};
        double[] days = {30, 90, 365};
        for (int set = 0; set < 3; set++) {
            for (int share = 0; share < 3; share++) {
                for (int time = 0; time < 3; time++) {
                    String id = "" + set + share + time;
                    scenarios.add(scenario(id, stopped[set], "", "c", "magnet", shares[share], days[time]));
                    inputs.add(input(id, "spare_capacity", "magnet", "BBB", 0, 20, "t_per_year"));
                    inputs.add(input(id, "spare_capacity", "magnet", "DDD", 45, 60, "t_per_year"));
                    inputs.add(input(id, "spare_capacity", "magnet", "ALL", 60, 10, "t_per_year"));
                    inputs.add(input(id, "substitution", "magnet", "ALL", 20, 0.1, "share_of_imports"));
                    inputs.add(input(id, "stock", "magnet", "ALL", 0, 20, "days_of_imports"));
                }
            }
        }
        Dataset<Row> imports = spark.createDataFrame(flows, ImportDependency.TABLE.schema());
        Dataset<Row> mixes =
                OriginMix.of(imports, imports.where("false"), OriginMixTest.none(spark), 100, 0.25, List.of());
        Map<String, Row> rows = new TreeMap<>();
        of(imports, mixes, ChainExposure.of(mixes, noChains(spark)), scenarios, inputs, List.of())
                .collectAsList()
                .forEach(row -> rows.put(
                        row.getAs("scenario_id") + "/" + row.getAs("loss_basis") + "/" + row.getAs("year") + "/"
                                + row.getAs("importer_iso3"),
                        row));
        int compared = 0;
        for (Map.Entry<String, Row> one : rows.entrySet()) {
            for (int which = 0; which < 3; which++) {
                char[] larger = one.getKey().toCharArray();
                larger[which]++;
                Row other = rows.get(new String(larger));
                if (other == null) {
                    assertThat(larger[which]).as(one.getKey()).isGreaterThan('2');
                    continue;
                }
                compared++;
                for (String column : List.of(
                        "lost_tonnes",
                        "shortfall_tonnes",
                        "shortfall_tonnes_low",
                        "shortfall_tonnes_high",
                        "unmet_tonnes")) {
                    Double less = one.getValue().getAs(column);
                    Double more = other.getAs(column);
                    assertThat(more).as(column + " of " + one.getKey()).isGreaterThanOrEqualTo(less - 1e-9);
                }
                assertThat(end(other)).as("stocks of " + one.getKey()).isLessThanOrEqualTo(end(one.getValue()) + 1e-9);
            }
        }
        assertThat(compared).isGreaterThan(2000);
    }

    private static double end(Row row) {
        Double day = row.getAs("days_until_stocks_end");
        assertThat(day == null).isEqualTo("stock_outlasts_the_stop".equals(row.getAs("stock_reason")));
        return day == null ? Double.POSITIVE_INFINITY : day;
    }

    @Test
    void dayByDay() {
        // 365 t a year are lost; 100 t a year help from day 10, 500 t a year from day 20, which is more than is needed.
        Shortfall shortfall = new Shortfall(365, List.of(new Filling(20, 400), new Filling(10, 100)));
        assertThat(shortfall.tonnes(5)).isCloseTo(5, within(1e-12));
        assertThat(shortfall.tonnes(20)).isCloseTo(10 + 10 * 265 / 365.0, within(1e-12));
        // What is there too much later does not make up for the first days.
        assertThat(shortfall.tonnes(100)).isCloseTo(shortfall.tonnes(20), within(1e-12));
        assertThat(shortfall.stocksEnd(4, 100)).isCloseTo(4, within(1e-12));
        assertThat(shortfall.stocksEnd(12.65, 100)).isCloseTo(10 + 2.65 * 365 / 265, within(1e-9));
        assertThat(shortfall.stocksEnd(18, 100)).isNull();
        assertThat(shortfall.stocksEnd(0, 100)).isZero();
    }

    // ---- worlds ------------------------------------------------------------------------------------------------

    private static Dataset<Row> of(
            Dataset<Row> imports,
            Dataset<Row> mixes,
            Dataset<Row> exposures,
            List<Row> scenarios,
            List<Row> inputs,
            List<Row> capacity) {
        List<Row> helpers = Disruption.helpers(mixes, GOODS, scenarios, inputs).collectAsList();
        return Disruption.of(
                imports,
                imports.where("false"),
                mixes,
                exposures,
                GOODS,
                scenarios,
                inputs,
                helpers,
                capacity,
                OriginMixTest.groups());
    }

    private static Dataset<Row> mixes(SparkSession spark, Dataset<Row> imports, Dataset<Row> production) {
        Dataset<Row> commodities = spark.createDataFrame(
                List.of(RowFactory.create("850511", "magnets", "weight")), OriginMixTest.COMMODITIES);
        return OriginMix.of(
                imports,
                imports.where("false"),
                OriginMix.production(Production.inForce(production), commodities),
                100,
                0.25,
                OriginMixTest.groups());
    }

    public static Dataset<Row> noChains(SparkSession spark) {
        return ChainExposureTest.chains(spark).where("false");
    }

    /** Some without a weight. */
    private static List<Row> flows(List<String> names, List<double[]> bought, int year, Random random) {
        List<Row> flows = new ArrayList<>();
        for (int i = 0; i < bought.size(); i++) {
            double total = java.util.Arrays.stream(bought.get(i)).sum();
            double unspecified = bought.get(i)[names.size() - 1] / total;
            for (int s = 0; s < names.size(); s++) {
                double tonnes = bought.get(i)[s];
                if (tonnes > 0) {
                    double share = tonnes / total;
                    boolean named = s < names.size() - 1;
                    Double high = named ? Double.valueOf(share + unspecified) : Double.valueOf(share);
                    Double weight = random.nextInt(5) == 0 ? null : Double.valueOf(tonnes * 1000);
                    flows.add(ImportDependency.TABLE
                            .row()
                            .set("source", "BACI made up")
                            .set("importer_iso3", names.get(i))
                            .set("importer_name", names.get(i))
                            .set("product_code", "850511")
                            .set("product_name", "Magnets")
                            .set("code_purity", "exact")
                            .set("period_type", "year")
                            .set("period_start", java.sql.Date.valueOf(year + "-01-01"))
                            .set("year", year)
                            .set("supplier_iso3", names.get(s))
                            .set("supplier_name", names.get(s))
                            .set("supplier_role", named ? "supplier" : "unspecified")
                            .set("value_usd", tonnes * 1000 * (1 + random.nextInt(4)))
                            .set("net_weight_kg", weight)
                            .set("total_value_usd", total * 1000)
                            .set("total_weight_kg", total * 1000)
                            .set("value_share", share)
                            .set("value_share_high", high)
                            .set("weight_share", weight == null ? null : share)
                            .set("weight_share_high", weight == null ? null : high)
                            .set("weight_basis", "reported")
                            .build());
                }
            }
        }
        return flows;
    }

    public static Row scenario(
            String id, String stopped, String importers, String chain, String stage, double share, double days) {
        return Scenarios.TABLE
                .row()
                .set("slice", id)
                .set("scenario_id", id)
                .set("scenario_name", id)
                .set("stopped_iso3", stopped)
                .set("importers_iso3", importers.isEmpty() ? null : importers)
                .set("chain", chain)
                .set("stage", stage)
                .set("stopped_share", share)
                .set("duration_days", days)
                .set("stated_by", "made up")
                .build();
    }

    private static Row input(
            String scenario, String kind, String stage, String country, double day, double amount, String unit) {
        RowBuilder row = Scenarios.INPUTS.row();
        return row.set("slice", scenario)
                .set("scenario_id", scenario)
                .set("input_kind", kind)
                .set("stage", stage)
                .set("country_iso3", country)
                .set("from_day", day)
                .set("amount", amount)
                .set("input_unit", unit)
                .set("stated_by", "made up")
                .build();
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
