package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;
import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.SourceName;
import org.lodestone.trade.TradeFlows;

/**
 * Whether an importer depends on others for a product, by the criteria of the European Commission and of CEPII, for
 * countries and for groups of countries.
 *
 * <p>The Commission's core dependency indicators (SWD(2021) 352) are CDI1, the HHI of the sources outside the bloc, above
 * 0.4; CDI2, imports from outside as a part of all imports, above 0.5; CDI3, imports from outside over all exports, above
 * 1. Trade among the members is left out of CDI1 and stays in the denominators of CDI2 and CDI3. CEPII's GeoDep asks
 * for an import HHI above 0.4, an HHI of the world's exporters above 0.4 and imports above exports, in at least two of
 * three years; where there are no exports the third condition holds, and where they are not known it is undetermined.
 *
 * <p>Unspecified imports u could be any supplier's, a member's too: CDI1 lies in [Σs², Σs² + u(2s₁ + u)], CDI2 and CDI3
 * between the imports known to come from outside and these with all unspecified ones. A threshold between the bounds is
 * answered undetermined.
 */
public final class DependencyCriteria {
    /** HHI of imports from outside, and of the world's exporters. */
    public static final double HHI_THRESHOLD = 0.4;
    /** Imports from outside as a part of all imports. */
    public static final double OUTSIDE_THRESHOLD = 0.5;
    /** Imports over exports. */
    public static final double EXPORTS_THRESHOLD = 1.0;

    private static final int PERSISTENCE_YEARS = 3;
    private static final int PERSISTENT_YEARS = 2;

    private DependencyCriteria() {}

    static final org.lodestone.table.Column IMPORTER = Columns.IMPORTER_ISO3.meaning(
            "The importing country, ISO 3166-1 alpha-3, or the code of a group of countries; see importer_kind.");
    static final org.lodestone.table.Column IMPORTER_KIND = required(
            "importer_kind",
            Unit.CODE,
            "country; bloc, a group of countries of the reference data, added up; or group, one that reports trade"
                    + " itself, such as EUR.");

