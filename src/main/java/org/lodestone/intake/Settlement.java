package org.lodestone.intake;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
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
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.lake.SourceFiles;
import org.lodestone.table.Table;

/**
 * Settles rows of one file that repeat a key.
 *
 * <ul>
 *   <li>Rows that say the same: one of them counts.
 *   <li>Rows of a file that does not say which of them are margins of a cube (in UN Comtrade: by mode of transport,
 *       customs procedure, second partner): where they add up to 2, 4 or 8 times the largest within 0.5 %, each
 *       dimension has doubled the sum, and the largest is the margin.
 *   <li>Anything else is ambiguous, and all rows of the key are rejected.
 * </ul>
 */
public final class Settlement {
    /** Whether a row's file says which rows are margins of a cube; rows of other files may be settled by their sum. */
    public static final String CUBE_KNOWN = "cube_known";

    /** How a repeated key was settled: equal, margin or ambiguous. */
    static final String VERDICT = "verdict";

    private static final String REPEATS = "repeats";
    private static final String LARGEST = "largest";
    private static final double TOLERANCE = 0.005;

    private Settlement() {}

    /**
     * The keys that occur more than once in a file, with how they are settled. Most files have none: look whether this
     * is empty before {@link #mark}.
     *
     * @param staged staged rows of a table; with {@link #CUBE_KNOWN} where there is a measure
     * @param table whose key it is
     * @param measure the column whose largest is a cube's margin; null for tables without one
     * @return file, the key, repeats LONG, {@link #VERDICT} STRING, largest DOUBLE
     */
    public static Dataset<Row> repeated(Dataset<Row> staged, Table table, String measure) {
        Column none = lit(null).cast(DataTypes.DoubleType);
        Column digest = digest(staged, table);
        Column doubled = lit(false);
        for (int times : new int[] {2, 4, 8}) {
            doubled = doubled.or(abs(col("total").minus(col(LARGEST).multiply(times)))
                    .leq(col(LARGEST).multiply(times * TOLERANCE)));
        }
        Column verdict = when(col("low").equalTo(col("high")), "equal")
                .when(not(col("known")).and(col(LARGEST).gt(0)).and(doubled), "margin")
                .otherwise("ambiguous");
        return Staged.used(staged)
                .groupBy(key(table))
                .agg(
                        count(lit(1)).as(REPEATS),
                        min(digest).as("low"),
                        max(digest).as("high"),
                        (measure == null ? none : max(col(measure))).as(LARGEST),
                        (measure == null ? none : sum(col(measure))).as("total"),
                        (measure == null ? lit(true) : max(col(CUBE_KNOWN))).as("known"))
                .where(col(REPEATS).gt(1))
                .withColumn(VERDICT, verdict)
                .drop("low", "high", "total", "known");
    }

    /** A hash of what a row says beside its key. */
    public static Column digest(Dataset<Row> rows, Table table) {
        List<String> present = List.of(rows.columns());
        return xxhash64(table.columns().stream()
                .map(org.lodestone.table.Column::name)
                .filter(name -> !table.key().contains(name) && present.contains(name) && !name.startsWith("source_"))
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
    }

    private static Column[] key(Table table) {
        List<Column> key = new ArrayList<>();
        key.add(col(SourceFiles.FILE));
        table.key().forEach(part -> key.add(col(part)));
        return key.toArray(Column[]::new);
    }

    /**
     * Marks the rows of repeated keys: of each one row is used and the others are left out, or all are rejected.
     *
     * @param staged staged rows
     * @param repeated as {@link #repeated} gives them for these rows
     * @param measure as there
     * @return the staged rows, with {@link #VERDICT} beside them: null for keys that occur once
     */
    public static Dataset<Row> mark(Dataset<Row> staged, Dataset<Row> repeated, Table table, String measure) {
        List<Column> renamed = new ArrayList<>();
        Column matches = col(Staged.REJECT).isNull().and(col(Staged.LEFT_OUT).isNull());
        List<String> on = new ArrayList<>(List.of(SourceFiles.FILE));
        on.addAll(table.key());
        for (String name : on) {
            renamed.add(col(name).as("key_" + name));
            matches = matches.and(col(name).equalTo(col("key_" + name)));
        }
        for (String name : List.of(REPEATS, VERDICT, LARGEST)) {
            renamed.add(col(name));
        }
        // The first line of the largest, or of all where they are equal, is the one that counts.
        Column largest = measure == null ? lit(true) : col(measure).equalTo(col(LARGEST));
        Column place = when(
                col(VERDICT).isNotNull(),
                row_number()
                        .over(Window.partitionBy(key(table))
                                .orderBy(
                                        col(VERDICT).asc_nulls_last(),
                                        largest.desc(),
                                        col(SourceFiles.LINE).asc())));
        Column reject = when(
                col(VERDICT).equalTo("ambiguous"),
                struct(
                        lit("ambiguous_repeat").as("code"),
                        concat(
                                        col(REPEATS).cast(DataTypes.StringType),
                                        lit(" rows of the file have the same key with other figures, and nothing says"
                                                + " which is meant"))
                                .as("words")));
        Dataset<Row> placed = staged.join(repeated.select(renamed.toArray(Column[]::new)), matches, "left")
                .withColumn("place", place);
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
                                                            .isin("equal", "margin")
                                                            .and(col("place").gt(1)),
                                                    "repeated"))
                                    .as(name);
                        default -> col(name);
                    });
        }
        out.add(col(VERDICT));
        return placed.select(out.toArray(Column[]::new));
    }
}
