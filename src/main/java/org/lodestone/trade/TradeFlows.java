package org.lodestone.trade;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.notANumber;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.remark;
import static org.lodestone.intake.Staged.remarks;
import static org.lodestone.intake.Staged.thousandths;
import static org.lodestone.intake.Staged.whole;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Deduplication;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.lake.SourceLines;
import org.lodestone.metric.LakeTable;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Trade flows as their sources report them, one table for all sources. World rows are kept as the control totals that
 * they are; whoever adds up flows leaves them out.
 */
public final class TradeFlows {

    /** A flow above this many dollars is a fault of its file, not trade; see {@link #TABLE}. */
    private static final double IMPLAUSIBLE_USD = 9.0e12;

    /** Partners that are closer to World than this part of it are all there are: the rest is rounding. */
    private static final double ALL_PARTNERS = 1e-5;

    /** Net weight above this many kilograms, likewise. */
    private static final double IMPLAUSIBLE_KG = 9.0e12;

    private TradeFlows() {}

    public static final Table TABLE = Table.named("trade_flow")
            .grain("One row per source, reporter, direction, period, product and partner, as the source reports it.")
            .shown(
                    "direction",
                    "reporter_iso3",
                    "partner_iso3",
                    "product_code",
                    "period_start",
                    "value_usd",
                    "net_weight_kg")
            .key(
                    Columns.SLICE,
                    Columns.code("reporter_code", "The source's numeric code of the reporter."),
                    Columns.PRODUCT_CODE,
                    Columns.code("partner_code", "The source's numeric code of the partner; 0 is World."))
            .column(
                    Columns.DATASET,
                    Columns.RELEASE,
                    org.lodestone.table.Column.required(
                            "hs_edition",
                            Unit.CODE,
                            "Edition of the Harmonized System: H0 (1988/92) to H6 (2022); HS where the source does not"
                                    + " say."))
            .required(
                    "direction",
                    Unit.CODE,
                    "import or export, seen from the reporter; reconciled data are listed as imports of the importer.")
            .required("reporter_iso3", Unit.CODE, "The reporting country; EUR for the European Union as a reporter.")
            .required("reporter_kind", Unit.CODE, "country, unspecified or aggregate.")
            .required("partner_iso3", Unit.CODE, "The partner; XXX for areas that are no country, WLD for World.")
            .required(
                    "partner_kind",
                    Unit.CODE,
                    "country; self (re-imports: the partner is the reporter); unspecified; aggregate (a group of"
                            + " countries); or world, the control total that the partners add up to.")
            .column(
                    Columns.PERIOD_TYPE.meaning("year or month."),
                    Columns.PERIOD_START,
                    Columns.YEAR,
                    Columns.VALUE_USD,
                    Columns.NET_WEIGHT_KG)
            .column(
                    org.lodestone.table.Column.optional(
                                    "weight_estimated",
                                    Unit.FLAG,
                                    "Whether the source says that it estimated the weight; null where it does not say.")
                            .asRemark(),
                    org.lodestone.table.Column.optional(
                                    "valuation",
                                    Unit.CODE,
                                    "How the value is taken, where the record says it: CIF (with freight and insurance to the"
                                            + " importer's border) or FOB (without).")
                            .asRemark(),
                    ReportingPractice.PROVISIONAL
                            .meaning("Whether the source calls the figure provisional; null where it does not say.")
                            .asRemark())
            .required(
                    "slice_complete",
                    Unit.FLAG,
                    "Whether all partners of the reporter, product and period are known to be here: its World row is, or"
                            + " the source is complete by nature. Shares need that.")
            .column(Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("direction", "import", "export"),
                    Check.oneOf("period_type", "year", "month"),
                    Check.oneOf("reporter_kind", "country", "unspecified", "aggregate"),
                    Check.oneOf("partner_kind", "country", "self", "unspecified", "aggregate", "world"),
                    Check.oneOf("valuation", ReportingPractice.CIF, ReportingPractice.FOB),
                    Check.notNegative("value_usd"),
                    Check.that("value_usd_plausible", "value_usd < " + (long) IMPLAUSIBLE_USD),
                    Check.that(
                            "net_weight_kg_positive_and_plausible",
                            "net_weight_kg IS NULL OR (net_weight_kg > 0 AND net_weight_kg < " + (long) IMPLAUSIBLE_KG
                                    + ")"),
                    Check.that("product_code_is_digits", "product_code RLIKE '^[0-9]{2,12}$'"))
            .build();

    public static final LakeTable STORED = new LakeTable(TABLE, "ingest trade files first");

    /** Where a key is repeated, the World row of its slice says which reading is right. */
    public static final Deduplication.Measure MEASURE = new Deduplication.Measure(
            "value_usd",
            col("partner_kind").equalTo("world"),
            col("partner_kind").isin("country", "self", "unspecified"));

