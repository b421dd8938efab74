package org.lodestone.job;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.lake.Lake;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Table;

/** What those who make the reports of one run share: where they read and write, and what they note of it. */
final class ReportRun {
    final SparkSession spark;
    final Settings settings;
    final Console console;
    final ParquetReports reports;
    private final Lake lake;
    private final Set<Table> read = new LinkedHashSet<>();
    private final Map<String, String> leftOut = new TreeMap<>();

    ReportRun(SparkSession spark, Settings settings, Console console, Lake lake) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = lake;
        reports = new ParquetReports(spark, settings.text(Setting.REPORTS));
    }

    boolean has(Table table) {
        return lake.has(table);
    }

    /** A table of the lake. */
    Dataset<Row> table(Table table) {
        synchronized (read) {
            read.add(table);
        }
        return lake.read(table);
    }

    /** A table of the lake; without rows where the lake does not have it. */
    Dataset<Row> orEmpty(Table table) {
        return has(table) ? table(table) : spark.createDataFrame(List.<Row>of(), table.schema());
    }

    /** The rows of a small table; none where the lake does not have it. */
    List<Row> rows(Table table) {
        return has(table) ? table(table).collectAsList() : List.of();
    }

    /** Whether the lake has what a report needs; where it has not, the report is left out with the reason. */
    boolean can(Table report) {
        Optional<String> lacks = Catalogue.lacks(report, lake::has);
        lacks.ifPresent(why -> leftOut.put(report.name(), why));
        return lacks.isEmpty();
    }

    /** Leaves a report out for another reason. */
    void leaveOut(Table report, String why) {
        leftOut.put(report.name(), why);
    }

    /** The tables of the lake that were read. */
    List<Table> read() {
        return List.copyOf(read);
    }

    /** Reports that could not be made, by name, with the reason. */
    Map<String, String> leftOut() {
        return leftOut;
    }
}
