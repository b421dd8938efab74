package org.lodestone.job;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** A result that several others start from. */
final class Waypoint {
    private Waypoint() {}

    /**
     * Keeps the rows, so that they are computed once. On one machine their plan is forgotten too: for small data most time
     * goes into analysing plans, and each result that starts here would analyse all that came before again. On a cluster the
     * plan is kept, so that rows that are lost with a machine can be made again.
     */
    static Dataset<Row> at(Dataset<Row> rows) {
        return rows.sparkSession().sparkContext().isLocal()
                ? rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK())
                : rows.persist(StorageLevel.MEMORY_AND_DISK());
    }
}
