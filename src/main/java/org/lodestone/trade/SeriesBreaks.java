package org.lodestone.trade;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.RowInput;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Where a series of annual imports passes from one edition of the Harmonized System to another, and how much of the jump
 * that explains. Nothing is chained: the two editions stay two sources.
 *
 * <p>The jump is imports after / imports before. What the same goods would have been after the break is, in this order: the
 * same year's figure in the older edition, where the importer reports both; the same figure, where the code did not
 * change (1:1 with the same number: a code may be given up and its number given to other goods); the sum of all newer
 * codes that make up the older one, where all of them are in the lake.
 */
public final class SeriesBreaks {
    private SeriesBreaks() {}

    public static final Table TABLE = Table.named("series_break")
            .grain("One row per importer, product and year in which the series passes to another edition.")
            .key(
                    Columns.DATASET,
                    Columns.IMPORTER_ISO3,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR.meaning("The first year in the newer edition."))
            .required("year_before", Unit.YEAR, "The year before it in the series.")
            .required("edition_before", Unit.CODE, "Edition of the year before.")
            .required("edition_after", Unit.CODE, "Edition from the break on.")
            .required(
                    "value_before_usd",
                    Unit.USD,
                    "Imports of the year before: as in import_dependency, total_value_usd.")
            .required("value_after_usd", Unit.USD, "Imports of the first year in the newer edition.")
            .computed("jump_ratio", Unit.FIGURE, "value_after_usd / value_before_usd", "The jump.")
            .column(
                    "relation",
                    Unit.CODE,
                    "How the newer code relates to the older edition, whatever the older code's number; see code_correlation."
                            + " Null where that is not loaded.")
            .column(
                    "comparable_value_usd",
                    Unit.USD,
                    "Imports after the break of the goods that the older code holds; null with break_reason.")
            .computed(
                    "edition_ratio",
                    Unit.FIGURE,
                    "value_after_usd / comparable_value_usd",
                    "What the change of edition makes of the jump; 1 for nothing.")
            .computed(
                    "trade_ratio",
                    Unit.FIGURE,
                    "comparable_value_usd / value_before_usd",
                    "What trade itself makes of the jump.")
            .column(
                    "compared_by",
                    Unit.CODE,
                    "both_editions (the year is reported in both), same_code (1:1 with the same number) or sum_of_codes; null"
                            + " with break_reason.")
            .column(
                    "break_reason",
                    Unit.CODE,
                    "Why nothing can be compared: no_correlation (that of the two editions, or of the code, is not loaded) or"
                            + " codes_missing (not all newer codes are in the lake, or some hold other goods too); else null.")
            .check(Check.that("comparable_or_reason", "(comparable_value_usd IS NULL) = (break_reason IS NOT NULL)"))
            .build();

