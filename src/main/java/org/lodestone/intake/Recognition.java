package org.lodestone.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lodestone.text.SourceFile;
import org.lodestone.text.TextLayout;
import org.lodestone.text.TextRecords;

/** Tells by its header which format a file has, and whether its lines stand under that header. */
public final class Recognition {
    private Recognition() {}

    /**
     * A file of a known format.
     *
     * @param file the file
     * @param format its format
     * @param layout which field fills which column
     */
    public record Recognised(SourceFile file, Format format, TextLayout layout) {}

    private record Header(char delimiter, List<String> fields) {}

    /**
     * @param file without a problem
     * @param formats in order of preference
     * @param foreign formats that are known and not read
     * @param refuse told why, where the file is of no format or cannot be read as its own
     * @return the file with its format, or empty after {@code refuse} was told
     */
    public static Optional<Recognised> of(
            SourceFile file,
            List<Format> formats,
            List<ForeignFormat> foreign,
            Function<String, Optional<Recognised>> refuse) {
        String line = lines(file).get(0);
        List<Header> headers = headers(line);
        for (Format format : formats) {
            for (Header header : headers) {
                if (format.delimiters().indexOf(header.delimiter()) >= 0
                        && missing(format, header.fields()).isEmpty()) {
                    return recognised(file, format, header, refuse);
                }
            }
        }
        return refuse.apply(foreign.stream()
                .filter(one -> headers.stream().anyMatch(header -> one.matches(header.fields())))
                .map(ForeignFormat::refusal)
                .findFirst()
                .orElseGet(() -> isTable(file)
                        ? unknown(line, formats, headers)
                        : "it is no table: its lines do not have as many fields as its first, '" + shortened(line)
                                + "'. Give a CSV file with a header"));
    }

    /** Whether a file is a table at all: most of its lines have as many fields as its first, and more than one. */
    public static boolean isTable(SourceFile file) {
        List<String> lines = lines(file);
        return headers(lines.get(0)).stream().anyMatch(header -> {
            long alike = lines.stream()
                    .filter(line -> TextRecords.fields(line, header.delimiter()).size()
                            == header.fields().size())
                    .count();
            return alike * 2 > lines.size();
        });
    }

    /** Whether a file has a header and, as far as it was looked at, nothing below it. */
    public static boolean hasNoRow(SourceFile file) {
        return lines(file).size() == 1;
    }

    private static List<String> lines(SourceFile file) {
        List<String> lines =
                file.head().stream().filter(text -> !text.isBlank()).toList();
        return lines.isEmpty() ? List.of("") : lines;
    }

    private static List<Header> headers(String line) {
        List<Header> headers = new ArrayList<>();
        for (char delimiter : new char[] {',', '\t', ';', '|'}) {
            if (line.indexOf(delimiter) >= 0) {
                headers.add(new Header(delimiter, TextRecords.fields(line, delimiter)));
            }
        }
        return headers;
    }

    private static Optional<Recognised> recognised(
            SourceFile file, Format format, Header header, Function<String, Optional<Recognised>> refuse) {
        List<Integer> positions = new ArrayList<>();
        for (SourceColumn column : format.columns()) {
            positions.add(column.in(header.fields()));
        }
        List<String> facts = new ArrayList<>();
        if (format.fileName() != null) {
            Matcher name = format.fileName().matcher(file.name());
            if (!name.matches()) {
                return refuse.apply("the file is of the format " + format.name()
                        + ", whose contents leave out what its name says, and the name " + file.name()
                        + " does not say it. " + format.fileNameRemedy());
            }
            format.facts().forEach(fact -> facts.add(name.group(fact)));
        }
        List<Integer> wide = new ArrayList<>();
        List<String> wideNames = new ArrayList<>();
        for (int i = 0; i < header.fields().size(); i++) {
            String name = format.wideName(header.fields().get(i));
            if (name != null) {
                wide.add(i);
                wideNames.add(name);
            }
        }
        TextLayout layout = new TextLayout(
                header.delimiter(),
                header.fields().size(),
                blankEnds(file, header),
                positions,
                facts,
                List.copyOf(wide),
                wideNames);
        String twice = headingTwice(format, header.fields(), wide);
        if (twice != null) {
            return refuse.apply(twice);
        }
        String strange = format.closed() ? strangeHeading(format, header.fields()) : null;
        if (strange != null) {
            return refuse.apply(strange);
        }
        String shifted = shifted(file, format, layout);
        return shifted != null ? refuse.apply(shifted) : Optional.of(new Recognised(file, format, layout));
    }

