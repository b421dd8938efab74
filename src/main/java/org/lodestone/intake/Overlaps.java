package org.lodestone.intake;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.lake.Lake;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.SourceLines;

/**
 * Slices that several files of one run give. Where the files agree the rows land once; where they do not, nothing says
 * which file is right, least of all the order in which they were named.
 */
public final class Overlaps {
    private static final String LACKS = "lacks_";
    private static final String COMPLETE = "complete";
    private static final String DIFFER = "differ";
    private static final String DIGEST = "digest";
    private static final String FILES = "files";
    private static final String FIRST_FILE = "first_file";
    private static final String HIGH = "high";
    private static final String KEYS = "keys";
    private static final String LOW = "low";
    private static final String MOST_ROWS = "most_rows";
    private static final String OTHER_FIGURES = "other_figures";
    private static final String OTHER_REMARKS = "other_remarks";
    private static final String ROWS = "rows";
    private static final String WHOLE = "whole";

    private static final String EARLIER = "earlier_";

    private Overlaps() {}

    /**
     * What each file gives of each slice.
     *
     * @param used settled rows that are used
     * @param complete BOOLEAN, an aggregate over a slice's rows: whether its total is known
     * @param whole BOOLEAN, likewise: whether all its rows are given, so that the file replaces what was there
     * @return file INT, slice STRING, rows LONG, complete and whole BOOLEAN, digest LONG (equal for equal contents in any
     *     order)
     */
    public static Dataset<Row> slices(Dataset<Row> used, Table table, Column complete, Column whole) {
        List<Column> all = new ArrayList<>();
        table.key().forEach(part -> all.add(col(part)));
        all.add(Deduplication.digest(used, table));
        return used.groupBy(col(SourceLines.FILE), col(Lake.SLICE))
                .agg(
                        count(lit(1)).as(ROWS),
                        complete.as(COMPLETE),
                        whole.as(WHOLE),
                        bit_xor(xxhash64(all.toArray(Column[]::new))).as(DIGEST));
    }

    /**
     * The slices that more than one file gives.
     *
     * @param slices as {@link #slices} gives them
     * @return slice, files ARRAY&lt;INT&gt;, differ BOOLEAN: whole files of other contents; most_rows LONG: of a whole
     *     file, or null
     */
    public static Dataset<Row> shared(Dataset<Row> slices) {
        return slices.groupBy(col(Lake.SLICE))
                .agg(
                        collect_set(col(SourceLines.FILE)).as(FILES),
                        countDistinct(when(col(WHOLE), col(DIGEST))).gt(1).as(DIFFER),
                        max(when(col(WHOLE), col(ROWS))).as(MOST_ROWS))
                .where(org.apache.spark.sql.functions.size(col(FILES)).gt(1));
    }

    /**
     * The shared slices on which files disagree: a key has other figures or an other remark in another file, or a partial
     * file has a key that a whole one lacks. A file that leaves a remark out disagrees with nobody.
     *
     * @param used settled rows that are used
     * @param shared as {@link #shared} gives them
     * @return slice, files
     */
    public static Dataset<Row> conflicts(Dataset<Row> used, Dataset<Row> shared, Table table) {
        Dataset<Row> keys = used.join(shared, Lake.SLICE)
                .groupBy(table.keyColumns())
                .agg(
                        min(Deduplication.digest(used, table)).as(LOW),
                        max(Deduplication.digest(used, table)).as(HIGH),
                        not(Deduplication.remarksAgree(used, table)).as(OTHER_REMARKS));
        Dataset<Row> found = keys.groupBy(col(Lake.SLICE))
                .agg(
                        count(lit(1)).as(KEYS),
                        max(col(LOW).notEqual(col(HIGH)).or(col(OTHER_REMARKS))).as(OTHER_FIGURES));
        return shared.join(found, Lake.SLICE)
                .where(col(DIFFER).or(col(OTHER_FIGURES)).or(coalesce(col(KEYS).gt(col(MOST_ROWS)), lit(false))))
                .select(Lake.SLICE, "files");
    }

    /**
     * Rows with each key once: from the first of the files that give it, with the remarks of all.
     *
     * @param used settled rows that are used, without conflicts
     */
    public static Dataset<Row> once(Dataset<Row> used, Table table) {
        WindowSpec key = Window.partitionBy(table.keyColumns());
        Dataset<Row> all =
                used.withColumn(FIRST_FILE, min(col(SourceLines.FILE)).over(key));
        for (String remark : table.remarks()) {
            all = all.withColumn(remark, max(col(remark)).over(key));
        }
        return all.where(col(SourceLines.FILE).equalTo(col(FIRST_FILE))).drop(FIRST_FILE);
    }

    /**
     * What is remarked already on figures of slices that rows leave without that remark: keys, figures and remarks, their
     * names with a prefix.
     *
     * @param rows with each key once
     * @param there rows of the table
     */
    public static Dataset<Row> remarked(Dataset<Row> rows, Dataset<Row> there, Table table) {
        List<Column> lacks = new ArrayList<>();
        Column remarked = lit(false);
        Column wanted = lit(false);
        for (String remark : table.remarks()) {
            lacks.add(max(col(remark).isNull()).as(LACKS + remark));
            remarked = remarked.or(col(remark).isNotNull());
            wanted = wanted.or(col(LACKS + remark).and(col(remark).isNotNull()));
        }
        List<Column> known = new ArrayList<>();
        for (Field<?> column : table.columns()) {
            if (column.remark() || figure(column) || table.key().contains(column.name())) {
                known.add(column.col().as(EARLIER + column.name()));
            }
        }
        Dataset<Row> slices = rows.groupBy(col(Lake.SLICE))
                .agg(lacks.get(0), lacks.subList(1, lacks.size()).toArray(Column[]::new));
        // No hint: slices can be as many as rows.
        return there.where(remarked).join(slices, Lake.SLICE).where(wanted).select(known.toArray(Column[]::new));
    }

    /**
     * Rows with the remarks that are known of the same figures, where they make none themselves: files that agree leave the
     * same behind, whether they come together or one after the other.
     *
     * @param remarked as {@link #remarked} gives it for these rows
     */
    public static Dataset<Row> withRemarks(Dataset<Row> rows, Dataset<Row> remarked, Table table) {
        Column same = lit(true);
        for (Field<?> column : table.columns()) {
            Column earlier = col(EARLIER + column.name());
            if (table.key().contains(column.name())) {
                same = same.and(column.col().equalTo(earlier));
            } else if (figure(column)) {
                same = same.and(column.col().eqNullSafe(earlier));
            }
        }
        List<Column> all = new ArrayList<>();
        for (String name : rows.columns()) {
            all.add(
                    table.remarks().contains(name)
                            ? coalesce(col(name), col(EARLIER + name)).as(name)
                            : col(name));
        }
        return rows.join(remarked, same, "left").select(all.toArray(Column[]::new));
    }

    private static boolean figure(Field<?> column) {
        return column.type().equals(DataTypes.DoubleType) && !column.remark();
    }
}
