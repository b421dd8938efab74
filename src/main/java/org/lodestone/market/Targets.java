package org.lodestone.market;

import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Shares of a market that companies say they want. */
public final class Targets {
    private Targets() {}

    public static final Field<Integer> TARGET_YEAR =
            Field.required("target_year", Unit.YEAR, "The year by which the share is wanted.");
    public static final Field<String> COMPANY = Field.required("company", Unit.TEXT, "The company.");
    public static final Field<String> MARKET = Field.required("market", Unit.CODE, "The market; see market_outlook.");
    public static final Field<Double> TARGET_SHARE =
            Field.required("target_share", Unit.FRACTION, "The wanted part of the market.");
    public static final Field<Integer> BASE_YEAR =
            Field.required("base_year", Unit.YEAR, "The year from which paths to the target are drawn.");
    public static final Field<Double> CEILING_SHARE = Field.optional(
            "ceiling_share", Unit.FRACTION, "The share at which a logistic path ends; null for no logistic path.");
    public static final Field<String> HOME_COUNTRY_ISO3 =
            Field.required("home_country_iso3", Unit.CODE, "The company's country, ISO 3166-1 alpha-3.");

    public static final Table TABLE = Table.named("market_target")
            .grain("One row per company, market, target year and source.")
            .shown("company", "market", "target_year", "target_share", "stated_by")
            .key(Columns.SLICE, TARGET_YEAR, Columns.STATED_BY)
            .column(
                    COMPANY,
                    MARKET,
                    Columns.STATED_ON,
                    TARGET_SHARE,
                    BASE_YEAR,
                    CEILING_SHARE,
                    HOME_COUNTRY_ISO3,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.that("target_share_possible", "target_share > 0 AND target_share <= 1"),
                    Check.fraction("ceiling_share"),
                    Check.that("years_in_order", "base_year < target_year"),
                    Check.that("ceiling_above_target", "ceiling_share IS NULL OR ceiling_share > target_share"))
            .build();

    /** The project's own format of targets. */
    public static final Format FORMAT = DeclaredCsv.named("targets", TABLE)
            .slicedBy("company", "market", "target_year", "stated_by")
            .countries("home_country_iso3")
            .rejecting(
                    "target_share > 1 OR target_share <= 0",
                    "share_impossible",
                    "'target_share '",
                    "target_share",
                    "' is not above 0 and at most 1. Write 10 % as 0.10'")
            .build();
}
