package org.lodestone.job;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.contracts.Contracts;
import org.lodestone.ingest.Ingest;
import org.lodestone.lake.Lake;
import org.lodestone.lake.State;
import org.lodestone.lake.TableFiles;
import org.lodestone.program.ExitCode;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.testing.Programs;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/**
 * A lake of twenty loads, with revisions, loads that broke off and pins, made smaller: what is kept says to the byte what it
 * said before, what is gone is refused by name, and whoever interrupts it loses nothing.
 */
@Tag("heavy")
@ExtendWith(Spark.class)
class MaintainTest {
    private static final int LOADS = 20;
    private static final Duration APART = Duration.ofDays(10);
    /** Of the loads 0 to 19, 16 is the first in force within 25 days of the last. */
    private static final String KEEP = "lake-states.keep-days=25";

    private static final int FIRST_KEPT = 16;
    private static final List<Integer> PINNED = List.of(11, 13);

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path good;
    private static Map<String, Map<String, String>> reports;
    private static List<State> states;
    private static final List<Path> COPIES = new ArrayList<>();
    private Path lake;

    @BeforeAll
    static void make(SparkSession session) throws Exception {
        spark = session;
        TestLake made = new TestLake(folder);
        Instant last = Instant.now().minus(Duration.ofDays(5));
        for (int i = 0; i < LOADS; i++) {
            made.at(last.minus(APART.multipliedBy(LOADS - 1 - i)).toString());
            // A contract more each time, and the first is revised.
            Ingest.Outcome load = made.ingest(
                    made.file("first.csv", contract("first", 800 - i)),
                    made.file(i + ".csv", contract("later-" + i, 500)));
            assertThat(load.refused()).isEmpty();
            if (i == 7) {
                breakOff(made);
            }
            if (i == 15) {
                FileUtils.copyDirectory(
                        made.root().resolve("ledger").toFile(),
                        folder.resolve("earlier").toFile());
            }
        }
        // Each puts back what the one before left.
        breakOff(made);
        breakOff(made);
        for (int pinned : PINNED) {
            String load = Lake.states(spark, made.root().toString()).get(pinned).loadId();
            Captured pin = lodestone(made.root(), "pin", "--as-of", load, "load-" + pinned);
            assertThat(pin.code()).as(pin.err()).isZero();
            assertThat(pin.err()).contains("Pin 'load-" + pinned + "' keeps the state of", load);
        }
        good = made.root();
        ageAll(good);
        states = Lake.states(spark, good.toString());
        assertThat(states).hasSize(LOADS);
        reports = new TreeMap<>();
        for (State state : kept()) {
            reports.put(state.loadId(), report(good, state.loadId()));
        }
        assertThat(reports.values().stream().distinct()).hasSameSizeAs(reports.keySet());
    }

    /** Relative, and with what has to be written otherwise in addresses. */
    @BeforeEach
    void copy() throws IOException {
        Path target = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        Path mine = Files.createTempDirectory(target, "my lake%20");
        COPIES.add(mine);
        lake = Path.of("").toAbsolutePath().relativize(mine).resolve("lake");
        FileUtils.copyDirectory(good.toFile(), lake.toFile());
        DeltaLog.clearCache();
    }

    @AfterAll
    static void clean() throws IOException {
        for (Path mine : COPIES) {
            FileUtils.deleteDirectory(mine.toFile());
        }
    }

