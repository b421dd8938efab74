package org.lodestone.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lodestone.bi.Dimensions;
import org.lodestone.briefing.Briefing;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Table;
import org.lodestone.trade.SourceCodes;

/** Whether what lies beside the reports, such as the dimensions and the page, is what would be written now. */
final class Beside {
    private static final String DIMENSIONS = "dimensions";
    private static final String PAGE = "page";
    private static final String SOURCES = "sources";
    /** What is written with the page. */
    private static final List<String> FILES =
            List.of(Briefing.FILE, "datapackage.json", "views.sql", "dictionary.html");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeInputs inputs;
    private final String reference;
    private final Map<String, Map<String, String>> madeOf = new TreeMap<>();
    private final List<String> said = new ArrayList<>();

    /** @param reference fingerprint of the reference data */
    Beside(LakeInputs inputs, String reference) {
        this.inputs = inputs;
        this.reference = reference;
    }

    /**
     * The source files of tables.
     *
     * @param counted gives them where these are not the tables of the manifest
     */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> sources(Set<Table> tables, Supplier<List<Map<String, Object>>> counted) {
        Map<String, String> of = new TreeMap<>();
        tables.forEach(table -> of.put("table " + table.name(), inputs.digest(table)));
        return isNoted(SOURCES, of) && inputs.sources().isArray()
                ? JSON.convertValue(inputs.sources(), List.class)
                : counted.get();
    }

    /** Whether the dimensions are those of these reports. */
    boolean dimensionsAreCurrent(List<ParquetReports.Published> reports) {
        Map<String, String> of = new TreeMap<>();
        of.put("program", inputs.program());
        of.put("reference data", reference);
        of.put("table source_code", inputs.has(SourceCodes.TABLE) ? inputs.digest(SourceCodes.TABLE) : "none");
        reports.forEach(one -> of.put("report " + one.name(), one.sha256()));
        return isNoted(DIMENSIONS, of) && dimensions().size() == Dimensions.TABLES.size();
    }

    /** The dimensions that are there as they were published. */
    List<ParquetReports.Published> dimensions() {
        return List.copyOf(inputs.there(DIMENSIONS).values());
    }

    /**
     * Whether the page and the descriptions are those of a manifest but for its time.
     *
     * @param contents of the manifest that is to be written
     */
    boolean pageIsCurrent(Manifest.Contents contents) {
        Map<String, String> of = new TreeMap<>(files());
        of.put("program", inputs.program());
        of.put("manifest", Manifest.digest(contents));
        of.put("folder", inputs.folder());
        boolean current = isNoted(PAGE, of);
        if (current) {
            inputs.noted(PAGE).path("said").forEach(line -> said.add(line.asText()));
        }
        return current;
    }

    /** What was said of the page when it was written. */
    List<String> said() {
        return said;
    }

    /** Notes what was said of the page that was written. */
    void pageIsWritten(List<String> lines) {
        said.addAll(lines);
        madeOf.get(PAGE).putAll(files());
    }

    /** Adds to the manifest what these are made of. */
    void note(Map<String, Object> computed) {
        madeOf.forEach((name, of) -> {
            Map<String, Object> noted = new LinkedHashMap<>();
            noted.put("inputs", of);
            if (name.equals(PAGE)) {
                noted.put("said", said);
            }
            computed.put(name, noted);
        });
    }

    /** Length and time of what is written with the page. */
    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        FILES.forEach(name -> files.put("file " + name, inputs.stamp(name)));
        return files;
    }

    private boolean isNoted(String name, Map<String, String> of) {
        madeOf.put(name, of);
        JsonNode before = inputs.noted(name).path("inputs");
        Map<String, String> then = new TreeMap<>();
        before.properties().forEach(one -> then.put(one.getKey(), one.getValue().asText()));
        return before.isObject() && !of.containsValue(null) && then.equals(of);
    }
}
