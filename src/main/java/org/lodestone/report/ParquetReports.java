package org.lodestone.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedOrdering;
import org.apache.spark.sql.catalyst.expressions.NullsFirst$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Publishes reports as Parquet, one file each. Each is written
 * aside, held against its declaration in the same pass, and moved into place when all are written, so that a reader never
 * meets half a file and a run that fails changes nothing. A report with rows that break its declaration is withheld, and
 * what an earlier run published of it goes: it would stand beside the others as if it were of the same state.
 *
 * <p>The same rows give the same bytes, on however many cores: one task writes a file, sorted by the key. Of a report with
 * very many rows a task writes each part, by year and product, and the parts are put one after the other.
 */
public final class ParquetReports {
    private static final String REPEATED_COLUMN = "repeated";
    private static final String ROWS_COLUMN = "rows";
    private static final String YEAR = "year";

    private static final String STAGING = ".staging";
    private static final String PART_FOLDER = "_file_part";
    private static final String PRODUCT = "product_code";

    /** Chapters of the Harmonized System after which a part of a large report ends: about as many codes in each. */
    private static final List<String> LAST_CHAPTERS = List.of("15", "27", "31", "49", "62", "76", "84");

    /** More rows are too many for one task. */
    private static final long ROWS_A_TASK = 5_000_000;

    private static final String REPEATED = "key_repeated";
    private static final String ROWS = "rows_written";

    /** A reader that wants few rows of a large file skips the groups in which they cannot be. */
    private static final long ROWS_A_GROUP = 100_000;

    private static final Map<String, String> OPTIONS =
            Map.of("compression", "snappy", "parquet.block.row.count.limit", String.valueOf(ROWS_A_GROUP));

    /** Rows are shown so that the fault can be found, not all of them. */
    private static final int MOST_SHOWN = 5;

    private final SparkSession spark;
    private final Path root;
    private final long rowsATask;
    private final List<Written> written = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private final List<Published> kept = new ArrayList<>();

    /**
     * @param name the report's
     * @param path of its file below the reports' folder
     * @param rows in it
     * @param sha256 of the file
     * @param schema hash of its columns' names, types and units
     * @param bytes the file's length
     * @param modifiedAt when the file system says that it was written, in milliseconds
     */
    public record Published(
            String name, String path, long rows, String sha256, String schema, long bytes, long modifiedAt) {

        /** Whether the file is there with the length and time that it was published with. */
        public boolean isThere(Configuration conf, String root) {
            Path file = new Path(root, path);
            try {
                FileStatus status = file.getFileSystem(conf).getFileStatus(file);
                return status.getLen() == bytes && status.getModificationTime() == modifiedAt;
            } catch (FileNotFoundException e) {
                return false;
            } catch (IOException e) {
                throw new UnusableInput(file + ": cannot be looked at (" + e.getMessage() + ").", e);
            }
        }
    }

    private record Written(Table table, Path file, long rows, String sha256) {}

    /**
     * A report with rows that break its declaration.
     *
     * @param broken names of the conditions with the number of rows that break each
     * @param rows up to {@link #MOST_SHOWN} of these rows: what they break, their key, and the figures that it names
     */
    public record Withheld(String name, Map<String, Long> broken, List<Map<String, Object>> rows) {}

    /** @param root the reports' folder */
    public ParquetReports(SparkSession spark, String root) {
        this(spark, root, ROWS_A_TASK);
    }

    /** @param rowsATask above this number of rows a report is written in parts, a task each */
    ParquetReports(SparkSession spark, String root, long rowsATask) {
        this.spark = spark;
        this.root = new Path(root);
        this.rowsATask = rowsATask;
        remove(new Path(this.root, STAGING));
    }

