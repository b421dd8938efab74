package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/** That the lake has one of two tables, or both. */
public record Either(LakeTable one, LakeTable other) implements Input<Boolean> {
    @Override
    public String name() {
        return one.name() + " or " + other.name();
    }

    @Override
    public List<Input<?>> needs() {
        return List.of();
    }

    @Override
    public Optional<String> lacks(Predicate<Table> has) {
        return other.lacks(has).isEmpty() ? Optional.empty() : one.lacks(has);
    }
}
