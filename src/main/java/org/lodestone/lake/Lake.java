package org.lodestone.lake;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.table.Column;
import org.lodestone.table.Table;

/**
 * The Delta tables below one folder, at one state: the versions that the ledger names.
 *
 * <p>A lake is opened at a state and then read; {@link #begin} starts a load, whose {@link Load#commit} makes the next
 * state. Ten years of states stay readable.
 */
public final class Lake {

    /** The column that says which slice of its table a row belongs to: what a revised file replaces as a whole. */
    public static final String SLICE = "slice";
    /** The column that says which file a row came from. */
    public static final String SOURCE_SHA256 = "source_sha256";

    private static final String RETENTION = "interval 3650 days";
    private static final String CONSTRAINT = "delta.constraints.";

    private final SparkSession spark;
    private final String root;
    private final Map<String, Long> versions;
    private final Instant stateTime;

    private Lake(SparkSession spark, String root, Map<String, Long> versions, Instant stateTime) {
        this.spark = spark;
        this.root = root;
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
     * Opens the lake as it was at the end of a day.
     *
     * @param asOf the day, in UTC; null for the newest state
     * @throws UnusableInput when the lake held nothing yet on that day
     */
    public static Lake open(SparkSession spark, String root, LocalDate asOf) {
        if (currentVersion(spark, root, Ledger.TABLE) < 0) {
            if (asOf != null) {
                throw new UnusableInput(root + ": the lake holds no table, so there is no state of " + asOf
                        + ". Load something first: lodestone ingest --lake " + root + " FILE...");
            }
            return new Lake(spark, root, Map.of(), null);
        }
        Dataset<Row> ledger = spark.read().format("delta").load(path(root, Ledger.TABLE));
        if (asOf != null) {
            Instant end = asOf.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            ledger = ledger.where(col("loaded_at").lt(lit(Timestamp.from(end))));
        }
        return newestOf(
                spark,
                root,
                ledger,
                root + ": the lake held nothing yet at the end of " + asOf
                        + " (UTC). `lodestone tables` lists its loads.");
    }

    /**
     * Opens the lake as a load left it.
     *
     * @param loadId as {@code lodestone tables} lists it
     * @throws UnusableInput when the lake has no such load
     */
    public static Lake ofLoad(SparkSession spark, String root, String loadId) {
        String missing = root + ": the lake has no load '" + loadId + "'. `lodestone tables` lists its loads.";
        if (currentVersion(spark, root, Ledger.TABLE) < 0) {
            throw new UnusableInput(missing);
        }
        Dataset<Row> ledger = spark.read().format("delta").load(path(root, Ledger.TABLE));
        return newestOf(spark, root, ledger.where(col("load_id").equalTo(loadId)), missing);
    }

    /** The days, UTC, on which something was loaded, the oldest first: each has a state of its own. */
    public static List<LocalDate> days(SparkSession spark, String root) {
        if (currentVersion(spark, root, Ledger.TABLE) < 0) {
            return List.of();
        }
        return spark
                .read()
                .format("delta")
                .load(path(root, Ledger.TABLE))
                .select(col("loaded_at").cast(DataTypes.DateType))
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getDate(0).toLocalDate())
                .sorted()
                .toList();
    }

    private static Lake newestOf(SparkSession spark, String root, Dataset<Row> loads, String missing) {
        // Time, then id: a state is one load's, and two loads never share an id.
        List<Row> newest = loads.select("loaded_at", "load_id", "table_versions")
                .orderBy(col("loaded_at").desc(), col("load_id").desc())
                .limit(1)
                .collectAsList();
        if (newest.isEmpty()) {
            throw new UnusableInput(missing);
        }
        Row state = newest.get(0);
        Map<String, Long> versions = new HashMap<>();
        state.<String, Long>getJavaMap(2).forEach(versions::put);
        return new Lake(spark, root, versions, state.getTimestamp(0).toInstant());
    }

    public String root() {
        return root;
    }

    /** The version of each table that belongs to this state, by table name. */
    public Map<String, Long> versions() {
        return Map.copyOf(versions);
    }

