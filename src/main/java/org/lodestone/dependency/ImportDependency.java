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
import static org.lodestone.table.Column.required;

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
import org.lodestone.reference.References;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.table.Check;
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
    /** Why a re-import has no share where the others' are known. */
    public static final String RE_IMPORT = "re_import";

    private ImportDependency() {}

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
                    required(
                            "supplier_role",
                            Unit.CODE,
                            "supplier; unspecified (areas that are no country, and what World has beyond its partners);"
                                    + " or self (re-imports, outside of all shares)."),
                    Columns.VALUE_USD,
                    Columns.NET_WEIGHT_KG.meaning("Net weight; null where none is known."))
            .column(
                    "value_without_weight_usd",
                    Unit.USD,
                    "What of value_usd has no weight, as in months without one: net_weight_kg is that of the rest.")
            .required(
                    "total_value_usd", Unit.USD, "Value from all suppliers, unspecified ones included, re-imports not.")
            .column(
                    "total_weight_kg",
                    Unit.KG,
                    "Weight from all suppliers: what is known, and what World's weight leaves for those without one; null"
                            + " where none is known.")
            .computed(
                    "value_share",
                    Unit.FRACTION,
                    "value_usd / total_value_usd",
                    "Supplier's part of the import value: the lower bound of its share. Null with share_reason.")
            .column(
                    "value_share_high",
                    Unit.FRACTION,
                    "Upper bound: the share if all unspecified imports were this supplier's.")
            .computed(
                    "weight_share",
                    Unit.FRACTION,
                    "net_weight_kg / total_weight_kg",
                    "Supplier's part of that weight; null where the supplier's weight is not known or known weights cover"
                            + " less than 95 % of the value.")
            .column(
                    "weight_share_low",
                    Unit.FRACTION,
                    "Lower bound of the supplier's part of the whole weight: suppliers without a weight may have any, up to"
                            + " what World's weight leaves where that is known. Null where no weight is known.")
            .column(
                    "weight_share_high",
                    Unit.FRACTION,
                    "Upper bound of it, with unspecified weight given to this supplier.")
            .column(
                    "weight_share_low_usual",
                    Unit.FRACTION,
                    "Lower bound of it if what has no weight was sold at unit values between unit_value_p05_usd_per_kg and"
                            + " unit_value_p95_usd_per_kg, see weight_bounds_assumption. Null where nothing is without a weight"
                            + " (weight_share_low holds as it is), with fewer than eight unit values, and where World's weight"
                            + " contradicts that. weight_share, which counts no weight for those, may lie outside.")
            .column("weight_share_high_usual", Unit.FRACTION, "Upper bound likewise.")
            .column(
                    "weight_bounds_assumption",
                    Unit.CODE,
                    "What weight_share_low_usual and weight_share_high_usual suppose: " + UsualUnitValues.ASSUMPTION
                            + " (each flow without a weight has a unit value from the 5th to the 95th percentile of those that"
                            + " are stated); null without them.")
            .column(
                    "unit_value_p05_usd_per_kg",
                    Unit.USD_PER_KG,
                    "5th percentile of the stated unit values of the product and year in this source, over all importers'"
                            + " flows; null with fewer than eight, and where nothing of the importer's is without a weight.")
            .column("unit_value_p95_usd_per_kg", Unit.USD_PER_KG, "95th percentile of them.")
            .column(
                    "unit_value_count",
                    Unit.COUNT,
                    "These unit values: of flows of the calendar year whose weight is neither estimated nor imputed; null where"
                            + " nothing of the importer's is without a weight.")
            .required(
                    "weight_suspect", Unit.FLAG, "Whether a weight in net_weight_kg is suspect: see unit_value_check.")
            .column(
                    "weight_share_without_suspect",
                    Unit.FRACTION,
                    "weight_share if no suspect weight of the importer's suppliers is counted; null where none is suspect,"
                            + " where all of this supplier's is, or with weight_share.")
            .column("value_rank", Unit.RANK, "Place by value among the named suppliers; null for the others.")
            .column(
                    "value_rank_low",
                    Unit.RANK,
                    "Best place that it may have among all suppliers: if all unspecified imports were its own.")
            .column(
                    "value_rank_high",
                    Unit.RANK,
                    "Worst place: if they were those of any other that they would make as large, named or not. Of equal"
                            + " suppliers each may be before the other.")
            .column(required(
                    "weight_basis",
                    Unit.CODE,
                    "What the importer's weights of this product and period are: reported; partly_imputed;"
                            + " partly_missing (a part of the value has none); imputed (shares by weight say nothing"
                            + " beyond those by value); or none."))
            .column(
                    "weight_coverage_share",
                    Unit.FRACTION,
                    "Part of the import value whose weight is known; null when nothing was imported.")
            .column(ReportingPractice.columns("import"))
            .column(ReportingPractice.PROVISIONAL)
            .column(
                    "share_reason",
                    Unit.CODE,
                    "Why there is no share: incomplete (not all partners are in the lake), months_missing (the importer"
                            + " reports nothing at all on some of the months, so that values are lower bounds), no_imports,"
                            + " or re_import; null where there is one.")
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
            .growsWithTrade(in ->
                    in.get(Suppliers.AS_REPORTED).where(col("importer_iso3").notEqual(Suppliers.WORLD)))
            .traces(Suppliers::traces)
            .compute(in -> of(in, Suppliers.AS_REPORTED));

    private static final Intermediate FROM_OTHER_EDITIONS = Intermediate.view(
            "suppliers from other editions",
            List.of(Suppliers.IN_ALL_EDITIONS),
            in -> in.get(Suppliers.IN_ALL_EDITIONS).where(col("joined_from").isNotNull()));

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
        Column self = col("supplier_role").equalTo("self");
        Column named = col("supplier_role").equalTo("supplier");
        Column valueShare = when(not(self), share(col("value"), "total_value"));
        // What World's weight leaves is all of the one who alone lacks a part of its own.
        Column weight = col("weight")
                .plus(when(aloneWithoutWeight(), coalesce(col("hidden_weight"), lit(0L)))
                        .otherwise(0L));
        Column weightShare = when(not(self).and(weighed()), share(weight, "total_weight"));
        // What is not specified is bounded where it has a weight.
        Column bounded = named.or(not(self).and(col("weight").isNotNull()));
        Dataset<Row> importers = suppliers.where(col("importer_iso3").notEqual(Suppliers.WORLD));
        Column usual = bounded.and(weightKnown()).and(col("reason").isNull()).and(UsualUnitValues.apply());
        Dataset<Row> shares = UsualUnitValues.join(withSuspects(importers, suspects), unitValues)
                .withColumnRenamed("role", "supplier_role")
                .withColumn("value_share", valueShare)
                .withColumn(
                        "value_share_high",
                        when(named, atMostOne(col("value_share").plus(share(col("unspecified_value"), "total_value"))))
                                .otherwise(col("value_share")))
                .withColumn("weight_share", weightShare)
                .withColumn("weight_suspect", col("suspect_weight").isNotNull())
                .withColumn("weight_share_without_suspect", withoutSuspects(col("weight_share")))
                .withColumn("weight_share_low", when(bounded, weightLow()))
                .withColumn(
                        "weight_share_high",
                        when(named, weightHigh(col("unspecified_weight"))).when(bounded, weightHigh(lit(0L))))
                .withColumn("weight_share_low_usual", when(usual, UsualUnitValues.lowerBound()))
                .withColumn("weight_share_high_usual", when(usual, atMostOne(UsualUnitValues.upperBound())))
                .withColumn("weight_bounds_assumption", when(usual, UsualUnitValues.ASSUMPTION))
                .withColumn(
                        "share_reason",
                        when(self.and(coalesce(col("reason"), lit("no_imports")).equalTo("no_imports")), RE_IMPORT)
                                .otherwise(col("reason")))
                .withColumn("value_usd", col("value").divide(1000.0))
                .withColumn("net_weight_kg", col("weight").divide(1000.0))
                .withColumn("value_without_weight_usd", col("unweighed_value").divide(1000.0))
                .withColumn("total_value_usd", col("total_value").divide(1000.0))
                .withColumn(
                        "total_weight_kg",
                        when(col("total_weight").gt(0), col("total_weight").divide(1000.0)))
                .withColumn("value_rank", when(col("reason").isNull(), col("rank")))
                .withColumn("value_rank_low", when(col("reason").isNull(), col("rank_low")))
                .withColumn("value_rank_high", when(col("reason").isNull(), col("rank_high")))
                .withColumn("weight_coverage_share", col("weight_coverage"))
                .withColumn("provisional", ReportingPractice.provisional(col(ReportingPractice.SAID)));
        Dataset<Row> noted =
                ReportingPractice.beside(shares, "import", col("importer_iso3"), col(ReportingPractice.SAID), notes);
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
                .agg(sum(col("suspect_weight")).as("group_suspect_weight"));
        return suppliers
                .join(suspects, row.toArray(String[]::new), "left")
                .join(groups, group.toArray(String[]::new), "left");
    }

    private static Column withoutSuspects(Column weightShare) {
        Column own = col("weight").minus(coalesce(col("suspect_weight"), lit(0L)));
        Column all = col("total_weight").minus(col("group_suspect_weight"));
        // Of a supplier all of whose weight is suspect no part is known, which is not the same as none.
        Column known = col("suspect_weight").isNull().or(own.gt(0L));
        return when(
                weightShare.isNotNull().and(all.gt(0L)).and(known),
                own.cast(DataTypes.DoubleType).divide(all));
    }

    /** Whether nobody but this supplier may have the weight that is not known. */
    private static Column aloneWithoutWeight() {
        return when(
                        col("supplier_role").equalTo("unspecified"),
                        col("hidden_unnamed").and(col("hidden_named").equalTo(0L)))
                .otherwise(weightless().and(col("hidden_named").equalTo(1L)).and(not(col("hidden_unnamed"))));
    }

    private static Column weightless() {
        return col("value_without_weight").gt(0L);
    }

    /** The known weight over all known weight and the most that others may have beside it. */
    private static Column weightLow() {
        Column own = coalesce(col("weight"), lit(0L));
        return when(aloneWithoutWeight(), weightBound(own.plus(coalesce(col("hidden_weight"), lit(0L)))))
                .when(col("hidden_weight").isNotNull(), weightBound(own))
                .otherwise(weightBound(lit(0L)));
    }

    /** With what is not specified of the others, and with what is not known where it may be its own. */
    private static Column weightHigh(Column unspecified) {
        Column own = coalesce(col("weight"), lit(0L)).plus(unspecified);
        Column mayBeOwn = weightless().or(col("hidden_unnamed"));
        return atMostOne(when(not(mayBeOwn), weightBound(own))
                .when(col("hidden_weight").isNotNull(), weightBound(own.plus(col("hidden_weight"))))
                .otherwise(weightBound(col("total_weight"))));
    }

    /** What was sold for nothing and has no weight is not counted as without one. */
    private static Column weightKnown() {
        return col("weight")
                .isNotNull()
                .or(weightless())
                .and(col("weight_basis").notEqual("none"));
    }

    /** A part of the whole weight. */
    private static Column weightBound(Column part) {
        return when(weightKnown(), share(part, "total_weight"));
    }

    private static Dataset<Row> withNames(Dataset<Row> shares, Dataset<Row> products, Dataset<Row> countries) {
        Dataset<Row> importers =
                countries.select(col("iso3").as("named_importer"), col("name").as("importer_name"));
        Dataset<Row> suppliers =
                countries.select(col("iso3").as("named_supplier"), col("name").as("supplier_name"));
        Dataset<Row> known = products.withColumnRenamed("product_code", "named_product")
                .withColumnRenamed("product_name", "known_name")
                .withColumnRenamed("code_purity", "known_purity");
        return shares.join(broadcast(importers), col("importer_iso3").equalTo(col("named_importer")), "left")
                .join(broadcast(suppliers), col("supplier_iso3").equalTo(col("named_supplier")), "left")
                .join(broadcast(known), col("product_code").equalTo(col("named_product")), "left")
                .withColumn("product_name", coalesce(col("known_name"), concat(lit("HS "), col("product_code"))))
                .withColumn("code_purity", coalesce(col("known_purity"), lit("unknown")))
                .drop("named_importer", "named_supplier", "named_product", "known_name", "known_purity");
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
