package org.lodestone.lake;

import java.sql.Timestamp;
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

    public static final Column<String> LOAD_ID =
            Column.required("load_id", Unit.CODE, "The load: its time and a part that makes it unique.");
    public static final Column<String> FILE_SHA256 =
            Column.required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex.");
    public static final Column<String> FILE_PATH = Column.required("file_path", Unit.TEXT, "Where the file was.");
    public static final Column<Timestamp> LOADED_AT =
            Column.required("loaded_at", Unit.TIMESTAMP, "When the load was committed.");
    public static final Column<String> FILE_NAME =
            Column.required("file_name", Unit.TEXT, "The last part of the path, without .gz.");
    public static final Column<Long> FILE_BYTES =
            Column.required("file_bytes", Unit.BYTES, "The file's length as stored.");
    public static final Column<String> FORMAT =
            Column.required("format", Unit.CODE, "The format that the file was read as.");
    public static final Column<Integer> READER_VERSION = Column.<Integer>required(
                    "reader_version", Unit.COUNT, "Version of the reader; a newer one reads the file again.")
            .typed(DataTypes.IntegerType);
    public static final Column<String> REFERENCE_FINGERPRINT = Column.required(
            "reference_fingerprint",
            Unit.CODE,
            "Hash of the reference data (countries, products ...) that the file was read with; other reference"
                    + " data reads it again.");
    public static final Column<String> TABLE_NAME =
            Column.required("table_name", Unit.CODE, "The table that the rows went to.");
    public static final Column<Long> ROWS_READ =
            Column.required("rows_read", Unit.COUNT, "Rows in the file, its header left out.");
    public static final Column<Long> ROWS_LANDED =
            Column.required("rows_landed", Unit.COUNT, "Rows that are in the table from this file.");
    public static final Column<Long> ROWS_LEFT_OUT = Column.required(
            "rows_left_out",
            Unit.COUNT,
            "Usable rows that repeat others by design and are no observations of their own: margins of a cube,"
                    + " totals of all products, flows that are a part of another.");
    public static final Column<Long> ROWS_REJECTED =
            Column.required("rows_rejected", Unit.COUNT, "Rows that cannot be used; they are in rejected_row.");
    public static final Column<String> RELIES_ON = Column.optional(
            "relies_on",
            Unit.TEXT,
            "SHA-256 of files of the same load that gave the same rows, which landed once, from those;"
                    + " separated by spaces; null where there is none.");

    /** One row a load and file. */
    public static final Table TABLE = Table.named("ledger")
            .grain("One row per load and source file.")
            .key(LOAD_ID, FILE_SHA256, FILE_PATH)
            .column(
                    LOADED_AT,
                    FILE_NAME,
                    FILE_BYTES,
                    FORMAT,
                    READER_VERSION,
                    REFERENCE_FINGERPRINT,
                    TABLE_NAME,
                    ROWS_READ,
                    ROWS_LANDED,
                    ROWS_LEFT_OUT,
                    ROWS_REJECTED,
                    RELIES_ON)
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
