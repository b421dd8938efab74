package org.lodestone.briefing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Questions in SQL that two engines must answer alike, drawn from a small grammar:
 *
 * <pre>
 * question  = listing | grouping | joining
 * listing   = SELECT key, expression ... FROM report [WHERE condition] ORDER BY key LIMIT n
 * grouping  = SELECT column ..., aggregate ... FROM report [WHERE condition] GROUP BY column ... [HAVING COUNT(*) > n]
 *             ORDER BY column ... LIMIT n
 * joining   = SELECT a.key, a.column, b.column FROM import_dependency a JOIN supplier_concentration b ON (the key of b)
 *             WHERE condition on a ORDER BY key LIMIT n
 * condition = test | test AND test | test OR test | test AND (test OR test)
 * test      = number comparison | text = | text IN | number BETWEEN | code LIKE 'X%' | IS NULL | IS NOT NULL
 * expression = column | number * n | number + number | COALESCE(number, n) | CASE WHEN test THEN n ELSE n END | LENGTH(text)
 *             | ABS(number)
 * aggregate = COUNT(*) | COUNT(column) | COUNT(DISTINCT text) | SUM, AVG, MIN or MAX(number)
 * </pre>
 *
 * Each order is total, and says where nulls stand. NOT and ILIKE are left out, since the page's engine gives them another
 * meaning or none, as the page says.
 */
final class Questions {

    private record Report(
            String name,
            List<String> key,
            List<String> numbers,
            List<String> texts,
            List<String> codes,
            List<String> beginnings) {}

    private static final List<String> COUNTRIES = List.of("C", "J", "U", "K");

    private static final List<Report> REPORTS = List.of(
            new Report(
                    "import_dependency",
                    List.of("source", "importer_iso3", "product_code", "period_type", "period_start", "supplier_iso3"),
                    List.of("value_usd", "net_weight_kg", "value_share", "weight_share", "value_rank", "year"),
                    List.of("importer_name", "supplier_name", "stage", "weight_basis"),
                    List.of("importer_iso3", "supplier_iso3"),
                    COUNTRIES),
            new Report(
                    "supplier_concentration",
                    List.of("source", "importer_iso3", "product_code", "period_type", "period_start"),
                    List.of("value_hhi", "weight_hhi", "supplier_count", "top3_value_share", "total_value_usd", "year"),
                    List.of("side", "weight_basis", "concentration_reason"),
                    List.of("importer_iso3", "top_supplier_iso3"),
                    COUNTRIES),
            new Report(
                    "origin_mix",
                    List.of("source", "product_code", "year", "country_iso3", "origin_iso3"),
                    List.of("supply_tonnes", "origin_share", "origin_share_high", "direct_share", "untraced_share"),
                    List.of("production_basis", "world_basis", "mix_reason"),
                    List.of("country_iso3", "origin_iso3"),
                    COUNTRIES),
            new Report(
                    "share_trajectory",
                    List.of("company", "market", "target_year", "scenario", "plan", "basis", "year"),
                    List.of("share", "gap_points", "gap_tonnes", "market_tonnes", "deliverable_tonnes", "year"),
                    List.of("plan_name", "binding_constraint", "scenario"),
                    List.of("plan", "basis"),
                    List.of("c", "us-3", "us-6", "t")));

