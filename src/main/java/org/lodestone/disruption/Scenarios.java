package org.lodestone.disruption;

import static org.lodestone.table.Field.required;

import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Who stops supplying what, for how long, and what there is to fill the gap: the questions that {@link Disruption} answers. */
public final class Scenarios {
    private Scenarios() {}

    /** Stands for each country where a scenario's input holds for all. */
    static final String EACH = "ALL";

    public static final Field<String> SCENARIO_ID = Field.required("scenario_id", Unit.CODE, "The scenario.");
    public static final Field<String> SCENARIO_NAME =
            Field.required("scenario_name", Unit.TEXT, "The scenario in words.");
    public static final Field<String> STOPPED_ISO3 = Field.required(
            "stopped_iso3",
            Unit.CODE,
            "The country that stops supplying, ISO 3166-1 alpha-3; several with blanks between.");
    public static final Field<String> IMPORTERS_ISO3 = Field.optional(
            "importers_iso3", Unit.CODE, "The countries that are not supplied, with blanks between; null for all.");
    public static final Field<String> CHAIN =
            Field.required("chain", Unit.CODE, "The chain that the goods belong to, as the reference data declare it.");
    public static final Field<String> STAGE = Field.required(
            "stage", Unit.CODE, "The stage of the goods that stop; goods of later stages are made of them.");
    public static final Field<Double> STOPPED_SHARE =
            Field.required("stopped_share", Unit.FRACTION, "What part of the supply stops; 1 for all of it.");
    public static final Field<Double> DURATION_DAYS =
            Field.required("duration_days", Unit.DAYS, "For how long, in days.");

    public static final Table TABLE = Table.named("disruption_scenario")
            .grain("One row per scenario.")
            .shown("scenario_id", "stopped_iso3", "stage", "stopped_share", "duration_days", "stated_by")
            .key(Columns.SLICE)
            .column(
                    SCENARIO_ID,
                    SCENARIO_NAME,
                    STOPPED_ISO3,
                    IMPORTERS_ISO3,
                    CHAIN,
                    STAGE,
                    STOPPED_SHARE,
                    DURATION_DAYS)
            .column(Columns.STATED_BY.meaning("Whose scenario it is: a source, or own judgement."))
            .column(Columns.ASSUMPTION, Columns.NOTE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.that("part_stops", "stopped_share > 0 AND stopped_share <= 1"),
                    Check.that("some_time", "duration_days > 0"))
            .build();

    public static final Field<String> INPUT_KIND =
            Field.required("input_kind", Unit.CODE, "spare_capacity, stock, substitution or use.");
    public static final Field<String> COUNTRY_ISO3 = Field.required(
            "country_iso3",
            Unit.CODE,
            "Who has it, ISO 3166-1 alpha-3: a supplier for spare capacity, otherwise an importer; ALL where"
                    + " it holds for each importer, or for spare capacity wherever it is.");
    public static final Field<Double> FROM_DAY =
            Field.required("from_day", Unit.DAYS, "The day of the stop from which it is there, 0 the first.");
    public static final Field<Double> AMOUNT =
            Field.required("amount", Unit.FIGURE, "How much, in input_unit; 0 where it is known that there is none.");
    public static final Field<String> INPUT_UNIT = Field.required(
            "input_unit",
            Unit.CODE,
            "t_per_year; also share_of_use or share_of_imports for substitution; tonnes, days_of_use or days_of_imports"
                    + " for stocks. Imports are all of the goods, in the year of the row.");

    public static final Table INPUTS = Table.named("disruption_input")
            .grain("One row per scenario, kind of input, stage of goods, country and first day.")
            .shown("input_kind", "stage", "country_iso3", "from_day", "amount", "input_unit", "stated_by")
            .key(
                    Columns.SLICE,
                    INPUT_KIND,
                    required(
                            "stage",
                            Unit.CODE,
                            "The stage of the goods that it is of. Spare capacity is used where it is that of the goods that"
                                    + " stop; the others for the goods that are missing."),
                    COUNTRY_ISO3,
                    FROM_DAY)
            .required("scenario_id", Unit.CODE, "The scenario; see disruption_scenario.")
            .column(AMOUNT, INPUT_UNIT)
            .column(Columns.STATED_BY.meaning("Whose figure it is: a source, or own judgement."))
            .column(Columns.ASSUMPTION, Columns.NOTE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("input_kind", "spare_capacity", "stock", "substitution", "use"),
                    Check.that("amount_not_negative", "amount >= 0"),
                    Check.that("day_not_negative", "from_day >= 0"),
                    Check.that(
                            "unit_of_its_kind",
                            "input_unit = 't_per_year' AND input_kind != 'stock'"
                                    + " OR input_unit IN ('share_of_use', 'share_of_imports') AND input_kind = 'substitution' AND amount <= 1"
                                    + " OR input_unit IN ('tonnes', 'days_of_use', 'days_of_imports') AND input_kind = 'stock'"),
                    Check.that("stock_and_use_from_the_start", "input_kind NOT IN ('stock', 'use') OR from_day = 0"))
            .build();

    /** The project's own format of scenarios. */
    public static final Format FORMAT = DeclaredCsv.named("disruption-scenarios", TABLE)
            .slicedBy("scenario_id")
            .countries("stopped_iso3", "importers_iso3")
            .noGroups()
            .build();

    /** The project's own format of what there is to fill a gap. */
    public static final Format INPUT_FORMAT = DeclaredCsv.named("disruption-inputs", INPUTS)
            .slicedBy("scenario_id")
            .countriesOr(EACH, "country_iso3")
            .noGroups()
            .rejecting(
                    "country_iso3 LIKE '% %'",
                    "one_country", "'country_iso3 \\''", "country_iso3", "'\\' names several. Write a row for each'")
            .build();
}
