package org.lodestone.origins;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Groups;
import org.lodestone.table.RowBuilder;
import org.lodestone.trade.SourceName;

/**
 * Who made one product that was traded in one year, by one source: the rows of {@link OriginMix} of them, from what is known
 * by country, so that the order of its rows changes nothing.
 */
final class ProductOrigins {

    /** Kilograms in thousandths, as trade is added up, in a tonne. */
    private static final double TONNE = 1e6;

    /**
     * What a country bought from another, in thousandths of USD and of kilograms.
     *
     * @param weighed value of what the weight is of
     * @param unweighed value of the rest
     */
    private record Flow(String country, String origin, long weighed, long weight, long unweighed) {
        static Flow of(String country, String origin, Long value, Long weight, Long unweighed) {
            long all = value == null ? 0 : value;
            if (!positive(weight)) {
                return new Flow(country, origin, 0, 0, all);
            }
            long rest = unweighed == null ? 0 : Math.min(unweighed, all);
            return new Flow(country, origin, all - rest, weight, rest);
        }

        /** The weight of the rest by a unit value. */
        long filled(Double unitValue) {
            return unweighed == 0 ? 0 : Math.round(unweighed / unitValue);
        }
    }

    /**
     * What a country made.
     *
     * @param tonnes taken
     * @param least at least
     * @param release that states it; null where none does
     */
    private record Made(double tonnes, double least, String basis, String release) {
        boolean exact() {
            return basis.equals("reported");
        }

        /** What is known of it; null where nothing is, though the shares count it as nothing. */
        Double known() {
            return basis.equals(OriginMix.NOT_STATED) ? null : tonnes;
        }

        /**
         * With what the country sold beyond what it bought, which it made whatever is stated.
         *
         * @param untraced whether it may have bought more, so that nothing proves what is stated wrong
         */
        static Made of(Made stated, double net, boolean untraced) {
            double atLeast = Math.max(0, net);
            if (stated == null) {
                return new Made(atLeast, atLeast, atLeast > 0 ? "imputed_lower_bound" : OriginMix.NOT_STATED, null);
            }
            double taken = Math.max(stated.tonnes(), atLeast);
            if (untraced) {
                return new Made(taken, taken, stated.basis(), stated.release());
            }
            return switch (stated.basis()) {
                case "reported" ->
                    net > stated.tonnes() * (1 + OriginTracing.SAME)
                            ? new Made(atLeast, atLeast, "exports_above_reported", stated.release())
                            : stated;
                case "reported_related" -> new Made(taken, atLeast, stated.basis(), stated.release());
                default -> new Made(taken, taken, stated.basis(), stated.release());
            };
        }
    }

    private final String source;
    private final String product;
    private final Integer year;
    private final List<Flow> flows = new ArrayList<>();
    private final Map<String, Made> stated = new TreeMap<>();
    private final Set<String> reporters = new TreeSet<>();
    /** Of the reporters those who reported these goods in another edition. */
    private final Set<String> joined = new TreeSet<>();
    /** Who reported a code of the same number in another edition, and is not known to mean these goods. */
    private final Set<String> elsewhere = new TreeSet<>();

    /** Of whose purchases not all are there. */
    private final Set<String> incomplete = new TreeSet<>();

    private final Set<String> imputed = new TreeSet<>();
    /** Members of groups of countries in that year. */
    private final Map<String, Set<String>> groups;
    /** How many countries report imports of anything in that year. */
    private long reporting;

    /** Whether the importers are the world's: world, partial_world or world_coverage_unknown. */
    private String worldBasis;

    private String assumed;
    private String[] names;
    private Map<String, Made> made;
    /** Weights that count in sums over importers, by importer and supplier. */
    private final Map<String, Map<String, Long>> counted = new TreeMap<>();

    private OriginTracing balance;

