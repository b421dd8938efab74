package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;

/**
 * One way in which a company's share of a market may come about: a plan, a market scenario and a basis, tonnes or
 * dollars. The same arithmetic serves the trajectory, which takes the central figure of each input, and the odds, which
 * draw them.
 *
 * <p>Share = deliverable / market. Deliverable = contracts, each at most what its maker can still make (where that is
 * known), and what the plan's plants make beyond contracts, as far as it is sold. Only the plants that make a contract's
 * goods limit it. {@link MarketSize} knows the market, {@link PlantOutput} what plants make, {@link ContractSales} what
 * contracts get.
 */
final class ShareModel implements Serializable {
    private static final String STATUS = "status";

    static final String TONNES = "tonnes";
    static final String USD = "usd";

    /** What a year looks like. */
    record Year(double market, double contracted, double deliverable, double unsold, boolean contractsCut) {
        double share() {
            return deliverable / market;
        }
    }

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

    /** Why there are no odds although there is a share; null where there are. */
    final String oddsProblem;

    private final boolean usd;
    private final ModelInputs inputs = new ModelInputs();
    private final List<PlantOutput> plants = new ArrayList<>();
    private final ContractSales sales;
    private final MarketSize size;

    /** The scenario's dollars and tonnes, whose quotient is its price, where it states both; else null. */
    private final MarketSize[] priced;

