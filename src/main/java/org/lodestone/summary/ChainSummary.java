package org.lodestone.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.DataUsed;
import org.lodestone.origins.OriginMix;
import org.lodestone.program.Console;
import org.lodestone.reference.Columns;

/**
 * What direct shares hide, in a few lines: of whom an importer buys, beside who made the goods and what they are made of.
 *
 * <p>Where nobody can tell who made the product, there are lines on the stages before it, too, of which the importer's own
 * purchases are known: what it makes the product of at home.
 */
final class ChainSummary {
    private static final int MOST_SUPPLIERS = 3;
    private static final int MOST_MAKERS = 3;
    /** A smaller part is not named. */
    private static final double LEAST = 0.01;
    /** Marks a maker that direct shares do not show. */
    private static final String HIDDEN = "*";

    /** What is said of a flag of chain_exposure; the stages that it stands at follow. */
    private static final Map<String, String> WORDS = words();

    private final List<Row> rows;
    private final String importer;
    private final String product;
    private final Map<String, String> names;

    /**
     * @param rows rows of chain_exposure of the importer, and those that say why a good cannot be looked through
     * @param names countries' names by code
     */
    ChainSummary(List<Row> rows, String importer, String product, Map<String, String> names) {
        this.rows = rows;
        this.importer = importer;
        this.product = product;
        this.names = names;
    }

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("proxy", "codes hold other goods too");
        words.put("partial", "codes hold a part of the goods");
        words.put("other_year", "data of another year");
        words.put("other_source", "data of another source");
        words.put("partial_world", "not all importers are known");
        words.put("world_coverage_unknown", "whether all importers are known cannot be told");
        words.put("imputed_production", "production is a lower bound");
        return words;
    }

    void print(Console console) {
        List<List<Row>> ends = ends();
        Row unknown = rows.stream()
                .filter(row -> ChainExposure.COUNTRY_ISO3.in(row).equals(OriginMix.ALL) && isOf(row, product))
                .max(Comparator.comparing((Row row) -> Columns.YEAR.in(row)).thenComparing(Columns.SOURCE::in))
                .orElse(null);
        List<List<Row>> shown = new ArrayList<>(ends.stream()
                .filter(end -> end.stream().anyMatch(row -> isOf(row, product)))
                .limit(1)
                .toList());
        if (shown.isEmpty() && unknown != null) {
            shown.addAll(before(ends, ChainExposure.CHAIN.in(unknown)));
        } else if (!shown.isEmpty() && isVague(shown.get(0))) {
            String stage = ChainExposure.END_STAGE.in(shown.get(0).get(0));
            before(ends, ChainExposure.CHAIN.in(shown.get(0).get(0))).stream()
                    .filter(end -> !ChainExposure.END_STAGE.in(end.get(0)).equals(stage))
                    .forEach(shown::add);
        }
        if (shown.isEmpty()) {
            return;
        }
        console.result("");
        console.result(
                "Who made what " + name(importer) + " buys, and what it is made of (shares by weight, with bounds)");
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"goods", "bought from", "made by"});
        Map<String, Set<String>> flags = new LinkedHashMap<>();
        Set<String> missing = new TreeSet<>();
        for (List<Row> end : shown) {
            lines(end, table, flags, missing);
        }
        console.result(Console.table(table));
        if (ends.stream().noneMatch(end -> end.stream().anyMatch(row -> isOf(row, product)))) {
            console.result("  Who made HS " + product + " itself is not known: "
                    + why(ChainExposure.CHAIN_REASON.in(unknown).replace("no_origin_mix: ", "")) + ".");
        }
        if (table.stream().anyMatch(line -> line[2].contains(HIDDEN + " "))) {
            console.result("  " + HIDDEN + " a maker of whom hardly any of these goods are bought.");
        }
        List<String> said = new ArrayList<>();
        WORDS.forEach((flag, words) -> {
            if (flags.containsKey(flag)) {
                said.add(words + " (" + String.join(", ", flags.get(flag)) + ")");
            }
        });
        if (!missing.isEmpty()) {
            said.add("no data (" + String.join(", ", missing) + ")");
        }
        if (!said.isEmpty()) {
            console.result(
                    "  Bounds hold if codes and years fit their stages. To be known: " + String.join("; ", said) + ".");
        }
    }

    /** What is known of each good that the importer buys, the newest year of each product first. */
    private List<List<Row>> ends() {
        Map<String, List<Row>> groups = new TreeMap<>();
        rows.stream()
                .filter(row -> ChainExposure.COUNTRY_ISO3.in(row).equals(importer))
                .forEach(row -> groups.computeIfAbsent(
                                ChainExposure.CHAIN.in(row) + "|" + ChainExposure.END_STAGE.in(row) + "|"
                                        + Columns.SOURCE.in(row) + "|" + Columns.YEAR.in(row),
                                none -> new ArrayList<>())
                        .add(row));
        return groups.values().stream()
                .filter(end -> end.stream().anyMatch(row -> ChainExposure.DIRECT_SHARE.in(row) != null))
                .sorted(Comparator.comparing((List<Row> end) -> -Columns.YEAR.in(end.get(0)))
                        .thenComparing(end -> Columns.SOURCE.in(end.get(0)), Comparator.reverseOrder()))
                .toList();
    }

    /** The chain's goods that the importer buys: each once, those that are nearest to the end of the chain first. */
    private static List<List<Row>> before(List<List<Row>> ends, String chain) {
        Map<String, List<Row>> newest = new LinkedHashMap<>();
        for (List<Row> end : ends) {
            if (ChainExposure.CHAIN.in(end.get(0)).equals(chain)) {
                newest.putIfAbsent(ChainExposure.END_STAGE.in(end.get(0)), end);
            }
        }
        return newest.values().stream()
                .sorted(Comparator.comparing((List<Row> end) -> -end.stream()
                        .map(ChainExposure.THROUGH_STAGE::in)
                        .distinct()
                        .count()))
                .toList();
    }

    /** Whether anybody could have made the goods. */
    private static boolean isVague(List<Row> end) {
        return end.stream()
                .filter(row -> ChainExposure.THROUGH_STAGE.in(row).equals(ChainExposure.END_STAGE.in(row))
                        && ChainExposure.LOOKED_THROUGH_SHARE.in(row) != null)
                .allMatch(row -> ChainExposure.LOOKED_THROUGH_SHARE_LOW.in(row) < LEAST);
    }

    /** Whether a row is on trade in a product: what was used begins with its stage, code and year. */
    private static boolean isOf(Row row, String product) {
        List<DataUsed> used = DataUsed.read(ChainExposure.DATA_USED.in(row));
        return !used.isEmpty()
                && used.get(0).stage().equals(ChainExposure.END_STAGE.in(row))
                && used.get(0).product().equals(product);
    }

    /** A line for the goods and one for each stage before them that is known. */
    private void lines(List<Row> end, List<String[]> table, Map<String, Set<String>> flags, Set<String> missing) {
        Map<String, List<Row>> byStage = new TreeMap<>();
        end.forEach(row -> {
            String reason = ChainExposure.CHAIN_REASON.in(row);
            if (reason == null) {
                byStage.computeIfAbsent(ChainExposure.THROUGH_STAGE.in(row), none -> new ArrayList<>())
                        .add(row);
            } else if (reason.startsWith("missing_stage: ")) {
                missing.add(reason.substring("missing_stage: ".length()));
            }
        });
        byStage.values().stream()
                .sorted(Comparator.comparing((List<Row> stage) -> used(stage).size()))
                .forEach(stage -> {
                    List<DataUsed> used = used(stage);
                    boolean goods = used.size() == 1;
                    DataUsed last = used.get(used.size() - 1);
                    String what = last.stage() + ", HS " + last.product() + ", " + last.year();
                    table.add(new String[] {
                        goods ? what : "  made of " + what, goods ? suppliers(stage) : "", makers(stage)
                    });
                    flags(ChainExposure.FLAGS.in(stage.get(0)), flags);
                });
    }

    private static List<DataUsed> used(List<Row> stage) {
        return DataUsed.read(ChainExposure.DATA_USED.in(stage.get(0)));
    }

    private static void flags(String text, Map<String, Set<String>> flags) {
        if (text != null) {
            for (String word : text.split(" ")) {
                String[] parts = word.split(":", 2);
                flags.computeIfAbsent(parts[0], none -> new LinkedHashSet<>()).add(parts[1]);
            }
        }
    }

    private String suppliers(List<Row> stage) {
        return stage.stream()
                .filter(row -> ChainExposure.DIRECT_SHARE.in(row) >= LEAST)
                .sorted(Comparator.comparing((Row row) -> -ChainExposure.DIRECT_SHARE.in(row))
                        .thenComparing(row -> ChainExposure.ORIGIN_ISO3.in(row)))
                .limit(MOST_SUPPLIERS)
                .map(row -> name(ChainExposure.ORIGIN_ISO3.in(row)) + " " + percent(ChainExposure.DIRECT_SHARE.in(row))
                        + " %")
                .reduce((a, b) -> a + ", " + b)
                .orElse("nobody is known");
    }

    private String makers(List<Row> stage) {
        String makers = stage.stream()
                .filter(row -> ChainExposure.LOOKED_THROUGH_SHARE.in(row) >= LEAST)
                .sorted(Comparator.comparing((Row row) -> -ChainExposure.LOOKED_THROUGH_SHARE.in(row))
                        .thenComparing(row -> ChainExposure.ORIGIN_ISO3.in(row)))
                .limit(MOST_MAKERS)
                .map(row -> name(ChainExposure.ORIGIN_ISO3.in(row)) + (hidden(row) ? HIDDEN : "") + " "
                        + percent(ChainExposure.LOOKED_THROUGH_SHARE.in(row)) + " ("
                        + percent(ChainExposure.LOOKED_THROUGH_SHARE_LOW.in(row)) + " to "
                        + percent(ChainExposure.LOOKED_THROUGH_SHARE_HIGH.in(row)) + ") %")
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        double unknown = ChainExposure.UPSTREAM_UNKNOWN_SHARE.in(stage.get(0));
        return unknown < LEAST
                ? makers
                : makers + (makers.isEmpty() ? "" : ", ") + "unknown " + percent(unknown) + " %";
    }

    /** Whether direct shares do not show a maker. */
    private static boolean hidden(Row row) {
        return ChainExposure.DIRECT_SHARE.in(row) < OriginMix.LEAST_SHARE;
    }

    private static String why(String reason) {
        return switch (reason) {
            case "world_incomplete" -> "what its sellers buy themselves is not in the lake";
            case "no_weights" -> "its weights are not in the lake";
            default -> reason;
        };
    }

    private String name(String iso3) {
        return names.getOrDefault(iso3, iso3);
    }

    private static String percent(Double share) {
        return String.format(Locale.ROOT, "%.1f", share * 100);
    }
}
