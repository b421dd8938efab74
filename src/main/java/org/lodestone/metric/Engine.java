package org.lodestone.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 *   <li>What several need is computed once; what is kept of it is freed when the last of them is done.
 *   <li>A result of few rows is taken into memory: what follows from it then costs little planning and no shuffle.
 *   <li>A computation that fails ends the run: the others are cancelled.
 * </ul>
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** A result of more rows stays in Spark. */
    private static final int ROWS_IN_MEMORY = 20_000;

    /** A lake with more flows is large: of it reports that grow with trade are not kept beside their file. */
    private static final long FLOWS_IN_HAND = 1_000_000;

    private final Surroundings around;
    private final Map<Input<?>, CompletableFuture<Object>> values = new LinkedHashMap<>();
    private final Map<Input<?>, Set<Input<?>>> read = new ConcurrentHashMap<>();
    private final Map<Input<?>, Checkpoint> kept = new ConcurrentHashMap<>();
    private final Map<Input<?>, Set<Input<?>>> readers = new HashMap<>();
    private final Map<String, String> leftOut = new TreeMap<>();
    private final Map<String, Double> seconds = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> fault = new CompletableFuture<>();

    public Engine(Surroundings around) {
        this.around = around;
    }

    /**
     * What became of a run.
     *
     * @param leftOut names of metrics that could not be computed, with the reason
     * @param madeOf names of the metrics that each metric took figures from, directly or through intermediates
     * @param tables of the lake that were read
     * @param seconds that each metric and intermediate took, by name
     */
    public record Outcome(
            Map<String, String> leftOut,
            Map<String, Set<String>> madeOf,
            Set<Table> tables,
            Map<String, Double> seconds) {

        /** For the manifest: of each metric and intermediate the seconds, of metrics what they are made of. */
        public Map<String, Object> noted() {
            Map<String, Object> noted = new TreeMap<>();
            seconds.forEach((name, took) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("seconds", took);
                if (madeOf.containsKey(name)) {
                    one.put("made_of", madeOf.get(name));
                }
                noted.put(name, one);
            });
            return noted;
        }
    }

    /**
     * Computes metrics and writes them aside, and other inputs for whoever asks for their rows afterwards.
     *
     * @throws RuntimeException the first that a computation threw
     */
    public Outcome run(Collection<? extends Input<?>> wanted) {
        List<Input<?>> possible = new ArrayList<>();
        for (Input<?> input : wanted) {
            Optional<String> lacks = input.lacks(around::has);
            lacks.ifPresentOrElse(why -> leftOut.put(input.name(), why), () -> possible.add(input));
        }
        Set<Input<?>> order = new LinkedHashSet<>();
        possible.forEach(metric -> after(metric, order));
        order.forEach(this::noteReaders);
        String group = "lodestone metrics " + UUID.randomUUID();
        SparkContext context = around.spark().sparkContext();
        // Each computes with all cores; more at once would only take each other's memory.
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(3, context.defaultParallelism()));
        try {
            for (Input<?> input : order) {
                CompletableFuture<?>[] before =
                        needs(input).stream().map(values::get).toArray(CompletableFuture[]::new);
                values.put(
                        input,
                        CompletableFuture.allOf(before)
                                .thenApplyAsync(
                                        nothing -> {
                                            context.setJobGroup(group, input.name(), true);
                                            return valueOf(input);
                                        },
                                        pool)
                                .whenComplete((made, why) -> {
                                    // What waits does not start, and what runs is cancelled.
                                    if (why != null && fault.completeExceptionally(why)) {
                                        pool.shutdownNow();
                                        context.cancelJobGroup(group);
                                    }
                                }));
            }
            await();
        } finally {
            end(pool);
            kept.values().forEach(Checkpoint::free);
        }
        return new Outcome(new TreeMap<>(leftOut), madeOf(possible), tables(), new TreeMap<>(seconds));
    }

    /** The rows of a small metric after a run; none where it was left out. */
    public List<Row> rows(Metric metric) {
        CompletableFuture<Object> value = values.get(metric);
        return value != null && value.join() instanceof Relation rows ? rows.inMemory() : List.of();
    }

    /** The rows of an input that the run has collected; none where it has not. */
    public List<Row> rows(Collected collected) {
        CompletableFuture<Object> value = values.get(collected);
        return value != null && value.join() instanceof List<?> rows
                ? rows.stream().map(Row.class::cast).toList()
                : List.of();
    }

    // ---- order ---------------------------------------------------------------------------------------------------

    /** What has to be there first; of what may be missing, nothing where it is. */
    private List<Input<?>> needs(Input<?> input) {
        if (input instanceof When rows && !(Boolean) around.given(rows.asked().name())) {
            return List.of();
        }
        return input.needs().stream()
                .filter(need -> need.lacks(around::has).isEmpty())
                .toList();
    }

    private void after(Input<?> input, Set<Input<?>> order) {
        if (!order.contains(input)) {
            needs(input).forEach(need -> after(need, order));
            order.add(input);
        }
    }

    /** Whether all jobs of an input are over when its value is there; else they run in those of its readers. */
    private static boolean settles(Input<?> input) {
        return !(input instanceof Intermediate rows && !rows.isKept()
                || input instanceof OrEmpty
                || input instanceof When
                || input instanceof LakeTable
                || input instanceof GivenRows
                || input instanceof Either);
    }

    private void noteReaders(Input<?> input) {
        if (settles(input)) {
            sources(input, new LinkedHashSet<>())
                    .forEach(source -> readers.computeIfAbsent(source, none -> ConcurrentHashMap.newKeySet())
                            .add(input));
        }
    }

    /** What a computation runs on: its needs, and through what does not settle, theirs. */
    private Set<Input<?>> sources(Input<?> input, Set<Input<?>> sources) {
        for (Input<?> need : needs(input)) {
            sources.add(need);
            if (!settles(need)) {
                sources(need, sources);
            }
        }
        return sources;
    }

    // ---- values --------------------------------------------------------------------------------------------------

    private Object valueOf(Input<?> input) {
        long began = System.nanoTime();
        Inputs in = new Inputs(input, need -> handed(input, need), around);
        Object value;
        try {
            value = computed(input, in);
        } catch (LeftOut nothing) {
            value = nothing;
        }
        if (value instanceof LeftOut nothing && input instanceof Metric) {
            synchronized (leftOut) {
                leftOut.put(input.name(), nothing.getMessage());
            }
        }
        if (settles(input)) {
            if (!input.needs().isEmpty() && !(input instanceof Collected)) {
                double took = Math.round((System.nanoTime() - began) / 1e7) / 100.0;
                seconds.put(input.name(), took);
                LOG.info("{} took {} s", input.name(), took);
            }
            sources(input, new LinkedHashSet<>()).forEach(source -> done(source, input));
        }
        return value;
    }

    private void done(Input<?> source, Input<?> reader) {
        Set<Input<?>> waiting = readers.get(source);
        waiting.remove(reader);
        if (waiting.isEmpty()) {
            Checkpoint unused = kept.remove(source);
            if (unused != null) {
                unused.free();
            }
        }
    }

    /** What a computation gets for a need. */
    private Object handed(Input<?> reader, Input<?> need) {
        read.computeIfAbsent(reader, none -> ConcurrentHashMap.newKeySet()).add(need);
        CompletableFuture<Object> made = values.get(need);
        Object value = made == null ? null : made.join();
        if (value instanceof LeftOut nothing) {
            throw nothing;
        }
        return value instanceof Relation rows ? rows.dataset() : value;
    }

    private Object computed(Input<?> input, Inputs in) {
        if (input instanceof LakeTable stored) {
            return Relation.of(around.read(stored.table()));
        } else if (input instanceof GivenRows given) {
            return Relation.of(around.spark(), around.reference(given.name()));
        } else if (input instanceof Given<?> given) {
            return given.type().cast(around.given(given.name()));
        } else if (input instanceof Either) {
            return true;
        } else if (input instanceof Value<?> value) {
            return value.computed(in);
        } else if (input instanceof OrEmpty optional) {
            Object made = needs(optional).isEmpty() ? null : passed(optional, optional.of());
            return made instanceof Relation
                    ? made
                    : Relation.of(
                            around.spark(), new SmallTable(optional.of().table().schema(), List.of()));
        } else if (input instanceof When rows) {
            return needs(rows).isEmpty() ? null : passed(rows, rows.of());
        } else if (input instanceof Collected collected) {
            return passed(collected, collected.of()) instanceof Relation rows ? rows.inMemory() : List.of();
        } else if (input instanceof Intermediate rows) {
            Dataset<Row> computed = rows.computed(in);
            return Relation.of(rows.isKept() ? keep(rows, computed).rows() : computed);
        }
        return published((Metric) input, in);
    }

    /** The value of what an input passes on. */
    private Object passed(Input<?> through, Input<?> of) {
        read.computeIfAbsent(through, none -> ConcurrentHashMap.newKeySet()).add(of);
        return values.get(of).join();
    }

    private Checkpoint keep(Input<?> input, Dataset<Row> rows) {
        Checkpoint checkpoint = Checkpoint.of(rows);
        kept.put(input, checkpoint);
        return checkpoint;
    }

    private Relation published(Metric metric, Inputs in) {
        Table table = metric.table();
        if (metric.inMemory()) {
            return small(table, metric.computedInMemory(in));
        }
        Dataset<Row> rows = metric.computed(in);
        if (metric.growsWithTrade() && around.flows() > FLOWS_IN_HAND) {
            around.write(table, rows, around.flows());
            return Relation.of(around.written(table));
        }
        Checkpoint checkpoint = Checkpoint.of(rows);
        long count = checkpoint.count();
        if (count <= ROWS_IN_MEMORY) {
            List<Row> few = checkpoint.rows().collectAsList();
            checkpoint.free();
            return small(table, few);
        }
        around.write(table, checkpoint.rows(), count);
        if (readers.containsKey(metric)) {
            kept.put(metric, checkpoint);
        } else {
            checkpoint.free();
        }
        return Relation.of(checkpoint.rows());
    }

    private Relation small(Table table, List<Row> rows) {
        around.write(table, rows);
        return Relation.of(around.spark(), new SmallTable(table.schema(), rows));
    }

    // ---- what became of it ---------------------------------------------------------------------------------------

    private Map<String, Set<String>> madeOf(List<Input<?>> computed) {
        Map<String, Set<String>> madeOf = new TreeMap<>();
        for (Input<?> metric : computed) {
            Set<Input<?>> behind = new LinkedHashSet<>();
            behind(metric, behind);
            Set<String> names = new TreeSet<>();
            behind.stream().filter(one -> one instanceof Metric).forEach(one -> names.add(one.name()));
            madeOf.put(metric.name(), names);
        }
        return madeOf;
    }

    /** What was read, and through all but metrics what that read. */
    private void behind(Input<?> input, Set<Input<?>> behind) {
        for (Input<?> one : read.getOrDefault(input, Set.of())) {
            if (behind.add(one) && !(one instanceof Metric)) {
                behind(one, behind);
            }
        }
    }

    private Set<Table> tables() {
        Set<Table> tables = new LinkedHashSet<>();
        values.keySet().forEach(input -> {
            if (input instanceof LakeTable stored) {
                tables.add(stored.table());
            }
        });
        return tables;
    }

    /** Waits for all, or for the first that fails: what waited for it never ends. */
    private void await() {
        try {
            CompletableFuture.anyOf(
                            fault, CompletableFuture.allOf(values.values().toArray(CompletableFuture[]::new)))
                    .join();
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

    /** What still runs after a failure must not write once the run has ended. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