    private final MarketSize[] others;
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
                        .filter(row -> "denominator".equals(MarketOutlook.USE.in(row)))
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
                                            if (scenario.stream()
                                                    .anyMatch(row -> MarketSize.stated(row, basis) != null)) {
                                                models.add(
                                                        new ShareModel(book, goal, scenario, scenarios, plan, basis));
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

    private ShareModel(
            PlanBook book,
            Row goal,
            List<Row> scenarioRows,
            Map<String, List<Row>> allScenarios,
            List<Row> planRows,
            String basis) {
        this.basis = basis;
        usd = basis.equals(USD);
        company = Targets.COMPANY.in(goal);
        market = Targets.MARKET.in(goal);
        scenario = MarketOutlook.SCENARIO.in(scenarioRows.get(0));
        plan = SalesPlans.PLAN.in(planRows.get(0));
        planName = SalesPlans.PLAN_NAME.in(planRows.get(0));
        targetYear = Targets.TARGET_YEAR.in(goal);
        targetShare = Targets.TARGET_SHARE.in(goal);
        baseYear = Targets.BASE_YEAR.in(goal);
        ceiling = Targets.CEILING_SHARE.in(goal);
        Assumptions assumptions = Assumptions.of(book.assumptions());
        List<String> problems = new ArrayList<>();
        TreeSet<String> notes = new TreeSet<>();
        TreeSet<String> assumed = new TreeSet<>();

        Map<String, Integer> known = new HashMap<>();
        List<String> contracts = new ArrayList<>();
        for (Row member : members(planRows)) {
            add(member, "assumption", assumed);
            String id = SalesPlans.MEMBER_ID.in(member);
            if ("contract".equals(SalesPlans.MEMBER_KIND.in(member))) {
                contracts.add(id);
                continue;
            }
            List<Row> statements = statements(book, id);
            Plant plant = Plant.of(id, statements, SalesPlans.READING.in(member), SalesPlans.THROUGH_PHASE.in(member));
            if (plant.problem() != null) {
                problems.add(plant.problem() + ":" + id);
                continue;
            }
            statements.forEach(row -> add(row, "assumption", assumed));
            known.put(id, plants.size());
            plants.add(new PlantOutput(plant, true, book, assumptions, inputs));
        }
        boolean sells = !plants.isEmpty();
        Map<String, List<Row>> deliveries = group(
                book.deliveries().stream()
                        .filter(row -> "signed".equals(row.getAs(STATUS)))
                        .toList(),
                "contract_id");
        firstYear = baseYear;
        lastYear = contracts.stream()
                .flatMap(contract -> deliveries.getOrDefault(contract, List.of()).stream())
                .mapToInt(Columns.YEAR::in)
                .reduce(targetYear + 5, Math::max);
        List<ContractSales.Flow> flows = new ArrayList<>();
        for (String contract : contracts) {
            List<Row> rows = deliveries.get(contract);
            if (rows == null) {
                problems.add("contract_not_signed_or_without_years:" + contract);
                continue;
            }
            Row any = rows.get(0);
            String reason = any.getAs(usd ? "value_reason" : "tonnes_reason");
            if (any.getAs(usd ? "delivery_usd" : "delivery_tonnes") == null) {
                problems.add(reason + ":" + contract);
            }
            add(any, "assumption", assumed);
            String maker = DeliverySchedule.MADE_BY.in(any);
            if (maker != null && !known.containsKey(maker)) {
                Plant plant = Plant.of(maker, statements(book, maker), null, null);
                if (plant.problem() == null) {
                    known.put(maker, plants.size());
                    plants.add(new PlantOutput(plant, false, book, assumptions, inputs));
                } else {
                    notes.add(
                            "what " + maker + " can make is not known (" + plant.problem() + "), so it limits nothing");
                }
            }
            int madeBy = maker == null ? -1 : known.getOrDefault(maker, -1);
            if (madeBy >= 0 && DeliverySchedule.DELIVERY_TONNES.in(any) == null) {
                notes.add("the tonnes of " + contract + " are not known, so " + maker + " limits nothing of it");
            }
            Input attrition = assumptions.find("contract_attrition", "contract:" + contract);
            Integer priority = DeliverySchedule.DELIVERY_PRIORITY.in(any);
            flows.add(new ContractSales.Flow(
                    years(rows, "delivery_tonnes"),
                    years(rows, "delivery_usd"),
                    madeBy,
                    priority == null ? ContractSales.NO_PRIORITY : priority,
                    inputs.place(
                            attrition == null ? null : attrition.ownOf("contract:" + contract),
                            "contract_attrition",
                            0)));
        }
        sales = new ContractSales(flows);
        List<String> oddsProblems = new ArrayList<>();
        for (PlantOutput one : plants) {
            problems.addAll(one.problems);
            oddsProblems.addAll(one.oddsProblems);
            if (one.plant.note() != null) {
                notes.add(one.plant.note());
            }
        }

        String scope = "market:" + market;
        String scenarioScope = "scenario:" + market + "/" + scenario;
        Input growing = assumptions.find("market_growth", scenarioScope, scope);
        growth = growing == null ? -1 : inputs.place(growing);
        sizeFactor =
                inputs.place(assumptions.find("market_size_factor", scenarioScope, scope), "market_size_factor", 1);
        soldShare = sells
                ? inputs.place(assumptions.find("uncontracted_sold_share", scope), "uncontracted_sold_share", 1)
                : -1;
        Input assumedPrice = assumptions.find("price_usd_per_kg", scope);
        price = assumedPrice == null ? -1 : inputs.place(assumedPrice);
        size = new MarketSize(scenarioRows, basis, growing != null, firstYear, lastYear);
        MarketSize inUsd = new MarketSize(scenarioRows, USD, growing != null, firstYear, lastYear);
        MarketSize inTonnes = new MarketSize(scenarioRows, TONNES, growing != null, firstYear, lastYear);
        priced = inUsd.isStated() && inTonnes.isStated() ? new MarketSize[] {inUsd, inTonnes} : null;
        others = allScenarios.values().stream()
                .filter(rows ->
                        same(rows.get(0), goal, "market") && !same(rows.get(0), scenarioRows.get(0), "scenario"))
                .map(rows -> new MarketSize(rows, TONNES, false, firstYear, lastYear))
                .filter(MarketSize::isStated)
                .toArray(MarketSize[]::new);
        if (sells && usd && price < 0 && priced == null) {
            problems.add("no_assumption:price_usd_per_kg");
        }
        scenarioRows.forEach(row -> add(row, "assumption", assumed));
        if (!size.reaches(targetYear)) {
            problems.add("scenario_lacks_target_year");
        }
        problem = problems.isEmpty() ? null : String.join(" ", problems);
        oddsProblem = oddsProblems.isEmpty() ? null : String.join(" ", new TreeSet<>(oddsProblems));
        capacityNote = notes.isEmpty() ? null : String.join("; ", notes);
        assumption = assumed.isEmpty() ? null : String.join("; ", assumed);
    }

    private static List<Row> members(List<Row> planRows) {
        return planRows.stream()
                .sorted(Comparator.comparing((Row row) -> SalesPlans.MEMBER_KIND.in(row))
                        .reversed()
                        .thenComparing(SalesPlans.MEMBER_ID::in))
                .toList();
    }

    private static List<Row> statements(PlanBook book, String facility) {
        return book.facilities().stream()
                .filter(row -> facility.equals(Facilities.FACILITY_ID.in(row)))
                .toList();
    }

    /** What a contract brings in each year; not a number where it does not say, 0 in years that are not its own. */
    private double[] years(List<Row> rows, String column) {
        double[] amounts = new double[lastYear - firstYear + 1];
        for (Row row : rows) {
            int place = Columns.YEAR.in(row) - firstYear;
            if (place >= 0 && place < amounts.length) {
                Double amount = row.getAs(column);
                amounts[place] = amount == null ? Double.NaN : amount;
            }
        }
        return amounts;
    }

    private static void add(Row row, String column, TreeSet<String> words) {
        String said = row.getAs(column);
        if (said != null) {
            words.add(said);
        }
    }

    List<Input> inputs() {
        return inputs.all();
    }

    /** The central figure of each input; a plan's plants are taken to be built. */
    double[] central() {
        return inputs.central();
    }

    /** The same, with all plants whose month is not stated starting as early, or as late, in their years as assumed. */
    double[] starting(boolean early) {
        double[] values = central();
        for (PlantOutput one : plants) {
            Input start = inputs.all().get(one.startInYear());
            values[one.startInYear()] = early ? start.low() : start.high();
        }
        return values;
    }

    /** The plants that the plan counts on to sell. */
    List<PlantOutput> plants() {
        return plants.stream().filter(one -> one.sells).toList();
    }

    /** The chance that all plants, of the plan and of its contracts, are built; 1 without plants. */
    double completionChance() {
        return plants.stream().mapToDouble(PlantOutput::chance).reduce(1, (one, other) -> one * other);
    }

    /** Whether all of them are. */
    boolean complete(double[] values) {
        for (PlantOutput one : plants) {
            if (!one.complete(values)) {
                return false;
            }
        }
        return true;
    }

    String sizeBasis(int year) {
        return size.basis(year);
    }

    /**
     * The price of tonnes that no contract has a price for: that behind the scenario's market where it states dollars and
     * tonnes, moved as the assumed price is; else the assumed one. Null where there is neither.
     */
    Double price(int year, double[] values) {
        if (priced == null) {
            return price < 0 ? null : values[price];
        }
        Double own = ownPrice(year);
        return own == null ? null : Double.valueOf(own * priceMove(values));
    }

    private Double ownPrice(int year) {
        double rate = growth < 0 ? 0 : inputs.all().get(growth).central();
        double found = priced[0].at(year, rate) / priced[1].at(year, rate) / 1000;
        return Double.isNaN(found) ? null : found;
    }

    /** How much higher than its central figure the assumed price is. */
    private double priceMove(double[] values) {
        return price < 0 ? 1 : values[price] / inputs.all().get(price).central();
    }

    /** The price behind the market of a year, and where it is not known, what the assumed price of sales implies. */
    MarketPrice marketPrice(int year, double[] values) {
        if (!usd || priced != null || price < 0) {
            return new MarketPrice(priced == null ? null : ownPrice(year), null, null, null);
        }
        double dollars = size.at(year, growth < 0 ? 0 : values[growth]);
        double[] tonnes = Arrays.stream(others)
                .mapToDouble(other -> other.at(year, 0))
                .filter(other -> !Double.isNaN(other))
                .sorted()
                .toArray();
        boolean alone = tonnes.length == 0;
        return new MarketPrice(
                null,
                Double.isNaN(dollars) ? null : Double.valueOf(dollars / values[price] / 1000),
                alone ? null : Double.valueOf(tonnes[0]),
                alone ? null : Double.valueOf(tonnes[tonnes.length - 1]));
    }

    /** Contracted tonnes or dollars of a year as the contracts say, without attrition; not a number if one is silent. */
    double contracted(int year, String unit) {
        return sales.contracted(year - firstYear, unit.equals(USD));
    }

    /**
     * A year with the given inputs.
     *
     * @param values one for each of {@link #inputs}
     */
    Year year(int year, double[] values) {
        double[] left = new double[plants.size()];
        for (int i = 0; i < left.length; i++) {
            left[i] = plants.get(i).in(year, values);
        }
        return year(year, values, left);
    }

    /** The same year if all phases of all plants ran in full by then, whenever they start. */
    Year yearInFull(int year, double[] values) {
        return year(
                year,
                values,
                plants.stream().mapToDouble(one -> one.mature(values)).toArray());
    }

    private Year year(int year, double[] values, double[] left) {
        ContractSales.Year sold = sales.in(year - firstYear, values, left, usd);
        double deliverable = sold.delivered();
        double unsold = 0;
        for (int i = 0; i < left.length; i++) {
            if (plants.get(i).sells) {
                double beyond = left[i] * values[soldShare];
                deliverable += usd ? beyond * 1000 * salesPrice(year, values) : beyond;
                unsold += left[i] - beyond;
            }
        }
        double market = size.at(year, growth < 0 ? 0 : values[growth]) * values[sizeFactor];
        // Where the scenario has a price, one draw of it moves the market in dollars and what sales bring.
        market *= usd && priced != null ? priceMove(values) : 1;
        return new Year(market, sold.contracted(), deliverable, unsold, sold.cut());
    }

    private double salesPrice(int year, double[] values) {
        Double found = price(year, values);
        return found == null ? Double.NaN : found;
    }

    /** The inputs with their central figures, for readers of a report. */
    String described() {
        return inputs.described();
    }
}
