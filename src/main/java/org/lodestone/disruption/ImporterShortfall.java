package org.lodestone.disruption;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lodestone.disruption.AnnouncedCapacity.Counted;
import org.lodestone.disruption.Scenario.Input;
import org.lodestone.disruption.ScenarioRun.Loss;
import org.lodestone.disruption.Shortfall.Filling;
import org.lodestone.reference.Columns;
import org.lodestone.table.RowBuilder;

/** What one importer misses in a scenario, and how far what there is goes. */
final class ImporterShortfall {
    /** What all affected importers lose in a year, in tonnes: as expected, and if each loses the most that it may. */
    record Losses(double tonnes, double tonnesHigh) {
        double part(double lost) {
            return tonnes == 0 ? 0 : Math.min(1, lost / tonnes);
        }

        double partAtWorst(double lost) {
            return tonnesHigh == 0 ? 0 : Math.min(1, lost / tonnesHigh);
        }
    }

    /**
     * What an importer uses in a year, in tonnes.
     *
     * @param reason why it is not known; null where it is
     */
    record Use(Double perYear, String basis, String reason) {}

    /**
     * Spare capacity of the goods that stop, in tonnes a year.
     *
     * @param leftOut what of it does not count in full, in words
     */
    record Spare(List<Filling> expected, List<Filling> atWorst, Set<String> leftOut) {}

    private final Scenario scenario;
    private final Loss loss;
    private final Set<String> spareLeftOut;
    private final Use use;
    private final Shortfall lost;
    /** Null where they are not known. */
    private final List<Filling> spare;

    private final List<Filling> substitution;
    private final String reason;
    private final Shortfall shortfall;
    /** Null where it is 0: where help is not known, or may be more than what is known of it. */
    private final Shortfall low;

    private final Shortfall high;

    /**
     * @param apparent what the importer uses by production and trade
     * @param all what all affected importers lose
     */
    ImporterShortfall(Scenario scenario, Loss loss, Use apparent, Losses all, Spare spareForAll) {
        this.scenario = scenario;
        this.loss = loss;
        this.spareLeftOut = spareForAll.leftOut();
        List<Input> stated = scenario.of("use", loss.stage(), loss.importer());
        use = stated.isEmpty() ? apparent : new Use(stated.get(0).amount(), "stated", null);
        List<Input> known = scenario.spare();
        // None is none, whatever the yields.
        boolean none = known.stream().allMatch(one -> one.amount() == 0);
        boolean helped = !known.isEmpty() && (loss.made() != null || none);
        double made = loss.made() == null ? 0 : loss.made();
        spare = helped ? scaled(spareForAll.expected(), all.part(loss.tonnes()) * made) : null;
        List<Filling> spareAtWorst =
                helped ? scaled(spareForAll.atWorst(), all.partAtWorst(loss.tonnesHigh()) * made) : null;
        List<Filling> spareAlone = known.stream()
                .filter(one -> !scenario.stopped().contains(one.country()))
                .map(one -> new Filling(one.fromDay(), one.amount() * made))
                .toList();
        List<Input> substitutes = scenario.of("substitution", loss.stage(), loss.importer());
        substitution = substitutes.isEmpty() ? null : substituted(substitutes);
        reason = reason(known.isEmpty(), helped, substitution != null);
        double imports = loss.imports() == null ? 0 : loss.imports() * scenario.stoppedShare();
        double share = loss.share() == null ? 0 : loss.share();
        lost = new Shortfall(imports * share, List.of());
        shortfall = new Shortfall(imports * share, both(spare, substitution));
        high = new Shortfall(imports * loss.high(), both(spareAtWorst, substitution));
        boolean moreUse = "apparent_at_least".equals(use.basis())
                && substitutes.stream().anyMatch(one -> one.unit().equals("share_of_use") && one.amount() > 0);
        low = reason == null && !moreUse ? new Shortfall(imports * loss.low(), both(spareAlone, substitution)) : null;
    }

