package org.lodestone.trade;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Column.required;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
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
    private MirrorGap() {}

    /** The data set of reconciled flows. */
    public static final String RECONCILED = "reconciled";

    private static final org.lodestone.table.Column EXPORTER =
            required("exporter_iso3", Unit.CODE, "The exporting country, ISO 3166-1 alpha-3.");

    public static final Table TABLE = Table.named("mirror_gap")
            .grain("One row per data set, importer, exporter, product and year that both countries report on.")
            .key(Columns.DATASET, Columns.IMPORTER_ISO3, EXPORTER, Columns.PRODUCT_CODE, Columns.YEAR)
            .column("import_value_usd", Unit.USD, "What the importer reports; null with gap_reason.")
            .column("export_value_usd", Unit.USD, "What the exporter reports; null with gap_reason.")
            .computed(
                    "value_gap",
                    Unit.INDEX,
                    "abs(export_value_usd - import_value_usd) / (export_value_usd + import_value_usd)",
                    "Their difference as a part of their sum, 0 to 1; null with gap_reason.")
            .computed("value_ratio", Unit.INDEX, "import_value_usd / export_value_usd", "The first over the second.")
            .column("import_weight_kg", Unit.KG, "Net weight as the importer reports it.")
            .column("export_weight_kg", Unit.KG, "Net weight as the exporter reports it.")
            .computed(
                    "weight_gap",
                    Unit.INDEX,
                    "abs(export_weight_kg - import_weight_kg) / (export_weight_kg + import_weight_kg)",
                    "The same by weight; null where one of the weights is not known.")
            .computed("weight_ratio", Unit.INDEX, "import_weight_kg / export_weight_kg", "The first over the second.")
            .column("import_edition", Unit.CODE, "Edition of the Harmonized System that the importer uses.")
            .column(
                    "export_edition",
                    Unit.CODE,
                    "That of the exporter. Where it is another, the figures are compared only if a correlation says that the"
                            + " code is the same goods.")
            .column(ReportingPractice.columns("import"))
            .column(ReportingPractice.columns("export"))
            .column(
                    "gap_reason",
                    Unit.CODE,
                    "importer_reports_none or exporter_reports_none: that country names partners of the product and year,"
                            + " but not this one; no_correlation: they use different editions, and the code is not known to be the"
                            + " same goods in both; both_zero; null where there is a gap.")
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

    /** How far each reporter's figures are from its partners'. */
    public static final Table RELIABILITY = Table.named("reporter_reliability")
            .grain("One row per data set, reporter and direction.")
            .shown("dataset", "reporter_iso3", "direction", "flow_count", "value_gap")
            .key(
                    Columns.DATASET,
                    required("reporter_iso3", Unit.CODE, "The reporting country."),
                    required("direction", Unit.CODE, "import or export, seen from the reporter."))
            .required("flow_count", Unit.COUNT, "Flows that both sides report.")
            .required("difference_usd", Unit.USD, "Sum of |X - M| over them.")
            .required("reported_usd", Unit.USD, "Sum of X + M over them.")
            .computed(
                    "value_gap",
                    Unit.INDEX,
                    "difference_usd / reported_usd",
                    "The reporter's gap over all its flows, each by its size; 0 is full agreement.")
            .required(
                    "log_ratio_variance",
                    Unit.INDEX,
                    "Mean of the squared logarithm of M / X: its spread around agreement, each flow alike. Reconciled flows"
                            + " weigh each side by the inverse of it.")
            .sums(List.of("direction"), "flow_count", "difference_usd", "reported_usd")
            .check(Check.fraction("value_gap"), Check.notNegative("log_ratio_variance"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, Editions.IN_ALL_EDITIONS, References.REPORTERS)
            .traces(MirrorGap::traces)
            .compute(in -> of(in.get(Editions.IN_ALL_EDITIONS), in.get(References.REPORTERS)));

    /** The flow as its importer reports it, and as its exporter does. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        String importer = row.getAs("importer_iso3");
        String exporter = row.getAs("exporter_iso3");
        Column imported = col("direction")
                .equalTo("import")
                .and(col("reporter_iso3").equalTo(importer))
                .and(col("partner_iso3").equalTo(exporter));
        Column exported = col("direction")
                .equalTo("export")
                .and(col("reporter_iso3").equalTo(exporter))
                .and(col("partner_iso3").equalTo(importer));
        return CodeCorrelations.traces(
                row.getAs("product_code"),
                Trace.same(row, "year").and(col("dataset").notEqual("baci")).and(imported.or(exported)),
                lookup);
    }

    public static final Metric RELIABILITY_METRIC =
            Metric.of(RELIABILITY).needs(METRIC).traces(MirrorGap::reported).compute(in -> reliability(in.get(METRIC)));

    /** All that the reporter says on that side, and what its partners say of the same trade. */
    private static List<Trace> reported(Row row, Trace.Lookup lookup) {
        String reporter = row.getAs("reporter_iso3");
        String direction = row.getAs("direction");
        Column own = col("reporter_iso3").equalTo(reporter).and(col("direction").equalTo(direction));
        Column partners =
                col("partner_iso3").equalTo(reporter).and(col("direction").notEqual(direction));
        return List.of(
                new Trace(TradeFlows.TABLE, col("dataset").notEqual("baci").and(own.or(partners))));
    }

    /** Whether imports are also reconciled with their mirror exports. */
    private static final Given<Boolean> RECONCILE = Given.flag("trade.reconcile");

    private static final Intermediate RECONCILED_FLOWS = Intermediate.view(
            "reconciled flows",
            List.of(TradeFlows.STORED, METRIC, RELIABILITY_METRIC),
            in -> reconciled(in.get(TradeFlows.STORED), in.get(METRIC), in.get(RELIABILITY_METRIC)));

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

    /** Below this a reporter's variance says more about luck than about care. */
    private static final double LEAST_VARIANCE = 1e-4;

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
        Column both = col("import_value_usd").plus(col("export_value_usd"));
        Column reason = when(col("import_value_usd").isNull(), "importer_reports_none")
                .when(col("export_value_usd").isNull(), "exporter_reports_none")
                .when(not(col("comparable")), "no_correlation")
                .when(both.equalTo(0), "both_zero");
        Dataset<Row> noted = withNotes(withNotes(known, "import", notes), "export", notes);
        return TABLE.conform(noted.withColumn("gap_reason", reason)
                .withColumn("value_gap", gap("value_usd"))
                .withColumn("value_ratio", ratio("value_usd"))
                .withColumn("weight_gap", gap("weight_kg"))
                .withColumn("weight_ratio", ratio("weight_kg"))
                .drop("comparable", "import_said", "export_said"));
    }

    private static Dataset<Row> withNotes(Dataset<Row> gaps, String side, Dataset<Row> notes) {
        Column said = when(col(side + "_value_usd").isNotNull(), col(side + "_said"));
        return ReportingPractice.beside(gaps, side, col(side + "er_iso3"), said, notes);
    }

    private static Column gap(String figure) {
        Column imported = col("import_" + figure);
        Column exported = col("export_" + figure);
        return when(col("comparable"), try_divide(abs(exported.minus(imported)), exported.plus(imported)));
    }

    private static Column ratio(String figure) {
        return when(col("comparable"), try_divide(col("import_" + figure), col("export_" + figure)));
    }

    /**
     * Annual flows between countries: of each product the newest edition that the importer uses, and beside it what the exporter
     * reports in that edition, or in another one under a code of the same goods; else the exporter's own figure, which is not
     * comparable.
     */
    private static Dataset<Row> bothSides(Dataset<Row> flows) {
        Column imports = col("direction").equalTo("import");
        Column asReported = col(Editions.JOINED_BY).isNull();
        Column figures = struct(
                col("hs_edition"),
                col("value"),
                col("weight"),
                coalesce(col(Editions.JOINED_FROM), col("hs_edition")).as("edition"));
        Dataset<Row> sides = annual(flows, "import")
                .unionByName(annual(flows, "export"))
                .where(col("partner_kind")
                        .equalTo("country")
                        .and(coalesce(col(Editions.JOINED_BY), lit("")).notEqual(Editions.CODE_NUMBER)))
                .groupBy(
                        col("dataset"),
                        when(imports, col("reporter_iso3"))
                                .otherwise(col("partner_iso3"))
                                .as("importer_iso3"),
                        when(imports, col("partner_iso3"))
                                .otherwise(col("reporter_iso3"))
                                .as("exporter_iso3"),
                        col("product_code"),
                        col("year"),
                        col("direction"),
                        col("hs_edition"),
                        col(Editions.JOINED_BY),
                        col(Editions.JOINED_FROM))
                // Countries that a source lists under several codes.
                .agg(
                        sum(thousandths(col("value_usd"))).as("value"),
                        when(count(col("net_weight_kg")).equalTo(count(lit(1))), sum(thousandths(col("net_weight_kg"))))
                                .as("weight"))
                .groupBy(FLOW.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
                .agg(
                        max(when(imports.and(asReported), figures)).as("import"),
                        max(when(not(imports).and(asReported), figures)).as("own_export"),
                        collect_list(when(not(imports), figures)).as("exports"),
                        count(when(imports.and(not(asReported)), 1)).as("imports_elsewhere"));
        Column inTheSameEdition = try_element_at(
                filter(
                        col("exports"),
                        export -> export.getField("hs_edition")
                                .equalTo(col("import").getField("hs_edition"))),
                lit(1));
        return sides.withColumn("same", inTheSameEdition)
                .withColumn("export", coalesce(col("same"), col("own_export")))
                // What the importer reports in another edition under this number is compared there.
                .where(col("import")
                        .isNotNull()
                        .or(col("own_export")
                                .isNotNull()
                                .and(col("imports_elsewhere").equalTo(0L))))
                .select(
                        col("dataset"),
                        col("importer_iso3"),
                        col("exporter_iso3"),
                        col("product_code"),
                        col("year"),
                        col("import.edition").as("import_edition"),
                        col("import.value").divide(1000.0).as("import_value_usd"),
                        col("import.weight").divide(1000.0).as("import_weight_kg"),
                        col("export.edition").as("export_edition"),
                        col("export.value").divide(1000.0).as("export_value_usd"),
                        col("export.weight").divide(1000.0).as("export_weight_kg"),
                        col("same").isNotNull().as("comparable"));
    }

    private static Dataset<Row> annual(Dataset<Row> flows, String direction) {
        return flows.where(col("dataset")
                .isin("baci", RECONCILED)
                .equalTo(false)
                .and(col("direction").equalTo(direction))
                .and(col("reporter_kind").equalTo("country"))
                .and(col("period_type").equalTo("year")));
    }

    /**
     * Who names partners, or says that there was no trade (a World row alone leaves open with whom it was), and what any of
     * these rows says of all.
     */
    private static Dataset<Row> reports(Dataset<Row> flows, String direction) {
        return annual(flows, direction)
                .groupBy(
                        col("dataset"),
                        col("reporter_iso3").as(direction + "er_iso3"),
                        col("product_code"),
                        col("year"))
                .agg(
                        bit_or(ReportingPractice.said(col("valuation"), col("provisional"), lit(true)))
                                .as(direction + "_said"),
                        max(col("partner_kind")
                                        .notEqual("world")
                                        .or(col("value_usd").equalTo(0)))
                                .as("names_partners"))
                .where(col("names_partners"))
                .drop("names_partners");
    }

    private static scala.collection.immutable.Seq<String> seq(String... names) {
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
                org.apache.spark.sql.functions.log(try_divide(col("import_value_usd"), col("export_value_usd")));
        Dataset<Row> sides = gaps.where(mirrored())
                .withColumn(
                        "side",
                        explode(array(
                                struct(
                                        col("importer_iso3").as("reporter_iso3"),
                                        lit("import").as("direction")),
                                struct(
                                        col("exporter_iso3").as("reporter_iso3"),
                                        lit("export").as("direction")))))
                .withColumn("squared", logarithm.multiply(logarithm));
        return RELIABILITY.conform(sides.groupBy(col("dataset"), col("side.reporter_iso3"), col("side.direction"))
                .agg(
                        count(lit(1)).as("flow_count"),
                        sum(thousandths(abs(col("export_value_usd").minus(col("import_value_usd")))))
                                .as("difference"),
                        sum(thousandths(col("export_value_usd").plus(col("import_value_usd"))))
                                .as("reported"),
                        sum(rint(col("squared").multiply(BILLION)).cast(DataTypes.LongType))
                                .as("squares"))
                .withColumn("difference_usd", col("difference").divide(1000.0))
                .withColumn("reported_usd", col("reported").divide(1000.0))
                .withColumn("value_gap", try_divide(col("difference_usd"), col("reported_usd")))
                .withColumn(
                        "log_ratio_variance",
                        col("squares").divide(BILLION).divide(col("flow_count").cast(DataTypes.DoubleType)))
                .drop("difference", "reported", "squares"));
    }

    /** Whether both sides report the same goods. */
    private static Column mirrored() {
        return col("gap_reason")
                .isNull()
                .and(col("import_value_usd").gt(0))
                .and(col("export_value_usd").gt(0));
    }

    private static Column thousandths(Column figure) {
        return rint(figure.multiply(1000)).cast(DataTypes.LongType);
    }

    /**
     * Imports in which each flow that both sides report is the mean of the two, each weighed by the inverse of its
     * reporter's variance: a data set of its own, on which every metric can be run. Flows of one side stay as they are
     * reported by the importer. In logarithms, so that a factor up and the same factor down cancel.
     *
     * <p>What World has beyond its partners stays, as an unspecified supplier: its owner has not become known.
     *
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param gaps rows of {@link #TABLE}
     * @param reliability rows of {@link #RELIABILITY}
     * @return rows of the same columns as {@code flows}, without control totals
     */
    public static Dataset<Row> reconciled(Dataset<Row> flows, Dataset<Row> gaps, Dataset<Row> reliability) {
        Dataset<Row> importers = variances(reliability, "import", "importer_iso3", "import_variance");
        Dataset<Row> exporters = variances(reliability, "export", "exporter_iso3", "export_variance");
        Dataset<Row> both = gaps.where(mirrored())
                .join(broadcast(importers), seq("dataset", "importer_iso3"))
                .join(broadcast(exporters), seq("dataset", "exporter_iso3"))
                .withColumn(
                        "of_import",
                        col("export_variance").divide(col("import_variance").plus(col("export_variance"))));
        Dataset<Row> settled = both.select(
                col("dataset").as("settled_dataset"),
                col("importer_iso3"),
                col("exporter_iso3"),
                col("product_code").as("settled_product"),
                col("year").as("settled_year"),
                col("import_edition"),
                try_divide(mean("value_usd"), col("import_value_usd")).as("value_factor"),
                try_divide(mean("weight_kg"), col("import_weight_kg")).as("weight_factor"));
        Dataset<Row> imports = withRest(annual(flows, "import"));
        Column same = col("dataset")
                .equalTo(col("settled_dataset"))
                .and(col("reporter_iso3").equalTo(col("importer_iso3")))
                .and(col("partner_iso3").equalTo(col("exporter_iso3")))
                .and(col("product_code").equalTo(col("settled_product")))
                .and(col("year").equalTo(col("settled_year")))
                .and(col("hs_edition").equalTo(col("import_edition")))
                .and(col("partner_kind").equalTo("country"));
        return imports.join(settled, same, "left")
                // By factors, since a source may list a country under several codes.
                .withColumn("value_usd", scaled("value_usd", "value_factor"))
                .withColumn("net_weight_kg", scaled("net_weight_kg", "weight_factor"))
                .withColumn("valuation", lit(ReportingPractice.MIXED))
                .withColumn("dataset", lit(RECONCILED))
                .select(Arrays.stream(flows.columns())
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new));
    }

    /** Puts in place of each World row what it has beyond its partners, if that is anything. */
    private static Dataset<Row> withRest(Dataset<Row> imports) {
        Column partner = col("partner_kind").isin("country", "self", "unspecified");
        WindowSpec slice =
                Window.partitionBy("dataset", "hs_edition", "reporter_iso3", "reporter_code", "product_code", "year");
        Column value = thousandths(col("value_usd"));
        Column weight = thousandths(col("net_weight_kg"));
        Column world = col("partner_kind").equalTo("world");
        return imports.withColumn("partners_value", sum(when(partner, value)).over(slice))
                .withColumn("partners_weight", sum(when(partner, weight)).over(slice))
                .withColumn(
                        "partners_without_weight",
                        count(when(partner.and(weight.isNull()), 1)).over(slice))
                .withColumn("rest_value", value.minus(coalesce(col("partners_value"), lit(0L))))
                .withColumn(
                        "rest_weight",
                        when(
                                col("partners_without_weight").equalTo(0L),
                                weight.minus(coalesce(col("partners_weight"), lit(0L)))))
                .where(not(world).or(col("rest_value").gt(0L)))
                .withColumn(
                        "value_usd",
                        when(world, col("rest_value").divide(1000.0)).otherwise(col("value_usd")))
                .withColumn(
                        "net_weight_kg",
                        when(
                                        world,
                                        when(
                                                col("rest_weight").gt(0L),
                                                col("rest_weight").divide(1000.0)))
                                .otherwise(col("net_weight_kg")))
                .withColumn("partner_iso3", when(world, "XXX").otherwise(col("partner_iso3")))
                .withColumn("partner_kind", when(world, "unspecified").otherwise(col("partner_kind")))
                .drop("partners_value", "partners_weight", "partners_without_weight", "rest_value", "rest_weight");
    }

    private static Dataset<Row> variances(Dataset<Row> reliability, String direction, String reporter, String name) {
        return reliability
                .where(col("direction").equalTo(direction))
                .select(
                        col("dataset"),
                        col("reporter_iso3").as(reporter),
                        greatest(col("log_ratio_variance"), lit(LEAST_VARIANCE)).as(name));
    }

    /** Rounded to thousandths, as all flows are. */
    private static Column scaled(String figure, String factor) {
        return rint(col(figure).multiply(coalesce(col(factor), lit(1.0))).multiply(1000))
                .divide(1000);
    }

    /** The weighted geometric mean. */
    private static Column mean(String figure) {
        Column imported = col("import_" + figure);
        Column exported = col("export_" + figure);
        Column logs = org.apache
                .spark
                .sql
                .functions
                .log(imported)
                .multiply(col("of_import"))
                .plus(org.apache.spark.sql.functions.log(exported).multiply(lit(1.0).minus(col("of_import"))));
        return org.apache.spark.sql.functions.exp(logs);
    }
}
