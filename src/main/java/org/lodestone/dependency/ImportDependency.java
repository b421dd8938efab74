package org.lodestone.dependency;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;
import static org.lodestone.dependency.Suppliers.share;
import static org.lodestone.dependency.Suppliers.weighed;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Input;
import org.lodestone.metric.Inputs;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/**
 * Share of an importer's purchases of a product that comes from each supplier.
 *
 * <p>value_share = value from the supplier / value from all suppliers, unspecified ones in the denominator, World and
 * re-imports not. Unspecified imports u could be any supplier's, so the share lies in [share, share + u].
 */
public final class ImportDependency {
    private static final String GROUP_SUSPECT_WEIGHT = "group_suspect_weight";
    private static final String HIDDEN_WEIGHT = "hidden_weight";
    private static final String KNOWN_NAME = "known_name";
    private static final String KNOWN_PURITY = "known_purity";
    private static final String NAMED_IMPORTER = "named_importer";
    private static final String NAMED_PRODUCT = "named_product";
    private static final String NAMED_SUPPLIER = "named_supplier";
    private static final String RANK = "rank";
    private static final String RANK_HIGH = "rank_high";
    private static final String RANK_LOW = "rank_low";
    private static final String REASON = "reason";
    private static final String TOTAL_WEIGHT = "total_weight";
    private static final String UNSPECIFIED_VALUE = "unspecified_value";
    private static final String UNWEIGHED_VALUE = "unweighed_value";
    private static final String WEIGHT_COVERAGE = "weight_coverage";

    /** Why a re-import has no share where the others' are known. */
    public static final String RE_IMPORT = "re_import";

    private ImportDependency() {}

