package org.lodestone.program;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lodestone.reference.Statements;

/**
 * Rows under a title.
 *
 * @param name for JSON and CSV, lower_snake_case
 * @param title for people; blank for none
 * @param header the columns' names
 * @param rows one list of values each; null is unknown
 */
public record Section(String name, String title, List<String> header, List<List<Object>> rows) {
    public Section(String name, String title, String... header) {
        this(name, title, List.of(header), new ArrayList<>());
    }

    public Section row(Object... values) {
        rows.add(Arrays.asList(values));
        return this;
    }

    /** Sections as tables to be read. */
    public static String text(List<Section> sections) {
        return sections.stream().map(Section::text).collect(Collectors.joining("\n\n"));
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
}
