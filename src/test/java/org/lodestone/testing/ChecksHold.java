package org.lodestone.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.Check;
import org.lodestone.table.Table;

/** Whether rows meet the checks of their table, those included that give null. */
public final class ChecksHold {
    private ChecksHold() {}

    public static void of(Table table, Dataset<Row> rows) {
        String conditions = String.join(
                " AND ",
                table.checks().stream()
                        .map(Check::condition)
                        .map(condition -> "coalesce(" + condition + ", false)")
                        .toList());
        assertThat(rows.where("NOT (" + conditions + ")").collectAsList()).isEmpty();
    }
}
