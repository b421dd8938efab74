package org.lodestone.exposure;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;

/**
 * What is known of the trade in one product in one year by one source: who bought how much from whom, and who made what
 * they bought. Countries are in the order of their codes, so that the order of rows changes nothing.
 */
final class ProductYear {

    /** What a country bought from one supplier; shares are null where they are not known. */
    record Purchase(
            String supplier,
            Double valueUsd,
            Double tonnes,
            Double valueShare,
            Double valueShareHigh,
            Double weightShare,
            Double weightShareHigh) {}

    /** A country's part in another's supply and imports. The latter are null where the country imports nothing. */
    record Made(Double ofSupply, Double ofImports, Double ofImportsLow, Double ofImportsHigh) {}

    /** What a country had of the product, in tonnes. */
    record Had(
            double supply,
            double production,
            double imports,
            double exports,
            String productionBasis,
            Map<String, Made> from) {

        /** What stays in the country; null where it sells more than it had. */
        Double used() {
            double used = supply - exports;
            return used > 0 ? used : null;
        }
    }

    /** A country's purchases by supplier; {@code any} is one of the rows, for what they have in common. */
    record Importer(Row any, List<Purchase> named, Double tonnes, String reason) {}

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
            "total_weight_kg",
            "value_share",
            "value_share_high",
            "weight_share",
            "weight_share_high",
            "share_reason");

    final Map<String, Importer> importers = new TreeMap<>();
    /** The countries whose supply is known. */
    final Map<String, Had> had = new TreeMap<>();

    boolean partialWorld;

    /**
     * @param bought rows of import_dependency of the product, source and year
     * @param mixes rows of origin_mix of them
     */
    ProductYear(Iterator<Row> bought, Iterator<Row> mixes) {
        Map<String, List<Row>> byImporter = new TreeMap<>();
        bought.forEachRemaining(row -> byImporter
                .computeIfAbsent(row.getAs("importer_iso3"), none -> new ArrayList<>())
                .add(row));
        byImporter.forEach((country, rows) -> importers.put(country, importer(rows)));
        Map<String, List<Row>> byCountry = new TreeMap<>();
        mixes.forEachRemaining(row -> {
            partialWorld |= "partial_world".equals(row.getAs("world_basis"));
            if (row.getAs("mix_reason") == null) {
                byCountry
                        .computeIfAbsent(row.getAs("country_iso3"), none -> new ArrayList<>())
                        .add(row);
            }
        });
        byCountry.forEach((country, rows) -> had.put(country, had(rows)));
    }

    /** Annual purchases by source, product and year, with the columns that are read here. */
    static KeyValueGroupedDataset<String, Row> bought(Dataset<Row> dependency) {
        return byProductYear(dependency
                .where(col("period_type").equalTo("year"))
                .select(BOUGHT.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(org.apache.spark.sql.Column[]::new)));
    }

    static KeyValueGroupedDataset<String, Row> byProductYear(Dataset<Row> rows) {
        return rows.groupByKey(
                (MapFunction<Row, String>)
                        row -> row.getAs("source") + "|" + row.getAs("product_code") + "|" + row.getAs("year"),
                Encoders.STRING());
    }

    private static Importer importer(List<Row> rows) {
        rows.sort(Comparator.comparing(row -> row.<String>getAs("supplier_iso3")));
        List<Purchase> named = new ArrayList<>();
        String reason = null;
        Double weight = null;
        for (Row row : rows) {
            String role = row.getAs("supplier_role");
            if (role.equals("self")) {
                continue;
            }
            String why = row.getAs("share_reason");
            reason = why == null ? reason : why;
            weight = row.getAs("total_weight_kg");
            if (role.equals("supplier")) {
                Double kilograms = row.getAs("net_weight_kg");
                named.add(new Purchase(
                        row.getAs("supplier_iso3"),
                        row.getAs("value_usd"),
                        kilograms == null ? null : Double.valueOf(kilograms / 1000),
                        row.getAs("value_share"),
                        row.getAs("value_share_high"),
                        row.getAs("weight_share"),
                        row.getAs("weight_share_high")));
            }
        }
        if (named.isEmpty() && reason == null) {
            reason = "no_named_supplier";
        }
        return new Importer(rows.get(0), named, weight == null ? null : Double.valueOf(weight / 1000), reason);
    }

    private static Had had(List<Row> rows) {
        Row any = rows.get(0);
        Map<String, Made> from = new TreeMap<>();
        for (Row row : rows) {
            String origin = row.getAs("origin_iso3");
            if (!origin.equals(OriginMix.OTHERS) && !origin.equals(OriginMix.UNSPECIFIED)) {
                from.put(
                        origin,
                        new Made(
                                row.getAs("origin_share"),
                                row.getAs("import_origin_share"),
                                row.getAs("import_origin_share_low"),
                                row.getAs("import_origin_share_high")));
            }
        }
        return new Had(
                any.<Double>getAs("supply_tonnes"),
                any.<Double>getAs("production_tonnes"),
                any.<Double>getAs("imports_tonnes"),
                any.<Double>getAs("exports_tonnes"),
                any.getAs("country_production_basis"),
                from);
    }

    /** Tonnes by maker, without the countries that are left out. */
    Map<String, Double> makersBesides(java.util.Collection<String> leftOut) {
        Map<String, Double> makers = new TreeMap<>();
        had.forEach((country, one) -> {
            if (one.production() > 0 && !leftOut.contains(country)) {
                makers.put(country, one.production());
            }
        });
        return makers;
    }
}
