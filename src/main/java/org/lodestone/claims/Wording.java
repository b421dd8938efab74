package org.lodestone.claims;

import java.math.BigDecimal;

/**
 * Whether a computed figure is what a claim says, given how it is worded: exact within half of its last digit, about and
 * nearly within 2.5 % of it, over from above it, at least from it upwards, a range inside it. An amount of money that was
 * converted between currencies is held to 0.5 % of the larger of the two, whatever the wording.
 *
 * @param kind of wording
 * @param low figure, or lower end of a range
 * @param high figure or upper end; null for at least and over
 */
record Wording(String kind, double low, Double high) {
    private static final double ABOUT = 0.025;
    private static final double CONVERTED = 0.005;
    /** Half a digit away still rounds to the figure; this much more is for binary fractions. */
    private static final double BINARY = 1 + 1e-9;

    private boolean upwards() {
        return kind.equals("over") || kind.equals("at least") || high == null;
    }

    private double slack(double end) {
        if (kind.equals("range")) {
            return 0;
        }
        boolean about = kind.equals("about") || kind.equals("nearly");
        return (about ? ABOUT * Math.abs(end) : halfOfLastDigit(end)) * BINARY;
    }

    private static double halfOfLastDigit(double figure) {
        int decimals =
                Math.max(0, BigDecimal.valueOf(figure).stripTrailingZeros().scale());
        return 0.5 * Math.pow(10, -decimals);
    }

    /**
     * @param computed figure
     * @param converted whether it is an amount of money that was converted
     */
    boolean fits(double computed, boolean converted) {
        if (upwards()) {
            return kind.equals("over") ? computed > low : computed >= low - Math.abs(low) * 1e-12;
        }
        if (converted) {
            return Math.abs(gap(computed)) <= CONVERTED * Math.max(Math.abs(computed), Math.abs(high)) * BINARY;
        }
        return computed >= low - slack(low) && computed <= high + slack(high);
    }

    /** Whether any figure from one to the other would fit. */
    boolean fitsBetween(double from, double to) {
        return fits(from, false) || fits(to, false) || from < low && (high == null ? to > low : to > high);
    }

    /** Computed less stated: from the nearer end of a range, 0 inside it and above an at least. */
    double gap(double computed) {
        if (upwards()) {
            return Math.min(0, computed - low);
        }
        return computed < low ? computed - low : computed > high ? computed - high : 0;
    }
}
