package org.lodestone.claims;

/**
 * Figures from one end to the other. An end is reached, or only approached.
 *
 * @param low minus infinity for none
 * @param withLow whether the lower end itself belongs to it
 * @param high infinity for none
 * @param withHigh whether the upper end itself belongs to it
 */
record Interval(double low, boolean withLow, double high, boolean withHigh) {
    /** Reports round shares to nine decimals; nobody states a figure as exactly as this part of it. */
    private static final double ROUNDED = 1e-9;

    static Interval closed(double low, double high) {
        return new Interval(low, true, high, true);
    }

    boolean has(double figure) {
        return meets(figure, figure);
    }

    /** Whether some figure from one to the other belongs to it. */
    boolean meets(double from, double to) {
        double reach = ROUNDED * Math.max(end(low), end(high));
        return (withLow ? to >= low - reach : to > low + reach)
                && (withHigh ? from <= high + reach : from < high - reach);
    }

    /** Whether the two have figures in common, and more than an end that they share. */
    boolean overlaps(Interval other) {
        double from = Math.max(low, other.low);
        double to = Math.min(high, other.high);
        return from < to || from == to && (low == high || other.low == other.high);
    }

    Interval times(double factor) {
        return new Interval(low * factor, withLow, high * factor, withHigh);
    }

    /** Both ends farther out by a part of them. */
    Interval widened(double part) {
        return new Interval(low - part * Math.abs(low), withLow, high + part * Math.abs(high), withHigh);
    }

    private static double end(double figure) {
        return Double.isInfinite(figure) ? 0 : Math.abs(figure);
    }
}
