package org.lodestone.lake;

import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Check;
import org.lodestone.table.Column;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What was loaded, from which files, and which versions of the lake's tables belong together.
 *
 * <p>Delta commits one table at a time, so a load of several tables is made whole by its ledger entries, which are
 * committed last and at once: readers use only table versions that the ledger names, and what a load that did not
 * reach its end left behind is put back by the next one.
 */
public final class Ledger {
    private Ledger() {}

    /** One row a load and file. */
    public static final Table TABLE = Table.named("ledger")
            .grain("One row per load and source file.")
            .key(
                    Column.required("load_id", Unit.CODE, "The load: its time and a part that makes it unique."),
                    Column.required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex."),
                    Column.required("file_path", Unit.TEXT, "Where the file was."))
            .required("loaded_at", Unit.TIMESTAMP, "When the load was committed.")
            .required("file_name", Unit.TEXT, "The last part of the path, without .gz.")
            .required("file_bytes", Unit.BYTES, "The file's length as stored.")
            .required("format", Unit.CODE, "The format that the file was read as.")
            .column(Column.required(
                            "reader_version", Unit.COUNT, "Version of the reader; a newer one reads the file again.")
                    .typed(DataTypes.IntegerType))
            .required(
                    "reference_fingerprint",
                    Unit.CODE,
                    "Hash of the reference data (countries, products ...) that the file was read with; other reference"
                            + " data reads it again.")
            .required("table_name", Unit.CODE, "The table that the rows went to.")
            .required("rows_read", Unit.COUNT, "Rows in the file, its header left out.")
            .required("rows_landed", Unit.COUNT, "Rows that are in the table from this file.")
            .required(
                    "rows_left_out",
                    Unit.COUNT,
                    "Usable rows that repeat others by design and are no observations of their own: margins of a cube,"
                            + " totals of all products, flows that are a part of another.")
            .required("rows_rejected", Unit.COUNT, "Rows that cannot be used; they are in rejected_row.")
            .column(
                    "relies_on",
                    Unit.TEXT,
                    "SHA-256 of files of the same load that gave the same rows, which landed once, from those;"
                            + " separated by spaces; null where there is none.")
            .column(Column.required(
                            "table_versions",
                            Unit.COUNT,
                            "For each table of the lake the Delta version that belongs to this load.")
                    .typed(DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false)))
            .check(
                    Check.notNegative("rows_read"),
                    Check.that(
                            "rows_add_up", "rows_read >= rows_left_out + rows_rejected AND rows_landed <= rows_read"))
            .build();

    /** What the ledger says of one file of a load. */
    public record Entry(
            SourceFile file,
            String format,
            int readerVersion,
            String referenceFingerprint,
            String table,
            long rowsRead,
            long rowsLanded,
            long rowsLeftOut,
            long rowsRejected,
            String reliesOn) {}
}
