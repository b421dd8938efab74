package org.lodestone.origins;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.Suppliers;
import org.lodestone.metric.Given;
import org.lodestone.metric.Grouped;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Commodities;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Where a country's supply of a product was made, seen through the countries that pass it on: Kastner, Kastner and
 * Nonhebel (2011), "Tracing distant environmental impacts of agricultural products from a consumer perspective",
 * doi:10.1016/j.ecolecon.2011.01.012, in tonnes, for all countries of a product and year at once. {@link OriginTracing} has the
 * formulas, {@link ProductOrigins} the rows of one product and year.
 *
 * <p>Value without a weight is divided by the median unit value of the product, source and year: of a flow that is
 * weighed in some months only that of the other months. Where the
 * production of a country is not known, what it exports beyond its imports is a lower bound of it, and so is a production
 * that counts content where trade counts gross weight, or that is below what was sold. The bounds of a share are those of
 * every production that this leaves open; what else they suppose, the method's proportionality before all, is in
 * {@code bounds_assume}.
 *
 * <p>In data of reporters a country whose imports nobody reported cannot be looked through. Such data are used where
 * countries whose imports are there sold at least a part of the trade by weight that the caller names, and marked; with
 * less there is hardly anything to look through, and no mix. The bounds are true bounds however little is traced.
 */
public final class OriginMix {
    private static final String ALL_COLUMN = "all";
    static final String BASIS = "basis";
    private static final String COUNTRIES = "countries";
    static final String COUNTRY = "country";
    private static final String FLOWS = "flows";
    private static final String IMPORTER_ISO3 = "importer_iso3";
    static final String INCOMPLETE = "incomplete";
    static final String KIND = "kind";
    private static final String MADE_PRODUCT = "made_product";
    private static final String MADE_YEAR = "made_year";
    private static final String NEWEST = "newest";
    private static final String ONE = "one";
    static final String ORIGIN = "origin";
    private static final String PLACE = "place";
    static final String PRODUCTION_COLUMN = "production";
    static final String REPORTING = "reporting";
    private static final String REPORTING_YEAR = "reporting_year";
    private static final String SOURCE = "source";
    private static final String SOURCES = "sources";
    private static final String STATEMENT = "statement";
    private static final String THOUSANDTHS = "thousandths";
    static final String UNWEIGHED = "unweighed";
    static final String VALUE = "value";
    static final String WEIGHT = "weight";
    private static final String YEAR = "year";

    private OriginMix() {}

    /** Origins, suppliers and shares below this part are summed into one row. */
    public static final double LEAST_SHARE = 0.001;

    /** The code of the row that sums up all origins below {@link #LEAST_SHARE}. */
    public static final String OTHERS = "OTHER";

    /** Stands where a row is about all origins, or all countries: a mix that is not known. */
    public static final String ALL = "ALL";

    public static final String UNSPECIFIED = "XXX";

    /** Basis of a production of which nothing is known, not even that there was any. */
    static final String NOT_STATED = "not_stated";

    /** What production may be known as, the least exact last: of several rows of a country that one holds. */
    private static final List<String> BASES = List.of("reported", "reported_content", "at_least", "reported_related");

    /** The most tonnes that a flow may weigh: where unit values make more of what has no weight, they say nothing. */
    public static final double IMPLAUSIBLE_TONNES = 9e9;