    public static final Field<String> SUPPLIER_ROLE = required(
            "supplier_role",
            Unit.CODE,
            "supplier; unspecified (areas that are no country, and what World has beyond its partners);"
                    + " or self (re-imports, outside of all shares).");
    public static final Field<Double> VALUE_WITHOUT_WEIGHT_USD = optional(
            "value_without_weight_usd",
            Unit.USD,
            "What of value_usd has no weight, as in months without one: net_weight_kg is that of the rest.");
    public static final Field<Double> TOTAL_VALUE_USD = required(
            "total_value_usd", Unit.USD, "Value from all suppliers, unspecified ones included, re-imports not.");
    public static final Field<Double> TOTAL_WEIGHT_KG = optional(
            "total_weight_kg",
            Unit.KG,
            "Weight from all suppliers: what is known, and what World's weight leaves for those without one; null"
                    + " where none is known.");
    public static final Field<Double> VALUE_SHARE = computed(
            "value_share",
            Unit.FRACTION,
            "value_usd / total_value_usd",
            "Supplier's part of the import value: the lower bound of its share. Null with share_reason.");
    public static final Field<Double> VALUE_SHARE_HIGH = optional(
            "value_share_high",
            Unit.FRACTION,
            "Upper bound: the share if all unspecified imports were this supplier's.");
    public static final Field<Double> WEIGHT_SHARE = computed(
            "weight_share",
            Unit.FRACTION,
            "net_weight_kg / total_weight_kg",
            "Supplier's part of that weight; null where the supplier's weight is not known or known weights cover"
                    + " less than 95 % of the value.");
    public static final Field<Double> WEIGHT_SHARE_LOW = optional(
            "weight_share_low",
            Unit.FRACTION,
            "Lower bound of the supplier's part of the whole weight: suppliers without a weight may have any, up to"
                    + " what World's weight leaves where that is known. Null where no weight is known.");
    public static final Field<Double> WEIGHT_SHARE_HIGH = optional(
            "weight_share_high", Unit.FRACTION, "Upper bound of it, with unspecified weight given to this supplier.");
    public static final Field<Double> WEIGHT_SHARE_LOW_USUAL = optional(
            "weight_share_low_usual",
            Unit.FRACTION,
            "Lower bound of it if what has no weight was sold at unit values between unit_value_p05_usd_per_kg and"
                    + " unit_value_p95_usd_per_kg, see weight_bounds_assumption. Null where nothing is without a weight"
                    + " (weight_share_low holds as it is), with fewer than eight unit values, and where World's weight"
                    + " contradicts that. weight_share, which counts no weight for those, may lie outside.");
    public static final Field<Double> WEIGHT_SHARE_HIGH_USUAL =
            optional("weight_share_high_usual", Unit.FRACTION, "Upper bound likewise.");
    public static final Field<String> WEIGHT_BOUNDS_ASSUMPTION = optional(
            "weight_bounds_assumption",
            Unit.CODE,
            "What weight_share_low_usual and weight_share_high_usual suppose: " + UsualUnitValues.ASSUMPTION
                    + " (each flow without a weight has a unit value from the 5th to the 95th percentile of those that"
                    + " are stated); null without them.");
    public static final Field<Double> UNIT_VALUE_P05_USD_PER_KG = optional(
            "unit_value_p05_usd_per_kg",
            Unit.USD_PER_KG,
            "5th percentile of the stated unit values of the product and year in this source, over all importers'"
                    + " flows; null with fewer than eight, and where nothing of the importer's is without a weight.");
    public static final Field<Double> UNIT_VALUE_P95_USD_PER_KG =
            optional("unit_value_p95_usd_per_kg", Unit.USD_PER_KG, "95th percentile of them.");
    public static final Field<Long> UNIT_VALUE_COUNT = optional(
            "unit_value_count",
            Unit.COUNT,
            "These unit values: of flows of the calendar year whose weight is neither estimated nor imputed; null where"
                    + " nothing of the importer's is without a weight.");
    public static final Field<Boolean> WEIGHT_SUSPECT = required(
            "weight_suspect", Unit.FLAG, "Whether a weight in net_weight_kg is suspect: see unit_value_check.");
    public static final Field<Double> WEIGHT_SHARE_WITHOUT_SUSPECT = optional(
            "weight_share_without_suspect",
            Unit.FRACTION,
            "weight_share if no suspect weight of the importer's suppliers is counted; null where none is suspect,"
                    + " where all of this supplier's is, or with weight_share.");
    public static final Field<Integer> VALUE_RANK =
            optional("value_rank", Unit.RANK, "Place by value among the named suppliers; null for the others.");
    public static final Field<Integer> VALUE_RANK_LOW = optional(
            "value_rank_low",
            Unit.RANK,
            "Best place that it may have among all suppliers: if all unspecified imports were its own.");
    public static final Field<Integer> VALUE_RANK_HIGH = optional(
            "value_rank_high",
            Unit.RANK,
            "Worst place: if they were those of any other that they would make as large, named or not. Of equal"
                    + " suppliers each may be before the other.");
    public static final Field<String> WEIGHT_BASIS = required(
            "weight_basis",
            Unit.CODE,
            "What the importer's weights of this product and period are: reported; partly_imputed;"
                    + " partly_missing (a part of the value has none); imputed (shares by weight say nothing"
                    + " beyond those by value); or none.");
    public static final Field<Double> WEIGHT_COVERAGE_SHARE = optional(
            "weight_coverage_share",
            Unit.FRACTION,
            "Part of the import value whose weight is known; null when nothing was imported.");
    public static final Field<String> SHARE_REASON = optional(
            "share_reason",
            Unit.CODE,
            "Why there is no share: incomplete (not all partners are in the lake), months_missing (the importer"
                    + " reports nothing at all on some of the months, so that values are lower bounds), no_imports,"
                    + " or re_import; null where there is one.");

