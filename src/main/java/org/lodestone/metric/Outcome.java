package org.lodestone.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lodestone.table.Table;

/**
 * What became of a run of the engine.
 *
 * @param leftOut names of metrics that could not be computed, with the reason
 * @param made what became of the others, and of intermediates that were computed, by name
 * @param tables of the lake that the metrics are made of
 */
public record Outcome(Map<String, String> leftOut, Map<String, Made> made, Set<Table> tables) {

    /**
     * What became of a metric or an intermediate.
     *
     * @param seconds that it took; null where it was kept as it was published
     * @param why a metric was computed: what was other than when it was published; null where it was kept
     * @param madeOf names of the metrics that it took figures from, directly or through intermediates
     * @param inputs digests of what it is made of, by name; none of an intermediate
     */
    public record Made(Double seconds, String why, Set<String> madeOf, Map<String, String> inputs) {}

    /** How many metrics were kept as they were published. */
    public long kept() {
        return made.values().stream().filter(one -> one.seconds() == null).count();
    }

    /** Names of the metrics that each metric took figures from. */
    public Map<String, Set<String>> madeOf() {
        Map<String, Set<String>> madeOf = new TreeMap<>();
        made.forEach((name, one) -> {
            if (!one.inputs().isEmpty()) {
                madeOf.put(name, one.madeOf());
            }
        });
        return madeOf;
    }

    /** For the manifest. */
    public Map<String, Object> noted() {
        Map<String, Object> noted = new TreeMap<>();
        made.forEach((name, one) -> {
            Map<String, Object> cells = new LinkedHashMap<>();
            if (one.seconds() == null) {
                cells.put("kept", true);
            } else {
                cells.put("seconds", one.seconds());
            }
            if (one.why() != null) {
                cells.put("why", one.why());
            }
            if (!one.inputs().isEmpty()) {
                cells.put("made_of", one.madeOf());
                cells.put("inputs", one.inputs());
            }
            noted.put(name, cells);
        });
        return noted;
    }
}
