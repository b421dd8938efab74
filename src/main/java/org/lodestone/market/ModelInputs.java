package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.reference.Statements;

/** The inputs of a model, each at its place in the array of values that a year is computed with. */
final class ModelInputs implements Serializable {
    /** The scope of inputs that nobody states and that change nothing. */
    static final String NEUTRAL = "none";

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** The place of an input; two that are drawn alike are one. */
    int place(Input input) {
        return places.computeIfAbsent(input.drawnAs(), none -> {
            inputs.add(input);
            return inputs.size() - 1;
        });
    }

    /** The same, or of a figure that changes nothing where there is none. */
    int place(Input input, String otherwise, double neutral) {
        return place(input == null ? Input.fixed(NEUTRAL, otherwise, neutral) : input);
    }

    List<Input> all() {
        return inputs;
    }

    /** The figures of the trajectory. */
    double[] central() {
        return inputs.stream().mapToDouble(Input::atItsWord).toArray();
    }

    /** The inputs with their central figures, for readers of a report. */
    String described() {
        return inputs.stream()
                .filter(input -> !input.scope().equals(NEUTRAL))
                .map(input -> input.id() + "=" + Statements.shown(input.central()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
