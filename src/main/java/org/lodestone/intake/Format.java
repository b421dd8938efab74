package org.lodestone.intake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.table.Table;
import org.lodestone.text.SourceLines;
import org.lodestone.text.TextLayout;

/**
 * A format that source files come in: what its header looks like, and how its lines become rows of a table.
 *
 * <p>A format is recognised by the columns that its header names, so files can be given in any order and under any name,
 * except where the contents leave out what the name says (a BACI release, say).
 */
public final class Format implements Serializable {

    /** Turns a format's lines into staged rows; see {@link Staged} for their shape. */
    @FunctionalInterface
    public interface Reader extends Serializable {
        /**
         * @param lines as {@link SourceLines#of} gives them, with the format's columns
         * @param lookups reference data
         */
        Dataset<Row> read(Dataset<Row> lines, Lookups lookups);
    }

    /**
     * A kind of row that the format leaves out because it is no observation of its own.
     *
     * @param what such rows are, in the plural
     * @param remedy what to ask the source for instead, where a file holds nothing else
     */
    public record LeftOut(String what, String remedy) implements Serializable {}

    /** What programs write in a cell that holds nothing, in capitals. */
    private static final List<String> MISSING = List.of("NA", "N/A", "#N/A", "NAN", "NULL");

    private final String name;
    private final int version;
    private final Table table;
    private final String delimiters;
    private final List<SourceColumn> columns;
    private final Pattern fileName;
    private final List<String> facts;
    private final String fileNameRemedy;
    private final Pattern wide;
    private final String assumption;
    private final List<String> unless;
    private final boolean closed;
    private final Map<String, LeftOut> leftOut;
    private final Reader reader;

    private Format(Builder builder) {
        name = builder.name;
        version = builder.version;
        table = Objects.requireNonNull(builder.table);
        delimiters = builder.delimiters;
        columns = List.copyOf(builder.columns);
        fileName = builder.fileName;
        facts = List.copyOf(builder.facts);
        fileNameRemedy = builder.fileNameRemedy;
        wide = builder.wide;
        assumption = builder.assumption;
        unless = List.copyOf(builder.unless);
        closed = builder.closed;
        leftOut = Map.copyOf(builder.leftOut);
        reader = Objects.requireNonNull(builder.reader);
    }

    /** Starts a format's description. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** The reader's version: raised whenever it would read the same file differently, so that files are read again. */
    public int version() {
        return version;
    }

    /** The table that the rows go to. */
    public Table table() {
        return table;
    }

    /** The characters that may separate its fields. */
    public String delimiters() {
        return delimiters;
    }

    public List<SourceColumn> columns() {
        return columns;
    }

