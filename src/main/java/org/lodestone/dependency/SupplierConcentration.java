package org.lodestone.dependency;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;
import static org.lodestone.dependency.Suppliers.share;
import static org.lodestone.dependency.Suppliers.weighed;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Rounding;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.TradeFlows;

/**
 * How concentrated an importer's purchases of a product are, and how concentrated the world's suppliers of it.
 *
 * <p>The index is Herfindahl's and Hirschman's, HHI = Σ s² over suppliers, on 0 to 1 (O. C. Herfindahl, 1950; A. O.
 * Hirschman, 1945; the US agencies' Merger Guidelines use the same with shares in percent, on 0 to 10,000). Unspecified
 * imports u belong to suppliers that are not known: the lower bound leaves their squares out, the upper one gives them
 * whole to the largest supplier, HHI + u(2·s₁ + u).
 */
public final class SupplierConcentration {
    private static final String HEAVIEST = "heaviest";
    private static final String LEAST_HIDDEN = "least_hidden";
    private static final String MOST_HIDDEN = "most_hidden";
    private static final String OTHER_EDITIONS_VALUE = "other_editions_value";
    private static final String RANK = "rank";
    private static final String RANK_HIGH = "rank_high";
    static final String REASON = "reason";
    private static final String TOP3_VALUE = "top3_value";
    private static final String TOP_RANK_HIGH = "top_rank_high";
    private static final String TOP_VALUE = "top_value";
    private static final String TOP_WEIGHT = "top_weight";
    private static final String UNWEIGHED_VALUE = "unweighed_value";
    private static final String VALUE = "value";
    private static final String VALUE_SQUARES = "value_squares";
    private static final String WEIGHT = "weight";
    static final String WEIGHT_COVERAGE = "weight_coverage";
    private static final String WEIGHT_SQUARES = "weight_squares";
    private static final String WORLD_HHI_HIGH = "world_hhi_high";
    private static final String WORLD_HHI_LOW = "world_hhi_low";

    private SupplierConcentration() {}

