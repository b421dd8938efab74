package org.lodestone.bi;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.lodestone.report.Moves;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * Copies of published tables for those who do not read Parquet. Figures are the same to the last digit.
 *
 * <p>A text that a spreadsheet would take for a formula, one that starts with {@code = + - @} or an unseen character,
 * gets an apostrophe before it (OWASP, CSV Injection), also in a workbook, which may be saved as CSV; figures that are
 * negative stay as they are.
 */
public final class Export {
    /** What a copy is written as. */
    public enum Format {
        /** RFC 4180 in UTF-8 without a mark: a header, commas, a point in fractions, null as nothing. */
        csv,
        /** Office Open XML: a sheet of rows and one that says what the columns mean. */
        xlsx
    }

    /** What a sheet of Excel holds, its header included. */
    private static final long MOST_ROWS = Worksheet.MAX_ROWS;

    /** What a cell of Excel holds. */
    private static final int MOST_SIGNS = 32_767;

    /** The folder of copies in that of the reports. */
    public static final String COPIES = "copies";

    /** What a formula can begin with, also in full width, and what may stand before it unseen. */
    private static final String FORMULAS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20";

    /** So many rows of a sheet are held before they are written. */
    private static final int AT_ONCE = 1_000;

    private final Configuration conf;
    private final Path reports;
    private final Path target;
    private final long mostRows;

    /**
     * @param reports the folder of the published tables
     * @param target where copies go
     */
    public Export(Configuration conf, String reports, String target) {
        this(conf, reports, target, MOST_ROWS);
    }

    /** @param mostRows of a sheet, its header included */
    Export(Configuration conf, String reports, String target, long mostRows) {
        this.conf = conf;
        this.mostRows = mostRows;
        this.reports = new Path(reports);
        this.target = new Path(target);
    }

    /** A table that a format cannot hold; the others can be written. */
    public static final class DoesNotFit extends UnusableInput {
        DoesNotFit(String message) {
            super(message);
        }
    }

    /** Where copies go if nobody says where. */
    public static String folder(String reports) {
        return new Path(reports, COPIES).toString();
    }

    /** Removes the copies that lie there: they are of an earlier state. */
    public static void forget(Configuration conf, String reports) {
        Path copies = new Path(folder(reports));
        try {
            copies.getFileSystem(conf).delete(copies, true);
        } catch (IOException e) {
            throw new UnusableInput(
                    copies + ": copies of earlier reports cannot be removed (" + e.getMessage() + ").", e);
        }
    }

