package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.testing.Spark;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/** What holds of shares and concentration whatever was traded, on made-up trade with all the oddities of real one. */
@ExtendWith(Spark.class)
@Tag("heavy")
class DependencyPropertiesTest {
    private static final long SEED = 850511;
    private static final String[] COUNTRIES = {"AUS", "CHN", "DEU", "JPN", "KOR", "MYS", "PHL", "THA", "USA", "VNM"};
    /** Rounding of a ratio at conform. */
    private static final double ROUNDING = 0.5e-9;

    private static SparkSession spark;
    private static List<Row> flows;
    private static Results base;

    /** Both reports: their rows as text, by key, so that each bit counts; and the rows themselves. */
    private record Results(Map<String, Row> dependency, Map<String, Row> concentration) {
        /** Amounts are divided by the scale, a power of two, which loses nothing. */
        Map<String, String> bits(double scale) {
            Map<String, String> bits = new TreeMap<>();
            dependency.forEach((key, row) -> bits.put("dependency " + key, text(row, scale)));
            concentration.forEach((key, row) -> bits.put("concentration " + key, text(row, scale)));
            return bits;
        }

        private static String text(Row row, double scale) {
            StringBuilder text = new StringBuilder();
            for (String name : row.schema().fieldNames()) {
                Object cell = row.getAs(name);
                boolean amount = name.endsWith("_usd") || name.endsWith("_kg") && !name.endsWith("_per_kg");
                text.append(name).append('=');
                text.append(amount && cell != null ? Double.valueOf((Double) cell / scale) : cell);
                text.append(' ');
            }
            return text.toString();
        }
    }

    @BeforeAll
    static void compute(SparkSession session) {
        spark = session;
        flows = flows(new Random(SEED), 1);
        base = results(flows, 1, 1);
    }

    @Test
    void everyRowMeetsItsDeclaration() {
        // The declared checks are the program's own; here they are held against every oddity at once.
        assertThat(base.dependency()).hasSizeGreaterThan(500);
        assertThat(base.concentration()).hasSizeGreaterThan(100);
        broken(ImportDependency.TABLE, base.dependency());
        broken(SupplierConcentration.TABLE, base.concentration());
    }

    @Test
    void sharesSumToOne() {
        byGroup().forEach((group, rows) -> {
            List<Row> shares = rows.stream()
                    .filter(row -> row.getAs("value_share") != null)
                    .toList();
            if (shares.isEmpty()) {
                return;
            }
            double byValue = shares.stream()
                    .mapToDouble(row -> row.<Double>getAs("value_share"))
                    .sum();
            assertThat(byValue).as(group).isCloseTo(1, within(shares.size() * ROUNDING * 1.01));
            List<Double> weights = shares.stream()
                    .map(row -> row.<Double>getAs("weight_share"))
                    .filter(share -> share != null)
                    .toList();
            if (!weights.isEmpty()) {
                assertThat(weights.stream().mapToDouble(share -> share).sum())
                        .as(group + " by weight")
                        .isCloseTo(1, within(weights.size() * ROUNDING * 1.01));
            }
        });
    }

    @Test
    void boundsAreInOrderAndReachNoFurtherThanTheUnspecifiedPart() {
        base.dependency().forEach((key, row) -> {
            Double low = row.getAs("value_share");
            if (low != null) {
                Double high = row.getAs("value_share_high");
                Row group = base.concentration().get(groupOf(row));
                double unspecified = group.<Double>getAs("unspecified_value_share");
                boolean named = row.getAs("supplier_role").equals("supplier");
                assertThat(high).as(key).isBetween(low, 1.0);
                assertThat(high - low).as(key).isCloseTo(named ? unspecified : 0, within(4 * ROUNDING));
            }
        });
        base.concentration().forEach((key, row) -> {
            if (row.getAs("value_hhi") != null) {
                double low = row.getAs("value_hhi");
                double high = row.getAs("value_hhi_high");
                long count = row.getAs("supplier_count");
                double unspecified = row.getAs("unspecified_value_share");
                double named = 1 - unspecified;
                assertThat(low).as(key).isBetween(0.0, high);
                assertThat(high).as(key).isLessThanOrEqualTo(1);
                if (count > 0) {
                    assertThat(low).as(key).isGreaterThanOrEqualTo(named * named / count - 2 * ROUNDING);
                    assertThat(row.<Double>getAs("top_supplier_value_share"))
                            .as(key)
                            .isBetween(named / count - 2 * ROUNDING, row.getAs("top3_value_share"));
                    assertThat(row.<Double>getAs("effective_suppliers")).as(key).isGreaterThanOrEqualTo(1);
                }
                if (unspecified == 0) {
                    assertThat(low).as(key).isEqualTo(high).isGreaterThanOrEqualTo(1.0 / count - ROUNDING);
                }
                if (row.getAs("weight_hhi") != null) {
                    assertThat(row.<Double>getAs("weight_hhi_high"))
                            .as(key)
                            .isBetween(row.<Double>getAs("weight_hhi"), 1.0);
                }
            }
        });
    }

