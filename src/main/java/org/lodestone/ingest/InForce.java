package org.lodestone.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.TableFiles;
import org.lodestone.report.Manifest;

/**
 * A note beside the lake's tables of files that were found to have all their rows in the lake, so that a run without news need
 * not count rows. It holds as long as the ledger and a file's table are as they were, and can be deleted at any time.
 */
final class InForce {
    static final String FILE = "in-force.json";

    private static final String NONE = "none";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration conf;
    private final Path file;
    private final TableFiles tables;
    private final String fingerprint;
    private final OptionalLong version;
    private String ledger;
    private final Map<String, String> known = new TreeMap<>();
    private final Map<String, Long> versions = new TreeMap<>();
    private final Map<String, String> digests = new ConcurrentHashMap<>();

    /**
     * Reads what is noted. Called before the lake is opened, so that a load that comes in between is not taken for looked at.
     *
     * @param fingerprint of what decides how files are read, besides the readers' versions
     */
    InForce(Configuration conf, String root, String fingerprint) {
        this.conf = conf;
        this.fingerprint = fingerprint;
        file = new Path(root, FILE);
        tables = new TableFiles(conf, root);
        version = tables.newest(Ledger.TABLE.name());
        ledger = digest(Ledger.TABLE.name());
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            JsonNode note = JSON.readTree((InputStream) in);
            if (note.path("ledger").asText().equals(ledger)
                    && note.path("fingerprint").asText().equals(fingerprint)
                    && note.has("versions")) {
                read(note);
            }
        } catch (IOException e) {
            // Without a note rows are counted.
            known.clear();
        }
    }

    /** The versions of the lake's tables in its newest state; none where nothing is noted of this ledger. */
    Map<String, Long> versions() {
        return versions;
    }

    /**
     * A digest of the ledger that the newest state is read from: as it was before the lake was opened, or after a load of one's
     * own; null where another load may have come in between.
     */
    String ledger() {
        return ledger;
    }

    private void read(JsonNode note) {
        Set<String> same = note.path("tables").properties().parallelStream()
                .filter(one -> one.getValue().asText().equals(digest(one.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        note.path("versions")
                .properties()
                .forEach(one -> versions.put(one.getKey(), one.getValue().asLong()));
        note.path("files").properties().forEach(one -> {
            String readAs = one.getValue().asText();
            if (same.contains(table(readAs))) {
                known.put(one.getKey(), readAs);
            }
        });
    }

    /** A digest of a table as it is now. */
    private String digest(String table) {
        return digests.computeIfAbsent(table, name -> tables.digest(name).orElse(NONE));
    }

    /** Whether a file is noted, as it would be read now. */
    boolean holds(Recognised one) {
        return readAs(one).equals(known.get(one.file().sha256()));
    }

    /**
     * Notes files that were found in the lake, beside those that are noted.
     *
     * @param of the lake's tables
     * @throws org.lodestone.text.UnusableInput where the note cannot be written
     */
    void found(Collection<Recognised> files, Map<String, Long> of) {
        if (!files.stream().allMatch(this::holds)) {
            write(files, of);
        }
    }

    /**
     * Notes files after a load of one's own.
     *
     * @param files with all their rows in the lake
     * @param written tables that were written: what was noted of other files of these is dropped
     * @param of the lake's tables
     * @throws org.lodestone.text.UnusableInput where the note cannot be written
     */
    void loaded(Collection<Recognised> files, Set<String> written, Map<String, Long> of) {
        // Until it is known that no other load came in between.
        ledger = null;
        known.values().removeIf(readAs -> written.contains(table(readAs)));
        digests.clear();
        // On file systems without locks another load may have come in between.
        String now = digest(Ledger.TABLE.name());
        if (tables.newest(Ledger.TABLE.name()).orElse(-1) == version.orElse(-1) + 1) {
            ledger = now;
            write(files, of);
        }
    }

    private void write(Collection<Recognised> files, Map<String, Long> ofTables) {
        files.forEach(one -> known.put(one.file().sha256(), readAs(one)));
        Map<String, String> of = new TreeMap<>();
        known.values().forEach(readAs -> of.put(table(readAs), digest(table(readAs))));
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("ledger", ledger);
        note.put("fingerprint", fingerprint);
        note.put("tables", of);
        note.put("versions", new TreeMap<>(ofTables));
        note.put("files", known);
        Manifest.write(conf, file, note);
    }

    /** The table of a file that is read so; {@link #NONE} where no format is called so any more. */
    private static String table(String readAs) {
        return Catalogue.FORMATS.stream()
                .filter(format -> format.name().equals(readAs.split(" ")[0]))
                .map(format -> format.table().name())
                .findFirst()
                .orElse(NONE);
    }

    private static String readAs(Recognised one) {
        return one.format().name() + " " + one.format().version();
    }
}
