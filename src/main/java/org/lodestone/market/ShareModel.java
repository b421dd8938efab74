package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.reference.Statements;

/**
 * One way in which a company's share of a market may come about: a plan, a market scenario and a basis, tonnes or
 * dollars. The same arithmetic serves the trajectory, which takes the central figure of each input, and the odds, which
 * draw them.
 *
 * <p>Share = deliverable / market. Deliverable = contracts, each at most what its maker can still make (where that is
 * known), and what the plan's plants make beyond contracts, as far as it is sold. Only the plants that make a contract's
 * goods limit it.
 */
final class ShareModel implements Serializable {
    static final String TONNES = "tonnes";
    static final String USD = "usd";

    /** What a year looks like. */
    record Year(double market, double contracted, double deliverable, double unsold, boolean contractsCut) {
        double share() {
            return deliverable / market;
        }
    }

    /** A contract's part of the years; not a number where it says nothing. */
    private record Flow(String id, double[] tonnes, double[] usd, int maker, int attrition) implements Serializable {}

    private record Works(Plant plant, boolean sells, int delay, int ramp, int utilisation, int yield, int factor)
            implements Serializable {}

    final String company;
    final String market;
    final String scenario;
    final String plan;
    final String planName;
    final String basis;
    final int targetYear;
    final double targetShare;
    final int baseYear;
    final Double ceiling;
    final int firstYear;
    final int lastYear;

    /** Why no share can be computed; null where it can. */
    final String problem;

    /** What is assumed beyond the inputs. */
    final String assumption;

    /** What to know of capacities that are not known; null where there is nothing. */
    final String capacityNote;

    private final List<Input> inputs = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Works> works = new ArrayList<>();
    private final double[] sizes;
    private final String[] sizeBasis;
    private final int growth;
    private final int sizeFactor;
    private final int soldShare;
    private final int price;

    /**
     * Every plan of each target, in every scenario of its market and on each basis that the scenario has.
     *
     * @return sorted by company, market, target year, scenario, plan and basis
     */
    static List<ShareModel> all(PlanBook book) {
        List<ShareModel> models = new ArrayList<>();
        Map<String, List<Row>> plans = group(book.plans(), "company", "market", "plan");
        Map<String, List<Row>> scenarios = group(
                book.outlook().stream()
                        .filter(row -> "denominator".equals(row.getAs("use")))
                        .toList(),
                "market",
                "scenario");
        Statements.by(book.targets(), "company", "market", "target_year")
                .values()
                .forEach(target -> {
                    Row goal = target.newest();
                    scenarios.values().stream()
                            .filter(scenario -> same(scenario.get(0), goal, "market"))
                            .forEach(scenario -> plans.values().stream()
                                    .filter(plan ->
                                            same(plan.get(0), goal, "market") && same(plan.get(0), goal, "company"))
                                    .forEach(plan -> {
                                        for (String basis : List.of(TONNES, USD)) {
                                            if (scenario.stream().anyMatch(row -> size(row, basis) != null)) {
                                                models.add(new ShareModel(book, goal, scenario, plan, basis));
                                            }
                                        }
                                    }));
                });
        return models;
    }

    private static boolean same(Row one, Row other, String column) {
        return one.<String>getAs(column).equals(other.getAs(column));
    }

