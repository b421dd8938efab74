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
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;

/**
 * What {@link Suppliers} sold to each importer in all: of an annual figure and the months the better one, what World has
 * beyond its partners, what suppliers without a weight may weigh, and each supplier's place.
 */
final class SupplierTotals {
    static final String TOTAL_WEIGHT = "total_weight";
    static final String HIDDEN_UNNAMED = "hidden_unnamed";
    private static final String NAMED = "named";
    static final String UNSPECIFIED_WEIGHT = "unspecified_weight";
    static final String TOTAL_VALUE = "total_value";
    static final String UNSPECIFIED_VALUE = "unspecified_value";
    static final String SELF_VALUE = "self_value";
    static final String HIDDEN_WEIGHT = "hidden_weight";
    static final String HIDDEN_NAMED = "hidden_named";
    private static final String ALL_COMPLETE = "all_complete";
    private static final String AS_LARGE = "as_large";
    private static final String BEST = "best";
    private static final String COMPLETE = "complete";
    private static final String CONTROL_VALUE = "control_value";
    private static final String CONTROL_WEIGHT = "control_weight";
    private static final String ESTIMATED_VALUE = "estimated_value";
    private static final String FREE = "free";
    private static final String HIDDEN_UNNAMED_VALUE = "hidden_unnamed_value";
    private static final String HIGHEST_UNIT_VALUE = "highest_unit_value";
    private static final String INCOMPLETE = "incomplete";
    private static final String INCOMPLETE_THEN_SUMMED = "incomplete_then_summed";
    private static final String LARGER = "larger";
    private static final String LOWEST_UNIT_VALUE = "lowest_unit_value";
    private static final String MONTHS = "months";
    private static final String MONTHS_KNOWN = "months_known";
    private static final String MONTHS_MISSING = "months_missing";
    private static final String NAMED_VALUE = "named_value";
    private static final String NAMED_WEIGHT = "named_weight";
    private static final String OTHER_EDITIONS_VALUE = "other_editions_value";
    private static final String PLACE = "place";
    private static final String RANK = "rank";
    private static final String REPORTED_MONTHS = "reported_months";
    private static final String REST_VALUE = "rest_value";
    private static final String REST_WEIGHT = "rest_weight";
    static final String ROLE = "role";
    private static final String SELF_WEIGHT = "self_weight";
    private static final String SELF_WEIGHTLESS = "self_weightless";
    private static final String SUMMED = "summed";
    private static final String UNWEIGHED_VALUE = "unweighed_value";
    private static final String VALUE = "value";
    private static final String VALUES = "values";
    private static final String WEIGHED = "weighed";
    private static final String WEIGHT = "weight";
    private static final String WEIGHTLESS_VALUE = "weightless_value";

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
        Column self = Columns.SUPPLIER_ISO3.col().equalTo(Columns.IMPORTER_ISO3.col());
        Column unspecified = Columns.SUPPLIER_ISO3.col().equalTo(UNSPECIFIED);
        Column supplier = col(ROLE).equalTo("supplier");
        Column counted = col(ROLE).notEqual("self");
        Column known = coalesce(col(VALUE), lit(0L));
        Column knownWeight = coalesce(col(WEIGHT), lit(0L));
        Column unitValue = try_divide(
                col(VALUE).minus(col(Suppliers.VALUE_WITHOUT_WEIGHT)).cast(DataTypes.DoubleType), col(WEIGHT));
        // What World's weight leaves has been looked at month by month, where there are months.
        Column annual = Columns.PERIOD_TYPE.col().equalTo("year").and(not(col(SUMMED)));
        WindowSpec bySize = summedGroup.orderBy(supplier.desc(), known.desc());

