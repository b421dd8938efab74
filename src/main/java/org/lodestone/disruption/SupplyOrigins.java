package org.lodestone.disruption;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.lodestone.origins.DataUsed;
import org.lodestone.origins.OriginMix;
import org.lodestone.reference.Columns;

/** What part of a country's own supply of some goods others made. */
final class SupplyOrigins implements Serializable {
    /** A part with its upper bound. */
    record Part(double share, double high) implements Serializable {}

    private final Map<String, Map<String, Map<String, Part>>> mixes = new TreeMap<>();

    private SupplyOrigins() {}

    /** @param mixes rows of origin_mix that have a mix */
    static SupplyOrigins of(List<Row> mixes) {
        SupplyOrigins fed = new SupplyOrigins();
        for (Row row : mixes) {
            fed.mixes
                    .computeIfAbsent(
                            goods(Columns.PRODUCT_CODE.in(row), Columns.YEAR.in(row), Columns.SOURCE.in(row)),
                            none -> new TreeMap<>())
                    .computeIfAbsent(OriginMix.COUNTRY_ISO3.in(row), none -> new TreeMap<>())
                    .put(
                            OriginMix.ORIGIN_ISO3.in(row),
                            new Part(OriginMix.ORIGIN_SHARE.in(row), OriginMix.ORIGIN_SHARE_HIGH.in(row)));
        }
        return fed;
    }

    /** How trade in a product is named here, as in {@link DataUsed}. */
    static String goods(String code, int year, String source) {
        return code + "/" + year + "/" + source;
    }

    /** @return null where nothing is known of the country's supply */
    Part share(String goods, String country, Set<String> origins) {
        Map<String, Part> mix = mixes.getOrDefault(goods, Map.of()).get(country);
        if (mix == null) {
            return null;
        }
        double share = 0;
        double high = 0;
        Part others = mix.getOrDefault(OriginMix.OTHERS, new Part(0, 0));
        for (String origin : origins) {
            Part part = mix.get(origin);
            share += part == null ? 0 : part.share();
            high += part == null ? others.high() : part.high();
        }
        high += mix.getOrDefault(OriginMix.UNSPECIFIED, new Part(0, 0)).high();
        return new Part(Math.min(1, share), Math.min(1, high));
    }
}
