package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.reference.Columns;

/** What groups of countries buy from outside and from each other: the imports of their members, added up. */
final class BlocImports {
    private static final String EXPORTING = "exporting";
    private static final String EXPORTING_MEMBERS = "exporting_members";
    private static final String IMPORTERS = "importers";
    private static final String INCOMPLETE_MEMBERS = "incomplete_members";
    private static final String INSIDE_VALUE = "inside_value";
    private static final String JOINED_MEMBERS = "joined_members";
    private static final String KNOWN_EXPORTERS = "known_exporters";
    private static final String LARGEST = "largest";
    private static final String NEGATIVE = "negative";
    private static final String OTHER_BLOC = "other_bloc";
    private static final String OTHER_FROM = "other_from";
    private static final String OTHER_ISO3 = "other_iso3";
    private static final String OTHER_TO = "other_to";
    private static final String OUTSIDE = "outside";
    private static final String OUTSIDE_VALUE = "outside_value";
    private static final String OUTSIDE_VALUES = "outside_values";
    private static final String PRESENT_MEMBERS = "present_members";
    private static final String REASON = "reason";
    private static final String REPORTING = "reporting";
    private static final String SQUARES = "squares";
    private static final String TOP = "top";
    private static final String TOP_VALUE = "top_value";
    private static final String UNSPECIFIED = "unspecified";
    private static final String UNSPECIFIED_VALUE = "unspecified_value";
    private static final String WHOLE = "whole";

    private BlocImports() {}