    /**
     * @param group source, product and year
     * @param rows as {@link OriginMix} puts them together
     */
    ProductOrigins(Row group, Iterator<Row> rows, List<Row> members) {
        source = group.getString(0);
        product = group.getString(1);
        year = group.getInt(2);
        groups = Groups.members(members, year);
        rows.forEachRemaining(row -> {
            String kind = row.getAs(OriginMix.KIND);
            String country = row.getAs(OriginMix.COUNTRY);
            String origin = row.getAs(OriginMix.ORIGIN);
            if (kind.equals(OriginMix.MADE)) {
                double tonnes = row.<Double>getAs(OriginMix.PRODUCTION_COLUMN);
                stated.put(origin, new Made(tonnes, tonnes, row.getAs(OriginMix.BASIS), Columns.RELEASE.in(row)));
                return;
            }
            if (kind.equals(OriginMix.ELSEWHERE)) {
                elsewhere.add(country);
                return;
            }
            reporters.add(country);
            reporting = Math.max(reporting, row.<Long>getAs(OriginMix.REPORTING));
            if (kind.equals(OriginMix.JOINED)) {
                joined.add(country);
            }
            if (row.<Boolean>getAs(OriginMix.INCOMPLETE)) {
                incomplete.add(country);
            }
            if ("imputed".equals(row.getAs(OriginMix.BASIS))) {
                imputed.add(country);
            }
            Long value = row.getAs(OriginMix.VALUE);
            Long weight = row.getAs(OriginMix.WEIGHT);
            if (!country.equals(origin) && (positive(value) || positive(weight))) {
                flows.add(Flow.of(country, origin, value, weight, row.getAs(OriginMix.UNWEIGHED)));
            }
        });
        elsewhere.removeAll(reporters);
        reporters.removeAll(incomplete);
    }

    private static boolean positive(Long figure) {
        return figure != null && figure > 0;
    }

    private boolean reconciled() {
        return SourceName.of(source).isBaci();
    }

    /**
     * @param leastImporters from how many countries on that report anything in that year they stand for the world
     * @param leastTraced with fewer: what part of the trade must be sold by countries whose own imports are known
     */
    Iterator<Row> mixes(int leastImporters, double leastTraced) {
        Double unitValue = medianUnitValue();
        if (unitValue == null && flows.stream().anyMatch(flow -> flow.unweighed() > 0)) {
            return none("no_weights");
        }
        if (flows.stream()
                        .filter(flow -> flow.unweighed() > 0)
                        .mapToDouble(flow -> flow.unweighed() / unitValue)
                        .sum()
                > OriginMix.IMPLAUSIBLE_TONNES * TONNE) {
            return none("no_weights");
        }
        Map<String, Map<String, Long>> weights = new TreeMap<>();
        Map<String, Long> filled = new TreeMap<>();
        Map<String, Long> bought = new TreeMap<>();
        Map<String, Long> sold = new TreeMap<>();
        for (Flow flow : flows) {
            long rest = flow.filled(unitValue);
            long weight = Math.addExact(flow.weight(), rest);
            if (weight > 0) {
                weights.computeIfAbsent(flow.country(), none -> new TreeMap<>())
                        .merge(flow.origin(), weight, Math::addExact);
                filled.merge(flow.country(), rest, Math::addExact);
                bought.merge(flow.country(), weight, Math::addExact);
            }
        }
        weights.forEach((country, from) -> {
            Map<String, Long> counts = groups.containsKey(country)
                    ? beyondMembers(country, weights)
                    : isWithinAGroup(country, weights.keySet()) ? Map.of() : from;
            counted.put(country, counts);
            counts.forEach((origin, weight) -> sold.merge(origin, weight, Math::addExact));
        });
        boolean world = reconciled() || reporting >= leastImporters;
        long traced = sold.entrySet().stream()
                .filter(one -> reporters.contains(one.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long all = sold.values().stream().mapToLong(weight -> weight).sum();
        if (all == 0 && stated.isEmpty()) {
            return none("no_weights");
        }
        if (!world && traced < leastTraced * all) {
            String unjoined = sold.keySet().stream().filter(elsewhere::contains).collect(Collectors.joining(" "));
            return none(unjoined.isEmpty() ? "world_incomplete" : "no_correlation: " + unjoined);
        }
        worldBasis =
                world ? "world" : reporters.containsAll(sold.keySet()) ? "world_coverage_unknown" : "partial_world";
        made = made(bought, sold);
        names = made.keySet().toArray(String[]::new);
        try {
            balance = OriginTracing.of(known(weights, sold));
        } catch (OriginTracing.Unsolvable unsolvable) {
            String countries =
                    unsolvable.places().stream().map(place -> names[place]).collect(Collectors.joining(" "));
            return none(unsolvable.reason() + ": " + countries);
        }
        assumed = assumed(filled);
        List<Row> mixes = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(OriginMix.UNSPECIFIED)) {
                continue;
            }
            if (untraced(names[i])) {
                mixes.add(row(names[i], OriginMix.ALL)
                        .set(
                                OriginMix.MIX_REASON,
                                elsewhere.contains(names[i]) ? "no_correlation" : "imports_not_known")
                        .set(OriginMix.EXPORTS_TONNES, exports(i))
                        .set(OriginMix.WORLD_BASIS, worldBasis)
                        .build());
                continue;
            }
            Long weight = bought.get(names[i]);
            country(mixes, i, weight == null ? null : (double) filled.get(names[i]) / weight);
        }
        return mixes.iterator();
    }

