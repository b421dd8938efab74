package org.lodestone.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/** Lines as a data source of Spark's that gives columns; only {@link SourceLines} uses it. */
public final class LineSource implements TableProvider {
    private static final String LINES = "lines";

    /** Spark makes its sources itself and tells them texts only: here lie what they ask for by such a text. */
    private static final Map<String, Lines> OFFERED = new ConcurrentHashMap<>();

    static Dataset<Row> read(SparkSession spark, Lines lines) {
        String name = UUID.randomUUID().toString();
        OFFERED.put(name, lines);
        try {
            return spark.read()
                    .format(LineSource.class.getName())
                    .option(LINES, name)
                    .load();
        } finally {
            OFFERED.remove(name);
        }
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return OFFERED.get(options.get(LINES)).schema;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitions, Map<String, String> options) {
        return OFFERED.get(new CaseInsensitiveStringMap(options).get(LINES));
    }

    /** What is to be read. */
    static final class Lines implements Table, SupportsRead {
        private final StructType schema;
        private final List<List<SourceLines.Part>> tasks;
        private final Broadcast<SerializableConfiguration> conf;

        /**
         * @param schema as {@link SourceLines#of} says
         * @param tasks what each task reads
         */
        Lines(StructType schema, List<List<SourceLines.Part>> tasks, Broadcast<SerializableConfiguration> conf) {
            this.schema = schema;
            this.tasks = tasks;
            this.conf = conf;
        }

        @Override
        public Column[] columns() {
            return Arrays.stream(schema.fields())
                    .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
                    .toArray(Column[]::new);
        }

        @Override
        public String name() {
            return "lines of source files";
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return new Builder(this);
        }
    }

    private static final class Builder implements SupportsPushDownRequiredColumns {
        private final Lines lines;
        private StructType wanted;

        Builder(Lines lines) {
            this.lines = lines;
            wanted = lines.schema;
        }

        /** Whole columns: what of a pair is asked for is found by its place. */
        @Override
        public void pruneColumns(StructType required) {
            wanted = new StructType(Arrays.stream(required.fieldNames())
                    .map(lines.schema::apply)
                    .toArray(StructField[]::new));
        }

        @Override
        public Scan build() {
            return new Wanted(lines, wanted);
        }
    }

    private record Wanted(Lines lines, StructType readSchema) implements Scan, Batch {
        @Override
        public Batch toBatch() {
            return this;
        }

        @Override
        public ColumnarSupportMode columnarSupportMode() {
            return ColumnarSupportMode.SUPPORTED;
        }

        @Override
        public InputPartition[] planInputPartitions() {
            return lines.tasks.stream().map(Task::new).toArray(InputPartition[]::new);
        }

        @Override
        public PartitionReaderFactory createReaderFactory() {
            return new Readers(lines.schema, readSchema, lines.conf);
        }
    }

    private record Task(List<SourceLines.Part> parts) implements InputPartition {}

    private record Readers(StructType all, StructType wanted, Broadcast<SerializableConfiguration> conf)
            implements PartitionReaderFactory, Serializable {
        @Override
        public PartitionReader<InternalRow> createReader(InputPartition task) {
            throw new UnsupportedOperationException("Lines come in columns.");
        }

        @Override
        public boolean supportColumnarReads(InputPartition task) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition task) {
            return new LineReader(
                    ((Task) task).parts(), all, wanted, conf.value().value());
        }
    }
}