    public static final Field<String> COUNTRY_ISO3 = required(
            "country_iso3",
            Unit.CODE,
            "The country whose supply it is, ISO 3166-1 alpha-3; ALL where the whole group has no mix.");
    public static final Field<String> ORIGIN_ISO3 = required(
            "origin_iso3",
            Unit.CODE,
            "Where the goods were made; XXX for unspecified countries, OTHER for all origins that give"
                    + " less than 0.1 % each, ALL where there is no mix.");
    public static final Field<Double> SUPPLY_TONNES = optional(
            "supply_tonnes",
            Unit.TONNES,
            "What the country made and imported; what it made counts with production_low_tonnes where that is not"
                    + " stated.");
    public static final Field<Double> PRODUCTION_TONNES = optional(
            "production_tonnes",
            Unit.TONNES,
            "What the country made; see country_production_basis. Null with not_stated, and with mix_reason.");
    public static final Field<Double> PRODUCTION_LOW_TONNES = optional(
            "production_low_tonnes",
            Unit.TONNES,
            "What it made at least, in the weight that is traded: what the bounds start from.");
    public static final Field<Double> IMPORTS_TONNES =
            optional("imports_tonnes", Unit.TONNES, "What the country imported, goods of its own making included.");
    public static final Field<Double> COUNTED_IMPORTS_TONNES = optional(
            "counted_imports_tonnes",
            Unit.TONNES,
            "What of its imports counts in sums over countries: all, and of a group of countries what it has"
                    + " beyond its members that are in the data.");
    public static final Field<Double> EXPORTS_TONNES = optional(
            "exports_tonnes",
            Unit.TONNES,
            "What it sold to others, by what these imported; null of a group of"
                    + " countries, whose sales are its members'.");
    public static final Field<Double> ORIGIN_TONNES = optional(
            "origin_tonnes", Unit.TONNES, "The part of the supply that the origin made. Null with mix_reason.");
    public static final Field<Double> ORIGIN_SHARE = computed(
            "origin_share",
            Unit.FRACTION,
            "origin_tonnes / supply_tonnes",
            "The origin's part of the supply, the country's own production included.");
    public static final Field<Double> ORIGIN_SHARE_LOW = optional(
            "origin_share_low",
            Unit.FRACTION,
            "Lower bound of it over all production that is not known; 0 where the country may have made"
                    + " everything that it used. See bounds_assume.");
    public static final Field<Double> ORIGIN_SHARE_HIGH = optional(
            "origin_share_high",
            Unit.FRACTION,
            "Upper bound of it; for OTHER the most that any one of these may have.");
    public static final Field<Double> CONSUMPTION_TONNES = optional(
            "consumption_tonnes",
            Unit.TONNES,
            "What the country did not sell again of the origin's goods: supply by origin times the part kept; null of"
                    + " a group of countries.");
    public static final Field<Double> DIRECT_SHARE = optional(
            "direct_share",
            Unit.FRACTION,
            "The part of the imports bought from it, by weight, as trade"
                    + " statistics see it; null without imports.");
    public static final Field<Double> IMPORT_ORIGIN_SHARE = optional(
            "import_origin_share",
            Unit.FRACTION,
            "The part of the imports that it made: direct_share seen through countries that pass goods on.");
    public static final Field<Double> IMPORT_ORIGIN_SHARE_LOW = optional(
            "import_origin_share_low",
            Unit.FRACTION,
            "Lower bound: all other countries make what they sell, as far as that is not known.");
    public static final Field<Double> IMPORT_ORIGIN_SHARE_HIGH = optional(
            "import_origin_share_high",
            Unit.FRACTION,
            "Upper bound: it makes what it sells, others as little as they can, and what ends at countries whose"
                    + " own purchases are not known is its.");
    public static final Field<Double> COUNTED_ORIGIN_TONNES = optional(
            "counted_origin_tonnes",
            Unit.TONNES,
            "What of counted_imports_tonnes the origin made; null without imports.");
    public static final Field<Double> UNTRACED_SHARE = optional(
            "untraced_share",
            Unit.FRACTION,
            "The part of the country's imports that ends at countries whose own purchases are not known,"
                    + " unspecified ones included.");
    public static final Field<String> PRODUCTION_BASIS = optional(
            "production_basis",
            Unit.CODE,
            "How the origin's production is known: reported (in the weight that is traded); reported_content (metal"
                    + " or oxide content, or not known to be more: a lower bound of that weight);"
                    + " reported_related (of other goods or more of them, such as what is mined for compounds: no"
                    + " bound); at_least; imputed_lower_bound (exports beyond imports); exports_above_reported"
                    + " (the same, above what is reported); not_stated (no source states any, and it did not sell"
                    + " more than it bought, so it may have made anything or nothing; of a group of countries,"
                    + " whose members make it). Null for OTHER and ALL.");
    public static final Field<String> COUNTRY_PRODUCTION_BASIS =
            optional("country_production_basis", Unit.CODE, "The same of the country's own production.");
    public static final Field<String> COUNTRY_PRODUCTION_RELEASE = optional(
            "country_production_release",
            Unit.TEXT,
            "The release that states the country's own production; null where none does.");
    public static final Field<String> WEIGHT_BASIS = optional(
            "weight_basis",
            Unit.CODE,
            "The weights of the country's imports: reported; imputed (by their source); partly_filled or filled"
                    + " (from values by the median unit value); null without imports.");
    public static final Field<Double> FILLED_SHARE =
            optional("filled_share", Unit.FRACTION, "What part of the imports' weight was filled so.");
    public static final Field<String> WORLD_BASIS = optional(
            "world_basis",
            Unit.CODE,
            "world: all importers, or as many countries report any imports of that year as the setting"
                    + " world.least-exporters asks for; partial_world: those that are in the lake, and some who"
                    + " sell are not; world_coverage_unknown: those that are in the lake, and nothing shows"
                    + " that there are others.");
    public static final Field<String> BOUNDS_ASSUME = optional(
            "bounds_assume",
            Unit.CODE,
            "What the bounds suppose: proportional_mixing (of what a country has, each part is sold and kept alike);"
                    + " production_as_reported; production_at_least_reported (of content);"
                    + " filled_weights (weights that follow from values). Null where there is no mix.");
    public static final Field<String> BALANCE_NOTE = optional(
            "balance_note",
            Unit.CODE,
            "exports_above_supply: the country sold more than it made, as reported, and bought; so it made at"
                    + " least what it sold beyond what it bought, and that is taken.");
    public static final Field<String> MIX_REASON = optional(
            "mix_reason",
            Unit.TEXT,
            "Why there is no mix: world_incomplete; no_weights (none to fill others by, or unit values that would"
                    + " make more than nine billion tonnes of these); loop_without_production or"
                    + " not_solvable_exactly and the countries; imports_not_known; no_correlation (they, or those of the countries"
                    + " named, are known in another edition, and no correlation says that the code is the same"
                    + " goods); null where there is one.");

