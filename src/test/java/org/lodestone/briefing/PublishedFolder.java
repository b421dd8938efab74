package org.lodestone.briefing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports.Published;

/** A folder of reports that a run has published, as its manifest tells of it. */
final class PublishedFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PublishedFolder() {}

    @SuppressWarnings("unchecked")
    static Manifest.Contents contents(Path folder) throws IOException {
        JsonNode json = JSON.readTree(folder.resolve("manifest.json").toFile());
        List<Published> reports = new ArrayList<>();
        for (JsonNode report : json.get("reports")) {
            reports.add(new Published(
                    report.get("name").asText(),
                    report.get("path").asText(),
                    report.get("rows").asLong(),
                    report.get("sha256").asText(),
                    report.get("schema").asText(),
                    0,
                    0));
        }
        return new Manifest.Contents(
                json.get("program").asText(),
                json.get("written_at").asText(),
                json.get("state").asText(),
                reports,
                List.of(),
                Map.of(),
                JSON.convertValue(json.get("left_out"), Map.class),
                JSON.convertValue(json.get("withheld"), Map.class),
                JSON.convertValue(json.get("lake"), Map.class),
                json.get("reference_fingerprint").asText(),
                JSON.convertValue(json.get("settings"), Map.class),
                JSON.convertValue(json.get("source_files"), List.class));
    }
}
