package org.lodestone.job;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.bi.DataPackage;
import org.lodestone.bi.Dimensions;
import org.lodestone.briefing.Briefing;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.ReferenceTable;
import org.lodestone.report.Excerpts;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Table;

/** Report: from a state of the lake to published Parquet. */
final class Report {

    /**
     * What became of a run.
     *
     * @param published reports
     * @param withheld reports that are not, since rows break their declarations or those of what they follow from
     * @param plans what the reports on plans and claims say
     * @param leftOut reports that could not be made, with the reason
     * @param state of the data, as the manifest has it
     * @param lake what was read of it
     */
    record Outcome(
            List<ParquetReports.Published> published,
            Withholding withheld,
            PlanReports plans,
            Map<String, String> leftOut,
            String state,
            Map<String, Object> lake) {
        /** For the note of the run. */
        Map<String, Object> noted() {
            Map<String, Object> reports = new LinkedHashMap<>();
            reports.put("published", published.size());
            reports.put("withheld", withheld.names().size());
            reports.put("left_out", leftOut.size());
            Map<String, Object> noted = new LinkedHashMap<>();
            noted.put("reports", reports);
            noted.put(
                    "rows",
                    published.stream().mapToLong(ParquetReports.Published::rows).sum());
            noted.put("withheld", withheld.names());
            noted.put("left_out", leftOut);
            noted.put("state", state);
            noted.put("lake", lake);
            return noted;
        }

        boolean has(Table report) {
            return published.stream().anyMatch(one -> one.name().equals(report.name()));
        }
    }

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final ReferenceData reference;
    private final Clock clock;

