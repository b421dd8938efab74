package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Intermediate;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;

/**
 * What goods without a weight weigh if they were sold at usual prices: at unit values from the 5th to the 95th percentile of
 * those that are stated of the product and year. An assumption, and called {@link #ASSUMPTION}: goods whose weight nobody
 * states may be others than those whose weight is stated.
 *
 * <p>A value v then has a weight from v/p95 to v/p05. A share of the whole weight is least where its own goods have the
 * least and all others the most of this, and the most the other way round; where World's weight says what all of them have
 * together, each has at least what the most of the others leaves.
 *
 * <p>Statistical offices judge and fill weights by ranges of unit values, too; which range is usual is a choice of this
 * project.
 *
 * @see <a href="https://unstats.un.org/wiki/pages/viewpage.action?pageId=6325204">International Merchandise Trade
 *     Statistics: Compilers Manual, 15.18 and 15.19</a>
 */
public final class UsualUnitValues {
    static final String ASSUMPTION = "unit_values_p05_to_p95";

    /** Fewer unit values have no percentiles that say anything. */
    private static final long FEWEST = 8;

    private static final List<String> PRODUCT_YEAR = List.of("source", "product_code", "year");

    /** {@link #of} the suppliers of all importers. */
    static final Intermediate OF_SUPPLIERS = Intermediate.kept(
            "usual unit values",
            List.of(Suppliers.IN_ALL_EDITIONS, References.REPORTING_GROUPS.collected()),
            in -> of(in.get(Suppliers.IN_ALL_EDITIONS), in.get(References.REPORTING_GROUPS.collected())));

    private UsualUnitValues() {}

    /**
     * Percentiles between two figures in proportion (R's type 7), the same whatever the order of the rows.
     *
     * @param suppliers as {@link Suppliers#of} gives them, joined ones too
     * @param groups members of groups that report as one, whose purchases are their members', as
     *     {@link ReferenceData#reportingGroups} gives them
     * @return source, product_code, year, LONG unit_value_count, DOUBLE unit_value_p05_usd_per_kg,
     *     unit_value_p95_usd_per_kg (null with fewer than eight); of products and years in which a weight is missing
     */
    public static Dataset<Row> of(Dataset<Row> suppliers, List<Row> groups) {
        Dataset<Row> imports = suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD));
        Dataset<Row> wanted = imports.where(col("hidden_value").gt(0L))
                .select(
                        col("source").as("wanted_source"),
                        col("product_code").as("wanted_product"),
                        col("year").as("wanted_year"))
                .distinct();
        Object[] together =
                groups.stream().map(row -> row.getString(0)).distinct().toArray();
        Column weighedValue = col("value").minus(col("unweighed_value"));
        Dataset<Row> unitValues = imports.where(col("period_type")
                        .equalTo("year")
                        .and(col("role").equalTo("supplier"))
                        .and(not(col("importer_iso3").isin(together)))
                        .and(col("weight").gt(0L))
                        .and(weighedValue.gt(0L))
                        .and(col("value_estimated").equalTo(0L))
                        .and(col("weight_basis").notEqual("imputed")))
                .join(
                        broadcast(wanted),
                        col("source")
                                .equalTo(col("wanted_source"))
                                .and(col("product_code").equalTo(col("wanted_product")))
                                .and(col("year").equalTo(col("wanted_year"))),
                        "left_semi");
        Column known = col("unit_value_count").geq(FEWEST);
        return unitValues
                .groupBy("source", "product_code", "year")
                .agg(
                        count(lit(1)).as("unit_value_count"),
                        percentile(
                                        weighedValue.cast(DataTypes.DoubleType).divide(col("weight")),
                                        array(lit(0.05), lit(0.95)))
                                .as("percentiles"))
                .select(
                        col("source"),
                        col("product_code"),
                        col("year"),
                        col("unit_value_count"),
                        when(known, col("percentiles").getItem(0)).as("unit_value_p05_usd_per_kg"),
                        when(known, col("percentiles").getItem(1)).as("unit_value_p95_usd_per_kg"));
    }

    /** Puts them beside the rows of importers that have something without a weight. */
    static Dataset<Row> join(Dataset<Row> suppliers, Dataset<Row> unitValues) {
        Column hidden = col("hidden_value").gt(0L);
        return suppliers
                .join(broadcast(unitValues), PRODUCT_YEAR.toArray(String[]::new), "left")
                .withColumn("unit_value_count", when(hidden, coalesce(col("unit_value_count"), lit(0L))))
                .withColumn("unit_value_p05_usd_per_kg", when(hidden, col("unit_value_p05_usd_per_kg")))
                .withColumn("unit_value_p95_usd_per_kg", when(hidden, col("unit_value_p95_usd_per_kg")));
    }

    /** Whether something has no weight, usual unit values are known, and World's weight does not contradict them. */
    static Column apply() {
        Column weight = col("hidden_weight");
        return col("unit_value_p05_usd_per_kg")
                .isNotNull()
                .and(weight.isNull()
                        .or(weight.geq(leastOf(col("hidden_value"))).and(weight.leq(mostOf(col("hidden_value"))))));
    }

    /** The lower bound of a part of the whole weight. */
    static Column lowerBound() {
        Column own = leastOf(hiddenOwn());
        Column others = mostOf(col("hidden_value").minus(hiddenOwn()));
        Column known = coalesce(col("weight"), lit(0L));
        return when(
                        col("hidden_weight").isNull(),
                        known.plus(own).divide(col("total_weight").plus(own).plus(others)))
                .otherwise(known.plus(greatest(own, col("hidden_weight").minus(others)))
                        .divide(col("total_weight")));
    }

    /** The upper bound, with all that nobody is named for; of what is not specified itself its own part. */
    static Column upperBound() {
        Column named = col("supplier_role").equalTo("supplier");
        Column ownValue =
                hiddenOwn().plus(when(named, col("hidden_unnamed_value")).otherwise(0L));
        Column own = mostOf(ownValue);
        Column others = leastOf(col("hidden_value").minus(ownValue));
        Column known = coalesce(col("weight"), lit(0L))
                .plus(when(named, col("unspecified_weight")).otherwise(0L));
        return when(
                        col("hidden_weight").isNull(),
                        known.plus(own).divide(col("total_weight").plus(own).plus(others)))
                .otherwise(known.plus(least(own, col("hidden_weight").minus(others)))
                        .divide(col("total_weight")));
    }

    /** The value without a weight that is certainly the row's own. */
    private static Column hiddenOwn() {
        return when(col("supplier_role").equalTo("supplier"), col("unweighed_value"))
                .otherwise(col("hidden_unnamed_value"));
    }

    private static Column leastOf(Column value) {
        return value.cast(DataTypes.DoubleType).divide(col("unit_value_p95_usd_per_kg"));
    }

    private static Column mostOf(Column value) {
        return value.cast(DataTypes.DoubleType).divide(col("unit_value_p05_usd_per_kg"));
    }
}
