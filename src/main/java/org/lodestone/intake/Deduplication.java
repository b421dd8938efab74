package org.lodestone.intake;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.lake.Lake;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.SourceLines;

/**
 * Settles rows of one file that repeat a key.
 *
 * <ul>
 *   <li>Rows of a file that does not say which of them are margins of a cube (in UN Comtrade: by mode of transport,
 *       customs procedure, second partner): where the slice has a control total, it decides. If it is reached with the
 *       largest row of each key, these are the margins; if with all rows, they are parts and are added up.
 *   <li>Rows that say the same: one of them counts.
 *   <li>Without a control total that decides, rows that add up to 2, 4 or 8 times the largest within 0.5 %: each
 *       dimension of a cube has doubled the sum, and the largest is the margin.
 *   <li>Anything else is ambiguous, and all rows of the key are rejected.
 * </ul>
 */
public final class Deduplication {
    private static final String OF_KEY = "key_";
    private static final String AGREED = "agreed";
    private static final String ALL = "all";
    private static final String AS_MARGINS = "as_margins";
    private static final String AS_PARTS = "as_parts";
    private static final String CODE = "code";
    private static final String CONTROL_MARGINS = "control_margins";
    private static final String CONTROL_PARTS = "control_parts";
    private static final String DECIDED = "decided";
    private static final String HIGH = "high";
    private static final String IS_CONTROL = "is_control";
    private static final String IS_PART = "is_part";
    private static final String LOW = "low";
    private static final String MARGIN = "margin";
    private static final String MARGINS = "margins";
    private static final String PARTS = "parts";
    private static final String PLACE = "place";
    private static final String TOTAL = "total";

    /** Whether a row's file says which rows are margins of a cube; rows of other files may be settled by their sum. */
    public static final String CUBE_KNOWN = "cube_known";

    /**
     * What settles repeated keys of a table.
     *
     * @param column the figure whose largest is a cube's margin
     * @param control whether a row is its slice's control total
     * @param part whether a row is one of those that make up the control total
     */
    public record Measure(String column, Column control, Column part) {}

    /** How a repeated key was settled: equal, margin, parts or ambiguous. */
    static final String VERDICT = "verdict";

    private static final String REPEATS = "repeats";
    private static final String KNOWN = "known";
    private static final String LARGEST = "largest";
    private static final double TOLERANCE = 0.005;

    /** How near a control total must be to one reading, as a part of what lies between both. */
    private static final double DECIDES = 0.02;

    private Deduplication() {}

    /**
     * The keys that occur more than once in a file, with how they are settled. Most files have none: look whether this
     * is empty before {@link #mark}.
     *
     * @param staged staged rows of a table; with {@link #CUBE_KNOWN} where there is a measure
     * @param table whose key it is
     * @param measure null for tables whose rows are parts of nothing
     * @return file, the key, repeats LONG, {@link #VERDICT} STRING, largest DOUBLE, known BOOLEAN
     */
    public static Dataset<Row> repeated(Dataset<Row> staged, Table table, Measure measure) {
        Column none = lit(null).cast(DataTypes.DoubleType);
        Column digest = digest(staged, table);
        Column doubled = lit(false);
        for (int times : new int[] {2, 4, 8}) {
            doubled = doubled.or(abs(col(TOTAL).minus(col(LARGEST).multiply(times)))
                    .leq(col(LARGEST).multiply(times * TOLERANCE)));
        }
        Column verdict = when(col(LOW).equalTo(col(HIGH)).and(col(AGREED)), "equal")
                .when(not(col(KNOWN)).and(col(LARGEST).gt(0)).and(doubled), "margin")
                .otherwise("ambiguous");
        return Staged.used(staged)
                .groupBy(key(table))
                .agg(
                        count(lit(1)).as(REPEATS),
                        min(digest).as(LOW),
                        max(digest).as(HIGH),
                        remarksAgree(staged, table).as(AGREED),
                        (measure == null ? none : max(col(measure.column()))).as(LARGEST),
                        (measure == null ? none : sum(col(measure.column()))).as(TOTAL),
                        (measure == null ? lit(true) : max(col(CUBE_KNOWN))).as(KNOWN))
                .where(col(REPEATS).gt(1))
                .withColumn(VERDICT, verdict)
                .drop(LOW, HIGH, AGREED, TOTAL);
    }

