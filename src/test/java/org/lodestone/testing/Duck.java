package org.lodestone.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DuckDB, an independent reader of what the program publishes. */
public final class Duck implements AutoCloseable {
    private final Connection connection;

    /** Opens an empty database in memory. */
    public Duck() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    /** Runs statements without a result. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query, their cells by column name; whole numbers as Long, dates and times as text. */
    public List<Map<String, Object>> query(String sql) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int c = 1; c <= columns; c++) {
                    row.put(result.getMetaData().getColumnName(c), plain(result.getObject(c)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** A Parquet file, or all files of a folder, as a table of a FROM clause. */
    public static String parquet(Path path) {
        String files = path.toFile().isDirectory() ? path + "/*.parquet" : path.toString();
        return "read_parquet('" + files.replace("'", "''") + "')";
    }

    /** The same value whichever reader gave it. */
    public static Object plain(Object cell) {
        if (cell instanceof Integer || cell instanceof Short || cell instanceof Byte) {
            return ((Number) cell).longValue();
        }
        if (cell instanceof java.math.BigInteger whole) {
            return whole.longValueExact();
        }
        if (cell instanceof java.sql.Timestamp time) {
            return time.toInstant().toString();
        }
        if (cell instanceof java.time.OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (cell instanceof java.sql.Date || cell instanceof java.time.LocalDate) {
            return cell.toString();
        }
        return cell;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
