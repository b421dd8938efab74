package org.lodestone.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What changed between two states of the same report: figures, codes that flipped (verdicts, thresholds, reasons), rows
 * that came and went. Words are not compared, since they say what the figures say.
 */
public final class Restatements {
    private static final String AFTER = "after";
    private static final String BEFORE = "before";
    private static final String DIFFERS = "differs";
    private static final String ONE = "one";

    private Restatements() {}

    public static final Field<String> REPORT = required("report", Unit.CODE, "The report.");
    public static final Field<String> ROW_KEY = required("row_key", Unit.TEXT, "The row's key, as column=value.");
    public static final Field<String> COLUMN_NAME =
            required("column_name", Unit.CODE, "The column that changed; row where the whole row came or went.");
    public static final Field<String> KIND =
            required("kind", Unit.CODE, "figure, flipped (a code or a yes or no), appeared or vanished.");
    public static final Field<String> UNIT = optional("unit", Unit.TEXT, "Unit of the figures.");
    public static final Field<Double> BEFORE_VALUE =
            optional("before_value", Unit.FIGURE, "The figure before; null where there was none.");
    public static final Field<Double> AFTER_VALUE =
            optional("after_value", Unit.FIGURE, "The figure after; null where there is none.");
    public static final Field<Double> CHANGE =
            computed("change", Unit.FIGURE, "after_value - before_value", "After less before.");
    public static final Field<String> BEFORE_TEXT =
            optional("before_text", Unit.TEXT, "What a code was before; null for figures, and where there was none.");
    public static final Field<String> AFTER_TEXT = optional("after_text", Unit.TEXT, "What it is after.");

    public static final Table TABLE = Table.named("restatement")
            .grain("One row per report, row of it and column that changed; one row for a row that came or went.")
            .key(REPORT, ROW_KEY, COLUMN_NAME)
            .column(KIND, UNIT, BEFORE_VALUE, AFTER_VALUE, CHANGE, BEFORE_TEXT, AFTER_TEXT)
            .check(Check.oneOf("kind", "figure", "flipped", "appeared", "vanished"))
            .build();

    /** Figures that differ by less than this part of the larger are the same. */
    private static final double SAME = 1e-9;

    /**
     * @param report the declaration of both
     * @param before its rows at the earlier state
     * @param after its rows at the later state
     * @return rows of {@link #TABLE}
     */
    public static Dataset<Row> of(Table report, Dataset<Row> before, Dataset<Row> after) {
        List<Field<?>> compared = report.columns().stream()
                .filter(column -> !report.key().contains(column.name()))
                .filter(column -> !column.unit().isText() && column.unit() != Unit.TIMESTAMP)
                .toList();
        Column[] key = report.keyColumns();
        Dataset<Row> both = side(before, key, compared, "before")
                .join(
                        side(after, key, compared, "after"),
                        scala.jdk.javaapi.CollectionConverters.asScala(report.key())
                                .toSeq(),
                        "full_outer");
        List<Column> names = new ArrayList<>();
        for (String part : report.key()) {
            names.add(concat(lit(part + "="), col(part).cast(DataTypes.StringType)));
        }
        List<Column> changes = new ArrayList<>();
        Column came = col(BEFORE).isNull();
        Column went = col(AFTER).isNull();
        changes.add(change(
                came.or(went),
                "row",
                when(came, "appeared").otherwise("vanished"),
                lit(null),
                lit(null),
                lit(null),
                lit(null),
                lit(null)));
        for (Field<?> column : compared) {
            changes.add(compared(column, came.or(went)));
        }
        return TABLE.conform(both.select(
                        lit(report.name()).as(REPORT.name()),
                        concat_ws(" ", names.toArray(Column[]::new)).as(ROW_KEY.name()),
                        explode(array(changes.toArray(Column[]::new))).as(ONE))
                .where(col(ONE + "." + DIFFERS))
                .select(
                        REPORT.col(),
                        ROW_KEY.col(),
                        col(ONE + "." + COLUMN_NAME.name()),
                        col(ONE + "." + KIND.name()),
                        col(ONE + "." + UNIT.name()),
                        col(ONE + "." + BEFORE_VALUE.name()),
                        col(ONE + "." + AFTER_VALUE.name()),
                        col(ONE + "." + AFTER_VALUE.name())
                                .minus(col(ONE + "." + BEFORE_VALUE.name()))
                                .as(CHANGE.name()),
                        col(ONE + "." + BEFORE_TEXT.name()),
                        col(ONE + "." + AFTER_TEXT.name())));
    }

    private static Dataset<Row> side(Dataset<Row> rows, Column[] key, List<Field<?>> compared, String name) {
        List<Column> columns = new ArrayList<>(List.of(key));
        columns.add(
                struct(compared.stream().map(Field::col).toArray(Column[]::new)).as(name));
        return rows.select(columns.toArray(Column[]::new));
    }

    private static Column compared(Field<?> column, Column whole) {
        Column before = col(BEFORE).getField(column.name());
        Column after = col(AFTER).getField(column.name());
        DataType type = column.type();
        if (type instanceof NumericType) {
            Column one = before.cast(DataTypes.DoubleType);
            Column other = after.cast(DataTypes.DoubleType);
            Column apart =
                    abs(one.minus(other)).gt(greatest(abs(one), abs(other)).multiply(SAME));
            Column differs =
                    not(whole).and(one.isNull().notEqual(other.isNull()).or(coalesce(apart, lit(false))));
            return change(
                    differs,
                    column.name(),
                    lit("figure"),
                    lit(column.unit().label()),
                    one,
                    other,
                    lit(null),
                    lit(null));
        }
        Column one = before.cast(DataTypes.StringType);
        Column other = after.cast(DataTypes.StringType);
        return change(
                not(whole).and(not(one.eqNullSafe(other))),
                column.name(),
                lit("flipped"),
                lit(null),
                lit(null),
                lit(null),
                one,
                other);
    }

    private static Column change(
            Column differs,
            String name,
            Column kind,
            Column unit,
            Column before,
            Column after,
            Column beforeText,
            Column afterText) {
        return struct(
                differs.as(DIFFERS),
                lit(name).as(COLUMN_NAME.name()),
                kind.as(KIND.name()),
                unit.cast(DataTypes.StringType).as(UNIT.name()),
                before.cast(DataTypes.DoubleType).as(BEFORE_VALUE.name()),
                after.cast(DataTypes.DoubleType).as(AFTER_VALUE.name()),
                beforeText.cast(DataTypes.StringType).as(BEFORE_TEXT.name()),
                afterText.cast(DataTypes.StringType).as(AFTER_TEXT.name()));
    }
}
