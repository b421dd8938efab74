package org.lodestone.metric;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows by what they have in common, for plain functions of one group at a time. Unlike grouping by a function, Spark knows the
 * columns: rows that lie by them already are not moved, and no row is made to find its group.
 */
public final class Grouped {
    private Grouped() {}

    /**
     * Groups that can be put beside those of other rows, whose columns may be described otherwise: Spark puts only such together
     * whose keys are alike in whether they may be null and in what is said of them, too.
     *
     * @param columns of the rows; the key of a group has their values in this order
     * @return groups with their keys
     */
    public static KeyValueGroupedDataset<Row, Row> toBeJoined(Dataset<Row> rows, String... columns) {
        List<String> keys = List.of(columns);
        return by(
                rows.select(Arrays.stream(rows.columns())
                        .map(name -> keys.contains(name)
                                ? when(lit(true), rows.col(name)).as(name, Metadata.empty())
                                : rows.col(name))
                        .toArray(Column[]::new)),
                columns);
    }

    /**
     * @param columns of the rows; the key of a group has their values in this order
     * @return groups with their keys
     */
    public static KeyValueGroupedDataset<Row, Row> by(Dataset<Row> rows, String... columns) {
        StructType all = rows.schema();
        StructType key = new StructType(Arrays.stream(columns).map(all::apply).toArray(StructField[]::new));
        Column[] names = Arrays.stream(columns).map(rows::col).toArray(Column[]::new);
        return rows.groupBy(names).as(Encoders.row(key), Encoders.row(all));
    }
}