    /**
     * The last part of every trade format: from the fields' texts to staged rows.
     *
     * @param lines lines with text columns reporter, partner, period (yyyy or yyyymm), product, value, weight; and
     *     dataset, release, hs_edition, direction STRING, weight_estimated, provisional, complete_by_nature, cube_known
     *     BOOLEAN, valuation, left_out STRING, value_factor, weight_factor DOUBLE, which turn the figures into dollars and kilograms, and
     *     code_in_file STRING, the product's code as it stands in the file
     * @param system the system of country codes
     * @param earlier reasons to reject that the format itself found
     * @return staged rows of {@link #TABLE}, with {@link Deduplication#CUBE_KNOWN} and complete_by_nature
     */
    static Dataset<Row> stage(Dataset<Row> lines, String system, Rejects earlier, Lookups lookups) {
        // Columns of their own, since they are looked at several times.
        Column value = col("value_number");
        Column weight = col("weight_number");
        Dataset<Row> typed = lines.withColumn(
                        "value_number", number(col("value")).multiply(col("value_factor")))
                .withColumn("weight_number", number(col("weight")).multiply(col("weight_factor")))
                .withColumn("reporter_code", whole(col("reporter")))
                .withColumn("partner_code", whole(col("partner")))
                .withColumn("product_code", col("product"))
                .withColumn("value_usd", thousandths(value))
                .withColumn("year", whole(substring(col("period"), 1, 4)))
                .withColumn("month_number", whole(substring(col("period"), 5, 2)));
        Dataset<Row> codes = lookups.countryCodes().where(col("system").equalTo(system));
        Dataset<Row> reporters = codes.select(
                col("code").as("reporter_known"),
                col("iso3").as("reporter_iso3"),
                col("kind").as("reporter_kind"));
        Dataset<Row> partners = codes.select(
                col("code").as("partner_known"),
                col("iso3").as("partner_iso3"),
                col("kind").as("partner_kind_known"));
        Dataset<Row> placed = typed.join(
                        broadcast(reporters), col("reporter_code").equalTo(col("reporter_known")), "left")
                .join(broadcast(partners), col("partner_code").equalTo(col("partner_known")), "left");
        Column remedy = lit(
                " is not in the country table. Add it to the reference data (countries.csv), or correct the" + " file");
        Rejects rejects = earlier.when(
                        col("reporter_known").isNull(),
                        "unknown_country",
                        lit("reporter code '"),
                        col("reporter"),
                        lit("'"),
                        remedy)
                .when(
                        col("reporter_kind").equalTo("world"),
                        "unknown_country",
                        lit("the World is no reporter (code "),
                        col("reporter"),
                        lit(")"))
                .when(
                        col("partner_known").isNull(),
                        "unknown_country",
                        lit("partner code '"),
                        col("partner"),
                        lit("'"),
                        remedy)
                .when(
                        isNot(col("period").rlike("^(19|20)[0-9]{2}(0[1-9]|1[0-2])?$")),
                        "bad_period",
                        lit("period '"),
                        col("period"),
                        lit("' is neither a year (2024) nor a month (202401)"))
                .when(
                        isNot(col("product_code").rlike("^[0-9]{2,12}$")),
                        "bad_product",
                        lit("product code '"),
                        col("product"),
                        lit("' is not two to twelve digits"))
                .when(col("value").isNull(), "no_value", lit("the row has no value"))
                .when(value.isNull(), "bad_number", lit("value "), notANumber(col("value")))
                .when(value.lt(0), "negative", lit("value "), col("value"), lit(" is negative"))
                .when(
                        value.geq(IMPLAUSIBLE_USD),
                        "implausible",
                        lit("value "),
                        col("value"),
                        lit(" is above nine trillion dollars"));
        Column fault = when(col("weight").isNull(), null)
                .when(weight.isNull(), notANumber(col("weight")))
                .when(weight.lt(0), concat(lit("'"), col("weight"), lit("' is negative")))
                .when(
                        weight.geq(IMPLAUSIBLE_KG),
                        concat(lit("'"), col("weight"), lit("' is above nine billion tonnes")));
        Dataset<Row> rows = placed.withColumn(
                        Staged.REJECT, when(col("left_out").isNull(), rejects.column()))
                .withColumn("partner_kind", partnerKind())
                .withColumn(
                        "period_type",
                        when(length(col("period")).equalTo(6), "month").otherwise("year"))
                // Only of a row that is used: a bad month would end the job.
                .withColumn(
                        "period_start",
                        when(
                                col(Staged.REJECT).isNull().and(col("left_out").isNull()),
                                make_date(col("year"), coalesce(col("month_number"), lit(1)), lit(1))))
                .withColumn("weight_fault", fault)
                // A weight of nothing beside a value is a missing weight. One that cannot be is not known, and says
                // nothing
                // against the value beside it.
                .withColumn(
                        "net_weight_kg",
                        when(
                                col("weight_fault")
                                        .isNull()
                                        .and(thousandths(weight).gt(0)),
                                thousandths(weight)))
                .withColumn(
                        Staged.REMARKS,
                        remarks(
                                remark(
                                        col("weight_fault").isNotNull(),
                                        "net_weight_kg",
                                        "unusable_weight",
                                        lit("weight "),
                                        col("weight_fault"),
                                        lit(". It counts as unknown; the row's value counts")),
                                remark(
                                        col("code_in_file").notEqual(col("product_code")),
                                        null,
                                        "leading_zero",
                                        lit("product code '"),
                                        col("code_in_file"),
                                        lit("' lost a leading zero and is read as "),
                                        col("product_code"))))
                .withColumn("slice", slice())
                .withColumn("slice_complete", col("complete_by_nature"))
                .withColumn("source_line", col(SourceLines.LINE));
        return Staged.select(rows, TABLE, Deduplication.CUBE_KNOWN);
    }