    private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "<>");

    private final Random random;

    Questions(long seed) {
        random = new Random(seed);
    }

    List<String> draw(int count) {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(
                    switch (i % 5) {
                        case 0, 1 -> listing();
                        case 2, 3 -> grouping();
                        default -> joining();
                    });
        }
        return questions;
    }

    private String listing() {
        Report report = any(REPORTS);
        List<String> selected = new ArrayList<>(report.key());
        int more = 1 + random.nextInt(3);
        for (int i = 0; i < more; i++) {
            selected.add(expression(report) + " AS e" + i);
        }
        return "SELECT " + String.join(", ", selected) + " FROM " + report.name() + where(report, "")
                + order(report.key(), "") + limit();
    }

    private String grouping() {
        Report report = any(REPORTS);
        List<String> by = new ArrayList<>();
        by.add(any(report.texts()));
        if (random.nextBoolean()) {
            String second = any(report.codes());
            if (!by.contains(second)) {
                by.add(second);
            }
        }
        List<String> selected = new ArrayList<>(by);
        int aggregates = 1 + random.nextInt(3);
        for (int i = 0; i < aggregates; i++) {
            selected.add(aggregate(report) + " AS a" + i);
        }
        String having = random.nextInt(3) == 0 ? " HAVING COUNT(*) > " + (1 + random.nextInt(4)) : "";
        return "SELECT " + String.join(", ", selected) + " FROM " + report.name() + where(report, "") + " GROUP BY "
                + String.join(", ", by) + having + order(by, "") + limit();
    }

    private String joining() {
        Report left = REPORTS.get(0);
        Report right = REPORTS.get(1);
        List<String> selected = new ArrayList<>();
        left.key().forEach(part -> selected.add("a." + part));
        selected.add("a." + quoted(any(left.numbers())) + " AS l");
        selected.add("b." + quoted(any(right.numbers())) + " AS r");
        List<String> on =
                right.key().stream().map(part -> "a." + part + " = b." + part).toList();
        return "SELECT " + String.join(", ", selected) + " FROM " + left.name() + " a JOIN " + right.name() + " b ON "
                + String.join(" AND ", on) + where(left, "a.") + order(left.key(), "a.") + limit();
    }

    private String expression(Report report) {
        return switch (random.nextInt(7)) {
            case 0 -> any(report.numbers()) + " * " + (1 + random.nextInt(9));
            case 1 -> any(report.numbers()) + " + " + any(report.numbers());
            case 2 -> "COALESCE(" + any(report.numbers()) + ", -1)";
            case 3 -> "CASE WHEN " + test(report, "") + " THEN 1 ELSE 0 END";
            case 4 -> "LENGTH(" + any(report.texts()) + ")";
            case 5 -> "ABS(" + any(report.numbers()) + ")";
            default -> any(random.nextBoolean() ? report.numbers() : report.texts());
        };
    }

    private String aggregate(Report report) {
        return switch (random.nextInt(7)) {
            case 0 -> "COUNT(*)";
            case 1 -> "COUNT(" + any(report.numbers()) + ")";
            case 2 -> "COUNT(DISTINCT " + any(report.texts()) + ")";
            case 3 -> "SUM(" + any(report.numbers()) + ")";
            case 4 -> "AVG(" + any(report.numbers()) + ")";
            case 5 -> "MIN(" + any(report.numbers()) + ")";
            default -> "MAX(" + any(report.numbers()) + ")";
        };
    }

    private String where(Report report, String alias) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> " WHERE " + test(report, alias) + " AND " + test(report, alias);
            case 2 -> " WHERE " + test(report, alias) + " OR " + test(report, alias);
            case 3 ->
                " WHERE " + test(report, alias) + " AND (" + test(report, alias) + " OR " + test(report, alias) + ")";
            default -> " WHERE " + test(report, alias);
        };
    }

    private String test(Report report, String alias) {
        String number = alias.isEmpty() ? any(report.numbers()) : alias + quoted(any(report.numbers()));
        String text = alias + any(report.texts());
        String code = alias + any(report.codes());
        return switch (random.nextInt(7)) {
            case 0 -> number + " " + any(COMPARISONS) + " " + figure();
            case 1 -> number + " BETWEEN 0.01 AND " + figure();
            case 2 ->
                text + " = '" + any(List.of("China", "reported", "magnet", "import", "contracts", "imputed")) + "'";
            case 3 -> code + " IN ('CHN', 'KOR', 'JPN', 'contracts', 'usd')";
            case 4 -> code + " LIKE '" + any(report.beginnings()) + "%'";
            case 5 -> number + " IS NULL";
            default -> text + " IS NOT NULL";
        };
    }

    /** After a dot the page's engine takes year for the word of SQL. */
    private static String quoted(String column) {
        return column.equals("year") ? "\"year\"" : column;
    }

    private String figure() {
        return any(List.of("0.05", "0.5", "1", "3", "40", "2023", "1000", "250000"));
    }

    private static String order(List<String> columns, String alias) {
        return " ORDER BY "
                + String.join(
                        ", ",
                        columns.stream()
                                .map(one -> alias + one + " NULLS FIRST")
                                .toList());
    }

    private String limit() {
        return " LIMIT " + (5 + random.nextInt(60));
    }

    private <T> T any(List<T> those) {
        return those.get(random.nextInt(those.size()));
    }
}