    public static final Field<String> SIDE =
            required("side", Unit.CODE, "import, or export for the world's suppliers.");
    public static final Field<Double> VALUE_HHI =
            optional("value_hhi", Unit.INDEX, "HHI by value on 0 to 1. Null with concentration_reason.");
    public static final Field<Double> VALUE_HHI_LOW = optional(
            "value_hhi_low",
            Unit.INDEX,
            "Lower bound: unspecified imports belong to many small suppliers, and exporters of other editions, see"
                    + " bounds_assumption, have the parts that make the index least.");
    public static final Field<Double> VALUE_HHI_HIGH = optional(
            "value_hhi_high", Unit.INDEX, "Upper bound: with unspecified imports given to the largest supplier.");
    public static final Field<Double> WEIGHT_HHI = optional(
            "weight_hhi",
            Unit.INDEX,
            "HHI by weight over total_weight_kg, the lower bound where World's weight says what those without one"
                    + " have; null where known weights cover less than 95 % of the value.");
    public static final Field<Double> WEIGHT_HHI_LOW = optional(
            "weight_hhi_low",
            Unit.INDEX,
            "Lower bound of the index of the whole weight: suppliers without a weight may have any, up to what World's"
                    + " weight leaves where that is known. Null with other_editions_value_usd.");
    public static final Field<Double> WEIGHT_HHI_HIGH = optional("weight_hhi_high", Unit.INDEX, "Upper bound of it.");
    public static final Field<Long> SUPPLIER_COUNT =
            required("supplier_count", Unit.COUNT, "Named suppliers with a value above zero.");
    public static final Field<Double> EFFECTIVE_SUPPLIERS = Field.<Double>optional(
                    "effective_suppliers",
                    Unit.FIGURE,
                    "How many equal suppliers would give the same index, if unspecified imports came from many small"
                            + " ones: the upper bound, but for exporters of other editions, with whom it is 1 /"
                            + " value_hhi_low. Null when no supplier is named, or so small a part of the"
                            + " imports that the index rounds to zero.")
            .is("try_divide(1, value_hhi)");
    public static final Field<Double> EFFECTIVE_SUPPLIERS_LOW = computed(
            "effective_suppliers_low",
            Unit.FIGURE,
            "try_divide(1, value_hhi_high)",
            "The lower bound: with unspecified imports given to the largest supplier.");
    public static final Field<String> TOP_SUPPLIER_ISO3 = optional(
            "top_supplier_iso3", Unit.CODE, "The largest named supplier by value; of equal ones the first by code.");
    public static final Field<Boolean> TOP_SUPPLIER_CERTAIN = optional(
            "top_supplier_certain",
            Unit.FLAG,
            "Whether it is larger than every other supplier whoever the unspecified suppliers are: its value exceeds"
                    + " the second's by more than theirs, and theirs; of the world's suppliers only where"
                    + " world_coverage is full.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE =
            optional("top_supplier_value_share", Unit.FRACTION, "Its share by value. Null with concentration_reason.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE_LOW = optional(
            "top_supplier_value_share_low",
            Unit.FRACTION,
            "Lower bound of its share: with exporters of other editions there in full, see bounds_assumption.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE_HIGH = optional(
            "top_supplier_value_share_high",
            Unit.FRACTION,
            "Its share if all unspecified imports were its own, and those exporters not there.");
    public static final Field<Double> TOP_SUPPLIER_WEIGHT_SHARE =
            optional("top_supplier_weight_share", Unit.FRACTION, "Its share by weight; null where it is not known.");
    public static final Field<Double> TOP3_VALUE_SHARE =
            optional("top3_value_share", Unit.FRACTION, "Share by value of the three largest named suppliers.");
    public static final Field<Double> UNSPECIFIED_VALUE_SHARE =
            optional("unspecified_value_share", Unit.FRACTION, "Part of the value whose supplier is not named.");
    public static final Field<Double> TOTAL_VALUE_USD = required(
            "total_value_usd", Unit.USD, "Value from all suppliers, unspecified ones included, re-imports not.");
    public static final Field<Double> TOTAL_WEIGHT_KG =
            optional("total_weight_kg", Unit.KG, "As in import_dependency.");
    public static final Field<Double> RE_IMPORT_VALUE_USD =
            required("re_import_value_usd", Unit.USD, "Imports from the importer itself, outside of all shares.");
    public static final Field<String> WEIGHT_BASIS = required("weight_basis", Unit.CODE, "As in import_dependency.");
    public static final Field<Double> WEIGHT_COVERAGE_SHARE =
            optional("weight_coverage_share", Unit.FRACTION, "Part of the value whose weight is known.");
    public static final Field<String> CONCENTRATION_REASON = optional(
            "concentration_reason",
            Unit.CODE,
            "Why there is no index: incomplete (not all partners are in the lake), months_missing (a reporter"
                    + " reports nothing at all on some of the months), exporters_missing (importers name suppliers whose"
                    + " exports are not in the lake), no_correlation (more than 1 % of the trade is reported in other"
                    + " editions under a code that is not known to be the same goods), no_imports, no_suppliers"
                    + " (none is named, so the index is anything from value_hhi_low to value_hhi_high); null where"
                    + " there is one.");
    public static final Field<String> WORLD_COVERAGE = optional(
            "world_coverage",
            Unit.CODE,
            "Whether the exporters in the lake are the world: full (reconciled data, or at least"
                    + " world.least-exporters countries report exports in the period), unknown (fewer do), or"
                    + " exporters_missing (fewer, and importers name others); null for an importer.");
    public static final Field<Double> OTHER_EDITIONS_VALUE_USD = optional(
            "other_editions_value_usd",
            Unit.USD,
            "What exporters of other editions report under the same number, not in total_value_usd; null where there"
                    + " are none.");
    public static final Field<String> BOUNDS_ASSUMPTION = optional(
            "bounds_assumption",
            Unit.CODE,
            "What the bounds by value suppose: same_code_number (of what exporters of other editions report under the"
                    + " same number, between nothing and all are these goods); null where nothing.");

    public static final Table TABLE = Table.named("supplier_concentration")
            .grain("One row per source, importer (WLD: the world, the export side), product and period.")
            .shown(
                    "source",
                    "importer_iso3",
                    "product_code",
                    "period_start",
                    "total_value_usd",
                    "value_hhi",
                    "top_supplier_iso3",
                    "top_supplier_value_share")
            .key(
                    Columns.SOURCE,
                    Columns.IMPORTER_ISO3.meaning(
                            "The importing country, ISO 3166-1 alpha-3; WLD for the export side: the countries that supply"
                                    + " the world."),
                    Columns.PRODUCT_CODE,
                    Columns.PERIOD_TYPE,
                    Columns.PERIOD_START)
            .column(
                    Columns.YEAR,
                    SIDE,
                    VALUE_HHI,
                    VALUE_HHI_LOW,
                    VALUE_HHI_HIGH,
                    WEIGHT_HHI,
                    WEIGHT_HHI_LOW,
                    WEIGHT_HHI_HIGH,
                    SUPPLIER_COUNT,
                    EFFECTIVE_SUPPLIERS,
                    EFFECTIVE_SUPPLIERS_LOW,
                    TOP_SUPPLIER_ISO3,
                    TOP_SUPPLIER_CERTAIN,
                    TOP_SUPPLIER_VALUE_SHARE,
                    TOP_SUPPLIER_VALUE_SHARE_LOW,
                    TOP_SUPPLIER_VALUE_SHARE_HIGH,
                    TOP_SUPPLIER_WEIGHT_SHARE,
                    TOP3_VALUE_SHARE,
                    UNSPECIFIED_VALUE_SHARE,
                    TOTAL_VALUE_USD,
                    TOTAL_WEIGHT_KG,
                    RE_IMPORT_VALUE_USD,
                    WEIGHT_BASIS,
                    WEIGHT_COVERAGE_SHARE,
                    ReportingPractice.PROVISIONAL,
                    CONCENTRATION_REASON,
                    WORLD_COVERAGE,
                    OTHER_EDITIONS_VALUE_USD,
                    BOUNDS_ASSUMPTION)
            .check(
                    Check.oneOf("side", "import", "export"),
                    Check.fraction("value_hhi"),
                    Check.fraction("value_hhi_low"),
                    Check.fraction("value_hhi_high"),
                    Check.fraction("weight_hhi"),
                    Check.fraction("weight_hhi_low"),
                    Check.fraction("weight_hhi_high"),
                    Check.fraction("top_supplier_value_share"),
                    Check.fraction("top_supplier_value_share_low"),
                    Check.fraction("top_supplier_value_share_high"),
                    Check.oneOf(
                            "world_coverage",
                            WorldSuppliers.FULL,
                            WorldSuppliers.UNKNOWN,
                            WorldSuppliers.EXPORTERS_MISSING),
                    Check.fraction("top_supplier_weight_share"),
                    Check.fraction("top3_value_share"),
                    Check.fraction("unspecified_value_share"),
                    Check.that("index_or_reason", "(value_hhi IS NULL) = (concentration_reason IS NOT NULL)"),
                    Check.that(
                            "effective_suppliers_at_least_one",
                            "effective_suppliers IS NULL OR effective_suppliers >= 1"),
                    Check.that(
                            "hhi_at_least_that_of_equal_suppliers",
                            "value_hhi IS NULL OR supplier_count = 0 OR " + Rounding.most("value_hhi")
                                    + " >= power(greatest(0, 1 - " + Rounding.most("unspecified_value_share")
                                    + "), 2) / supplier_count"),
                    Check.inOrder("value_hhi_low", "value_hhi", "value_hhi_high"),
                    Check.inOrder("weight_hhi_low", "weight_hhi_high"),
                    Check.inOrder(
                            "top_supplier_value_share_low",
                            "top_supplier_value_share",
                            "top_supplier_value_share_high"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, Suppliers.AS_REPORTED)
            .traces(Suppliers::traces)
            .compute(in -> of(in.get(Suppliers.AS_REPORTED)));

    /** The reason for no index where all is bought from nobody named. */
    static final String NO_SUPPLIERS = "no_suppliers";

    private static final Column NAMED = SUPPLIER_COUNT.col().gt(0L);

    /**
     * @param suppliers as {@link Suppliers#of} gives them
     */
    public static Dataset<Row> of(Dataset<Row> suppliers) {
        Column supplier = col(SupplierTotals.ROLE).equalTo("supplier");
        Column partlyHidden =
                supplier.and(col(VALUE).gt(0L)).and(col(UNWEIGHED_VALUE).gt(0L));
        // Of partners that somebody chose, the largest is no top supplier.
        Column first =
                col(RANK).equalTo(1).and(col(REASON).isNull().or(col(REASON).equalTo("no_correlation")));
        Dataset<Row> sums = suppliers
                .groupBy(Suppliers.GROUP.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new))
                .agg(
                        SumOfSquares.of(when(supplier, col(VALUE))).as(VALUE_SQUARES),
                        SumOfSquares.of(when(supplier, col(WEIGHT))).as(WEIGHT_SQUARES),
                        count(col(RANK)).as(SUPPLIER_COUNT.name()),
                        max(when(first, Columns.SUPPLIER_ISO3.col())).as(TOP_SUPPLIER_ISO3.name()),
                        max(when(first, col(VALUE))).as(TOP_VALUE),
                        max(when(first, col(WEIGHT))).as(TOP_WEIGHT),
                        max(when(first, col(RANK_HIGH))).as(TOP_RANK_HIGH),
                        max(col(SupplierTotals.HIDDEN_WEIGHT)).as(SupplierTotals.HIDDEN_WEIGHT),
                        max(col(SupplierTotals.HIDDEN_NAMED)).as(SupplierTotals.HIDDEN_NAMED),
                        max(col(SupplierTotals.HIDDEN_UNNAMED)).as(SupplierTotals.HIDDEN_UNNAMED),
                        max(col(OTHER_EDITIONS_VALUE)).as(OTHER_EDITIONS_VALUE),
                        max(col(WORLD_HHI_LOW)).as(WORLD_HHI_LOW),
                        max(col(WORLD_HHI_HIGH)).as(WORLD_HHI_HIGH),
                        max(WORLD_COVERAGE.col()).as(WORLD_COVERAGE.name()),
                        max(when(supplier, col(WEIGHT))).as(HEAVIEST),
                        min(when(partlyHidden, coalesce(col(WEIGHT), lit(0L)))).as(LEAST_HIDDEN),
                        max(when(partlyHidden, col(WEIGHT))).as(MOST_HIDDEN),
                        sum(when(col(RANK).leq(3), col(VALUE)).otherwise(0L)).as(TOP3_VALUE),
                        sum(when(col(SupplierTotals.ROLE).equalTo("self"), col(VALUE))
                                        .otherwise(0L))
                                .as(SupplierTotals.SELF_VALUE),
                        max(col(SupplierTotals.TOTAL_VALUE)).as(SupplierTotals.TOTAL_VALUE),
                        max(col(SupplierTotals.UNSPECIFIED_VALUE)).as(SupplierTotals.UNSPECIFIED_VALUE),
                        max(col(SupplierTotals.TOTAL_WEIGHT)).as(SupplierTotals.TOTAL_WEIGHT),
                        max(col(SupplierTotals.UNSPECIFIED_WEIGHT)).as(SupplierTotals.UNSPECIFIED_WEIGHT),
                        max(col(WEIGHT_COVERAGE)).as(WEIGHT_COVERAGE),
                        max(WEIGHT_BASIS.col()).as(WEIGHT_BASIS.name()),
                        max(col(ReportingPractice.SAID)).as(ReportingPractice.SAID),
                        max(col(REASON)).as(REASON));
        Column hhi = index("value_squares", "total_value");
        Column weightHhi = when(
                weighed(),
                when(
                                coalesce(col(SupplierTotals.HIDDEN_WEIGHT), lit(0L))
                                        .equalTo(0L),
                                index("weight_squares", "total_weight"))
                        .otherwise(weightHhiLow()));
        Column top = share(coalesce(col(TOP_VALUE), lit(0L)), "total_value");
        Column unspecified = share(col(SupplierTotals.UNSPECIFIED_VALUE), "total_value");
        Column hhiHigh = coalesce(
                col(WORLD_HHI_HIGH),
                atMostOne(hhi.plus(unspecified.multiply(top.multiply(2).plus(unspecified)))));
        return TABLE.conform(sums.select(
                Columns.SOURCE.col(),
                Columns.IMPORTER_ISO3.col(),
                Columns.PRODUCT_CODE.col(),
                Columns.PERIOD_TYPE.col(),
                Columns.PERIOD_START.col(),
                Columns.YEAR.col(),
                when(Columns.IMPORTER_ISO3.col().equalTo(Suppliers.WORLD), "export")
                        .otherwise("import")
                        .as(SIDE.name()),
                named(hhi).as(VALUE_HHI.name()),
                coalesce(col(WORLD_HHI_LOW), hhi).as(VALUE_HHI_LOW.name()),
                hhiHigh.as(VALUE_HHI_HIGH.name()),
                named(weightHhi).as(WEIGHT_HHI.name()),
                weightHhiLow().as(WEIGHT_HHI_LOW.name()),
                weightHhiHigh().as(WEIGHT_HHI_HIGH.name()),
                SUPPLIER_COUNT.col(),
                round(when(Table.rounded(hhi).gt(0), try_divide(lit(1.0), hhi)), 9)
                        .as(EFFECTIVE_SUPPLIERS.name()),
                round(when(Table.rounded(hhiHigh).gt(0), try_divide(lit(1.0), hhiHigh)), 9)
                        .as(EFFECTIVE_SUPPLIERS_LOW.name()),
                TOP_SUPPLIER_ISO3.col(),
                when(
                                col(TOP_VALUE).isNotNull().and(col(REASON).isNull()),
                                col(TOP_RANK_HIGH)
                                        .equalTo(1)
                                        // Of exporters that are not in the lake nothing is known.
                                        .and(coalesce(WORLD_COVERAGE.col(), lit(WorldSuppliers.FULL))
                                                .equalTo(WorldSuppliers.FULL)))
                        .as(TOP_SUPPLIER_CERTAIN.name()),
                when(col(TOP_VALUE).isNotNull(), top).as(TOP_SUPPLIER_VALUE_SHARE.name()),
                try_divide(
                                col(TOP_VALUE).cast(DataTypes.DoubleType),
                                col(SupplierTotals.TOTAL_VALUE).plus(coalesce(col(OTHER_EDITIONS_VALUE), lit(0L))))
                        .as(TOP_SUPPLIER_VALUE_SHARE_LOW.name()),
                atMostOne(try_divide(
                                col(TOP_VALUE)
                                        .plus(col(SupplierTotals.UNSPECIFIED_VALUE))
                                        .cast(DataTypes.DoubleType),
                                col(SupplierTotals.TOTAL_VALUE)))
                        .as(TOP_SUPPLIER_VALUE_SHARE_HIGH.name()),
                when(weighed(), share(col(TOP_WEIGHT), "total_weight")).as(TOP_SUPPLIER_WEIGHT_SHARE.name()),
                named(share(col(TOP3_VALUE), "total_value")).as(TOP3_VALUE_SHARE.name()),
                unspecified.as(UNSPECIFIED_VALUE_SHARE.name()),
                col(SupplierTotals.TOTAL_VALUE).divide(1000.0).as(TOTAL_VALUE_USD.name()),
                when(
                                col(SupplierTotals.TOTAL_WEIGHT).gt(0),
                                col(SupplierTotals.TOTAL_WEIGHT).divide(1000.0))
                        .as(TOTAL_WEIGHT_KG.name()),
                col(SupplierTotals.SELF_VALUE).divide(1000.0).as(RE_IMPORT_VALUE_USD.name()),
                WEIGHT_BASIS.col(),
                col(WEIGHT_COVERAGE).as(WEIGHT_COVERAGE_SHARE.name()),
                ReportingPractice.provisional(col(ReportingPractice.SAID)).as(ReportingPractice.PROVISIONAL.name()),
                coalesce(col(REASON), when(not(NAMED), NO_SUPPLIERS)).as(CONCENTRATION_REASON.name()),
                WORLD_COVERAGE.col(),
                col(OTHER_EDITIONS_VALUE).divide(1000.0).as(OTHER_EDITIONS_VALUE_USD.name()),
                when(col(WORLD_HHI_HIGH).isNotNull(), "same_code_number").as(BOUNDS_ASSUMPTION.name())));
    }

    /** Null where no supplier is named. */
    private static Column named(Column figure) {
        return when(NAMED, figure);
    }

    /**
     * Known weights w, and n suppliers without some of theirs that have what makes the index least. Where World leaves h for
     * them, Σ(w + x)² = Σw² + 2Σwx + Σx² is at least Σw² + 2h·min w + h²/n.
     */
    private static Column weightHhiLow() {
        Column whole = col(SupplierTotals.TOTAL_WEIGHT).cast(DataTypes.DoubleType);
        Column hidden = col(SupplierTotals.HIDDEN_WEIGHT).cast(DataTypes.DoubleType);
        Column squares = col(WEIGHT_SQUARES);
        Column names = col(SupplierTotals.HIDDEN_NAMED).cast(DataTypes.DoubleType);
        // Each has t = Σw² / Σw, where one more kilogram changes nothing: t / (Σw + n·t). What it has already only adds
        // to that.
        Column any = try_divide(squares, whole.multiply(whole).plus(names.multiply(squares)));
        Column theirs = hidden.multiply(2)
                .multiply(orNothing("least_hidden"))
                .plus(coalesce(try_divide(hidden.multiply(hidden), names), lit(0.0)));
        Column evenly = try_divide(
                squares.plus(when(col(SupplierTotals.HIDDEN_UNNAMED), 0.0).otherwise(theirs)), whole.multiply(whole));
        return known(when(
                        hidden.isNull(),
                        when(col(SupplierTotals.HIDDEN_UNNAMED), 0.0).otherwise(any))
                .otherwise(evenly));
    }

    /**
     * With what is unspecified or without a weight given to the largest supplier; 1 where that may be any weight. One that is
     * hidden may be its own only where its owner is not named, and otherwise that of one of those without some of theirs.
     */
    private static Column weightHhiHigh() {
        Column whole = col(SupplierTotals.TOTAL_WEIGHT).cast(DataTypes.DoubleType);
        Column hidden = col(SupplierTotals.HIDDEN_WEIGHT).cast(DataTypes.DoubleType);
        Column unspecified = col(SupplierTotals.UNSPECIFIED_WEIGHT).cast(DataTypes.DoubleType);
        Column largest = orNothing("heaviest");
        Column free = unspecified.plus(hidden);
        Column squares = col(WEIGHT_SQUARES);
        Column toLargest = squares.plus(more(free, largest));
        Column itsOwn = orNothing("most_hidden");
        Column toWeightless =
                squares.plus(more(hidden, itsOwn)).plus(more(unspecified, greatest(largest, itsOwn.plus(hidden))));
        Column most = when(col(SupplierTotals.HIDDEN_UNNAMED).or(hidden.equalTo(0.0)), toLargest)
                .otherwise(toWeightless);
        return known(when(hidden.isNull(), 1.0).otherwise(atMostOne(try_divide(most, whole.multiply(whole)))));
    }

    /** What a weight adds to the sum of squares where its owner has another one already. */
    private static Column more(Column weight, Column own) {
        return weight.multiply(own.multiply(2).plus(weight));
    }

    private static Column orNothing(String weight) {
        return coalesce(col(weight), lit(0L)).cast(DataTypes.DoubleType);
    }

    private static Column known(Column bound) {
        return when(
                col(REASON)
                        .isNull()
                        .and(WEIGHT_BASIS.col().notEqual("none"))
                        // What weights these exporters have is not looked at: their value alone bounds anything.
                        .and(coalesce(col(OTHER_EDITIONS_VALUE), lit(0L)).equalTo(0L)),
                bound);
    }

    private static Column index(String squares, String total) {
        Column whole = col(total).cast(DataTypes.DoubleType);
        return when(col(REASON).isNull(), atMostOne(try_divide(col(squares), whole.multiply(whole))));
    }
}
