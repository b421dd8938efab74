package org.lodestone.metric;

import java.util.List;

/** Rows that are needed only where a setting asks for them. */
public record When(Given<Boolean> asked, RowInput of) implements RowInput {
    @Override
    public String name() {
        return of.name();
    }

    @Override
    public List<Input<?>> needs() {
        return List.of(of);
    }
}