    /** The names of the text columns that its lines have: those of the header, then what the file's name says. */
    public List<String> lineColumns() {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.name()));
        names.addAll(facts);
        return names;
    }

    /** What is assumed of a file because neither its contents nor its name say it; null where nothing is. */
    public String assumption(TextLayout layout) {
        for (int i = 0; i < columns.size(); i++) {
            if (unless.contains(columns.get(i).name()) && layout.positions().get(i) >= 0) {
                return null;
            }
        }
        return assumption;
    }

    /** Whether it is of the program's own formats: a header may name no other columns than those of the format. */
    public boolean closed() {
        return closed;
    }

    /** What rows are that the format leaves out as {@code code}. */
    public LeftOut leftOut(String code) {
        return leftOut.getOrDefault(
                code, new LeftOut(code.replace('_', ' '), "Give a file that holds observations of the format " + name));
    }

    /** Whether a cell holds nothing but a sign for that. */
    boolean isMissing(String cell) {
        return cell.isEmpty() || !closed && MISSING.contains(cell.toUpperCase(Locale.ROOT));
    }

    /** What a repeated column is called, one a year, say: the heading, or as it was before R changed it; or null. */
    String wideName(String heading) {
        return wide == null
                ? null
                : Stream.of(heading, heading.replaceFirst("^X(?=[0-9])", "").replace('.', ' '))
                        .filter(name -> wide.matcher(name).matches())
                        .findFirst()
                        .orElse(null);
    }

    String wideLike() {
        return wide.pattern();
    }

    boolean hasWide() {
        return wide != null;
    }

    Pattern fileName() {
        return fileName;
    }

    List<String> facts() {
        return facts;
    }

    String fileNameRemedy() {
        return fileNameRemedy;
    }

    /**
     * Reads files of this format.
     *
     * @param files files that {@link Recognition} found to be of this format
     * @return staged rows; {@link SourceLines#FILE} is the place in {@code files}
     */
    public Dataset<Row> read(SourceLines source, List<Recognition.Recognised> files, Lookups lookups) {
        Dataset<Row> lines = lines(source, files);
        return reader.read(closed ? lines : withoutSigns(lines), lookups);
    }

    /** The lines of files of this format as they stand there; see {@link SourceLines#of}. */
    public Dataset<Row> lines(SourceLines source, List<Recognition.Recognised> files) {
        return source.of(
                files.stream().map(Recognition.Recognised::file).toList(),
                files.stream().map(Recognition.Recognised::layout).toList(),
                lineColumns(),
                hasWide());
    }

    /**
     * Signs for nothing become null. Repeated columns keep theirs: sources tell zero, withheld and unknown apart there.
     */
    private Dataset<Row> withoutSigns(Dataset<Row> lines) {
        Set<String> named = columns.stream().map(SourceColumn::name).collect(Collectors.toSet());
        return lines.select(Arrays.stream(lines.columns())
                .map(column -> named.contains(column)
                        ? when(not(upper(col(column)).isin(MISSING.toArray())), col(column))
                                .as(column)
                        : col(column))
                .toArray(Column[]::new));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects a format's description. */
    public static final class Builder {
        private final String name;
        private int version = 1;
        private Table table;
        private String delimiters = ",;\t";
        private final List<SourceColumn> columns = new ArrayList<>();
        private Pattern fileName;
        private final List<String> facts = new ArrayList<>();
        private String fileNameRemedy;
        private Pattern wide;
        private String assumption;
        private List<String> unless = List.of();
        private boolean closed;
        private final Map<String, LeftOut> leftOut = new LinkedHashMap<>();
        private Reader reader;

        private Builder(String name) {
            this.name = name;
        }

        public Builder version(int readerVersion) {
            version = readerVersion;
            return this;
        }

        public Builder into(Table target) {
            table = target;
            return this;
        }

        /** The characters, any one of which separates fields; comma, semicolon or tab where nothing is said. */
        public Builder delimiters(String any) {
            delimiters = any;
            return this;
        }

        /** A column that must be there, with a pattern that its values fit. */
        public Builder needs(String column, String like, String... headings) {
            columns.add(new SourceColumn(column, orName(column, headings), true, like));
            return this;
        }

        /** A column that is read where it is there. */
        public Builder takes(String column, String... headings) {
            columns.add(new SourceColumn(column, orName(column, headings), false, null));
            return this;
        }

        /**
         * What the file's name says that its contents do not.
         *
         * @param pattern of the whole name, with a named group for each fact
         * @param remedy what to do with a file of another name
         * @param groups the groups, which become columns
         */
        public Builder fileName(String pattern, String remedy, String... groups) {
            fileName = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
            fileNameRemedy = remedy;
            facts.addAll(List.of(groups));
            return this;
        }

        /** Headings of repeated columns. */
        public Builder wide(String pattern) {
            wide = Pattern.compile(pattern);
            return this;
        }

        /** What is assumed of each file that has none of these columns; it becomes a finding. */
        public Builder assuming(String sentence, String... columnsThatSayIt) {
            assumption = sentence;
            unless = List.of(columnsThatSayIt);
            return this;
        }

        /** Refuses files whose header names other columns: nobody but their author could have meant them to be read. */
        public Builder closed() {
            closed = true;
            return this;
        }

        /** What rows are that the reader leaves out as {@code code}, and what to ask the source for in their place. */
        public Builder leavesOut(String code, String what, String remedy) {
            leftOut.put(code, new LeftOut(what, remedy));
            return this;
        }

        public Builder reading(Reader how) {
            reader = how;
            return this;
        }

        public Format build() {
            return new Format(this);
        }

        private static List<String> orName(String column, String[] headings) {
            return headings.length == 0 ? List.of(column) : List.of(headings);
        }
    }
}
