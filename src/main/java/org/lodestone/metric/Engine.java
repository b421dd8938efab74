package org.lodestone.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes metrics, each after what it needs, and what does not depend on each other side by side.
 *
 * <ul>
 *   <li>A metric that lacks a table of the lake is left out, and so is what needs it, with the same reason.
 *   <li>A metric that was published from what it would be computed from now is kept: see {@link Current}.
 *   <li>What several need is computed once, and only where one of them is computed; what is kept of it is freed when the
 *       last of them is done.
 *   <li>A result of few rows is taken into memory: what follows from it then costs little planning and no shuffle.
 *   <li>A computation that fails ends the run: the others are cancelled.
 * </ul>
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** A result of more rows stays in Spark. */
    private static final int ROWS_IN_MEMORY = 20_000;

    /** A lake with more flows is large: of it reports that grow with trade are not kept beside their file. */
    private static final long FLOWS_IN_HAND = 1_000_000;

    /** Each computes with all cores; more at once would only take each other's memory. */
    private static final int SIDE_BY_SIDE = 3;

    private final Surroundings around;
    private final Current current;
    private final String group = "lodestone metrics " + UUID.randomUUID();
    private final ExecutorService pool;
    private final Map<Metric, CompletableFuture<Settled>> metrics = new ConcurrentHashMap<>();
    private final Map<Input<?>, CompletableFuture<Object>> values = new HashMap<>();
    private final Map<Input<?>, Set<Input<?>>> read = new ConcurrentHashMap<>();
    private final Map<Input<?>, Checkpoint> kept = new ConcurrentHashMap<>();
    private final Map<Input<?>, Set<Metric>> readers = new ConcurrentHashMap<>();
    private final Map<String, String> leftOut = new TreeMap<>();
    private final Map<String, Outcome.Made> made = new TreeMap<>();
    private final CompletableFuture<Void> fault = new CompletableFuture<>();

    /**
     * What became of a metric.
     *
     * @param value a Relation, or LeftOut
     * @param digest of what was written, or why it was left out; null where it is withheld or made of what is
     */
    private record Settled(Object value, String digest) {}

    public Engine(Surroundings around) {
        this.around = around;
        current = new Current(around);
        pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    }

    /**
     * Computes metrics and writes them aside.
     *
     * @throws RuntimeException the first that a computation threw
     */
    public Outcome run(Collection<Metric> wanted) {
        List<Metric> possible = new ArrayList<>();
        for (Metric metric : wanted) {
            Optional<String> lacks = metric.lacks(around::has);
            lacks.ifPresentOrElse(why -> leftOut.put(metric.name(), why), () -> possible.add(metric));
        }
        possible.forEach(this::noteReaders);
        synchronized (this) {
            possible.forEach(this::settled);
        }
        await(CompletableFuture.allOf(metrics.values().toArray(CompletableFuture[]::new)));
        Set<Table> tables = new LinkedHashSet<>();
        possible.forEach(metric -> behind(metric).forEach(input -> {
            if (input instanceof LakeTable stored) {
                tables.add(stored.table());
            }
        }));
        return new Outcome(new TreeMap<>(leftOut), new TreeMap<>(made), tables);
    }

    /** The rows of a small metric after a run; none where it was left out. */
    public List<Row> rows(Metric metric) {
        CompletableFuture<Settled> settled = metrics.get(metric);
        return settled != null && settled.join().value() instanceof Relation rows ? rows.inMemory() : List.of();
    }

    /** The rows of any other input, which are computed now where no metric needed them. */
    public List<Row> rows(Collected collected) {
        CompletableFuture<Object> value = demanded(collected);
        await(value);
        return ((List<?>) value.join()).stream().map(Row.class::cast).toList();
    }

    /** Ends what still runs after a failure, which must not write any more, and frees what is kept. */
    @Override
    public void close() {
        pool.shutdownNow();
        if (fault.isCompletedExceptionally()) {
            cancel();
        }
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kept.values().forEach(Checkpoint::free);
    }

    // ---- what is behind an input ---------------------------------------------------------------------------------

    /** What has to be there first: of what may be missing or is not asked for, nothing where that is so. */
    private List<Input<?>> needs(Input<?> input) {
        return Current.needs(input, around);
    }

    /** What an input is made of, through all but metrics; these are the last. */
    private Set<Input<?>> behind(Input<?> input) {
        Set<Input<?>> behind = new LinkedHashSet<>();
        addBehind(input, behind);
        return behind;
    }

    private void addBehind(Input<?> input, Set<Input<?>> behind) {
        for (Input<?> need : needs(input)) {
            if (behind.add(need) && !(need instanceof Metric)) {
                addBehind(need, behind);
            }
        }
    }

    private void noteReaders(Metric metric) {
        behind(metric)
                .forEach(source -> readers.computeIfAbsent(source, none -> ConcurrentHashMap.newKeySet())
                        .add(metric));
    }

    private void done(Metric metric) {
        for (Input<?> source : behind(metric)) {
            Set<Metric> waiting = readers.get(source);
            if (waiting != null && waiting.remove(metric) && waiting.isEmpty()) {
                Checkpoint unused = kept.remove(source);
                if (unused != null) {
                    unused.free();
                }
            }
        }
    }

    // ---- metrics -------------------------------------------------------------------------------------------------

    /** Callers hold this engine's lock. */
    private CompletableFuture<Settled> settled(Metric metric) {
        CompletableFuture<Settled> settled = metrics.get(metric);
        if (settled == null) {
            CompletableFuture<?>[] before = behind(metric).stream()
                    .filter(Metric.class::isInstance)
                    .map(one -> settled((Metric) one))
                    .toArray(CompletableFuture[]::new);
            settled = CompletableFuture.allOf(before).thenComposeAsync(nothing -> keptOrComputed(metric), pool);
            settled.whenComplete((value, why) -> failed(why));
            metrics.put(metric, settled);
        }
        return settled;
    }

    private CompletableFuture<Settled> keptOrComputed(Metric metric) {
        Map<String, String> inputs =
                current.inputs(metric, one -> metrics.get(one).join().digest());
        Optional<Surroundings.Published> there = around.published(metric.table());
        Optional<String> why = current.why(there, inputs);
        if (why.isEmpty()) {
            Surroundings.Published before = there.orElseThrow();
            around.keep(metric.table());
            note(metric, new Outcome.Made(null, null, before.madeOf(), inputs));
            done(metric);
            return CompletableFuture.completedFuture(
                    new Settled(Relation.of(() -> around.keptRows(metric.table())), before.digest()));
        }
        CompletableFuture<?>[] needed =
                needs(metric).stream().map(this::demanded).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(needed)
                .thenApplyAsync(nothing -> computed(metric, why.orElseThrow(), inputs), pool);
    }

    private Settled computed(Metric metric, String why, Map<String, String> inputs) {
        around.spark().sparkContext().setJobGroup(group, metric.name(), true);
        long began = System.nanoTime();
        Settled settled;
        try {
            settled = published(metric, new Inputs(metric, need -> handed(metric, need), around));
        } catch (LeftOut nothing) {
            synchronized (leftOut) {
                leftOut.put(metric.name(), nothing.getMessage());
            }
            settled = new Settled(nothing, nothing.getMessage());
        }
        if (inputs.containsValue(null)) {
            // Made of a report that is withheld, it is none that others can be held against.
            settled = new Settled(settled.value(), null);
        }
        note(metric, new Outcome.Made(seconds(metric, began), why, madeOf(metric), inputs));
        done(metric);
        return settled;
    }

    private void note(Metric metric, Outcome.Made what) {
        synchronized (made) {
            made.put(metric.name(), what);
        }
    }

    private Settled published(Metric metric, Inputs in) {
        Table table = metric.table();
        if (metric.inMemory()) {
            // What is read of a report is what is published of it: rounded.
            Dataset<Row> computed = around.spark().createDataFrame(metric.computedInMemory(in), table.schema());
            return small(table, table.conform(computed).collectAsList());
        }
        Dataset<Row> rows = metric.computed(in);
        if (metric.growsWithTrade() && isLarge()) {
            String digest = around.write(table, rows, metric.count(in));
            return new Settled(Relation.of(() -> around.written(table)), digest);
        }
        Checkpoint checkpoint = Checkpoint.of(rows, isLarge());
        kept.put(metric, checkpoint);
        long count = checkpoint.count();
        if (count <= ROWS_IN_MEMORY) {
            List<Row> few = checkpoint.rows().collectAsList();
            kept.remove(metric).free();
            return small(table, few);
        }
        String digest = around.write(table, checkpoint.rows(), count);
        if (readers.containsKey(metric)) {
            return new Settled(Relation.of(checkpoint::rows), digest);
        }
        kept.remove(metric).free();
        return new Settled(Relation.of(() -> around.written(table)), digest);
    }

    private boolean isLarge() {
        return around.flows() > FLOWS_IN_HAND;
    }

    private Settled small(Table table, List<Row> rows) {
        String digest = around.write(table, rows);
        return new Settled(Relation.of(around.spark(), new SmallTable(table.schema(), rows)), digest);
    }

    // ---- other inputs --------------------------------------------------------------------------------------------

    /** The value of an input, which is computed when it is first asked for. */
    private synchronized CompletableFuture<Object> demanded(Input<?> input) {
        if (input instanceof Metric metric) {
            return settled(metric).thenApply(Settled::value);
        }
        CompletableFuture<Object> value = values.get(input);
        if (value == null) {
            CompletableFuture<?>[] before =
                    needs(input).stream().map(this::demanded).toArray(CompletableFuture[]::new);
            value = CompletableFuture.allOf(before).thenApplyAsync(nothing -> valueOf(input), pool);
            value.whenComplete((one, why) -> failed(why));
            values.put(input, value);
        }
        return value;
    }

    private Object valueOf(Input<?> input) {
        around.spark().sparkContext().setJobGroup(group, input.name(), true);
        long began = System.nanoTime();
        Object value;
        try {
            value = computed(input, new Inputs(input, need -> handed(input, need), around));
        } catch (LeftOut nothing) {
            return nothing;
        }
        if (input instanceof Intermediate rows && rows.isKept()) {
            synchronized (made) {
                made.put(input.name(), new Outcome.Made(seconds(input, began), null, Set.of(), Map.of()));
            }
        }
        return value;
    }

    private Object computed(Input<?> input, Inputs in) {
        if (input instanceof LakeTable stored) {
            Dataset<Row> rows = around.read(stored.table());
            return Relation.of(() -> rows);
        } else if (input instanceof GivenRows given) {
            return Relation.of(around.spark(), around.reference(given.name()));
        } else if (input instanceof Given<?> given) {
            return given.type().cast(around.given(given.name()));
        } else if (input instanceof Either) {
            return true;
        } else if (input instanceof Value<?> value) {
            return value.computed(in);
        } else if (input instanceof OrEmpty optional) {
            Object there = needs(optional).isEmpty() ? null : passed(optional, optional.of());
            return there instanceof Relation
                    ? there
                    : Relation.of(
                            around.spark(), new SmallTable(optional.of().table().schema(), List.of()));
        } else if (input instanceof When rows) {
            return needs(rows).isEmpty() ? null : passed(rows, rows.of());
        } else if (input instanceof Collected collected) {
            Object there = passed(collected, collected.of());
            return there instanceof Relation rows ? rows.inMemory() : there;
        }
        Intermediate rows = (Intermediate) input;
        Dataset<Row> computed = rows.computed(in);
        if (!rows.isKept()) {
            return Relation.of(() -> computed);
        }
        Checkpoint checkpoint = Checkpoint.of(computed, isLarge());
        kept.put(rows, checkpoint);
        return Relation.of(checkpoint::rows);
    }

    /** What a computation gets for a need. */
    private Object handed(Input<?> reader, Input<?> need) {
        Object value = passed(reader, need);
        if (value instanceof LeftOut nothing) {
            throw nothing;
        }
        return value instanceof Relation rows ? rows.dataset() : value;
    }

    /** What a need came to, noting that it was read. */
    private Object passed(Input<?> reader, Input<?> need) {
        read.computeIfAbsent(reader, none -> ConcurrentHashMap.newKeySet()).add(need);
        return demanded(need).join();
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private static double seconds(Input<?> input, long began) {
        double seconds = Math.round((System.nanoTime() - began) / 1e7) / 100.0;
        LOG.info("{} took {} s", input.name(), seconds);
        return seconds;
    }

    /** Names of the metrics that one has read, and through all else what that has read. */
    private Set<String> madeOf(Metric metric) {
        Set<Input<?>> all = new LinkedHashSet<>();
        addRead(metric, all);
        Set<String> names = new TreeSet<>();
        all.stream().filter(Metric.class::isInstance).forEach(one -> names.add(one.name()));
        return names;
    }

    private void addRead(Input<?> input, Set<Input<?>> all) {
        for (Input<?> one : read.getOrDefault(input, Set.of())) {
            if (all.add(one) && !(one instanceof Metric)) {
                addRead(one, all);
            }
        }
    }

    /** What waits does not start, and what runs is cancelled. */
    private void failed(Throwable why) {
        if (why != null && fault.completeExceptionally(why)) {
            pool.shutdownNow();
            cancel();
        }
    }

    private void cancel() {
        SparkContext context = around.spark().sparkContext();
        if (!context.isStopped()) {
            context.cancelJobGroupAndFutureJobs(group);
        }
    }

    /** Waits for something, or for the first that fails: what waited for it never ends. */
    private void await(CompletableFuture<?> something) {
        try {
            CompletableFuture.anyOf(fault, something).join();
        } catch (CompletionException e) {
            Throwable why = e;
            while (why instanceof CompletionException && why.getCause() != null) {
                why = why.getCause();
            }
            if (why instanceof RuntimeException cause) {
                throw cause;
            }
            if (why instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
