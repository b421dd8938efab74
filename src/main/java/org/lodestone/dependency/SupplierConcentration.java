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

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
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
    private SupplierConcentration() {}

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
            .column(Columns.YEAR)
            .required("side", Unit.CODE, "import, or export for the world's suppliers.")
            .column("value_hhi", Unit.INDEX, "HHI by value on 0 to 1. Null with concentration_reason.")
            .column(
                    "value_hhi_low",
                    Unit.INDEX,
                    "Lower bound: unspecified imports belong to many small suppliers, and exporters of other editions, see"
                            + " bounds_assumption, have the parts that make the index least.")
            .column(
                    "value_hhi_high",
                    Unit.INDEX,
                    "Upper bound: with unspecified imports given to the largest supplier.")
            .column(
                    "weight_hhi",
                    Unit.INDEX,
                    "HHI by weight over total_weight_kg, the lower bound where World's weight says what those without one"
                            + " have; null where known weights cover less than 95 % of the value.")
            .column(
                    "weight_hhi_low",
                    Unit.INDEX,
                    "Lower bound of the index of the whole weight: suppliers without a weight may have any, up to what World's"
                            + " weight leaves where that is known. Null with other_editions_value_usd.")
            .column("weight_hhi_high", Unit.INDEX, "Upper bound of it.")
            .required("supplier_count", Unit.COUNT, "Named suppliers with a value above zero.")
            .column(org.lodestone.table.Column.optional(
                            "effective_suppliers",
                            Unit.FIGURE,
                            "How many equal suppliers would give the same index, if unspecified imports came from many small"
                                    + " ones: the upper bound, but for exporters of other editions, with whom it is 1 /"
                                    + " value_hhi_low. Null when no supplier is named, or so small a part of the"
                                    + " imports that the index rounds to zero.")
                    .is("try_divide(1, value_hhi)"))
            .computed(
                    "effective_suppliers_low",
                    Unit.FIGURE,
                    "try_divide(1, value_hhi_high)",
                    "The lower bound: with unspecified imports given to the largest supplier.")
            .column(
                    "top_supplier_iso3",
                    Unit.CODE,
                    "The largest named supplier by value; of equal ones the first by code.")
            .column(
                    "top_supplier_certain",
                    Unit.FLAG,
                    "Whether it is larger than every other supplier whoever the unspecified suppliers are: its value exceeds"
                            + " the second's by more than theirs, and theirs; of the world's suppliers only where"
                            + " world_coverage is full.")
            .column("top_supplier_value_share", Unit.FRACTION, "Its share by value. Null with concentration_reason.")
            .column(
                    "top_supplier_value_share_low",
                    Unit.FRACTION,
                    "Lower bound of its share: with exporters of other editions there in full, see bounds_assumption.")
            .column(
                    "top_supplier_value_share_high",
                    Unit.FRACTION,
                    "Its share if all unspecified imports were its own, and those exporters not there.")
            .column("top_supplier_weight_share", Unit.FRACTION, "Its share by weight; null where it is not known.")
            .column("top3_value_share", Unit.FRACTION, "Share by value of the three largest named suppliers.")
            .column("unspecified_value_share", Unit.FRACTION, "Part of the value whose supplier is not named.")
            .required(
                    "total_value_usd", Unit.USD, "Value from all suppliers, unspecified ones included, re-imports not.")
            .column("total_weight_kg", Unit.KG, "As in import_dependency.")
            .required("re_import_value_usd", Unit.USD, "Imports from the importer itself, outside of all shares.")
            .required("weight_basis", Unit.CODE, "As in import_dependency.")
            .column("weight_coverage_share", Unit.FRACTION, "Part of the value whose weight is known.")
            .column(ReportingPractice.PROVISIONAL)
            .column(
                    "concentration_reason",
                    Unit.CODE,
                    "Why there is no index: incomplete (not all partners are in the lake), months_missing (a reporter"
                            + " reports nothing at all on some of the months), exporters_missing (importers name suppliers whose"
                            + " exports are not in the lake), no_correlation (more than 1 % of the trade is reported in other"
                            + " editions under a code that is not known to be the same goods), no_imports, no_suppliers"
                            + " (none is named, so the index is anything from value_hhi_low to value_hhi_high); null where"
                            + " there is one.")
            .column(
                    "world_coverage",
                    Unit.CODE,
                    "Whether the exporters in the lake are the world: full (reconciled data, or at least"
                            + " world.least-exporters countries report exports in the period), unknown (fewer do), or"
                            + " exporters_missing (fewer, and importers name others); null for an importer.")
            .column(
                    "other_editions_value_usd",
                    Unit.USD,
                    "What exporters of other editions report under the same number, not in total_value_usd; null where there"
                            + " are none.")
            .column(
                    "bounds_assumption",
                    Unit.CODE,
                    "What the bounds by value suppose: same_code_number (of what exporters of other editions report under the"
                            + " same number, between nothing and all are these goods); null where nothing.")
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

    private static final Column NAMED = col("supplier_count").gt(0L);

    /**
     * @param suppliers as {@link Suppliers#of} gives them, already side by side for each importer: no shuffle is added
     */
    public static Dataset<Row> of(Dataset<Row> suppliers) {
        Column supplier = col("role").equalTo("supplier");
        Column partlyHidden =
                supplier.and(col("value").gt(0L)).and(col("unweighed_value").gt(0L));
        // Of partners that somebody chose, the largest is no top supplier.
        Column first = col("rank")
                .equalTo(1)
                .and(col("reason").isNull().or(col("reason").equalTo("no_correlation")));
        Dataset<Row> sums = suppliers
                .groupBy(Suppliers.GROUP.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new))
                .agg(
                        SumOfSquares.of(when(supplier, col("value"))).as("value_squares"),
                        SumOfSquares.of(when(supplier, col("weight"))).as("weight_squares"),
                        count(col("rank")).as("supplier_count"),
                        max(when(first, col("supplier_iso3"))).as("top_supplier_iso3"),
                        max(when(first, col("value"))).as("top_value"),
                        max(when(first, col("weight"))).as("top_weight"),
                        max(when(first, col("rank_high"))).as("top_rank_high"),
                        max(col("hidden_weight")).as("hidden_weight"),
                        max(col("hidden_named")).as("hidden_named"),
                        max(col("hidden_unnamed")).as("hidden_unnamed"),
                        max(col("other_editions_value")).as("other_editions_value"),
                        max(col("world_hhi_low")).as("world_hhi_low"),
                        max(col("world_hhi_high")).as("world_hhi_high"),
                        max(col("world_coverage")).as("world_coverage"),
                        max(when(supplier, col("weight"))).as("heaviest"),
                        min(when(partlyHidden, coalesce(col("weight"), lit(0L))))
                                .as("least_hidden"),
                        max(when(partlyHidden, col("weight"))).as("most_hidden"),
                        sum(when(col("rank").leq(3), col("value")).otherwise(0L))
                                .as("top3_value"),
                        sum(when(col("role").equalTo("self"), col("value")).otherwise(0L))
                                .as("self_value"),
                        max(col("total_value")).as("total_value"),
                        max(col("unspecified_value")).as("unspecified_value"),
                        max(col("total_weight")).as("total_weight"),
                        max(col("unspecified_weight")).as("unspecified_weight"),
                        max(col("weight_coverage")).as("weight_coverage"),
                        max(col("weight_basis")).as("weight_basis"),
                        max(col(ReportingPractice.SAID)).as(ReportingPractice.SAID),
                        max(col("reason")).as("reason"));
        Column hhi = index("value_squares", "total_value");
        Column weightHhi = when(
                weighed(),
                when(coalesce(col("hidden_weight"), lit(0L)).equalTo(0L), index("weight_squares", "total_weight"))
                        .otherwise(weightHhiLow()));
        Column top = share(coalesce(col("top_value"), lit(0L)), "total_value");
        Column unspecified = share(col("unspecified_value"), "total_value");
        Column hhiHigh = coalesce(
                col("world_hhi_high"),
                atMostOne(hhi.plus(unspecified.multiply(top.multiply(2).plus(unspecified)))));
        return TABLE.conform(sums.select(
                col("source"),
                col("importer_iso3"),
                col("product_code"),
                col("period_type"),
                col("period_start"),
                col("year"),
                when(col("importer_iso3").equalTo(Suppliers.WORLD), "export")
                        .otherwise("import")
                        .as("side"),
                named(hhi).as("value_hhi"),
                coalesce(col("world_hhi_low"), hhi).as("value_hhi_low"),
                hhiHigh.as("value_hhi_high"),
                named(weightHhi).as("weight_hhi"),
                weightHhiLow().as("weight_hhi_low"),
                weightHhiHigh().as("weight_hhi_high"),
                col("supplier_count"),
                round(when(Table.rounded(hhi).gt(0), try_divide(lit(1.0), hhi)), 9)
                        .as("effective_suppliers"),
                round(when(Table.rounded(hhiHigh).gt(0), try_divide(lit(1.0), hhiHigh)), 9)
                        .as("effective_suppliers_low"),
                col("top_supplier_iso3"),
                when(
                                col("top_value").isNotNull().and(col("reason").isNull()),
                                col("top_rank_high")
                                        .equalTo(1)
                                        // Of exporters that are not in the lake nothing is known.
                                        .and(coalesce(col("world_coverage"), lit(WorldSuppliers.FULL))
                                                .equalTo(WorldSuppliers.FULL)))
                        .as("top_supplier_certain"),
                when(col("top_value").isNotNull(), top).as("top_supplier_value_share"),
                try_divide(
                                col("top_value").cast(DataTypes.DoubleType),
                                col("total_value").plus(coalesce(col("other_editions_value"), lit(0L))))
                        .as("top_supplier_value_share_low"),
                atMostOne(try_divide(
                                col("top_value").plus(col("unspecified_value")).cast(DataTypes.DoubleType),
                                col("total_value")))
                        .as("top_supplier_value_share_high"),
                when(weighed(), share(col("top_weight"), "total_weight")).as("top_supplier_weight_share"),
                named(share(col("top3_value"), "total_value")).as("top3_value_share"),
                unspecified.as("unspecified_value_share"),
                col("total_value").divide(1000.0).as("total_value_usd"),
                when(col("total_weight").gt(0), col("total_weight").divide(1000.0))
                        .as("total_weight_kg"),
                col("self_value").divide(1000.0).as("re_import_value_usd"),
                col("weight_basis"),
                col("weight_coverage").as("weight_coverage_share"),
                ReportingPractice.provisional(col(ReportingPractice.SAID)).as("provisional"),
                coalesce(col("reason"), when(not(NAMED), NO_SUPPLIERS)).as("concentration_reason"),
                col("world_coverage"),
                col("other_editions_value").divide(1000.0).as("other_editions_value_usd"),
                when(col("world_hhi_high").isNotNull(), "same_code_number").as("bounds_assumption")));
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
        Column whole = col("total_weight").cast(DataTypes.DoubleType);
        Column hidden = col("hidden_weight").cast(DataTypes.DoubleType);
        Column squares = col("weight_squares");
        Column names = col("hidden_named").cast(DataTypes.DoubleType);
        // Each has t = Σw² / Σw, where one more kilogram changes nothing: t / (Σw + n·t). What it has already only adds
        // to that.
        Column any = try_divide(squares, whole.multiply(whole).plus(names.multiply(squares)));
        Column theirs = hidden.multiply(2)
                .multiply(orNothing("least_hidden"))
                .plus(coalesce(try_divide(hidden.multiply(hidden), names), lit(0.0)));
        Column evenly =
                try_divide(squares.plus(when(col("hidden_unnamed"), 0.0).otherwise(theirs)), whole.multiply(whole));
        return known(when(hidden.isNull(), when(col("hidden_unnamed"), 0.0).otherwise(any))
                .otherwise(evenly));
    }

    /**
     * With what is unspecified or without a weight given to the largest supplier; 1 where that may be any weight. One that is
     * hidden may be its own only where its owner is not named, and otherwise that of one of those without some of theirs.
     */
    private static Column weightHhiHigh() {
        Column whole = col("total_weight").cast(DataTypes.DoubleType);
        Column hidden = col("hidden_weight").cast(DataTypes.DoubleType);
        Column unspecified = col("unspecified_weight").cast(DataTypes.DoubleType);
        Column largest = orNothing("heaviest");
        Column free = unspecified.plus(hidden);
        Column squares = col("weight_squares");
        Column toLargest = squares.plus(more(free, largest));
        Column itsOwn = orNothing("most_hidden");
        Column toWeightless =
                squares.plus(more(hidden, itsOwn)).plus(more(unspecified, greatest(largest, itsOwn.plus(hidden))));
        Column most =
                when(col("hidden_unnamed").or(hidden.equalTo(0.0)), toLargest).otherwise(toWeightless);
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
                col("reason")
                        .isNull()
                        .and(col("weight_basis").notEqual("none"))
                        // What weights these exporters have is not looked at: their value alone bounds anything.
                        .and(coalesce(col("other_editions_value"), lit(0L)).equalTo(0L)),
                bound);
    }

    private static Column index(String squares, String total) {
        Column whole = col(total).cast(DataTypes.DoubleType);
        return when(col("reason").isNull(), atMostOne(try_divide(col(squares), whole.multiply(whole))));
    }
}
