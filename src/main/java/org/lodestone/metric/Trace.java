package org.lodestone.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.lodestone.table.Table;

/**
 * Rows that a row of a report is made from: of a table of the lake, or of another report, whose own rows are traced in turn. All
 * rows that enter the row's figures are among them, and some that could have. What only says how far a figure can be
 * trusted, such as usual unit values or whether an exporter reports at all, can follow from more.
 *
 * @param table whose rows they are
 * @param rows the condition that they meet
 */
public record Trace(Table table, Column rows) {

    /** What the traces of a row may look up. */
    public interface Lookup {
        /** The rows of a trace; none where there is no such table. */
        List<Row> rows(Trace trace);

        List<Row> rows(GivenRows reference);
    }

    /** Says of a row of a report which rows it is made from. */
    @FunctionalInterface
    public interface Of {
        List<Trace> row(Row row, Lookup lookup);
    }

    /** That columns have the values that columns of the same names have in a row. */
    public static Column same(Row row, String... columns) {
        Column same = lit(true);
        for (String column : columns) {
            same = same.and(col(column).eqNullSafe(lit(row.<Object>getAs(column))));
        }
        return same;
    }
}
