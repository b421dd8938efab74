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
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.program.Console;

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
            String kind = row.getAs("check_kind");
            boolean price = kind.equals("price_beside_customs_usd_per_kg") || kind.equals("price_beside_contract");
            if (price && row.getAs("found") != null && row.getAs("reference") != null) {
                byContract
                        .computeIfAbsent(row.getAs("item_id"), none -> new ArrayList<>())
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
            CustomsPrice.read(row.getAs("subject"))
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
                    .filter(row -> "price_beside_contract".equals(row.getAs("check_kind")))
                    .forEach(row -> beside.add(figure(row, "reference") + " in " + row.getAs("subject")));
            boolean flagged = rows.stream().anyMatch(row -> row.<Boolean>getAs("flagged"));
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
        odds.forEach(row -> odd.put(key(row) + row.<Integer>getAs("year"), row));
        Map<String, List<Row>> targets = new TreeMap<>();
        for (Row row : trajectory) {
            if (row.<Integer>getAs("year").equals(row.getAs("target_year"))) {
                targets.computeIfAbsent(
                                String.format(
                                        Locale.ROOT,
                                        "%s: path to %s %% of %s by %d",
                                        row.<String>getAs("company"),
                                        stated(row.<Double>getAs("target_share")),
                                        row.<String>getAs("market"),
                                        row.<Integer>getAs("target_year")),
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
                    .forEach(row -> table.add(line(row, odd.get(key(row) + row.<Integer>getAs("year")))));
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
        String reason = row.getAs("share_reason");
        if (reason != null) {
            return new String[] {
                row.getAs("scenario"),
                row.getAs("plan"),
                row.getAs("basis"),
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
        double gap = row.<Double>getAs("gap_points");
        Double missing = row.getAs("gap_tonnes");
        return new String[] {
            row.getAs("scenario"),
            row.getAs("plan"),
            row.getAs("basis"),
            percent(row.getAs("share")),
            percent(row.getAs("full_output_share")),
            gap <= 0 ? "reached" : String.format(Locale.ROOT, "%.2f", gap),
            gap <= 0 || missing == null ? "" : String.format(Locale.ROOT, "%,.0f t", missing),
            drawn == null
                    ? ""
                    : percent(drawn.getAs("target_probability"))
                            + (Boolean.TRUE.equals(row.getAs("price_contradicts_market")) ? " *" : ""),
            drawn == null ? "" : percent(drawn.getAs("target_probability_if_completed")),
            drawn == null ? "" : percent(drawn.getAs("share_p50")),
            row.getAs("binding_constraint")
        };
    }

    /** What the conventions do that no source states, by the plan of which the start within the year changes most. */
    private static List<String> conventions(List<Row> rows, Map<String, Row> odds) {
        return rows.stream()
                .filter(row -> row.getAs("share_if_starting_first_day") != null && starts(row) > 0)
                .max(Comparator.comparingDouble(PlanSummary::starts)
                        .thenComparing(Comparator.comparing(PlanSummary::key).reversed()))
                .map(row -> {
                    Row drawn = odds.get(key(row) + row.<Integer>getAs("year"));
                    Double chance = drawn == null ? null : drawn.getAs("completion_chance");
                    return "Conventions: the start within a stated year (" + row.getAs("plan") + " in "
                            + row.getAs("scenario") + ": " + percent(row.getAs("share_if_starting_first_day"))
                            + " from 1 January, " + percent(row.getAs("share_if_starting_last_day"))
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
                .filter(row -> row.getAs("share") != null)
                .map(row -> odds.get(key(row) + row.<Integer>getAs("year")))
                .filter(drawn -> drawn != null && drawn.getAs("share_reason") != null)
                .map(drawn -> "Odds of " + drawn.getAs("plan") + " are not known: " + drawn.getAs("share_reason") + ".")
                .distinct()
                .sorted()
                .toList();
    }

    private static double starts(Row row) {
        return row.<Double>getAs("share_if_starting_first_day") - row.<Double>getAs("share_if_starting_last_day");
    }

    /** A market in dollars that the price of sales does not fit is said beside the odds that rest on both. */
    private static List<String> contradictions(List<Row> rows) {
        Map<String, String> lines = new TreeMap<>();
        rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.getAs("price_contradicts_market")))
                .forEach(row -> lines.put(
                        row.getAs("scenario"),
                        String.format(
                                Locale.ROOT,
                                "* %s: USD %,.1f bn at %.1f USD/kg would be %,.0f t, against %,.0f to %,.0f t in other"
                                        + " scenarios. Price and market contradict each other: shares in dollars and in"
                                        + " tonnes do not go together.",
                                row.getAs("scenario"),
                                row.<Double>getAs("market_usd") / 1e9,
                                row.<Double>getAs("price_usd_per_kg"),
                                row.<Double>getAs("market_implied_tonnes"),
                                row.<Double>getAs("other_scenarios_tonnes_low"),
                                row.<Double>getAs("other_scenarios_tonnes_high"))));
        return List.copyOf(lines.values());
    }

    /** Of several scenarios with the same basis the one that gives the lowest share: by basis, its lowest row. */
    private static Map<String, Row> cautious(List<Row> rows) {
        Map<String, Row> cautious = new TreeMap<>();
        rows.stream()
                .sorted(Comparator.comparing(
                                (Row row) -> row.getAs("share") == null ? Double.MAX_VALUE : row.<Double>getAs("share"))
                        .thenComparing(PlanSummary::key))
                .forEach(row -> cautious.putIfAbsent(row.getAs("basis"), row));
        return cautious;
    }

    private static boolean isOf(Map<String, Row> cautious, Row row) {
        return cautious.get(row.<String>getAs("basis")).getAs("scenario").equals(row.getAs("scenario"));
    }

    /** What the scenarios that are not listed say otherwise: how much higher their shares are, and who reaches the target. */
    private static List<String> others(List<Row> rows, Map<String, Row> cautious) {
        Map<String, Double> listed = new HashMap<>();
        Map<String, List<Row>> others = new TreeMap<>();
        for (Row row : rows) {
            if (isOf(cautious, row)) {
                listed.put(row.getAs("basis") + " " + row.getAs("plan"), row.getAs("share"));
            } else {
                others.computeIfAbsent(row.getAs("scenario") + " in " + row.getAs("basis"), none -> new ArrayList<>())
                        .add(row);
            }
        }
        List<String> lines = new ArrayList<>();
        others.forEach((scenario, said) -> {
            DoubleSummaryStatistics times = new DoubleSummaryStatistics();
            List<String> reached = new ArrayList<>();
            for (Row row : said) {
                Double share = row.getAs("share");
                Double other = listed.get(row.getAs("basis") + " " + row.getAs("plan"));
                if (share != null && other != null && other > 0) {
                    times.accept(share / other);
                }
                if (share != null && row.<Double>getAs("gap_points") <= 0) {
                    reached.add(row.getAs("plan"));
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
        return row.getAs("scenario") + " " + row.getAs("plan") + " " + row.getAs("basis") + " " + row.getAs("company")
                + " " + row.getAs("market") + " ";
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
        claims.forEach(row -> counts.merge(row.getAs("verdict"), 1, Integer::sum));
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
                .filter(row -> row.getAs("computed") != null && verdict.equals(row.getAs("verdict")))
                .sorted(Comparator.comparing((Row row) -> !row.<Boolean>getAs("conflict"))
                        .thenComparing(row -> !"import_share".equals(row.getAs("measure")))
                        .thenComparing(PlanSummary::distance)
                        .thenComparing(row -> row.<String>getAs("claim_id")))
                .limit(most)
                .forEach(row -> table.add(new String[] {
                    row.getAs("claim_id"),
                    says(row),
                    amount(row.getAs("computed")),
                    cut(row.getAs("definition")),
                    row.getAs("definitions_fitting") + " of " + row.getAs("definitions_tried"),
                    verdict + (row.<Boolean>getAs("conflict") ? ", in conflict" : "")
                })));
        console.result(Console.table(table));
        claims.stream()
                .filter(row -> row.getAs("holds_if") != null && "import_share".equals(row.getAs("measure")))
                // Whatever part of a code the goods are: that is no condition.
                .filter(row -> !"fraction".equals(row.getAs("holds_if_unit")) || row.<Double>getAs("holds_if_high") < 1)
                .limit(MOST_CONDITIONS)
                .forEach(row ->
                        console.result("  " + row.getAs("claim_id") + " is true only if: " + row.getAs("holds_if")));
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
        if (row.<String>getAs("verdict").startsWith("reproduced")) {
            return 0;
        }
        Double gap = row.getAs("gap");
        double computed = row.<Double>getAs("computed");
        return gap == null || computed == 0 ? Double.MAX_VALUE : Math.abs(gap / computed);
    }

    /** What a claim says, with its wording where that is not exact. */
    private static String says(Row claim) {
        if (claim.getAs("stated_low") == null) {
            return "no figure";
        }
        String wording = claim.getAs("wording");
        String low = amount(claim.getAs("stated_low"));
        return switch (wording) {
                    case "about", "nearly", "over", "at least" -> wording + " " + low;
                    case "range" -> low + " to " + amount(claim.getAs("stated_high"));
                    default -> low;
                }
                + " " + claim.getAs("unit");
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
