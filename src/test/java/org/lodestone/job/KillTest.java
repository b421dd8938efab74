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
import org.lodestone.table.Table;
import org.lodestone.testing.Programs;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/**
 * A command that is killed (SIGKILL) at any moment leaves a lake that says what it said before or what the whole load says,
 * and whole reports; run again it gives what an undisturbed one gives.
 *
 * <p>Some moments are parts of the time that an undisturbed run takes; the others are when a certain file appears, so that
 * each step between two commits is hit however fast the machine is. Trade flows, the table with slices, are loaded alone:
 * how reports are published is the same for all, and those on contracts and plants are computed soonest.
 */
@Tag("heavy")
@ExtendWith(Spark.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillTest {
    private static final Path BASE = Path.of(System.getProperty("lodestone.basedir", "."));
    /** A moment after which a new process goes on; after others this one does. */
    private static final String IN_ITS_OWN_JVM = "the ledger is committed";

    private static final String FIRST_COMMIT = "_delta_log/00000000000000000000.json";
    private static final String SECOND_COMMIT = "_delta_log/00000000000000000001.json";
    private static final String REPORT = "delivery_schedule";

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Work loading;
    private static Work running;
    private static long nanos;

    /**
     * What is killed, and what it does when it is left alone.
     *
     * @param files what it takes first
     * @param revised what it takes afterwards
     * @param whole where it took the first
     * @param before what it says of these
     * @param after what it says of the later ones
     */
    private record Work(String command, Path files, Path revised, Place whole, State before, State after) {
        static Work undisturbed(String command, Path files, Path revised, Place whole) throws IOException {
            State before = state(whole);
            Place second = copy(whole, command + "-second");
            runHere(command, second, revised, "undisturbed");
            State after = state(second);
            assertThat(after.tables()).isNotEqualTo(before.tables());
            return new Work(command, files, revised, whole, before, after);
        }
    }

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
     * @param certain whether it surely comes before the run's end: the time that a run takes depends on what else goes on
     */
    private record Moment(Work work, String name, LongPredicate reached, boolean certain) {
        static Moment loading(String name, Path there) {
            return new Moment(loading, name, elapsed -> Files.exists(there), true);
        }

        static Moment running(String name, LongPredicate reached) {
            return new Moment(running, name, reached, true);
        }
    }

    @BeforeAll
    static void undisturbed(SparkSession session) throws Exception {
        spark = session;
        loading = trade();
        running = plans();
    }

    /** Korea's figures of China are revised, a partner vanished, and production is a new vintage. */
    private static Work trade() throws Exception {
        Path files = copied("trade", "trade/korea-850511-imports.csv", "production/wmd_Rare_Earths_REO.csv");
        Path revised = Files.createDirectories(folder.resolve("trade-revised"));
        List<String> lines = new ArrayList<>(Files.readAllLines(files.resolve("korea-850511-imports.csv")));
        assertThat(lines.removeIf(line -> line.contains(",36,AUS,Australia,"))).isTrue();
        lines.replaceAll(line -> line.replaceFirst("(,156,CHN,China,.*,)(\\d+),,,$", "$19$2,,,"));
        Files.write(revised.resolve("korea-850511-imports.csv"), lines);
        edit(files, revised, "wmd_Rare_Earths_REO.csv", "(?m)^Burundi.*\\R", "");

        Place whole = Place.of("trade-whole");
        runHere("ingest", whole, files, "undisturbed");
        Work work = Work.undisturbed("ingest", files, revised, whole);
        assertThat(work.before().tables()).containsKeys("trade_flow", "production", "ledger");
        assertThat(work.after().tables().get("trade_flow"))
                .isNotEqualTo(work.before().tables().get("trade_flow"));
        return work;
    }

    /** A contract is for more, and a plant's figures come later. */
    private static Work plans() throws Exception {
        Path files = copied("plans", "contracts/contracts.csv", "market/facilities.csv");
        Path revised = Files.createDirectories(folder.resolve("plans-revised"));
        edit(files, revised, "contracts.csv", ",7700,t,", ",7900,t,");
        edit(files, revised, "facilities.csv", ",total,2028,", ",total,2029,");

        Place whole = Place.of("plans-whole");
        long start = System.nanoTime();
        assertThat(start("run", whole, files, "whole").waitFor())
                .as(said("whole"))
                .isZero();
        nanos = System.nanoTime() - start;
        Work work = Work.undisturbed("run", files, revised, whole);
        assertThat(work.before().tables()).containsKeys("contract", "facility_phase", "ledger");
        assertThat(work.before().reports()).containsKey(REPORT + ".parquet");
        assertThat(work.after().reports().get(REPORT + ".parquet"))
                .isNotEqualTo(work.before().reports().get(REPORT + ".parquet"));
        return work;
    }

    private static Path copied(String name, String... files) throws IOException {
        Path into = Files.createDirectories(folder.resolve(name));
        for (String file : files) {
            Files.copy(
                    BASE.resolve("sample-data").resolve(file),
                    into.resolve(Path.of(file).getFileName()));
        }
        return into;
    }

    private static void edit(Path from, Path into, String name, String what, String by) throws IOException {
        String text = Files.readString(from.resolve(name));
        Files.writeString(into.resolve(name), text.replaceFirst(what, by));
        assertThat(into.resolve(name)).content().isNotEqualTo(text);
    }

    @Test
    @Order(1)
    void killedDuringTheFirstLoad() throws Exception {
        State nothing = new State(Map.of(), Map.of());
        List<String> missed = new ArrayList<>();
        int count = first(Place.of("none")).size();
        for (int i = 0; i < count; i++) {
            Place place = Place.of("first-" + i);
            Moment moment = first(place).get(i);
            Work work = moment.work();
            if (!killedAndRunAgain(moment, place, work.files(), nothing, work.before()) && moment.certain()) {
                missed.add(moment.name());
            }
        }
        assertThat(missed).as("moments at which nothing was killed").isEmpty();
    }

    private static List<Moment> first(Place place) {
        Path lake = place.lake();
        Path reports = place.reports();
        return List.of(
                after(0.30),
                after(0.65),
                Moment.loading("the first table's folder is there", lake.resolve("trade_flow")),
                Moment.loading("the first table is committed", lake.resolve("trade_flow/" + FIRST_COMMIT)),
                Moment.running("the second table is committed", there(lake.resolve("facility_phase/" + FIRST_COMMIT))),
                Moment.loading("the ledger's folder is there", lake.resolve("ledger")),
                Moment.running(IN_ITS_OWN_JVM, there(lake.resolve("ledger/" + FIRST_COMMIT))),
                Moment.running("reports are being written", there(reports.resolve(".staging/" + REPORT))),
                // Little is left to do.
                new Moment(running, "one report is in place", there(reports.resolve(REPORT + ".parquet")), false));
    }

    @Test
    @Order(2)
    void killedDuringALoadThatRevisesFiles() throws Exception {
        int count = revising(Place.of("none"), FileTime.fromMillis(0)).size();
        for (int i = 0; i < count; i++) {
            Work work =
                    revising(Place.of("none"), FileTime.fromMillis(0)).get(i).work();
            Place place = copy(work.whole(), "revise-" + i);
            FileTime old = Files.getLastModifiedTime(running.whole().reports().resolve(REPORT + ".parquet"));
            Moment moment = revising(place, old).get(i);
            assertThat(killedAndRunAgain(moment, place, work.revised(), work.before(), work.after()))
                    .as(moment.name())
                    .isTrue();
        }
    }

    private static List<Moment> revising(Place place, FileTime old) {
        Path lake = place.lake();
        Path report = place.reports().resolve(REPORT + ".parquet");
        return List.of(
                Moment.loading("the first table is replaced", lake.resolve("trade_flow/" + SECOND_COMMIT)),
                Moment.loading("the second table is replaced", lake.resolve("production/" + SECOND_COMMIT)),
                Moment.running(IN_ITS_OWN_JVM, there(lake.resolve("ledger/" + SECOND_COMMIT))),
                Moment.running("one report is replaced", elapsed -> {
                    try {
                        return !Files.getLastModifiedTime(report).equals(old);
                    } catch (IOException e) {
                        return false;
                    }
                }));
    }

    private static Moment after(double part) {
        return new Moment(
                running, Math.round(part * 100) + " % of the time", elapsed -> elapsed >= part * nanos, false);
    }

    private static LongPredicate there(Path path) {
        return elapsed -> Files.exists(path);
    }

    private static boolean killedAndRunAgain(Moment moment, Place place, Path files, State old, State whole)
            throws Exception {
        String name = place.lake().getParent().getFileName().toString();
        String command = moment.work().command();
        Process process = start(command, place, files, name);
        long start = System.nanoTime();
        while (process.isAlive() && !moment.reached().test(System.nanoTime() - start)) {
            TimeUnit.MILLISECONDS.sleep(1);
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
            assertThat(start(command, place, files, name + "-again").waitFor())
                    .as(said(name + "-again"))
                    .isZero();
        } else {
            runHere(command, place, files, moment.name());
        }
        State again = state(place);
        assertThat(again.tables()).as(moment.name()).isEqualTo(whole.tables());
        if (command.equals("run")) {
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
