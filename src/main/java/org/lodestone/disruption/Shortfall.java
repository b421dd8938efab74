package org.lodestone.disruption;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is missing while a supply is stopped. On day t of the stop
 *
 * <p>missing(t) = max(0, lost − Σ of what fills the gap and is there on day t), and the shortfall is its sum over the days.
 *
 * <p>What is there one day too much does not make up for days on which it was missing, so a longer or larger stop never
 * misses less.
 */
final class Shortfall {
    static final double DAYS_A_YEAR = 365;

    /**
     * What fills the gap from a day on.
     *
     * @param fromDay 0 the first
     * @param perYear tonnes a year
     */
    record Filling(double fromDay, double perYear) {}

    private final double lostPerYear;
    private final List<Filling> fillings;

    /**
     * @param lostPerYear tonnes a year that no longer come
     * @param fillings what takes their place
     */
    Shortfall(double lostPerYear, List<Filling> fillings) {
        this.lostPerYear = lostPerYear;
        this.fillings = List.copyOf(fillings);
    }

    /** Tonnes that are missing in the first days of the stop. */
    double tonnes(double days) {
        double tonnes = 0;
        Double from = null;
        for (double day : turns(days)) {
            if (from != null) {
                tonnes += missing(from) * (day - from) / DAYS_A_YEAR;
            }
            from = day;
        }
        return tonnes;
    }

    /**
     * The day on which a stock is used up that bridges the gap.
     *
     * @return null where the stock lasts for all the days
     */
    Double stocksEnd(double stock, double days) {
        double left = stock;
        Double from = null;
        for (double day : turns(days)) {
            if (from != null) {
                double perDay = missing(from) / DAYS_A_YEAR;
                if (perDay > 0 && perDay * (day - from) >= left) {
                    return from + left / perDay;
                }
                left -= perDay * (day - from);
            }
            from = day;
        }
        return null;
    }

    /** Tonnes a year that are missing from a day on, until something changes. */
    private double missing(double day) {
        double missing = lostPerYear;
        for (Filling one : fillings) {
            missing -= one.fromDay() <= day ? one.perYear() : 0;
        }
        return Math.max(0, missing);
    }

    /** The days on which something changes, with the first and the last. */
    private Set<Double> turns(double days) {
        Set<Double> turns = new TreeSet<>(List.of(0.0, days));
        for (Filling one : fillings) {
            if (one.fromDay() < days) {
                turns.add(one.fromDay());
            }
        }
        return turns;
    }
}
