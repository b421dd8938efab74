package org.lodestone.dependency;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * Σ v² over whole numbers, the same to the last bit in whatever order and in however many parts the rows are added.
 *
 * <p>A sum of squared doubles depends on its order, and the square of a LONG does not fit into one. So v = a·2²⁷ + b is
 * cut into two parts, and Σa², Σab and Σb², which fit, are summed as LONG: v² = a²·2⁵⁴ + 2ab·2²⁷ + b². With v below 2⁵³
 * each part of a term is below 2⁵⁴, so 512 terms of the largest size fit; Spark fails on overflow rather than wrapping
 * around.
 */
final class SumOfSquares {
    private static final int BITS = 27;

    private SumOfSquares() {}

    /**
     * @param figure LONG, 0 to 2⁵³; null counts as 0
     * @return an aggregate, DOUBLE: the exact sum, rounded in the three last steps only
     */
    static Column of(Column figure) {
        Column whole = coalesce(figure, lit(0L));
        Column a = shiftright(whole, BITS);
        Column b = whole.minus(a.multiply(1L << BITS));
        return exact(a.multiply(a), Math.scalb(1.0, 2 * BITS))
                .plus(exact(a.multiply(b), Math.scalb(1.0, BITS + 1)))
                .plus(exact(b.multiply(b), 1.0));
    }

    private static Column exact(Column part, double scale) {
        return sum(part).cast(DataTypes.DoubleType).multiply(scale);
    }

    /** The same of numbers that are added one by one. */
    static final class Exact {
        private long aa;
        private long ab;
        private long bb;

        /** @param figure 0 to 2⁵³ */
        void add(long figure) {
            long a = figure >> BITS;
            long b = figure - (a << BITS);
            aa = Math.addExact(aa, a * a);
            ab = Math.addExact(ab, a * b);
            bb = Math.addExact(bb, b * b);
        }

        double value() {
            return aa * Math.scalb(1.0, 2 * BITS) + ab * Math.scalb(1.0, BITS + 1) + bb;
        }
    }
}
