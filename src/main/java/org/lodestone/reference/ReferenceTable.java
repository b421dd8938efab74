package org.lodestone.reference;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A small table of reference data, ready to be made a Dataset. */
public record ReferenceTable(StructType schema, List<Row> rows) {
    public ReferenceTable {
        rows = List.copyOf(rows);
    }
}