    /** Whatever usual prices the goods without a weight were sold at, and whosesoever the unspecified ones are. */
    @Test
    void sharesAtUsualUnitValuesAreWithinTheirBounds() {
        Random random = new Random(SEED);
        int[] looked = new int[1];
        byGroup().forEach((group, all) -> {
            List<Row> rows = all.stream()
                    .filter(row -> !row.getAs("supplier_role").equals("self"))
                    .toList();
            if (rows.stream().noneMatch(row -> row.getAs("weight_share_low_usual") != null)) {
                return;
            }
            double low = rows.get(0).getAs("unit_value_p05_usd_per_kg");
            double high = rows.get(0).getAs("unit_value_p95_usd_per_kg");
            double total = rows.get(0).getAs("total_weight_kg");
            double known = rows.stream()
                    .mapToDouble(row -> amount(row, "net_weight_kg"))
                    .sum();
            double hidden = total - known;
            for (int world = 0; world < 20; world++) {
                double[] least = new double[rows.size()];
                double[] most = new double[rows.size()];
                double[] drawn = new double[rows.size()];
                for (int i = 0; i < drawn.length; i++) {
                    double value = amount(rows.get(i), "value_without_weight_usd");
                    // What World has beyond its partners by rounding is nobody's.
                    boolean none = value <= 1e-5 * amount(rows.get(i), "total_value_usd")
                            && rows.get(i).getAs("supplier_role").equals("unspecified");
                    least[i] = none ? 0 : value / high;
                    most[i] = none ? 0 : value / low;
                    // At the ends as often as between them.
                    double part = Math.max(0, Math.min(1, random.nextDouble() * 2 - 0.5));
                    drawn[i] = least[i] + part * (most[i] - least[i]);
                }
                if (hidden > 1e-9 * total) {
                    // World's weight says what they have together.
                    double[] end = sum(drawn) > hidden ? least : most;
                    double part = sum(end) == sum(drawn) ? 0 : (hidden - sum(drawn)) / (sum(end) - sum(drawn));
                    for (int i = 0; i < drawn.length; i++) {
                        drawn[i] += part * (end[i] - drawn[i]);
                    }
                }
                double whole = known + sum(drawn);
                double unspecified = 0;
                for (int i = 0; i < drawn.length; i++) {
                    if (rows.get(i).getAs("supplier_role").equals("unspecified")) {
                        unspecified += amount(rows.get(i), "net_weight_kg") + drawn[i];
                    }
                }
                for (int i = 0; i < drawn.length; i++) {
                    Row row = rows.get(i);
                    if (row.getAs("weight_share_low_usual") == null) {
                        continue;
                    }
                    looked[0]++;
                    double own = amount(row, "net_weight_kg") + drawn[i];
                    double others = row.getAs("supplier_role").equals("supplier") && world % 2 == 0 ? unspecified : 0;
                    assertThat((own + others) / whole)
                            .as(group + " " + row.getAs("supplier_iso3"))
                            .isBetween(
                                    row.<Double>getAs("weight_share_low_usual") - 2 * ROUNDING,
                                    row.<Double>getAs("weight_share_high_usual") + 2 * ROUNDING);
                }
            }
        });
        assertThat(looked[0]).isGreaterThan(1000);
    }

    private static double amount(Row row, String column) {
        Double amount = row.getAs(column);
        return amount == null ? 0 : amount;
    }

    private static double sum(double[] figures) {
        return java.util.Arrays.stream(figures).sum();
    }

