package org.lodestone.report;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/** How reports are published: whole, sorted, the same bytes for the same rows, and withheld when bad. */
@ExtendWith(Spark.class)
class ParquetReportsTest {
    private static final Table TABLE = Table.named("shares_test")
            .grain("One row per importer and day.")
            .key(Columns.IMPORTER_ISO3, Columns.PERIOD_START)
            .column(Columns.YEAR)
            .column("share", Unit.FRACTION, "A share, of something.")
            .column("noted_at", Unit.TIMESTAMP, "When it was noted.")
            .required("amount_usd", Unit.USD, "An amount.")
            .check(Check.fraction("share"))
            .build();

    private static final long ONE_TASK = 1_000_000;

    private final SparkSession spark;

    @TempDir
    private Path reports;

    ParquetReportsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void oneFileSortedCompressedWithCommentsAndUnits() throws IOException {
        List<ParquetReports.Published> published = publish(rows(300), 3, ONE_TASK);

        Path file = reports.resolve("shares_test.parquet");
        assertThat(published).hasSize(1);
        assertThat(published.get(0).rows()).isEqualTo(300);
        assertThat(published.get(0).path()).isEqualTo("shares_test.parquet");
        assertThat(published.get(0).sha256()).isEqualTo(sha256(file));
        assertThat(tree()).containsExactly("shares_test.parquet");

        ParquetMetadata footer = footer(file);
        assertThat(footer.getBlocks()).hasSize(1);
        for (ColumnChunkMetaData column : footer.getBlocks().get(0).getColumns()) {
            assertThat(column.getCodec()).isEqualTo(CompressionCodecName.SNAPPY);
            assertThat(column.getPrimitiveType().getPrimitiveTypeName()).isNotEqualTo(PrimitiveTypeName.INT96);
        }
        assertThat(footer.getFileMetaData().getSchema().getType("noted_at").toString())
                .isEqualTo("optional int64 noted_at (TIMESTAMP(MICROS,true))");
        assertThat(footer.getFileMetaData().getSchema().getType("period_start").toString())
                .isEqualTo("optional int32 period_start (DATE)");

        // In the order that each JVM gives them: parquet-java's own differs from run to run.
        for (List<String> encodings : encodings(file)) {
            assertThat(encodings).hasSizeGreaterThan(1).isSorted();
        }

        Map<String, JsonNode> metadata = metadata(footer);
        assertThat(metadata.keySet())
                .containsExactly("importer_iso3", "period_start", "year", "share", "noted_at", "amount_usd");
        assertThat(metadata.get("share").get("comment").asText()).isEqualTo("A share, of something.");
        assertThat(metadata.get("share").get("unit").asText()).isEqualTo("fraction, 0 to 1");
        assertThat(metadata.get("amount_usd").get("unit").asText()).isEqualTo("USD");

        List<String> keys = spark.read().parquet(file.toString()).collectAsList().stream()
                .map(row -> row.getString(0) + " " + row.getDate(1))
                .toList();
        assertThat(keys).hasSize(300).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void sameRowsSameBytes() throws IOException {
        List<Row> rows = rows(500);
        Path file = reports.resolve("shares_test.parquet");
        publish(rows, 1, ONE_TASK);
        String hash = sha256(file);
        Object before = spark.conf().get("spark.sql.shuffle.partitions");
        for (int partitions : new int[] {2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            spark.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions + 1));
            try {
                publish(rows, partitions, ONE_TASK);
            } finally {
                spark.conf().set("spark.sql.shuffle.partitions", before.toString());
            }
            assertThat(sha256(file)).as(partitions + " partitions").isEqualTo(hash);
        }
        rows.set(0, changed(rows.get(0), 5, 0.001));
        publish(rows, 1, ONE_TASK);
        assertThat(sha256(file)).as("other rows").isNotEqualTo(hash);
    }

    private static final Table ALL_TYPES = Table.named("types_test")
            .grain("One row per name and number.")
            .key(Field.required("name", Unit.TEXT, "A text."), Field.required("number", Unit.COUNT, "A whole number."))
            .column("day", Unit.DATE, "A day.")
            .column("noted_at", Unit.TIMESTAMP, "When it was noted.")
            .column(Columns.YEAR)
            .column("share", Unit.FRACTION, "A share.")
            .column("weight_kg", Unit.KG, "A weight.")
            .column("is_known", Unit.FLAG, "Whether it is known.")
            .column(Field.optional("amount", Unit.TEXT, "An amount of money.")
                    .typed(DataTypes.createDecimalType(18, 2)))
            .column(Field.optional("codes", Unit.TEXT, "Some codes.")
                    .typed(DataTypes.createArrayType(DataTypes.StringType)))
            .build();

