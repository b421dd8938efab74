package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.lodestone.catalogue.Catalogue;

/** Reads Delta tables with Delta Kernel, which shares no code with Spark's reader. */
final class KernelReader {
    private KernelReader() {}

    /** Holds what the kernel reads of each table of a lake, and what the lake gives, against what Spark reads. */
    static void assertAgrees(SparkSession spark, TestLake lake) throws IOException {
        Map<String, Long> versions = new TreeMap<>(lake.lake().versions());
        versions.put("ledger", 0L);
        for (Map.Entry<String, Long> table : versions.entrySet()) {
            String path = lake.root().resolve(table.getKey()).toString();
            Dataset<org.apache.spark.sql.Row> stored = spark.read()
                    .format("delta")
                    .option("versionAsOf", table.getValue())
                    .load(path);
            List<List<Object>> expected = ofSpark(stored);
            assertThat(expected).as(table.getKey()).isNotEmpty();
            assertThat(read(path, table.getValue())).as(table.getKey()).isEqualTo(expected);
            for (org.lodestone.table.Table known : Catalogue.SOURCE_TABLES) {
                if (known.name().equals(table.getKey())) {
                    Dataset<org.apache.spark.sql.Row> given = lake.lake().toCompute(known);
                    assertThat(given.queryExecution().optimizedPlan().toString())
                            .as("small tables are in memory")
                            .startsWith("LocalRelation");
                    assertThat(ofSpark(given)).as(known.name()).isEqualTo(expected);
                    assertThat(given.schema()).as(known.name()).isEqualTo(stored.schema());
                }
            }
        }
    }

    /** All rows of a table's version, sorted by their text. */
    static List<List<Object>> read(String path, long version) throws IOException {
        Engine engine = DefaultEngine.create(new Configuration());
        Snapshot snapshot = Table.forPath(engine, path).getSnapshotAsOfVersion(engine, version);
        Scan scan = snapshot.getScanBuilder().build();
        Row state = scan.getScanState(engine);
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        List<List<Object>> rows = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
            while (files.hasNext()) {
                try (CloseableIterator<Row> batch = files.next().getRows()) {
                    while (batch.hasNext()) {
                        Row file = batch.next();
                        try (CloseableIterator<FilteredColumnarBatch> data = Scan.transformPhysicalData(
                                engine,
                                state,
                                file,
                                contents(engine.getParquetHandler()
                                        .readParquetFiles(
                                                one(InternalScanFileUtils.getAddFileStatus(file)),
                                                physical,
                                                Optional.empty())))) {
                            while (data.hasNext()) {
                                try (CloseableIterator<Row> found = data.next().getRows()) {
                                    while (found.hasNext()) {
                                        rows.add(values(found.next()));
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        rows.sort(Comparator.comparing(Object::toString));
        return rows;
    }

    /** The same of what Spark read. */
    static List<List<Object>> ofSpark(Dataset<org.apache.spark.sql.Row> table) {
        List<List<Object>> rows = new ArrayList<>();
        for (org.apache.spark.sql.Row row : table.collectAsList()) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                Object value = row.get(i);
                if (value instanceof java.sql.Date date) {
                    value = date.toLocalDate();
                } else if (value instanceof java.sql.Timestamp time) {
                    value = time.toInstant();
                } else if (value instanceof scala.collection.Map<?, ?>) {
                    value = new TreeMap<>(row.getJavaMap(i));
                }
                values.add(value);
            }
            rows.add(values);
        }
        rows.sort(Comparator.comparing(Object::toString));
        return rows;
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getSchema().length(); i++) {
            values.add(
                    row.isNullAt(i) ? null : value(row, i, row.getSchema().at(i).getDataType()));
        }
        return values;
    }

    private static Object value(Row row, int i, DataType type) {
        if (type instanceof StringType) {
            return row.getString(i);
        } else if (type instanceof DoubleType) {
            return row.getDouble(i);
        } else if (type instanceof LongType) {
            return row.getLong(i);
        } else if (type instanceof IntegerType) {
            return row.getInt(i);
        } else if (type instanceof BooleanType) {
            return row.getBoolean(i);
        } else if (type instanceof DecimalType) {
            return row.getDecimal(i);
        } else if (type instanceof DateType) {
            return java.time.LocalDate.ofEpochDay(row.getInt(i));
        } else if (type instanceof TimestampType) {
            return java.time.Instant.EPOCH.plus(row.getLong(i), java.time.temporal.ChronoUnit.MICROS);
        }
        MapValue map = row.getMap(i);
        ColumnVector keys = map.getKeys();
        Map<String, Long> pairs = new TreeMap<>();
        for (int k = 0; k < map.getSize(); k++) {
            pairs.put(keys.getString(k), map.getValues().getLong(k));
        }
        return pairs;
    }

    private static CloseableIterator<io.delta.kernel.data.ColumnarBatch> contents(
            CloseableIterator<FileReadResult> files) {
        return files.map(FileReadResult::getData);
    }

    private static <T> CloseableIterator<T> one(T only) {
        return new CloseableIterator<>() {
            private boolean given;

            @Override
            public boolean hasNext() {
                return !given;
            }

            @Override
            public T next() {
                if (given) {
                    throw new NoSuchElementException();
                }
                given = true;
                return only;
            }

            @Override
            public void close() {}
        };
    }
}
