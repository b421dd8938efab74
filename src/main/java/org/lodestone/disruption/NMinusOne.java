package org.lodestone.disruption;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.disruption.BilateralTrade.Had;
import org.lodestone.disruption.BilateralTrade.Importer;
import org.lodestone.disruption.BilateralTrade.Made;
import org.lodestone.disruption.BilateralTrade.Purchase;
import org.lodestone.metric.Metric;
import org.lodestone.origins.OriginMix;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Rounding;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * The one supplier whose loss would hurt an importer most, for every importer and product: the test that power grids know as
 * N−1, whether a system stands when its largest single part fails.
 *
 * <p>What is lost with a supplier is its part of the imports: of what was bought from it, and of what it made, whoever sold
 * it ({@link OriginMix}). Nobody's spare capacity is known here, so beside the loss stands what others made in that year
 * and by how much they would have to make more.
 */
public final class NMinusOne {
    private NMinusOne() {}

    public static final Field<Long> SUPPLIER_COUNT = Field.required(
            "supplier_count", Unit.COUNT, "Countries that it bought from, unspecified ones not counted.");
    public static final Field<String> BY_VALUE_ISO3 =
            Field.optional("by_value_iso3", Unit.CODE, "The largest seller by value; the first by code of equal ones.");
    public static final Field<Double> LOST_VALUE_SHARE =
            Field.optional("lost_value_share", Unit.FRACTION, "Its part of the import value. Null with loss_reason.");
    public static final Field<Double> LOST_VALUE_SHARE_HIGH =
            Field.optional("lost_value_share_high", Unit.FRACTION, "Upper bound: all unspecified imports were its.");
    public static final Field<Boolean> BY_VALUE_CERTAIN = Field.optional(
            "by_value_certain",
            Unit.FLAG,
            "Whether it sold most by value whoever sold what is not specified; null without it.");
    public static final Field<Double> LOST_VALUE_USD =
            Field.optional("lost_value_usd", Unit.USD, "What was bought from it.");
    public static final Field<String> BY_WEIGHT_ISO3 = Field.optional(
            "by_weight_iso3", Unit.CODE, "The largest seller by weight; null where weights are not known.");
    public static final Field<Double> LOST_WEIGHT_SHARE =
            Field.optional("lost_weight_share", Unit.FRACTION, "Its part of the imports by weight.");
    public static final Field<Double> LOST_WEIGHT_SHARE_LOW =
            Field.optional("lost_weight_share_low", Unit.FRACTION, "Lower bound of it; see import_dependency.");
    public static final Field<Double> LOST_WEIGHT_SHARE_HIGH =
            Field.optional("lost_weight_share_high", Unit.FRACTION, "Upper bound: all unspecified weight was its.");
    public static final Field<Double> LOST_WEIGHT_SHARE_LOW_USUAL = Field.optional(
            "lost_weight_share_low_usual",
            Unit.FRACTION,
            "Lower bound of it at usual unit values, an assumption: see weight_share_low_usual of import_dependency.");
    public static final Field<Double> LOST_WEIGHT_SHARE_HIGH_USUAL =
            Field.optional("lost_weight_share_high_usual", Unit.FRACTION, "Upper bound likewise.");
    public static final Field<Boolean> BY_WEIGHT_CERTAIN = Field.optional(
            "by_weight_certain", Unit.FLAG, "Whether it sold most by weight within these bounds; null without it.");
    public static final Field<Double> LOST_TONNES = Field.optional(
            "lost_tonnes",
            Unit.TONNES,
            "The weight of what was bought from it; of what has none in some months by the unit value of the"
                    + " others, as in origin_mix.");
    public static final Field<String> BY_ORIGIN_ISO3 = Field.optional(
            "by_origin_iso3",
            Unit.CODE,
            "The country that made most of the imports, whoever sold them; null without an origin mix.");
    public static final Field<Double> LOST_ORIGIN_SHARE =
            Field.optional("lost_origin_share", Unit.FRACTION, "Its part of the imports by weight.");
    public static final Field<Double> LOST_ORIGIN_SHARE_LOW =
            Field.optional("lost_origin_share_low", Unit.FRACTION, "Lower bound of it; see origin_mix.");
    public static final Field<Double> LOST_ORIGIN_SHARE_HIGH =
            Field.optional("lost_origin_share_high", Unit.FRACTION, "Upper bound of it.");
    public static final Field<Boolean> BY_ORIGIN_CERTAIN = Field.optional(
            "by_origin_certain",
            Unit.FLAG,
            "Whether its lower bound is above the upper one of every other country, so that it made most in every"
                    + " world that the data allow; null without it.");
    public static final Field<Double> LOST_ORIGIN_TONNES =
            Field.optional("lost_origin_tonnes", Unit.TONNES, "Tonnes of it.");
    public static final Field<Double> LOST_SUPPLY_SHARE = Field.optional(
            "lost_supply_share",
            Unit.FRACTION,
            "What it made of the importer's whole supply, the importer's own production included.");
    public static final Field<Double> LOST_SUPPLY_SHARE_LOW =
            Field.optional("lost_supply_share_low", Unit.FRACTION, "Lower bound of it; see origin_mix.");
    public static final Field<Double> LOST_SUPPLY_SHARE_HIGH =
            Field.optional("lost_supply_share_high", Unit.FRACTION, "Upper bound of it.");
    public static final Field<String> BOUNDS_ASSUME = Field.optional(
            "bounds_assume", Unit.CODE, "What the bounds by origin suppose, as in origin_mix; null without one.");
    public static final Field<String> WORST_ISO3 = Field.optional(
            "worst_iso3",
            Unit.CODE,
            "Whose loss hurts most: by origin where that is known, otherwise by weight, otherwise by value.");
    public static final Field<String> WORST_BASIS =
            Field.optional("worst_basis", Unit.CODE, "By which of them: origin, weight or value.");
    public static final Field<Boolean> WORST_CERTAIN =
            Field.optional("worst_certain", Unit.FLAG, "Whether it is certainly the largest by that way of counting.");
    public static final Field<Double> WORST_SHARE =
            Field.optional("worst_share", Unit.FRACTION, "The part of the imports that is lost with it.");
    public static final Field<Double> OTHER_MAKERS_TONNES = Field.optional(
            "other_makers_tonnes",
            Unit.TONNES,
            "What all others but worst_iso3 and the importer, or its members, made in that year, as far as it is known: lower bounds"
                    + " where production is imputed; a country whose own purchases are not known counts with what it"
                    + " sold. Null without an origin mix.");
    public static final Field<Double> REQUIRED_INCREASE = Field.optional(
            "required_increase",
            Unit.INDEX,
            "What the importer would lose, as a part of other_makers_tonnes: by how much they would have to make"
                    + " more for it alone, 0.1 for a tenth. Null where others made nothing.");
    public static final Field<Double> REQUIRED_INCREASE_FOR_ALL = Field.optional(
            "required_increase_for_all",
            Unit.INDEX,
            "The same for what all importers would lose with worst_iso3, by origin. A group of countries counts for"
                    + " what it has beyond its members in the data.");
    public static final Field<String> WORLD_BASIS =
            Field.optional("world_basis", Unit.CODE, "As in origin_mix; null without one.");
    public static final Field<String> LOSS_REASON = Field.optional(
            "loss_reason",
            Unit.CODE,
            "Why nothing is known: incomplete (not all partners are in the lake), months_missing, no_imports (or"
                    + " re-imports only) or no_named_supplier; null where something is.");

