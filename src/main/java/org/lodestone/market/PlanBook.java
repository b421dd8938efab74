package org.lodestone.market;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.Contracts;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Trace;
import org.lodestone.metric.Value;
import org.lodestone.production.Facilities;
import org.lodestone.table.Table;

/**
 * What is known of plans: a few hundred rows at most, so they are read once and worked with in memory. Only the draws of
 * {@link TargetOdds} are many.
 *
 * @param targets rows of {@link Targets#TABLE}
 * @param plans rows of {@link SalesPlans#TABLE}
 * @param facilities rows of {@link Facilities#TABLE}
 * @param deliveries rows of the report delivery_schedule
 * @param outlook rows of {@link MarketOutlook#TABLE}
 * @param assumptions rows of {@link Assumptions#TABLE}
 * @param contents rows of {@link ElementContents#TABLE}
 */
public record PlanBook(
        List<Row> targets,
        List<Row> plans,
        List<Row> facilities,
        List<Row> deliveries,
        List<Row> outlook,
        List<Row> assumptions,
        List<Row> contents)
        implements Serializable {
    private static final Collected TARGETS = rows(Targets.TABLE);
    private static final Collected PLANS = rows(SalesPlans.TABLE);
    private static final Collected FACILITIES = rows(Facilities.TABLE);
    private static final Collected DELIVERIES =
            DeliverySchedule.METRIC.orEmpty().collected();
    private static final Collected OUTLOOK = rows(MarketOutlook.TABLE);
    private static final Collected ASSUMPTIONS = rows(Assumptions.TABLE);
    private static final Collected CONTENTS = rows(ElementContents.TABLE);

    /** The target and the market, the plan with its contracts and plants, and the assumptions on them. */
    static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return traces(row, Trace.same(row, "company", "market", "plan"), lookup);
    }

    /** The same with all plans of the company. */
    static List<Trace> tracesOfAllPlans(Row row, Trace.Lookup lookup) {
        return traces(row, Trace.same(row, "company", "market"), lookup);
    }

    private static List<Trace> traces(Row row, Column plans, Trace.Lookup lookup) {
        Trace members = new Trace(SalesPlans.TABLE, plans);
        List<String> ids = new ArrayList<>();
        lookup.rows(members).forEach(member -> ids.add(SalesPlans.MEMBER_ID.in(member)));
        Trace contracts = new Trace(Contracts.TABLE, Contracts.CONTRACT_ID.col().isin(ids.toArray()));
        lookup.rows(contracts).forEach(contract -> {
            String maker = Contracts.MADE_BY.in(contract);
            if (maker != null) {
                ids.add(maker);
            }
        });
        Trace facilities =
                new Trace(Facilities.TABLE, Facilities.FACILITY_ID.col().isin(ids.toArray()));
        return List.of(
                new Trace(Targets.TABLE, Trace.same(row, "company", "market")),
                members,
                contracts,
                // With the rates of exchange of what is paid.
                new Trace(
                        DeliverySchedule.TABLE,
                        DeliverySchedule.CONTRACT_ID.col().isin(ids.toArray())),
                facilities,
                ElementContents.of(facilities, lookup),
                // A price is looked for in all scenarios.
                new Trace(MarketOutlook.TABLE, Trace.same(row, "market")),
                // Only a path names what it assumes.
                Arrays.asList(row.schema().fieldNames()).contains("assumptions")
                        ? Assumptions.named(PlanColumns.ASSUMPTIONS.in(row))
                        : new Trace(Assumptions.TABLE, lit(true)));
    }

    /** Without these nothing can be said of a target. */
    static final LakeTable[] TABLES_OF_TARGETS = {
        LakeTable.of(Targets.TABLE), LakeTable.of(SalesPlans.TABLE), LakeTable.of(MarketOutlook.TABLE)
    };

    /** What the lake knows of plans. */
    public static final Value<PlanBook> KNOWN = Value.of(
            "plans",
            List.of(TARGETS, PLANS, FACILITIES, DELIVERIES, OUTLOOK, ASSUMPTIONS, CONTENTS),
            in -> new PlanBook(
                    in.get(TARGETS),
                    in.get(PLANS),
                    in.get(FACILITIES),
                    in.get(DELIVERIES),
                    in.get(OUTLOOK),
                    in.get(ASSUMPTIONS),
                    in.get(CONTENTS)));

    private static Collected rows(Table table) {
        return LakeTable.of(table).orEmpty().collected();
    }
}
