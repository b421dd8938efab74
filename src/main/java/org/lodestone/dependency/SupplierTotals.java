package org.lodestone.dependency;

import static org.lodestone.dependency.Suppliers.GROUP;

import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.metric.Grouped;
import org.lodestone.reference.ReportingPractice;

/**
 * What {@link Suppliers} sold to each importer in all: of an annual figure and the months the better one, what World has
 * beyond its partners, what suppliers without a weight may weigh, and each supplier's place.
 */
final class SupplierTotals {
    static final String TOTAL_WEIGHT = "total_weight";
    static final String HIDDEN_UNNAMED = "hidden_unnamed";
    static final String UNSPECIFIED_WEIGHT = "unspecified_weight";
    static final String TOTAL_VALUE = "total_value";
    static final String UNSPECIFIED_VALUE = "unspecified_value";
    static final String SELF_VALUE = "self_value";
    static final String HIDDEN_WEIGHT = "hidden_weight";
    static final String HIDDEN_NAMED = "hidden_named";
    static final String ROLE = "role";
    static final String SUPPLIER_COMPLETE = "supplier_complete";

    /** World's figure, so close to the sum of its partners', counts no others: the rest is rounding. */
    static final double ROUNDING = 1e-5;

    /** In thousandths. */
    private static final long DOLLAR = 1000;

    /** No more suppliers can be without a name than ISO 3166-1 has countries. */
    private static final double COUNTRIES = 249;

    /** What is said of a supplier, after {@link Suppliers#GROUP}. */
    static final StructType OF_SUPPLIER = new StructType()
            .add("supplier_iso3", DataTypes.StringType)
            .add("role", DataTypes.StringType)
            .add("value", DataTypes.LongType)
            .add("weight", DataTypes.LongType)
            .add("value_without_weight", DataTypes.LongType)
            .add("unweighed_value", DataTypes.LongType)
            .add("value_estimated", DataTypes.LongType)
            .add("supplier_complete", DataTypes.BooleanType)
            .add("summed", DataTypes.BooleanType)
            .add("total_value", DataTypes.LongType)
            .add("unspecified_value", DataTypes.LongType)
            .add("total_weight", DataTypes.LongType)
            .add("unspecified_weight", DataTypes.LongType)
            .add("hidden_weight", DataTypes.LongType)
            .add("hidden_named", DataTypes.LongType)
            .add("hidden_unnamed", DataTypes.BooleanType)
            .add("hidden_value", DataTypes.LongType)
            .add("hidden_unnamed_value", DataTypes.LongType)
            .add("rank", DataTypes.IntegerType)
            .add("rank_low", DataTypes.IntegerType)
            .add("rank_high", DataTypes.IntegerType)
            .add("weight_coverage", DataTypes.DoubleType)
            .add("weight_basis", DataTypes.StringType)
            .add("reason", DataTypes.StringType)
            .add(ReportingPractice.SAID, DataTypes.IntegerType)
            .add("world_coverage", DataTypes.StringType)
            .add("other_editions_value", DataTypes.LongType)
            .add("world_hhi_low", DataTypes.DoubleType)
            .add("world_hhi_high", DataTypes.DoubleType)
            .add("group_value", DataTypes.LongType);

    private SupplierTotals() {}

    /**
     * @param supplied what each importer bought from each supplier, by period, with reported_months; see {@link Suppliers}
     * @return as {@link Suppliers#of} says
     */
    static Dataset<Row> of(Dataset<Row> supplied) {
        StructType given = supplied.schema();
        StructType said = new StructType();
        for (String name : GROUP) {
            said = said.add(given.apply(name));
        }
        for (StructField field : OF_SUPPLIER.fields()) {
            said = said.add(field);
        }
        PurchasePlaces places = new PurchasePlaces(given);
        return Grouped.by(supplied, GROUP.toArray(String[]::new))
                .flatMapGroups(
                        (FlatMapGroupsFunction<Row, Row, Row>)
                                (group, rows) -> new ImportersSuppliers(group, places, rows).rows(),
                        Encoders.row(said));
    }

    /** How many that are not named could each be as large as a supplier, if all that is nobody's by name were theirs. */
    static int unnamed(long free, long value) {
        return (int) Math.min(COUNTRIES, (double) free / value);
    }

    /** Whether World weighs more than its partners: so little more is rounding, and counts no others. */
    static boolean exceeds(long world, long partners) {
        return world > partners * (1 + ROUNDING);
    }

    /** Whether what World has beyond its partners is goods: less than a dollar, or than so small a part, is rounding. */
    static boolean isGoods(long rest, long whole) {
        return rest >= DOLLAR && rest > whole * ROUNDING;
    }
}
