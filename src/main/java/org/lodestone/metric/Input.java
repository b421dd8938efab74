package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/**
 * Something that a figure is computed from. Inputs are told apart by {@code equals}: two that read the same table of the lake
 * are one.
 *
 * @param <T> what a computation gets
 */
public sealed interface Input<T> permits RowInput, Given, Value, Collected, Either {
    /** A name for messages. */
    String name();

    /** What it is made of, in the order in which it asks for it. */
    List<Input<?>> needs();

    /**
     * Why it cannot be had.
     *
     * @param has whether the lake has a table
     * @return empty where it can; else the reason of the first need that is missing
     */
    default Optional<String> lacks(Predicate<Table> has) {
        return needs().stream()
                .map(need -> need.lacks(has))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
