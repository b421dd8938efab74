package org.lodestone.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.ingest.Ingest;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.program.Console;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.Table;
import org.lodestone.testing.Spark;

/** A lake in a folder of its own, and short ways to make source files, to ingest them and to look at what landed. */
final class TestLake {
    private static final List<String> COMTRADE = List.of(
            "typeCode",
            "freqCode",
            "refYear",
            "refMonth",
            "period",
            "reporterCode",
            "flowCode",
            "partnerCode",
            "partner2Code",
            "classificationCode",
            "cmdCode",
            "cmdDesc",
            "customsCode",
            "mosCode",
            "motCode",
            "netWgt",
            "isNetWgtEstimated",
            "primaryValue",
            "isReported");

    private final Path folder;
    private final Map<String, String> options = new HashMap<>();
    private ReferenceData reference = ReferenceData.load(Map.of());
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final Map<String, Dataset<Row>> fetched = new HashMap<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    TestLake(Path folder) {
        this.folder = folder;
        options.put("lake", folder.resolve("lake").toString());
    }

    TestLake with(String setting, String value) {
        options.put(setting, value);
        return this;
    }

    TestLake with(ReferenceData other) {
        reference = other;
        return this;
    }

    /** The time at which the next ingest happens. */
    TestLake at(String instant) {
        now = Instant.parse(instant);
        return this;
    }

    Path root() {
        return folder.resolve("lake");
    }

    /** What was said on standard error so far. */
    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    Ingest.Outcome ingest(Path... paths) {
        fetched.clear();
        Console console = new Console(
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                false);
        return new Ingest(
                        Spark.session(),
                        Settings.of(null, Map.of(), options),
                        console,
                        reference,
                        Clock.fixed(now, ZoneOffset.UTC))
                .run(Arrays.stream(paths).map(Path::toString).toList());
    }

    Lake lake() {
        return Lake.open(Spark.session(), root().toString());
    }

    /** A table at the newest state; fetched once, so that looking at it again starts no Spark job. */
    Dataset<Row> read(Table table) {
        return fetched.computeIfAbsent(table.name(), name -> {
            Dataset<Row> rows = name.equals(Ledger.TABLE.name()) ? lake().ledger() : lake().read(table);
            return Spark.session().createDataFrame(rows.collectAsList(), rows.schema());
        });
    }

    /** Rows of a table as texts: the named columns with a blank between, sorted. */
    List<String> rows(Table table, String where, String... columns) {
        return texts(read(table).where(where), columns);
    }

    static List<String> texts(Dataset<Row> rows, String... columns) {
        return rows.selectExpr(columns).collectAsList().stream()
                .map(row -> java.util.stream.IntStream.range(0, columns.length)
                        .mapToObj(i -> text(row.get(i)))
                        .collect(Collectors.joining(" ")))
                .sorted()
                .toList();
    }

    private static String text(Object value) {
        return value instanceof Double figure
                ? java.math.BigDecimal.valueOf(figure).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    /** How many commits each table's log holds. */
    Map<String, Integer> commits() {
        Map<String, Integer> commits = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root())) {
            all.filter(path -> path.getParent().getFileName().toString().equals("_delta_log"))
                    .filter(path -> path.getFileName().toString().matches("\\d{20}\\.json"))
                    .forEach(path -> commits.merge(
                            path.getParent().getParent().getFileName().toString(), 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commits;
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) {
        try {
            Path file = folder.resolve("files").resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * A file of UN Comtrade's API. Each row is written as {@code reporter flow partner code period value weight} and, where
     * they are not those of a margin, further columns as {@code name=value}; a dash is a blank cell.
     */
    static String comtrade(String... rows) {
        return comtradeWithout(List.of(), rows);
    }

    /** The same, in a file that lacks some columns. */
    static String comtradeWithout(List<String> columns, String... rows) {
        return table(
                COMTRADE.stream().filter(column -> !columns.contains(column)).toList(), ",", rows);
    }

    /** The same, in a file with further columns. */
    static String comtradeWith(List<String> more, String... rows) {
        return table(Stream.concat(COMTRADE.stream(), more.stream()).toList(), ",", rows);
    }

    static String comtradeSeparatedBy(String delimiter, String... rows) {
        return table(COMTRADE, delimiter, rows);
    }

    private static String table(List<String> columns, String delimiter, String... rows) {
        StringBuilder text = new StringBuilder(String.join(delimiter, columns)).append('\n');
        for (String row : rows) {
            String[] parts = row.trim().split(" +");
            boolean month = parts[4].length() == 6;
            Map<String, String> cells = new HashMap<>(Map.of(
                    "typeCode",
                    "C",
                    "freqCode",
                    month ? "M" : "A",
                    "refYear",
                    parts[4].substring(0, 4),
                    "refMonth",
                    month ? parts[4].substring(4) : "52",
                    "partner2Code",
                    "0",
                    "classificationCode",
                    "H6",
                    "cmdDesc",
                    "\"Magnets, of metal\"",
                    "customsCode",
                    "C00",
                    "mosCode",
                    "0",
                    "motCode",
                    "0"));
            List<String> given =
                    List.of("reporterCode", "flowCode", "partnerCode", "cmdCode", "period", "primaryValue", "netWgt");
            for (int i = 0; i < given.size(); i++) {
                cells.put(given.get(i), parts[i]);
            }
            for (int i = given.size(); i < parts.length; i++) {
                String[] more = parts[i].split("=", 2);
                cells.put(more[0], more[1].replace('~', ' '));
            }
            cells.values().removeIf("-"::equals);
            text.append(columns.stream()
                            .map(column -> cells.getOrDefault(column, ""))
                            .collect(Collectors.joining(delimiter)))
                    .append('\n');
        }
        return text.toString();
    }
}