    private static final RowInput CORRELATIONS =
            LakeTable.of(CodeCorrelations.TABLE).orEmpty();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, CORRELATIONS)
            .traces(SeriesBreaks::traces)
            .compute(in -> of(in.get(TradeFlows.STORED), in.get(CORRELATIONS)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return CodeCorrelations.traces(
                row.getAs("product_code"),
                col("reporter_iso3")
                        .equalTo(row.getAs("importer_iso3"))
                        .and(col("direction").equalTo("import"))
                        .and(col("year").isin(row.getAs("year"), row.getAs("year_before"))),
                lookup);
    }

    /**
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param correlations rows of {@link CodeCorrelations#TABLE}
     * @return rows of {@link #TABLE}; of data sets that convert all years to one edition there are none
     */
    public static Dataset<Row> of(Dataset<Row> flows, Dataset<Row> correlations) {
        Dataset<Row> totals = totals(flows);
        WindowSpec series =
                Window.partitionBy("dataset", "importer_iso3", "product_code").orderBy("year");
        Column now = struct(col("hs_edition"), col("total"));
        Dataset<Row> breaks = totals.groupBy("dataset", "importer_iso3", "product_code", "year")
                .agg(max(now).as("newest"))
                .withColumn("before", lag(struct(col("year"), col("newest")), 1).over(series))
                .where(col("before.newest.hs_edition").notEqual(col("newest.hs_edition")))
                .select(
                        col("dataset"),
                        col("importer_iso3"),
                        col("product_code"),
                        col("year"),
                        col("before.year").as("year_before"),
                        col("before.newest.hs_edition").as("edition_before"),
                        col("newest.hs_edition").as("edition_after"),
                        col("before.newest.total").divide(1000.0).as("value_before_usd"),
                        col("newest.total").divide(1000.0).as("value_after_usd"));
        Dataset<Row> overlap = totals.select(
                col("dataset"),
                col("importer_iso3"),
                col("product_code"),
                col("year"),
                col("hs_edition").as("edition_before"),
                col("total").divide(1000.0).as("overlap_usd"));
        Dataset<Row> joined = breaks.join(
                        overlap, seq("dataset", "importer_iso3", "product_code", "year", "edition_before"), "left")
                .join(
                        broadcast(relations(correlations)),
                        seq("edition_after", "edition_before", "product_code"),
                        "left")
                .join(
                        summed(breaks, totals, correlations),
                        seq("dataset", "importer_iso3", "product_code", "year"),
                        "left");
        Column sameCode = col("same_code");
        Column all = col("codes_found").equalTo(col("codes_needed"));
        Dataset<Row> compared = joined.withColumn(
                        "compared_by",
                        when(col("overlap_usd").isNotNull(), "both_editions")
                                .when(sameCode, "same_code")
                                .when(all, "sum_of_codes"))
                .withColumn(
                        "comparable_value_usd",
                        when(col("overlap_usd").isNotNull(), col("overlap_usd"))
                                .when(sameCode, col("value_after_usd"))
                                .when(all, col("summed_usd")))
                .withColumn(
                        "break_reason",
                        when(
                                col("compared_by").isNull(),
                                when(col("codes_needed").isNull(), "no_correlation")
                                        .otherwise("codes_missing")));
        return TABLE.conform(
                compared.withColumn("jump_ratio", try_divide(col("value_after_usd"), col("value_before_usd")))
                        .withColumn("edition_ratio", try_divide(col("value_after_usd"), col("comparable_value_usd")))
                        .withColumn("trade_ratio", try_divide(col("comparable_value_usd"), col("value_before_usd")))
                        .drop("overlap_usd", "same_code", "summed_usd", "codes_found", "codes_needed"));
    }

    /**
     * Annual imports of countries by edition, re-imports left out, as LONG thousandths: what World has without them, or the
     * partners' sum where that is more or World is left out. A year of which not all partners are there is none.
     */
    private static Dataset<Row> totals(Dataset<Row> flows) {
        Column world = col("partner_kind").equalTo("world");
        Column self = col("partner_kind").equalTo("self");
        Column value = rint(col("value_usd").multiply(1000)).cast(DataTypes.LongType);
        return flows.where(col("direction")
                        .equalTo("import")
                        .and(col("period_type").equalTo("year"))
                        .and(col("reporter_kind").equalTo("country"))
                        .and(col("dataset").isin("baci", MirrorGap.RECONCILED).equalTo(false))
                        .and(col("partner_kind").isin("country", "self", "unspecified", "world")))
                .groupBy(
                        col("dataset"),
                        col("reporter_iso3").as("importer_iso3"),
                        col("product_code"),
                        col("year"),
                        col("hs_edition"))
                .agg(
                        sum(when(not(world).and(not(self)), value)).as("partners"),
                        sum(when(self, value)).as("self"),
                        sum(when(world, value)).as("world"),
                        min(col("slice_complete")).as("complete"))
                .where(col("complete"))
                .withColumn(
                        "total",
                        greatest(
                                coalesce(col("partners"), lit(0L)),
                                coalesce(col("world").minus(coalesce(col("self"), lit(0L))), lit(0L))))
                .drop("partners", "self", "world", "complete");
    }

    /** Each newer code's relation to an older edition, of several the least simple; whether it is the older code of its number. */
    private static Dataset<Row> relations(Dataset<Row> correlations) {
        Column oneToOne = col("relation").equalTo("1:1");
        Column rank = when(oneToOne, 0).otherwise(1);
        return correlations
                .groupBy(
                        col("from_edition").as("edition_after"),
                        col("to_edition").as("edition_before"),
                        col("from_code").as("product_code"))
                .agg(
                        max(struct(rank.as("rank"), col("relation"))).as("most"),
                        min(oneToOne.and(col("from_code").equalTo(col("to_code"))))
                                .as("same_code"))
                .select(
                        col("edition_after"),
                        col("edition_before"),
                        col("product_code"),
                        col("most.relation").as("relation"),
                        col("same_code"));
    }

    /** The newer codes that make up the older one of the same number, added up, if they hold nothing else. */
    private static Dataset<Row> summed(Dataset<Row> breaks, Dataset<Row> totals, Dataset<Row> correlations) {
        Dataset<Row> parts = correlations.select(
                col("from_edition").as("edition_after"),
                col("to_edition").as("edition_before"),
                col("to_code").as("product_code"),
                col("from_code"),
                col("relation").as("part_relation"));
        Dataset<Row> values = totals.select(
                col("dataset"),
                col("importer_iso3"),
                col("year"),
                col("hs_edition").as("edition_after"),
                col("product_code").as("from_code"),
                col("total"));
        // A newer code that also holds goods of another older one would bring these with it.
        Column clean = coalesce(col("part_relation").isin("1:1", "n:1"), lit(false));
        return breaks.select("dataset", "importer_iso3", "product_code", "year", "edition_before", "edition_after")
                .join(broadcast(parts), seq("edition_after", "edition_before", "product_code"))
                .join(values, seq("dataset", "importer_iso3", "year", "edition_after", "from_code"), "left")
                .groupBy("dataset", "importer_iso3", "product_code", "year")
                .agg(
                        count(lit(1)).as("codes_needed"),
                        count(when(clean.and(col("total").isNotNull()), 1)).as("codes_found"),
                        sum(col("total")).divide(1000.0).as("summed_usd"));
    }

    private static scala.collection.immutable.Seq<String> seq(String... names) {
        return scala.jdk.javaapi.CollectionConverters.asScala(java.util.Arrays.asList(names))
                .toSeq();
    }
}
