package org.lodestone.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.contracts.CustomsPrice;
import org.lodestone.market.PlanColumns;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.program.Console;
import org.lodestone.reference.Columns;

/** The two short tables on plans and claims at the end of a run, and before them the prices that plans stand on. */
public final class PlanSummary {
    private static final int MOST_PRICES = 6;
    /** Of these verdicts so many claims are listed, in this order; of a verdict that is not here none. */
    private static final Map<String, Integer> MOST_CLAIMS = mostClaims();

    private static final int MOST_CONDITIONS = 2;

    private PlanSummary() {}

    private static Map<String, Integer> mostClaims() {
        Map<String, Integer> most = new LinkedHashMap<>();
        most.put("contradicted", 3);
        most.put("undecided", 2);
        most.put("not reproduced (proxy)", 4);
        most.put("reproduced (proxy)", 3);
        most.put("reproduced", 3);
        return most;
    }

    /**
     * @param pairs importers and products of the summary, such as KOR/850511: their customs prices are shown first
     */
    public static void print(PlanResults plans, List<String> pairs, Console console) {
        prices(plans.of(ContractAudit.METRIC), pairs, console);
        path(plans.of(ShareTrajectory.METRIC), plans.of(TargetOdds.METRIC), console);
        claims(plans.of(ClaimCheck.METRIC), console);
    }

    /** A price that fits neither customs nor other contracts is said before any share that rests on it. */
    private static void prices(List<Row> audit, List<String> pairs, Console console) {
        Map<String, List<Row>> byContract = new TreeMap<>();
        for (Row row : audit) {
            String kind = ContractAudit.CHECK_KIND.in(row);
            boolean price = kind.equals("price_beside_customs_usd_per_kg") || kind.equals("price_beside_contract");
            if (price && ContractAudit.FOUND.in(row) != null && ContractAudit.REFERENCE.in(row) != null) {
                byContract
                        .computeIfAbsent(ContractAudit.ITEM_ID.in(row), none -> new ArrayList<>())
                        .add(row);
            }
        }
        if (byContract.isEmpty()) {
            return;
        }
        console.result("");
        console.result("Prices that the contracts imply");
        // What each importer pays its largest supplier; contract_audit has the others too.
        Map<String, String> customs = new TreeMap<>();
        byContract.values().stream().flatMap(List::stream).forEach(row -> {
            CustomsPrice.read(ContractAudit.SUBJECT.in(row))
                    .filter(price -> price.supplier() != null)
                    .ifPresent(price -> {
                        boolean asked = pairs.contains(price.importer() + "/" + price.product());
                        String bought = "HS " + price.product() + " " + price.importer() + " in " + price.year();
                        customs.put(
                                (asked ? " " : "") + bought + " from " + price.supplier(), figure(row, "reference"));
                    });
        });
        List<String> seen = new ArrayList<>();
        customs.forEach((who, price) -> seen.add(who.strip() + " " + price));
        if (!seen.isEmpty()) {
            console.result("  customs, USD/kg: "
                    + String.join("; ", seen.subList(0, Math.min(MOST_PRICES, seen.size()))));
        }
        byContract.forEach((contract, rows) -> {
            List<String> beside = new ArrayList<>();
            rows.stream()
                    .filter(row -> "price_beside_contract".equals(ContractAudit.CHECK_KIND.in(row)))
                    .forEach(row -> beside.add(figure(row, "reference") + " in " + ContractAudit.SUBJECT.in(row)));
            boolean flagged = rows.stream().anyMatch(ContractAudit.FLAGGED::in);
            String against = beside.isEmpty() ? "" : ", against " + String.join(", ", beside);
            console.result("  " + contract + ": " + figure(rows.get(0), "found") + " USD/kg" + against
                    + (flagged ? ". LOOK INTO IT before using a share by value" : "") + ".");
        });
    }

    private static String figure(Row row, String column) {
        return String.format(Locale.ROOT, "%.1f", row.<Double>getAs(column));
    }

