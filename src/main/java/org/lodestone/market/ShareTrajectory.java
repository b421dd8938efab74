package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * A company's share of a market year by year: share = deliverable / market, in tonnes or in dollars, with the central
 * figure of each assumption; and how far that is from its target. {@link ShareModel} has the arithmetic and
 * {@link TargetPath} the paths.
 */
public final class ShareTrajectory {
    private ShareTrajectory() {}

    public static final Field<Double> MARKET_TONNES =
            Field.optional("market_tonnes", Unit.TONNES, "Market of the year on the basis of tonnes.");
    public static final Field<Double> MARKET_USD =
            Field.optional("market_usd", Unit.USD, "Market of the year on the basis of dollars.");
    public static final Field<String> MARKET_SIZE_BASIS = Field.optional(
            "market_size_basis", Unit.CODE, "stated, between_stated_years (by constant growth) or assumed_growth.");
    public static final Field<Double> CONTRACTED_TONNES = Field.optional(
            "contracted_tonnes", Unit.TONNES, "What the plan's contracts say of the year, basis of tonnes.");
    public static final Field<Double> CONTRACTED_USD =
            Field.optional("contracted_usd", Unit.USD, "The same on the basis of dollars.");
    public static final Field<Double> DELIVERABLE_TONNES =
            Field.optional("deliverable_tonnes", Unit.TONNES, "What can be delivered and sold, basis of tonnes.");
    public static final Field<Double> DELIVERABLE_USD =
            Field.optional("deliverable_usd", Unit.USD, "The same on the basis of dollars.");
    public static final Field<Double> SHARE = Field.computed(
            "share",
            Unit.FRACTION,
            "coalesce(deliverable_tonnes / market_tonnes, deliverable_usd / market_usd)",
            "The company's part of the market; null with share_reason. Above 1 a figure of the plan or of the market"
                    + " is wrong.");
    public static final Field<Double> FULL_OUTPUT_SHARE = Field.optional(
            "full_output_share",
            Unit.FRACTION,
            "The share if all phases of the plan's plants ran in full in the year, whenever they start.");
    public static final Field<Double> SHARE_IF_STARTING_FIRST_DAY = Field.optional(
            "share_if_starting_first_day",
            Unit.FRACTION,
            "The share if plants whose month is not stated started as early in their years as assumed (1 January);"
                    + " in share they start in the assumption's central case.");
    public static final Field<Double> SHARE_IF_STARTING_LAST_DAY = Field.optional(
            "share_if_starting_last_day", Unit.FRACTION, "The same if they started as late (31 December).");
    public static final Field<Double> LINEAR_PATH_SHARE =
            Field.optional("linear_path_share", Unit.FRACTION, "Linear path from the base year's share to the target.");
    public static final Field<Double> CONSTANT_GROWTH_PATH_SHARE = Field.optional(
            "constant_growth_path_share", Unit.FRACTION, "Path of constant growth; null with path_reason.");
    public static final Field<Double> LOGISTIC_PATH_SHARE = Field.optional(
            "logistic_path_share", Unit.FRACTION, "Logistic path; null with path_reason or without a ceiling.");
    public static final Field<String> PATH_REASON =
            Field.optional("path_reason", Unit.CODE, "share_zero_in_base_year, or null.");
    public static final Field<Double> GAP_POINTS = Field.computed(
            "gap_points", Unit.POINTS, "(target_share - share) * 100", "Target less share; below zero: above it.");
    public static final Field<Double> GAP_TONNES = Field.computed(
            "gap_tonnes",
            Unit.TONNES,
            "coalesce((target_share - share) * market_tonnes,"
                    + " (target_share - share) * market_usd / price_usd_per_kg / 1000)",
            "The gap in tonnes a year; on the basis of dollars by price_usd_per_kg.");
    public static final Field<Double> GAP_USD = Field.computed(
            "gap_usd",
            Unit.USD,
            "coalesce((target_share - share) * market_usd,"
                    + " (target_share - share) * market_tonnes * 1000 * price_usd_per_kg)",
            "The gap in dollars a year; on the basis of tonnes by price_usd_per_kg.");
    public static final Field<Double> PRICE_USD_PER_KG = Field.optional(
            "price_usd_per_kg",
            Unit.USD_PER_KG,
            "The price of tonnes that no contract has a price for: the scenario's own where it states one, else"
                    + " the assumed one.");
    public static final Field<Double> MARKET_PRICE_USD_PER_KG = Field.optional(
            "market_price_usd_per_kg",
            Unit.USD_PER_KG,
            "The price behind the market: dollars over tonnes where the scenario states both; null where it is not"
                    + " known.");
    public static final Field<Double> MARKET_IMPLIED_TONNES = Field.optional(
            "market_implied_tonnes",
            Unit.TONNES,
            "What a market in dollars without a price of its own is at price_usd_per_kg.");
    public static final Field<Double> OTHER_SCENARIOS_TONNES_LOW = Field.optional(
            "other_scenarios_tonnes_low",
            Unit.TONNES,
            "The smallest market of the year among the scenarios that state other tonnes.");
    public static final Field<Double> OTHER_SCENARIOS_TONNES_HIGH =
            Field.optional("other_scenarios_tonnes_high", Unit.TONNES, "The largest of them.");
    public static final Field<Boolean> PRICE_CONTRADICTS_MARKET = Field.computed(
            "price_contradicts_market",
            Unit.FLAG,
            "market_implied_tonnes > " + MarketPrice.FAR + " * other_scenarios_tonnes_high OR"
                    + " market_implied_tonnes * " + MarketPrice.FAR + " < other_scenarios_tonnes_low",
            "Whether these tonnes are far from the others: the price and the market do not go together, and a share"
                    + " in dollars does not go with one in tonnes. Null where there is nothing to compare.");
    public static final Field<Double> CONTRACT_PRICE_USD_PER_KG = Field.optional(
            "contract_price_usd_per_kg",
            Unit.USD_PER_KG,
            "What the plan's contracts pay in the year; null where one of them gives no tonnes or no value.");
    public static final Field<String> BINDING_CONSTRAINT = Field.optional(
            "binding_constraint",
            Unit.CODE,
            "capacity (what plants can make), contracts (what is sold) or neither (the target is reached).");
    public static final Field<String> CAPACITY_NOTE = Field.optional(
            "capacity_note",
            Unit.TEXT,
            "Whose capacity is not known and therefore limits nothing; null where all are known.");