    public static final Table TABLE = Table.named("origin_mix")
            .grain(
                    "One row per source, product, year, country and origin; one row a country, or a group, without a mix.")
            .key(
                    Columns.SOURCE,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR.meaning("Calendar year."),
                    COUNTRY_ISO3,
                    ORIGIN_ISO3)
            .column(
                    SUPPLY_TONNES,
                    PRODUCTION_TONNES,
                    PRODUCTION_LOW_TONNES,
                    IMPORTS_TONNES,
                    COUNTED_IMPORTS_TONNES,
                    EXPORTS_TONNES,
                    ORIGIN_TONNES,
                    ORIGIN_SHARE,
                    ORIGIN_SHARE_LOW,
                    ORIGIN_SHARE_HIGH,
                    CONSUMPTION_TONNES,
                    DIRECT_SHARE,
                    IMPORT_ORIGIN_SHARE,
                    IMPORT_ORIGIN_SHARE_LOW,
                    IMPORT_ORIGIN_SHARE_HIGH,
                    COUNTED_ORIGIN_TONNES,
                    UNTRACED_SHARE,
                    PRODUCTION_BASIS,
                    COUNTRY_PRODUCTION_BASIS,
                    COUNTRY_PRODUCTION_RELEASE,
                    WEIGHT_BASIS,
                    FILLED_SHARE,
                    WORLD_BASIS,
                    BOUNDS_ASSUME,
                    BALANCE_NOTE,
                    MIX_REASON)
            .column(
                    "joined",
                    Unit.FLAG,
                    "Whether the country reported these goods in another edition, under a code that a correlation says is"
                            + " the same goods: its rows there are the same. Null where there is no mix.")
            .sums(List.of("origin_iso3"), "origin_tonnes", "consumption_tonnes", "counted_origin_tonnes")
            .check(
                    Check.fraction("origin_share"),
                    Check.fraction("import_origin_share"),
                    Check.fraction("direct_share"),
                    Check.oneOf("world_basis", "world", "partial_world", "world_coverage_unknown"),
                    Check.oneOf(
                            "production_basis",
                            "reported",
                            "reported_content",
                            "reported_related",
                            "at_least",
                            "imputed_lower_bound",
                            "exports_above_reported",
                            NOT_STATED),
                    Check.that(
                            "production_or_reason",
                            "(production_tonnes IS NULL) = (mix_reason IS NOT NULL OR country_production_basis = '"
                                    + NOT_STATED + "')"),
                    Check.that("mix_or_reason", "(origin_tonnes IS NULL) = (mix_reason IS NOT NULL)"),
                    Check.inOrder("origin_share_low", "origin_share", "origin_share_high"),
                    Check.inOrder("import_origin_share_low", "import_origin_share", "import_origin_share_high"))
            .build();

