package org.lodestone.table;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** A small table in memory, ready to be made a Dataset; its rows know their columns by name. */
public record SmallTable(StructType schema, List<Row> rows) {
    public SmallTable {
        StructType columns = schema;
        rows = rows.stream().map(row -> named(row, columns)).toList();
    }

    private static Row named(Row row, StructType columns) {
        if (row.schema() != null) {
            return row;
        }
        Object[] cells = new Object[row.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = row.get(i);
        }
        return new GenericRowWithSchema(cells, columns);
    }
}
