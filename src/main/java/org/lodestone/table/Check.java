package org.lodestone.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition that each row meets. A condition that is null counts as broken, as in Delta's CHECK constraints, so write
 * {@code x IS NULL OR ...} for an optional column; the factories here do.
 *
 * @param name unique in its table, lower_snake_case
 * @param condition Spark SQL, true for each good row
 */
public record Check(String name, String condition) implements Serializable {

    /** A condition in words of its own. */
    public static Check that(String name, String condition) {
        return new Check(name, condition);
    }

    /** The column is null, or a figure of at least zero. */
    public static Check notNegative(String column) {
        return new Check(column + "_not_negative", column + " IS NULL OR " + column + " >= 0");
    }

    /** The column is null, or lies between zero and one. */
    public static Check fraction(String column) {
        return new Check(column + "_is_fraction", column + " IS NULL OR (" + column + " >= 0 AND " + column + " <= 1)");
    }

    /**
     * Ratios that are bounds of one another: none is above a later one by more than rounding may make of it. One that is null
     * bounds nothing. The check is called after the figure: the middle one of three, otherwise the first.
     */
    public static Check inOrder(String... ratios) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < ratios.length; i++) {
            for (int j = i + 1; j < ratios.length; j++) {
                pairs.add("coalesce(" + Rounding.least(ratios[i]) + " <= " + Rounding.most(ratios[j]) + ", true)");
            }
        }
        return new Check(ratios[ratios.length == 3 ? 1 : 0] + "_bounds_in_order", String.join(" AND ", pairs));
    }

    /** The column is null, or one of the codes. */
    public static Check oneOf(String column, String... codes) {
        return new Check(
                column + "_is_known", column + " IS NULL OR " + column + " IN ('" + String.join("', '", codes) + "')");
    }
}
