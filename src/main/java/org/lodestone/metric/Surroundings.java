package org.lodestone.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** What tells this program from others; null where that is not known. */
    String program();

    /** A digest of what a table of the lake holds; null where it is not known. */
    String digest(Table table);

    /**
     * A report that is there as it was published.
     *
     * @param digest of what was written
     * @param inputs digests of what it was made of, by name
     * @param madeOf names of the reports that it took figures from
     */
    record Published(String digest, Map<String, String> inputs, Set<String> madeOf) {}

    /** Whether all is computed, whatever was published. */
    boolean afresh();

    /** What was published of a report before; empty where nothing was, or the file is not the one that was published. */
    Optional<Published> published(Table table);

    /** Leaves a report as it was published. */
    void keep(Table table);

    /** The rows of a report that is kept. */
    Dataset<Row> keptRows(Table table);

    /**
     * Writes a report of few rows aside.
     *
     * @param rows as they are published
     * @return a digest of what was written; null where the report is withheld
     */
    String write(Table table, List<Row> rows);

    /**
     * Writes a report aside.
     *
     * @param count how many rows there are
     * @return a digest of what was written; null where the report is withheld
     */
    String write(Table table, Dataset<Row> rows, long count);

    /** What was written aside of a report. */
    Dataset<Row> written(Table table);
}
