package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.dependency.DependencyCriteria;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.dependency.PolicyHeadroom;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.Suppliers;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.production.Production;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Table;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/** Report: from a state of the lake to published Parquet. */
final class Report {

    /**
     * What became of a run.
     *
     * @param published reports
     * @param leftOut reports that were not, with the reason
     * @param plans what the reports on plans and claims say
     */
    record Outcome(List<ParquetReports.Published> published, Map<String, String> leftOut, PlanReports plans) {}

    /** The reports on trade, from which others take figures. */
    record TradeReports(Dataset<Row> dependency, Dataset<Row> concentration) {}

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
        Map<String, String> leftOut = new TreeMap<>();
        ParquetReports reports =
                new ParquetReports(spark, settings.text(Setting.REPORTS), settings.number(Setting.MAX_FILE_ROWS));
        List<Table> read = new ArrayList<>();
        Optional<TradeReports> trade = Optional.empty();
        if (lake.has(TradeFlows.TABLE)) {
            read.add(TradeFlows.TABLE);
            if (lake.has(SourceCodes.TABLE)) {
                read.add(SourceCodes.TABLE);
            }
            trade = Optional.of(dependency(lake, reports, read, leftOut));
        } else {
            List<Table> onTrade = new ArrayList<>(Catalogue.TRADE_REPORTS);
            onTrade.add(SupplyRisk.TABLE);
            for (Table table : onTrade) {
                leftOut.put(table.name(), "the lake has no " + TradeFlows.TABLE + "; ingest trade files first");
            }
        }
        reliance(lake, reports, read, leftOut);
        PlanReports plans = new PlanReports(spark, settings, console, lake, reports, leftOut);
        plans.run(trade);
        plans.read().stream().filter(table -> !read.contains(table)).forEach(read::add);
        Map<String, List<String>> without = new TreeMap<>();
        leftOut.forEach((name, why) ->
                without.computeIfAbsent(why, none -> new ArrayList<>()).add(name));
        without.forEach((why, names) -> console.say((names.size() == 1 ? "Report " : "Reports ")
                + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " left out: " + why + "."));
        console.step("Publishing");
        List<ParquetReports.Published> published = reports.publish();
        Manifest.write(
                spark.sparkContext().hadoopConfiguration(),
                settings.text(Setting.REPORTS),
                new Manifest.Contents(
                        "lodestone " + Version.text(),
                        clock.instant().toString(),
                        published,
                        leftOut,
                        lakeState(lake, read),
                        reference.fingerprint(),
                        settings.all(),
                        sourceFiles(lake, read)));
        spark.catalog().clearCache();
        console.finish();
        return new Outcome(published, leftOut, plans);
    }

    private TradeReports dependency(Lake lake, ParquetReports reports, List<Table> read, Map<String, String> leftOut) {
        console.step("Computing import dependency and supplier concentration");
        String release = settings.text(Setting.BACI_RELEASE);
        Dataset<Row> suppliers = Suppliers.of(
                        lake.read(TradeFlows.TABLE), release.equals("newest") ? null : release, (int)
                                settings.number(Setting.LEAST_EXPORTERS))
                .persist(StorageLevel.MEMORY_AND_DISK());
        // Makes the cache, once, before reports read it; the world's rows are in no import_dependency.
        long rows =
                suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD)).count();
        Dataset<Row> products = products(lake);
        Dataset<Row> countries = Reference.dataset(spark, reference.countryTitles());
        Dataset<Row> dependency = ImportDependency.of(suppliers, products, countries);
        Dataset<Row> concentration = SupplierConcentration.of(suppliers).persist(StorageLevel.MEMORY_AND_DISK());
        // Each report is written by one task, so two are written side by side.
        SideBySide.await(List.of(
                SideBySide.start(() -> reports.write(ImportDependency.TABLE, dependency, rows)),
                SideBySide.start(() -> reports.write(SupplierConcentration.TABLE, concentration, -1))));
        console.step("Computing criteria of dependency and supply risk");
        Dataset<Row> criteria = DependencyCriteria.of(
                        suppliers, concentration, Reference.dataset(spark, reference.blocs()), products, countries)
                .persist(StorageLevel.MEMORY_AND_DISK());
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        writes.add(SideBySide.start(() -> {
            reports.write(DependencyCriteria.TABLE, criteria, -1);
            reports.write(
                    PolicyHeadroom.TABLE,
                    PolicyHeadroom.of(criteria, Reference.dataset(spark, reference.policyLines())),
                    -1);
        }));
        if (lake.has(Production.TABLE)) {
            read.add(Production.TABLE);
            if (lake.has(Governance.TABLE)) {
                read.add(Governance.TABLE);
            }
            Dataset<Row> governance = lake.has(Governance.TABLE)
                    ? lake.read(Governance.TABLE)
                    : spark.createDataFrame(List.<Row>of(), Governance.TABLE.schema());
            Dataset<Row> risk = SupplyRisk.of(
                    suppliers,
                    lake.read(Production.TABLE),
                    governance,
                    Reference.dataset(spark, reference.commodities()),
                    products);
            writes.add(SideBySide.start(() -> reports.write(SupplyRisk.TABLE, risk, -1)));
        } else {
            leftOut.put(SupplyRisk.TABLE.name(), "the lake has no " + Production.TABLE);
        }
        SideBySide.await(writes);
        return new TradeReports(dependency, concentration);
    }

    private void reliance(Lake lake, ParquetReports reports, List<Table> read, Map<String, String> leftOut) {
        if (!lake.has(NetImportReliance.INPUTS)) {
            leftOut.put(NetImportReliance.TABLE.name(), "the lake has no " + NetImportReliance.INPUTS);
            return;
        }
        read.add(NetImportReliance.INPUTS);
        List<Row> rows =
                NetImportReliance.of(lake.read(NetImportReliance.INPUTS).collectAsList());
        reports.write(
                NetImportReliance.TABLE,
                NetImportReliance.TABLE.conform(spark.createDataFrame(rows, NetImportReliance.TABLE.schema())),
                rows.size());
    }

    /** Products by code: the reference data, and for codes that they lack the names that a source gives. */
    private Dataset<Row> products(Lake lake) {
        Dataset<Row> known = Reference.dataset(spark, reference.products());
        if (!lake.has(SourceCodes.TABLE)) {
            return known;
        }
        Dataset<Row> named = lake.read(SourceCodes.TABLE)
                .where(col("kind").equalTo("product"))
                .groupBy(col("code").as("product_code"))
                .agg(max(struct(col("release"), col("hs_edition"), col("name"))).as("newest"))
                .select(
                        col("product_code"),
                        col("newest.name").as("product_name"),
                        lit(null).cast(DataTypes.StringType).as("stage"),
                        lit("unknown").as("code_purity"),
                        lit(null).cast(DataTypes.StringType).as("code_note"))
                .join(
                        known.select(col("product_code").as("known_code")),
                        col("product_code").equalTo(col("known_code")),
                        "left_anti");
        return known.unionByName(named);
    }

    private Map<String, Object> lakeState(Lake lake, List<Table> read) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("path", lake.root());
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
