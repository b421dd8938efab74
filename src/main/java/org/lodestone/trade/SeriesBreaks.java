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
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

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
import org.lodestone.table.Field;
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
    private static final String BEFORE = "before";
    private static final String CODES_FOUND = "codes_found";
    private static final String CODES_NEEDED = "codes_needed";
    static final String COMPLETE = "complete";
    private static final String MOST = "most";
    private static final String NEWEST = "newest";
    private static final String OVERLAP_USD = "overlap_usd";
    private static final String PART_RELATION = "part_relation";
    private static final String PARTNERS = "partners";
    private static final String RANK = "rank";
    private static final String SAME_CODE = "same_code";
    private static final String SELF = "self";
    private static final String SUMMED_USD = "summed_usd";
    private static final String TOTAL = "total";
    private static final String WORLD = "world";

    private SeriesBreaks() {}

    public static final Field<Integer> YEAR_BEFORE =
            required("year_before", Unit.YEAR, "The year before it in the series.");
    public static final Field<String> EDITION_BEFORE =
            required("edition_before", Unit.CODE, "Edition of the year before.");
    public static final Field<String> EDITION_AFTER =
            required("edition_after", Unit.CODE, "Edition from the break on.");
    public static final Field<Double> VALUE_BEFORE_USD = required(
            "value_before_usd", Unit.USD, "Imports of the year before: as in import_dependency, total_value_usd.");
    public static final Field<Double> VALUE_AFTER_USD =
            required("value_after_usd", Unit.USD, "Imports of the first year in the newer edition.");
    public static final Field<Double> JUMP_RATIO =
            computed("jump_ratio", Unit.FIGURE, "value_after_usd / value_before_usd", "The jump.");
    public static final Field<String> RELATION = optional(
            "relation",
            Unit.CODE,
            "How the newer code relates to the older edition, whatever the older code's number; see code_correlation."
                    + " Null where that is not loaded.");
    public static final Field<Double> COMPARABLE_VALUE_USD = optional(
            "comparable_value_usd",
            Unit.USD,
            "Imports after the break of the goods that the older code holds; null with break_reason.");
    public static final Field<Double> EDITION_RATIO = computed(
            "edition_ratio",
            Unit.FIGURE,
            "value_after_usd / comparable_value_usd",
            "What the change of edition makes of the jump; 1 for nothing.");
    public static final Field<Double> TRADE_RATIO = computed(
            "trade_ratio",
            Unit.FIGURE,
            "comparable_value_usd / value_before_usd",
            "What trade itself makes of the jump.");
    public static final Field<String> COMPARED_BY = optional(
            "compared_by",
            Unit.CODE,
            "both_editions (the year is reported in both), same_code (1:1 with the same number) or sum_of_codes; null"
                    + " with break_reason.");
    public static final Field<String> BREAK_REASON = optional(
            "break_reason",
            Unit.CODE,
            "Why nothing can be compared: no_correlation (that of the two editions, or of the code, is not loaded) or"
                    + " codes_missing (not all newer codes are in the lake, or some hold other goods too); else null.");

    public static final Table TABLE = Table.named("series_break")
            .grain("One row per importer, product and year in which the series passes to another edition.")
            .key(
                    Columns.DATASET,
                    Columns.IMPORTER_ISO3,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR.meaning("The first year in the newer edition."))
            .column(
                    YEAR_BEFORE,
                    EDITION_BEFORE,
                    EDITION_AFTER,
                    VALUE_BEFORE_USD,
                    VALUE_AFTER_USD,
                    JUMP_RATIO,
                    RELATION,
                    COMPARABLE_VALUE_USD,
                    EDITION_RATIO,
                    TRADE_RATIO,
                    COMPARED_BY,
                    BREAK_REASON)
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
                Columns.PRODUCT_CODE.in(row),
                TradeFlows.REPORTER_ISO3
                        .col()
                        .equalTo(Columns.IMPORTER_ISO3.in(row))
                        .and(TradeFlows.DIRECTION.col().equalTo("import"))
                        .and(Columns.YEAR.col().isin(Columns.YEAR.in(row), YEAR_BEFORE.in(row))),
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
        Column now = struct(TradeFlows.HS_EDITION.col(), col(TOTAL));
        Dataset<Row> breaks = totals.groupBy("dataset", "importer_iso3", "product_code", "year")
                .agg(max(now).as(NEWEST))
                .withColumn(
                        BEFORE, lag(struct(Columns.YEAR.col(), col(NEWEST)), 1).over(series))
                .where(col(BEFORE + "." + NEWEST + "." + TradeFlows.HS_EDITION.name())
                        .notEqual(col(NEWEST + "." + TradeFlows.HS_EDITION.name())))
                .select(
                        Columns.DATASET.col(),
                        Columns.IMPORTER_ISO3.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        col(BEFORE + "." + Columns.YEAR.name()).as(YEAR_BEFORE.name()),
                        col(BEFORE + "." + NEWEST + "." + TradeFlows.HS_EDITION.name())
                                .as(EDITION_BEFORE.name()),
                        col(NEWEST + "." + TradeFlows.HS_EDITION.name()).as(EDITION_AFTER.name()),
                        col(BEFORE + "." + NEWEST + "." + TOTAL).divide(1000.0).as(VALUE_BEFORE_USD.name()),
                        col(NEWEST + "." + TOTAL).divide(1000.0).as(VALUE_AFTER_USD.name()));
        Dataset<Row> overlap = totals.select(
                Columns.DATASET.col(),
                Columns.IMPORTER_ISO3.col(),
                Columns.PRODUCT_CODE.col(),
                Columns.YEAR.col(),
                TradeFlows.HS_EDITION.col().as(EDITION_BEFORE.name()),
                col(TOTAL).divide(1000.0).as(OVERLAP_USD));
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
        Column sameCode = col(SAME_CODE);
        Column all = col(CODES_FOUND).equalTo(col(CODES_NEEDED));
        Dataset<Row> compared = joined.withColumn(
                        COMPARED_BY.name(),
                        when(col(OVERLAP_USD).isNotNull(), "both_editions")
                                .when(sameCode, "same_code")
                                .when(all, "sum_of_codes"))
                .withColumn(
                        COMPARABLE_VALUE_USD.name(),
                        when(col(OVERLAP_USD).isNotNull(), col(OVERLAP_USD))
                                .when(sameCode, VALUE_AFTER_USD.col())
                                .when(all, col(SUMMED_USD)))
                .withColumn(
                        BREAK_REASON.name(),
                        when(
                                COMPARED_BY.col().isNull(),
                                when(col(CODES_NEEDED).isNull(), "no_correlation")
                                        .otherwise("codes_missing")));
        return TABLE.conform(
                compared.withColumn(JUMP_RATIO.name(), try_divide(VALUE_AFTER_USD.col(), VALUE_BEFORE_USD.col()))
                        .withColumn(EDITION_RATIO.name(), try_divide(VALUE_AFTER_USD.col(), COMPARABLE_VALUE_USD.col()))
                        .withColumn(TRADE_RATIO.name(), try_divide(COMPARABLE_VALUE_USD.col(), VALUE_BEFORE_USD.col()))
                        .drop(OVERLAP_USD, SAME_CODE, SUMMED_USD, CODES_FOUND, CODES_NEEDED));
    }

    /**
     * Annual imports of countries by edition, re-imports left out, as LONG thousandths: what World has without them, or the
     * partners' sum where that is more or World is left out. A year of which not all partners are there is none.
     */
    private static Dataset<Row> totals(Dataset<Row> flows) {
        Column world = TradeFlows.PARTNER_KIND.col().equalTo("world");
        Column self = TradeFlows.PARTNER_KIND.col().equalTo("self");
        Column value = rint(Columns.VALUE_USD.col().multiply(1000)).cast(DataTypes.LongType);
        return flows.where(TradeFlows.DIRECTION
                        .col()
                        .equalTo("import")
                        .and(Columns.PERIOD_TYPE.col().equalTo("year"))
                        .and(TradeFlows.REPORTER_KIND.col().equalTo("country"))
                        .and(Columns.DATASET
                                .col()
                                .isin("baci", MirrorGap.RECONCILED)
                                .equalTo(false))
                        .and(TradeFlows.PARTNER_KIND.col().isin("country", "self", "unspecified", "world")))
                .groupBy(
                        Columns.DATASET.col(),
                        TradeFlows.REPORTER_ISO3.col().as(Columns.IMPORTER_ISO3.name()),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        TradeFlows.HS_EDITION.col())
                .agg(
                        sum(when(not(world).and(not(self)), value)).as(PARTNERS),
                        sum(when(self, value)).as(SELF),
                        sum(when(world, value)).as(WORLD),
                        min(TradeFlows.SLICE_COMPLETE.col()).as(COMPLETE))
                .where(col(COMPLETE))
                .withColumn(
                        TOTAL,
                        greatest(
                                coalesce(col(PARTNERS), lit(0L)),
                                coalesce(col(WORLD).minus(coalesce(col(SELF), lit(0L))), lit(0L))))
                .drop(PARTNERS, SELF, WORLD, COMPLETE);
    }

    /** Each newer code's relation to an older edition, of several the least simple; whether it is the older code of its number. */
    private static Dataset<Row> relations(Dataset<Row> correlations) {
        Column oneToOne = CodeCorrelations.RELATION.col().equalTo("1:1");
        Column rank = when(oneToOne, 0).otherwise(1);
        return correlations
                .groupBy(
                        CodeCorrelations.FROM_EDITION.col().as(EDITION_AFTER.name()),
                        CodeCorrelations.TO_EDITION.col().as(EDITION_BEFORE.name()),
                        CodeCorrelations.FROM_CODE.col().as(Columns.PRODUCT_CODE.name()))
                .agg(
                        max(struct(rank.as(RANK), CodeCorrelations.RELATION.col()))
                                .as(MOST),
                        min(oneToOne.and(CodeCorrelations.FROM_CODE.col().equalTo(CodeCorrelations.TO_CODE.col())))
                                .as(SAME_CODE))
                .select(
                        EDITION_AFTER.col(),
                        EDITION_BEFORE.col(),
                        Columns.PRODUCT_CODE.col(),
                        col(MOST + "." + RELATION.name()).as(RELATION.name()),
                        col(SAME_CODE));
    }

    /** The newer codes that make up the older one of the same number, added up, if they hold nothing else. */
    private static Dataset<Row> summed(Dataset<Row> breaks, Dataset<Row> totals, Dataset<Row> correlations) {
        Dataset<Row> parts = correlations.select(
                CodeCorrelations.FROM_EDITION.col().as(EDITION_AFTER.name()),
                CodeCorrelations.TO_EDITION.col().as(EDITION_BEFORE.name()),
                CodeCorrelations.TO_CODE.col().as(Columns.PRODUCT_CODE.name()),
                CodeCorrelations.FROM_CODE.col(),
                CodeCorrelations.RELATION.col().as(PART_RELATION));
        Dataset<Row> values = totals.select(
                Columns.DATASET.col(),
                Columns.IMPORTER_ISO3.col(),
                Columns.YEAR.col(),
                TradeFlows.HS_EDITION.col().as(EDITION_AFTER.name()),
                Columns.PRODUCT_CODE.col().as(CodeCorrelations.FROM_CODE.name()),
                col(TOTAL));
        // A newer code that also holds goods of another older one would bring these with it.
        Column clean = coalesce(col(PART_RELATION).isin("1:1", "n:1"), lit(false));
        return breaks.select("dataset", "importer_iso3", "product_code", "year", "edition_before", "edition_after")
                .join(broadcast(parts), seq("edition_after", "edition_before", "product_code"))
                .join(values, seq("dataset", "importer_iso3", "year", "edition_after", "from_code"), "left")
                .groupBy("dataset", "importer_iso3", "product_code", "year")
                .agg(
                        count(lit(1)).as(CODES_NEEDED),
                        count(when(clean.and(col(TOTAL).isNotNull()), 1)).as(CODES_FOUND),
                        sum(col(TOTAL)).divide(1000.0).as(SUMMED_USD));
    }

    private static scala.collection.immutable.Seq<String> seq(String... names) {
        return scala.jdk.javaapi.CollectionConverters.asScala(java.util.Arrays.asList(names))
                .toSeq();
    }
}
