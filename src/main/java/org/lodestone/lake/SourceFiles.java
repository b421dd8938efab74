package org.lodestone.lake;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
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
 * Source files as text: finds them, looks each over once (its hash, its first lines, whether it can be read at all) and
 * gives their lines as one Dataset, many small files to a task.
 *
 * <p>Spark's own CSV source is not used: a schema given to it binds by position and turns bad numbers into nulls, it
 * loses line numbers, one broken archive fails the whole job, and each file costs planning on the driver.
 */
public final class SourceFiles {

    /** The file of a line, as its place in the list that {@link #lines} was given. */
    public static final String FILE = "file";
    /** The line's number in its file, the header being 1. */
    public static final String LINE = "line";
    /** The line as it stands in the file. */
    public static final String LINE_TEXT = "line_text";
    /** How many fields too many (or, negative, too few) the line has for its header. */
    public static final String SURPLUS_FIELDS = "surplus_fields";
    /** The repeated columns, as an array of structs (name, value). */
    public static final String WIDE = "wide";

    private static final int HEAD_LINES = 40;
    private static final int MAX_RECORD_LINES = 50;
    private static final long BYTES_A_TASK = 16L << 20;
    /** What opening a file costs, in bytes that could have been read meanwhile. */
    private static final long BYTES_TO_OPEN = 4096;
    /** What may separate fields, while it is not yet known which does. */
    private static final String DELIMITERS = ",;\t|";

    private static final Set<String> ENDINGS = Set.of(".csv", ".tsv", ".txt", ".dat");

    private final SparkSession spark;