    /** With the digits that are stated: 99.9 is not 100. */
    private static String stated(double share) {
        return java.math.BigDecimal.valueOf(share)
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void path(List<Row> trajectory, List<Row> odds, Console console) {
        Map<String, Row> odd = new HashMap<>();
        odds.forEach(row -> odd.put(key(row) + Columns.YEAR.in(row), row));
        Map<String, List<Row>> targets = new TreeMap<>();
        for (Row row : trajectory) {
            if (Columns.YEAR.in(row).equals(PlanColumns.TARGET_YEAR.in(row))) {
                targets.computeIfAbsent(
                                String.format(
                                        Locale.ROOT,
                                        "%s: path to %s %% of %s by %d",
                                        PlanColumns.COMPANY.in(row),
                                        stated(PlanColumns.TARGET_SHARE.in(row)),
                                        PlanColumns.MARKET.in(row),
                                        PlanColumns.TARGET_YEAR.in(row)),
                                none -> new ArrayList<>())
                        .add(row);
            }
        }
        targets.forEach((title, rows) -> {
            console.result("");
            console.result(title);
            List<String[]> table = new ArrayList<>();
            table.add(new String[] {
                "scenario",
                "plan",
                "in",
                "share",
                "in full",
                "gap",
                "missing",
                "odds",
                "if built",
                "half of draws below",
                "held back by"
            });
            Map<String, Row> cautious = cautious(rows);
            rows.stream()
                    .filter(row -> isOf(cautious, row))
                    .sorted(Comparator.comparing(PlanSummary::key))
                    .forEach(row -> table.add(line(row, odd.get(key(row) + Columns.YEAR.in(row)))));
            console.result(Console.table(table));
            console.result(
                    "  in full: with all phases of the plan's plants at full output; gap in percentage points; odds: of"
                            + " the draws with the target share; if built: of those in which all plants are built."
                            + " Assumptions stand in share_trajectory.");
            conventions(rows.stream().filter(row -> isOf(cautious, row)).toList(), odd)
                    .forEach(line -> console.result("  " + line));
            noOdds(rows, odd).forEach(line -> console.result("  " + line));
            contradictions(rows).forEach(line -> console.result("  " + line));
            others(rows, cautious).forEach(line -> console.result("  " + line));
        });
    }

    private static String[] line(Row row, Row drawn) {
        String reason = PlanColumns.SHARE_REASON.in(row);
        if (reason != null) {
            return new String[] {
                PlanColumns.SCENARIO.in(row),
                PlanColumns.PLAN.in(row),
                PlanColumns.BASIS.in(row),
                "not known",
                "",
                "",
                "",
                "",
                "",
                "",
                reason
            };
        }
        double gap = ShareTrajectory.GAP_POINTS.in(row);
        Double missing = ShareTrajectory.GAP_TONNES.in(row);
        return new String[] {
            PlanColumns.SCENARIO.in(row),
            PlanColumns.PLAN.in(row),
            PlanColumns.BASIS.in(row),
            percent(ShareTrajectory.SHARE.in(row)),
            percent(ShareTrajectory.FULL_OUTPUT_SHARE.in(row)),
            gap <= 0 ? "reached" : String.format(Locale.ROOT, "%.2f", gap),
            gap <= 0 || missing == null ? "" : String.format(Locale.ROOT, "%,.0f t", missing),
            drawn == null
                    ? ""
                    : percent(TargetOdds.TARGET_PROBABILITY.in(drawn))
                            + (Boolean.TRUE.equals(ShareTrajectory.PRICE_CONTRADICTS_MARKET.in(row)) ? " *" : ""),
            drawn == null ? "" : percent(TargetOdds.TARGET_PROBABILITY_IF_COMPLETED.in(drawn)),
            drawn == null ? "" : percent(TargetOdds.SHARE_P50.in(drawn)),
            ShareTrajectory.BINDING_CONSTRAINT.in(row)
        };
    }

    /** What the conventions do that no source states, by the plan of which the start within the year changes most. */
    private static List<String> conventions(List<Row> rows, Map<String, Row> odds) {
        return rows.stream()
                .filter(row -> ShareTrajectory.SHARE_IF_STARTING_FIRST_DAY.in(row) != null && starts(row) > 0)
                .max(Comparator.comparingDouble(PlanSummary::starts)
                        .thenComparing(Comparator.comparing(PlanSummary::key).reversed()))
                .map(row -> {
                    Row drawn = odds.get(key(row) + Columns.YEAR.in(row));
                    Double chance = drawn == null ? null : TargetOdds.COMPLETION_CHANCE.in(drawn);
                    return "Conventions: the start within a stated year (" + PlanColumns.PLAN.in(row) + " in "
                            + PlanColumns.SCENARIO.in(row) + ": "
                            + percent(ShareTrajectory.SHARE_IF_STARTING_FIRST_DAY.in(row))
                            + " from 1 January, " + percent(ShareTrajectory.SHARE_IF_STARTING_LAST_DAY.in(row))
                            + " from 31 December); the chance of plants by their status (there " + percent(chance)
                            + ": odds against if built); what a nameplate counts (a plan for each reading); no growth is"
                            + " drawn for a stated year; plants and contracts draw for themselves.";
                })
                .stream()
                .toList();
    }

    /** Why there are no odds where there is a share. */
    private static List<String> noOdds(List<Row> rows, Map<String, Row> odds) {
        return rows.stream()
                .filter(row -> ShareTrajectory.SHARE.in(row) != null)
                .map(row -> odds.get(key(row) + Columns.YEAR.in(row)))
                .filter(drawn -> drawn != null && PlanColumns.SHARE_REASON.in(drawn) != null)
                .map(drawn -> "Odds of " + PlanColumns.PLAN.in(drawn) + " are not known: "
                        + PlanColumns.SHARE_REASON.in(drawn) + ".")
                .distinct()
                .sorted()
                .toList();
    }

    private static double starts(Row row) {
        return ShareTrajectory.SHARE_IF_STARTING_FIRST_DAY.in(row) - ShareTrajectory.SHARE_IF_STARTING_LAST_DAY.in(row);
    }

    /** A market in dollars that the price of sales does not fit is said beside the odds that rest on both. */
    private static List<String> contradictions(List<Row> rows) {
        Map<String, String> lines = new TreeMap<>();
        rows.stream()
                .filter(row -> Boolean.TRUE.equals(ShareTrajectory.PRICE_CONTRADICTS_MARKET.in(row)))
                .forEach(row -> lines.put(
                        PlanColumns.SCENARIO.in(row),
                        String.format(
                                Locale.ROOT,
                                "* %s: USD %,.1f bn at %.1f USD/kg would be %,.0f t, against %,.0f to %,.0f t in other"
                                        + " scenarios. Price and market contradict each other: shares in dollars and in"
                                        + " tonnes do not go together.",
                                PlanColumns.SCENARIO.in(row),
                                ShareTrajectory.MARKET_USD.in(row) / 1e9,
                                ShareTrajectory.PRICE_USD_PER_KG.in(row),
                                ShareTrajectory.MARKET_IMPLIED_TONNES.in(row),
                                ShareTrajectory.OTHER_SCENARIOS_TONNES_LOW.in(row),
                                ShareTrajectory.OTHER_SCENARIOS_TONNES_HIGH.in(row))));
        return List.copyOf(lines.values());
    }

    /** Of several scenarios with the same basis the one that gives the lowest share: by basis, its lowest row. */
    private static Map<String, Row> cautious(List<Row> rows) {
        Map<String, Row> cautious = new TreeMap<>();
        rows.stream()
                .sorted(Comparator.comparing((Row row) -> ShareTrajectory.SHARE.in(row) == null
                                ? Double.MAX_VALUE
                                : ShareTrajectory.SHARE.in(row))
                        .thenComparing(PlanSummary::key))
                .forEach(row -> cautious.putIfAbsent(PlanColumns.BASIS.in(row), row));
        return cautious;
    }

    private static boolean isOf(Map<String, Row> cautious, Row row) {
        return PlanColumns.SCENARIO.in(cautious.get(PlanColumns.BASIS.in(row))).equals(PlanColumns.SCENARIO.in(row));
    }

    /** What the scenarios that are not listed say otherwise: how much higher their shares are, and who reaches the target. */
    private static List<String> others(List<Row> rows, Map<String, Row> cautious) {
        Map<String, Double> listed = new HashMap<>();
        Map<String, List<Row>> others = new TreeMap<>();
        for (Row row : rows) {
            if (isOf(cautious, row)) {
                listed.put(PlanColumns.BASIS.in(row) + " " + PlanColumns.PLAN.in(row), ShareTrajectory.SHARE.in(row));
            } else {
                others.computeIfAbsent(
                                PlanColumns.SCENARIO.in(row) + " in " + PlanColumns.BASIS.in(row),
                                none -> new ArrayList<>())
                        .add(row);
            }
        }
        List<String> lines = new ArrayList<>();
        others.forEach((scenario, said) -> {
            DoubleSummaryStatistics times = new DoubleSummaryStatistics();
            List<String> reached = new ArrayList<>();
            for (Row row : said) {
                Double share = ShareTrajectory.SHARE.in(row);
                Double other = listed.get(PlanColumns.BASIS.in(row) + " " + PlanColumns.PLAN.in(row));
                if (share != null && other != null && other > 0) {
                    times.accept(share / other);
                }
                if (share != null && ShareTrajectory.GAP_POINTS.in(row) <= 0) {
                    reached.add(PlanColumns.PLAN.in(row));
                }
            }
            String least = String.format(Locale.ROOT, "%.2f", times.getMin());
            String most = String.format(Locale.ROOT, "%.2f", times.getMax());
            lines.add(scenario + ": "
                    + (times.getCount() == 0
                            ? "no shares to compare"
                            : "shares " + (least.equals(most) ? least : least + " to " + most) + " times as high")
                    + "; target "
                    + (reached.isEmpty()
                            ? "not reached"
                            : "reached with "
                                    + String.join(
                                            ", ", reached.stream().sorted().toList()))
                    + ".");
        });
        return lines;
    }

    private static String key(Row row) {
        return PlanColumns.SCENARIO.in(row) + " " + PlanColumns.PLAN.in(row) + " " + PlanColumns.BASIS.in(row) + " "
                + PlanColumns.COMPANY.in(row) + " " + PlanColumns.MARKET.in(row) + " ";
    }

    private static String percent(Double share) {
        return share == null ? "not known" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static void claims(List<Row> checked, Console console) {
        if (checked.isEmpty()) {
            return;
        }
        List<Row> claims = ClaimCheck.verdicts(checked);
        Map<String, Integer> counts = new TreeMap<>();
        claims.forEach(row -> counts.merge(ClaimCheck.VERDICT.in(row), 1, Integer::sum));
        console.result("");
        StringBuilder title = new StringBuilder("Published claims: ");
        counts.forEach((verdict, count) -> title.append(title.toString().endsWith(": ") ? "" : ", ")
                .append(count)
                .append(' ')
                .append(verdict));
        console.result(title.toString());
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"claim", "says", "nearest", "definition", "tried", "verdict"});
        MOST_CLAIMS.forEach((verdict, most) -> claims.stream()
                .filter(row -> ClaimCheck.COMPUTED.in(row) != null && verdict.equals(ClaimCheck.VERDICT.in(row)))
                .sorted(Comparator.comparing((Row row) -> !ClaimCheck.CONFLICT.in(row))
                        .thenComparing(row -> !"import_share".equals(ClaimCheck.MEASURE.in(row)))
                        .thenComparing(PlanSummary::distance)
                        .thenComparing(ClaimCheck.CLAIM_ID::in))
                .limit(most)
                .forEach(row -> table.add(new String[] {
                    ClaimCheck.CLAIM_ID.in(row),
                    says(row),
                    amount(ClaimCheck.COMPUTED.in(row)),
                    cut(ClaimCheck.DEFINITION.in(row)),
                    ClaimCheck.DEFINITIONS_FITTING.in(row) + " of " + ClaimCheck.DEFINITIONS_TRIED.in(row),
                    verdict + (ClaimCheck.CONFLICT.in(row) ? ", in conflict" : "")
                })));
        console.result(Console.table(table));
        claims.stream()
                .filter(row -> ClaimCheck.HOLDS_IF.in(row) != null && "import_share".equals(ClaimCheck.MEASURE.in(row)))
                // Whatever part of a code the goods are: that is no condition.
                .filter(row ->
                        !"fraction".equals(ClaimCheck.HOLDS_IF_UNIT.in(row)) || ClaimCheck.HOLDS_IF_HIGH.in(row) < 1)
                .limit(MOST_CONDITIONS)
                .forEach(row -> console.result(
                        "  " + ClaimCheck.CLAIM_ID.in(row) + " is true only if: " + ClaimCheck.HOLDS_IF.in(row)));
        console.result(
                "  tried: definitions that give the figure, of those tried; the more, the more match by chance. One of another"
                        + " period, basis or plan than the claim's does not reproduce it.");
        console.result("  " + (table.size() - 1) + " of " + claims.size()
                + " claims; all stand in claim_check, with their definitions. lodestone explain CLAIM tells of one.");
    }

