package org.lodestone.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lodestone.report.ParquetReports.Withheld;

/** Which reports of a run are not published since rows break a declaration: theirs, or that of a report that they follow from. */
final class Withholding {
    private final Map<String, Withheld> broken = new TreeMap<>();
    private final Map<String, String> follows = new TreeMap<>();

    /**
     * @param found reports whose rows break their declarations
     * @param madeOf names of the reports that each computed report took figures from
     */
    Withholding(List<Withheld> found, Map<String, Set<String>> madeOf) {
        found.forEach(one -> broken.put(one.name(), one));
        boolean more = !broken.isEmpty();
        while (more) {
            more = false;
            for (Map.Entry<String, Set<String>> report : madeOf.entrySet()) {
                String source = report.getValue().stream()
                        .filter(this::withholds)
                        .findFirst()
                        .orElse(null);
                if (source != null && !withholds(report.getKey())) {
                    follows.put(report.getKey(), source);
                    more = true;
                }
            }
        }
    }

    /** Adds what was found of tables that no report follows from. */
    void add(Withholding others) {
        broken.putAll(others.broken);
        follows.putAll(others.follows);
    }

    boolean isEmpty() {
        return broken.isEmpty();
    }

    boolean withholds(String report) {
        return broken.containsKey(report) || follows.containsKey(report);
    }

    /** Names of the reports that are not published. */
    Set<String> names() {
        Set<String> names = new java.util.TreeSet<>(broken.keySet());
        names.addAll(follows.keySet());
        return names;
    }

    /** For the manifest: by name, the conditions and rows, or the report that it follows from. */
    Map<String, Object> contents() {
        Map<String, Object> contents = new TreeMap<>();
        broken.forEach((name, one) -> {
            Map<String, Object> why = new LinkedHashMap<>();
            why.put("broken", one.broken());
            why.put("rows", one.rows());
            contents.put(name, why);
        });
        follows.forEach((name, source) -> contents.put(name, Map.of("made_of", source)));
        return contents;
    }

    /** The same in lines for the terminal. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        broken.values().forEach(one -> {
            lines.add("Report " + one.name() + " is withheld: rows break its declaration, "
                    + one.broken().entrySet().stream()
                            .map(each -> each.getKey() + " (" + each.getValue() + " rows)")
                            .collect(Collectors.joining(", "))
                    + ". This is a fault of the program; please report it with these rows:");
            one.rows()
                    .forEach(row -> lines.add("  "
                            + row.entrySet().stream()
                                    .map(cell -> cell.getKey() + "=" + Objects.toString(cell.getValue(), "null"))
                                    .collect(Collectors.joining(" "))));
        });
        Map<String, List<String>> bySource = new TreeMap<>();
        follows.forEach((name, source) ->
                bySource.computeIfAbsent(source, none -> new ArrayList<>()).add(name));
        bySource.forEach((source, names) -> lines.add((names.size() == 1 ? "Report " : "Reports ")
                + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " withheld with " + source
                + ", which figures of " + (names.size() == 1 ? "it" : "them") + " follow from."));
        return lines;
    }
}
