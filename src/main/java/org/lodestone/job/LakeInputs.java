package org.lodestone.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.lake.Lake;
import org.lodestone.lake.TableFiles;
import org.lodestone.metric.Surroundings;
import org.lodestone.program.Program;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;
import org.lodestone.trade.TradeFlows;

/** What metrics are computed from in a run: a state of the lake, the settings and the reference data. */
final class LakeInputs implements Surroundings {
    private final SparkSession spark;
    private final Settings settings;
    private final ReferenceData reference;
    private final Lake lake;
    private final ParquetReports reports;
    private final boolean afresh;
    private final TableFiles tables;
    private final JsonNode manifest;
    private final Map<String, ParquetReports.Published> before;
    private final String program;
    private final Map<Table, Map<String, Long>> files = new ConcurrentHashMap<>();
    private long flows = -1;

    /** @param afresh whether nothing that was published is kept */
    LakeInputs(SparkSession spark, Settings settings, ReferenceData reference, Lake lake, boolean afresh) {
        this.spark = spark;
        this.settings = settings;
        this.reference = reference;
        this.lake = lake;
        this.afresh = afresh;
        String folder = settings.text(Setting.REPORTS);
        reports = new ParquetReports(spark, folder);
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        tables = new TableFiles(conf, lake.root());
        manifest =
                afresh ? MissingNode.getInstance() : Manifest.read(conf, folder).orElse(MissingNode.getInstance());
        before = there("reports");
        program = Program.fingerprint(spark);
    }

    /** What an earlier run noted of something, by name. */
    JsonNode noted(String name) {
        return manifest.path("computed").path(name);
    }

    /** The source files that the manifest of an earlier run names. */
    JsonNode sources() {
        return manifest.path("source_files");
    }

    /** Published files that are there as they were published, by the name of their table; see {@link Manifest#published}. */
    Map<String, ParquetReports.Published> there(String list) {
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        Map<String, ParquetReports.Published> there = Manifest.published(manifest, list);
        there.values().removeIf(one -> !one.isThere(conf, settings.text(Setting.REPORTS)));
        return there;
    }

    /** The reports' folder, whoever names it. */
    String folder() {
        Path folder = new Path(settings.text(Setting.REPORTS));
        try {
            return folder.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .makeQualified(folder)
                    .toString();
        } catch (IOException e) {
            throw new UnusableInput(folder + ": cannot be reached (" + e.getMessage() + ").", e);
        }
    }

    /** Length and time of a file in the reports' folder; {@code none} where it is not there. */
    String stamp(String name) {
        Path file = new Path(settings.text(Setting.REPORTS), name);
        try {
            FileStatus status = file.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .getFileStatus(file);
            return status.getLen() + " " + status.getModificationTime();
        } catch (FileNotFoundException e) {
            return "none";
        } catch (IOException e) {
            throw new UnusableInput(file + ": cannot be looked at (" + e.getMessage() + ").", e);
        }
    }

    /** Where the results are written to. */
    ParquetReports reports() {
        return reports;
    }

    @Override
    public SparkSession spark() {
        return spark;
    }

    @Override
    public boolean has(Table table) {
        return lake.has(table);
    }

    @Override
    public Dataset<Row> read(Table table) {
        return lake.toCompute(table);
    }

    @Override
    public synchronized long flows() {
        if (flows < 0) {
            flows = lake.has(TradeFlows.TABLE) ? lake.read(TradeFlows.TABLE).count() : 0;
        }
        return flows;
    }

    @Override
    public Object given(String name) {
        return settings.value(name);
    }

    @Override
    public SmallTable reference(String name) {
        return References.table(reference, name);
    }

    @Override
    public String program() {
        return program;
    }

    @Override
    public String digest(Table table) {
        return tables.digest(table.name(), files(table));
    }

    /** The data files of a table with their sizes. */
    private Map<String, Long> files(Table table) {
        return files.computeIfAbsent(
                table, one -> tables.of(one.name(), lake.versions().get(one.name())));
    }

    @Override
    public boolean afresh() {
        return afresh;
    }

    @Override
    public Optional<Published> published(Table table) {
        JsonNode made = manifest.path("computed").path(table.name());
        if (!before.containsKey(table.name()) || !made.path("inputs").isObject()) {
            return Optional.empty();
        }
        Map<String, String> inputs = new TreeMap<>();
        made.path("inputs")
                .properties()
                .forEach(one -> inputs.put(
                        one.getKey(),
                        one.getValue().isNull() ? null : one.getValue().asText()));
        Set<String> madeOf = new TreeSet<>();
        made.path("made_of").forEach(one -> madeOf.add(one.asText()));
        return Optional.of(new Published(before.get(table.name()).sha256(), inputs, madeOf));
    }

    @Override
    public void keep(Table table) {
        reports.keep(before.get(table.name()));
    }

    @Override
    public Dataset<Row> keptRows(Table table) {
        return new PublishedReports(spark, settings.text(Setting.REPORTS)).read(table);
    }

    @Override
    public String write(Table table, List<Row> rows) {
        return reports.write(table, rows);
    }

    @Override
    public String write(Table table, Dataset<Row> rows, long count) {
        return reports.write(table, rows, count);
    }

    @Override
    public Dataset<Row> written(Table table) {
        return reports.staged(table);
    }
}
