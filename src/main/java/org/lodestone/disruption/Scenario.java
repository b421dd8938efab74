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
import org.lodestone.reference.Columns;
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
                    .computeIfAbsent(Scenarios.SCENARIO_ID.in(row), none -> new ArrayList<>())
                    .add(new Input(
                            Scenarios.INPUT_KIND.in(row),
                            Scenarios.STAGE.in(row),
                            Scenarios.COUNTRY_ISO3.in(row),
                            Scenarios.FROM_DAY.in(row),
                            Scenarios.AMOUNT.in(row),
                            Scenarios.INPUT_UNIT.in(row),
                            Columns.ASSUMPTION.in(row)));
        }
        Map<String, Scenario> byId = new TreeMap<>();
        for (Row row : scenarios) {
            String id = Scenarios.SCENARIO_ID.in(row);
            byId.put(
                    id,
                    new Scenario(
                            id,
                            Scenarios.SCENARIO_NAME.in(row),
                            countries(Scenarios.STOPPED_ISO3.in(row)),
                            countries(Scenarios.IMPORTERS_ISO3.in(row)),
                            Scenarios.CHAIN.in(row),
                            Scenarios.STAGE.in(row),
                            Scenarios.STOPPED_SHARE.in(row),
                            Scenarios.DURATION_DAYS.in(row),
                            Columns.ASSUMPTION.in(row),
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
        return row.set(Disruption.SCENARIO_NAME, name)
                .set(Disruption.STOPPED_ISO3, String.join(" ", stopped))
                .set(Disruption.STOPPED_STAGE, stage)
                .set(Disruption.STOPPED_SHARE, stoppedShare)
                .set(Disruption.DURATION_DAYS, days)
                .set(Disruption.ASSUMPTIONS, assumptions());
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
