package org.lodestone.text;

import com.univocity.parsers.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.ReaderInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The lines of a task's files in columns, one file open at a time. The fields of a line without quotation marks and in ASCII are
 * found among its bytes and stay there; other lines are read as text, by their rules.
 */
final class LineReader implements PartitionReader<ColumnarBatch> {
    private static final int ROWS = 4096;

    private final Iterator<SourceLines.Part> parts;
    private final Configuration conf;
    private final ColumnVector[] columns;
    private final ColumnarBatch batch;

    private final LineVectors.Numbers file;
    private final LineVectors.Numbers line;
    private final LineVectors.Numbers surplus;
    private final LineVectors.Texts text;
    private final LineVectors.Pairs wide;
    private final List<Cell> cells = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<LineVectors.Texts> buffered = new ArrayList<>();

    private SourceLines.Part part;
    private ByteLines lines;
    private CsvParser parser;
    private long number;
    private int rows;
    /** A column that a field of the line fills, by its place among those of the layout. */
    private record Cell(int place, LineVectors.Texts texts) {}

    /** A column that is the same on all lines of a file, by its place among those of the layout. */
    private record Fact(int place, LineVectors.Facts texts) {}

    /**
     * @param all columns as {@link SourceLines#of} gives them
     * @param wanted those of them that are read
     */
    LineReader(List<SourceLines.Part> parts, StructType all, StructType wanted, Configuration conf) {
        this.parts = parts.iterator();
        this.conf = conf;
        columns = new ColumnVector[wanted.size()];
        file = numbers(wanted, SourceLines.FILE);
        line = numbers(wanted, SourceLines.LINE);
        surplus = numbers(wanted, SourceLines.SURPLUS_FIELDS);
        text = place(wanted, SourceLines.LINE_TEXT, new LineVectors.Texts(ROWS));
        int pairs = List.of(wanted.fieldNames()).indexOf(SourceLines.WIDE);
        wide = pairs < 0
                ? null
                : place(
                        wanted,
                        SourceLines.WIDE,
                        new LineVectors.Pairs((ArrayType) wanted.fields()[pairs].dataType(), ROWS));
        int before = all.fieldIndex(SourceLines.SURPLUS_FIELDS) + 1;
        int named = parts.isEmpty() ? 0 : parts.get(0).layout().positions().size();
        for (int i = 0; i < columns.length; i++) {
            int place = all.fieldIndex(wanted.fieldNames()[i]) - before;
            if (columns[i] != null) {
                continue;
            }
            if (place < named) {
                LineVectors.Texts texts = new LineVectors.Texts(ROWS);
                cells.add(new Cell(place, texts));
                buffered.add(texts);
                columns[i] = texts;
            } else {
                Fact fact = new Fact(place - named, new LineVectors.Facts());
                facts.add(fact);
                columns[i] = fact.texts();
            }
        }
        if (text != null) {
            buffered.add(text);
        }
        batch = new ColumnarBatch(columns);
    }

    private LineVectors.Numbers numbers(StructType wanted, String name) {
        int place = List.of(wanted.fieldNames()).indexOf(name);
        return place < 0 ? null : place(wanted, name, new LineVectors.Numbers(wanted.fields()[place].dataType(), ROWS));
    }

    private <V extends ColumnVector> V place(StructType wanted, String name, V column) {
        int place = List.of(wanted.fieldNames()).indexOf(name);
        if (place < 0) {
            return null;
        }
        columns[place] = column;
        return column;
    }

    @Override
    public boolean next() {
        try {
            rows = 0;
            while (rows == 0) {
                if (lines == null) {
                    if (!parts.hasNext()) {
                        return false;
                    }
                    open(parts.next());
                }
                read();
                if (rows == 0) {
                    close();
                }
            }
            batch.setNumRows(rows);
            return true;
        } catch (IOException e) {
            throw new UnusableInput(
                    part.path() + ", after line " + (lines == null ? part.linesBefore() : number)
                            + ": the file changed or broke off while it was read (" + e.getMessage()
                            + "). Run again with a file that is not being written to.",
                    e);
        }
    }

    @Override
    public ColumnarBatch get() {
        return batch;
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }

    // ---- a part of a file -----------------------------------------------------------------------------------------

    private void open(SourceLines.Part opened) throws IOException {
        part = opened;
        number = part.linesBefore();
        Path path = new Path(part.path());
        FileSystem files = path.getFileSystem(conf);
        long bytes = files.getFileStatus(path).getLen();
        if (bytes != part.fileBytes()) {
            throw new IOException("it had " + part.fileBytes() + " bytes and has " + bytes);
        }
        FSDataInputStream raw = files.open(path);
        parser = null;
        if (part.start() > 0) {
            raw.seek(part.start());
            lines = lines(raw);
        } else {
            lines = lines(SourceFiles.unpacked(raw));
            boolean header = false;
            while (!header && found()) {
                String record = record();
                header = record != null && !record.replace("\uFEFF", "").isBlank();
            }
        }
        facts.forEach(fact -> fact.texts().set(part.layout().facts().subList(fact.place(), fact.place() + 1)));
        if (file != null) {
            Arrays.fill(file.values, part.file());
        }
    }

    /** In UTF-8, whatever the file is written in. */
    private ByteLines lines(InputStream bytes) throws IOException {
        InputStream own = part.cut()
                ? BoundedInputStream.builder()
                        .setInputStream(bytes)
                        .setMaxCount(part.sizeBytes())
                        .get()
                : bytes;
        Charset charset = part.encoding().forFields();
        InputStream utf8 = charset.equals(StandardCharsets.UTF_8)
                ? own
                : ReaderInputStream.builder()
                        .setReader(new InputStreamReader(own, charset))
                        .setCharset(StandardCharsets.UTF_8)
                        .get();
        return new ByteLines(utf8, part.sizeBytes());
    }