    /** Two columns with one heading may say different things; which of them is meant nobody can tell. */
    private static String headingTwice(Format format, List<String> header, List<Integer> wide) {
        Stream<List<Integer>> read = format.columns().stream().map(column -> column.repeated(header));
        Stream<List<Integer>> repeats = wide.stream()
                .map(position -> wide.stream()
                        .filter(other ->
                                format.wideName(header.get(other)).equals(format.wideName(header.get(position))))
                        .toList());
        return Stream.concat(read, repeats)
                .filter(positions -> positions.size() > 1)
                .findFirst()
                .map(positions -> "its heading '" + header.get(positions.get(0)).strip() + "' stands "
                        + (positions.size() == 2 ? "twice" : positions.size() + " times") + ", in columns "
                        + positions.stream()
                                .map(position -> String.valueOf(position + 1))
                                .collect(Collectors.joining(" and "))
                        + ", and nothing says which of them is meant. Take all but one out, or rename them")
                .orElse(null);
    }

    /** How many blank fields beyond the header's most lines end with: some exports end them with a delimiter. */
    private static int blankEnds(SourceFile file, Header header) {
        List<String> lines =
                file.head().stream().filter(text -> !text.isBlank()).skip(1).toList();
        // The last line that was looked at may be cut off in the middle.
        List<Integer> ends = lines.subList(0, Math.max(lines.size() - 1, Math.min(lines.size(), 1))).stream()
                .map(text -> {
                    List<String> fields = TextRecords.fields(text, header.delimiter());
                    int count = fields.size();
                    while (count > header.fields().size()
                            && fields.get(count - 1).isEmpty()) {
                        count--;
                    }
                    return fields.size() - count;
                })
                .sorted()
                .toList();
        return ends.isEmpty() ? 0 : ends.get((ends.size() - 1) / 2);
    }

    /**
     * Lines that do not stand under their header: most have another number of fields, or the values of two or more
     * columns do not look like what their headings say.
     */
    private static String shifted(SourceFile file, Format format, TextLayout layout) {
        int lines = 0;
        int otherCount = 0;
        String example = null;
        int[] odd = new int[format.columns().size()];
        String[] oddValue = new String[odd.length];
        List<String> head = file.head();
        int header = 0;
        while (head.get(header).isBlank()) {
            header++;
        }
        // The last line that was looked at may be cut off in the middle.
        for (int i = header + 1; i < Math.max(head.size() - 1, Math.min(head.size(), header + 2)); i++) {
            if (head.get(i).isBlank()) {
                continue;
            }
            List<String> fields = TextRecords.fields(head.get(i), layout.delimiter());
            int count = fields.size();
            for (int end = 0; end < layout.blankEnds(); end++) {
                if (count > layout.fieldCount() && fields.get(count - 1).isEmpty()) {
                    count--;
                }
            }
            lines++;
            if (count != layout.fieldCount()) {
                otherCount++;
                example = example == null ? "line " + lineNumber(head, i) + " has " + count + " fields" : example;
            }
            for (int c = 0; c < odd.length; c++) {
                SourceColumn column = format.columns().get(c);
                int position = layout.positions().get(c);
                String value = position >= 0 && position < fields.size() ? fields.get(position) : "";
                if (column.like() != null && !format.isMissing(value) && !value.matches(column.like())) {
                    odd[c]++;
                    oddValue[c] = value;
                }
            }
        }
        if (lines > 0 && otherCount * 2 > lines) {
            return "its columns are shifted against their header, or its delimiter is not what it seems: the header"
                    + " names " + layout.fieldCount() + " columns, but " + example
                    + ". Correct the header, or export the file again";
        }
        List<String> strange = new ArrayList<>();
        for (int c = 0; c < odd.length; c++) {
            if (odd[c] * 2 > lines) {
                strange.add(format.columns().get(c).headings().get(0) + " = '" + oddValue[c] + "'");
            }
        }
        return strange.size() < 2
                ? null
                : "its columns are shifted against their header: most lines have values such as "
                        + String.join(" and ", strange) + ", which do not fit these headings of the format "
                        + format.name() + ". Correct the header, or export the file again";
    }

