package org.lodestone.disruption;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.metric.Grouped;
import org.lodestone.origins.BeyondMembers;
import org.lodestone.origins.OriginMix;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Groups;
import org.lodestone.table.Field;

/**
 * What is known of the trade in one product in one year by one source: who bought how much from whom, and who made what
 * they bought. Countries are in the order of their codes, so that the order of rows changes nothing.
 */
final class BilateralTrade {
    private static final String JOINED = "joined";

    /**
     * What a country bought from one supplier.
     *
     * @param tonnes as stated; of what has no weight by the middle of the unit values of the product and year. Null
     *     where no weight is stated at all
     * @param weightShare with its bounds, and those at usual unit values; each null where it is not known
     */
    record Purchase(
            String supplier,
            double valueUsd,
            Double tonnes,
            Double valueShare,
            Double valueShareHigh,
            Double weightShare,
            Double weightShareLow,
            Double weightShareHigh,
            Double weightShareLowUsual,
            Double weightShareHighUsual) {}

    /**
     * A country's part in another's supply and imports. The latter are null where the country imports nothing.
     *
     * @param counted tonnes of the imports that count in sums over importers
     */
    record Made(
            Double ofSupply,
            Double ofSupplyLow,
            Double ofSupplyHigh,
            Double ofImports,
            Double ofImportsLow,
            Double ofImportsHigh,
            Double counted) {}

    /**
     * What a country had of the product, in tonnes.
     *
     * @param production what it made; null where nothing is known of it
     * @param least what it made at least
     * @param counted tonnes of the imports that count in sums over importers
     * @param exports null of a group of countries, whose sales are its members'
     * @param joined whether it reported them in another edition, and so stands there too
     * @param assumed what the bounds suppose
     * @param others the most that a country which is not named may have of the imports
     * @param unspecified the most of the imports that unspecified countries may have made
     */
    record Had(
            Double production,
            double least,
            double imports,
            double counted,
            Double exports,
            boolean joined,
            String productionBasis,
            String assumed,
            Map<String, Made> from,
            double others,
            double unspecified) {

        /** What stays in the country; null where that is not above rounding, or not known. */
        Double used() {
            if (exports == null) {
                return null;
            }
            double used = least + imports - exports;
            return used > SAME * (least + imports) ? used : null;
        }
    }

    /**
     * A country's purchases; {@code any} is one of the rows, for what they have in common.
     *
     * @param unspecifiedUsd value from countries that are not named
     * @param unspecified tonnes from them
     * @param tonnes from all; null where no weight is stated at all
     * @param joined whether it reported them in another edition, and so stands there too
     * @param unspecifiedWeightShareHigh the most of their part by weight; null where it is not known
     * @param unspecifiedValueShare their part by value
     * @param filled whether some of the tonnes follow from values
     * @param reason why the purchases are not known; null where they are
     */
    record Importer(
            Row any,
            List<Purchase> named,
            double unspecifiedUsd,
            Double unspecified,
            Double tonnes,
            boolean joined,
            double unspecifiedValueShare,
            Double unspecifiedWeightShareHigh,
            boolean filled,
            String reason) {}

    /** Two tonnages that are equal but for rounding are closer than this part of them. */
    private static final double SAME = 1e-6;

    private static final List<String> BOUGHT = List.of(
            "source",
            "product_code",
            "year",
            "importer_iso3",
            "importer_name",
            "product_name",
            "mineral",
            "stage",
            "code_purity",
            "supplier_iso3",
            "supplier_role",
            "value_usd",
            "net_weight_kg",
            "value_without_weight_usd",
            "total_weight_kg",
            "value_share",
            "value_share_high",
            "weight_share",
            "weight_share_low",
            "weight_share_high",
            "weight_share_low_usual",
            "weight_share_high_usual",
            "share_reason",
            "joined");

    /** What of origin_mix is read here: of millions of rows others need not be moved. */
    private static final List<Field<?>> MIXED = List.of(
            Columns.SOURCE,
            Columns.PRODUCT_CODE,
            Columns.YEAR,
            OriginMix.COUNTRY_ISO3,
            OriginMix.ORIGIN_ISO3,
            OriginMix.PRODUCTION_TONNES,
            OriginMix.PRODUCTION_LOW_TONNES,
            OriginMix.IMPORTS_TONNES,
            OriginMix.COUNTED_IMPORTS_TONNES,
            OriginMix.EXPORTS_TONNES,
            OriginMix.ORIGIN_SHARE,
            OriginMix.ORIGIN_SHARE_LOW,
            OriginMix.ORIGIN_SHARE_HIGH,
            OriginMix.IMPORT_ORIGIN_SHARE,
            OriginMix.IMPORT_ORIGIN_SHARE_LOW,
            OriginMix.IMPORT_ORIGIN_SHARE_HIGH,
            OriginMix.COUNTED_ORIGIN_TONNES,
            OriginMix.COUNTRY_PRODUCTION_BASIS,
            OriginMix.WORLD_BASIS,
            OriginMix.BOUNDS_ASSUME,
            OriginMix.MIX_REASON);

