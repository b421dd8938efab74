package org.lodestone.production;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.math.BigDecimal;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** Plants and other projects with their phases, as their sources state them. */
public final class Facilities {
    private static final String EARLIER_END = "earlier_end";
    private static final String EARLIER_START = "earlier_start";
    private static final String EARLIER_TOTAL = "earlier_total";
    private static final String FIRST = "first";
    private static final String LAST = "last";

    private Facilities() {}

    public static final Field<Integer> PHASE = Field.<Integer>required(
                    "phase", Unit.CODE, "Number of the phase, 1 the first.")
            .typed(DataTypes.IntegerType);
    public static final Field<String> FACILITY_ID =
            Field.required("facility_id", Unit.CODE, "The facility or project.");
    public static final Field<String> FACILITY_NAME = Field.required("facility_name", Unit.TEXT, "Its name in words.");
    public static final Field<String> OPERATOR =
            Field.required("operator", Unit.TEXT, "Who runs it, or the first of its partners.");
    public static final Field<String> PARTNERS = Field.optional("partners", Unit.TEXT, "The others.");
    public static final Field<String> COUNTRY_ISO3 = Field.optional(
            "country_iso3", Unit.CODE, "Where it stands, ISO 3166-1 alpha-3; null where that is not told.");
    public static final Field<String> STATUS = Field.required(
            "status",
            Unit.CODE,
            "exploring, letter_of_intent, memorandum, agreement, announced, contracted, under_construction,"
                    + " completed, operating or withdrawn.");
    public static final Field<String> CHAIN = Field.optional(
            "chain", Unit.CODE, "The chain that its stages belong to, as in chains.csv; null for rare_earths.");
    public static final Field<String> STAGES = Field.required(
            "stages", Unit.TEXT, "What it makes, with blanks between: oxide, metal, magnet, motor_core ...");
    public static final Field<Double> NAMEPLATE =
            Field.optional("nameplate", Unit.FIGURE, "What the phase can make in a year when it runs in full.");
    public static final Field<String> NAMEPLATE_UNIT =
            Field.optional("nameplate_unit", Unit.CODE, "t_per_year or units_per_year.");
    public static final Field<String> NAMEPLATE_STAGES = Field.optional(
            "nameplate_stages",
            Unit.TEXT,
            "What the nameplate counts: a stage, or recycled_magnet for magnets that are taken apart. Several where"
                    + " the source leaves it open: each is computed.");
    public static final Field<String> NAMEPLATE_IS =
            Field.optional("nameplate_is", Unit.CODE, "total (with the phases before) or addition (to them).");
    public static final Field<Integer> START_YEAR =
            Field.optional("start_year", Unit.YEAR, "The year in which production starts, as stated.");
    public static final Field<Integer> END_YEAR = Field.optional(
            "end_year", Unit.YEAR, "The last year of the phase, where one is stated; of the last phase, of the plant.");
    public static final Field<Integer> START_MONTH = Field.<Integer>optional(
                    "start_month", Unit.CODE, "The month of start_year in which it starts, 1 to 12, where stated.")
            .typed(DataTypes.IntegerType);
    public static final Field<String> FEED = Field.optional(
            "feed", Unit.CODE, "The deposit whose ore it separates; see element_content. Null if not told.");
    public static final Field<BigDecimal> INVESTMENT =
            Field.optional("investment", Unit.MONEY, "What it costs, as stated.");
    public static final Field<String> CURRENCY_CODE =
            Field.optional("currency_code", Unit.CODE, "The currency of the investment, ISO 4217.");

