package org.lodestone.claims;

import org.lodestone.reference.Printed;

/**
 * Which figures a claim allows, given how it is worded:
 *
 * <ul>
 *   <li>exact: half of the last printed digit to either side;
 *   <li>about: 2.5 % to either side, and at least what exact allows;
 *   <li>nearly: not above the figure, and up to 5 % below it: as wide as about, on one side;
 *   <li>over: above the figure; at least: from it upwards; range: from one end to the other.
 * </ul>
 *
 * <p>The 2.5 % are a convention of this project.
 *
 * @param kind of wording
 * @param low figure, or lower end of a range
 * @param high figure or upper end; null for at least and over
 * @param printed how exactly the ends are printed
 * @param target whether it is a target, which more reaches too
 */
record Wording(String kind, double low, Double high, Printed printed, boolean target) {
    private static final double ABOUT = 0.025;

    /** How far a figure is from what is stated: a target that more reaches too is not nearer for that. */
    double distance(double computed) {
        return target ? Math.abs(computed - low) : Math.abs(gap(computed));
    }

    private boolean upwards() {
        return kind.equals("over") || kind.equals("at least") || high == null;
    }

    /** The figures that are allowed if no more digits are printed than surely are: never fewer than are allowed. */
    Interval widest() {
        return allowed(printed.most());
    }

    /** The figures that are allowed however many of the digits are printed. */
    Interval narrowest() {
        return allowed(printed.least());
    }

    private Interval allowed(double half) {
        if (upwards()) {
            return new Interval(low, !kind.equals("over"), Double.POSITIVE_INFINITY, false);
        }
        Interval within = within(half);
        return target ? new Interval(within.low(), within.withLow(), Double.POSITIVE_INFINITY, false) : within;
    }

    private Interval within(double half) {
        return switch (kind) {
            case "range" -> Interval.closed(low, high);
            case "nearly" -> Interval.closed(low - Math.max(2 * ABOUT * Math.abs(low), half), high);
            case "about" ->
                Interval.closed(
                        low - Math.max(ABOUT * Math.abs(low), half), high + Math.max(ABOUT * Math.abs(high), half));
            default -> Interval.closed(low - half, high + half);
        };
    }

    /** Computed less stated: from the nearer end of a range, 0 inside it and above an at least. */
    double gap(double computed) {
        if (upwards() || target) {
            return Math.min(0, computed - low);
        }
        return computed < low ? computed - low : computed > high ? computed - high : 0;
    }
}
