package org.lodestone.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
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
import org.lodestone.exposure.ChainExposure;
import org.lodestone.exposure.ContractOrigin;
import org.lodestone.exposure.Disruption;
import org.lodestone.exposure.NMinusOne;
import org.lodestone.exposure.OriginMix;
import org.lodestone.exposure.Scenarios;
import org.lodestone.intake.Findings;
import org.lodestone.intake.ForeignFormat;
import org.lodestone.intake.Format;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.Upkeep;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.ElementContents;
import org.lodestone.market.Facilities;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.NationalEffect;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.TargetRequirements;
import org.lodestone.market.Targets;
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
final class Catalogue {
    /** Of the columns of all reports: it grows where one changes its type, place or meaning. */
    static final int SCHEMA_VERSION = 1;

    private Catalogue() {}

    /** In order of preference where a header fits several. */
    static final List<Format> FORMATS = List.of(
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
    static final List<ForeignFormat> FOREIGN = ForeignFormats.ALL;

    /** Tables that source files fill. */
    static final List<Table> SOURCE_TABLES = List.of(
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
    static final Map<Table, Function<Dataset<Row>, Dataset<Row>>> CHECKS = Map.of(
            TradeFlows.TABLE, FlowChecks::findings,
            Contracts.TABLE, Contracts::findings,
            Facilities.TABLE, Facilities::findings);

    /** Tables that every ingest writes about its files. */
    static final List<Table> INTAKE_TABLES = List.of(RejectedRows.TABLE, Findings.TABLE, Ledger.TABLE, Upkeep.TABLE);

    /** All tables that a lake may have. */
    static final List<Table> LAKE_TABLES =
            Stream.concat(SOURCE_TABLES.stream(), INTAKE_TABLES.stream()).toList();

    /** The reports that need trade alone. */
    static final List<Table> TRADE_REPORTS = List.of(
            ImportDependency.TABLE,
            SupplierConcentration.TABLE,
            DependencyCriteria.TABLE,
            PolicyHeadroom.TABLE,
            MirrorGap.TABLE,
            MirrorGap.RELIABILITY,
            SeriesBreaks.TABLE,
            UnitValues.TABLE);

    /** The reports on contracts, plans and claims. */
    static final List<Table> PLAN_REPORTS = List.of(
            DeliverySchedule.TABLE,
            ContractAudit.TABLE,
            CapacityOutlook.TABLE,
            ShareTrajectory.TABLE,
            TargetRequirements.TABLE,
            TargetOdds.TABLE,
            TargetOdds.INPUTS,
            NationalEffect.TABLE,
            ClaimCheck.TABLE);

    /** The reports on where goods really come from. */
    static final List<Table> EXPOSURE_REPORTS =
            List.of(OriginMix.TABLE, ChainExposure.TABLE, ContractOrigin.TABLE, NMinusOne.TABLE);

    /** The tables of the lake without which a report cannot be made; the first that is missing is named. */
    static final Map<Table, List<Table>> NEEDS = needs();

    private static Map<Table, List<Table>> needs() {
        Map<Table, List<Table>> needs = new HashMap<>();
        TRADE_REPORTS.forEach(report -> needs.put(report, List.of(TradeFlows.TABLE)));
        EXPOSURE_REPORTS.forEach(report -> needs.put(report, List.of(TradeFlows.TABLE)));
        needs.put(ContractOrigin.TABLE, List.of(TradeFlows.TABLE, Contracts.TABLE));
        needs.put(SupplyRisk.TABLE, List.of(TradeFlows.TABLE, Production.TABLE));
        needs.put(NetImportReliance.TABLE, List.of(NetImportReliance.INPUTS));
        needs.put(EcAssessments.TABLE, List.of(EcAssessments.INPUTS));
        needs.put(Disruption.TABLE, List.of(Scenarios.TABLE, TradeFlows.TABLE));
        needs.put(DeliverySchedule.TABLE, List.of(Contracts.TABLE));
        needs.put(ContractAudit.TABLE, List.of(Contracts.TABLE));
        needs.put(CapacityOutlook.TABLE, List.of(Facilities.TABLE));
        for (Table report :
                List.of(ShareTrajectory.TABLE, TargetRequirements.TABLE, TargetOdds.TABLE, TargetOdds.INPUTS)) {
            needs.put(report, List.of(Targets.TABLE, SalesPlans.TABLE, MarketOutlook.TABLE));
        }
        needs.put(NationalEffect.TABLE, List.of(TradeFlows.TABLE, Targets.TABLE, SalesPlans.TABLE, Facilities.TABLE));
        needs.put(ClaimCheck.TABLE, List.of(PublishedClaims.TABLE));
        return Map.copyOf(needs);
    }

    /** Why a report cannot be made of a lake; empty where it can. */
    static Optional<String> lacks(Table report, Predicate<Table> has) {
        return NEEDS.get(report).stream()
                .filter(has.negate())
                .findFirst()
                .map(missing -> "the lake has no " + missing
                        + (missing == TradeFlows.TABLE ? "; ingest trade files first" : ""));
    }

    /** Which reports a report takes figures from: where one of them is wrong, so may it be. */
    static final Map<Table, List<Table>> MADE_OF = Map.ofEntries(
            Map.entry(MirrorGap.RELIABILITY, List.of(MirrorGap.TABLE)),
            Map.entry(ImportDependency.TABLE, List.of(UnitValues.TABLE)),
            Map.entry(DependencyCriteria.TABLE, List.of(SupplierConcentration.TABLE)),
            Map.entry(PolicyHeadroom.TABLE, List.of(DependencyCriteria.TABLE)),
            Map.entry(OriginMix.TABLE, List.of(ImportDependency.TABLE)),
            Map.entry(ChainExposure.TABLE, List.of(OriginMix.TABLE)),
            Map.entry(ContractOrigin.TABLE, List.of(OriginMix.TABLE)),
            Map.entry(NMinusOne.TABLE, List.of(ImportDependency.TABLE, OriginMix.TABLE)),
            Map.entry(
                    Disruption.TABLE,
                    List.of(ImportDependency.TABLE, OriginMix.TABLE, ChainExposure.TABLE, CapacityOutlook.TABLE)),
            Map.entry(ContractAudit.TABLE, List.of(DeliverySchedule.TABLE, SupplierConcentration.TABLE)),
            Map.entry(ShareTrajectory.TABLE, List.of(DeliverySchedule.TABLE)),
            Map.entry(TargetRequirements.TABLE, List.of(DeliverySchedule.TABLE)),
            Map.entry(TargetOdds.TABLE, List.of(DeliverySchedule.TABLE)),
            Map.entry(TargetOdds.INPUTS, List.of(DeliverySchedule.TABLE)),
            Map.entry(NationalEffect.TABLE, List.of(ImportDependency.TABLE)),
            Map.entry(
                    ClaimCheck.TABLE,
                    List.of(ImportDependency.TABLE, SupplierConcentration.TABLE, ShareTrajectory.TABLE)));

    /** What also takes figures from {@link MirrorGap#RELIABILITY} where flows are reconciled by it. */
    static final List<Table> MADE_OF_RECONCILED =
            List.of(ImportDependency.TABLE, SupplierConcentration.TABLE, SupplyRisk.TABLE);

    static final List<Table> REPORTS = Stream.of(
                    TRADE_REPORTS,
                    List.of(NetImportReliance.TABLE, EcAssessments.TABLE, SupplyRisk.TABLE),
                    EXPOSURE_REPORTS,
                    List.of(Disruption.TABLE),
                    PLAN_REPORTS)
            .flatMap(List::stream)
            .toList();

    /** All that lies in a folder of reports as Parquet. */
    static List<Table> published() {
        return Stream.of(REPORTS, List.of(Restatements.TABLE), Dimensions.TABLES)
                .flatMap(List::stream)
                .toList();
    }

    /** The report of a name; null where there is none. */
    static Table report(String name) {
        return REPORTS.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
