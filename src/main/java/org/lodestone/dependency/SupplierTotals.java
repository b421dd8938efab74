package org.lodestone.dependency;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.ALL_MONTHS;
import static org.lodestone.dependency.Suppliers.GROUP;
import static org.lodestone.dependency.Suppliers.UNSPECIFIED;
import static org.lodestone.dependency.Suppliers.WORLD;
import static org.lodestone.dependency.Suppliers.columns;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.dependency.Suppliers.Added;
import org.lodestone.reference.ReportingPractice;

/**
 * What {@link Suppliers} sold to each importer in all: of an annual figure and the months the better one, what World has
 * beyond its partners, what suppliers without a weight may weigh, and each supplier's place.
 */
final class SupplierTotals {
    /** Unit values that lie this close together were made from one price, not weighed. */
    private static final double IMPUTED_SPREAD = 1.001;

    /** World's figure, so close to the sum of its partners', counts no others: the rest is rounding. */
    static final double ROUNDING = 1e-5;

    /** In thousandths. */
    private static final long DOLLAR = 1000;

    /** No more suppliers can be without a name than ISO 3166-1 has countries. */
    private static final double COUNTRIES = 249;

    private SupplierTotals() {}

    /**
     * @param supplied what each importer bought from each supplier, by period, with reported_months; see {@link Suppliers}
     * @return as {@link Suppliers#of} says
     */
    static Dataset<Row> of(Dataset<Row> supplied) {
        WindowSpec group = Window.partitionBy(columns(GROUP));
        WindowSpec summedGroup = Window.partitionBy(columns(GROUP, "summed"));
        Column self = col("supplier_iso3").equalTo(col("importer_iso3"));
        Column unspecified = col("supplier_iso3").equalTo(UNSPECIFIED);
        Column supplier = col("role").equalTo("supplier");
        Column counted = col("role").notEqual("self");
        Column known = coalesce(col("value"), lit(0L));
        Column knownWeight = coalesce(col("weight"), lit(0L));
        Column unitValue =
                try_divide(col("value").minus(col("value_without_weight")).cast(DataTypes.DoubleType), col("weight"));
        // What World's weight leaves has been looked at month by month, where there are months.
        Column annual = col("period_type").equalTo("year").and(not(col("summed")));
        WindowSpec bySize = summedGroup.orderBy(supplier.desc(), known.desc());

        Dataset<Row> ranked = supplied.withColumn(
                        "role",
                        when(self, "self").when(unspecified, "unspecified").otherwise("supplier"))
                // First in the plan, so that the totals below use its sorting.
                .withColumn(
                        "place",
                        row_number()
                                .over(summedGroup.orderBy(
                                        supplier.desc(),
                                        known.desc(),
                                        col("supplier_iso3").asc())));
        // In the order that the rows are in already.
        ranked = new Added()
                .with("larger", rank().over(bySize).minus(1))
                .with("as_large", count(lit(1)).over(bySize))
                .to(ranked);
        // A month without the product is zero where the importer reports on anything in it, otherwise not known.
        Column ends = lit(1 | 1 << 11);
        Dataset<Row> chosen = ranked.withColumn(
                        "months_known",
                        bit_or(col("months").bitwiseOR(coalesce(col("reported_months"), lit(0))))
                                .over(summedGroup))
                .withColumn("months_missing", col("months_known").notEqual(ALL_MONTHS))
                // A year stays, as a lower bound; twelve months that begin or end where nothing is known are no period.
                .where(not(col("months_missing"))
                        .or(col("period_type").equalTo("year"))
                        .or(col("months_known").bitwiseAND(ends).equalTo(ends)))
                // Of an annual figure and the sum of the months the complete one, of two complete ones the annual.
                .withColumn(
                        "incomplete_then_summed",
                        struct(
                                not(min(col("complete")).over(summedGroup))
                                        .or(col("months_missing"))
                                        .as("incomplete"),
                                col("summed")))
                .withColumn("best", min(col("incomplete_then_summed")).over(group))
                .where(col("incomplete_then_summed").equalTo(col("best")));
        Dataset<Row> summed = new Added()
                .with("all_complete", min(col("complete")).over(group))
                .with(
                        "self_weightless",
                        max(self.and(col("value_without_weight").gt(0L)).and(annual))
                                .over(group))
                .with("named_value", sum(when(counted, known).otherwise(0L)).over(group))
                .with("self_value", sum(when(counted, 0L).otherwise(known)).over(group))
                .with(
                        ReportingPractice.SAID,
                        bit_or(col(ReportingPractice.SAID)).over(group))
                .with("control_value", sum(col("world_value")).over(group))
                .with(
                        "named_weight",
                        sum(when(counted, knownWeight).otherwise(0L)).over(group))
                .with(
                        "self_weight",
                        sum(when(counted, 0L).otherwise(knownWeight)).over(group))
                // Of months some of whose World rows have no weight, the sum is no control.
                .with(
                        "control_weight",
                        when(
                                sum(col("world_without_weight")).over(group).equalTo(0L),
                                sum(col("world_weight")).over(group)))
                .with(
                        "weightless_value",
                        sum(when(counted, col("value_without_weight")).otherwise(0L))
                                .over(group))
                .with(
                        "estimated_value",
                        sum(when(counted, col("value_estimated")).otherwise(0L)).over(group))
                .with("lowest_unit_value", min(when(supplier, unitValue)).over(group))
                .with("highest_unit_value", max(when(supplier, unitValue)).over(group))
                .with("weighed", count(when(supplier, unitValue)).over(group))
                .to(chosen);

        Column rest =
                greatest(lit(0L), col("control_value").minus(col("named_value")).minus(col("self_value")));
        // Where partners lack weights, what World has beyond them is theirs and not unspecified suppliers'.
        Column restWeight = when(
                        col("weightless_value")
                                .equalTo(0L)
                                // Of what World has beyond partners some may be re-imports'.
                                .and(not(coalesce(col("self_weightless"), lit(false))))
                                .and(col("control_weight").isNotNull()),
                        when(
                                        exceeds(
                                                col("control_weight"),
                                                col("named_weight").plus(col("self_weight"))),
                                        col("control_weight")
                                                .minus(col("named_weight"))
                                                .minus(col("self_weight")))
                                .otherwise(0L))
                .otherwise(0L);
        Dataset<Row> withRest = new Added()
                .with("rest_value", coalesce(rest, lit(0L)))
                .with("rest_weight", restWeight)
                .to(summed);
        withRest = new Added()
                .with("value", when(unspecified, known.plus(col("rest_value"))).otherwise(col("value")))
                .with(
                        "weight",
                        when(unspecified, knownWeight.plus(col("rest_weight"))).otherwise(col("weight")))
                .with("total_value", col("named_value").plus(col("rest_value")))
                .with("total_weight", col("named_weight").plus(col("rest_weight")))
                .to(withRest);
        Column weightless = col("value")
                .gt(0L)
                .and(col("weight").isNull().or(col("value_without_weight").gt(0L)));
        Dataset<Row> hidden = new Added()
                .with(
                        "unspecified_value",
                        coalesce(max(when(unspecified, col("value"))).over(group), lit(0L)))
                .with(
                        "unspecified_weight",
                        coalesce(max(when(unspecified, col("weight"))).over(group), lit(0L)))
                .with("hidden_named", count(when(supplier.and(weightless), 1)).over(group))
                .with(
                        "hidden_unnamed",
                        coalesce(
                                max(unspecified
                                                .and(col("value_without_weight").gt(0L))
                                                .or(isGoods(col("rest_value"), col("total_value"))
                                                        .and(col("rest_weight").equalTo(0L))))
                                        .over(group),
                                lit(false)))
                .with(
                        "unweighed_value",
                        coalesce(col("value_without_weight"), lit(0L))
                                .plus(when(unspecified.and(col("rest_weight").equalTo(0L)), col("rest_value"))
                                        .otherwise(0L)))
                .with("named", count(when(not(unspecified), 1)).over(group))
                .to(withRest);
        // What World has beyond the known weights is that of the others, if World counts them at all.
        Column left = col("control_weight").minus(col("named_weight")).minus(col("self_weight"));
        hidden = new Added()
                .with(
                        "hidden_unnamed_value",
                        when(
                                        col("hidden_unnamed"),
                                        max(when(unspecified, col("unweighed_value")))
                                                .over(group))
                                .otherwise(0L))
                .with(
                        "hidden_weight",
                        when(col("hidden_named").equalTo(0L).and(not(col("hidden_unnamed"))), 0L)
                                .when(
                                        not(col("self_weightless"))
                                                .and(left.gt(when(
                                                                annual,
                                                                col("control_weight")
                                                                        .multiply(ROUNDING))
                                                        .otherwise(0.0))),
                                        left))
                .to(hidden);
        hidden = new Added()
                .with(
                        "hidden_value",
                        sum(when(supplier, col("unweighed_value")).otherwise(0L))
                                .over(group)
                                .plus(col("hidden_unnamed_value")))
                .with("total_weight", col("total_weight").plus(coalesce(col("hidden_weight"), lit(0L))))
                .with("weight", when(col("weight").gt(0), col("weight")))
                .to(hidden)
                // An importer that states a World of zero and no partner is known to buy nothing.
                .where(not(unspecified)
                        .or(col("value").gt(0))
                        .or(col("weight").gt(0))
                        .or(col("named").equalTo(0L)));
        Dataset<Row> placed = new Added()
                .with("rank", when(supplier.and(col("value").gt(0)), col("place")))
                .with(
                        "free",
                        col("unspecified_value")
                                .plus(coalesce(max(col("other_editions_value")).over(group), lit(0L))))
                .to(hidden)
                .withColumn(
                        "values",
                        collect_list(when(col("free").gt(0L).and(col("rank").isNotNull()), col("value")))
                                .over(group));
        return new Added()
                // Where all is somebody's there is nothing to count.
                .with(
                        "rank_low",
                        when(
                                col("rank").isNotNull(),
                                when(col("free").equalTo(0L), col("larger").plus(1))
                                        .otherwise(rankLow(col("value"), col("free"), col("values")))))
                .with(
                        "rank_high",
                        when(
                                col("rank").isNotNull(),
                                when(col("free").equalTo(0L), col("as_large").cast(DataTypes.IntegerType))
                                        .otherwise(rankHigh(col("value"), col("free"), col("values")))))
                // What World has beyond its partners is a part of the trade too: its weight is known only with World's.
                .with(
                        "weight_coverage",
                        try_divide(
                                col("named_value")
                                        .minus(col("weightless_value"))
                                        .plus(when(col("rest_weight").gt(0L), col("rest_value"))
                                                .otherwise(0L))
                                        .cast(DataTypes.DoubleType),
                                col("total_value")))
                .with("weight_basis", weightBasis())
                .with("supplier_complete", col("complete"))
                .with(
                        "reason",
                        when(col("world_reason").isNotNull(), WorldSuppliers.reason(col("world_reason")))
                                .when(
                                        not(col("all_complete"))
                                                .and(col("importer_iso3").notEqual(WORLD)),
                                        "incomplete")
                                .when(col("months_missing"), "months_missing")
                                .when(col("total_value").equalTo(0L), "no_imports"))
                .with(
                        "world_coverage",
                        when(
                                col("importer_iso3").equalTo(WORLD),
                                coalesce(WorldSuppliers.coverage(col("world_coverage")), lit(WorldSuppliers.FULL))))
                .to(placed)
                .select(columns(
                        GROUP,
                        "supplier_iso3",
                        "role",
                        "value",
                        "weight",
                        "value_without_weight",
                        "unweighed_value",
                        "value_estimated",
                        "supplier_complete",
                        "summed",
                        "total_value",
                        "unspecified_value",
                        "total_weight",
                        "unspecified_weight",
                        "hidden_weight",
                        "hidden_named",
                        "hidden_unnamed",
                        "hidden_value",
                        "hidden_unnamed_value",
                        "rank",
                        "rank_low",
                        "rank_high",
                        "weight_coverage",
                        "weight_basis",
                        "reason",
                        ReportingPractice.SAID,
                        "world_coverage",
                        "other_editions_value",
                        "world_hhi_low",
                        "world_hhi_high",
                        "group_value"));
    }

