package org.lodestone.bi;

import java.io.IOException;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** The rows of a published file, one after the other in its order, with parquet-java alone. */
final class PublishedRows {
    private PublishedRows() {}

    /** What is done with a row. */
    interface Reader {
        /** @param cells String, Long, Double, Boolean, LocalDate or null; by column */
        void row(Object[] cells) throws IOException;
    }

    /** Reads all rows, holding one at a time. */
    static void each(Configuration conf, Path file, Reader reader) throws IOException {
        try (ParquetReader<Group> rows = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(conf)
                .build()) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                GroupType type = row.getType();
                Object[] cells = new Object[type.getFieldCount()];
                for (int c = 0; c < cells.length; c++) {
                    cells[c] = cell(row, c, type.getType(c).asPrimitiveType());
                }
                reader.row(cells);
            }
        }
    }

    private static Object cell(Group row, int column, PrimitiveType type) {
        if (row.getFieldRepetitionCount(column) == 0) {
            return null;
        }
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> row.getBinary(column, 0).toStringUsingUTF8();
            case INT32 ->
                type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                        ? LocalDate.ofEpochDay(row.getInteger(column, 0))
                        : Long.valueOf(row.getInteger(column, 0));
            case INT64 -> row.getLong(column, 0);
            case DOUBLE -> row.getDouble(column, 0);
            case BOOLEAN -> row.getBoolean(column, 0);
            default -> throw new IllegalStateException("Reports have no columns of type " + type + ".");
        };
    }
}
