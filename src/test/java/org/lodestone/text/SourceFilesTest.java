package org.lodestone.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Spark;

/** Source files as text: what is found, what is refused at first sight, and how lines become fields. */
@ExtendWith(Spark.class)
class SourceFilesTest {
    private static final String TABLE = "a,b,c\n1,2,3\n4,5,6\n";

    @TempDir
    private Path folder;

    private SparkSession spark;
    private SourceFiles source;
    private final Map<String, String> missing = new HashMap<>();

    @BeforeEach
    void open(SparkSession session) {
        spark = session;
        source = new SourceFiles(spark.sparkContext().hadoopConfiguration());
    }

    @Test
    void aFileThatIsNoTextTableIsRefusedWithCauseAndRemedy() throws IOException {
        byte[] whole = gzip(TABLE.repeat(2000));
        assertThat(problem("cut.csv.gz", Arrays.copyOf(whole, whole.length - 20)))
                .contains("truncated or damaged", "Fetch the file again");
        byte[] flipped = whole.clone();
        flipped[flipped.length - 6] ^= 0x55;
        assertThat(problem("crc.csv.gz", flipped)).contains("truncated or damaged", "gzip -t");
        assertThat(problem("page.csv", "\uFEFF \n<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8)))
                .contains("web page", "sign-in", "Fetch it again");
        assertThat(problem("page.csv.gz", gzip("<html>no</html>"))).contains("web page");
        assertThat(problem("unmarked.csv", TABLE.getBytes(Charset.forName("UTF-16LE"))))
                .contains("NUL bytes", "UTF-16", "Save it as CSV in UTF-8");
        assertThat(problem("book.csv", "PK\u0003\u0004xl/worksheets".getBytes(StandardCharsets.ISO_8859_1)))
                .contains("zip archive or an Excel workbook", "save the sheet as CSV");
        assertThat(problem("data.csv", "{\"data\": []}".getBytes(StandardCharsets.UTF_8)))
                .contains("JSON", "Ask the source for CSV");
        assertThat(problem("list.csv", " [1, 2]".getBytes(StandardCharsets.UTF_8)))
                .contains("JSON");
        assertThat(problem("table.csv", "PAR1....PAR1".getBytes(StandardCharsets.UTF_8)))
                .contains("Parquet");
        assertThat(problem("nothing.csv", new byte[0])).contains("the file is empty");
        assertThat(problem("nothing.csv.gz", gzip(""))).contains("the file is empty");
        assertThat(problem("blank.csv", " \n\n \n".getBytes(StandardCharsets.UTF_8)))
                .contains("only blank lines");
        assertThat(problem("good.csv", TABLE.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void aFileIsKnownByItsBytesAsStoredAndItsNameWithoutGz() throws IOException {
        Path plain = Files.writeString(folder.resolve("one.csv"), "abc");
        Path packed = Files.write(folder.resolve("two.csv.gz"), gzip("\uFEFF" + TABLE));
        List<SourceFile> files =
                source.inspect(source.find(List.of(plain.toString(), packed.toString()), (none, reason) -> {}));
        // The SHA-256 of "abc" is the first example of FIPS 180-2.
        assertThat(files.get(0).sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(files.get(1).name()).isEqualTo("two.csv");
        assertThat(files.get(1).sizeBytes()).isEqualTo(Files.size(packed));
        assertThat(files.get(1).head()).containsExactly("a,b,c", "1,2,3", "4,5,6");
    }

    @Test
    void filesFoldersAndPatternsNameEachFileOnce() throws IOException {
        Files.createDirectories(folder.resolve("in/deep"));
        for (String name : List.of(
                "a.csv", "b.tsv", "c.txt", "d.csv.gz", "e.md", ".hidden.csv", "_aside.csv", "deep/F.CSV", "[1].csv")) {
            Files.writeString(folder.resolve("in").resolve(name), TABLE);
        }
        assertThat(found("in")).containsExactly("[1].csv", "a.csv", "b.tsv", "c.txt", "d.csv.gz", "F.CSV");
        assertThat(found("in/*.csv")).containsExactly("[1].csv", "_aside.csv", "a.csv");
        assertThat(found("in/{a,d}.*")).containsExactly("a.csv", "d.csv.gz");
        assertThat(found("in/e.md"))
                .as("a file that is named is meant, whatever its ending")
                .containsExactly("e.md");
        assertThat(found("in/[1].csv")).as("a name that exists is no pattern").containsExactly("[1].csv");
        assertThat(found("in/a.csv", "in/a*", "in/deep")).containsExactly("a.csv", "F.CSV");
    }

    @Test
    void aPathThatNamesNothingIsToldAndTheOthersAreFound() throws IOException {
        Files.createDirectories(folder.resolve("bare"));
        Files.writeString(folder.resolve("there.csv"), "a,b\n");
        assertThat(found("nowhere.csv", "there.csv", "none*.csv", "bare")).containsExactly("there.csv");
        assertThat(missing.get(folder + "/nowhere.csv")).contains("there is no such file", "Check the spelling");
        assertThat(missing.get(folder + "/none*.csv")).contains("no file matches it");
        assertThat(missing.get(folder + "/bare")).contains("holds no file", ".csv, .tsv, .txt or .dat");
    }

    @Test
    void whatIsNoTableByItsNameIsFoundInAFolderAndNotLookedAt() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        for (String name : List.of("a.csv", "paper.pdf", "b.dat")) {
            Files.writeString(folder.resolve("in").resolve(name), TABLE);
        }
        List<SourceFiles.Found> found = source.find(
                List.of(
                        folder.resolve("in").toString(),
                        folder.resolve("in/b.dat").toString()),
                missing::put);
        assertThat(found)
                .extracting(one -> one.status().getPath().getName() + " " + one.named() + " " + one.table())
                .containsExactly("a.csv false true", "b.dat true true", "paper.pdf false false");
        assertThat(source.inspect(found)).extracting(SourceFile::name).containsExactly("a.csv", "b.dat");
    }

    /** ICU names an encoding by the frequencies of its bytes; what a byte-order mark says is certain. */
    @Test
    void theEncodingOfATextIsSaidByItsMarkOrToldByItsBytes() throws IOException {
        assertThat(encoding("utf8.csv", "country\nCôte d'Ivoire\n", StandardCharsets.UTF_8))
                .isEqualTo("UTF-8 certain");
        assertThat(encoding("le.csv", "\uFEFF" + TABLE, StandardCharsets.UTF_16LE))
                .isEqualTo("UTF-16 certain");
        assertThat(encoding("be.csv", "\uFEFF" + TABLE, StandardCharsets.UTF_16BE))
                .isEqualTo("UTF-16 certain");
        assertThat(encoding("korea.csv", "년도,HS코드,품목명,국가명,수출중량,수출금액\n", Charset.forName("x-windows-949")))
                .isEqualTo("CP949 or EUC-KR (Korean)");
        assertThat(encoding("japan.csv", "年,品目,国名\n2024,原油,サウジアラビア\n", Charset.forName("windows-31j")))
                .isEqualTo("Shift-JIS (Japanese)");
        assertThat(encoding("west.csv", "code,country\n384,Côte d'Ivoire\n", Charset.forName("windows-1252")))
                .isEqualTo("Windows-1252 or another single-byte encoding (European)");
        // The letters come after the first 64 KiB, and the last chunk ends within one.
        assertThat(encoding("late.csv", TABLE.repeat(8000) + "Türkei", Charset.forName("windows-1252")))
                .isEqualTo("Windows-1252 or another single-byte encoding (European)");
        assertThat(encoding("cut.csv", TABLE.repeat(8000) + "ü".repeat(65_536), StandardCharsets.UTF_8))
                .isEqualTo("UTF-8 certain");
    }

    @Test
    void textWithAByteOrderMarkIsReadWhateverItsBytesAre() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(lines(',', 0, "\uFEFFa,b,c\n1,\"ü, Ⅻ\",3\n4,5,6\n".getBytes(charset)))
                    .as(charset.name())
                    .containsExactly("2: 1|ü, Ⅻ|3 +0", "3: 4|5|6 +0");
        }
    }

    /** 0x2C, 0x22 and 0x0A are no part of a letter in any encoding that holds ASCII, whichever it is. */
    @Test
    void anEncodingThatIsNotCertainMattersOnlyInCellsThatAreRead() throws IOException {
        Path file = Files.write(
                folder.resolve("korean.csv"),
                "a,b,c\n1,2,\"금속제의 영구자석, 자화한 후 영구자석으로 되는 물품\"\n4,5,중국\n".getBytes(Charset.forName("x-windows-949")));
        SourceFile found = source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0);
        assertThat(source.undecided(found, layout(List.of(0, 1)))).isEmpty();
        assertThat(source.undecided(found, layout(List.of(0, 2))))
                .hasValue("line 2 has '금속제의 영구자석, 자화한 후 영구자석으로 되는 물품'");
        List<Row> lines = new SourceLines(spark)
                .of(List.of(found), List.of(layout(List.of(0, 1))), List.of("a", "b"), false)
                .collectAsList();
        assertThat(lines)
                .extracting(line -> line.getString(2) + " +" + line.getInt(3) + " " + line.getString(5))
                .containsExactly("1,2,\"금속제의 영구자석, 자화한 후 영구자석으로 되는 물품\" +0 2", "4,5,중국 +0 5");
    }

    private static TextLayout layout(List<Integer> positions) {
        return new TextLayout(',', 3, 0, positions, List.of(), List.of(), List.of());
    }

    private String encoding(String name, String text, Charset charset) throws IOException {
        Path file = Files.write(folder.resolve(name), text.getBytes(charset));
        TextEncoding encoding = source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0)
                .encoding();
        return encoding.title() + (encoding.certain() ? " certain" : "");
    }

    @Test
    void quotedFieldsMayHoldDelimitersQuotesAndLineBreaks() throws IOException {
        assertThat(lines(',', "a,b,c\n1,\"x, y\",3\n\"two\nlines\",\"say \"\"so\"\"\",6\n7,8,9\n"))
                .containsExactly("2: 1|x, y|3 +0", "3: two\nlines|say \"so\"|6 +0", "5: 7|8|9 +0");
    }

    @Test
    void aLineMayBeLongerThanAnyBuffer() {
        String first = "a \"quoted\" word, ".repeat(3_000);
        String second = "x".repeat(20_000);
        String line = '"' + first.replace("\"", "\"\"") + "\"," + second + ",\"last\"";

        assertThat(TextRecords.fields(line, ',')).containsExactly(first.strip(), second, "last");
    }

    @Test
    void byteOrderMarksLineEndsAndTrailingDelimitersDoNotMatter() throws IOException {
        assertThat(lines(',', "\uFEFFa,b,c\r\n1,2,3\r\n\r\n4,5,6")).containsExactly("2: 1|2|3 +0", "4: 4|5|6 +0");
        assertThat(lines(',', 1, "\n\na,b,c\n1,2,3,\n4,5,,\n7,8\n1,2,3,4\n1,2,3,,\n"))
                .containsExactly("4: 1|2|3 +0", "5: 4|5|null +0", "6: 7|8|null +-1", "7: 1|2|3 +1", "8: 1|2|3 +1");
        assertThat(lines(',', 0, "a,b,c\n1,2,3,\n"))
                .as("a field too many is one, even blank, where the other lines have none")
                .containsExactly("2: 1|2|3 +1");
        assertThat(lines(';', "a;b;c\n1,5;2;\u00a03\n")).containsExactly("2: 1,5|2|3 +0");
        assertThat(lines('\t', "a\tb\tc\n1\t\t3\n")).containsExactly("2: 1|null|3 +0");
    }

    @Test
    void aStrayQuoteCostsAtMostItsOwnLine() throws IOException {
        assertThat(lines(',', "a,b,c\n1,2\" pipe,3\n4,2\" pipe,6\n7,8,9\n"))
                .as("a quote inside a field that is not quoted is a character")
                .containsExactly("2: 1|2\" pipe|3 +0", "3: 4|2\" pipe|6 +0", "4: 7|8|9 +0");
        List<String> lines = lines(',', "a,b,c\n1,\"open,3\n4,5,6\n7,8,9\n");
        assertThat(lines).hasSize(3).endsWith("3: 4|5|6 +0", "4: 7|8|9 +0");
        assertThat(lines.get(0)).startsWith("2: 1|").doesNotEndWith("+0");
    }

    @Test
    void theFirstLinesThatAFormatIsRecognisedByAreWholeRecords() throws IOException {
        Path file = Files.writeString(folder.resolve("broken-lines.csv"), "a,\"b\nb\",c\n1,\"x\ny\",3\n4,5,6\n");
        assertThat(source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                        .get(0)
                        .head())
                .containsExactly("a,\"b\nb\",c", "1,\"x\ny\",3", "4,5,6");
    }

    @Test
    void aLargeFileIsReadInPartsWithoutLosingOrMovingALine() throws IOException {
        // Line n says n. 36 MB give three parts.
        Path file = folder.resolve("large.csv");
        String filling = "x".repeat(990);
        try (java.io.BufferedWriter text = Files.newBufferedWriter(file)) {
            text.write("\uFEFFa,b,c\n");
            for (int line = 2; line <= 36_000; line++) {
                text.write(line + "," + filling + ",ü\n");
            }
        }
        SourceFile found = source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0);
        TextLayout layout = new TextLayout(',', 3, 0, List.of(0, 1, 2), List.of(), List.of(), List.of());
        org.apache.spark.sql.Dataset<Row> lines =
                new SourceLines(spark).of(List.of(found), List.of(layout), List.of("a", "b", "c"), false);
        assertThat(lines.javaRDD().getNumPartitions()).isGreaterThan(1);
        Row sums = lines.selectExpr(
                        "count(1)", "sum(line)", "count_if(line <> cast(a as long) or c <> 'ü' or surplus_fields <> 0)")
                .first();
        assertThat(sums.getLong(0)).isEqualTo(35_999);
        assertThat(sums.getLong(1)).isEqualTo(36_000L * 36_001 / 2 - 1);
        assertThat(sums.getLong(2)).isZero();
    }

