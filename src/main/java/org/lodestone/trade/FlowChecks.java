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
import org.lodestone.lake.SourceLines;

/** What is odd about trade flows that are nevertheless taken as they are. */
public final class FlowChecks {
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
                col("reporter_iso3"),
                col("direction"),
                col("product_code"),
                when(col("period_type").equalTo("month"), date_format(col("period_start"), "yyyy-MM"))
                        .otherwise(col("year").cast(DataTypes.StringType)),
                col("hs_edition"),
                col("release"));
    }

    private static Dataset<Row> bySlice(Dataset<Row> flows) {
        Column kind = col("partner_kind");
        Column partner = kind.isin("country", "unspecified", "self");
        Column value = rint(col("value_usd").multiply(1000)).cast(DataTypes.LongType);
        Column weight = rint(col("net_weight_kg").multiply(1000)).cast(DataTypes.LongType);
        Column unitValue = try_divide(col("value_usd"), col("net_weight_kg"));
        boolean settled = List.of(flows.columns()).contains("verdict");
        Column verdict = settled ? col("verdict") : lit(null).cast(DataTypes.StringType);
        Dataset<Row> slices = flows.withColumn("flow", flow())
                // Files of one load may hold parts of a slice: the finding is about the first of them.
                .groupBy(col("flow"), col("dataset"))
                .agg(
                        min(col(SourceLines.FILE)).as(SourceLines.FILE),
                        max(when(kind.equalTo("world"), value)).as("world"),
                        max(when(kind.equalTo("world"), weight)).as("world_weight"),
                        // A World without any partner is a gap of all of it.
                        sum(when(partner, value).otherwise(0L)).as("partners"),
                        count(when(partner, 1)).as("partner_count"),
                        sum(when(partner, weight)).as("partners_weight"),
                        sum(when(partner.and(weight.isNull()), value).otherwise(0L))
                                .as("weightless"),
                        sum(when(partner.and(col("weight_estimated")), value).otherwise(0L))
                                .as("estimated"),
                        min(when(kind.equalTo("country"), unitValue)).as("lowest"),
                        max(when(kind.equalTo("country"), unitValue)).as("highest"),
                        count(when(kind.equalTo("country"), unitValue)).as("weighed"),
                        sum(when(kind.equalTo("self"), value)).as("self"),
                        count(when(verdict.equalTo("equal"), 1)).as("equal"),
                        count(when(verdict.equalTo("parts"), 1)).as("parts"),
                        count(when(verdict.equalTo("margin"), 1)).as("margins"));
        Column reported = col("dataset").equalTo("comtrade");
        Column gap = try_divide(col("partners").minus(col("world")).cast(DataTypes.DoubleType), col("world"));
        Column weightGap = try_divide(
                col("partners_weight").minus(col("world_weight")).cast(DataTypes.DoubleType), col("world_weight"));
        Column uniform =
                col("weighed").geq(2).and(col("highest").leq(col("lowest").multiply(IMPUTED_SPREAD)));
        Column estimatedShare = try_divide(col("estimated").cast(DataTypes.DoubleType), col("partners"));
        Column findings = array_compact(array(
                finding(
                        abs(gap).gt(CONTROL_LIMIT),
                        "control_total_value",
                        col("partners").divide(1000.0),
                        col("world").divide(1000.0),
                        CONTROL_LIMIT,
                        when(
                                        col("partner_count").equalTo(0),
                                        format_string(
                                                "no partner stands beside World's %.0f USD: all of it is unspecified",
                                                col("world").divide(1000.0)))
                                .otherwise(format_string(
                                        "partners sum to %.0f USD, World is %.0f USD: a gap of %.2f %% of World",
                                        col("partners").divide(1000.0),
                                        col("world").divide(1000.0),
                                        gap.multiply(100)))),
                finding(
                        abs(weightGap).gt(CONTROL_LIMIT),
                        "control_total_weight",
                        col("partners_weight").divide(1000.0),
                        col("world_weight").divide(1000.0),
                        CONTROL_LIMIT,
                        format_string(
                                "partners sum to %.0f kg, World is %.0f kg: a gap of %.2f %% of World",
                                col("partners_weight").divide(1000.0),
                                col("world_weight").divide(1000.0),
                                weightGap.multiply(100))),
                finding(
                        reported.and(col("world").isNull()),
                        "control_total_missing",
                        col("partners").divide(1000.0),
                        null,
                        null,
                        lit("there is no World row, so nothing shows whether all partners are here; shares are not"
                                + " stated")),
                finding(
                        reported.and(col("world").isNotNull())
                                .and(col("world_weight").isNull())
                                .and(col("partners_weight").isNotNull()),
                        "control_total_missing",
                        col("partners_weight").divide(1000.0),
                        null,
                        null,
                        format_string(
                                "World has no weight, while partners sum to %.0f kg: the weights are not controlled",
                                col("partners_weight").divide(1000.0))),
                finding(
                        uniform.or(estimatedShare.gt(0)),
                        "imputed_weights",
                        when(uniform, col("highest")).otherwise(estimatedShare),
                        null,
                        null,
                        when(
                                        uniform,
                                        format_string(
                                                "all %d partners with a weight stand at %.3f USD/kg: the weights were made"
                                                        + " from the values",
                                                col("weighed"), col("highest")))
                                .otherwise(format_string(
                                        "the source estimated the weights of %.2f %% of the value",
                                        estimatedShare.multiply(100)))),
                finding(
                        col("self").gt(0),
                        "re_import",
                        col("self").divide(1000.0),
                        null,
                        null,
                        format_string(
                                "%.0f USD have the reporter as partner: outside of shares",
                                col("self").divide(1000.0))),
                finding(
                        col("equal").gt(0),
                        "repeated_key",
                        col("equal").cast(DataTypes.DoubleType),
                        null,
                        null,
                        format_string(
                                "%d keys occur more than once with the same figures; each counts once", col("equal"))),
                finding(
                        col("margins").gt(0),
                        "cube_settled",
                        col("margins").cast(DataTypes.DoubleType),
                        null,
                        0.005,
                        format_string(
                                "%d keys occur more than once; by the World total, or since they add up to 2, 4 or 8 times"
                                        + " their largest row, this is taken as the margin of a cube",
                                col("margins"))),
                finding(
                        col("parts").gt(0),
                        "parts_added",
                        col("parts").cast(DataTypes.DoubleType),
                        null,
                        null,
                        format_string(
                                "%d keys occur more than once; the World total is reached with all their rows, so these"
                                        + " are added up",
                                col("parts")))));
        return slices.select(
                        col(SourceLines.FILE),
                        col("flow").as("subject"),
                        explode(findings).as("finding"))
                .select(
                        col(SourceLines.FILE),
                        col("finding.kind").as("kind"),
                        col("subject"),
                        col("finding.found").as("found"),
                        col("finding.expected").as("expected"),
                        col("finding.limit").as("limit"),
                        col("finding.words").as("words"));
    }

    private static Column finding(
            Column condition, String kind, Column found, Column expected, Double limit, Column words) {
        return when(
                condition,
                struct(
                        lit(kind).as("kind"),
                        figure(found).as("found"),
                        figure(expected == null ? lit(null) : expected).as("expected"),
                        figure(lit(limit)).as("limit"),
                        words.as("words")));
    }

    private static Column figure(Column value) {
        return value.cast(DataTypes.DoubleType);
    }
}
