package org.lodestone.metric;

import java.util.List;
import org.apache.spark.sql.Row;

/** The rows of an input in memory. */
public record Collected(RowInput of) implements Input<List<Row>> {
    @Override
    public String name() {
        return of.name();
    }

    @Override
    public List<Input<?>> needs() {
        return List.of(of);
    }
}
