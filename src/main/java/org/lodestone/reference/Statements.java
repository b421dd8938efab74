package org.lodestone.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What several sources say of one thing. All of it is kept; where one value is needed, the newest statement that gives
 * one counts, and whoever uses it can ask whether others disagree.
 *
 * <p>A statement is a row with {@code stated_by} STRING and {@code stated_on} DATE.
 */
public final class Statements {
    /** Two figures that are closer than this part of the larger are the same but for rounding. */
    private static final double SAME = 0.005;

    private final List<Row> newestFirst;

    private Statements(List<Row> rows) {
        newestFirst = rows.stream()
                .sorted(Comparator.comparing((Row row) -> Columns.STATED_ON.in(row))
                        .reversed()
                        .thenComparing(Columns.STATED_BY::in)
                        .thenComparing(Row::toString))
                .toList();
    }

    /**
     * The statements about each thing.
     *
     * @param rows in any order
     * @param key the columns that name the thing
     * @return by the key's values with a slash between, sorted
     */
    public static Map<String, Statements> by(List<Row> rows, String... key) {
        Map<String, List<Row>> groups = new TreeMap<>();
        for (Row row : rows) {
            List<String> parts = new ArrayList<>();
            for (String column : key) {
                parts.add(String.valueOf(row.<Object>getAs(column)));
            }
            groups.computeIfAbsent(String.join("/", parts), none -> new ArrayList<>())
                    .add(row);
        }
        Map<String, Statements> statements = new TreeMap<>();
        groups.forEach((name, group) -> statements.put(name, new Statements(group)));
        return statements;
    }

    public List<Row> newestFirst() {
        return newestFirst;
    }

    public Row newest() {
        return newestFirst.get(0);
    }

    /** What the newest statement that says anything of the column says; null where none does. */
    public <T> T said(String column) {
        Row row = sayer(column);
        return row == null ? null : row.getAs(column);
    }

    /** A figure, of whichever numeric type the column is. */
    public Double figure(String column) {
        Object value = said(column);
        return value == null ? null : ((Number) value).doubleValue();
    }

    /** The newest statement that says something of the column; null where none does. */
    public Row sayer(String column) {
        return newestFirst.stream()
                .filter(row -> row.getAs(column) != null)
                .findFirst()
                .orElse(null);
    }

    /** What each source says of a column, newest first, if not all say the same. */
    public Map<String, Object> disagreement(String column) {
        Map<String, Object> said = new LinkedHashMap<>();
        for (Row row : newestFirst) {
            Object value = row.getAs(column);
            if (value != null) {
                said.putIfAbsent(Columns.STATED_BY.in(row), value);
            }
        }
        List<Object> values = new ArrayList<>(said.values());
        boolean differ = values.stream().anyMatch(value -> !same(value, values.get(0)));
        return differ ? said : Map.of();
    }

    private static boolean same(Object one, Object other) {
        if (one instanceof Integer) {
            return one.equals(other);
        }
        if (one instanceof Number a && other instanceof Number b) {
            double larger = Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
            return Math.abs(a.doubleValue() - b.doubleValue()) <= SAME * larger;
        }
        return one.equals(other);
    }

    /** All that the sources say in a column of words, newest first; null where none says anything. */
    public static String joined(Statements statements, String column) {
        return statements.newestFirst.stream()
                .map(row -> row.<String>getAs(column))
                .filter(java.util.Objects::nonNull)
                .distinct()
                .reduce((one, other) -> one + "; " + other)
                .orElse(null);
    }

    /** A value as it is shown. */
    public static String shown(Object value) {
        if (value instanceof BigDecimal money) {
            return money.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Double figure) {
            return BigDecimal.valueOf(figure).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }
}
