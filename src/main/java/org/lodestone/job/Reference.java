package org.lodestone.job;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.table.SmallTable;

/** Makes Datasets of reference data. */
final class Reference {
    private Reference() {}

    static Dataset<Row> dataset(SparkSession spark, SmallTable table) {
        return spark.createDataFrame(table.rows(), table.schema());
    }
}
