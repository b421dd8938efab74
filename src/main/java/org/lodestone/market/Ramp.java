package org.lodestone.market;

/**
 * How a plant comes up to its nameplate: 0 before it starts, 1 after the ramp, and between them the logistic curve
 * 1 / (1 + e^(-10 (t - 1/2))) of the elapsed part t of the ramp, stretched so that it starts at 0 and ends at 1.
 *
 * <p>A year's output is the integral of the rate over the year, not the rate in its middle. The curve's integral is
 * ln(1 + e^(10 (t - 1/2))) / 10; since it is symmetric about t = 1/2, a whole ramp yields half of what a plant in full
 * makes in that time.
 */
final class Ramp {
    private Ramp() {}

    /** Steepness: over the ramp the curve goes from 0.7 % to 99.3 % before it is stretched to 0 and 1. */
    private static final double STEEPNESS = 10;

    private static final double FIRST = logistic(0);
    private static final double HEIGHT = logistic(1) - FIRST;
    private static final double AREA_BEFORE = StrictMath.log1p(StrictMath.exp(-STEEPNESS / 2)) / STEEPNESS;

    /**
     * The part of its nameplate at which a plant runs.
     *
     * @param age years since the start
     * @param rampYears length of the ramp; 0 for none
     */
    static double at(double age, double rampYears) {
        if (age < 0) {
            return 0;
        }
        return age >= rampYears ? 1 : (logistic(age / rampYears) - FIRST) / HEIGHT;
    }

    /** The mean of {@link #at} over the year that begins at an age, which is below 0 where it begins before the start. */
    static double inYear(double age, double rampYears) {
        if (age <= -1) {
            return 0;
        }
        return age >= rampYears ? 1 : until(age + 1, rampYears) - until(age, rampYears);
    }

    /** What has been made up to an age, in years of full output. */
    private static double until(double age, double rampYears) {
        if (age <= 0) {
            return 0;
        }
        if (age >= rampYears) {
            return age - rampYears / 2;
        }
        double elapsed = age / rampYears;
        double area = StrictMath.log1p(StrictMath.exp(STEEPNESS * (elapsed - 0.5))) / STEEPNESS - AREA_BEFORE;
        return rampYears * (area - FIRST * elapsed) / HEIGHT;
    }

    private static double logistic(double elapsed) {
        // StrictMath gives the same bits on every machine.
        return 1 / (1 + StrictMath.exp(-STEEPNESS * (elapsed - 0.5)));
    }
}
