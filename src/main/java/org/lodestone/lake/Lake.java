package org.lodestone.lake;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.table.Field;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * The Delta tables below one folder, at one state: the versions that the ledger names.
 *
 * <p>A lake is opened at a state and then read; {@link #begin} starts a load, whose {@link Load#commit} makes the next
 * state. States stay readable until {@link Maintenance} removes them, which pinned ones never are.
 */
public final class Lake {
    private static final String FILES = "files";
    private static final String ROWS = "rows";
    private static final String TABLE_VERSIONS = "table_versions";

    /** The column that says which slice of its table a row belongs to: what a revised file replaces as a whole. */
    public static final String SLICE = "slice";
    /** The column that says which file a row came from. */
    public static final String SOURCE_SHA256 = "source_sha256";

    private static final String RETENTION = "interval 3650 days";
    private static final String CONSTRAINT = "delta.constraints.";
    private static final String CHECKSUMS = "parquet.page.verify-checksum.enabled";

    private final SparkSession spark;
    private final String root;
    private final String loadId;
    private final Map<String, Long> versions;
    private final Instant stateTime;
    /** What was read of tables, each at its one version; empty for those that are not small. */
    private final Map<String, Optional<SmallTable>> small = new ConcurrentHashMap<>();

    private Lake(SparkSession spark, String root, String loadId, Map<String, Long> versions, Instant stateTime) {
        this.spark = spark;
        this.root = root;
        this.loadId = loadId;
        this.versions = new TreeMap<>(versions);
        this.stateTime = stateTime;
    }

    /**
     * Opens the lake at its newest state.
     *
     * @param root the folder; a lake that does not exist yet is an empty one
     */
    public static Lake open(SparkSession spark, String root) {
        return open(spark, root, null);
    }

    /**
     * Opens the lake at a state.
     *
     * @param name of the state; null for the newest
     * @throws UnusableInput where the lake has no such state, or has it no more
     */
    public static Lake open(SparkSession spark, String root, StateName name) {
        if (currentVersion(spark, root, Ledger.TABLE) < 0) {
            if (name != null) {
                throw new UnusableInput(root + ": the lake holds no table, so there is no state " + name
                        + ". Load something first: lodestone ingest --lake " + root + " FILE...");
            }
            return new Lake(spark, root, null, Map.of(), null);
        }
        if (name == null) {
            // Time, then id: a state is one load's, and two loads never share an id.
            Row newest = stored(spark, root, Ledger.TABLE)
                    .select("loaded_at", "load_id", "table_versions")
                    .orderBy(Ledger.LOADED_AT.col().desc(), Ledger.LOAD_ID.col().desc())
                    .first();
            return new Lake(
                    spark,
                    root,
                    newest.getString(1),
                    versions(newest),
                    newest.getTimestamp(0).toInstant());
        }
        List<State> states = states(spark, root);
        State state = named(name, states)
                .orElseThrow(() -> new UnusableInput(root + ": "
                        + switch (name.kind()) {
                            case DAY -> "the lake held nothing yet at the end of " + name + " (UTC).";
                            case LOAD -> "the lake has no load '" + name + "'.";
                            case PIN -> "the lake has no pin '" + name + "'; a day is written as 2026-02-18.";
                        }
                        + " `lodestone tables` lists its loads and pins."));
        if (state.isRemoved()) {
            throw gone(root, name, state, states);
        }
        return new Lake(spark, root, state.loadId(), state.versions(), state.at());
    }

    /** Whether a lake has a state of that name, or had it. */
    public static boolean has(SparkSession spark, String root, StateName name) {
        return named(name, states(spark, root)).isPresent();
    }

    /** Which of a lake's states is meant: of a day the last before its end. */
    static Optional<State> named(StateName name, List<State> states) {
        return states.stream()
                .filter(state -> switch (name.kind()) {
                    case DAY -> !day(state).isAfter(name.day());
                    case LOAD -> state.loadId().equals(name.text());
                    case PIN -> state.pins().contains(name.text());
                })
                .reduce((earlier, later) -> later);
    }

    private static UnusableInput gone(String root, StateName name, State state, List<State> states) {
        String next = states.stream()
                .filter(other -> !other.isRemoved() && other.at().isAfter(state.at()))
                .findFirst()
                .map(other -> " The next that is kept is load " + other.loadId() + " of " + day(other) + ".")
                .orElse("");
        return new UnusableInput(root + ": the state " + (name.kind() == StateName.Kind.DAY ? "of " : "") + name
                + (name.kind() == StateName.Kind.LOAD ? "" : " (load " + state.loadId() + ")")
                + " is gone: it was older than states are kept for, had no pin, and `lodestone"
                + " maintain` removed it on "
                + state.removedAt().atOffset(ZoneOffset.UTC).toLocalDate() + "." + next
                + " `lodestone tables` lists all.");
    }

    /** The states of a lake, one a load, the oldest first; those that were removed are among them. */
    public static List<State> states(SparkSession spark, String root) {
        if (currentVersion(spark, root, Ledger.TABLE) < 0) {
            return List.of();
        }
        Upkeep upkeep = new Upkeep(spark, root);
        return stored(spark, root, Ledger.TABLE)
                .groupBy("load_id")
                .agg(
                        max("loaded_at").as(Ledger.LOADED_AT.name()),
                        first("table_versions").as(TABLE_VERSIONS),
                        count(lit(1)).as(FILES),
                        sum("rows_landed").as(ROWS))
                .collectAsList()
                .stream()
                .map(load -> new State(
                        Ledger.LOAD_ID.in(load),
                        Ledger.LOADED_AT.in(load).toInstant(),
                        versions(load),
                        load.getAs(FILES),
                        load.getAs(ROWS),
                        upkeep.pinsOf(Ledger.LOAD_ID.in(load)),
                        upkeep.removedAt(Ledger.LOAD_ID.in(load))))
                .sorted(Comparator.comparing(State::at).thenComparing(State::loadId))
                .toList();
    }

    /** The days, UTC, on which something was loaded, the oldest first, as far as the lake still has the state at their end. */
    public static List<LocalDate> days(SparkSession spark, String root) {
        Map<LocalDate, State> newest = new TreeMap<>();
        states(spark, root).forEach(state -> newest.put(day(state), state));
        newest.values().removeIf(State::isRemoved);
        return List.copyOf(newest.keySet());
    }

    private static LocalDate day(State state) {
        return state.at().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The newest of a table that no state names by version; empty where it was never written. */
    static Optional<Dataset<Row>> newest(SparkSession spark, String root, Table table) {
        return currentVersion(spark, root, table) < 0 ? Optional.empty() : Optional.of(stored(spark, root, table));
    }

    /** Unlike all others: a time and a part that makes it unique. */
    public static String idOf(Instant time) {
        return time.toString().replaceAll("[^0-9TZ]", "") + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Dataset<Row> stored(SparkSession spark, String root, Table table) {
        return spark.read().format("delta").load(path(root, table));
    }

    private static Map<String, Long> versions(Row load) {
        Map<String, Long> versions = new TreeMap<>();
        load.<String, Long>getJavaMap(load.fieldIndex("table_versions")).forEach(versions::put);
        return versions;
    }

    public String root() {
        return root;
    }

    /** The version of each table that belongs to this state, by table name. */
    public Map<String, Long> versions() {
        return Map.copyOf(versions);
    }

    /** The load that made this state; empty for a lake without a load. */
    public Optional<String> loadId() {
        return Optional.ofNullable(loadId);
    }

    /** When this state was committed; empty for a lake without a load. */
    public Optional<Instant> stateTime() {
        return Optional.ofNullable(stateTime);
    }

    /**
     * This lake.
     *
     * @throws UnusableInput where nothing was loaded into it yet
     */
    public Lake mustHoldSomething() {
        if (stateTime == null) {
            throw new UnusableInput(root + ": there is no lake here, or nothing was loaded into it yet."
                    + " Load something first: lodestone ingest --lake " + root + " FILE...");
        }
        return this;
    }

    public boolean has(Table table) {
        return versions.containsKey(table.name());
    }

    /**
     * A table at this state. Optional columns that it did not have when it was written are null.
     *
     * @throws UnusableInput when the lake does not have it, or has it with other columns
     */
    public Dataset<Row> read(Table table) {
        return withAdded(
                table,
                spark.read()
                        .format("delta")
                        .option("versionAsOf", version(table))
                        .load(path(root, table)));
    }

    /** The same for what only reads: a small table is in memory. */
    public Dataset<Row> toCompute(Table table) {
        long version = version(table);
        return small.computeIfAbsent(
                        table.name(),
                        name -> new SmallReads(spark.sparkContext().hadoopConfiguration(), root).rows(name, version))
                .map(rows -> withAdded(table, spark.createDataFrame(rows.rows(), withMeanings(table, rows.schema()))))
                .orElseGet(() -> read(table));
    }

    private long version(Table table) {
        Long version = versions.get(table.name());
        if (version == null) {
            throw new UnusableInput(root + ": the lake has no table " + table.name() + " at this state. It has: "
                    + versions.keySet() + ".");
        }
        return version;
    }

    /** Delta Kernel leaves out what columns mean. */
    private static StructType withMeanings(Table table, StructType stored) {
        Map<String, Metadata> meanings = new TreeMap<>();
        for (StructField field : table.schema().fields()) {
            meanings.put(field.name(), field.metadata());
        }
        StructType schema = new StructType();
        for (StructField field : stored.fields()) {
            Metadata meaning = meanings.getOrDefault(field.name(), Metadata.empty());
            schema = schema.add(field.name(), field.dataType(), field.nullable(), meaning);
        }
        return schema;
    }

    private Dataset<Row> withAdded(Table table, Dataset<Row> stored) {
        Dataset<Row> all = stored;
        for (Field<?> added : added(table, stored.schema())) {
            all = all.withColumn(added.name(), lit(null).cast(added.type()));
        }
        return all;
    }

    /**
     * The columns that a table got since it was stored.
     *
     * @throws UnusableInput when what is stored cannot be read as this table
     */
    private List<Field<?>> added(Table table, StructType stored) {
        Map<String, DataType> types = new TreeMap<>();
        for (StructField field : stored.fields()) {
            types.put(field.name(), field.dataType());
        }
        List<Field<?>> added = new ArrayList<>();
        List<String> differ = new ArrayList<>();
        for (Field<?> column : table.columns()) {
            DataType type = types.remove(column.name());
            if (type == null && !column.required()) {
                added.add(column);
            } else if (!column.type().equals(type)) {
                differ.add(column.name());
            }
        }
        differ.addAll(types.keySet());
        if (!differ.isEmpty()) {
            throw writtenDifferently(table, "columns " + differ + " differ");
        }
        return added;
    }

    private UnusableInput writtenDifferently(Table table, String how) {
        return new UnusableInput(path(root, table) + ": the table was written by another version of the program: " + how
                + ". Load the source files into a new lake, or go on with the version that wrote this one.");
    }

    /** The ledger up to this state. */
    public Dataset<Row> ledger() {
        Dataset<Row> all = spark.read().format("delta").load(path(root, Ledger.TABLE));
        return all.where(Ledger.LOADED_AT.col().leq(lit(Timestamp.from(stateTime))));
    }

    /**
     * For each of the given files what the ledger last said of it.
     *
     * @return ledger rows, one a file that the ledger knows
     */
    public List<Row> known(Collection<String> sha256) {
        if (stateTime == null || sha256.isEmpty()) {
            return List.of();
        }
        Dataset<Row> asked = spark.createDataset(List.copyOf(sha256), Encoders.STRING())
                .toDF("file_sha256")
                .distinct();
        Map<String, Row> newest = new HashMap<>();
        for (Row row : ledger().join(broadcast(asked), "file_sha256").collectAsList()) {
            newest.merge(
                    Ledger.FILE_SHA256.in(row),
                    row,
                    (a, b) -> Ledger.LOADED_AT.in(a).after(Ledger.LOADED_AT.in(b)) ? a : b);
        }
        return List.copyOf(newest.values());
    }

    /** Starts a load on this state. The caller holds the lake's lock from before the lake was opened until the end. */
    public Load begin(String loadId) {
        return new Load(loadId);
    }

    private static String path(String root, Table table) {
        return new Path(root, table.name()).toString();
    }

    /** The newest version that Delta has of a table, or -1: its log holds one numbered file a commit. */
    private static long currentVersion(SparkSession spark, String root, Table table) {
        Path log = new Path(path(root, table), "_delta_log");
        try {
            FileSystem files = log.getFileSystem(spark.sparkContext().hadoopConfiguration());
            long newest = -1;
            for (FileStatus status : files.listStatus(log)) {
                String name = status.getPath().getName();
                if (name.matches("\\d{20}\\.json")) {
                    newest = Math.max(newest, Long.parseLong(name.substring(0, 20)));
                }
            }
            return newest;
        } catch (FileNotFoundException e) {
            return -1;
        } catch (IOException e) {
            throw new UnusableInput(log + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Adds rows to a table that no state names by version, such as the ledger; the first make it. */
    static void append(SparkSession spark, String root, Table table, Dataset<Row> rows, String note) {
        Dataset<Row> few = table.conform(rows).coalesce(1);
        if (currentVersion(spark, root, table) < 0) {
            create(root, table, few, note);
        } else {
            writer(few, note).mode("append").save(path(root, table));
        }
    }

    /** The first write makes the table, with its properties and conditions in the same commit. */
    private static void create(String root, Table table, Dataset<Row> rows, String note) {
        DataFrameWriter<Row> writer = writer(rows, note)
                .mode("errorifexists")
                .option("delta.deletedFileRetentionDuration", RETENTION)
                .option("delta.logRetentionDuration", RETENTION)
                // A state may be kept for good: what is no longer needed is removed by maintenance alone.
                .option("delta.enableExpiredLogCleanup", "false")
                .option("delta.enableDeletionVectors", "false");
        table.conditions().forEach((name, condition) -> writer.option(CONSTRAINT + name, condition));
        writer.save(path(root, table));
    }

    private static DataFrameWriter<Row> writer(Dataset<Row> rows, String note) {
        return rows.write().format("delta").option("userMetadata", note);
    }

    /**
     * A load in progress: writes to tables, one commit each and several tables at a time if wished, then
     * {@link #commit} to the ledger. Without the commit nothing of it is ever seen.
     */
    public final class Load {
        private final String id;
        private final Map<String, Long> written = new ConcurrentSkipListMap<>(versions);
        private final Set<String> touched = ConcurrentHashMap.newKeySet();
        private final Set<String> settled = ConcurrentHashMap.newKeySet();

        private Load(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        /**
         * Puts rows in place of all rows of the same slices, in one commit.
         *
         * @param rows of the table's schema; each slice that is named in it is replaced as a whole
         */
        public void replaceSlices(Table table, Dataset<Row> rows) {
            write(table, rows, writer -> writer.mode("overwrite").option("replaceUsing", SLICE));
        }

        /** Adds rows, in one commit. */
        public void append(Table table, Dataset<Row> rows) {
            write(table, rows, writer -> writer.mode("append"));
        }

        private void write(Table table, Dataset<Row> rows, UnaryOperator<DataFrameWriter<Row>> mode) {
            Dataset<Row> conformed = table.conform(rows);
            if (prepare(table)) {
                String folder = path(root, table);
                StructType stored = spark.read().format("delta").load(folder).schema();
                boolean wider = !added(table, stored).isEmpty();
                try {
                    mode.apply(writer(conformed, note()).option("mergeSchema", wider))
                            .save(folder);
                    // Scala throws checked exceptions without declaring them.
                } catch (Exception refused) {
                    mustHaveItsConditions(table);
                    throw refused;
                }
            } else {
                create(root, table, conformed, note());
            }
            written.put(table.name(), currentVersion(spark, root, table));
        }

        /** A table keeps the conditions that it was made with; where a later program has others, its rows may break them. */
        private void mustHaveItsConditions(Table table) {
            Map<String, String> conditions = table.conditions();
            Row detail = DeltaTable.forPath(spark, path(root, table))
                    .detail()
                    .select("properties")
                    .first();
            detail.<String, String>getJavaMap(0).forEach((key, value) -> {
                if (key.startsWith(CONSTRAINT) && !value.equals(conditions.get(key.substring(CONSTRAINT.length())))) {
                    throw writtenDifferently(table, "its condition " + key.substring(CONSTRAINT.length()) + " differs");
                }
            });
        }

        /**
         * Makes what was written the lake's newest state.
         *
         * @param loadedAt the time of the state; moved on where the clock went back since the last load
         * @param entries a file each, at least one
         * @return the lake at the new state
         */
        public Lake commit(Instant loadedAt, List<Ledger.Entry> entries) {
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("A load without a file has nothing to say to the ledger.");
            }
            // As exactly as the ledger keeps it.
            Instant now = loadedAt.truncatedTo(ChronoUnit.MICROS);
            Instant time = stateTime == null || now.isAfter(stateTime) ? now : stateTime.plusMillis(1);
            List<Row> rows = new ArrayList<>();
            for (Ledger.Entry entry : entries) {
                rows.add(RowFactory.create(
                        id,
                        entry.file().sha256(),
                        entry.file().path(),
                        Timestamp.from(time),
                        entry.file().name(),
                        entry.file().sizeBytes(),
                        entry.format(),
                        entry.readerVersion(),
                        entry.referenceFingerprint(),
                        entry.table(),
                        entry.rowsRead(),
                        entry.rowsLanded(),
                        entry.rowsLeftOut(),
                        entry.rowsRejected(),
                        entry.reliesOn(),
                        scala.jdk.javaapi.CollectionConverters.asScala(written)));
            }
            Lake.append(spark, root, Ledger.TABLE, spark.createDataFrame(rows, Ledger.TABLE.schema()), note());
            return new Lake(spark, root, id, written, time);
        }

        private String note() {
            return "load " + id;
        }

        /**
         * Puts the small files of a table together, in one commit; its rows stay as they are.
         *
         * @param small files of fewer bytes are put together
         * @param large into files of about so many
         */
        void compact(Table table, long small, long large) {
            settle(table);
            touched.add(table.name());
            long base = versions.get(table.name());
            try {
                set(
                        Map.of(
                                "spark.databricks.delta.optimize.minFileSize",
                                Long.toString(small),
                                "spark.databricks.delta.optimize.maxFileSize",
                                Long.toString(large),
                                CHECKSUMS,
                                "true"),
                        () -> DeltaTable.forPath(spark, path(root, table))
                                .optimize()
                                .executeCompaction());
                // Scala throws checked exceptions without declaring them.
            } catch (Exception e) {
                throw new UnusableInput(
                        path(root, table) + ": its small files cannot be put together (" + e.getMessage()
                                + "). `lodestone check` says whether they are damaged. All else of the maintenance is done.",
                        e);
            }
            written.put(table.name(), currentVersion(spark, root, table));
            mustHaveAsMany(table, rows(table, base), rows(table, written.get(table.name())));
        }

        private static void mustHaveAsMany(Table table, long before, long after) {
            if (before != after) {
                throw new IllegalStateException("Table " + table + ": " + before + " rows became " + after
                        + " when its small files were put together. The newest state has the version from before.");
            }
        }

        /** Runs something with other settings of the session. */
        private void set(Map<String, String> settings, Runnable work) {
            settings.forEach((key, value) -> spark.conf().set(key, value));
            try {
                work.run();
            } finally {
                settings.keySet().forEach(spark.conf()::unset);
            }
        }

        private long rows(Table table, long version) {
            return spark.read()
                    .format("delta")
                    .option("versionAsOf", version)
                    .load(path(root, table))
                    .count();
        }

        /**
         * Lets each state that has a version of a table as it was before {@link #compact} have the one after it: the rows are
         * the same, so the states are. In one commit of the ledger, which is put into one file by it.
         */
        void replaceVersions() {
            Column all = col(TABLE_VERSIONS);
            for (String table : touched) {
                long before = versions.get(table);
                long after = written.get(table);
                all = transform_values(
                        all,
                        (name, version) -> when(name.equalTo(table).and(version.equalTo(before)), lit(after))
                                .otherwise(version));
            }
            Dataset<Row> before = stored(spark, root, Ledger.TABLE);
            long rows = before.count();
            Observation read = new Observation("rows of the ledger");
            Dataset<Row> after = before.withColumn(TABLE_VERSIONS, all).coalesce(1);
            // What is damaged, or was not read to its end, must not be written anew as if it were whole.
            set(Map.of(CHECKSUMS, "true"), () -> {
                after.observe(read, count(lit(1)).as(ROWS))
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save();
                mustHaveAsMany(Ledger.TABLE, rows, observed(read));
                writer(after, note()).mode("overwrite").save(path(root, Ledger.TABLE));
            });
        }

        private static long observed(Observation rows) {
            try {
                return (Long) rows.getAsJava().get("rows");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while reading the ledger.", e);
            }
        }

        /**
         * Puts a table back to this state's version where a load that broke off had written to it.
         *
         * @return whether the table exists
         */
        private boolean prepare(Table table) {
            if (!touched.add(table.name())) {
                throw new IllegalStateException("Table " + table + " is written twice in load " + id + ".");
            }
            if (versions.containsKey(table.name())) {
                settle(table);
                return true;
            }
            if (currentVersion(spark, root, table) > 0) {
                // A load that broke off leaves its first version.
                throw new UnusableInput(
                        path(root, table) + ": several loads wrote to it, and the ledger does not know it: the"
                                + " ledger is of an earlier time. Put all folders of the lake back from one backup.");
            }
            delete(table);
            return false;
        }

        /** Puts a table that this state has back to its version, once. */
        void settle(Table table) {
            if (!settled.add(table.name())) {
                return;
            }
            long base = versions.get(table.name());
            long current = currentVersion(spark, root, table);
            if (current < base) {
                throw new UnusableInput(path(root, table) + ": the ledger names version " + base
                        + ", but the table's newest is " + current
                        + ". The lake's folders are not of one time: restore them together from one backup.");
            }
            if (current > base) {
                DeltaTable.forPath(spark, path(root, table)).restoreToVersion(base);
            }
        }

        private void delete(Table table) {
            Path folder = new Path(path(root, table));
            try {
                folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(folder, true);
            } catch (IOException e) {
                throw new UnusableInput(
                        folder + ": what a load that broke off left cannot be removed: " + e.getMessage() + ".", e);
            }
        }
    }
}
