package org.lodestone.exposure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.exposure.ProductYear.Purchase;
import org.lodestone.exposure.Scenario.Input;
import org.lodestone.exposure.Shortfall.Filling;
import org.lodestone.table.RowBuilder;

/** Scenarios held against the trade in one product and year: the rows of {@link Disruption}. */
final class Stoppage {
    /** Countries named in {@code who_could_fill}. */
    private static final int NAMED = 5;

    /**
     * What an importer loses in a year if all stops.
     *
     * @param imports tonnes; null where weights are not known
     * @param share the stopped countries' part of the imports, with its bounds
     * @param made of a tonne of what stops: tonnes of the goods that are missing; null where a yield is not known
     * @param stage of the goods that are missing
     * @param dataUsed the trade that the loss follows from, as {@link Links#used} names it
     */
    record Loss(
            String importer,
            Double imports,
            double share,
            double low,
            double high,
            Double made,
            String stage,
            String dataUsed,
            String flags) {

        double tonnes() {
            return imports == null ? 0 : imports * share;
        }

        double tonnesHigh() {
            return imports == null ? 0 : imports * high;
        }
    }

    /** Parts that add up to a loss. */
    private static final class Sum {
        double share;
        double low;
        double high;
        boolean any;

        void add(double one, double least, double most) {
            share += one;
            low += least;
            high += most;
            any = true;
        }
    }

    private final String source;
    private final String code;
    private final int year;
    private final ProductYear world;
    private final List<Row> exposures = new ArrayList<>();
    private final Map<String, Set<String>> codes;
    private final Fed fed;
    private final Plants plants;

    /**
     * @param group source, product and year with a bar between
     * @param bought rows of import_dependency
     * @param seen rows of origin_mix, and rows of chain_exposure, which have a chain
     */
    Stoppage(
            String group,
            Iterator<Row> bought,
            Iterator<Row> seen,
            Map<String, Set<String>> codes,
            Fed fed,
            Plants plants) {
        String[] parts = group.split("\\|");
        source = parts[0];
        code = parts[1];
        year = Integer.parseInt(parts[2]);
        List<Row> mixes = new ArrayList<>();
        seen.forEachRemaining(row -> (row.getAs("chain") == null ? mixes : exposures).add(row));
        world = new ProductYear(bought, mixes.iterator());
        this.codes = codes;
        this.fed = fed;
        this.plants = plants;
    }