    final Map<String, Importer> importers = new TreeMap<>();
    /** The countries whose supply is known. */
    final Map<String, Had> had = new TreeMap<>();
    /** What countries sold whose own purchases are not known, in tonnes. */
    final Map<String, Double> untraced = new TreeMap<>();

    private final Map<String, Set<String>> groups;
    /** By group, what it bought beyond its members, by supplier. */
    private final Map<String, Map<String, Double>> beyondMembers = new TreeMap<>();

    private String worldBasis;

    /**
     * @param productYear source, product and year
     * @param bought rows of import_dependency of them, as {@link #bought} gives them
     * @param mixes rows of origin_mix of them
     * @param members members of groups of countries that report as one, as ReferenceData.reportingGroups gives them
     */
    BilateralTrade(Row productYear, Iterator<Row> bought, Iterator<Row> mixes, List<Row> members) {
        groups = Groups.members(members, productYear.getInt(2));
        Map<String, List<Row>> byImporter = new TreeMap<>();
        bought.forEachRemaining(row -> byImporter
                .computeIfAbsent(Columns.IMPORTER_ISO3.in(row), none -> new ArrayList<>())
                .add(row));
        Double unitValue = unitValue(byImporter);
        byImporter.forEach((country, rows) -> importers.put(country, importer(rows, unitValue)));
        importers.keySet().stream()
                .filter(groups::containsKey)
                .forEach(group -> beyondMembers.put(group, beyondMembers(group)));
        Map<String, List<Row>> byCountry = new TreeMap<>();
        mixes.forEachRemaining(row -> {
            String basis = OriginMix.WORLD_BASIS.in(row);
            worldBasis = basis == null ? worldBasis : basis;
            if (OriginMix.MIX_REASON.in(row) == null) {
                byCountry
                        .computeIfAbsent(OriginMix.COUNTRY_ISO3.in(row), none -> new ArrayList<>())
                        .add(row);
            } else if (OriginMix.EXPORTS_TONNES.in(row) != null) {
                untraced.put(OriginMix.COUNTRY_ISO3.in(row), OriginMix.EXPORTS_TONNES.in(row));
            }
        });
        byCountry.forEach((country, rows) -> had.put(country, had(rows)));
    }

    /** Whether all importers of the world are in the data, so that all who are affected share what there is. */
    boolean whole() {
        return "world".equals(worldBasis());
    }

    /** As origin_mix calls it; null without one. */
    String worldBasis() {
        return had.isEmpty() ? null : worldBasis;
    }

    /**
     * The middle of USD a tonne over the flows with a weight; null where none has one, and where it would make so much of
     * those without one that there is no mix either.
     */
    private static Double unitValue(Map<String, List<Row>> byImporter) {
        Double middle = middleUnitValue(byImporter);
        double filled = middle == null
                ? 0
                : byImporter.values().stream()
                        .flatMap(List::stream)
                        .filter(row -> !"self".equals(ImportDependency.SUPPLIER_ROLE.in(row)))
                        .mapToDouble(row -> unweighed(row) / middle)
                        .sum();
        return filled > OriginMix.IMPLAUSIBLE_TONNES ? null : middle;
    }

    private static Double middleUnitValue(Map<String, List<Row>> byImporter) {
        double[] unitValues = byImporter.values().stream()
                .flatMap(List::stream)
                .filter(row -> !"self".equals(ImportDependency.SUPPLIER_ROLE.in(row)) && weight(row) != null)
                .mapToDouble(row -> (Columns.VALUE_USD.in(row) - unweighed(row)) / weight(row))
                .filter(unitValue -> unitValue > 0)
                .sorted()
                .toArray();
        int count = unitValues.length;
        return count == 0 ? null : Double.valueOf((unitValues[(count - 1) / 2] + unitValues[count / 2]) / 2);
    }

