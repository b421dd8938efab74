package org.lodestone.market;

import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import org.lodestone.table.Field;
import org.lodestone.table.Unit;

/** The columns that the reports on plans share. */
public final class PlanColumns {
    private PlanColumns() {}

    public static final Field<String> COMPANY = required("company", Unit.TEXT, "The company.");
    public static final Field<String> MARKET = required("market", Unit.CODE, "The market; see market_outlook.");
    public static final Field<String> SCENARIO = required("scenario", Unit.CODE, "The scenario of the market's size.");
    public static final Field<String> PLAN =
            required("plan", Unit.CODE, "Which contracts and plants count; see sales_plan.");
    public static final Field<String> BASIS =
            required("basis", Unit.CODE, "tonnes or usd: what the share is a share of. The two are never mixed.");
    public static final Field<String> PLAN_NAME = required("plan_name", Unit.TEXT, "The plan in words.");
    public static final Field<Integer> TARGET_YEAR =
            required("target_year", Unit.YEAR, "The year by which the share is wanted.");
    public static final Field<Double> TARGET_SHARE =
            required("target_share", Unit.FRACTION, "The wanted part of the market.");
    public static final Field<String> SHARE_REASON = optional(
            "share_reason",
            Unit.CODE,
            "Why there is no share, with what it is about: no_volume, no_value, no_rate, no_nameplate, no_start_year,"
                    + " no_assumption, scenario_lacks_target_year, market_not_known ...; null where there is one.");
    public static final Field<String> ASSUMPTIONS = optional(
            "assumptions",
            Unit.TEXT,
            "The inputs that are assumed with their central figures (chances of completion count in the odds only), and"
                    + " what else is no source's own figure.");

    /** Inputs and other assumptions of a model in one text. */
    static String assumptions(ShareModel model) {
        String inputs = model.described();
        String text = model.assumption == null
                ? inputs
                : inputs.isEmpty() ? model.assumption : inputs + "; " + model.assumption;
        return text.isEmpty() ? null : text;
    }
}