    private String reason(boolean noSpare, boolean helped, boolean substituted) {
        if (loss.reason() != null) {
            return loss.reason();
        }
        if (loss.imports() == null) {
            return "no_weights";
        }
        if (noSpare) {
            return substituted ? "spare_capacity_not_known" : "spare_capacity_and_substitution_not_known";
        }
        if (!helped) {
            return "yield_not_known";
        }
        return substituted ? null : "substitution_not_known";
    }

    /** Null where a part of something is meant that is not known. */
    private List<Filling> substituted(List<Input> inputs) {
        List<Filling> fillings = new ArrayList<>();
        for (Input one : inputs) {
            Double of = unitPerYear(one.unit());
            if (of == null && one.amount() > 0) {
                return null;
            }
            fillings.add(new Filling(one.fromDay(), of == null ? 0 : one.amount() * of));
        }
        return fillings;
    }

    /** What a unit counts: 1 for tonnes, otherwise tonnes a year that it is a part of; null where they are not known. */
    private Double unitPerYear(String unit) {
        return unit.endsWith("_of_use")
                ? use.perYear()
                : unit.endsWith("_of_imports") ? loss.imports() : Double.valueOf(1);
    }

    private static List<Filling> scaled(List<Filling> fillings, double by) {
        return fillings.stream()
                .map(one -> new Filling(one.fromDay(), one.perYear() * by))
                .toList();
    }

    private static List<Filling> both(List<Filling> one, List<Filling> other) {
        List<Filling> both = new ArrayList<>();
        if (one != null) {
            both.addAll(one);
        }
        if (other != null) {
            both.addAll(other);
        }
        return both;
    }

    String importer() {
        return loss.importer();
    }

    /** Tonnes of what stops that are missing, as of a whole year; all that is lost where the shortfall is not known. */
    double missingPerYear() {
        double tonnes = (reason == null ? shortfall : lost).tonnes(scenario.days());
        return loss.made() == null || loss.made() == 0
                ? 0
                : tonnes / loss.made() / scenario.days() * Shortfall.DAYS_A_YEAR;
    }

    /** What of it counts in sums over importers. */
    double countedMissingPerYear() {
        return missingPerYear() * loss.countedPart();
    }

    /** What the bounds suppose; null for nothing. */
    private String assumed() {
        boolean shared = spare != null && spare.stream().anyMatch(one -> one.perYear() > 0);
        if (!shared) {
            return loss.assumed();
        }
        return loss.assumed() == null ? "spare_shared_by_loss" : loss.assumed() + " spare_shared_by_loss";
    }

    void set(RowBuilder row) {
        double days = scenario.days();
        boolean weighed = loss.imports() != null;
        row.set(Columns.IMPORTER_ISO3, loss.importer())
                .set(Columns.STAGE, loss.stage())
                .set(Disruption.IMPORTS_TONNES, loss.imports())
                .set(Disruption.STOPPED_IMPORTS_SHARE, loss.share())
                .set(Disruption.STOPPED_IMPORTS_SHARE_LOW, loss.low())
                .set(Disruption.STOPPED_IMPORTS_SHARE_HIGH, loss.high())
                .set(Disruption.LOST_TONNES, weighed ? lost.tonnes(days) : null)
                .set(Disruption.SPARE_TONNES, spare == null || !weighed ? null : available(spare))
                .set(Disruption.SPARE_LEFT_OUT, spareLeftOut.isEmpty() ? null : String.join("; ", spareLeftOut))
                .set(Disruption.SUBSTITUTION_TONNES, substitution == null ? null : available(substitution))
                .set(Disruption.SHORTFALL_TONNES, reason == null ? shortfall.tonnes(days) : null)
                .set(Disruption.SHORTFALL_TONNES_LOW, weighed ? low == null ? 0 : low.tonnes(days) : null)
                .set(Disruption.SHORTFALL_TONNES_HIGH, weighed ? high.tonnes(days) : null)
                .set(Disruption.SHORTFALL_REASON, reason)
                .set(Disruption.USE_BASIS, use.basis())
                .set(Disruption.USE_REASON, use.reason())
                .set(Disruption.DATA_USED, loss.dataUsed())
                .set(Disruption.FLAGS, loss.flags())
                .set(Disruption.BOUNDS_ASSUME, assumed());
        if (use.perYear() != null) {
            double used = use.perYear() * days / Shortfall.DAYS_A_YEAR;
            row.set(Disruption.USE_TONNES, used);
            if (weighed && used > 0) {
                row.set(Disruption.SHORTFALL_SHARE_OF_USE, reason == null ? shortfall.tonnes(days) / used : null)
                        .set(Disruption.SHORTFALL_SHARE_OF_USE_HIGH, high.tonnes(days) / used);
            }
        }
        setStock(row);
    }

