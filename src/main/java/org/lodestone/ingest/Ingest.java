package org.lodestone.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.Console;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Parallel;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.text.SourceFile;
import org.lodestone.text.SourceLines;
import org.lodestone.text.UnusableInput;

/**
 * Ingest: from source files to tables of the lake.
 *
 * <p>All files of a run are one load. A file that cannot be used is refused whole and does not keep the others from
 * landing. The lake's contents follow from the set of files that were loaded, not from the order in which they were
 * named: two files of one run that say different things about one slice are both refused.
 */
public final class Ingest {

    /**
     * What became of a run.
     *
     * @param lake at its newest state; null where nothing was new, so that it was not opened
     * @param versions of its tables
     * @param ledger digest of the ledger that the state is read from; null where another load may have come in between
     * @param landed files whose rows are in the lake from now on
     * @param unchanged files that were known
     * @param refused why each other file is not, by path
     * @param gateFailures how many of these for their share of rejected rows
     * @param counts of the rows of the files that landed
     */
    public record Outcome(
            Lake lake,
            Map<String, Long> versions,
            String ledger,
            int landed,
            int unchanged,
            Map<String, String> refused,
            int gateFailures,
            Counts counts) {
        public int exitCode() {
            if (refused.isEmpty()) {
                return ExitCode.DONE;
            }
            return refused.size() > gateFailures ? ExitCode.INPUT : ExitCode.GATE;
        }

        /** For the note of the run. */
        public Map<String, Object> noted() {
            Map<String, Object> files = new LinkedHashMap<>();
            files.put("landed", landed);
            files.put("unchanged", unchanged);
            files.put("refused", refused.size());
            Map<String, Object> rows = new LinkedHashMap<>();
            rows.put("read", counts.read());
            rows.put("landed", counts.landed());
            rows.put("left_out", counts.leftOut());
            rows.put("rejected", counts.rejected());
            Map<String, Object> noted = new LinkedHashMap<>();
            noted.put("nothing_new", landed == 0 && refused.isEmpty());
            noted.put("files", files);
            noted.put("rows", rows);
            noted.put("rejected_value_usd", counts.rejectedUsd());
            noted.put("findings", counts.findings());
            noted.put("refused", new TreeMap<>(refused));
            noted.put("table_versions", new TreeMap<>(versions));
            return noted;
        }
    }