    private static final Given<Double> LEAST_TRACED = Given.share("world.least-traced-share");

    private static final Intermediate PRODUCTION = Intermediate.view(
            "production of products",
            List.of(Production.IN_FORCE, References.COMMODITIES),
            in -> production(in.get(Production.IN_FORCE), in.get(References.COMMODITIES)));

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(
                    ImportDependency.METRIC,
                    ImportDependency.JOINED,
                    PRODUCTION,
                    Suppliers.LEAST_EXPORTERS,
                    LEAST_TRACED,
                    References.REPORTING_GROUPS.collected())
            .traces(OriginMix::traces)
            .compute(in -> of(
                    in.get(ImportDependency.METRIC),
                    in.get(ImportDependency.JOINED),
                    in.get(PRODUCTION),
                    in.get(Suppliers.LEAST_EXPORTERS).intValue(),
                    in.get(LEAST_TRACED),
                    in.get(References.REPORTING_GROUPS.collected())));

    /** What all countries traded and made: the origin of what one has follows from all of it. */
    public static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return new DataUsed(null, Columns.PRODUCT_CODE.in(row), Columns.YEAR.in(row), Columns.SOURCE.in(row))
                .traces(lookup);
    }

    /**
     * Production by product, where a source counts what the product is.
     *
     * <p>Of several sources and measures the one that names the most countries is taken, of these the newest, then the
     * first by name.
     *
     * @param production as {@link org.lodestone.production.Production#inForce} gives it
     * @param commodities which production stands for a product and whether it counts the goods as trade does, as
     *     ReferenceData.commodities gives it
     * @return product_code, year, country_iso3, DOUBLE production_tonnes, STRING basis, release
     */
    public static Dataset<Row> production(Dataset<Row> production, Dataset<Row> commodities) {
        Dataset<Row> mined = production.where(Production.COUNTRY_KIND
                .col()
                .equalTo("country")
                .and(Production.PRODUCTION_TONNES.col().isNotNull())
                .and(coalesce(Production.BOUND.col(), lit("at_least")).equalTo("at_least"))
                .and(col(STATEMENT).contains(" mine ")));
        Dataset<Row> matched = mined.join(
                broadcast(commodities),
                Commodities.isOneOf(Production.COMMODITY.col(), col(ReferenceData.COMMODITIES)));
        Dataset<Row> statements = matched.groupBy("product_code", "year", "statement")
                .agg(count(lit(1)).as(COUNTRIES), max(Columns.RELEASE.col()).as(NEWEST))
                .withColumn(
                        PLACE,
                        row_number()
                                .over(Window.partitionBy("product_code", "year")
                                        .orderBy(
                                                col(COUNTRIES).desc(),
                                                col(NEWEST).desc_nulls_last(),
                                                col(STATEMENT).asc())))
                .where(col(PLACE).equalTo(1))
                .select("product_code", "year", "statement");
        return matched.join(
                        statements,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of("product_code", "year", "statement"))
                                .toSeq())
                .groupBy("product_code", "year", "country_iso3")
                .agg(
                        sum(rint(Production.PRODUCTION_TONNES.col().multiply(1000))
                                        .cast(DataTypes.LongType))
                                .as(THOUSANDTHS),
                        basis().as(BASIS),
                        max(Columns.RELEASE.col()).as(Columns.RELEASE.name()))
                .select(
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        COUNTRY_ISO3.col(),
                        col(THOUSANDTHS).divide(1000.0).as(PRODUCTION_TONNES.name()),
                        col(BASIS),
                        Columns.RELEASE.col());
    }

    private static Column basis() {
        Column content = lower(concat(Production.COMMODITY.col(), lit(" "), Production.MEASURE.col()))
                .rlike("content|equivalent|reo");
        Column place = when(col(ReferenceData.PRODUCTION_COUNTS).equalTo("related"), 3)
                .when(Production.BOUND.col().isNotNull(), 2)
                // A content is at most the weight of what holds it, and so is what may be one.
                .when(
                        content.or(coalesce(col(ReferenceData.PRODUCTION_COUNTS), lit(""))
                                .notEqual("weight")),
                        1)
                .otherwise(0);
        return element_at(
                array(BASES.stream().map(org.apache.spark.sql.functions::lit).toArray(Column[]::new)),
                max(place).plus(1));
    }

    /**
     * @param imports rows of import_dependency; those of calendar years are used
     * @param joined the same, of importers that reported these goods in another edition
     * @param production as {@link #production} gives it
     * @param leastImporters from how many countries on that report imports of anything in a year reporters' data stand for
     *     the world
     * @param leastTraced with fewer: what part of the trade must be sold by countries whose own imports are known
     * @param groups members of the groups of countries that report as one, as ReferenceData.reportingGroups gives them
     */
    public static Dataset<Row> of(
            Dataset<Row> imports,
            Dataset<Row> joined,
            Dataset<Row> production,
            int leastImporters,
            double leastTraced,
            List<Row> groups) {
        Column annual = Columns.PERIOD_TYPE.col().equalTo("year");
        List<Row> members = List.copyOf(groups);
        Object[] groupCodes =
                groups.stream().map(row -> row.getString(0)).distinct().toArray();
        Dataset<Row> own = imports.where(annual).withColumn(JOINED, lit(false));
        Dataset<Row> reporting = own.where(not(Columns.SOURCE.col().startsWith("BACI"))
                        .and(not(Columns.IMPORTER_ISO3.col().isin(groupCodes))))
                .groupBy(Columns.YEAR.col().as(REPORTING_YEAR))
                .agg(countDistinct(Columns.IMPORTER_ISO3.col()).as(REPORTING));
        Dataset<Row> bought = own.unionByName(joined.where(annual).withColumn(JOINED, lit(true)))
                .join(broadcast(reporting), Columns.YEAR.col().equalTo(col(REPORTING_YEAR)), "left");
        Dataset<Row> flows = rows(
                bought,
                Map.of(
                        "kind",
                        when(col(JOINED), JOINED).otherwise(REPORTED),
                        "country",
                        Columns.IMPORTER_ISO3.col(),
                        "origin",
                        Columns.SUPPLIER_ISO3.col(),
                        "value",
                        rint(Columns.VALUE_USD.col().multiply(1000)).cast(DataTypes.LongType),
                        "weight",
                        rint(Columns.NET_WEIGHT_KG.col().multiply(1000)).cast(DataTypes.LongType),
                        "unweighed",
                        rint(ImportDependency.VALUE_WITHOUT_WEIGHT_USD.col().multiply(1000))
                                .cast(DataTypes.LongType),
                        "incomplete",
                        coalesce(ImportDependency.SHARE_REASON.col(), lit("")).isin("incomplete", "months_missing"),
                        "basis",
                        WEIGHT_BASIS.col(),
                        "reporting",
                        coalesce(col(REPORTING), lit(0L))));
        Dataset<Row> made = own.groupBy("source", "product_code", "year")
                .agg(count(lit(1)).as(FLOWS))
                .join(
                        broadcast(production
                                .withColumnRenamed(ReferenceData.PRODUCT_CODE, MADE_PRODUCT)
                                .withColumnRenamed(YEAR, MADE_YEAR)),
                        Columns.PRODUCT_CODE
                                .col()
                                .equalTo(col(MADE_PRODUCT))
                                .and(Columns.YEAR.col().equalTo(col(MADE_YEAR))));
        Dataset<Row> all = flows.unionByName(rows(
                        made,
                        Map.of(
                                "kind", lit(MADE),
                                "origin", COUNTRY_ISO3.col(),
                                "basis", col(BASIS),
                                "release", Columns.RELEASE.col(),
                                "production", PRODUCTION_TONNES.col())))
                .unionByName(rows(
                        reportedElsewhere(own),
                        Map.of("kind", lit(ELSEWHERE), "country", Columns.IMPORTER_ISO3.col())));
        return TABLE.conform(Grouped.by(all, "source", "product_code", "year")
                .flatMapGroups(
                        (FlatMapGroupsFunction<Row, Row, Row>) (group, rows) ->
                                new ProductOrigins(group, rows, members).mixes(leastImporters, leastTraced),
                        Encoders.row(TABLE.schema())));
    }

    /** Who reported a code of the same number in a year in another edition than one that others used. */
    private static Dataset<Row> reportedElsewhere(Dataset<Row> imports) {
        return imports.where(not(Columns.SOURCE.col().startsWith("BACI")))
                .groupBy("product_code", "year")
                .agg(
                        collect_set(Columns.SOURCE.col()).as(SOURCES),
                        collect_set(struct("source", "importer_iso3")).as(ALL_COLUMN))
                .where(size(col(SOURCES)).gt(1))
                .select(
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        explode(col(SOURCES)).as(Columns.SOURCE.name()),
                        col(ALL_COLUMN))
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        explode(col(ALL_COLUMN)).as(ONE))
                .where(col(ONE + "." + SOURCE).notEqual(Columns.SOURCE.col()))
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        col(ONE + "." + IMPORTER_ISO3))
                .distinct();
    }

    // ---- what ProductOrigins reads: rows of several kinds, each with figures of its own --------------------------

    static final String REPORTED = "reported";
    static final String JOINED = "joined";
    static final String MADE = "made";
    static final String ELSEWHERE = "elsewhere";

    private static final StructType GIVEN = new StructType()
            .add("kind", DataTypes.StringType)
            .add("country", DataTypes.StringType)
            .add("origin", DataTypes.StringType)
            .add("value", DataTypes.LongType)
            .add("weight", DataTypes.LongType)
            .add("unweighed", DataTypes.LongType)
            .add("incomplete", DataTypes.BooleanType)
            .add("basis", DataTypes.StringType)
            .add("release", DataTypes.StringType)
            .add("production", DataTypes.DoubleType)
            .add("reporting", DataTypes.LongType);

    private static Dataset<Row> rows(Dataset<Row> from, Map<String, Column> given) {
        List<Column> columns =
                new ArrayList<>(List.of(Columns.SOURCE.col(), Columns.PRODUCT_CODE.col(), Columns.YEAR.col()));
        for (StructField field : GIVEN.fields()) {
            columns.add(given.getOrDefault(field.name(), lit(null))
                    .cast(field.dataType())
                    .as(field.name()));
        }
        return from.select(columns.toArray(Column[]::new));
    }
}