    /** Whether a group that is there counts for a country of which not all purchases are. */
    private boolean isWithinAGroup(String country, Set<String> there) {
        return incomplete.contains(country)
                && groups.entrySet().stream()
                        .anyMatch(group -> there.contains(group.getKey())
                                && group.getValue().contains(country));
    }

    private Map<String, Long> beyondMembers(String group, Map<String, Map<String, Long>> weights) {
        Set<String> members = groups.get(group);
        Map<String, Map<String, BeyondMembers.Bought>> bought = new TreeMap<>();
        for (Flow flow : flows) {
            if (flow.country().equals(group)
                    || members.contains(flow.country()) && !incomplete.contains(flow.country())) {
                long weight = weights.getOrDefault(flow.country(), Map.of()).getOrDefault(flow.origin(), 0L);
                bought.computeIfAbsent(flow.country(), none -> new TreeMap<>())
                        .put(
                                flow.origin(),
                                new BeyondMembers.Bought((double) flow.weighed() + flow.unweighed(), weight));
            }
        }
        Map<String, BeyondMembers.Bought> whole = bought.remove(group);
        Map<String, Long> counts = new TreeMap<>();
        BeyondMembers.of(whole, bought.values(), members)
                .forEach((origin, weight) -> counts.put(origin, Math.round(weight)));
        return counts;
    }

    private double counted(int country, int supplier) {
        return counted.getOrDefault(names[country], Map.of()).getOrDefault(names[supplier], 0L) / TONNE;
    }

    /** What counts of a country's imports and was made in a country. */
    private double countedFrom(int country, int origin) {
        if (!groups.containsKey(names[country])) {
            return balance.importShare(country, origin) * balance.imports(country);
        }
        double tonnes = 0;
        for (int k = 0; k < names.length; k++) {
            tonnes += counted(country, k) * balance.share(k, origin);
        }
        return tonnes;
    }

    /** The middle of USD a kilogram over the flows that have a weight; null where none has. */
    private Double medianUnitValue() {
        double[] unitValues = flows.stream()
                .filter(flow -> flow.weighed() > 0 && flow.weight() > 0)
                .mapToDouble(flow -> (double) flow.weighed() / flow.weight())
                .sorted()
                .toArray();
        int count = unitValues.length;
        return count == 0 ? null : (unitValues[(count - 1) / 2] + unitValues[count / 2]) / 2;
    }

    private boolean untraced(String country) {
        return country.equals(OriginMix.UNSPECIFIED) || !reconciled() && !reporters.contains(country);
    }

    /** Production of the countries that have a supply. */
    private Map<String, Made> made(Map<String, Long> bought, Map<String, Long> sold) {
        Set<String> codes = new TreeSet<>(bought.keySet());
        codes.addAll(sold.keySet());
        stated.forEach((country, one) -> {
            if (one.tonnes() > 0) {
                codes.add(country);
            }
        });
        Map<String, Made> production = new TreeMap<>();
        for (String code : codes) {
            double net = (sold.getOrDefault(code, 0L) - bought.getOrDefault(code, 0L)) / TONNE;
            Made one = Made.of(stated.get(code), net, untraced(code));
            // A country that neither made nor bought anything has no supply to be looked through.
            if (one.tonnes() > 0 || bought.containsKey(code)) {
                production.put(code, one);
            }
        }
        return production;
    }

