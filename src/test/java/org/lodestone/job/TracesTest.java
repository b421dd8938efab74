package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.audit.Explain;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.lake.Lake;
import org.lodestone.metric.Engine;
import org.lodestone.metric.Surroundings;
import org.lodestone.metric.Trace;
import org.lodestone.program.Section;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Field;
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
    /** Figures that say what is known of a whole market or of all that reports, beside those of the row. */
    private static final Map<String, Set<String>> OF_ALL = Map.of(
            "import_dependency", Set.of("unit_value_count", "unit_value_p05_usd_per_kg", "unit_value_p95_usd_per_kg"));

    /** Drawn of the same tables as paths, and what the sample has no inputs for. */
    private static final Set<String> OTHERS = Set.of("target_odds", "target_odds_input", "ec_supply_risk");

    /** A figure of each report that a row must have to be looked at. */
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
    /** The rows that are looked at, two of each report. */
    private static final Map<Table, List<Row>> CHOSEN = new LinkedHashMap<>();

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
                Dataset<Row> known = reports.read(report)
                        .where(col(figure).isNotNull().and(col(figure).notEqual(0)));
                Column[] backwards =
                        report.key().stream().map(part -> col(part).desc()).toArray(Column[]::new);
                CHOSEN.put(
                        report,
                        Stream.concat(
                                        known.orderBy(report.keyColumns()).limit(1).collectAsList().stream(),
                                        known.orderBy(backwards).limit(1).collectAsList().stream())
                                .distinct()
                                .toList());
            }
        }
        assertThat(CHOSEN).hasSizeGreaterThan(20).doesNotContainValue(List.of());
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

        /** A report that is computed anew of these tables. */
        Changed run(Table report) {
            try (Engine engine = new Engine(this)) {
                engine.run(List.of(Catalogue.metric(report)));
            }
            return this;
        }

        /** The row with the same key; null where there is none. */
        Row same(Table report, Row row) {
            return written.getOrDefault(report.name(), List.of()).stream()
                    .filter(one -> report.key().stream()
                            .allMatch(part -> Objects.equals(one.<Object>getAs(part), row.<Object>getAs(part))))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The columns with figures that differ between two rows of a report, with both. */
    private static Map<String, String> different(Table report, Row before, Row now) {
        Map<String, String> different = new TreeMap<>();
        for (Field<?> column : report.columns()) {
            if (before.getAs(column.name()) instanceof Number then
                    && !report.key().contains(column.name())) {
                Number there = now == null ? null : now.getAs(column.name());
                double most = 2e-9 * Math.max(1, Math.abs(then.doubleValue()));
                if (there == null || Math.abs(there.doubleValue() - then.doubleValue()) > most) {
                    different.put(column.name(), then + " is " + there);
                }
            }
        }
        return different;
    }

    /** Rows of the lake's tables that traces lead to; tables that none leads to are empty. */
    private static Map<String, Dataset<Row>> traced(Map<String, Trace> traces) {
        Map<String, Dataset<Row>> tables = new TreeMap<>();
        traces.forEach((name, trace) -> {
            if (Catalogue.report(name) == null && lake.has(trace.table())) {
                tables.put(name, inMemory(lake.read(trace.table()).where(trace.rows())));
            }
        });
        return tables;
    }

    private static Dataset<Row> inMemory(Dataset<Row> rows) {
        return spark.createDataFrame(rows.collectAsList(), rows.schema());
    }

    @Test
    void withoutAllOtherRowsTheFiguresAreTheSame() {
        Map<String, Map<String, String>> other = new TreeMap<>();
        CHOSEN.forEach((report, rows) -> {
            Changed restricted = new Changed(traced(explain.traces(report, rows))).run(report);
            rows.forEach(row -> {
                Map<String, String> different = different(report, row, restricted.same(report, row));
                different.keySet().removeAll(OF_ALL.getOrDefault(report.name(), Set.of()));
                if (!different.isEmpty()) {
                    other.put(report.name() + " " + key(report, row), different);
                }
            });
        });
        assertThat(other).isEmpty();
    }

    private static String key(Table report, Row row) {
        return report.key().stream()
                .map(part -> String.valueOf(row.<Object>getAs(part)))
                .collect(Collectors.joining("/"));
    }

    @Test
    void whenATracedRowIsAnotherSoIsTheFigure() {
        List<String> unmoved = new ArrayList<>();
        CHOSEN.forEach((report, rows) -> {
            Row row = rows.get(0);
            Map<String, Dataset<Row>> tables = new TreeMap<>();
            Map<String, Trace> traces = explain.traces(report, List.of(row));
            traced(traces)
                    .forEach((name, traced) ->
                            tables.put(name, withOthers(traces.get(name).table(), traced)));
            assertThat(tables.values().stream().mapToLong(Dataset::count).sum())
                    .as(report.name())
                    .isPositive();
            Row now = new Changed(tables).run(report).same(report, row);
            if (now != null && different(report, row, now).isEmpty()) {
                unmoved.add(report.name() + " " + key(report, row));
            }
        });
        assertThat(unmoved).isEmpty();
    }

    /** The rows, of which each second has other figures. */
    private static Dataset<Row> withOthers(Table table, Dataset<Row> rows) {
        List<Row> all = new ArrayList<>(rows.collectAsList());
        all.sort(Comparator.comparing(Row::toString));
        List<String> fixed = Stream.concat(table.key().stream(), Stream.of("year", "source_line", "phase"))
                .toList();
        for (int r = 0; r < all.size(); r += 2) {
            Row one = all.get(r);
            Object[] cells = new Object[one.length()];
            for (int i = 0; i < cells.length; i++) {
                boolean figure = !fixed.contains(one.schema().fieldNames()[i]);
                cells[i] = figure ? another(one.get(i), 0.7 + 0.03 * (i % 7)) : one.get(i);
            }
            all.set(r, RowFactory.create(cells));
        }
        return spark.createDataFrame(all, rows.schema());
    }

    private static Object another(Object value, double factor) {
        if (value instanceof Double figure) {
            return figure * factor;
        }
        if (value instanceof BigDecimal money) {
            return money.multiply(BigDecimal.valueOf(factor)).setScale(money.scale(), RoundingMode.HALF_UP);
        }
        return value instanceof String text && text.matches("[0-9]{2,7}")
                ? String.valueOf(Math.round(Long.parseLong(text) * factor))
                : value;
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

    /** What is shown of a figure ends with the files. */
    @Test
    void figuresLeadToFiles() {
        Catalogue.METRICS.forEach(
                metric -> assertThat(FIGURES.keySet().contains(metric.name()) || OTHERS.contains(metric.name()))
                        .as(metric.name())
                        .isTrue());
        CHOSEN.forEach((report, rows) -> {
            Map<String, String> key = new TreeMap<>();
            report.key()
                    .forEach(part -> key.put(part, String.valueOf(rows.get(0).<Object>getAs(part))));
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
