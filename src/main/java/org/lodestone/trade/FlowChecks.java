package org.lodestone.trade;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Findings;
import org.lodestone.reference.Columns;
import org.lodestone.text.SourceLines;

/** What is odd about trade flows that are nevertheless taken as they are. */
public final class FlowChecks {
    private static final String EQUAL = "equal";
    static final String ESTIMATED = "estimated";
    private static final String FINDING = "finding";
    private static final String HIGHEST = "highest";
    private static final String LOWEST = "lowest";
    private static final String MARGINS = "margins";
    private static final String PARTNER_COUNT = "partner_count";
    private static final String PARTNERS = "partners";
    private static final String PARTNERS_WEIGHT = "partners_weight";
    private static final String PARTS = "parts";
    private static final String SELF = "self";
    private static final String VERDICT = "verdict";
    private static final String WEIGHED = "weighed";
    private static final String WEIGHTLESS = "weightless";
    private static final String WORLD = "world";
    private static final String WORLD_WEIGHT = "world_weight";

    /** Partners and World may differ by this part. */
    public static final double CONTROL_LIMIT = 0.01;

    /** Unit values this close together come from one price. */
    private static final double IMPUTED_SPREAD = 1.001;

    private FlowChecks() {}

    /**
     * Findings on the flows of one load.
     *
     * @param flows settled rows that are used, with {@code file} and, where keys were repeated, {@code verdict}
     * @return file INT, kind STRING, subject STRING, found, expected, limit DOUBLE, words STRING
     */
    public static Dataset<Row> findings(Dataset<Row> flows) {
        return bySlice(flows);
    }

    private static Column flow() {
        return concat_ws(
                " ",
                TradeFlows.REPORTER_ISO3.col(),
                TradeFlows.DIRECTION.col(),
                Columns.PRODUCT_CODE.col(),
                when(Columns.PERIOD_TYPE.col().equalTo("month"), date_format(Columns.PERIOD_START.col(), "yyyy-MM"))
                        .otherwise(Columns.YEAR.col().cast(DataTypes.StringType)),
                TradeFlows.HS_EDITION.col(),
                Columns.RELEASE.col());
    }

