package org.lodestone.metric;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are computed once and kept. Of small data on one machine their plan is forgotten, too: most time goes into
 * analysing plans then, and each result that starts here would analyse all that came before again. On a cluster the plan stays,
 * so that rows that are lost with a machine can be made again; and of large data rows are kept by columns, which take a
 * fraction of the room.
 */
public final class Checkpoint {
    private final Dataset<Row> rows;
    private final boolean local;

    private Checkpoint(Dataset<Row> rows, boolean local) {
        this.rows = rows;
        this.local = local;
    }

    /**
     * Computes the rows and keeps them.
     *
     * @param large whether there may be millions
     */
    public static Checkpoint of(Dataset<Row> rows, boolean large) {
        if (!large && rows.sparkSession().sparkContext().isLocal()) {
            return new Checkpoint(rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK()), true);
        }
        Checkpoint checkpoint = new Checkpoint(rows.persist(StorageLevel.MEMORY_AND_DISK()), false);
        checkpoint.rows.count();
        return checkpoint;
    }

    public Dataset<Row> rows() {
        return rows;
    }

    /** How many there are; costs a look at what is kept. */
    long count() {
        return local ? kept().rdd().count() : rows.count();
    }

    /** Frees what is kept: afterwards the rows can no longer be read. */
    void free() {
        if (local) {
            kept().rdd().unpersist(false);
        } else {
            rows.unpersist();
        }
    }

    private LogicalRDD kept() {
        return (LogicalRDD) rows.queryExecution().analyzed();
    }
}
