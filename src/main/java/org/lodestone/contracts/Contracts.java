package org.lodestone.contracts;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.math.BigDecimal;
import java.sql.Date;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Format;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** Contracts as their sources state them: a source that leaves something open leaves it null. */
public final class Contracts {
    private Contracts() {}

    public static final Field<String> CONTRACT_ID =
            required("contract_id", Unit.CODE, "The contract, or a total that a source states of several.");
    public static final Field<String> STATUS =
            required("status", Unit.CODE, "signed, memorandum, letter_of_intent, exploring or withdrawn.");
    public static final Field<String> SELLER = required("seller", Unit.TEXT, "Who supplies.");
    public static final Field<String> BUYER = optional("buyer", Unit.TEXT, "Who buys, as far as it is told.");
    public static final Field<String> REGION = optional("region", Unit.TEXT, "Where the goods go, as stated.");
    public static final Field<String> MARKET =
            optional("market", Unit.CODE, "The market that the goods count for; see market_outlook. Null for none.");
    public static final Field<String> STAGE =
            required("stage", Unit.CODE, "Stage of the supply chain: oxide, metal, magnet, motor_core ... or all.");
    public static final Field<String> PRODUCT_CODE =
            optional("product_code", Unit.CODE, "HS code whose customs unit value stands beside the price.");
    public static final Field<String> PARTS =
            optional("parts", Unit.TEXT, "For a total: the contracts that it sums up, with blanks between.");
    public static final Field<BigDecimal> CONTRACT_VALUE =
            optional("contract_value", Unit.MONEY, "The whole value as agreed.");
    public static final Field<String> CURRENCY_CODE = optional("currency_code", Unit.CODE, "Its currency, ISO 4217.");
    public static final Field<Double> VOLUME = optional("volume", Unit.FIGURE, "The whole volume.");
    public static final Field<String> VOLUME_UNIT = optional("volume_unit", Unit.CODE, "t, kg or units.");
    public static final Field<Double> UNITS_SERVED =
            optional("units_served", Unit.FIGURE, "How many units (motors, say) the goods are for.");
    public static final Field<String> UNIT_SERVED =
            optional("unit_served", Unit.CODE, "What these units are: motor, vehicle ...");
    public static final Field<Integer> FIRST_YEAR =
            optional("first_year", Unit.YEAR, "First calendar year of delivery, as stated.");
    public static final Field<Integer> LAST_YEAR =
            optional("last_year", Unit.YEAR, "Last calendar year of delivery, as stated.");
    public static final Field<Integer> FIRST_MONTH = Field.<Integer>optional(
                    "first_month", Unit.CODE, "The month of first_year in which delivery starts, 1 to 12, as stated.")
            .typed(DataTypes.IntegerType);
    public static final Field<Double> DURATION_YEARS =
            optional("duration_years", Unit.YEARS, "The duration as stated, which may not agree with the years.");
    public static final Field<String> YEARLY_PROFILE = optional(
            "yearly_profile", Unit.TEXT, "Parts by year, such as 2026=1 2027=2; null for the same in each year.");
    public static final Field<Date> SIGNED_ON = optional("signed_on", Unit.DATE, "When it was signed or announced.");
    public static final Field<String> MADE_BY =
            optional("made_by", Unit.CODE, "The facility that makes the goods; see facility_phase.");
    public static final Field<Integer> DELIVERY_PRIORITY = Field.<Integer>optional(
                    "delivery_priority",
                    Unit.CODE,
                    "Where its maker cannot fill all contracts: who comes first, 1 before 2. Contracts of"
                            + " one rank, or without any, which come last, are served in proportion.")
            .typed(DataTypes.IntegerType);
    public static final Field<String> DECLARED_SOURCE_ISO3S =
            optional("declared_source_iso3s", Unit.TEXT, "Countries that raw materials are declared to come from.");
    public static final Field<String> EXCLUDED_SOURCE_ISO3S =
            optional("excluded_source_iso3s", Unit.TEXT, "Countries that they are declared not to come from.");

