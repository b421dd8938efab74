package org.lodestone.disruption;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.table.RowBuilder;

/**
 * A scenario with its inputs; see {@link Scenarios}.
 *
 * @param stopped the countries that stop supplying
 * @param importers those that are not supplied; empty for all
 * @param stoppedShare what part of the supply stops
 */
record Scenario(
        String id,
        String name,
        Set<String> stopped,
        Set<String> importers,
        String chain,
        String stage,
        double stoppedShare,
        double days,
        String assumption,
        List<Input> inputs)
        implements Serializable {

    /** One input: how much of what there is, whose, and from which day of the stop. */
    record Input(
            String kind, String stage, String country, double fromDay, double amount, String unit, String assumption)
            implements Serializable {}

    /**
     * @param scenarios rows of disruption_scenario
     * @param inputs rows of disruption_input
     * @return in the order of their ids
     */
    static List<Scenario> of(List<Row> scenarios, List<Row> inputs) {
        Map<String, List<Input>> byScenario = new TreeMap<>();
        for (Row row : inputs) {
            byScenario
                    .computeIfAbsent(row.getAs("scenario_id"), none -> new ArrayList<>())
                    .add(new Input(
                            row.getAs("input_kind"),
                            row.getAs("stage"),
                            row.getAs("country_iso3"),
                            row.<Double>getAs("from_day"),
                            row.<Double>getAs("amount"),
                            row.getAs("input_unit"),
                            row.getAs("assumption")));
        }
        Map<String, Scenario> byId = new TreeMap<>();
        for (Row row : scenarios) {
            String id = row.getAs("scenario_id");
            byId.put(
                    id,
                    new Scenario(
                            id,
                            row.getAs("scenario_name"),
                            countries(row.getAs("stopped_iso3")),
                            countries(row.getAs("importers_iso3")),
                            row.getAs("chain"),
                            row.getAs("stage"),
                            row.<Double>getAs("stopped_share"),
                            row.<Double>getAs("duration_days"),
                            row.getAs("assumption"),
                            byScenario.getOrDefault(id, List.of()).stream()
                                    .sorted(java.util.Comparator.comparing(Input::toString))
                                    .toList()));
        }
        return List.copyOf(byId.values());
    }

    private static Set<String> countries(String named) {
        return named == null
                ? Set.of()
                : new TreeSet<>(Arrays.asList(named.trim().split(" +")));
    }

    /** The goods that stop, as chain/stage. */
    String goods() {
        return chain + "/" + stage;
    }

    /** Writes what every row about the scenario says of it. */
    RowBuilder set(RowBuilder row) {
        return row.set("scenario_name", name)
                .set("stopped_iso3", String.join(" ", stopped))
                .set("stopped_stage", stage)
                .set("stopped_share", stoppedShare)
                .set("duration_days", days)
                .set("assumptions", assumptions());
    }

    boolean affects(String importer) {
        return importers.isEmpty() || importers.contains(importer);
    }

    /** The countries whose spare capacity is stated. */
    Set<String> helpers() {
        return inputs.stream()
                .filter(one -> one.kind().equals("spare_capacity"))
                .map(Input::country)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The inputs of a kind that hold for a country: its own, or those of each.
     *
     * @return empty where nothing is known
     */
    List<Input> of(String kind, String ofStage, String country) {
        List<Input> own = inputs.stream()
                .filter(one -> one.kind().equals(kind)
                        && one.stage().equals(ofStage)
                        && one.country().equals(country))
                .toList();
        return own.isEmpty() && !country.equals(Scenarios.EACH) ? of(kind, ofStage, Scenarios.EACH) : own;
    }

    /** Spare capacity of the goods that stop, of all suppliers; empty where none is known. */
    List<Input> spare() {
        return inputs.stream()
                .filter(one ->
                        one.kind().equals("spare_capacity") && one.stage().equals(stage))
                .toList();
    }

    /** What of it is no source's own; null for nothing. */
    String assumptions() {
        String words = Stream.concat(Stream.of(assumption), inputs.stream().map(Input::assumption))
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? null : words;
    }
}
