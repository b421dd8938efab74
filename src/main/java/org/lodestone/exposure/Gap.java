package org.lodestone.exposure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lodestone.exposure.ProductYear.Had;
import org.lodestone.exposure.Scenario.Input;
import org.lodestone.exposure.Shortfall.Filling;
import org.lodestone.exposure.Stoppage.Loss;
import org.lodestone.table.RowBuilder;

/** What one importer misses in a scenario, and how far what there is goes. */
final class Gap {
    /** What all affected importers lose in a year, in tonnes: as expected, and if each loses the most that it may. */
    record Losses(double tonnes, double tonnesHigh) {
        double part(double lost) {
            return tonnes == 0 ? 0 : lost / tonnes;
        }

        double partAtWorst(double lost) {
            return tonnesHigh == 0 ? 0 : lost / tonnesHigh;
        }
    }

    private final Scenario scenario;
    private final Loss loss;
    private final Set<String> spareLeftOut;
    private final Double usePerYear;
    private final String useBasis;
    private final String useReason;
    private final Shortfall lost;
    /** Null where they are not known. */
    private final List<Filling> spare;

    private final List<Filling> substitution;
    private final String reason;
    private final Shortfall shortfall;
    private final Shortfall low;
    private final Shortfall high;

    /**
     * @param had what the importer had of the goods in the year; null where that is not known
     * @param all what all affected importers lose
     * @param spareForAll spare capacity of the goods that stop, in tonnes a year
     * @param spareLeftOut what of it does not count in full, in words
     */
    Gap(Scenario scenario, Loss loss, Had had, Losses all, List<Filling> spareForAll, Set<String> spareLeftOut) {
        this.scenario = scenario;
        this.loss = loss;
        this.spareLeftOut = spareLeftOut;
        List<Input> stated = scenario.of("use", loss.stage(), loss.importer());
        usePerYear = !stated.isEmpty() ? Double.valueOf(stated.get(0).amount()) : had == null ? null : had.used();
        useBasis = usePerYear == null
                ? null
                : !stated.isEmpty()
                        ? "stated"
                        : had.productionBasis().equals("reported") ? "apparent" : "apparent_at_least";
        useReason = usePerYear != null ? null : had == null ? "no_origin_mix" : "exports_above_supply";

        List<Input> known = scenario.spare();
        boolean yields = loss.made() != null;
        boolean helped = !known.isEmpty() && yields;
        spare = helped ? scaled(spareForAll, all.part(loss.tonnes()) * loss.made()) : null;
        List<Filling> spareAtWorst =
                helped ? scaled(spareForAll, all.partAtWorst(loss.tonnesHigh()) * loss.made()) : null;
        List<Filling> spareAlone = spare == null
                ? List.of()
                : known.stream()
                        .filter(one -> !scenario.stopped().contains(one.country()))
                        .map(one -> new Filling(one.fromDay(), one.amount() * loss.made()))
                        .toList();
        List<Input> substitutes = scenario.of("substitution", loss.stage(), loss.importer());
        substitution = substitutes.isEmpty() ? null : substituted(substitutes);
        boolean noSpare = spare == null;
        boolean noSubstitution = substitution == null;
        reason = loss.imports() == null
                ? "no_weights"
                : noSpare && !known.isEmpty()
                        ? "yield_not_known"
                        : noSpare && noSubstitution
                                ? "spare_capacity_and_substitution_not_known"
                                : noSpare
                                        ? "spare_capacity_not_known"
                                        : noSubstitution ? "substitution_not_known" : null;
        double imports = loss.imports() == null ? 0 : loss.imports() * scenario.stoppedShare();
        lost = new Shortfall(imports * loss.share(), List.of());
        shortfall = new Shortfall(imports * loss.share(), both(spare, substitution));
        high = new Shortfall(imports * loss.high(), both(spareAtWorst, substitution));
        low = reason == null ? new Shortfall(imports * loss.low(), both(spareAlone, substitution)) : null;
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
                ? usePerYear
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

    void set(RowBuilder row) {
        double days = scenario.days();
        boolean weighed = loss.imports() != null;
        row.set("importer_iso3", loss.importer())
                .set("stage", loss.stage())
                .set("imports_tonnes", loss.imports())
                .set("stopped_imports_share", loss.share())
                .set("stopped_imports_share_low", loss.low())
                .set("stopped_imports_share_high", loss.high())
                .set("lost_tonnes", weighed ? lost.tonnes(days) : null)
                .set("spare_tonnes", spare == null ? null : available(spare))
                .set("spare_left_out", spareLeftOut.isEmpty() ? null : String.join("; ", spareLeftOut))
                .set("substitution_tonnes", substitution == null ? null : available(substitution))
                .set("shortfall_tonnes", reason == null ? shortfall.tonnes(days) : null)
                .set("shortfall_tonnes_low", weighed ? low == null ? 0 : low.tonnes(days) : null)
                .set("shortfall_tonnes_high", weighed ? high.tonnes(days) : null)
                .set("shortfall_reason", reason)
                .set("use_basis", useBasis)
                .set("use_reason", useReason)
                .set("data_used", loss.dataUsed())
                .set("flags", loss.flags());
        if (usePerYear != null) {
            double use = usePerYear * days / Shortfall.DAYS_A_YEAR;
            row.set("use_tonnes", use);
            if (weighed && use > 0) {
                row.set("shortfall_share_of_use", reason == null ? shortfall.tonnes(days) / use : null)
                        .set("shortfall_share_of_use_high", high.tonnes(days) / use);
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
            row.set("stock_reason", "stock_not_known");
            return;
        }
        Input one = stocks.get(0);
        Double of = unitPerYear(one.unit());
        if (of == null) {
            row.set("stock_reason", loss.imports() == null ? "no_weights" : "use_not_known");
            return;
        }
        double stock = one.amount() * of / (one.unit().equals("tonnes") ? 1 : Shortfall.DAYS_A_YEAR);
        row.set("stock_tonnes", stock);
        if (loss.imports() != null) {
            row.set("days_until_stocks_end_low", high.stocksEnd(stock, scenario.days()));
        }
        if (reason != null) {
            row.set("stock_reason", "shortfall_not_known");
            return;
        }
        Double end = shortfall.stocksEnd(stock, scenario.days());
        row.set("days_until_stocks_end", end)
                .set("stock_reason", end == null ? "stock_outlasts_the_stop" : null)
                .set("unmet_tonnes", Math.max(0, shortfall.tonnes(scenario.days()) - stock));
    }

    /**
     * When announced plants could make what is missing.
     *
     * @param together what all affected importers miss in a year, in tonnes of what stops
     */
    void set(RowBuilder row, Plants plants, int from, double together) {
        Set<String> stopped = scenario.stopped();
        String stage = scenario.stage();
        double needed = missingPerYear();
        row.set("plants_against", loss.imports() == null ? null : reason == null ? "shortfall" : "lost");
        String named = plants.named(stage, stopped);
        String why = loss.imports() == null
                ? "no_weights"
                : loss.made() == null
                        ? "yield_not_known"
                        : needed == 0 ? "nothing_missing" : named == null ? "no_plants" : null;
        if (why == null) {
            Integer first = plants.firstYear(stage, stopped, from, needed, false);
            row.set("plants", named)
                    .set("plants_year", first)
                    .set("plants_year_late", plants.firstYear(stage, stopped, from, needed, true))
                    .set("plants_year_shared", plants.firstYear(stage, stopped, from, together, false));
            why = first == null ? "not_by_" + plants.lastYear() : null;
        }
        row.set("plants_reason", why);
    }
}
