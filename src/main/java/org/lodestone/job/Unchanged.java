package org.lodestone.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lodestone.bi.Export;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SparkSessions;
import org.lodestone.lake.TableFiles;
import org.lodestone.program.Console;
import org.lodestone.program.Program;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.Manifest;
import org.lodestone.runlog.RunLog;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;

/**
 * A note beside the reports of what they were made from, what their folder held then, and what was said. Where all that is as
 * it was, another run would change nothing, and Spark need not be started to find that out. It is a short cut only: what a run
 * keeps is decided report by report where this note does not hold, and it can be deleted at any time.
 */
final class Unchanged {
    static final String FILE = "unchanged.json";

    /** What runs note of themselves, and copies, which are of the same state. */
    private static final Set<String> NOTES = Set.of(FILE, RunLog.FILE, RunLog.METRICS, Export.COPIES);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration conf;
    private final Path folder;
    private final TableFiles tables;
    private final String ledger;
    private final String program;
    private final String key;

    /**
     * What an earlier run left.
     *
     * @param report what it noted of its reports
     * @param said of them
     */
    record Earlier(Map<String, Object> report, List<Console.Said> said) {
        /** How many reports there are, all of which are kept. */
        long kept() {
            return report.get("reports") instanceof Map<?, ?> counts && counts.get("kept") instanceof Number kept
                    ? kept.longValue()
                    : 0;
        }
    }

    /** @param ledger digest of the ledger that the lake's newest state is read from; null where that is not known */
    Unchanged(Configuration conf, Settings settings, ReferenceData reference, String ledger) {
        this.conf = conf;
        this.ledger = ledger;
        folder = new Path(settings.text(Setting.REPORTS));
        tables = new TableFiles(conf, settings.text(Setting.LAKE));
        program = Program.fingerprint(SparkSessions.settings());
        key = program == null || ledger == null
                ? null
                : digest(List.of(
                        program,
                        reference.fingerprint(),
                        qualified(new Path(settings.text(Setting.LAKE))),
                        qualified(folder),
                        ledger,
                        settings.all()));
    }

    /** What the run left that would be repeated; empty where something is other than it was. */
    Optional<Earlier> earlier() {
        if (key == null || SparkSessions.mustStart()) {
            return Optional.empty();
        }
        try (FSDataInputStream in = files().open(new Path(folder, FILE))) {
            JsonNode note = JSON.readTree((InputStream) in);
            if (!note.path("key").asText().equals(key)
                    || !note.path("folder").asText().equals(held())
                    || !note.path("tables").isObject()) {
                return Optional.empty();
            }
            Map<String, String> then = new TreeMap<>();
            Map<String, Long> versions = new TreeMap<>();
            note.path("tables").properties().forEach(one -> {
                String table = one.getValue().asText();
                then.put(one.getKey(), table);
                versions.put(one.getKey(), Long.valueOf(table.split(" ")[0]));
            });
            if (!then.equals(held(versions))) {
                return Optional.empty();
            }
            List<Console.Said> said = new ArrayList<>();
            note.path("said")
                    .forEach(line -> said.add(new Console.Said(
                            line.path("result").asBoolean(), line.path("line").asText())));
            return Optional.of(new Earlier(report(note.path("report")), said));
            // What is wrong with the lake is for the run to find, and a note that cannot be read is none.
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The versions of tables with digests of what these hold. */
    private Map<String, String> held(Map<String, Long> versions) {
        Map<String, String> held = new ConcurrentSkipListMap<>();
        versions.entrySet().parallelStream()
                .forEach(one -> held.put(
                        one.getKey(),
                        one.getValue() + " " + tables.digest(one.getKey(), tables.of(one.getKey(), one.getValue()))));
        return held;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> report(JsonNode noted) {
        Map<String, Object> report = JSON.convertValue(noted, LinkedHashMap.class);
        if (report.get("reports") instanceof Map<?, ?> counts) {
            Map<String, Object> now = new LinkedHashMap<>((Map<String, Object>) counts);
            now.put("kept", now.get("published"));
            report.put("reports", now);
        }
        return report;
    }

    /**
     * Notes what this run left, as its last act on the folder.
     *
     * @param versions of the lake's tables that the reports are made from
     * @throws UnusableInput where the note cannot be written
     */
    void note(Map<String, Long> versions, Map<String, Object> report, List<Console.Said> said) {
        // Another load may have come in between on file systems without locks.
        if (key == null
                || !tables.digest(Ledger.TABLE.name()).equals(Optional.of(ledger))
                // A notebook can change what SQL means while a run computes.
                || !program.equals(Program.fingerprint(SparkSessions.settings()))) {
            return;
        }
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("key", key);
        try {
            note.put("folder", held());
            note.put("tables", held(versions));
        } catch (IOException e) {
            return;
        }
        note.put("report", report);
        note.put("said", said);
        Manifest.write(conf, new Path(folder, FILE), note);
    }

    /** A digest of the names, lengths and times of all files in the folder, but of what runs note of themselves. */
    private String held() throws IOException {
        Map<String, String> files = new TreeMap<>();
        addHeld(files(), folder, "", files);
        return digest(files);
    }

    private static void addHeld(FileSystem files, Path folder, String above, Map<String, String> held)
            throws IOException {
        FileStatus[] children;
        try {
            children = files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return;
        }
        for (FileStatus child : children) {
            String name = child.getPath().getName();
            if (name.startsWith(".") || above.isEmpty() && NOTES.contains(name)) {
                continue;
            }
            if (child.isDirectory()) {
                addHeld(files, child.getPath(), above + name + "/", held);
            } else {
                held.put(above + name, child.getLen() + " " + child.getModificationTime());
            }
        }
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(conf);
    }

    private String qualified(Path path) {
        try {
            return path.getFileSystem(conf).makeQualified(path).toString();
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be reached (" + e.getMessage() + ").", e);
        }
    }

    private static String digest(Object what) {
        try {
            byte[] text = JSON.writeValueAsString(what).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(SourceFiles.sha256().digest(text), 0, 16);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
