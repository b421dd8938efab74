package org.lodestone.trade;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Given;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Metric;
import org.lodestone.metric.RowInput;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * One flow as its importer and as its exporter report it.
 *
 * <p>Gap = |X - M| / (X + M) of what the exporter reports (X) and the importer (M), 0 where they agree and 1 where one of
 * them says nothing that the other sees; ratio M / X. Imports are mostly valued with freight and insurance (CIF),
 * exports without (FOB), so that a ratio somewhat above 1 is no error: what is known of either side stands beside the
 * gap. Reconciled data have no mirror and are left out.
 */
public final class MirrorGap {
    static final String EXPORTED = "export_";
    static final String IMPORTED = "import_";
    private static final String COMPARABLE = "comparable";
    private static final String DIFFERENCE = "difference";
    private static final String EDITION = "edition";
    private static final String EXPORT = "export";
    private static final String EXPORTS = "exports";
    private static final String IMPORT = "import";
    private static final String IMPORTS_ELSEWHERE = "imports_elsewhere";
    private static final String NAMES_PARTNERS = "names_partners";
    private static final String OWN_EXPORT = "own_export";
    private static final String REPORTED = "reported";
    private static final String SAME = "same";
    private static final String SIDE = "side";
    private static final String SQUARED = "squared";
    private static final String SQUARES = "squares";
    static final String VALUE = "value";
    static final String WEIGHT = "weight";

    private MirrorGap() {}

    /** The data set of reconciled flows. */
    public static final String RECONCILED = "reconciled";

    static final Field<String> EXPORTER =
            required("exporter_iso3", Unit.CODE, "The exporting country, ISO 3166-1 alpha-3.");

    public static final Field<Double> IMPORT_VALUE_USD =
            optional("import_value_usd", Unit.USD, "What the importer reports; null with gap_reason.");
    public static final Field<Double> EXPORT_VALUE_USD =
            optional("export_value_usd", Unit.USD, "What the exporter reports; null with gap_reason.");
    public static final Field<Double> VALUE_GAP = computed(
            "value_gap",
            Unit.INDEX,
            "abs(export_value_usd - import_value_usd) / (export_value_usd + import_value_usd)",
            "Their difference as a part of their sum, 0 to 1; null with gap_reason.");
    public static final Field<Double> VALUE_RATIO =
            computed("value_ratio", Unit.INDEX, "import_value_usd / export_value_usd", "The first over the second.");
    public static final Field<Double> IMPORT_WEIGHT_KG =
            optional("import_weight_kg", Unit.KG, "Net weight as the importer reports it.");
    public static final Field<Double> EXPORT_WEIGHT_KG =
            optional("export_weight_kg", Unit.KG, "Net weight as the exporter reports it.");
    public static final Field<Double> WEIGHT_GAP = computed(
            "weight_gap",
            Unit.INDEX,
            "abs(export_weight_kg - import_weight_kg) / (export_weight_kg + import_weight_kg)",
            "The same by weight; null where one of the weights is not known.");
    public static final Field<Double> WEIGHT_RATIO =
            computed("weight_ratio", Unit.INDEX, "import_weight_kg / export_weight_kg", "The first over the second.");
    public static final Field<String> IMPORT_EDITION =
            optional("import_edition", Unit.CODE, "Edition of the Harmonized System that the importer uses.");
    public static final Field<String> EXPORT_EDITION = optional(
            "export_edition",
            Unit.CODE,
            "That of the exporter. Where it is another, the figures are compared only if a correlation says that the"
                    + " code is the same goods.");
    public static final Field<String> GAP_REASON = optional(
            "gap_reason",
            Unit.CODE,
            "importer_reports_none or exporter_reports_none: that country names partners of the product and year,"
                    + " but not this one; no_correlation: they use different editions, and the code is not known to be the"
                    + " same goods in both; both_zero; null where there is a gap.");

