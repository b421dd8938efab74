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
import org.lodestone.reference.Columns;
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
    private static final String HIDDEN_UNNAMED_VALUE = "hidden_unnamed_value";
    private static final String HIDDEN_VALUE = "hidden_value";
    private static final String HIDDEN_WEIGHT = "hidden_weight";
    private static final String PERCENTILES = "percentiles";
    private static final String TOTAL_WEIGHT = "total_weight";
    private static final String UNWEIGHED_VALUE = "unweighed_value";
    private static final String WANTED_PRODUCT = "wanted_product";
    private static final String WANTED_SOURCE = "wanted_source";
    private static final String WANTED_YEAR = "wanted_year";

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
        Dataset<Row> imports = suppliers.where(Columns.IMPORTER_ISO3.col().notEqual(Suppliers.WORLD));
        Dataset<Row> wanted = imports.where(col(HIDDEN_VALUE).gt(0L))
                .select(
                        Columns.SOURCE.col().as(WANTED_SOURCE),
                        Columns.PRODUCT_CODE.col().as(WANTED_PRODUCT),
                        Columns.YEAR.col().as(WANTED_YEAR))
                .distinct();
        Object[] together =
                groups.stream().map(row -> row.getString(0)).distinct().toArray();
        Column weighedValue = col(Suppliers.VALUE).minus(col(UNWEIGHED_VALUE));
        Dataset<Row> unitValues = imports.where(Columns.PERIOD_TYPE
                        .col()
                        .equalTo("year")
                        .and(col(SupplierTotals.ROLE).equalTo("supplier"))
                        .and(not(Columns.IMPORTER_ISO3.col().isin(together)))
                        .and(col(Suppliers.WEIGHT).gt(0L))
                        .and(weighedValue.gt(0L))
                        .and(col(Suppliers.VALUE_ESTIMATED).equalTo(0L))
                        .and(ImportDependency.WEIGHT_BASIS.col().notEqual("imputed")))
                .join(
                        broadcast(wanted),
                        Columns.SOURCE
                                .col()
                                .equalTo(col(WANTED_SOURCE))
                                .and(Columns.PRODUCT_CODE.col().equalTo(col(WANTED_PRODUCT)))
                                .and(Columns.YEAR.col().equalTo(col(WANTED_YEAR))),
                        "left_semi");
        Column known = ImportDependency.UNIT_VALUE_COUNT.col().geq(FEWEST);
        return unitValues
                .groupBy("source", "product_code", "year")
                .agg(
                        count(lit(1)).as(ImportDependency.UNIT_VALUE_COUNT.name()),
                        percentile(
                                        weighedValue.cast(DataTypes.DoubleType).divide(col(Suppliers.WEIGHT)),
                                        array(lit(0.05), lit(0.95)))
                                .as(PERCENTILES))
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        ImportDependency.UNIT_VALUE_COUNT.col(),
                        when(known, col(PERCENTILES).getItem(0)).as(ImportDependency.UNIT_VALUE_P05_USD_PER_KG.name()),
                        when(known, col(PERCENTILES).getItem(1)).as(ImportDependency.UNIT_VALUE_P95_USD_PER_KG.name()));
    }

    /** Puts them beside the rows of importers that have something without a weight. */
    static Dataset<Row> join(Dataset<Row> suppliers, Dataset<Row> unitValues) {
        Column hidden = col(HIDDEN_VALUE).gt(0L);
        return suppliers
                .join(broadcast(unitValues), PRODUCT_YEAR.toArray(String[]::new), "left")
                .withColumn(
                        ImportDependency.UNIT_VALUE_COUNT.name(),
                        when(hidden, coalesce(ImportDependency.UNIT_VALUE_COUNT.col(), lit(0L))))
                .withColumn(
                        ImportDependency.UNIT_VALUE_P05_USD_PER_KG.name(),
                        when(hidden, ImportDependency.UNIT_VALUE_P05_USD_PER_KG.col()))
                .withColumn(
                        ImportDependency.UNIT_VALUE_P95_USD_PER_KG.name(),
                        when(hidden, ImportDependency.UNIT_VALUE_P95_USD_PER_KG.col()));
    }

    /** Whether something has no weight, usual unit values are known, and World's weight does not contradict them. */
    static Column apply() {
        Column weight = col(HIDDEN_WEIGHT);
        return ImportDependency.UNIT_VALUE_P05_USD_PER_KG
                .col()
                .isNotNull()
                .and(weight.isNull()
                        .or(weight.geq(leastOf(col(HIDDEN_VALUE))).and(weight.leq(mostOf(col(HIDDEN_VALUE))))));
    }

    /** The lower bound of a part of the whole weight. */
    static Column lowerBound() {
        Column own = leastOf(hiddenOwn());
        Column others = mostOf(col(HIDDEN_VALUE).minus(hiddenOwn()));
        Column known = coalesce(col(Suppliers.WEIGHT), lit(0L));
        return when(
                        col(HIDDEN_WEIGHT).isNull(),
                        known.plus(own).divide(col(TOTAL_WEIGHT).plus(own).plus(others)))
                .otherwise(known.plus(greatest(own, col(HIDDEN_WEIGHT).minus(others)))
                        .divide(col(TOTAL_WEIGHT)));
    }

    /** The upper bound, with all that nobody is named for; of what is not specified itself its own part. */
    static Column upperBound() {
        Column named = ImportDependency.SUPPLIER_ROLE.col().equalTo("supplier");
        Column ownValue =
                hiddenOwn().plus(when(named, col(HIDDEN_UNNAMED_VALUE)).otherwise(0L));
        Column own = mostOf(ownValue);
        Column others = leastOf(col(HIDDEN_VALUE).minus(ownValue));
        Column known = coalesce(col(Suppliers.WEIGHT), lit(0L))
                .plus(when(named, col(SupplierTotals.UNSPECIFIED_WEIGHT)).otherwise(0L));
        return when(
                        col(HIDDEN_WEIGHT).isNull(),
                        known.plus(own).divide(col(TOTAL_WEIGHT).plus(own).plus(others)))
                .otherwise(
                        known.plus(least(own, col(HIDDEN_WEIGHT).minus(others))).divide(col(TOTAL_WEIGHT)));
    }

    /** The value without a weight that is certainly the row's own. */
    private static Column hiddenOwn() {
        return when(ImportDependency.SUPPLIER_ROLE.col().equalTo("supplier"), col(UNWEIGHED_VALUE))
                .otherwise(col(HIDDEN_UNNAMED_VALUE));
    }

    private static Column leastOf(Column value) {
        return value.cast(DataTypes.DoubleType).divide(ImportDependency.UNIT_VALUE_P95_USD_PER_KG.col());
    }

    private static Column mostOf(Column value) {
        return value.cast(DataTypes.DoubleType).divide(ImportDependency.UNIT_VALUE_P05_USD_PER_KG.col());
    }
}
