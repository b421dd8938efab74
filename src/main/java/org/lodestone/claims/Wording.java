package org.lodestone.claims;

import java.math.BigDecimal;
import java.util.Set;

/**
 * Whether a computed figure is what a claim says, given how it is worded: exact within half of its last digit, about and
 * nearly within 2.5 % of it, over and at least from it upwards, a range inside it; amounts of money within 0.5 % where
 * that is wider.
 *
 * @param kind of wording
 * @param low figure, or lower end of a range
 * @param high figure or upper end; null for at least and over
 * @param money whether the figure is an amount of money
 */
record Wording(String kind, double low, Double high, boolean money) {
    private static final double ABOUT = 0.025;
    private static final double MONEY = 0.005;
    private static final Set<String> UPWARDS = Set.of("over", "at least");

    /** How far from the stated figure a computed one may be. */
    double tolerance() {
        double rounding = kind.equals("about") || kind.equals("nearly") ? ABOUT * Math.abs(low) : halfOfLastDigit();
        return money ? Math.max(rounding, MONEY * Math.abs(low)) : rounding;
    }

    private double halfOfLastDigit() {
        int decimals = Math.max(0, BigDecimal.valueOf(low).stripTrailingZeros().scale());
        return 0.5 * Math.pow(10, -decimals);
    }

    boolean fits(double computed) {
        // Half a digit away still rounds to the figure; the rest is for binary fractions.
        double slack = tolerance() * (1 + 1e-9);
        if (UPWARDS.contains(kind) || high == null) {
            return computed >= low - low * 1e-12;
        }
        return kind.equals("range") ? computed >= low && computed <= high : Math.abs(computed - low) <= slack;
    }

    /** Computed less stated: from the nearer end of a range, 0 inside it and above an at least. */
    double gap(double computed) {
        if (UPWARDS.contains(kind) || high == null) {
            return Math.min(0, computed - low);
        }
        if (kind.equals("range")) {
            return computed < low ? computed - low : computed > high ? computed - high : 0;
        }
        return computed - low;
    }
}
