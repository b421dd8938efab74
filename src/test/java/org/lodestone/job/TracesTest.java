package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.lake.Lake;
import org.lodestone.metric.Engine;
import org.lodestone.metric.Surroundings;
import org.lodestone.metric.Trace;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.testing.Spark;

/**
 * The rows that a figure is traced to are those that it is made from: without all others it is the same, and when one of them is
 * another, so is the figure.
 */
@ExtendWith(Spark.class)
@Tag("heavy")
class TracesTest {
    /** A figure of each report; reports of which the sample has no row are left out. */
    private static final Map<String, String> FIGURES = new TreeMap<>(Map.ofEntries(
            Map.entry("import_dependency", "value_share"),
            Map.entry("supplier_concentration", "value_hhi"),
            Map.entry("dependency_criteria", "top_supplier_value_share"),
            Map.entry("policy_headroom", "headroom"),
            Map.entry("supply_risk", "production_hhi"),
            Map.entry("net_import_reliance", "reliance"),
            Map.entry("mirror_gap", "value_gap"),
            Map.entry("reporter_reliability", "value_gap"),
            Map.entry("series_break", "jump_ratio"),
            Map.entry("unit_value_check", "unit_value_usd_per_kg"),
            Map.entry("origin_mix", "origin_share"),
            Map.entry("chain_exposure", "looked_through_share"),
            Map.entry("contract_origin", "residual_share"),
            Map.entry("n_minus_one", "lost_tonnes"),
            Map.entry("disruption", "lost_tonnes"),
            Map.entry("delivery_schedule", "delivery_usd"),
            Map.entry("contract_audit", "found"),
            Map.entry("capacity_outlook", "output_tonnes"),
            Map.entry("share_trajectory", "share"),
            Map.entry("target_requirements", "missing_tonnes"),
            Map.entry("national_effect", "supplier_share_after"),
            Map.entry("claim_check", "computed")));

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Settings settings;
    private static ReferenceData reference;
    private static Lake lake;
    private static PublishedReports reports;
    private static Explain explain;
    /** The rows that are looked at, one of each report. */
    private static final Map<Table, Row> CHOSEN = new HashMap<>();

    private static final Map<String, Map<String, Trace>> TRACES = new TreeMap<>();

