package org.lodestone.intake;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.lake.SourceFiles;
import org.lodestone.lake.TextLayout;
import org.lodestone.table.Table;

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
         * @param lines as {@link SourceFiles#lines} gives them, with the format's columns
         * @param lookups reference data
         */
        Dataset<Row> read(Dataset<Row> lines, Lookups lookups);
    }

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

    /** Whether a header may name no other columns than those of the format. */
    boolean closed() {
        return closed;
    }

    /** Headings of repeated columns, one a year, say; null where there are none. */
    Pattern wide() {
        return wide;
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
     * @param source where their lines come from
     * @param files files that {@link Recognition} found to be of this format
     * @return staged rows; {@link SourceFiles#FILE} is the place in {@code files}
     */
    public Dataset<Row> read(SourceFiles source, List<Recognition.Recognised> files, Lookups lookups) {
        return reader.read(
                source.lines(
                        files.stream().map(Recognition.Recognised::file).toList(),
                        files.stream().map(Recognition.Recognised::layout).toList(),
                        lineColumns(),
                        hasWide()),
                lookups);
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
