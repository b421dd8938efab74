package org.lodestone.testing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lodestone.testing.Customs.Variant;
import org.lodestone.testing.World.Country;
import org.lodestone.testing.World.Flow;
import org.lodestone.testing.World.Pair;

/**
 * Holds reports against the worlds that their data were derived from: bounds must hold the true figure, answers must be
 * true, totals must be conserved. A figure's truth is its own quantity, so what a reporter says it sold is true of CDI3.
 */
public final class Truth {
    /** Rounding of a published ratio to nine decimals. */
    private static final double ROUNDING = 1e-9;

    private static final double CDI1 = 0.4;

    /** In which edition a figure was reported, which is another one where it is there in both. */
    private static final Set<String> WHERE_IT_STANDS = Set.of(
            "joined",
            "members_joined",
            "import_edition",
            "export_edition",
            // Of earlier years too, each in its own edition.
            "geodep_years_met",
            "geodep_years_known",
            "geodep_persistent_result");

    private final Customs customs;
    private final Map<String, World> worlds = new HashMap<>();
    private final Map<String, Variant> variants = new HashMap<>();
    private final Map<String, List<String>> wrong = new TreeMap<>();
    private final Map<String, Integer> looked = new TreeMap<>();

    public Truth(Customs customs) {
        this.customs = customs;
        for (World world : customs.worlds) {
            for (Variant variant : Variant.values()) {
                worlds.put(Customs.code(world, variant), world);
                variants.put(Customs.code(world, variant), variant);
            }
        }
    }

    /** The kinds that are wrong, each with how often and two of its rows without blanks. */
    public List<String> summary() {
        return wrong.entrySet().stream()
                .map(one -> one.getKey() + ", " + one.getValue().size() + " times of " + looked.get(one.getKey())
                        + ":\n  " + one.getValue().get(0).replaceAll("[a-z_0-9]+=null,? ?", "")
                        + "\n  " + one.getValue().get(one.getValue().size() / 2).replaceAll("[a-z_0-9]+=null,? ?", ""))
                .toList();
    }

    /** How many figures of each kind were held against the truth. */
    public Map<String, Integer> looked() {
        return looked;
    }

    // ---- helpers -----------------------------------------------------------------------------------------------

    private void check(boolean holds, String kind, World world, Map<String, Object> row, Object truth) {
        looked.merge(kind, 1, Integer::sum);
        if (!holds) {
            wrong.computeIfAbsent(kind, none -> new ArrayList<>())
                    .add(world + ", customs of seed " + customs.seed + ": truth " + truth + ", row " + row);
        }
    }

    private void between(
            String kind,
            World world,
            Map<String, Object> row,
            Object low,
            double truth,
            Object high,
            double tolerance) {
        if (low != null) {
            check((Double) low <= truth + tolerance, kind + " lower bound", world, row, truth);
        }
        if (high != null) {
            check(truth <= (Double) high + tolerance, kind + " upper bound", world, row, truth);
        }
    }

    private void answer(String kind, World world, Map<String, Object> row, Object answer, boolean truth) {
        check(!"yes".equals(answer) || truth, kind + " yes", world, row, truth);
        check(!"no".equals(answer) || !truth, kind + " no", world, row, truth);
    }

    private static boolean reconciled(Map<String, Object> row) {
        return row.get("source").toString().contains("reconciled");
    }

    private static boolean baci(Map<String, Object> row) {
        return row.get("source").toString().startsWith("BACI");
    }

    private World world(Map<String, Object> row) {
        return worlds.get(row.get("product_code"));
    }

    private long times(Map<String, Object> row) {
        return variants.get(row.get("product_code")) == Variant.UNITS ? Customs.UNIT : 1;
    }

    private static int year(Map<String, Object> row) {
        return ((Long) row.get("year")).intValue();
    }

    /** The months of a row's period. */
    private static Set<LocalDate> period(Map<String, Object> row) {
        LocalDate start = LocalDate.parse(row.get("period_start").toString());
        Set<LocalDate> months = new HashSet<>();
        for (int m = 0; m < (row.get("period_type").equals("month") ? 1 : 12); m++) {
            months.add(start.plusMonths(m));
        }
        return months;
    }