    /**
     * The verdict of each slice's control total on its repeated keys, where it tells one reading from the other.
     *
     * @return file, slice, {@code decided} STRING: margin or parts
     */
    private static Dataset<Row> byControl(Dataset<Row> staged, Dataset<Row> repeated, Table table, Measure measure) {
        Dataset<Row> unknown = repeated.where(not(col(KNOWN)))
                .select(col(SourceLines.FILE), col(Lake.SLICE))
                .distinct();
        Column value = col(measure.column());
        Dataset<Row> keys = Staged.used(staged)
                .join(unknown, columns(SourceLines.FILE, Lake.SLICE), "left_semi")
                .withColumn(IS_CONTROL, measure.control())
                .withColumn(IS_PART, measure.part())
                .groupBy(key(table, "is_control", "is_part"))
                .agg(max(value).as(MARGIN), sum(value).as(ALL));
        Column parts = sum(when(col(IS_PART), col(ALL)));
        Column margins = sum(when(col(IS_PART), col(MARGIN)));
        Column between = abs(col(PARTS).minus(col(MARGINS)));
        Column limit = between.multiply(DECIDES);
        // The control total may be repeated itself: it is read as its partners are.
        return keys.groupBy(col(SourceLines.FILE), col(Lake.SLICE))
                .agg(
                        parts.as(PARTS),
                        margins.as(MARGINS),
                        sum(when(col(IS_CONTROL), col(ALL))).as(CONTROL_PARTS),
                        sum(when(col(IS_CONTROL), col(MARGIN))).as(CONTROL_MARGINS))
                .withColumn(AS_PARTS, abs(col(CONTROL_PARTS).minus(col(PARTS))).leq(limit))
                .withColumn(
                        AS_MARGINS,
                        abs(col(CONTROL_MARGINS).minus(col(MARGINS))).leq(limit))
                .where(between.gt(0).and(col(AS_PARTS).notEqual(col(AS_MARGINS))))
                .select(
                        col(SourceLines.FILE),
                        col(Lake.SLICE),
                        when(col(AS_PARTS), "parts").otherwise("margin").as(DECIDED));
    }

    /** A hash of the figures that a row has beside its key, without remarks on them. */
    public static Column digest(Dataset<Row> rows, Table table) {
        return xxhash64(said(rows, table).stream()
                .filter(column -> !column.remark())
                .map(column -> col(column.name()))
                .toArray(Column[]::new));
    }

    /** Whether rows make no two different remarks: an aggregate. One that says nothing agrees with all. */
    static Column remarksAgree(Dataset<Row> rows, Table table) {
        Column agree = lit(true);
        for (Field<?> column : said(rows, table)) {
            if (column.remark()) {
                agree = agree.and(coalesce(min(column.col()).equalTo(max(column.col())), lit(true)));
            }
        }
        return agree;
    }

    /** The columns beside the key in which a row says something. */
    private static List<Field<?>> said(Dataset<Row> rows, Table table) {
        List<String> present = List.of(rows.columns());
        return table.columns().stream()
                .filter(column -> !table.key().contains(column.name())
                        && present.contains(column.name())
                        && !column.name().startsWith("source_"))
                .toList();
    }

    private static Column[] key(Table table, String... more) {
        List<Column> key = new ArrayList<>();
        key.add(col(SourceLines.FILE));
        table.key().forEach(part -> key.add(col(part)));
        for (String name : more) {
            key.add(col(name));
        }
        return key.toArray(Column[]::new);
    }

    private static String[] columns(String... names) {
        return names;
    }

