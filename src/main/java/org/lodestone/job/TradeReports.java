package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.DependencyCriteria;
import org.lodestone.dependency.EcAssessments;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.dependency.PolicyHeadroom;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.Suppliers;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.dependency.UsualUnitValues;
import org.lodestone.exposure.ChainExposure;
import org.lodestone.exposure.ContractOrigin;
import org.lodestone.exposure.NMinusOne;
import org.lodestone.exposure.OriginMix;
import org.lodestone.production.Production;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.Table;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.Editions;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SeriesBreaks;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/** The reports on trade, and on production beside it. */
final class TradeReports {

    /**
     * Reports from which others take figures.
     *
     * @param dependency import_dependency
     * @param joined the same, of importers that reported the goods in another edition
     * @param concentration supplier_concentration
     * @param mix origin_mix
     * @param exposure chain_exposure
     */
    record Figures(
            Dataset<Row> dependency,
            Dataset<Row> joined,
            Dataset<Row> concentration,
            Dataset<Row> mix,
            Dataset<Row> exposure) {}

    private final ReportRun run;
    private final ReferenceData reference;
    private Figures figures;

    TradeReports(ReportRun run, ReferenceData reference) {
        this.run = run;
        this.reference = reference;
    }

    /** Empty where the lake has no trade. */
    Optional<Figures> figures() {
        return Optional.ofNullable(figures);
    }

    void run() {
        if (run.has(TradeFlows.TABLE)) {
            trade();
        } else {
            Catalogue.NEEDS.entrySet().stream()
                    .filter(report -> report.getValue().get(0) == TradeFlows.TABLE)
                    .forEach(report -> run.can(report.getKey()));
        }
        reliance();
    }