    public static final Table TABLE = Table.named("mirror_gap")
            .grain("One row per data set, importer, exporter, product and year that both countries report on.")
            .key(Columns.DATASET, Columns.IMPORTER_ISO3, EXPORTER, Columns.PRODUCT_CODE, Columns.YEAR)
            .column(
                    IMPORT_VALUE_USD,
                    EXPORT_VALUE_USD,
                    VALUE_GAP,
                    VALUE_RATIO,
                    IMPORT_WEIGHT_KG,
                    EXPORT_WEIGHT_KG,
                    WEIGHT_GAP,
                    WEIGHT_RATIO,
                    IMPORT_EDITION,
                    EXPORT_EDITION)
            .column(ReportingPractice.columns("import"))
            .column(ReportingPractice.columns("export"))
            .column(GAP_REASON)
            .sums(List.of("year"), "import_value_usd", "export_value_usd", "import_weight_kg", "export_weight_kg")
            .check(
                    Check.fraction("value_gap"),
                    Check.fraction("weight_gap"),
                    ReportingPractice.knownValuation("import"),
                    ReportingPractice.knownTradeSystem("import"),
                    ReportingPractice.knownValuation("export"),
                    ReportingPractice.knownTradeSystem("export"),
                    Check.that("gap_or_reason", "(value_gap IS NULL) = (gap_reason IS NOT NULL)"))
            .build();

    public static final Field<String> REPORTER_ISO3 = required("reporter_iso3", Unit.CODE, "The reporting country.");
    public static final Field<String> DIRECTION =
            required("direction", Unit.CODE, "import or export, seen from the reporter.");
    public static final Field<Long> FLOW_COUNT = required("flow_count", Unit.COUNT, "Flows that both sides report.");
    public static final Field<Double> DIFFERENCE_USD =
            required("difference_usd", Unit.USD, "Sum of |X - M| over them.");
    public static final Field<Double> REPORTED_USD = required("reported_usd", Unit.USD, "Sum of X + M over them.");
    public static final Field<Double> LOG_RATIO_VARIANCE = required(
            "log_ratio_variance",
            Unit.INDEX,
            "Mean of the squared logarithm of M / X: its spread around agreement, each flow alike. Reconciled flows"
                    + " weigh each side by the inverse of it.");

