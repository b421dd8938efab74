package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What a target would take. A share that grows from S0 to T in n years grows by g = (T/S0)^(1/n) - 1 a year; in a market
 * that grows by m a year, sales must grow by (1 + g)(1 + m) - 1. From a share of zero there is no such rate.
 */
public final class TargetRequirements {
    private TargetRequirements() {}

    public static final Field<Integer> BASE_YEAR =
            Field.required("base_year", Unit.YEAR, "The year from which growth is counted.");
    public static final Field<Double> BASE_SHARE =
            Field.optional("base_share", Unit.FRACTION, "The plan's share in the base year.");
    public static final Field<Double> PLANNED_SHARE =
            Field.optional("planned_share", Unit.FRACTION, "The plan's share in the target year.");
    public static final Field<Double> REQUIRED_SHARE_GROWTH = Field.computed(
            "required_share_growth",
            Unit.GROWTH,
            "power(target_share / base_share, 1.0 / (target_year - base_year)) - 1",
            "Growth of the share a year that leads from base to target; null with growth_reason.");
    public static final Field<Double> MARKET_GROWTH =
            Field.optional("market_growth", Unit.GROWTH, "Growth of the market a year between the two years.");
    public static final Field<Double> REQUIRED_SALES_GROWTH = Field.computed(
            "required_sales_growth",
            Unit.GROWTH,
            "(1 + required_share_growth) * (1 + market_growth) - 1",
            "Growth of sales a year that leads there; null with growth_reason.");
    public static final Field<String> GROWTH_REASON =
            Field.optional("growth_reason", Unit.CODE, "share_zero_in_base_year, or why there is no share; else null.");
    public static final Field<Double> MISSING_TONNES = Field.optional(
            "missing_tonnes", Unit.TONNES, "Tonnes a year between plan and target in the target year; 0 if reached.");
    public static final Field<Double> MISSING_USD = Field.optional("missing_usd", Unit.USD, "The same in dollars.");
    public static final Field<Double> PLANT_TONNES = Field.optional(
            "plant_tonnes", Unit.TONNES, "Magnets a year of the largest plant of the company's plans, run in full.");
    public static final Field<Double> PLANTS_MISSING = Field.computed(
            "plants_missing",
            Unit.FIGURE,
            "missing_tonnes / plant_tonnes",
            "How many more such plants the missing tonnes are; null where no plant's output is known.");
    public static final Field<Integer> REACHED_YEAR = Field.optional(
            "reached_year",
            Unit.YEAR,
            "The first year in which the plan has the target share; null if in none up to last_year.");
    public static final Field<String> REACHED_REASON = Field.optional(
            "reached_reason",
            Unit.CODE,
            "Why there is no such year: not_by_last_year, or market_not_known in some of the years; else null.");
    public static final Field<Boolean> HELD_IN_TARGET_YEAR = Field.computed(
            "held_in_target_year",
            Unit.FLAG,
            "planned_share >= target_share",
            "Whether the plan has the target share in the target year, which it may lose again after reached_year.");
    public static final Field<Integer> LAST_YEAR =
            Field.required("last_year", Unit.YEAR, "The last year that was looked at.");

    public static final Table TABLE = Table.named("target_requirements")
            .grain("One row per company, market, target year, scenario, plan and basis.")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    PlanColumns.TARGET_YEAR,
                    PlanColumns.SCENARIO,
                    PlanColumns.PLAN,
                    PlanColumns.BASIS)
            .column(
                    PlanColumns.PLAN_NAME,
                    BASE_YEAR,
                    BASE_SHARE,
                    PlanColumns.TARGET_SHARE,
                    PLANNED_SHARE,
                    REQUIRED_SHARE_GROWTH,
                    MARKET_GROWTH,
                    REQUIRED_SALES_GROWTH,
                    GROWTH_REASON,
                    MISSING_TONNES,
                    MISSING_USD,
                    PLANT_TONNES,
                    PLANTS_MISSING,
                    REACHED_YEAR,
                    REACHED_REASON,
                    HELD_IN_TARGET_YEAR,
                    LAST_YEAR,
                    PlanColumns.SHARE_REASON,
                    PlanColumns.ASSUMPTIONS)
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
                .set(PlanColumns.COMPANY, model.company)
                .set(PlanColumns.MARKET, model.market)
                .set(PlanColumns.SCENARIO, model.scenario)
                .set(PlanColumns.PLAN, model.plan)
                .set(PlanColumns.BASIS, model.basis)
                .set(PlanColumns.PLAN_NAME, model.planName)
                .set(BASE_YEAR, model.baseYear)
                .set(PlanColumns.TARGET_YEAR, model.targetYear)
                .set(PlanColumns.TARGET_SHARE, model.targetShare)
                .set(LAST_YEAR, model.lastYear)
                .set(PLANT_TONNES, plant)
                .set(PlanColumns.ASSUMPTIONS, PlanColumns.assumptions(model));
        if (model.problem != null) {
            return row.set(PlanColumns.SHARE_REASON, model.problem)
                    .set(GROWTH_REASON, model.problem)
                    .build();
        }
        double[] central = model.central();
        ShareModel.Year base = model.year(model.baseYear, central);
        ShareModel.Year then = model.year(model.targetYear, central);
        int years = model.targetYear - model.baseYear;
        TargetPath path = ShareTrajectory.path(model, central);
        row.set(PLANNED_SHARE, then.share()).set(HELD_IN_TARGET_YEAR, then.share() >= model.targetShare);
        if (path == null) {
            row.set(GROWTH_REASON, "market_not_known");
        } else {
            double market = StrictMath.pow(then.market() / base.market(), 1.0 / years) - 1;
            row.set(BASE_SHARE, base.share()).set(MARKET_GROWTH, market);
            Double growth = path.growth();
            if (growth == null) {
                row.set(GROWTH_REASON, "share_zero_in_base_year");
            } else {
                row.set(REQUIRED_SHARE_GROWTH, growth).set(REQUIRED_SALES_GROWTH, (1 + growth) * (1 + market) - 1);
            }
        }
        double missing = Math.max(0, (model.targetShare - then.share()) * then.market());
        Double price = model.price(model.targetYear, central);
        boolean tonnes = model.basis.equals(ShareModel.TONNES);
        Double missingTonnes = tonnes ? Double.valueOf(missing) : price == null ? null : missing / price / 1000;
        row.set(MISSING_TONNES, missingTonnes)
                .set(MISSING_USD, !tonnes ? Double.valueOf(missing) : price == null ? null : missing * 1000 * price);
        if (missingTonnes != null && plant != null && plant > 0) {
            row.set(PLANTS_MISSING, missingTonnes / plant);
        }
        String reason = "not_by_last_year";
        for (int year = model.firstYear; year <= model.lastYear; year++) {
            double share = model.year(year, central).share();
            if (share >= model.targetShare) {
                return row.set(REACHED_YEAR, year).build();
            }
            reason = Double.isNaN(share) ? "market_not_known" : reason;
        }
        return row.set(REACHED_REASON, reason).build();
    }
}
