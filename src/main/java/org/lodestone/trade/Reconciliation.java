package org.lodestone.trade;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;

/** One figure for what importer and exporter report of the same flow, weighed by how well each fits its partners. */
final class Reconciliation {
    private static final String EXPORT_VARIANCE = "export_variance";
    private static final String IMPORT_VARIANCE = "import_variance";
    private static final String OF_IMPORT = "of_import";
    private static final String PARTNERS_VALUE = "partners_value";
    private static final String PARTNERS_WEIGHT = "partners_weight";
    private static final String PARTNERS_WITHOUT_WEIGHT = "partners_without_weight";
    private static final String REST_VALUE = "rest_value";
    private static final String REST_WEIGHT = "rest_weight";
    private static final String SETTLED_DATASET = "settled_dataset";
    private static final String SETTLED_PRODUCT = "settled_product";
    private static final String SETTLED_YEAR = "settled_year";
    private static final String VALUE_FACTOR = "value_factor";
    private static final String WEIGHT_FACTOR = "weight_factor";
    /** Below this a reporter's variance says more about luck than about care. */
    private static final double LEAST_VARIANCE = 1e-4;

    private Reconciliation() {}

    /**
     * Imports in which each flow that both sides report is the mean of the two, each weighed by the inverse of its
     * reporter's variance: a data set of its own, on which every metric can be run. Flows of one side stay as they are
     * reported by the importer. In logarithms, so that a factor up and the same factor down cancel.
     *
     * <p>What World has beyond its partners stays, as an unspecified supplier: its owner has not become known.
     *
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param gaps rows of {@link MirrorGap#TABLE}
     * @param reliability rows of {@link MirrorGap#RELIABILITY}
     * @return rows of the same columns as {@code flows}, without control totals
     */
    static Dataset<Row> reconciled(Dataset<Row> flows, Dataset<Row> gaps, Dataset<Row> reliability) {
        Dataset<Row> importers = variances(reliability, "import", "importer_iso3", "import_variance");
        Dataset<Row> exporters = variances(reliability, "export", "exporter_iso3", "export_variance");
        Dataset<Row> both = gaps.where(MirrorGap.mirrored())
                .join(broadcast(importers), MirrorGap.seq("dataset", "importer_iso3"))
                .join(broadcast(exporters), MirrorGap.seq("dataset", "exporter_iso3"))
                .withColumn(
                        OF_IMPORT,
                        col(EXPORT_VARIANCE).divide(col(IMPORT_VARIANCE).plus(col(EXPORT_VARIANCE))));
        Dataset<Row> settled = both.select(
                Columns.DATASET.col().as(SETTLED_DATASET),
                Columns.IMPORTER_ISO3.col(),
                MirrorGap.EXPORTER.col(),
                Columns.PRODUCT_CODE.col().as(SETTLED_PRODUCT),
                Columns.YEAR.col().as(SETTLED_YEAR),
                MirrorGap.IMPORT_EDITION.col(),
                try_divide(mean("value_usd"), MirrorGap.IMPORT_VALUE_USD.col()).as(VALUE_FACTOR),
                try_divide(mean("weight_kg"), MirrorGap.IMPORT_WEIGHT_KG.col()).as(WEIGHT_FACTOR));
        Dataset<Row> imports = withRest(MirrorGap.annual(flows, "import"));
        Column same = Columns.DATASET
                .col()
                .equalTo(col(SETTLED_DATASET))
                .and(TradeFlows.REPORTER_ISO3.col().equalTo(Columns.IMPORTER_ISO3.col()))
                .and(TradeFlows.PARTNER_ISO3.col().equalTo(MirrorGap.EXPORTER.col()))
                .and(Columns.PRODUCT_CODE.col().equalTo(col(SETTLED_PRODUCT)))
                .and(Columns.YEAR.col().equalTo(col(SETTLED_YEAR)))
                .and(TradeFlows.HS_EDITION.col().equalTo(MirrorGap.IMPORT_EDITION.col()))
                .and(TradeFlows.PARTNER_KIND.col().equalTo("country"));
        return imports.join(settled, same, "left")
                // By factors, since a source may list a country under several codes.
                .withColumn(Columns.VALUE_USD.name(), scaled("value_usd", "value_factor"))
                .withColumn(Columns.NET_WEIGHT_KG.name(), scaled("net_weight_kg", "weight_factor"))
                .withColumn(TradeFlows.VALUATION.name(), lit(ReportingPractice.MIXED))
                .withColumn(Columns.DATASET.name(), lit(MirrorGap.RECONCILED))
                .select(Arrays.stream(flows.columns())
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new));
    }

    /** Puts in place of each World row what it has beyond its partners, if that is anything. */
    private static Dataset<Row> withRest(Dataset<Row> imports) {
        Column partner = TradeFlows.PARTNER_KIND.col().isin("country", "self", "unspecified");
        WindowSpec slice =
                Window.partitionBy("dataset", "hs_edition", "reporter_iso3", "reporter_code", "product_code", "year");
        Column value = MirrorGap.thousandths(Columns.VALUE_USD.col());
        Column weight = MirrorGap.thousandths(Columns.NET_WEIGHT_KG.col());
        Column world = TradeFlows.PARTNER_KIND.col().equalTo("world");
        return imports.withColumn(PARTNERS_VALUE, sum(when(partner, value)).over(slice))
                .withColumn(PARTNERS_WEIGHT, sum(when(partner, weight)).over(slice))
                .withColumn(
                        PARTNERS_WITHOUT_WEIGHT,
                        count(when(partner.and(weight.isNull()), 1)).over(slice))
                .withColumn(REST_VALUE, value.minus(coalesce(col(PARTNERS_VALUE), lit(0L))))
                .withColumn(
                        REST_WEIGHT,
                        when(
                                col(PARTNERS_WITHOUT_WEIGHT).equalTo(0L),
                                weight.minus(coalesce(col(PARTNERS_WEIGHT), lit(0L)))))
                .where(not(world).or(col(REST_VALUE).gt(0L)))
                .withColumn(
                        Columns.VALUE_USD.name(),
                        when(world, col(REST_VALUE).divide(1000.0)).otherwise(Columns.VALUE_USD.col()))
                .withColumn(
                        Columns.NET_WEIGHT_KG.name(),
                        when(
                                        world,
                                        when(
                                                col(REST_WEIGHT).gt(0L),
                                                col(REST_WEIGHT).divide(1000.0)))
                                .otherwise(Columns.NET_WEIGHT_KG.col()))
                .withColumn(TradeFlows.PARTNER_ISO3.name(), when(world, "XXX").otherwise(TradeFlows.PARTNER_ISO3.col()))
                .withColumn(
                        TradeFlows.PARTNER_KIND.name(),
                        when(world, "unspecified").otherwise(TradeFlows.PARTNER_KIND.col()))
                .drop(PARTNERS_VALUE, PARTNERS_WEIGHT, PARTNERS_WITHOUT_WEIGHT, REST_VALUE, REST_WEIGHT);
    }

    private static Dataset<Row> variances(Dataset<Row> reliability, String direction, String reporter, String name) {
        return reliability
                .where(MirrorGap.DIRECTION.col().equalTo(direction))
                .select(
                        Columns.DATASET.col(),
                        TradeFlows.REPORTER_ISO3.col().as(reporter),
                        greatest(MirrorGap.LOG_RATIO_VARIANCE.col(), lit(LEAST_VARIANCE))
                                .as(name));
    }

    /** Rounded to thousandths, as all flows are. */
    private static Column scaled(String figure, String factor) {
        return rint(col(figure).multiply(coalesce(col(factor), lit(1.0))).multiply(1000))
                .divide(1000);
    }

    /** The weighted geometric mean. */
    private static Column mean(String figure) {
        Column imported = col(MirrorGap.IMPORTED + figure);
        Column exported = col(MirrorGap.EXPORTED + figure);
        Column logs = org.apache
                .spark
                .sql
                .functions
                .log(imported)
                .multiply(col(OF_IMPORT))
                .plus(org.apache.spark.sql.functions.log(exported).multiply(lit(1.0).minus(col(OF_IMPORT))));
        return org.apache.spark.sql.functions.exp(logs);
    }
}
