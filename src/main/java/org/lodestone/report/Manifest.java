package org.lodestone.report;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.lodestone.lake.SourceFiles;
import org.lodestone.lake.UnusableInput;

/**
 * {@code manifest.json} beside the reports, written last: what they are made of. Its change is the sign that all reports
 * are of one run.
 */
public final class Manifest {
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
     * @param computed what was computed, by name: the seconds that it took, and the reports that it took figures from
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
        Path path = new Path(root, "manifest.json");
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

    /** Puts the manifest in place. */
    public static void write(Configuration conf, String root, Contents contents) {
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
        write(conf, new Path(root, "manifest.json"), json);
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