    public static final Table TABLE = Table.named("share_trajectory")
            .grain("One row per company, market, target year, scenario, plan, basis and year.")
            .shown(
                    "company",
                    "market",
                    "scenario",
                    "plan",
                    "basis",
                    "year",
                    "deliverable_tonnes",
                    "market_tonnes",
                    "share")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    PlanColumns.TARGET_YEAR,
                    PlanColumns.SCENARIO,
                    PlanColumns.PLAN,
                    PlanColumns.BASIS,
                    Columns.YEAR)
            .column(
                    PlanColumns.PLAN_NAME,
                    MARKET_TONNES,
                    MARKET_USD,
                    MARKET_SIZE_BASIS,
                    CONTRACTED_TONNES,
                    CONTRACTED_USD,
                    DELIVERABLE_TONNES,
                    DELIVERABLE_USD,
                    SHARE,
                    FULL_OUTPUT_SHARE,
                    SHARE_IF_STARTING_FIRST_DAY,
                    SHARE_IF_STARTING_LAST_DAY,
                    PlanColumns.TARGET_SHARE,
                    LINEAR_PATH_SHARE,
                    CONSTANT_GROWTH_PATH_SHARE,
                    LOGISTIC_PATH_SHARE,
                    PATH_REASON,
                    GAP_POINTS,
                    GAP_TONNES,
                    GAP_USD,
                    PRICE_USD_PER_KG,
                    MARKET_PRICE_USD_PER_KG,
                    MARKET_IMPLIED_TONNES,
                    OTHER_SCENARIOS_TONNES_LOW,
                    OTHER_SCENARIOS_TONNES_HIGH,
                    PRICE_CONTRADICTS_MARKET,
                    CONTRACT_PRICE_USD_PER_KG,
                    BINDING_CONSTRAINT,
                    CAPACITY_NOTE,
                    PlanColumns.SHARE_REASON,
                    PlanColumns.ASSUMPTIONS)
            .sums(
                    List.of("year"),
                    "market_tonnes",
                    "market_usd",
                    "contracted_tonnes",
                    "contracted_usd",
                    "deliverable_tonnes",
                    "deliverable_usd")
            .check(
                    Check.oneOf("basis", "tonnes", "usd"),
                    Check.oneOf("binding_constraint", "capacity", "contracts", "neither"),
                    Check.notNegative("share"),
                    Check.that("one_basis", "market_tonnes IS NULL OR market_usd IS NULL"),
                    Check.that("share_or_reason", "(share IS NULL) = (share_reason IS NOT NULL)"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(PlanBook.KNOWN)
            .needs(PlanBook.TABLES_OF_TARGETS)
            .traces(PlanBook::traces)
            .computeInMemory(in -> of(in.get(PlanBook.KNOWN)));

    /**
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(PlanBook book) {
        List<Row> rows = new ArrayList<>();
        for (ShareModel model : ShareModel.all(book)) {
            double[] central = model.central();
            TargetPath path = path(model, central);
            for (int year = model.firstYear; year <= model.lastYear; year++) {
                rows.add(row(model, path, year, central));
            }
        }
        return rows;
    }

    /** From the share in the base year; null where that is not known. */
    static TargetPath path(ShareModel model, double[] central) {
        if (model.problem != null) {
            return null;
        }
        double base = model.year(model.baseYear, central).share();
        return Double.isNaN(base)
                ? null
                : new TargetPath(base, model.targetShare, model.targetYear - model.baseYear, model.ceiling);
    }

    private static Row row(ShareModel model, TargetPath path, int year, double[] central) {
        boolean tonnes = model.basis.equals(ShareModel.TONNES);
        RowBuilder row = TABLE.row()
                .set(PlanColumns.COMPANY, model.company)
                .set(PlanColumns.MARKET, model.market)
                .set(PlanColumns.SCENARIO, model.scenario)
                .set(PlanColumns.PLAN, model.plan)
                .set(PlanColumns.BASIS, model.basis)
                .set(Columns.YEAR, year)
                .set(PlanColumns.PLAN_NAME, model.planName)
                .set(PlanColumns.TARGET_YEAR, model.targetYear)
                .set(PlanColumns.TARGET_SHARE, model.targetShare)
                .set(CAPACITY_NOTE, model.capacityNote)
                .set(PlanColumns.ASSUMPTIONS, PlanColumns.assumptions(model));
        if (model.problem != null) {
            return row.set(PlanColumns.SHARE_REASON, model.problem).build();
        }
        ShareModel.Year now = model.year(year, central);
        row.set(tonnes ? "contracted_tonnes" : "contracted_usd", now.contracted())
                .set(tonnes ? "deliverable_tonnes" : "deliverable_usd", now.deliverable());
        double inTonnes = model.contracted(year, ShareModel.TONNES);
        double inUsd = model.contracted(year, ShareModel.USD);
        if (inTonnes > 0 && inUsd > 0) {
            row.set(CONTRACT_PRICE_USD_PER_KG, inUsd / inTonnes / 1000);
        }
        if (Double.isNaN(now.market())) {
            return row.set(PlanColumns.SHARE_REASON, "market_not_known").build();
        }
        double share = now.share();
        row.set(tonnes ? "market_tonnes" : "market_usd", now.market())
                .set(MARKET_SIZE_BASIS, model.sizeBasis(year))
                .set(SHARE, share)
                .set(FULL_OUTPUT_SHARE, model.yearInFull(year, central).share())
                .set(GAP_POINTS, (model.targetShare - share) * 100);
        Double price = model.price(year, central);
        MarketPrice behind = model.marketPrice(year, central);
        row.set(
                        SHARE_IF_STARTING_FIRST_DAY,
                        model.year(year, model.starting(true)).share())
                .set(
                        SHARE_IF_STARTING_LAST_DAY,
                        model.year(year, model.starting(false)).share())
                .set(MARKET_PRICE_USD_PER_KG, behind.statedUsdPerKg())
                .set(MARKET_IMPLIED_TONNES, behind.impliedTonnes())
                .set(OTHER_SCENARIOS_TONNES_LOW, behind.otherTonnesLow())
                .set(OTHER_SCENARIOS_TONNES_HIGH, behind.otherTonnesHigh())
                .set(PRICE_CONTRADICTS_MARKET, behind.contradicts());
        double gap = (model.targetShare - share) * now.market();
        row.set(PRICE_USD_PER_KG, price)
                .set(GAP_TONNES, tonnes ? Double.valueOf(gap) : price == null ? null : gap / price / 1000)
                .set(GAP_USD, !tonnes ? Double.valueOf(gap) : price == null ? null : gap * 1000 * price);
        if (path != null) {
            int elapsed = year - model.baseYear;
            row.set(LINEAR_PATH_SHARE, path.linear(elapsed))
                    .set(CONSTANT_GROWTH_PATH_SHARE, path.constantGrowth(elapsed))
                    .set(LOGISTIC_PATH_SHARE, path.logistic(elapsed))
                    .set(PATH_REASON, path.growth() == null ? "share_zero_in_base_year" : null);
        }
        return row.set(BINDING_CONSTRAINT, binding(model, now, share)).build();
    }

    private static String binding(ShareModel model, ShareModel.Year now, double share) {
        if (share >= model.targetShare) {
            return "neither";
        }
        // Plants that sell all that they make hold the share back; so do those that cannot fill their contracts.
        boolean allSold = !model.plants().isEmpty() && now.unsold() == 0 && now.deliverable() > now.contracted();
        return now.contractsCut() || allSold ? "capacity" : "contracts";
    }
}