    private static Double weight(Row row) {
        Double kilograms = Columns.NET_WEIGHT_KG.in(row);
        return kilograms == null || kilograms <= 0 ? null : Double.valueOf(kilograms / 1000);
    }

    /** What of the value has no weight. */
    private static double unweighed(Row row) {
        double value = Columns.VALUE_USD.in(row);
        Double stated = ImportDependency.VALUE_WITHOUT_WEIGHT_USD.in(row);
        return weight(row) == null ? value : stated == null ? 0 : Math.min(stated, value);
    }

    /** Whether an importer is a group of countries. */
    boolean group(String importer) {
        return groups.containsKey(importer);
    }

    /** An importer, and the members of a group: what they make is no other country's. */
    Set<String> itself(String importer) {
        Set<String> itself = new TreeSet<>(groups.getOrDefault(importer, Set.of()));
        itself.add(importer);
        return itself;
    }

    /**
     * What of an importer's purchases from a supplier counts in sums over importers: of a group of countries what it bought
     * beyond its members that are in the data.
     */
    double counted(String importer, Purchase bought) {
        Map<String, Double> beyond = beyondMembers.get(importer);
        if (beyond != null) {
            return beyond.getOrDefault(bought.supplier(), 0.0);
        }
        return bought.tonnes() == null ? 0 : bought.tonnes();
    }

    /** The most of its purchases that counts so, those from unspecified suppliers included. */
    double countedAtMost(Map.Entry<String, Importer> importer) {
        Map<String, Double> beyond = beyondMembers.get(importer.getKey());
        return beyond != null
                ? beyond.values().stream().mapToDouble(tonnes -> tonnes).sum()
                : importer.getValue().named().stream()
                                .mapToDouble(one -> counted(importer.getKey(), one))
                                .sum()
                        + importer.getValue().unspecified();
    }

    private Map<String, Double> beyondMembers(String group) {
        Set<String> members = groups.get(group);
        return BeyondMembers.of(
                bySupplier(importers.get(group)),
                members.stream()
                        .map(importers::get)
                        .filter(member -> member != null
                                && (member.reason() == null || member.reason().equals("no_named_supplier")))
                        .map(BilateralTrade::bySupplier)
                        .toList(),
                members);
    }

    private static Map<String, BeyondMembers.Bought> bySupplier(Importer importer) {
        Map<String, BeyondMembers.Bought> bought = new TreeMap<>();
        for (Purchase one : importer.named()) {
            bought.put(
                    one.supplier(), new BeyondMembers.Bought(one.valueUsd(), one.tonnes() == null ? 0 : one.tonnes()));
        }
        if (importer.unspecified() != null) {
            bought.put(
                    OriginMix.UNSPECIFIED, new BeyondMembers.Bought(importer.unspecifiedUsd(), importer.unspecified()));
        }
        return bought;
    }

    /**
     * Annual purchases by source, product and year, with the columns that are read here.
     *
     * @param joined of importers that reported these goods in another edition
     */
    static KeyValueGroupedDataset<Row, Row> bought(Dataset<Row> dependency, Dataset<Row> joined) {
        return byProductYear(dependency
                .withColumn(JOINED, lit(false))
                .unionByName(joined.withColumn(JOINED, lit(true)))
                .where(Columns.PERIOD_TYPE.col().equalTo("year"))
                .select(BOUGHT.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(org.apache.spark.sql.Column[]::new)));
    }

    /** Rows of origin_mix by product and year, with the columns that are read here. */
    static KeyValueGroupedDataset<Row, Row> mixed(Dataset<Row> mixes) {
        return byProductYear(mixes.select(Stream.concat(MIXED.stream().map(Field::col), Stream.of(col(JOINED)))
                .toArray(Column[]::new)));
    }

    static KeyValueGroupedDataset<Row, Row> byProductYear(Dataset<Row> rows) {
        return Grouped.toBeJoined(rows, "source", "product_code", "year");
    }

