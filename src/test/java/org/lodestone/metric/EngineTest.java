package org.lodestone.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Spark;

/** The engine on made-up tables: what it computes, in which order, and what becomes of what cannot be had or fails. */
@ExtendWith(Spark.class)
@Timeout(120)
class EngineTest {
    private static final Table MINED = table("mined", "tonnes");
    private static final Table NEVER_LOADED = table("never_loaded", "tonnes");
    private static final Table DOUBLED = table("doubled", "tonnes");
    private static final Table TOTAL = table("total", "tonnes");

    private static final LakeTable STORED = LakeTable.of(MINED);
    private static final Metric DOUBLE = Metric.of(DOUBLED)
            .needs(STORED)
            .compute(in -> DOUBLED.conform(
                    in.get(STORED).withColumn("tonnes", col("tonnes").multiply(2))));

    private final SparkSession spark;

    EngineTest(SparkSession spark) {
        this.spark = spark;
    }

    private static Table table(String name, String measure) {
        return Table.named(name)
                .grain("One row a mine.")
                .key(org.lodestone.table.Column.required("mine", Unit.CODE, "The mine."))
                .required(measure, Unit.TONNES, "How much.")
                .build();
    }

    private static Metric total(RowInput of) {
        return Metric.of(TOTAL)
                .needs(of)
                .compute(in -> TOTAL.conform(in.get(of)
                        .groupBy(lit("all").as("mine"))
                        .agg(sum(col("tonnes")).as("tonnes"))));
    }

    /** A lake in memory, and what was written. */
    private final class Made implements Surroundings {
        final Map<String, List<Row>> lake = new HashMap<>();
        final Map<String, Object> given = new HashMap<>();
        final Map<String, List<Row>> written = new ConcurrentHashMap<>();
        final AtomicInteger inMemory = new AtomicInteger();
        long flows = 10;

        Made(int mines) {
            lake.put(
                    MINED.name(),
                    java.util.stream.IntStream.range(0, mines)
                            .mapToObj(mine -> RowFactory.create("M" + mine, (double) mine))
                            .toList());
        }

        @Override
        public SparkSession spark() {
            return spark;
        }

        @Override
        public boolean has(Table table) {
            return lake.containsKey(table.name());
        }

        @Override
        public Dataset<Row> read(Table table) {
            return spark.createDataFrame(lake.get(table.name()), table.schema());
        }

        @Override
        public long flows() {
            return flows;
        }

        @Override
        public Object given(String name) {
            return given.get(name);
        }

        @Override
        public SmallTable reference(String name) {
            return new SmallTable(MINED.schema(), List.of(RowFactory.create(name, 7.0)));
        }

        @Override
        public void write(Table table, List<Row> rows) {
            inMemory.incrementAndGet();
            written.put(table.name(), rows);
        }

        @Override
        public void write(Table table, Dataset<Row> rows, long count) {
            written.put(table.name(), rows.collectAsList());
        }

        @Override
        public Dataset<Row> written(Table table) {
            return spark.createDataFrame(written.get(table.name()), table.schema());
        }
    }

    /** What Spark keeps in memory. */
    private Set<Object> kept() {
        return Set.copyOf(JavaSparkContext.fromSparkContext(spark.sparkContext())
                .getPersistentRDDs()
                .keySet());
    }

    @Test
    void ofFewAndOfManyRowsAndOfALargeLakeComesTheSame() {
        Set<Object> before = kept();
        for (int mines : new int[] {4, 30_000}) {
            for (long flows : new long[] {10, 2_000_000}) {
                Made made = new Made(mines);
                made.flows = flows;
                Metric large = Metric.of(DOUBLED).needs(STORED).growsWithTrade().compute(in -> DOUBLE.computed(in));
                for (Metric doubled : List.of(DOUBLE, large)) {
                    Engine.Outcome outcome = new Engine(made).run(List.of(total(doubled), doubled));
                    String how = mines + " mines, " + flows + " flows";
                    // 2 (0 + 1 + ... + n - 1) = n (n - 1)
                    assertThat(made.written.get("total").get(0).getDouble(1))
                            .as(how)
                            .isEqualTo((double) mines * (mines - 1));
                    assertThat(made.written.get("doubled")).as(how).hasSize(mines);
                    assertThat(outcome.madeOf()).containsEntry("total", Set.of("doubled"));
                    assertThat(outcome.tables()).containsExactly(MINED);
                    assertThat(outcome.seconds()).containsOnlyKeys("doubled", "total");
                }
            }
        }
        assertThat(kept()).as("what was kept on the way").isEqualTo(before);
    }

