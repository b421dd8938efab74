package org.lodestone.origins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Columns;

/**
 * The stages of a chain with the origin mixes that are known of them: whose inputs come from where.
 *
 * <p>The inputs of a maker at a stage have the mix of its supply at the stage before. A maker without a mix there has
 * unknown inputs, never its own.
 */
final class ChainStages {
    private static final String PREFERENCE = "preference";
    private static final String STAGE_ORDER = "stage_order";
    private static final String YIELD = "yield";

    /** Data of another stage that are more years away say nothing. */
    static final int MOST_YEARS_APART = 5;

    /** A part with its bounds. */
    record Part(double share, double low, double high) {
        static final Part NONE = new Part(0, 0, 0);
    }

    /**
     * Parts of a whole by country.
     *
     * @param unknown the part of no known country
     * @param most what a country that is not named may have at most
     */
    record Mix(Map<String, Part> named, double unknown, double most) {
        static final Mix UNKNOWN = new Mix(Map.of(), 1, 1);

        Part of(String country) {
            Part part = named.get(country);
            return part == null ? new Part(0, 0, most) : part;
        }

        private double low() {
            return named.values().stream().mapToDouble(Part::low).sum();
        }
    }

    /** A stage as the chain declares it, with its product codes, preferred first, and what each of them stands for. */
    record Stage(String name, int order, List<String> codes, Map<String, String> purities, Double yield) {
        /** Whether a code holds the goods of the stage, all of them and no others. */
        boolean exact(String code) {
            return "exact".equals(purities.get(code));
        }
    }

    /** The mixes of one code, source and year: of what countries had and of what they imported. */
    static final class Data {
        final String code;
        final String source;
        final int year;
        final Map<String, Mix> supply = new TreeMap<>();
        final Map<String, Mix> imports = new TreeMap<>();
        final Map<String, Map<String, Double>> direct = new TreeMap<>();
        final Map<String, Double> importsTonnes = new TreeMap<>();
        /** As origin_mix calls it. */
        String worldBasis = "world";

        boolean imputed;
        /** What the bounds of its mixes suppose. */
        final Set<String> assumed = new TreeSet<>();
        /** Whose imports were reported in another edition. */
        final Set<String> joined = new TreeSet<>();

        Data(String code, String source, int year) {
            this.code = code;
            this.source = source;
            this.year = year;
        }
    }

    final String chain;
    final List<Stage> stages = new ArrayList<>();
    /** Rows that say why a code has no mix. */
    final List<Row> unsolved = new ArrayList<>();

    private final Map<String, List<Data>> data = new TreeMap<>();

    /**
     * @param declared rows of one chain: chain, stage, stage_order, product_code, preference, code_purity, yield
     * @param mixes rows of origin_mix of the chain's codes
     */
    ChainStages(String chain, Iterator<Row> declared, Iterator<Row> mixes) {
        this.chain = chain;
        Map<Integer, List<Row>> byOrder = new TreeMap<>();
        declared.forEachRemaining(row -> byOrder.computeIfAbsent(row.getAs(STAGE_ORDER), none -> new ArrayList<>())
                .add(row));
        byOrder.forEach((order, rows) -> {
            rows.sort(Comparator.comparing(row -> row.<Integer>getAs(PREFERENCE)));
            stages.add(new Stage(
                    Columns.STAGE.in(rows.get(0)),
                    order,
                    rows.stream().map(Columns.PRODUCT_CODE::in).toList(),
                    rows.stream()
                            .collect(Collectors.toMap(
                                    Columns.PRODUCT_CODE::in,
                                    Columns.CODE_PURITY::in,
                                    (one, other) -> one,
                                    TreeMap::new)),
                    rows.get(0).getAs(YIELD)));
        });
        read(mixes);
    }

    private void read(Iterator<Row> mixes) {
        Map<String, Map<String, Map<String, Row>>> groups = new TreeMap<>();
        mixes.forEachRemaining(row -> {
            if (OriginMix.MIX_REASON.in(row) == null) {
                groups.computeIfAbsent(
                                Columns.PRODUCT_CODE.in(row) + "|" + Columns.SOURCE.in(row) + "|"
                                        + Columns.YEAR.in(row),
                                none -> new TreeMap<>())
                        .computeIfAbsent(OriginMix.COUNTRY_ISO3.in(row), none -> new TreeMap<>())
                        .put(OriginMix.ORIGIN_ISO3.in(row), row);
            } else if (OriginMix.ALL.equals(OriginMix.COUNTRY_ISO3.in(row))) {
                unsolved.add(row);
            }
        });
        groups.values().forEach(countries -> {
            Row any = countries.values().iterator().next().values().iterator().next();
            Data one = new Data(Columns.PRODUCT_CODE.in(any), Columns.SOURCE.in(any), Columns.YEAR.in(any));
            countries.forEach((country, rows) -> {
                one.supply.put(country, mix(rows, "origin_share"));
                Row row = rows.values().iterator().next();
                one.worldBasis = OriginMix.WORLD_BASIS.in(row);
                one.assumed.addAll(List.of(OriginMix.BOUNDS_ASSUME.in(row).split(" ")));
                if (row.<Boolean>getAs(OriginMix.JOINED)) {
                    one.joined.add(country);
                }
                one.imputed |= !"reported".equals(OriginMix.COUNTRY_PRODUCTION_BASIS.in(row));
                if (OriginMix.DIRECT_SHARE.in(row) != null) {
                    one.imports.put(country, mix(rows, "import_origin_share"));
                    one.importsTonnes.put(country, OriginMix.IMPORTS_TONNES.in(row));
                    Map<String, Double> direct = new TreeMap<>();
                    rows.forEach((origin, part) -> direct.put(origin, OriginMix.DIRECT_SHARE.in(part)));
                    one.direct.put(country, direct);
                }
            });
            data.computeIfAbsent(one.code, none -> new ArrayList<>()).add(one);
        });
    }