        Dataset<Row> ranked = supplied.withColumn(
                        ROLE,
                        when(self, "self").when(unspecified, "unspecified").otherwise("supplier"))
                // First in the plan, so that the totals below use its sorting.
                .withColumn(
                        PLACE,
                        row_number()
                                .over(summedGroup.orderBy(
                                        supplier.desc(),
                                        known.desc(),
                                        Columns.SUPPLIER_ISO3.col().asc())));
        // In the order that the rows are in already.
        ranked = new Added()
                .with("larger", rank().over(bySize).minus(1))
                .with("as_large", count(lit(1)).over(bySize))
                .to(ranked);
        // A month without the product is zero where the importer reports on anything in it, otherwise not known.
        Column ends = lit(1 | 1 << 11);
        Dataset<Row> chosen = ranked.withColumn(
                        MONTHS_KNOWN,
                        bit_or(col(MONTHS).bitwiseOR(coalesce(col(REPORTED_MONTHS), lit(0))))
                                .over(summedGroup))
                .withColumn(MONTHS_MISSING, col(MONTHS_KNOWN).notEqual(ALL_MONTHS))
                // A year stays, as a lower bound; twelve months that begin or end where nothing is known are no period.
                .where(not(col(MONTHS_MISSING))
                        .or(Columns.PERIOD_TYPE.col().equalTo("year"))
                        .or(col(MONTHS_KNOWN).bitwiseAND(ends).equalTo(ends)))
                // Of an annual figure and the sum of the months the complete one, of two complete ones the annual.
                .withColumn(
                        INCOMPLETE_THEN_SUMMED,
                        struct(
                                not(min(col(COMPLETE)).over(summedGroup))
                                        .or(col(MONTHS_MISSING))
                                        .as(INCOMPLETE),
                                col(SUMMED)))
                .withColumn(BEST, min(col(INCOMPLETE_THEN_SUMMED)).over(group))
                .where(col(INCOMPLETE_THEN_SUMMED).equalTo(col(BEST)));
        Dataset<Row> summed = new Added()
                .with("all_complete", min(col(COMPLETE)).over(group))
                .with(
                        "self_weightless",
                        max(self.and(col(Suppliers.VALUE_WITHOUT_WEIGHT).gt(0L)).and(annual))
                                .over(group))
                .with("named_value", sum(when(counted, known).otherwise(0L)).over(group))
                .with("self_value", sum(when(counted, 0L).otherwise(known)).over(group))
                .with(
                        ReportingPractice.SAID,
                        bit_or(col(ReportingPractice.SAID)).over(group))
                .with("control_value", sum(col(Suppliers.WORLD_VALUE)).over(group))
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
                                sum(col(Suppliers.WORLD_WITHOUT_WEIGHT))
                                        .over(group)
                                        .equalTo(0L),
                                sum(col(Suppliers.WORLD_WEIGHT)).over(group)))
                .with(
                        "weightless_value",
                        sum(when(counted, col(Suppliers.VALUE_WITHOUT_WEIGHT)).otherwise(0L))
                                .over(group))
                .with(
                        "estimated_value",
                        sum(when(counted, col(Suppliers.VALUE_ESTIMATED)).otherwise(0L))
                                .over(group))
                .with("lowest_unit_value", min(when(supplier, unitValue)).over(group))
                .with("highest_unit_value", max(when(supplier, unitValue)).over(group))
                .with("weighed", count(when(supplier, unitValue)).over(group))
                .to(chosen);

        Column rest =
                greatest(lit(0L), col(CONTROL_VALUE).minus(col(NAMED_VALUE)).minus(col(SELF_VALUE)));
        // Where partners lack weights, what World has beyond them is theirs and not unspecified suppliers'.
        Column restWeight = when(
                        col(WEIGHTLESS_VALUE)
                                .equalTo(0L)
                                // Of what World has beyond partners some may be re-imports'.
                                .and(not(coalesce(col(SELF_WEIGHTLESS), lit(false))))
                                .and(col(CONTROL_WEIGHT).isNotNull()),
                        when(
                                        exceeds(
                                                col(CONTROL_WEIGHT),
                                                col(NAMED_WEIGHT).plus(col(SELF_WEIGHT))),
                                        col(CONTROL_WEIGHT)
                                                .minus(col(NAMED_WEIGHT))
                                                .minus(col(SELF_WEIGHT)))
                                .otherwise(0L))
                .otherwise(0L);
        Dataset<Row> withRest = new Added()
                .with("rest_value", coalesce(rest, lit(0L)))
                .with("rest_weight", restWeight)
                .to(summed);
        withRest = new Added()
                .with("value", when(unspecified, known.plus(col(REST_VALUE))).otherwise(col(VALUE)))
                .with(
                        "weight",
                        when(unspecified, knownWeight.plus(col(REST_WEIGHT))).otherwise(col(WEIGHT)))
                .with("total_value", col(NAMED_VALUE).plus(col(REST_VALUE)))
                .with("total_weight", col(NAMED_WEIGHT).plus(col(REST_WEIGHT)))
                .to(withRest);
        Column weightless = col(VALUE)
                .gt(0L)
                .and(col(WEIGHT).isNull().or(col(Suppliers.VALUE_WITHOUT_WEIGHT).gt(0L)));
        Dataset<Row> hidden = new Added()
                .with(
                        "unspecified_value",
                        coalesce(max(when(unspecified, col(VALUE))).over(group), lit(0L)))
                .with(
                        "unspecified_weight",
                        coalesce(max(when(unspecified, col(WEIGHT))).over(group), lit(0L)))
                .with("hidden_named", count(when(supplier.and(weightless), 1)).over(group))
                .with(
                        "hidden_unnamed",
                        coalesce(
                                max(unspecified
                                                .and(col(Suppliers.VALUE_WITHOUT_WEIGHT)
                                                        .gt(0L))
                                                .or(isGoods(col(REST_VALUE), col(TOTAL_VALUE))
                                                        .and(col(REST_WEIGHT).equalTo(0L))))
                                        .over(group),
                                lit(false)))
                .with(
                        "unweighed_value",
                        coalesce(col(Suppliers.VALUE_WITHOUT_WEIGHT), lit(0L))
                                .plus(when(unspecified.and(col(REST_WEIGHT).equalTo(0L)), col(REST_VALUE))
                                        .otherwise(0L)))
                .with("named", count(when(not(unspecified), 1)).over(group))
                .to(withRest);
        // What World has beyond the known weights is that of the others, if World counts them at all.
        Column left = col(CONTROL_WEIGHT).minus(col(NAMED_WEIGHT)).minus(col(SELF_WEIGHT));
        hidden = new Added()
                .with(
                        "hidden_unnamed_value",
                        when(
                                        col(HIDDEN_UNNAMED),
                                        max(when(unspecified, col(UNWEIGHED_VALUE)))
                                                .over(group))
                                .otherwise(0L))
                .with(
                        "hidden_weight",
                        when(col(HIDDEN_NAMED).equalTo(0L).and(not(col(HIDDEN_UNNAMED))), 0L)
                                .when(
                                        not(col(SELF_WEIGHTLESS))
                                                .and(left.gt(when(
                                                                annual,
                                                                col(CONTROL_WEIGHT)
                                                                        .multiply(ROUNDING))
                                                        .otherwise(0.0))),
                                        left))
                .to(hidden);
        hidden = new Added()
                .with(
                        "hidden_value",
                        sum(when(supplier, col(UNWEIGHED_VALUE)).otherwise(0L))
                                .over(group)
                                .plus(col(HIDDEN_UNNAMED_VALUE)))
                .with("total_weight", col(TOTAL_WEIGHT).plus(coalesce(col(HIDDEN_WEIGHT), lit(0L))))
                .with("weight", when(col(WEIGHT).gt(0), col(WEIGHT)))
                .to(hidden)
                // An importer that states a World of zero and no partner is known to buy nothing.
                .where(not(unspecified)
                        .or(col(VALUE).gt(0))
                        .or(col(WEIGHT).gt(0))
                        .or(col(NAMED).equalTo(0L)));
        Dataset<Row> placed = new Added()
                .with("rank", when(supplier.and(col(VALUE).gt(0)), col(PLACE)))
                .with(
                        "free",
                        col(UNSPECIFIED_VALUE)
                                .plus(coalesce(max(col(OTHER_EDITIONS_VALUE)).over(group), lit(0L))))
                .to(hidden)
                .withColumn(
                        VALUES,
                        collect_list(when(col(FREE).gt(0L).and(col(RANK).isNotNull()), col(VALUE)))
                                .over(group));
        return new Added()
                // Where all is somebody's there is nothing to count.
                .with(
                        "rank_low",
                        when(
                                col(RANK).isNotNull(),
                                when(col(FREE).equalTo(0L), col(LARGER).plus(1))
                                        .otherwise(rankLow(col(VALUE), col(FREE), col(VALUES)))))
                .with(
                        "rank_high",
                        when(
                                col(RANK).isNotNull(),
                                when(col(FREE).equalTo(0L), col(AS_LARGE).cast(DataTypes.IntegerType))
                                        .otherwise(rankHigh(col(VALUE), col(FREE), col(VALUES)))))
                // What World has beyond its partners is a part of the trade too: its weight is known only with World's.
                .with(
                        "weight_coverage",
                        try_divide(
                                col(NAMED_VALUE)
                                        .minus(col(WEIGHTLESS_VALUE))
                                        .plus(when(col(REST_WEIGHT).gt(0L), col(REST_VALUE))
                                                .otherwise(0L))
                                        .cast(DataTypes.DoubleType),
                                col(TOTAL_VALUE)))
                .with("weight_basis", weightBasis())
                .with("supplier_complete", col(COMPLETE))
                .with(
                        "reason",
                        when(
                                        col(Suppliers.WORLD_REASON).isNotNull(),
                                        WorldSuppliers.reason(col(Suppliers.WORLD_REASON)))
                                .when(
                                        not(col(ALL_COMPLETE))
                                                .and(Columns.IMPORTER_ISO3.col().notEqual(WORLD)),
                                        "incomplete")
                                .when(col(MONTHS_MISSING), "months_missing")
                                .when(col(TOTAL_VALUE).equalTo(0L), "no_imports"))
                .with(
                        "world_coverage",
                        when(
                                Columns.IMPORTER_ISO3.col().equalTo(WORLD),
                                coalesce(
                                        WorldSuppliers.coverage(col(Suppliers.WORLD_COVERAGE)),
                                        lit(WorldSuppliers.FULL))))
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
        return when(col(TOTAL_WEIGHT).equalTo(0L), "none")
                .when(
                        col(ESTIMATED_VALUE)
                                .gt(0L)
                                .and(col(ESTIMATED_VALUE).equalTo(col(NAMED_VALUE)))
                                .or(col(WEIGHED)
                                        .geq(2)
                                        .and(col(HIGHEST_UNIT_VALUE)
                                                .leq(col(LOWEST_UNIT_VALUE).multiply(IMPUTED_SPREAD)))),
                        "imputed")
                .when(col(WEIGHTLESS_VALUE).gt(0L).or(col(HIDDEN_UNNAMED)), "partly_missing")
                .when(col(ESTIMATED_VALUE).gt(0L), "partly_imputed")
                .otherwise("reported");
    }
}