    /**
     * Writes a report of few rows aside, without a Spark job; the file is the same that {@link #write(Table, Dataset, long)}
     * would write.
     *
     * @param rows of the table's schema, in any order
     * @return the file's SHA-256; null where the report is withheld
     */
    public String write(Table table, List<Row> rows) {
        Dataset<Row> conformed = table.conform(spark.createDataFrame(rows, table.schema()));
        InternalRow[] cells = conformed.queryExecution().executedPlan().executeCollect();
        Map<String, Long> broken = new TreeMap<>();
        Comparator<InternalRow> byKey = byKey(table);
        Arrays.sort(cells, byKey);
        for (int i = 1; i < cells.length; i++) {
            if (byKey.compare(cells[i - 1], cells[i]) == 0) {
                broken.merge(REPEATED, 1L, Long::sum);
            }
        }
        List<String> names = List.copyOf(table.conditions().keySet());
        Column[] held = table.conditions().values().stream()
                .map(condition -> coalesce(expr(condition), lit(false)))
                .toArray(Column[]::new);
        for (InternalRow row :
                conformed.select(held).queryExecution().executedPlan().executeCollect()) {
            for (int i = 0; i < held.length; i++) {
                if (!row.getBoolean(i)) {
                    broken.merge(names.get(i), 1L, Long::sum);
                }
            }
        }
        Path staged = new Path(new Path(root, STAGING), table.name());
        try {
            LocalParquet.write(spark, table.schema(), OPTIONS, List.of(cells), new Path(staged, "part-0.parquet"));
        } catch (IOException e) {
            throw unwritable(e);
        }
        return settle(table, staged, false, cells.length, broken);
    }

    /** Compares rows of a table by its key, as Spark sorts them. */
    private static Comparator<InternalRow> byKey(Table table) {
        List<SortOrder> order = new ArrayList<>();
        for (String name : table.key()) {
            int place = table.schema().fieldIndex(name);
            order.add(new SortOrder(
                    new BoundReference(place, table.schema().fields()[place].dataType(), true),
                    Ascending$.MODULE$,
                    NullsFirst$.MODULE$,
                    CollectionConverters.asScala(List.<Expression>of()).toSeq()));
        }
        InterpretedOrdering ordering =
                new InterpretedOrdering(CollectionConverters.asScala(order).toSeq());
        return (one, other) -> ordering.compare(one, other);
    }

    /**
     * Writes a report aside; it is withheld when rows break the declaration: the key repeated, a condition not met.
     *
     * @param rows as {@link Table#conform} gives them
     * @param count how many, where the caller knows; else -1
     * @return the file's SHA-256; null where the report is withheld
     */
    public String write(Table table, Dataset<Row> rows, long count) {
        long size = count >= 0 ? count : rows.count();
        Dataset<Row> declared = declared(table, rows);
        boolean inParts = size > rowsATask
                && table.columns().stream().anyMatch(column -> column.name().equals("year"));
        Path staged = new Path(new Path(root, STAGING), table.name());
        Observation audit = new Observation("audit " + table.name());
        Dataset<Row> placed;
        WindowSpec inFile;
        Column[] key = table.keyColumns();
        if (inParts) {
            Dataset<Row> parts = declared.withColumn(PART_FOLDER, part(table));
            placed = parts.repartition(64, col(PART_FOLDER)).sortWithinPartitions(front(col(PART_FOLDER), key));
            inFile = Window.partitionBy(col(PART_FOLDER)).orderBy(key);
        } else {
            placed = declared.repartition(1).sortWithinPartitions(key);
            inFile = Window.orderBy(key);
        }
        // Rows of one key stand next to each other now, so the audit needs no shuffle of its own.
        Column itself = struct(key);
        Dataset<Row> audited = placed.withColumn(
                REPEATED_COLUMN,
                when(lag(itself, 1).over(inFile).equalTo(itself), 1L).otherwise(0L));
        List<Column> faults = new ArrayList<>();
        table.conditions()
                .forEach((name, condition) ->
                        faults.add(sum(when(expr(condition), 0L).otherwise(1L)).as(name)));
        faults.add(count(lit(1)).as(ROWS));
        Dataset<Row> observed = audited.observe(
                        audit, sum(col(REPEATED_COLUMN)).as(REPEATED), faults.toArray(Column[]::new))
                .drop(REPEATED_COLUMN);
        (inParts ? observed.write().partitionBy(PART_FOLDER) : observed.write())
                .options(OPTIONS)
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
                .parquet(staged.toString());
        Map<String, Object> result = observed(audit);
        Map<String, Long> broken = new TreeMap<>();
        result.forEach((name, value) -> {
            long rowsBroken = value instanceof Number number ? number.longValue() : 0;
            if (!name.equals(ROWS) && rowsBroken > 0) {
                broken.put(name, rowsBroken);
            }
        });
        return settle(table, staged, inParts, ((Number) result.get(ROWS)).longValue(), broken);
    }

