package org.lodestone.briefing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lodestone.report.Excerpts;
import org.lodestone.report.Manifest;
import org.lodestone.report.Moves;
import org.lodestone.report.ParquetReports.Published;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * {@code briefing.html} beside the reports: one file without a network that shows the published reports, answers questions
 * in SQL on them and gives each figure an id. It reads published reports only, never the lake; no path and no clock of the
 * run that writes it is in it but the day on which the lake was loaded last.
 */
public final class Briefing {

    public static final String FILE = "briefing.html";

    /** A page can be sent by mail, and opens from a memory stick. */
    public static final long MOST_BYTES = 5_000_000;

    /**
     * What the page is told besides the reports.
     *
     * @param declarations of all reports that there may be
     * @param pairs importer and product to start with, such as KOR/850511; also what an excerpt keeps
     * @param countries names by code
     * @param products names by code
     * @param chains stages of each chain, in their order
     * @param sharesOnly whether amounts of trade are left out
     * @param mostBytes that the page may have
     */
    public record Subject(
            List<Table> declarations,
            List<String> pairs,
            Map<String, String> countries,
            Map<String, String> products,
            Map<String, List<String>> chains,
            boolean sharesOnly,
            long mostBytes) {}

    private final Configuration conf;
    private final Path root;
    private final Excerpts excerpts;
    private final Subject subject;

    /** @param root the reports' folder */
    public Briefing(Configuration conf, String root, Excerpts excerpts, Subject subject) {
        this.conf = conf;
        this.root = new Path(root);
        this.excerpts = excerpts;
        this.subject = subject;
    }

    /**
     * Writes the page.
     *
     * @param contents of the manifest of the reports that are in place
     * @return what a person at the terminal should know of it: reports that are not in it whole, terms that restrict it
     * @throws UnusableInput where the reports cannot be read or the page not be written
     */
    public List<String> write(Manifest.Contents contents) {
        try {
            FileSystem files = root.getFileSystem(conf);
            Map<String, Published> byName =
                    contents.reports().stream().collect(Collectors.toMap(Published::name, Function.identity()));
            Map<Table, Published> published = new LinkedHashMap<>();
            subject.declarations().stream()
                    .filter(table -> byName.containsKey(table.name()))
                    .forEach(table -> published.put(table, byName.get(table.name())));

            Page page = new Page(Bundle.load());
            Facts facts = new Facts(contents, subject);
            long left = subject.mostBytes() - page.frameBytes() - facts.bytes(published.keySet());
            List<Choice.Part> parts =
                    new Choice(files, root, excerpts, subject.pairs(), subject.sharesOnly()).of(published, left);
            String html = html(page, facts, parts);
            // What is said of the parts was estimated.
            while (bytes(html) > subject.mostBytes() && parts.stream().anyMatch(Choice.Part::carried)) {
                parts = Choice.withoutLargest(parts);
                html = html(page, facts, parts);
            }
            Moves.write(files, new Path(root, FILE), html);
            return notes(parts, published, bytes(html));
        } catch (IOException e) {
            throw new UnusableInput(
                    new Path(root, FILE) + ": cannot be written (" + e.getMessage()
                            + "). Choose another folder with --reports, or correct its permissions.",
                    e);
        }
    }

    private static String html(Page page, Facts facts, List<Choice.Part> parts) {
        return page.html(
                facts.of(parts),
                parts.stream()
                        .filter(Choice.Part::carried)
                        .map(Choice.Part::block)
                        .toList());
    }

    private static long bytes(String html) {
        return html.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Removes a page that an earlier run wrote: it would be of another state than the reports beside it. */
    public void remove() {
        Path page = new Path(root, FILE);
        try {
            root.getFileSystem(conf).delete(page, false);
        } catch (IOException e) {
            throw new UnusableInput(page + ": cannot be removed (" + e.getMessage() + ").", e);
        }
    }

    private List<String> notes(List<Choice.Part> parts, Map<Table, Published> published, long bytes) {
        List<String> notes = new ArrayList<>();
        List<String> missing = parts.stream()
                .filter(part -> !part.carried())
                .map(part -> part.table().name())
                .toList();
        List<String> shortened = parts.stream()
                .filter(part -> part.excerpt() != null)
                .map(part -> part.table().name())
                .toList();
        if (!missing.isEmpty() || !shortened.isEmpty()) {
            notes.add(FILE + " stays below " + subject.mostBytes() / 1_000_000 + " MB (" + bytes / 1_000 + " kB)"
                    + (shortened.isEmpty() ? "" : ": excerpts of " + String.join(", ", shortened))
                    + (missing.isEmpty() ? "" : "; without " + String.join(", ", missing))
                    + ". The page opens the reports' folder for the rest.");
        }
        if (!subject.sharesOnly()) {
            parts.stream()
                    .filter(Choice.Part::carried)
                    .filter(part -> published.get(part.table()).rows() > SourceTerms.EXCERPT_ROWS)
                    .forEach(part -> restricted(part, notes));
        }
        return notes;
    }

    private void restricted(Choice.Part part, List<String> notes) {
        String source = Choice.tellsAmountsOf(part.table());
        if (source == null) {
            return;
        }
        excerpts.rowsBy(part.table(), source, part.condition()).forEach((name, rows) -> {
            if (rows > SourceTerms.EXCERPT_ROWS && SourceTerms.restricts(name)) {
                notes.add(
                        FILE + " holds " + String.format(java.util.Locale.ROOT, "%,d", rows) + " rows of "
                                + part.table() + " from " + name
                                + ", more than an excerpt: by its terms keep it within your organisation, or ask the United Nations"
                                + " Statistics Division. With --set briefing.shares-only=true values and weights stay out of it.");
            }
        });
    }
}
