package org.lodestone.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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
     * @param reports what was published
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
            List<ParquetReports.Published> reports,
            Map<String, String> leftOut,
            Map<String, Object> withheld,
            Map<String, Object> lake,
            String referenceFingerprint,
            Map<String, Object> settings,
            List<Map<String, Object>> sourceFiles) {}

    /** Puts the manifest in place. */
    public static void write(Configuration conf, String root, Contents contents) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", contents.program());
        json.put("written_at", contents.writtenAt());
        json.put(
                "reports",
                contents.reports().stream()
                        .map(report -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("name", report.name());
                            one.put("path", report.path());
                            one.put("rows", report.rows());
                            one.put("sha256", report.files());
                            one.put("schema", report.schema());
                            return one;
                        })
                        .toList());
        json.put("left_out", contents.leftOut());
        json.put("withheld", contents.withheld());
        json.put("lake", contents.lake());
        json.put("reference_fingerprint", contents.referenceFingerprint());
        json.put("settings", contents.settings());
        json.put("source_files", contents.sourceFiles());
        write(conf, new Path(root, "manifest.json"), json);
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
