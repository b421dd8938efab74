package org.lodestone.metric;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;

/** What the engine computes from, and where its results go. */
public interface Surroundings {
    SparkSession spark();

    /** Whether the lake has a table. */
    boolean has(Table table);

    /** A table of the lake, at one state for the whole run. */
    Dataset<Row> read(Table table);

    /** How many trade flows there are, about: whether rows fit one hand. */
    long flows();

    /** A value by name. */
    Object given(String name);

    /** Reference data by name. */
    SmallTable reference(String name);

    /** Writes a report of few rows aside. */
    void write(Table table, List<Row> rows);

    /**
     * Writes a report aside.
     *
     * @param count how many rows there are, about
     */
    void write(Table table, Dataset<Row> rows, long count);

    /** What was written aside of a report. */
    Dataset<Row> written(Table table);
}
