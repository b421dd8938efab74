package org.lodestone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lodestone.program.Section;
import org.lodestone.reference.Statements;

/** How a command shows what it found: tables to be read, JSON, or CSV. */
enum Output {
    table,
    json,
    csv;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    String render(List<Section> sections) {
        return switch (this) {
            case table -> Section.text(sections);
            case json -> json(sections);
            case csv -> csv(sections);
        };
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
