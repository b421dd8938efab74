package org.lodestone.dependency;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
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
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Rounding;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

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
            .column("value_hhi", Unit.INDEX, "HHI by value on 0 to 1, lower bound. Null with concentration_reason.")
            .column(
                    "value_hhi_high",
                    Unit.INDEX,
                    "Upper bound: with unspecified imports given to the largest supplier.")
            .column(
                    "weight_hhi",
                    Unit.INDEX,
                    "HHI by weight, lower bound; null where known weights cover less than 95 % of the value.")
            .column("weight_hhi_high", Unit.INDEX, "Upper bound of weight_hhi.")
            .required("supplier_count", Unit.COUNT, "Named suppliers with a value above zero.")
            .column(org.lodestone.table.Column.optional(
                            "effective_suppliers",
                            Unit.FIGURE,
                            "How many equal suppliers would give the same index; null when no supplier is named, or so small"
                                    + " a part of the imports that the index rounds to zero.")
                    .is("try_divide(1, value_hhi)"))
            .column(
                    "top_supplier_iso3",
                    Unit.CODE,
                    "The largest named supplier by value; of equal ones the first by code.")
            .column("top_supplier_value_share", Unit.FRACTION, "Its share by value, lower bound.")
            .column(
                    "top_supplier_value_share_high",
                    Unit.FRACTION,
                    "Its share if all unspecified imports were its own.")
            .column("top_supplier_weight_share", Unit.FRACTION, "Its share by weight; null where it is not known.")
            .column("top3_value_share", Unit.FRACTION, "Share by value of the three largest named suppliers.")
            .column("unspecified_value_share", Unit.FRACTION, "Part of the value whose supplier is not named.")
            .required(
                    "total_value_usd", Unit.USD, "Value from all suppliers, unspecified ones included, re-imports not.")
            .column("total_weight_kg", Unit.KG, "Known weight from all suppliers; null where none is known.")
            .required("re_import_value_usd", Unit.USD, "Imports from the importer itself, outside of all shares.")
            .required("weight_basis", Unit.CODE, "As in import_dependency.")
            .column("weight_coverage_share", Unit.FRACTION, "Part of the value whose weight is known.")
            .column(
                    "concentration_reason",
                    Unit.CODE,
                    "Why there is no index: incomplete (not all partners are in the lake), exporters_missing (too few"
                            + " countries' exports are in the lake to stand for the world), no_imports; null where there"
                            + " is one.")
            .check(
                    Check.oneOf("side", "import", "export"),
                    Check.fraction("value_hhi"),
                    Check.fraction("value_hhi_high"),
                    Check.fraction("weight_hhi"),
                    Check.fraction("weight_hhi_high"),
                    Check.fraction("top_supplier_value_share"),
                    Check.fraction("top_supplier_value_share_high"),
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
                    Check.inOrder("value_hhi", "value_hhi_high"),
                    Check.inOrder("weight_hhi", "weight_hhi_high"),
                    Check.inOrder("top_supplier_value_share", "top_supplier_value_share_high"))
            .build();

    /**
     * @param suppliers as {@link Suppliers#of} gives them, already side by side for each importer: no shuffle is added
     */
    public static Dataset<Row> of(Dataset<Row> suppliers) {
        Column supplier = col("role").equalTo("supplier");
        // Of partners that somebody chose, the largest is no top supplier.
        Column first = col("rank").equalTo(1).and(col("reason").isNull());
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
                        max(when(supplier, col("weight"))).as("heaviest"),
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
                        max(col("reason")).as("reason"));
        Column hhi = index("value_squares", "total_value");
        Column weightHhi = when(weighed(), index("weight_squares", "total_weight"));
        Column top = share(coalesce(col("top_value"), lit(0L)), "total_value");
        Column heaviest = share(coalesce(col("heaviest"), lit(0L)), "total_weight");
        Column unspecified = share(col("unspecified_value"), "total_value");
        Column unspecifiedWeight = share(col("unspecified_weight"), "total_weight");
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
                hhi.as("value_hhi"),
                atMostOne(hhi.plus(unspecified.multiply(top.multiply(2).plus(unspecified))))
                        .as("value_hhi_high"),
                weightHhi.as("weight_hhi"),
                atMostOne(weightHhi.plus(
                                unspecifiedWeight.multiply(heaviest.multiply(2).plus(unspecifiedWeight))))
                        .as("weight_hhi_high"),
                col("supplier_count"),
                org.apache
                        .spark
                        .sql
                        .functions
                        .round(when(Table.rounded(hhi).gt(0), try_divide(lit(1.0), hhi)), 9)
                        .as("effective_suppliers"),
                col("top_supplier_iso3"),
                when(col("top_value").isNotNull(), top).as("top_supplier_value_share"),
                when(col("top_value").isNotNull(), atMostOne(top.plus(unspecified)))
                        .as("top_supplier_value_share_high"),
                when(weighed(), share(col("top_weight"), "total_weight")).as("top_supplier_weight_share"),
                share(col("top3_value"), "total_value").as("top3_value_share"),
                unspecified.as("unspecified_value_share"),
                col("total_value").divide(1000.0).as("total_value_usd"),
                when(col("total_weight").gt(0), col("total_weight").divide(1000.0))
                        .as("total_weight_kg"),
                col("self_value").divide(1000.0).as("re_import_value_usd"),
                col("weight_basis"),
                col("weight_coverage").as("weight_coverage_share"),
                col("reason").as("concentration_reason")));
    }

    private static Column index(String squares, String total) {
        Column whole = col(total).cast(DataTypes.DoubleType);
        return when(col("reason").isNull(), atMostOne(try_divide(col(squares), whole.multiply(whole))));
    }
}
