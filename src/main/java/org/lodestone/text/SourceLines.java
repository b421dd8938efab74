package org.lodestone.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The lines of source files as one Dataset, many small files to a task.
 *
 * <p>Spark's own CSV source is not used: a schema given to it binds by position and turns bad numbers into nulls, it
 * loses line numbers, one broken archive fails the whole job, and each file costs planning on the driver.
 */
public final class SourceLines {
    public static final String NAME = "name";
    public static final String VALUE = "value";

    /** The file of a line, as its place in the list that {@link #of} was given. */
    public static final String FILE = "file";
    /** The line's number in its file, the header being 1. */
    public static final String LINE = "line";
    /** The line as it stands in the file. */
    public static final String LINE_TEXT = "line_text";
    /** How many fields too many (or, negative, too few) the line has for its header. */
    public static final String SURPLUS_FIELDS = "surplus_fields";
    /** The repeated columns, as an array of structs (name, value). */
    public static final String WIDE = "wide";

    /** What opening a file costs, in bytes that could have been read meanwhile. */
    private static final long BYTES_TO_OPEN = 4096;

    private final SparkSession spark;

    public SourceLines(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * The lines of several files as rows, headers left out.
     *
     * @param files the files, none with a problem; {@link #FILE} is the place in this list
     * @param layouts how each file's fields fill the columns
     * @param columns names of the text columns; the last of them are filled by the layouts' facts
     * @param wide whether there are repeated columns
     * @return file INT, line LONG, line_text STRING, surplus_fields INT, then the columns as STRING (blank cells are
     *     null), and wide ARRAY&lt;STRUCT&lt;name STRING, value STRING&gt;&gt; where asked for
     */
    public Dataset<Row> of(List<SourceFile> files, List<TextLayout> layouts, List<String> columns, boolean wide) {
        List<StructField> fields = new ArrayList<>();
        fields.add(DataTypes.createStructField(FILE, DataTypes.IntegerType, false));
        fields.add(DataTypes.createStructField(LINE, DataTypes.LongType, false));
        fields.add(DataTypes.createStructField(LINE_TEXT, DataTypes.StringType, false));
        fields.add(DataTypes.createStructField(SURPLUS_FIELDS, DataTypes.IntegerType, false));
        columns.forEach(column -> fields.add(DataTypes.createStructField(column, DataTypes.StringType, true)));
        if (wide) {
            StructType pair =
                    new StructType().add("name", DataTypes.StringType, false).add("value", DataTypes.StringType, true);
            fields.add(DataTypes.createStructField(WIDE, new ArrayType(pair, false), false));
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> conf = context.broadcast(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
        List<List<Part>> tasks = tasks(files, layouts);
        return LineSource.read(spark, new LineSource.Lines(DataTypes.createStructType(fields), tasks, conf));
    }

    /**
     * A file, or a part of a large one.
     *
     * @param start of its first line; 0 for the file's start, where the header is
     * @param end where the next part starts, or the file's length
     * @param fileBytes the length of the file when it was looked over
     * @param cut whether there are other parts
     */
    record Part(
            int file,
            String path,
            TextEncoding encoding,
            TextLayout layout,
            long start,
            long linesBefore,
            long end,
            long fileBytes,
            boolean cut)
            implements java.io.Serializable {
        long sizeBytes() {
            return end - start;
        }
    }

    /** Packs files into tasks of about equal bytes: large plain ones are cut, and many small ones share a task. */
    private List<List<Part>> tasks(List<SourceFile> files, List<TextLayout> layouts) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            SourceFile file = files.get(i);
            SourceFile.Cut from = new SourceFile.Cut(0, 0);
            for (SourceFile.Cut cut : file.cuts()) {
                parts.add(new Part(
                        i,
                        file.path(),
                        file.encoding(),
                        layouts.get(i),
                        from.offset(),
                        from.linesBefore(),
                        cut.offset(),
                        file.sizeBytes(),
                        true));
                from = cut;
            }
            parts.add(new Part(
                    i,
                    file.path(),
                    file.encoding(),
                    layouts.get(i),
                    from.offset(),
                    from.linesBefore(),
                    file.sizeBytes(),
                    file.sizeBytes(),
                    from.offset() > 0));
        }
        long total = parts.stream().mapToLong(Part::sizeBytes).sum();
        int cores = spark.sparkContext().defaultParallelism();
        int count =
                (int) Math.min(parts.size(), Math.max(total / SourceFiles.BYTES_A_TASK, total > 1 << 20 ? cores : 1));
        long[] load = new long[Math.max(1, count)];
        List<List<Part>> tasks = new ArrayList<>();
        PriorityQueue<Integer> lightest = new PriorityQueue<>(
                Comparator.<Integer>comparingLong(i -> load[i]).thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i < load.length; i++) {
            tasks.add(new ArrayList<>());
            lightest.add(i);
        }
        parts.sort(Comparator.comparingLong(Part::sizeBytes)
                .reversed()
                .thenComparing(Part::file)
                .thenComparing(Part::start));
        for (Part part : parts) {
            int task = lightest.remove();
            tasks.get(task).add(part);
            load[task] += part.sizeBytes() + BYTES_TO_OPEN;
            lightest.add(task);
        }
        return tasks;
    }
}
