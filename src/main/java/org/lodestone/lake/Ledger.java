package org.lodestone.lake;

import java.sql.Timestamp;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceFile;

/**
 * What was loaded, from which files, and which versions of the lake's tables belong together.
 *
 * <p>Delta commits one table at a time, so a load of several tables is made whole by its ledger entries, which are
 * committed last and at once: readers use only table versions that the ledger names, and what a load that did not
 * reach its end left behind is put back by the next one.
 */
public final class Ledger {
    private Ledger() {}

    public static final Field<String> LOAD_ID =
            Field.required("load_id", Unit.CODE, "The load: its time and a part that makes it unique.");
    public static final Field<String> FILE_SHA256 =
            Field.required("file_sha256", Unit.CODE, "SHA-256 of the file's bytes as stored, in hex.");
    public static final Field<String> FILE_PATH = Field.required("file_path", Unit.TEXT, "Where the file was.");
    public static final Field<Timestamp> LOADED_AT =
            Field.required("loaded_at", Unit.TIMESTAMP, "When the load was committed.");
    public static final Field<String> FILE_NAME =
            Field.required("file_name", Unit.TEXT, "The last part of the path, without .gz.");
    public static final Field<Long> FILE_BYTES =
            Field.required("file_bytes", Unit.BYTES, "The file's length as stored.");
    public static final Field<String> FORMAT =
            Field.required("format", Unit.CODE, "The format that the file was read as.");
    public static final Field<Integer> READER_VERSION = Field.<Integer>required(
                    "reader_version", Unit.COUNT, "Version of the reader; a newer one reads the file again.")
            .typed(DataTypes.IntegerType);
    public static final Field<String> REFERENCE_FINGERPRINT = Field.required(
            "reference_fingerprint",
            Unit.CODE,
            "Hash of the reference data (countries, products ...) that the file was read with; other reference"
                    + " data reads it again.");
    public static final Field<String> TABLE_NAME =
            Field.required("table_name", Unit.CODE, "The table that the rows went to.");
    public static final Field<Long> ROWS_READ =
            Field.required("rows_read", Unit.COUNT, "Rows in the file, its header left out.");
    public static final Field<Long> ROWS_LANDED =
            Field.required("rows_landed", Unit.COUNT, "Rows that are in the table from this file.");
    public static final Field<Long> ROWS_LEFT_OUT = Field.required(
            "rows_left_out",
            Unit.COUNT,
            "Usable rows that repeat others by design and are no observations of their own: margins of a cube,"
                    + " totals of all products, flows that are a part of another.");
    public static final Field<Long> ROWS_REJECTED =
            Field.required("rows_rejected", Unit.COUNT, "Rows that cannot be used; they are in rejected_row.");
    public static final Field<String> RELIES_ON = Field.optional(
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
            .column(Field.required(
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
