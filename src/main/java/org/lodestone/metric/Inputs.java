package org.lodestone.metric;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.table.Table;

/** What a computation sees: the inputs that it declared, and nothing else. */
public final class Inputs {
    private final String of;
    private final List<Input<?>> declared;
    private final Function<Input<?>, Object> source;
    private final Surroundings around;

    Inputs(Input<?> of, Function<Input<?>, Object> source, Surroundings around) {
        this.of = of.name();
        declared = of.needs();
        this.source = source;
        this.around = around;
    }

    /**
     * An input's value.
     *
     * @throws IllegalStateException for one that is not among the needs of what is computed
     */
    @SuppressWarnings("unchecked")
    public <T> T get(Input<T> input) {
        if (!declared.contains(input)) {
            throw new IllegalStateException(of + " reads " + input.name() + " without declaring it among its needs.");
        }
        return (T) source.apply(input);
    }

    /** Rows of a declared table as a Dataset. */
    public Dataset<Row> dataset(Table table, List<Row> rows) {
        return table.conform(around.spark().createDataFrame(rows, table.schema()));
    }

    /** The whole numbers from 0 on, in a partition for each core. */
    public Dataset<Long> numbers(int count) {
        int tasks = Math.max(1, Math.min(count, around.spark().sparkContext().defaultParallelism()));
        return around.spark().range(0, count, 1, tasks).as(Encoders.LONG());
    }
}
