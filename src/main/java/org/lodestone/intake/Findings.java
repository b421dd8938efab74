package org.lodestone.intake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.lake.SourceLines;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** What a load noticed about data that it nevertheless took as they are. */
public final class Findings {
    private Findings() {}

    /** One row a load, file, kind and subject. */
    public static final Table TABLE = Table.named("finding")
            .grain("One row per load, source file, kind of finding and subject.")
            .key(
                    org.lodestone.table.Column.required("load_id", Unit.CODE, "The load that noticed it."),
                    org.lodestone.table.Column.required(
                            "file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex."),
                    org.lodestone.table.Column.required(
                            "kind",
                            Unit.CODE,
                            "control_total_value, control_total_weight, control_total_missing, imputed_weights,"
                                    + " unusable_weight, leading_zero, repeated_key, cube_settled, parts_added,"
                                    + " re_import, duration_conflict, start_conflict, no_rows, encoding or assumed."),
                    org.lodestone.table.Column.required(
                            "subject", Unit.TEXT, "What it is about, unique within file and kind."))
            .required("file_name", Unit.TEXT, "The file's name.")
            .column("found", Unit.FIGURE, "The figure that was found, in the unit that the words name.")
            .column("expected", Unit.FIGURE, "The figure that it is held against; null where there is none.")
            .column("limit", Unit.FIGURE, "The limit beyond which it is a finding; null where any is.")
            .required("words", Unit.TEXT, "The finding in a sentence with its figures.")
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
                        explode(col(Staged.REMARKS)).as("remark"))
                .groupBy(col(SourceLines.FILE), col("remark.code").as("kind"))
                .agg(
                        count(lit(1)).as("rows"),
                        min(struct(col(SourceLines.LINE), col("remark.words").as("words")))
                                .as("first"))
                .select(
                        col(SourceLines.FILE),
                        col("kind"),
                        col("rows").cast(DataTypes.DoubleType).as("found"),
                        none.as("expected"),
                        none.as("limit"),
                        format_string(
                                        "%d %s line %d: %s",
                                        col("rows"),
                                        when(col("rows").equalTo(1), "row:").otherwise("rows, the first being"),
                                        col("first.line"),
                                        col("first.words"))
                                .as("words"));
    }
}