    static Dataset<Row> ofBlocs(
            Dataset<Row> bought, Dataset<Row> indices, Dataset<Row> sold, Dataset<Row> exporters, Dataset<Row> blocs) {
        Dataset<Row> frame = frame(bought, indices, sold, exporters, blocs);
        return frame.join(sums(bought, blocs), new String[] {"source", "bloc", "product_code", "year"}, "left")
                .withColumn(OUTSIDE, col(OUTSIDE_VALUE).plus(col(UNSPECIFIED_VALUE)))
                .withColumn(REASON, blocReason())
                .withColumn(
                        WHOLE,
                        when(DependencyCriteria.known("reason"), col(OUTSIDE).cast(DataTypes.DoubleType)))
                .withColumn(
                        DependencyCriteria.HHI,
                        atMostOne(try_divide(col(SQUARES), col(WHOLE).multiply(col(WHOLE)))))
                .withColumn(UNSPECIFIED, try_divide(col(UNSPECIFIED_VALUE).cast(DataTypes.DoubleType), col(WHOLE)))
                .withColumn(TOP, try_divide(coalesce(col(TOP_VALUE), lit(0L)).cast(DataTypes.DoubleType), col(WHOLE)))
                .select(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC).as(Columns.IMPORTER_ISO3.name()),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        lit("bloc").as(DependencyCriteria.IMPORTER_KIND.name()),
                        DependencyCriteria.MEMBERS.col(),
                        DependencyCriteria.MEMBERS_IN_DATA.col(),
                        coalesce(col(JOINED_MEMBERS), lit(0L)).as(DependencyCriteria.MEMBERS_JOINED.name()),
                        when(statable(), col(OUTSIDE).divide(1000.0)).as(DependencyCriteria.OUTSIDE_IMPORTS_USD.name()),
                        when(statable(), col(INSIDE_VALUE).divide(1000.0))
                                .as(DependencyCriteria.INSIDE_IMPORTS_USD.name()),
                        when(statable(), col(OUTSIDE_VALUE).divide(1000.0)).as(DependencyCriteria.KNOWN_OUTSIDE_USD),
                        col(UNSPECIFIED).as(DependencyCriteria.UNSPECIFIED_VALUE_SHARE.name()),
                        when(
                                        Columns.SOURCE
                                                .col()
                                                .startsWith("BACI")
                                                .or(col(KNOWN_EXPORTERS).equalTo(DependencyCriteria.MEMBERS.col())),
                                        coalesce(col(DependencyCriteria.EXPORTS), lit(0L))
                                                .divide(1000.0))
                                .as(DependencyCriteria.EXPORTS_USD.name()),
                        col(DependencyCriteria.HHI).as(DependencyCriteria.CDI1_HHI.name()),
                        atMostOne(col(DependencyCriteria.HHI)
                                        .plus(col(UNSPECIFIED)
                                                .multiply(col(TOP).multiply(2).plus(col(UNSPECIFIED)))))
                                .as(DependencyCriteria.CDI1_HHI_HIGH.name()),
                        when(DependencyCriteria.known("reason"), DependencyCriteria.TOP_SUPPLIER_ISO3.col())
                                .as(DependencyCriteria.TOP_SUPPLIER_ISO3.name()),
                        when(
                                        DependencyCriteria.known("reason"),
                                        // No other is as large, even if all that nobody is named for were its own.
                                        size(filter(
                                                        col(OUTSIDE_VALUES),
                                                        other -> other.geq(
                                                                col(TOP_VALUE).minus(col(UNSPECIFIED_VALUE)))))
                                                .equalTo(1)
                                                .and(col(UNSPECIFIED_VALUE).lt(col(TOP_VALUE))))
                                .as(DependencyCriteria.TOP_SUPPLIER_CERTAIN.name()),
                        when(col(TOP_VALUE).isNotNull(), col(TOP))
                                .as(DependencyCriteria.TOP_SUPPLIER_VALUE_SHARE.name()),
                        when(col(TOP_VALUE).isNotNull(), atMostOne(col(TOP).plus(col(UNSPECIFIED))))
                                .as(DependencyCriteria.TOP_SUPPLIER_VALUE_SHARE_HIGH.name()),
                        col(REASON).as(DependencyCriteria.CRITERIA_REASON.name()));
    }

    private static Column blocReason() {
        return when(DependencyCriteria.MEMBERS_IN_DATA.col().equalTo(0L), "no_member_in_data")
                .when(
                        not(Columns.SOURCE.col().startsWith("BACI"))
                                .and(DependencyCriteria.MEMBERS_IN_DATA.col().lt(DependencyCriteria.MEMBERS.col())),
                        "members_missing")
                .when(col(INCOMPLETE_MEMBERS).gt(0L), "incomplete")
                .when(
                        coalesce(col(OUTSIDE), lit(0L))
                                .plus(coalesce(col(INSIDE_VALUE), lit(0L)))
                                .equalTo(0L),
                        "no_imports")
                .when(col(OUTSIDE).equalTo(0L), "no_outside_imports");
    }

    /** Whether imports are known, though there may be none from outside. */
    private static Column statable() {
        return DependencyCriteria.known("reason").or(col(REASON).equalTo("no_outside_imports"));
    }

    /** Every bloc for every product and year that the source has, with who of its members is there. */
    private static Dataset<Row> frame(
            Dataset<Row> bought, Dataset<Row> indices, Dataset<Row> sold, Dataset<Row> exporters, Dataset<Row> blocs) {
        Dataset<Row> traded = indices.where(SupplierConcentration.SIDE.col().equalTo("import"))
                .groupBy(Columns.SOURCE.col(), Columns.PRODUCT_CODE.col(), Columns.YEAR.col())
                .agg(count(lit(1)).as(IMPORTERS));
        Dataset<Row> seats = traded.join(
                        broadcast(blocs),
                        Columns.YEAR.col().between(col(DependencyCriteria.FROM_YEAR), col(DependencyCriteria.TO_YEAR)),
                        "inner")
                .groupBy(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(count(lit(1)).as(DependencyCriteria.MEMBERS.name()));
        Dataset<Row> present = memberRows(bought, "importer_iso3", blocs)
                .groupBy(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(
                        count_distinct(Columns.IMPORTER_ISO3.col()).as(PRESENT_MEMBERS),
                        count_distinct(when(col(Suppliers.JOINED_FROM).isNotNull(), Columns.IMPORTER_ISO3.col()))
                                .as(JOINED_MEMBERS),
                        count(when(col(REASON).isin("incomplete", "months_missing"), 1))
                                .as(INCOMPLETE_MEMBERS));
        Dataset<Row> exported = memberRows(sold, "exporter_iso3", blocs)
                .groupBy(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(
                        count(when(col(DependencyCriteria.EXPORTS_KNOWN), 1)).as(EXPORTING_MEMBERS),
                        collect_set(col(DependencyCriteria.EXPORTER_ISO3)).as(EXPORTING),
                        sum(col(DependencyCriteria.EXPORTS)).as(DependencyCriteria.EXPORTS));
        // Members that report exports of other goods in that year export nothing of this one.
        Dataset<Row> reporters = memberRows(exporters, "exporter_iso3", blocs)
                .groupBy(Columns.SOURCE.col(), col(DependencyCriteria.BLOC), Columns.YEAR.col())
                .agg(collect_set(col(DependencyCriteria.EXPORTER_ISO3)).as(REPORTING));
        return seats.join(present, new String[] {"source", "bloc", "product_code", "year"}, "left")
                .join(exported, new String[] {"source", "bloc", "product_code", "year"}, "left")
                .join(broadcast(reporters), new String[] {"source", "bloc", "year"}, "left")
                .withColumn(
                        KNOWN_EXPORTERS,
                        coalesce(col(EXPORTING_MEMBERS), lit(0L))
                                .plus(coalesce(
                                        size(array_except(col(REPORTING), coalesce(col(EXPORTING), array()))), lit(0))))
                .withColumn(DependencyCriteria.MEMBERS_IN_DATA.name(), coalesce(col(PRESENT_MEMBERS), lit(0L)));
    }

    private static Dataset<Row> memberRows(Dataset<Row> rows, String country, Dataset<Row> blocs) {
        return rows.join(
                broadcast(blocs.select("bloc", "iso3", "from_year", "to_year")),
                col(country)
                        .equalTo(col(DependencyCriteria.ISO3))
                        .and(Columns.YEAR
                                .col()
                                .between(col(DependencyCriteria.FROM_YEAR), col(DependencyCriteria.TO_YEAR))),
                "inner");
    }

    /** What blocs bought: of each supplier outside, of members from each other, and of nobody named. */
    private static Dataset<Row> sums(Dataset<Row> bought, Dataset<Row> blocs) {
        Dataset<Row> others = blocs.select(
                col(DependencyCriteria.BLOC).as(OTHER_BLOC),
                col(DependencyCriteria.ISO3).as(OTHER_ISO3),
                col(DependencyCriteria.FROM_YEAR).as(OTHER_FROM),
                col(DependencyCriteria.TO_YEAR).as(OTHER_TO));
        Column inside = col(OTHER_ISO3).isNotNull();
        Dataset<Row> bySupplier = memberRows(
                        bought.where(col(SupplierTotals.ROLE).notEqual("self")), "importer_iso3", blocs)
                .groupBy(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        Columns.SUPPLIER_ISO3.col(),
                        col(SupplierTotals.ROLE))
                .agg(sum(col(DependencyCriteria.VALUE)).as(DependencyCriteria.VALUE))
                .join(
                        broadcast(others),
                        col(DependencyCriteria.BLOC)
                                .equalTo(col(OTHER_BLOC))
                                .and(Columns.SUPPLIER_ISO3.col().equalTo(col(OTHER_ISO3)))
                                .and(Columns.YEAR.col().between(col(OTHER_FROM), col(OTHER_TO))),
                        "left");
        Column outside = col(SupplierTotals.ROLE).equalTo("supplier").and(not(inside));
        Column largest = when(
                outside.and(col(DependencyCriteria.VALUE).gt(0L)),
                struct(
                        col(DependencyCriteria.VALUE).multiply(-1L).as(NEGATIVE),
                        Columns.SUPPLIER_ISO3.col().as(DependencyCriteria.ISO3)));
        return bySupplier
                .groupBy(
                        Columns.SOURCE.col(),
                        col(DependencyCriteria.BLOC),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col())
                .agg(
                        sum(when(outside, coalesce(col(DependencyCriteria.VALUE), lit(0L)))
                                        .otherwise(0L))
                                .as(OUTSIDE_VALUE),
                        sum(when(inside, coalesce(col(DependencyCriteria.VALUE), lit(0L)))
                                        .otherwise(0L))
                                .as(INSIDE_VALUE),
                        sum(when(
                                                col(SupplierTotals.ROLE).equalTo("unspecified"),
                                                coalesce(col(DependencyCriteria.VALUE), lit(0L)))
                                        .otherwise(0L))
                                .as(UNSPECIFIED_VALUE),
                        SumOfSquares.of(when(outside, col(DependencyCriteria.VALUE)))
                                .as(SQUARES),
                        min(largest).as(LARGEST),
                        collect_list(when(
                                        outside.and(
                                                col(DependencyCriteria.VALUE).gt(0L)),
                                        col(DependencyCriteria.VALUE)))
                                .as(OUTSIDE_VALUES))
                .withColumn(DependencyCriteria.TOP_SUPPLIER_ISO3.name(), col(LARGEST + "." + DependencyCriteria.ISO3))
                .withColumn(TOP_VALUE, col(LARGEST + "." + NEGATIVE).multiply(-1L));
    }
}