    Iterator<Row> of(List<Scenario> scenarios) {
        List<Row> rows = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (codes.getOrDefault(scenario.goods(), Set.of()).contains(code)) {
                add(rows, scenario, "direct", bought(scenario));
                add(rows, scenario, "made", made(scenario));
            }
            Map<String, List<Loss>> byStage = throughChain(scenario).stream()
                    .collect(Collectors.groupingBy(Loss::stage, TreeMap::new, Collectors.toList()));
            byStage.values().forEach(losses -> add(rows, scenario, "chain", losses));
        }
        return rows.iterator();
    }

    // ---- what is lost ------------------------------------------------------------------------------------------

    private List<Loss> bought(Scenario scenario) {
        List<Loss> losses = new ArrayList<>();
        world.importers.forEach((country, importer) -> {
            if (importer.reason() == null && scenario.affects(country)) {
                boolean weighed = importer.named().stream()
                        .filter(one -> scenario.stopped().contains(one.supplier()))
                        .allMatch(one -> one.weightShare() != null);
                weighed &= importer.tonnes() != null;
                Sum sum = new Sum();
                double unspecified = 0;
                for (Purchase one : importer.named()) {
                    if (scenario.stopped().contains(one.supplier())) {
                        double share = weighed ? one.weightShare() : one.valueShare();
                        double most = weighed ? one.weightShareHigh() : one.valueShareHigh();
                        sum.add(share, share, share);
                        // What is not specified can be anyone's, but only once.
                        unspecified = Math.max(unspecified, most - share);
                    }
                }
                lose(losses, scenario, country, weighed ? importer.tonnes() : null, sum, unspecified);
            }
        });
        return losses;
    }

    private List<Loss> made(Scenario scenario) {
        List<Loss> losses = new ArrayList<>();
        world.had.forEach((country, had) -> {
            if (scenario.affects(country) && had.imports() > 0) {
                Sum sum = new Sum();
                had.from().forEach((origin, part) -> {
                    if (scenario.stopped().contains(origin) && !origin.equals(country) && part.ofImports() != null) {
                        sum.add(part.ofImports(), part.ofImportsLow(), part.ofImportsHigh());
                    }
                });
                lose(losses, scenario, country, had.imports(), sum, 0);
            }
        });
        return losses;
    }

    private void lose(
            List<Loss> losses, Scenario scenario, String country, Double tonnes, Sum sum, double unspecified) {
        if (sum.any || scenario.importers().contains(country)) {
            losses.add(new Loss(
                    country,
                    tonnes,
                    Math.min(1, sum.share),
                    Math.min(1, sum.low),
                    Math.min(1, sum.high + unspecified),
                    1.0,
                    scenario.stage(),
                    scenario.stage() + "=" + Fed.goods(code, year, source),
                    null));
        }
    }

    /** Goods of later stages, by the part of them that goes back to what stops. */
    private List<Loss> throughChain(Scenario scenario) {
        Map<String, List<Row>> byCountry = new TreeMap<>();
        for (Row row : exposures) {
            if (scenario.chain().equals(row.getAs("chain"))
                    && scenario.stage().equals(row.getAs("through_stage"))
                    && scenario.stopped().contains(row.<String>getAs("origin_iso3"))
                    && scenario.affects(row.getAs("country_iso3"))) {
                byCountry
                        .computeIfAbsent(
                                row.getAs("end_stage") + " " + row.getAs("country_iso3"), none -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Loss> losses = new ArrayList<>();
        byCountry.values().forEach(rows -> {
            rows.sort(Comparator.comparing(row -> row.<String>getAs("origin_iso3")));
            Row any = rows.get(0);
            Sum sum = new Sum();
            Double made = null;
            for (Row row : rows) {
                double share = row.<Double>getAs("looked_through_share");
                sum.add(
                        share,
                        row.<Double>getAs("looked_through_share_low"),
                        row.<Double>getAs("looked_through_share_high"));
                Double inputs = row.getAs("input_tonnes");
                if (inputs != null && inputs > 0) {
                    made = row.<Double>getAs("imports_tonnes") * share / inputs;
                }
            }
            losses.add(new Loss(
                    any.getAs("country_iso3"),
                    any.getAs("imports_tonnes"),
                    Math.min(1, sum.share),
                    Math.min(1, sum.low),
                    Math.min(1, sum.high),
                    made,
                    any.getAs("end_stage"),
                    any.getAs("data_used"),
                    any.getAs("flags")));
        });
        return losses;
    }

    /** The trade that stands for a stage, in a list of {@code stage=goods}. */
    private static String goodsOf(String used, String stage) {
        for (String one : used.split("; ")) {
            if (one.startsWith(stage + "=")) {
                return one.substring(stage.length() + 1);
            }
        }
        return "";
    }

    // ---- what fills it -----------------------------------------------------------------------------------------

    /** Spare capacity in tonnes a year of the goods that stop, without what the stopped countries feed. */
    private List<Filling> spare(Scenario scenario, String goods, Set<String> leftOut) {
        List<Filling> spare = new ArrayList<>();
        for (Input one : scenario.spare()) {
            double counts = 1;
            if (scenario.stopped().contains(one.country())) {
                leftOut.add(one.country() + ": stops itself");
                counts = 0;
            } else if (!one.country().equals(Scenarios.EACH)) {
                Double share = fed.share(goods, one.country(), scenario.stopped());
                if (share == null) {
                    leftOut.add(one.country() + ": where it has its supply from is not known");
                    counts = 0;
                } else if (share > 0) {
                    leftOut.add(String.format(
                            Locale.ROOT, "%s: %.1f %% of its supply is theirs", one.country(), 100 * share));
                    counts = 1 - scenario.stoppedShare() * share;
                }
            }
            spare.add(new Filling(one.fromDay(), one.amount() * counts));
        }
        return spare;
    }

    private void add(List<Row> rows, Scenario scenario, String basis, List<Loss> losses) {
        Gap.Losses all = new Gap.Losses(
                losses.stream().mapToDouble(Loss::tonnes).sum(),
                losses.stream().mapToDouble(Loss::tonnesHigh).sum());
        List<Gap> gaps = new ArrayList<>();
        for (Loss loss : losses) {
            Set<String> leftOut = new TreeSet<>();
            List<Filling> spare = spare(scenario, goodsOf(loss.dataUsed(), scenario.stage()), leftOut);
            gaps.add(new Gap(scenario, loss, world.had.get(loss.importer()), all, spare, leftOut));
        }
        double together = gaps.stream().mapToDouble(Gap::missingPerYear).sum();
        for (Gap gap : gaps) {
            RowBuilder row = scenario.set(Disruption.TABLE.row())
                    .set("scenario_id", scenario.id())
                    .set("loss_basis", basis)
                    .set("source", source)
                    .set("product_code", code)
                    .set("year", year)
                    .set("world_basis", world.had.isEmpty() ? null : world.partialWorld ? "partial_world" : "world");
            gap.set(row);
            if (!basis.equals("chain") && !world.had.isEmpty()) {
                others(row, scenario, gap.importer());
            }
            gap.set(row, plants, year, together);
            rows.add(row.build());
        }
    }

    private void others(RowBuilder row, Scenario scenario, String importer) {
        Set<String> leftOut = new TreeSet<>(scenario.stopped());
        leftOut.add(importer);
        Map<String, Double> makers = world.makersBesides(leftOut);
        String largest = makers.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(one -> String.format(Locale.ROOT, "%s %,.0f t", one.getKey(), one.getValue()))
                .collect(Collectors.joining(", "));
        row.set("who_could_fill", largest.isEmpty() ? null : largest)
                .set(
                        "other_makers_tonnes",
                        makers.values().stream().mapToDouble(tonnes -> tonnes).sum());
    }
}