    private static Set<LocalDate> months(int year) {
        Set<LocalDate> months = new HashSet<>();
        for (int m = 1; m <= 12; m++) {
            months.add(LocalDate.of(year, m, 1));
        }
        return months;
    }

    private static Set<String> countries(String importer) {
        return Customs.groups().contains(importer) ? World.members(importer) : Set.of(importer);
    }

    private static long in(Pair pair, long[] amounts, Set<LocalDate> months) {
        long sum = 0;
        for (int m = 0; m < 12; m++) {
            sum += months.contains(LocalDate.of(pair.year(), m + 1, 1)) ? amounts[m] : 0;
        }
        return sum;
    }

    /** What buyers together bought from each country that is none of them; inside: from themselves, under "". */
    private static Map<String, Long> bought(
            World world, Set<String> buyers, Set<LocalDate> months, World.Measure what) {
        Map<String, Long> bought = new TreeMap<>();
        world.flows().forEach((pair, flow) -> {
            long amount = in(pair, what.of(flow), months);
            if (amount > 0 && buyers.contains(pair.buyer())) {
                bought.merge(buyers.contains(pair.seller()) ? "" : pair.seller(), amount, Long::sum);
            }
        });
        return bought;
    }

    private static Map<String, Long> outside(Map<String, Long> bought) {
        Map<String, Long> outside = new TreeMap<>(bought);
        outside.remove("");
        return outside;
    }

    /** What each country sold, as it sees it itself, or for BACI as it was. */
    private static Map<String, Long> sold(World world, Set<LocalDate> months, World.Measure what) {
        Map<String, Long> sold = new TreeMap<>();
        world.flows().forEach((pair, flow) -> {
            long amount = in(pair, what.of(flow), months);
            if (amount > 0) {
                sold.merge(pair.seller(), amount, Long::sum);
            }
        });
        return sold;
    }

    private static double total(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(amount -> amount).sum();
    }

    private static double share(Map<String, Long> amounts, String of) {
        return amounts.getOrDefault(of, 0L) / total(amounts);
    }

    private static double hhi(Map<String, Long> amounts) {
        double total = total(amounts);
        return amounts.values().stream()
                .mapToDouble(amount -> amount / total * (amount / total))
                .sum();
    }

    private static double largest(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(amount -> amount).max().orElse(0) / total(amounts);
    }

    // ---- dependency --------------------------------------------------------------------------------------------

