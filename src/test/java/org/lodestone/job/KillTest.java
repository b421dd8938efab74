package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SourceFiles;
import org.lodestone.table.Table;
import org.lodestone.testing.Programs;
import org.lodestone.testing.Spark;

/**
 * A run that is killed (SIGKILL) at any moment leaves a lake that says what it said before or what the whole load says,
 * and whole reports; run again it gives what an undisturbed run gives.
 *
 * <p>Some moments are parts of the time that an undisturbed run takes; the others are when a certain file appears, so that
 * each step between two commits is hit however fast the machine is. For most moments before the ledger's commit loading alone
 * is killed: no report is touched until then, as those show at which a whole run is.
 */
@Tag("heavy")
@ExtendWith(Spark.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillTest {
    private static final Path BASE = Path.of(System.getProperty("lodestone.basedir", "."));
    private static final int MOMENTS = 9;
    /** A moment after which a new process goes on; after others this one does. */
    private static final String IN_ITS_OWN_JVM = "the ledger is committed";

    private static final String FIRST_COMMIT = "_delta_log/00000000000000000000.json";
    private static final String SECOND_COMMIT = "_delta_log/00000000000000000001.json";

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path input;
    private static Path revised;
    private static Place whole;
    private static State before;
    private static State after;
    private static long nanos;

    /** Where a run writes to. */
    private record Place(Path lake, Path reports) {
        static Place of(String name) {
            return new Place(folder.resolve(name + "/lake"), folder.resolve(name + "/reports"));
        }
    }

    /** What can be seen of a place: rows of each table, without what differs from run to run; SHA-256 of each report. */
    private record State(Map<String, List<String>> tables, Map<String, String> reports) {}

    /**
     * When a command is killed.
     *
     * @param command what is killed, and then runs again
     * @param certain whether it surely comes before the run's end: the time that a run takes depends on what else goes on
     */
    private record Moment(String command, String name, LongPredicate reached, boolean certain) {
        static Moment loading(String name, Path there) {
            return new Moment("ingest", name, elapsed -> Files.exists(there), true);
        }

        static Moment running(String name, LongPredicate reached) {
            return new Moment("run", name, reached, true);
        }
    }

    @BeforeAll
    static void undisturbed(SparkSession session) throws Exception {
        spark = session;
        input = Files.createDirectories(folder.resolve("input"));
        for (String file : List.of(
                "trade/korea-850511-imports.csv",
                "trade/usa-280530-imports.csv",
                "production/wmd_Rare_Earths_REO.csv")) {
            Files.copy(
                    BASE.resolve("sample-data").resolve(file),
                    input.resolve(Path.of(file).getFileName()));
        }
        // Korea's figures of China are revised, a partner vanished, and production is a new vintage.
        revised = Files.createDirectories(folder.resolve("revised"));
        Path korea = input.resolve("korea-850511-imports.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(korea));
        assertThat(lines.removeIf(line -> line.contains(",36,AUS,Australia,"))).isTrue();
        lines.replaceAll(line -> line.replaceFirst("(,156,CHN,China,.*,)(\\d+),,,$", "$19$2,,,"));
        Files.write(revised.resolve("korea-850511-imports.csv"), lines);
        Path reo = input.resolve("wmd_Rare_Earths_REO.csv");
        Files.writeString(
                revised.resolve("wmd_Rare_Earths_REO.csv"),
                Files.readString(reo).replaceFirst("(?m)^Burundi.*\\R", ""));
        assertThat(revised.resolve("wmd_Rare_Earths_REO.csv")).content().isNotEqualTo(Files.readString(reo));

        whole = Place.of("whole");
        long start = System.nanoTime();
        assertThat(start("run", whole, input, "whole").waitFor())
                .as(said("whole"))
                .isZero();
        nanos = System.nanoTime() - start;
        before = state(whole);
        assertThat(before.reports()).containsKey("import_dependency.parquet");
        assertThat(before.tables()).containsKeys("trade_flow", "production", "ledger");

        Place second = copy(whole, "second");
        runHere("run", second, revised, "undisturbed");
        after = state(second);
        assertThat(after.reports()).isNotEqualTo(before.reports());
        assertThat(after.tables().get("trade_flow"))
                .isNotEqualTo(before.tables().get("trade_flow"));
    }

    @Test
    @Order(1)
    void killedDuringTheFirstLoad() throws Exception {
        State nothing = new State(Map.of(), Map.of());
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < MOMENTS; i++) {
            Place place = Place.of("first-" + i);
            Moment moment = moments(place).get(i);
            if (!killedAndRunAgain(moment, place, input, nothing, before) && moment.certain()) {
                missed.add(moment.name());
            }
        }
        assertThat(missed).as("moments at which no run was killed").isEmpty();
    }

    private static List<Moment> moments(Place place) {
        Path lake = place.lake();
        Path reports = place.reports();
        return List.of(
                after(0.30),
                after(0.65),
                Moment.loading("the first table's folder is there", lake.resolve("trade_flow")),
                Moment.loading("the first table is committed", lake.resolve("trade_flow/" + FIRST_COMMIT)),
                Moment.running("the second table is committed", there(lake.resolve("production/" + FIRST_COMMIT))),
                Moment.loading("the ledger's folder is there", lake.resolve("ledger")),
                Moment.running(IN_ITS_OWN_JVM, there(lake.resolve("ledger/" + FIRST_COMMIT))),
                Moment.running("reports are being written", there(reports.resolve(".staging/import_dependency"))),
                // Little is left to do.
                new Moment(
                        "run", "one report is in place", there(reports.resolve("import_dependency.parquet")), false));
    }

    @Test
    @Order(2)
    void killedDuringALoadThatRevisesFiles() throws Exception {
        for (int i = 0; i < 4; i++) {
            Place place = copy(whole, "revise-" + i);
            Path report = place.reports().resolve("import_dependency.parquet");
            FileTime old = Files.getLastModifiedTime(report);
            Path lake = place.lake();
            List<Moment> moments = List.of(
                    Moment.running("the first table is replaced", there(lake.resolve("trade_flow/" + SECOND_COMMIT))),
                    Moment.loading("the second table is replaced", lake.resolve("production/" + SECOND_COMMIT)),
                    Moment.running(IN_ITS_OWN_JVM, there(lake.resolve("ledger/" + SECOND_COMMIT))),
                    Moment.running("one report is replaced", elapsed -> {
                        try {
                            return !Files.getLastModifiedTime(report).equals(old);
                        } catch (IOException e) {
                            return false;
                        }
                    }));
            assertThat(killedAndRunAgain(moments.get(i), place, revised, before, after))
                    .as(moments.get(i).name())
                    .isTrue();
        }
    }

    private static Moment after(double part) {
        return new Moment("run", Math.round(part * 100) + " % of the time", elapsed -> elapsed >= part * nanos, false);
    }

    private static LongPredicate there(Path path) {
        return elapsed -> Files.exists(path);
    }

    private static boolean killedAndRunAgain(Moment moment, Place place, Path files, State old, State whole)
            throws Exception {
        String name = place.lake().getParent().getFileName().toString();
        Process process = start(moment.command(), place, files, name);
        long start = System.nanoTime();
        while (process.isAlive() && !moment.reached().test(System.nanoTime() - start)) {
            TimeUnit.MICROSECONDS.sleep(500);
        }
        boolean killed = process.isAlive();
        process.destroyForcibly();
        process.waitFor();

        State left = state(place);
        assertThat(left.tables())
                .as(moment.name() + ": the lake after the kill")
                .isIn(old.tables(), whole.tables());
        left.reports()
                .forEach((report, hash) -> assertThat(hash)
                        .as(moment.name() + ": " + report + " after the kill")
                        .isIn(old.reports().get(report), whole.reports().get(report)));

        if (moment.name().equals(IN_ITS_OWN_JVM)) {
            assertThat(start("run", place, files, name + "-again").waitFor())
                    .as(said(name + "-again"))
                    .isZero();
        } else {
            runHere(moment.command(), place, files, moment.name());
        }
        State again = state(place);
        assertThat(again.tables()).as(moment.name()).isEqualTo(whole.tables());
        if (moment.command().equals("run")) {
            assertThat(again.reports()).as(moment.name()).isEqualTo(whole.reports());
            assertThat(place.reports().resolve(".staging")).as(moment.name()).doesNotExist();
            assertThat(place.reports().resolve("manifest.json"))
                    .as(moment.name())
                    .exists();
        }
        return killed;
    }

    /** Starts the program in a JVM of its own. */
    private static Process start(String command, Place place, Path files, String name) throws IOException {
        return Programs.start(folder.resolve(name + ".log"), words(command, place, files));
    }

    /** The same in this JVM, where Spark runs already. */
    private static void runHere(String command, Place place, Path files, String moment) {
        Captured run = Captured.execute(words(command, place, files));
        assertThat(run.code()).as(moment + ": " + run.err()).isZero();
    }

    private static String[] words(String command, Place place, Path files) {
        return new String[] {
            command,
            "--lake",
            place.lake().toString(),
            "--reports",
            place.reports().toString(),
            files.toString()
        };
    }

    private static String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    private static State state(Place place) {
        // Another process may have made the tables anew.
        DeltaLog.clearCache();
        Map<String, List<String>> tables = new TreeMap<>();
        Lake lake = Lake.open(spark, place.lake().toString());
        if (lake.stateTime().isPresent()) {
            List<Table> all = Catalogue.LAKE_TABLES;
            for (Table table : all) {
                if (table == Ledger.TABLE) {
                    tables.put(table.name(), rows(lake.ledger()));
                } else if (lake.has(table)) {
                    tables.put(table.name(), rows(lake.read(table)));
                }
            }
        }
        return new State(tables, reports(place));
    }

    private static List<String> rows(Dataset<Row> table) {
        return table.drop("load_id", "loaded_at", "table_versions").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static Map<String, String> reports(Place place) {
        Map<String, String> hashes = new LinkedHashMap<>();
        if (!Files.isDirectory(place.reports())) {
            return hashes;
        }
        try (Stream<Path> files = Files.list(place.reports())) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".parquet")) {
                    hashes.put(
                            file.getFileName().toString(),
                            HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hashes;
    }

    private static Place copy(Place from, String name) throws IOException {
        Path source = from.lake().getParent();
        Path target = folder.resolve(name);
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : paths.toList()) {
                Files.copy(
                        path,
                        target.resolve(source.relativize(path)),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return Place.of(name);
    }
}