    @Test
    void theLakeShrinksAndEachKeptStateGivesTheSameReports() throws Exception {
        long before = bytes(lake);
        long files = count(lake);

        Captured rehearsed = maintain("--dry-run");
        assertThat(rehearsed.out()).contains("would be given up", "Files that would go", "exchange_rate/part-");
        assertThat(bytes(lake)).isEqualTo(before);
        assertThat(count(lake)).isEqualTo(files);

        assertThat(maintain().err()).contains("Gave up 14 states, put 40 small files together", "a day later");
        assertThat(lake.resolve("exchange_rate")).as("of loads that broke off").satisfies(MaintainTest::hasNoFile);
        assertThat(newestFiles("contract")).isEqualTo(1);
        assertThat(newestFiles("ledger")).isEqualTo(1);
        assertThat(lodestone(lake, "check").code()).isZero();
        assertGone();

        // Who had opened the lake before still reads what was replaced or given up.
        ageAll(lake);
        assertThat(maintain().err()).contains("Gave up 0 states");
        for (State state : List.of(states.get(LOADS - 1), states.get(5))) {
            assertThat(spark.read()
                            .format("delta")
                            .option("versionAsOf", state.versions().get("contract"))
                            .load(lake.resolve("contract").toString())
                            .collectAsList())
                    .hasSize(Lake.states(spark, good.toString()).indexOf(state) + 2);
        }

        ageUpkeep(lake);
        assertThat(maintain().err()).contains("Gave up 0 states", "removed");
        assertThat(bytes(lake)).isLessThan(before * 2 / 3);
        assertThat(count(lake)).isLessThan(files / 2);
        assertThat(lake.resolve("contract/_delta_log/00000000000000000000.json"))
                .doesNotExist();
        assertThat(lodestone(lake, "check").code()).isZero();

        for (State state : kept()) {
            assertThat(report(lake, state.loadId())).as(state.toString()).isEqualTo(reports.get(state.loadId()));
        }
        assertThat(report(lake, "load-11")).isEqualTo(reports.get(states.get(11).loadId()));
        assertGone();

        // Life goes on.
        TestLake later = new TestLake(lake.getParent());
        assertThat(later.ingest(good.getParent().resolve("files")).unchanged()).isEqualTo(LOADS + 1);
        later.ingest(later.file("first.csv", contract("first", 7)));
        assertThat(later.lake().read(Contracts.TABLE).count()).isEqualTo(LOADS + 1L);
        assertThat(lodestone(lake, "check").code()).isZero();
    }

    private void assertGone() {
        State gone = states.get(5);
        Captured load = lodestone(lake, "report", "--as-of", gone.loadId(), "--reports", folder + "/no");
        assertThat(load.code()).isEqualTo(ExitCode.INPUT);
        assertThat(load.err())
                .contains(
                        "the state " + gone.loadId(),
                        "is gone",
                        "`lodestone maintain` removed it on",
                        "next that is kept")
                .contains(states.get(11).loadId());
        LocalDate day = gone.at().atOffset(ZoneOffset.UTC).toLocalDate();
        Captured ofDay = lodestone(lake, "tables", "--as-of", day.toString());
        assertThat(ofDay.code()).isEqualTo(ExitCode.INPUT);
        assertThat(ofDay.err()).contains("the state of " + day, "is gone");
        Captured pin = lodestone(lake, "pin", "too-late", "--as-of", gone.loadId());
        assertThat(pin.code()).isEqualTo(ExitCode.INPUT);
        assertThat(pin.err()).contains("is gone");
        Captured diff = lodestone(lake, "diff", gone.loadId(), "--reports", folder + "/no");
        assertThat(diff.code()).isEqualTo(ExitCode.INPUT);
        assertThat(diff.err()).contains("is gone");
        assertThat(Lake.days(spark, lake.toString())).hasSize(kept().size());
        assertThat(lodestone(lake, "tables").out()).contains("load-11", "load-13", "gone since");
    }