    /**
     * How far a claim that does not hold is from the nearest figure, as a part of it: claims that nearly hold say the
     * most. Of claims that hold all are equally near, since what is left is their rounding.
     */
    private static double distance(Row row) {
        if (ClaimCheck.VERDICT.in(row).startsWith("reproduced")) {
            return 0;
        }
        Double gap = ClaimCheck.GAP.in(row);
        double computed = ClaimCheck.COMPUTED.in(row);
        return gap == null || computed == 0 ? Double.MAX_VALUE : Math.abs(gap / computed);
    }

    /** What a claim says, with its wording where that is not exact. */
    private static String says(Row claim) {
        if (ClaimCheck.STATED_LOW.in(claim) == null) {
            return "no figure";
        }
        String wording = ClaimCheck.WORDING.in(claim);
        String low = amount(ClaimCheck.STATED_LOW.in(claim));
        return switch (wording) {
                    case "about", "nearly", "over", "at least" -> wording + " " + low;
                    case "range" -> low + " to " + amount(ClaimCheck.STATED_HIGH.in(claim));
                    default -> low;
                }
                + " " + ClaimCheck.UNIT.in(claim);
    }

    private static String cut(String text) {
        return text.length() <= 52 ? text : text.substring(0, 49) + "...";
    }

    private static String amount(Double value) {
        if (value == null) {
            return "";
        }
        if (Math.abs(value) >= 1e9) {
            return String.format(Locale.ROOT, "%.3f bn", value / 1e9);
        }
        if (Math.abs(value) >= 1e6) {
            return String.format(Locale.ROOT, "%.1f m", value / 1e6);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
    }
}
