package org.lodestone.job;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.exposure.Disruption;
import org.lodestone.exposure.Scenarios;
import org.lodestone.reference.ReferenceData;

/** The report on scenarios of disruption: it needs trade, where goods were made, and what plants may make. */
final class DisruptionReports {
    private DisruptionReports() {}

    /**
     * @param trade empty where the lake has no trade
     * @param capacity rows of capacity_outlook; none where the lake has no plants
     */
    static void make(ReportRun run, ReferenceData reference, Optional<TradeReports.Figures> trade, List<Row> capacity) {
        List<Row> scenarios = run.rows(Scenarios.TABLE);
        List<Row> inputs = run.rows(Scenarios.INPUTS);
        // Inputs of a scenario that nobody declares are told in the report.
        if (scenarios.isEmpty() && inputs.isEmpty() || trade.isEmpty()) {
            if (run.can(Disruption.TABLE)) {
                run.leaveOut(Disruption.TABLE, "the lake has no scenario of a disruption");
            }
            return;
        }
        run.console.step("Computing what a stop would cost");
        Map<String, Set<String>> goods = reference.codesByStage();
        Dataset<Row> mix = trade.get().mix();
        List<Row> helpers = Disruption.helpers(mix, goods, scenarios, inputs).collectAsList();
        Dataset<Row> disrupted = Waypoint.at(Disruption.of(
                trade.get().dependency(),
                trade.get().joined(),
                mix,
                trade.get().exposure(),
                goods,
                scenarios,
                inputs,
                helpers,
                capacity,
                reference.reportingGroups().rows()));
        Set<String> said =
                disrupted.select(col("scenario_id")).distinct().as(Encoders.STRING()).collectAsList().stream()
                        .collect(Collectors.toSet());
        List<Row> without = Disruption.without(said, goods, scenarios, inputs);
        run.reports.write(
                Disruption.TABLE,
                without.isEmpty()
                        ? disrupted
                        : disrupted.unionByName(Disruption.TABLE.conform(
                                run.spark.createDataFrame(without, Disruption.TABLE.schema()))),
                -1);
    }
}
