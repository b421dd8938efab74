package org.lodestone.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Writes rows that the driver has with Spark's own Parquet writer, as its tasks do, but without a job. */
final class LocalParquet {
    private LocalParquet() {}

    /**
     * Writes one file.
     *
     * @param options of the writer, as a DataFrameWriter takes them
     * @param rows in their order
     */
    static void write(
            SparkSession spark, StructType schema, Map<String, String> options, List<InternalRow> rows, Path file)
            throws IOException {
        var given = Map$.MODULE$.<String, String>from(CollectionConverters.asScala(options));
        Configuration conf = ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .newHadoopConfWithOptions(given);
        Job job = Job.getInstance(conf);
        OutputWriterFactory factory = new ParquetFileFormat().prepareWrite(spark, job, given, schema);
        OutputWriter writer = factory.newInstance(
                file.toString(), schema, new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID()));
        try {
            rows.forEach(writer::write);
        } catch (RuntimeException | Error e) {
            try {
                writer.close();
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        writer.close();
    }
}