    private static Map<String, List<Row>> group(List<Row> rows, String... key) {
        Map<String, List<Row>> groups = new TreeMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(
                            Arrays.stream(key).map(row::<String>getAs).collect(Collectors.joining("\u0000")),
                            none -> new ArrayList<>())
                    .add(row);
        }
        return groups;
    }

    private ShareModel(PlanBook book, Row goal, List<Row> scenarioRows, List<Row> planRows, String basis) {
        this.basis = basis;
        company = goal.getAs("company");
        market = goal.getAs("market");
        scenario = scenarioRows.get(0).getAs("scenario");
        plan = planRows.get(0).getAs("plan");
        planName = planRows.get(0).getAs("plan_name");
        targetYear = goal.getAs("target_year");
        targetShare = goal.getAs("target_share");
        baseYear = goal.getAs("base_year");
        ceiling = goal.getAs("ceiling_share");
        Assumptions assumptions = Assumptions.of(book.assumptions());
        List<String> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        TreeSet<String> assumed = new TreeSet<>();

        List<Row> members = planRows.stream()
                .sorted(java.util.Comparator.comparing((Row row) -> row.<String>getAs("member_kind"))
                        .thenComparing(row -> row.<String>getAs("member_id")))
                .toList();
        Map<String, List<Row>> deliveries = group(
                book.deliveries().stream()
                        .filter(row -> "signed".equals(row.getAs("status")))
                        .toList(),
                "contract_id");
        List<String> contracts = members.stream()
                .filter(row -> "contract".equals(row.getAs("member_kind")))
                .map(row -> row.<String>getAs("member_id"))
                .toList();
        int last = targetYear + 5;
        for (String contract : contracts) {
            for (Row row : deliveries.getOrDefault(contract, List.of())) {
                last = Math.max(last, row.<Integer>getAs("year"));
            }
        }
        firstYear = baseYear;
        lastYear = last;
        int years = lastYear - firstYear + 1;

        Map<String, Integer> places = new LinkedHashMap<>();
        Map<String, Integer> plants = new LinkedHashMap<>();
        for (Row member : members) {
            add(member, "assumption", assumed);
            if ("facility".equals(member.getAs("member_kind"))) {
                String id = member.getAs("member_id");
                Plant plant =
                        Plant.of(id, statements(book, id), member.getAs("reading"), member.getAs("through_phase"));
                if (plant.problem() != null) {
                    problems.add(plant.problem() + ":" + id);
                    continue;
                }
                statements(book, id).forEach(row -> add(row, "assumption", assumed));
                if (plant.note() != null) {
                    notes.add(plant.note());
                }
                plants.put(id, works.size());
                works.add(works(plant, true, assumptions, places, problems));
            }
        }
        boolean sells = !works.isEmpty();
        for (String contract : contracts) {
            List<Row> rows = deliveries.get(contract);
            if (rows == null) {
                problems.add("contract_not_signed_or_without_years:" + contract);
                continue;
            }
            double[] tonnes = new double[years];
            double[] usd = new double[years];
            for (Row row : rows) {
                int place = row.<Integer>getAs("year") - firstYear;
                if (place >= 0 && place < years) {
                    tonnes[place] = number(row, "delivery_tonnes");
                    usd[place] = number(row, "delivery_usd");
                }
            }
            Row any = rows.get(0);
            if (basis.equals(TONNES) && any.getAs("delivery_tonnes") == null) {
                problems.add(any.<String>getAs("tonnes_reason") + ":" + contract);
            }
            if (basis.equals(USD) && any.getAs("delivery_usd") == null) {
                problems.add(any.<String>getAs("value_reason") + ":" + contract);
            }
            add(any, "assumption", assumed);
            String maker = any.getAs("made_by");
            int madeBy = -1;
            if (maker != null) {
                Integer known = plants.get(maker);
                if (known == null) {
                    Plant plant = Plant.of(maker, statements(book, maker), null, null);
                    if (plant.problem() == null) {
                        if (plant.note() != null) {
                            notes.add(plant.note());
                        }
                        known = works.size();
                        plants.put(maker, known);
                        works.add(works(plant, false, assumptions, places, problems));
                    } else {
                        notes.add("what " + maker + " can make is not known (" + plant.problem()
                                + "), so it limits nothing");
                    }
                }
                madeBy = known == null ? -1 : known;
                if (madeBy >= 0 && any.getAs("delivery_tonnes") == null) {
                    notes.add("the tonnes of " + contract + " are not known, so " + maker + " limits nothing of it");
                }
            }
            flows.add(new Flow(
                    contract,
                    tonnes,
                    usd,
                    madeBy,
                    place(
                            assumptions.find("contract_attrition", "contract:" + contract),
                            Input.fixed("none", "contract_attrition", 0),
                            places)));
        }
        String scenarioScope = "scenario:" + market + "/" + scenario;
        Input growing = assumptions.find("market_growth", scenarioScope, "market:" + market);
        growth = growing == null ? -1 : place(growing, null, places);
        sizeFactor = place(
                assumptions.find("market_size_factor", scenarioScope, "market:" + market),
                Input.fixed("none", "market_size_factor", 1),
                places);
        soldShare = sells
                ? place(
                        assumptions.find("uncontracted_sold_share", "market:" + market),
                        Input.fixed("none", "uncontracted_sold_share", 1),
                        places)
                : -1;
        Input priced = assumptions.find("price_usd_per_kg", "market:" + market);
        price = priced == null ? -1 : place(priced, null, places);
        if (sells && basis.equals(USD) && price < 0) {
            problems.add("no_assumption:price_usd_per_kg");
        }
        scenarioRows.forEach(row -> add(row, "assumption", assumed));

        sizes = new double[years];
        sizeBasis = new String[years];
        TreeMap<Integer, Double> anchors = new TreeMap<>();
        for (Row row : scenarioRows) {
            Double size = size(row, basis);
            if (size != null) {
                anchors.put(row.getAs("year"), size);
            }
        }
        for (int i = 0; i < years; i++) {
            size(anchors, i);
        }
        if (targetYear < anchors.firstKey() || targetYear > anchors.lastKey()) {
            problems.add("scenario_lacks_target_year");
        }
        problem = problems.isEmpty() ? null : String.join(" ", problems);
        capacityNote = notes.isEmpty() ? null : String.join("; ", new TreeSet<>(notes));
        assumption = assumed.isEmpty() ? null : String.join("; ", assumed);
    }

    private static List<Row> statements(PlanBook book, String facility) {
        return book.facilities().stream()
                .filter(row -> facility.equals(row.getAs("facility_id")))
                .toList();
    }

    private static double number(Row row, String column) {
        Double value = row.getAs(column);
        return value == null ? Double.NaN : value;
    }

    private static void add(Row row, String column, TreeSet<String> words) {
        String said = row.getAs(column);
        if (said != null) {
            words.add(said);
        }
    }

    private Works works(
            Plant plant, boolean sells, Assumptions assumptions, Map<String, Integer> places, List<String> problems) {
        String scope = "facility:" + plant.id();
        List<Integer> found = new ArrayList<>();
        for (String input : List.of("start_delay_years", "ramp_years", "utilisation", "yield")) {
            Input known = assumptions.find(input, scope);
            if (known == null) {
                problems.add("no_assumption:" + input + ":" + plant.id());
            }
            found.add(place(known, Input.fixed("none", input, 0), places));
        }
        int factor = -1;
        if ("oxide".equals(plant.reading())) {
            Input known = assumptions.find("magnet_tonnes_per_oxide_tonne", scope);
            if (known == null) {
                problems.add("no_assumption:magnet_tonnes_per_oxide_tonne:" + plant.id());
            }
            factor = place(known, Input.fixed("none", "magnet_tonnes_per_oxide_tonne", 0), places);
        }
        return new Works(plant, sells, found.get(0), found.get(1), found.get(2), found.get(3), factor);
    }

    private int place(Input input, Input otherwise, Map<String, Integer> places) {
        Input used = input == null ? otherwise : input;
        return places.computeIfAbsent(used.id(), none -> {
            inputs.add(used);
            return inputs.size() - 1;
        });
    }

    /** A scenario's market of a year: as stated, or from vehicles; null where it has none on that basis. */
    private static Double size(Row row, String basis) {
        if (basis.equals(USD)) {
            return row.getAs("market_usd");
        }
        Double tonnes = row.getAs("market_tonnes");
        Double vehicles = row.getAs("vehicles");
        if (tonnes != null || vehicles == null) {
            return tonnes;
        }
        return vehicles
                * row.<Double>getAs("permanent_magnet_share")
                * row.<Double>getAs("magnet_kg_per_vehicle")
                / 1000;
    }

    /** Stated years as they are, years between them by constant growth, years outside by the assumed growth. */
    private void size(TreeMap<Integer, Double> anchors, int place) {
        int year = firstYear + place;
        Map.Entry<Integer, Double> before = anchors.floorEntry(year);
        Map.Entry<Integer, Double> after = anchors.ceilingEntry(year);
        if (before != null && before.getKey() == year) {
            sizes[place] = before.getValue();
            sizeBasis[place] = "stated";
        } else if (before != null && after != null) {
            double part = (double) (year - before.getKey()) / (after.getKey() - before.getKey());
            sizes[place] = before.getValue() * StrictMath.pow(after.getValue() / before.getValue(), part);
            sizeBasis[place] = "between_stated_years";
        } else if (growth >= 0) {
            Map.Entry<Integer, Double> anchor = before != null ? before : after;
            sizes[place] =
                    anchor.getValue() * StrictMath.pow(1 + inputs.get(growth).central(), year - anchor.getKey());
            sizeBasis[place] = "assumed_growth";
        } else {
            sizes[place] = Double.NaN;
            sizeBasis[place] = null;
        }
    }

    List<Input> inputs() {
        return inputs;
    }

    /** The central figure of each input. */
    double[] central() {
        return inputs.stream().mapToDouble(Input::central).toArray();
    }

    List<Plant> plants() {
        return works.stream().filter(Works::sells).map(Works::plant).toList();
    }

    String sizeBasis(int year) {
        return sizeBasis[year - firstYear];
    }

    /** The price for tonnes that no contract has a price for; null where none is assumed. */
    Double price(double[] values) {
        return price < 0 ? null : values[price];
    }

    /** Magnets a year of a plant when it runs in full. */
    double mature(Plant plant, double[] values) {
        Works one = works.stream()
                .filter(candidate -> candidate.plant() == plant)
                .findFirst()
                .orElseThrow();
        return plant.nameplate() * values[one.utilisation()] * values[one.yield()] * factor(one, values);
    }

    private static double factor(Works one, double[] values) {
        return one.factor() < 0 ? 1 : values[one.factor()];
    }

    /** Contracted tonnes or dollars of a year as the contracts say, without attrition; not a number if one is silent. */
    double contracted(int year, String unit) {
        double sum = 0;
        for (Flow flow : flows) {
            sum += (unit.equals(USD) ? flow.usd() : flow.tonnes())[year - firstYear];
        }
        return sum;
    }

    /**
     * A year with the given inputs.
     *
     * @param values one for each of {@link #inputs}
     */
    Year year(int year, double[] values) {
        double[] left = new double[works.size()];
        for (int i = 0; i < left.length; i++) {
            Works one = works.get(i);
            left[i] = one.plant().ramped(year, values[one.delay()], values[one.ramp()])
                    * values[one.utilisation()]
                    * values[one.yield()]
                    * factor(one, values);
        }
        return year(year, values, left);
    }

    /** The same year if all phases of all plants ran in full by then, whenever they start. */
    Year yearInFull(int year, double[] values) {
        return year(
                year,
                values,
                works.stream().mapToDouble(one -> mature(one.plant(), values)).toArray());
    }

    private Year year(int year, double[] values, double[] left) {
        int place = year - firstYear;
        double contracted = 0;
        double deliverable = 0;
        boolean cut = false;
        for (Flow flow : flows) {
            double kept = 1 - values[flow.attrition()];
            double tonnes = flow.tonnes()[place] * kept;
            double amount = basis.equals(USD) ? flow.usd()[place] * kept : tonnes;
            contracted += amount;
            if (flow.maker() >= 0 && tonnes > left[flow.maker()]) {
                deliverable += amount * (left[flow.maker()] / tonnes);
                left[flow.maker()] = 0;
                cut = true;
            } else {
                deliverable += amount;
                if (flow.maker() >= 0 && !Double.isNaN(tonnes)) {
                    left[flow.maker()] -= tonnes;
                }
            }
        }
        double unsold = 0;
        for (int i = 0; i < left.length; i++) {
            if (works.get(i).sells()) {
                double sold = left[i] * values[soldShare];
                deliverable += basis.equals(USD) ? sold * 1000 * values[price] : sold;
                unsold += left[i] - sold;
            }
        }
        double size = sizes[place] * values[sizeFactor];
        if (growth >= 0 && year > baseYear) {
            double ratio = (1 + values[growth]) / (1 + inputs.get(growth).central());
            size *= StrictMath.pow(ratio, year - baseYear);
        }
        return new Year(size, contracted, deliverable, unsold, cut);
    }

    /** The inputs with their central figures, for readers of a report. */
    String described() {
        return inputs.stream()
                .filter(input -> !input.scope().equals("none"))
                .map(input -> input.id() + "=" + Statements.shown(input.central()))
                .filter(Objects::nonNull)
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
