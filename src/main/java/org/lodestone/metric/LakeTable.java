package org.lodestone.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lodestone.table.Table;

/**
 * A table of the lake.
 *
 * @param remedy what to do where the lake has none; may be empty
 */
public record LakeTable(Table table, String remedy) implements Declared {

    public static LakeTable of(Table table) {
        return new LakeTable(table, "");
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<Input<?>> needs() {
        return List.of();
    }

    @Override
    public Optional<String> lacks(Predicate<Table> has) {
        return has.test(table)
                ? Optional.empty()
                : Optional.of("the lake has no " + table + (remedy.isEmpty() ? "" : "; " + remedy));
    }
}
