package org.lodestone.intake;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** Rows of source files that cannot be used, each with its reason. */
public final class RejectedRows {
    private static final String CODE = "code";
    private static final String FAULT = "fault";
    private static final String WORDS = "words";

    private static final int LONGEST_TEXT = 4000;

    private RejectedRows() {}

    public static final Field<String> LOAD_ID = required("load_id", Unit.CODE, "The load that met the line.");
    public static final Field<String> FILE_SHA256 =
            required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex.");
    public static final Field<Long> LINE =
            required("line", Unit.COUNT, "The line's number in the file, the header being 1.");
    public static final Field<String> CELL = required(
            "cell",
            Unit.CODE,
            "The column, for formats that have several figures a line, and where the rest of the row is used;"
                    + " else blank.");
    public static final Field<String> FILE_NAME = required("file_name", Unit.TEXT, "The file's name.");
    public static final Field<String> REASON_CODE =
            required("reason_code", Unit.CODE, "Why it cannot be used, as a code.");
    public static final Field<String> REASON =
            required("reason", Unit.TEXT, "Why it cannot be used, in words with the values.");
    public static final Field<String> LINE_TEXT =
            required("line_text", Unit.TEXT, "The line as it stands in the file, cut after 4,000 characters.");

    /** One row a load, file and line. */
    public static final Table TABLE = Table.named("rejected_row")
            .grain("One row per load, source file and line (or cell of a line) that cannot be used.")
            .key(LOAD_ID, FILE_SHA256, LINE, CELL)
            .column(FILE_NAME, REASON_CODE, REASON, LINE_TEXT)
            .build();

    /**
     * @param staged staged rows; those without a reason are passed over, but for their cells that cannot be used
     * @param texts file, line, line_text: the lines of the same files, which are read again for the few that are kept
     * @param few whether the rows that are kept are few enough to be sent to all tasks, so that no text is moved
     * @param sha256 hash of each file, by the place that {@code file} names
     * @param names name of each file
     */
    public static Dataset<Row> of(
            Dataset<Row> staged,
            Dataset<Row> texts,
            boolean few,
            List<String> sha256,
            List<String> names,
            String loadId) {
        Column row = when(
                col(Staged.REJECT).isNotNull(),
                array(struct(
                        col(Staged.CELL).as(CELL.name()),
                        col(Staged.REJECT).getField(CODE).as(CODE),
                        col(Staged.REJECT).getField(WORDS).as(Findings.WORDS.name()))));
        Column cells = when(
                col(Staged.LEFT_OUT).isNull(),
                filter(
                        col(Staged.REMARKS),
                        remark -> remark.getField(CELL.name()).isNotNull()));
        Dataset<Row> faults = staged.select(
                col(SourceLines.FILE),
                col(SourceLines.LINE),
                explode(coalesce(row, cells)).as(FAULT));
        return TABLE.conform(texts.join(
                        few ? broadcast(faults) : faults, new String[] {SourceLines.FILE, SourceLines.LINE})
                .select(
                        lit(loadId).as(LOAD_ID.name()),
                        ofFile(sha256).as(FILE_SHA256.name()),
                        col(SourceLines.LINE),
                        col(FAULT + "." + CELL.name()).as(CELL.name()),
                        ofFile(names).as(FILE_NAME.name()),
                        col(FAULT + "." + CODE).as(REASON_CODE.name()),
                        col(FAULT + "." + WORDS).as(REASON.name()),
                        substring(col(SourceLines.LINE_TEXT), 1, LONGEST_TEXT).as(SourceLines.LINE_TEXT)));
    }

    /** A value that differs by file: the place in the list that {@code file} names. */
    public static Column ofFile(List<String> values) {
        // One literal: as one for each of many thousand files they would make every step of the plan slow.
        return element_at(
                lit(values.toArray(String[]::new)), col(SourceLines.FILE).plus(1));
    }
}
