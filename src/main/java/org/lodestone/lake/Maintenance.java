package org.lodestone.lake;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * Makes a lake smaller: gives up states that are older than states are kept for and have no pin, puts small files together,
 * and removes the files that no state needs.
 *
 * <p>What is removed is listed before anything is written, from the tables' own logs: a data file goes only if it is none of
 * those of any state that stays. That a state is given up is written down a day before its first file goes, so that whoever
 * is interrupted leaves a lake that says the truth, and the next maintenance ends the work. What was written, replaced or
 * given up within {@link #GRACE} stays in any case: somebody may still be reading or writing it.
 *
 * <p>Of a table's log, what comes before the newest checkpoint that is not newer than the oldest version that stays is
 * removed, as Delta's protocol describes under "Metadata Cleanup".
 */
public final class Maintenance {
    /** How old a file must be, and how long ago a version must have been replaced or given up, for it to go. */
    public static final Duration GRACE = Duration.ofDays(1);

    /** Files below this size are put together, where a table has so many of them. */
    private static final long SMALL = 32L << 20;

    private static final int MANY = 10;
    private static final long LARGE = 256L << 20;

    private static final String NOTHING_WAS_REMOVED =
            "Nothing was removed. `lodestone check` names all that is amiss. Put it back from a backup. Where there is none, a"
                    + " state other than the newest can be given up: pin the states to be kept, take its pin away, and set a"
                    + " smaller lake-states.keep-days.";

    private static final Pattern DATA = Pattern.compile("part-.*\\.parquet");
    private static final Pattern LOG =
            Pattern.compile("(\\d{20})(\\.\\d{20})?\\.(?:json|crc|compacted\\.json|checkpoint(\\..*)?\\.parquet)");

    /**
     * What a table consists of, and what becomes of it.
     *
     * @param table its name
     * @param files in its folder, those of its log too
     * @param bytes of these
     * @param doomed the files that go, with their bytes
     * @param later files that go a day later, being of versions that are given up or were within the last day
     * @param laterBytes of these
     * @param small how many files of the newest state are put together; 0 where there are too few
     * @param broken whether Delta's newest version is one that a load left which broke off, and its files go
     */
    public record Work(
            String table,
            long files,
            long bytes,
            Map<String, Long> doomed,
            long later,
            long laterBytes,
            int small,
            boolean broken) {
        public long doomedBytes() {
            return doomed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What maintenance would do.
     *
     * @param states of the lake, the oldest first
     * @param givenUp those that it would give up
     * @param work a table each
     */
    public record Plan(List<State> states, List<State> givenUp, List<Work> work) {
        private State newest() {
            return states.get(states.size() - 1);
        }
    }

    /** Versions by table. */
    private static final class Versions {
        private final Map<String, Set<Long>> byTable = new HashMap<>();

        void add(Map<String, Long> versions) {
            versions.forEach((table, version) ->
                    byTable.computeIfAbsent(table, none -> new TreeSet<>()).add(version));
        }

        TreeSet<Long> of(String table) {
            return new TreeSet<>(byTable.getOrDefault(table, Set.of()));
        }
    }

    private final SparkSession spark;
    private final Configuration conf;
    private final String root;
    private final Map<String, Table> tables = new TreeMap<>();
    private final TableFiles kernel;

    /**
     * @param root of a lake that has a state
     * @param tables that a lake may have: nothing else in its folder is touched
     */
    public Maintenance(SparkSession spark, String root, List<Table> tables) {
        this.spark = spark;
        conf = spark.sparkContext().hadoopConfiguration();
        this.root = root;
        tables.forEach(table -> this.tables.put(table.name(), table));
        kernel = new TableFiles(conf, root);
    }

    /**
     * Finds out what there is to do, and writes nothing.
     *
     * @param kept how long a state is kept after a later one took its place, counted back from the newest load: a clock that
     *     runs ahead today makes no lake lose its states
     * @throws UnusableInput where a file is missing that a state needs, or folders are not of one time
     */
    public Plan plan(Duration kept, Instant now) {
        List<State> states = Lake.states(spark, root);
        State newest = states.get(states.size() - 1);
        Upkeep upkeep = new Upkeep(spark, root);
        mustBeOfOneTime(states, upkeep);
        Instant grace = now.minus(GRACE);
        Instant since = (newest.at().isBefore(now) ? newest.at() : now).minus(kept);
        List<State> givenUp = new ArrayList<>();
        Versions needed = new Versions();
        Versions lingering = new Versions();
        Versions named = new Versions();
        for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            // A state is in force until the next is there.
            boolean current = state == newest || !states.get(i + 1).at().isBefore(since);
            named.add(state.versions());
            if (state.isRemoved()) {
                if (state.removedAt().isAfter(grace)) {
                    lingering.add(state.versions());
                }
            } else if (current || !state.pins().isEmpty()) {
                needed.add(state.versions());
            } else {
                givenUp.add(state);
                lingering.add(state.versions());
            }
        }
        upkeep.replaced().stream()
                .filter(replaced -> replaced.at().isAfter(grace))
                .forEach(replaced -> lingering.add(replaced.versions()));
        // Each state reads the newest of these.
        for (Table table : List.of(Ledger.TABLE, Upkeep.TABLE)) {
            kernel.newest(table.name()).ifPresent(version -> needed.add(Map.of(table.name(), version)));
        }
        Map<String, Long> compactable = new HashMap<>(newest.versions());
        compactable.put(Ledger.TABLE.name(), needed.of(Ledger.TABLE.name()).first());
        List<Work> work = new ArrayList<>();
        for (String table : tables.keySet()) {
            List<FileStatus> there = kernel.listed(table);
            if (!needed.of(table).isEmpty()) {
                work.add(work(
                        table,
                        there,
                        needed.of(table),
                        lingering.of(table),
                        Optional.ofNullable(compactable.get(table)),
                        grace));
            } else if (!there.isEmpty() && named.of(table).isEmpty()) {
                work.add(neverLoaded(table, there, grace));
            }
        }
        return new Plan(states, givenUp, work);
    }

    /** What is written down of states must be of states that the ledger knows, and the newest must not be given up. */
    private void mustBeOfOneTime(List<State> states, Upkeep upkeep) {
        Set<String> unknown = new TreeSet<>(upkeep.loads());
        states.forEach(state -> unknown.remove(state.loadId()));
        State newest = states.get(states.size() - 1);
        if (!unknown.isEmpty() || newest.isRemoved()) {
            throw new UnusableInput(root + ": the tables " + Ledger.TABLE + " and " + Upkeep.TABLE
                    + " are not of one time: "
                    + (unknown.isEmpty()
                            ? "the ledger ends with load " + newest.loadId() + ", which was given up"
                            : "the ledger lacks load " + unknown.iterator().next())
                    + ". Nothing was removed. Put all folders of the lake back from one backup; where it has no folder "
                    + Upkeep.TABLE + ", take away the one that is here: its pins are lost.");
        }
    }

    private Work work(
            String table,
            List<FileStatus> there,
            TreeSet<Long> needed,
            TreeSet<Long> lingering,
            Optional<Long> compactable,
            Instant grace) {
        String folder = kernel.folder(table);
        Set<String> files = new HashSet<>();
        int small = 0;
        for (long version : needed) {
            Map<String, Long> of = filesOf(table, version);
            of.keySet().forEach(path -> files.add(TableFiles.plain(path)));
            if (compactable.filter(current -> current == version).isPresent()) {
                small = (int)
                        of.values().stream().filter(bytes -> bytes < SMALL).count();
            }
        }
        mustBeThere(folder, files, there);
        Set<String> later = new HashSet<>();
        for (long version : lingering) {
            if (!needed.contains(version)) {
                filesOf(table, version).keySet().forEach(path -> later.add(TableFiles.plain(path)));
            }
        }
        later.removeAll(files);
        Map<String, Long> doomed = new TreeMap<>();
        long bytes = 0;
        long laterBytes = 0;
        for (FileStatus file : there) {
            String path = TableFiles.plain(file.getPath().toString());
            bytes += file.getLen();
            laterBytes += later.contains(path) ? file.getLen() : 0;
            if (isOld(file, grace) && isData(folder, file) && !files.contains(path) && !later.contains(path)) {
                doomed.put(file.getPath().toString(), file.getLen());
            }
        }
        boolean broken = isBroken(table, there, needed, doomed, grace);
        TreeSet<Long> read = new TreeSet<>(needed);
        read.addAll(lingering);
        doomed.putAll(spentLog(folder, there, read.first(), grace));
        return new Work(table, there.size(), bytes, doomed, later.size(), laterBytes, small < MANY ? 0 : small, broken);
    }

    private Map<String, Long> filesOf(String table, long version) {
        try {
            return kernel.of(table, version);
        } catch (UnusableInput e) {
            throw new UnusableInput(e.getMessage() + " A state needs it. " + NOTHING_WAS_REMOVED, e);
        }
    }

    private static void mustBeThere(String folder, Set<String> files, List<FileStatus> there) {
        TreeSet<String> missing = new TreeSet<>(files);
        there.forEach(file -> missing.remove(TableFiles.plain(file.getPath().toString())));
        if (!missing.isEmpty()) {
            throw new UnusableInput(folder + ": " + missing.size()
                    + (missing.size() == 1 ? " file is" : " files are")
                    + " missing that kept states of the lake need, such as "
                    + missing.first()
                    + ". " + NOTHING_WAS_REMOVED);
        }
    }

    /**
     * Whether a load that broke off left Delta's newest version, some while ago.
     *
     * @throws UnusableInput where it is rather that the ledger is older than the table
     */
    private boolean isBroken(
            String table, List<FileStatus> there, TreeSet<Long> needed, Map<String, Long> doomed, Instant grace) {
        OptionalLong newest = kernel.newest(table);
        if (newest.isEmpty() || newest.getAsLong() == needed.last()) {
            return false;
        }
        String folder = kernel.folder(table);
        int beyond = (int) (newest.getAsLong() - needed.last());
        // The newest first: each load puts back what the one before left, if that broke off.
        boolean writtenLater = false;
        for (Row commit : DeltaTable.forPath(spark, new Path(root, table).toString())
                .history(beyond)
                .select("operation", "userMetadata")
                .collectAsList()) {
            boolean write = String.valueOf(commit.getString(1)).startsWith("load ");
            if (write && writtenLater) {
                throw new UnusableInput(folder + ": several loads wrote to it since version " + needed.last()
                        + ", which is the newest that the ledger names: the ledger is of an earlier time. Nothing was"
                        + " removed. Put all folders of the lake back from one backup. Where two loads broke off at one time,"
                        + " load something into the table first.");
            }
            writtenLater = write || writtenLater && !"RESTORE".equals(commit.getString(0));
        }
        boolean old = there.stream()
                .filter(file -> isLog(folder, file)
                        && file.getPath()
                                .getName()
                                .equals(String.format(Locale.ROOT, "%020d.json", newest.getAsLong())))
                .allMatch(file -> isOld(file, grace));
        Set<String> goes = doomed.keySet().stream().map(TableFiles::plain).collect(Collectors.toSet());
        return old
                && filesOf(table, newest.getAsLong()).keySet().stream()
                        .map(TableFiles::plain)
                        .anyMatch(goes::contains);
    }

    /** What a load left that broke off before the ledger had heard of the table: all of it goes, once none of it is young. */
    private Work neverLoaded(String table, List<FileStatus> there, Instant grace) {
        // Each load begins such a table anew, so that it never has more than its first version.
        if (kernel.newest(table).orElse(0) > 0) {
            throw new UnusableInput(
                    new Path(root, table) + ": several loads wrote to it, and the ledger does not know it: the"
                            + " ledger is of an earlier time. Nothing was removed. Put all folders of the lake back from one backup.");
        }
        Map<String, Long> all = new TreeMap<>();
        there.forEach(file -> all.put(file.getPath().toString(), file.getLen()));
        boolean old = there.stream().allMatch(file -> isOld(file, grace));
        long bytes = all.values().stream().mapToLong(Long::longValue).sum();
        return new Work(table, all.size(), bytes, old ? all : Map.of(), 0, 0, 0, false);
    }

    /** What of a log no version from the given one on needs. */
    private static Map<String, Long> spentLog(String folder, List<FileStatus> there, long oldest, Instant grace) {
        long checkpoint = -1;
        for (FileStatus file : there) {
            Matcher name = LOG.matcher(file.getPath().getName());
            // In one part: of others it would have to be seen whether all are there.
            if (isLog(folder, file)
                    && name.matches()
                    && name.group(3) == null
                    && file.getPath().getName().endsWith(".checkpoint.parquet")) {
                long version = Long.parseLong(name.group(1));
                checkpoint = version <= oldest ? Math.max(checkpoint, version) : checkpoint;
            }
        }
        Map<String, Long> spent = new TreeMap<>();
        for (FileStatus file : there) {
            Matcher name = LOG.matcher(file.getPath().getName());
            if (isLog(folder, file)
                    && name.matches()
                    && Long.parseLong(name.group(1)) < checkpoint
                    && isOld(file, grace)) {
                spent.put(file.getPath().toString(), file.getLen());
            }
        }
        return spent;
    }

    /** Whether a file lies in the table's log; folders below it are somebody's own. */
    private static boolean isLog(String folder, FileStatus file) {
        return TableFiles.plain(file.getPath().getParent().toString()).equals(folder + "/_delta_log");
    }

    private static boolean isData(String folder, FileStatus file) {
        return TableFiles.plain(file.getPath().getParent().toString()).equals(folder)
                && DATA.matcher(file.getPath().getName()).matches();
    }

    private static boolean isOld(FileStatus file, Instant grace) {
        return file.getModificationTime() < grace.toEpochMilli();
    }

    /**
     * Does what was planned. The caller holds the lake's lock since before the plan.
     *
     * @throws UnusableInput where somebody wrote to the lake since, or files cannot be removed: the lake is whole, and the
     *     next maintenance does it
     */
    public void carryOut(Plan plan, Instant now) {
        if (!Lake.states(spark, root).equals(plan.states())) {
            throw new UnusableInput(
                    root + ": another process loaded or pinned something meanwhile. Nothing was removed; run"
                            + " it again, and one at a time.");
        }
        List<RowBuilder> acts = new ArrayList<>();
        plan.givenUp().forEach(state -> acts.add(Upkeep.act(Upkeep.REMOVE, state)));
        Lake lake = Lake.open(spark, root);
        List<Work> compacted =
                plan.work().stream().filter(work -> work.small() > 0).toList();
        if (!compacted.isEmpty()) {
            Map<String, Long> before = new TreeMap<>(lake.versions());
            kernel.newest(Ledger.TABLE.name()).ifPresent(version -> before.put(Ledger.TABLE.name(), version));
            acts.add(Upkeep.act(Upkeep.COMPACT, plan.newest())
                    .set("table_versions", scala.jdk.javaapi.CollectionConverters.asScala(before)));
        }
        if (!acts.isEmpty()) {
            new Upkeep(spark, root).commit(now, acts);
        }
        Lake.Load load = lake.begin("maintenance " + Lake.idOf(now));
        plan.work().stream().filter(Work::broken).forEach(work -> load.settle(tables.get(work.table())));
        List<String> left = new ArrayList<>();
        plan.work().stream()
                .flatMap(work -> work.doomed().keySet().stream())
                // The oldest of a log first, so that what is left of it is without a gap.
                .sorted(Comparator.naturalOrder())
                .forEach(file -> remove(new Path(file), left));
        // Last, since it needs room, and may fail where files are damaged.
        if (!compacted.isEmpty()) {
            compacted.stream()
                    .filter(work -> lake.versions().containsKey(work.table()))
                    .forEach(work -> load.compact(tables.get(work.table()), SMALL, LARGE));
            load.replaceVersions();
        }
        if (!left.isEmpty()) {
            throw new UnusableInput(
                    root + ": " + left.size() + " files that no state needs could not be removed, such as "
                            + left.get(0) + ". Correct the permissions, and run it again; the lake is whole.");
        }
    }

    private void remove(Path file, List<String> left) {
        try {
            FileSystem files = file.getFileSystem(conf);
            if (!files.delete(file, false) && files.exists(file)) {
                left.add(file.toString());
            }
        } catch (IOException e) {
            left.add(file + " (" + e.getMessage() + ")");
        }
    }
}
