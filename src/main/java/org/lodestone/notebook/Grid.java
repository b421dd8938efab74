package org.lodestone.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.table.Unit;

/**
 * Rows under headings: a table in HTML and, with the same figures, in plain text. A column of a report brings its unit and
 * its meaning along, also under another name.
 */
public final class Grid implements Displayed {
    /** Rows that are shown where nobody asks for more. */
    static final int MOST_ROWS = 30;

    private record Heading(String name, Unit unit, String meaning, boolean figure) {}

    private final List<Heading> headings;
    private final List<List<Object>> rows;
    private final String more;

    private Grid(List<Heading> headings, List<List<Object>> rows, String more) {
        this.headings = headings;
        this.rows = rows;
        this.more = more;
    }

    /** The first 30 rows; below them it says if there are more. */
    public static Grid of(Dataset<Row> rows) {
        return of(rows, MOST_ROWS);
    }

    /** The first rows; below them it says if there are more. */
    public static Grid of(Dataset<Row> rows, int most) {
        List<Row> read = rows.limit(most + 1).collectAsList();
        boolean cut = read.size() > most;
        return of(rows.schema(), cut ? read.subList(0, most) : read, cut ? "The first " + most + " rows." : "");
    }

    static Grid of(StructType schema, List<Row> read, String more) {
        List<Heading> headings = Arrays.stream(schema.fields())
                .map(field -> new Heading(
                        field.name(),
                        CellText.unit(field),
                        field.getComment().getOrElse(() -> ""),
                        field.dataType() instanceof NumericType))
                .toList();
        List<List<Object>> rows = read.stream()
                .map(row -> {
                    List<Object> values = new ArrayList<>();
                    for (int c = 0; c < headings.size(); c++) {
                        values.add(row.get(c));
                    }
                    return values;
                })
                .toList();
        return new Grid(headings, rows, more);
    }

    /**
     * A list of records of one type, or of rows of one schema: a column a component or field.
     *
     * @throws IllegalArgumentException for a list of anything else
     */
    public static Grid of(List<?> list) {
        boolean cut = list.size() > MOST_ROWS;
        List<?> shown = cut ? list.subList(0, MOST_ROWS) : list;
        String more = cut ? "The first " + MOST_ROWS + " of " + list.size() + " rows." : "";
        if (!list.isEmpty() && list.stream().allMatch(one -> one instanceof Row row && row.schema() != null)) {
            return of(
                    ((Row) list.get(0)).schema(),
                    shown.stream().map(Row.class::cast).toList(),
                    more);
        }
        if (!areRecords(list)) {
            throw new IllegalArgumentException(
                    "A table is made of records of one type or of rows; the list has others.");
        }
        RecordComponent[] components = list.get(0).getClass().getRecordComponents();
        List<Heading> headings = Arrays.stream(components)
                .map(component -> new Heading(component.getName(), null, "", isNumber(component.getType())))
                .toList();
        return new Grid(
                headings, shown.stream().map(one -> values(one, components)).toList(), more);
    }

    static boolean areRecords(List<?> list) {
        return !list.isEmpty()
                && list.get(0) instanceof Record
                && list.stream()
                        .allMatch(one ->
                                one != null && one.getClass() == list.get(0).getClass());
    }

    private static boolean isNumber(Class<?> type) {
        return Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class && type != char.class;
    }

    private static List<Object> values(Object one, RecordComponent[] components) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            try {
                // A record that a cell declares is not public.
                component.getAccessor().setAccessible(true);
                values.add(component.getAccessor().invoke(one));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("Cannot read " + component.getName() + " of a record.", e);
            }
        }
        return values;
    }

    @Override
    public Map<String, String> media() {
        Map<String, String> media = new LinkedHashMap<>();
        media.put("text/html", html());
        media.put("text/plain", toString());
        return media;
    }

    private String html() {
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        for (Heading heading : headings) {
            html.append("<th scope=\"col\" style=\"")
                    .append(align(heading))
                    .append("\" title=\"")
                    .append(CellText.escaped(heading.meaning()))
                    .append("\">")
                    .append(CellText.escaped(title(heading)))
                    .append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<Object> row : rows) {
            html.append("<tr>");
            for (int c = 0; c < headings.size(); c++) {
                html.append("<td style=\"")
                        .append(align(headings.get(c)))
                        .append("\">")
                        .append(CellText.escaped(text(row, c)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>");
        return below().isEmpty() ? html.toString() : html + "\n<p>" + CellText.escaped(below()) + "</p>";
    }

    private static String align(Heading heading) {
        return heading.figure() ? "text-align:right" : "text-align:left";
    }

    private static String title(Heading heading) {
        return CellText.heading(heading.name(), heading.unit());
    }

    private String text(List<Object> row, int column) {
        Heading heading = headings.get(column);
        return CellText.of(row.get(column), heading.unit(), heading.figure());
    }

    private String below() {
        return rows.isEmpty() ? "No rows." : more;
    }

    /** The table with aligned columns. */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(headings.stream().map(Grid::title).toList());
        for (List<Object> row : rows) {
            List<String> line = new ArrayList<>();
            for (int c = 0; c < headings.size(); c++) {
                line.add(text(row, c));
            }
            lines.add(line);
        }
        int[] widths = new int[headings.size()];
        lines.forEach(line -> {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String pad = " ".repeat(widths[c] - line.get(c).length());
                one.append(c == 0 ? "" : "  ").append(headings.get(c).figure() ? pad + line.get(c) : line.get(c) + pad);
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.append(below()).toString().stripTrailing();
    }

    /** The schema of some columns of a Dataset, for a table of what a chart shows. */
    static StructType only(StructType schema, List<String> names) {
        return new StructType(names.stream().map(schema::apply).toArray(StructField[]::new));
    }
}
