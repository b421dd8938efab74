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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.Suppliers;
import org.lodestone.exposure.ChainExposure;
import org.lodestone.exposure.ContractOrigin;
import org.lodestone.exposure.OriginMix;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.production.Production;
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
            trade = Optional.of(dependency(lake, reports));
            if (lake.has(Production.TABLE)) {
                read.add(Production.TABLE);
            }
            exposure(lake, reports, trade.get(), leftOut);
        } else {
            List<Table> missing = new ArrayList<>(List.of(ImportDependency.TABLE, SupplierConcentration.TABLE));
            missing.addAll(Catalogue.EXPOSURE_REPORTS);
            for (Table table : missing) {
                leftOut.put(table.name(), "the lake has no " + TradeFlows.TABLE + "; ingest trade files first");
            }
        }
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

    private TradeReports dependency(Lake lake, ParquetReports reports) {
        console.step("Computing import dependency and supplier concentration");
        String release = settings.text(Setting.BACI_RELEASE);
        Dataset<Row> suppliers = Suppliers.of(
                        lake.read(TradeFlows.TABLE), release.equals("newest") ? null : release, (int)
                                settings.number(Setting.LEAST_EXPORTERS))
                .persist(StorageLevel.MEMORY_AND_DISK());
        // Makes the cache, once, before two reports read it; the world's rows are in no import_dependency.
        long rows =
                suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD)).count();
        Dataset<Row> dependency =
                ImportDependency.of(suppliers, products(lake), Reference.dataset(spark, reference.countryTitles()));
        Dataset<Row> concentration = SupplierConcentration.of(suppliers);
        // Each report is written by one task, so two are written side by side.
        SideBySide.await(List.of(
                SideBySide.start(() -> reports.write(ImportDependency.TABLE, dependency, rows)),
                SideBySide.start(() -> reports.write(SupplierConcentration.TABLE, concentration, -1))));
        return new TradeReports(dependency, concentration);
    }

    private void exposure(Lake lake, ParquetReports reports, TradeReports trade, Map<String, String> leftOut) {
        console.step("Tracing where goods were made");
        Dataset<Row> production = OriginMix.production(
                lake.has(Production.TABLE)
                        ? lake.read(Production.TABLE)
                        : spark.createDataFrame(List.of(), Production.TABLE.schema()),
                Reference.dataset(spark, reference.commodities()));
        Dataset<Row> mix = OriginMix.of(trade.dependency(), production, (int) settings.number(Setting.LEAST_EXPORTERS))
                .persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> chains = Reference.dataset(spark, reference.chains());
        reports.write(OriginMix.TABLE, mix, mix.count());
        reports.write(ChainExposure.TABLE, ChainExposure.of(mix, chains).persist(StorageLevel.MEMORY_AND_DISK()), -1);
        if (lake.has(Contracts.TABLE)) {
            List<Row> contracts = lake.read(Contracts.TABLE).collectAsList();
            reports.write(
                    ContractOrigin.TABLE,
                    ContractOrigin.of(mix, chains, contracts).persist(StorageLevel.MEMORY_AND_DISK()),
                    -1);
        } else {
            leftOut.put(ContractOrigin.TABLE.name(), "the lake has no " + Contracts.TABLE);
        }
        mix.unpersist();
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
