package org.lodestone.trade;

import java.util.List;
import org.lodestone.intake.ForeignFormat;

/**
 * Formats of trade statistics that analysts have and that are not read: each lacks what a share needs (a World row,
 * codes of countries, dollars) or says it in words only. The same trade is in UN Comtrade.
 */
public final class ForeignFormats {
    private ForeignFormats() {}

    private static final String COMTRADE = " from UN Comtrade, as CSV of its website or its API (getFinalData)";

    public static final List<ForeignFormat> ALL = List.of(
            ForeignFormat.of(
                    "ITC Trade Map",
                    "Importer and product stand in the names of its files only. Take the same importer and product"
                            + COMTRADE,
                    "(19|20)[0-9]{2}(imported|exported)(value|quantity).*",
                    "(imported|exported)(value|quantity)in(19|20)[0-9]{2}.*",
                    "(value|quantity)(imported|exported)in(19|20)[0-9]{2}.*"),
            ForeignFormat.of(
                    "the World Bank's WITS",
                    "Take the same reporter and products" + COMTRADE + ", where WITS has them from",
                    "tradevaluein1000usd",
                    "tradevalue1000usd"),
            ForeignFormat.of(
                    "Eurostat's Comext",
                    "Its values are in euros. Take the same member states" + COMTRADE,
                    "productnc",
                    "reporter,partner,product,flow,indicators,(timeperiod|period)"),
            ForeignFormat.of(
                    "the US Census Bureau (international trade)",
                    "Take the same products of the USA (842)" + COMTRADE,
                    "[ie]commodity,ctycode"),
            ForeignFormat.of(
                    "the Korea Customs Service",
                    "Take the same products of South Korea (410)" + COMTRADE,
                    "hs코드,(수출|수입)(금액|중량).*",
                    "(expdlr|impdlr),(expwgt|impwgt)"),
            ForeignFormat.of(
                    "Japan's customs (e-Stat)",
                    "Its values are in yen. Take the same products of Japan (392)" + COMTRADE,
                    "exporimp,hs,valueyear",
                    "(hscode|hs),(import|export)valueyen"));
}
