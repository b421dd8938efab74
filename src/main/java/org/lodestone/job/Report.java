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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.bi.DataPackage;
import org.lodestone.bi.Dimensions;
import org.lodestone.briefing.Briefing;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.Targets;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Engine;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.program.Console;
import org.lodestone.program.Parallel;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.program.Version;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.Excerpts;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.PublishedReports;
import org.lodestone.summary.PlanResults;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/** Report: from a state of the lake to published Parquet. */
final class Report {

    /**
     * What became of a run.
     *
     * @param published reports
     * @param withheld reports that are not, since rows break their declarations or those of what they follow from
     * @param plans what the reports on plans and claims say
     * @param leftOut reports that could not be made, with the reason
     * @param kept how many are there as an earlier run published them
     * @param state of the data, as the manifest has it
     * @param lake what was read of it
     */
    record Outcome(
            List<ParquetReports.Published> published,
            Withholding withheld,
            PlanResults plans,
            Map<String, String> leftOut,
            long kept,
            String state,
            Map<String, Object> lake) {
        /** For the note of the run. */
        Map<String, Object> noted() {
            Map<String, Object> reports = new LinkedHashMap<>();
            reports.put("published", published.size());
            reports.put("kept", kept);
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

    /** What the terminal shows of contracts, plans and claims, and what it is made for. */
    private static final List<Metric> PLAN_REPORTS =
            List.of(ContractAudit.METRIC, ShareTrajectory.METRIC, TargetOdds.METRIC, ClaimCheck.METRIC);

    private static final Collected TARGETS =
            LakeTable.of(Targets.TABLE).orEmpty().collected();
    private static final Collected PLANS =
            LakeTable.of(SalesPlans.TABLE).orEmpty().collected();
    private static final Collected PRODUCT_NAMES = SourceCodes.PRODUCTS.collected();

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final ReferenceData reference;
    private final Clock clock;
    private final boolean afresh;

    /** @param afresh whether all reports are computed, also those that are there as they would be computed */
    Report(
            SparkSession spark,
            Settings settings,
            Console console,
            ReferenceData reference,
            Clock clock,
            boolean afresh) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.clock = clock;
        this.afresh = afresh;
    }

    Outcome run(Lake lake) {
        // Two runs that publish into one folder would mix their reports.
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(settings.text(Setting.REPORTS), "reports", patience, console::say)) {
            return publish(lake);
        }
    }

    private Outcome publish(Lake lake) {
        checkRelease(lake);
        LakeInputs inputs = new LakeInputs(spark, settings, reference, lake, afresh);
        try (Engine engine = new Engine(inputs)) {
            return publish(lake, inputs, engine);
        } finally {
            if (!spark.sparkContext().isStopped()) {
                spark.catalog().clearCache();
            }
        }
    }

    static String keptWords(long kept) {
        return (kept == 1 ? "1 report is" : kept + " reports are")
                + " as computed before, from the same data and settings; --force computes all.";
    }

