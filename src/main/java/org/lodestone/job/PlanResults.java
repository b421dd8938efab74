package org.lodestone.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.Targets;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Engine;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;

/** The reports on contracts, plans and claims of a run, for the terminal. */
final class PlanResults {
    private static final Collected TARGETS =
            LakeTable.of(Targets.TABLE).orEmpty().collected();
    private static final Collected PLANS =
            LakeTable.of(SalesPlans.TABLE).orEmpty().collected();

    private static final List<Metric> REPORTS =
            List.of(ContractAudit.METRIC, ShareTrajectory.METRIC, TargetOdds.METRIC, ClaimCheck.METRIC);

    private final Map<Metric, List<Row>> rows = new ConcurrentHashMap<>();
    private final List<Row> targets = new ArrayList<>();
    private final List<Row> plans = new ArrayList<>();

    PlanResults(Engine engine, Withholding withheld) {
        List<CompletableFuture<Void>> reads = new ArrayList<>();
        for (Metric report : REPORTS) {
            if (!withheld.withholds(report.name())) {
                reads.add(SideBySide.start(() -> rows.put(report, engine.rows(report))));
            }
        }
        reads.add(SideBySide.start(() -> targets.addAll(engine.rows(TARGETS))));
        reads.add(SideBySide.start(() -> plans.addAll(engine.rows(PLANS))));
        SideBySide.await(reads);
    }

    /** The rows of a report; none where it was left out or withheld. */
    List<Row> of(Metric report) {
        return rows.getOrDefault(report, List.of());
    }

    /** A line for each plan whose share cannot be computed, and for each target without a plan or market, with the reason. */
    List<String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        for (Row row : of(ShareTrajectory.METRIC)) {
            String reason = row.getAs("share_reason");
            if (reason != null && row.<Integer>getAs("year").equals(row.getAs("target_year"))) {
                problems.put(
                        row.<String>getAs("company") + ", plan " + row.getAs("plan") + " in scenario "
                                + row.getAs("scenario") + ", in " + row.getAs("basis"),
                        reason);
            }
        }
        for (Row target : targets) {
            if (of(ShareTrajectory.METRIC).stream().noneMatch(row -> sameMarket(row, target))) {
                problems.put(
                        target.<String>getAs("company") + " in market " + target.getAs("market"),
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
        return one.<String>getAs("company").equals(other.getAs("company"))
                && one.<String>getAs("market").equals(other.getAs("market"));
    }
}
