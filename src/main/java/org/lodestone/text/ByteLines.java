package org.lodestone.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of an UTF-8 text, and their fields, where they stand in a buffer, without a String for each. A line ends with a line feed, a carriage
 * return or both, as for {@link java.io.BufferedReader#readLine}.
 *
 * <p>A line that was found stays where it is until {@link #more} is called.
 */
final class ByteLines implements Closeable {
    private static final int LEAST_BYTES = 1 << 12;
    private static final int MOST_BYTES = 1 << 20;

    private final InputStream in;
    private byte[] bytes;
    /** Of what was not taken yet. */
    private int start;

    /** Of what was read. */
    private int end;

    private boolean over;
    private int lineEnd;
    private int next;
    private boolean quoted;
    private boolean ascii;
    private int[] starts = new int[64];
    private int[] ends = new int[64];

    /** @param size about how many bytes there are */
    ByteLines(InputStream in, long size) {
        this.in = in;
        bytes = new byte[(int) Math.max(LEAST_BYTES, Math.min(MOST_BYTES, size + 1))];
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the next line starts. */
    int start() {
        return start;
    }

    /** The end of the line that was found, without what ends it. */
    int lineEnd() {
        return lineEnd;
    }

    /** Where the line after the one that was found starts. */
    int next() {
        return next;
    }

    /** Whether the line that was found has a quotation mark. */
    boolean isQuoted() {
        return quoted;
    }

    /** Whether each byte of the line that was found is a letter of ASCII. */
    boolean isAscii() {
        return ascii;
    }

    /** Whether there is nothing beyond the buffer. */
    boolean isAllRead() {
        return over;
    }

    /**
     * Finds the line that starts at a place.
     *
     * @return whether the whole line is in the buffer; where it is not, {@link #more} may bring it
     */
    boolean find(int from) {
        quoted = false;
        int all = 0;
        for (int i = from; i < end; i++) {
            byte one = bytes[i];
            if (one == '\n') {
                return found(i, i + 1, all);
            }
            if (one == '\r') {
                if (i + 1 < end) {
                    return found(i, bytes[i + 1] == '\n' ? i + 2 : i + 1, all);
                }
                return over && found(i, i + 1, all);
            }
            quoted |= one == '"';
            all |= one;
        }
        return over && from < end && found(end, end, all);
    }

    private boolean found(int lineEnds, int nextStarts, int allBits) {
        lineEnd = lineEnds;
        next = nextStarts;
        ascii = allBits >= 0;
        return true;
    }

    /**
     * Finds the fields of the line that was found at {@link #start}, without blanks around them.
     *
     * @param delimiter of ASCII
     * @return how many there are
     */
    int fields(char delimiter) {
        int count = 0;
        int from = start;
        for (int i = start; i <= lineEnd; i++) {
            if (i == lineEnd || bytes[i] == delimiter) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                int to = i;
                while (from < to && isBlank(bytes[from])) {
                    from++;
                }
                while (from < to && isBlank(bytes[to - 1])) {
                    to--;
                }
                starts[count] = from;
                ends[count] = to;
                count++;
                from = i + 1;
            }
        }
        return count;
    }

    int fieldStart(int field) {
        return starts[field];
    }

    int fieldEnd(int field) {
        return ends[field];
    }

    boolean isBlank(int field) {
        return starts[field] == ends[field];
    }

    /** As {@link Character#isWhitespace} says of ASCII. */
    private static boolean isBlank(byte letter) {
        return letter == ' ' || letter >= 9 && letter <= 13 || letter >= 28 && letter <= 31;
    }

    /** Goes on after a line, by its {@link #next}. */
    void take(int nextStarts) {
        start = nextStarts;
    }

    /**
     * Reads more, moving what was not taken to the buffer's start.
     *
     * @return whether anything came
     */
    boolean more() throws IOException {
        if (over) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        } else if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int count = in.readNBytes(bytes, end, bytes.length - end);
        over = end + count < bytes.length;
        end += count;
        // The end of the file is news, too: what stands there is a line now.
        return count > 0 || start < end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
