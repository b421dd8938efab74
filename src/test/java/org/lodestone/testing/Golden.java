package org.lodestone.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.TextRecords;

/**
 * Golden tests: a folder a question below src/test/resources/golden, with {@code given-*.csv}, {@code expect*.csv} and
 * {@code why.md}, where the arithmetic is done by hand.
 *
 * <p>{@code expect.csv} names the key's columns first (as many as tell its rows apart) and then the columns that are
 * looked at; a blank cell is null. Numbers are compared to nine significant digits unless written with fewer, then to
 * half of the last digit that is written.
 */
public final class Golden {
    private final Path folder;

    private Golden(Path folder) {
        this.folder = folder;
    }

    /** The folder of a question. */
    public static Golden of(String question) {
        Path folder = Path.of(System.getProperty("lodestone.basedir", "."), "src/test/resources/golden", question);
        assertThat(folder.resolve("why.md")).as("the arithmetic by hand").isRegularFile();
        return new Golden(folder);
    }

    /** given-NAME.csv as rows of a table; columns that the file does not name are null. */
    public Dataset<Row> given(SparkSession spark, String name, Table table) {
        List<List<String>> lines = lines("given-" + name + ".csv");
        List<String> header = lines.get(0);
        assertThat(table.columns().stream().map(Field::name).toList()).containsAll(header);
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            Object[] cells = new Object[header.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = line.get(i).isEmpty() ? null : line.get(i);
            }
            rows.add(org.apache.spark.sql.RowFactory.create(cells));
        }
        org.apache.spark.sql.types.StructType text = new org.apache.spark.sql.types.StructType();
        for (String column : header) {
            text = text.add(column, "string");
        }
        Dataset<Row> given = spark.createDataFrame(rows, text);
        return given.select(table.columns().stream()
                .map(column -> (header.contains(column.name()) ? functions.col(column.name()) : functions.lit(null))
                        .cast(column.type())
                        .as(column.name()))
                .toArray(Column[]::new));
    }

    /**
     * Compares with expect.csv: exactly its rows, of the columns that it names.
     *
     * @param keyColumns how many of its first columns are the key
     */
    public void expect(Dataset<Row> result, int keyColumns) {
        expect("expect.csv", result, keyColumns);
    }

    /** The same with another file of the folder, whose key are its first columns that are of the table's. */
    public void expectByKey(String file, Dataset<Row> result, Table table) {
        List<String> header = lines(file).get(0);
        int keyColumns = 0;
        while (keyColumns < header.size() && table.key().contains(header.get(keyColumns))) {
            keyColumns++;
        }
        expect(file, result, keyColumns);
    }

    /** The same with another file of the folder. */
    public void expect(String file, Dataset<Row> result, int keyColumns) {
        List<List<String>> lines = lines(file);
        List<String> header = lines.get(0);
        Map<String, Map<String, String>> expected = new TreeMap<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = keyColumns; i < header.size(); i++) {
                cells.put(header.get(i), line.get(i));
            }
            expected.put(String.join(" ", line.subList(0, keyColumns)), cells);
        }
        Map<String, Map<String, String>> actual = new TreeMap<>();
        for (Row row : result.select(header.stream().map(functions::col).toArray(Column[]::new))
                .collectAsList()) {
            List<String> key = new ArrayList<>();
            for (int i = 0; i < keyColumns; i++) {
                key.add(text(row.get(i)));
            }
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = keyColumns; i < header.size(); i++) {
                cells.put(header.get(i), text(row.get(i)));
            }
            assertThat(actual.put(String.join(" ", key), cells))
                    .as("a second row with the key " + key)
                    .isNull();
        }
        List<String> differences = new ArrayList<>();
        expected.forEach((key, cells) -> {
            Map<String, String> found = actual.get(key);
            if (found == null) {
                differences.add(key + ": is missing, expected " + cells);
                return;
            }
            cells.forEach((column, value) -> {
                if (!same(value, found.get(column))) {
                    differences.add(key + ": " + column + " is '" + found.get(column) + "', expected '" + value + "'");
                }
            });
        });
        actual.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .forEach(key -> differences.add(key + ": is not expected, but there with " + actual.get(key)));
        assertThat(differences).as(folder + "/" + file).isEmpty();
    }

    private static boolean same(String expected, String actual) {
        if (expected.equals(actual)) {
            return true;
        }
        if (!expected.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?") || !actual.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")) {
            return false;
        }
        double one = Double.parseDouble(expected);
        double other = Double.parseDouble(actual);
        int point = expected.indexOf('.');
        int decimals = point < 0 ? 0 : expected.replaceAll("[eE].*", "").length() - point - 1;
        double tolerance = decimals == 0 ? 0 : Math.max(0.5 * Math.pow(10, -decimals), Math.abs(one) * 1e-9);
        return Math.abs(one - other) <= tolerance * 1.0001;
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double number) {
            return java.math.BigDecimal.valueOf(number).toPlainString();
        }
        return value.toString();
    }

    /** The cells of a file's lines, the header's first; comments and blank lines are left out. */
    public List<List<String>> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> TextRecords.fields(line, ','))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
