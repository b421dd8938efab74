package org.lodestone.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.translate;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * The reports in a folder, as they were published.
 *
 * @param spark reads them
 * @param root the folder
 */
public record PublishedReports(SparkSession spark, String root) {
    /** Spark takes long over conditions of thousands of alternatives. */
    private static final int ONE_PASS = 200;

    /** Whether a report was published. */
    public boolean has(Table report) {
        Path path = path(report);
        try {
            return path.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .exists(path);
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /**
     * A report's rows.
     *
     * @throws UnusableInput where it was not published
     */
    public Dataset<Row> read(Table report) {
        if (!has(report)) {
            throw new UnusableInput(
                    path(report) + ": there is no such report. Make it with: lodestone report --reports " + root
                            + "; where that leaves it out or withholds it, manifest.json says why.");
        }
        return spark.read().schema(report.schema()).parquet(path(report).toString());
    }

    /** The state that the reports are of; see {@link Manifest#state}. */
    public String state() {
        return Manifest.stateOf(spark.sparkContext().hadoopConfiguration(), root);
    }

    /**
     * The rows that ids name, whatever their states and checksums, in few passes: one a figure, none where the report has no
     * such row, and several where keys differ in a blank and an underscore alone.
     *
     * @param report the one that all ids name, each with as many parts of a key as it has
     */
    public Map<FigureId, List<Row>> find(Table report, Collection<FigureId> ids) {
        Map<FigureId, List<Row>> found = new LinkedHashMap<>();
        List<FigureId> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += ONE_PASS) {
            List<FigureId> some = all.subList(from, Math.min(all.size(), from + ONE_PASS));
            Column any = some.stream().map(id -> fits(report, id)).reduce(lit(false), Column::or);
            List<Row> rows = read(report).where(any).collectAsList();
            some.forEach(id -> found.put(
                    id, rows.stream().filter(row -> id.names(report, row)).toList()));
        }
        return found;
    }

    private static Column fits(Table report, FigureId id) {
        Column fits = lit(true);
        for (int part = 0; part < report.key().size(); part++) {
            String value = id.key().get(part);
            Column text = col(report.key().get(part)).cast(DataTypes.StringType);
            fits = fits.and(
                    value.isEmpty()
                            ? coalesce(text, lit("")).equalTo("")
                            : translate(text, " ", "_").equalTo(URLDecoder.decode(value, StandardCharsets.UTF_8)));
        }
        return fits;
    }

    private Path path(Table report) {
        return new Path(root, report.name() + ".parquet");
    }
}
