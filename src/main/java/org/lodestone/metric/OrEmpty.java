package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/** Rows of a table; none where it cannot be had. */
public record OrEmpty(Declared of) implements RowInput {
    @Override
    public String name() {
        return of.name();
    }

    @Override
    public List<Input<?>> needs() {
        return List.of(of);
    }

    @Override
    public Optional<String> lacks(Predicate<Table> has) {
        return Optional.empty();
    }
}
