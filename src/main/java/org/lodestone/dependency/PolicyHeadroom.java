package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Column.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceCodes;

/**
 * The largest supplier's share against the limits that governments set themselves, for the products that the reference
 * data place in a supply chain.
 *
 * <p>headroom = limit - share, below zero where the limit is exceeded. The share is one of imports from outside the
 * importer by value; against a limit on consumption it is a proxy, since what is made at home is left out, and
 * share_stands_for says so.
 */
public final class PolicyHeadroom {
    private PolicyHeadroom() {}

    public static final Table TABLE = Table.named("policy_headroom")
            .grain("One row per source, importer (country or bloc), product, year and policy line that applies to it.")
            .key(
                    Columns.SOURCE,
                    DependencyCriteria.IMPORTER,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR,
                    required("line_id", Unit.CODE, "The policy line; see the reference data."))
            .column(
                    DependencyCriteria.IMPORTER_KIND,
                    Columns.IMPORTER_NAME,
                    Columns.PRODUCT_NAME,
                    Columns.STAGE,
                    Columns.CODE_PURITY)
            .required("limit_share", Unit.FRACTION, "The largest share of one supplier that the line allows.")
            .required("by_year", Unit.YEAR, "The year from which it is to be kept.")
            .required("years_left", Unit.COUNT, "Years from the row's year to by_year; 0 when it has passed.")
            .required("base", Unit.CODE, "What the line counts the share of: imports or consumption.")
            .required(
                    "share_stands_for",
                    Unit.CODE,
                    "direct where the line counts imports; proxy where it counts consumption, of which a share of imports"
                            + " says less.")
            .column("top_supplier_iso3", Unit.CODE, "The largest supplier outside the importer by value.")
            .column(
                    "top_supplier_certain",
                    Unit.FLAG,
                    "Whether it is the largest whoever the unspecified suppliers are, as in dependency_criteria. headroom_low"
                            + " and exceeded_result hold for any other all the same: none has more than its share and all that"
                            + " is unspecified.")
            .column("top_supplier_value_share", Unit.FRACTION, "Its share, lower bound. Null with headroom_reason.")
            .column(
                    "top_supplier_value_share_high",
                    Unit.FRACTION,
                    "Its share if all unspecified imports were its own.")
            .computed(
                    "headroom",
                    Unit.FRACTION,
                    "limit_share - top_supplier_value_share",
                    "The limit minus the lower bound of the share; below 0 where the limit is exceeded.")
            .computed(
                    "headroom_low",
                    Unit.FRACTION,
                    "limit_share - top_supplier_value_share_high",
                    "The limit minus the upper bound of the share.")
            .required("exceeded_result", Unit.CODE, "Whether the share is above the limit: yes, no or undetermined.")
            .column(
                    "headroom_reason",
                    Unit.CODE,
                    "Why there is no share: as criteria_reason in dependency_criteria, or no_named_supplier; null where"
                            + " there is one.")
            .column("line_note", Unit.TEXT, "What the line is, and what its use here leaves open.")
            .check(
                    Check.oneOf("base", "imports", "consumption"),
                    Check.oneOf("exceeded_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.that("headroom_or_reason", "(headroom IS NULL) = (headroom_reason IS NOT NULL)"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(DependencyCriteria.METRIC, References.POLICY_LINES, SourceCodes.PRODUCTS)
            .traces(PolicyHeadroom::traces)
            .compute(in -> of(
                    in.get(DependencyCriteria.METRIC), in.get(References.POLICY_LINES), in.get(SourceCodes.PRODUCTS)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return List.of(new Trace(
                DependencyCriteria.TABLE, Trace.same(row, "source", "importer_iso3", "product_code", "year")));
    }

    /**
     * @param criteria rows of {@link DependencyCriteria#TABLE}
     * @param lines line_id, applies_to, limit_share, by_year, base, minerals, line_note
     * @param products product_code, mineral: each code once
     */
    public static Dataset<Row> of(Dataset<Row> criteria, Dataset<Row> lines, Dataset<Row> products) {
        // A line on some minerals says nothing of others.
        Column meant = col("importer_iso3")
                .equalTo(col("applies_to"))
                .and(col("minerals").isNull().or(array_contains(split(col("minerals"), " +"), col("mineral"))));
        Dataset<Row> held = criteria.where(col("code_purity").notEqual("unknown"))
                .join(broadcast(products.select("product_code", "mineral")), "product_code", "left")
                .join(broadcast(lines), meant, "inner")
                .withColumn(
                        "years_left",
                        greatest(lit(0), col("by_year").minus(col("year"))).cast("long"))
                .withColumn(
                        "share_stands_for",
                        when(col("base").equalTo("imports"), "direct").otherwise("proxy"))
                .withColumn("headroom", col("limit_share").minus(col("top_supplier_value_share")))
                .withColumn("headroom_low", col("limit_share").minus(col("top_supplier_value_share_high")))
                .withColumn(
                        "exceeded_result",
                        when(col("headroom").isNull(), Criteria.UNDETERMINED)
                                .when(Table.rounded(col("headroom")).lt(0), Criteria.YES)
                                .when(Table.rounded(col("headroom_low")).geq(0), Criteria.NO)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        "headroom_reason",
                        when(col("headroom").isNull(), coalesce(col("criteria_reason"), lit("no_named_supplier"))));
        return TABLE.conform(held.select(
                TABLE.columns().stream().map(org.lodestone.table.Column::col).toArray(Column[]::new)));
    }
}