    /**
     * Marks the rows of repeated keys: of each one row is used, with the sum of all where they are parts, and the others are
     * left out, or all are rejected.
     *
     * @param staged staged rows
     * @param repeated as {@link #repeated} gives them for these rows
     * @param measure as there
     * @return the staged rows, with {@link #VERDICT} beside them: null for keys that occur once
     */
    public static Dataset<Row> mark(Dataset<Row> staged, Dataset<Row> repeated, Table table, Measure measure) {
        Dataset<Row> settled = repeated;
        if (measure != null) {
            settled = repeated.join(
                            byControl(staged, repeated, table, measure), columns(SourceLines.FILE, Lake.SLICE), "left")
                    .withColumn(
                            VERDICT,
                            when(not(col(KNOWN)), coalesce(col(DECIDED), col(VERDICT)))
                                    .otherwise(col(VERDICT)))
                    .drop(DECIDED);
        }
        List<Column> renamed = new ArrayList<>();
        Column matches = col(Staged.REJECT).isNull().and(col(Staged.LEFT_OUT).isNull());
        List<String> on = new ArrayList<>(List.of(SourceLines.FILE));
        on.addAll(table.key());
        for (String name : on) {
            renamed.add(col(name).as(OF_KEY + name));
            matches = matches.and(col(name).equalTo(col(OF_KEY + name)));
        }
        for (String name : List.of(REPEATS, VERDICT, LARGEST)) {
            renamed.add(col(name));
        }
        // The first line of the largest, or of all where they are equal, is the one that counts.
        Column largest = measure == null ? lit(true) : col(measure.column()).equalTo(col(LARGEST));
        Column place = when(
                col(VERDICT).isNotNull(),
                row_number()
                        .over(Window.partitionBy(key(table))
                                .orderBy(
                                        col(VERDICT).asc_nulls_last(),
                                        largest.desc(),
                                        col(SourceLines.LINE).asc())));
        Column reject = when(
                col(VERDICT).equalTo("ambiguous"),
                struct(
                        lit("ambiguous_repeat").as(CODE),
                        concat(
                                        col(REPEATS).cast(DataTypes.StringType),
                                        lit(" rows of the file have the same key with other figures ("),
                                        differences(staged, table),
                                        lit(
                                                "), and nothing says which is meant. Keep that one"
                                                        + (measure == null
                                                                ? ""
                                                                : ", or give the slice's control total, which tells parts from a sum")))
                                .as(Findings.WORDS.name())));
        Dataset<Row> placed = staged.join(settled.select(renamed.toArray(Column[]::new)), matches, "left")
                .withColumn(PLACE, place);
        List<Column> out = new ArrayList<>();
        for (String name : staged.columns()) {
            out.add(
                    switch (name) {
                        case Staged.REJECT ->
                            coalesce(col(Staged.REJECT), reject).as(name);
                        case Staged.LEFT_OUT ->
                            coalesce(
                                            col(Staged.LEFT_OUT),
                                            when(
                                                    col(VERDICT)
                                                            .isin("equal", "margin", "parts")
                                                            .and(col(PLACE).gt(1)),
                                                    "repeated"))
                                    .as(name);
                        default -> together(name, table).as(name);
                    });
        }
        out.add(col(VERDICT));
        return placed.select(out.toArray(Column[]::new));
    }

    /** What the rows of a key say otherwise: the least and the largest of each column, and whether some say nothing. */
    private static Column differences(Dataset<Row> staged, Table table) {
        WindowSpec rows = Window.partitionBy(key(table));
        List<Column> told = new ArrayList<>();
        for (Field<?> column : said(staged, table)) {
            Column one = when(col(VERDICT).equalTo("ambiguous"), col(column.name()));
            Column least = printed(min(one).over(rows), column.type());
            Column largest = printed(max(one).over(rows), column.type());
            Column blank = column.remark() ? lit(false) : count(one).over(rows).lt(col(REPEATS));
            told.add(when(
                    blank.and(largest.isNotNull()).or(least.notEqual(largest)),
                    concat(
                            lit(column.name() + " "),
                            when(blank, "blank, ").otherwise(""),
                            least,
                            when(least.notEqual(largest), concat(lit(" and "), largest))
                                    .otherwise(""))));
        }
        return concat_ws("; ", told.toArray(Column[]::new));
    }

    /** Numbers without exponents and idle noughts. */
    private static Column printed(Column figure, DataType type) {
        return type.equals(DataTypes.DoubleType)
                ? regexp_replace(
                        figure.cast(DataTypes.createDecimalType(38, 6)).cast(DataTypes.StringType), "[.]?0+$", "")
                : figure.cast(DataTypes.StringType);
    }

    /**
     * Of all parts of a key: figures added up, unknown where one of them is, and what is true of any of them. Of rows that
     * say the same what any of them remarks.
     */
    private static Column together(String name, Table table) {
        Column one = col(name);
        DataType type = table.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(Field::type)
                .findFirst()
                .orElse(DataTypes.StringType);
        WindowSpec parts = Window.partitionBy(key(table));
        if (table.remarks().contains(name)) {
            one = when(
                            col(VERDICT).equalTo("equal"),
                            max(when(col(VERDICT).isNotNull(), one)).over(parts))
                    .otherwise(one);
        }
        if (type.equals(DataTypes.DoubleType)) {
            Column sum = when(count(one).over(parts).equalTo(col(REPEATS)), sum(one).over(parts));
            return when(col(VERDICT).equalTo("parts"), sum).otherwise(one);
        }
        if (type.equals(DataTypes.BooleanType)) {
            return when(col(VERDICT).equalTo("parts"), max(one).over(parts)).otherwise(one);
        }
        return one;
    }
}