    @BeforeAll
    static void run(SparkSession session) throws IOException {
        spark = session;
        Path config = Path.of(System.getProperty("lodestone.basedir", "."), "jobs/sample.conf");
        Map<String, String> set = Map.of(
                "lake",
                folder.resolve("lake").toString(),
                "reports",
                folder.resolve("reports").toString(),
                "odds.draws",
                "500",
                "briefing.page",
                "false");
        List<String> words = new ArrayList<>(List.of("run", "--config", config.toString()));
        set.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        Captured run = Captured.execute(words.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        settings = Settings.of(config, Map.of(), set);
        reference = ReferenceData.load(settings.referenceFiles());
        lake = Lake.open(spark, folder.resolve("lake").toString());
        reports = new PublishedReports(spark, folder.resolve("reports").toString());
        explain = new Explain(spark, folder.resolve("reports").toString(), lake, reference);
        for (Table report : Catalogue.REPORTS) {
            String figure = FIGURES.get(report.name());
            if (figure != null && Files.exists(folder.resolve("reports/" + report.name() + ".parquet"))) {
                Row row = reports.read(report)
                        .where(col(figure).isNotNull().and(col(figure).notEqual(0)))
                        .orderBy(report.keyColumns())
                        .first();
                CHOSEN.put(report, row);
                TRACES.put(report.name(), explain.traces(report, List.of(row)));
            }
        }
        assertThat(CHOSEN).hasSizeGreaterThan(20);
    }

    /** The lake's tables, with what they hold changed. */
    private static final class Changed implements Surroundings {
        private final Map<String, Dataset<Row>> tables;
        private final Map<String, List<Row>> written = new ConcurrentHashMap<>();

        Changed(Map<String, Dataset<Row>> tables) {
            this.tables = tables;
        }

        @Override
        public SparkSession spark() {
            return spark;
        }

        @Override
        public boolean has(Table table) {
            return lake.has(table);
        }

        @Override
        public Dataset<Row> read(Table table) {
            return tables.getOrDefault(table.name(), lake.read(table).limit(0));
        }

        @Override
        public long bytes(Table table) {
            return 1;
        }

        @Override
        public long flows() {
            return 1;
        }

        @Override
        public Object given(String name) {
            return settings.value(name);
        }

        @Override
        public SmallTable reference(String name) {
            return References.table(reference, name);
        }

        @Override
        public String program() {
            return null;
        }

        @Override
        public String digest(Table table) {
            return null;
        }

        @Override
        public boolean afresh() {
            return true;
        }

        @Override
        public Optional<Published> published(Table table) {
            return Optional.empty();
        }

        @Override
        public void keep(Table table) {
            throw new IllegalStateException("Nothing was published.");
        }

        @Override
        public Dataset<Row> keptRows(Table table) {
            throw new IllegalStateException("Nothing was published.");
        }

        @Override
        public String write(Table table, List<Row> rows) {
            written.put(table.name(), rows);
            return "written";
        }

        @Override
        public String write(Table table, Dataset<Row> rows, long count) {
            return write(table, rows.collectAsList());
        }

        @Override
        public Dataset<Row> written(Table table) {
            return spark.createDataFrame(written.get(table.name()), table.schema());
        }

        Changed run() {
            try (Engine engine = new Engine(this)) {
                engine.run(CHOSEN.keySet().stream().map(Catalogue::metric).toList());
            }
            return this;
        }

        /** The figure of the row with a row's key; null where there is none. */
        Double figure(Table report, Row row) {
            return written.getOrDefault(report.name(), List.of()).stream()
                    .filter(one -> report.key().stream()
                            .allMatch(part -> Objects.equals(one.<Object>getAs(part), row.<Object>getAs(part))))
                    .map(one -> TracesTest.figure(report, one))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Double figure(Table report, Row row) {
        return row.<Number>getAs(FIGURES.get(report.name())).doubleValue();
    }

    private static Map<String, Dataset<Row>> traced() {
        Map<String, Column> conditions = new TreeMap<>();
        TRACES.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .forEach(trace -> conditions.merge(trace.table().name(), trace.rows(), Column::or));
        Map<String, Dataset<Row>> tables = new TreeMap<>();
        Catalogue.SOURCE_TABLES.stream()
                .filter(table -> lake.has(table) && conditions.containsKey(table.name()))
                .forEach(table ->
                        tables.put(table.name(), inMemory(lake.read(table).where(conditions.get(table.name())))));
        return tables;
    }

    private static Dataset<Row> inMemory(Dataset<Row> rows) {
        return spark.createDataFrame(rows.collectAsList(), rows.schema());
    }

    @Test
    void withoutAllOtherRowsTheFiguresAreTheSame() {
        Map<String, Dataset<Row>> tables = traced();
        long rows = tables.values().stream().mapToLong(Dataset::count).sum();
        long all = Catalogue.SOURCE_TABLES.stream()
                .filter(lake::has)
                .mapToLong(table -> lake.read(table).count())
                .sum();
        assertThat(rows).isLessThan(all * 3 / 4);
        Changed restricted = new Changed(tables).run();
        Map<String, String> other = new TreeMap<>();
        CHOSEN.forEach((report, row) -> {
            Double now = restricted.figure(report, row);
            double before = figure(report, row);
            if (now == null || Math.abs(now - before) > 2e-9 * Math.max(1, Math.abs(before))) {
                other.put(report.name(), before + " is " + now + " of " + row);
            }
        });
        assertThat(other).isEmpty();
    }

    @Test
    void whenATracedRowIsAnotherSoIsTheFigure() {
        Map<String, Dataset<Row>> tables = new TreeMap<>();
        Catalogue.SOURCE_TABLES.stream()
                .filter(lake::has)
                .forEach(table -> tables.put(table.name(), inMemory(lake.read(table))));
        CHOSEN.keySet()
                .forEach(report -> TRACES.get(report.name()).values().stream()
                        .filter(trace -> tables.containsKey(trace.table().name()))
                        .forEach(trace -> tables.computeIfPresent(
                                trace.table().name(), (name, rows) -> anotherFirst(trace, rows))));
        Changed changed = new Changed(tables).run();
        List<String> same = new ArrayList<>();
        CHOSEN.forEach((report, row) -> {
            Double now = changed.figure(report, row);
            if (now != null && Math.abs(now - figure(report, row)) < 1e-6 * Math.abs(figure(report, row))) {
                same.add(report.name());
            }
        });
        assertThat(same).isEmpty();
    }

    /** The table with all amounts of the first traced row that has some made another. */
    private static Dataset<Row> anotherFirst(Trace trace, Dataset<Row> rows) {
        List<String> amounts = trace.table().columns().stream()
                .filter(column -> column.type().equals(DataTypes.DoubleType)
                        && (column.unit().isAmount() || column.unit().isRatio()))
                .map(org.lodestone.table.Column::name)
                .toList();
        List<Row> all = new ArrayList<>(rows.collectAsList());
        List<Row> traced = rows.where(trace.rows()).collectAsList();
        traced.stream()
                .max(java.util.Comparator.comparing((Row row) -> amounts.stream()
                        .map(name -> row.<Double>getAs(name))
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .sum()))
                .ifPresent(one -> {
                    Object[] cells = new Object[one.length()];
                    for (int i = 0; i < cells.length; i++) {
                        String name = one.schema().fieldNames()[i];
                        cells[i] = amounts.contains(name) && !one.isNullAt(i) ? one.getDouble(i) * 0.71 : one.get(i);
                    }
                    all.set(all.indexOf(one), RowFactory.create(cells));
                });
        return spark.createDataFrame(all, rows.schema());
    }

    /** Each column of a row of each report is told of. */
    @Test
    void eachColumnOfEachReportIsExplained() {
        reportsAndRows()
                .forEach((report, row) -> report.columns().forEach(column -> {
                    Section figure = explain.figureOf(report, column, row);
                    assertThat(figure.rows())
                            .as(report + "." + column.name())
                            .anySatisfy(line -> assertThat(line.get(0)).isEqualTo("meaning"));
                    if (column.formula() != null && row.getAs(column.name()) != null) {
                        Object gives = figure.rows().stream()
                                .filter(line -> line.get(0).equals("gives"))
                                .findFirst()
                                .orElseThrow()
                                .get(1);
                        if (gives instanceof Double number) {
                            assertThat(number)
                                    .as(report + "." + column.name())
                                    .isCloseTo(
                                            row.<Number>getAs(column.name()).doubleValue(),
                                            within(Math.abs(number) * 1e-6 + 1e-6));
                        } else {
                            assertThat(gives).isEqualTo(row.<Object>getAs(column.name()));
                        }
                    }
                }));
    }

    private static Map<Table, Row> reportsAndRows() {
        Map<Table, Row> rows = new HashMap<>();
        for (Table report : Catalogue.REPORTS) {
            if (Files.exists(folder.resolve("reports/" + report.name() + ".parquet"))) {
                rows.put(
                        report,
                        reports.read(report).orderBy(report.keyColumns()).first());
            }
        }
        assertThat(rows).hasSizeGreaterThan(22);
        return rows;
    }

    /** Of each report a row shows rows of the lake and their files. */
    @Test
    void eachReportLeadsToFiles() {
        CHOSEN.forEach((report, row) -> {
            Map<String, String> key = new TreeMap<>();
            report.key().forEach(part -> key.put(part, String.valueOf(row.<Object>getAs(part))));
            List<Section> sections = explain.of(report.name(), FIGURES.get(report.name()), key);
            Section files = sections.get(sections.size() - 1);
            assertThat(files.name()).isEqualTo("files");
            assertThat(files.rows()).as(report.name()).isNotEmpty();
        });
        List<String> behindClaims = explain.of("kita-magnet-dependence", null, Map.of()).stream()
                .map(Section::name)
                .toList();
        assertThat(behindClaims).contains("import_dependency", "trade_flow");
        assertThat(explain.of("posco-share-target", null, Map.of()).stream().map(Section::name))
                .contains("share_trajectory", "contract", "facility_phase", "market_outlook");
    }
}
