package org.lodestone.job;

import java.util.List;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Format;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Governance;
import org.lodestone.table.Table;
import org.lodestone.trade.Baci;
import org.lodestone.trade.Comtrade;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/** What the program knows: source formats, tables of the lake, reports. */
final class Catalogue {
    private Catalogue() {}

    /** In order of preference where a header fits several. */
    static final List<Format> FORMATS = List.of(
            Comtrade.API,
            Comtrade.BULK,
            Comtrade.LEGACY,
            Baci.FLOWS,
            Baci.COUNTRIES,
            Baci.PRODUCTS,
            Production.WORLD_MINING_DATA,
            Production.USGS,
            Governance.WGI,
            ExchangeRates.MONTHLY);

    /** Tables that source files fill. */
    static final List<Table> SOURCE_TABLES =
            List.of(TradeFlows.TABLE, SourceCodes.TABLE, Production.TABLE, Governance.TABLE, ExchangeRates.TABLE);

    /** Tables that every ingest writes about its files. */
    static final List<Table> INTAKE_TABLES = List.of(RejectedRows.TABLE, Findings.TABLE, Ledger.TABLE);

    static final List<Table> REPORTS = List.of(ImportDependency.TABLE, SupplierConcentration.TABLE);
}
