package org.lodestone.contracts;

import java.util.Map;
import java.util.TreeMap;

/**
 * From when to when a contract delivers, and how much of that falls into each calendar year.
 *
 * <p>A duration is a span of time and not a number of calendar years: nine years that begin in 2025 and do not begin on 1
 * January end in 2034. Of a start of which only the year is known all days are possible that the duration and the last
 * year, where stated, allow; the middle of them is taken (1 July where all are possible). Stated years without a duration
 * count in full.
 *
 * @param start years from 1 January of the first year
 * @param end the same
 * @param reading stated_years, stated_years_and_duration or duration
 * @param conflict whether no start in the first year and end in the last one are the stated duration apart
 */
record DeliveryPeriod(double start, double end, String reading, boolean conflict) {
    /** Rounded durations (2.33 years for 28 months) end on the day before as well as on the day. */
    static final double DAY = 1 / 365.0;

    /**
     * @param month of the first year, 1 to 12, or null
     * @param last year, or null
     * @param duration in years, or null
     * @return null where neither last year nor duration is known, or the last year is before the first
     */
    static DeliveryPeriod of(int first, Integer month, Integer last, Double duration) {
        double earliest = month == null ? 0 : (month - 1) / 12.0;
        double latest = month == null ? 1 : earliest;
        if (last == null) {
            return duration == null ? null : spanning(earliest, latest, duration, "duration");
        }
        int years = last - first + 1;
        if (years < 1) {
            return null;
        }
        if (duration == null) {
            return new DeliveryPeriod(earliest, years, "stated_years", false);
        }
        if (duration + earliest > years + DAY || duration + latest <= years - 1 + DAY) {
            return new DeliveryPeriod(earliest, years, "stated_years", true);
        }
        return month != null
                ? spanning(earliest, latest, duration, "stated_years_and_duration")
                : spanning(
                        Math.max(earliest, years - 1 - duration),
                        Math.max(0, Math.min(latest, years - duration)),
                        duration,
                        "stated_years_and_duration");
    }

    private static DeliveryPeriod spanning(double earliest, double latest, double duration, String reading) {
        double start = (earliest + latest) / 2;
        return new DeliveryPeriod(start, start + duration, reading, false);
    }

    /** The time that falls into each calendar year, in years. */
    Map<Integer, Double> byYear(int first) {
        Map<Integer, Double> time = new TreeMap<>();
        for (int i = 0; i < end; i++) {
            double within = Math.min(end, i + 1) - Math.max(start, i);
            if (within > 0) {
                time.put(first + i, within);
            }
        }
        return time;
    }
}
