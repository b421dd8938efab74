package org.lodestone.market;

import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** How large markets are said to become. A scenario is one vintage of one source, or of one stated combination. */
public final class MarketOutlook {
    private MarketOutlook() {}

    public static final Field<String> MARKET = Field.required("market", Unit.CODE, "The market, such as ev_magnet.");
    public static final Field<String> SCENARIO = Field.required("scenario", Unit.CODE, "The scenario.");
    public static final Field<String> VINTAGE =
            Field.required("vintage", Unit.TEXT, "When the source made it: a year, month or edition.");
    public static final Field<String> USE = Field.required(
            "use",
            Unit.CODE,
            "denominator, or context: a figure of something else (elements for all uses, say), by which nothing"
                    + " is divided.");
    public static final Field<Double> MARKET_USD = Field.optional("market_usd", Unit.USD, "Sales of the year.");
    public static final Field<Double> MARKET_TONNES =
            Field.optional("market_tonnes", Unit.TONNES, "Tonnes of the year, where the source gives tonnes.");
    public static final Field<Double> VEHICLES = Field.optional("vehicles", Unit.FIGURE, "Vehicles sold in the year.");
    public static final Field<Double> PERMANENT_MAGNET_SHARE = Field.optional(
            "permanent_magnet_share",
            Unit.FRACTION,
            "Part of them with permanent-magnet motors; vehicles x this x magnet_kg_per_vehicle are the tonnes.");
    public static final Field<Double> MAGNET_KG_PER_VEHICLE =
            Field.optional("magnet_kg_per_vehicle", Unit.KG, "Magnet in such a vehicle.");

    public static final Table TABLE = Table.named("market_outlook")
            .grain("One row per market, scenario and year.")
            .shown(
                    "scenario",
                    "year",
                    "market_usd",
                    "market_tonnes",
                    "vehicles",
                    "permanent_magnet_share",
                    "magnet_kg_per_vehicle",
                    "stated_by")
            .key(Columns.SLICE, Columns.YEAR)
            .column(
                    MARKET,
                    SCENARIO,
                    VINTAGE,
                    Columns.STATED_BY,
                    USE,
                    MARKET_USD,
                    MARKET_TONNES,
                    VEHICLES,
                    PERMANENT_MAGNET_SHARE,
                    MAGNET_KG_PER_VEHICLE,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("use", "denominator", "context"),
                    Check.that("market_usd_positive", "market_usd IS NULL OR market_usd > 0"),
                    Check.that("market_tonnes_positive", "market_tonnes IS NULL OR market_tonnes > 0"),
                    Check.that("vehicles_positive", "vehicles IS NULL OR vehicles > 0"),
                    Check.that("kg_positive", "magnet_kg_per_vehicle IS NULL OR magnet_kg_per_vehicle > 0"),
                    Check.fraction("permanent_magnet_share"),
                    Check.that(
                            "vehicles_complete",
                            "(vehicles IS NULL) = (permanent_magnet_share IS NULL) AND (vehicles IS NULL) ="
                                    + " (magnet_kg_per_vehicle IS NULL)"),
                    Check.that(
                            "says_something",
                            "market_usd IS NOT NULL OR market_tonnes IS NOT NULL OR vehicles IS NOT NULL"))
            .build();

    /** The project's own format of market outlooks. */
    public static final Format FORMAT = DeclaredCsv.named("market-outlook", TABLE)
            .slicedBy("market", "scenario")
            .build();
}
