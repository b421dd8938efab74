package org.lodestone.origins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.disruption.Disruption;
import org.lodestone.disruption.DisruptionTest;
import org.lodestone.disruption.NMinusOne;
import org.lodestone.production.Production;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Spark;

/** Random worlds of which statistics show a part: what is true of the world lies within the bounds of what is shown. */
@ExtendWith(Spark.class)
class OriginBoundsTest {
    private static final double ROUNDING = 2e-9;
    private static final int WORLDS = 120;

    /** Production and purchases that are hidden in part, the trade of each pair as it was. */
    @Test
    void noWorldThatTheDataAllowLiesOutsideTheBounds() throws Exception {
        int narrow = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            TradeWorld world = TradeWorld.of("1", random);
            int size = world.size;
            double[][] shown = new double[size][];
            boolean[] exact = new boolean[size];
            boolean[] untraced = new boolean[size];
            for (int i = 0; i < size; i++) {
                untraced[i] = !world.whole[i];
                shown[i] = world.trade[i].clone();
                for (int j = 0; untraced[i] && j < size; j++) {
                    shown[i][j] *= random.nextInt(2);
                }
            }
            double[] made = new double[size];
            double[] least = new double[size];
            double[] exports = new double[size];
            for (int i = 0; i < size; i++) {
                double bought = 0;
                for (int j = 0; j < size; j++) {
                    bought += shown[i][j];
                    exports[i] += shown[j][i];
                }
                exact[i] = random.nextInt(3) == 0;
                double net = untraced[i] ? 0 : Math.max(0, exports[i] - bought);
                least[i] = exact[i] ? world.made[i] : Math.max(net, world.made[i] * random.nextInt(2) / 2);
                made[i] = exact[i] ? least[i] : least[i] + (random.nextBoolean() ? 10 * random.nextDouble() : 0);
            }
            OriginTracing balance;
            try {
                balance = OriginTracing.of(new OriginTracing.Known(shown, exports, made, least, exact, untraced));
            } catch (OriginTracing.Unsolvable loop) {
                continue;
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size && !untraced[i]; j++) {
                    String what = "seed " + seed + ": " + j + " in " + i;
                    assertThat(world.truth.share(i, j))
                            .as(what)
                            .isBetween(balance.shareLow(i, j) - 1e-9, balance.shareHigh(i, j) + 1e-9);
                    if (balance.imports(i) > 0) {
                        assertThat(world.truth.importShare(i, j))
                                .as(what)
                                .isBetween(balance.importShareLow(i, j) - 1e-9, balance.importShareHigh(i, j) + 1e-9);
                        narrow += balance.importShareHigh(i, j) - balance.importShareLow(i, j) < 0.2 ? 1 : 0;
                    }
                }
            }
        }
        // Bounds of 0 to 1 would be true, too.
        assertThat(narrow).isGreaterThan(1000);
    }

    @Test
    void whatStatisticsLeaveOutChangesNoBound(SparkSession spark) throws Exception {
        Map<String, TradeWorld> worlds = new TreeMap<>();
        List<Row> bought = new ArrayList<>();
        List<Row> produced = new ArrayList<>();
        List<Row> commodities = new ArrayList<>();
        String[] counts = {"weight", "content", "related"};
        for (int seed = 0; seed < WORLDS; seed++) {
            String product = "" + (100000 + seed);
            TradeWorld world = TradeWorld.of(product, new Random(seed));
            worlds.put(product, world);
            bought.addAll(world.imports());
            produced.addAll(world.production(counts[seed % 3]));
            commodities.add(RowFactory.create(product, "goods_" + product, counts[seed % 3]));
        }
        Dataset<Row> imports = spark.createDataFrame(bought, ImportDependency.TABLE.schema());
        Dataset<Row> production = OriginMix.production(
                Production.inForce(spark.createDataFrame(produced, Production.TABLE.schema())),
                spark.createDataFrame(commodities, OriginMixTest.COMMODITIES));
        Dataset<Row> mixes = OriginMix.of(imports, imports.where("false"), production, 100, 0, List.of())
                .localCheckpoint();
        ChecksHold.of(OriginMix.TABLE, mixes);
        Map<String, Map<String, Row>> byCountry = new TreeMap<>();
        mixes.where("mix_reason IS NULL")
                .collectAsList()
                .forEach(row -> byCountry
                        .computeIfAbsent(
                                row.getAs("product_code") + " " + row.getAs("country_iso3"), none -> new TreeMap<>())
                        .put(row.getAs("origin_iso3"), row));
        int narrow = 0;
        for (Map.Entry<String, Map<String, Row>> one : byCountry.entrySet()) {
            TradeWorld world = worlds.get(one.getKey().split(" ")[0]);
            int country = one.getKey().charAt(9) - 'A';
            for (int origin = 0; origin < world.size; origin++) {
                Row row = one.getValue().get(TradeWorld.code(origin));
                Row bound = row == null ? one.getValue().get(OriginMix.OTHERS) : row;
                within(one.getKey() + " " + origin, "origin_share", bound, world.truth.share(country, origin));
                if (world.truth.imports(country) > 0) {
                    within(
                            one.getKey() + " " + origin,
                            "import_origin_share",
                            bound,
                            world.truth.importShare(country, origin));
                    narrow += bound != null
                                    && bound.<Double>getAs("import_origin_share_high")
                                                    - bound.<Double>getAs("import_origin_share_low")
                                            < 0.5
                            ? 1
                            : 0;
                }
            }
        }
        assertThat(byCountry).hasSizeGreaterThan(WORLDS);
        assertThat(narrow).isGreaterThan(100);
        firstInEveryWorld(worlds, NMinusOne.of(imports, imports.where("false"), mixes, List.of()));
        stopped(worlds, imports, mixes);
    }

    /** Who is called the first for certain is the first. */
    private static void firstInEveryWorld(Map<String, TradeWorld> worlds, Dataset<Row> losses) {
        int certain = 0;
        for (Row row : losses.where("loss_reason IS NULL").collectAsList()) {
            TradeWorld world = worlds.get(row.<String>getAs("product_code"));
            int country = row.<String>getAs("importer_iso3").charAt(2) - 'A';
            if (Boolean.TRUE.equals(row.getAs("by_origin_certain"))) {
                int first = row.<String>getAs("by_origin_iso3").charAt(2) - 'A';
                for (int other = 0; other < world.size; other++) {
                    assertThat(world.truth.importShare(country, first))
                            .as(row + " against " + other)
                            .isGreaterThanOrEqualTo(other == country ? 0 : world.truth.importShare(country, other));
                }
                certain++;
            }
            if (row.<Boolean>getAs("by_weight_certain")) {
                int first = row.<String>getAs("by_weight_iso3").charAt(2) - 'A';
                for (double tonnes : world.trade[country]) {
                    assertThat(world.trade[country][first]).as(row.toString()).isGreaterThanOrEqualTo(tonnes);
                }
            }
        }
        assertThat(certain).isGreaterThan(30);
    }

    /** What two countries sold and made lies within the bounds of what is lost without them. */
    private static void stopped(Map<String, TradeWorld> worlds, Dataset<Row> imports, Dataset<Row> mixes) {
        List<Row> scenarios = List.of(DisruptionTest.scenario("s", "AAA AAC", "", "c", "ore", 1, 365));
        Dataset<Row> disrupted = Disruption.of(
                imports,
                imports.where("false"),
                mixes,
                ChainExposure.of(mixes, DisruptionTest.noChains(imports.sparkSession())),
                Map.of("c/ore", new TreeSet<>(worlds.keySet())),
                scenarios,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        int seen = 0;
        for (Row row : disrupted.where("loss_basis IN ('direct', 'made')").collectAsList()) {
            TradeWorld world = worlds.get(row.<String>getAs("product_code"));
            int country = row.<String>getAs("importer_iso3").charAt(2) - 'A';
            boolean made = row.getAs("loss_basis").equals("made");
            double truth = 0;
            for (int stops : new int[] {0, 2}) {
                // What a country made itself is not stopped.
                truth += stops == country
                        ? 0
                        : made ? world.truth.importShare(country, stops) : world.truth.direct(country, stops);
            }
            assertThat(truth)
                    .as(row.toString())
                    .isBetween(
                            row.<Double>getAs("stopped_imports_share_low") - 2 * ROUNDING,
                            row.<Double>getAs("stopped_imports_share_high") + 2 * ROUNDING);
            assertThat(row.<Double>getAs("shortfall_tonnes_high"))
                    .as(row.toString())
                    .isGreaterThanOrEqualTo(truth * world.truth.imports(country) * (1 - 1e-6));
            seen++;
        }
        assertThat(seen).isGreaterThan(WORLDS);
    }

    private static void within(String what, String column, Row bound, double truth) {
        double low = bound == null ? 0 : bound.<Double>getAs(column + "_low");
        double high = bound == null ? 0 : bound.<Double>getAs(column + "_high");
        assertThat(truth).as(column + " of " + what + ": " + bound).isBetween(low - ROUNDING, high + ROUNDING);
    }
}
