package org.lodestone.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Table;

/**
 * Rows of a table by the values of some columns, as a text that can be read back: {@code contract contract_id=tri-2026|tri-2027}.
 * Several values of a column stand side by side, and a blank in a value is an underscore.
 *
 * @param table its name
 * @param columns their values by name
 */
public record RowName(String table, Map<String, List<String>> columns) {
    private static final String ROWS = "; ";
    private static final String VALUES = "|";

    /** Rows of a table, none of whose columns is said yet. */
    public static RowName of(Table table) {
        return new RowName(table.name(), Map.of());
    }

    /** The same, of which a column has one of some values. */
    public RowName with(String column, Object... values) {
        return with(column, Arrays.asList(values));
    }

    /**
     * The same, of which a column has one of some values.
     *
     * @param values one or more, none of them null
     */
    public RowName with(String column, List<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No value of " + column + " names rows of " + table + ".");
        }
        Map<String, List<String>> more = new LinkedHashMap<>(columns);
        more.put(
                column,
                values.stream().map(value -> value.toString().replace(' ', '_')).toList());
        return new RowName(table, more);
    }

    /** Names of rows as one text; null of none. */
    public static String text(List<RowName> names) {
        return names.isEmpty() ? null : names.stream().map(RowName::text).collect(Collectors.joining(ROWS));
    }

    private String text() {
        StringBuilder text = new StringBuilder(table);
        columns.forEach((column, values) -> text.append(' ')
                .append(column)
                .append('=')
                .append(values.stream().map(RowName::escaped).collect(Collectors.joining(VALUES))));
        return text.toString();
    }

    /** What parts a text from the next. */
    private static String escaped(String value) {
        return value.replace("%", "%25").replace("|", "%7C").replace(";", "%3B");
    }

    private static String unescaped(String value) {
        return value.replace("%3B", ";").replace("%7C", "|").replace("%25", "%");
    }

    /** What {@link #text(List)} was made from; without what an earlier release wrote in another way. */
    public static List<RowName> read(String text) {
        List<RowName> names = new ArrayList<>();
        for (String name : text == null ? new String[0] : text.split(ROWS)) {
            String[] words = name.split(" ");
            Map<String, List<String>> columns = new LinkedHashMap<>();
            for (int i = 1; i < words.length && words[i].indexOf('=') > 0; i++) {
                int equals = words[i].indexOf('=');
                columns.put(
                        words[i].substring(0, equals),
                        Arrays.stream(words[i].substring(equals + 1).split("\\|", -1))
                                .map(RowName::unescaped)
                                .toList());
            }
            if (columns.size() == words.length - 1 && !columns.isEmpty()) {
                names.add(new RowName(words[0], columns));
            }
        }
        return names;
    }

    /** The condition that these rows meet. */
    public Column rows() {
        Column rows = lit(true);
        for (Map.Entry<String, List<String>> one : columns.entrySet()) {
            Column value = col(one.getKey()).cast(DataTypes.StringType);
            boolean blank = one.getValue().stream().anyMatch(text -> text.indexOf('_') >= 0);
            rows = rows.and((blank ? translate(value, " ", "_") : value)
                    .isin(one.getValue().toArray()));
        }
        return rows;
    }
}
