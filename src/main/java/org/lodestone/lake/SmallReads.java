package org.lodestone.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.SmallTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads small tables by Delta Kernel: with Spark, asking Delta for a table's files and reading them take two jobs and some tenths
 * of a second, whatever it holds.
 */
final class SmallReads {
    private static final Logger LOG = LoggerFactory.getLogger(SmallReads.class);

    /** A table with more is read by Spark; fewer are some ten thousand rows. */
    private static final long MOST_BYTES = 512 << 10;
    /** They are opened one after the other. */
    private static final int MOST_FILES = 16;

    private final Engine engine;
    private final String root;

    /** @param root of the lake */
    SmallReads(Configuration conf, String root) {
        engine = DefaultEngine.create(conf);
        this.root = root;
    }

    /** How a cell is read. */
    private interface Cells {
        Object at(ColumnVector column, int row);
    }

    /** A type as Spark has it, and how its cells are read as Spark's rows have them. */
    private record Kind(DataType type, Cells cells) {

        /** @throws UnsupportedOperationException for a type that no small table has */
        static Kind of(io.delta.kernel.types.DataType type) {
            if (type instanceof StringType) {
                return new Kind(DataTypes.StringType, ColumnVector::getString);
            } else if (type instanceof DoubleType) {
                return new Kind(DataTypes.DoubleType, ColumnVector::getDouble);
            } else if (type instanceof LongType) {
                return new Kind(DataTypes.LongType, ColumnVector::getLong);
            } else if (type instanceof IntegerType) {
                return new Kind(DataTypes.IntegerType, ColumnVector::getInt);
            } else if (type instanceof BooleanType) {
                return new Kind(DataTypes.BooleanType, ColumnVector::getBoolean);
            } else if (type instanceof DateType) {
                return new Kind(DataTypes.DateType, (column, row) -> LocalDate.ofEpochDay(column.getInt(row)));
            } else if (type instanceof DecimalType decimal) {
                return new Kind(
                        DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale()),
                        ColumnVector::getDecimal);
            }
            throw new UnsupportedOperationException("The type " + type + " is read by Spark.");
        }
    }

    /**
     * All rows of one version.
     *
     * @return empty for a table that is not small, or that the kernel cannot read: Spark reads it, or says why not
     */
    Optional<SmallTable> rows(String table, long version) {
        try {
            return read(table, version);
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
            // The kernel's errors have no type of their own, and a cluster may bring other libraries.
        } catch (RuntimeException | IOException | LinkageError e) {
            LOG.info("{}, version {}, is read by Spark: Delta Kernel could not.", table, version, e);
            return Optional.empty();
        }
    }

    private Optional<SmallTable> read(String table, long version) throws IOException {
        Snapshot snapshot =
                Table.forPath(engine, new Path(root, table).toString()).getSnapshotAsOfVersion(engine, version);
        List<Kind> kinds = new ArrayList<>();
        org.apache.spark.sql.types.StructType schema = new org.apache.spark.sql.types.StructType();
        for (StructField field : snapshot.getSchema().fields()) {
            Kind kind = Kind.of(field.getDataType());
            kinds.add(kind);
            schema = schema.add(field.getName(), kind.type(), field.isNullable());
        }
        Scan scan = snapshot.getScanBuilder().build();
        Row state = scan.getScanState(engine);
        List<Row> files = files(scan);
        if (files == null) {
            return Optional.empty();
        }
        List<org.apache.spark.sql.Row> rows = new ArrayList<>();
        for (Row file : files) {
            try (CloseableIterator<FilteredColumnarBatch> data = data(state, file)) {
                while (data.hasNext()) {
                    add(data.next(), kinds, schema, rows);
                }
            }
        }
        return Optional.of(new SmallTable(schema, rows));
    }

    /** The files of a small table; null where it is not small. */
    private List<Row> files(Scan scan) throws IOException {
        List<Row> all = new ArrayList<>();
        long bytes = 0;
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> files = batches.next().getRows()) {
                    while (files.hasNext()) {
                        Row file = files.next();
                        bytes += InternalScanFileUtils.getAddFileStatus(file).getSize();
                        all.add(file);
                        if (bytes > MOST_BYTES || all.size() > MOST_FILES) {
                            return null;
                        }
                    }
                }
            }
        }
        return all;
    }

    private CloseableIterator<FilteredColumnarBatch> data(Row state, Row file) throws IOException {
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        CloseableIterator<ColumnarBatch> read = engine.getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                        physical,
                        Optional.empty())
                .map(FileReadResult::getData);
        return Scan.transformPhysicalData(engine, state, file, read);
    }

    private static void add(
            FilteredColumnarBatch batch,
            List<Kind> kinds,
            org.apache.spark.sql.types.StructType schema,
            List<org.apache.spark.sql.Row> rows) {
        ColumnarBatch data = batch.getData();
        for (int r = 0; r < data.getSize(); r++) {
            if (isSelected(batch, r)) {
                Object[] cells = new Object[kinds.size()];
                for (int c = 0; c < cells.length; c++) {
                    ColumnVector column = data.getColumnVector(c);
                    cells[c] = column.isNullAt(r) ? null : kinds.get(c).cells().at(column, r);
                }
                rows.add(new GenericRowWithSchema(cells, schema));
            }
        }
    }

    private static boolean isSelected(FilteredColumnarBatch batch, int row) {
        return batch.getSelectionVector()
                .map(selection -> !selection.isNullAt(row) && selection.getBoolean(row))
                .orElse(true);
    }
}
