package org.lodestone.exposure;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * What announced plants may make, by chain and stage, plant and year. Scenarios of a plant differ in its start; a plant
 * whose tonnes may be of another stage may make none of this one.
 */
final class Plants implements Serializable {

    /** What counts of a plant's output. */
    enum Counted {
        /** The most of its scenarios, as if all that is announced were built. */
        ALL("output_tonnes"),
        /** The least of them. */
        LATE("output_tonnes"),
        /** The most, each phase with the chance that it is built. */
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
     * Output of one plant by year, in tonnes of one stage.
     *
     * @param outputs null for a year in which it is not known
     */
    private record Plant(String country, String status, Map<Counted, TreeMap<Integer, Double>> outputs)
            implements Serializable {

        /** What comes on top of what it makes in a year that is over; null where it is not known. */
        Double more(int year, int than, Counted counted) {
            Double now = outputs.get(counted).getOrDefault(year, 0.0);
            Double before = outputs.get(counted).getOrDefault(than, 0.0);
            return now == null || before == null ? null : Double.valueOf(Math.max(0, now - before));
        }
    }

    private final Map<String, Map<String, Plant>> byStage = new TreeMap<>();
    private int lastYear;

    private Plants() {}

    /** @param capacity rows of capacity_outlook */
    static Plants of(List<Row> capacity) {
        Map<String, Map<String, Map<String, TreeMap<Integer, Row>>>> outputs = new TreeMap<>();
        Map<String, Set<String>> readings = new TreeMap<>();
        Plants plants = new Plants();
        for (Row row : capacity) {
            if (row.getAs("output_tonnes") != null) {
                String id = row.getAs("facility_id");
                int year = row.<Integer>getAs("year");
                readings.computeIfAbsent(id, none -> new TreeSet<>()).add(row.getAs("reading"));
                outputs.computeIfAbsent(row.getAs("chain") + "/" + row.getAs("reading"), none -> new TreeMap<>())
                        .computeIfAbsent(id, none -> new TreeMap<>())
                        .computeIfAbsent(row.getAs("scenario"), none -> new TreeMap<>())
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
        Set<Integer> years = new TreeSet<>();
        scenarios.values().forEach(byYear -> years.addAll(byYear.keySet()));
        Map<Counted, TreeMap<Integer, Double>> outputs = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            TreeMap<Integer, Double> byYear = new TreeMap<>();
            years.forEach(year -> byYear.put(year, output(scenarios, year, counted, maybeOther)));
            outputs.put(counted, byYear);
        }
        Row any = scenarios.values().iterator().next().firstEntry().getValue();
        String country = any.getAs("country_iso3");
        return new Plant(country == null ? "" : country, status(any), outputs);
    }

    private static Double output(
            Map<String, TreeMap<Integer, Row>> scenarios, int year, Counted counted, boolean maybeOther) {
        if (counted.least() && maybeOther) {
            return 0.0;
        }
        List<Double> inYear = new ArrayList<>();
        for (TreeMap<Integer, Row> byYear : scenarios.values()) {
            Double output = byYear.containsKey(year) ? byYear.get(year).getAs(counted.column) : Double.valueOf(0);
            if (output == null) {
                return null;
            }
            inYear.add(output);
        }
        return counted.least()
                ? inYear.stream().min(Double::compare).orElseThrow()
                : inYear.stream().max(Double::compare).orElseThrow();
    }

    private static String status(Row row) {
        Double chance = row.getAs("completion_chance");
        String status = row.getAs("status");
        return chance == null || chance == 1 ? status : String.format(Locale.ROOT, "%s %.0f %%", status, chance * 100);
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
     * @return null where they do not by {@link #lastYear}, or where it is not known what one of them makes
     */
    Integer firstYear(String goods, Set<String> without, int from, double needed, Counted counted) {
        for (int year = from; year <= lastYear; year++) {
            double made = 0;
            for (Plant plant : byStage.getOrDefault(goods, Map.of()).values()) {
                if (counts(plant, without)) {
                    Double more = plant.more(year, from, counted);
                    if (more == null) {
                        return null;
                    }
                    made += more;
                }
            }
            if (made >= needed) {
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
                        plant.outputs().get(Counted.ALL).values().stream()
                                .max(Double::compare)
                                .orElseThrow(),
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
