package org.lodestone.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeInputs inputs;
    private final String reference;
    private final Map<String, Object> noted = new TreeMap<>();

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
        noted.put(SOURCES, of);
        return isNoted(SOURCES, of) ? JSON.convertValue(inputs.sources(), List.class) : counted.get();
    }

    /** Whether the dimensions are those of these reports. */
    boolean dimensionsAreCurrent(List<ParquetReports.Published> reports) {
        Map<String, String> of = new TreeMap<>();
        of.put("program", inputs.program());
        of.put("reference data", reference);
        of.put("table source_code", inputs.has(SourceCodes.TABLE) ? inputs.digest(SourceCodes.TABLE) : "none");
        reports.forEach(one -> of.put("report " + one.name(), one.sha256()));
        noted.put(DIMENSIONS, of);
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
        Map<String, String> of = new TreeMap<>();
        of.put("program", inputs.program());
        of.put("manifest", Manifest.digest(contents));
        noted.put(PAGE, of);
        boolean there =
                !contents.settings().get(Setting.BRIEFING_PAGE.key).equals("true") || inputs.isInFolder(Briefing.FILE);
        return isNoted(PAGE, of) && there && inputs.isInFolder("datapackage.json");
    }

    /** Adds to the manifest what these are made of. */
    void note(Map<String, Object> computed) {
        noted.forEach((name, of) -> computed.put(name, Map.of("inputs", of)));
    }

    private boolean isNoted(String name, Map<String, String> of) {
        JsonNode before = inputs.noted(name);
        Map<String, String> then = new LinkedHashMap<>();
        before.properties().forEach(one -> then.put(one.getKey(), one.getValue().asText()));
        return !of.containsValue(null) && then.equals(of);
    }
}