    Report(SparkSession spark, Settings settings, Console console, ReferenceData reference, Clock clock) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.clock = clock;
    }

    Outcome run(Lake lake) {
        // Two runs that publish into one folder would mix their reports.
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(settings.text(Setting.REPORTS), "reports", patience, console::say)) {
            return publish(lake);
        }
    }

    private Outcome publish(Lake lake) {
        ReportRun run = new ReportRun(spark, settings, console, lake);
        TradeReports trade = new TradeReports(run, reference);
        trade.run();
        PlanReports plans = new PlanReports(run, reference.products());
        plans.run(trade.figures());
        DisruptionReports.make(run, reference, trade.figures(), plans.of(CapacityOutlook.TABLE));
        Map<String, String> leftOut = run.leftOut();
        Map<String, List<String>> without = new TreeMap<>();
        leftOut.forEach((name, why) ->
                without.computeIfAbsent(why, none -> new ArrayList<>()).add(name));
        without.forEach((why, names) -> console.say((names.size() == 1 ? "Report " : "Reports ")
                + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " left out: " + why + "."));
        Withholding withheld =
                new Withholding(run.reports.withheld(), leftOut.keySet(), settings.flag(Setting.RECONCILE));
        withheld.lines().forEach(console::say);
        plans.withhold(withheld.names());
        console.step("Publishing");
        Set<String> unpublished = new TreeSet<>(leftOut.keySet());
        unpublished.addAll(withheld.names());
        List<ParquetReports.Published> published = run.reports.publish(unpublished);
        String program = "lodestone " + Version.text();
        List<Map<String, Object>> sources = sourceFiles(lake, run.read());
        Manifest.Contents contents = new Manifest.Contents(
                program,
                clock.instant().toString(),
                Manifest.state(
                        program,
                        reference.fingerprint(),
                        settings.ofFigures(),
                        sources.stream()
                                .map(file -> file.get("sha256").toString())
                                .toList()),
                published,
                List.of(),
                leftOut,
                withheld.contents(),
                lakeState(lake, run.read()),
                reference.fingerprint(),
                settings.all(),
                sources);
        String reports = settings.text(Setting.REPORTS);
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        Briefing page = new Briefing(conf, reports, new Excerpts(spark, reports), subject());
        try {
            List<ParquetReports.Published> dimensions = dimensions(published, trade.products(), withheld);
            contents = contents.with(dimensions, withheld.contents());
            new DataPackage(conf, reports, Catalogue.SCHEMA_VERSION).write(Catalogue.published(), contents);
            if (settings.flag(Setting.BRIEFING_PAGE)) {
                page.write(contents).forEach(console::say);
            } else {
                page.remove();
            }
        } finally {
            // The reports are in place, whatever became of what lies beside them.
            Manifest.write(conf, reports, contents);
        }
        spark.catalog().clearCache();
        console.finish();
        return new Outcome(published, withheld, plans, leftOut, contents.state(), contents.lake());
    }

    /**
     * What the keys of the published reports stand for, written beside them.
     *
     * @param products names of codes, of the reference data and of what is in the lake
     * @param withheld gets those that break their declarations
     */
    private List<ParquetReports.Published> dimensions(
            List<ParquetReports.Published> published, Dataset<Row> products, Withholding withheld) {
        PublishedReports there = new PublishedReports(spark, settings.text(Setting.REPORTS));
        Map<Table, Dataset<Row>> rows = new LinkedHashMap<>();
        published.forEach(one -> rows.put(Catalogue.report(one.name()), there.read(Catalogue.report(one.name()))));
        ParquetReports beside = new ParquetReports(spark, settings.text(Setting.REPORTS));
        List<Row> named = Dimensions.named(rows).map(Dataset::collectAsList).orElse(List.of());
        if (named.isEmpty()) {
            return beside.publish(Dimensions.TABLES.stream().map(Table::name).toList());
        }
        // As many as classifications have codes.
        Dimensions.Names names = new Dimensions.Names(
                reference.countryTitles().rows(),
                products.collectAsList(),
                reference.blocs().rows());
        SideBySide.await(Dimensions.rows(named, names).entrySet().stream()
                .map(one -> SideBySide.start(() -> beside.write(
                        one.getKey(),
                        one.getKey()
                                .conform(spark.createDataFrame(
                                        one.getValue(), one.getKey().schema())),
                        one.getValue().size())))
                .toList());
        Withholding broken = new Withholding(beside.withheld(), Set.of(), false);
        broken.lines().forEach(console::say);
        withheld.add(broken);
        return beside.publish(Set.of());
    }

    private Briefing.Subject subject() {
        return new Briefing.Subject(
                Catalogue.REPORTS,
                settings.list(Setting.SUMMARY),
                names(reference.countryTitles()),
                names(reference.products()),
                stages(reference.chains()),
                settings.flag(Setting.BRIEFING_SHARES_ONLY),
                Briefing.MOST_BYTES);
    }

    /** The stages of each chain in their order, from a table of the codes of each: chain, stage, order ... */
    private static Map<String, List<String>> stages(ReferenceTable chains) {
        Map<String, List<String>> stages = new TreeMap<>();
        chains.rows().stream()
                .sorted(Comparator.comparing(row -> row.getInt(2)))
                .forEach(row -> {
                    List<String> known = stages.computeIfAbsent(row.getString(0), none -> new ArrayList<>());
                    if (!known.contains(row.getString(1))) {
                        known.add(row.getString(1));
                    }
                });
        return stages;
    }

    /** Names by code, from a table that starts with these two columns. */
    private static Map<String, String> names(ReferenceTable table) {
        Map<String, String> names = new TreeMap<>();
        table.rows().forEach(row -> names.put(row.getString(0), row.getString(1)));
        return names;
    }

    private Map<String, Object> lakeState(Lake lake, List<Table> read) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("path", lake.root());
        state.put("load_id", lake.loadId().orElse(""));
        state.put("state_time", lake.stateTime().map(Object::toString).orElse(""));
        Map<String, Long> versions = new TreeMap<>(lake.versions());
        versions.keySet().retainAll(read.stream().map(Table::name).toList());
        state.put("table_versions", versions);
        return state;
    }

    private List<Map<String, Object>> sourceFiles(Lake lake, List<Table> read) {
        List<String> hashes = read.stream()
                .map(table -> lake.read(table).select(Lake.SOURCE_SHA256))
                .reduce(Dataset::unionByName)
                .map(all -> all.distinct().collectAsList().stream()
                        .map(row -> row.getString(0))
                        .toList())
                .orElse(List.of());
        Map<String, Map<String, Object>> files = new TreeMap<>();
        for (Row row : lake.known(hashes)) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("name", row.getAs("file_name"));
            file.put("sha256", row.getAs("file_sha256"));
            file.put("format", row.getAs("format"));
            file.put(
                    "loaded_at",
                    row.<java.sql.Timestamp>getAs("loaded_at").toInstant().toString());
            files.put(row.getAs("file_name") + " " + row.getAs("file_sha256"), file);
        }
        return List.copyOf(files.values());
    }
}
