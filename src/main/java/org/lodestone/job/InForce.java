package org.lodestone.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.lodestone.intake.Format;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.TableFiles;
import org.lodestone.report.Manifest;

/**
 * A note beside the lake's tables of files that were found to have all their rows in the lake, so that a run without news need
 * not count rows. It holds as long as the ledger has no newer entry, and can be deleted at any time.
 */
final class InForce {
    static final String FILE = "in-force.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration conf;
    private final Path file;
    private final TableFiles tables;
    private final String fingerprint;
    private final Map<String, String> known = new TreeMap<>();

    /**
     * Reads what is noted.
     *
     * @param fingerprint of what decides how files are read, besides the readers' versions
     */
    InForce(Configuration conf, String root, String fingerprint) {
        this.conf = conf;
        this.fingerprint = fingerprint;
        file = new Path(root, FILE);
        tables = new TableFiles(conf, root);
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            JsonNode note = JSON.readTree((InputStream) in);
            if (note.path("ledger").asText().equals(ledger())
                    && note.path("fingerprint").asText().equals(fingerprint)) {
                note.path("files")
                        .properties()
                        .forEach(one -> known.put(one.getKey(), one.getValue().asText()));
            }
        } catch (IOException e) {
            // Without a note rows are counted.
            known.clear();
        }
    }

    /** What tells this state of the ledger from all others. */
    private String ledger() {
        OptionalLong version = tables.newest(Ledger.TABLE.name());
        return version.isEmpty() ? "none" : tables.digest(Ledger.TABLE.name(), version.getAsLong());
    }

    /** Whether all these files are noted, as they would be read now. */
    boolean holds(List<Recognised> files) {
        return files.stream()
                .allMatch(one -> readAs(one).equals(known.get(one.file().sha256())));
    }

    /**
     * Notes files.
     *
     * @param files with all their rows in the lake
     * @param written tables that were written since the note was read: what was noted of other files of these is dropped
     */
    void note(Collection<Recognised> files, Set<String> written) {
        Set<String> doubtful = Catalogue.FORMATS.stream()
                .filter(format -> written.contains(format.table().name()))
                .map(Format::name)
                .collect(Collectors.toSet());
        known.values().removeIf(readAs -> doubtful.contains(readAs.split(" ")[0]));
        files.forEach(one -> known.put(one.file().sha256(), readAs(one)));
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("ledger", ledger());
        note.put("fingerprint", fingerprint);
        note.put("files", known);
        Manifest.write(conf, file, note);
    }

    private static String readAs(Recognised one) {
        return one.format().name() + " " + one.format().version();
    }
}
