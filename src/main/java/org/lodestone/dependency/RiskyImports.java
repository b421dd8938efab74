package org.lodestone.dependency;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.weighed;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Governance;

/** What importers buy of a commodity, weighed by how unstable its suppliers are, with bounds where weights or indicators lack. */
final class RiskyImports {
    private static final String ESTIMATE = "estimate";
    private static final String ESTIMATES = "estimates";
    private static final String HIDDEN_WEIGHT = "hidden_weight";
    private static final String INSTABILITY = "instability";
    private static final String JUDGED = "judged";
    private static final String OTHER_YEARS = "other_years";
    private static final String PURCHASES = "purchases";
    private static final String REASON = "reason";
    private static final String TOTAL_WEIGHT = "total_weight";
    private static final String UNJUDGED = "unjudged";
    private static final String UNJUDGED_WEIGHT = "unjudged_weight";
    private static final String UNWEIGHED = "unweighed";
    private static final String UNWEIGHED_VALUE = "unweighed_value";
    private static final String WEIGHT_COVERAGE = "weight_coverage";
    private static final double THOUSANDTHS_OF_KG_A_TONNE = 1e6;

    private RiskyImports() {}

    static Dataset<Row> imports(Dataset<Row> suppliers, Dataset<Row> governance, Dataset<Row> commodities) {
        Dataset<Row> concerned = commodities.select("product_code").distinct();
        Dataset<Row> bought = suppliers
                .where(Columns.PERIOD_TYPE
                        .col()
                        .equalTo("year")
                        .and(Columns.IMPORTER_ISO3.col().notEqual(Suppliers.WORLD))
                        .and(col(SupplierTotals.ROLE).notEqual("self")))
                .join(broadcast(concerned), SupplyRisk.columns("product_code"), "left_semi");
        Dataset<Row> estimates = governance
                .where(Governance.INDICATOR.col().equalTo("political_stability"))
                .groupBy(
                        Governance.COUNTRY_ISO3.col().as(Columns.SUPPLIER_ISO3.name()),
                        Columns.YEAR.col().as(SupplyRisk.GOVERNANCE_YEAR.name()))
                .agg(max(Governance.ESTIMATE.col()).as(Governance.ESTIMATE.name()))
                .groupBy("supplier_iso3")
                .agg(collect_list(struct(SupplyRisk.GOVERNANCE_YEAR.col(), Governance.ESTIMATE.col()))
                        .as(ESTIMATES));
        // A country's own newest year up to the trade's, or its first: another year's is nearer than the scale's
        // middle.
        Column judged = coalesce(
                array_max(filter(
                        col(ESTIMATES),
                        one -> one.getField(SupplyRisk.GOVERNANCE_YEAR.name()).leq(Columns.YEAR.col()))),
                array_min(col(ESTIMATES)));
        // least and greatest pass over nulls, so an unknown estimate is kept apart.
        Column instability = when(
                Governance.ESTIMATE.col().isNotNull(),
                least(
                        lit(1.0),
                        greatest(
                                lit(0.0),
                                lit(2.5).minus(Governance.ESTIMATE.col()).divide(5.0))));
        Column tonnes = coalesce(col(Suppliers.WEIGHT), lit(0L)).divide(THOUSANDTHS_OF_KG_A_TONNE);
        Column unjudged = Governance.ESTIMATE.col().isNull();
        Column counts = coalesce(col(Suppliers.WEIGHT), lit(0L))
                .gt(0L)
                .or(col(UNWEIGHED_VALUE).gt(0L));
        Dataset<Row> groups = bought.join(broadcast(estimates), SupplyRisk.columns("supplier_iso3"), "left")
                .withColumn(JUDGED, judged)
                .withColumn(SupplyRisk.GOVERNANCE_YEAR.name(), col(JUDGED + "." + SupplyRisk.GOVERNANCE_YEAR.name()))
                .withColumn(Governance.ESTIMATE.name(), col(JUDGED + "." + ESTIMATE))
                .groupBy(
                        Columns.SOURCE.col(),
                        Columns.IMPORTER_ISO3.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(
                        // In the suppliers' order, so that the sum does not depend on how the work is cut.
                        array_sort(collect_list(struct(
                                        Columns.SUPPLIER_ISO3.col(),
                                        instability.as(INSTABILITY),
                                        tonnes.as(SupplyRisk.TONNES),
                                        col(UNWEIGHED_VALUE)
                                                .cast(DataTypes.DoubleType)
                                                .as(UNWEIGHED))))
                                .as(PURCHASES),
                        sum(when(unjudged, coalesce(col(Suppliers.WEIGHT), lit(0L)))
                                        .otherwise(0L))
                                .as(UNJUDGED_WEIGHT),
                        array_join(
                                        array_sort(
                                                collect_set(when(unjudged.and(counts), Columns.SUPPLIER_ISO3.col()))),
                                        " ")
                                .as(UNJUDGED),
                        max(SupplyRisk.GOVERNANCE_YEAR.col()).as(SupplyRisk.GOVERNANCE_YEAR.name()),
                        array_join(
                                        array_sort(collect_set(when(
                                                SupplyRisk.GOVERNANCE_YEAR
                                                        .col()
                                                        .notEqual(Columns.YEAR.col())
                                                        .and(counts),
                                                concat_ws(
                                                        " ",
                                                        Columns.SUPPLIER_ISO3.col(),
                                                        SupplyRisk.GOVERNANCE_YEAR.col())))),
                                        "; ")
                                .as(OTHER_YEARS),
                        max(col(TOTAL_WEIGHT)).as(TOTAL_WEIGHT),
                        max(col(HIDDEN_WEIGHT)).as(HIDDEN_WEIGHT),
                        max(ImportDependency.WEIGHT_BASIS.col()).as(ImportDependency.WEIGHT_BASIS.name()),
                        max(col(WEIGHT_COVERAGE)).as(WEIGHT_COVERAGE),
                        max(col(REASON)).as(REASON));
        Column known = col(SupplyRisk.TRADE_REASON).isNull();
        Column hidden = coalesce(col(HIDDEN_WEIGHT), lit(0L)).divide(THOUSANDTHS_OF_KG_A_TONNE);
        Column anyWeight = known.and(col(HIDDEN_WEIGHT).isNull());
        Column mostStable = array_min(unweighed(0.0));
        Column leastStable = array_max(unweighed(1.0));
        return groups.withColumn(
                        SupplyRisk.TRADE_REASON,
                        when(col(REASON).isNotNull(), col(REASON))
                                .when(coalesce(weighed(), lit(false)).equalTo(false), "no_weights"))
                .select(
                        Columns.SOURCE.col(),
                        Columns.IMPORTER_ISO3.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        col(SupplyRisk.TRADE_REASON),
                        when(known, col(TOTAL_WEIGHT).divide(THOUSANDTHS_OF_KG_A_TONNE))
                                .as(SupplyRisk.IMPORTS_TONNES.name()),
                        when(known, risky(SupplyRisk.UNKNOWN_INSTABILITY, hidden, unweighedRisk()))
                                .as(SupplyRisk.RISKY_IMPORTS_TONNES.name()),
                        when(known, risky(0.0, hidden, mostStable)).as(SupplyRisk.RISKY_IMPORTS_LOW_TONNES.name()),
                        when(known, risky(1.0, hidden, leastStable)).as(SupplyRisk.RISKY_IMPORTS_HIGH_TONNES.name()),
                        when(anyWeight, mostStable).as(SupplyRisk.UNWEIGHED_RISK_LOW),
                        when(anyWeight, leastStable).as(SupplyRisk.UNWEIGHED_RISK_HIGH),
                        SupplyRisk.GOVERNANCE_YEAR.col(),
                        when(known, SupplyRisk.nullIfEmpty(col(OTHER_YEARS)))
                                .as(SupplyRisk.GOVERNANCE_OTHER_YEARS.name()),
                        when(known, try_divide(col(UNJUDGED_WEIGHT).cast(DataTypes.DoubleType), col(TOTAL_WEIGHT)))
                                .as(SupplyRisk.GOVERNANCE_MISSING_SHARE.name()),
                        when(known.and(col(UNJUDGED).notEqual("")), col(UNJUDGED))
                                .as(SupplyRisk.GOVERNANCE_MISSING_ISO3.name()));
    }

    /**
     * Σ g f over suppliers, with a figure for those without an indicator.
     *
     * @param hidden tonnes of suppliers without a weight
     * @param hiddenRisk their instability; null where there are none
     */
    private static Column risky(double unknown, Column hidden, Column hiddenRisk) {
        return total("tonnes", unknown)
                .plus(when(hidden.gt(0.0), hidden.multiply(hiddenRisk)).otherwise(0.0));
    }

    private static Column total(String amount, double unknown) {
        return aggregate(
                col(PURCHASES),
                lit(0.0),
                (sum, one) -> sum.plus(
                        coalesce(one.getField(INSTABILITY), lit(unknown)).multiply(one.getField(amount))));
    }

    /** The instability of those suppliers whose value has no weight. */
    private static Column unweighed(double unknown) {
        return transform(
                filter(col(PURCHASES), one -> one.getField(UNWEIGHED).gt(0.0)),
                one -> coalesce(one.getField(INSTABILITY), lit(unknown)));
    }

    /** Their middle by value. */
    private static Column unweighedRisk() {
        return try_divide(
                total("unweighed", SupplyRisk.UNKNOWN_INSTABILITY),
                aggregate(col(PURCHASES), lit(0.0), (sum, one) -> sum.plus(one.getField(UNWEIGHED))));
    }
}