    public static final Table TABLE = Table.named("import_dependency")
            .grain("One row per source, importer, product, period and supplier.")
            .shown(
                    "source",
                    "importer_iso3",
                    "product_code",
                    "period_start",
                    "supplier_iso3",
                    "value_usd",
                    "net_weight_kg",
                    "value_share",
                    "weight_share")
            .key(
                    Columns.SOURCE,
                    Columns.IMPORTER_ISO3,
                    Columns.PRODUCT_CODE,
                    Columns.PERIOD_TYPE,
                    Columns.PERIOD_START,
                    Columns.SUPPLIER_ISO3)
            .column(
                    Columns.YEAR,
                    Columns.IMPORTER_NAME,
                    Columns.PRODUCT_NAME,
                    Columns.MINERAL,
                    Columns.STAGE,
                    Columns.CODE_PURITY,
                    Columns.CODE_NOTE,
                    Columns.SUPPLIER_NAME,
                    SUPPLIER_ROLE,
                    Columns.VALUE_USD,
                    Columns.NET_WEIGHT_KG.meaning("Net weight; null where none is known."))
            .column(
                    VALUE_WITHOUT_WEIGHT_USD,
                    TOTAL_VALUE_USD,
                    TOTAL_WEIGHT_KG,
                    VALUE_SHARE,
                    VALUE_SHARE_HIGH,
                    WEIGHT_SHARE,
                    WEIGHT_SHARE_LOW,
                    WEIGHT_SHARE_HIGH,
                    WEIGHT_SHARE_LOW_USUAL,
                    WEIGHT_SHARE_HIGH_USUAL,
                    WEIGHT_BOUNDS_ASSUMPTION,
                    UNIT_VALUE_P05_USD_PER_KG,
                    UNIT_VALUE_P95_USD_PER_KG,
                    UNIT_VALUE_COUNT,
                    WEIGHT_SUSPECT,
                    WEIGHT_SHARE_WITHOUT_SUSPECT,
                    VALUE_RANK,
                    VALUE_RANK_LOW,
                    VALUE_RANK_HIGH,
                    WEIGHT_BASIS,
                    WEIGHT_COVERAGE_SHARE)
            .column(ReportingPractice.columns("import"))
            .column(ReportingPractice.PROVISIONAL, SHARE_REASON)
            .sums(List.of("supplier_iso3"), "value_usd", "net_weight_kg", "value_without_weight_usd")
            .check(
                    Check.oneOf("supplier_role", "supplier", "unspecified", "self"),
                    Check.oneOf("weight_basis", "reported", "partly_imputed", "partly_missing", "imputed", "none"),
                    ReportingPractice.knownValuation("import"),
                    ReportingPractice.knownTradeSystem("import"),
                    Check.notNegative("value_usd"),
                    Check.fraction("value_share"),
                    Check.fraction("value_share_high"),
                    Check.fraction("weight_share"),
                    Check.fraction("weight_share_low"),
                    Check.fraction("weight_share_without_suspect"),
                    Check.fraction("weight_share_high"),
                    Check.that("share_or_reason", "(value_share IS NULL) = (share_reason IS NOT NULL)"),
                    Check.inOrder("value_share", "value_share_high"),
                    Check.that(
                            "value_rank_bounds_in_order",
                            "value_rank IS NULL OR value_rank BETWEEN value_rank_low AND value_rank_high"),
                    Check.fraction("weight_share_low_usual"),
                    Check.fraction("weight_share_high_usual"),
                    Check.oneOf("weight_bounds_assumption", UsualUnitValues.ASSUMPTION),
                    Check.that(
                            "weight_bounds_and_assumption",
                            "(weight_share_low_usual IS NULL) = (weight_bounds_assumption IS NULL)"),
                    Check.inOrder("weight_share_low", "weight_share_high"),
                    Check.that(
                            "weight_share_usual_bounds_in_order",
                            Check.inOrder("weight_share_low", "weight_share_low_usual", "weight_share_high_usual")
                                            .condition()
                                    + " AND "
                                    + Check.inOrder("weight_share_high_usual", "weight_share_high")
                                            .condition()))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED)
            .needs(needs(Suppliers.AS_REPORTED))
            // The world's suppliers are in no row.
            .growsWithTrade(in -> in.get(Suppliers.AS_REPORTED)
                    .where(Columns.IMPORTER_ISO3.col().notEqual(Suppliers.WORLD)))
            .traces(Suppliers::traces)
            .compute(in -> of(in, Suppliers.AS_REPORTED));

    private static final Intermediate FROM_OTHER_EDITIONS = Intermediate.view(
            "suppliers from other editions",
            List.of(Suppliers.IN_ALL_EDITIONS),
            in -> in.get(Suppliers.IN_ALL_EDITIONS)
                    .where(col(Suppliers.JOINED_FROM).isNotNull()));

    /** Imports that were reported in another edition under a code of the same goods: for who adds importers up. */
    public static final Intermediate JOINED = Intermediate.view(
            "imports from other editions", List.of(needs(FROM_OTHER_EDITIONS)), in -> of(in, FROM_OTHER_EDITIONS));

    private static Input<?>[] needs(Intermediate suppliers) {
        return new Input<?>[] {
            suppliers,
            Suppliers.SUSPECTS,
            UsualUnitValues.OF_SUPPLIERS,
            SourceCodes.PRODUCTS,
            References.COUNTRY_TITLES,
            References.REPORTERS
        };
    }

    private static Dataset<Row> of(Inputs in, Intermediate suppliers) {
        return of(
                in.get(suppliers),
                in.get(Suppliers.SUSPECTS),
                in.get(UsualUnitValues.OF_SUPPLIERS),
                in.get(SourceCodes.PRODUCTS),
                in.get(References.COUNTRY_TITLES),
                in.get(References.REPORTERS));
    }

    /**
     * @param suppliers as {@link Suppliers#of} gives them
     * @param suspects as {@link Suppliers#suspects} gives them
     * @param unitValues as {@link UsualUnitValues#of} gives them
     * @param products product_code, product_name, mineral, stage, code_purity, code_note: each code once
     * @param countries iso3, name: each iso3 once
     * @param notes how reporters value their trade and which trade they count, as ReferenceData gives it
     */
    public static Dataset<Row> of(
            Dataset<Row> suppliers,
            Dataset<Row> suspects,
            Dataset<Row> unitValues,
            Dataset<Row> products,
            Dataset<Row> countries,
            Dataset<Row> notes) {
        Column self = SUPPLIER_ROLE.col().equalTo("self");
        Column named = SUPPLIER_ROLE.col().equalTo("supplier");
        Column valueShare = when(not(self), share(col(Suppliers.VALUE), "total_value"));
        // What World's weight leaves is all of the one who alone lacks a part of its own.
        Column weight = col(Suppliers.WEIGHT)
                .plus(when(aloneWithoutWeight(), coalesce(col(HIDDEN_WEIGHT), lit(0L)))
                        .otherwise(0L));
        Column weightShare = when(not(self).and(weighed()), share(weight, "total_weight"));
        // What is not specified is bounded where it has a weight.
        Column bounded = named.or(not(self).and(col(Suppliers.WEIGHT).isNotNull()));
        Dataset<Row> importers = suppliers.where(Columns.IMPORTER_ISO3.col().notEqual(Suppliers.WORLD));
        Column usual = bounded.and(weightKnown()).and(col(REASON).isNull()).and(UsualUnitValues.apply());
        Dataset<Row> shares = UsualUnitValues.join(withSuspects(importers, suspects), unitValues)
                .withColumnRenamed(SupplierTotals.ROLE, SUPPLIER_ROLE.name())
                .withColumn(VALUE_SHARE.name(), valueShare)
                .withColumn(
                        VALUE_SHARE_HIGH.name(),
                        when(named, atMostOne(VALUE_SHARE.col().plus(share(col(UNSPECIFIED_VALUE), "total_value"))))
                                .otherwise(VALUE_SHARE.col()))
                .withColumn(WEIGHT_SHARE.name(), weightShare)
                .withColumn(WEIGHT_SUSPECT.name(), col(Suppliers.SUSPECT_WEIGHT).isNotNull())
                .withColumn(WEIGHT_SHARE_WITHOUT_SUSPECT.name(), withoutSuspects(WEIGHT_SHARE.col()))
                .withColumn(WEIGHT_SHARE_LOW.name(), when(bounded, weightLow()))
                .withColumn(
                        WEIGHT_SHARE_HIGH.name(),
                        when(named, weightHigh(col(SupplierTotals.UNSPECIFIED_WEIGHT)))
                                .when(bounded, weightHigh(lit(0L))))
                .withColumn(WEIGHT_SHARE_LOW_USUAL.name(), when(usual, UsualUnitValues.lowerBound()))
                .withColumn(WEIGHT_SHARE_HIGH_USUAL.name(), when(usual, atMostOne(UsualUnitValues.upperBound())))
                .withColumn(WEIGHT_BOUNDS_ASSUMPTION.name(), when(usual, UsualUnitValues.ASSUMPTION))
                .withColumn(
                        SHARE_REASON.name(),
                        when(self.and(coalesce(col(REASON), lit("no_imports")).equalTo("no_imports")), RE_IMPORT)
                                .otherwise(col(REASON)))
                .withColumn(Columns.VALUE_USD.name(), col(Suppliers.VALUE).divide(1000.0))
                .withColumn(Columns.NET_WEIGHT_KG.name(), col(Suppliers.WEIGHT).divide(1000.0))
                .withColumn(
                        VALUE_WITHOUT_WEIGHT_USD.name(), col(UNWEIGHED_VALUE).divide(1000.0))
                .withColumn(
                        TOTAL_VALUE_USD.name(), col(SupplierTotals.TOTAL_VALUE).divide(1000.0))
                .withColumn(
                        TOTAL_WEIGHT_KG.name(),
                        when(col(TOTAL_WEIGHT).gt(0), col(TOTAL_WEIGHT).divide(1000.0)))
                .withColumn(VALUE_RANK.name(), when(col(REASON).isNull(), col(RANK)))
                .withColumn(VALUE_RANK_LOW.name(), when(col(REASON).isNull(), col(RANK_LOW)))
                .withColumn(VALUE_RANK_HIGH.name(), when(col(REASON).isNull(), col(RANK_HIGH)))
                .withColumn(WEIGHT_COVERAGE_SHARE.name(), col(WEIGHT_COVERAGE))
                .withColumn(
                        ReportingPractice.PROVISIONAL.name(),
                        ReportingPractice.provisional(col(ReportingPractice.SAID)));
        Dataset<Row> noted = ReportingPractice.beside(
                shares, "import", Columns.IMPORTER_ISO3.col(), col(ReportingPractice.SAID), notes);
        return TABLE.conform(withNames(noted, products, countries)
                .drop(
                        "value",
                        "weight",
                        "total_value",
                        "unspecified_value",
                        "total_weight",
                        "unspecified_weight",
                        "rank",
                        "rank_low",
                        "rank_high",
                        "value_estimated",
                        "hidden_value",
                        "hidden_unnamed_value",
                        "weight_coverage",
                        "joined_from",
                        "value_without_weight",
                        "unweighed_value",
                        "suspect_weight",
                        "group_suspect_weight",
                        "summed",
                        "supplier_complete",
                        "hidden_weight",
                        "hidden_named",
                        "hidden_unnamed",
                        "world_coverage",
                        "other_editions_value",
                        "world_hhi_low",
                        "world_hhi_high",
                        "group_value",
                        ReportingPractice.SAID,
                        "reason"));
    }

    private static Dataset<Row> withSuspects(Dataset<Row> suppliers, Dataset<Row> suspects) {
        List<String> group =
                List.of("source", "importer_iso3", "product_code", "period_type", "period_start", "summed");
        List<String> row = new ArrayList<>(group);
        row.add("supplier_iso3");
        Dataset<Row> groups = suspects.groupBy(
                        group.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
                .agg(sum(col(Suppliers.SUSPECT_WEIGHT)).as(GROUP_SUSPECT_WEIGHT));
        return suppliers
                .join(suspects, row.toArray(String[]::new), "left")
                .join(groups, group.toArray(String[]::new), "left");
    }

    private static Column withoutSuspects(Column weightShare) {
        Column own = col(Suppliers.WEIGHT).minus(coalesce(col(Suppliers.SUSPECT_WEIGHT), lit(0L)));
        Column all = col(TOTAL_WEIGHT).minus(col(GROUP_SUSPECT_WEIGHT));
        // Of a supplier all of whose weight is suspect no part is known, which is not the same as none.
        Column known = col(Suppliers.SUSPECT_WEIGHT).isNull().or(own.gt(0L));
        return when(
                weightShare.isNotNull().and(all.gt(0L)).and(known),
                own.cast(DataTypes.DoubleType).divide(all));
    }

    /** Whether nobody but this supplier may have the weight that is not known. */
    private static Column aloneWithoutWeight() {
        return when(
                        SUPPLIER_ROLE.col().equalTo("unspecified"),
                        col(SupplierTotals.HIDDEN_UNNAMED)
                                .and(col(SupplierTotals.HIDDEN_NAMED).equalTo(0L)))
                .otherwise(weightless()
                        .and(col(SupplierTotals.HIDDEN_NAMED).equalTo(1L))
                        .and(not(col(SupplierTotals.HIDDEN_UNNAMED))));
    }

    private static Column weightless() {
        return col(Suppliers.VALUE_WITHOUT_WEIGHT).gt(0L);
    }

    /** The known weight over all known weight and the most that others may have beside it. */
    private static Column weightLow() {
        Column own = coalesce(col(Suppliers.WEIGHT), lit(0L));
        return when(aloneWithoutWeight(), weightBound(own.plus(coalesce(col(HIDDEN_WEIGHT), lit(0L)))))
                .when(col(HIDDEN_WEIGHT).isNotNull(), weightBound(own))
                .otherwise(weightBound(lit(0L)));
    }

    /** With what is not specified of the others, and with what is not known where it may be its own. */
    private static Column weightHigh(Column unspecified) {
        Column own = coalesce(col(Suppliers.WEIGHT), lit(0L)).plus(unspecified);
        Column mayBeOwn = weightless().or(col(SupplierTotals.HIDDEN_UNNAMED));
        return atMostOne(when(not(mayBeOwn), weightBound(own))
                .when(col(HIDDEN_WEIGHT).isNotNull(), weightBound(own.plus(col(HIDDEN_WEIGHT))))
                .otherwise(weightBound(col(TOTAL_WEIGHT))));
    }

    /** What was sold for nothing and has no weight is not counted as without one. */
    private static Column weightKnown() {
        return col(Suppliers.WEIGHT)
                .isNotNull()
                .or(weightless())
                .and(WEIGHT_BASIS.col().notEqual("none"));
    }

    /** A part of the whole weight. */
    private static Column weightBound(Column part) {
        return when(weightKnown(), share(part, "total_weight"));
    }

    private static Dataset<Row> withNames(Dataset<Row> shares, Dataset<Row> products, Dataset<Row> countries) {
        Dataset<Row> importers = countries.select(
                col(DependencyCriteria.ISO3).as(NAMED_IMPORTER),
                col(ReferenceData.NAME).as(Columns.IMPORTER_NAME.name()));
        Dataset<Row> suppliers = countries.select(
                col(DependencyCriteria.ISO3).as(NAMED_SUPPLIER),
                col(ReferenceData.NAME).as(Columns.SUPPLIER_NAME.name()));
        Dataset<Row> known = products.withColumnRenamed(Columns.PRODUCT_CODE.name(), NAMED_PRODUCT)
                .withColumnRenamed(ReferenceData.PRODUCT_NAME, KNOWN_NAME)
                .withColumnRenamed(ReferenceData.CODE_PURITY, KNOWN_PURITY);
        return shares.join(broadcast(importers), Columns.IMPORTER_ISO3.col().equalTo(col(NAMED_IMPORTER)), "left")
                .join(broadcast(suppliers), Columns.SUPPLIER_ISO3.col().equalTo(col(NAMED_SUPPLIER)), "left")
                .join(broadcast(known), Columns.PRODUCT_CODE.col().equalTo(col(NAMED_PRODUCT)), "left")
                .withColumn(
                        Columns.PRODUCT_NAME.name(),
                        coalesce(col(KNOWN_NAME), concat(lit("HS "), Columns.PRODUCT_CODE.col())))
                .withColumn(Columns.CODE_PURITY.name(), coalesce(col(KNOWN_PURITY), lit("unknown")))
                .drop(NAMED_IMPORTER, NAMED_SUPPLIER, NAMED_PRODUCT, KNOWN_NAME, KNOWN_PURITY);
    }

    /**
     * The most by weight that suppliers who are not named may have beside a supplier: their own upper bound. Where their
     * weight is not known, it is what the supplier's bounds leave open, since the upper one gives it all that is nobody's: of
     * what is a rounding of World nothing.
     *
     * @param high their upper bound; null where their weight is not known
     * @param low lower bound of the supplier
     * @param top its upper bound
     */
    public static Double mostUnnamed(Double high, Double low, Double top) {
        return high != null || low == null || top == null ? high : Double.valueOf(top - low);
    }
}