    public static final Table TABLE = Table.named("dependency_criteria")
            .grain("One row per source, importer (country or bloc), product and year.")
            .shown(
                    "source",
                    "importer_iso3",
                    "product_code",
                    "year",
                    "top_supplier_iso3",
                    "top_supplier_value_share",
                    "cdi1_hhi",
                    "cdi2_share",
                    "cdi3_ratio")
            .key(Columns.SOURCE, IMPORTER, Columns.PRODUCT_CODE, Columns.YEAR)
            .column(
                    IMPORTER_KIND,
                    Columns.IMPORTER_NAME,
                    Columns.PRODUCT_NAME,
                    Columns.STAGE,
                    Columns.CODE_PURITY,
                    Columns.CODE_NOTE)
            .column("members", Unit.COUNT, "Countries of the bloc in that year; null for a country.")
            .column(
                    "members_in_data",
                    Unit.COUNT,
                    "Those whose imports of the product are in the lake; null for a country.")
            .column(
                    "members_joined",
                    Unit.COUNT,
                    "Of these, who reported them in another edition under a code of the same goods; null for a country.")
            .column(
                    "outside_imports_usd",
                    Unit.USD,
                    "Imports from outside the importer, unspecified ones included; null with criteria_reason.")
            .column(
                    "inside_imports_usd",
                    Unit.USD,
                    "Imports of the bloc's members from each other; 0 for a country, whose re-imports are left out.")
            .column(
                    "unspecified_value_share",
                    Unit.FRACTION,
                    "Part of outside_imports_usd whose supplier is not named.")
            .column(
                    "exports_usd",
                    Unit.USD,
                    "All exports of the product, to members of the bloc too, and of a group what it reports itself; null"
                            + " where they are not known.")
            .column(
                    "cdi1_hhi",
                    Unit.INDEX,
                    "CDI1, and the first condition of GeoDep: HHI of suppliers outside the importer, lower bound. Null"
                            + " with criteria_reason.")
            .column("cdi1_hhi_high", Unit.INDEX, "Upper bound: with unspecified imports given to the largest supplier.")
            .computed("cdi1_distance", Unit.INDEX, "cdi1_hhi - 0.4", "The lower bound minus its threshold.")
            .required("cdi1_result", Unit.CODE, "Whether CDI1 is above 0.4: yes, no or undetermined.")
            .column(
                    "cdi2_share",
                    Unit.FRACTION,
                    "CDI2: imports known to come from outside the bloc as a part of all its imports. Null with"
                            + " cdi2_reason.")
            .column("cdi2_share_high", Unit.FRACTION, "Upper bound: with all unspecified imports from outside.")
            .computed("cdi2_distance", Unit.FRACTION, "cdi2_share - 0.5", "The lower bound minus its threshold.")
            .column(
                    "cdi2_result",
                    Unit.CODE,
                    "Whether CDI2 is above 0.5; null for a country, of which it says nothing.")
            .column(
                    "cdi2_reason",
                    Unit.CODE,
                    "Why there is no CDI2: single_country, group_as_one (a group that reports as one does not say what its"
                            + " members buy from each other), or as criteria_reason; null where there is one.")
            .column(
                    "cdi3_ratio",
                    Unit.INDEX,
                    "CDI3: imports known to come from outside over all exports. Null with cdi3_reason.")
            .column("cdi3_ratio_high", Unit.INDEX, "Upper bound: with all unspecified imports from outside.")
            .computed("cdi3_distance", Unit.INDEX, "cdi3_ratio - 1", "The lower bound minus its threshold.")
            .required("cdi3_result", Unit.CODE, "Whether CDI3 is above 1: yes, no or undetermined.")
            .column(
                    "cdi3_reason",
                    Unit.CODE,
                    "Why there is no CDI3: no_exports (the importer exports none of it), exports_unknown (they are not"
                            + " in the lake), or as criteria_reason; null where there is one.")
            .column(
                    "eu_criteria_result",
                    Unit.CODE,
                    "Whether CDI1, CDI2 and CDI3 all hold; null for a country, for want of a CDI2.")
            .column(
                    "world_export_hhi",
                    Unit.INDEX,
                    "Second condition of GeoDep: HHI of the world's exporters; see WLD in supplier_concentration. Null"
                            + " with world_export_reason.")
            .column(
                    "world_export_hhi_low",
                    Unit.INDEX,
                    "Lower bound of it; see value_hhi_low and bounds_assumption in supplier_concentration.")
            .column("world_export_hhi_high", Unit.INDEX, "Upper bound of world_export_hhi.")
            .computed(
                    "world_export_distance",
                    Unit.INDEX,
                    "world_export_hhi - 0.4",
                    "The lower bound minus its threshold.")
            .required(
                    "world_export_result",
                    Unit.CODE,
                    "Whether it is above 0.4: yes, no or undetermined; undetermined where world_coverage is not full.")
            .column("world_coverage", Unit.CODE, "As in supplier_concentration; null without exports in the lake.")
            .column(
                    "world_export_reason",
                    Unit.CODE,
                    "Why it is not known: as concentration_reason in supplier_concentration, or no_world_data (no exports"
                            + " of the product are in the lake); null where it is.")
            .required(
                    "geodep_exports_result",
                    Unit.CODE,
                    "Third condition of GeoDep: imports above exports, which holds where exports are known to be zero.")
            .required("geodep_result", Unit.CODE, "Whether all three conditions of GeoDep hold in the year.")
            .required("geodep_years_met", Unit.COUNT, "Years of this and the two before in which they hold.")
            .required("geodep_years_known", Unit.COUNT, "Years of these three for which the answer is yes or no.")
            .required(
                    "geodep_persistent_result",
                    Unit.CODE,
                    "Whether they hold in at least two of the three years, whatever the years without an answer may"
                            + " have been: yes, no or undetermined.")
            .column(
                    "top_supplier_iso3",
                    Unit.CODE,
                    "The largest supplier outside the importer by value; of equal ones the first by code.")
            .column(
                    "top_supplier_certain",
                    Unit.FLAG,
                    "Whether it is larger than every other supplier outside whoever the unspecified suppliers are; as in"
                            + " supplier_concentration.")
            .column("top_supplier_value_share", Unit.FRACTION, "Its part of outside_imports_usd, lower bound.")
            .column("top_supplier_value_share_high", Unit.FRACTION, "Its part if all unspecified imports were its own.")
            .column(
                    "criteria_reason",
                    Unit.CODE,
                    "Why imports cannot be judged: incomplete (not all partners are in the lake), months_missing, no_imports,"
                            + " no_outside_imports, no_member_in_data, members_missing (reporters' data lack imports of"
                            + " some members); null where they can.")
            .sums(List.of("year"), "outside_imports_usd", "inside_imports_usd", "exports_usd")
            .check(
                    Check.oneOf("importer_kind", "country", "bloc", "group"),
                    Check.fraction("cdi1_hhi"),
                    Check.fraction("cdi1_hhi_high"),
                    Check.fraction("cdi2_share"),
                    Check.fraction("cdi2_share_high"),
                    Check.fraction("world_export_hhi"),
                    Check.fraction("world_export_hhi_low"),
                    Check.fraction("top_supplier_value_share"),
                    Check.fraction("top_supplier_value_share_high"),
                    Check.oneOf("cdi1_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.oneOf("cdi2_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.oneOf("cdi3_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.oneOf("geodep_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.oneOf("geodep_persistent_result", Criteria.YES, Criteria.NO, Criteria.UNDETERMINED),
                    Check.that("cdi1_or_reason", "(cdi1_hhi IS NULL) = (criteria_reason IS NOT NULL)"),
                    Check.that("cdi2_or_reason", "(cdi2_share IS NULL) = (cdi2_reason IS NOT NULL)"),
                    Check.that("cdi3_or_reason", "(cdi3_ratio IS NULL) = (cdi3_reason IS NOT NULL)"),
                    Check.that("world_or_reason", "(world_export_hhi IS NULL) = (world_export_reason IS NOT NULL)"),
                    Check.inOrder("cdi1_hhi", "cdi1_hhi_high"),
                    Check.inOrder("cdi2_share", "cdi2_share_high"),
                    Check.inOrder("top_supplier_value_share", "top_supplier_value_share_high"),
                    Check.that(
                            "years_in_order",
                            "geodep_years_met <= geodep_years_known AND geodep_years_known <= " + PERSISTENCE_YEARS))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(
                    TradeFlows.STORED,
                    Suppliers.IN_ALL_EDITIONS,
                    Suppliers.REPORTING,
                    SupplierConcentration.METRIC,
                    References.BLOCS,
                    SourceCodes.PRODUCTS,
                    References.COUNTRY_TITLES)
            .traces(DependencyCriteria::traces)
            .compute(in -> of(
                    in.get(Suppliers.IN_ALL_EDITIONS),
                    in.get(Suppliers.REPORTING),
                    in.get(SupplierConcentration.METRIC),
                    in.get(References.BLOCS),
                    in.get(SourceCodes.PRODUCTS),
                    in.get(References.COUNTRY_TITLES)));

    /** The importer's purchases, or those of a bloc's members, and the world's. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        SourceName source = SourceName.of(row.getAs("source"));
        String product = row.getAs("product_code");
        int last = row.<Integer>getAs("year");
        // Some criteria look three years back.
        Column years = col("year").between(last - 2, last);
        List<Trace> traces = new ArrayList<>(source.imports(importers(row, lookup), product, years, lookup));
        traces.addAll(source.imports(List.of(SourceName.WORLD), product, years, lookup));
        return traces;
    }

    private static List<String> importers(Row row, Trace.Lookup lookup) {
        String importer = row.getAs("importer_iso3");
        if (!"bloc".equals(row.getAs("importer_kind"))) {
            return List.of(importer);
        }
        int year = row.<Integer>getAs("year");
        return lookup.rows(References.BLOCS).stream()
                .filter(member -> importer.equals(member.getAs("bloc")))
                .filter(member ->
                        member.<Integer>getAs("from_year") <= year && year <= member.<Integer>getAs("to_year"))
                .map(member -> member.<String>getAs("iso3"))
                .toList();
    }

    /**
     * @param suppliers as {@link Suppliers#of} gives them, joined ones too: who did not report in an edition is no importer
     *     there, and still bought what its bloc bought
     * @param reporting as {@link Suppliers#reporting} gives it
     * @param concentration rows of {@link SupplierConcentration#TABLE} of the same suppliers
     * @param blocs bloc, bloc_name, iso3, from_year, to_year: no member twice in a year
     * @param products product_code, product_name, stage, code_purity, code_note: each code once
     * @param countries iso3, name, kind: each iso3 once
     */
    public static Dataset<Row> of(
            Dataset<Row> suppliers,
            Dataset<Row> reporting,
            Dataset<Row> concentration,
            Dataset<Row> blocs,
            Dataset<Row> products,
            Dataset<Row> countries) {
        Column annual = col("period_type").equalTo("year");
        Dataset<Row> bought = suppliers.where(annual.and(col("importer_iso3").notEqual(Suppliers.WORLD)));
        Dataset<Row> sold = suppliers
                .where(annual.and(col("importer_iso3").equalTo(Suppliers.WORLD))
                        .and(col("role").equalTo("supplier")))
                .select(
                        col("source"),
                        col("product_code"),
                        col("year"),
                        col("supplier_iso3").as("exporter_iso3"),
                        col("supplier_complete").as("exports_known"),
                        when(col("supplier_complete"), coalesce(col("value"), col("group_value")))
                                .as("exports"));
        Dataset<Row> indices = concentration.where(annual);
        Dataset<Row> exporters = reporting
                .where(col("direction")
                        .equalTo("export")
                        .and(col("period_type").equalTo("year"))
                        .and(col("reported_months").equalTo(Suppliers.ALL_MONTHS)))
                .select(col("source"), col("year"), col("reporter_iso3").as("exporter_iso3"))
                // Once, also where the year is there as a figure of its own and in months.
                .distinct();
        Dataset<Row> judged =
                ofCountries(indices, sold, exporters).unionByName(ofBlocs(bought, indices, sold, exporters, blocs));
        return TABLE.conform(withNames(persistence(criteria(withWorld(judged, indices))), products, countries, blocs));
    }

    // ---- what criteria are made of: one row per source, importer, product and year ------------------------------

    private static Dataset<Row> ofCountries(Dataset<Row> indices, Dataset<Row> sold, Dataset<Row> exporters) {
        Dataset<Row> reporters =
                exporters.withColumnRenamed("exporter_iso3", "importer_iso3").withColumn("reports_exports", lit(true));
        return indices.where(col("side").equalTo("import"))
                // Imports of nobody named are imports all the same, and bound the index.
                .withColumn(
                        "concentration_reason",
                        nullif(col("concentration_reason"), lit(SupplierConcentration.NO_SUPPLIERS)))
                .join(
                        sold.withColumnRenamed("exporter_iso3", "importer_iso3"),
                        new String[] {"source", "importer_iso3", "product_code", "year"},
                        "left")
                .join(broadcast(reporters), new String[] {"source", "importer_iso3", "year"}, "left")
                .select(
                        col("source"),
                        col("importer_iso3"),
                        col("product_code"),
                        col("year"),
                        lit("country").as("importer_kind"),
                        nothing(DataTypes.LongType).as("members"),
                        nothing(DataTypes.LongType).as("members_in_data"),
                        nothing(DataTypes.LongType).as("members_joined"),
                        when(known("concentration_reason"), col("total_value_usd"))
                                .as("outside_imports_usd"),
                        when(known("concentration_reason"), 0.0).as("inside_imports_usd"),
                        // A country's unspecified imports come from abroad too, so its ratio to exports has no bounds.
                        when(known("concentration_reason"), col("total_value_usd"))
                                .as("known_outside_usd"),
                        col("unspecified_value_share"),
                        exports(
                                        col("exports"),
                                        col("source")
                                                .startsWith("BACI")
                                                .or(col("exports_known")
                                                        .isNull()
                                                        .and(coalesce(col("reports_exports"), lit(false)))))
                                .as("exports_usd"),
                        col("value_hhi_low").as("cdi1_hhi"),
                        col("value_hhi_high").as("cdi1_hhi_high"),
                        col("top_supplier_iso3"),
                        col("top_supplier_certain"),
                        col("top_supplier_value_share"),
                        col("top_supplier_value_share_high"),
                        col("concentration_reason").as("criteria_reason"));
    }

    /**
     * Who is not among the exporters of the product exports nothing, if its exports are known at all: reconciled data are
     * complete by nature, and of reporters' data if it reports exports of other goods in that year.
     */
    private static Column exports(Column thousandths, Column complete) {
        return coalesce(thousandths.divide(1000.0), when(complete, 0.0));
    }

    private static Dataset<Row> ofBlocs(
            Dataset<Row> bought, Dataset<Row> indices, Dataset<Row> sold, Dataset<Row> exporters, Dataset<Row> blocs) {
        Dataset<Row> frame = frame(bought, indices, sold, exporters, blocs);
        return frame.join(sums(bought, blocs), new String[] {"source", "bloc", "product_code", "year"}, "left")
                .withColumn("outside", col("outside_value").plus(col("unspecified_value")))
                .withColumn("reason", blocReason())
                .withColumn("whole", when(known("reason"), col("outside").cast(DataTypes.DoubleType)))
                .withColumn(
                        "hhi", atMostOne(try_divide(col("squares"), col("whole").multiply(col("whole")))))
                .withColumn(
                        "unspecified", try_divide(col("unspecified_value").cast(DataTypes.DoubleType), col("whole")))
                .withColumn(
                        "top", try_divide(coalesce(col("top_value"), lit(0L)).cast(DataTypes.DoubleType), col("whole")))
                .select(
                        col("source"),
                        col("bloc").as("importer_iso3"),
                        col("product_code"),
                        col("year"),
                        lit("bloc").as("importer_kind"),
                        col("members"),
                        col("members_in_data"),
                        coalesce(col("joined_members"), lit(0L)).as("members_joined"),
                        when(statable(), col("outside").divide(1000.0)).as("outside_imports_usd"),
                        when(statable(), col("inside_value").divide(1000.0)).as("inside_imports_usd"),
                        when(statable(), col("outside_value").divide(1000.0)).as("known_outside_usd"),
                        col("unspecified").as("unspecified_value_share"),
                        when(
                                        col("source")
                                                .startsWith("BACI")
                                                .or(col("known_exporters").equalTo(col("members"))),
                                        coalesce(col("exports"), lit(0L)).divide(1000.0))
                                .as("exports_usd"),
                        col("hhi").as("cdi1_hhi"),
                        atMostOne(col("hhi")
                                        .plus(col("unspecified")
                                                .multiply(col("top").multiply(2).plus(col("unspecified")))))
                                .as("cdi1_hhi_high"),
                        when(known("reason"), col("top_supplier_iso3")).as("top_supplier_iso3"),
                        when(
                                        known("reason"),
                                        SupplierTotals.rankHigh(
                                                        col("top_value"),
                                                        col("unspecified_value"),
                                                        col("outside_values"))
                                                .equalTo(1))
                                .as("top_supplier_certain"),
                        when(col("top_value").isNotNull(), col("top")).as("top_supplier_value_share"),
                        when(col("top_value").isNotNull(), atMostOne(col("top").plus(col("unspecified"))))
                                .as("top_supplier_value_share_high"),
                        col("reason").as("criteria_reason"));
    }

    private static Column blocReason() {
        return when(col("members_in_data").equalTo(0L), "no_member_in_data")
                .when(
                        not(col("source").startsWith("BACI"))
                                .and(col("members_in_data").lt(col("members"))),
                        "members_missing")
                .when(col("incomplete_members").gt(0L), "incomplete")
                .when(
                        coalesce(col("outside"), lit(0L))
                                .plus(coalesce(col("inside_value"), lit(0L)))
                                .equalTo(0L),
                        "no_imports")
                .when(col("outside").equalTo(0L), "no_outside_imports");
    }

    /** Whether imports are known, though there may be none from outside. */
    private static Column statable() {
        return known("reason").or(col("reason").equalTo("no_outside_imports"));
    }

    /** Every bloc for every product and year that the source has, with who of its members is there. */
    private static Dataset<Row> frame(
            Dataset<Row> bought, Dataset<Row> indices, Dataset<Row> sold, Dataset<Row> exporters, Dataset<Row> blocs) {
        Dataset<Row> traded = indices.where(col("side").equalTo("import"))
                .groupBy(col("source"), col("product_code"), col("year"))
                .agg(count(lit(1)).as("importers"));
        Dataset<Row> seats = traded.join(
                        broadcast(blocs), col("year").between(col("from_year"), col("to_year")), "inner")
                .groupBy(col("source"), col("bloc"), col("product_code"), col("year"))
                .agg(count(lit(1)).as("members"));
        Dataset<Row> present = memberRows(bought, "importer_iso3", blocs)
                .groupBy(col("source"), col("bloc"), col("product_code"), col("year"))
                .agg(
                        count_distinct(col("importer_iso3")).as("present_members"),
                        count_distinct(when(col("joined_from").isNotNull(), col("importer_iso3")))
                                .as("joined_members"),
                        count(when(col("reason").isin("incomplete", "months_missing"), 1))
                                .as("incomplete_members"));
        Dataset<Row> exported = memberRows(sold, "exporter_iso3", blocs)
                .groupBy(col("source"), col("bloc"), col("product_code"), col("year"))
                .agg(
                        count(when(col("exports_known"), 1)).as("exporting_members"),
                        collect_set(col("exporter_iso3")).as("exporting"),
                        sum(col("exports")).as("exports"));
        // Members that report exports of other goods in that year export nothing of this one.
        Dataset<Row> reporters = memberRows(exporters, "exporter_iso3", blocs)
                .groupBy(col("source"), col("bloc"), col("year"))
                .agg(collect_set(col("exporter_iso3")).as("reporting"));
        return seats.join(present, new String[] {"source", "bloc", "product_code", "year"}, "left")
                .join(exported, new String[] {"source", "bloc", "product_code", "year"}, "left")
                .join(broadcast(reporters), new String[] {"source", "bloc", "year"}, "left")
                .withColumn(
                        "known_exporters",
                        coalesce(col("exporting_members"), lit(0L))
                                .plus(coalesce(
                                        size(array_except(col("reporting"), coalesce(col("exporting"), array()))),
                                        lit(0))))
                .withColumn("members_in_data", coalesce(col("present_members"), lit(0L)));
    }

    private static Dataset<Row> memberRows(Dataset<Row> rows, String country, Dataset<Row> blocs) {
        return rows.join(
                broadcast(blocs.select("bloc", "iso3", "from_year", "to_year")),
                col(country).equalTo(col("iso3")).and(col("year").between(col("from_year"), col("to_year"))),
                "inner");
    }

    /** What blocs bought: of each supplier outside, of members from each other, and of nobody named. */
    private static Dataset<Row> sums(Dataset<Row> bought, Dataset<Row> blocs) {
        Dataset<Row> others = blocs.select(
                col("bloc").as("other_bloc"),
                col("iso3").as("other_iso3"),
                col("from_year").as("other_from"),
                col("to_year").as("other_to"));
        Column inside = col("other_iso3").isNotNull();
        Dataset<Row> bySupplier = memberRows(bought.where(col("role").notEqual("self")), "importer_iso3", blocs)
                .groupBy(
                        col("source"), col("bloc"), col("product_code"), col("year"), col("supplier_iso3"), col("role"))
                .agg(sum(col("value")).as("value"))
                .join(
                        broadcast(others),
                        col("bloc")
                                .equalTo(col("other_bloc"))
                                .and(col("supplier_iso3").equalTo(col("other_iso3")))
                                .and(col("year").between(col("other_from"), col("other_to"))),
                        "left");
        Column outside = col("role").equalTo("supplier").and(not(inside));
        Column largest = when(
                outside.and(col("value").gt(0L)),
                struct(
                        col("value").multiply(-1L).as("negative"),
                        col("supplier_iso3").as("iso3")));
        return bySupplier
                .groupBy(col("source"), col("bloc"), col("product_code"), col("year"))
                .agg(
                        sum(when(outside, coalesce(col("value"), lit(0L))).otherwise(0L))
                                .as("outside_value"),
                        sum(when(inside, coalesce(col("value"), lit(0L))).otherwise(0L))
                                .as("inside_value"),
                        sum(when(col("role").equalTo("unspecified"), coalesce(col("value"), lit(0L)))
                                        .otherwise(0L))
                                .as("unspecified_value"),
                        SumOfSquares.of(when(outside, col("value"))).as("squares"),
                        min(largest).as("largest"),
                        collect_list(when(outside.and(col("value").gt(0L)), col("value")))
                                .as("outside_values"))
                .withColumn("top_supplier_iso3", col("largest.iso3"))
                .withColumn("top_value", col("largest.negative").multiply(-1L));
    }

    private static Dataset<Row> withWorld(Dataset<Row> judged, Dataset<Row> indices) {
        Dataset<Row> world = indices.where(col("side").equalTo("export"))
                .select(
                        col("source"),
                        col("product_code"),
                        col("year"),
                        col("value_hhi").as("world_export_hhi"),
                        col("value_hhi_low").as("world_export_hhi_low"),
                        col("value_hhi_high").as("world_export_hhi_high"),
                        col("world_coverage"),
                        col("concentration_reason").as("world_reason"));
        return judged.join(world, new String[] {"source", "product_code", "year"}, "left")
                .withColumn(
                        "world_export_reason",
                        when(col("world_export_hhi").isNull(), coalesce(col("world_reason"), lit("no_world_data"))))
                .drop("world_reason");
    }

    // ---- the criteria -------------------------------------------------------------------------------------------

    private static Dataset<Row> criteria(Dataset<Row> judged) {
        Column bloc = col("importer_kind").equalTo("bloc");
        Column all = col("outside_imports_usd").plus(col("inside_imports_usd"));
        Column exporting = col("exports_usd").gt(0);
        return judged.withColumn("cdi1_result", Criteria.above(col("cdi1_hhi"), col("cdi1_hhi_high"), HHI_THRESHOLD))
                .withColumn("cdi2_share", when(bloc, try_divide(col("known_outside_usd"), all)))
                .withColumn("cdi2_share_high", when(bloc, try_divide(col("outside_imports_usd"), all)))
                .withColumn(
                        "cdi2_result",
                        when(bloc, Criteria.above(col("cdi2_share"), col("cdi2_share_high"), OUTSIDE_THRESHOLD)))
                .withColumn(
                        "cdi2_reason",
                        when(not(bloc), "single_country").when(col("cdi2_share").isNull(), col("criteria_reason")))
                .withColumn(
                        "cdi3_ratio", when(exporting, col("known_outside_usd").divide(col("exports_usd"))))
                .withColumn(
                        "cdi3_ratio_high",
                        when(exporting, col("outside_imports_usd").divide(col("exports_usd"))))
                .withColumn(
                        "cdi3_result",
                        when(exporting, Criteria.above(col("cdi3_ratio"), col("cdi3_ratio_high"), EXPORTS_THRESHOLD))
                                .when(
                                        col("exports_usd")
                                                .equalTo(0.0)
                                                .and(col("known_outside_usd").gt(0)),
                                        Criteria.YES)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        "cdi3_reason",
                        when(
                                col("cdi3_ratio").isNull(),
                                when(col("outside_imports_usd").isNull(), col("criteria_reason"))
                                        .when(col("exports_usd").isNull(), "exports_unknown")
                                        .otherwise("no_exports")))
                .withColumn(
                        "eu_criteria_result",
                        when(bloc, Criteria.all(col("cdi1_result"), col("cdi2_result"), col("cdi3_result"))))
                .withColumn(
                        "world_export_result",
                        // Whether what is there is the world has to be known.
                        when(
                                        col("world_coverage").equalTo(WorldSuppliers.FULL),
                                        Criteria.above(
                                                col("world_export_hhi_low"),
                                                col("world_export_hhi_high"),
                                                HHI_THRESHOLD))
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        "geodep_exports_result",
                        when(exporting, col("cdi3_result"))
                                .when(col("exports_usd").equalTo(0.0), Criteria.YES)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        "geodep_result",
                        Criteria.all(col("cdi1_result"), col("world_export_result"), col("geodep_exports_result")))
                .withColumn("cdi1_distance", col("cdi1_hhi").minus(HHI_THRESHOLD))
                .withColumn("cdi2_distance", col("cdi2_share").minus(OUTSIDE_THRESHOLD))
                .withColumn("cdi3_distance", col("cdi3_ratio").minus(EXPORTS_THRESHOLD))
                .withColumn("world_export_distance", col("world_export_hhi").minus(HHI_THRESHOLD))
                .drop("known_outside_usd");
    }

    private static Dataset<Row> persistence(Dataset<Row> judged) {
        WindowSpec years = Window.partitionBy(col("source"), col("importer_iso3"), col("product_code"))
                .orderBy(col("year"))
                .rangeBetween(1 - PERSISTENCE_YEARS, 0);
        Column met = col("geodep_years_met");
        Column unknown = lit((long) PERSISTENCE_YEARS).minus(col("geodep_years_known"));
        return judged.withColumn(
                        "geodep_years_met",
                        count(when(col("geodep_result").equalTo(Criteria.YES), 1))
                                .over(years))
                .withColumn(
                        "geodep_years_known",
                        count(when(col("geodep_result").notEqual(Criteria.UNDETERMINED), 1))
                                .over(years))
                .withColumn(
                        "geodep_persistent_result",
                        when(met.geq(PERSISTENT_YEARS), Criteria.YES)
                                .when(met.plus(unknown).lt(PERSISTENT_YEARS), Criteria.NO)
                                .otherwise(Criteria.UNDETERMINED));
    }

    private static Dataset<Row> withNames(
            Dataset<Row> judged, Dataset<Row> products, Dataset<Row> countries, Dataset<Row> blocs) {
        Dataset<Row> names = countries
                .select(col("iso3").as("named_importer"), col("name").as("importer_name"), col("kind"))
                .unionByName(blocs.groupBy(col("bloc").as("named_importer"))
                        .agg(max(col("bloc_name")).as("importer_name"))
                        .withColumn("kind", lit("bloc")));
        Dataset<Row> known = products.drop("mineral")
                .withColumnRenamed("product_code", "named_product")
                .withColumnRenamed("product_name", "known_name")
                .withColumnRenamed("code_purity", "known_purity");
        return judged.join(broadcast(names), col("importer_iso3").equalTo(col("named_importer")), "left")
                .join(broadcast(known), col("product_code").equalTo(col("named_product")), "left")
                .withColumn("product_name", coalesce(col("known_name"), concat(lit("HS "), col("product_code"))))
                .withColumn("code_purity", coalesce(col("known_purity"), lit("unknown")))
                .withColumn(
                        "importer_kind",
                        when(col("kind").equalTo("aggregate"), "group").otherwise(col("importer_kind")))
                .withColumn(
                        "cdi2_reason",
                        when(
                                        col("importer_kind")
                                                .equalTo("group")
                                                .and(col("cdi2_reason").equalTo("single_country")),
                                        "group_as_one")
                                .otherwise(col("cdi2_reason")))
                .drop("named_importer", "kind", "named_product", "known_name", "known_purity");
    }

    private static Column known(String reason) {
        return col(reason).isNull();
    }

    private static Column nothing(org.apache.spark.sql.types.DataType type) {
        return lit(null).cast(type);
    }
}
