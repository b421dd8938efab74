package org.lodestone.report;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/** Parts of published reports, as Parquet: the same rows give the same bytes, as they do of whole reports. */
public final class Excerpts {
    private static final String STAGING = ".excerpts";

    private final SparkSession spark;
    private final Path root;

    /** @param root the reports' folder */
    public Excerpts(SparkSession spark, String root) {
        this.spark = spark;
        this.root = new Path(root);
    }

    /**
     * @param table a report that is published
     * @param columns of it, its key among them
     * @param condition on its rows, in Spark SQL
     * @param most bytes that are of use
     * @return one Parquet file, sorted by the key; empty where it is larger
     * @throws UnusableInput where the reports' folder cannot be read or written
     */
    public Optional<byte[]> of(Table table, List<String> columns, String condition, long most) {
        Path staging = new Path(root, STAGING);
        try {
            FileSystem files = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
            try {
                return read(files, staged(files, staging, table, columns, condition), most);
            } finally {
                files.delete(staging, true);
            }
        } catch (IOException e) {
            throw new UnusableInput(
                    root + ": an excerpt of " + table + " cannot be written (" + e.getMessage()
                            + "). Choose another folder with --reports, or correct its permissions.",
                    e);
        }
    }

    private Path staged(FileSystem files, Path staging, Table table, List<String> columns, String condition)
            throws IOException {
        Path staged = new Path(staging, table.name());
        published(table)
                .where(condition)
                .select(columns.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                .repartition(1)
                .sortWithinPartitions(table.keyColumns())
                .write()
                .mode("overwrite")
                .option("compression", "snappy")
                .parquet(staged.toString());
        Path whole = new Path(staging, table.name() + ".parquet");
        for (FileStatus part : files.listStatus(staged, path -> path.getName().startsWith("part-"))) {
            CanonicalParquet.copy(files, part.getPath(), whole);
        }
        return whole;
    }

    private static Optional<byte[]> read(FileSystem files, Path file, long most) throws IOException {
        if (files.getFileStatus(file).getLen() > most) {
            return Optional.empty();
        }
        try (InputStream in = files.open(file)) {
            return Optional.of(in.readAllBytes());
        }
    }

    /** How many rows of a published report there are of each value of a column. */
    public Map<String, Long> rowsBy(Table table, String column, String condition) {
        Map<String, Long> rows = new TreeMap<>();
        published(table)
                .where(condition)
                .where(col(column).isNotNull())
                .groupBy(col(column))
                .count()
                .collectAsList()
                .forEach(row -> rows.put(row.getString(0), row.getLong(1)));
        return rows;
    }

    private Dataset<Row> published(Table table) {
        return spark.read().schema(table.schema()).parquet(new Path(root, table.name() + ".parquet").toString());
    }
}