    /** Whether a table lies in a folder of reports. */
    public static boolean isPublished(Configuration conf, String reports, Table table) {
        Path file = new Path(reports, table.name() + ".parquet");
        try {
            return file.getFileSystem(conf).exists(file);
        } catch (IOException e) {
            throw new UnusableInput(file + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Writes a copy of a table, in place of an older one.
     *
     * @return its file
     * @throws UnusableInput where the table is not published, does not fit the format, or the copy cannot be written
     */
    public String write(Table table, Format format) {
        Path file = new Path(reports, table.name() + ".parquet");
        Path copy = new Path(target, table.name() + "." + format);
        // Two exports into one folder have a place each.
        Path staging = new Path(target, "." + COPIES + "-" + UUID.randomUUID());
        Path aside = new Path(staging, copy.getName());
        try {
            if (!isPublished(conf, reports.toString(), table)) {
                throw new UnusableInput(file + ": there is no such report. Make it with: lodestone report --reports "
                        + reports + "; where that leaves it out or withholds it, manifest.json says why.");
            }
            FileSystem files = target.getFileSystem(conf);
            try {
                try (OutputStream out = files.create(aside, true)) {
                    if (format == Format.csv) {
                        csv(table, file, out);
                    } else {
                        xlsx(table, file, out);
                    }
                }
                Moves.replace(files, aside, copy);
            } finally {
                files.delete(staging, true);
            }
            return copy.toString();
        } catch (IOException e) {
            throw new UnusableInput(
                    copy + ": cannot be written (" + e.getMessage()
                            + "). Name another folder with --to, or correct its permissions.",
                    e);
        }
    }

    private void csv(Table table, Path file, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        writer.write(String.join(",", table.columns().stream().map(Field::name).toList()));
        writer.write("\r\n");
        PublishedRows.each(conf, file, cells -> {
            for (int c = 0; c < cells.length; c++) {
                if (c > 0) {
                    writer.write(',');
                }
                writer.write(csv(cells[c]));
            }
            writer.write("\r\n");
        });
        writer.flush();
    }

    /** A cell of a CSV file; an empty text is quoted, so that it is not taken for null. */
    static String csv(Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof Double number) {
            return plain(number);
        }
        if (!(cell instanceof String text)) {
            return cell.toString();
        }
        String safe = harmless(text);
        boolean quoted = safe.isEmpty()
                || safe.chars().anyMatch(sign -> sign == ',' || sign == '"' || sign == '\n' || sign == '\r')
                || !safe.equals(safe.strip());
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** The shortest digits that give the same figure, without an exponent. */
    private static String plain(double number) {
        return number == 0
                ? "0"
                : new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** A text that no spreadsheet takes for a formula. */
    static String harmless(String text) {
        return !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private void xlsx(Table table, Path file, OutputStream out) throws IOException {
        List<Field<?>> columns = table.columns();
        try (Workbook book = new Workbook(out, "Lodestone", null)) {
            Worksheet sheet = book.newWorksheet(table.name());
            header(sheet, columns.stream().map(Field::name).toList());
            for (int c = 0; c < columns.size(); c++) {
                sheet.width(
                        c,
                        columns.get(c).unit().isText()
                                ? 28
                                : Math.max(12, columns.get(c).name().length() + 2));
            }
            int[] rows = {0};
            PublishedRows.each(conf, file, cells -> {
                int row = ++rows[0];
                if (row >= mostRows) {
                    throw new DoesNotFit(String.format(
                            Locale.ROOT,
                            "%s has more rows than the %,d of a sheet of Excel. Write it as csv, or read the Parquet.",
                            table.name(),
                            mostRows - 1));
                }
                for (int c = 0; c < cells.length; c++) {
                    put(sheet, row, c, cells[c], table, columns.get(c));
                }
                if (row % AT_ONCE == 0) {
                    sheet.flush();
                }
            });
            sheet.setAutoFilter(0, 0, Math.max(1, rows[0]), columns.size() - 1);
            sheet.finish();
            meanings(book.newWorksheet("columns"), table);
        }
    }

    private static void put(Worksheet sheet, int row, int column, Object cell, Table table, Field<?> declared) {
        if (cell instanceof String text) {
            String safe = harmless(text);
            if (safe.length() > MOST_SIGNS) {
                throw new DoesNotFit(String.format(
                        Locale.ROOT,
                        "%s has a %s of %,d signs, and a cell of Excel holds %,d. Write it as csv, or read the Parquet.",
                        table.name(),
                        declared.name(),
                        safe.length(),
                        MOST_SIGNS));
            }
            sheet.value(row, column, safe);
        } else if (cell instanceof LocalDate day) {
            sheet.value(row, column, day);
            sheet.style(row, column).format("yyyy-mm-dd").set();
        } else if (cell instanceof Boolean answer) {
            sheet.value(row, column, answer);
        } else if (cell instanceof Number number) {
            sheet.value(row, column, number);
        }
    }

    private static void meanings(Worksheet sheet, Table table) throws IOException {
        header(sheet, List.of("column", "type", "unit", "may be added up over", "meaning"));
        IntStream.of(0, 3).forEach(c -> sheet.width(c, 28));
        sheet.width(4, 120);
        int row = 1;
        for (Field<?> column : table.columns()) {
            sheet.value(row, 0, column.name());
            sheet.value(row, 1, column.type().sql());
            sheet.value(row, 2, column.unit().label());
            sheet.value(row, 3, String.join(", ", table.sums(column)));
            sheet.value(row, 4, column.meaning() + (column.formula() == null ? "" : " " + column.formula()));
            row++;
        }
        sheet.finish();
    }

    private static void header(Worksheet sheet, List<String> names) {
        for (int c = 0; c < names.size(); c++) {
            sheet.value(0, c, names.get(c));
            sheet.style(0, c).bold().set();
        }
        sheet.freezePane(0, 1);
    }
}