    /**
     * Rows of the files that landed.
     *
     * @param rejectedUsd what trade values stand in rejected rows
     * @param findings rows of that table
     */
    public record Counts(long read, long landed, long leftOut, long rejected, long rejectedUsd, long findings) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
    }

    final SparkSession spark;
    final Settings settings;
    final Console console;
    private final ReferenceData reference;
    private final Clock clock;

    private final Map<String, String> refused = new TreeMap<>();
    /** What of each file that lands cannot be used. */
    final List<TableLoad.Rejected> partlyRead = new ArrayList<>();
    /** Files of which something was not taken as it stands, with how much of it. */
    final Map<String, String> remarked = new TreeMap<>();

    int gateFailures;
    int landedAgain;
    long rejectedUsd;
    private final AtomicLong noticed = new AtomicLong();

    public Ingest(SparkSession spark, Settings settings, Console console, ReferenceData reference, Clock clock) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.clock = clock;
    }

    /**
     * What a run would find of files that are all known to be in the lake, for which neither Spark nor the lake is needed.
     *
     * @return empty where a file may be new or cannot be used
     */
    public static Optional<Outcome> nothingNew(
            Configuration conf, Settings settings, ReferenceData reference, Sources.Looked looked) {
        if (SparkSessions.mustStart()
                || looked.files().isEmpty()
                || !looked.refused().isEmpty()) {
            return Optional.empty();
        }
        InForce noted = new InForce(conf, settings.text(Setting.LAKE), fingerprint(settings, reference));
        return looked.files().stream().allMatch(noted::holds)
                ? Optional.of(new Outcome(
                        null,
                        noted.versions(),
                        noted.ledger(),
                        0,
                        looked.files().size(),
                        Map.of(),
                        0,
                        Counts.NONE))
                : Optional.empty();
    }

    /**
     * @param paths files, folders and patterns
     * @throws UnusableInput for a lake that cannot be used
     */
    public Outcome run(List<String> paths) {
        return run(Sources.look(conf(), console, paths));
    }

    /** @throws UnusableInput for a lake that cannot be used */
    public Outcome run(Sources.Looked looked) {
        String root = settings.text(Setting.LAKE);
        refused.putAll(looked.refused());
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(root, "lake", patience, console::say)) {
            return load(root, looked.files());
        }
    }

    /**
     * What a run would read, by the headers of the files and what the lake knows of them; nothing is written. Rows, and
     * whether files contradict each other, are only looked at by a run.
     *
     * @return a row each file: file, format, table, what would become of it
     */
    public Section plan(Sources.Looked looked) {
        String root = settings.text(Setting.LAKE);
        InForce noted = new InForce(conf(), root, fingerprint());
        Map<String, Recognised> inForce = inForce(Lake.open(spark, root), looked.files(), noted);
        Section plan = new Section("files", "", "file", "format", "into", "would be");
        looked.files().stream()
                .sorted(Comparator.comparing(file -> file.file().path()))
                .forEach(file -> plan.row(
                        file.file().path(),
                        file.format().name(),
                        file.format().table().name(),
                        inForce.containsKey(file.file().sha256()) ? "left as it is in the lake" : "read"));
        looked.refused().forEach((path, why) -> plan.row(path, null, null, "refused: " + why));
        return plan;
    }

    private Configuration conf() {
        return spark.sparkContext().hadoopConfiguration();
    }

    private Outcome load(String root, List<Recognised> files) {
        console.step("Opening the lake");
        InForce noted = new InForce(conf(), root, fingerprint());
        Lake lake = Lake.open(spark, root);
        Map<String, Recognised> inForce = inForce(lake, files, noted);
        List<Recognised> fresh = files.stream()
                .filter(file -> !inForce.containsKey(file.file().sha256()))
                .toList();
        int unchanged = files.size() - fresh.size();
        if (fresh.isEmpty()) {
            note(() -> noted.found(files, lake.versions()));
            console.finish();
            return new Outcome(lake, lake.versions(), noted.ledger(), 0, unchanged, refused, gateFailures, Counts.NONE);
        }

        Instant now = clock.instant();
        Lake.Load load = lake.begin(Lake.idOf(now));
        Lookups lookups = lookups();
        SourceLines lines = new SourceLines(spark);
        List<Ledger.Entry> entries = new ArrayList<>();
        List<Dataset<Row>> rejects = new ArrayList<>();
        List<Dataset<Row>> findings = new ArrayList<>();
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        try {
            for (Table table : Catalogue.SOURCE_TABLES) {
                List<Recognised> ofTable = fresh.stream()
                        .filter(file -> file.format().table().name().equals(table.name()))
                        // Not by name or place, so that the outcome does not depend on them.
                        .sorted(Comparator.comparing(
                                (Recognised file) -> file.file().sha256()))
                        .toList();
                if (!ofTable.isEmpty()) {
                    TableLoad tableLoad =
                            new TableLoad(this, lines, lake, load, table, ofTable, lookups, inForce, Set.of());
                    // While a table is being written the next one is read: a small write leaves cores idle.
                    tableLoad.run().ifPresent(write -> writes.add(Parallel.start(write)));
                    entries.addAll(tableLoad.entries);
                    rejects.addAll(tableLoad.rejects);
                    findings.addAll(tableLoad.findings);
                }
            }
        } catch (RuntimeException | Error e) {
            Parallel.settle(writes, e);
            throw e;
        }
        Parallel.await(writes);
        Lake after = lake;
        if (!entries.isEmpty()) {
            console.step("Writing rejected rows, findings and the ledger");
            Parallel.await(List.of(
                    Parallel.start(() -> append(load, RejectedRows.TABLE, rejects)),
                    Parallel.start(() -> append(load, Findings.TABLE, findings))));
            after = load.commit(clock.instant(), entries);
            Set<String> written = entries.stream().map(Ledger.Entry::table).collect(Collectors.toSet());
            Map<String, Long> versions = after.versions();
            note(() -> noted.loaded(afterwards(files, inForce, entries, written), written, versions));
        }
        spark.catalog().clearCache();
        console.finish();
        console.sayOf(
                "with rows that cannot be used; see rejected_row",
                partlyRead.stream()
                        .sorted(Comparator.comparing(TableLoad.Rejected::share)
                                .reversed()
                                .thenComparing(one -> one.file().path()))
                        .map(one -> one.file().path() + ": " + one.words())
                        .toList());
        console.sayOf(
                "with weights or codes that were not taken as they stand; see finding",
                remarked.entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue())
                        .toList());
        console.sayOf(
                "with a header and no row; nothing is replaced",
                entries.stream()
                        .filter(entry -> entry.rowsRead() == 0)
                        .map(entry -> entry.file().path())
                        .toList());
        Counts counts = new Counts(
                sum(entries, Ledger.Entry::rowsRead),
                sum(entries, Ledger.Entry::rowsLanded),
                sum(entries, Ledger.Entry::rowsLeftOut),
                sum(entries, Ledger.Entry::rowsRejected),
                rejectedUsd,
                noticed.get());
        return new Outcome(
                after,
                after.versions(),
                noted.ledger(),
                entries.size(),
                unchanged - landedAgain,
                refused,
                gateFailures,
                counts);
    }

    /** The load is real whether or not the note of it can be written. */
    private void note(Runnable note) {
        try {
            note.run();
        } catch (UnusableInput e) {
            console.say(e.getMessage() + " The next run counts rows instead.");
        }
    }

    /**
     * The files whose rows are all in the lake after a load: those that landed, and of those that were there the ones of tables
     * to which none landed. Whether others lost rows to these is for the next run to count.
     */
    private static List<Recognised> afterwards(
            List<Recognised> files, Map<String, Recognised> inForce, List<Ledger.Entry> entries, Set<String> written) {
        Set<String> landed =
                entries.stream().map(entry -> entry.file().sha256()).collect(Collectors.toSet());
        return files.stream()
                .filter(one -> landed.contains(one.file().sha256())
                        || inForce.containsKey(one.file().sha256())
                                && !written.contains(one.format().table().name()))
                .toList();
    }

    private static long sum(List<Ledger.Entry> entries, ToLongFunction<Ledger.Entry> rows) {
        return entries.stream().mapToLong(rows).sum();
    }

    private void append(Lake.Load load, Table table, List<Dataset<Row>> parts) {
        parts.stream().reduce(Dataset::unionByName).ifPresent(all -> {
            Dataset<Row> once = all.persist(StorageLevel.MEMORY_AND_DISK());
            long rows = once.count();
            if (rows > 0) {
                load.append(table, once);
            }
            if (table == Findings.TABLE) {
                noticed.set(rows);
            }
        });
    }

    /** The latest day that has begun anywhere: nothing can have been observed after it. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(14));
    }

    void refuse(SourceFile file, String why) {
        refused.put(file.path(), Sources.words(file, why));
    }

    private Lookups lookups() {
        return new Lookups(
                dataset(reference.countryCodes()), dataset(reference.countryNames()), dataset(reference.currencies()));
    }

    private Dataset<Row> dataset(SmallTable table) {
        return spark.createDataFrame(table.rows(), table.schema());
    }

    /** The files that need not be read: known, read the same way, and with all their rows still in the lake. */
    private Map<String, Recognised> inForce(Lake lake, List<Recognised> files, InForce noted) {
        Map<String, Recognised> inForce = new TreeMap<>();
        List<Recognised> others = new ArrayList<>();
        for (Recognised file : files) {
            if (noted.holds(file)) {
                inForce.put(file.file().sha256(), file);
            } else {
                others.add(file);
            }
        }
        inForce.putAll(counted(lake, others));
        return inForce;
    }

    private Map<String, Recognised> counted(Lake lake, List<Recognised> files) {
        Map<String, Row> known = new HashMap<>();
        for (Row entry :
                lake.known(files.stream().map(file -> file.file().sha256()).toList())) {
            known.put(Ledger.FILE_SHA256.in(entry), entry);
        }
        Map<String, Row> same = new HashMap<>();
        Map<String, Recognised> inForce = new TreeMap<>();
        for (Recognised file : files) {
            Row entry = known.get(file.file().sha256());
            if (entry != null
                    && Ledger.READER_VERSION.in(entry) == file.format().version()
                    && Ledger.FORMAT.in(entry).equals(file.format().name())
                    && Ledger.REFERENCE_FINGERPRINT.in(entry).equals(fingerprint())) {
                same.put(file.file().sha256(), entry);
                inForce.put(file.file().sha256(), file);
            }
        }
        if (same.isEmpty()) {
            return inForce;
        }
        // Files whose rows landed from others are as good as those others.
        Set<String> others = new HashSet<>();
        same.values().forEach(entry -> others.addAll(reliesOn(entry)));
        others.removeAll(same.keySet());
        Map<String, Row> all = new HashMap<>(same);
        lake.known(others).forEach(entry -> all.put(Ledger.FILE_SHA256.in(entry), entry));

        Map<String, Long> present = new HashMap<>();
        Catalogue.SOURCE_TABLES.stream()
                .filter(lake::has)
                .map(table -> lake.read(table).select(Lake.SOURCE_SHA256))
                .reduce(Dataset::unionByName)
                .ifPresent(rows -> rows.groupBy(Lake.SOURCE_SHA256)
                        .count()
                        .collectAsList()
                        .forEach(row -> present.put(row.getString(0), row.getLong(1))));
        Set<String> whole = all.entrySet().stream()
                .filter(entry ->
                        Ledger.ROWS_LANDED.in(entry.getValue()).longValue() == present.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        inForce.keySet().removeIf(sha256 -> !whole.contains(sha256) || !whole.containsAll(reliesOn(same.get(sha256))));
        return inForce;
    }

    private static List<String> reliesOn(Row entry) {
        String others = Ledger.RELIES_ON.in(entry);
        return others == null ? List.of() : Arrays.asList(others.split(" "));
    }

    /** Of all that decides how a file is read, besides the reader's version. */
    String fingerprint() {
        return fingerprint(settings, reference);
    }

    private static String fingerprint(Settings settings, ReferenceData reference) {
        return reference.fingerprint() + (settings.flag(Setting.WITHOUT_WORLD_COMPLETE) ? "+complete" : "");
    }
}