    public SourceFiles(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * A file that was found.
     *
     * @param status where it is and how long
     * @param named whether it was named itself, or by a pattern, rather than found in a folder
     * @param table whether it may be a table by its name's ending; what is named is meant to be one
     */
    public record Found(FileStatus status, boolean named, boolean table) {
        /** The path as a person writes it. */
        public String path() {
            return readable(status.getPath());
        }
    }

    /**
     * The files that the given paths name, each once, sorted by path. A folder stands for the files in it and below, of
     * which those that end in .csv, .tsv, .txt or .dat, plain or .gz, may be tables; a pattern for what it matches.
     *
     * @param missing told of each path that names nothing, with the reason
     */
    public List<Found> find(List<String> paths, BiConsumer<String, String> missing) {
        Map<Path, Found> found = new TreeMap<>(Comparator.comparing(Path::toString));
        for (String given : paths) {
            try {
                Path path = new Path(given);
                FileSystem files = path.getFileSystem(hadoop());
                FileStatus[] matches;
                try {
                    // A name that exists is meant as it stands, whatever signs it has.
                    matches = new FileStatus[] {files.getFileStatus(path)};
                } catch (FileNotFoundException e) {
                    // As in a shell, a pattern does not mean hidden files.
                    matches = files.globStatus(path, match -> !match.getName().startsWith("."));
                }
                if (matches == null || matches.length == 0) {
                    missing.accept(
                            given,
                            "there is no such file or folder, and no file matches it as a pattern. Check the spelling; a"
                                    + " path in a settings file is relative to that file");
                    continue;
                }
                for (FileStatus match : matches) {
                    if (!match.isDirectory()) {
                        found.put(match.getPath(), new Found(match, true, true));
                        continue;
                    }
                    List<Found> within = new ArrayList<>();
                    inFolder(files, match, within);
                    within.forEach(one -> found.putIfAbsent(one.status().getPath(), one));
                    if (matches.length == 1 && within.stream().noneMatch(Found::table)) {
                        missing.accept(
                                given,
                                "the folder holds no file that ends in .csv, .tsv, .txt or .dat, plain or with .gz");
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                missing.accept(given, "it cannot be looked up: " + e.getMessage());
            }
        }
        return List.copyOf(found.values());
    }

    private static void inFolder(FileSystem files, FileStatus folder, List<Found> found) throws IOException {
        for (FileStatus child : files.listStatus(folder.getPath())) {
            String name = child.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            if (child.isDirectory()) {
                inFolder(files, child, found);
            } else {
                String plain = plainName(name).toLowerCase(java.util.Locale.ROOT);
                found.add(new Found(child, false, ENDINGS.stream().anyMatch(plain::endsWith)));
            }
        }
    }

    private static String plainName(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    /** Looks those files over that may be tables, several at a time. Reads each byte once. */
    public List<SourceFile> inspect(List<Found> found) {
        Configuration conf = hadoop();
        return found.stream().filter(Found::table).toList().parallelStream()
                .map(one -> inspect(one, conf))
                .toList();
    }

    private static SourceFile inspect(Found found, Configuration conf) {
        FileStatus status = found.status();
        String name = plainName(status.getPath().getName());
        SourceFile unread = new SourceFile(
                found.path(), name, status.getLen(), "", found.named(), TextEncoding.UTF_8, List.of(), List.of(), null);
        MessageDigest digest = sha256();
        try (InputStream raw =
                new DigestInputStream(status.getPath().getFileSystem(conf).open(status.getPath()), digest)) {
            PushbackInputStream text = unpacked(raw);
            byte[] first = text.readNBytes(64 << 10);
            // To the end: the hash needs each byte, and only its end shows that an archive is whole.
            CutFinder cuts = new CutFinder();
            cuts.read(first, first.length);
            TextEncoding.Finder letters = new TextEncoding.Finder();
            letters.read(first, first.length);
            byte[] buffer = new byte[1 << 16];
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                cuts.read(buffer, n);
                letters.read(buffer, n);
            }
            raw.transferTo(java.io.OutputStream.nullOutputStream());
            TextEncoding marked = TextEncoding.marked(first);
            TextEncoding encoding = marked.oneByteALetter() ? letters.found() : marked;
            String start = new String(first, encoding.forHead()).replaceFirst("^\\uFEFF", "");
            String problem = first.length == 0 ? "the file is empty" : problemOf(first, start);
            SourceFile file = new SourceFile(
                    found.path(),
                    name,
                    status.getLen(),
                    HexFormat.of().formatHex(digest.digest()),
                    found.named(),
                    encoding,
                    problem == null ? head(start) : List.of(),
                    encoding.oneByteALetter() ? cuts.of(status) : List.of(),
                    null);
            return problem == null ? file : file.refused(problem);
        } catch (EOFException | ZipException e) {
            return unread.refused("the gzip archive is truncated or damaged (" + e.getMessage()
                    + "). Fetch the file again; `gzip -t` tells whether it is whole");
        } catch (IOException e) {
            return unread.refused("the file cannot be read: " + e.getMessage() + ". Check its permissions");
        }
    }

    private static List<String> head(String start) throws IOException {
        List<String> head = new ArrayList<>();
        Records records = new Records(new BufferedReader(new java.io.StringReader(start)), DELIMITERS, 0);
        for (String one = records.next(); one != null && head.size() < HEAD_LINES; one = records.next()) {
            head.add(one);
        }
        return List.copyOf(head);
    }

    /**
     * Finds line starts about every {@link #BYTES_A_TASK} bytes. A file with quotes is not cut: a line break within them
     * starts no line.
     */
    private static final class CutFinder {
        private final List<SourceFile.Cut> found = new ArrayList<>();
        private long offset;
        private long lines;
        private boolean quotes;
        private long next = BYTES_A_TASK;

        private void read(byte[] bytes, int count) {
            for (int i = 0; i < count; i++) {
                byte b = bytes[i];
                if (b == '"') {
                    quotes = true;
                } else if (b == '\n') {
                    lines++;
                    if (offset + i + 1 >= next) {
                        found.add(new SourceFile.Cut(offset + i + 1, lines));
                        next = offset + i + 1 + BYTES_A_TASK;
                    }
                }
            }
            offset += count;
        }

        /** The cuts, if the bytes that were read are the file as it is stored. */
        private List<SourceFile.Cut> of(FileStatus status) {
            return quotes || offset != status.getLen() ? List.of() : List.copyOf(found);
        }
    }

    private static PushbackInputStream unpacked(InputStream raw) throws IOException {
        PushbackInputStream start = new PushbackInputStream(raw, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
        return gzip ? new PushbackInputStream(new GZIPInputStream(start, 64 << 10), 2) : start;
    }

    /** Why a file that starts so is no text table, or null. */
    private static String problemOf(byte[] first, String text) {
        if (first[0] == 'P' && first.length > 1 && first[1] == 'K') {
            return "the file is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV in UTF-8";
        }
        if (first.length >= 4 && new String(first, 0, 4, StandardCharsets.ISO_8859_1).equals("PAR1")) {
            return "the file is Parquet, not text. Give the CSV files that it was made from";
        }
        if (text.indexOf('\0') >= 0) {
            return "the file has NUL bytes, so it is no text at all, or UTF-16 text without the byte-order mark that"
                    + " says so. Save it as CSV in UTF-8";
        }
        String start = text.strip();
        if (start.isEmpty()) {
            return "the file holds only blank lines";
        }
        if (start.charAt(0) == '<') {
            return "the file is a web page (HTML or XML), not a table; a download that failed or asked for a sign-in"
                    + " often looks like this. Fetch it again";
        }
        if (start.charAt(0) == '{' || start.charAt(0) == '[') {
            return "the file is JSON, not a table. Ask the source for CSV";
        }
        return null;
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
    public Dataset<Row> lines(List<SourceFile> files, List<TextLayout> layouts, List<String> columns, boolean wide) {
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
        Broadcast<SerializableConfiguration> conf = context.broadcast(new SerializableConfiguration(hadoop()));
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
                    from.offset() > 0));
        }
        long total = parts.stream().mapToLong(Part::sizeBytes).sum();
        int cores = spark.sparkContext().defaultParallelism();
        int count = (int) Math.min(parts.size(), Math.max(total / BYTES_A_TASK, total > 1 << 20 ? cores : 1));
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

    /** The logical lines of a text: a quoted field may hold line breaks. */
    private static final class Records {
        private final BufferedReader reader;
        private final String delimiters;
        private long line;

        Records(BufferedReader reader, String delimiters, long linesBefore) {
            this.reader = reader;
            this.delimiters = delimiters;
            line = linesBefore;
        }

        /** The next one, or null. */
        String next() throws IOException {
            String text = reader.readLine();
            line++;
            if (text == null || !endsQuoted(text, false)) {
                return text;
            }
            // Bounded, so that one stray quote costs its own line and not the rest of the file.
            reader.mark(1 << 16);
            StringBuilder joined = new StringBuilder(text);
            for (int i = 1; i < MAX_RECORD_LINES && joined.length() < 1 << 15; i++) {
                String more = reader.readLine();
                if (more == null) {
                    break;
                }
                joined.append('\n').append(more);
                if (!endsQuoted(more, true)) {
                    line += i;
                    return joined.toString();
                }
            }
            reader.reset();
            return text;
        }

        /** Whether a line ends inside a quoted field. Only a quote at the start of a field opens one. */
        private boolean endsQuoted(String text, boolean quoted) {
            if (text.indexOf('"') < 0) {
                return quoted;
            }
            boolean inside = quoted;
            boolean fieldStarts = true;
            for (int i = 0; i < text.length(); i++) {
                char sign = text.charAt(i);
                if (!inside) {
                    inside = fieldStarts && sign == '"';
                    fieldStarts = delimiters.indexOf(sign) >= 0;
                } else if (sign == '"') {
                    if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        i++;
                    } else {
                        inside = false;
                        fieldStarts = false;
                    }
                }
            }
            return inside;
        }

        void close() throws IOException {
            reader.close();
        }
    }

    /** The rows of a task's files, one file open at a time. */
    private static final class TaskLines implements Iterator<Row> {
        private final Iterator<Part> parts;
        private final Configuration conf;
        private final boolean wide;
        private Part part;
        private Records records;
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
                    long number = records.line + 1;
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
                        part.path() + ", after line " + (records == null ? 0 : records.line)
                                + ": the file changed or broke off while it was read (" + e.getMessage()
                                + "). Run again with a file that is not being written to.",
                        e);
            }
        }

