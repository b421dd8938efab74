package org.lodestone.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;

/**
 * {@code manifest.json} beside the reports, written last: what they are made of. Its change is the sign that all reports
 * are of one run.
 */
public final class Manifest {
    private static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Manifest() {}

    /**
     * Everything that the reports follow from.
     *
     * @param program name and version
     * @param writtenAt ISO 8601, UTC
     * @param state what all figures follow from, as {@link #state} gives it
     * @param reports what was published
     * @param dimensions the tables of keys beside them
     * @param computed what became of each report and intermediate result, by name: the seconds that it took and why it was
     *     computed, or that it was kept; the reports that it took figures from, and digests of all that it is made of
     * @param leftOut reports that were not, with the reason
     * @param withheld reports that were made but not published: by name, the conditions that rows break with some of these
     *     rows, or the report that is withheld and that they follow from
     * @param lake where the lake is, its state's time and the version of each table that was read
     * @param referenceFingerprint hash of the reference data
     * @param settings in force, by key
     * @param sourceFiles name, SHA-256 and format of each file whose rows were read
     */
    public record Contents(
            String program,
            String writtenAt,
            String state,
            List<ParquetReports.Published> reports,
            List<ParquetReports.Published> dimensions,
            Map<String, Object> computed,
            Map<String, String> leftOut,
            Map<String, Object> withheld,
            Map<String, Object> lake,
            String referenceFingerprint,
            Map<String, Object> settings,
            List<Map<String, Object>> sourceFiles) {

        /**
         * The same with the tables of keys that lie beside the reports.
         *
         * @param without all that is withheld, those of these tables too
         */
        public Contents with(List<ParquetReports.Published> tables, Map<String, Object> without) {
            return new Contents(
                    program,
                    writtenAt,
                    state,
                    reports,
                    tables,
                    computed,
                    leftOut,
                    without,
                    lake,
                    referenceFingerprint,
                    settings,
                    sourceFiles);
        }
    }

    /**
     * A digest of what figures follow from: equal for the same program, files, reference data and settings on whatever
     * machine, at whatever time.
     *
     * @param program name and version
     * @param referenceFingerprint hash of the reference data
     * @param settings those that change figures, by key
     * @param fileHashes of the source files, in any order
     * @return eight hexadecimal digits
     */
    public static String state(
            String program, String referenceFingerprint, Map<String, Object> settings, Collection<String> fileHashes) {
        StringBuilder text = new StringBuilder();
        text.append(program).append('\n').append(referenceFingerprint).append('\n');
        new TreeMap<>(settings)
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        new TreeSet<>(fileHashes).forEach(hash -> text.append(hash).append('\n'));
        return HexFormat.of()
                .formatHex(SourceFiles.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8)), 0, 4);
    }

    /**
     * The state of the reports in a folder.
     *
     * @throws UnusableInput where the folder has no manifest with a state
     */
    public static String stateOf(Configuration conf, String root) {
        Path path = new Path(root, FILE);
        String remedy = " Publish the reports anew: lodestone report --reports " + root + ".";
        String state;
        try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
            state = JSON.readTree((InputStream) in).path("state").asText();
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be read (" + e.getMessage() + ")." + remedy, e);
        }
        if (state.isEmpty()) {
            throw new UnusableInput(path + ": does not say which state of the data the reports are of." + remedy);
        }
        return state;
    }

    /** The manifest of an earlier run; empty where there is none that can be read. */
    public static Optional<JsonNode> read(Configuration conf, String root) {
        Path path = new Path(root, FILE);
        try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
            return Optional.of(JSON.readTree((InputStream) in)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Files that a manifest names, by the name of their table.
     *
     * @param list {@code reports} or {@code dimensions}
     * @return those of which it says all that a manifest of this version says
     */
    public static Map<String, ParquetReports.Published> published(JsonNode manifest, String list) {
        Map<String, ParquetReports.Published> published = new TreeMap<>();
        for (JsonNode one : manifest.path(list)) {
            if (one.path("bytes").isNumber() && one.path("modified_ms").isNumber()) {
                String name = one.path("name").asText();
                published.put(
                        name,
                        new ParquetReports.Published(
                                name,
                                one.path("path").asText(),
                                one.path("rows").asLong(),
                                one.path("sha256").asText(),
                                one.path("schema").asText(),
                                one.path("bytes").asLong(),
                                one.path("modified_ms").asLong()));
            }
        }
        return published;
    }

    /** A digest of all that a manifest says but when it was written and what was computed for it. */
    public static String digest(Contents contents) {
        Map<String, Object> json = json(contents);
        json.remove("written_at");
        json.remove("computed");
        try {
            return HexFormat.of().formatHex(SourceFiles.sha256().digest(JSON.writeValueAsBytes(json)), 0, 16);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts the manifest in place. */
    public static void write(Configuration conf, String root, Contents contents) {
        write(conf, new Path(root, FILE), json(contents));
    }

    private static Map<String, Object> json(Contents contents) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", contents.program());
        json.put("written_at", contents.writtenAt());
        json.put("state", contents.state());
        json.put("reports", files(contents.reports()));
        json.put("dimensions", files(contents.dimensions()));
        json.put("computed", contents.computed());
        json.put("left_out", contents.leftOut());
        json.put("withheld", contents.withheld());
        json.put("lake", contents.lake());
        json.put("reference_fingerprint", contents.referenceFingerprint());
        json.put("settings", contents.settings());
        json.put("source_files", contents.sourceFiles());
        return json;
    }

    private static List<Map<String, Object>> files(List<ParquetReports.Published> published) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (ParquetReports.Published one : published) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("name", one.name());
            file.put("path", one.path());
            file.put("rows", one.rows());
            file.put("sha256", one.sha256());
            file.put("schema", one.schema());
            file.put("bytes", one.bytes());
            file.put("modified_ms", one.modifiedAt());
            files.add(file);
        }
        return files;
    }

    /** Puts any small JSON file in place. */
    public static void write(Configuration conf, Path path, Map<String, Object> json) {
        try {
            Moves.write(path.getFileSystem(conf), path, JSON.writeValueAsString(json) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be written (" + e.getMessage() + ").", e);
        }
    }
}
