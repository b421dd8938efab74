package org.lodestone.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.lodestone.table.Field;
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
                .key(Field.required("mine", Unit.CODE, "The mine."))
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
        final Map<String, Published> published = new HashMap<>();
        final Set<String> kept = ConcurrentHashMap.newKeySet();
        final Set<String> withheld = new HashSet<>();
        String program = "this one";
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
        public String program() {
            return program;
        }

        @Override
        public String digest(Table table) {
            return String.valueOf(lake.get(table.name()).hashCode());
        }

        @Override
        public boolean afresh() {
            return false;
        }

        @Override
        public Optional<Published> published(Table table) {
            return Optional.ofNullable(published.get(table.name()));
        }

        @Override
        public void keep(Table table) {
            kept.add(table.name());
        }

        @Override
        public Dataset<Row> keptRows(Table table) {
            return written(table);
        }

        @Override
        public String write(Table table, List<Row> rows) {
            written.put(table.name(), rows);
            return withheld.contains(table.name()) ? null : String.valueOf(rows.hashCode());
        }

        @Override
        public String write(Table table, Dataset<Row> rows, long count) {
            return write(table, rows.collectAsList());
        }

        /** Runs, and publishes what was written. */
        Outcome run(Metric... metrics) {
            kept.clear();
            try (Engine engine = new Engine(this)) {
                Outcome outcome = engine.run(List.of(metrics));
                outcome.made().forEach((name, one) -> {
                    if (written.containsKey(name) && !kept.contains(name) && !withheld.contains(name)) {
                        published.put(
                                name,
                                new Published(
                                        String.valueOf(written.get(name).hashCode()), one.inputs(), one.madeOf()));
                    }
                });
                return outcome;
            }
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
                Metric large = Metric.of(DOUBLED)
                        .needs(STORED)
                        .growsWithTrade(in -> in.get(STORED))
                        .compute(in -> DOUBLE.computed(in));
                for (Metric doubled : List.of(DOUBLE, large)) {
                    Outcome outcome = made.run(total(doubled), doubled);
                    String how = mines + " mines, " + flows + " flows";
                    // 2 (0 + 1 + ... + n - 1) = n (n - 1)
                    assertThat(made.written.get("total").get(0).getDouble(1))
                            .as(how)
                            .isEqualTo((double) mines * (mines - 1));
                    assertThat(made.written.get("doubled")).as(how).hasSize(mines);
                    assertThat(outcome.madeOf()).containsEntry("total", Set.of("doubled"));
                    assertThat(outcome.tables()).containsExactly(MINED);
                    assertThat(outcome.made()).containsOnlyKeys("doubled", "total");
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

        Outcome outcome = made.run(lacking, total(lacking), without);

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

        Outcome outcome = made.run(nothing, total(nothing), without);

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
            made.run(metric);
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

        Outcome outcome;
        try (Engine engine = new Engine(made)) {
            outcome = engine.run(List.of(other, one));
            assertThat(engine.rows(one)).hasSize(1);
            assertThat(engine.rows(STORED.collected())).hasSize(5);
            assertThat(engine.rows(LakeTable.of(NEVER_LOADED).orEmpty().collected()))
                    .isEmpty();
        }

        assertThat(computed.get()).isEqualTo(1);
        assertThat(made.written.get("total").get(0).getDouble(1)).isEqualTo(5);
        assertThat(outcome.madeOf()).containsEntry("total", Set.of("doubled"));
    }

    /** Else a report would depend on whether the one that it is made of was computed in the same run. */
    @Test
    void whatIsReadOfAReportInMemoryIsWhatIsPublished() {
        Table thirds = Table.named("thirds")
                .grain("One row a mine.")
                .key(Field.required("mine", Unit.CODE, "The mine."))
                .column("share", Unit.FRACTION, "Its share.")
                .build();
        Metric third = Metric.of(thirds)
                .computeInMemory(in -> List.of(
                        thirds.row().set("mine", "M1").set("share", 1 / 3.0).build()));
        Metric tenfold = Metric.of(TOTAL)
                .needs(third.collected())
                .computeInMemory(in -> List.of(TOTAL.row()
                        .set("mine", "M1")
                        .set("tonnes", 10 * in.get(third.collected()).get(0).<Double>getAs("share"))
                        .build()));
        Made made = new Made(1);

        made.run(third, tenfold);

        assertThat(made.written.get("thirds").get(0).getDouble(1)).isEqualTo(0.333333333);
        assertThat(made.written.get("total").get(0).getDouble(1)).isEqualTo(10 * 0.333333333);
    }

    /** What comes out as it was is still made of rows that are in doubt. */
    @Test
    void nothingIsKeptThatIsMadeOfAWithheldReport() {
        Metric single = Metric.of(table("single", "tonnes"))
                .needs(DOUBLE)
                .compute(in -> in.get(DOUBLE).limit(1));
        RowInput chosen = single;
        Metric last = Metric.of(TOTAL).needs(chosen).compute(in -> TOTAL.conform(in.get(chosen)));
        Made made = new Made(3);
        made.run(DOUBLE, single, last);
        made.withheld.add("doubled");
        made.published.remove("doubled");

        Outcome outcome = made.run(DOUBLE, single, last);

        assertThat(made.kept).isEmpty();
        assertThat(outcome.madeOf())
                .containsEntry("total", Set.of("single"))
                .containsEntry("single", Set.of("doubled"));
        assertThat(outcome.made().get("total").inputs()).containsEntry("report single", null);
    }

    @Test
    void readingWhatIsNotDeclaredIsAnErrorThatNamesBoth() {
        Metric sly = Metric.of(DOUBLED).needs(STORED).compute(in -> in.get(LakeTable.of(TOTAL)));

        assertThatThrownBy(() -> new Made(1).run(sly))
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

        assertThatThrownBy(() -> new Made(1).run(waiting, failing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("of no use");
        assertThat(after.get()).isZero();
    }

    @Test
    void whatIsPublishedFromTheSameStaysAndWhatIsOtherIsComputedWithWhatFollows() {
        Given<Long> factor = Given.number("factor");
        AtomicInteger selected = new AtomicInteger();
        Intermediate large = Intermediate.kept("large mines", List.of(STORED, factor), in -> {
            selected.incrementAndGet();
            return in.get(STORED).where(col("tonnes").gt(in.get(factor)));
        });
        Metric one = Metric.of(DOUBLED).needs(large).compute(in -> DOUBLED.conform(in.get(large)));
        Metric total = total(one);
        Table elsewhere = table("elsewhere", "tonnes");
        RowInput other = LakeTable.of(elsewhere).orEmpty();
        Metric beside = Metric.of(table("beside", "tonnes"))
                .needs(STORED, other)
                .compute(in -> in.get(STORED).unionByName(in.get(other)));
        Made made = new Made(5);
        made.given.put("factor", 1L);

        Outcome first = made.run(one, total, beside);
        assertThat(first.kept()).isZero();
        assertThat(first.made().get("doubled").why()).isEqualTo("not published, or not as it was");
        assertThat(first.made().get("doubled").inputs()).containsOnlyKeys("program", "table mined", "setting factor");
        assertThat(first.made().get("total").inputs()).containsOnlyKeys("program", "report doubled");
        assertThat(first.made().get("beside").inputs()).containsEntry("table elsewhere", "none");

        Outcome again = made.run(one, total, beside);
        assertThat(again.kept()).isEqualTo(3);
        assertThat(again.madeOf()).isEqualTo(first.madeOf());
        assertThat(made.kept).containsExactlyInAnyOrder("doubled", "total", "beside");
        assertThat(selected.get()).as("what only kept metrics need").isEqualTo(1);

        // Another factor that selects the same: what follows from the same rows stays.
        made.given.put("factor", 0L);
        made.lake.put(MINED.name(), made.lake.get(MINED.name()).subList(1, 5));
        made.run(one, total, beside);
        made.given.put("factor", -1L);
        Outcome same = made.run(one, total, beside);
        assertThat(same.made().get("doubled").why()).isEqualTo("setting factor");
        assertThat(made.kept).containsExactlyInAnyOrder("total", "beside");

        made.lake.put(elsewhere.name(), List.of(RowFactory.create("E1", 3.0)));
        Outcome more = made.run(one, total, beside);
        assertThat(more.made().get("beside").why()).isEqualTo("table elsewhere");
        assertThat(made.kept).containsExactlyInAnyOrder("doubled", "total");
        assertThat(made.written.get("beside")).hasSize(5);

        made.program = "another one";
        assertThat(made.run(one, total, beside).made().get("beside").why()).isEqualTo("program");
        assertThat(made.kept).isEmpty();

        // Whoever does not know what the program is keeps nothing.
        made.program = null;
        made.run(one, total, beside);
        made.run(one, total, beside);
        assertThat(made.kept).isEmpty();
    }
}
