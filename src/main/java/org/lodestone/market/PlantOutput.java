package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.lodestone.market.Assumptions.Input;

/**
 * What a plant makes in a year with given inputs, as magnets. Delay, start within the year, ramp, utilisation and yield
 * are drawn for each plant; each phase comes about with the chance that its status has, if those before it do.
 */
final class PlantOutput implements Serializable {
    private static final List<String> BUILT = List.of("operating", "completed");

    /** Where no month is stated and nothing is assumed, a phase starts on any day of its year; 1 July is the central case. */
    private static final Input ANY_DAY = new Input("convention", "start_in_year", "uniform", 0, 0.5, 1, 0);

    final Plant plant;

    /** Whether what it makes beyond contracts is sold by the plan. */
    final boolean sells;

    /** What is missing for a share; empty where nothing is. */
    final List<String> problems = new ArrayList<>();

    /** What is missing for odds only. */
    final List<String> oddsProblems = new ArrayList<>();

    private final int startInYear;
    private final int delay;
    private final int ramp;
    private final int utilisation;
    private final int yield;
    private final int[] factors;
    private final int[] built;
    private final double chance;

    PlantOutput(Plant plant, boolean sells, PlanBook book, Assumptions assumptions, ModelInputs inputs) {
        this.plant = plant;
        this.sells = sells;
        String scope = "facility:" + plant.id();
        startInYear = inputs.place(start(assumptions, plant.id()).ownOf(scope));
        delay = own(inputs, assumptions.find("start_delay_years", scope), "start_delay_years", scope);
        ramp = own(inputs, assumptions.find("ramp_years", scope), "ramp_years", scope);
        utilisation = own(inputs, assumptions.find("utilisation", scope), "utilisation", scope);
        yield = own(inputs, assumptions.find("yield", scope), "yield", scope);
        List<Input> known = Reading.factors(plant, assumptions, book.contents());
        factors = new int[known.size()];
        for (int i = 0; i < factors.length; i++) {
            String name = Reading.factors(plant.reading()).get(i);
            if (known.get(i) == null) {
                problems.add("no_assumption:" + name + ":" + plant.id());
            }
            factors[i] = inputs.place(known.get(i), name, 1);
        }
        built = new int[plant.phases().size()];
        double all = 1;
        for (int i = 0; i < built.length; i++) {
            Plant.Phase phase = plant.phases().get(i);
            Input completion = completion(assumptions, plant.id(), phase.status());
            if (completion == null) {
                oddsProblems.add("no_assumption:completion_chance:" + phase.status());
            } else {
                all *= completion.central();
            }
            built[i] = completion == null || completion.central() == 1
                    ? -1
                    : inputs.place(
                            completion.ownOf(scope + "/" + phase.number()).chance());
        }
        chance = all;
    }

    private int own(ModelInputs inputs, Input input, String name, String scope) {
        if (input == null) {
            problems.add("no_assumption:" + name + ":" + plant.id());
        }
        return inputs.place(input == null ? null : input.ownOf(scope), name, 0);
    }

    /** Where in its year a plant starts. */
    static Input start(Assumptions assumptions, String facility) {
        Input start = assumptions.find("start_in_year", "facility:" + facility);
        return start == null ? ANY_DAY : start;
    }

    /** Whether a plant of this status stands: there is no chance left in it. */
    static boolean built(String status) {
        return BUILT.contains(status);
    }

    /** The chance that a phase of this status is built; null where nothing is assumed of it. */
    static Input completion(Assumptions assumptions, String facility, String status) {
        return built(status)
                ? Input.fixed(ModelInputs.NEUTRAL, "completion_chance", 1)
                : assumptions.find("completion_chance", "facility:" + facility, "status:" + status);
    }

    /** The chance that all of its phases are built; of a status of which nothing is assumed it is left out. */
    double chance() {
        return chance;
    }

    /** Where the start within the year is drawn, or taken, from. */
    int startInYear() {
        return startInYear;
    }

    /** Whether all phases come about. */
    boolean complete(double[] values) {
        return phasesBuilt(values) == built.length;
    }

    private int phasesBuilt(double[] values) {
        int count = 0;
        while (count < built.length && (built[count] < 0 || values[built[count]] == 1)) {
            count++;
        }
        return count;
    }

    /** Magnets of a year. */
    double in(int year, double[] values) {
        return plant.ramped(year, values[startInYear], values[delay], values[ramp], phasesBuilt(values))
                * values[utilisation]
                * values[yield]
                * factor(values);
    }

    /** Magnets of a year in which all phases run in full. */
    double mature(double[] values) {
        return plant.nameplate() * values[utilisation] * values[yield] * factor(values);
    }

    private double factor(double[] values) {
        double product = 1;
        for (int factor : factors) {
            product *= values[factor];
        }
        return product;
    }
}
