package org.lodestone.lake;

import com.univocity.parsers.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
        JavaRDD<Row> rows = context.parallelize(tasks, Math.max(1, tasks.size()))
                .flatMap(task -> new TaskLines(task, conf.value().value(), wide));
        return spark.createDataFrame(rows, DataTypes.createStructType(fields));
    }

    /**
     * A file, or a part of a large one.
     *
     * @param start of its first line; 0 for the file's start, where the header is
     * @param end where the next part starts, or the file's length
     * @param fileBytes the length of the file when it was looked over
     * @param cut whether there are other parts
     */
    private record Part(
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

    /** The rows of a task's files, one file open at a time. */
    private static final class TaskLines implements Iterator<Row> {
        private final Iterator<Part> parts;
        private final Configuration conf;
        private final boolean wide;
        private Part part;
        private TextRecords records;
        private CsvParser parser;
        private Row next;

        TaskLines(List<Part> parts, Configuration conf, boolean wide) {
            this.parts = parts.iterator();
            this.conf = conf;
            this.wide = wide;
            next = read();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            Row current = next;
            next = read();
            return current;
        }

        private Row read() {
            try {
                while (true) {
                    if (records == null) {
                        if (!parts.hasNext()) {
                            return null;
                        }
                        open(parts.next());
                    }
                    long number = records.line() + 1;
                    String text = records.next();
                    if (text == null) {
                        records.close();
                        records = null;
                    } else if (!text.isBlank()) {
                        return row(number, text);
                    }
                }
            } catch (IOException e) {
                throw new UnusableInput(
                        part.path() + ", after line " + (records == null ? part.linesBefore() : records.line())
                                + ": the file changed or broke off while it was read (" + e.getMessage()
                                + "). Run again with a file that is not being written to.",
                        e);
            }
        }

        private void open(Part opened) throws IOException {
            part = opened;
            Path path = new Path(part.path());
            FileSystem files = path.getFileSystem(conf);
            long bytes = files.getFileStatus(path).getLen();
            if (bytes != part.fileBytes()) {
                throw new IOException("it had " + part.fileBytes() + " bytes and has " + bytes);
            }
            FSDataInputStream raw = files.open(path);
            parser = TextRecords.csvParser(part.layout().delimiter());
            if (part.start() > 0) {
                raw.seek(part.start());
                records = records(raw);
                return;
            }
            records = records(SourceFiles.unpacked(raw));
            String header = records.next();
            while (header != null && header.replace("\uFEFF", "").isBlank()) {
                header = records.next();
            }
        }

        private TextRecords records(InputStream bytes) throws IOException {
            InputStream own = part.cut()
                    ? BoundedInputStream.builder()
                            .setInputStream(bytes)
                            .setMaxCount(part.sizeBytes())
                            .get()
                    : bytes;
            return new TextRecords(
                    new BufferedReader(
                            new InputStreamReader(own, part.encoding().forFields()), 1 << 16),
                    String.valueOf(part.layout().delimiter()),
                    part.linesBefore());
        }

        private Row row(long number, String text) {
            TextLayout layout = part.layout();
            String[] cells = TextRecords.fields(parser, layout.delimiter(), text);
            int count = cells.length;
            for (int i = 0; i < layout.blankEnds(); i++) {
                // Some exports end each line, though not the header, with a delimiter.
                if (count > layout.fieldCount() && cell(cells, count - 1) == null) {
                    count--;
                }
            }
            int named = layout.positions().size();
            Object[] values = new Object[4 + named + layout.facts().size() + (wide ? 1 : 0)];
            values[0] = part.file();
            values[1] = number;
            values[2] = part.encoding().shown(text);
            values[3] = count - layout.fieldCount();
            for (int i = 0; i < named; i++) {
                values[4 + i] = cell(cells, layout.positions().get(i));
            }
            for (int i = 0; i < layout.facts().size(); i++) {
                values[4 + named + i] = layout.facts().get(i);
            }
            if (wide) {
                List<Row> pairs = new ArrayList<>(layout.wide().size());
                for (int i = 0; i < layout.wide().size(); i++) {
                    pairs.add(RowFactory.create(
                            layout.wideNames().get(i), cell(cells, layout.wide().get(i))));
                }
                values[values.length - 1] = pairs.toArray(new Row[0]);
            }
            return RowFactory.create(values);
        }

        private static String cell(String[] cells, int position) {
            if (position < 0 || position >= cells.length || cells[position] == null) {
                return null;
            }
            String text = cells[position].replace('\u00a0', ' ').strip();
            return text.isEmpty() ? null : text;
        }
    }
}
