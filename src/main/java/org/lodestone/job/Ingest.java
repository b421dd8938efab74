package org.lodestone.job;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.RejectedRows.ofFile;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Overlaps;
import org.lodestone.intake.Recognition;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.intake.RejectedRows;
import org.lodestone.intake.Settlement;
import org.lodestone.intake.Staged;
import org.lodestone.lake.Lake;
import org.lodestone.lake.LakeLock;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SourceFile;
import org.lodestone.lake.SourceFiles;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.Table;
import org.lodestone.trade.FlowChecks;
import org.lodestone.trade.TradeFlows;

/**
 * Ingest: from source files to tables of the lake.
 *
 * <p>All files of a run are one load. A file that cannot be used is refused whole and does not keep the others from
 * landing. The lake's contents follow from the set of files that were loaded, not from the order in which they were
 * named: two files of one run that say different things about one slice are both refused.
 */
final class Ingest {

    /**
     * What became of a run.
     *
     * @param lake at its newest state
     * @param landed files whose rows are in the lake from now on
     * @param unchanged files that were known
     * @param refused why each other file is not, by path
     * @param gateFailures how many of these for their share of rejected rows
     * @param rows that landed
     */
    record Outcome(Lake lake, int landed, int unchanged, Map<String, String> refused, int gateFailures, long rows) {}

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final ReferenceData reference;
    private final Clock clock;

    private final Map<String, String> refused = new TreeMap<>();
    private int gateFailures;
    private int landedAgain;

