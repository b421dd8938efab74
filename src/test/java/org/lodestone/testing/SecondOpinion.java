package org.lodestone.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reports recomputed in SQL by another hand: the files below src/test/resources/second-opinion, written from
 * docs/methods.md. Both must have the same rows, and figures that are equal but for the rounding of each.
 */
public final class SecondOpinion implements AutoCloseable {
    /** Half of the ninth decimal that a published ratio has, for each of two roundings, and some. */
    private static final double TOLERANCE = 2e-9;

    /** Rows on which the SQL says nothing: reconciled flows, and of reporters' data the world. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "import_dependency", "source LIKE '%reconciled%'",
            "supplier_concentration", "source LIKE '%reconciled%' OR importer_iso3 = 'WLD' AND source LIKE 'UN%'",
            "dependency_criteria",
                    "source LIKE '%reconciled%' OR criteria_reason IS NOT NULL OR coalesce(members_joined, 0) > 0",
            "n_minus_one", "source LIKE '%reconciled%'");

    private final Duck duck = new Duck();
    private final Path reports;

    /**
     * @param lake a lake that one load filled, so that all files of its tables are in force
     * @param reports what the program published from it
     * @param given further tables: name and file
     */
    public SecondOpinion(Path lake, Path reports, Map<String, Path> given) throws SQLException {
        this.reports = reports;
        duck.execute("CREATE TABLE no_code_correlation (from_edition VARCHAR, from_code VARCHAR, to_edition VARCHAR,"
                + " to_code VARCHAR, relation VARCHAR)");
        duck.execute("CREATE VIEW code_correlation AS SELECT * FROM no_code_correlation");
        for (String table : List.of("trade_flow", "code_correlation", "reliance_input")) {
            if (Files.isDirectory(lake.resolve(table))) {
                duck.execute("CREATE OR REPLACE VIEW " + table + " AS SELECT * FROM read_parquet('"
                        + lake.resolve(table) + "/**/*.parquet', union_by_name = true)");
            }
        }
        for (Map.Entry<String, Path> one : given.entrySet()) {
            duck.execute("CREATE VIEW " + one.getKey() + " AS SELECT * FROM read_csv('" + one.getValue()
                    + "', header = true, all_varchar = true)");
        }
    }

    /** Runs a file of statements, such as definitions of views. */
    public SecondOpinion define(String file) throws SQLException {
        duck.execute(sql(file));
        return this;
    }

    /** What is different between a report and its second opinion, row by row; nothing if all is well. */
    public List<String> differences(String report, List<String> key) throws SQLException {
        return differences(report, report + ".sql", LEFT_OUT.getOrDefault(report, "false"), key);
    }

    /** The same of some rows of the report, with a file that may have others. */
    public List<String> differencesWhere(String report, String file, String where, List<String> key)
            throws SQLException {
        String others = "SELECT " + String.join(", ", key) + " FROM "
                + Duck.parquet(reports.resolve(report + ".parquet")) + " WHERE NOT coalesce(" + where + ", false)";
        java.util.Set<String> left = keyed(duck.query(others), key).keySet();
        return differences(report, file, "NOT coalesce(" + where + ", false)", key).stream()
                .filter(difference -> left.stream().noneMatch(at -> difference.startsWith(report + " " + at + " ")))
                .toList();
    }

    /** The same with a file of another name, and rows that it says nothing on. */
    public List<String> differences(String report, String file, String leftOut, List<String> key) throws SQLException {
        Map<String, Map<String, Object>> expected = keyed(duck.query(sql(file)), key);
        Map<String, Map<String, Object>> found = keyed(
                duck.query("SELECT * FROM " + Duck.parquet(reports.resolve(report + ".parquet")) + " WHERE NOT ("
                        + leftOut + ")"),
                key);
        assertThat(found).as(report).isNotEmpty();
        List<String> differences = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (String at : all) {
            Map<String, Object> should = expected.get(at);
            Map<String, Object> is = found.get(at);
            if (should == null || is == null) {
                differences.add(report + " " + at + (is == null ? " is not in the report" : " is not in the SQL"));
                continue;
            }
            should.forEach((column, value) -> {
                if (!same(value, is.get(column))) {
                    differences.add(report + " " + at + ": " + column + " is " + is.get(column) + ", by SQL " + value);
                }
            });
        }
        return differences;
    }

    private static boolean same(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            double difference = Math.abs(a.doubleValue() - b.doubleValue());
            return difference <= TOLERANCE * Math.max(1, Math.abs(a.doubleValue()));
        }
        return java.util.Objects.equals(one, other);
    }

    private static Map<String, Map<String, Object>> keyed(List<Map<String, Object>> rows, List<String> key) {
        Map<String, Map<String, Object>> keyed = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            StringBuilder at = new StringBuilder();
            key.forEach(column -> at.append(row.get(column)).append(' '));
            assertThat(keyed.put(at.toString().trim(), row))
                    .as("a second row " + at)
                    .isNull();
        }
        return keyed;
    }

    private static String sql(String file) {
        try (var stream = SecondOpinion.class.getResourceAsStream("/second-opinion/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        duck.close();
    }
}
