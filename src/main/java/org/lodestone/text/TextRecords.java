package org.lodestone.text;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The logical lines of a text, of which a quoted field may hold line breaks, and the fields of a line. */
public final class TextRecords implements Closeable {
    static final int MAX_RECORD_LINES = 50;
    static final int MAX_RECORD_LETTERS = 1 << 15;

    private final BufferedReader reader;
    private final String delimiters;
    private long line;

    TextRecords(BufferedReader reader, String delimiters, long linesBefore) {
        this.reader = reader;
        this.delimiters = delimiters;
        line = linesBefore;
    }

    /** The number of the last line that was read. */
    long line() {
        return line;
    }

    /** The next one, or null. */
    String next() throws IOException {
        String text = reader.readLine();
        line++;
        if (text == null || !endsQuoted(text, false, delimiters)) {
            return text;
        }
        // Bounded, so that one stray quote costs its own line and not the rest of the file.
        reader.mark(1 << 16);
        StringBuilder joined = new StringBuilder(text);
        for (int i = 1; i < MAX_RECORD_LINES && joined.length() < MAX_RECORD_LETTERS; i++) {
            String more = reader.readLine();
            if (more == null) {
                break;
            }
            joined.append('\n').append(more);
            if (!endsQuoted(more, true, delimiters)) {
                line += i;
                return joined.toString();
            }
        }
        reader.reset();
        return text;
    }

    /** Whether a line ends inside a quoted field. Only a quote at the start of a field opens one. */
    static boolean endsQuoted(String text, boolean quoted, String delimiters) {
        if (text.indexOf('"') < 0) {
            return quoted;
        }
        boolean inside = quoted;
        boolean fieldStarts = true;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (!inside) {
                inside = fieldStarts && sign == '"';
                fieldStarts = delimiters.indexOf(sign) >= 0;
            } else if (sign == '"') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    i++;
                } else {
                    inside = false;
                    fieldStarts = false;
                }
            }
        }
        return inside;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** The fields of one line, as they stand between the delimiters or quotes. */
    public static List<String> fields(String line, char delimiter) {
        List<String> fields = new ArrayList<>();
        boolean quoted = line.indexOf('"') >= 0;
        Collections.addAll(fields, quoted ? csvParser(delimiter).parseLine(line) : split(line, delimiter));
        fields.replaceAll(field -> field == null ? "" : field.strip());
        return fields;
    }

    /** The fields of a line by a parser of {@link #csvParser}, as they stand. */
    static String[] fields(CsvParser parser, char delimiter, String line) {
        if (line.indexOf('"') < 0) {
            return split(line, delimiter);
        }
        String[] parsed = parser.parseLine(line);
        return parsed == null ? new String[0] : parsed;
    }

    private static String[] split(String line, char delimiter) {
        int count = 1;
        for (int i = line.indexOf(delimiter); i >= 0; i = line.indexOf(delimiter, i + 1)) {
            count++;
        }
        String[] cells = new String[count];
        int start = 0;
        for (int i = 0; i < count - 1; i++) {
            int end = line.indexOf(delimiter, start);
            cells[i] = line.substring(start, end);
            start = end + 1;
        }
        cells[count - 1] = line.substring(start);
        return cells;
    }

    static CsvParser csvParser(char delimiter) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(delimiter);
        settings.getFormat().setLineSeparator("\n");
        settings.getFormat().setComment('\0');
        // Grows as needed, instead of taking room for the longest imaginable field at once.
        settings.setMaxCharsPerColumn(-1);
        // A parser is made for a line alone, too: its two megabytes of buffer would cost more than the line.
        settings.setInputBufferSize(1 << 13);
        settings.setMaxColumns(10_000);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        return new CsvParser(settings);
    }
}