    public static final Table TABLE = Table.named("n_minus_one")
            .grain("One row per source, importer, product and year.")
            .key(Columns.SOURCE, Columns.IMPORTER_ISO3, Columns.PRODUCT_CODE, Columns.YEAR.meaning("Calendar year."))
            .column(
                    Columns.IMPORTER_NAME,
                    Columns.PRODUCT_NAME,
                    Columns.MINERAL,
                    Columns.STAGE,
                    Columns.CODE_PURITY,
                    SUPPLIER_COUNT,
                    BY_VALUE_ISO3,
                    LOST_VALUE_SHARE,
                    LOST_VALUE_SHARE_HIGH,
                    BY_VALUE_CERTAIN,
                    LOST_VALUE_USD,
                    BY_WEIGHT_ISO3,
                    LOST_WEIGHT_SHARE,
                    LOST_WEIGHT_SHARE_LOW,
                    LOST_WEIGHT_SHARE_HIGH,
                    LOST_WEIGHT_SHARE_LOW_USUAL,
                    LOST_WEIGHT_SHARE_HIGH_USUAL,
                    BY_WEIGHT_CERTAIN,
                    LOST_TONNES,
                    BY_ORIGIN_ISO3,
                    LOST_ORIGIN_SHARE,
                    LOST_ORIGIN_SHARE_LOW,
                    LOST_ORIGIN_SHARE_HIGH,
                    BY_ORIGIN_CERTAIN,
                    LOST_ORIGIN_TONNES,
                    LOST_SUPPLY_SHARE,
                    LOST_SUPPLY_SHARE_LOW,
                    LOST_SUPPLY_SHARE_HIGH,
                    BOUNDS_ASSUME,
                    WORST_ISO3,
                    WORST_BASIS,
                    WORST_CERTAIN,
                    WORST_SHARE,
                    OTHER_MAKERS_TONNES,
                    REQUIRED_INCREASE,
                    REQUIRED_INCREASE_FOR_ALL,
                    WORLD_BASIS,
                    LOSS_REASON)
            .check(
                    Check.fraction("lost_value_share"),
                    Check.fraction("lost_weight_share"),
                    Check.fraction("lost_origin_share"),
                    Check.oneOf("worst_basis", "origin", "weight", "value"),
                    Check.that("loss_or_reason", "(worst_iso3 IS NULL) = (loss_reason IS NOT NULL)"),
                    Check.inOrder("lost_value_share", "lost_value_share_high"),
                    Check.inOrder("lost_weight_share_low", "lost_weight_share", "lost_weight_share_high"),
                    Check.inOrder("lost_supply_share_low", "lost_supply_share", "lost_supply_share_high"),
                    Check.inOrder("lost_origin_share_low", "lost_origin_share", "lost_origin_share_high"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(
                    ImportDependency.METRIC,
                    ImportDependency.JOINED,
                    OriginMix.METRIC,
                    References.REPORTING_GROUPS.collected())
            .traces(OriginMix::traces)
            .compute(in -> of(
                    in.get(ImportDependency.METRIC),
                    in.get(ImportDependency.JOINED),
                    in.get(OriginMix.METRIC),
                    in.get(References.REPORTING_GROUPS.collected())));

    /**
     * @param dependency rows of import_dependency
     * @param joined the same, of importers that reported the goods in another edition: what they say of unit values counts
     * @param mixes rows of origin_mix
     * @param groups members of the groups of countries that report as one, as ReferenceData.reportingGroups gives them
     */
    public static Dataset<Row> of(Dataset<Row> dependency, Dataset<Row> joined, Dataset<Row> mixes, List<Row> groups) {
        List<Row> members = List.copyOf(groups);
        return TABLE.conform(BilateralTrade.bought(dependency, joined)
                .cogroup(
                        BilateralTrade.mixed(mixes),
                        (CoGroupFunction<Row, Row, Row, Row>)
                                (group, bought, mix) -> rows(new BilateralTrade(group, bought, mix, members)),
                        Encoders.row(TABLE.schema())));
    }

    private static Iterator<Row> rows(BilateralTrade world) {
        List<Row> rows = new ArrayList<>();
        world.importers.forEach((country, importer) -> {
            if (!importer.joined()) {
                rows.add(row(world, country, importer));
            }
        });
        return rows.iterator();
    }

    private static Row row(BilateralTrade world, String country, Importer importer) {
        RowBuilder row = TABLE.row()
                .like(importer.any())
                .set(
                        SUPPLIER_COUNT,
                        importer.named().stream()
                                .filter(one -> one.valueUsd() > 0)
                                .count())
                .set(WORLD_BASIS, world.worldBasis());
        if (importer.reason() != null) {
            return row.set(LOSS_REASON, importer.reason()).build();
        }
        Purchase byValue = largest(importer.named(), Purchase::valueShare);
        row.set(BY_VALUE_ISO3, byValue.supplier())
                .set(LOST_VALUE_SHARE, byValue.valueShare())
                .set(LOST_VALUE_SHARE_HIGH, byValue.valueShareHigh())
                .set(
                        BY_VALUE_CERTAIN,
                        certain(
                                importer,
                                byValue,
                                Purchase::valueShare,
                                Purchase::valueShareHigh,
                                importer.unspecifiedValueShare()))
                .set(LOST_VALUE_USD, byValue.valueUsd());
        String worst = byValue.supplier();
        String basis = "value";
        Boolean certain = certain(
                importer, byValue, Purchase::valueShare, Purchase::valueShareHigh, importer.unspecifiedValueShare());
        Double share = byValue.valueShare();
        Double tonnes = byValue.tonnes();
        Purchase byWeight = largest(importer.named(), Purchase::weightShare);
        if (byWeight != null) {
            row.set(BY_WEIGHT_ISO3, byWeight.supplier())
                    .set(LOST_WEIGHT_SHARE, byWeight.weightShare())
                    .set(LOST_WEIGHT_SHARE_LOW, byWeight.weightShareLow())
                    .set(LOST_WEIGHT_SHARE_HIGH, byWeight.weightShareHigh())
                    .set(LOST_WEIGHT_SHARE_LOW_USUAL, byWeight.weightShareLowUsual())
                    .set(LOST_WEIGHT_SHARE_HIGH_USUAL, byWeight.weightShareHighUsual())
                    .set(LOST_TONNES, byWeight.tonnes());
            certain = certain(
                    importer,
                    byWeight,
                    Purchase::weightShareLow,
                    Purchase::weightShareHigh,
                    ImportDependency.mostUnnamed(
                            importer.unspecifiedWeightShareHigh(),
                            byWeight.weightShareLow(),
                            byWeight.weightShareHigh()));
            row.set(BY_WEIGHT_CERTAIN, certain);
            worst = byWeight.supplier();
            basis = "weight";
            share = byWeight.weightShare();
            tonnes = byWeight.tonnes();
        }
        Had had = world.had.get(country);
        Map.Entry<String, Made> made = had == null ? null : largest(country, had);
        if (made != null) {
            share = made.getValue().ofImports();
            tonnes = share * had.imports();
            worst = made.getKey();
            basis = "origin";
            certain = certain(country, had, made.getKey());
            row.set(BY_ORIGIN_ISO3, worst)
                    .set(BY_ORIGIN_CERTAIN, certain)
                    .set(BOUNDS_ASSUME, had.assumed())
                    .set(LOST_SUPPLY_SHARE_LOW, made.getValue().ofSupplyLow())
                    .set(LOST_SUPPLY_SHARE_HIGH, made.getValue().ofSupplyHigh())
                    .set(LOST_ORIGIN_SHARE, share)
                    .set(LOST_ORIGIN_SHARE_LOW, made.getValue().ofImportsLow())
                    .set(LOST_ORIGIN_SHARE_HIGH, made.getValue().ofImportsHigh())
                    .set(LOST_ORIGIN_TONNES, tonnes)
                    .set(LOST_SUPPLY_SHARE, made.getValue().ofSupply());
        }
        row.set(WORST_ISO3, worst)
                .set(WORST_BASIS, basis)
                .set(WORST_CERTAIN, certain)
                .set(WORST_SHARE, share);
        if (!world.had.isEmpty()) {
            Set<String> leftOut = world.itself(country);
            leftOut.add(worst);
            others(row, world, leftOut, worst, tonnes);
        }
        return row.build();
    }

    private static void others(RowBuilder row, BilateralTrade world, Set<String> leftOut, String worst, Double tonnes) {
        double others = sum(world.makersBesides(leftOut).values());
        row.set(OTHER_MAKERS_TONNES, others)
                .set(REQUIRED_INCREASE, tonnes == null || others == 0 ? null : tonnes / others);
        double all = 0;
        for (Map.Entry<String, Had> one : world.had.entrySet()) {
            Made made = one.getValue().from().get(worst);
            if (made != null && made.counted() != null && !one.getKey().equals(worst)) {
                all += made.counted();
            }
        }
        double othersForAll = sum(world.makersBesides(Set.of(worst)).values());
        row.set(REQUIRED_INCREASE_FOR_ALL, othersForAll == 0 ? null : all / othersForAll);
    }

    private static double sum(java.util.Collection<Double> figures) {
        return figures.stream().mapToDouble(figure -> figure).sum();
    }

    /** The largest by a share; null where no share is known. */
    private static Purchase largest(List<Purchase> purchases, Function<Purchase, Double> share) {
        return purchases.stream()
                .filter(one -> share.apply(one) != null)
                .max(Comparator.comparing(share)
                        .thenComparing(Comparator.comparing(Purchase::supplier).reversed()))
                .orElse(null);
    }

    /**
     * Whether a supplier is the largest in every case that the bounds allow.
     *
     * @param low and
     * @param high the bounds of each share; one that is not known decides nothing
     * @param unspecified the most that one country which is not named may have
     */
    private static boolean certain(
            Importer importer,
            Purchase first,
            Function<Purchase, Double> low,
            Function<Purchase, Double> high,
            Double unspecified) {
        Double least = low.apply(first);
        return Rounding.above(least, unspecified)
                && importer.named().stream()
                        .filter(other -> other != first)
                        .allMatch(other -> Rounding.above(least, high.apply(other)));
    }

    private static boolean certain(String country, Had had, String first) {
        double least = had.from().get(first).ofImportsLow();
        return Rounding.above(least, had.others())
                && had.from().entrySet().stream()
                        .filter(one ->
                                !one.getKey().equals(first) && !one.getKey().equals(country))
                        .allMatch(one -> one.getValue().ofImportsHigh() == null
                                || Rounding.above(least, one.getValue().ofImportsHigh()));
    }

    private static Map.Entry<String, Made> largest(String country, Had had) {
        return had.from().entrySet().stream()
                .filter(one -> !one.getKey().equals(country)
                        && one.getValue().ofImports() != null
                        && one.getValue().ofImports() > 0)
                .max(Comparator.comparing(
                                (Map.Entry<String, Made> one) -> one.getValue().ofImports())
                        .thenComparing(Map.Entry.<String, Made>comparingByKey().reversed()))
                .orElse(null);
    }
}