    /**
     * The best place of a supplier: behind those that are larger even if all that is nobody's by name were its own. That
     * are unspecified imports, and what exporters of other editions report under the same number.
     *
     * @param value its own, LONG
     * @param free what is nobody's by name, LONG
     * @param values those of all suppliers, an array
     */
    private static Column rankLow(Column value, Column free, Column values) {
        return size(filter(values, other -> other.gt(value.plus(free)))).plus(1);
    }

    /**
     * Its worst place: behind all that are as large if all of that were theirs, and as many unnamed ones as could be as
     * large. Not all of them can be at once, so the true place may never be as bad; the largest supplier is certainly the
     * first where this is 1.
     */
    static Column rankHigh(Column value, Column free, Column values) {
        Column unnamed = least(lit(COUNTRIES), try_divide(free.cast(DataTypes.DoubleType), value));
        return size(filter(values, other -> other.geq(value.minus(free)))).plus(unnamed.cast(DataTypes.IntegerType));
    }

    /** Whether World weighs more than its partners: so little more is rounding, and counts no others. */
    static Column exceeds(Column world, Column partners) {
        return world.gt(partners.multiply(1 + ROUNDING));
    }

    /** Whether what World has beyond its partners is goods: less than a dollar, or than so small a part, is rounding. */
    static Column isGoods(Column rest, Column whole) {
        return rest.geq(DOLLAR).and(rest.gt(whole.multiply(ROUNDING)));
    }

    private static Column weightBasis() {
        return when(col("total_weight").equalTo(0L), "none")
                .when(
                        col("estimated_value")
                                .gt(0L)
                                .and(col("estimated_value").equalTo(col("named_value")))
                                .or(col("weighed")
                                        .geq(2)
                                        .and(col("highest_unit_value")
                                                .leq(col("lowest_unit_value").multiply(IMPUTED_SPREAD)))),
                        "imputed")
                .when(col("weightless_value").gt(0L).or(col("hidden_unnamed")), "partly_missing")
                .when(col("estimated_value").gt(0L), "partly_imputed")
                .otherwise("reported");
    }
}
