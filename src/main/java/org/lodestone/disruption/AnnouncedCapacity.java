package org.lodestone.disruption;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.reference.Columns;

/**
 * What announced plants may make, by chain and stage, plant and year. Scenarios of a plant differ in its start; a plant
 * whose tonnes may be of another stage may make none of this one.
 *
 * <p>What counts is the change from the year of the trade. It is taken inside of each scenario, where a plant has one
 * start only, and is negative where a plant closes.
 */
final class AnnouncedCapacity implements Serializable {
    private static final String SCENARIO = "scenario";

    /** What counts of a plant's output. */
    enum Counted {
        /** The largest change of its scenarios, as if all that is announced were built. */
        ALL("output_tonnes"),
        /** The least of them. */
        LATE("output_tonnes"),
        /** The largest, each phase with the chance that it is built. */
        EXPECTED("expected_output_tonnes"),
        /** The least of what stands already. */
        BUILT("built_output_tonnes");

        private final String column;

        Counted(String column) {
            this.column = column;
        }

        private boolean least() {
            return this == LATE || this == BUILT;
        }
    }

    /**
     * One plant with its output in tonnes of one stage.
     *
     * @param country empty where it is not told
     * @param maybeOther whether its tonnes may be of another stage
     * @param outputs by year, for each scenario; null for a year in which it is not known
     */
    private record Plant(
            String country, String status, boolean maybeOther, Map<Counted, List<TreeMap<Integer, Double>>> outputs)
            implements Serializable {

        /** By how much its output differs from that of another year; null where it is not known. */
        Double change(int year, int from, Counted counted) {
            List<Double> changes = new ArrayList<>();
            for (TreeMap<Integer, Double> scenario : outputs.get(counted)) {
                Double then = scenario.getOrDefault(year, 0.0);
                Double before = scenario.getOrDefault(from, 0.0);
                if (then == null || before == null) {
                    return null;
                }
                changes.add(then - before);
            }
            // Tonnes of another stage, or of a stopped country, change nothing here.
            if (maybeOther || country.isEmpty()) {
                changes.add(0.0);
            }
            return counted.least() ? Collections.min(changes) : Collections.max(changes);
        }
    }

    private final Map<String, Map<String, Plant>> byStage = new TreeMap<>();
    private int lastYear;

    private AnnouncedCapacity() {}

    /** @param capacity rows of capacity_outlook */
    static AnnouncedCapacity of(List<Row> capacity) {
        Map<String, Map<String, Map<String, TreeMap<Integer, Row>>>> outputs = new TreeMap<>();
        Map<String, Set<String>> readings = new TreeMap<>();
        AnnouncedCapacity plants = new AnnouncedCapacity();
        for (Row row : capacity) {
            String id = CapacityOutlook.FACILITY_ID.in(row);
            if (CapacityOutlook.READING.in(row) != null) {
                readings.computeIfAbsent(id, none -> new TreeSet<>()).add(CapacityOutlook.READING.in(row));
            }
            if (CapacityOutlook.OUTPUT_TONNES.in(row) != null) {
                int year = Columns.YEAR.in(row);
                outputs.computeIfAbsent(
                                CapacityOutlook.CHAIN.in(row) + "/" + CapacityOutlook.READING.in(row),
                                none -> new TreeMap<>())
                        .computeIfAbsent(id, none -> new TreeMap<>())
                        .computeIfAbsent(row.getAs(SCENARIO), none -> new TreeMap<>())
                        .put(year, row);
                plants.lastYear = Math.max(plants.lastYear, year);
            }
        }
        outputs.forEach((stage, facilities) -> facilities.forEach((id, scenarios) -> plants.byStage
                .computeIfAbsent(stage, none -> new TreeMap<>())
                .put(id, plant(scenarios, readings.get(id).size() > 1))));
        return plants;
    }

    private static Plant plant(Map<String, TreeMap<Integer, Row>> scenarios, boolean maybeOther) {
        Map<Counted, List<TreeMap<Integer, Double>>> outputs = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            List<TreeMap<Integer, Double>> byScenario = new ArrayList<>();
            for (TreeMap<Integer, Row> rows : scenarios.values()) {
                TreeMap<Integer, Double> byYear = new TreeMap<>();
                rows.forEach((year, row) -> byYear.put(year, row.getAs(counted.column)));
                byScenario.add(byYear);
            }
            outputs.put(counted, byScenario);
        }
        Row any = scenarios.values().iterator().next().firstEntry().getValue();
        String country = CapacityOutlook.COUNTRY_ISO3.in(any);
        return new Plant(country == null ? "" : country, status(any), maybeOther, outputs);
    }

    private static String status(Row row) {
        Double chance = CapacityOutlook.COMPLETION_CHANCE.in(row);
        String status = CapacityOutlook.STATUS.in(row);
        return chance == null || chance == 1 ? status : String.format(Locale.ROOT, "%s %.0f %%", status, chance * 100);
    }

    /** The last year that is looked at. */
    int lastYear() {
        return lastYear;
    }

    /**
     * The first year in which plants outside of some countries make, all together, an amount more than in the year of the
     * trade.
     *
     * @param goods chain and stage, with a slash between
     * @param needed tonnes a year
     * @return null where they do not by {@link #lastYear}, or where it is not known what one of them makes
     */
    Integer firstYear(String goods, Set<String> without, int from, double needed, Counted counted) {
        for (int year = from; year <= lastYear; year++) {
            double more = 0;
            for (Plant plant : byStage.getOrDefault(goods, Map.of()).values()) {
                // One whose place is not told adds nothing, but may be among those that close.
                if (counts(plant, without) || plant.country().isEmpty() && counted.least()) {
                    Double change = plant.change(year, from, counted);
                    if (change == null) {
                        return null;
                    }
                    more += change;
                }
            }
            if (more >= needed) {
                return year;
            }
        }
        return null;
    }

    /** The plants that count, with the largest output of a year and how far they have come; null for none. */
    String named(String goods, Set<String> without) {
        List<String> names = new ArrayList<>();
        byStage.getOrDefault(goods, Map.of()).forEach((id, plant) -> {
            if (counts(plant, without)) {
                names.add(String.format(
                        Locale.ROOT,
                        "%s (%s, %,.0f t%s)",
                        id,
                        plant.country(),
                        plant.outputs().get(Counted.ALL).stream()
                                .flatMap(scenario -> scenario.values().stream())
                                .max(Double::compare)
                                .orElseThrow(),
                        plant.status() == null ? "" : ", " + plant.status()));
            }
        });
        return names.isEmpty() ? null : String.join(", ", names);
    }

    /** The plants that {@link #named} names; empty of null. */
    static Optional<String[]> ids(String named) {
        return Optional.ofNullable(named)
                .map(text -> text.replaceAll(" \\([^)]*\\)", "").split(", "));
    }

    /** A plant whose place is not told could be anywhere, in a stopped country too. */
    private static boolean counts(Plant plant, Set<String> without) {
        return !plant.country().isEmpty() && !without.contains(plant.country());
    }
}