    private String settle(Table table, Path staged, boolean inParts, long rows, Map<String, Long> broken) {
        try {
            FileSystem files = root.getFileSystem(conf());
            Path file = staged.suffix(".parquet");
            String sha256 =
                    CanonicalParquet.copy(files, inParts ? joined(files, staged) : onlyPart(files, staged), file);
            files.delete(staged, true);
            if (!broken.isEmpty()) {
                Withheld one = new Withheld(table.name(), broken, examples(table, broken));
                synchronized (withheld) {
                    withheld.add(one);
                }
                return null;
            }
            synchronized (written) {
                written.add(new Written(table, file, rows, sha256));
            }
            return sha256;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Leaves a report as an earlier run published it. */
    public void keep(Published report) {
        synchronized (kept) {
            kept.add(report);
        }
    }

    /**
     * Rows with the columns as they are declared: all may be null. Which of a result's columns Spark knows to be never null
     * depends on how it plans, and Parquet's file would depend on it.
     */
    private Dataset<Row> declared(Table table, Dataset<Row> rows) {
        return ((org.apache.spark.sql.classic.SparkSession) spark)
                .internalCreateDataFrame(
                        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                                .queryExecution()
                                .toRdd(),
                        table.schema(),
                        false);
    }

    /** What was written aside of a report. */
    public Dataset<Row> staged(Table table) {
        return spark.read()
                .schema(table.schema())
                .parquet(new Path(new Path(root, STAGING), table.name() + ".parquet").toString());
    }

    /** Rows that break a condition, from what was written; the first of each condition by key. */
    private List<Map<String, Object>> examples(Table table, Map<String, Long> broken) {
        Dataset<Row> rows = staged(table);
        List<Map<String, Object>> examples = new ArrayList<>();
        broken.keySet().forEach(name -> {
            String condition = table.conditions().get(name);
            Set<String> shown = new LinkedHashSet<>(table.key());
            Dataset<Row> wrong;
            if (condition == null) {
                shown.add("rows");
                wrong = rows.groupBy(table.keyColumns())
                        .agg(count(lit(1)).as(ROWS_COLUMN))
                        .where(col(ROWS_COLUMN).gt(1));
            } else {
                table.columns().stream()
                        .map(Field::name)
                        .filter(column -> condition.matches("(?s).*\\b" + column + "\\b.*"))
                        .forEach(shown::add);
                wrong = rows.where(not(coalesce(expr(condition), lit(false))));
            }
            Column[] columns = shown.stream().map(functions::col).toArray(Column[]::new);
            for (Row row : wrong.orderBy(table.keyColumns())
                    .select(columns)
                    .limit(MOST_SHOWN)
                    .collectAsList()) {
                Map<String, Object> cells = new LinkedHashMap<>();
                cells.put("breaks", name);
                shown.forEach(column -> cells.put(column, plain(row.getAs(column))));
                examples.add(cells);
            }
        });
        return List.copyOf(examples.subList(0, Math.min(MOST_SHOWN, examples.size())));
    }

    /** A cell as it can stand in JSON: a figure that is no number is a text there. */
    private static Object plain(Object cell) {
        boolean figure = cell instanceof Number && !(cell instanceof Double number && !Double.isFinite(number));
        return cell == null || figure || cell instanceof Boolean ? cell : cell.toString();
    }

    /** The reports that are withheld, by name. */
    public List<Withheld> withheld() {
        synchronized (withheld) {
            return withheld.stream()
                    .sorted(Comparator.comparing(Withheld::name))
                    .toList();
        }
    }

    private static Map<String, Object> observed(Observation audit) {
        try {
            return audit.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while writing a report.", e);
        }
    }

    /** The part of a large report that a row belongs to: its year, and by its product's chapter one of eight parts of that. */
    private static Column part(Table table) {
        Column year = col(YEAR).cast(DataTypes.StringType);
        if (!table.key().contains(PRODUCT)) {
            // Never null by its form: Spark would sort once more by what may be.
            return concat_ws("-", year);
        }
        Column part = lit(LAST_CHAPTERS.size());
        for (int i = LAST_CHAPTERS.size() - 1; i >= 0; i--) {
            part = when(substring(col(PRODUCT), 1, 2).leq(LAST_CHAPTERS.get(i)), i)
                    .otherwise(part);
        }
        return concat_ws("-", year, part.cast(DataTypes.StringType));
    }

    private static Column[] front(Column first, Column[] others) {
        Column[] all = new Column[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /**
     * Moves what was written into place; what is kept stays.
     *
     * @param withdrawn names of reports that are not to be published, also where they were written: what an earlier run
     *     published of them goes, and of those that are withheld
     * @return a report each, sorted by name
     */
    public List<Published> publish(Collection<String> withdrawn) {
        List<Published> published = new ArrayList<>();
        try {
            FileSystem files = root.getFileSystem(conf());
            files.mkdirs(root);
            Set<String> without = new LinkedHashSet<>(withdrawn);
            withheld().forEach(one -> without.add(one.name()));
            for (String name : without) {
                files.delete(new Path(root, name + ".parquet"), true);
            }
            for (Written one : written) {
                if (without.contains(one.table().name())) {
                    continue;
                }
                Path target = new Path(root, one.file().getName());
                Moves.replace(files, one.file(), target);
                FileStatus status = files.getFileStatus(target);
                published.add(new Published(
                        one.table().name(),
                        target.getName(),
                        one.rows(),
                        one.sha256(),
                        one.table().fingerprint(),
                        status.getLen(),
                        status.getModificationTime()));
            }
            kept.stream().filter(one -> !without.contains(one.name())).forEach(published::add);
            published.sort(Comparator.comparing(Published::name));
            remove(new Path(root, STAGING));
        } catch (IOException e) {
            throw unwritable(e);
        }
        return published;
    }

    private UnusableInput unwritable(IOException e) {
        return new UnusableInput(
                root + ": the reports' folder cannot be written to (" + e.getMessage()
                        + "). Choose another with --reports, or correct its permissions.",
                e);
    }

    /** The parts of a report, which a task each wrote, as one file. */
    private Path joined(FileSystem files, Path staged) throws IOException {
        Map<String, Path> parts = new TreeMap<>();
        for (FileStatus part : files.listStatus(staged)) {
            if (part.isDirectory()) {
                parts.put(part.getPath().getName(), onlyPart(files, part.getPath()));
            }
        }
        Path joined = new Path(staged, "joined.parquet");
        JoinedParquet.join(conf(), List.copyOf(parts.values()), joined);
        return joined;
    }

    private static Path onlyPart(FileSystem files, Path folder) throws IOException {
        List<Path> parts = new ArrayList<>();
        for (FileStatus status : files.listStatus(folder)) {
            if (status.getPath().getName().startsWith("part-")) {
                parts.add(status.getPath());
            }
        }
        if (parts.size() != 1) {
            throw new IllegalStateException(folder + " holds " + parts.size() + " files instead of one.");
        }
        return parts.get(0);
    }

    private void remove(Path path) {
        try {
            path.getFileSystem(conf()).delete(path, true);
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be removed (" + e.getMessage() + ").", e);
        }
    }

    private Configuration conf() {
        return spark.sparkContext().hadoopConfiguration();
    }
}
