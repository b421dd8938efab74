package org.lodestone.testing;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.table.Table;

/** Between rows and Datasets. */
public final class Rows {
    private Rows() {}

    /** given-NAME.csv of a question as rows. */
    public static List<Row> given(SparkSession spark, String question, String name, Table table) {
        return Golden.of(question).given(spark, name, table).collectAsList();
    }

    /** What a metric gives, as it would be written. */
    public static Dataset<Row> conformed(SparkSession spark, Table table, List<Row> rows) {
        return table.conform(spark.createDataFrame(rows, table.schema()));
    }
}
