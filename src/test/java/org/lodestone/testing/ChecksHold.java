package org.lodestone.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.lodestone.table.Field;
import org.lodestone.table.Table;

/** Whether rows are what their table declares: its conditions, those included that give null, and its formulas. */
public final class ChecksHold {
    private ChecksHold() {}

    /** Holds all rows against all conditions and formulas, in one Spark job. */
    public static void of(Table table, Dataset<Row> rows) {
        assertThat(broken(table, rows)).as(table.name()).isEmpty();
    }

    /** How many rows break a condition or a formula, by its name; those that none breaks are left out. */
    public static Map<String, Long> broken(Table table, Dataset<Row> rows) {
        Map<String, String> conditions = new LinkedHashMap<>(table.conditions());
        table.columns().stream()
                .filter(column -> column.formula() != null)
                .forEach(column -> conditions.put(column.name() + " = " + column.formula(), given(table, column)));
        conditions.put("rows", "false");
        List<Column> counts = new ArrayList<>();
        conditions.forEach((name, condition) -> counts.add(
                functions.sum(functions.when(functions.expr(condition), 0L).otherwise(1L))));
        Row counted = rows.agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
                .head();
        assertThat(counted.isNullAt(counts.size() - 1)).as(table + " has rows").isFalse();
        Map<String, Long> broken = new LinkedHashMap<>();
        int place = 0;
        for (String name : conditions.keySet()) {
            long wrong = counted.getLong(place++);
            if (wrong > 0 && !name.equals("rows")) {
                broken.put(name, wrong);
            }
        }
        return broken;
    }

    /**
     * Whether a column's formula gives its value but for rounding. A ratio is off by half of its ninth decimal, and so are
     * figures that a metric rounds itself; what that makes of the formula is seen by moving one term after the other, up and
     * down.
     */
    private static String given(Table table, Field<?> column) {
        if (!numeric(column)) {
            return column.name() + " IS NULL OR (" + column.formula() + ") IS NULL OR " + column.name() + " = ("
                    + column.formula() + ")";
        }
        String formula = "CAST(" + column.formula() + " AS DOUBLE)";
        StringBuilder off = new StringBuilder("(5.0E-10D + 1.0E-14D * abs(" + column.name() + "))");
        for (Field<?> term : table.columns()) {
            if (column.formula().matches("(?s).*\\b" + term.name() + "\\b.*") && numeric(term)) {
                String up = moved(formula, term.name(), "+", off(term));
                String down = moved(formula, term.name(), "-", off(term));
                off.append(" + greatest(abs(")
                        .append(up)
                        .append(" - ")
                        .append(formula)
                        .append("), abs(");
                off.append(down).append(" - ").append(formula).append("))");
            }
        }
        return column.name() + " IS NULL OR " + formula + " IS NULL OR abs(" + column.name() + " - " + formula
                + ") <= 1.001 * (" + off + ")";
    }

    private static String moved(String formula, String term, String sign, String by) {
        return formula.replaceAll("\\b" + term + "\\b", "(" + term + " " + sign + " " + by + ")");
    }

    private static String off(Field<?> column) {
        return "(" + (column.unit().isRatio() ? "5.0E-10D + " : "") + "1.0E-14D * abs(" + column.name() + "))";
    }

    private static boolean numeric(Field<?> column) {
        return column.type() instanceof org.apache.spark.sql.types.NumericType;
    }
}
