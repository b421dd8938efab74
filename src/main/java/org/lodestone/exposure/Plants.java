package org.lodestone.exposure;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * What announced plants may make, by chain and stage, plant and year: the most and the least of their scenarios. A plant
 * whose tonnes may be of another stage may make none of this one.
 */
final class Plants implements Serializable {

    /** Output of one plant by year, in tonnes of one stage. */
    private record Plant(String country, String status, TreeMap<Integer, Double> most, TreeMap<Integer, Double> least)
            implements Serializable {

        /** What comes on top of what it makes in a year that is over. */
        double more(int year, int than, boolean late) {
            TreeMap<Integer, Double> output = late ? least : most;
            return Math.max(0, output.getOrDefault(year, 0.0) - output.getOrDefault(than, 0.0));
        }
    }

    private final Map<String, Map<String, Plant>> byStage = new TreeMap<>();
    private int lastYear;

    private Plants() {}

    /** @param capacity rows of capacity_outlook */
    static Plants of(List<Row> capacity) {
        Map<String, Map<String, Map<String, TreeMap<Integer, Double>>>> outputs = new TreeMap<>();
        Map<String, String> countries = new TreeMap<>();
        Map<String, String> statuses = new TreeMap<>();
        Map<String, Set<String>> readings = new TreeMap<>();
        Plants plants = new Plants();
        for (Row row : capacity) {
            Double output = row.getAs("output_tonnes");
            if (output != null) {
                String id = row.getAs("facility_id");
                int year = row.<Integer>getAs("year");
                countries.put(id, row.<String>getAs("country_iso3") == null ? "" : row.getAs("country_iso3"));
                statuses.put(id, row.getAs("status"));
                readings.computeIfAbsent(id, none -> new TreeSet<>()).add(row.getAs("reading"));
                outputs.computeIfAbsent(row.getAs("chain") + "/" + row.getAs("reading"), none -> new TreeMap<>())
                        .computeIfAbsent(id, none -> new TreeMap<>())
                        .computeIfAbsent(row.getAs("scenario"), none -> new TreeMap<>())
                        .put(year, output);
                plants.lastYear = Math.max(plants.lastYear, year);
            }
        }
        outputs.forEach((stage, facilities) -> facilities.forEach((id, scenarios) -> {
            Plant plant = new Plant(countries.get(id), statuses.get(id), new TreeMap<>(), new TreeMap<>());
            Set<Integer> years = new TreeSet<>();
            scenarios.values().forEach(byYear -> years.addAll(byYear.keySet()));
            for (int year : years) {
                List<Double> inYear = new ArrayList<>();
                scenarios.values().forEach(byYear -> inYear.add(byYear.getOrDefault(year, 0.0)));
                plant.most().put(year, inYear.stream().max(Double::compare).orElseThrow());
                plant.least()
                        .put(
                                year,
                                readings.get(id).size() > 1
                                        ? 0
                                        : inYear.stream().min(Double::compare).orElseThrow());
            }
            plants.byStage.computeIfAbsent(stage, none -> new TreeMap<>()).put(id, plant);
        }));
        return plants;
    }

    /** The last year that is looked at. */
    int lastYear() {
        return lastYear;
    }

    /**
     * The first year in which plants outside of some countries make an amount more than in the year of the trade.
     *
     * @param goods chain and stage, with a slash between
     * @param needed tonnes a year
     * @param late whether each plant makes the least of its scenarios
     * @return null where they do not by {@link #lastYear}
     */
    Integer firstYear(String goods, Set<String> without, int from, double needed, boolean late) {
        for (int year = from; year <= lastYear; year++) {
            double made = 0;
            for (Plant plant : byStage.getOrDefault(goods, Map.of()).values()) {
                if (counts(plant, without)) {
                    made += plant.more(year, from, late);
                }
            }
            if (made >= needed) {
                return year;
            }
        }
        return null;
    }

    /** The plants that count, with the largest output of a year; null for none. */
    String named(String goods, Set<String> without) {
        List<String> names = new ArrayList<>();
        byStage.getOrDefault(goods, Map.of()).forEach((id, plant) -> {
            if (counts(plant, without)) {
                names.add(String.format(
                        Locale.ROOT,
                        "%s (%s, %,.0f t%s)",
                        id,
                        plant.country(),
                        plant.most().values().stream().max(Double::compare).orElseThrow(),
                        plant.status() == null ? "" : ", " + plant.status()));
            }
        });
        return names.isEmpty() ? null : String.join(", ", names);
    }

    /** A plant whose place is not told could be anywhere, in a stopped country too. */
    private static boolean counts(Plant plant, Set<String> without) {
        return !plant.country().isEmpty() && !without.contains(plant.country());
    }
}
