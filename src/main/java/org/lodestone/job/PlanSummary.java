package org.lodestone.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;

/** The two short tables on plans and claims at the end of a run, and before them the prices that plans stand on. */
final class PlanSummary {
    private static final int MOST_CLAIMS = 14;
    private static final int MOST_PRICES = 6;
    private static final Pattern CUSTOMS = Pattern.compile("^imports from (\\w+) of (HS \\w+) by (\\w+ in [0-9]+),");

    private PlanSummary() {}

    static void print(PlanReports plans, Console console) {
        prices(plans.of(ContractAudit.TABLE), console);
        path(plans.of(ShareTrajectory.TABLE), plans.of(TargetOdds.TABLE), console);
        claims(plans.of(ClaimCheck.TABLE), console);
    }

    /** A price that fits neither customs nor other contracts is said before any share that rests on it. */
    private static void prices(List<Row> audit, Console console) {
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
            Matcher subject = CUSTOMS.matcher(row.<String>getAs("subject"));
            if (subject.find()) {
                customs.put(
                        subject.group(2) + " " + subject.group(3) + " from " + subject.group(1),
                        figure(row, "reference"));
            }
        });
        List<String> seen = new ArrayList<>();
        customs.forEach((who, price) -> seen.add(who + " " + price));
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

    private static void path(List<Row> trajectory, List<Row> odds, Console console) {
        Map<String, Row> odd = new HashMap<>();
        odds.forEach(row -> odd.put(key(row) + row.<Integer>getAs("year"), row));
        Map<String, List<Row>> targets = new TreeMap<>();
        for (Row row : trajectory) {
            if (row.<Integer>getAs("year").equals(row.getAs("target_year"))) {
                targets.computeIfAbsent(
                                String.format(
                                        Locale.ROOT,
                                        "%s: path to %.0f %% of %s by %d",
                                        row.<String>getAs("company"),
                                        100 * row.<Double>getAs("target_share"),
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
                "half of draws below",
                "held back by"
            });
            rows.stream().sorted(Comparator.comparing(PlanSummary::key)).forEach(row -> {
                Row drawn = odd.get(key(row) + row.<Integer>getAs("year"));
                String reason = row.getAs("share_reason");
                if (reason != null) {
                    table.add(new String[] {
                        row.getAs("scenario"),
                        row.getAs("plan"),
                        row.getAs("basis"),
                        "not known",
                        "",
                        "",
                        "",
                        "",
                        "",
                        reason
                    });
                    return;
                }
                double gap = row.<Double>getAs("gap_points");
                Double missing = row.getAs("gap_tonnes");
                table.add(new String[] {
                    row.getAs("scenario"),
                    row.getAs("plan"),
                    row.getAs("basis"),
                    percent(row.getAs("share")),
                    percent(row.getAs("full_output_share")),
                    gap <= 0 ? "reached" : String.format(Locale.ROOT, "%.2f", gap),
                    gap <= 0 || missing == null ? "" : String.format(Locale.ROOT, "%,.0f t", missing),
                    drawn == null ? "" : percent(drawn.getAs("target_probability")),
                    drawn == null ? "" : percent(drawn.getAs("share_p50")),
                    row.getAs("binding_constraint")
                });
            });
            console.result(Console.table(table));
            console.result(
                    "  in full: with all phases of the plan's plants at full output; gap in percentage points; odds: of"
                            + " the draws with the target share. Assumptions stand in share_trajectory.");
        });
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
        table.add(new String[] {"claim", "says", "nearest", "definition", "verdict"});
        claims.stream()
                .filter(row -> row.getAs("computed") != null)
                .sorted(Comparator.comparing((Row row) -> place(row.getAs("verdict")))
                        .thenComparing(row -> !row.<Boolean>getAs("conflict"))
                        .thenComparing(row -> !"import_share".equals(row.getAs("measure")))
                        .thenComparing(row -> row.<String>getAs("claim_id")))
                .limit(MOST_CLAIMS)
                .forEach(row -> table.add(new String[] {
                    row.getAs("claim_id"),
                    row.getAs("stated_low") == null
                            ? "no figure"
                            : amount(row.getAs("stated_low")) + " " + row.getAs("unit"),
                    amount(row.getAs("computed")),
                    cut(row.getAs("definition")),
                    row.getAs("verdict") + (row.<Boolean>getAs("conflict") ? ", in conflict" : "")
                }));
        console.result(Console.table(table));
        console.result("  All claims and definitions stand in claim_check; lodestone explain CLAIM tells of one.");
    }

    private static int place(String verdict) {
        return List.of("contradicted", "not reproduced (proxy)", "reproduced", "not computable")
                .indexOf(verdict);
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
