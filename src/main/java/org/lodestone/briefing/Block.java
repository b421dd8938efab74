package org.lodestone.briefing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * A report's Parquet as it stands in the page.
 *
 * @param name the report's
 * @param text gzip in base64
 */
record Block(String name, String text) {

    static Block of(String name, byte[] parquet) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(parquet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Block(name, Base64.getEncoder().encodeToString(packed.toByteArray()));
    }

    /** The most bytes that a file of some size takes: base64 makes four of three, and gzip never much more than it gets. */
    static long atMost(long size) {
        return size * 4 / 3 + 100;
    }

    /** What it takes of the page, with the element that it stands in. */
    long bytes() {
        return text.length() + name.length() + 100L;
    }
}