    /** When this state was committed; empty for a lake without a load. */
    public Optional<Instant> stateTime() {
        return Optional.ofNullable(stateTime);
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
        Long version = versions.get(table.name());
        if (version == null) {
            throw new UnusableInput(root + ": the lake has no table " + table.name() + " at this state. It has: "
                    + versions.keySet() + ".");
        }
        Dataset<Row> stored =
                spark.read().format("delta").option("versionAsOf", version).load(path(root, table));
        for (Column added : added(table, stored.schema())) {
            stored = stored.withColumn(added.name(), lit(null).cast(added.type()));
        }
        return stored;
    }

    /**
     * The columns that a table got since it was stored.
     *
     * @throws UnusableInput when what is stored cannot be read as this table
     */
    private List<Column> added(Table table, StructType stored) {
        Map<String, DataType> types = new TreeMap<>();
        for (StructField field : stored.fields()) {
            types.put(field.name(), field.dataType());
        }
        List<Column> added = new ArrayList<>();
        List<String> differ = new ArrayList<>();
        for (Column column : table.columns()) {
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
        return all.where(col("loaded_at").leq(lit(Timestamp.from(stateTime))));
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
                    row.getAs("file_sha256"),
                    row,
                    (a, b) -> a.<Timestamp>getAs("loaded_at").after(b.<Timestamp>getAs("loaded_at")) ? a : b);
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

    /**
     * A load in progress: writes to tables, one commit each and several tables at a time if wished, then
     * {@link #commit} to the ledger. Without the commit nothing of it is ever seen.
     */
    public final class Load {
        private final String id;
        private final Map<String, Long> written = new ConcurrentSkipListMap<>(versions);
        private final Set<String> touched = ConcurrentHashMap.newKeySet();

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
                    mode.apply(writer(conformed).option("mergeSchema", wider)).save(folder);
                    // Scala throws checked exceptions without declaring them.
                } catch (Exception refused) {
                    mustHaveItsConditions(table);
                    throw refused;
                }
            } else {
                create(table, conformed);
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
            Instant time = stateTime == null || loadedAt.isAfter(stateTime) ? loadedAt : stateTime.plusMillis(1);
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
            Dataset<Row> ledger = Ledger.TABLE.conform(spark.createDataFrame(rows, Ledger.TABLE.schema()));
            if (currentVersion(spark, root, Ledger.TABLE) >= 0) {
                writer(ledger.coalesce(1)).mode("append").save(path(root, Ledger.TABLE));
            } else {
                create(Ledger.TABLE, ledger.coalesce(1));
            }
            return new Lake(spark, root, written, time);
        }

        /**
         * Puts a table back to this state's version where a load that broke off had written to it.
         *
         * @return whether the table exists
         */
        private boolean prepare(Table table) {
            Long base = versions.get(table.name());
            long current = currentVersion(spark, root, table);
            if (!touched.add(table.name())) {
                throw new IllegalStateException("Table " + table + " is written twice in load " + id + ".");
            }
            if (base == null) {
                delete(table);
                return false;
            }
            if (current < base) {
                throw new UnusableInput(path(root, table) + ": the ledger names version " + base
                        + ", but the table's newest is " + current
                        + ". The lake's folders are not of one time: restore them together from one backup.");
            }
            if (current > base) {
                DeltaTable.forPath(spark, path(root, table)).restoreToVersion(base);
            }
            return true;
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

        /** The first write makes the table, with its properties and conditions in the same commit. */
        private void create(Table table, Dataset<Row> rows) {
            DataFrameWriter<Row> writer = writer(rows)
                    .mode("errorifexists")
                    .option("delta.deletedFileRetentionDuration", RETENTION)
                    .option("delta.logRetentionDuration", RETENTION)
                    .option("delta.enableDeletionVectors", "false");
            table.conditions().forEach((name, condition) -> writer.option(CONSTRAINT + name, condition));
            writer.save(path(root, table));
        }

        private DataFrameWriter<Row> writer(Dataset<Row> rows) {
            return rows.write().format("delta").option("userMetadata", "load " + id);
        }
    }
}
