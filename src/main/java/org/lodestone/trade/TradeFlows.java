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
import static org.lodestone.table.Field.required;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Deduplication;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.metric.LakeTable;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/**
 * Trade flows as their sources report them, one table for all sources. World rows are kept as the control totals that
 * they are; whoever adds up flows leaves them out.
 */
public final class TradeFlows {
    private static final String COMPLETE = "complete";
    private static final String KIND = "kind";
    private static final String ISO3 = "iso3";
    static final String WEIGHT = "weight";
    static final String VALUE = "value";
    static final String PARTNER = "partner";
    static final String REPORTER = "reporter";
    static final String WEIGHT_FACTOR = "weight_factor";
    static final String VALUE_FACTOR = "value_factor";
    static final String OF_PRODUCT = "product";
    static final String OF_PERIOD = "period";
    static final String COMPLETE_BY_NATURE = "complete_by_nature";
    static final String CODE_IN_FILE = "code_in_file";
    private static final String CODE = "code";
    private static final String COMPLETE_SLICE = "complete_slice";
    private static final String LEFT_OUT = "left_out";
    private static final String MONTH_NUMBER = "month_number";
    public static final String PARTNER_CODE = "partner_code";
    private static final String PARTNER_KIND_KNOWN = "partner_kind_known";
    private static final String PARTNER_KNOWN = "partner_known";
    private static final String REPORTER_CODE = "reporter_code";
    private static final String REPORTER_KNOWN = "reporter_known";
    private static final String SYSTEM = "system";
    private static final String VALUE_NUMBER = "value_number";
    private static final String WEIGHT_FAULT = "weight_fault";
    private static final String WEIGHT_NUMBER = "weight_number";

    /** A flow above this many dollars is a fault of its file, not trade; see {@link #TABLE}. */
    private static final double IMPLAUSIBLE_USD = 9.0e12;

    /** Partners that are closer to World than this part of it are all there are: the rest is rounding. */
    private static final double ALL_PARTNERS = 1e-5;

    /** Net weight above this many kilograms, likewise. */
    private static final double IMPLAUSIBLE_KG = 9.0e12;

    private TradeFlows() {}

