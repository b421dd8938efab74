package org.lodestone.briefing;

import java.util.Map;

/**
 * Under which terms the publishers of source files let their data be used, by the format of the files. A reader of the
 * page should know before passing it on; what is said here takes the place of no licence.
 */
public final class SourceTerms {

    /** Above so many rows of one source it is no longer an excerpt that the page carries. */
    public static final long EXCERPT_ROWS = 10_000;

    /**
     * @param publisher whose data they are
     * @param terms in a sentence or two
     * @param restricted whether data beyond excerpts may not be passed on
     */
    public record Terms(String publisher, String terms, boolean restricted) {}

    private static final Terms COMTRADE = new Terms(
            "United Nations Statistics Division, UN Comtrade",
            "For internal use. Excerpts may be shown with the source named; data beyond that may be passed on only with the"
                    + " consent of the United Nations Statistics Division.",
            true);

    private static final Terms BACI = new Terms(
            "CEPII, BACI",
            "Open Licence 2.0 (Etalab): may be passed on with the source and its release named. BACI is made from UN"
                    + " Comtrade, whose own data may not.",
            false);

    private static final Terms OWN = new Terms(
            "the operator of this lake",
            "A file of this program's own format: its source columns name where the figures are from, and whose terms apply.",
            false);

    private static final Map<String, Terms> BY_FORMAT = Map.ofEntries(
            Map.entry("comtrade-api", COMTRADE),
            Map.entry("comtrade-bulk", COMTRADE),
            Map.entry("comtrade-legacy", COMTRADE),
            Map.entry("baci", BACI),
            Map.entry("baci-countries", BACI),
            Map.entry("baci-products", BACI),
            Map.entry(
                    "hs-correlation",
                    new Terms(
                            "United Nations Statistics Division, correlation tables of the Harmonized System",
                            "Copyright United Nations: name the source, and ask before passing whole tables on.",
                            true)),
            Map.entry(
                    "monthly-rates",
                    new Terms(
                            "the central bank or service that the file was taken from",
                            "Rates of the Federal Reserve are in the public domain; others name their own terms.",
                            false)),
            Map.entry(
                    "world-mining-data",
                    new Terms(
                            "Austrian Federal Ministry of Finance, World Mining Data",
                            "Name the publication and its edition; its imprint says what more is allowed.",
                            false)),
            Map.entry(
                    "usgs-mcs",
                    new Terms(
                            "U.S. Geological Survey, Mineral Commodity Summaries",
                            "In the public domain; the source is to be named.",
                            false)),
            Map.entry(
                    "wgi",
                    new Terms(
                            "World Bank, Worldwide Governance Indicators",
                            "Creative Commons Attribution 4.0: may be passed on with the source named.",
                            false)));

    private SourceTerms() {}

    /** The terms of files of a format; files of the program's own formats are their operator's. */
    public static Terms of(String format) {
        return BY_FORMAT.getOrDefault(format, OWN);
    }

    /** Whether data of a source or data set of trade, such as UN Comtrade HS2022, may not be passed on beyond excerpts. */
    static boolean restricts(String tradeSource) {
        return tradeSource != null && (tradeSource.startsWith("UN Comtrade") || tradeSource.equals("comtrade"));
    }
}
