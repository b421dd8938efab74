package org.lodestone.table;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** One row of a table, column by column; columns that are not set are null. */
public final class RowBuilder {
    private final StructType schema;
    private final Map<String, Integer> places;
    private final Object[] cells;

    /** @param places of the columns in the schema, by name */
    RowBuilder(StructType schema, Map<String, Integer> places) {
        this.schema = schema;
        this.places = places;
        cells = new Object[places.size()];
    }

    /**
     * @param column one that the table declares
     * @param value of the column's type, or null
     */
    public RowBuilder set(String column, Object value) {
        Integer place = places.get(column);
        if (place == null) {
            throw new IllegalArgumentException("Column " + column + " is not among " + places.keySet() + ".");
        }
        if (value instanceof Double figure && !Double.isFinite(figure)) {
            throw new IllegalArgumentException("Column " + column + " would be " + figure + ".");
        }
        cells[place] = value;
        return this;
    }

    /**
     * @param column one that the table declares
     * @param value null where there is none
     */
    public <T> RowBuilder set(Field<T> column, T value) {
        return set(column.name(), value);
    }

    /** Takes over the columns of another row that this table has too. */
    public RowBuilder like(Row other) {
        for (String name : other.schema().fieldNames()) {
            if (places.containsKey(name)) {
                set(name, other.getAs(name));
            }
        }
        return this;
    }

    /** A row that begins with what is set here. */
    public RowBuilder copy() {
        RowBuilder copy = new RowBuilder(schema, places);
        System.arraycopy(cells, 0, copy.cells, 0, cells.length);
        return copy;
    }

    /** The row, with the table's schema. */
    public Row build() {
        return new GenericRowWithSchema(Arrays.copyOf(cells, cells.length), schema);
    }
}
