package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
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
            .column(PlanColumns.PLAN_NAME)
            .column("market_tonnes", Unit.TONNES, "Market of the year on the basis of tonnes.")
            .column("market_usd", Unit.USD, "Market of the year on the basis of dollars.")
            .column(
                    "market_size_basis",
                    Unit.CODE,
                    "stated, between_stated_years (by constant growth) or assumed_growth.")
            .column("contracted_tonnes", Unit.TONNES, "What the plan's contracts say of the year, basis of tonnes.")
            .column("contracted_usd", Unit.USD, "The same on the basis of dollars.")
            .column("deliverable_tonnes", Unit.TONNES, "What can be delivered and sold, basis of tonnes.")
            .column("deliverable_usd", Unit.USD, "The same on the basis of dollars.")
            .computed(
                    "share",
                    Unit.FRACTION,
                    "coalesce(deliverable_tonnes / market_tonnes, deliverable_usd / market_usd)",
                    "The company's part of the market; null with share_reason. Above 1 a figure of the plan or of the market"
                            + " is wrong.")
            .column(
                    "full_output_share",
                    Unit.FRACTION,
                    "The share if all phases of the plan's plants ran in full in the year, whenever they start.")
            .column(
                    "share_if_starting_first_day",
                    Unit.FRACTION,
                    "The share if plants whose month is not stated started as early in their years as assumed (1 January);"
                            + " in share they start in the assumption's central case.")
            .column("share_if_starting_last_day", Unit.FRACTION, "The same if they started as late (31 December).")
            .column(PlanColumns.TARGET_SHARE)
            .column("linear_path_share", Unit.FRACTION, "Linear path from the base year's share to the target.")
            .column("constant_growth_path_share", Unit.FRACTION, "Path of constant growth; null with path_reason.")
            .column("logistic_path_share", Unit.FRACTION, "Logistic path; null with path_reason or without a ceiling.")
            .column("path_reason", Unit.CODE, "share_zero_in_base_year, or null.")
            .computed(
                    "gap_points",
                    Unit.POINTS,
                    "(target_share - share) * 100",
                    "Target less share; below zero: above it.")
            .computed(
                    "gap_tonnes",
                    Unit.TONNES,
                    "coalesce((target_share - share) * market_tonnes,"
                            + " (target_share - share) * market_usd / price_usd_per_kg / 1000)",
                    "The gap in tonnes a year; on the basis of dollars by price_usd_per_kg.")
            .computed(
                    "gap_usd",
                    Unit.USD,
                    "coalesce((target_share - share) * market_usd,"
                            + " (target_share - share) * market_tonnes * 1000 * price_usd_per_kg)",
                    "The gap in dollars a year; on the basis of tonnes by price_usd_per_kg.")
            .column(
                    "price_usd_per_kg",
                    Unit.USD_PER_KG,
                    "The price of tonnes that no contract has a price for: the scenario's own where it states one, else"
                            + " the assumed one.")
            .column(
                    "market_price_usd_per_kg",
                    Unit.USD_PER_KG,
                    "The price behind the market: dollars over tonnes where the scenario states both; null where it is not"
                            + " known.")
            .column(
                    "market_implied_tonnes",
                    Unit.TONNES,
                    "What a market in dollars without a price of its own is at price_usd_per_kg.")
            .column(
                    "other_scenarios_tonnes_low",
                    Unit.TONNES,
                    "The smallest market of the year among the scenarios that state other tonnes.")
            .column("other_scenarios_tonnes_high", Unit.TONNES, "The largest of them.")
            .computed(
                    "price_contradicts_market",
                    Unit.FLAG,
                    "market_implied_tonnes > " + MarketPrice.FAR + " * other_scenarios_tonnes_high OR"
                            + " market_implied_tonnes * " + MarketPrice.FAR + " < other_scenarios_tonnes_low",
                    "Whether these tonnes are far from the others: the price and the market do not go together, and a share"
                            + " in dollars does not go with one in tonnes. Null where there is nothing to compare.")
            .column(
                    "contract_price_usd_per_kg",
                    Unit.USD_PER_KG,
                    "What the plan's contracts pay in the year; null where one of them gives no tonnes or no value.")
            .column(
                    "binding_constraint",
                    Unit.CODE,
                    "capacity (what plants can make), contracts (what is sold) or neither (the target is reached).")
            .column(
                    "capacity_note",
                    Unit.TEXT,
                    "Whose capacity is not known and therefore limits nothing; null where all are known.")
            .column(PlanColumns.SHARE_REASON, PlanColumns.ASSUMPTIONS)
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
                .set("company", model.company)
                .set("market", model.market)
                .set("scenario", model.scenario)
                .set("plan", model.plan)
                .set("basis", model.basis)
                .set("year", year)
                .set("plan_name", model.planName)
                .set("target_year", model.targetYear)
                .set("target_share", model.targetShare)
                .set("capacity_note", model.capacityNote)
                .set("assumptions", PlanColumns.assumptions(model));
        if (model.problem != null) {
            return row.set("share_reason", model.problem).build();
        }
        ShareModel.Year now = model.year(year, central);
        row.set(tonnes ? "contracted_tonnes" : "contracted_usd", now.contracted())
                .set(tonnes ? "deliverable_tonnes" : "deliverable_usd", now.deliverable());
        double inTonnes = model.contracted(year, ShareModel.TONNES);
        double inUsd = model.contracted(year, ShareModel.USD);
        if (inTonnes > 0 && inUsd > 0) {
            row.set("contract_price_usd_per_kg", inUsd / inTonnes / 1000);
        }
        if (Double.isNaN(now.market())) {
            return row.set("share_reason", "market_not_known").build();
        }
        double share = now.share();
        row.set(tonnes ? "market_tonnes" : "market_usd", now.market())
                .set("market_size_basis", model.sizeBasis(year))
                .set("share", share)
                .set("full_output_share", model.yearInFull(year, central).share())
                .set("gap_points", (model.targetShare - share) * 100);
        Double price = model.price(year, central);
        MarketPrice behind = model.marketPrice(year, central);
        row.set(
                        "share_if_starting_first_day",
                        model.year(year, model.starting(true)).share())
                .set(
                        "share_if_starting_last_day",
                        model.year(year, model.starting(false)).share())
                .set("market_price_usd_per_kg", behind.statedUsdPerKg())
                .set("market_implied_tonnes", behind.impliedTonnes())
                .set("other_scenarios_tonnes_low", behind.otherTonnesLow())
                .set("other_scenarios_tonnes_high", behind.otherTonnesHigh())
                .set("price_contradicts_market", behind.contradicts());
        double gap = (model.targetShare - share) * now.market();
        row.set("price_usd_per_kg", price)
                .set("gap_tonnes", tonnes ? Double.valueOf(gap) : price == null ? null : gap / price / 1000)
                .set("gap_usd", !tonnes ? Double.valueOf(gap) : price == null ? null : gap * 1000 * price);
        if (path != null) {
            int elapsed = year - model.baseYear;
            row.set("linear_path_share", path.linear(elapsed))
                    .set("constant_growth_path_share", path.constantGrowth(elapsed))
                    .set("logistic_path_share", path.logistic(elapsed))
                    .set("path_reason", path.growth() == null ? "share_zero_in_base_year" : null);
        }
        return row.set("binding_constraint", binding(model, now, share)).build();
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
