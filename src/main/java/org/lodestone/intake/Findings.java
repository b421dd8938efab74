package org.lodestone.intake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** What a load noticed about data that it nevertheless took as they are. */
public final class Findings {
    private static final String FIRST = "first";
    private static final String LINE = "line";
    private static final String REMARK = "remark";
    private static final String ROWS = "rows";

    private Findings() {}

    public static final Field<String> LOAD_ID = required("load_id", Unit.CODE, "The load that noticed it.");
    public static final Field<String> FILE_SHA256 =
            required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex.");
    public static final Field<String> KIND = required(
            "kind",
            Unit.CODE,
            "control_total_value, control_total_weight, control_total_missing, imputed_weights,"
                    + " unusable_weight, leading_zero, repeated_key, cube_settled, parts_added,"
                    + " re_import, duration_conflict, start_conflict, no_rows, encoding or assumed.");
    public static final Field<String> SUBJECT =
            required("subject", Unit.TEXT, "What it is about, unique within file and kind.");
    public static final Field<String> FILE_NAME = required("file_name", Unit.TEXT, "The file's name.");
    public static final Field<Double> FOUND =
            optional("found", Unit.FIGURE, "The figure that was found, in the unit that the words name.");
    public static final Field<Double> EXPECTED =
            optional("expected", Unit.FIGURE, "The figure that it is held against; null where there is none.");
    public static final Field<Double> LIMIT =
            optional("limit", Unit.FIGURE, "The limit beyond which it is a finding; null where any is.");
    public static final Field<String> WORDS =
            required("words", Unit.TEXT, "The finding in a sentence with its figures.");

    /** One row a load, file, kind and subject. */
    public static final Table TABLE = Table.named("finding")
            .grain("One row per load, source file, kind of finding and subject.")
            .key(LOAD_ID, FILE_SHA256, KIND, SUBJECT)
            .column(FILE_NAME, FOUND, EXPECTED, LIMIT, WORDS)
            .build();

    /**
     * What was remarked on rows that are used, a finding for each file and kind.
     *
     * @param used staged rows
     * @return file INT, kind STRING, found DOUBLE (how many rows), expected, limit DOUBLE, words STRING
     */
    public static Dataset<Row> ofRemarks(Dataset<Row> used) {
        Column none = lit(null).cast(DataTypes.DoubleType);
        return used.select(
                        col(SourceLines.FILE),
                        col(SourceLines.LINE),
                        explode(col(Staged.REMARKS)).as(REMARK))
                .groupBy(col(SourceLines.FILE), col(REMARK + "." + Staged.CODE).as(KIND.name()))
                .agg(
                        count(lit(1)).as(ROWS),
                        min(struct(
                                        col(SourceLines.LINE),
                                        col(REMARK + "." + WORDS.name()).as(WORDS.name())))
                                .as(FIRST))
                .select(
                        col(SourceLines.FILE),
                        KIND.col(),
                        col(ROWS).cast(DataTypes.DoubleType).as(FOUND.name()),
                        none.as(EXPECTED.name()),
                        none.as(LIMIT.name()),
                        format_string(
                                        "%d %s line %d: %s",
                                        col(ROWS),
                                        when(col(ROWS).equalTo(1), "row:").otherwise("rows, the first being"),
                                        col(FIRST + "." + LINE),
                                        col(FIRST + "." + WORDS.name()))
                                .as(WORDS.name()));
    }
}
