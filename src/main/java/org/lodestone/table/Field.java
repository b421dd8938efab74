package org.lodestone.table;

import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/**
 * One column of a table's declaration.
 *
 * @param <T> its values in a row, as Spark gives them: String, Double, Long, Integer, Boolean, BigDecimal, java.sql.Date ...
 * @param name snake_case, ends with its unit where it has one
 * @param type Spark's type
 * @param unit how to read the figures
 * @param required whether a row without it is an error
 * @param meaning what it says, in a sentence that a user of the table understands; for an optional column also when it
 *     is null
 * @param formula how it follows from other columns of its row, in Spark SQL; null where it does not
 * @param past whether it is a day or year that cannot lie after the day on which the row is read
 * @param remark whether it only says how the row's figures were made, so that a file that leaves it out does not
 *     contradict one that has it
 */
public record Field<T>(
        String name,
        DataType type,
        Unit unit,
        boolean required,
        String meaning,
        String formula,
        boolean past,
        boolean remark)
        implements Serializable {

    public Field {
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
    public static <T> Field<T> required(String name, Unit unit, String meaning) {
        return new Field<>(name, unit.type(), unit, true, meaning, null, false, false);
    }

    /** A column that may be null. */
    public static <T> Field<T> optional(String name, Unit unit, String meaning) {
        return new Field<>(name, unit.type(), unit, false, meaning, null, false, false);
    }

    /** A column that follows from others of its row, and is null where one of them is; see {@link #is}. */
    public static <T> Field<T> computed(String name, Unit unit, String formula, String meaning) {
        return Field.<T>optional(name, unit, meaning).is(formula);
    }

    /** The same column with another type than its unit's usual one. */
    public Field<T> typed(DataType other) {
        return new Field<>(name, other, unit, required, meaning, formula, past, remark);
    }

    /** The same column with another meaning, for a table in which it says something more precise. */
    public Field<T> meaning(String other) {
        return new Field<>(name, type, unit, required, other, formula, past, remark);
    }

    /**
     * The same column, following from others of its row. Where the column has a value and all that the formula names
     * have one, the formula gives that value, but for rounding.
     *
     * @param sql Spark SQL over columns of the same table
     */
    public Field<T> is(String sql) {
        return new Field<>(name, type, unit, required, meaning, sql, past, remark);
    }

    /** The same column, of something observed or published: a day or year that cannot lie in the future. */
    public Field<T> ofThePast() {
        return new Field<>(name, type, unit, required, meaning, formula, true, remark);
    }

    /** The same column, as a remark on how the row's figures were made, which not every file of them has. */
    public Field<T> asRemark() {
        return new Field<>(name, type, unit, required, meaning, formula, past, true);
    }

    /** What travels with the column into Delta's schema and Parquet's footer. */
    Metadata metadata() {
        MetadataBuilder metadata =
                new MetadataBuilder().putString("comment", meaning).putString("unit", unit.label());
        return formula == null
                ? metadata.build()
                : metadata.putString("formula", formula).build();
    }

    /** The name as a Spark column: {@code col(name)}. */
    public Column col() {
        return org.apache.spark.sql.functions.col(name);
    }

    /** The value in a row; null where it has none. */
    public T in(Row row) {
        return row.getAs(name);
    }
}
