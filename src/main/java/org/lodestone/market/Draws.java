package org.lodestone.market;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Erf;
import org.lodestone.market.Assumptions.Input;

/**
 * Draws of inputs. Draw k comes from a generator seeded by the seed, k and the name that the input is drawn as, so that
 * neither the number of partitions nor another input changes it, and all plans meet the same futures.
 *
 * <p>Inputs are independent of each other, except that what several plants or contracts draw from one row may share a
 * stated part c of its variance: z = √c · common + √(1 − c) · own, both standard normal, and the input's quantile at
 * Φ(z). That is the one-factor Gaussian copula (O. Vasicek, 2002); each draw keeps the row's own distribution.
 */
final class Draws {
    private Draws() {}

    /** All draws of an input. */
    static double[] of(Input input, int draws, long seed) {
        double[] values = new double[draws];
        long own = hash(input.drawnAs());
        long common = hash(input.id());
        double shared = input.own() == null ? 0 : input.commonShare();
        for (int k = 0; k < draws; k++) {
            SplittableRandom random = random(seed, own, k);
            if (shared == 0) {
                values[k] = input.distribution().equals("log_normal")
                        ? logNormal(input, normal(random))
                        : quantile(input, random.nextDouble());
            } else {
                double z = Math.sqrt(shared) * normal(random(seed, common, k)) + Math.sqrt(1 - shared) * normal(random);
                values[k] = input.distribution().equals("log_normal")
                        ? logNormal(input, z)
                        : quantile(input, Erf.erfc(-z / Math.sqrt(2)) / 2);
            }
        }
        return values;
    }

    private static SplittableRandom random(long seed, long name, int k) {
        return new SplittableRandom(seed ^ name ^ (k + 1L) * 0x9E3779B97F4A7C15L);
    }

    private static double logNormal(Input input, double z) {
        return input.central() * StrictMath.exp(input.sigma() * z);
    }

    private static double quantile(Input input, double part) {
        return switch (input.distribution()) {
            case "triangular" -> triangular(input, part);
            case "uniform" -> input.low() + part * (input.high() - input.low());
            case "bernoulli" -> part < input.central() ? 1 : 0;
            default -> input.central();
        };
    }

    /** The inverse of the triangular distribution's function. */
    private static double triangular(Input input, double part) {
        double width = input.high() - input.low();
        double below = (input.central() - input.low()) / width;
        return part < below
                ? input.low() + Math.sqrt(part * width * (input.central() - input.low()))
                : input.high() - Math.sqrt((1 - part) * width * (input.high() - input.central()));
    }

    /** A standard normal figure (G. E. P. Box and M. E. Muller, 1958). */
    private static double normal(SplittableRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** FNV-1a: the same on every machine. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one) * 0x100000001b3L;
        }
        return hash;
    }
}
