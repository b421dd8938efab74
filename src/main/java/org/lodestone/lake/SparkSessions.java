package org.lodestone.lake;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** The Spark session of a run, and what can be known of it before there is one. */
public final class SparkSessions {
    private SparkSessions() {}

    /** What correctness needs. */
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
            Map.entry("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
            // Dates and times mean the same wherever the program runs.
            Map.entry("spark.sql.session.timeZone", "UTC"),
            // Overflows, bad casts and divisions by zero are errors, not nulls.
            Map.entry("spark.sql.ansi.enabled", "true"),
            Map.entry("spark.sql.crossJoin.enabled", "false"),
            // Spark's default, INT96, is what other readers understand least.
            Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
            Map.entry("spark.sql.parquet.compression.codec", "snappy"),
            Map.entry("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false"),
            // How long states are kept is the lake's business, and goes by the ledger, not by the times of files.
            Map.entry("spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration", "false"),
            // What cannot be read is an error, not a smaller table.
            Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
            Map.entry("spark.sql.files.ignoreMissingFiles", "false"));

    /**
     * Starts the session, or returns the running one. Sets what correctness needs; how many cores, how much memory and
     * how many partitions are the business of whoever submits.
     */
    public static SparkSession start() {
        SparkSession.Builder builder = SparkSession.builder().appName("Lodestone");
        NEEDED.forEach(builder::config);
        return builder.getOrCreate();
    }

    /** The settings of the session that runs, or that would be started now. */
    public static Map<String, String> settings() {
        return running()
                .map(spark -> CollectionConverters.asJava(spark.conf().getAll()))
                .orElseGet(() -> {
                    Map<String, String> settings = new TreeMap<>();
                    for (Tuple2<String, String> setting : new SparkConf().getAll()) {
                        settings.put(setting._1(), setting._2());
                    }
                    settings.putAll(NEEDED);
                    return settings;
                });
    }

    /** Whether a session has to be started even where there is nothing to do: whoever runs a driver in a cluster waits for it. */
    public static boolean mustStart() {
        return "cluster".equals(settings().get("spark.submit.deployMode"));
    }

    /** The settings of file systems: those of the session that runs, or those that Spark's settings give. */
    public static Configuration files() {
        return running()
                .map(spark -> spark.sparkContext().hadoopConfiguration())
                .orElseGet(() -> SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    }

    private static Optional<SparkSession> running() {
        return OptionConverters.toJava(SparkSession.getDefaultSession())
                .filter(spark -> !spark.sparkContext().isStopped());
    }
}
