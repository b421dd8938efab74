package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/** A small table of reference data, which whoever runs the metrics supplies. */
public record GivenRows(String name) implements RowInput {
    @Override
    public List<Input<?>> needs() {
        return List.of();
    }

    @Override
    public Optional<String> lacks(Predicate<Table> has) {
        return Optional.empty();
    }
}