    private void trade() {
        run.console.step("Computing import dependency and supplier concentration");
        Dataset<Row> reported = run.table(TradeFlows.TABLE);
        String release = baciRelease(reported);
        Dataset<Row> correlations = run.orEmpty(CodeCorrelations.TABLE);
        Dataset<Row> ofAllEditions = Editions.joined(reported, Waypoint.at(Editions.places(reported, correlations)));
        Dataset<Row> notes = Reference.dataset(run.spark, reference.reporters());
        Dataset<Row> gaps = Waypoint.at(MirrorGap.of(ofAllEditions, notes));
        Dataset<Row> reliability = Waypoint.at(MirrorGap.reliability(gaps));
        if (run.settings.flag(Setting.RECONCILE)) {
            Dataset<Row> reconciled = MirrorGap.reconciled(reported, gaps, reliability);
            Dataset<Row> places = Waypoint.at(Editions.places(reconciled, correlations));
            ofAllEditions = ofAllEditions.unionByName(Editions.joined(reconciled, places));
        }
        Suppliers.Terms terms = new Suppliers.Terms(
                release,
                (int) run.settings.number(Setting.LEAST_EXPORTERS),
                reference.reportingGroups().rows());
        Dataset<Row> reporting = Waypoint.at(Suppliers.reporting(ofAllEditions, terms.baciRelease()));
        Dataset<Row> inAllEditions = Waypoint.at(Suppliers.of(ofAllEditions, reporting, terms));
        Dataset<Row> suppliers = inAllEditions.where(col("joined_from").isNull());
        // The world's rows are in no import_dependency.
        long rows =
                suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD)).count();
        Dataset<Row> products = products();
        Dataset<Row> countries = Reference.dataset(run.spark, reference.countryTitles());
        Dataset<Row> unitValues = Waypoint.at(UnitValues.of(
                reported,
                new UnitValues.Limits(
                        (int) run.settings.number(Setting.UNIT_VALUE_PERIODS),
                        run.settings.share(Setting.UNIT_VALUE_EXPONENT),
                        run.settings.share(Setting.UNIT_VALUE_MINIMUM),
                        run.settings.number(Setting.UNIT_VALUE_WIDTH),
                        UnitValues.ROBUST_Z)));
        Dataset<Row> suspects = Suppliers.suspects(unitValues);
        Dataset<Row> usual = Waypoint.at(UsualUnitValues.of(inAllEditions, terms.groups()));
        Dataset<Row> dependency = ImportDependency.of(suppliers, suspects, usual, products, countries, notes);
        // Imports that were reported in another edition under a code of the same goods: for who adds importers up.
        Dataset<Row> joined = ImportDependency.of(
                inAllEditions.where(col("joined_from").isNotNull()), suspects, usual, products, countries, notes);
        Dataset<Row> concentration = Waypoint.at(SupplierConcentration.of(suppliers));
        Dataset<Row> breaks = SeriesBreaks.of(reported, correlations);
        // Each report is written by one task, so several are written side by side.
        SideBySide.await(List.of(
                SideBySide.start(() -> run.reports.write(ImportDependency.TABLE, dependency, rows)),
                SideBySide.start(() -> run.reports.write(SupplierConcentration.TABLE, concentration, -1)),
                SideBySide.start(() -> {
                    run.reports.write(MirrorGap.TABLE, gaps, -1);
                    run.reports.write(MirrorGap.RELIABILITY, reliability, -1);
                    computed(SeriesBreaks.TABLE, breaks);
                    computed(UnitValues.TABLE, unitValues);
                })));
        run.console.step("Computing criteria of dependency and supply risk");
        Dataset<Row> criteria = Waypoint.at(DependencyCriteria.of(
                inAllEditions,
                reporting,
                concentration,
                Reference.dataset(run.spark, reference.blocs()),
                products,
                countries));
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        writes.add(SideBySide.start(() -> {
            run.reports.write(DependencyCriteria.TABLE, criteria, -1);
            run.reports.write(
                    PolicyHeadroom.TABLE,
                    PolicyHeadroom.of(criteria, Reference.dataset(run.spark, reference.policyLines()), products),
                    -1);
        }));
        if (run.can(SupplyRisk.TABLE)) {
            Dataset<Row> risk = SupplyRisk.of(
                    suppliers,
                    Production.inForce(run.table(Production.TABLE)),
                    run.orEmpty(Governance.TABLE),
                    Reference.dataset(run.spark, reference.commodities()),
                    Reference.dataset(run.spark, reference.reportingGroups()),
                    products);
            writes.add(SideBySide.start(() -> computed(SupplyRisk.TABLE, risk)));
        }
        SideBySide.await(writes);
        exposure(dependency, joined, concentration);
    }

    /**
     * The release that the settings name; null for the newest.
     *
     * @throws Settings.Wrong for one that the lake does not have: reports without BACI would look as if nothing was traded
     */
    private String baciRelease(Dataset<Row> reported) {
        String release = run.settings.text(Setting.BACI_RELEASE);
        if (release.equals("newest")) {
            return null;
        }
        Set<String> loaded =
                reported.where(col("dataset").equalTo("baci")).select("release").distinct().collectAsList().stream()
                        .map(row -> row.getString(0))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!loaded.contains(release)) {
            throw new Settings.Wrong("The setting " + Setting.BACI_RELEASE.key + " names " + release
                    + ", which is not in the lake. "
                    + (loaded.isEmpty()
                            ? "There is no release of BACI: ingest this one, or leave the setting out."
                            : "Name one that is there (" + String.join(", ", loaded)
                                    + "), ingest this one, or leave the setting out."));
        }
        return release;
    }

    private void exposure(Dataset<Row> dependency, Dataset<Row> joined, Dataset<Row> concentration) {
        run.console.step("Tracing where goods were made");
        Dataset<Row> production = OriginMix.production(
                Production.inForce(run.orEmpty(Production.TABLE)),
                Reference.dataset(run.spark, reference.commodities()));
        Dataset<Row> mix = Waypoint.at(OriginMix.of(
                dependency,
                joined,
                production,
                (int) run.settings.number(Setting.LEAST_EXPORTERS),
                run.settings.share(Setting.LEAST_TRACED),
                reference.reportingGroups().rows()));
        Dataset<Row> chains = Reference.dataset(run.spark, reference.chains());
        run.reports.write(OriginMix.TABLE, mix, mix.count());
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        Dataset<Row> exposure = Waypoint.at(ChainExposure.of(mix, chains));
        writes.add(SideBySide.start(() -> {
            run.reports.write(ChainExposure.TABLE, exposure, -1);
            computed(
                    NMinusOne.TABLE,
                    NMinusOne.of(
                            dependency, joined, mix, reference.reportingGroups().rows()));
        }));
        if (run.can(ContractOrigin.TABLE)) {
            List<Row> contracts = run.rows(Contracts.TABLE);
            writes.add(SideBySide.start(() -> run.reports.write(
                    ContractOrigin.TABLE, Waypoint.at(ContractOrigin.of(mix, chains, contracts)), -1)));
        }
        SideBySide.await(writes);
        figures = new Figures(dependency, joined, concentration, mix, exposure);
    }

    /** Counts rows before they are written without computing them twice. */
    private void computed(Table report, Dataset<Row> rows) {
        Dataset<Row> once = rows.persist(StorageLevel.MEMORY_AND_DISK());
        run.reports.write(report, once, once.count());
        once.unpersist();
    }

    private void reliance() {
        if (run.can(NetImportReliance.TABLE)) {
            write(NetImportReliance.TABLE, NetImportReliance.of(run.rows(NetImportReliance.INPUTS)));
        }
        if (run.can(EcAssessments.TABLE)) {
            write(
                    EcAssessments.TABLE,
                    EcAssessments.of(
                            run.rows(EcAssessments.INPUTS),
                            run.rows(Governance.TABLE),
                            reference.reportingGroups().rows()));
        }
    }

    private void write(Table report, List<Row> rows) {
        run.reports.write(report, report.conform(run.spark.createDataFrame(rows, report.schema())), rows.size());
    }

    /** Products by code: the reference data, and for codes that they lack the names that a source gives. */
    Dataset<Row> products() {
        Dataset<Row> known = Reference.dataset(run.spark, reference.products());
        if (!run.has(SourceCodes.TABLE)) {
            return known;
        }
        Dataset<Row> named = run.table(SourceCodes.TABLE)
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
