package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/**
 * A value that whoever runs the metrics supplies, such as a setting.
 *
 * @param name by which it is supplied; that of a setting is its key
 */
public record Given<T>(String name, Class<T> type) implements Input<T> {
    public static Given<Long> number(String name) {
        return new Given<>(name, Long.class);
    }

    /** A number from 0 to 1. */
    public static Given<Double> share(String name) {
        return new Given<>(name, Double.class);
    }

    public static Given<Boolean> flag(String name) {
        return new Given<>(name, Boolean.class);
    }

    public static Given<String> text(String name) {
        return new Given<>(name, String.class);
    }

    @Override
    public List<Input<?>> needs() {
        return List.of();
    }

    @Override
    public Optional<String> lacks(Predicate<Table> has) {
        return Optional.empty();
    }
}