    /** Brings the next line into the buffer; false at the end. */
    private boolean found() throws IOException {
        while (!lines.find(lines.start())) {
            if (!lines.more()) {
                return false;
            }
        }
        return true;
    }

    /** Lines of one part, as many as are in the buffer and fit. */
    private void read() throws IOException {
        int each = part.layout().wide().size();
        buffered.forEach(texts -> texts.begin(ROWS));
        if (wide != null) {
            wide.begin(ROWS, part.layout().wideNames());
        }
        while (rows < ROWS) {
            if (!lines.find(lines.start())) {
                // What was found of others stands where it is until it is taken.
                if (rows > 0 || !lines.more()) {
                    break;
                }
                continue;
            }
            if (!lines.isQuoted() && lines.isAscii()) {
                plain(each);
            } else if (!odd(each)) {
                break;
            }
        }
        buffered.forEach(texts -> texts.in(lines.bytes()));
        if (wide != null) {
            wide.values.in(lines.bytes());
        }
    }

    // ---- a line among its bytes ------------------------------------------------------------------------------------

    private void plain(int each) {
        int start = lines.start();
        int count = lines.fields(part.layout().delimiter());
        number++;
        lines.take(lines.next());
        TextLayout layout = part.layout();
        if (isBlank(count, layout)) {
            return;
        }
        begin(number, count, lines::isBlank);
        if (text != null) {
            text.set(rows, start, lines.lineEnd());
        }
        for (Cell one : cells) {
            set(one.texts(), rows, layout.positions().get(one.place()), count);
        }
        for (int i = 0; wide != null && i < each; i++) {
            set(wide.values, rows * each + i, layout.wide().get(i), count);
        }
        rows++;
    }

    private boolean isBlank(int count, TextLayout layout) {
        boolean blank = count == 1 || Character.isWhitespace(layout.delimiter());
        for (int i = 0; blank && i < count; i++) {
            blank = lines.isBlank(i);
        }
        return blank;
    }

    /** Begins a row with what is known of its line. Some exports end each line, though not the header, with a delimiter. */
    private void begin(long lineNumber, int count, IntPredicate blank) {
        TextLayout layout = part.layout();
        int fields = count;
        for (int i = 0; i < layout.blankEnds() && fields > layout.fieldCount() && blank.test(fields - 1); i++) {
            fields--;
        }
        if (line != null) {
            line.values[rows] = lineNumber;
        }
        if (surplus != null) {
            surplus.values[rows] = fields - layout.fieldCount();
        }
    }

    private void set(LineVectors.Texts texts, int row, int field, int count) {
        if (field < 0 || field >= count || lines.isBlank(field)) {
            texts.setNull(row);
        } else {
            texts.set(row, lines.fieldStart(field), lines.fieldEnd(field));
        }
    }

    // ---- a line as text --------------------------------------------------------------------------------------------

    /**
     * Reads a line that has quotation marks or letters beyond ASCII.
     *
     * @return whether it was read: it may go on beyond the buffer, which must not move while there are rows
     */
    private boolean odd(int each) throws IOException {
        long first = number + 1;
        String record = record();
        if (record == null) {
            return false;
        }
        if (record.isBlank()) {
            return true;
        }
        TextLayout layout = part.layout();
        if (parser == null) {
            parser = TextRecords.csvParser(layout.delimiter());
        }
        String[] fields = TextRecords.fields(parser, layout.delimiter(), record);
        begin(first, fields.length, field -> cell(fields, field) == null);
        if (text != null) {
            text.set(rows, part.encoding().shown(record));
        }
        for (Cell one : cells) {
            one.texts().set(rows, cell(fields, layout.positions().get(one.place())));
        }
        for (int i = 0; wide != null && i < each; i++) {
            wide.values.set(rows * each + i, cell(fields, layout.wide().get(i)));
        }
        rows++;
        return true;
    }

    /**
     * The line that was found, with those that go on in a quoted field. Bounded, so that one stray quotation mark costs its own
     * line and not the rest of the file.
     *
     * @return null where they are beyond the buffer, which must not move now; nothing is taken then
     */
    private String record() throws IOException {
        String delimiters = String.valueOf(part.layout().delimiter());
        String first = text(lines.start());
        int firstBytes = lines.next() - lines.start();
        if (lines.isQuoted() && TextRecords.endsQuoted(first, false, delimiters)) {
            StringBuilder joined = new StringBuilder(first);
            int offset = firstBytes;
            for (int i = 1; i < TextRecords.MAX_RECORD_LINES && joined.length() < TextRecords.MAX_RECORD_LETTERS; i++) {
                boolean found = lines.find(lines.start() + offset);
                while (!found && !lines.isAllRead()) {
                    if (rows > 0) {
                        return null;
                    }
                    lines.more();
                    found = lines.find(lines.start() + offset);
                }
                if (!found) {
                    break;
                }
                String more = text(lines.start() + offset);
                offset = lines.next() - lines.start();
                joined.append('\n').append(more);
                if (!TextRecords.endsQuoted(more, true, delimiters)) {
                    number += i + 1;
                    lines.take(lines.start() + offset);
                    return joined.toString();
                }
            }
        }
        number++;
        lines.take(lines.start() + firstBytes);
        return first;
    }

    private String text(int from) {
        return new String(lines.bytes(), from, lines.lineEnd() - from, StandardCharsets.UTF_8);
    }

    private static String cell(String[] fields, int position) {
        if (position < 0 || position >= fields.length || fields[position] == null) {
            return null;
        }
        String text = fields[position].replace('\u00a0', ' ').strip();
        return text.isEmpty() ? null : text;
    }
}
