package org.lodestone.trade;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Column.required;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * One flow as its importer and as its exporter report it.
 *
 * <p>Gap = |X - M| / (X + M) of what the exporter reports (X) and the importer (M), 0 where they agree and 1 where one of
 * them says nothing that the other sees; ratio M / X. Imports are mostly valued with freight and insurance (CIF),
 * exports without (FOB), so that a ratio somewhat above 1 is no error. Reconciled data have no mirror and are left out.
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
                    "That of the exporter; a code may hold other goods in another edition.")
            .column(
                    "gap_reason",
                    Unit.CODE,
                    "importer_reports_none or exporter_reports_none: that country reports on the product and year, but not"
                            + " on this flow; both_zero; null where there is a gap.")
            .check(
                    Check.fraction("value_gap"),
                    Check.fraction("weight_gap"),
                    Check.that("gap_or_reason", "(value_gap IS NULL) = (gap_reason IS NOT NULL)"))
            .build();

    /** How far each reporter's figures are from its partners'. */
    public static final Table RELIABILITY = Table.named("reporter_reliability")
            .grain("One row per data set, reporter and direction.")
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
            .check(Check.fraction("value_gap"), Check.notNegative("log_ratio_variance"))
            .build();

    private static final List<String> FLOW =
            List.of("dataset", "importer_iso3", "exporter_iso3", "product_code", "year");

    /** Below this a reporter's variance says more about luck than about care. */
    private static final double LEAST_VARIANCE = 1e-4;

    /** Squared logarithms are added as whole billionths, so that their order does not matter. */
    private static final double BILLION = 1e9;

    /**
     * @param flows rows of {@link TradeFlows#TABLE}
     * @return rows of {@link #TABLE}
     */
    public static Dataset<Row> of(Dataset<Row> flows) {
        Dataset<Row> imports = side(flows, "import", "reporter_iso3", "partner_iso3");
        Dataset<Row> exports = side(flows, "export", "partner_iso3", "reporter_iso3");
        Dataset<Row> joined = imports.join(
                exports, scala.jdk.javaapi.CollectionConverters.asScala(FLOW).toSeq(), "full_outer");
        // A flow that only one side has is a gap only where the other side reports on the product and year at all.
        Dataset<Row> known = joined.join(
                        reports(flows, "import", "importer_iso3"),
                        seq("dataset", "importer_iso3", "product_code", "year"))
                .join(
                        reports(flows, "export", "exporter_iso3"),
                        seq("dataset", "exporter_iso3", "product_code", "year"));
        Column both = col("import_value_usd").plus(col("export_value_usd"));
        Column reason = when(col("import_value_usd").isNull(), "importer_reports_none")
                .when(col("export_value_usd").isNull(), "exporter_reports_none")
                .when(both.equalTo(0), "both_zero");
        return TABLE.conform(known.withColumn("value_gap", gap("value_usd"))
                .withColumn("value_ratio", try_divide(col("import_value_usd"), col("export_value_usd")))
                .withColumn("weight_gap", gap("weight_kg"))
                .withColumn("weight_ratio", try_divide(col("import_weight_kg"), col("export_weight_kg")))
                .withColumn("gap_reason", reason));
    }

    private static Column gap(String figure) {
        Column imported = col("import_" + figure);
        Column exported = col("export_" + figure);
        return try_divide(abs(exported.minus(imported)), exported.plus(imported));
    }

    /** One side's annual flows between countries, of each product in the newest edition that the reporter uses. */
    private static Dataset<Row> side(Dataset<Row> flows, String direction, String importer, String exporter) {
        return annual(flows, direction)
                .where(col("partner_kind").equalTo("country"))
                .groupBy(
                        col("dataset"),
                        col(importer).as("importer_iso3"),
                        col(exporter).as("exporter_iso3"),
                        col("product_code"),
                        col("year"),
                        col("hs_edition"))
                // Countries that a source lists under several codes.
                .agg(
                        sum(rint(col("value_usd").multiply(1000)).cast(DataTypes.LongType))
                                .as("value"),
                        sum(rint(col("net_weight_kg").multiply(1000)).cast(DataTypes.LongType))
                                .as("weight"))
                .groupBy(col("dataset"), col("importer_iso3"), col("exporter_iso3"), col("product_code"), col("year"))
                .agg(max(struct(col("hs_edition"), col("value"), col("weight"))).as("newest"))
                .select(
                        col("dataset"),
                        col("importer_iso3"),
                        col("exporter_iso3"),
                        col("product_code"),
                        col("year"),
                        col("newest.hs_edition").as(direction + "_edition"),
                        col("newest.value").divide(1000.0).as(direction + "_value_usd"),
                        col("newest.weight").divide(1000.0).as(direction + "_weight_kg"));
    }

    private static Dataset<Row> annual(Dataset<Row> flows, String direction) {
        return flows.where(col("dataset")
                .isin("baci", RECONCILED)
                .equalTo(false)
                .and(col("direction").equalTo(direction))
                .and(col("reporter_kind").equalTo("country"))
                .and(col("period_type").equalTo("year")));
    }

    private static Dataset<Row> reports(Dataset<Row> flows, String direction, String name) {
        return annual(flows, direction)
                .select(col("dataset"), col("reporter_iso3").as(name), col("product_code"), col("year"))
                .distinct();
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
        Dataset<Row> sides = gaps.where(col("import_value_usd")
                        .gt(0)
                        .and(col("export_value_usd").gt(0)))
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

    private static Column thousandths(Column figure) {
        return rint(figure.multiply(1000)).cast(DataTypes.LongType);
    }

    /**
     * Imports in which each flow that both sides report is the mean of the two, each weighed by the inverse of its
     * reporter's variance: a data set of its own, on which every metric can be run. Flows of one side stay as they are
     * reported by the importer. In logarithms, so that a factor up and the same factor down cancel.
     *
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param gaps rows of {@link #TABLE}
     * @param reliability rows of {@link #RELIABILITY}
     * @return rows of the same columns as {@code flows}, without control totals
     */
    public static Dataset<Row> reconciled(Dataset<Row> flows, Dataset<Row> gaps, Dataset<Row> reliability) {
        Dataset<Row> importers = variances(reliability, "import", "importer_iso3", "import_variance");
        Dataset<Row> exporters = variances(reliability, "export", "exporter_iso3", "export_variance");
        Dataset<Row> both = gaps.where(col("import_value_usd")
                        .gt(0)
                        .and(col("export_value_usd").gt(0)))
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
        Dataset<Row> imports = annual(flows, "import").where(col("partner_kind").notEqual("world"));
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
                .withColumn("dataset", lit(RECONCILED))
                .select(Arrays.stream(flows.columns())
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new));
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