    Ingest(SparkSession spark, Settings settings, Console console, ReferenceData reference, Clock clock) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.clock = clock;
    }

    /**
     * @param paths files, folders and patterns
     * @throws org.lodestone.lake.UnusableInput for a path that names nothing, and for a lake that cannot be used
     */
    Outcome run(List<String> paths) {
        String root = settings.text(Setting.LAKE);
        Optional<Path> local = localFolder(root);
        if (local.isEmpty()) {
            return load(root, paths);
        }
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (LakeLock lock = LakeLock.on(local.get(), patience, console::say)) {
            return load(root, paths);
        }
    }

    /** The folder of a lake on the local file system; others have no lock. */
    private static Optional<Path> localFolder(String root) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root);
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file")
                ? Optional.of(Path.of(path.toUri().getPath()))
                : Optional.empty();
    }

    private Outcome load(String root, List<String> paths) {
        console.step("Looking the source files over");
        SourceFiles source = new SourceFiles(spark);
        List<Recognised> files = recognised(source.inspect(source.find(paths)));
        Lake lake = Lake.open(spark, root);
        Map<String, Recognised> inForce = inForce(lake, files);
        List<Recognised> fresh = files.stream()
                .filter(file -> !inForce.containsKey(file.file().sha256()))
                .toList();
        int unchanged = files.size() - fresh.size();
        if (fresh.isEmpty()) {
            console.finish();
            return new Outcome(lake, 0, unchanged, refused, gateFailures, 0);
        }

        Instant now = clock.instant();
        Lake.Load load = lake.begin(now.toString().replaceAll("[^0-9TZ]", "") + "-"
                + UUID.randomUUID().toString().substring(0, 8));
        Lookups lookups = lookups();
        List<Ledger.Entry> entries = new ArrayList<>();
        List<Dataset<Row>> rejects = new ArrayList<>();
        List<Dataset<Row>> findings = new ArrayList<>();
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (Table table : Catalogue.SOURCE_TABLES) {
            List<Recognised> ofTable = fresh.stream()
                    .filter(file -> file.format().table().name().equals(table.name()))
                    // Not by name or place, so that the outcome does not depend on them.
                    .sorted(Comparator.comparing(
                            (Recognised file) -> file.file().sha256()))
                    .toList();
            if (!ofTable.isEmpty()) {
                Landing landing = new Landing(source, lake, load, table, ofTable, lookups, inForce, Set.of());
                // While a table is being written the next one is read: a small write leaves cores idle.
                landing.run().ifPresent(write -> writes.add(SideBySide.start(write)));
                entries.addAll(landing.entries);
                rejects.addAll(landing.rejects);
                findings.addAll(landing.findings);
            }
        }
        SideBySide.await(writes);
        Lake after = lake;
        if (!entries.isEmpty()) {
            console.step("Writing rejected rows, findings and the ledger");
            SideBySide.await(List.of(
                    SideBySide.start(() -> append(load, RejectedRows.TABLE, rejects)),
                    SideBySide.start(() -> append(load, Findings.TABLE, findings))));
            after = load.commit(now, entries);
        }
        spark.catalog().clearCache();
        console.finish();
        long rows = entries.stream().mapToLong(Ledger.Entry::rowsLanded).sum();
        return new Outcome(after, entries.size(), unchanged - landedAgain, refused, gateFailures, rows);
    }

    private void append(Lake.Load load, Table table, List<Dataset<Row>> parts) {
        parts.stream().reduce(Dataset::unionByName).ifPresent(all -> {
            Dataset<Row> once = all.persist(StorageLevel.MEMORY_AND_DISK());
            if (!once.isEmpty()) {
                load.append(table, once);
            }
        });
    }

    private List<Recognised> recognised(List<SourceFile> inspected) {
        List<Recognised> files = new ArrayList<>();
        Map<String, String> firstWith = new HashMap<>();
        for (SourceFile file : inspected) {
            if (file.problem() != null) {
                refuse(file, file.problem());
                continue;
            }
            String first = firstWith.putIfAbsent(file.sha256(), file.path());
            if (first != null) {
                console.say(file.path() + ": has the same contents as " + first + "; it is read once");
                continue;
            }
            Recognition.of(file, Catalogue.FORMATS, why -> {
                        refuse(file, aboutReference(file).orElse(why));
                        return Optional.empty();
                    })
                    .ifPresent(files::add);
        }
        return files;
    }

    private static Optional<String> aboutReference(SourceFile file) {
        return ReferenceData.tableOf(SourceFiles.fields(file.head().get(0), ','))
                .map(table ->
                        "it is reference data, which is read from its file at each run and not loaded. Name it with --set"
                                + " reference." + table + "=" + file.path());
    }

    private void refuse(SourceFile file, String why) {
        refused.put(file.path(), why);
    }

    private Lookups lookups() {
        return new Lookups(
                Reference.dataset(spark, reference.countryCodes()),
                Reference.dataset(spark, reference.countryNames()),
                Reference.dataset(spark, reference.currencies()));
    }

    /** The files that need not be read: known, read the same way, and with all their rows still in the lake. */
    private Map<String, Recognised> inForce(Lake lake, List<Recognised> files) {
        Map<String, Row> known = new HashMap<>();
        for (Row entry :
                lake.known(files.stream().map(file -> file.file().sha256()).toList())) {
            known.put(entry.getAs("file_sha256"), entry);
        }
        Map<String, Row> same = new HashMap<>();
        Map<String, Recognised> inForce = new TreeMap<>();
        for (Recognised file : files) {
            Row entry = known.get(file.file().sha256());
            if (entry != null
                    && entry.<Integer>getAs("reader_version") == file.format().version()
                    && entry.getAs("format").equals(file.format().name())
                    && entry.getAs("reference_fingerprint").equals(fingerprint())) {
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
        lake.known(others).forEach(entry -> all.put(entry.getAs("file_sha256"), entry));

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
                .filter(entry -> entry.getValue().<Long>getAs("rows_landed").longValue()
                        == present.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        inForce.keySet().removeIf(sha256 -> !whole.contains(sha256) || !whole.containsAll(reliesOn(same.get(sha256))));
        return inForce;
    }

    private static List<String> reliesOn(Row entry) {
        String others = entry.getAs("relies_on");
        return others == null ? List.of() : Arrays.asList(others.split(" "));
    }

    /** Of all that decides how a file is read, besides the reader's version. */
    private String fingerprint() {
        return reference.fingerprint() + (settings.flag(Setting.WITHOUT_WORLD_COMPLETE) ? "+complete" : "");
    }

    /** The files of one table on their way into it. */
    private final class Landing {
        private final SourceFiles source;
        private final Lake lake;
        private final Lake.Load load;
        private final Table table;
        private final List<Recognised> files;
        private final Lookups lookups;
        private final Map<String, Recognised> inForce;
        private final Set<String> readAgain;
        private final boolean trade;
        private final String measure;

        private final List<Ledger.Entry> entries = new ArrayList<>();
        private final List<Dataset<Row>> rejects = new ArrayList<>();
        private final List<Dataset<Row>> findings = new ArrayList<>();
        private final Set<Integer> out = new TreeSet<>();

        private Landing(
                SourceFiles source,
                Lake lake,
                Lake.Load load,
                Table table,
                List<Recognised> files,
                Lookups lookups,
                Map<String, Recognised> inForce,
                Set<String> readAgain) {
            this.source = source;
            this.lake = lake;
            this.load = load;
            this.table = table;
            // Side by side by format, as they are read.
            this.files = files.stream()
                    .sorted(Comparator.comparing((Recognised file) -> Catalogue.FORMATS.indexOf(file.format())))
                    .toList();
            this.lookups = lookups;
            this.inForce = inForce;
            this.readAgain = readAgain;
            this.trade = table == TradeFlows.TABLE;
            this.measure = trade ? "value_usd" : null;
        }

        /** Reads the files. What is returned writes the table; there is none when no file can be used. */
        private Optional<Runnable> run() {
            console.step("Reading " + files.size() + (files.size() == 1 ? " file" : " files") + " into " + table);
            Dataset<Row> staged = staged().persist(StorageLevel.MEMORY_AND_DISK());
            Dataset<Row> repeated = Settlement.repeated(staged, table, measure);
            Dataset<Row> settled = repeated.isEmpty()
                    ? staged
                    : Settlement.mark(staged, repeated, table, measure).persist(StorageLevel.MEMORY_AND_DISK());
            List<Recognised> again = inForceWithSlicesOf(settled);
            if (!again.isEmpty()) {
                return together(again);
            }
            Map<Integer, Row> counts = counts(settled);
            gates(counts);
            Dataset<Row> used = withoutRefused(Staged.used(settled));
            Column complete = trade
                    ? col("slice_complete")
                            .or(col("partner_kind").equalTo("world"))
                            .or(lit(settings.flag(Setting.WITHOUT_WORLD_COMPLETE)))
                    : lit(true);
            Dataset<Row> slices = Overlaps.slices(used, table, complete).persist(StorageLevel.MEMORY_AND_DISK());
            Map<Integer, Set<Integer>> sharing = overlaps(used, slices);
            if (nothingNew()) {
                return Optional.empty();
            }
            used = withoutRefused(used);
            Map<Integer, Long> landed = new HashMap<>();
            counts.forEach((file, row) -> landed.put(file, row.<Long>getAs("used")));
            if (!sharing.isEmpty()) {
                used = Overlaps.once(used, table).persist(StorageLevel.MEMORY_AND_DISK());
                landed.replaceAll((file, rows) -> 0L);
                used.groupBy(SourceFiles.FILE)
                        .count()
                        .collectAsList()
                        .forEach(row -> landed.put(row.getInt(0), row.getLong(1)));
            }
            Dataset<Row> rows = used.withColumn(Lake.SOURCE_SHA256, ofFile(sha256()));
            if (trade) {
                rows = withEarlierPartners(rows, withoutRefused(slices));
            }
            report(settled, used, counts, landed, sharing);
            Dataset<Row> whole = rows.select(table.columns().stream()
                    .map(org.lodestone.table.Column::col)
                    .toArray(Column[]::new));
            return Optional.of(() -> load.replaceSlices(table, whole));
        }

        /** Whether all files that were not refused are in the lake as they are. */
        private boolean nothingNew() {
            for (int i = 0; i < files.size(); i++) {
                if (!out.contains(i) && !readAgain.contains(files.get(i).file().sha256())) {
                    return false;
                }
            }
            return true;
        }

        private Dataset<Row> staged() {
            Dataset<Row> all = null;
            int offset = 0;
            Map<Format, List<Recognised>> byFormat = new LinkedHashMap<>();
            files.forEach(file -> byFormat.computeIfAbsent(file.format(), format -> new ArrayList<>())
                    .add(file));
            for (Map.Entry<Format, List<Recognised>> one : byFormat.entrySet()) {
                Dataset<Row> read = one.getKey().read(source, one.getValue(), lookups);
                Dataset<Row> numbered = offset == 0
                        ? read
                        : read.withColumn(
                                SourceFiles.FILE, col(SourceFiles.FILE).plus(offset));
                all = all == null ? numbered : all.unionByName(numbered);
                offset += one.getValue().size();
            }
            return all;
        }

        private Map<Integer, Row> counts(Dataset<Row> settled) {
            Map<Integer, Row> counts = new HashMap<>();
            Column rejected = col(Staged.REJECT).isNotNull();
            Column leftOut =
                    col(Staged.REJECT).isNull().and(col(Staged.LEFT_OUT).isNotNull());
            settled.groupBy(col(SourceFiles.FILE))
                    .agg(
                            count(lit(1)).as("read"),
                            count(when(rejected, 1)).as("rejected"),
                            count(when(leftOut, 1)).as("left_out"),
                            count(when(leftOut.and(col(Staged.LEFT_OUT).equalTo("repeated")), 1))
                                    .as("repeated"),
                            count(when(not(rejected).and(not(leftOut)), 1)).as("used"),
                            org.apache
                                    .spark
                                    .sql
                                    .functions
                                    .min(when(
                                            rejected,
                                            org.apache.spark.sql.functions.struct(
                                                    col(SourceFiles.LINE), col(Staged.REJECT))))
                                    .as("first_reject"))
                    .collectAsList()
                    .forEach(row -> counts.put(row.getInt(0), row));
            return counts;
        }

        /** Refuses files that hold nothing to be used, or too much that cannot be. */
        private void gates(Map<Integer, Row> counts) {
            double most = settings.share(Setting.MAX_REJECTED_SHARE);
            for (int i = 0; i < files.size(); i++) {
                Row row = counts.get(i);
                if (row == null) {
                    refuse(i, "the file has a header but no row. Fetch it again");
                    continue;
                }
                long read = row.getAs("read");
                long rejected = row.getAs("rejected");
                if (rejected > 0 && (double) rejected / read > most) {
                    gateFailures++;
                    Row first = row.getAs("first_reject");
                    refuse(
                            i,
                            rejected + " of its " + read + " rows cannot be used, more than the share of " + most
                                    + " that quality.max-rejected-share allows, so nothing of it lands. The first is line "
                                    + first.getLong(0) + ": "
                                    + first.getStruct(1).getString(1) + ". Correct the file, or allow more");
                } else if (row.<Long>getAs("used") == 0) {
                    refuse(
                            i,
                            "none of its " + read + " rows is an observation: " + row.getAs("left_out")
                                    + " are totals, details or parts of others. Ask the source for imports or exports"
                                    + " over all modes of transport and customs procedures");
                }
            }
        }

        private void refuse(int file, String why) {
            out.add(file);
            Ingest.this.refuse(files.get(file).file(), why);
        }

        private Dataset<Row> withoutRefused(Dataset<Row> rows) {
            return out.isEmpty() ? rows : rows.where(not(col(SourceFiles.FILE).isin(out.toArray())));
        }

        /** Which files give slices that others of this run give too, after those that disagree were refused. */
        private Map<Integer, Set<Integer>> overlaps(Dataset<Row> used, Dataset<Row> slices) {
            Map<Integer, Set<Integer>> sharing = new HashMap<>();
            if (files.size() - out.size() < 2) {
                return sharing;
            }
            Dataset<Row> shared = Overlaps.shared(slices).persist(StorageLevel.MEMORY_AND_DISK());
            List<Row> groups = shared.select("slice", "files").collectAsList();
            if (groups.isEmpty()) {
                return sharing;
            }
            for (Row conflict : Overlaps.conflicts(used, shared, table).collectAsList()) {
                List<Integer> involved = conflict.getList(1);
                for (int file : involved) {
                    String others = involved.stream()
                            .filter(other -> other != file)
                            .map(other -> files.get(other).file().path())
                            .collect(Collectors.joining(", "));
                    refuse(
                            file,
                            "it says something else about " + conflict.getString(0) + " than " + others
                                    + ", and nothing says which is right. Give one of them");
                }
            }
            for (Row group : groups) {
                List<Integer> together = group.<Integer>getList(1).stream()
                        .filter(file -> !out.contains(file))
                        .toList();
                for (int file : together) {
                    together.stream()
                            .filter(other -> other != file)
                            .forEach(other -> sharing.computeIfAbsent(file, none -> new TreeSet<>())
                                    .add(other));
                }
            }
            return sharing;
        }

        /**
         * Files of this run that are in the lake already and give slices that these files give too. They are read again
         * beside these, so that it does not matter which of them came first.
         */
        private List<Recognised> inForceWithSlicesOf(Dataset<Row> settled) {
            if (inForce.isEmpty() || !lake.has(table)) {
                return List.of();
            }
            return lake
                    .read(table)
                    .where(col(Lake.SOURCE_SHA256).isin(inForce.keySet().toArray()))
                    .join(Staged.used(settled).select(Lake.SLICE).distinct(), Lake.SLICE)
                    .select(Lake.SOURCE_SHA256)
                    .distinct()
                    .collectAsList()
                    .stream()
                    .map(row -> inForce.get(row.getString(0)))
                    .toList();
        }

        private Optional<Runnable> together(List<Recognised> again) {
            List<Recognised> all = new ArrayList<>(files);
            all.addAll(again);
            all.sort(Comparator.comparing(file -> file.file().sha256()));
            Map<String, Recognised> others = new TreeMap<>(inForce);
            again.forEach(file -> others.remove(file.file().sha256()));
            Set<String> hashes =
                    again.stream().map(file -> file.file().sha256()).collect(Collectors.toSet());
            Landing landing = new Landing(source, lake, load, table, all, lookups, others, hashes);
            Optional<Runnable> write = landing.run();
            landedAgain += (int) landing.entries.stream()
                    .filter(entry -> hashes.contains(entry.file().sha256()))
                    .count();
            entries.addAll(landing.entries);
            rejects.addAll(landing.rejects);
            findings.addAll(landing.findings);
            return write;
        }

        /**
         * Marks complete slices, and adds to slices that a file gives in part the partners that are in the lake: a file
         * with chosen partners covers only these.
         */
        private Dataset<Row> withEarlierPartners(Dataset<Row> rows, Dataset<Row> slices) {
            Dataset<Row> completeness =
                    slices.groupBy(col(Lake.SLICE)).agg(max(col("complete")).as("complete"));
            Dataset<Row> partial =
                    completeness.where(not(col("complete"))).select(Lake.SLICE).persist(StorageLevel.MEMORY_AND_DISK());
            Dataset<Row> marked = TradeFlows.withCompleteness(rows, completeness);
            if (!lake.has(table) || partial.isEmpty()) {
                return marked;
            }
            Dataset<Row> earlier = lake.read(table).join(broadcast(partial), Lake.SLICE);
            Dataset<Row> were = earlier.where(col("slice_complete"))
                    .select(col(Lake.SLICE).as("were_slice"))
                    .distinct();
            List<String> key = table.key();
            Dataset<Row> kept = earlier.join(
                    rows.select(table.keyColumns()),
                    scala.jdk.javaapi.CollectionConverters.asScala(key).toSeq(),
                    "left_anti");
            Dataset<Row> updated = marked.join(were, col(Lake.SLICE).equalTo(col("were_slice")), "left")
                    .withColumn(
                            "slice_complete",
                            col("slice_complete").or(col("were_slice").isNotNull()))
                    .drop("were_slice");
            return updated.select(kept.columns()[0], Arrays.copyOfRange(kept.columns(), 1, kept.columns().length))
                    .unionByName(kept);
        }

        private void report(
                Dataset<Row> settled,
                Dataset<Row> used,
                Map<Integer, Row> counts,
                Map<Integer, Long> landed,
                Map<Integer, Set<Integer>> sharing) {
            List<String> names = files.stream().map(file -> file.file().name()).toList();
            for (int i = 0; i < files.size(); i++) {
                if (out.contains(i)) {
                    continue;
                }
                Row row = counts.get(i);
                Recognised file = files.get(i);
                String reliesOn = sharing.containsKey(i)
                        ? sharing.get(i).stream()
                                .map(other -> files.get(other).file().sha256())
                                .collect(Collectors.joining(" "))
                        : null;
                entries.add(new Ledger.Entry(
                        file.file(),
                        file.format().name(),
                        file.format().version(),
                        fingerprint(),
                        table.name(),
                        row.getAs("read"),
                        landed.get(i),
                        row.getAs("left_out"),
                        row.getAs("rejected"),
                        reliesOn));
            }
            if (counts.values().stream().anyMatch(row -> row.<Long>getAs("rejected") > 0)) {
                rejects.add(RejectedRows.of(withoutRefused(settled), sha256(), names, load.id()));
            }
            if (trade) {
                findings.add(Findings.TABLE.conform(FlowChecks.findings(used)
                        .withColumn("load_id", lit(load.id()))
                        .withColumn("file_sha256", ofFile(sha256()))
                        .withColumn("file_name", ofFile(names))
                        .drop(SourceFiles.FILE)));
            }
            aboutFiles(counts).ifPresent(findings::add);
        }

        /** Findings about whole files. */
        private Optional<Dataset<Row>> aboutFiles(Map<Integer, Row> counts) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                if (out.contains(i)) {
                    continue;
                }
                Recognised file = files.get(i);
                if (file.format().assumption() != null) {
                    rows.add(finding(file.file(), "assumed", null, file.format().assumption()));
                }
                long repeated = counts.get(i).getAs("repeated");
                if (repeated > 0 && !trade) {
                    rows.add(finding(
                            file.file(),
                            "repeated_key",
                            (double) repeated,
                            repeated + " rows repeat others of the file with the same figures; each counts once"));
                }
            }
            return rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Findings.TABLE.conform(spark.createDataFrame(rows, Findings.TABLE.schema())));
        }

        private Row finding(SourceFile file, String kind, Double found, String words) {
            return RowFactory.create(
                    load.id(), file.sha256(), kind, file.name(), file.name(), found, null, null, words);
        }

        private List<String> sha256() {
            return files.stream().map(file -> file.file().sha256()).toList();
        }
    }
}
