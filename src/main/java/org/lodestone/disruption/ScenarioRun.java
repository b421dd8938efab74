package org.lodestone.disruption;

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
import org.lodestone.disruption.BilateralTrade.Had;
import org.lodestone.disruption.BilateralTrade.Importer;
import org.lodestone.disruption.BilateralTrade.Made;
import org.lodestone.disruption.BilateralTrade.Purchase;
import org.lodestone.disruption.Scenario.Input;
import org.lodestone.disruption.Shortfall.Filling;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.DataUsed;
import org.lodestone.origins.OriginMix;
import org.lodestone.reference.Columns;
import org.lodestone.table.RowBuilder;

/** Scenarios held against the trade in one product and year: the rows of {@link Disruption}. */
final class ScenarioRun {
    /** Countries named in {@code who_could_fill}. */
    private static final int NAMED = 5;

    /**
     * What an importer loses in a year if all stops.
     *
     * @param imports tonnes; null where no weights are known
     * @param share the stopped countries' part of the imports; null where the imports are not known
     * @param counted what of the loss counts in sums over importers
     * @param countedHigh the same at most
     * @param made of a tonne of what stops: tonnes of the goods that are missing; null where a yield is not known
     * @param stage of the goods that are missing
     * @param dataUsed the trade that the loss follows from, as {@link DataUsed} names it
     * @param assumed what the bounds suppose; null for nothing
     * @param reason why the imports are not known; null where they are
     */
    record Loss(
            String importer,
            Double imports,
            Double share,
            double low,
            double high,
            double counted,
            double countedHigh,
            Double made,
            String stage,
            String dataUsed,
            String flags,
            String assumed,
            String reason) {

        double tonnes() {
            return imports == null || share == null ? 0 : imports * share;
        }

        double tonnesHigh() {
            return imports == null ? 0 : imports * high;
        }

        /** What part of what it misses counts in sums over importers. */
        double countedPart() {
            return tonnes() == 0 ? 1 : Math.min(1, counted / tonnes());
        }
    }

    /** Parts that add up to a loss. */
    private static final class Sum {
        double share;
        double low;
        double high;
        double counted;

        void add(double one, double least, double most, double counts) {
            share += one;
            counted += counts;
            low += least;
            high += most;
        }
    }

    private final String source;
    private final String code;
    private final int year;
    private final BilateralTrade world;
    private final List<Row> exposures = new ArrayList<>();
    private final Map<String, Set<String>> codes;
    private final SupplyOrigins fed;
    private final AnnouncedCapacity plants;

    /**
     * @param group source, product and year
     * @param bought rows of import_dependency
     * @param seen rows of origin_mix, and rows of chain_exposure, which have a chain
     */
    ScenarioRun(
            Row group,
            Iterator<Row> bought,
            Iterator<Row> seen,
            Map<String, Set<String>> codes,
            List<Row> groups,
            SupplyOrigins fed,
            AnnouncedCapacity plants) {
        source = group.getString(0);
        code = group.getString(1);
        year = group.getInt(2);
        List<Row> mixes = new ArrayList<>();
        seen.forEachRemaining(row -> (ChainExposure.CHAIN.in(row) == null ? mixes : exposures).add(row));
        world = new BilateralTrade(group, bought, mixes.iterator(), groups);
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
        world.importers.entrySet().forEach(entry -> {
            String country = entry.getKey();
            Importer importer = entry.getValue();
            if (!scenario.affects(country)) {
                return;
            }
            if (importer.reason() != null) {
                unknown(losses, scenario, country, importer.reason());
                return;
            }
            boolean weighed = importer.tonnes() != null && importer.tonnes() > 0;
            Sum sum = new Sum();
            for (Purchase one : importer.named()) {
                if (scenario.stopped().contains(one.supplier())) {
                    double share = weighed ? one.tonnes() / importer.tonnes() : one.valueShare();
                    sum.add(share, share, share, world.counted(country, one));
                }
            }
            // What is not specified can be anyone's.
            sum.high += weighed ? importer.unspecified() / importer.tonnes() : importer.unspecifiedValueShare();
            String flags = flags(scenario, Columns.CODE_PURITY.in(importer.any()), importer.filled(), false);
            double most = weighed ? world.countedAtMost(entry) : 0;
            String assumed = importer.filled() ? "filled_weights" : null;
            lose(losses, scenario, country, weighed ? importer.tonnes() : null, most, sum, flags, assumed);
        });
        return losses;
    }