    private OriginTracing.Known known(Map<String, Map<String, Long>> weights, Map<String, Long> sold) {
        int size = names.length;
        OriginTracing.Known known = new OriginTracing.Known(
                new double[size][size],
                new double[size],
                new double[size],
                new double[size],
                new boolean[size],
                new boolean[size]);
        for (int i = 0; i < size; i++) {
            Map<String, Long> from = weights.getOrDefault(names[i], Map.of());
            for (int j = 0; j < size; j++) {
                known.bought()[i][j] = from.getOrDefault(names[j], 0L) / TONNE;
            }
            known.exports()[i] = sold.getOrDefault(names[i], 0L) / TONNE;
            known.made()[i] = made.get(names[i]).tonnes();
            known.least()[i] = made.get(names[i]).least();
            known.exact()[i] = made.get(names[i]).exact();
            known.untraced()[i] = untraced(names[i]);
        }
        return known;
    }

    /** What the bounds suppose, besides that the trade is as stated. */
    private String assumed(Map<String, Long> filled) {
        List<String> words = new ArrayList<>(List.of("proportional_mixing"));
        if (made.values().stream().anyMatch(Made::exact)) {
            words.add("production_as_reported");
        }
        if (made.values().stream()
                .anyMatch(one -> Set.of("reported_content", "at_least").contains(one.basis()))) {
            words.add("production_at_least_reported");
        }
        if (filled.values().stream().anyMatch(weight -> weight > 0)) {
            words.add("filled_weights");
        }
        return String.join(" ", words);
    }

    // ---- rows --------------------------------------------------------------------------------------------------

    private RowBuilder row(String country, String origin) {
        return OriginMix.TABLE
                .row()
                .set(Columns.SOURCE, source)
                .set(Columns.PRODUCT_CODE, product)
                .set(Columns.YEAR, year)
                .set(OriginMix.COUNTRY_ISO3, country)
                .set(OriginMix.ORIGIN_ISO3, origin);
    }

    private Iterator<Row> none(String reason) {
        return List.of(row(OriginMix.ALL, OriginMix.ALL)
                        .set(OriginMix.MIX_REASON, reason)
                        .build())
                .iterator();
    }

    /** Origins that each give less than {@link OriginMix#LEAST_SHARE}, together. */
    private static final class Others {
        private double share;
        private double imported;
        private double direct;
        private double mostOfOne;
        private double mostOfOneImported;
        private double counted;
    }