    /** What is there in the days of the stop, needed or not. */
    private double available(List<Filling> fillings) {
        return fillings.stream()
                .mapToDouble(
                        one -> one.perYear() * Math.max(0, scenario.days() - one.fromDay()) / Shortfall.DAYS_A_YEAR)
                .sum();
    }

    private void setStock(RowBuilder row) {
        List<Input> stocks = scenario.of("stock", loss.stage(), loss.importer());
        if (stocks.isEmpty()) {
            row.set(Disruption.STOCK_REASON, "stock_not_known");
            return;
        }
        Input one = stocks.get(0);
        Double of = unitPerYear(one.unit());
        if (of == null) {
            row.set(Disruption.STOCK_REASON, loss.imports() == null ? "no_weights" : "use_not_known");
            return;
        }
        double stock = one.amount() * of / (one.unit().equals("tonnes") ? 1 : Shortfall.DAYS_A_YEAR);
        row.set(Disruption.STOCK_TONNES, stock);
        if (loss.imports() != null) {
            row.set(Disruption.DAYS_UNTIL_STOCKS_END_LOW, high.stocksEnd(stock, scenario.days()));
        }
        if (reason != null) {
            row.set(Disruption.STOCK_REASON, "shortfall_not_known");
            return;
        }
        Double end = shortfall.stocksEnd(stock, scenario.days());
        row.set(Disruption.DAYS_UNTIL_STOCKS_END, end)
                .set(Disruption.STOCK_REASON, end == null ? "stock_outlasts_the_stop" : null)
                .set(Disruption.UNMET_TONNES, Math.max(0, shortfall.tonnes(scenario.days()) - stock));
    }

    /**
     * When announced plants could make what is missing.
     *
     * @param together what all affected importers miss in a year, in tonnes of what stops
     */
    void set(RowBuilder row, AnnouncedCapacity plants, int from, double together) {
        Set<String> stopped = scenario.stopped();
        String goods = scenario.goods();
        double needed = missingPerYear();
        row.set(Disruption.PLANTS_AGAINST, loss.imports() == null ? null : reason == null ? "shortfall" : "lost");
        String named = plants.named(goods, stopped);
        String why = loss.imports() == null
                ? "no_weights"
                : loss.made() == null
                        ? "yield_not_known"
                        : needed == 0 ? "nothing_missing" : named == null ? "no_known_output" : null;
        if (why == null) {
            Integer first = plants.firstYear(goods, stopped, from, needed, Counted.ALL);
            row.set(Disruption.PLANTS, named)
                    .set(Disruption.PLANTS_YEAR, first)
                    .set(Disruption.PLANTS_YEAR_LATE, plants.firstYear(goods, stopped, from, needed, Counted.LATE))
                    .set(
                            Disruption.PLANTS_YEAR_EXPECTED,
                            plants.firstYear(goods, stopped, from, needed, Counted.EXPECTED))
                    .set(Disruption.PLANTS_YEAR_BUILT, plants.firstYear(goods, stopped, from, needed, Counted.BUILT))
                    .set(Disruption.PLANTS_YEAR_SHARED, plants.firstYear(goods, stopped, from, together, Counted.ALL));
            why = first == null ? "not_by_" + plants.lastYear() : null;
        }
        row.set(Disruption.PLANTS_REASON, why);
    }
}
