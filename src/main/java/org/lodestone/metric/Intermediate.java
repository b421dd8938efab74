package org.lodestone.metric;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that metrics are computed from and that are not published. */
public final class Intermediate implements RowInput {
    private final String name;
    private final boolean kept;
    private final List<Input<?>> needs;
    private final Function<Inputs, Dataset<Row>> computation;

    private Intermediate(String name, boolean kept, List<Input<?>> needs, Function<Inputs, Dataset<Row>> computation) {
        this.name = name;
        this.kept = kept;
        this.needs = List.copyOf(needs);
        this.computation = computation;
    }

    /** Rows that are computed once and kept until all that follows from them is computed. */
    public static Intermediate kept(String name, List<Input<?>> needs, Function<Inputs, Dataset<Row>> computation) {
        return new Intermediate(name, true, needs, computation);
    }

    /** Rows that each computation on them computes anew: a choice of rows, or what one only builds on. */
    public static Intermediate view(String name, List<Input<?>> needs, Function<Inputs, Dataset<Row>> computation) {
        return new Intermediate(name, false, needs, computation);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Input<?>> needs() {
        return needs;
    }

    boolean isKept() {
        return kept;
    }

    Dataset<Row> computed(Inputs in) {
        return computation.apply(in);
    }
}