        private void open(Part opened) throws IOException {
            part = opened;
            Path path = new Path(part.path());
            FSDataInputStream raw = path.getFileSystem(conf).open(path);
            parser = csvParser(part.layout().delimiter());
            if (part.start() > 0) {
                raw.seek(part.start());
                records = records(raw);
                return;
            }
            records = records(unpacked(raw));
            String header = records.next();
            while (header != null && header.replace("\uFEFF", "").isBlank()) {
                header = records.next();
            }
        }

        private Records records(InputStream bytes) throws IOException {
            InputStream own = part.cut()
                    ? BoundedInputStream.builder()
                            .setInputStream(bytes)
                            .setMaxCount(part.sizeBytes())
                            .get()
                    : bytes;
            return new Records(
                    new BufferedReader(
                            new InputStreamReader(own, part.encoding().forFields()), 1 << 16),
                    String.valueOf(part.layout().delimiter()),
                    part.linesBefore());
        }

        private Row row(long number, String text) {
            TextLayout layout = part.layout();
            String[] cells = fields(parser, layout.delimiter(), text);
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

    /**
     * Where a file whose encoding is not certain has letters of it in a cell that is read.
     *
     * @return line and cell, in words; empty where all that is read is ASCII, so that the encoding does not matter
     */
    public Optional<String> undecided(SourceFile file, TextLayout layout) {
        Set<Integer> read = new TreeSet<>(layout.positions());
        read.addAll(layout.wide());
        Path path = new Path(file.path());
        try (InputStream raw = path.getFileSystem(hadoop()).open(path)) {
            Records records = new Records(
                    new BufferedReader(
                            new InputStreamReader(unpacked(raw), file.encoding().forFields()), 1 << 16),
                    String.valueOf(layout.delimiter()),
                    0);
            while (true) {
                long number = records.line + 1;
                String text = records.next();
                if (text == null) {
                    return Optional.empty();
                }
                if (text.chars().allMatch(sign -> sign < 0x80)) {
                    continue;
                }
                List<String> cells = fields(text, layout.delimiter());
                for (int position : read) {
                    if (position >= 0
                            && position < cells.size()
                            && cells.get(position).chars().anyMatch(sign -> sign >= 0x80)) {
                        return Optional.of(
                                "line " + number + " has '" + file.encoding().shown(cells.get(position)) + "'");
                    }
                }
            }
        } catch (IOException e) {
            return Optional.of("it cannot be read again (" + e.getMessage() + ")");
        }
    }

    /** The fields of one line, as they stand between the delimiters or quotes. */
    public static List<String> fields(String line, char delimiter) {
        List<String> fields = new ArrayList<>();
        boolean quoted = line.indexOf('"') >= 0;
        Collections.addAll(fields, quoted ? csvParser(delimiter).parseLine(line) : split(line, delimiter));
        fields.replaceAll(field -> field == null ? "" : field.strip());
        return fields;
    }

    private static String[] fields(CsvParser parser, char delimiter, String line) {
        if (line.indexOf('"') < 0) {
            return split(line, delimiter);
        }
        String[] parsed = parser.parseLine(line);
        return parsed == null ? new String[0] : parsed;
    }

    private static String[] split(String line, char delimiter) {
        int count = 1;
        for (int i = line.indexOf(delimiter); i >= 0; i = line.indexOf(delimiter, i + 1)) {
            count++;
        }
        String[] cells = new String[count];
        int start = 0;
        for (int i = 0; i < count - 1; i++) {
            int end = line.indexOf(delimiter, start);
            cells[i] = line.substring(start, end);
            start = end + 1;
        }
        cells[count - 1] = line.substring(start);
        return cells;
    }

    private static CsvParser csvParser(char delimiter) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(delimiter);
        settings.getFormat().setLineSeparator("\n");
        settings.getFormat().setComment('\0');
        // Grows as needed, instead of taking room for the longest imaginable field at once.
        settings.setMaxCharsPerColumn(-1);
        // A parser is made for a line alone, too: its two megabytes of buffer would cost more than the line.
        settings.setInputBufferSize(1 << 13);
        settings.setMaxColumns(10_000);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        return new CsvParser(settings);
    }

    /** The path as a person writes it: without a scheme for local files. */
    static String readable(Path path) {
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    /** A fresh SHA-256 digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
