package org.lodestone.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lodestone.testing.Duck;

/**
 * A generated year of world trade into the lake and out of it as reports, beside DuckDB with two threads and beside the Spark
 * that one would write first, in turn, three times; the outputs are compared value by value. Prints medians and ratios.
 * {@code jobs/benchmark world} runs it, which sets where.
 */
@Tag("benchmark")
class WorldBenchmark {
    private static final Path BASE = Path.of(System.getProperty("lodestone.basedir", "."));
    private static final long FLOWS = Long.getLong("lodestone.benchmark.flows", 11_000_000);
    private static final int ROUNDS = Integer.getInteger("lodestone.benchmark.rounds", 3);
    private static final String HEAP = System.getProperty("lodestone.benchmark.heap", "3g");
    private static final int YEAR = 2023;

    private final Path folder = Path.of(System.getProperty("lodestone.benchmark.folder", "target/world"));
    private final Path file = folder.resolve("BACI_HS17_Y" + YEAR + "_V202601.csv");
    private final Path codes = folder.resolve("codes.csv");
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    /** A piece of work that is timed. */
    private interface Work {
        void run() throws Exception;
    }

    @Test
    void aYearOfWorldTrade() throws Exception {
        Files.createDirectories(folder);
        if (!Files.exists(file)) {
            Path unfinished = folder.resolve("unfinished");
            WorldTrade.baci(unfinished, YEAR, FLOWS);
            Files.move(unfinished, file);
        }
        writeCodes();
        for (int round = 0; round < ROUNDS; round++) {
            round();
        }
        print("bytes read, nothing else", null);
        print("DuckDB: a plain copy to Parquet", null);
        print("DuckDB: the copy sorted, repeated keys and medians looked for", null);
        print("Spark as one would write it first: into Delta", null);
        print("ingest", "DuckDB: a plain copy to Parquet");
        print("ingest", "DuckDB: the copy sorted, repeated keys and medians looked for");
        print("ingest", "Spark as one would write it first: into Delta");
        print("DuckDB: shares and concentration", null);
        print("Spark as one would write it first: shares and concentration", null);
        print("report", null);
        compare();
    }

    private void round() throws Exception {
        for (String name : List.of("lake", "reports", "plain", "plain-reports", "duck")) {
            FileUtils.deleteDirectory(folder.resolve(name).toFile());
        }
        Files.createDirectories(folder.resolve("duck"));
        time(
                "bytes read, nothing else",
                () -> Files.newInputStream(file).transferTo(java.io.OutputStream.nullOutputStream()));
        time("DuckDB: a plain copy to Parquet", () -> duck(copy("flows.parquet", "")));
        time("DuckDB: the copy sorted, repeated keys and medians looked for", () -> {
            duck(copy("sorted.parquet", " ORDER BY product, importer, supplier"));
            duck("SELECT count(*) FROM (SELECT 1 FROM " + flows()
                    + " GROUP BY importer, product, supplier HAVING count(*) > 1)");
            duck("SELECT product, median(value_usd / net_weight_kg) FROM " + flows()
                    + " WHERE net_weight_kg > 0 GROUP BY product");
        });
        time("ingest", () -> lodestone("ingest", "--lake", folder + "/lake", file.toString()));
        time(
                "Spark as one would write it first: into Delta",
                () -> plain("load", file.toString(), codes.toString(), folder + "/plain"));
        time("DuckDB: shares and concentration", () -> {
            duck("COPY (" + shares() + ") TO '" + folder + "/duck/shares.parquet' (COMPRESSION snappy)");
            duck("COPY (" + concentration() + ") TO '" + folder + "/duck/concentration.parquet' (COMPRESSION snappy)");
        });
        time(
                "report",
                () -> lodestone(
                        "report",
                        "--lake",
                        folder + "/lake",
                        "--reports",
                        folder + "/reports",
                        "--set",
                        "briefing.page=false"));
        time(
                "Spark as one would write it first: shares and concentration",
                () -> plain("report", folder + "/plain", folder + "/plain-reports"));
    }