    /** @param filled what part of the imports' weight follows from values; null without imports */
    private void country(List<Row> mixes, int country, Double filled) {
        boolean imports = balance.imports(country) > 0;
        Others others = new Others();
        // Who trades none of it may be behind what cannot be traced, too.
        others.mostOfOne = balance.anybodys(country);
        others.mostOfOneImported = imports ? balance.anybodysImports(country) : 0;
        String basis = filled == null
                ? null
                : filled == 1
                        ? "filled"
                        : filled > 0 ? "partly_filled" : imputed.contains(names[country]) ? "imputed" : "reported";
        RowBuilder common = row(names[country], OriginMix.OTHERS)
                .set(OriginMix.SUPPLY_TONNES, balance.supply(country))
                .set(OriginMix.PRODUCTION_TONNES, made.get(names[country]).known())
                .set(OriginMix.PRODUCTION_LOW_TONNES, made.get(names[country]).least())
                .set(
                        OriginMix.COUNTRY_PRODUCTION_BASIS,
                        made.get(names[country]).basis())
                .set(
                        OriginMix.COUNTRY_PRODUCTION_RELEASE,
                        made.get(names[country]).release())
                .set("joined", joined.contains(names[country]))
                .set(OriginMix.IMPORTS_TONNES, balance.imports(country))
                .set(
                        OriginMix.COUNTED_IMPORTS_TONNES,
                        counted.getOrDefault(names[country], Map.of()).values().stream()
                                        .mapToLong(weight -> weight)
                                        .sum()
                                / TONNE)
                .set(OriginMix.EXPORTS_TONNES, exports(country))
                .set(OriginMix.UNTRACED_SHARE, imports ? Math.min(1, balance.untracedImports(country)) : null)
                .set(OriginMix.WEIGHT_BASIS, basis)
                .set(OriginMix.FILLED_SHARE, filled)
                .set(OriginMix.WORLD_BASIS, worldBasis)
                .set(OriginMix.BOUNDS_ASSUME, assumed)
                .set(
                        OriginMix.BALANCE_NOTE,
                        made.get(names[country]).basis().equals("exports_above_reported")
                                ? "exports_above_supply"
                                : null);
        for (int j = 0; j < names.length; j++) {
            if (small(country, j, imports)) {
                others.share += balance.share(country, j);
                others.mostOfOne = Math.max(others.mostOfOne, balance.shareHigh(country, j));
                if (imports) {
                    others.imported += balance.importShare(country, j);
                    others.direct += balance.direct(country, j);
                    others.counted += countedFrom(country, j);
                    others.mostOfOneImported = Math.max(others.mostOfOneImported, balance.importShareHigh(country, j));
                }
                continue;
            }
            RowBuilder row = shares(
                    common.copy().set(OriginMix.ORIGIN_ISO3, names[j]),
                    country,
                    balance.share(country, j),
                    balance.shareLow(country, j),
                    balance.shareHigh(country, j));
            row.set(OriginMix.PRODUCTION_BASIS, made.get(names[j]).basis());
            if (imports) {
                imported(
                        row.set(OriginMix.COUNTED_ORIGIN_TONNES, countedFrom(country, j)),
                        balance.direct(country, j),
                        balance.importShare(country, j),
                        balance.importShareLow(country, j),
                        balance.importShareHigh(country, j));
            }
            mixes.add(row.build());
        }
        if (Math.max(others.mostOfOne, others.mostOfOneImported) > 1e-12) {
            RowBuilder row = shares(common, country, others.share, 0, others.mostOfOne);
            if (imports) {
                imported(
                        row.set(OriginMix.COUNTED_ORIGIN_TONNES, others.counted),
                        others.direct,
                        others.imported,
                        0,
                        others.mostOfOneImported);
            }
            mixes.add(row.build());
        }
    }

    private boolean small(int country, int origin, boolean imports) {
        return origin != country
                && balance.share(country, origin) < OriginMix.LEAST_SHARE
                && (!imports
                        || balance.importShare(country, origin) < OriginMix.LEAST_SHARE
                                && balance.direct(country, origin) < OriginMix.LEAST_SHARE);
    }

    private RowBuilder shares(RowBuilder row, int country, double share, double low, double high) {
        double tonnes = share * balance.supply(country);
        return row.set(OriginMix.ORIGIN_TONNES, tonnes)
                .set(OriginMix.ORIGIN_SHARE, share)
                .set(OriginMix.ORIGIN_SHARE_LOW, low(low, share))
                .set(OriginMix.ORIGIN_SHARE_HIGH, high(high, share))
                .set(
                        OriginMix.CONSUMPTION_TONNES,
                        groups.containsKey(names[country]) ? null : (Double) (tonnes * balance.kept(country)));
    }

    /** Others buy from a group's members, so what it sells itself is not known. */
    private Double exports(int country) {
        return groups.containsKey(names[country]) ? null : (Double) balance.exports(country);
    }

    private static void imported(RowBuilder row, double direct, double share, double low, double high) {
        double imported = Math.min(1, share);
        row.set(OriginMix.DIRECT_SHARE, Math.min(1, direct))
                .set(OriginMix.IMPORT_ORIGIN_SHARE, imported)
                .set(OriginMix.IMPORT_ORIGIN_SHARE_LOW, low(low, imported))
                .set(OriginMix.IMPORT_ORIGIN_SHARE_HIGH, high(high, imported));
    }

    /** A bound may pass the figure by a rounding of its own. */
    private static Double low(double bound, double figure) {
        return Math.max(0, Math.min(bound, figure));
    }

    private static Double high(double bound, double figure) {
        return Math.min(1, Math.max(bound, figure));
    }
}
