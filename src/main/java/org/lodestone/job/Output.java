package org.lodestone.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.lodestone.reference.Statements;

/** How a command shows what it found: tables to be read, JSON, or CSV. */
enum Output {
    table,
    json,
    csv;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Rows under a title.
     *
     * @param name for JSON and CSV, lower_snake_case
     * @param title for people; blank for none
     * @param header the columns' names
     * @param rows one list of values each; null is unknown
     */
    record Section(String name, String title, List<String> header, List<List<Object>> rows) {
        Section(String name, String title, String... header) {
            this(name, title, List.of(header), new ArrayList<>());
        }

        Section row(Object... values) {
            rows.add(java.util.Arrays.asList(values));
            return this;
        }
    }

    String render(List<Section> sections) {
        return switch (this) {
            case table -> sections.stream().map(Output::text).collect(Collectors.joining("\n\n"));
            case json -> json(sections);
            case csv -> csv(sections);
        };
    }

    private static String text(Section section) {
        List<String[]> rows = new ArrayList<>();
        rows.add(section.header().toArray(String[]::new));
        for (List<Object> row : section.rows()) {
            rows.add(
                    row.stream().map(value -> value == null ? "" : shown(value)).toArray(String[]::new));
        }
        String title = section.title().isEmpty() ? "" : section.title() + "\n";
        return title + (section.rows().isEmpty() ? "  none" : Console.table(rows));
    }

    /** Large figures in groups of three digits, others with nine digits at most. */
    private static String shown(Object value) {
        if (value instanceof Long number) {
            return String.format(Locale.ROOT, "%,d", number);
        }
        if (value instanceof Double figure && Math.abs(figure) >= 10_000) {
            return String.format(Locale.ROOT, figure == Math.rint(figure) ? "%,.0f" : "%,.2f", figure);
        }
        return value instanceof Double figure && figure != 0
                ? new BigDecimal(figure, new MathContext(9))
                        .stripTrailingZeros()
                        .toPlainString()
                : Statements.shown(value);
    }

    private static String json(List<Section> sections) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Section section : sections) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (List<Object> row : section.rows()) {
                Map<String, Object> cells = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    cells.put(
                            section.header().get(i),
                            value == null || value instanceof Number || value instanceof Boolean
                                    ? value
                                    : value.toString());
                }
                rows.add(cells);
            }
            all.put(section.name(), rows);
        }
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One line a cell row, the section's name first; each section with a header of its own. */
    private static String csv(List<Section> sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            List<Object> header = new ArrayList<>(section.header());
            header.add(0, "section");
            line(text, header);
            for (List<Object> row : section.rows()) {
                List<Object> cells = new ArrayList<>(row);
                cells.add(0, section.name());
                line(text, cells);
            }
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, List<Object> cells) {
        text.append(cells.stream()
                        .map(value -> value == null ? "" : quoted(Statements.shown(value)))
                        .collect(Collectors.joining(",")))
                .append('\n');
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\n\r].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
