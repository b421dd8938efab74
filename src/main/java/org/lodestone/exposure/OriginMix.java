package org.lodestone.exposure;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Where a country's supply of a product was made, seen through the countries that pass it on: Kastner, Kastner and
 * Nonhebel (2011), "Tracing distant environmental impacts of agricultural products from a consumer perspective", in
 * tonnes, for all countries of a product and year at once. {@link Balance} has the formulas.
 *
 * <p>Flows without a weight get their value divided by the median unit value of the product, source and year. Where the
 * production of a country is not known, what it exports beyond its imports is a lower bound of it. The bounds of a share
 * are those of every production that this leaves open.
 *
 * <p>In data of reporters a country whose imports nobody reported cannot be looked through. Such data are used where
 * countries whose imports are there sold at least a part of the trade by weight that the caller names, and marked; with
 * less there is hardly anything to look through, and no mix. The bounds are true bounds however little is traced.
 */
public final class OriginMix {
    private OriginMix() {}

    /** Origins, suppliers and shares below this part are summed into one row. */
    public static final double LEAST_SHARE = 0.001;

    /** The code of the row that sums up all origins below {@link #LEAST_SHARE}. */
    public static final String OTHERS = "OTHER";

    /** Stands where a row is about all origins, or all countries: a mix that is not known. */
    public static final String ALL = "ALL";

    static final String UNSPECIFIED = "XXX";

    /** Kilograms in thousandths, as trade is added up, in a tonne. */
    private static final double TONNE = 1e6;

    public static final Table TABLE = Table.named("origin_mix")
            .grain(
                    "One row per source, product, year, country and origin; one row a country, or a group, without a mix.")
            .key(
                    Columns.SOURCE,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR.meaning("Calendar year."),
                    required(
                            "country_iso3",
                            Unit.CODE,
                            "The country whose supply it is, ISO 3166-1 alpha-3; ALL where the whole group has no mix."),
                    required(
                            "origin_iso3",
                            Unit.CODE,
                            "Where the goods were made; XXX for unspecified countries, OTHER for all origins that give"
                                    + " less than 0.1 % each, ALL where there is no mix."))
            .column("supply_tonnes", Unit.TONNES, "What the country made and imported.")
            .column("production_tonnes", Unit.TONNES, "What the country made; see country_production_basis.")
            .column("imports_tonnes", Unit.TONNES, "What the country imported, goods of its own making included.")
            .column("exports_tonnes", Unit.TONNES, "What it sold to others, by what these imported.")
            .column("origin_tonnes", Unit.TONNES, "The part of the supply that the origin made. Null with mix_reason.")
            .computed(
                    "origin_share",
                    Unit.FRACTION,
                    "origin_tonnes / supply_tonnes",
                    "The origin's part of the supply, the country's own production included.")
            .column(
                    "origin_share_low",
                    Unit.FRACTION,
                    "Lower bound of it over all production that is not known; 0 where the country may have made"
                            + " everything that it used.")
            .column(
                    "origin_share_high",
                    Unit.FRACTION,
                    "Upper bound of it; for OTHER the most that any one of these may have.")
            .column(
                    "consumption_tonnes",
                    Unit.TONNES,
                    "What the country did not sell again of the origin's goods: supply by origin times the part kept.")
            .column(
                    "direct_share",
                    Unit.FRACTION,
                    "The part of the imports bought from it, by weight, as trade"
                            + " statistics see it; null without imports.")
            .column(
                    "import_origin_share",
                    Unit.FRACTION,
                    "The part of the imports that it made: direct_share seen through countries that pass goods on.")
            .column(
                    "import_origin_share_low",
                    Unit.FRACTION,
                    "Lower bound: all other countries make what they sell, as far as that is not known.")
            .column(
                    "import_origin_share_high",
                    Unit.FRACTION,
                    "Upper bound: it makes what it sells, others as little as they can, and what ends at countries whose"
                            + " own purchases are not known is its.")
            .column(
                    "untraced_share",
                    Unit.FRACTION,
                    "The part of the country's imports that ends at countries whose own purchases are not known,"
                            + " unspecified ones included.")
            .column(
                    "production_basis",
                    Unit.CODE,
                    "How the origin's production is known: reported; reported_content (metal or oxide content, a lower"
                            + " bound of the gross weight that is traded); at_least; imputed_lower_bound (exports beyond"
                            + " imports). Null for OTHER and ALL.")
            .column("country_production_basis", Unit.CODE, "The same of the country's own production.")
            .column(
                    "country_production_release",
                    Unit.TEXT,
                    "The release that states the country's own production; null where none does.")
            .column(
                    "weight_basis",
                    Unit.CODE,
                    "The weights of the country's imports: reported; imputed (by their source); partly_filled or filled"
                            + " (from values by the median unit value); null without imports.")
            .column("filled_share", Unit.FRACTION, "What part of the imports' weight was filled so.")
            .column(
                    "world_basis",
                    Unit.CODE,
                    "world: all importers, or as many as the setting world.least-exporters asks for; partial_world:"
                            + " those that are in the lake.")
            .column(
                    "balance_note",
                    Unit.CODE,
                    "exports_above_supply: the country sold more than it made and bought; its consumption is taken as 0,"
                            + " so that consumption adds up to more than production.")
            .column(
                    "mix_reason",
                    Unit.TEXT,
                    "Why there is no mix: world_incomplete; no_weights; loop_without_production or not_solvable_exactly"
                            + " and the countries; imports_not_known; null where there is one.")
            .check(
                    Check.fraction("origin_share"),
                    Check.fraction("import_origin_share"),
                    Check.fraction("direct_share"),
                    Check.oneOf("world_basis", "world", "partial_world"),
                    Check.oneOf("production_basis", "reported", "reported_content", "at_least", "imputed_lower_bound"),
                    Check.that("mix_or_reason", "(origin_tonnes IS NULL) = (mix_reason IS NOT NULL)"),
                    Check.inOrder("origin_share_low", "origin_share", "origin_share_high"),
                    Check.inOrder("import_origin_share_low", "import_origin_share", "import_origin_share_high"))
            .build();

