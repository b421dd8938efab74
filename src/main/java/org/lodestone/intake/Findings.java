package org.lodestone.intake;

import org.lodestone.table.Column;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** What a load noticed about data that it nevertheless took as they are. */
public final class Findings {
    private Findings() {}

    /** One row a load, file, kind and subject. */
    public static final Table TABLE = Table.named("finding")
            .grain("One row per load, source file, kind of finding and subject.")
            .key(
                    Column.required("load_id", Unit.CODE, "The load that noticed it."),
                    Column.required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex."),
                    Column.required(
                            "kind",
                            Unit.CODE,
                            "control_total_value, control_total_weight, control_total_missing, imputed_weights,"
                                    + " unit_value_outlier, repeated_key, cube_settled, parts_added, re_import, duration_conflict,"
                                    + " start_conflict or assumed."),
                    Column.required("subject", Unit.TEXT, "What it is about, unique within file and kind."))
            .required("file_name", Unit.TEXT, "The file's name.")
            .column("found", Unit.FIGURE, "The figure that was found, in the unit that the words name.")
            .column("expected", Unit.FIGURE, "The figure that it is held against; null where there is none.")
            .column("limit", Unit.FIGURE, "The limit beyond which it is a finding; null where any is.")
            .required("words", Unit.TEXT, "The finding in a sentence with its figures.")
            .build();
}
