package org.lodestone.claims;

import java.util.List;
import org.lodestone.metric.RowName;

/**
 * One thing that a claim could mean, with its figure.
 *
 * @param name unique within the claim
 * @param computed in the claim's unit
 * @param computedLow lower bound where suppliers without a weight could have any; else the same
 * @param computedHigh upper bound where part of the data could be anybody's; else the same
 * @param converted whether it is an amount of money that was converted at a month's mean rate
 * @param product HS code, or null
 * @param period or null
 * @param basis value, weight ..., or null
 * @param source data set or publisher
 * @param purity of the code, or null
 * @param formula with the numbers in it
 * @param rows of reports and tables that the figure comes from
 * @param holdsIf the condition under which the claim is true by it; null where none follows
 */
record Definition(
        String name,
        Kind kind,
        double computed,
        double computedLow,
        double computedHigh,
        boolean converted,
        String product,
        String period,
        String basis,
        String source,
        String purity,
        String formula,
        List<RowName> rows,
        Condition holdsIf) {

    /** What a definition can settle. The order is that in which the nearest is looked for. */
    enum Kind {
        /** The claimed quantity itself, all that the claim names being as it names it: it reproduces or contradicts. */
        SAME("same_quantity"),
        /** The same, where the claim leaves open what is presumed here: it reproduces, but does not contradict. */
        PRESUMED("presumed_definition"),
        /** The claimed quantity by a code, period or rate that the claim does not name: a match is a proxy's. */
        WIDER("wider_definition"),
        /** The claimed quantity with an assumption that the claim does not make: a match counts if all of them match. */
        ASSUMED("by_assumption"),
        /** What another source states of the same quantity: it agrees or not, but it is no computation. */
        STATED("other_statement"),
        /** The quantity by a period, code, source or basis other than the one that the claim names: never a match. */
        NEIGHBOUR("other_definition"),
        /** Another quantity that stands near: it settles nothing. */
        OTHER("other_quantity");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        /** Whether the claim is judged by it. */
        boolean judges() {
            return this == SAME || this == PRESUMED || this == WIDER || this == ASSUMED;
        }

        /** Whether it is the claim's own definition. */
        boolean own() {
            return this == SAME || this == PRESUMED;
        }
    }

    /** The writer may have taken the rate of a day: so much is allowed besides the wording of converted money. */
    private static final double RATE_OF_A_DAY = 0.005;

    static Definition of(
            String name,
            Kind kind,
            double computed,
            String source,
            String formula,
            List<RowName> rows,
            Condition holdsIf) {
        return new Definition(
                name, kind, computed, computed, computed, false, null, null, null, source, null, formula, rows,
                holdsIf);
    }

    static Definition converted(
            String name, Kind kind, double computed, String formula, List<RowName> rows, Condition holdsIf) {
        return new Definition(
                name,
                kind,
                computed,
                computed,
                computed,
                true,
                null,
                null,
                null,
                "exchange rates",
                null,
                formula,
                rows,
                holdsIf);
    }

    /** The figures that the claim allows, by this definition. */
    static Interval allowed(Interval wording, boolean converted) {
        return converted ? wording.widened(RATE_OF_A_DAY) : wording;
    }

    /** Whether the figure is allowed, whatever is printed of the claim. */
    boolean fits(Wording wording) {
        return allowed(wording.narrowest(), converted).has(computed);
    }

    /** Whether the figure may be allowed, since it is not known how many digits of the claim are printed. */
    boolean mayFit(Wording wording) {
        return allowed(wording.widest(), converted).has(computed);
    }

    /** Whether no admissible figure is allowed, whatever is unspecified in the data. */
    boolean rulesOut(Wording wording) {
        return !allowed(wording.widest(), converted).meets(computedLow, computedHigh);
    }
}