    /**
     * Production by product, where a source counts what the product is.
     *
     * <p>Of several sources and measures the one that names the most countries is taken, of these the newest, then the
     * first by name.
     *
     * @param production as {@link org.lodestone.production.Production#inForce} gives it
     * @param commodities product_code, commodity: what the product is called in production data, words with underscores;
     *     a source's name may go on after it
     * @return product_code, year, country_iso3, DOUBLE production_tonnes, STRING basis, release
     */
    public static Dataset<Row> production(Dataset<Row> production, Dataset<Row> commodities) {
        Column named = regexp_replace(lower(col("commodity")), "[^a-z0-9]+", "_");
        Dataset<Row> mined = production
                .where(col("country_kind")
                        .equalTo("country")
                        .and(col("production_tonnes").isNotNull())
                        .and(coalesce(col("bound"), lit("at_least")).equalTo("at_least"))
                        .and(col("statement").contains(" mine ")))
                .withColumn("named", named);
        Dataset<Row> wanted = commodities.select(
                col("product_code"),
                regexp_replace(lower(col("commodity")), "[^a-z0-9]+", "_").as("wanted"));
        Dataset<Row> matched = mined.join(
                broadcast(wanted),
                col("named").equalTo(col("wanted")).or(col("named").startsWith(concat(col("wanted"), lit("_")))));
        Dataset<Row> statements = matched.groupBy("product_code", "year", "statement")
                .agg(count(lit(1)).as("countries"), max(col("release")).as("newest"))
                .withColumn(
                        "place",
                        row_number()
                                .over(Window.partitionBy("product_code", "year")
                                        .orderBy(
                                                col("countries").desc(),
                                                col("newest").desc_nulls_last(),
                                                col("statement").asc())))
                .where(col("place").equalTo(1))
                .select("product_code", "year", "statement");
        return matched.join(
                        statements,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of("product_code", "year", "statement"))
                                .toSeq())
                .groupBy("product_code", "year", "country_iso3")
                .agg(
                        sum(rint(col("production_tonnes").multiply(1000)).cast(DataTypes.LongType))
                                .as("thousandths"),
                        max(org.apache
                                        .spark
                                        .sql
                                        .functions
                                        .when(col("bound").isNotNull(), "at_least")
                                        .when(
                                                lower(concat(col("commodity"), lit(" "), col("measure")))
                                                        .rlike("content|equivalent|reo"),
                                                "reported_content")
                                        .otherwise("reported"))
                                .as("basis"),
                        max(col("release")).as("release"))
                .select(
                        col("product_code"),
                        col("year"),
                        col("country_iso3"),
                        col("thousandths").divide(1000.0).as("production_tonnes"),
                        col("basis"),
                        col("release"));
    }

    /**
     * @param imports rows of import_dependency; those of calendar years are used
     * @param production as {@link #production} gives it
     * @param leastImporters from how many importers on reporters' data stand for the world
     * @param leastTraced with fewer importers: what part of the trade must be sold by countries whose own imports are known
     */
    public static Dataset<Row> of(
            Dataset<Row> imports, Dataset<Row> production, int leastImporters, double leastTraced) {
        Dataset<Row> flows = imports.where(col("period_type").equalTo("year"))
                .select(
                        col("source"),
                        col("product_code"),
                        col("year"),
                        col("importer_iso3").as("country"),
                        col("supplier_iso3").as("origin"),
                        rint(col("value_usd").multiply(1000))
                                .cast(DataTypes.LongType)
                                .as("value"),
                        rint(col("net_weight_kg").multiply(1000))
                                .cast(DataTypes.LongType)
                                .as("weight"),
                        coalesce(col("share_reason"), lit("")).as("reason"),
                        col("weight_basis").as("basis"),
                        lit(null).cast(DataTypes.DoubleType).as("production"),
                        lit(null).cast(DataTypes.StringType).as("release"));
        Dataset<Row> groups = imports.where(col("period_type").equalTo("year"))
                .groupBy("source", "product_code", "year")
                .agg(count(lit(1)).as("flows"));
        Dataset<Row> made = groups.join(
                        broadcast(production
                                .withColumnRenamed("product_code", "made_product")
                                .withColumnRenamed("year", "made_year")),
                        col("product_code")
                                .equalTo(col("made_product"))
                                .and(col("year").equalTo(col("made_year"))))
                .select(
                        col("source"),
                        col("product_code"),
                        col("year"),
                        lit(null).cast(DataTypes.StringType).as("country"),
                        col("country_iso3").as("origin"),
                        lit(null).cast(DataTypes.LongType).as("value"),
                        lit(null).cast(DataTypes.LongType).as("weight"),
                        lit("").as("reason"),
                        col("basis"),
                        col("production_tonnes").as("production"),
                        col("release"));
        Dataset<Row> mixes = flows.unionByName(made)
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.<String>getAs("source") + "|"
                                + row.<String>getAs("product_code") + "|" + row.<Integer>getAs("year"),
                        Encoders.STRING())
                .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (group, rows) -> mix(rows, leastImporters, leastTraced),
                        Encoders.row(TABLE.schema()));
        return TABLE.conform(mixes);
    }

    // ---- one group ---------------------------------------------------------------------------------------------

    private record Flow(String country, String origin, Long value, Long weight) {}

    private record Made(double tonnes, String basis, String release) {}

    /** What is known of a group, by country, so that the order of its rows changes nothing. */
    private static final class Group {
        String source;
        String product;
        Integer year;
        final List<Flow> flows = new ArrayList<>();
        final Map<String, Made> made = new TreeMap<>();
        final Set<String> reporters = new TreeSet<>();
        final Set<String> incomplete = new TreeSet<>();
        final Set<String> imputed = new TreeSet<>();

        Group(Iterator<Row> rows) {
            while (rows.hasNext()) {
                Row row = rows.next();
                source = row.getAs("source");
                product = row.getAs("product_code");
                year = row.getAs("year");
                String country = row.getAs("country");
                String origin = row.getAs("origin");
                if (country == null) {
                    made.put(origin, new Made(row.getAs("production"), row.getAs("basis"), row.getAs("release")));
                    continue;
                }
                reporters.add(country);
                if (List.of("incomplete", "months_missing").contains(row.getAs("reason"))) {
                    incomplete.add(country);
                }
                if ("imputed".equals(row.getAs("basis"))) {
                    imputed.add(country);
                }
                Long value = row.getAs("value");
                Long weight = row.getAs("weight");
                if (!country.equals(origin) && (positive(value) || positive(weight))) {
                    flows.add(new Flow(country, origin, value, positive(weight) ? weight : null));
                }
            }
            reporters.removeAll(incomplete);
        }

        private static boolean positive(Long figure) {
            return figure != null && figure > 0;
        }

        /** The middle of USD a kilogram over the flows that have a weight; null where none has. */
        Double medianUnitValue() {
            double[] unitValues = flows.stream()
                    .filter(flow -> positive(flow.value()) && flow.weight() != null)
                    .mapToDouble(flow -> (double) flow.value() / flow.weight())
                    .sorted()
                    .toArray();
            int count = unitValues.length;
            return count == 0 ? null : (unitValues[(count - 1) / 2] + unitValues[count / 2]) / 2;
        }

        RowBuilder row(String country, String origin) {
            return TABLE.row()
                    .set("source", source)
                    .set("product_code", product)
                    .set("year", year)
                    .set("country_iso3", country)
                    .set("origin_iso3", origin);
        }
    }

    private static Iterator<Row> mix(Iterator<Row> rows, int leastImporters, double leastTraced) {
        Group group = new Group(rows);
        Double unitValue = group.medianUnitValue();
        boolean weightless = group.flows.stream().anyMatch(flow -> flow.weight() == null);
        if (weightless && unitValue == null) {
            return List.of(none(group, "no_weights")).iterator();
        }
        Map<String, Map<String, Long>> weights = new TreeMap<>();
        Map<String, Long> filled = new TreeMap<>();
        Map<String, Long> bought = new TreeMap<>();
        Map<String, Long> sold = new TreeMap<>();
        for (Flow flow : group.flows) {
            long weight = flow.weight() != null ? flow.weight() : Math.round(flow.value() / unitValue);
            if (weight > 0) {
                weights.computeIfAbsent(flow.country(), none -> new TreeMap<>())
                        .merge(flow.origin(), weight, Math::addExact);
                filled.merge(flow.country(), flow.weight() == null ? weight : 0, Math::addExact);
                bought.merge(flow.country(), weight, Math::addExact);
                sold.merge(flow.origin(), weight, Math::addExact);
            }
        }
        boolean reconciled = group.source.startsWith("BACI");
        boolean world = reconciled || group.reporters.size() >= leastImporters;
        long traced = sold.entrySet().stream()
                .filter(one -> group.reporters.contains(one.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long all = sold.values().stream().mapToLong(weight -> weight).sum();
        if (all == 0 && group.made.isEmpty()) {
            return List.of(none(group, "no_weights")).iterator();
        }
        if (!world && traced < leastTraced * all) {
            return List.of(none(group, "world_incomplete")).iterator();
        }

        Map<String, Made> production = new TreeMap<>();
        Set<String> codes = new TreeSet<>(bought.keySet());
        codes.addAll(sold.keySet());
        group.made.forEach((country, made) -> {
            if (made.tonnes() > 0 || codes.contains(country)) {
                codes.add(country);
                production.put(country, made);
            }
        });
        for (String code : codes) {
            double net = (sold.getOrDefault(code, 0L) - bought.getOrDefault(code, 0L)) / TONNE;
            Made made = production.get(code);
            if (made == null || made.tonnes() == 0 && net > 0 && !bought.containsKey(code)) {
                production.put(code, new Made(Math.max(0, net), "imputed_lower_bound", null));
            } else if (!made.basis().equals("reported")) {
                production.put(code, new Made(Math.max(made.tonnes(), net), made.basis(), made.release()));
            }
        }
        // A country that neither made nor bought anything has no supply to be looked through.
        codes.removeIf(code -> production.get(code).tonnes() == 0 && !bought.containsKey(code));

        String[] names = codes.toArray(String[]::new);
        double[][] trade = new double[names.length][names.length];
        double[] makes = new double[names.length];
        boolean[] exact = new boolean[names.length];
        boolean[] untraced = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            Map<String, Long> from = weights.getOrDefault(names[i], Map.of());
            for (int j = 0; j < names.length; j++) {
                trade[i][j] = from.getOrDefault(names[j], 0L) / TONNE;
            }
            makes[i] = production.get(names[i]).tonnes();
            exact[i] = production.get(names[i]).basis().equals("reported");
            untraced[i] = names[i].equals(UNSPECIFIED) || !reconciled && !group.reporters.contains(names[i]);
        }
        Balance balance;
        try {
            balance = Balance.of(trade, makes, exact, untraced);
        } catch (Balance.Unsolvable unsolvable) {
            String countries =
                    unsolvable.places().stream().map(place -> names[place]).collect(Collectors.joining(" "));
            return List.of(none(group, unsolvable.reason() + ": " + countries)).iterator();
        }
        List<Row> mixes = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(UNSPECIFIED)) {
                continue;
            }
            if (untraced[i]) {
                mixes.add(group.row(names[i], ALL)
                        .set("mix_reason", "imports_not_known")
                        .set("exports_tonnes", balance.exports(i))
                        .set("world_basis", world ? "world" : "partial_world")
                        .build());
                continue;
            }
            Long weight = bought.get(names[i]);
            Double part = weight == null ? null : (double) filled.get(names[i]) / weight;
            String basis = part == null
                    ? null
                    : part == 1
                            ? "filled"
                            : part > 0 ? "partly_filled" : group.imputed.contains(names[i]) ? "imputed" : "reported";
            country(
                    mixes,
                    group,
                    balance,
                    names,
                    i,
                    production,
                    row -> row.set("weight_basis", basis)
                            .set("filled_share", part)
                            .set("world_basis", world ? "world" : "partial_world"));
        }
        return mixes.iterator();
    }

    private static void country(
            List<Row> mixes,
            Group group,
            Balance balance,
            String[] names,
            int country,
            Map<String, Made> production,
            java.util.function.UnaryOperator<RowBuilder> bases) {
        boolean imports = balance.imports(country) > 0;
        double supply = balance.supply(country);
        boolean[] small = new boolean[names.length];
        for (int j = 0; j < names.length; j++) {
            small[j] = j != country
                    && balance.share(country, j) < LEAST_SHARE
                    && (!imports
                            || balance.importShare(country, j) < LEAST_SHARE
                                    && balance.direct(country, j) < LEAST_SHARE);
        }
        double rest = 0;
        double restImports = 0;
        double restDirect = 0;
        double mostOfOne = 0;
        double mostOfOneImported = 0;
        boolean any = false;
        Double untraced = imports ? Math.min(1, balance.untracedImports(country)) : null;
        for (int j = 0; j <= names.length; j++) {
            boolean last = j == names.length;
            if (!last && small[j]) {
                mostOfOne = Math.max(mostOfOne, balance.shareHigh(country, j));
                mostOfOneImported = imports ? Math.max(mostOfOneImported, balance.importShareHigh(country, j)) : 0;
                any |= mostOfOne >= LEAST_SHARE
                        || balance.share(country, j) > 0
                        || imports && balance.direct(country, j) > 0;
                rest += balance.share(country, j);
                restImports += imports ? balance.importShare(country, j) : 0;
                restDirect += imports ? balance.direct(country, j) : 0;
                continue;
            }
            if (last && !any) {
                continue;
            }
            // The parts of a supply add up to one only within Balance.SAME.
            double share = Math.min(1, last ? rest : balance.share(country, j));
            RowBuilder row = bases.apply(group.row(names[country], last ? OTHERS : names[j]))
                    .set("supply_tonnes", supply)
                    .set("production_tonnes", production.get(names[country]).tonnes())
                    .set(
                            "country_production_basis",
                            production.get(names[country]).basis())
                    .set(
                            "country_production_release",
                            production.get(names[country]).release())
                    .set("imports_tonnes", balance.imports(country))
                    .set("exports_tonnes", balance.exports(country))
                    .set("origin_tonnes", share * supply)
                    .set("origin_share", share)
                    .set("origin_share_low", last ? Double.valueOf(0) : low(balance.shareLow(country, j), share))
                    .set("origin_share_high", high(last ? mostOfOne : balance.shareHigh(country, j), share))
                    .set("consumption_tonnes", share * supply * balance.kept(country))
                    .set("untraced_share", untraced)
                    .set(
                            "production_basis",
                            last ? null : production.get(names[j]).basis())
                    .set("balance_note", balance.oversold(country) ? "exports_above_supply" : null);
            if (imports) {
                double imported = Math.min(1, last ? restImports : balance.importShare(country, j));
                row.set("direct_share", Math.min(1, last ? restDirect : balance.direct(country, j)))
                        .set("import_origin_share", imported)
                        .set(
                                "import_origin_share_low",
                                last ? Double.valueOf(0) : low(balance.importShareLow(country, j), imported))
                        .set(
                                "import_origin_share_high",
                                high(last ? mostOfOneImported : balance.importShareHigh(country, j), imported));
            }
            mixes.add(row.build());
        }
    }

    /** A bound may pass the figure by a rounding of its own. */
    private static Double low(double bound, double figure) {
        return Math.max(0, Math.min(bound, figure));
    }

    private static Double high(double bound, double figure) {
        return Math.min(1, Math.max(bound, figure));
    }

    private static Row none(Group group, String reason) {
        return group.row(ALL, ALL).set("mix_reason", reason).build();
    }
}
