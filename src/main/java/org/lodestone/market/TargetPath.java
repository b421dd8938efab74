package org.lodestone.market;

/**
 * Ways from a share S0 in a base year to a target share T, n years later: linear, S0 + (T - S0)·k/n; constant growth,
 * S0·(1 + g)^k with g = (T/S0)^(1/n) - 1; and logistic with a ceiling C, S(k) = C / (1 + (C/S0 - 1)·e^(-rk)) with r such
 * that S(n) = T (P.-F. Verhulst, 1838). After the target year they stay at T.
 */
final class TargetPath {
    private final double base;
    private final double target;
    private final int years;
    private final Double ceiling;

    /**
     * @param base share in the base year
     * @param years from base to target, at least 1
     * @param ceiling above the target, or null
     */
    TargetPath(double base, double target, int years, Double ceiling) {
        this.base = base;
        this.target = target;
        this.years = years;
        this.ceiling = ceiling;
    }

    double linear(int elapsed) {
        return elapsed >= years ? target : base + (target - base) * elapsed / years;
    }

    /** The growth of the share a year; null from a share of zero. */
    Double growth() {
        return base <= 0 ? null : StrictMath.pow(target / base, 1.0 / years) - 1;
    }

    Double constantGrowth(int elapsed) {
        Double growth = growth();
        return growth == null
                ? null
                : Double.valueOf(elapsed >= years ? target : base * StrictMath.pow(1 + growth, elapsed));
    }

    /** Null without a ceiling, from a share of zero and from one that is not below the ceiling. */
    Double logistic(int elapsed) {
        if (ceiling == null || base <= 0 || base >= ceiling) {
            return null;
        }
        if (elapsed >= years) {
            return target;
        }
        double first = ceiling / base - 1;
        double rate = StrictMath.log(first / (ceiling / target - 1)) / years;
        return ceiling / (1 + first * StrictMath.exp(-rate * elapsed));
    }
}
