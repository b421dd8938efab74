package org.lodestone.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.lake.Lake;
import org.lodestone.lake.StateName;
import org.lodestone.program.Console;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.Restatements;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * What changed between two states: days, loads, or folders of published reports. The reports of a state of the lake are
 * computed anew, with today's program and settings, so that only the data differ.
 */
public final class Diff {
    private static final String CHANGES = "changes";

    private static final int MOST_LINES = 20;

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final ReferenceData reference;
    private final Clock clock;

    public Diff(SparkSession spark, Settings settings, Console console, ReferenceData reference, Clock clock) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.clock = clock;
    }

    /**
     * Publishes the restatements.
     *
     * @param before a day, a load's id, or a folder of reports
     * @param after the same, or null for the newest state of the lake
     * @return how many changes of which kind, and the largest of them
     */
    public List<Section> run(String before, String after) {
        Path scratch = new Path(settings.text(Setting.REPORTS), ".diff");
        try {
            Path one = reportsOf(before, new Path(scratch, "before"));
            Path other = reportsOf(after, new Path(scratch, "after"));
            return compare(before, one, after == null ? "the newest state" : after, other);
        } finally {
            delete(scratch);
        }
    }

    /** The folder with a state's reports, which are made if the state is one of the lake. */
    private Path reportsOf(String state, Path into) {
        String root = settings.text(Setting.LAKE);
        if (state != null && exists(new Path(state, "manifest.json"))) {
            if (isStateOf(root, state)) {
                throw new Settings.Wrong(
                        "'" + state + "' is a folder of reports and a state of the lake " + root + ". Write ./" + state
                                + " for the folder, or the load's id, as `lodestone tables` lists it, for the state.");
            }
            return new Path(state);
        }
        Lake lake = Lake.open(spark, root, state == null ? null : name(state));
        lake.mustHoldSomething();
        Settings aside = settings.with(Setting.REPORTS, into.toString()).with(Setting.BRIEFING_PAGE, "false");
        new Report(spark, aside, console, reference, clock, true).run(lake);
        return into;
    }

    private boolean isStateOf(String root, String text) {
        try {
            StateName name = StateName.of(text);
            return name.kind() != StateName.Kind.LOAD && Lake.has(spark, root, name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static StateName name(String text) {
        try {
            return StateName.of(text);
        } catch (IllegalArgumentException e) {
            throw new Settings.Wrong(e.getMessage() + ", or give a folder of reports.");
        }
    }

    private List<Section> compare(String before, Path one, String after, Path other) {
        console.step("Comparing");
        Dataset<Row> all = null;
        List<String> onlyOne = new ArrayList<>();
        for (Table report : Catalogue.REPORTS) {
            String file = report.name() + ".parquet";
            boolean had = exists(new Path(one, file));
            boolean has = exists(new Path(other, file));
            if (had && has) {
                Dataset<Row> changes = Restatements.of(report, read(report, one), read(report, other));
                all = all == null ? changes : all.unionByName(changes);
            } else if (had || has) {
                onlyOne.add(report.name() + " is only in " + (had ? before : after));
            }
        }
        if (all == null) {
            throw new UnusableInput(one + " and " + other + ": they have no report in common.");
        }
        Dataset<Row> changes = all.persist(StorageLevel.MEMORY_AND_DISK());
        ParquetReports reports = new ParquetReports(spark, settings.text(Setting.REPORTS));
        reports.write(Restatements.TABLE, changes, -1);
        if (!reports.withheld().isEmpty()) {
            throw new IllegalStateException("Rows of restatement break its declaration: " + reports.withheld());
        }
        reports.publish(List.of());

        Section counts = new Section("counts", "From " + before + " to " + after, "report", "kind", "changes");
        changes.groupBy("report", "kind")
                .agg(count(lit(1)).as(CHANGES))
                .orderBy("report", "kind")
                .collectAsList()
                .forEach(row -> counts.row(row.getString(0), row.getString(1), row.getLong(2)));
        onlyOne.forEach(words -> counts.row(words, "", null));
        Section flips = new Section("flipped", "Flipped", "report", "row", "column", "before", "after");
        changes.where(Restatements.KIND.col().equalTo("flipped"))
                .orderBy("report", "row_key", "column_name")
                .limit(MOST_LINES)
                .collectAsList()
                .forEach(row -> flips.row(
                        Restatements.REPORT.in(row),
                        Restatements.ROW_KEY.in(row),
                        Restatements.COLUMN_NAME.in(row),
                        Restatements.BEFORE_TEXT.in(row),
                        Restatements.AFTER_TEXT.in(row)));
        Section figures = new Section(
                "figures", "Figures that changed most for their size", "report", "row", "column", "before", "after");
        changes.where(Restatements.KIND.col().equalTo("figure"))
                .orderBy(
                        abs(try_divide(Restatements.CHANGE.col(), Restatements.BEFORE_VALUE.col()))
                                .desc_nulls_last(),
                        Restatements.REPORT.col(),
                        Restatements.ROW_KEY.col(),
                        Restatements.COLUMN_NAME.col())
                .limit(MOST_LINES)
                .collectAsList()
                .forEach(row -> figures.row(
                        Restatements.REPORT.in(row),
                        Restatements.ROW_KEY.in(row),
                        Restatements.COLUMN_NAME.in(row),
                        Restatements.BEFORE_VALUE.in(row),
                        Restatements.AFTER_VALUE.in(row)));
        spark.catalog().clearCache();
        console.finish();
        return List.of(counts, flips, figures);
    }

    private Dataset<Row> read(Table report, Path folder) {
        return spark.read().schema(report.schema()).parquet(new Path(folder, report.name() + ".parquet").toString());
    }

    private boolean exists(Path path) {
        try {
            return files(path).exists(path);
        } catch (IOException e) {
            throw new UnusableInput(path + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private void delete(Path path) {
        try {
            files(path).delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileSystem files(Path path) throws IOException {
        return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }
}