    private String problem(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        return source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0)
                .problem();
    }

    private List<String> found(String... paths) {
        return source
                .find(
                        Arrays.stream(paths)
                                .map(path -> folder.resolve(path).toString())
                                .toList(),
                        missing::put)
                .stream()
                .filter(SourceFiles.Found::table)
                .map(found -> found.status().getPath().getName())
                .toList();
    }

    /** Each line as "number: fields +surplus". */
    private List<String> lines(char delimiter, String text) throws IOException {
        return lines(delimiter, 0, text);
    }

    private List<String> lines(char delimiter, int blankEnds, String text) throws IOException {
        return lines(delimiter, blankEnds, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> lines(char delimiter, int blankEnds, byte[] text) throws IOException {
        Path file = Files.write(folder.resolve("lines.csv"), text);
        SourceFile found = source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0);
        TextLayout layout = new TextLayout(delimiter, 3, blankEnds, List.of(0, 1, 2), List.of(), List.of(), List.of());
        return new SourceLines(spark)
                        .of(Collections.singletonList(found), List.of(layout), List.of("a", "b", "c"), false)
                        .collectAsList()
                        .stream()
                        .map(SourceFilesTest::text)
                        .toList();
    }

    private static String text(Row row) {
        return row.getLong(1) + ": " + row.getString(4) + "|" + row.getString(5) + "|" + row.getString(6) + " +"
                + row.getInt(3);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