    public void importDependency(List<Map<String, Object>> rows) {
        Map<String, Double> sums = new HashMap<>();
        Map<String, Map<String, Object>> groups = new HashMap<>();
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row) && world.noise) {
                continue;
            }
            Map<String, Long> usd = outside(bought(world, countries(importer(row)), period(row), Flow::usd));
            String group = row.get("source") + " " + importer(row) + row.get("product_code") + row.get("period_type")
                    + row.get("period_start");
            if (!row.get("supplier_role").equals("self")) {
                sums.merge(group, (Double) row.get("value_usd"), Double::sum);
                groups.put(group, row);
            }
            if (row.get("value_share") != null) {
                check(
                        Math.abs((Double) row.get("total_value_usd") - total(usd) * times(row)) < 0.01,
                        "import_dependency total_value_usd",
                        world,
                        row,
                        total(usd));
            }
            if (!row.get("supplier_role").equals("supplier")) {
                continue;
            }
            String supplier = row.get("supplier_iso3").toString();
            if (row.get("value_share") != null) {
                between(
                        "import_dependency value_share",
                        world,
                        row,
                        row.get("value_share"),
                        share(usd, supplier),
                        row.get("value_share_high"),
                        ROUNDING);
            }
            if (row.get("value_rank_low") != null) {
                long own = usd.getOrDefault(supplier, 0L);
                long best = 1 + usd.values().stream().filter(one -> one > own).count();
                long worst = usd.values().stream().filter(one -> one >= own).count();
                check(
                        ((Number) row.get("value_rank_low")).longValue() <= worst
                                && ((Number) row.get("value_rank_high")).longValue() >= best,
                        "import_dependency value_rank",
                        world,
                        row,
                        best);
            }
            Map<String, Long> kg = outside(bought(world, countries(importer(row)), period(row), Flow::kg));
            between(
                    "import_dependency weight_share",
                    world,
                    row,
                    row.get("weight_share_low"),
                    share(kg, supplier),
                    row.get("weight_share_high"),
                    ROUNDING);
        }
        sums.forEach((group, sum) -> {
            Map<String, Object> row = groups.get(group);
            check(
                    Math.abs(sum - (Double) row.get("total_value_usd")) < 0.01,
                    "import_dependency rows add up to their total",
                    world(row),
                    row,
                    sum);
        });
    }

    private static String importer(Map<String, Object> row) {
        return row.get("importer_iso3").toString();
    }

    public void supplierConcentration(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row) && world.noise || row.get("value_hhi_high") == null) {
                continue;
            }
            boolean imports = row.get("side").equals("import");
            if (!imports && !"full".equals(row.get("world_coverage"))) {
                // Of what exporters that are not there sold nothing is said.
                continue;
            }
            String kind = "supplier_concentration " + (imports ? "" : "of the world ");
            Map<String, Long> usd = imports
                    ? outside(bought(world, countries(importer(row)), period(row), Flow::usd))
                    : sold(world, period(row), baci(row) || reconciled(row) ? Flow::usd : Flow::sellersUsd);
            Map<String, Long> kg = imports
                    ? outside(bought(world, countries(importer(row)), period(row), Flow::kg))
                    : sold(world, period(row), baci(row) || reconciled(row) ? Flow::kg : Flow::sellersKg);
            between(
                    kind + "value_hhi",
                    world,
                    row,
                    row.get("value_hhi_low"),
                    hhi(usd),
                    row.get("value_hhi_high"),
                    ROUNDING);
            between(
                    kind + "weight_hhi",
                    world,
                    row,
                    row.get("weight_hhi_low"),
                    hhi(kg),
                    row.get("weight_hhi_high"),
                    ROUNDING);
            between(
                    kind + "effective_suppliers",
                    world,
                    row,
                    row.get("effective_suppliers_low"),
                    1 / hhi(usd),
                    row.get("bounds_assumption") == null ? row.get("effective_suppliers") : null,
                    ROUNDING);
            check(
                    row.get("bounds_assumption") != null
                            || Math.abs((Double) row.get("total_value_usd") - total(usd) * times(row)) < 0.01,
                    kind + "total_value_usd",
                    world,
                    row,
                    total(usd));
            check((Long) row.get("supplier_count") <= usd.size(), kind + "supplier_count", world, row, usd.size());
            if (row.get("top_supplier_iso3") != null) {
                between(
                        kind + "top_supplier_value_share",
                        world,
                        row,
                        row.get("top_supplier_value_share_low"),
                        share(usd, row.get("top_supplier_iso3").toString()),
                        row.get("top_supplier_value_share_high"),
                        ROUNDING);
                if (Boolean.TRUE.equals(row.get("top_supplier_certain"))) {
                    check(
                            share(usd, row.get("top_supplier_iso3").toString()) >= largest(usd) - ROUNDING,
                            kind + "top_supplier_certain",
                            world,
                            row,
                            usd);
                }
            }
        }
    }

    public void dependencyCriteria(List<Map<String, Object>> rows) {
        Map<String, Set<String>> blocs = Map.of("EU27", World.members("EUR"), "TRIO", Set.of("JPN", "KOR", "USA"));
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row)) {
                continue;
            }
            Set<String> buyers = blocs.getOrDefault(importer(row), countries(importer(row)));
            int met = 0;
            for (int year = year(row) - 2; year <= year(row); year++) {
                met += geodep(world, buyers, year, baci(row)) ? 1 : 0;
            }
            answer("dependency_criteria geodep_persistent", world, row, row.get("geodep_persistent_result"), met >= 2);
            answer(
                    "dependency_criteria geodep",
                    world,
                    row,
                    row.get("geodep_result"),
                    geodep(world, buyers, year(row), baci(row)));
            String kind = (String) row.get("importer_kind");
            if (!kind.equals("bloc")) {
                String alone = kind.equals("group") ? "group_as_one" : "single_country";
                check(
                        alone.equals(row.get("cdi2_reason")),
                        "dependency_criteria cdi2_reason " + kind,
                        world,
                        row,
                        alone);
            }
            Map<String, Long> world0 = sold(world, months(year(row)), baci(row) ? Flow::usd : Flow::sellersUsd);
            if ("full".equals(row.get("world_coverage"))) {
                between(
                        "dependency_criteria world_export_hhi",
                        world,
                        row,
                        row.get("world_export_hhi_low"),
                        hhi(world0),
                        row.get("world_export_hhi_high"),
                        ROUNDING);
            }
            if (row.get("exports_usd") != null) {
                double exports = exports(world, buyers, year(row), baci(row), "group".equals(row.get("importer_kind")));
                check(
                        Math.abs((Double) row.get("exports_usd") - exports * times(row)) < 0.01,
                        "dependency_criteria exports_usd",
                        world,
                        row,
                        exports);
            }
            if (row.get("cdi1_hhi") == null) {
                continue;
            }
            Map<String, Long> all = bought(world, buyers, months(year(row)), Flow::usd);
            Map<String, Long> outside = outside(all);
            between(
                    "dependency_criteria cdi1_hhi",
                    world,
                    row,
                    row.get("cdi1_hhi"),
                    hhi(outside),
                    row.get("cdi1_hhi_high"),
                    ROUNDING);
            answer("dependency_criteria cdi1", world, row, row.get("cdi1_result"), hhi(outside) > CDI1);
            between(
                    "dependency_criteria cdi2_share",
                    world,
                    row,
                    row.get("cdi2_share"),
                    total(outside) / total(all),
                    row.get("cdi2_share_high"),
                    ROUNDING);
            answer("dependency_criteria cdi2", world, row, row.get("cdi2_result"), total(outside) > 0.5 * total(all));
            double exports = exports(world, buyers, year(row), baci(row), "group".equals(row.get("importer_kind")));
            if (exports > 0) {
                between(
                        "dependency_criteria cdi3_ratio",
                        world,
                        row,
                        row.get("cdi3_ratio"),
                        total(outside) / exports,
                        row.get("cdi3_ratio_high"),
                        ROUNDING * Math.max(1, total(outside) / exports));
            }
            answer("dependency_criteria cdi3", world, row, row.get("cdi3_result"), total(outside) > exports);
        }
    }

    private static double exports(World world, Set<String> sellers, int year, boolean baci) {
        return exports(world, sellers, year, baci, false);
    }

    /** @param outside only what went to others, as a group reports it */
    private static double exports(World world, Set<String> sellers, int year, boolean baci, boolean outside) {
        long[] sum = new long[1];
        world.flows().forEach((pair, flow) -> {
            if (pair.year() == year
                    && sellers.contains(pair.seller())
                    && !(outside && sellers.contains(pair.buyer()))) {
                sum[0] += World.sum(baci ? flow.usd() : flow.sellersUsd());
            }
        });
        return sum[0];
    }

    private static boolean geodep(World world, Set<String> buyers, int year, boolean baci) {
        Map<String, Long> outside = outside(bought(world, buyers, months(year), Flow::usd));
        Map<String, Long> exporters = sold(world, months(year), baci ? Flow::usd : Flow::sellersUsd);
        return total(outside) > 0
                && hhi(outside) > CDI1
                && hhi(exporters) > CDI1
                && total(outside) > exports(world, buyers, year, baci);
    }

    public void policyHeadroom(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row)) {
                continue;
            }
            Set<String> buyers = importer(row).equals("EU27") ? World.members("EUR") : countries(importer(row));
            Map<String, Long> outside = outside(bought(world, buyers, months(year(row)), Flow::usd));
            answer(
                    "policy_headroom exceeded",
                    world,
                    row,
                    row.get("exceeded_result"),
                    !outside.isEmpty() && largest(outside) > (Double) row.get("limit_share"));
        }
    }

    // ---- mirror ------------------------------------------------------------------------------------------------

    public void mirrorGap(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null) {
                continue;
            }
            Set<String> buyers = countries(importer(row));
            Set<String> sellers = countries(row.get("exporter_iso3").toString());
            long[] sums = new long[2];
            world.flows().forEach((pair, flow) -> {
                if (pair.year() == year(row) && buyers.contains(pair.buyer()) && sellers.contains(pair.seller())) {
                    sums[0] += World.sum(flow.usd());
                    sums[1] += World.sum(flow.sellersUsd());
                }
            });
            for (int side = 0; side < 2; side++) {
                Double value = (Double) row.get(side == 0 ? "import_value_usd" : "export_value_usd");
                check(
                        value == null || Math.abs(value - sums[side] * times(row)) < 0.01,
                        "mirror_gap " + (side == 0 ? "import_value_usd" : "export_value_usd"),
                        world,
                        row,
                        sums[side]);
            }
            if (row.get("value_gap") != null) {
                double gap = Math.abs(sums[1] - sums[0]) / (double) (sums[0] + sums[1]);
                between("mirror_gap value_gap", world, row, row.get("value_gap"), gap, row.get("value_gap"), ROUNDING);
            }
        }
    }

    // ---- origin ------------------------------------------------------------------------------------------------

    public void originMix(List<Map<String, Object>> rows) {
        Set<String> filled = filled(rows);
        Map<String, double[]> sums = new HashMap<>();
        Map<String, Map<String, Object>> any = new HashMap<>();
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || row.get("origin_share") == null || reconciled(row) && world.noise) {
                continue;
            }
            String country = row.get("country_iso3").toString();
            String origin = row.get("origin_iso3").toString();
            String group = group(row) + country;
            double[] sum = sums.computeIfAbsent(group, none -> new double[2]);
            any.put(group, row);
            sum[0] += (Double) row.get("origin_share");
            sum[1] += row.get("import_origin_share") == null ? 0 : (Double) row.get("import_origin_share");
            if (filled.contains(group(row)) && !world.evenPrices || origin.equals("XXX") || origin.equals("OTHER")) {
                continue;
            }
            Map<String, Map<String, Double>> origins = world.origins(year(row));
            Set<String> countries = countries(country);
            if (countries.size() > 1) {
                continue;
            }
            double truth = origins.getOrDefault(country, Map.of()).getOrDefault(origin, 0.0);
            between(
                    "origin_mix origin_share",
                    world,
                    row,
                    row.get("origin_share_low"),
                    truth,
                    row.get("origin_share_high"),
                    2 * ROUNDING);
            Map<String, Long> bought = world.bought(country, year(row), 0, Flow::kg);
            if (!bought.isEmpty()) {
                between(
                        "origin_mix import_origin_share",
                        world,
                        row,
                        row.get("import_origin_share_low"),
                        imported(origins, bought, origin),
                        row.get("import_origin_share_high"),
                        2 * ROUNDING);
            }
        }
        sums.forEach((group, sum) -> {
            Map<String, Object> row = any.get(group);
            check(Math.abs(sum[0] - 1) < 1e-7, "origin_mix shares add up to 1", world(row), row, sum[0]);
            if (row.get("import_origin_share") != null) {
                check(Math.abs(sum[1] - 1) < 1e-7, "origin_mix import shares add up to 1", world(row), row, sum[1]);
            }
        });
    }

    private static String group(Map<String, Object> row) {
        return row.get("source") + " " + row.get("product_code") + " " + row.get("year") + " ";
    }

    private static double imported(Map<String, Map<String, Double>> origins, Map<String, Long> bought, String origin) {
        double made = 0;
        for (Map.Entry<String, Long> one : bought.entrySet()) {
            made += one.getValue() * origins.get(one.getKey()).getOrDefault(origin, 0.0);
        }
        return made / total(bought);
    }

    public void nMinusOne(List<Map<String, Object>> rows, List<Map<String, Object>> mixes) {
        Set<String> filled = filled(mixes);
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row) && world.noise) {
                continue;
            }
            Set<String> buyers = countries(importer(row));
            Map<String, Long> usd = outside(bought(world, buyers, months(year(row)), Flow::usd));
            Map<String, Long> kg = outside(bought(world, buyers, months(year(row)), Flow::kg));
            if (row.get("by_value_iso3") != null) {
                between(
                        "n_minus_one lost_value_share",
                        world,
                        row,
                        row.get("lost_value_share"),
                        share(usd, row.get("by_value_iso3").toString()),
                        row.get("lost_value_share_high"),
                        ROUNDING);
                between(
                        "n_minus_one loss of the worst by value",
                        world,
                        row,
                        row.get("lost_value_share"),
                        largest(usd),
                        null,
                        ROUNDING);
            }
            for (String by : List.of("value", "weight")) {
                if (Boolean.TRUE.equals(row.get("by_" + by + "_certain"))) {
                    Map<String, Long> amounts = by.equals("value") ? usd : kg;
                    String first = row.get("by_" + by + "_iso3").toString();
                    check(
                            share(amounts, first) >= largest(amounts) - ROUNDING,
                            "n_minus_one by_" + by + "_certain",
                            world,
                            row,
                            amounts);
                }
            }
            if (row.get("by_weight_iso3") != null) {
                between(
                        "n_minus_one lost_weight_share",
                        world,
                        row,
                        row.get(
                                row.containsKey("lost_weight_share_low")
                                        ? "lost_weight_share_low"
                                        : "lost_weight_share"),
                        share(kg, row.get("by_weight_iso3").toString()),
                        row.get("lost_weight_share_high"),
                        ROUNDING);
            }
            if (row.get("by_origin_iso3") != null
                    && buyers.size() == 1
                    && !(filled.contains(group(row)) && !world.evenPrices)) {
                between(
                        "n_minus_one lost_origin_share",
                        world,
                        row,
                        row.get("lost_origin_share_low"),
                        imported(
                                world.origins(year(row)),
                                kg,
                                row.get("by_origin_iso3").toString()),
                        row.get("lost_origin_share_high"),
                        2 * ROUNDING);
            }
        }
    }

    /** Who made the ore in the metal that a country buys: makers look through to the mix of their own ore. */
    public void chainExposure(List<Map<String, Object>> rows, List<Map<String, Object>> mixes) {
        Set<String> filled = filled(mixes);
        for (Map<String, Object> row : rows) {
            World metal = worlds.get(row.get("product_code"));
            World ore = metal == null ? null : customs.ore(metal);
            if (ore == null
                    || row.get("strict_share_low") == null
                    || !"ore".equals(row.get("through_stage"))
                    || reconciled(row) && (metal.noise || ore.noise)
                    || !ore.years.contains(year(row))
                    || countries(row.get("country_iso3").toString()).size() > 1
                    || List.of("OTHER", "XXX", "ALL").contains(row.get("origin_iso3"))) {
                continue;
            }
            String start = row.get("source") + " ";
            boolean assumed =
                    filled.contains(start + row.get("product_code") + " " + year(row) + " ") && !metal.evenPrices
                            || filled.contains(start + Customs.code(ore, Variant.PLAIN) + " " + year(row) + " ")
                                    && !ore.evenPrices;
            Map<String, Long> bought = metal.bought(row.get("country_iso3").toString(), year(row), 0, Flow::kg);
            if (assumed || bought.isEmpty()) {
                continue;
            }
            Map<String, Map<String, Double>> makers = metal.origins(year(row));
            Map<String, Map<String, Double>> ores = ore.origins(year(row));
            double known = 0;
            double any = 0;
            for (Country maker : metal.countries) {
                double part = imported(makers, bought, maker.iso3());
                Map<String, Double> mix = ores.get(maker.iso3());
                if (mix == null) {
                    // What it made the metal of came from nowhere in this world: it may have been anybody's.
                    any += part;
                } else {
                    known += part * mix.getOrDefault(row.get("origin_iso3").toString(), 0.0);
                }
            }
            between("chain_exposure strict_share", metal, row, row.get("strict_share_low"), known, null, 4 * ROUNDING);
            between(
                    "chain_exposure strict_share",
                    metal,
                    row,
                    null,
                    known + any,
                    row.get("strict_share_high"),
                    4 * ROUNDING);
        }
    }

    private static Set<String> filled(List<Map<String, Object>> mixes) {
        Set<String> filled = new HashSet<>();
        for (Map<String, Object> row : mixes) {
            if (row.get("bounds_assume") instanceof String assumed && assumed.contains("filled_weights")) {
                filled.add(group(row));
            }
        }
        return filled;
    }

    /** The jump of a series is that of trade where a code is the same goods. */
    public void seriesBreaks(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || countries(importer(row)).size() > 1) {
                continue;
            }
            double after = total(outside(bought(world, countries(importer(row)), months(year(row)), Flow::usd)));
            int before = ((Long) row.get("year_before")).intValue();
            double earlier = total(outside(bought(world, countries(importer(row)), months(before), Flow::usd)));
            check(
                    Math.abs((Double) row.get("value_after_usd") - after * times(row)) < 0.01
                            && Math.abs((Double) row.get("value_before_usd") - earlier * times(row)) < 0.01,
                    "series_break values",
                    world,
                    row,
                    earlier + " to " + after);
            if (row.get("comparable_value_usd") != null) {
                check(
                        Math.abs((Double) row.get("comparable_value_usd") - after * times(row)) < 0.01,
                        "series_break comparable_value_usd",
                        world,
                        row,
                        after);
            }
        }
    }

    /** GeoPolRisk, by production as it is stated; a supplier without an indicator may have any. */
    public void supplyRisk(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || reconciled(row) && world.noise || row.get("geopolrisk_score") == null) {
                continue;
            }
            Map<String, Long> made =
                    world.stated == World.Stated.CONTENT ? world.content(year(row)) : world.made(year(row));
            Map<String, Long> kg = outside(bought(world, countries(importer(row)), months(year(row)), Flow::kg));
            double least = 0;
            double most = 0;
            for (Map.Entry<String, Long> one : kg.entrySet()) {
                Double stability = customs.stability(one.getKey());
                double g = stability == null ? 0 : Math.max(0, Math.min(1, (2.5 - stability) / 5));
                least += one.getValue() * g;
                most += one.getValue() * (stability == null ? 1 : g);
            }
            double supply = total(kg);
            for (String country : countries(importer(row))) {
                supply += made.getOrDefault(country, 0L);
            }
            double hhi = hhi(made);
            between(
                    "supply_risk production_hhi",
                    world,
                    row,
                    row.get("production_hhi"),
                    hhi,
                    row.get("production_hhi_high"),
                    ROUNDING);
            check(
                    (Double) row.get("geopolrisk_score_low") <= hhi * least / supply + 2 * ROUNDING,
                    "supply_risk score lower bound",
                    world,
                    row,
                    hhi * least / supply);
            check(
                    hhi * most / supply <= (Double) row.get("geopolrisk_score_high") + 2 * ROUNDING,
                    "supply_risk score upper bound",
                    world,
                    row,
                    hhi * most / supply);
        }
    }

    // ---- variants ----------------------------------------------------------------------------------------------

    /**
     * Whether a variant says the same as the plain world, row by row.
     *
     * @param report its name
     * @param key its key's columns
     */
    public void sameInEachVariant(String report, List<Map<String, Object>> rows, List<String> key) {
        Map<Variant, Map<String, Map<String, Object>>> byVariant = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            World world = world(row);
            if (world == null || !customs.varies(world)) {
                continue;
            }
            Variant variant = variants.get(row.get("product_code"));
            if (row.values().stream().anyMatch(cell -> cell instanceof String text && added(world, variant, text))
                    // Reconciled values are rounded to a tenth of a cent.
                    // A member that trades nothing makes more of its bloc known.
                    || variant == Variant.EMPTY && "bloc".equals(row.get("importer_kind"))
                    || world.noise && row.get("source") instanceof String source && source.contains("reconciled")) {
                continue;
            }
            Map<String, Object> same = new TreeMap<>();
            row.forEach((name, cell) -> same.put(name, comparable(world, variant, name, cell)));
            StringBuilder at = new StringBuilder();
            key.forEach(column -> at.append(same.get(column)).append(' '));
            byVariant.computeIfAbsent(variant, none -> new TreeMap<>()).put(at.toString(), same);
        }
        Map<String, Map<String, Object>> plain = byVariant.getOrDefault(Variant.PLAIN, Map.of());
        for (Variant variant : byVariant.keySet()) {
            if (variant == Variant.PLAIN) {
                continue;
            }
            Set<String> keys = new TreeSet<>(plain.keySet());
            keys.addAll(byVariant.get(variant).keySet());
            for (String at : keys) {
                Map<String, Object> one = plain.get(at);
                if (variant == Variant.EMPTY && one != null && "bloc".equals(one.get("importer_kind"))) {
                    continue;
                }
                Map<String, Object> other = byVariant.get(variant).get(at);
                World world = worlds.get((one == null ? other : one).get("product_code"));
                List<String> differences = new ArrayList<>();
                boolean empty = variant == Variant.EMPTY;
                if (one == null && variant == Variant.EDITIONS) {
                    // The other edition is a source of its own.
                    continue;
                }
                // Of an edition in which it alone reports, that nothing can be said.
                if (one == null
                        && empty
                        && (other.get("mix_reason") != null || other.get("concentration_reason") != null)) {
                    continue;
                }
                if (one == null || other == null) {
                    differences.add(one == null ? "is only in the variant" : "is not in the variant");
                } else {
                    one.forEach((name, cell) -> {
                        if (!same(variant, cell, other.get(name))
                                && !(empty && name.endsWith("_reason"))
                                && !(variant == Variant.RELEASES && name.endsWith("production_release"))
                                && !(variant == Variant.EDITIONS && WHERE_IT_STANDS.contains(name))) {
                            differences.add(name + " " + cell + " -> " + other.get(name));
                        }
                    });
                }
                check(differences.isEmpty(), report + " with " + variant, world, Map.of("key", at), differences);
            }
        }
    }

    /** Weights that follow from values are rounded to a gram, whatever the unit. */
    private static boolean same(Variant variant, Object one, Object other) {
        return Objects.equals(one, other)
                || variant == Variant.UNITS
                        && one instanceof Double a
                        && other instanceof Double b
                        && Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a));
    }

    /** Rows of what was added: the groups' own, and the country that trades nothing. */
    private static boolean added(World world, Variant variant, String cell) {
        return variant == Variant.GROUPS && (cell.equals("EUR") || cell.equals("XSE"))
                || variant == Variant.EMPTY
                        && World.POOL.stream()
                                .map(Country::iso3)
                                .anyMatch(iso3 -> iso3.equals(cell) && !world.has(iso3));
    }

    private static Object comparable(World world, Variant variant, String name, Object cell) {
        if (cell instanceof Double amount
                && variant == Variant.UNITS
                && (name.endsWith("_usd")
                        || name.endsWith("_kg") && !name.endsWith("_per_kg")
                        || name.endsWith("_tonnes"))) {
            return amount / Customs.UNIT;
        }
        if (cell instanceof String text) {
            String commodity = Customs.commodity(world, variant);
            String plain = Customs.commodity(world, Variant.PLAIN);
            return text.replace(Customs.code(world, variant), Customs.code(world, Variant.PLAIN))
                    .replace(commodity, plain)
                    .replace(commodity.toLowerCase(java.util.Locale.ROOT), plain.toLowerCase(java.util.Locale.ROOT));
        }
        return cell;
    }
}
