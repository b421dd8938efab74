package org.lodestone.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.lodestone.lake.SparkSessions;

/** One Spark session for all tests, given to test methods and constructors as a parameter. */
public final class Spark implements BeforeAllCallback, ParameterResolver {
    private static final AtomicReference<SparkSession> SESSION = new AtomicReference<>();

    private static final Map<String, String> LARGE = Map.of(
            "spark.sql.codegen.wholeStage", "true",
            "spark.sql.codegen.factoryMode", "FALLBACK",
            "spark.sql.adaptive.enabled", "true",
            "spark.sql.shuffle.partitions", "8");

    /** The session, started at the first call with what makes small jobs quick. */
    public static synchronized SparkSession session() {
        if (SESSION.get() == null) {
            System.setProperty("spark.master", "local[2]");
            System.setProperty("spark.ui.enabled", "false");
            System.setProperty("spark.sql.shuffle.partitions", "2");
            System.setProperty("spark.databricks.delta.snapshotPartitions", "1");
            System.setProperty("spark.sql.codegen.wholeStage", "false");
            System.setProperty("spark.sql.codegen.factoryMode", "NO_CODEGEN");
            System.setProperty("spark.sql.adaptive.enabled", "false");
            System.setProperty("spark.buffer.pageSize", "2m");
            System.setProperty("spark.sql.icu.caseMappings.enabled", "false");
            // Planning is most of what a test costs, and there is little to be saved by what it would find out.
            System.setProperty("spark.sql.constraintPropagation.enabled", "false");
            System.setProperty("spark.databricks.delta.stats.skipping", "false");
            // A commit need not look at all files of its table for a copy of the list that saves a later reader a job.
            System.setProperty("spark.databricks.delta.allFilesInCrc.enabled", "false");
            // What was run long ago is shown by nobody.
            System.setProperty("spark.ui.retainedJobs", "1");
            System.setProperty("spark.ui.retainedStages", "1");
            System.setProperty("spark.ui.retainedTasks", "1");
            System.setProperty("spark.sql.ui.retainedExecutions", "1");
            // Outside UTC Delta reads each commit back.
            System.setProperty("spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled", "false");
            System.setProperty("spark.driver.host", "127.0.0.1");
            System.setProperty("spark.driver.bindAddress", "127.0.0.1");
            SESSION.set(SparkSessions.start());
        }
        return SESSION.get();
    }

    /** What a large job does. */
    public interface Job {
        void run() throws Exception;
    }

    /** Runs a job with what the launcher sets for large ones. */
    public static void large(Job job) throws Exception {
        SparkSession spark = session();
        Map<String, String> before = new LinkedHashMap<>();
        LARGE.forEach((name, value) -> {
            before.put(name, spark.conf().get(name));
            spark.conf().set(name, value);
        });
        try {
            job.run();
        } finally {
            before.forEach((name, value) -> spark.conf().set(name, value));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        session();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return session();
    }
}