    /** How far each reporter's figures are from its partners'. */
    public static final Table RELIABILITY = Table.named("reporter_reliability")
            .grain("One row per data set, reporter and direction.")
            .shown("dataset", "reporter_iso3", "direction", "flow_count", "value_gap")
            .key(Columns.DATASET, REPORTER_ISO3, DIRECTION)
            .column(FLOW_COUNT, DIFFERENCE_USD, REPORTED_USD)
            .computed(
                    "value_gap",
                    Unit.INDEX,
                    "difference_usd / reported_usd",
                    "The reporter's gap over all its flows, each by its size; 0 is full agreement.")
            .column(LOG_RATIO_VARIANCE)
            .sums(List.of("direction"), "flow_count", "difference_usd", "reported_usd")
            .check(Check.fraction("value_gap"), Check.notNegative("log_ratio_variance"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, Editions.IN_ALL_EDITIONS, References.REPORTERS)
            .traces(MirrorGap::traces)
            .compute(in -> of(in.get(Editions.IN_ALL_EDITIONS), in.get(References.REPORTERS)));

    /** The flow as its importer reports it, and as its exporter does. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        String importer = Columns.IMPORTER_ISO3.in(row);
        String exporter = EXPORTER.in(row);
        Column imported = TradeFlows.DIRECTION
                .col()
                .equalTo("import")
                .and(TradeFlows.REPORTER_ISO3.col().equalTo(importer))
                .and(TradeFlows.PARTNER_ISO3.col().equalTo(exporter));
        Column exported = TradeFlows.DIRECTION
                .col()
                .equalTo("export")
                .and(TradeFlows.REPORTER_ISO3.col().equalTo(exporter))
                .and(TradeFlows.PARTNER_ISO3.col().equalTo(importer));
        return CodeCorrelations.traces(
                Columns.PRODUCT_CODE.in(row),
                Trace.same(row, "year")
                        .and(Columns.DATASET.col().notEqual("baci"))
                        .and(imported.or(exported)),
                lookup);
    }

    public static final Metric RELIABILITY_METRIC =
            Metric.of(RELIABILITY).needs(METRIC).traces(MirrorGap::reported).compute(in -> reliability(in.get(METRIC)));

    /** All that the reporter says on that side, and what its partners say of the same trade. */
    private static List<Trace> reported(Row row, Trace.Lookup lookup) {
        String reporter = REPORTER_ISO3.in(row);
        String direction = DIRECTION.in(row);
        Column own = TradeFlows.REPORTER_ISO3
                .col()
                .equalTo(reporter)
                .and(TradeFlows.DIRECTION.col().equalTo(direction));
        Column partners = TradeFlows.PARTNER_ISO3
                .col()
                .equalTo(reporter)
                .and(TradeFlows.DIRECTION.col().notEqual(direction));
        return List.of(new Trace(
                TradeFlows.TABLE, Columns.DATASET.col().notEqual("baci").and(own.or(partners))));
    }

    /** Whether imports are also reconciled with their mirror exports. */
    private static final Given<Boolean> RECONCILE = Given.flag("trade.reconcile");

    private static final Intermediate RECONCILED_FLOWS = Intermediate.view(
            "reconciled flows",
            List.of(TradeFlows.STORED, METRIC, RELIABILITY_METRIC),
            in -> Reconciliation.reconciled(in.get(TradeFlows.STORED), in.get(METRIC), in.get(RELIABILITY_METRIC)));

    private static final RowInput RECONCILED_IN_ALL_EDITIONS = Editions.inAllEditions(
                    "reconciled flows in all editions", RECONCILED_FLOWS)
            .when(RECONCILE);

    /** What shares are computed from: flows in all editions, and where the settings want it reconciled ones. */
    public static final Intermediate FLOWS = Intermediate.view(
            "flows for shares",
            List.of(Editions.IN_ALL_EDITIONS, RECONCILE, RECONCILED_IN_ALL_EDITIONS),
            in -> in.get(RECONCILE)
                    ? in.get(Editions.IN_ALL_EDITIONS).unionByName(in.get(RECONCILED_IN_ALL_EDITIONS))
                    : in.get(Editions.IN_ALL_EDITIONS));

    private static final List<String> FLOW =
            List.of("dataset", "importer_iso3", "exporter_iso3", "product_code", "year");

    /** Squared logarithms are added as whole billionths, so that their order does not matter. */
    private static final double BILLION = 1e9;

    /**
     * @param flows rows of {@link TradeFlows#TABLE}, as {@link Editions#joined} gives them
     * @param notes how reporters value their trade and which trade they count, as ReferenceData gives it
     * @return rows of {@link #TABLE}
     */
    public static Dataset<Row> of(Dataset<Row> flows, Dataset<Row> notes) {
        // A flow that only one side has is a gap only where the other side reports on the product and year at all.
        Dataset<Row> known = bothSides(flows)
                .join(reports(flows, "import"), seq("dataset", "importer_iso3", "product_code", "year"))
                .join(reports(flows, "export"), seq("dataset", "exporter_iso3", "product_code", "year"));
        Column both = IMPORT_VALUE_USD.col().plus(EXPORT_VALUE_USD.col());
        Column reason = when(IMPORT_VALUE_USD.col().isNull(), "importer_reports_none")
                .when(EXPORT_VALUE_USD.col().isNull(), "exporter_reports_none")
                .when(not(col(COMPARABLE)), "no_correlation")
                .when(both.equalTo(0), "both_zero");
        Dataset<Row> noted = withNotes(withNotes(known, "import", notes), "export", notes);
        return TABLE.conform(noted.withColumn(GAP_REASON.name(), reason)
                .withColumn(VALUE_GAP.name(), gap("value_usd"))
                .withColumn(VALUE_RATIO.name(), ratio("value_usd"))
                .withColumn(WEIGHT_GAP.name(), gap("weight_kg"))
                .withColumn(WEIGHT_RATIO.name(), ratio("weight_kg"))
                .drop(COMPARABLE, "import_said", "export_said"));
    }

    private static Dataset<Row> withNotes(Dataset<Row> gaps, String side, Dataset<Row> notes) {
        Column said = when(col(side + "_value_usd").isNotNull(), col(side + "_said"));
        return ReportingPractice.beside(gaps, side, col(side + "er_iso3"), said, notes);
    }

    private static Column gap(String figure) {
        Column imported = col(IMPORTED + figure);
        Column exported = col(EXPORTED + figure);
        return when(col(COMPARABLE), try_divide(abs(exported.minus(imported)), exported.plus(imported)));
    }

    private static Column ratio(String figure) {
        return when(col(COMPARABLE), try_divide(col(IMPORTED + figure), col(EXPORTED + figure)));
    }

    /**
     * Annual flows between countries: of each product the newest edition that the importer uses, and beside it what the exporter
     * reports in that edition, or in another one under a code of the same goods; else the exporter's own figure, which is not
     * comparable.
     */
    private static Dataset<Row> bothSides(Dataset<Row> flows) {
        Column imports = TradeFlows.DIRECTION.col().equalTo("import");
        Column asReported = col(Editions.JOINED_BY).isNull();
        Column figures = struct(
                TradeFlows.HS_EDITION.col(),
                col(VALUE),
                col(WEIGHT),
                coalesce(col(Editions.JOINED_FROM), TradeFlows.HS_EDITION.col()).as(EDITION));
        Dataset<Row> sides = annual(flows, "import")
                .unionByName(annual(flows, "export"))
                .where(TradeFlows.PARTNER_KIND
                        .col()
                        .equalTo("country")
                        .and(coalesce(col(Editions.JOINED_BY), lit("")).notEqual(Editions.CODE_NUMBER)))
                .groupBy(
                        Columns.DATASET.col(),
                        when(imports, TradeFlows.REPORTER_ISO3.col())
                                .otherwise(TradeFlows.PARTNER_ISO3.col())
                                .as(Columns.IMPORTER_ISO3.name()),
                        when(imports, TradeFlows.PARTNER_ISO3.col())
                                .otherwise(TradeFlows.REPORTER_ISO3.col())
                                .as(EXPORTER.name()),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        TradeFlows.DIRECTION.col(),
                        TradeFlows.HS_EDITION.col(),
                        col(Editions.JOINED_BY),
                        col(Editions.JOINED_FROM))
                // Countries that a source lists under several codes.
                .agg(
                        sum(thousandths(Columns.VALUE_USD.col())).as(VALUE),
                        when(
                                        count(Columns.NET_WEIGHT_KG.col()).equalTo(count(lit(1))),
                                        sum(thousandths(Columns.NET_WEIGHT_KG.col())))
                                .as(WEIGHT))
                .groupBy(FLOW.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
                .agg(
                        max(when(imports.and(asReported), figures)).as(IMPORT),
                        max(when(not(imports).and(asReported), figures)).as(OWN_EXPORT),
                        collect_list(when(not(imports), figures)).as(EXPORTS),
                        count(when(imports.and(not(asReported)), 1)).as(IMPORTS_ELSEWHERE));
        Column inTheSameEdition = try_element_at(
                filter(
                        col(EXPORTS),
                        export -> export.getField(TradeFlows.HS_EDITION.name())
                                .equalTo(col(IMPORT).getField(TradeFlows.HS_EDITION.name()))),
                lit(1));
        return sides.withColumn(SAME, inTheSameEdition)
                .withColumn(EXPORT, coalesce(col(SAME), col(OWN_EXPORT)))
                // What the importer reports in another edition under this number is compared there.
                .where(col(IMPORT)
                        .isNotNull()
                        .or(col(OWN_EXPORT)
                                .isNotNull()
                                .and(col(IMPORTS_ELSEWHERE).equalTo(0L))))
                .select(
                        Columns.DATASET.col(),
                        Columns.IMPORTER_ISO3.col(),
                        EXPORTER.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        col(IMPORT + "." + EDITION).as(IMPORT_EDITION.name()),
                        col(IMPORT + "." + VALUE).divide(1000.0).as(IMPORT_VALUE_USD.name()),
                        col(IMPORT + "." + WEIGHT).divide(1000.0).as(IMPORT_WEIGHT_KG.name()),
                        col(EXPORT + "." + EDITION).as(EXPORT_EDITION.name()),
                        col(EXPORT + "." + VALUE).divide(1000.0).as(EXPORT_VALUE_USD.name()),
                        col(EXPORT + "." + WEIGHT).divide(1000.0).as(EXPORT_WEIGHT_KG.name()),
                        col(SAME).isNotNull().as(COMPARABLE));
    }

    static Dataset<Row> annual(Dataset<Row> flows, String direction) {
        return flows.where(Columns.DATASET
                .col()
                .isin("baci", RECONCILED)
                .equalTo(false)
                .and(TradeFlows.DIRECTION.col().equalTo(direction))
                .and(TradeFlows.REPORTER_KIND.col().equalTo("country"))
                .and(Columns.PERIOD_TYPE.col().equalTo("year")));
    }

    /**
     * Who names partners, or says that there was no trade (a World row alone leaves open with whom it was), and what any of
     * these rows says of all.
     */
    private static Dataset<Row> reports(Dataset<Row> flows, String direction) {
        return annual(flows, direction)
                .groupBy(
                        Columns.DATASET.col(),
                        TradeFlows.REPORTER_ISO3.col().as(direction + "er_iso3"),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(
                        bit_or(ReportingPractice.said(
                                        TradeFlows.VALUATION.col(), ReportingPractice.PROVISIONAL.col(), lit(true)))
                                .as(direction + "_said"),
                        max(TradeFlows.PARTNER_KIND
                                        .col()
                                        .notEqual("world")
                                        .or(Columns.VALUE_USD.col().equalTo(0)))
                                .as(NAMES_PARTNERS))
                .where(col(NAMES_PARTNERS))
                .drop(NAMES_PARTNERS);
    }

    static scala.collection.immutable.Seq<String> seq(String... names) {
        return scala.jdk.javaapi.CollectionConverters.asScala(Arrays.asList(names))
                .toSeq();
    }

    /**
     * How reliable each reporter is, by the flows that both sides report.
     *
     * @param gaps rows of {@link #TABLE}
     * @return rows of {@link #RELIABILITY}
     */
    public static Dataset<Row> reliability(Dataset<Row> gaps) {
        Column logarithm =
                org.apache.spark.sql.functions.log(try_divide(IMPORT_VALUE_USD.col(), EXPORT_VALUE_USD.col()));
        Dataset<Row> sides = gaps.where(mirrored())
                .withColumn(
                        SIDE,
                        explode(array(
                                struct(
                                        Columns.IMPORTER_ISO3.col().as(REPORTER_ISO3.name()),
                                        lit("import").as(DIRECTION.name())),
                                struct(
                                        EXPORTER.col().as(REPORTER_ISO3.name()),
                                        lit("export").as(DIRECTION.name())))))
                .withColumn(SQUARED, logarithm.multiply(logarithm));
        return RELIABILITY.conform(sides.groupBy(
                        Columns.DATASET.col(),
                        col(SIDE + "." + REPORTER_ISO3.name()),
                        col(SIDE + "." + DIRECTION.name()))
                .agg(
                        count(lit(1)).as(FLOW_COUNT.name()),
                        sum(thousandths(abs(EXPORT_VALUE_USD.col().minus(IMPORT_VALUE_USD.col()))))
                                .as(DIFFERENCE),
                        sum(thousandths(EXPORT_VALUE_USD.col().plus(IMPORT_VALUE_USD.col())))
                                .as(REPORTED),
                        sum(rint(col(SQUARED).multiply(BILLION)).cast(DataTypes.LongType))
                                .as(SQUARES))
                .withColumn(DIFFERENCE_USD.name(), col(DIFFERENCE).divide(1000.0))
                .withColumn(REPORTED_USD.name(), col(REPORTED).divide(1000.0))
                .withColumn(VALUE_GAP.name(), try_divide(DIFFERENCE_USD.col(), REPORTED_USD.col()))
                .withColumn(
                        LOG_RATIO_VARIANCE.name(),
                        col(SQUARES).divide(BILLION).divide(FLOW_COUNT.col().cast(DataTypes.DoubleType)))
                .drop(DIFFERENCE, REPORTED, SQUARES));
    }

    /** Whether both sides report the same goods. */
    static Column mirrored() {
        return GAP_REASON
                .col()
                .isNull()
                .and(IMPORT_VALUE_USD.col().gt(0))
                .and(EXPORT_VALUE_USD.col().gt(0));
    }

    static Column thousandths(Column figure) {
        return rint(figure.multiply(1000)).cast(DataTypes.LongType);
    }
}
