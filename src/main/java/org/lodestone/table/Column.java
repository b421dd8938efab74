package org.lodestone.table;

import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/**
 * One column of a table's declaration.
 *
 * @param name snake_case, ends with its unit where it has one
 * @param type Spark's type
 * @param unit how to read the figures
 * @param required whether a row without it is an error
 * @param meaning what it says, in a sentence that a user of the table understands; for an optional column also when it
 *     is null
 */
public record Column(String name, DataType type, Unit unit, boolean required, String meaning) implements Serializable {

    public Column {
        Objects.requireNonNull(type);
        Objects.requireNonNull(unit);
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("A column's name is lower_snake_case, not '" + name + "'.");
        }
        if (meaning.isBlank()) {
            throw new IllegalArgumentException("Column " + name + " needs a meaning.");
        }
    }

    /** A column without which a row is an error. */
    public static Column required(String name, Unit unit, String meaning) {
        return new Column(name, unit.type(), unit, true, meaning);
    }

    /** A column that may be null. */
    public static Column optional(String name, Unit unit, String meaning) {
        return new Column(name, unit.type(), unit, false, meaning);
    }

    /** The same column with another type than its unit's usual one. */
    public Column typed(DataType other) {
        return new Column(name, other, unit, required, meaning);
    }

    /** The same column with another meaning, for a table in which it says something more precise. */
    public Column meaning(String other) {
        return new Column(name, type, unit, required, other);
    }

    /** What travels with the column into Delta's schema and Parquet's footer. */
    Metadata metadata() {
        return new MetadataBuilder()
                .putString("comment", meaning)
                .putString("unit", unit.label())
                .build();
    }

    /** The name as a Spark column: {@code col(name)}. */
    public org.apache.spark.sql.Column col() {
        return org.apache.spark.sql.functions.col(name);
    }
}