    private Outcome publish(Lake lake, LakeInputs inputs, Engine engine) {
        console.step("Computing reports");
        org.lodestone.metric.Outcome computed = engine.run(Catalogue.METRICS);
        Map<String, String> leftOut = computed.leftOut();
        long kept = computed.kept();
        if (kept > 0) {
            console.sayOnce(keptWords(kept));
        }
        Map<String, List<String>> without = new TreeMap<>();
        leftOut.forEach((name, why) ->
                without.computeIfAbsent(why, none -> new ArrayList<>()).add(name));
        without.forEach((why, names) -> console.say((names.size() == 1 ? "Report " : "Reports ")
                + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " left out: " + why + "."));
        Withholding withheld = new Withholding(inputs.reports().withheld(), computed.madeOf());
        withheld.lines().forEach(console::say);
        // Before what is written aside is moved away.
        PlanResults plans = plans(engine).without(withheld.names());
        console.step("Publishing");
        Set<String> unpublished = new TreeSet<>(leftOut.keySet());
        unpublished.addAll(withheld.names());
        List<ParquetReports.Published> published = inputs.reports().publish(unpublished);
        String program = "lodestone " + Version.text();
        Beside beside = new Beside(inputs, reference.fingerprint());
        List<Map<String, Object>> sources =
                beside.sources(computed.tables(), () -> sourceFiles(lake, computed.tables()));
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
                computed.noted(),
                leftOut,
                withheld.contents(),
                lakeState(lake, computed.tables()),
                reference.fingerprint(),
                settings.all(),
                sources);
        String reports = settings.text(Setting.REPORTS);
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        try {
            if (beside.dimensionsAreCurrent(published)) {
                contents = contents.with(beside.dimensions(), withheld.contents());
            } else {
                List<ParquetReports.Published> dimensions = dimensions(published, engine.rows(PRODUCT_NAMES), withheld);
                contents = contents.with(dimensions, withheld.contents());
            }
            if (!beside.pageIsCurrent(contents)) {
                new DataPackage(conf, reports, Catalogue.SCHEMA_VERSION).write(Catalogue.published(), contents);
                beside.pageIsWritten(page(contents));
            }
            beside.said().forEach(console::say);
            beside.note(contents.computed());
        } finally {
            // The reports are in place, whatever became of what lies beside them.
            Manifest.write(conf, reports, contents);
        }
        console.finish();
        return new Outcome(
                published, withheld, plans.without(withheld.names()), leftOut, kept, contents.state(), contents.lake());
    }

    private static PlanResults plans(Engine engine) {
        Map<Metric, List<Row>> rows = new ConcurrentHashMap<>();
        List<Row> targets = new ArrayList<>();
        List<Row> plans = new ArrayList<>();
        List<CompletableFuture<Void>> reads = new ArrayList<>();
        for (Metric report : PLAN_REPORTS) {
            reads.add(Parallel.start(() -> rows.put(report, engine.rows(report))));
        }
        reads.add(Parallel.start(() -> targets.addAll(engine.rows(TARGETS))));
        reads.add(Parallel.start(() -> plans.addAll(engine.rows(PLANS))));
        Parallel.await(reads);
        return new PlanResults(rows, targets, plans);
    }

    /** Writes the page, or removes it where the settings want none; says what there is to say of it. */
    private List<String> page(Manifest.Contents contents) {
        String reports = settings.text(Setting.REPORTS);
        Briefing page = new Briefing(
                spark.sparkContext().hadoopConfiguration(), reports, new Excerpts(spark, reports), subject());
        if (settings.flag(Setting.BRIEFING_PAGE)) {
            return page.write(contents);
        }
        page.remove();
        return List.of();
    }

    /**
     * Reports without BACI would look as if nothing was traded.
     *
     * @throws Settings.Wrong where the settings name a release that the lake does not have
     */
    private void checkRelease(Lake lake) {
        String release = settings.text(Setting.BACI_RELEASE);
        if (release.equals("newest") || !lake.has(TradeFlows.TABLE)) {
            return;
        }
        Set<String> loaded = new TreeSet<>();
        lake.read(TradeFlows.TABLE)
                .where(Columns.DATASET.col().equalTo("baci"))
                .select("release")
                .distinct()
                .collectAsList()
                .forEach(row -> loaded.add(row.getString(0)));
        if (!loaded.contains(release)) {
            throw new Settings.Wrong("The setting " + Setting.BACI_RELEASE.key + " names " + release
                    + ", which is not in the lake. "
                    + (loaded.isEmpty()
                            ? "There is no release of BACI: ingest this one, or leave the setting out."
                            : "Name one that is there (" + String.join(", ", loaded)
                                    + "), ingest this one, or leave the setting out."));
        }
    }

    /**
     * What the keys of the published reports stand for, written beside them.
     *
     * @param products names of codes, of the reference data and of what is in the lake
     * @param withheld gets those that break their declarations
     */
    private List<ParquetReports.Published> dimensions(
            List<ParquetReports.Published> published, List<Row> products, Withholding withheld) {
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
                reference.countryTitles().rows(), products, reference.blocs().rows());
        Dimensions.rows(named, names).forEach(beside::write);
        Withholding broken = new Withholding(beside.withheld(), Map.of());
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
    private static Map<String, List<String>> stages(SmallTable chains) {
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
    private static Map<String, String> names(SmallTable table) {
        Map<String, String> names = new TreeMap<>();
        table.rows().forEach(row -> names.put(row.getString(0), row.getString(1)));
        return names;
    }

    private Map<String, Object> lakeState(Lake lake, Set<Table> read) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("path", lake.root());
        state.put("load_id", lake.loadId().orElse(""));
        state.put("state_time", lake.stateTime().map(Object::toString).orElse(""));
        Map<String, Long> versions = new TreeMap<>(lake.versions());
        versions.keySet().retainAll(read.stream().map(Table::name).toList());
        state.put("table_versions", versions);
        return state;
    }

    private List<Map<String, Object>> sourceFiles(Lake lake, Set<Table> read) {
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
            file.put("name", Ledger.FILE_NAME.in(row));
            file.put("sha256", Ledger.FILE_SHA256.in(row));
            file.put("format", Ledger.FORMAT.in(row));
            file.put("loaded_at", Ledger.LOADED_AT.in(row).toInstant().toString());
            files.put(Ledger.FILE_NAME.in(row) + " " + Ledger.FILE_SHA256.in(row), file);
        }
        return List.copyOf(files.values());
    }
}
