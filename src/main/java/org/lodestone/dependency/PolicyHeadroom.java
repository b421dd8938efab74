package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
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
    private static final String APPLIES_TO = "applies_to";
    private static final String MINERALS = "minerals";

    private PolicyHeadroom() {}

    public static final Field<String> LINE_ID =
            required("line_id", Unit.CODE, "The policy line; see the reference data.");
    public static final Field<Double> LIMIT_SHARE =
            required("limit_share", Unit.FRACTION, "The largest share of one supplier that the line allows.");
    public static final Field<Integer> BY_YEAR =
            required("by_year", Unit.YEAR, "The year from which it is to be kept.");
    public static final Field<Long> YEARS_LEFT =
            required("years_left", Unit.COUNT, "Years from the row's year to by_year; 0 when it has passed.");
    public static final Field<String> BASE =
            required("base", Unit.CODE, "What the line counts the share of: imports or consumption.");
    public static final Field<String> SHARE_STANDS_FOR = required(
            "share_stands_for",
            Unit.CODE,
            "direct where the line counts imports; proxy where it counts consumption, of which a share of imports"
                    + " says less.");
    public static final Field<String> TOP_SUPPLIER_ISO3 =
            optional("top_supplier_iso3", Unit.CODE, "The largest supplier outside the importer by value.");
    public static final Field<Boolean> TOP_SUPPLIER_CERTAIN = optional(
            "top_supplier_certain",
            Unit.FLAG,
            "Whether it is the largest whoever the unspecified suppliers are, as in dependency_criteria. headroom_low"
                    + " and exceeded_result hold for any other all the same: none has more than its share and all that"
                    + " is unspecified.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE =
            optional("top_supplier_value_share", Unit.FRACTION, "Its share, lower bound. Null with headroom_reason.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE_HIGH = optional(
            "top_supplier_value_share_high", Unit.FRACTION, "Its share if all unspecified imports were its own.");
    public static final Field<Double> HEADROOM = computed(
            "headroom",
            Unit.FRACTION,
            "limit_share - top_supplier_value_share",
            "The limit minus the lower bound of the share; below 0 where the limit is exceeded.");
    public static final Field<Double> HEADROOM_LOW = computed(
            "headroom_low",
            Unit.FRACTION,
            "limit_share - top_supplier_value_share_high",
            "The limit minus the upper bound of the share.");
    public static final Field<String> EXCEEDED_RESULT =
            required("exceeded_result", Unit.CODE, "Whether the share is above the limit: yes, no or undetermined.");
    public static final Field<String> HEADROOM_REASON = optional(
            "headroom_reason",
            Unit.CODE,
            "Why there is no share: as criteria_reason in dependency_criteria, or no_named_supplier; null where"
                    + " there is one.");
    public static final Field<String> LINE_NOTE =
            optional("line_note", Unit.TEXT, "What the line is, and what its use here leaves open.");

    public static final Table TABLE = Table.named("policy_headroom")
            .grain("One row per source, importer (country or bloc), product, year and policy line that applies to it.")
            .key(Columns.SOURCE, DependencyCriteria.IMPORTER, Columns.PRODUCT_CODE, Columns.YEAR, LINE_ID)
            .column(
                    DependencyCriteria.IMPORTER_KIND,
                    Columns.IMPORTER_NAME,
                    Columns.PRODUCT_NAME,
                    Columns.STAGE,
                    Columns.CODE_PURITY,
                    LIMIT_SHARE,
                    BY_YEAR,
                    YEARS_LEFT,
                    BASE,
                    SHARE_STANDS_FOR,
                    TOP_SUPPLIER_ISO3,
                    TOP_SUPPLIER_CERTAIN,
                    TOP_SUPPLIER_VALUE_SHARE,
                    TOP_SUPPLIER_VALUE_SHARE_HIGH,
                    HEADROOM,
                    HEADROOM_LOW,
                    EXCEEDED_RESULT,
                    HEADROOM_REASON,
                    LINE_NOTE)
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
        Column meant = Columns.IMPORTER_ISO3
                .col()
                .equalTo(col(APPLIES_TO))
                .and(col(MINERALS).isNull().or(array_contains(split(col(MINERALS), " +"), Columns.MINERAL.col())));
        Dataset<Row> held = criteria.where(Columns.CODE_PURITY.col().notEqual("unknown"))
                .join(broadcast(products.select("product_code", "mineral")), "product_code", "left")
                .join(broadcast(lines), meant, "inner")
                .withColumn(
                        YEARS_LEFT.name(),
                        greatest(lit(0), BY_YEAR.col().minus(Columns.YEAR.col()))
                                .cast("long"))
                .withColumn(
                        SHARE_STANDS_FOR.name(),
                        when(BASE.col().equalTo("imports"), "direct").otherwise("proxy"))
                .withColumn(HEADROOM.name(), LIMIT_SHARE.col().minus(TOP_SUPPLIER_VALUE_SHARE.col()))
                .withColumn(HEADROOM_LOW.name(), LIMIT_SHARE.col().minus(TOP_SUPPLIER_VALUE_SHARE_HIGH.col()))
                .withColumn(
                        EXCEEDED_RESULT.name(),
                        when(HEADROOM.col().isNull(), Criteria.UNDETERMINED)
                                .when(Table.rounded(HEADROOM.col()).lt(0), Criteria.YES)
                                .when(Table.rounded(HEADROOM_LOW.col()).geq(0), Criteria.NO)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        HEADROOM_REASON.name(),
                        when(
                                HEADROOM.col().isNull(),
                                coalesce(DependencyCriteria.CRITERIA_REASON.col(), lit("no_named_supplier"))));
        return TABLE.conform(
                held.select(TABLE.columns().stream().map(Field::col).toArray(Column[]::new)));
    }
}
