package org.lodestone.table;

/**
 * What a rounded ratio leaves open. A comparison of ratios that {@link Table#conform} rounded holds if it holds for some
 * figures that round to these, so each term of it is moved, by its own rounding, to where the comparison is easiest to
 * meet. A tolerance that is written as a number instead forgets that a term is squared, doubled or divided.
 */
public final class Rounding {
    /** A ratio is off by half a unit of its last decimal at most. */
    private static final double HALF_A_UNIT = 0.5 * Math.pow(10, -Table.RATIO_DECIMALS);

    /**
     * And by the arithmetic of doubles, 2⁻⁵³ a step: the product and the quotient of the rounding itself, and the few steps
     * of a comparison.
     */
    private static final double ARITHMETIC = 1e-15;

    private Rounding() {}

    /** The least that a ratio of a table may have been before it was rounded, in Spark SQL. */
    public static String least(String ratio) {
        return "(" + ratio + " - " + off(ratio) + ")";
    }

    /** The most that it may have been. */
    public static String most(String ratio) {
        return "(" + ratio + " + " + off(ratio) + ")";
    }

    /**
     * Whether a rounded ratio is above another whatever both were before they were rounded. One that is not known is above
     * nothing, and nothing above it.
     */
    public static boolean above(Double ratio, Double other) {
        return ratio != null && other != null && ratio - other > 2 * (HALF_A_UNIT + ARITHMETIC);
    }

    private static String off(String ratio) {
        return "(" + HALF_A_UNIT + "D + " + ARITHMETIC + "D * greatest(1D, abs(" + ratio + ")))";
    }
}