    @Test
    void whatLacksATableIsLeftOutWithItsReasonAndSoIsWhatNeedsIt() {
        Made made = new Made(3);
        LakeTable missing = new LakeTable(NEVER_LOADED, "load it first");
        Metric lacking = Metric.of(DOUBLED).needs(missing).compute(in -> in.get(missing));
        Metric without = Metric.of(table("without", "tonnes"))
                .needs(lacking.orEmpty(), STORED)
                .compute(in -> in.get(STORED).unionByName(in.get(lacking.orEmpty())));

        Engine.Outcome outcome = new Engine(made).run(List.of(lacking, total(lacking), without));

        assertThat(outcome.leftOut())
                .containsEntry("doubled", "the lake has no never_loaded; load it first")
                .containsEntry("total", "the lake has no never_loaded; load it first")
                .hasSize(2);
        assertThat(made.written).containsOnlyKeys("without");
        assertThat(made.written.get("without")).hasSize(3);
        assertThat(outcome.madeOf()).containsEntry("without", Set.of());
    }

    @Test
    void whatFindsNothingToComputeIsLeftOutAndSoIsWhatNeedsIt() {
        Made made = new Made(3);
        Metric nothing = Metric.of(DOUBLED).needs(STORED).compute(in -> {
            throw new LeftOut("no mine is open");
        });
        Metric without =
                Metric.of(table("without", "tonnes")).needs(nothing.orEmpty()).compute(in -> in.get(nothing.orEmpty()));

        Engine.Outcome outcome = new Engine(made).run(List.of(nothing, total(nothing), without));

        assertThat(outcome.leftOut()).isEqualTo(Map.of("doubled", "no mine is open", "total", "no mine is open"));
        assertThat(made.written).containsOnlyKeys("without");
    }

    @Test
    void whatSettingsDoNotAskForIsNotComputed() {
        Given<Boolean> asked = Given.flag("asked");
        AtomicInteger computed = new AtomicInteger();
        Intermediate dear = Intermediate.kept("dear", List.of(STORED), in -> {
            computed.incrementAndGet();
            return in.get(STORED);
        });
        RowInput sometimes = dear.when(asked);
        Metric metric = Metric.of(TOTAL)
                .needs(asked, sometimes, STORED)
                .compute(
                        in -> in.get(asked) ? in.get(sometimes) : in.get(STORED).limit(1));
        for (boolean ask : new boolean[] {false, true}) {
            Made made = new Made(3);
            made.given.put("asked", ask);
            new Engine(made).run(List.of(metric));
            assertThat(made.written.get("total")).hasSize(ask ? 3 : 1);
            assertThat(computed.get()).isEqualTo(ask ? 1 : 0);
        }
    }

    @Test
    void whatSeveralNeedIsComputedOnce() {
        AtomicInteger computed = new AtomicInteger();
        Value<Integer> value = Value.of("value", List.of(STORED.collected()), in -> {
            computed.incrementAndGet();
            return in.get(STORED.collected()).size();
        });
        Metric one = Metric.of(DOUBLED)
                .needs(value)
                .computeInMemory(in -> List.of(DOUBLED.row()
                        .set("mine", "all")
                        .set("tonnes", (double) in.get(value))
                        .build()));
        Metric other = Metric.of(TOTAL).needs(value, one.collected()).computeInMemory(in -> in.get(one.collected()));
        Made made = new Made(5);

        Engine engine = new Engine(made);
        Engine.Outcome outcome = engine.run(List.of(other, one));

        assertThat(computed.get()).isEqualTo(1);
        assertThat(made.written.get("total").get(0).getDouble(1)).isEqualTo(5);
        assertThat(engine.rows(one)).hasSize(1);
        assertThat(outcome.madeOf()).containsEntry("total", Set.of("doubled"));
    }

    @Test
    void readingWhatIsNotDeclaredIsAnErrorThatNamesBoth() {
        Metric sly = Metric.of(DOUBLED).needs(STORED).compute(in -> in.get(LakeTable.of(TOTAL)));

        assertThatThrownBy(() -> new Engine(new Made(1)).run(List.of(sly)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("doubled reads total without declaring it among its needs.");
    }

    @Test
    void theFirstFailureEndsTheRun() {
        AtomicInteger after = new AtomicInteger();
        Metric failing = Metric.of(DOUBLED).needs(STORED).compute(in -> {
            throw new IllegalArgumentException("of no use");
        });
        Metric waiting = Metric.of(TOTAL).needs(failing).compute(in -> {
            after.incrementAndGet();
            return in.get(failing);
        });

        assertThatThrownBy(() -> new Engine(new Made(1)).run(List.of(waiting, failing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("of no use");
        assertThat(after.get()).isZero();
    }
}
