package org.lodestone.dependency;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
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
    static final String BLOC = "bloc";
    static final String BLOC_NAME = "bloc_name";
    private static final String CODE_PURITY = "code_purity";
    static final String EXPORTER_ISO3 = "exporter_iso3";
    static final String FROM_YEAR = "from_year";
    static final String HHI = "hhi";
    private static final String IMPORTER_ISO3 = "importer_iso3";
    static final String ISO3 = "iso3";
    private static final String KIND = "kind";
    private static final String KNOWN_NAME = "known_name";
    static final String KNOWN_OUTSIDE_USD = "known_outside_usd";
    private static final String KNOWN_PURITY = "known_purity";
    private static final String NAME = "name";
    private static final String NAMED_IMPORTER = "named_importer";
    private static final String NAMED_PRODUCT = "named_product";
    private static final String PRODUCT_NAME = "product_name";
    private static final String REPORTED_MONTHS = "reported_months";
    static final String TO_YEAR = "to_year";

    /** HHI of imports from outside, and of the world's exporters. */
    public static final double HHI_THRESHOLD = 0.4;
    /** Imports from outside as a part of all imports. */
    public static final double OUTSIDE_THRESHOLD = 0.5;
    /** Imports over exports. */
    public static final double EXPORTS_THRESHOLD = 1.0;

    private static final int PERSISTENCE_YEARS = 3;
    private static final int PERSISTENT_YEARS = 2;

    private DependencyCriteria() {}

    static final Field<String> IMPORTER = Columns.IMPORTER_ISO3.meaning(
            "The importing country, ISO 3166-1 alpha-3, or the code of a group of countries; see importer_kind.");
    static final Field<String> IMPORTER_KIND = required(
            "importer_kind",
            Unit.CODE,
            "country; bloc, a group of countries of the reference data, added up; or group, one that reports trade"
                    + " itself, such as EUR.");

    public static final Field<Long> MEMBERS =
            optional("members", Unit.COUNT, "Countries of the bloc in that year; null for a country.");
    public static final Field<Long> MEMBERS_IN_DATA = optional(
            "members_in_data", Unit.COUNT, "Those whose imports of the product are in the lake; null for a country.");
    public static final Field<Long> MEMBERS_JOINED = optional(
            "members_joined",
            Unit.COUNT,
            "Of these, who reported them in another edition under a code of the same goods; null for a country.");
    public static final Field<Double> OUTSIDE_IMPORTS_USD = optional(
            "outside_imports_usd",
            Unit.USD,
            "Imports from outside the importer, unspecified ones included; null with criteria_reason.");
    public static final Field<Double> INSIDE_IMPORTS_USD = optional(
            "inside_imports_usd",
            Unit.USD,
            "Imports of the bloc's members from each other; 0 for a country, whose re-imports are left out.");
    public static final Field<Double> UNSPECIFIED_VALUE_SHARE = optional(
            "unspecified_value_share", Unit.FRACTION, "Part of outside_imports_usd whose supplier is not named.");
    public static final Field<Double> EXPORTS_USD = optional(
            "exports_usd",
            Unit.USD,
            "All exports of the product, to members of the bloc too, and of a group what it reports itself; null"
                    + " where they are not known.");
    public static final Field<Double> CDI1_HHI = optional(
            "cdi1_hhi",
            Unit.INDEX,
            "CDI1, and the first condition of GeoDep: HHI of suppliers outside the importer, lower bound. Null"
                    + " with criteria_reason.");
    public static final Field<Double> CDI1_HHI_HIGH = optional(
            "cdi1_hhi_high", Unit.INDEX, "Upper bound: with unspecified imports given to the largest supplier.");
    public static final Field<Double> CDI1_DISTANCE =
            computed("cdi1_distance", Unit.INDEX, "cdi1_hhi - 0.4", "The lower bound minus its threshold.");
    public static final Field<String> CDI1_RESULT =
            required("cdi1_result", Unit.CODE, "Whether CDI1 is above 0.4: yes, no or undetermined.");
    public static final Field<Double> CDI2_SHARE = optional(
            "cdi2_share",
            Unit.FRACTION,
            "CDI2: imports known to come from outside the bloc as a part of all its imports. Null with"
                    + " cdi2_reason.");
    public static final Field<Double> CDI2_SHARE_HIGH =
            optional("cdi2_share_high", Unit.FRACTION, "Upper bound: with all unspecified imports from outside.");
    public static final Field<Double> CDI2_DISTANCE =
            computed("cdi2_distance", Unit.FRACTION, "cdi2_share - 0.5", "The lower bound minus its threshold.");
    public static final Field<String> CDI2_RESULT = optional(
            "cdi2_result", Unit.CODE, "Whether CDI2 is above 0.5; null for a country, of which it says nothing.");
    public static final Field<String> CDI2_REASON = optional(
            "cdi2_reason",
            Unit.CODE,
            "Why there is no CDI2: single_country, group_as_one (a group that reports as one does not say what its"
                    + " members buy from each other), or as criteria_reason; null where there is one.");
    public static final Field<Double> CDI3_RATIO = optional(
            "cdi3_ratio",
            Unit.INDEX,
            "CDI3: imports known to come from outside over all exports. Null with cdi3_reason.");
    public static final Field<Double> CDI3_RATIO_HIGH =
            optional("cdi3_ratio_high", Unit.INDEX, "Upper bound: with all unspecified imports from outside.");
    public static final Field<Double> CDI3_DISTANCE =
            computed("cdi3_distance", Unit.INDEX, "cdi3_ratio - 1", "The lower bound minus its threshold.");
    public static final Field<String> CDI3_RESULT =
            required("cdi3_result", Unit.CODE, "Whether CDI3 is above 1: yes, no or undetermined.");
    public static final Field<String> CDI3_REASON = optional(
            "cdi3_reason",
            Unit.CODE,
            "Why there is no CDI3: no_exports (the importer exports none of it), exports_unknown (they are not"
                    + " in the lake), or as criteria_reason; null where there is one.");
    public static final Field<String> EU_CRITERIA_RESULT = optional(
            "eu_criteria_result",
            Unit.CODE,
            "Whether CDI1, CDI2 and CDI3 all hold; null for a country, for want of a CDI2.");
    public static final Field<Double> WORLD_EXPORT_HHI = optional(
            "world_export_hhi",
            Unit.INDEX,
            "Second condition of GeoDep: HHI of the world's exporters; see WLD in supplier_concentration. Null"
                    + " with world_export_reason.");
    public static final Field<Double> WORLD_EXPORT_HHI_LOW = optional(
            "world_export_hhi_low",
            Unit.INDEX,
            "Lower bound of it; see value_hhi_low and bounds_assumption in supplier_concentration.");
    public static final Field<Double> WORLD_EXPORT_HHI_HIGH =
            optional("world_export_hhi_high", Unit.INDEX, "Upper bound of world_export_hhi.");
    public static final Field<Double> WORLD_EXPORT_DISTANCE = computed(
            "world_export_distance", Unit.INDEX, "world_export_hhi - 0.4", "The lower bound minus its threshold.");
    public static final Field<String> WORLD_EXPORT_RESULT = required(
            "world_export_result",
            Unit.CODE,
            "Whether it is above 0.4: yes, no or undetermined; undetermined where world_coverage is not full.");
    public static final Field<String> WORLD_COVERAGE =
            optional("world_coverage", Unit.CODE, "As in supplier_concentration; null without exports in the lake.");
    public static final Field<String> WORLD_EXPORT_REASON = optional(
            "world_export_reason",
            Unit.CODE,
            "Why it is not known: as concentration_reason in supplier_concentration, or no_world_data (no exports"
                    + " of the product are in the lake); null where it is.");
    public static final Field<String> GEODEP_EXPORTS_RESULT = required(
            "geodep_exports_result",
            Unit.CODE,
            "Third condition of GeoDep: imports above exports, which holds where exports are known to be zero.");
    public static final Field<String> GEODEP_RESULT =
            required("geodep_result", Unit.CODE, "Whether all three conditions of GeoDep hold in the year.");
    public static final Field<Long> GEODEP_YEARS_MET =
            required("geodep_years_met", Unit.COUNT, "Years of this and the two before in which they hold.");
    public static final Field<Long> GEODEP_YEARS_KNOWN =
            required("geodep_years_known", Unit.COUNT, "Years of these three for which the answer is yes or no.");
    public static final Field<String> GEODEP_PERSISTENT_RESULT = required(
            "geodep_persistent_result",
            Unit.CODE,
            "Whether they hold in at least two of the three years, whatever the years without an answer may"
                    + " have been: yes, no or undetermined.");
    public static final Field<String> TOP_SUPPLIER_ISO3 = optional(
            "top_supplier_iso3",
            Unit.CODE,
            "The largest supplier outside the importer by value; of equal ones the first by code.");
    public static final Field<Boolean> TOP_SUPPLIER_CERTAIN = optional(
            "top_supplier_certain",
            Unit.FLAG,
            "Whether it is larger than every other supplier outside whoever the unspecified suppliers are; as in"
                    + " supplier_concentration.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE =
            optional("top_supplier_value_share", Unit.FRACTION, "Its part of outside_imports_usd, lower bound.");
    public static final Field<Double> TOP_SUPPLIER_VALUE_SHARE_HIGH = optional(
            "top_supplier_value_share_high", Unit.FRACTION, "Its part if all unspecified imports were its own.");
    public static final Field<String> CRITERIA_REASON = optional(
            "criteria_reason",
            Unit.CODE,
            "Why imports cannot be judged: incomplete (not all partners are in the lake), months_missing, no_imports,"
                    + " no_outside_imports, no_member_in_data, members_missing (reporters' data lack imports of"
                    + " some members); null where they can.");

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
                    Columns.CODE_NOTE,
                    MEMBERS,
                    MEMBERS_IN_DATA,
                    MEMBERS_JOINED,
                    OUTSIDE_IMPORTS_USD,
                    INSIDE_IMPORTS_USD,
                    UNSPECIFIED_VALUE_SHARE,
                    EXPORTS_USD,
                    CDI1_HHI,
                    CDI1_HHI_HIGH,
                    CDI1_DISTANCE,
                    CDI1_RESULT,
                    CDI2_SHARE,
                    CDI2_SHARE_HIGH,
                    CDI2_DISTANCE,
                    CDI2_RESULT,
                    CDI2_REASON,
                    CDI3_RATIO,
                    CDI3_RATIO_HIGH,
                    CDI3_DISTANCE,
                    CDI3_RESULT,
                    CDI3_REASON,
                    EU_CRITERIA_RESULT,
                    WORLD_EXPORT_HHI,
                    WORLD_EXPORT_HHI_LOW,
                    WORLD_EXPORT_HHI_HIGH,
                    WORLD_EXPORT_DISTANCE,
                    WORLD_EXPORT_RESULT,
                    WORLD_COVERAGE,
                    WORLD_EXPORT_REASON,
                    GEODEP_EXPORTS_RESULT,
                    GEODEP_RESULT,
                    GEODEP_YEARS_MET,
                    GEODEP_YEARS_KNOWN,
                    GEODEP_PERSISTENT_RESULT,
                    TOP_SUPPLIER_ISO3,
                    TOP_SUPPLIER_CERTAIN,
                    TOP_SUPPLIER_VALUE_SHARE,
                    TOP_SUPPLIER_VALUE_SHARE_HIGH,
                    CRITERIA_REASON)
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

    /** {@link #exporters}. */
    private static final Intermediate EXPORTERS = Intermediate.view(
            "exporters by year", List.of(Suppliers.REPORTING), in -> exporters(in.get(Suppliers.REPORTING)));

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(
                    TradeFlows.STORED,
                    Suppliers.IN_ALL_EDITIONS,
                    EXPORTERS.collected(),
                    SupplierConcentration.METRIC,
                    References.BLOCS.collected(),
                    SourceCodes.PRODUCTS,
                    References.COUNTRY_TITLES)
            .traces(DependencyCriteria::traces)
            .compute(in -> of(
                    in.get(Suppliers.IN_ALL_EDITIONS),
                    in.get(EXPORTERS.collected()),
                    in.get(SupplierConcentration.METRIC),
                    in.get(References.BLOCS.collected()),
                    in.get(SourceCodes.PRODUCTS),
                    in.get(References.COUNTRY_TITLES)));

    /** The importer's purchases, or those of a bloc's members, and the world's. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        SourceName source = SourceName.of(Columns.SOURCE.in(row));
        String product = Columns.PRODUCT_CODE.in(row);
        int last = Columns.YEAR.in(row);
        // Some criteria look three years back.
        Column years = Columns.YEAR.col().between(last - 2, last);
        List<Trace> traces = new ArrayList<>(source.imports(importers(row, lookup), product, years, lookup));
        traces.addAll(source.imports(List.of(SourceName.WORLD), product, years, lookup));
        return traces;
    }

    private static List<String> importers(Row row, Trace.Lookup lookup) {
        String importer = Columns.IMPORTER_ISO3.in(row);
        if (!"bloc".equals(IMPORTER_KIND.in(row))) {
            return List.of(importer);
        }
        int year = Columns.YEAR.in(row);
        return lookup.rows(References.BLOCS).stream()
                .filter(member -> importer.equals(member.getAs(BLOC)))
                .filter(member -> member.<Integer>getAs(FROM_YEAR) <= year && year <= member.<Integer>getAs(TO_YEAR))
                .map(member -> member.<String>getAs(ISO3))
                .toList();
    }

    /**
     * @param suppliers as {@link Suppliers#of} gives them, joined ones too: who did not report in an edition is no importer
     *     there, and still bought what its bloc bought
     * @param exporters as {@link #exporters} gives them
     * @param concentration rows of {@link SupplierConcentration#TABLE} of the same suppliers
     * @param blocs bloc, bloc_name, iso3, from_year, to_year: no member twice in a year
     * @param products product_code, product_name, stage, code_purity, code_note: each code once
     * @param countries iso3, name, kind: each iso3 once
     */
    public static Dataset<Row> of(
            Dataset<Row> suppliers,
            List<Row> exporters,
            Dataset<Row> concentration,
            List<Row> blocs,
            Dataset<Row> products,
            Dataset<Row> countries) {
        Dataset<Row> judged = CriteriaInputs.of(suppliers, concentration, exporters, blocs);
        return TABLE.conform(withNames(persistence(criteria(judged)), products, countries));
    }

    /**
     * Who reports exports in all months of a year, of whatever product: of another one it exports nothing then.
     *
     * @param reporting as {@link Suppliers#reporting} gives it
     * @return source, year, exporter_iso3, once, also where the year is there as a figure of its own and in months
     */
    public static Dataset<Row> exporters(Dataset<Row> reporting) {
        return reporting
                .where(TradeFlows.DIRECTION
                        .col()
                        .equalTo("export")
                        .and(Columns.PERIOD_TYPE.col().equalTo("year"))
                        .and(col(REPORTED_MONTHS).equalTo(Suppliers.ALL_MONTHS)))
                .select(
                        Columns.SOURCE.col(),
                        Columns.YEAR.col(),
                        TradeFlows.REPORTER_ISO3.col().as(EXPORTER_ISO3))
                .distinct();
    }

    // ---- the criteria -------------------------------------------------------------------------------------------

    private static Dataset<Row> criteria(Dataset<Row> judged) {
        Column bloc = IMPORTER_KIND.col().equalTo("bloc");
        Column all = OUTSIDE_IMPORTS_USD.col().plus(INSIDE_IMPORTS_USD.col());
        Column exporting = EXPORTS_USD.col().gt(0);
        return judged.withColumn(CDI1_RESULT.name(), Criteria.above(CDI1_HHI.col(), CDI1_HHI_HIGH.col(), HHI_THRESHOLD))
                .withColumn(CDI2_SHARE.name(), when(bloc, try_divide(col(KNOWN_OUTSIDE_USD), all)))
                .withColumn(CDI2_SHARE_HIGH.name(), when(bloc, try_divide(OUTSIDE_IMPORTS_USD.col(), all)))
                .withColumn(
                        CDI2_RESULT.name(),
                        when(bloc, Criteria.above(CDI2_SHARE.col(), CDI2_SHARE_HIGH.col(), OUTSIDE_THRESHOLD)))
                .withColumn(
                        CDI2_REASON.name(),
                        when(not(bloc), "single_country").when(CDI2_SHARE.col().isNull(), CRITERIA_REASON.col()))
                .withColumn(
                        CDI3_RATIO.name(),
                        when(exporting, col(KNOWN_OUTSIDE_USD).divide(EXPORTS_USD.col())))
                .withColumn(
                        CDI3_RATIO_HIGH.name(),
                        when(exporting, OUTSIDE_IMPORTS_USD.col().divide(EXPORTS_USD.col())))
                .withColumn(
                        CDI3_RESULT.name(),
                        when(exporting, Criteria.above(CDI3_RATIO.col(), CDI3_RATIO_HIGH.col(), EXPORTS_THRESHOLD))
                                .when(
                                        EXPORTS_USD
                                                .col()
                                                .equalTo(0.0)
                                                .and(col(KNOWN_OUTSIDE_USD).gt(0)),
                                        Criteria.YES)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        CDI3_REASON.name(),
                        when(
                                CDI3_RATIO.col().isNull(),
                                when(OUTSIDE_IMPORTS_USD.col().isNull(), CRITERIA_REASON.col())
                                        .when(EXPORTS_USD.col().isNull(), "exports_unknown")
                                        .otherwise("no_exports")))
                .withColumn(
                        EU_CRITERIA_RESULT.name(),
                        when(bloc, Criteria.all(CDI1_RESULT.col(), CDI2_RESULT.col(), CDI3_RESULT.col())))
                .withColumn(
                        WORLD_EXPORT_RESULT.name(),
                        // Whether what is there is the world has to be known.
                        when(
                                        WORLD_COVERAGE.col().equalTo(WorldSuppliers.FULL),
                                        Criteria.above(
                                                WORLD_EXPORT_HHI_LOW.col(), WORLD_EXPORT_HHI_HIGH.col(), HHI_THRESHOLD))
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        GEODEP_EXPORTS_RESULT.name(),
                        when(exporting, CDI3_RESULT.col())
                                .when(EXPORTS_USD.col().equalTo(0.0), Criteria.YES)
                                .otherwise(Criteria.UNDETERMINED))
                .withColumn(
                        GEODEP_RESULT.name(),
                        Criteria.all(CDI1_RESULT.col(), WORLD_EXPORT_RESULT.col(), GEODEP_EXPORTS_RESULT.col()))
                .withColumn(CDI1_DISTANCE.name(), CDI1_HHI.col().minus(HHI_THRESHOLD))
                .withColumn(CDI2_DISTANCE.name(), CDI2_SHARE.col().minus(OUTSIDE_THRESHOLD))
                .withColumn(CDI3_DISTANCE.name(), CDI3_RATIO.col().minus(EXPORTS_THRESHOLD))
                .withColumn(WORLD_EXPORT_DISTANCE.name(), WORLD_EXPORT_HHI.col().minus(HHI_THRESHOLD))
                .drop(KNOWN_OUTSIDE_USD);
    }

    private static Dataset<Row> persistence(Dataset<Row> judged) {
        WindowSpec years = Window.partitionBy(
                        Columns.SOURCE.col(), Columns.IMPORTER_ISO3.col(), Columns.PRODUCT_CODE.col())
                .orderBy(Columns.YEAR.col())
                .rangeBetween(1 - PERSISTENCE_YEARS, 0);
        Column met = GEODEP_YEARS_MET.col();
        Column unknown = lit((long) PERSISTENCE_YEARS).minus(GEODEP_YEARS_KNOWN.col());
        return judged.withColumn(
                        GEODEP_YEARS_MET.name(),
                        count(when(GEODEP_RESULT.col().equalTo(Criteria.YES), 1))
                                .over(years))
                .withColumn(
                        GEODEP_YEARS_KNOWN.name(),
                        count(when(GEODEP_RESULT.col().notEqual(Criteria.UNDETERMINED), 1))
                                .over(years))
                .withColumn(
                        GEODEP_PERSISTENT_RESULT.name(),
                        when(met.geq(PERSISTENT_YEARS), Criteria.YES)
                                .when(met.plus(unknown).lt(PERSISTENT_YEARS), Criteria.NO)
                                .otherwise(Criteria.UNDETERMINED));
    }

    private static Dataset<Row> withNames(Dataset<Row> judged, Dataset<Row> products, Dataset<Row> countries) {
        Dataset<Row> names = countries.select(col(ISO3).as(NAMED_IMPORTER), col(NAME), col(KIND));
        Dataset<Row> known = products.drop(Columns.MINERAL.name())
                .withColumnRenamed(Columns.PRODUCT_CODE.name(), NAMED_PRODUCT)
                .withColumnRenamed(PRODUCT_NAME, KNOWN_NAME)
                .withColumnRenamed(CODE_PURITY, KNOWN_PURITY);
        return judged.join(broadcast(names), Columns.IMPORTER_ISO3.col().equalTo(col(NAMED_IMPORTER)), "left")
                .join(broadcast(known), Columns.PRODUCT_CODE.col().equalTo(col(NAMED_PRODUCT)), "left")
                .withColumn(
                        Columns.PRODUCT_NAME.name(),
                        coalesce(col(KNOWN_NAME), concat(lit("HS "), Columns.PRODUCT_CODE.col())))
                .withColumn(Columns.CODE_PURITY.name(), coalesce(col(KNOWN_PURITY), lit("unknown")))
                .withColumn(Columns.IMPORTER_NAME.name(), coalesce(col(BLOC_NAME), col(NAME)))
                .withColumn(
                        IMPORTER_KIND.name(),
                        when(col(KIND).equalTo("aggregate"), "group").otherwise(IMPORTER_KIND.col()))
                .withColumn(
                        CDI2_REASON.name(),
                        when(
                                        IMPORTER_KIND
                                                .col()
                                                .equalTo("group")
                                                .and(CDI2_REASON.col().equalTo("single_country")),
                                        "group_as_one")
                                .otherwise(CDI2_REASON.col()))
                .drop(NAMED_IMPORTER, NAME, KIND, BLOC_NAME, NAMED_PRODUCT, KNOWN_NAME, KNOWN_PURITY);
    }
}
