package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.DependencyCriteria;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.dependency.PolicyHeadroom;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.Suppliers;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.exposure.ChainExposure;
import org.lodestone.exposure.ContractOrigin;
import org.lodestone.exposure.OriginMix;
import org.lodestone.lake.Lake;
import org.lodestone.production.Production;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Table;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SeriesBreaks;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/** The reports on trade, and on production beside it. */
final class TradeReports {

    /**
     * Reports from which others take figures.
     *
     * @param dependency import_dependency
     * @param concentration supplier_concentration
     */
    record Figures(Dataset<Row> dependency, Dataset<Row> concentration) {}

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final ReferenceData reference;
    private final Lake lake;
    private final ParquetReports reports;
    private final Map<String, String> leftOut;
    private final Set<Table> read = new LinkedHashSet<>();
    private Figures figures;

    TradeReports(
            SparkSession spark,
            Settings settings,
            Console console,
            ReferenceData reference,
            Lake lake,
            ParquetReports reports,
            Map<String, String> leftOut) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.reference = reference;
        this.lake = lake;
        this.reports = reports;
        this.leftOut = leftOut;
    }

    /** The tables of the lake that were read. */
    Set<Table> read() {
        return read;
    }

    /** Empty where the lake has no trade. */
    Optional<Figures> figures() {
        return Optional.ofNullable(figures);
    }

    void run() {
        if (lake.has(TradeFlows.TABLE)) {
            trade();
        } else {
            List<Table> onTrade = new ArrayList<>(Catalogue.TRADE_REPORTS);
            onTrade.add(SupplyRisk.TABLE);
            onTrade.addAll(Catalogue.EXPOSURE_REPORTS);
            for (Table table : onTrade) {
                leftOut.put(table.name(), "the lake has no " + TradeFlows.TABLE + "; ingest trade files first");
            }
        }
        reliance();
    }

    private void trade() {
        console.step("Computing import dependency and supplier concentration");
        String release = settings.text(Setting.BACI_RELEASE);
        Dataset<Row> reported = table(TradeFlows.TABLE);
        Dataset<Row> gaps = Waypoint.at(MirrorGap.of(reported));
        Dataset<Row> reliability = Waypoint.at(MirrorGap.reliability(gaps));
        Dataset<Row> flows = settings.flag(Setting.RECONCILE)
                ? reported.unionByName(MirrorGap.reconciled(reported, gaps, reliability))
                : reported;
        Dataset<Row> suppliers = Waypoint.at(Suppliers.of(
                flows, release.equals("newest") ? null : release, (int) settings.number(Setting.LEAST_EXPORTERS)));
        // Makes the cache, once, before reports read it; the world's rows are in no import_dependency.
        long rows =
                suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD)).count();
        Dataset<Row> products = products();
        Dataset<Row> countries = Reference.dataset(spark, reference.countryTitles());
        Dataset<Row> dependency = ImportDependency.of(suppliers, products, countries);
        Dataset<Row> concentration = Waypoint.at(SupplierConcentration.of(suppliers));
        Dataset<Row> breaks = SeriesBreaks.of(reported, orEmpty(CodeCorrelations.TABLE));
        // Each report is written by one task, so several are written side by side.
        SideBySide.await(List.of(
                SideBySide.start(() -> reports.write(ImportDependency.TABLE, dependency, rows)),
                SideBySide.start(() -> reports.write(SupplierConcentration.TABLE, concentration, -1)),
                SideBySide.start(() -> {
                    reports.write(MirrorGap.TABLE, gaps, -1);
                    reports.write(MirrorGap.RELIABILITY, reliability, -1);
                    reports.write(SeriesBreaks.TABLE, breaks, -1);
                })));
        console.step("Computing criteria of dependency and supply risk");
        Dataset<Row> criteria = Waypoint.at(DependencyCriteria.of(
                suppliers, concentration, Reference.dataset(spark, reference.blocs()), products, countries));
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        writes.add(SideBySide.start(() -> {
            reports.write(DependencyCriteria.TABLE, criteria, -1);
            reports.write(
                    PolicyHeadroom.TABLE,
                    PolicyHeadroom.of(criteria, Reference.dataset(spark, reference.policyLines())),
                    -1);
        }));
        if (lake.has(Production.TABLE)) {
            Dataset<Row> risk = SupplyRisk.of(
                    suppliers,
                    table(Production.TABLE),
                    orEmpty(Governance.TABLE),
                    Reference.dataset(spark, reference.commodities()),
                    products);
            writes.add(SideBySide.start(() -> reports.write(SupplyRisk.TABLE, risk, -1)));
        } else {
            leftOut.put(SupplyRisk.TABLE.name(), "the lake has no " + Production.TABLE);
        }
        SideBySide.await(writes);
        figures = new Figures(dependency, concentration);
        exposure(dependency);
    }

    private void exposure(Dataset<Row> dependency) {
        console.step("Tracing where goods were made");
        Dataset<Row> production =
                OriginMix.production(orEmpty(Production.TABLE), Reference.dataset(spark, reference.commodities()));
        Dataset<Row> mix =
                Waypoint.at(OriginMix.of(dependency, production, (int) settings.number(Setting.LEAST_EXPORTERS)));
        Dataset<Row> chains = Reference.dataset(spark, reference.chains());
        reports.write(OriginMix.TABLE, mix, mix.count());
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        writes.add(SideBySide.start(
                () -> reports.write(ChainExposure.TABLE, Waypoint.at(ChainExposure.of(mix, chains)), -1)));
        if (lake.has(Contracts.TABLE)) {
            List<Row> contracts = table(Contracts.TABLE).collectAsList();
            writes.add(SideBySide.start(() ->
                    reports.write(ContractOrigin.TABLE, Waypoint.at(ContractOrigin.of(mix, chains, contracts)), -1)));
        } else {
            leftOut.put(ContractOrigin.TABLE.name(), "the lake has no " + Contracts.TABLE);
        }
        SideBySide.await(writes);
        mix.unpersist();
    }

    private void reliance() {
        if (!lake.has(NetImportReliance.INPUTS)) {
            leftOut.put(NetImportReliance.TABLE.name(), "the lake has no " + NetImportReliance.INPUTS);
            return;
        }
        List<Row> rows = NetImportReliance.of(table(NetImportReliance.INPUTS).collectAsList());
        reports.write(
                NetImportReliance.TABLE,
                NetImportReliance.TABLE.conform(spark.createDataFrame(rows, NetImportReliance.TABLE.schema())),
                rows.size());
    }

    private Dataset<Row> table(Table table) {
        read.add(table);
        return lake.read(table);
    }

    /** A table of the lake; without rows where the lake does not have it. */
    private Dataset<Row> orEmpty(Table table) {
        return lake.has(table) ? table(table) : spark.createDataFrame(List.<Row>of(), table.schema());
    }

    /** Products by code: the reference data, and for codes that they lack the names that a source gives. */
    private Dataset<Row> products() {
        Dataset<Row> known = Reference.dataset(spark, reference.products());
        if (!lake.has(SourceCodes.TABLE)) {
            return known;
        }
        Dataset<Row> named = table(SourceCodes.TABLE)
                .where(col("kind").equalTo("product"))
                .groupBy(col("code").as("product_code"))
                .agg(max(struct(col("release"), col("hs_edition"), col("name"))).as("newest"))
                .select(
                        col("product_code"),
                        col("newest.name").as("product_name"),
                        lit(null).cast(DataTypes.StringType).as("mineral"),
                        lit(null).cast(DataTypes.StringType).as("stage"),
                        lit("unknown").as("code_purity"),
                        lit(null).cast(DataTypes.StringType).as("code_note"))
                .join(
                        known.select(col("product_code").as("known_code")),
                        col("product_code").equalTo(col("known_code")),
                        "left_anti");
        return known.unionByName(named);
    }
}
