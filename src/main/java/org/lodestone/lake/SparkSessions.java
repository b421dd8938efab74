package org.lodestone.lake;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** The Spark session that every job runs in. */
public final class SparkSessions {
    private SparkSessions() {}

    /**
     * Starts the session, or returns the running one. Sets what correctness needs; how many cores, how much memory and
     * how many partitions are the business of whoever submits.
     */
    public static SparkSession start() {
        SparkSession spark = SparkSession.builder()
                .appName("Lodestone")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                // Dates and times mean the same wherever the program runs.
                .config("spark.sql.session.timeZone", "UTC")
                // Overflows, bad casts and divisions by zero are errors, not nulls.
                .config("spark.sql.ansi.enabled", "true")
                .config("spark.sql.crossJoin.enabled", "false")
                // Spark's default, INT96, is what other readers understand least.
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .config("spark.sql.parquet.compression.codec", "snappy")
                .config("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false")
                // How long states are kept is the lake's business, and goes by the ledger, not by the times of files.
                .config("spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration", "false")
                // What cannot be read is an error, not a smaller table.
                .config("spark.sql.files.ignoreCorruptFiles", "false")
                .config("spark.sql.files.ignoreMissingFiles", "false")
                .getOrCreate();
        return spark;
    }

    /** The settings of file systems that Spark's settings give, for work that needs no session. */
    public static Configuration files() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }
}