    private void time(String name, Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        seconds.computeIfAbsent(name, none -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
    }

    private double median(String name) {
        List<Double> sorted = seconds.get(name).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void print(String name, String over) {
        System.out.println("world: " + String.format(Locale.ROOT, "%7.1f s  %s", median(name), name)
                + (over == null
                        ? ""
                        : String.format(Locale.ROOT, ": %.1f times %s", median(name) / median(over), over)));
    }

    // ---- those who work
    // ----------------------------------------------------------------------------------------------

    private void lodestone(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(BASE.resolve("jobs/lodestone").toString(), "--driver-memory", HEAP));
        command.addAll(List.of(words));
        run(command);
    }

    private void plain(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + BASE.resolve("jobs/conf/jvm.args"),
                "-Xmx" + HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                PlainSpark.class.getName()));
        command.addAll(List.of(words));
        run(command);
    }

    private void run(List<String> command) throws Exception {
        Path log = folder.resolve("log");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(log)).isZero();
    }

    private static void duck(String sql) throws Exception {
        try (Duck duck = new Duck()) {
            duck.query(sql);
        }
    }

    private void writeCodes() throws IOException {
        StringBuilder lines = new StringBuilder("code,iso3\n");
        WorldTrade.names()
                .forEach((code, iso3) ->
                        lines.append(code).append(',').append(iso3).append('\n'));
        Files.writeString(codes, lines);
    }

    private String copy(String name, String order) {
        return "COPY (SELECT CAST(t AS INTEGER) AS year, b.iso3 AS importer, a.iso3 AS supplier, lpad(k, 6, '0') AS product,"
                + " round(v * 1e6) / 1e3 AS value_usd, round(q * 1e6) / 1e3 AS net_weight_kg FROM read_csv('" + file
                + "', header = true, nullstr = 'NA', columns = {t: 'INTEGER', i: 'INTEGER', j: 'INTEGER', k: 'VARCHAR',"
                + " v: 'DOUBLE', q: 'DOUBLE'}) JOIN read_csv('" + codes + "') AS a ON i = a.code JOIN read_csv('"
                + codes
                + "') AS b ON j = b.code" + order + ") TO '" + folder + "/duck/" + name + "' (COMPRESSION snappy)";
    }

    private String flows() {
        return "'" + folder + "/duck/flows.parquet'";
    }

    /** What import_dependency says of data without unspecified partners, by its own columns. */
    private String shares() {
        return "SELECT *, value_usd / total_value_usd AS value_share, net_weight_kg / total_weight_kg AS weight_share FROM (SELECT *,"
                + " sum(value_usd) OVER w AS total_value_usd, sum(net_weight_kg) OVER w AS total_weight_kg,"
                + " row_number() OVER (PARTITION BY importer, product ORDER BY value_usd DESC, supplier) AS value_rank FROM "
                + flows() + " WINDOW w AS (PARTITION BY importer, product)) ORDER BY importer, product, supplier";
    }

    private String concentration() {
        return "SELECT importer, product, sum(value_usd) AS total_value_usd, sum(value_usd * value_usd) / (sum(value_usd) *"
                + " sum(value_usd)) AS value_hhi, count(*) AS supplier_count, arg_max(supplier, value_usd) AS top_supplier FROM "
                + flows() + " GROUP BY importer, product ORDER BY importer, product";
    }

    // ---- nobody wins by doing less
    // -------------------------------------------------------------------------------------

    private void compare() throws Exception {
        Path reports = folder.resolve("reports");
        try (Duck duck = new Duck()) {
            long different = count(
                    duck,
                    "SELECT count(*) AS n FROM " + Duck.parquet(reports.resolve("import_dependency.parquet"))
                            + " AS r FULL JOIN '"
                            + folder
                            + "/duck/shares.parquet' AS d ON r.importer_iso3 = d.importer AND r.product_code = d.product"
                            + " AND r.supplier_iso3 = d.supplier WHERE r.value_usd IS DISTINCT FROM d.value_usd"
                            + " OR abs(coalesce(r.value_share, -1) - d.value_share) > 2e-9 OR r.value_rank <> d.value_rank");
            long others = count(
                    duck,
                    "SELECT count(*) AS n FROM (SELECT * FROM "
                            + Duck.parquet(reports.resolve("supplier_concentration.parquet"))
                            + " WHERE side = 'import') AS r FULL JOIN '" + folder
                            + "/duck/concentration.parquet' AS d ON r.importer_iso3 = d.importer AND r.product_code = d.product"
                            + " WHERE abs(coalesce(r.value_hhi, -1) - d.value_hhi) > 2e-9 OR r.supplier_count <> d.supplier_count");
            System.out.println("world: " + different + " shares and " + others + " indices differ from DuckDB's");
            assertThat(different + others).isZero();
        } catch (java.sql.SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static long count(Duck duck, String sql) throws java.sql.SQLException {
        return (Long) duck.query(sql).get(0).get("n");
    }
}