    private List<Loss> made(Scenario scenario) {
        List<Loss> losses = new ArrayList<>();
        for (String country : scenario.importers()) {
            if (!world.had.containsKey(country) && !world.had.isEmpty()) {
                unknown(losses, scenario, country, "no_origin_mix");
            }
        }
        world.had.forEach((country, had) -> {
            if (scenario.affects(country) && had.imports() > 0) {
                Sum sum = new Sum();
                boolean hidden = false;
                for (String origin : scenario.stopped()) {
                    Made part = had.from().get(origin);
                    if (origin.equals(country)) {
                        continue;
                    }
                    if (part != null && part.ofImports() != null) {
                        sum.add(part.ofImports(), part.ofImportsLow(), part.ofImportsHigh(), part.counted());
                    } else {
                        sum.add(0, 0, had.others(), 0);
                        hidden = true;
                    }
                }
                sum.high += hidden ? had.unspecified() : 0;
                Importer importer = world.importers.get(country);
                String purity = importer == null ? null : Columns.CODE_PURITY.in(importer.any());
                boolean filled = importer != null && importer.filled();
                lose(
                        losses,
                        scenario,
                        country,
                        had.imports(),
                        had.counted(),
                        sum,
                        flags(scenario, purity, filled, true),
                        had.assumed());
            }
        });
        return losses;
    }

    /** What a reader should know of the goods that stop, as in chain_exposure. */
    private String flags(Scenario scenario, String purity, boolean filled, boolean made) {
        List<String> flags = new ArrayList<>();
        if ("proxy".equals(purity) || "partial".equals(purity)) {
            flags.add(purity + ":" + scenario.stage());
        }
        if (filled) {
            flags.add("filled_weights:" + scenario.stage());
        }
        if (made && !world.whole()) {
            flags.add(world.worldBasis() + ":" + scenario.stage());
        }
        if (made
                && world.had.values().stream()
                        .anyMatch(had -> !had.productionBasis().equals("reported"))) {
            flags.add("imputed_production:" + scenario.stage());
        }
        return flags.isEmpty() ? null : String.join(" ", flags);
    }

    /** @param most tonnes of the imports that count in sums over importers */
    private void lose(
            List<Loss> losses,
            Scenario scenario,
            String country,
            Double tonnes,
            double most,
            Sum sum,
            String flags,
            String assumed) {
        double high = Math.min(1, sum.high);
        if (sum.share > 0
                || high >= OriginMix.LEAST_SHARE
                || scenario.importers().contains(country)) {
            double share = Math.min(1, sum.share);
            losses.add(new Loss(
                    country,
                    tonnes,
                    share,
                    Math.min(share, sum.low),
                    Math.max(share, high),
                    tonnes == null ? 0 : world.group(country) ? sum.counted : tonnes * share,
                    tonnes == null
                            ? 0
                            : world.group(country)
                                    ? Math.min(most, tonnes * Math.max(share, high))
                                    : tonnes * Math.max(share, high),
                    1.0,
                    scenario.stage(),
                    used(scenario),
                    flags,
                    assumed,
                    null));
        }
    }

    /** An importer that a scenario names is not left out without a word. */
    private void unknown(List<Loss> losses, Scenario scenario, String country, String reason) {
        if (scenario.importers().contains(country)) {
            losses.add(new Loss(
                    country, null, null, 0, 1, 0, 0, 1.0, scenario.stage(), used(scenario), null, null, reason));
        }
    }

    private String used(Scenario scenario) {
        return scenario.stage() + "=" + SupplyOrigins.goods(code, year, source);
    }