    private static Dataset<Row> bySlice(Dataset<Row> flows) {
        Column kind = TradeFlows.PARTNER_KIND.col();
        Column partner = kind.isin("country", "unspecified", "self");
        Column value = rint(Columns.VALUE_USD.col().multiply(1000)).cast(DataTypes.LongType);
        Column weight = rint(Columns.NET_WEIGHT_KG.col().multiply(1000)).cast(DataTypes.LongType);
        Column unitValue = try_divide(Columns.VALUE_USD.col(), Columns.NET_WEIGHT_KG.col());
        boolean settled = List.of(flows.columns()).contains("verdict");
        Column verdict = settled ? col(VERDICT) : lit(null).cast(DataTypes.StringType);
        Dataset<Row> slices = flows
                // Files of one load may hold parts of a slice: the finding is about the first of them.
                .groupBy(
                        Columns.DATASET.col(),
                        TradeFlows.REPORTER_ISO3.col(),
                        TradeFlows.DIRECTION.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.PERIOD_TYPE.col(),
                        Columns.PERIOD_START.col(),
                        Columns.YEAR.col(),
                        TradeFlows.HS_EDITION.col(),
                        Columns.RELEASE.col())
                .agg(
                        min(col(SourceLines.FILE)).as(SourceLines.FILE),
                        max(when(kind.equalTo("world"), value)).as(WORLD),
                        max(when(kind.equalTo("world"), weight)).as(WORLD_WEIGHT),
                        // A World without any partner is a gap of all of it.
                        sum(when(partner, value).otherwise(0L)).as(PARTNERS),
                        count(when(partner, 1)).as(PARTNER_COUNT),
                        sum(when(partner, weight)).as(PARTNERS_WEIGHT),
                        sum(when(partner.and(weight.isNull()), value).otherwise(0L))
                                .as(WEIGHTLESS),
                        sum(when(partner.and(TradeFlows.WEIGHT_ESTIMATED.col()), value)
                                        .otherwise(0L))
                                .as(ESTIMATED),
                        min(when(kind.equalTo("country"), unitValue)).as(LOWEST),
                        max(when(kind.equalTo("country"), unitValue)).as(HIGHEST),
                        count(when(kind.equalTo("country"), unitValue)).as(WEIGHED),
                        sum(when(kind.equalTo("self"), value)).as(SELF),
                        count(when(verdict.equalTo("equal"), 1)).as(EQUAL),
                        count(when(verdict.equalTo("parts"), 1)).as(PARTS),
                        count(when(verdict.equalTo("margin"), 1)).as(MARGINS));
        Column reported = Columns.DATASET.col().equalTo("comtrade");
        Column gap = try_divide(col(PARTNERS).minus(col(WORLD)).cast(DataTypes.DoubleType), col(WORLD));
        Column weightGap =
                try_divide(col(PARTNERS_WEIGHT).minus(col(WORLD_WEIGHT)).cast(DataTypes.DoubleType), col(WORLD_WEIGHT));
        Column uniform = col(WEIGHED).geq(2).and(col(HIGHEST).leq(col(LOWEST).multiply(IMPUTED_SPREAD)));
        Column estimatedShare = try_divide(col(ESTIMATED).cast(DataTypes.DoubleType), col(PARTNERS));
        Column findings = array_compact(array(
                finding(
                        abs(gap).gt(CONTROL_LIMIT),
                        "control_total_value",
                        col(PARTNERS).divide(1000.0),
                        col(WORLD).divide(1000.0),
                        CONTROL_LIMIT,
                        when(
                                        col(PARTNER_COUNT).equalTo(0),
                                        format_string(
                                                "no partner stands beside World's %.0f USD: all of it is unspecified",
                                                col(WORLD).divide(1000.0)))
                                .otherwise(format_string(
                                        "partners sum to %.0f USD, World is %.0f USD: a gap of %.2f %% of World",
                                        col(PARTNERS).divide(1000.0), col(WORLD).divide(1000.0), gap.multiply(100)))),
                finding(
                        abs(weightGap).gt(CONTROL_LIMIT),
                        "control_total_weight",
                        col(PARTNERS_WEIGHT).divide(1000.0),
                        col(WORLD_WEIGHT).divide(1000.0),
                        CONTROL_LIMIT,
                        format_string(
                                "partners sum to %.0f kg, World is %.0f kg: a gap of %.2f %% of World",
                                col(PARTNERS_WEIGHT).divide(1000.0),
                                col(WORLD_WEIGHT).divide(1000.0),
                                weightGap.multiply(100))),
                finding(
                        reported.and(col(WORLD).isNull()),
                        "control_total_missing",
                        col(PARTNERS).divide(1000.0),
                        null,
                        null,
                        lit("there is no World row, so nothing shows whether all partners are here; shares are not"
                                + " stated")),
                finding(
                        reported.and(col(WORLD).isNotNull())
                                .and(col(WORLD_WEIGHT).isNull())
                                .and(col(PARTNERS_WEIGHT).isNotNull()),
                        "control_total_missing",
                        col(PARTNERS_WEIGHT).divide(1000.0),
                        null,
                        null,
                        format_string(
                                "World has no weight, while partners sum to %.0f kg: the weights are not controlled",
                                col(PARTNERS_WEIGHT).divide(1000.0))),
                finding(
                        uniform.or(estimatedShare.gt(0)),
                        "imputed_weights",
                        when(uniform, col(HIGHEST)).otherwise(estimatedShare),
                        null,
                        null,
                        when(
                                        uniform,
                                        format_string(
                                                "all %d partners with a weight stand at %.3f USD/kg: the weights were made"
                                                        + " from the values",
                                                col(WEIGHED), col(HIGHEST)))
                                .otherwise(format_string(
                                        "the source estimated the weights of %.2f %% of the value",
                                        estimatedShare.multiply(100)))),
                finding(
                        col(SELF).gt(0),
                        "re_import",
                        col(SELF).divide(1000.0),
                        null,
                        null,
                        format_string(
                                "%.0f USD have the reporter as partner: outside of shares",
                                col(SELF).divide(1000.0))),
                finding(
                        col(EQUAL).gt(0),
                        "repeated_key",
                        col(EQUAL).cast(DataTypes.DoubleType),
                        null,
                        null,
                        format_string(
                                "%d keys occur more than once with the same figures; each counts once", col(EQUAL))),
                finding(
                        col(MARGINS).gt(0),
                        "cube_settled",
                        col(MARGINS).cast(DataTypes.DoubleType),
                        null,
                        0.005,
                        format_string(
                                "%d keys occur more than once; by the World total, or since they add up to 2, 4 or 8 times"
                                        + " their largest row, this is taken as the margin of a cube",
                                col(MARGINS))),
                finding(
                        col(PARTS).gt(0),
                        "parts_added",
                        col(PARTS).cast(DataTypes.DoubleType),
                        null,
                        null,
                        format_string(
                                "%d keys occur more than once; the World total is reached with all their rows, so these"
                                        + " are added up",
                                col(PARTS)))));
        return slices.select(
                        col(SourceLines.FILE),
                        flow().as(Findings.SUBJECT.name()),
                        explode(findings).as(FINDING))
                .select(
                        col(SourceLines.FILE),
                        col(FINDING + "." + Findings.KIND.name()).as(Findings.KIND.name()),
                        Findings.SUBJECT.col(),
                        col(FINDING + "." + Findings.FOUND.name()).as(Findings.FOUND.name()),
                        col(FINDING + "." + Findings.EXPECTED.name()).as(Findings.EXPECTED.name()),
                        col(FINDING + "." + Findings.LIMIT.name()).as(Findings.LIMIT.name()),
                        col(FINDING + "." + Findings.WORDS.name()).as(Findings.WORDS.name()));
    }

    private static Column finding(
            Column condition, String kind, Column found, Column expected, Double limit, Column words) {
        return when(
                condition,
                struct(
                        lit(kind).as(Findings.KIND.name()),
                        figure(found).as(Findings.FOUND.name()),
                        figure(expected == null ? lit(null) : expected).as(Findings.EXPECTED.name()),
                        figure(lit(limit)).as(Findings.LIMIT.name()),
                        words.as(Findings.WORDS.name())));
    }

    private static Column figure(Column value) {
        return value.cast(DataTypes.DoubleType);
    }
}