    /** Records may hold line breaks. */
    private static long lineNumber(List<String> records, int place) {
        return records.subList(0, place).stream()
                        .mapToLong(text ->
                                1 + text.chars().filter(sign -> sign == '\n').count())
                        .sum()
                + 1;
    }

    /** A misspelt heading of a column that may be left out would lose the column without a word. */
    private static String strangeHeading(Format format, List<String> header) {
        List<Integer> read =
                format.columns().stream().map(column -> column.in(header)).toList();
        List<String> unused = format.columns().stream()
                .filter(column -> column.in(header) < 0)
                .flatMap(column -> column.headings().stream())
                .toList();
        List<String> strange = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String heading = header.get(i).strip();
            if (!heading.isEmpty() && !read.contains(i)) {
                strange.add("'" + heading + "'"
                        + (unused.isEmpty() ? "" : " (nearest is '" + Nearest.to(heading, unused) + "')"));
            }
        }
        if (strange.isEmpty()) {
            return null;
        }
        boolean one = strange.size() == 1;
        return (one ? "its heading " : "its headings ") + String.join(", ", strange)
                + (one ? " names" : " name") + " no column of the format " + format.name()
                + (one ? ". Correct it, or take the column out" : ". Correct them, or take the columns out");
    }

    private static List<String> missing(Format format, List<String> header) {
        List<String> missing = new ArrayList<>();
        for (SourceColumn column : format.columns()) {
            if (column.required() && column.in(header) < 0) {
                missing.add(String.join(" or ", column.headings()));
            }
        }
        if (format.hasWide() && header.stream().noneMatch(field -> format.wideName(field) != null)) {
            missing.add("columns like " + format.wideLike());
        }
        return missing;
    }

    private static String shortened(String line) {
        return line.length() > 160 ? line.substring(0, 160) + "..." : line;
    }

    private static String unknown(String line, List<Format> formats, List<Header> headers) {
        StringBuilder why =
                new StringBuilder("its first line names the columns of no known format: '" + shortened(line) + "'");
        record Near(Format format, List<String> missing, double share) {}
        List<Near> nears = new ArrayList<>();
        for (Format format : formats) {
            long required =
                    format.columns().stream().filter(SourceColumn::required).count() + (format.hasWide() ? 1 : 0);
            for (Header header : headers) {
                List<String> missing = missing(format, header.fields());
                // One or two headings such as country and code say nothing.
                if (required - missing.size() >= 3 && missing.size() * 3 <= required) {
                    nears.add(new Near(format, missing, (double) missing.size() / required));
                }
            }
        }
        nears.stream()
                .min(Comparator.comparingDouble(Near::share))
                .ifPresentOrElse(
                        near -> why.append(near.missing().isEmpty() ? ", separated otherwise than " : ", nearest to ")
                                .append(near.format().name())
                                .append(
                                        near.missing().isEmpty()
                                                ? " wants it"
                                                : ", which also needs " + String.join(", ", near.missing())),
                        () -> why.append(". Known formats: ")
                                .append(String.join(
                                        ", ", formats.stream().map(Format::name).toList())));
        return why.append(". Correct the header, or give a file of a known format")
                .toString();
    }
}