    @Test
    void pinsAreTakenAwayAndNamesStandForOneState() {
        Captured other = lodestone(lake, "pin", "load-11");
        assertThat(other.code()).isEqualTo(ExitCode.INPUT);
        assertThat(other.err())
                .contains("pin 'load-11' keeps load " + states.get(11).loadId(), "lodestone pin --remove load-11");
        assertThat(lodestone(lake, "pin", "load-11", "--as-of", "load-11").err())
                .contains("as it did before");
        assertThat(lodestone(lake, "pin", "3rd").code()).isEqualTo(ExitCode.USAGE);
        assertThat(lodestone(lake, "pin", "--remove", "nobody").err())
                .contains("no pin 'nobody'", "[load-11, load-13]");
        assertThat(lodestone(lake, "pin", "--remove", "load-11").code()).isZero();
        assertThat(lodestone(lake, "tables", "--as-of", "load-11").err()).contains("the lake has no pin 'load-11'");
        assertThat(lodestone(lake, "pin", "load-11").code())
                .as("the name is free")
                .isZero();
        assertThat(lodestone(lake, "tables", "--as-of", "load-11").code()).isZero();

        assertThat(maintain().err()).contains("Gave up 15 states");
        assertThat(lodestone(lake, "tables", "--as-of", states.get(11).loadId()).err())
                .contains("is gone");
    }

    @Test
    void theTimesOfFilesDoNotSayWhatCanBeRead() throws IOException {
        age(lake, Instant.EPOCH);
        assertThat(lodestone(lake, "tables", "--as-of", "load-11").code()).isZero();
    }

    @Test
    void nothingIsRemovedFromALakeThatIsNotWholeNorWhatIsYoung() throws Exception {
        age(lake, Instant.now());
        assertThat(maintain("--dry-run").err()).contains("Would give up 14 states", "remove 0 files");

        ageAll(lake);
        Path file = lake.resolve("contract")
                .resolve(Path.of(URI.create(new TableFiles(new Configuration(), lake.toString())
                                .of("contract", states.get(11).versions().get("contract")).keySet().stream()
                                        .findFirst()
                                        .orElseThrow()
                                        .replace(" ", "%20")
                                        .replaceFirst("^file:/*", "file:///")))
                        .getFileName());
        Files.delete(file);
        assertRefused(
                "missing that kept states of the lake need", file.getFileName().toString(), "lodestone check");
        FileUtils.deleteDirectory(lake.resolve("contract").toFile());
        assertRefused("its log does not give version", "lodestone check");
    }

    @Test
    void nothingIsRemovedWhereTheLedgerIsOlderThanTheTables() throws Exception {
        Path ledger = lake.resolve("ledger");
        FileUtils.deleteDirectory(ledger.toFile());
        FileUtils.copyDirectory(folder.resolve("earlier").toFile(), ledger.toFile());
        ageAll(lake);
        assertRefused("several loads wrote to it since", "the ledger is of an earlier time", "one backup");

        FileUtils.deleteDirectory(lake.toFile());
        FileUtils.copyDirectory(good.toFile(), lake.toFile());
        DeltaLog.clearCache();
        maintain();
        FileUtils.deleteDirectory(ledger.toFile());
        FileUtils.copyDirectory(folder.resolve("earlier").toFile(), ledger.toFile());
        ageAll(lake);
        assertRefused(
                "ledger and upkeep are not of one time",
                "lacks load " + states.get(LOADS - 1).loadId());

        // A table that such a ledger has never heard of.
        FileUtils.deleteDirectory(lake.toFile());
        FileUtils.copyDirectory(good.toFile(), lake.toFile());
        DeltaLog.clearCache();
        spark.read()
                .format("delta")
                .load(lake.resolve("exchange_rate").toString())
                .write()
                .format("delta")
                .mode("append")
                .save(lake.resolve("exchange_rate").toString());
        ageAll(lake);
        assertRefused("exchange_rate: several loads wrote to it, and the ledger does not know it");
    }

