package org.lodestone.briefing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the page is made with, as src/main/web builds it: the frame, the style, the script and the worker for SQL. */
record Bundle(String frame, String style, String script, String worker, String licences) {

    static Bundle load() {
        return new Bundle(
                text("page.html"), text("page.css"), text("page.js"), text("worker.js"), text("LICENSES.txt"));
    }

    private static String text(String name) {
        try (InputStream in = Bundle.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
