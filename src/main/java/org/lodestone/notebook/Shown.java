package org.lodestone.notebook;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the value of a cell is shown. */
public final class Shown {
    private Shown() {}

    /**
     * A Dataset of rows, and a list of records or rows, as a table; what says itself how it is shown, as it says; all else
     * as its text.
     *
     * @return by media type, always with text/plain
     */
    public static Map<String, String> media(Object value) {
        if (value instanceof Displayed displayed) {
            return displayed.media();
        }
        if (value instanceof Dataset<?> rows && rows.encoder().clsTag().runtimeClass() == Row.class) {
            return Grid.of(rows.toDF()).media();
        }
        if (value instanceof List<?> list
                && !list.isEmpty()
                && (Grid.areRecords(list) || list.stream().allMatch(Row.class::isInstance))) {
            return Grid.of(list).media();
        }
        return Map.of("text/plain", String.valueOf(value));
    }
}
