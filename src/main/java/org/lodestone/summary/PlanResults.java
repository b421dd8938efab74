package org.lodestone.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.lodestone.market.PlanColumns;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.Targets;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;

/**
 * The reports on contracts, plans and claims of a run, for the terminal.
 *
 * @param rows of reports; a report that was left out has none
 * @param targets rows of market_target
 * @param plans rows of sales_plan
 */
public record PlanResults(Map<Metric, List<Row>> rows, List<Row> targets, List<Row> plans) {

    /** The same without some reports. */
    public PlanResults without(Set<String> withheld) {
        Map<Metric, List<Row>> others = new LinkedHashMap<>(rows);
        others.keySet().removeIf(report -> withheld.contains(report.name()));
        return new PlanResults(others, targets, plans);
    }

    /** The rows of a report. */
    List<Row> of(Metric report) {
        return rows.getOrDefault(report, List.of());
    }

    /** A line for each plan whose share cannot be computed, and for each target without a plan or market, with the reason. */
    public List<String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        for (Row row : of(ShareTrajectory.METRIC)) {
            String reason = PlanColumns.SHARE_REASON.in(row);
            if (reason != null && Columns.YEAR.in(row).equals(PlanColumns.TARGET_YEAR.in(row))) {
                problems.put(
                        PlanColumns.COMPANY.in(row) + ", plan " + PlanColumns.PLAN.in(row) + " in scenario "
                                + PlanColumns.SCENARIO.in(row) + ", in " + PlanColumns.BASIS.in(row),
                        reason);
            }
        }
        for (Row target : targets) {
            if (of(ShareTrajectory.METRIC).stream().noneMatch(row -> sameMarket(row, target))) {
                problems.put(
                        Targets.COMPANY.in(target) + " in market " + Targets.MARKET.in(target),
                        plans.stream().anyMatch(row -> sameMarket(row, target))
                                ? "market_outlook has no scenario of that market to divide by"
                                : "sales_plan has no plan of that company in that market");
            }
        }
        List<String> lines = new ArrayList<>();
        problems.forEach((what, why) -> lines.add("No share for " + what + ": " + why + "."));
        return lines;
    }

    private static boolean sameMarket(Row one, Row other) {
        return PlanColumns.COMPANY.in(one).equals(PlanColumns.COMPANY.in(other))
                && PlanColumns.MARKET.in(one).equals(PlanColumns.MARKET.in(other));
    }
}
