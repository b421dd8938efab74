package org.lodestone.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.Table;

/**
 * A report: a declared table, what it needs, and how it follows from that.
 *
 * <pre>{@code
 * public static final Metric METRIC = Metric.of(TABLE)
 *         .needs(OriginMix.METRIC, CHAINS)
 *         .compute(in -> of(in.get(OriginMix.METRIC), in.get(CHAINS)));
 * }</pre>
 */
public final class Metric implements Declared {
    private final Table table;
    private final List<Input<?>> needs;
    private final Function<Inputs, Dataset<Row>> counted;
    private final Function<Inputs, Dataset<Row>> computation;
    private final Function<Inputs, List<Row>> computationInMemory;
    private final Trace.Of traces;

    private Metric(
            Builder builder,
            Function<Inputs, Dataset<Row>> computation,
            Function<Inputs, List<Row>> computationInMemory) {
        table = builder.table;
        needs = List.copyOf(builder.needs);
        counted = builder.counted;
        traces = builder.traces;
        this.computation = computation;
        this.computationInMemory = computationInMemory;
    }

    /** Starts a declaration. */
    public static Builder of(Table table) {
        return new Builder(table);
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<Input<?>> needs() {
        return needs;
    }

    /**
     * Which rows a row of the report is made from.
     *
     * @param lookup reads rows, for traces that follow from other rows
     */
    public List<Trace> traces(Row row, Trace.Lookup lookup) {
        if (traces == null) {
            throw new IllegalStateException("Report " + name() + " does not say what its rows are made from.");
        }
        return traces.row(row, lookup);
    }

    boolean growsWithTrade() {
        return counted != null;
    }

    /** How many rows it has. */
    long count(Inputs in) {
        return counted.apply(in).count();
    }

    boolean inMemory() {
        return computationInMemory != null;
    }

    Dataset<Row> computed(Inputs in) {
        return computation.apply(in);
    }

    List<Row> computedInMemory(Inputs in) {
        return computationInMemory.apply(in);
    }

    @Override
    public String toString() {
        return name();
    }

    /** Collects a declaration. */
    public static final class Builder {
        private final Table table;
        private final List<Input<?>> needs = new ArrayList<>();
        private Function<Inputs, Dataset<Row>> counted;
        private Trace.Of traces;

        private Builder(Table table) {
            this.table = table;
        }

        /** What the computation asks for. Reading anything else is an error. */
        public Builder needs(Input<?>... inputs) {
            needs.addAll(Arrays.asList(inputs));
            return this;
        }

        /**
         * Says that the report has about as many rows as there are trade flows: of a large lake it is written straight away,
         * and what builds on it reads the file.
         *
         * @param sameRows rows that are quickly counted and as many as the report has
         */
        public Builder growsWithTrade(Function<Inputs, Dataset<Row>> sameRows) {
            counted = sameRows;
            return this;
        }

        /** Says which rows a row is made from, for those who ask where a figure comes from. */
        public Builder traces(Trace.Of rows) {
            traces = rows;
            return this;
        }

        /** @param computation gives rows as {@link Table#conform} does */
        public Metric compute(Function<Inputs, Dataset<Row>> computation) {
            return new Metric(this, computation, null);
        }

        /** @param computation gives rows as {@link Table#row} builds them: some thousands at most */
        public Metric computeInMemory(Function<Inputs, List<Row>> computation) {
            return new Metric(this, null, computation);
        }
    }
}