    private static Importer importer(List<Row> rows, Double unitValue) {
        rows.sort(Comparator.comparing(row -> Columns.SUPPLIER_ISO3.in(row)));
        List<Purchase> named = new ArrayList<>();
        String reason = null;
        double tonnes = 0;
        double unspecifiedUsd = 0;
        double unspecified = 0;
        double unspecifiedValueShare = 0;
        Double unspecifiedWeightHigh = 0.0;
        boolean filled = false;
        for (Row row : rows) {
            String role = ImportDependency.SUPPLIER_ROLE.in(row);
            String why = ImportDependency.SHARE_REASON.in(row);
            reason = why == null || why.equals(ImportDependency.RE_IMPORT) ? reason : why;
            if (role.equals("self")) {
                continue;
            }
            double value = Columns.VALUE_USD.in(row);
            Double weight = weight(row);
            if (unitValue != null) {
                filled |= unweighed(row) > 0;
                weight = (weight == null ? 0 : weight) + unweighed(row) / unitValue;
            }
            tonnes += weight == null ? 0 : weight;
            if (role.equals("supplier")) {
                named.add(new Purchase(
                        Columns.SUPPLIER_ISO3.in(row),
                        value,
                        weight,
                        ImportDependency.VALUE_SHARE.in(row),
                        ImportDependency.VALUE_SHARE_HIGH.in(row),
                        ImportDependency.WEIGHT_SHARE.in(row),
                        ImportDependency.WEIGHT_SHARE_LOW.in(row),
                        ImportDependency.WEIGHT_SHARE_HIGH.in(row),
                        ImportDependency.WEIGHT_SHARE_LOW_USUAL.in(row),
                        ImportDependency.WEIGHT_SHARE_HIGH_USUAL.in(row)));
            } else {
                unspecifiedUsd += value;
                unspecified += weight == null ? 0 : weight;
                Double share = ImportDependency.VALUE_SHARE.in(row);
                unspecifiedValueShare += share == null ? 0 : share;
                unspecifiedWeightHigh = ImportDependency.WEIGHT_SHARE_HIGH.in(row);
            }
        }
        if (named.isEmpty() && reason == null) {
            // Re-imports are no imports.
            reason = rows.stream()
                            .allMatch(row ->
                                    ImportDependency.SUPPLIER_ROLE.in(row).equals("self"))
                    ? "no_imports"
                    : "no_named_supplier";
        }
        return new Importer(
                rows.get(0),
                named,
                unspecifiedUsd,
                unitValue == null ? null : Double.valueOf(unspecified),
                unitValue == null ? null : Double.valueOf(tonnes),
                rows.get(0).<Boolean>getAs(JOINED),
                unspecifiedValueShare,
                unspecifiedWeightHigh,
                filled,
                reason);
    }

    private static Had had(List<Row> rows) {
        Row any = rows.get(0);
        Map<String, Made> from = new TreeMap<>();
        double others = 0;
        double unspecified = 0;
        for (Row row : rows) {
            String origin = OriginMix.ORIGIN_ISO3.in(row);
            Double high = OriginMix.IMPORT_ORIGIN_SHARE_HIGH.in(row);
            if (origin.equals(OriginMix.OTHERS)) {
                others = high == null ? 0 : high;
            } else if (origin.equals(OriginMix.UNSPECIFIED)) {
                unspecified = high == null ? 0 : high;
            } else {
                from.put(
                        origin,
                        new Made(
                                OriginMix.ORIGIN_SHARE.in(row),
                                OriginMix.ORIGIN_SHARE_LOW.in(row),
                                OriginMix.ORIGIN_SHARE_HIGH.in(row),
                                OriginMix.IMPORT_ORIGIN_SHARE.in(row),
                                OriginMix.IMPORT_ORIGIN_SHARE_LOW.in(row),
                                high,
                                OriginMix.COUNTED_ORIGIN_TONNES.in(row)));
            }
        }
        return new Had(
                OriginMix.PRODUCTION_TONNES.in(any),
                OriginMix.PRODUCTION_LOW_TONNES.in(any),
                OriginMix.IMPORTS_TONNES.in(any),
                OriginMix.COUNTED_IMPORTS_TONNES.in(any),
                OriginMix.EXPORTS_TONNES.in(any),
                any.<Boolean>getAs(JOINED),
                OriginMix.COUNTRY_PRODUCTION_BASIS.in(any),
                OriginMix.BOUNDS_ASSUME.in(any),
                from,
                others,
                unspecified);
    }

    /**
     * Tonnes by maker, without the countries that are left out. A country whose own purchases are not known counts with what
     * it sold.
     */
    Map<String, Double> makersBesides(java.util.Collection<String> leftOut) {
        Map<String, Double> makers = new TreeMap<>(untraced);
        had.forEach((country, one) -> makers.put(country, one.production()));
        makers.keySet().removeAll(leftOut);
        makers.values().removeIf(tonnes -> tonnes == null || tonnes <= 0);
        return makers;
    }
}
