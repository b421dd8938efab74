package org.lodestone.metric;

import java.util.List;
import java.util.function.Function;

/** A value in memory that several metrics are computed from, such as a model that is read from several tables. */
public final class Value<T> implements Input<T> {
    private final String name;
    private final List<Input<?>> needs;
    private final Function<Inputs, T> computation;

    private Value(String name, List<Input<?>> needs, Function<Inputs, T> computation) {
        this.name = name;
        this.needs = needs;
        this.computation = computation;
    }

    public static <T> Value<T> of(String name, List<Input<?>> needs, Function<Inputs, T> computation) {
        return new Value<>(name, List.copyOf(needs), computation);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Input<?>> needs() {
        return needs;
    }

    T computed(Inputs in) {
        return computation.apply(in);
    }
}