    @Test
    void concentrationFollowsFromTheShares() {
        byGroup().forEach((group, rows) -> {
            Row concentration = base.concentration().get(group);
            List<Row> suppliers = rows.stream()
                    .filter(row -> row.getAs("value_rank") != null)
                    .sorted((a, b) -> a.<Integer>getAs("value_rank").compareTo(b.<Integer>getAs("value_rank")))
                    .toList();
            if (concentration.getAs("concentration_reason") == null) {
                assertThat(concentration.<Long>getAs("supplier_count"))
                        .as(group)
                        .isEqualTo(suppliers.size());
            } else {
                // Of partners that somebody chose none is the first.
                assertThat(suppliers).as(group).isEmpty();
                assertThat(concentration.<String>getAs("top_supplier_iso3"))
                        .as(group)
                        .isNull();
            }
            for (int i = 0; i < suppliers.size(); i++) {
                assertThat(suppliers.get(i).<Integer>getAs("value_rank"))
                        .as(group)
                        .isEqualTo(i + 1);
                if (i > 0) {
                    Row before = suppliers.get(i - 1);
                    Row row = suppliers.get(i);
                    int larger = Double.compare(before.<Double>getAs("value_usd"), row.<Double>getAs("value_usd"));
                    boolean first =
                            before.<String>getAs("supplier_iso3").compareTo(row.<String>getAs("supplier_iso3")) < 0;
                    assertThat(larger > 0 || larger == 0 && first)
                            .as(group + " place " + i)
                            .isTrue();
                }
            }
            if (concentration.getAs("value_hhi") != null) {
                double squares = 0;
                for (Row row : suppliers) {
                    double share = row.<Double>getAs("value_usd") / concentration.<Double>getAs("total_value_usd");
                    squares += share * share;
                }
                assertThat(concentration.<Double>getAs("value_hhi")).as(group).isCloseTo(squares, within(1.01e-9));
                if (!suppliers.isEmpty()) {
                    assertThat(concentration.<String>getAs("top_supplier_iso3"))
                            .as(group)
                            .isEqualTo(suppliers.get(0).getAs("supplier_iso3"));
                }
            }
        });
    }

    @Test
    void orderAndPartitionsChangeNoBit() {
        List<Row> shuffled = new ArrayList<>(flows);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(results(shuffled, 2, 3).bits(1)).isEqualTo(base.bits(1));
    }

    @Test
    void otherUnitsOrderAndPartitionsChangeNoBitOfAShare() {
        List<Row> scaled = flows(new Random(SEED), 1024);
        Collections.shuffle(scaled, new Random(2));
        assertThat(results(scaled, 7, 8).bits(1024)).isEqualTo(base.bits(1));
    }

    private static void broken(Table table, Map<String, Row> rows) {
        Dataset<Row> all = spark.createDataFrame(List.copyOf(rows.values()), table.schema());
        String conditions = String.join(
                ") AND (",
                table.checks().stream()
                        .map(Check::condition)
                        .map(condition -> "coalesce(" + condition + ", false)")
                        .toList());
        assertThat(all.where("NOT ((" + conditions + "))").collectAsList())
                .as(table.name())
                .isEmpty();
    }

    private static Map<String, List<Row>> byGroup() {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        base.dependency()
                .values()
                .forEach(row -> groups.computeIfAbsent(groupOf(row), none -> new ArrayList<>())
                        .add(row));
        return groups;
    }

    private static String groupOf(Row row) {
        return key(SupplierConcentration.TABLE, row);
    }

    private static String key(Table table, Row row) {
        return String.join(
                " ",
                table.key().stream().map(name -> row.getAs(name).toString()).toList());
    }