    public static final Field<String> HS_EDITION = required(
            "hs_edition",
            Unit.CODE,
            "Edition of the Harmonized System: H0 (1988/92) to H6 (2022); HS where the source does not" + " say.");
    public static final Field<String> DIRECTION = required(
            "direction",
            Unit.CODE,
            "import or export, seen from the reporter; reconciled data are listed as imports of the importer.");
    public static final Field<String> REPORTER_ISO3 =
            required("reporter_iso3", Unit.CODE, "The reporting country; EUR for the European Union as a reporter.");
    public static final Field<String> REPORTER_KIND =
            required("reporter_kind", Unit.CODE, "country, unspecified or aggregate.");
    public static final Field<String> PARTNER_ISO3 =
            required("partner_iso3", Unit.CODE, "The partner; XXX for areas that are no country, WLD for World.");
    public static final Field<String> PARTNER_KIND = required(
            "partner_kind",
            Unit.CODE,
            "country; self (re-imports: the partner is the reporter); unspecified; aggregate (a group of"
                    + " countries); or world, the control total that the partners add up to.");
    public static final Field<Boolean> WEIGHT_ESTIMATED = Field.<Boolean>optional(
                    "weight_estimated",
                    Unit.FLAG,
                    "Whether the source says that it estimated the weight; null where it does not say.")
            .asRemark();
    public static final Field<String> VALUATION = Field.<String>optional(
                    "valuation",
                    Unit.CODE,
                    "How the value is taken, where the record says it: CIF (with freight and insurance to the"
                            + " importer's border) or FOB (without).")
            .asRemark();
    public static final Field<Boolean> SLICE_COMPLETE = required(
            "slice_complete",
            Unit.FLAG,
            "Whether all partners of the reporter, product and period are known to be here: its World row is, or"
                    + " the source is complete by nature. Shares need that.");

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
                    HS_EDITION,
                    DIRECTION,
                    REPORTER_ISO3,
                    REPORTER_KIND,
                    PARTNER_ISO3,
                    PARTNER_KIND)
            .column(
                    Columns.PERIOD_TYPE.meaning("year or month."),
                    Columns.PERIOD_START,
                    Columns.YEAR,
                    Columns.VALUE_USD,
                    Columns.NET_WEIGHT_KG)
            .column(
                    WEIGHT_ESTIMATED,
                    VALUATION,
                    ReportingPractice.PROVISIONAL
                            .meaning("Whether the source calls the figure provisional; null where it does not say.")
                            .asRemark())
            .column(SLICE_COMPLETE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
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
            PARTNER_KIND.col().equalTo("world"),
            PARTNER_KIND.col().isin("country", "self", "unspecified"));

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
        Column value = col(VALUE_NUMBER);
        Column weight = col(WEIGHT_NUMBER);
        Dataset<Row> typed = lines.withColumn(VALUE_NUMBER, number(col(VALUE)).multiply(col(VALUE_FACTOR)))
                .withColumn(WEIGHT_NUMBER, number(col(WEIGHT)).multiply(col(WEIGHT_FACTOR)))
                .withColumn(REPORTER_CODE, whole(col(REPORTER)))
                .withColumn(PARTNER_CODE, whole(col(PARTNER)))
                .withColumn(Columns.PRODUCT_CODE.name(), col(OF_PRODUCT))
                .withColumn(Columns.VALUE_USD.name(), thousandths(value))
                .withColumn(Columns.YEAR.name(), whole(substring(col(OF_PERIOD), 1, 4)))
                .withColumn(MONTH_NUMBER, whole(substring(col(OF_PERIOD), 5, 2)));
        Dataset<Row> codes = lookups.countryCodes().where(col(SYSTEM).equalTo(system));
        Dataset<Row> reporters = codes.select(
                col(CODE).as(REPORTER_KNOWN),
                col(ISO3).as(REPORTER_ISO3.name()),
                col(KIND).as(REPORTER_KIND.name()));
        Dataset<Row> partners = codes.select(
                col(CODE).as(PARTNER_KNOWN),
                col(ISO3).as(PARTNER_ISO3.name()),
                col(KIND).as(PARTNER_KIND_KNOWN));
        Dataset<Row> placed = typed.join(
                        broadcast(reporters), col(REPORTER_CODE).equalTo(col(REPORTER_KNOWN)), "left")
                .join(broadcast(partners), col(PARTNER_CODE).equalTo(col(PARTNER_KNOWN)), "left");
        Column remedy = lit(
                " is not in the country table. Add it to the reference data (countries.csv), or correct the" + " file");
        Rejects rejects = earlier.when(
                        col(REPORTER_KNOWN).isNull(),
                        "unknown_country",
                        lit("reporter code '"),
                        col(REPORTER),
                        lit("'"),
                        remedy)
                .when(
                        REPORTER_KIND.col().equalTo("world"),
                        "unknown_country",
                        lit("the World is no reporter (code "),
                        col(REPORTER),
                        lit(")"))
                .when(
                        col(PARTNER_KNOWN).isNull(),
                        "unknown_country",
                        lit("partner code '"),
                        col(PARTNER),
                        lit("'"),
                        remedy)
                .when(
                        isNot(col(OF_PERIOD).rlike("^(19|20)[0-9]{2}(0[1-9]|1[0-2])?$")),
                        "bad_period",
                        lit("period '"),
                        col(OF_PERIOD),
                        lit("' is neither a year (2024) nor a month (202401)"))
                .when(
                        isNot(Columns.PRODUCT_CODE.col().rlike("^[0-9]{2,12}$")),
                        "bad_product",
                        lit("product code '"),
                        col(OF_PRODUCT),
                        lit("' is not two to twelve digits"))
                .when(col(VALUE).isNull(), "no_value", lit("the row has no value"))
                .when(value.isNull(), "bad_number", lit("value "), notANumber(col(VALUE)))
                .when(value.lt(0), "negative", lit("value "), col(VALUE), lit(" is negative"))
                .when(
                        value.geq(IMPLAUSIBLE_USD),
                        "implausible",
                        lit("value "),
                        col(VALUE),
                        lit(" is above nine trillion dollars"));
        Column fault = when(col(WEIGHT).isNull(), null)
                .when(weight.isNull(), notANumber(col(WEIGHT)))
                .when(weight.lt(0), concat(lit("'"), col(WEIGHT), lit("' is negative")))
                .when(weight.geq(IMPLAUSIBLE_KG), concat(lit("'"), col(WEIGHT), lit("' is above nine billion tonnes")));
        Dataset<Row> rows = placed.withColumn(Staged.REJECT, when(col(LEFT_OUT).isNull(), rejects.column()))
                .withColumn(PARTNER_KIND.name(), partnerKind())
                .withColumn(
                        Columns.PERIOD_TYPE.name(),
                        when(length(col(OF_PERIOD)).equalTo(6), "month").otherwise("year"))
                // Only of a row that is used: a bad month would end the job.
                .withColumn(
                        Columns.PERIOD_START.name(),
                        when(
                                col(Staged.REJECT).isNull().and(col(LEFT_OUT).isNull()),
                                make_date(Columns.YEAR.col(), coalesce(col(MONTH_NUMBER), lit(1)), lit(1))))
                .withColumn(WEIGHT_FAULT, fault)
                // A weight of nothing beside a value is a missing weight. One that cannot be is not known, and says
                // nothing
                // against the value beside it.
                .withColumn(
                        Columns.NET_WEIGHT_KG.name(),
                        when(col(WEIGHT_FAULT).isNull().and(thousandths(weight).gt(0)), thousandths(weight)))
                .withColumn(
                        Staged.REMARKS,
                        remarks(
                                remark(
                                        col(WEIGHT_FAULT).isNotNull(),
                                        "net_weight_kg",
                                        "unusable_weight",
                                        lit("weight "),
                                        col(WEIGHT_FAULT),
                                        lit(". It counts as unknown; the row's value counts")),
                                remark(
                                        col(CODE_IN_FILE).notEqual(Columns.PRODUCT_CODE.col()),
                                        null,
                                        "leading_zero",
                                        lit("product code '"),
                                        col(CODE_IN_FILE),
                                        lit("' lost a leading zero and is read as "),
                                        Columns.PRODUCT_CODE.col())))
                .withColumn(Columns.SLICE.name(), slice())
                .withColumn(SLICE_COMPLETE.name(), col(COMPLETE_BY_NATURE))
                .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE));
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
        Column readable = coalesce(col(Staged.REJECT).getField(CODE).notEqual("field_count"), lit(true));
        return when(
                readable.and(Columns.VALUE_USD.col().between(0, IMPLAUSIBLE_USD)),
                rint(Columns.VALUE_USD.col()).cast(DataTypes.LongType));
    }

    private static Column world() {
        return coalesce(PARTNER_KIND.col().equalTo("world"), lit(false));
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
        return max(SLICE_COMPLETE.col().or(PARTNER_KIND.col().equalTo("world")).or(lit(withoutWorld)));
    }

    /**
     * Whether all partners of a slice are given, so that the slice takes the place of what was there: an aggregate over its
     * rows. A World row with a few chosen partners makes shares possible, but says nothing of the other partners.
     *
     * @param withoutWorld as in {@link #complete}
     */
    public static Column allPartners(boolean withoutWorld) {
        Column world = max(when(PARTNER_KIND.col().equalTo("world"), Columns.VALUE_USD.col()));
        // In whole thousandths, so that the order of the rows does not matter.
        Column partners = sum(when(PARTNER_KIND.col().isin("world", "aggregate"), 0L)
                        .otherwise(rint(Columns.VALUE_USD.col().multiply(1000)).cast(DataTypes.LongType)))
                .divide(1000.0);
        Column partnersMakeTheWorld = coalesce(partners.geq(world.multiply(1 - ALL_PARTNERS)), lit(false));
        return max(SLICE_COMPLETE.col().or(lit(withoutWorld))).or(partnersMakeTheWorld);
    }

    /**
     * Marks the rows of complete slices.
     *
     * @param rows rows of {@link #TABLE}
     * @param slices slice STRING, complete BOOLEAN: each slice once
     */
    public static Dataset<Row> withCompleteness(Dataset<Row> rows, Dataset<Row> slices) {
        Dataset<Row> complete =
                slices.where(col(COMPLETE)).select(Columns.SLICE.col().as(COMPLETE_SLICE));
        // Sources that are complete by nature have few, huge slices: they stay out of the join.
        return rows.where(SLICE_COMPLETE.col())
                .unionByName(rows.where(not(SLICE_COMPLETE.col()))
                        .join(complete, Columns.SLICE.col().equalTo(col(COMPLETE_SLICE)), "left")
                        .withColumn(SLICE_COMPLETE.name(), col(COMPLETE_SLICE).isNotNull())
                        .drop(COMPLETE_SLICE));
    }

    private static Column isNot(Column missingCountsAsFalse) {
        return not(coalesce(missingCountsAsFalse, lit(false)));
    }

    private static Column partnerKind() {
        return when(
                        col(PARTNER_KIND_KNOWN)
                                .equalTo("country")
                                .and(PARTNER_ISO3.col().equalTo(REPORTER_ISO3.col())),
                        "self")
                .otherwise(col(PARTNER_KIND_KNOWN));
    }

    /** BACI comes in whole years; UN Comtrade is replaced by reporter, direction, period and code. */
    private static Column slice() {
        return when(
                        Columns.DATASET.col().equalTo("baci"),
                        concat_ws(
                                "/",
                                Columns.DATASET.col(),
                                HS_EDITION.col(),
                                Columns.RELEASE.col(),
                                Columns.YEAR.col().cast(DataTypes.StringType)))
                .otherwise(concat_ws(
                        "/",
                        Columns.DATASET.col(),
                        HS_EDITION.col(),
                        col(REPORTER_CODE).cast(DataTypes.StringType),
                        DIRECTION.col(),
                        when(
                                        Columns.PERIOD_TYPE.col().equalTo("month"),
                                        date_format(Columns.PERIOD_START.col(), "yyyyMM"))
                                .otherwise(Columns.YEAR.col().cast(DataTypes.StringType)),
                        Columns.PRODUCT_CODE.col()));
    }
}
