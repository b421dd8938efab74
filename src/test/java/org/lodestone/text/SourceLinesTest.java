package org.lodestone.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lodestone.testing.Spark;

/** Lines in columns are those that a reader of text, line by line and field by field, finds. */
@ExtendWith(Spark.class)
class SourceLinesTest {
    private static final String HEADER = "a,b,c";
    private static final TextLayout LAYOUT =
            new TextLayout(',', 3, 0, List.of(2, 0, -1), List.of("said by the name"), List.of(), List.of());

    @TempDir
    private Path folder;

    private SparkSession spark;
    private SourceFiles source;

    @BeforeEach
    void open(SparkSession session) {
        spark = session;
        source = new SourceFiles(spark.sparkContext().hadoopConfiguration());
    }

    /** What a text is made of: endings of lines, blanks, quotation marks at their place and astray, letters beyond ASCII. */
    private static String hostile(Random random, int lines) {
        List<String> cells = List.of(
                "1",
                "2.50",
                "",
                " x ",
                "\"q\"",
                "\"two\nlines\"",
                "\"a,b\"",
                "\"say \"\"so\"\"\"",
                "st\"ray",
                "\"open",
                "é",
                "한국",
                "\u00a0",
                "\t7\t",
                "NA",
                "\"\"",
                "\"with \r\n end\"",
                "'");
        List<String> ends = List.of("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n \n");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            int fields = random.nextInt(5) == 0 ? random.nextInt(6) : 3;
            for (int k = 0; k < fields; k++) {
                boolean plain = random.nextInt(3) > 0;
                text.append(k == 0 ? "" : ",")
                        .append(
                                plain
                                        ? Integer.toString(random.nextInt(1000))
                                        : cells.get(random.nextInt(cells.size())));
            }
            text.append(ends.get(random.nextInt(ends.size())));
        }
        return text.toString();
    }

    /** The rows that the text of a file means: line, text, fields too many, and the two columns. */
    private static List<String> meant(String text, long linesBefore, boolean header, TextLayout layout)
            throws IOException {
        List<String> rows = new ArrayList<>();
        TextRecords records = new TextRecords(
                new BufferedReader(new StringReader(text)), String.valueOf(layout.delimiter()), linesBefore);
        boolean begun = !header;
        while (true) {
            long number = records.line() + 1;
            String record = records.next();
            if (record == null) {
                return rows;
            }
            if (!begun) {
                begun = !record.replace("\uFEFF", "").isBlank();
            } else if (!record.isBlank()) {
                String[] fields =
                        TextRecords.fields(TextRecords.csvParser(layout.delimiter()), layout.delimiter(), record);
                rows.add(number + "|" + record + "|" + (fields.length - layout.fieldCount()) + "|" + cell(fields, 2)
                        + "|" + cell(fields, 0) + "|null|said by the name");
            }
        }
    }

    private static String cell(String[] fields, int place) {
        if (place >= fields.length || fields[place] == null) {
            return null;
        }
        String text = fields[place].replace('\u00a0', ' ').strip();
        return text.isEmpty() ? null : text;
    }

    private List<String> read(TextLayout layout, SourceFile... files) {
        return new SourceLines(spark)
                        .of(
                                List.of(files),
                                List.of(files).stream().map(file -> layout).toList(),
                                List.of("x", "y", "z", "fact"),
                                false)
                        .collectAsList()
                        .stream()
                        .sorted(Comparator.comparingInt((Row row) -> row.getInt(0))
                                .thenComparingLong(row -> row.getLong(1)))
                        .map(row ->
                                row.getLong(1) + "|" + row.getString(2) + "|" + row.getInt(3) + "|" + row.getString(4)
                                        + "|" + row.getString(5) + "|" + row.getString(6) + "|" + row.getString(7))
                        .toList();
    }

    private SourceFile file(String name, byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve(name), bytes);
        List<SourceFile> files = source.inspect(source.find(List.of(path.toString()), (none, reason) -> {}));
        assertThat(files.get(0).problem()).isNull();
        return files.get(0);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aHostileTextIsReadAsItsLinesAreMeant(long seed) throws IOException {
        Random random = new Random(seed);
        // A packed one is longer than the buffer that its length suggests: lines lie across its end.
        String text = "\uFEFF\n" + HEADER + "\n" + hostile(random, 20_000);
        List<String> meant = meant(text, 0, true, LAYOUT);
        assertThat(meant).hasSizeGreaterThan(10_000);
        assertThat(read(LAYOUT, file("plain.csv", text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(meant);
        assertThat(read(LAYOUT, file("packed.csv.gz", packed(text)))).isEqualTo(meant);
    }

    @Test
    void aQuotedFieldMayLieAcrossTheEndOfABuffer() throws IOException {
        StringBuilder text = new StringBuilder(HEADER + "\n");
        for (int i = 0; i < 3000; i++) {
            text.append(i)
                    .append(",\"")
                    .append("word ".repeat(i % 97))
                    .append("\n")
                    .append("more ".repeat(i % 89))
                    .append("\",z\n");
            text.append(i).append(",\"never closed").append("x".repeat(i % 83)).append(",w\n");
        }
        String all = text.toString();
        assertThat(read(LAYOUT, file("across.csv.gz", packed(all)))).isEqualTo(meant(all, 0, true, LAYOUT));
    }

    /** Whatever stands on either side of a cut is read once, with its own number. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aCutLosesNothingOnEitherSide(String end) throws IOException {
        List<String> lines = List.of(
                HEADER, "1,2,3", "4,5", "6,7,8,9", "", "é,1,2", "\uFEFF3,4,5", " , ,", "NA,x,y", "7,8,9", "10,11,12");
        for (int one = 1; one < lines.size(); one++) {
            String before = String.join(end, lines.subList(0, one)) + end;
            String after = String.join(end, lines.subList(one, lines.size()));
            byte[] whole = (before + after).getBytes(StandardCharsets.UTF_8);
            SourceFile seen = file("cut.csv", whole);
            List<SourceFile.Cut> cuts =
                    List.of(new SourceFile.Cut(before.getBytes(StandardCharsets.UTF_8).length, one));
            SourceFile cut = new SourceFile(
                    seen.path(),
                    seen.name(),
                    seen.sizeBytes(),
                    seen.sha256(),
                    seen.named(),
                    seen.encoding(),
                    seen.head(),
                    cuts,
                    null);
            assertThat(read(LAYOUT, cut))
                    .as("cut before line " + (one + 1))
                    .isEqualTo(meant(before + after, 0, true, LAYOUT));
        }
    }

    @Test
    void tabsThatPartNothingAreABlankLine() throws IOException {
        TextLayout tabs =
                new TextLayout('\t', 3, 0, List.of(2, 0, -1), List.of("said by the name"), List.of(), List.of());
        String text = "a\tb\tc\n1\t2\t3\n\t\t\n \t \n4\t\t6\n";
        assertThat(read(tabs, file("tabs.tsv", text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(meant(text, 0, true, tabs))
                .hasSize(2);
    }

    @Test
    void anyEncodingComesOutAsText() throws IOException {
        String text = HEADER + "\n수입,중국,7\n1,2,3\n\"여\n러\",x,8\n";
        List<String> meant = meant(text, 0, true, LAYOUT);
        assertThat(read(LAYOUT, file("korean.csv", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE))))
                .isEqualTo(meant);
        SourceFile korean = file("cp949.csv", text.repeat(20).getBytes(Charset.forName("x-windows-949")));
        assertThat(korean.encoding().certain()).isFalse();
        assertThat(read(LAYOUT, korean).get(0)).startsWith("2|수입,중국,7|0|7|");
    }

    @Test
    void repeatedColumnsAreAnArrayOfPairs() throws IOException {
        TextLayout layout = new TextLayout(',', 4, 0, List.of(0), List.of(), List.of(3, 1), List.of("2024", "2022"));
        SourceFile file = file(
                "wide.csv",
                "name,2022,2023,2024\nCHN,1,2,3\nKOR,,5,\nAUS,\"6\",7,é\n".getBytes(StandardCharsets.UTF_8));
        assertThat(new SourceLines(spark)
                        .of(List.of(file), List.of(layout), List.of("name"), true)
                        .select("name", "wide")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly(
                        "[CHN,ArraySeq([2024,3], [2022,1])]",
                        "[KOR,ArraySeq([2024,null], [2022,null])]",
                        "[AUS,ArraySeq([2024,é], [2022,6])]");
    }

    @Test
    void aValueAloneIsNotTakenForItsName() throws IOException {
        TextLayout layout = new TextLayout(',', 2, 0, List.of(0), List.of(), List.of(1), List.of("2024"));
        SourceFile file = file("one.csv", "name,2024\nCHN,7\n".getBytes(StandardCharsets.UTF_8));
        assertThat(new SourceLines(spark)
                        .of(List.of(file), List.of(layout), List.of("name"), true)
                        .selectExpr("explode(wide) AS pair")
                        .selectExpr("pair.value")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("7");
    }

    /** Readers end a line there, too, but the places to cut are numbered by line feeds. */
    @Test
    void aFileWithCarriageReturnsAloneIsNotCut() throws IOException {
        String lines = HEADER + "\n" + "12345,67890,13579\n".repeat(2_000_000);
        assertThat(file("feeds.csv", lines.getBytes(StandardCharsets.UTF_8)).cuts())
                .isNotEmpty();
        assertThat(file("both.csv", lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                        .cuts())
                .isNotEmpty();
        assertThat(file("stray.csv", lines.replaceFirst("13579", "13\r579").getBytes(StandardCharsets.UTF_8))
                        .cuts())
                .isEmpty();
        assertThat(file("doubled.csv", lines.replace("\n", "\r\r\n").getBytes(StandardCharsets.UTF_8))
                        .cuts())
                .isEmpty();
    }

    @Test
    void onlyWhatIsAskedForIsRead() throws IOException {
        SourceFile file = file("few.csv", (HEADER + "\n1,2,3\n4,5,6\n").getBytes(StandardCharsets.UTF_8));
        var rows = new SourceLines(spark).of(List.of(file), List.of(LAYOUT), List.of("x", "y", "z", "fact"), false);
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.select("y").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("1", "4");
        assertThat(rows.select("fact", "z").distinct().collectAsList())
                .extracting(Row::toString)
                .containsExactly("[said by the name,null]");
    }
}
