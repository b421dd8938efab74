package org.lodestone.trade;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;

/**
 * What reports call a source of trade: {@code UN Comtrade HS2022}, {@code UN Comtrade reconciled HS2017},
 * {@code BACI HS2017 V202601}.
 *
 * @param data the data set
 * @param edition of the Harmonized System
 * @param release null where the data set has none
 */
public record SourceName(String data, String edition, String release) {
    /** The importer of rows on the world. */
    public static final String WORLD = "WLD";

    private static final String BACI = "BACI";
    private static final String RECONCILED = "UN Comtrade reconciled";

    public static SourceName of(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        String release = words.get(0).equals(BACI) && words.size() > 2 ? words.remove(2) : null;
        String edition = words.remove(words.size() - 1);
        return new SourceName(String.join(" ", words), edition, release);
    }

    /** Whether it has all countries' trade, each flow once. */
    public boolean isBaci() {
        return data.equals(BACI);
    }

    /** The flows of the source. What is reconciled is made of flows as they are reported. */
    private Column flows() {
        Column baci = Columns.DATASET.col().equalTo("baci");
        return isBaci()
                ? baci.and(
                        release == null
                                ? Columns.RELEASE.col().isNull()
                                : Columns.RELEASE.col().equalTo(release))
                : Columns.DATASET.col().notEqual("baci");
    }

    /** What importers bought of all suppliers, with the control total; of {@link #WORLD}, what the world bought. */
    public List<Trace> imports(Collection<String> importers, String product, Column period, Trace.Lookup lookup) {
        Column own = TradeFlows.DIRECTION
                .col()
                .equalTo("import")
                .and(TradeFlows.REPORTER_ISO3.col().isin(importers.toArray()));
        if (importers.contains(WORLD)) {
            return traces(
                    product,
                    period.and(isBaci() ? lit(true) : TradeFlows.DIRECTION.col().equalTo("export")),
                    lookup);
        }
        if (data.equals(RECONCILED)) {
            Column mirrored = TradeFlows.DIRECTION
                    .col()
                    .equalTo("export")
                    .and(TradeFlows.PARTNER_ISO3.col().isin(importers.toArray()));
            return traces(product, period.and(own.or(mirrored)), lookup);
        }
        if (importers.size() > 1) {
            // Of a group flows in other editions count, too.
            return traces(product, period.and(own), lookup);
        }
        return List.of(new Trace(
                TradeFlows.TABLE,
                flows().and(Columns.PRODUCT_CODE.col().equalTo(product))
                        .and(period)
                        .and(own)));
    }

    /** All trade of a product in a year, of which what all countries have is made. */
    public List<Trace> trade(String product, Integer year, Trace.Lookup lookup) {
        return traces(product, Columns.YEAR.col().equalTo(year), lookup);
    }

    /** Flows of a product and, in data of several editions, of the codes that are or were the same goods. */
    private List<Trace> traces(String product, Column which, Trace.Lookup lookup) {
        if (isBaci()) {
            return List.of(new Trace(
                    TradeFlows.TABLE,
                    flows().and(Columns.PRODUCT_CODE.col().equalTo(product)).and(which)));
        }
        List<Trace> traces = new ArrayList<>(CodeCorrelations.traces(product, flows().and(which), lookup));
        if (data.equals(RECONCILED)) {
            // How much either side weighs follows from all that it reports.
            traces.add(new Trace(MirrorGap.RELIABILITY, lit(true)));
        }
        return traces;
    }
}