    /**
     * Goods of later stages, by the part of them that goes back to what the stopped countries sold abroad. Who is not
     * supplied any more is the maker of the next stage, so that a stop for some importers only cannot be followed.
     */
    private List<Loss> throughChain(Scenario scenario) {
        if (!scenario.importers().isEmpty()) {
            return List.of();
        }
        Map<String, List<Row>> byCountry = new TreeMap<>();
        for (Row row : exposures) {
            if (scenario.chain().equals(ChainExposure.CHAIN.in(row))
                    && scenario.stage().equals(ChainExposure.THROUGH_STAGE.in(row))
                    && scenario.stopped().contains(ChainExposure.ORIGIN_ISO3.in(row))) {
                byCountry
                        .computeIfAbsent(
                                ChainExposure.END_STAGE.in(row) + " " + ChainExposure.COUNTRY_ISO3.in(row),
                                none -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Loss> losses = new ArrayList<>();
        byCountry.values().forEach(rows -> {
            rows.sort(Comparator.comparing(row -> ChainExposure.ORIGIN_ISO3.in(row)));
            Row any = rows.get(0);
            Sum sum = new Sum();
            for (Row row : rows) {
                // What a maker may have from its own country is not known better than by the point figure.
                double share = ChainExposure.SOLD_ABROAD_SHARE.in(row);
                boolean whole = share == ChainExposure.LOOKED_THROUGH_SHARE.in(row);
                sum.add(
                        share,
                        whole ? ChainExposure.LOOKED_THROUGH_SHARE_LOW.in(row) : 0,
                        ChainExposure.LOOKED_THROUGH_SHARE_HIGH.in(row),
                        0);
            }
            double share = Math.min(1, sum.share);
            double high = Math.max(share, Math.min(1, sum.high));
            Had had = world.had.get(ChainExposure.COUNTRY_ISO3.in(any));
            double counts = had == null ? ChainExposure.IMPORTS_TONNES.in(any) : had.counted();
            losses.add(new Loss(
                    ChainExposure.COUNTRY_ISO3.in(any),
                    ChainExposure.IMPORTS_TONNES.in(any),
                    share,
                    Math.min(share, sum.low),
                    high,
                    share * counts,
                    Math.min(counts, high * ChainExposure.IMPORTS_TONNES.in(any)),
                    made(rows),
                    ChainExposure.END_STAGE.in(any),
                    ChainExposure.DATA_USED.in(any),
                    ChainExposure.FLAGS.in(any),
                    ChainExposure.BOUNDS_ASSUME.in(any),
                    null));
        });
        return losses;
    }

    /** Tonnes of goods of a tonne of what stops, from the row with the largest part; null where a yield is not known. */
    private static Double made(List<Row> rows) {
        Row largest = rows.stream()
                .max(Comparator.comparing(ChainExposure.LOOKED_THROUGH_SHARE::in))
                .orElseThrow();
        Double inputs = ChainExposure.INPUT_TONNES.in(largest);
        return inputs == null || inputs <= 0
                ? null
                : Double.valueOf(ChainExposure.IMPORTS_TONNES.in(largest)
                        * ChainExposure.LOOKED_THROUGH_SHARE.in(largest)
                        / inputs);
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

    /**
     * Spare capacity in tonnes a year of the goods that stop, without what the stopped countries feed.
     *
     * @param atWorst whether suppliers have as much from the stopped countries as they may
     * @param leftOut takes what does not count in full, and why
     */
    private List<Filling> spare(Scenario scenario, String goods, boolean atWorst, Set<String> leftOut) {
        List<Filling> spare = new ArrayList<>();
        for (Input one : scenario.spare()) {
            double counts = 1;
            if (scenario.stopped().contains(one.country())) {
                leftOut.add(one.country() + ": stops itself");
                counts = 0;
            } else if (!one.country().equals(Scenarios.EACH)) {
                SupplyOrigins.Part theirs = fed.share(goods, one.country(), scenario.stopped());
                if (theirs == null) {
                    leftOut.add(one.country() + ": where it has its supply from is not known");
                    counts = 0;
                } else {
                    counts = 1 - scenario.stoppedShare() * (atWorst ? theirs.high() : theirs.share());
                    if (theirs.share() > 0) {
                        leftOut.add(String.format(
                                Locale.ROOT,
                                "%s: %.1f %% of its supply is theirs",
                                one.country(),
                                100 * theirs.share()));
                    }
                }
            }
            spare.add(new Filling(one.fromDay(), one.amount() * counts));
        }
        return spare;
    }

    private void add(List<Row> rows, Scenario scenario, String basis, List<Loss> losses) {
        ImporterShortfall.Losses all = new ImporterShortfall.Losses(
                losses.stream().mapToDouble(Loss::counted).sum(),
                losses.stream().mapToDouble(Loss::countedHigh).sum());
        List<ImporterShortfall> gaps = new ArrayList<>();
        for (Loss loss : losses) {
            Set<String> leftOut = new TreeSet<>();
            String goods = goodsOf(loss.dataUsed(), scenario.stage());
            List<Filling> spare = spare(scenario, goods, false, leftOut);
            // Importers that are not in the data need help, too.
            List<Filling> atWorst = world.whole() ? spare(scenario, goods, true, new TreeSet<>()) : List.of();
            gaps.add(new ImporterShortfall(
                    scenario, loss, use(loss), all, new ImporterShortfall.Spare(spare, atWorst, leftOut)));
        }
        double together = gaps.stream()
                .mapToDouble(ImporterShortfall::countedMissingPerYear)
                .sum();
        for (ImporterShortfall gap : gaps) {
            // It is there in the edition that it reported.
            if (joined(gap.importer())) {
                continue;
            }
            RowBuilder row = scenario.set(Disruption.TABLE.row())
                    .set(Disruption.SCENARIO_ID, scenario.id())
                    .set(Disruption.LOSS_BASIS, basis)
                    .set(Columns.SOURCE, source)
                    .set(Columns.PRODUCT_CODE, code)
                    .set(Columns.YEAR, year)
                    .set(Disruption.WORLD_BASIS, world.worldBasis());
            gap.set(row);
            if (!basis.equals("chain") && !world.had.isEmpty()) {
                others(row, scenario, gap.importer());
            }
            gap.set(row, plants, year, together);
            rows.add(row.build());
        }
    }

    private boolean joined(String importer) {
        Importer bought = world.importers.get(importer);
        Had had = world.had.get(importer);
        return bought != null ? bought.joined() : had != null && had.joined();
    }

    /** What an importer uses in a year, by production and trade. */
    private ImporterShortfall.Use use(Loss loss) {
        Had had = world.had.get(loss.importer());
        if (had == null) {
            return new ImporterShortfall.Use(null, null, "no_origin_mix");
        }
        if (!world.whole()) {
            // What it sells to those who are not in the data is not known.
            return new ImporterShortfall.Use(null, null, world.worldBasis());
        }
        boolean reported = had.productionBasis().equals("reported");
        return had.used() == null
                ? new ImporterShortfall.Use(null, null, reported ? "exports_above_supply" : "production_not_known")
                : new ImporterShortfall.Use(had.used(), reported ? "apparent" : "apparent_at_least", null);
    }

    private void others(RowBuilder row, Scenario scenario, String importer) {
        Set<String> leftOut = world.itself(importer);
        leftOut.addAll(scenario.stopped());
        Map<String, Double> makers = world.makersBesides(leftOut);
        String largest = makers.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(one -> String.format(Locale.ROOT, "%s %,.0f t", one.getKey(), one.getValue()))
                .collect(Collectors.joining(", "));
        row.set(Disruption.WHO_COULD_FILL, largest.isEmpty() ? null : largest)
                .set(
                        Disruption.OTHER_MAKERS_TONNES,
                        makers.values().stream().mapToDouble(tonnes -> tonnes).sum());
    }
}
