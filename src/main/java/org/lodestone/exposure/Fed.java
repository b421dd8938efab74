package org.lodestone.exposure;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What part of a country's own supply of some goods others made. */
final class Fed implements Serializable {
    private final Map<String, Map<String, Map<String, Double>>> mixes = new TreeMap<>();

    private Fed() {}

    /** @param mixes rows of origin_mix that have a mix */
    static Fed of(List<Row> mixes) {
        Fed fed = new Fed();
        for (Row row : mixes) {
            fed.mixes
                    .computeIfAbsent(
                            goods(row.getAs("product_code"), row.<Integer>getAs("year"), row.getAs("source")),
                            none -> new TreeMap<>())
                    .computeIfAbsent(row.getAs("country_iso3"), none -> new TreeMap<>())
                    .put(row.getAs("origin_iso3"), row.getAs("origin_share"));
        }
        return fed;
    }

    /** How trade in a product is named here, as in {@link Links#used}. */
    static String goods(String code, int year, String source) {
        return code + "/" + year + "/" + source;
    }

    /** @return null where nothing is known of the country's supply */
    Double share(String goods, String country, Set<String> origins) {
        Map<String, Double> mix = mixes.getOrDefault(goods, Map.of()).get(country);
        if (mix == null) {
            return null;
        }
        double share = 0;
        for (String origin : origins) {
            share += mix.getOrDefault(origin, 0.0);
        }
        return Math.min(1, share);
    }
}
