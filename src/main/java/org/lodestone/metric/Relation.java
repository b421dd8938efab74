package org.lodestone.metric;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.lodestone.table.SmallTable;

/** Rows as a Dataset, in memory, or both: each is made from the other when it is asked for, once. */
final class Relation {
    private Supplier<Dataset<Row>> source;
    private Dataset<Row> dataset;
    private List<Row> rows;
    private SparkSession spark;
    private StructType schema;

    private Relation() {}

    /** @param rows asked for at most once */
    static Relation of(Supplier<Dataset<Row>> rows) {
        Relation relation = new Relation();
        relation.source = rows;
        return relation;
    }

    static Relation of(SparkSession spark, SmallTable table) {
        Relation relation = new Relation();
        relation.spark = spark;
        relation.schema = table.schema();
        relation.rows = table.rows();
        return relation;
    }

    synchronized Dataset<Row> dataset() {
        if (dataset == null) {
            dataset = source != null ? source.get() : spark.createDataFrame(rows, schema);
        }
        return dataset;
    }

    synchronized List<Row> inMemory() {
        if (rows == null) {
            rows = dataset().collectAsList();
        }
        return rows;
    }
}