    private static Mix mix(Map<String, Row> rows, String column) {
        Map<String, Part> named = new TreeMap<>();
        double unknown = 0;
        double most = 0;
        for (Map.Entry<String, Row> one : rows.entrySet()) {
            double share = one.getValue().<Double>getAs(column);
            double high = one.getValue().<Double>getAs(column + "_high");
            if (one.getKey().equals(OriginMix.OTHERS)) {
                unknown += share;
                most = Math.max(most, high);
            } else if (one.getKey().equals("XXX")) {
                unknown += share;
                most = Math.max(most, share);
            } else {
                named.put(one.getKey(), new Part(share, one.getValue().<Double>getAs(column + "_low"), high));
            }
        }
        return new Mix(named, unknown, most);
    }

    /** All data of a stage's first code that has any, by source and year; in order. */
    List<Data> ends(Stage stage) {
        Map<String, Data> ends = new TreeMap<>();
        for (String code : stage.codes()) {
            for (Data one : data.getOrDefault(code, List.of())) {
                ends.putIfAbsent(one.source + "|" + one.year, one);
            }
        }
        return List.copyOf(ends.values());
    }

    /**
     * The data that stand for a stage: of the same source before others, of the preferred code, of the nearest year, the
     * earlier of two.
     *
     * @return null where there are none within {@link #MOST_YEARS_APART}
     */
    Data pick(Stage stage, String source, int year) {
        return stage.codes().stream()
                .flatMap(code -> data.getOrDefault(code, List.of()).stream())
                .filter(one -> Math.abs(one.year - year) <= MOST_YEARS_APART)
                .min(Comparator.comparing((Data one) -> !one.source.equals(source))
                        .thenComparing(one -> stage.codes().indexOf(one.code))
                        .thenComparing(one -> Math.abs(one.year - year))
                        .thenComparing(one -> one.year)
                        .thenComparing(one -> one.source))
                .orElse(null);
    }

    /** The data that were used of a stage, as the reports name them. */
    static String used(Stage stage, String code, int year, String source) {
        return DataUsed.text(List.of(new DataUsed(stage.name(), code, year, source)));
    }

    /** The newest year of any stage; null without data. */
    Integer newestYear() {
        return data.values().stream()
                .flatMap(List::stream)
                .map(one -> one.year)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * What goes through one stage seen through the stage before.
     *
     * @param from parts by maker
     * @param inputs the mix of a maker's inputs
     */
    static Mix through(Mix from, java.util.function.Function<String, Mix> inputs) {
        Map<String, Mix> of = new TreeMap<>();
        Set<String> origins = new TreeSet<>();
        from.named().keySet().forEach(maker -> {
            Mix mix = inputs.apply(maker);
            of.put(maker, mix);
            origins.addAll(mix.named().keySet());
        });
        double unknown = from.unknown();
        for (Map.Entry<String, Mix> one : of.entrySet()) {
            unknown += from.named().get(one.getKey()).share() * one.getValue().unknown();
        }
        Map<String, Part> named = new TreeMap<>();
        for (String origin : origins) {
            double share = 0;
            double low = 0;
            for (Map.Entry<String, Mix> one : of.entrySet()) {
                Part maker = from.named().get(one.getKey());
                Part part = one.getValue().of(origin);
                share += maker.share() * part.share();
                low += maker.low() * part.low();
            }
            named.put(origin, new Part(share, Math.min(low, share), Math.max(share, high(from, of, origin))));
        }
        return new Mix(named, unknown, high(from, of, null));
    }

    /** The most that an origin can have: each maker's least part, and what is left to those who can take most from it. */
    private static double high(Mix from, Map<String, Mix> inputs, String origin) {
        double left = Math.max(0, 1 - from.low());
        double high = 0;
        // Makers that are not named, or that no data name, may take everything from it.
        double unnamed = from.most() > 0 || from.unknown() > 0 ? left : 0;
        high += unnamed;
        left -= unnamed;
        List<String> makers = new ArrayList<>(inputs.keySet());
        Map<String, Double> most = new TreeMap<>();
        for (String maker : makers) {
            Mix mix = inputs.get(maker);
            most.put(maker, origin == null ? mix.most() : mix.of(origin).high());
        }
        makers.sort(Comparator.comparing((String maker) -> -most.get(maker)).thenComparing(Comparator.naturalOrder()));
        for (String maker : makers) {
            Part part = from.named().get(maker);
            double more = Math.min(left, part.high() - part.low());
            high += (part.low() + more) * most.get(maker);
            left -= more;
        }
        return Math.min(1, high);
    }
}
