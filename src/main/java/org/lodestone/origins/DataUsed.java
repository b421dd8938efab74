package org.lodestone.origins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.lodestone.metric.Trace;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.trade.SourceName;

/**
 * What was looked through of a stage of a chain, as reports name it: {@code metal=2805/2023/UN Comtrade HS2022}.
 *
 * @param stage its name
 */
public record DataUsed(String stage, String product, int year, String source) {
    private static final String STAGES = "; ";

    static String text(List<DataUsed> stages) {
        return stages.stream().map(DataUsed::text).collect(Collectors.joining(STAGES));
    }

    private String text() {
        return stage + "=" + product + "/" + year + "/" + source;
    }

    /** What {@link #text(List)} was made from; none of null. */
    public static List<DataUsed> read(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(STAGES)).map(DataUsed::one).toList();
    }

    private static DataUsed one(String text) {
        int equals = text.indexOf('=');
        String[] parts = text.substring(equals + 1).split("/", 3);
        return new DataUsed(text.substring(0, equals), parts[0], Integer.parseInt(parts[1]), parts[2]);
    }

    /** The trade of the stages and the production of their years, of which their origins are made. */
    public static List<Trace> traces(String text, Trace.Lookup lookup) {
        return read(text).stream().flatMap(one -> one.traces(lookup).stream()).toList();
    }

    List<Trace> traces(Trace.Lookup lookup) {
        List<Trace> traces = new ArrayList<>(SourceName.of(source).trade(product, year, lookup));
        traces.add(new Trace(Production.TABLE, Columns.YEAR.col().equalTo(year)));
        return traces;
    }
}
