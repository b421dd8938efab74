package org.lodestone.market;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
    /** An input's draws, and their ranks once somebody asked for them. */
    private static final class Drawn {
        private final double[] values;
        private double[] ranks;

        Drawn(double[] values) {
            this.values = values;
        }
    }

    private final int draws;
    private final long seed;
    /** Plans share most of their inputs. What memory has no room for is drawn again. */
    private final Map<Input, SoftReference<Drawn>> known = new HashMap<>();

    Draws(int draws, long seed) {
        this.draws = draws;
        this.seed = seed;
    }

    /** All draws of an input: not to be changed. */
    double[] values(Input input) {
        return drawn(input).values;
    }

    /** The ranks of its draws, from 1, ties having their mean; null where all draws are the same. */
    double[] ranks(Input input) {
        Drawn drawn = drawn(input);
        if (drawn.ranks == null && varies(drawn.values)) {
            drawn.ranks = ranks(drawn.values);
        }
        return drawn.ranks;
    }

    private Drawn drawn(Input input) {
        SoftReference<Drawn> before = known.get(input);
        Drawn drawn = before == null ? null : before.get();
        if (drawn == null) {
            drawn = new Drawn(of(input, draws, seed));
            known.put(input, new SoftReference<>(drawn));
        }
        return drawn;
    }

    /**
     * The ranks of figures, from 1, ties having their mean. Sorting plain numbers takes a tenth of what the sorting of
     * objects in commons-math's NaturalRanking takes, and half of all odds' time went there.
     */
    static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] places = new double[sorted.length];
        for (int first = 0, next; first < sorted.length; first = next) {
            next = first + 1;
            while (next < sorted.length && Double.compare(sorted[next], sorted[first]) == 0) {
                next++;
            }
            Arrays.fill(places, first, next, (first + 1 + next) / 2.0);
        }
        return Arrays.stream(values)
                .map(value -> places[Arrays.binarySearch(sorted, value)])
                .toArray();
    }

    static boolean varies(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    /** All draws of an input. */
    static double[] of(Input input, int draws, long seed) {
        double[] values = new double[draws];
        if (!input.varies()) {
            Arrays.fill(values, input.central());
            return values;
        }
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