    private void assertRefused(String... words) throws IOException {
        DeltaLog.clearCache();
        long files = count(lake);
        Captured refused = lodestone(lake, "maintain", "--set", KEEP);
        assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.INPUT);
        assertThat(refused.err()).contains(words).contains("Nothing was removed");
        assertThat(count(lake)).isEqualTo(files);
    }

    @Test
    void whoeverKillsItLosesNothing() throws Exception {
        List<String> rows = rows(good);
        long commits = newestVersion(good, "contract");
        // What was given up and replaced there goes now.
        maintain();
        ageAll(lake);
        ageUpkeep(lake);
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Path from = i < 4 ? good : lake;
            Path mine = Files.createTempDirectory(folder, "kill").resolve("lake");
            FileUtils.copyDirectory(from.toFile(), mine.toFile());
            Path table = mine.resolve("contract");
            List<Path> old = there(from.resolve("contract"), table);
            List<Path> oldLog = there(from.resolve("contract/_delta_log"), table.resolve("_delta_log"));
            List<Map.Entry<String, BooleanSupplier>> moments = List.of(
                    Map.entry("what is given up is written down", () -> newestVersion(mine, "upkeep") > 1),
                    Map.entry("a table is put back", () -> newestVersion(mine, "contract") > commits),
                    Map.entry("a table is compacted", () -> newestVersion(mine, "contract") > commits + 1),
                    Map.entry("the ledger is replaced", () -> newestVersion(mine, "ledger") >= LOADS),
                    Map.entry("the first file is gone", () -> gone(old) > 0),
                    Map.entry("some files are gone", () -> gone(old) > 4),
                    Map.entry("more files are gone", () -> gone(old) > 8),
                    Map.entry("many files are gone", () -> gone(old) > 12),
                    Map.entry("a log is being cut", () -> gone(oldLog) > 0),
                    Map.entry("more of a log is cut", () -> gone(oldLog) > 10));
            Map.Entry<String, BooleanSupplier> moment = moments.get(i);
            Path log = mine.resolveSibling("log");
            Process process = Programs.start(log, "maintain", "--lake", mine.toString(), "--set", KEEP);
            while (process.isAlive() && !moment.getValue().getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            if (!process.isAlive()) {
                missed.add(moment.getKey());
            }
            process.destroyForcibly();
            process.waitFor();
            DeltaLog.clearCache();
            assertThat(rows(mine))
                    .as(moment.getKey() + ", " + Files.readString(log))
                    .isEqualTo(rows);
            if (i % 4 == 2) {
                assertThat(lodestone(mine, "check").code()).as(moment.getKey()).isZero();
                TestLake later = new TestLake(mine.getParent());
                later.ingest(later.file("first.csv", contract("first", 7)));
                assertThat(later.lake().read(Contracts.TABLE).count())
                        .as(moment.getKey() + ", and a load")
                        .isEqualTo(LOADS + 1L);
            } else {
                Captured again = lodestone(mine, "maintain", "--set", KEEP);
                assertThat(again.code())
                        .as(moment.getKey() + ": " + again.err())
                        .isZero();
                assertThat(rows(mine)).as(moment.getKey() + ", again").isEqualTo(rows);
            }
            FileUtils.deleteDirectory(mine.toFile());
        }
        assertThat(missed).as("moments at which it was not killed").isEmpty();
    }

    /** The files of a folder, where a copy of it has them. */
    private static List<Path> there(Path folder, Path copy) {
        return names(folder).stream().map(copy::resolve).toList();
    }

    private static long gone(List<Path> files) {
        return files.stream().filter(file -> !Files.exists(file)).count();
    }

    private Captured maintain(String... more) {
        List<String> all = new ArrayList<>(List.of("maintain", "--set", KEEP));
        all.addAll(List.of(more));
        Captured maintained = lodestone(lake, all.toArray(String[]::new));
        assertThat(maintained.code()).as(maintained.err()).isZero();
        return maintained;
    }

    private static List<String> names(Path table) {
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contract(String id, int tonnes) {
        return "contract_id,stated_by,stated_on,status,seller,stage,contract_value,currency_code,volume,volume_unit,"
                + "first_year,last_year\n"
                + id + ",paper,2026-01-01,signed,Seller,magnet,,," + tonnes + ",t,2026,2027\n";
    }

    /** A load that wrote to a table of the lake and to a new one, and did not come to its end. */
    private static void breakOff(TestLake made) {
        Lake.Load load = made.lake().begin("broken");
        load.replaceSlices(Contracts.TABLE, made.lake().read(Contracts.TABLE));
        load.append(
                ExchangeRates.TABLE,
                spark.sql("select 'KRW' currency_code, 'monthly_rates' dataset, 'month' period_type, date'2024-01-01'"
                        + " period_start, 2024 year, 'x' source_sha256, 2L source_line, 'x' slice, 1D rate_per_usd"));
    }

    private static List<State> kept() {
        List<State> kept = new ArrayList<>();
        PINNED.forEach(pinned -> kept.add(states.get(pinned)));
        kept.addAll(states.subList(FIRST_KEPT, LOADS));
        return kept;
    }

    /** SHA-256 of the reports of a state. */
    private static Map<String, String> report(Path lake, String state) throws IOException {
        Path into = Files.createTempDirectory(folder, "reports");
        Captured report = lodestone(
                lake, "report", "--reports", into.toString(), "--as-of", state, "--set", "briefing.page=false");
        assertThat(report.code()).as(report.err()).isZero();
        Map<String, String> hashes = new TreeMap<>();
        for (String name :
                names(into).stream().filter(name -> name.endsWith(".parquet")).toList()) {
            hashes.put(
                    name,
                    HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(into.resolve(name)))));
        }
        assertThat(hashes).containsKey("delivery_schedule.parquet");
        FileUtils.deleteDirectory(into.toFile());
        return hashes;
    }

    /** The rows of each kept state, and those of the ledger. */
    private static List<String> rows(Path lake) {
        List<State> now = Lake.states(spark, lake.toString());
        Set<String> kept = kept().stream().map(State::loadId).collect(Collectors.toSet());
        Dataset<Row> rows = now.stream()
                .filter(state -> kept.contains(state.loadId()) && !state.isRemoved())
                .map(state -> spark.read()
                        .format("delta")
                        .option("versionAsOf", state.versions().get("contract"))
                        .load(lake.resolve("contract").toString())
                        .withColumn("load", lit(state.loadId())))
                .reduce(Dataset::unionByName)
                .orElseThrow();
        return Stream.concat(
                        rows.collectAsList().stream(),
                        Lake.open(spark, lake.toString()).ledger().drop("table_versions").collectAsList().stream())
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private int newestFiles(String table) {
        TableFiles files = new TableFiles(new Configuration(), lake.toString());
        long version = table.equals("ledger")
                ? files.newest(table).orElseThrow()
                : Lake.open(spark, lake.toString()).versions().get(table);
        return files.of(table, version).size();
    }

    private static long newestVersion(Path lake, String table) {
        try (Stream<Path> files = Files.list(lake.resolve(table).resolve("_delta_log"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{20}\\.json"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, 20)))
                    .max()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void hasNoFile(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path lake) throws IOException {
        try (Stream<Path> all = Files.walk(lake)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static long count(Path lake) throws IOException {
        try (Stream<Path> all = Files.walk(lake)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /** As if all had been written three days before. */
    private static void ageAll(Path lake) throws IOException {
        age(lake, Instant.now().minus(Duration.ofDays(3)));
    }

    private static void age(Path lake, Instant then) throws IOException {
        try (Stream<Path> all = Files.walk(lake)) {
            all.forEach(file -> touch(file, then));
        }
    }

    private static void touch(Path file, Instant time) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if upkeep had been done three days before. */
    private static void ageUpkeep(Path lake) {
        DeltaTable.forPath(spark, lake.resolve("upkeep").toString())
                .updateExpr(Map.of("acted_at", "acted_at - INTERVAL 3 DAYS"));
        DeltaLog.clearCache();
    }

    private static Captured lodestone(Path lake, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--lake");
        all.add(lake.toString());
        if (!all.contains("--reports")) {
            all.add("--reports");
            all.add(folder.resolve("none").toString());
        }
        return Captured.execute(all.toArray(String[]::new));
    }
}
