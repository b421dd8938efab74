package org.lodestone.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lodestone.metric.Engine;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Surroundings;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/**
 * Golden folders that need no Java: below src/test/resources/golden each with a file {@code expect-REPORT.csv}. What
 * {@code given-TABLE.csv} says is all that the lake holds, {@code given-settings.csv} (key, value) says which settings are other
 * than usual, and the engine computes the reports.
 */
@ExtendWith(Spark.class)
class GoldenFoldersTest {
    private static final Path FOLDERS =
            Path.of(System.getProperty("lodestone.basedir", "."), "src/test/resources/golden");
    private static final String SETTINGS = "given-settings.csv";

    private final SparkSession spark;

    GoldenFoldersTest(SparkSession spark) {
        this.spark = spark;
    }

    static List<String> questions() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDERS)) {
            return folders.filter(folder -> !expected(folder).isEmpty())
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The reports that a folder expects. */
    private static List<Metric> expected(Path folder) {
        return Catalogue.METRICS.stream()
                .filter(metric -> Files.exists(folder.resolve("expect-" + metric.name() + ".csv")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void reportsAreAsWorkedOutByHand(String question) {
        Golden golden = Golden.of(question);
        Given given = new Given(golden, FOLDERS.resolve(question));
        List<Metric> wanted = expected(FOLDERS.resolve(question));
        try (Engine engine = new Engine(given)) {
            assertThat(engine.run(wanted).leftOut()).isEmpty();
        }
        for (Metric metric : wanted) {
            Dataset<Row> rows = given.written(metric.table());
            golden.expectByKey("expect-" + metric.name() + ".csv", rows, metric.table());
            ChecksHold.of(metric.table(), rows);
        }
    }

    /** A lake that holds what the folder gives, and what was computed from it. */
    private final class Given implements Surroundings {
        private final Map<String, Dataset<Row>> lake = new HashMap<>();
        private final Map<String, List<Row>> written = new ConcurrentHashMap<>();
        private final Settings settings;
        private final ReferenceData reference = ReferenceData.load(Map.of());

        Given(Golden golden, Path folder) {
            Map<String, String> set = new HashMap<>();
            for (String file : files(folder)) {
                if (file.equals(SETTINGS)) {
                    golden.lines(file).stream().skip(1).forEach(line -> set.put(line.get(0), line.get(1)));
                } else if (file.startsWith("given-")) {
                    String name = file.substring("given-".length(), file.length() - ".csv".length());
                    Table table = Catalogue.SOURCE_TABLES.stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("the lake has no table " + name));
                    lake.put(name, golden.given(spark, name, table));
                }
            }
            settings = Settings.of(null, Map.of(), set);
        }

        private static List<String> files(Path folder) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString()).sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
            return lake.get(table.name());
        }

        @Override
        public long flows() {
            return 0;
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
            throw new AssertionError("nothing was published before");
        }

        @Override
        public Dataset<Row> keptRows(Table table) {
            throw new AssertionError("nothing was published before");
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
    }
}