    public static final Table TABLE = Table.named("contract")
            .grain("One row per contract and source that states something of it.")
            .shown(
                    "contract_id",
                    "stated_by",
                    "contract_value",
                    "currency_code",
                    "volume",
                    "volume_unit",
                    "first_year",
                    "last_year",
                    "duration_years")
            .key(Columns.SLICE, Columns.STATED_BY)
            .column(
                    CONTRACT_ID,
                    Columns.STATED_ON,
                    STATUS,
                    SELLER,
                    BUYER,
                    REGION,
                    MARKET,
                    STAGE,
                    PRODUCT_CODE,
                    PARTS,
                    CONTRACT_VALUE,
                    CURRENCY_CODE,
                    VOLUME,
                    VOLUME_UNIT,
                    UNITS_SERVED,
                    UNIT_SERVED,
                    FIRST_YEAR,
                    LAST_YEAR,
                    FIRST_MONTH,
                    DURATION_YEARS,
                    YEARLY_PROFILE,
                    SIGNED_ON,
                    MADE_BY,
                    DELIVERY_PRIORITY,
                    DECLARED_SOURCE_ISO3S,
                    EXCLUDED_SOURCE_ISO3S,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("status", "signed", "memorandum", "letter_of_intent", "exploring", "withdrawn"),
                    Check.oneOf("volume_unit", "t", "kg", "units"),
                    Check.that("value_positive", "contract_value IS NULL OR contract_value > 0"),
                    Check.that("volume_positive", "volume IS NULL OR volume > 0"),
                    Check.that("units_positive", "units_served IS NULL OR units_served > 0"),
                    Check.that("value_with_currency", "(contract_value IS NULL) = (currency_code IS NULL)"),
                    Check.that("volume_with_unit", "(volume IS NULL) = (volume_unit IS NULL)"),
                    Check.that("units_with_name", "(units_served IS NULL) = (unit_served IS NULL)"),
                    Check.that("years_in_order", "first_year IS NULL OR last_year IS NULL OR first_year <= last_year"),
                    Check.that(
                            "month_of_a_year",
                            "first_month IS NULL OR (first_month BETWEEN 1 AND 12 AND first_year IS NOT NULL)"),
                    Check.that("priority_from_one", "delivery_priority IS NULL OR delivery_priority >= 1"),
                    Check.that("duration_positive", "duration_years IS NULL OR duration_years > 0"),
                    Check.that(
                            "profile_readable",
                            "yearly_profile IS NULL OR (yearly_profile RLIKE"
                                    + " '^[0-9]{4}=[0-9]+([.][0-9]+)?( +[0-9]{4}=[0-9]+([.][0-9]+)?)*$' AND"
                                    + " yearly_profile RLIKE '=[0-9.]*[1-9]')"))
            .build();

    public static final Collected ROWS = LakeTable.of(TABLE).collected();

    /** The project's own format of contracts. */
    public static final Format FORMAT = DeclaredCsv.named("contracts", TABLE)
            .slicedBy("contract_id", "stated_by")
            .countries("declared_source_iso3s", "excluded_source_iso3s")
            .currencies("currency_code")
            .rejecting(
                    "volume <= 0",
                    "volume_not_positive",
                    "'volume '",
                    "volume",
                    "' is not above zero. Leave the cell empty if the volume is not known'")
            .rejecting(
                    "contract_value <= 0",
                    "value_not_positive",
                    "'contract_value '",
                    "contract_value",
                    "' is not above zero. Leave the cell empty if the value is not known'")
            .rejecting(
                    "last_year < first_year",
                    "ends_before_it_starts",
                    "'last_year '",
                    "last_year",
                    "' is before first_year '",
                    "first_year",
                    "'. Correct the years'")
            .build();

    /**
     * What a load notices of contracts: a source whose duration no start within its first year brings to an end within its
     * last (see {@link DeliveryPeriod}).
     *
     * @param used staged rows that are used
     * @return file INT, kind, subject STRING, found, expected, limit DOUBLE, words STRING
     */
    public static Dataset<Row> findings(Dataset<Row> used) {
        Column years = LAST_YEAR.col().minus(FIRST_YEAR.col()).plus(1).cast(DataTypes.DoubleType);
        Column latest = coalesce(FIRST_MONTH.col().minus(1).divide(12), lit(1));
        Column earliest = coalesce(FIRST_MONTH.col().minus(1).divide(12), lit(0));
        Column slack = lit(DeliveryPeriod.DAY);
        Column end = DURATION_YEARS.col();
        return used.where(end.plus(earliest)
                        .gt(years.plus(slack))
                        .or(end.plus(latest).leq(years.minus(1).plus(slack))))
                .select(
                        col(SourceLines.FILE),
                        lit("duration_conflict").as(Findings.KIND.name()),
                        concat_ws(", ", CONTRACT_ID.col(), Columns.STATED_BY.col())
                                .as(Findings.SUBJECT.name()),
                        DURATION_YEARS.col().as(Findings.FOUND.name()),
                        years.as(Findings.EXPECTED.name()),
                        lit(null).cast(DataTypes.DoubleType).as(Findings.LIMIT.name()),
                        concat(
                                        lit("a duration of "),
                                        DURATION_YEARS.col(),
                                        lit(" years is stated, and the years "),
                                        FIRST_YEAR.col(),
                                        lit(" to "),
                                        LAST_YEAR.col())
                                .as(Findings.WORDS.name()));
    }
}
