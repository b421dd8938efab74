package org.lodestone.table;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The declaration of a table: its name, grain, key, columns and checks. Each table of the lake and each report is
 * declared once, in the class that owns it; the Delta schema and constraints, the key audit, the Parquet metadata and
 * the data dictionary derive from the declaration.
 */
public final class Table implements Serializable {

    /** Decimals of a ratio after {@link #conform}. */
    static final int RATIO_DECIMALS = 9;

    /** Up to here a ratio with nine decimals is a whole number of billionths that a double holds exactly. */
    private static final double LARGEST_EXACT = 1e6;

    private final String name;
    private final String grain;
    private final List<String> key;
    private final List<Field<?>> columns;
    private final List<Check> checks;
    private final List<String> shown;
    private final Map<String, List<String>> sums;
    private final StructType schema;
    private final Map<String, Integer> places = new LinkedHashMap<>();

    private Table(Builder builder) {
        name = builder.name;
        grain = builder.grain;
        key = List.copyOf(builder.key);
        columns = List.copyOf(builder.columns);
        checks = List.copyOf(builder.checks);
        shown = List.copyOf(builder.shown);
        sums = Map.copyOf(builder.sums);
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(column -> {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("Table " + name + " declares column " + column.name() + " twice.");
            }
        });
        if (grain.isBlank() || key.isEmpty() || !names.containsAll(key)) {
            throw new IllegalArgumentException("Table " + name + " needs a grain and a key of declared columns.");
        }
        sums.forEach((measure, over) -> {
            if (columns.stream()
                            .noneMatch(column -> column.name().equals(measure)
                                    && column.unit().isAmount())
                    || !key.containsAll(over)) {
                throw new IllegalArgumentException("Table " + name + ": " + measure + " cannot be added up over " + over
                        + "; a measure is an amount, and what it is added up over is of the key.");
            }
        });
        if (!names.containsAll(shown)) {
            throw new IllegalArgumentException("Table " + name + " has not all of the columns " + shown + ".");
        }
        schema = new StructType(columns.stream()
                .map(column -> new StructField(column.name(), column.type(), true, column.metadata()))
                .toArray(StructField[]::new));
        columns.forEach(column -> places.put(column.name(), places.size()));
    }

    /** Starts a declaration. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** What one row is, in a sentence. */
    public String grain() {
        return grain;
    }

    /** The columns that tell rows apart; together never repeated. Reports are sorted by them. */
    public List<String> key() {
        return key;
    }

    public List<Field<?>> columns() {
        return columns;
    }

    /** The columns that tell a person what a row says; the key and all amounts and ratios where nothing else is declared. */
    public List<String> shown() {
        if (!shown.isEmpty()) {
            return shown;
        }
        Set<String> names = new LinkedHashSet<>(key);
        columns.stream()
                .filter(column -> column.unit().isAmount() || column.unit().isRatio())
                .forEach(column -> names.add(column.name()));
        return List.copyOf(names);
    }

    /** The columns that only say how the figures of their row were made; see {@link Field#asRemark}. */
    public List<String> remarks() {
        return columns.stream().filter(Field::remark).map(Field::name).toList();
    }

    public List<Check> checks() {
        return checks;
    }

    /**
     * Over which columns of the key a measure may be added up, each alone, the others of the key being held. Figures that
     * overlap, such as those of a year and of its months, or of a group and of its members, have no sum.
     *
     * @return none for what is no amount, and for amounts that stand in several rows
     */
    public List<String> sums(Field<?> measure) {
        return sums.getOrDefault(measure.name(), List.of());
    }

    /** The columns with their types, comments and units. */
    public StructType schema() {
        return schema;
    }

    /**
     * All conditions that a row must meet, by name: the declared checks, each required column present, and no figure
     * that is not a number.
     */
    public Map<String, String> conditions() {
        Map<String, String> conditions = new LinkedHashMap<>();
        checks.forEach(check -> conditions.put(check.name(), check.condition()));
        for (Field<?> column : columns) {
            if (column.required()) {
                conditions.put(column.name() + "_present", column.name() + " IS NOT NULL");
            }
            if (column.type().equals(DataTypes.DoubleType)) {
                conditions.put(
                        column.name() + "_is_number",
                        column.name() + " IS NULL OR (NOT isnan(" + column.name() + ") AND abs(" + column.name()
                                + ") < double('Infinity'))");
            }
        }
        return conditions;
    }

    /**
     * Gives a result exactly the declared columns, in their order, with comments and units; ratios are rounded here,
     * once, to nine decimals.
     *
     * @param result a Dataset with all declared columns and no other, in any order
     * @return the same rows
     * @throws IllegalStateException naming each missing, undeclared or wrongly typed column
     */
    public Dataset<Row> conform(Dataset<Row> result) {
        List<String> faults = new ArrayList<>();
        Set<String> present = new LinkedHashSet<>(Arrays.asList(result.columns()));
        if (present.size() != result.columns().length) {
            faults.add("a column occurs twice in " + Arrays.toString(result.columns()));
        }
        for (Field<?> column : columns) {
            if (!present.remove(column.name())) {
                faults.add(column.name() + " is missing");
            } else if (!result.schema().apply(column.name()).dataType().equals(column.type())) {
                faults.add(column.name() + " is "
                        + result.schema().apply(column.name()).dataType().simpleString() + " instead of "
                        + column.type().simpleString());
            }
        }
        present.forEach(extra -> faults.add(extra + " is not declared"));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "The result does not conform to table " + name + ": " + String.join("; ", faults) + ".");
        }
        return result.select(columns.stream()
                .map(column -> {
                    Column value = col(column.name());
                    return (column.unit().isRatio() ? rounded(value) : value).as(column.name(), column.metadata());
                })
                .toArray(Column[]::new));
    }

    /**
     * A ratio as {@link #conform} rounds it. Spark's own rounding goes by decimal text, which costs more than most of what is
     * computed before it; it is left for figures that are too large for whole billionths.
     */
    public static Column rounded(Column ratio) {
        double unit = Math.pow(10, RATIO_DECIMALS);
        // With 0 added a zero has no sign, whichever side it was rounded from.
        return when(
                        abs(ratio).lt(LARGEST_EXACT),
                        rint(ratio.multiply(unit)).divide(unit).plus(0.0))
                .otherwise(round(ratio, RATIO_DECIMALS));
    }

    /** A short hash of the columns' names, types and units: two files with the same one can be read alike. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(name);
        columns.forEach(column -> text.append('\n')
                .append(column.name())
                .append(' ')
                .append(column.type().sql())
                .append(' ')
                .append(column.unit().label()));
        return Integer.toHexString(text.toString().hashCode());
    }

    /** Starts a row. */
    public RowBuilder row() {
        return new RowBuilder(schema, places);
    }

    /** The key as Spark columns. */
    public Column[] keyColumns() {
        return key.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects a declaration. */
    public static final class Builder {
        private final String name;
        private String grain = "";
        private final List<String> key = new ArrayList<>();
        private final List<Field<?>> columns = new ArrayList<>();
        private final List<Check> checks = new ArrayList<>();
        private final List<String> shown = new ArrayList<>();
        private final Map<String, List<String>> sums = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /** What one row is. */
        public Builder grain(String sentence) {
            grain = sentence;
            return this;
        }

        /** The columns that tell rows apart; each becomes a column of the table, in this order. */
        public Builder key(Field<?>... parts) {
            for (Field<?> part : parts) {
                key.add(part.name());
                columns.add(part);
            }
            return this;
        }

        public Builder column(Field<?>... more) {
            columns.addAll(Arrays.asList(more));
            return this;
        }

        /** A column that may be null. */
        public Builder column(String columnName, Unit unit, String meaning) {
            return column(Field.optional(columnName, unit, meaning));
        }

        /** A column that follows from others of its row; null where one of them is. */
        public Builder computed(String columnName, Unit unit, String formula, String meaning) {
            return column(Field.optional(columnName, unit, meaning).is(formula));
        }

        /** A column that may not be null. */
        public Builder required(String columnName, Unit unit, String meaning) {
            return column(Field.required(columnName, unit, meaning));
        }

        /** Says which measures may be added up over which columns of the key; see {@link Table#sums}. */
        public Builder sums(List<String> over, String... measures) {
            for (String measure : measures) {
                sums.put(measure, over);
            }
            return this;
        }

        /** Says which columns tell a person what a row says; see {@link Table#shown}. */
        public Builder shown(String... names) {
            shown.addAll(Arrays.asList(names));
            return this;
        }

        public Builder check(Check... more) {
            checks.addAll(Arrays.asList(more));
            return this;
        }

        public Table build() {
            return new Table(this);
        }
    }
}
