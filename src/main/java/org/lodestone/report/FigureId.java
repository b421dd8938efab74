package org.lodestone.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.spark.sql.Row;
import org.lodestone.table.Field;
import org.lodestone.table.Table;

/**
 * The name of one published figure, by which anyone can look it up again, such as
 *
 * <pre>import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@3f9a1c2b~7f3a2b1c</pre>
 *
 * <p>It holds a report, the values of its key in their order, a column, the state of the data (see
 * {@link Manifest.Contents#state()}) and a checksum of the figure. The key finds the figure again after a revision, and the
 * checksum tells whether it is still the same. Blanks of a key's values are written as underscores, and all but letters,
 * digits, {@code . _ -} as the percent-encoded bytes of UTF-8; the value of an absent part of a key is empty.
 *
 * @param report its name
 * @param key the values of its key, as they are written in the id
 * @param column its name
 * @param state eight hexadecimal digits
 * @param checksum eight hexadecimal digits, as {@link #checksum} makes them
 */
public record FigureId(String report, List<String> key, String column, String state, String checksum) {
    /** The end of an id. */
    private static final Pattern END = Pattern.compile("@([0-9a-f]{8})~([0-9a-f]{8})(?![0-9A-Za-z])");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern PART = Pattern.compile("(?:[A-Za-z0-9._-]|%[0-9A-F]{2})*+");
    private static final Pattern PERCENT = Pattern.compile("%[0-9A-Fa-f]{2}");

    /** Longer texts before an end are none. */
    private static final int LONGEST = 2_000;

    private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9._-]");

    /**
     * The id of a figure.
     *
     * @param row of the report, with its key and the column
     */
    public static FigureId of(Table report, Row row, Field<?> column, String state) {
        return new FigureId(
                report.name(),
                report.key().stream()
                        .map(part -> written(row.<Object>getAs(part)))
                        .toList(),
                column.name(),
                state,
                checksum(row.<Object>getAs(column.name())));
    }

    /** Whether a text is the id of a figure, and nothing else. */
    public static boolean is(String text) {
        List<FigureId> ids = in(text);
        return ids.size() == 1 && ids.get(0).toString().equals(normal(text));
    }

    /**
     * All ids in a text, in their order and each once; also where they stand in an address, or as LaTeX writes them.
     *
     * @param keys by report the number of its key's parts, which tell where an id begins; of other reports an id begins with
     *     the first name
     */
    public static List<FigureId> in(String text, Map<String, Integer> keys) {
        String plain = plain(text);
        Matcher end = END.matcher(plain);
        Set<FigureId> ids = new LinkedHashSet<>();
        while (end.find()) {
            int first = end.start();
            while (first > 0 && end.start() - first < LONGEST && belongs(plain.charAt(first - 1))) {
                first--;
            }
            FigureId id =
                    of(List.of(plain.substring(first, end.start()).split("/", -1)), keys, end.group(1), end.group(2));
            if (id != null) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    /** A text as it stands before LaTeX, with the bytes of ids in capitals. */
    public static String plain(String text) {
        return normal(text.replace("\\_", "_")
                .replace("\\%", "%")
                .replace("\\textasciitilde{}", "~")
                .replace("\\~{}", "~"));
    }

    /** All ids in a text of which the first name is a report's. */
    public static List<FigureId> in(String text) {
        return in(text, Map.of());
    }

    private static boolean belongs(char one) {
        return one >= 'A' && one <= 'Z'
                || one >= 'a' && one <= 'z'
                || one >= '0' && one <= '9'
                || "._-%/".indexOf(one) >= 0;
    }

    /** The id whose parts end a path; null where they do not. */
    private static FigureId of(List<String> parts, Map<String, Integer> keys, String state, String checksum) {
        int column = parts.size() - 1;
        int begins = -1;
        for (int i = 0; i < column - 1; i++) {
            String name = parts.get(i);
            if (keys.containsKey(name) && keys.get(name) == column - 1 - i) {
                begins = i;
                break;
            }
            if (begins < 0 && NAME.matcher(name).matches()) {
                begins = i;
            }
        }
        if (begins < 0
                || !NAME.matcher(parts.get(column)).matches()
                || !parts.subList(begins + 1, column).stream()
                        .allMatch(part -> PART.matcher(part).matches())) {
            return null;
        }
        return new FigureId(
                parts.get(begins), List.copyOf(parts.subList(begins + 1, column)), parts.get(column), state, checksum);
    }

    /** Percent-encoded bytes with capitals. */
    private static String normal(String text) {
        return PERCENT.matcher(text).replaceAll(byteOf -> byteOf.group().toUpperCase(Locale.ROOT));
    }

    /** A key's value as an id writes it. */
    public static String written(Object value) {
        if (value == null) {
            return "";
        }
        return value.toString()
                .replace(' ', '_')
                .codePoints()
                .mapToObj(Character::toString)
                .map(one -> KEPT.matcher(one).matches() ? one : percent(one))
                .collect(Collectors.joining());
    }

    private static String percent(String character) {
        StringBuilder text = new StringBuilder();
        for (byte one : character.getBytes(StandardCharsets.UTF_8)) {
            text.append(String.format(Locale.ROOT, "%%%02X", one & 0xff));
        }
        return text.toString();
    }

    /**
     * A figure's checksum: CRC-32 of the eight bytes of a number (of an integer in two's complement, of another by IEEE 754,
     * where minus zero is zero; the first byte is the highest), of one byte of a yes (1) or no (0), and of a text's UTF-8; a
     * day is its text in ISO 8601. An unknown figure has no bytes.
     *
     * @param value of a type that reports have
     * @return eight hexadecimal digits
     */
    public static String checksum(Object value) {
        byte[] bytes;
        if (value == null) {
            bytes = new byte[0];
        } else if (value instanceof Double number) {
            // Minus zero and zero are one figure.
            bytes = ByteBuffer.allocate(Double.BYTES).putDouble(number + 0.0).array();
        } else if (value instanceof Integer || value instanceof Long) {
            bytes = ByteBuffer.allocate(Long.BYTES)
                    .putLong(((Number) value).longValue())
                    .array();
        } else if (value instanceof Boolean yes) {
            bytes = new byte[] {(byte) (yes ? 1 : 0)};
        } else {
            bytes = value.toString().getBytes(StandardCharsets.UTF_8);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    /** Whether the id is of this row. */
    public boolean names(Table table, Row row) {
        return report.equals(table.name())
                && key.equals(table.key().stream()
                        .map(part -> written(row.<Object>getAs(part)))
                        .toList());
    }

    @Override
    public String toString() {
        return Stream.of(List.of(report), key, List.of(column))
                        .flatMap(List::stream)
                        .collect(Collectors.joining("/"))
                + "@" + state + "~" + checksum;
    }
}