    /**
     * Which part of a file's value stands in rows that are rejected: an aggregate over its rows. World rows repeat
     * their partners, so that both are looked at apart and the larger part counts. Null where no row has a value.
     *
     * @param rejected true for rows that are rejected
     * @param used true for rows that are used
     */
    public static Column rejectedValueShare(Column rejected, Column used) {
        return greatest(partOf(value(), rejected, used, world()), partOf(value(), rejected, used, not(world())));
    }

    /**
     * What value stands in rows that are rejected, in whole dollars: an aggregate over a file's rows, with World rows and
     * their partners looked at apart as in {@link #rejectedValueShare}.
     */
    public static Column rejectedValue(Column rejected) {
        return greatest(
                sum(when(rejected.and(world()), value()).otherwise(0L)),
                sum(when(rejected.and(not(world())), value()).otherwise(0L)));
    }

    private static Column value() {
        // A line of another shape has some other figure there.
        Column readable = coalesce(col(Staged.REJECT).getField("code").notEqual("field_count"), lit(true));
        return when(
                readable.and(col("value_usd").between(0, IMPLAUSIBLE_USD)),
                rint(col("value_usd")).cast(DataTypes.LongType));
    }

    private static Column world() {
        return coalesce(col("partner_kind").equalTo("world"), lit(false));
    }

    private static Column partOf(Column value, Column rejected, Column used, Column among) {
        return try_divide(
                sum(when(rejected.and(among), value).otherwise(0L)).cast(DataTypes.DoubleType),
                sum(when(rejected.or(used).and(among), value)));
    }

    /**
     * Whether a slice's total is known, so that shares can be taken: an aggregate over its rows.
     *
     * @param withoutWorld whether slices without a World row count as complete
     */
    public static Column complete(boolean withoutWorld) {
        return max(
                col("slice_complete").or(col("partner_kind").equalTo("world")).or(lit(withoutWorld)));
    }

    /**
     * Whether all partners of a slice are given, so that the slice takes the place of what was there: an aggregate over its
     * rows. A World row with a few chosen partners makes shares possible, but says nothing of the other partners.
     *
     * @param withoutWorld as in {@link #complete}
     */
    public static Column allPartners(boolean withoutWorld) {
        Column world = max(when(col("partner_kind").equalTo("world"), col("value_usd")));
        Column partners =
                sum(when(col("partner_kind").isin("world", "aggregate"), 0.0).otherwise(col("value_usd")));
        Column partnersMakeTheWorld = coalesce(partners.geq(world.multiply(1 - ALL_PARTNERS)), lit(false));
        return max(col("slice_complete").or(lit(withoutWorld))).or(partnersMakeTheWorld);
    }

    /**
     * Marks the rows of complete slices.
     *
     * @param rows rows of {@link #TABLE}
     * @param slices slice STRING, complete BOOLEAN: each slice once
     */
    public static Dataset<Row> withCompleteness(Dataset<Row> rows, Dataset<Row> slices) {
        Dataset<Row> complete =
                slices.where(col("complete")).select(col("slice").as("complete_slice"));
        // Sources that are complete by nature have few, huge slices: they stay out of the join.
        return rows.where(col("slice_complete"))
                .unionByName(rows.where(not(col("slice_complete")))
                        .join(complete, col("slice").equalTo(col("complete_slice")), "left")
                        .withColumn("slice_complete", col("complete_slice").isNotNull())
                        .drop("complete_slice"));
    }

    private static Column isNot(Column missingCountsAsFalse) {
        return not(coalesce(missingCountsAsFalse, lit(false)));
    }

    private static Column partnerKind() {
        return when(
                        col("partner_kind_known")
                                .equalTo("country")
                                .and(col("partner_iso3").equalTo(col("reporter_iso3"))),
                        "self")
                .otherwise(col("partner_kind_known"));
    }

    /** BACI comes in whole years; UN Comtrade is replaced by reporter, direction, period and code. */
    private static Column slice() {
        return when(
                        col("dataset").equalTo("baci"),
                        concat_ws(
                                "/",
                                col("dataset"),
                                col("hs_edition"),
                                col("release"),
                                col("year").cast(DataTypes.StringType)))
                .otherwise(concat_ws(
                        "/",
                        col("dataset"),
                        col("hs_edition"),
                        col("reporter_code").cast(DataTypes.StringType),
                        col("direction"),
                        when(col("period_type").equalTo("month"), date_format(col("period_start"), "yyyyMM"))
                                .otherwise(col("year").cast(DataTypes.StringType)),
                        col("product_code")));
    }
}