    public static final Table TABLE = Table.named("facility_phase")
            .grain("One row per facility, phase and source that states something of it.")
            .shown("facility_id", "phase", "stated_by", "nameplate", "nameplate_unit", "start_year")
            .key(Columns.SLICE, PHASE, Columns.STATED_BY)
            .column(
                    FACILITY_ID,
                    Columns.STATED_ON,
                    FACILITY_NAME,
                    OPERATOR,
                    PARTNERS,
                    COUNTRY_ISO3,
                    STATUS,
                    CHAIN,
                    STAGES,
                    NAMEPLATE,
                    NAMEPLATE_UNIT,
                    NAMEPLATE_STAGES,
                    NAMEPLATE_IS,
                    START_YEAR,
                    END_YEAR,
                    START_MONTH,
                    FEED,
                    INVESTMENT,
                    CURRENCY_CODE,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf(
                            "status",
                            "exploring",
                            "letter_of_intent",
                            "memorandum",
                            "agreement",
                            "announced",
                            "contracted",
                            "under_construction",
                            "completed",
                            "operating",
                            "withdrawn"),
                    Check.oneOf("nameplate_unit", "t_per_year", "units_per_year"),
                    Check.oneOf("nameplate_is", "total", "addition"),
                    Check.that("phase_from_one", "phase >= 1"),
                    Check.that(
                            "month_of_a_year",
                            "start_month IS NULL OR (start_month BETWEEN 1 AND 12 AND start_year IS NOT NULL)"),
                    Check.that("nameplate_positive", "nameplate IS NULL OR nameplate > 0"),
                    Check.that("nameplate_with_unit", "(nameplate IS NULL) = (nameplate_unit IS NULL)"),
                    Check.that("nameplate_with_kind", "(nameplate IS NULL) = (nameplate_is IS NULL)"),
                    Check.that("nameplate_with_stages", "(nameplate IS NULL) = (nameplate_stages IS NULL)"),
                    Check.that("investment_with_currency", "(investment IS NULL) = (currency_code IS NULL)"),
                    Check.that("years_in_order", "start_year IS NULL OR end_year IS NULL OR start_year <= end_year"))
            .build();

    /** The project's own format of facilities. */
    public static final Format FORMAT = DeclaredCsv.named("facilities", TABLE)
            .slicedBy("facility_id", "stated_by")
            .countries("country_iso3")
            .currencies("currency_code")
            .preparing(Facilities::besideEarlierPhases)
            .rejecting(
                    "nameplate <= 0",
                    "nameplate_not_positive",
                    "'nameplate '",
                    "nameplate",
                    "' is not above zero. Leave the cell empty if it is not known'")
            .rejecting(
                    "end_year < start_year",
                    "ends_before_it_starts",
                    "'end_year '",
                    "end_year",
                    "' is before start_year '",
                    "start_year")
            .rejecting(
                    "start_year <= earlier_end",
                    "overlapping_phases",
                    "'phase '",
                    "phase",
                    "' starts in '",
                    "start_year",
                    "', when an earlier phase, which the same source ends in '",
                    "earlier_end",
                    "', still runs. Correct the years'")
            .rejecting(
                    "start_year < earlier_start",
                    "phases_out_of_order",
                    "'phase '",
                    "phase",
                    "' starts in '",
                    "start_year",
                    "', before the phase before it, which starts in '",
                    "earlier_start",
                    "'. Number the phases by their start'")
            .rejecting(
                    "nameplate_is = 'total' AND nameplate < earlier_total",
                    "total_falls",
                    "'the total nameplate '",
                    "nameplate",
                    "' is below that of the phase before, '",
                    "earlier_total",
                    "'. If it comes on top, say addition'")
            .build();

    private static Dataset<Row> besideEarlierPhases(Dataset<Row> rows) {
        WindowSpec order =
                Window.partitionBy(SourceLines.FILE, "facility_id", "stated_by").orderBy("phase");
        WindowSpec earlier = order.rowsBetween(Window.unboundedPreceding(), -1);
        return rows.withColumn(EARLIER_END, max(END_YEAR.col()).over(earlier))
                .withColumn(EARLIER_START, max(START_YEAR.col()).over(earlier))
                .withColumn(
                        EARLIER_TOTAL,
                        coalesce(lag(NAMEPLATE.col(), 1).over(order), lit(0.0).cast(DataTypes.DoubleType)));
    }

    /**
     * What a load notices of plants: sources that let one phase start in different years.
     *
     * @param used staged rows that are used
     * @return file INT, kind, subject STRING, found, expected, limit DOUBLE, words STRING
     */
    public static Dataset<Row> findings(Dataset<Row> used) {
        return used.groupBy(col(SourceLines.FILE), FACILITY_ID.col(), PHASE.col())
                .agg(min(START_YEAR.col()).as(FIRST), max(START_YEAR.col()).as(LAST))
                .where(col(FIRST).lt(col(LAST)))
                .select(
                        col(SourceLines.FILE),
                        lit("start_conflict").as(Findings.KIND.name()),
                        concat_ws(", phase ", FACILITY_ID.col(), PHASE.col()).as(Findings.SUBJECT.name()),
                        col(FIRST).cast(DataTypes.DoubleType).as(Findings.FOUND.name()),
                        col(LAST).cast(DataTypes.DoubleType).as(Findings.EXPECTED.name()),
                        lit(null).cast(DataTypes.DoubleType).as(Findings.LIMIT.name()),
                        concat(lit("sources let it start in "), col(FIRST), lit(" and in "), col(LAST))
                                .as(Findings.WORDS.name()));
    }
}