    private static List<Row> allTypes(int count) {
        Random random = new Random(count);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean empty = i % 7 == 3;
            rows.add(RowFactory.create(
                    List.of("", "a", "Z", "\u00e9", "\ud83d\ude00", "\uffee").get(i % 6) + i % 5,
                    (long) (i - count / 2) * 1_000_000_007L,
                    empty ? null : Date.valueOf(LocalDate.parse("1969-12-30").plusDays(i)),
                    empty
                            ? null
                            : Timestamp.from(
                                    Instant.parse("2026-01-02T03:04:05.678901Z").plusSeconds(i)),
                    2000 + i % 3,
                    empty ? null : random.nextDouble(),
                    i % 11 == 0 ? -0.0 : random.nextGaussian() * 1e12,
                    empty ? null : i % 2 == 0,
                    empty ? null : new java.math.BigDecimal("12345.6" + i % 10),
                    empty ? null : new String[] {"a", null, "b" + i}));
        }
        return rows;
    }

    private void writtenByTask(List<Row> rows) throws IOException {
        ParquetReports writer = new ParquetReports(spark, reports.toString());
        writer.write(
                ALL_TYPES,
                ALL_TYPES.conform(
                        spark.createDataFrame(rows, ALL_TYPES.schema()).repartition(3)),
                rows.size());
        isPublished(writer, rows.size());
    }

    private void writtenFromMemory(List<Row> rows) throws IOException {
        ParquetReports writer = new ParquetReports(spark, reports.toString());
        writer.write(ALL_TYPES, rows);
        isPublished(writer, rows.size());
    }

    private static void isPublished(ParquetReports writer, int rows) {
        assertThat(writer.withheld()).isEmpty();
        assertThat(writer.publish(List.of()).get(0).rows()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 3000})
    void rowsInMemoryGiveTheBytesThatATaskWrites(int count) throws IOException {
        List<Row> rows = allTypes(count);
        Path file = reports.resolve("types_test.parquet");
        writtenByTask(rows);
        String hash = sha256(file);
        Collections.shuffle(rows, new Random(1));
        writtenFromMemory(rows);
        assertThat(sha256(file)).isEqualTo(hash);
    }

    @Test
    @Tag("heavy")
    void rowsInMemoryGiveTheBytesThatATaskWritesWithSettingsForLargeJobsToo() throws Exception {
        List<Row> rows = allTypes(3000);
        Path file = reports.resolve("types_test.parquet");
        writtenFromMemory(rows);
        String hash = sha256(file);
        Spark.large(() -> writtenFromMemory(rows));
        assertThat(sha256(file)).as("in memory").isEqualTo(hash);
        Spark.large(() -> writtenByTask(rows));
        assertThat(sha256(file)).as("by a task").isEqualTo(hash);
    }

    /** What Spark knows to be never null depends on how a result is planned. */
    @Test
    void columnsAreOptionalWhateverSparkKnowsOfThem() throws IOException {
        List<Row> rows = rows(20);
        StructType never = new StructType(Arrays.stream(TABLE.schema().fields())
                .map(field -> new StructField(field.name(), field.dataType(), false, field.metadata()))
                .toArray(StructField[]::new));
        List<Row> full = rows.stream().map(row -> changed(row, 3, 0.5)).toList();
        Set<String> hashes = new HashSet<>();
        for (StructType schema : List.of(never, TABLE.schema())) {
            ParquetReports writer = new ParquetReports(spark, reports.toString());
            writer.write(TABLE, TABLE.conform(spark.createDataFrame(full, schema)), full.size());
            writer.publish(List.of());
            assertThat(footer(reports.resolve("shares_test.parquet"))
                            .getFileMetaData()
                            .getSchema()
                            .toString())
                    .doesNotContain("required");
            hashes.add(sha256(reports.resolve("shares_test.parquet")));
        }
        assertThat(hashes).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "repeated key, key_repeated, 2, rows=2",
        "share above one, share_is_fraction, 1, share=1.5",
        "no amount, amount_usd_present, 1, amount_usd=null",
        "not a number, amount_usd_is_number, 1, amount_usd=NaN",
        "infinity, amount_usd_is_number, 1, amount_usd=-Infinity",
        "no key, importer_iso3_present, 1, importer_iso3=null"
    })
    void aReportWithBadRowsIsWithheldWithItsRowsAndTheOldOneGoes(String fault, String named, long count, String shown)
            throws IOException {
        List<Row> rows = rows(20);
        publish(rows, 1, ONE_TASK);
        switch (fault) {
            case "repeated key" -> {
                rows.add(changed(rows.get(3), 5, 1.0));
                rows.add(rows.get(7));
            }
            case "share above one" -> rows.set(4, changed(rows.get(4), 3, 1.5));
            case "no amount" -> rows.set(4, changed(rows.get(4), 5, null));
            case "not a number" -> rows.set(4, changed(rows.get(4), 5, Double.NaN));
            case "infinity" -> rows.set(4, changed(rows.get(4), 5, Double.NEGATIVE_INFINITY));
            case "no key" -> rows.set(4, changed(rows.get(4), 0, null));
            default -> throw new AssertionError(fault);
        }
        // Written from memory, by one task, and by one a year, where rows of other years do not slip through.
        for (long rowsATask : new long[] {0, ONE_TASK, 5}) {
            if (fault.equals("no key") && rowsATask == 5) {
                continue;
            }
            ParquetReports writer;
            if (rowsATask == 0) {
                writer = new ParquetReports(spark, reports.toString());
                writer.write(TABLE, rows);
            } else {
                writer = written(rows, 3, rowsATask);
            }
            assertThat(writer.withheld()).hasSize(1);
            ParquetReports.Withheld withheld = writer.withheld().get(0);
            assertThat(withheld.name()).isEqualTo("shares_test");
            assertThat(withheld.broken()).isEqualTo(Map.of(named, count));
            assertThat(withheld.rows()).hasSize((int) count);
            Map<String, Object> row = withheld.rows().get(0);
            assertThat(row).containsEntry("breaks", named).containsKeys("importer_iso3", "period_start");
            assertThat(row.toString()).contains(shown);
            assertThat(writer.publish(List.of())).isEmpty();
            // The old one would stand beside the others as if it were of the same state.
            assertThat(tree()).isEmpty();
        }
    }

    @Test
    void ofManyBadRowsTheFirstFiveAreShownAndWhatIsWrittenBesideThemIsPublished() throws IOException {
        List<Row> rows = new ArrayList<>();
        rows(40).forEach(row -> rows.add(changed(row, 3, 1.5)));
        ParquetReports writer = written(rows, 3, ONE_TASK);
        Table other = Table.named("other_test")
                .grain("One row per importer.")
                .key(Columns.IMPORTER_ISO3)
                .build();
        writer.write(other, spark.createDataFrame(List.of(RowFactory.create("KOR")), other.schema()), 1);

        ParquetReports.Withheld withheld = writer.withheld().get(0);
        assertThat(withheld.broken()).isEqualTo(Map.of("share_is_fraction", 40L));
        assertThat(withheld.rows()).hasSize(5);
        assertThat(withheld.rows().get(0).get("importer_iso3")).isEqualTo("DEU");
        assertThat(writer.publish(List.of()))
                .extracting(ParquetReports.Published::name)
                .containsExactly("other_test");
        assertThat(tree()).containsExactly("other_test.parquet");
    }

    @Test
    @Tag("heavy")
    void manyRowsAreOneFileTooYearAfterYear() throws Exception {
        List<Row> rows = rows(400);
        Path report = reports.resolve("shares_test.parquet");
        List<ParquetReports.Published> published = publish(rows, 3, 399);
        assertThat(tree()).containsExactly("shares_test.parquet");
        assertThat(published.get(0).rows()).isEqualTo(400);
        assertThat(published.get(0).sha256()).isEqualTo(sha256(report));
        assertThat(footer(report).getBlocks()).as("a group of rows a year").hasSizeGreaterThan(2);
        assertThat(metadata(footer(report)).get("amount_usd").get("unit").asText())
                .isEqualTo("USD");
        assertThat(metadata(footer(report)).get("share").get("comment").asText())
                .isEqualTo("A share, of something.");
        for (List<String> encodings : encodings(report)) {
            assertThat(encodings).isSorted();
        }
        try (Duck duck = new Duck()) {
            List<String> keys =
                    duck.query("SELECT year, importer_iso3, period_start FROM " + Duck.parquet(report)).stream()
                            .map(Object::toString)
                            .toList();
            assertThat(keys).hasSize(400).doesNotHaveDuplicates();
            assertThat(keys).as("by year, then by key").isSorted();
            List<Map<String, Object>> joined = duck.query("SELECT * FROM " + Duck.parquet(report) + " ORDER BY ALL");
            publish(rows, 3, ONE_TASK);
            assertThat(duck.query("SELECT * FROM " + Duck.parquet(report) + " ORDER BY ALL"))
                    .isEqualTo(joined);
        }

        // Another order and other partitions give the same bytes.
        Collections.shuffle(rows, new Random(5));
        assertThat(publish(rows, 7, 399).get(0).sha256())
                .isEqualTo(published.get(0).sha256());
    }

    @Test
    void whatAKilledRunLeftIsCleaned() throws IOException {
        publish(rows(10), 1, ONE_TASK);
        Path staging = Files.createDirectories(reports.resolve(".staging/shares_test/_temporary/0"));
        Files.writeString(staging.resolve("part-00000.parquet"), "half a fi");
        Files.writeString(reports.resolve(".staging/shares_test/part-00000-old.parquet"), "an old one");
        Files.writeString(reports.resolve(".shares_test.parquet.crc"), "of another file");

        publish(rows(12), 1, ONE_TASK);

        assertThat(tree()).containsExactly("shares_test.parquet");
        assertThat(spark.read()
                        .parquet(reports.resolve("shares_test.parquet").toString())
                        .count())
                .isEqualTo(12);
    }

    /**
     * Whoever opens the file while it is replaced has the old one or the new one, whole. The file is opened once and what
     * comes is given to DuckDB: DuckDB itself opens a file two or three times for one query, so that no replacing by name
     * can keep a query of its own together that falls into that moment.
     */
    @Test
    @Tag("heavy")
    void aReaderNeverMeetsHalfAFile(@TempDir Path ownFolder) throws Exception {
        Path report = reports.resolve("shares_test.parquet");
        Path copy = ownFolder.resolve("copy.parquet");
        // The amounts of each version add up to what its row count says.
        publish(versionOf(50), 1, ONE_TASK);
        AtomicBoolean done = new AtomicBoolean();
        Set<Long> seen = Collections.synchronizedSet(new HashSet<>());
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!done.get() && System.nanoTime() < end) {
                try (Duck duck = new Duck()) {
                    Files.write(copy, Files.readAllBytes(report));
                    Map<String, Object> row = duck.query("SELECT count(*) AS n, sum(amount_usd) AS amount, "
                                    + "count(DISTINCT importer_iso3) AS importers FROM " + Duck.parquet(copy))
                            .get(0);
                    long n = (Long) row.get("n");
                    assertThat(row.get("amount")).isEqualTo((double) n * n);
                    assertThat(row.get("importers")).isEqualTo(4L);
                    seen.add(n);
                    reads++;
                } catch (java.sql.SQLException | IOException e) {
                    throw new IllegalStateException("read " + reads + " failed", e);
                }
            }
            return reads;
        });
        for (int version = 51; version <= 58 && !reader.isDone(); version++) {
            publish(versionOf(version), 1, ONE_TASK);
        }
        done.set(true);
        assertThat(reader.get(60, TimeUnit.SECONDS)).isGreaterThan(5);
        assertThat(seen).hasSizeGreaterThan(2).allMatch(n -> n >= 50 && n <= 58);
    }

    @Test
    void theManifestSaysWhatTheReportsAreMadeOf() throws IOException {
        List<ParquetReports.Published> published = publish(rows(10), 1, ONE_TASK);
        Manifest.write(
                conf(),
                reports.toString(),
                new Manifest.Contents(
                        "lodestone 1",
                        "2026-02-18T00:00:00Z",
                        "3f9a1c2b",
                        published,
                        List.of(),
                        Map.of(),
                        Map.of("other_report", "the lake has no trade"),
                        Map.of("wrong_report", Map.of("made_of", "shares_test")),
                        Map.of("path", "/lake", "table_versions", Map.of("trade_flow", 3)),
                        "0123456789abcdef",
                        Map.of("lake", "/lake", "sources", List.of("a", "b")),
                        List.of(Map.of("name", "a.csv", "sha256", "ab"))));
        Path file = reports.resolve("manifest.json");
        JsonNode manifest = new ObjectMapper().readTree(file.toFile());
        JsonNode report = manifest.get("reports").get(0);
        assertThat(report.get("name").asText()).isEqualTo("shares_test");
        assertThat(report.get("path").asText()).isEqualTo("shares_test.parquet");
        assertThat(report.get("rows").asLong()).isEqualTo(10);
        assertThat(report.get("schema").asText()).isEqualTo(TABLE.fingerprint());
        assertThat(report.get("sha256").asText()).isEqualTo(sha256(reports.resolve("shares_test.parquet")));
        assertThat(manifest.get("left_out").get("other_report").asText()).isEqualTo("the lake has no trade");
        assertThat(manifest.get("withheld").get("wrong_report").get("made_of").asText())
                .isEqualTo("shares_test");
        assertThat(manifest.get("lake").get("table_versions").get("trade_flow").asInt())
                .isEqualTo(3);
        assertThat(manifest.get("settings").get("sources")).hasSize(2);
        assertThat(manifest.get("source_files").get(0).get("name").asText()).isEqualTo("a.csv");
        assertThat(manifest.get("reference_fingerprint").asText()).isEqualTo("0123456789abcdef");
        assertThat(tree()).containsExactly("manifest.json", "shares_test.parquet");
    }

    @Test
    @Tag("heavy")
    void aLargeFileHasGroupsOfRowsThatAReaderCanSkip() throws IOException {
        Dataset<Row> many = spark.range(150_000)
                .selectExpr(
                        "'KOR' AS importer_iso3",
                        "date_add(DATE'1900-01-01', CAST(id AS INT)) AS period_start",
                        "2000 AS year",
                        "0.5D AS share",
                        "CAST(NULL AS TIMESTAMP) AS noted_at",
                        "1D AS amount_usd");
        ParquetReports writer = new ParquetReports(spark, reports.toString(), ONE_TASK);
        writer.write(TABLE, TABLE.conform(many), 150_000);
        writer.publish(List.of());

        assertThat(footer(reports.resolve("shares_test.parquet")).getBlocks())
                .extracting(group -> group.getRowCount())
                .containsExactly(100_000L, 50_000L);
    }

    private List<ParquetReports.Published> publish(List<Row> rows, int partitions, long rowsATask) {
        return written(rows, partitions, rowsATask).publish(List.of());
    }

    private ParquetReports written(List<Row> rows, int partitions, long rowsATask) {
        ParquetReports writer = new ParquetReports(spark, reports.toString(), rowsATask);
        Dataset<Row> given = spark.createDataFrame(rows, TABLE.schema()).repartition(partitions);
        writer.write(TABLE, TABLE.conform(given.select(col("*"))), rows.size());
        return writer;
    }

    private static List<Row> rows(int count) {
        Random random = new Random(7);
        String[] importers = {"DEU", "JPN", "KOR", "USA"};
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LocalDate day = LocalDate.of(2021, 1, 1).plusDays(i / 4 * 15L);
            rows.add(RowFactory.create(
                    importers[i % 4],
                    Date.valueOf(day),
                    day.getYear(),
                    random.nextInt(9) == 0 ? null : (Object) random.nextDouble(),
                    Timestamp.from(Instant.parse("2026-02-18T12:00:00.123456Z").plusSeconds(i)),
                    random.nextDouble() * 1e9));
        }
        Collections.shuffle(rows, random);
        return rows;
    }

    private static List<Row> versionOf(int count) {
        List<Row> rows = new ArrayList<>();
        rows(count).forEach(row -> rows.add(changed(row, 5, (double) count)));
        return rows;
    }

    private static Row changed(Row row, int column, Object value) {
        Object[] cells = new Object[row.length()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = i == column ? value : row.get(i);
        }
        return RowFactory.create(cells);
    }

    /** All files below the reports' folder, hidden ones too. */
    private List<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(reports)) {
            return files.filter(path -> !path.equals(reports))
                    .filter(path -> Files.isRegularFile(path)
                            || path.getFileName().toString().startsWith("."))
                    .map(path -> reports.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The encodings of each column, by number as the file lists them. */
    private static List<List<String>> encodings(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length - 8;
        int length =
                ByteBuffer.wrap(bytes, end, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(bytes, end - length, length));
        return metadata.getRow_groups().get(0).getColumns().stream()
                .map(column -> column.getMeta_data().getEncodings().stream()
                        .map(encoding -> String.valueOf(encoding.getValue()))
                        .toList())
                .toList();
    }

    /** What Spark's schema in the footer says of each column. */
    private static Map<String, JsonNode> metadata(ParquetMetadata footer) throws IOException {
        Map<String, JsonNode> metadata = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(
                        footer.getFileMetaData().getKeyValueMetaData().get("org.apache.spark.sql.parquet.row.metadata"))
                .get("fields")
                .forEach(field -> metadata.put(field.get("name").asText(), field.get("metadata")));
        return metadata;
    }

    private ParquetMetadata footer(Path file) {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), conf()))) {
            return reader.getFooter();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Configuration conf() {
        return spark.sparkContext().hadoopConfiguration();
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file)));
    }
}
