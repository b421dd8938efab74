package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What a target would take. A share that grows from S0 to T in n years grows by g = (T/S0)^(1/n) - 1 a year; in a market
 * that grows by m a year, sales must grow by (1 + g)(1 + m) - 1. From a share of zero there is no such rate.
 */
public final class TargetRequirements {
    private TargetRequirements() {}

    public static final Table TABLE = Table.named("target_requirements")
            .grain("One row per company, market, target year, scenario, plan and basis.")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    PlanColumns.TARGET_YEAR,
                    PlanColumns.SCENARIO,
                    PlanColumns.PLAN,
                    PlanColumns.BASIS)
            .column(PlanColumns.PLAN_NAME)
            .required("base_year", Unit.YEAR, "The year from which growth is counted.")
            .column("base_share", Unit.FRACTION, "The plan's share in the base year.")
            .column(PlanColumns.TARGET_SHARE)
            .column("planned_share", Unit.FRACTION, "The plan's share in the target year.")
            .computed(
                    "required_share_growth",
                    Unit.GROWTH,
                    "power(target_share / base_share, 1.0 / (target_year - base_year)) - 1",
                    "Growth of the share a year that leads from base to target; null with growth_reason.")
            .column("market_growth", Unit.GROWTH, "Growth of the market a year between the two years.")
            .computed(
                    "required_sales_growth",
                    Unit.GROWTH,
                    "(1 + required_share_growth) * (1 + market_growth) - 1",
                    "Growth of sales a year that leads there; null with growth_reason.")
            .column("growth_reason", Unit.CODE, "share_zero_in_base_year, or why there is no share; else null.")
            .column(
                    "missing_tonnes",
                    Unit.TONNES,
                    "Tonnes a year between plan and target in the target year; 0 if reached.")
            .column("missing_usd", Unit.USD, "The same in dollars.")
            .column(
                    "plant_tonnes",
                    Unit.TONNES,
                    "Magnets a year of the largest plant of the company's plans, run in full.")
            .computed(
                    "plants_missing",
                    Unit.FIGURE,
                    "missing_tonnes / plant_tonnes",
                    "How many more such plants the missing tonnes are; null where no plant's output is known.")
            .column(org.lodestone.table.Column.optional(
                    "reached_year",
                    Unit.YEAR,
                    "The first year in which the plan has the target share; null if in none up to last_year."))
            .column(
                    "reached_reason",
                    Unit.CODE,
                    "Why there is no such year: not_by_last_year, or market_not_known in some of the years; else null.")
            .computed(
                    "held_in_target_year",
                    Unit.FLAG,
                    "planned_share >= target_share",
                    "Whether the plan has the target share in the target year, which it may lose again after reached_year.")
            .required("last_year", Unit.YEAR, "The last year that was looked at.")
            .column(PlanColumns.SHARE_REASON, PlanColumns.ASSUMPTIONS)
            .check(Check.notNegative("missing_tonnes"), Check.notNegative("missing_usd"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(PlanBook.KNOWN)
            .needs(PlanBook.TABLES_OF_TARGETS)
            .traces(PlanBook::tracesOfAllPlans)
            .computeInMemory(in -> of(in.get(PlanBook.KNOWN)));

    /**
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(PlanBook book) {
        List<ShareModel> models = ShareModel.all(book);
        List<Row> rows = new ArrayList<>();
        for (ShareModel model : models) {
            rows.add(row(model, largestPlant(models, model)));
        }
        return rows;
    }

    /** The largest plant of any plan of the company in the market, as magnets a year; null where none is known. */
    private static Double largestPlant(List<ShareModel> models, ShareModel like) {
        Double largest = null;
        for (ShareModel model : models) {
            if (model.problem == null && model.company.equals(like.company) && model.market.equals(like.market)) {
                for (PlantOutput one : model.plants()) {
                    if (Reading.MAGNET.equals(one.plant.reading())) {
                        double tonnes = one.mature(model.central());
                        largest = largest == null ? tonnes : Math.max(largest, tonnes);
                    }
                }
            }
        }
        return largest;
    }

    private static Row row(ShareModel model, Double plant) {
        RowBuilder row = TABLE.row()
                .set("company", model.company)
                .set("market", model.market)
                .set("scenario", model.scenario)
                .set("plan", model.plan)
                .set("basis", model.basis)
                .set("plan_name", model.planName)
                .set("base_year", model.baseYear)
                .set("target_year", model.targetYear)
                .set("target_share", model.targetShare)
                .set("last_year", model.lastYear)
                .set("plant_tonnes", plant)
                .set("assumptions", PlanColumns.assumptions(model));
        if (model.problem != null) {
            return row.set("share_reason", model.problem)
                    .set("growth_reason", model.problem)
                    .build();
        }
        double[] central = model.central();
        ShareModel.Year base = model.year(model.baseYear, central);
        ShareModel.Year then = model.year(model.targetYear, central);
        int years = model.targetYear - model.baseYear;
        TargetPath path = ShareTrajectory.path(model, central);
        row.set("planned_share", then.share()).set("held_in_target_year", then.share() >= model.targetShare);
        if (path == null) {
            row.set("growth_reason", "market_not_known");
        } else {
            double market = StrictMath.pow(then.market() / base.market(), 1.0 / years) - 1;
            row.set("base_share", base.share()).set("market_growth", market);
            Double growth = path.growth();
            if (growth == null) {
                row.set("growth_reason", "share_zero_in_base_year");
            } else {
                row.set("required_share_growth", growth).set("required_sales_growth", (1 + growth) * (1 + market) - 1);
            }
        }
        double missing = Math.max(0, (model.targetShare - then.share()) * then.market());
        Double price = model.price(model.targetYear, central);
        boolean tonnes = model.basis.equals(ShareModel.TONNES);
        Double missingTonnes = tonnes ? Double.valueOf(missing) : price == null ? null : missing / price / 1000;
        row.set("missing_tonnes", missingTonnes)
                .set("missing_usd", !tonnes ? Double.valueOf(missing) : price == null ? null : missing * 1000 * price);
        if (missingTonnes != null && plant != null && plant > 0) {
            row.set("plants_missing", missingTonnes / plant);
        }
        String reason = "not_by_last_year";
        for (int year = model.firstYear; year <= model.lastYear; year++) {
            double share = model.year(year, central).share();
            if (share >= model.targetShare) {
                return row.set("reached_year", year).build();
            }
            reason = Double.isNaN(share) ? "market_not_known" : reason;
        }
        return row.set("reached_reason", reason).build();
    }
}
