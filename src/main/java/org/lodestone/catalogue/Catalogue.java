package org.lodestone.catalogue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.bi.Dimensions;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.claims.PublishedClaims;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.contracts.Contracts;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.dependency.DependencyCriteria;
import org.lodestone.dependency.EcAssessments;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.dependency.PolicyHeadroom;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.disruption.Disruption;
import org.lodestone.disruption.NMinusOne;
import org.lodestone.disruption.Scenarios;
import org.lodestone.intake.Findings;
import org.lodestone.intake.ForeignFormat;
import org.lodestone.intake.Format;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.Upkeep;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.ElementContents;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.NationalEffect;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.TargetRequirements;
import org.lodestone.market.Targets;
import org.lodestone.metric.Metric;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.ContractOrigin;
import org.lodestone.origins.OriginMix;
import org.lodestone.production.Facilities;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Governance;
import org.lodestone.report.Restatements;
import org.lodestone.table.Table;
import org.lodestone.trade.Baci;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.Comtrade;
import org.lodestone.trade.FlowChecks;
import org.lodestone.trade.ForeignFormats;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SeriesBreaks;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/** What the program knows: source formats, tables of the lake, reports. */
public final class Catalogue {
    /** Of the columns of all reports: it grows where one changes its type, place or meaning. */
    public static final int SCHEMA_VERSION = 1;

    private Catalogue() {}

    /** In order of preference where a header fits several. */
    public static final List<Format> FORMATS = List.of(
            Comtrade.API,
            Comtrade.BULK,
            Comtrade.LEGACY,
            Baci.FLOWS,
            Baci.COUNTRIES,
            Baci.PRODUCTS,
            CodeCorrelations.UNSD,
            Production.WORLD_MINING_DATA,
            Production.USGS,
            Governance.WGI,
            ExchangeRates.MONTHLY,
            Contracts.FORMAT,
            Facilities.FORMAT,
            MarketOutlook.FORMAT,
            Targets.FORMAT,
            SalesPlans.FORMAT,
            Assumptions.FORMAT,
            ElementContents.FORMAT,
            PublishedClaims.FORMAT,
            NetImportReliance.FORMAT,
            EcAssessments.FORMAT,
            Scenarios.FORMAT,
            Scenarios.INPUT_FORMAT);

    /** Formats that are known and not read. */
    public static final List<ForeignFormat> FOREIGN = ForeignFormats.ALL;

    /** Tables that source files fill. */
    public static final List<Table> SOURCE_TABLES = List.of(
            TradeFlows.TABLE,
            SourceCodes.TABLE,
            CodeCorrelations.TABLE,
            Production.TABLE,
            Governance.TABLE,
            ExchangeRates.TABLE,
            Contracts.TABLE,
            Facilities.TABLE,
            MarketOutlook.TABLE,
            Targets.TABLE,
            SalesPlans.TABLE,
            Assumptions.TABLE,
            ElementContents.TABLE,
            PublishedClaims.TABLE,
            NetImportReliance.INPUTS,
            EcAssessments.INPUTS,
            Scenarios.TABLE,
            Scenarios.INPUTS);

    /** What is looked at in rows that land, by table. */
    public static final Map<Table, Function<Dataset<Row>, Dataset<Row>>> CHECKS = Map.of(
            TradeFlows.TABLE, FlowChecks::findings,
            Contracts.TABLE, Contracts::findings,
            Facilities.TABLE, Facilities::findings);

    /** Tables that every ingest writes about its files. */
    static final List<Table> INTAKE_TABLES = List.of(RejectedRows.TABLE, Findings.TABLE, Ledger.TABLE, Upkeep.TABLE);

    /** All tables that a lake may have. */
    public static final List<Table> LAKE_TABLES =
            Stream.concat(SOURCE_TABLES.stream(), INTAKE_TABLES.stream()).toList();

    /** The reports, in the order in which they are listed. */
    public static final List<Metric> METRICS = List.of(
            ImportDependency.METRIC,
            SupplierConcentration.METRIC,
            DependencyCriteria.METRIC,
            PolicyHeadroom.METRIC,
            MirrorGap.METRIC,
            MirrorGap.RELIABILITY_METRIC,
            SeriesBreaks.METRIC,
            UnitValues.METRIC,
            NetImportReliance.METRIC,
            EcAssessments.METRIC,
            SupplyRisk.METRIC,
            OriginMix.METRIC,
            ChainExposure.METRIC,
            ContractOrigin.METRIC,
            NMinusOne.METRIC,
            Disruption.METRIC,
            DeliverySchedule.METRIC,
            ContractAudit.METRIC,
            CapacityOutlook.METRIC,
            ShareTrajectory.METRIC,
            TargetRequirements.METRIC,
            TargetOdds.METRIC,
            TargetOdds.INPUTS_METRIC,
            NationalEffect.METRIC,
            ClaimCheck.METRIC);

    /** Their tables. */
    public static final List<Table> REPORTS =
            METRICS.stream().map(Metric::table).toList();

    /** All that lies in a folder of reports as Parquet. */
    public static List<Table> published() {
        return Stream.of(REPORTS, List.of(Restatements.TABLE), Dimensions.TABLES)
                .flatMap(List::stream)
                .toList();
    }

    /** The report of a name; null where there is none. */
    public static Table report(String name) {
        return REPORTS.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The metric of a report. */
    public static Metric metric(Table report) {
        return METRICS.stream()
                .filter(metric -> metric.table() == report)
                .findFirst()
                .orElseThrow();
    }
}
