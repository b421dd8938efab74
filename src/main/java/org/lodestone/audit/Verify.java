package org.lodestone.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.program.Section;
import org.lodestone.report.FigureId;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Table;

/** Whether quoted figures still hold: what the published reports say now where the ids of figures point. */
public final class Verify {
    /**
     * What was found.
     *
     * @param section a row an id
     * @param held how many figures are as they were
     * @param all how many were looked for
     */
    public record Outcome(Section section, int held, int all) {}

    /** A path of names, as ids begin with one. */
    private static final Pattern PATH = Pattern.compile("(?<![A-Za-z0-9._%/-])[a-z][a-z0-9_]*(?:/[A-Za-z0-9._%-]*)+");

    /** Characters of a state and a checksum, with their signs, and one more. */
    private static final int END = 19;

    private final PublishedReports reports;

    public Verify(PublishedReports reports) {
        this.reports = reports;
    }

    /** All ids of figures in a text. */
    public static List<FigureId> ids(String text) {
        return FigureId.in(
                text,
                Catalogue.REPORTS.stream()
                        .collect(Collectors.toMap(
                                Table::name, table -> table.key().size())));
    }

    /** What looks like ids of figures in a text, but lacks the state and the checksum. */
    public static List<String> cut(String text) {
        Set<String> cut = new LinkedHashSet<>();
        String plain = FigureId.plain(text);
        Matcher path = PATH.matcher(plain);
        while (path.find()) {
            String names = path.group().replaceFirst("\\.+$", "");
            String[] parts = names.split("/", -1);
            Table report = Catalogue.report(parts[0]);
            String last = parts[parts.length - 1];
            boolean id = report != null
                    && parts.length == report.key().size() + 2
                    && report.columns().stream()
                            .anyMatch(column -> column.name().equals(last));
            boolean whole =
                    FigureId.in(plain.substring(path.start(), Math.min(plain.length(), path.end() + END))).stream()
                            .anyMatch(one -> one.toString().startsWith(names + "@"));
            if (id && !whole) {
                cut.add(names);
            }
        }
        return List.copyOf(cut);
    }

    /** Looks up all figures, in their order. */
    public Outcome of(List<FigureId> ids) {
        String state = reports.state();
        Map<String, List<FigureId>> byReport =
                ids.stream().collect(Collectors.groupingBy(FigureId::report, LinkedHashMap::new, Collectors.toList()));
        Map<FigureId, Found> found = new HashMap<>();
        byReport.forEach((report, those) -> found.putAll(find(report, those)));
        Section section = new Section("figures", "Quoted figures", "id", "figure", "verdict", "state");
        for (FigureId id : ids) {
            section.row(
                    id,
                    found.get(id).figure(),
                    found.get(id).verdict(),
                    id.state().equals(state) ? "the same" : "now " + state);
        }
        int held = (int) ids.stream().filter(id -> found.get(id).holds()).count();
        return new Outcome(section, held, ids.size());
    }

    /**
     * What is where one id points.
     *
     * @param row of the report; null where there is none
     * @param figure of that row; null where that is unknown
     */
    record Found(Row row, Object figure, String verdict, boolean holds) {
        private static Found not(String why) {
            return new Found(null, null, why, false);
        }
    }

    /** Looks up one figure. */
    Found find(FigureId id) {
        return find(id.report(), List.of(id)).get(id);
    }

    private Map<FigureId, Found> find(String name, List<FigureId> ids) {
        Map<FigureId, Found> found = new HashMap<>();
        Table report = Catalogue.report(name);
        if (report == null || !reports.has(report)) {
            String why = report == null ? "there is no report of this name" : "the report is not published here";
            ids.forEach(id -> found.put(id, Found.not(why)));
            return found;
        }
        List<FigureId> whole = new ArrayList<>();
        for (FigureId id : ids) {
            if (report.columns().stream().noneMatch(column -> column.name().equals(id.column()))) {
                found.put(id, Found.not("the report has no such column"));
            } else if (id.key().size() != report.key().size()) {
                found.put(id, Found.not("the key is " + String.join(", ", report.key())));
            } else {
                whole.add(id);
            }
        }
        String state = reports.state();
        reports.find(report, whole).forEach((id, rows) -> found.put(id, judged(id, rows, state)));
        return found;
    }

    private static Found judged(FigureId id, List<Row> rows, String state) {
        if (rows.isEmpty()) {
            return Found.not("gone: no row has this key");
        }
        if (rows.size() > 1) {
            return Found.not("not one figure: " + rows.size() + " rows have this key");
        }
        Object now = rows.get(0).getAs(id.column());
        boolean same = FigureId.checksum(now).equals(id.checksum());
        // The same state gives the same figures.
        String changed = id.state().equals(state)
                ? "changed, in the same state: the id is mistyped, or the report was edited"
                : "changed";
        return new Found(rows.get(0), now, same ? "holds" : changed, same);
    }
}
