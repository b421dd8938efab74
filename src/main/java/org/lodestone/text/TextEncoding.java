package org.lodestone.text;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a file's bytes stand for letters: UTF-8, UTF-16 that a byte-order mark names, or, where neither holds, what it
 * looks like by the frequencies of its bytes (ICU's {@link CharsetDetector}).
 *
 * @param charset the name that Java knows it by
 * @param title what people call it
 * @param certain whether the bytes say so themselves
 */
public record TextEncoding(String charset, String title, boolean certain) implements Serializable {
    static final TextEncoding UTF_8 = new TextEncoding("UTF-8", "UTF-8", true);

    /** Below this confidence of 100 the detector names an encoding for texts that are in none of those it knows. */
    private static final int LEAST_CONFIDENCE = 25;

    /** A few words do not tell the single-byte encodings of European languages from each other. */
    private static final TextEncoding EUROPEAN =
            new TextEncoding("windows-1252", "Windows-1252 or another single-byte encoding (European)", false);

    /** What the detector calls an encoding: the superset of it that programs write, and how people call that. */
    private static final Map<String, TextEncoding> WRITTEN_AS = Map.of(
            "EUC-KR",
            new TextEncoding("x-windows-949", "CP949 or EUC-KR (Korean)", false),
            "Shift_JIS",
            new TextEncoding("windows-31j", "Shift-JIS (Japanese)", false),
            "EUC-JP",
            new TextEncoding("EUC-JP", "EUC-JP (Japanese)", false),
            "GB18030",
            new TextEncoding("GB18030", "GB18030 (Chinese)", false),
            "Big5",
            new TextEncoding("Big5", "Big5 (Chinese)", false),
            "ISO-8859-1",
            EUROPEAN,
            "ISO-8859-2",
            EUROPEAN,
            "ISO-8859-9",
            EUROPEAN,
            "windows-1252",
            EUROPEAN,
            "windows-1250",
            EUROPEAN);

    /** The encoding that a byte-order mark names, or UTF-8. */
    static TextEncoding marked(byte[] first) {
        int one = first.length > 1 ? first[0] & 0xff : 0;
        int two = first.length > 1 ? first[1] & 0xff : 0;
        if (one == 0xff && two == 0xfe) {
            return new TextEncoding("UTF-16LE", "UTF-16", true);
        }
        return one == 0xfe && two == 0xff ? new TextEncoding("UTF-16BE", "UTF-16", true) : UTF_8;
    }

    /** By the cells that are not ASCII: the others say nothing, and are many. */
    private static TextEncoding likely(byte[] sample) {
        String cells = Arrays.stream(new String(sample, StandardCharsets.ISO_8859_1).split("[,;|\t\n\"]"))
                .filter(cell -> cell.chars().anyMatch(sign -> sign >= 0x80))
                .collect(Collectors.joining("\n"));
        CharsetMatch match = new CharsetDetector()
                .setText(cells.getBytes(StandardCharsets.ISO_8859_1))
                .detect();
        if (match == null || match.getConfidence() < LEAST_CONFIDENCE) {
            return new TextEncoding("ISO-8859-1", "", false);
        }
        TextEncoding written =
                WRITTEN_AS.getOrDefault(match.getName(), new TextEncoding(match.getName(), match.getName(), false));
        return Charset.isSupported(written.charset())
                ? written
                : new TextEncoding("ISO-8859-1", written.title(), false);
    }

    /**
     * Whether a byte is the same letter in it as in ASCII, and no byte of another letter is a sign that parts fields.
     */
    boolean oneByteALetter() {
        return !charset.startsWith("UTF-16");
    }

    /** What it is, in a sentence about a file whose encoding is not certain. */
    public String words() {
        return title.isEmpty()
                ? "The file is not UTF-8 text, and its encoding cannot be told"
                : "The file is not UTF-8 text; it looks like " + title;
    }

    Charset forHead() {
        return Charset.forName(charset);
    }

    /**
     * The encoding by which lines are parted into fields. Where it is not certain, each byte is a letter: the signs
     * that part fields and the digits are ASCII in all of these encodings, so cells in ASCII are right whichever it is.
     */
    Charset forFields() {
        return certain ? Charset.forName(charset) : StandardCharsets.ISO_8859_1;
    }

    /** A line that was read by {@link #forFields}, as people read it. */
    String shown(String line) {
        return certain ? line : new String(line.getBytes(StandardCharsets.ISO_8859_1), Charset.forName(charset));
    }

    /** Looks through a file's bytes whether they are UTF-8. */
    static final class Finder {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        private final CharBuffer letters = CharBuffer.allocate(1 << 16);
        private byte[] unfinished = new byte[0];
        private byte[] odd;

        void read(byte[] bytes, int count) {
            if (odd != null) {
                return;
            }
            byte[] all = Arrays.copyOf(unfinished, unfinished.length + count);
            System.arraycopy(bytes, 0, all, unfinished.length, count);
            ByteBuffer in = ByteBuffer.wrap(all);
            CoderResult result;
            do {
                letters.clear();
                result = decoder.decode(in, letters, false);
            } while (result.isOverflow());
            if (result.isError()) {
                odd = all;
            }
            unfinished = Arrays.copyOfRange(all, in.position(), all.length);
        }

        TextEncoding found() {
            if (odd == null && unfinished.length == 0) {
                return UTF_8;
            }
            return likely(odd == null ? unfinished : odd);
        }
    }
}
