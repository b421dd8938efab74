package org.lodestone.market;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What part of a deposit's rare earths each magnet element is. Oxides that are separated from an ore hold all of its rare
 * earths, and only neodymium, praseodymium, dysprosium and terbium of them make magnets.
 */
public final class ElementContents {
    private static final String FEED = "feed";

    private ElementContents() {}

    public static final Field<String> ELEMENT = Field.required(
            "element",
            Unit.CODE,
            "Nd, Pr, Dy or Tb; NdPr for neodymium and praseodymium together, DyTb for dysprosium and"
                    + " terbium together, where a source gives their sum.");
    public static final Field<String> DEPOSIT = Field.required(
            "deposit", Unit.CODE, "The deposit, or the ore that a plant takes in; see facility_phase.feed.");
    public static final Field<String> DEPOSIT_NAME = Field.required("deposit_name", Unit.TEXT, "Its name in words.");
    public static final Field<Double> OXIDE_SHARE =
            Field.required("oxide_share", Unit.FRACTION, "The element's oxide as a part of all rare-earth oxides.");

    public static final Table TABLE = Table.named("element_content")
            .grain("One row per deposit, element and source.")
            .key(Columns.SLICE, ELEMENT, Columns.STATED_BY)
            .column(
                    DEPOSIT,
                    Columns.STATED_ON,
                    DEPOSIT_NAME,
                    OXIDE_SHARE,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("element", "Nd", "Pr", "NdPr", "Dy", "Tb", "DyTb"),
                    Check.that("share_of_a_whole", "oxide_share > 0 AND oxide_share <= 1"))
            .build();

    /** The contents of the ores that facilities separate. */
    static Trace of(Trace facilities, Trace.Lookup lookup) {
        Object[] feeds = lookup.rows(facilities).stream()
                .map(facility -> facility.getAs(FEED))
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        return new Trace(TABLE, DEPOSIT.col().isin(feeds));
    }

    /** The project's own format of element contents. */
    public static final Format FORMAT = DeclaredCsv.named("element-contents", TABLE)
            .slicedBy("deposit", "stated_by")
            .build();

    /**
     * Oxides of magnet elements as a part of all rare-earth oxides of a deposit: the sum of what is stated, the sum of two
     * elements before the two. What no source states is not in it, so it is a lower bound.
     *
     * @param contents rows of {@link #TABLE}
     * @return null where neither neodymium nor praseodymium is stated
     */
    static Double magnetOxideShare(List<Row> contents, String deposit) {
        Map<String, Statements> stated = Statements.by(
                contents.stream().filter(row -> deposit.equals(DEPOSIT.in(row))).toList(), "element");
        Double light = pair(stated, "NdPr", "Nd", "Pr");
        Double heavy = pair(stated, "DyTb", "Dy", "Tb");
        return light == null ? null : Double.valueOf(light + (heavy == null ? 0 : heavy));
    }

    private static Double pair(Map<String, Statements> stated, String both, String one, String other) {
        if (stated.containsKey(both)) {
            return stated.get(both).figure("oxide_share");
        }
        Double first = stated.containsKey(one) ? stated.get(one).figure("oxide_share") : null;
        Double second = stated.containsKey(other) ? stated.get(other).figure("oxide_share") : null;
        return first == null ? second : second == null ? first : Double.valueOf(first + second);
    }
}