    private static Results results(List<Row> rows, int partitions, int shufflePartitions) {
        Map<String, String> before = new LinkedHashMap<>();
        Map<String, String> during = Map.of(
                "spark.sql.shuffle.partitions",
                String.valueOf(shufflePartitions),
                // Adaptive execution would join small partitions into one again, and nothing be tried.
                "spark.sql.adaptive.enabled",
                "false",
                // Compiling takes longer than computing here.
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN");
        during.forEach((name, value) -> {
            before.put(name, spark.conf().get(name));
            spark.conf().set(name, value);
        });
        try {
            StructType schema = TradeFlows.TABLE.schema();
            Dataset<Row> given = spark.createDataFrame(rows, schema).repartition(partitions);
            Dataset<Row> suppliers =
                    Steps.suppliers(Editions.asReported(given), new Suppliers.Terms(null, 5, List.of()));
            return new Results(
                    byKey(ImportDependency.TABLE, Steps.importDependency(suppliers, List.of())),
                    byKey(SupplierConcentration.TABLE, SupplierConcentration.of(suppliers)));
        } finally {
            before.forEach((name, value) -> spark.conf().set(name, value));
        }
    }

    private static Map<String, Row> byKey(Table table, Dataset<Row> result) {
        Map<String, Row> rows = new TreeMap<>();
        for (Row row : result.collectAsList()) {
            assertThat(rows.put(key(table, row), row)).as("repeated key").isNull();
        }
        return rows;
    }

    /** Trade of some importers, products and periods; the same for a seed, in units of which the scale is a multiple. */
    private static List<Row> flows(Random random, double scale) {
        List<Row> rows = new ArrayList<>();
        for (String dataset : List.of("comtrade", "baci")) {
            for (String reporter : List.of("KOR", "JPN", "USA")) {
                for (String product : List.of("2805", "280530", "284690", "850511")) {
                    for (int year = 2021; year <= 2024; year++) {
                        slice(rows, random, scale, dataset, reporter, product, "year", year, 1);
                    }
                }
            }
        }
        for (int month = 1; month <= 12; month++) {
            slice(rows, random, scale, "comtrade", "DEU", "850511", "month", 2024, month);
            slice(rows, random, scale, "comtrade", "DEU", "280530", "month", 2024, month);
        }
        return rows;
    }

    private static void slice(
            List<Row> rows,
            Random random,
            double scale,
            String dataset,
            String reporter,
            String product,
            String periodType,
            int year,
            int month) {
        boolean baci = dataset.equals("baci");
        boolean complete = baci || random.nextInt(10) > 0;
        boolean weights = random.nextInt(4) > 0;
        // From one dollar to a hundred billion; all of one size in some slices.
        int size = random.nextInt(12);
        long total = 0;
        long totalWeight = 0;
        for (String partner : COUNTRIES) {
            boolean self = partner.equals(reporter);
            if (baci && self || random.nextInt(3) == 0) {
                continue;
            }
            long value = value(random, size);
            long weight = value / (1 + random.nextInt(50));
            boolean weighed = weights && weight > 0 && random.nextInt(12) > 0;
            Boolean estimated = baci ? null : Boolean.valueOf(random.nextInt(8) == 0);
            total += value;
            totalWeight += weighed ? weight : 0;
            rows.add(flow(
                    dataset,
                    reporter,
                    partner,
                    self ? "self" : "country",
                    product,
                    periodType,
                    year,
                    month,
                    value * scale,
                    weighed ? weight * scale : null,
                    estimated,
                    complete));
        }
        if (random.nextInt(3) == 0) {
            long value = value(random, size);
            total += value;
            rows.add(flow(
                    dataset,
                    reporter,
                    "XXX",
                    "unspecified",
                    product,
                    periodType,
                    year,
                    month,
                    value * scale,
                    null,
                    null,
                    complete));
        }
        if (!baci && random.nextInt(4) == 0) {
            rows.add(flow(
                    dataset,
                    reporter,
                    "EUR",
                    "aggregate",
                    product,
                    periodType,
                    year,
                    month,
                    value(random, size) * scale,
                    null,
                    null,
                    complete));
        }
        if (!baci && complete) {
            long world = random.nextInt(3) == 0 ? total + value(random, size) / 4 : total - random.nextInt(2);
            Double weight = random.nextBoolean() ? Double.valueOf((totalWeight + random.nextInt(50)) * scale) : null;
            rows.add(flow(
                    dataset,
                    reporter,
                    "WLD",
                    "world",
                    product,
                    periodType,
                    year,
                    month,
                    Math.max(0, world) * scale,
                    weight != null && weight > 0 ? weight : null,
                    null,
                    true));
        }
    }

    private static long value(Random random, int size) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            // Equal values, for places that only the code decides.
            case 1, 2 -> (long) Math.pow(10, size);
            default -> (long) (random.nextDouble() * Math.pow(10, size));
        };
    }

    private static Row flow(
            String dataset,
            String reporter,
            String partner,
            String kind,
            String product,
            String periodType,
            int year,
            int month,
            double value,
            Double weight,
            Boolean estimated,
            boolean complete) {
        boolean baci = dataset.equals("baci");
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("dataset", dataset);
        cells.put("release", baci ? "V202601" : null);
        cells.put("hs_edition", baci ? "H5" : "H6");
        cells.put("direction", "import");
        cells.put("reporter_iso3", reporter);
        cells.put("reporter_kind", "country");
        cells.put("partner_iso3", partner);
        cells.put("partner_kind", kind);
        cells.put("product_code", product);
        cells.put("period_type", periodType);
        cells.put("period_start", Date.valueOf(java.time.LocalDate.of(year, month, 1)));
        cells.put("year", year);
        cells.put("value_usd", value);
        cells.put("net_weight_kg", weight);
        cells.put("weight_estimated", estimated);
        cells.put("slice_complete", complete);
        return RowFactory.create(TradeFlows.TABLE.columns().stream()
                .map(column -> cells.get(column.name()))
                .toArray());
    }
}
