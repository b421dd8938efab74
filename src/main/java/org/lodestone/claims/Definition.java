package org.lodestone.claims;

/**
 * One thing that a claim could mean, with its figure.
 *
 * @param name unique within the claim
 * @param kind {@link #SAME}, {@link #WIDER}, {@link #STATED} or {@link #OTHER}
 * @param computed in the claim's unit
 * @param computedHigh upper bound where part of the data could be anybody's; else the same
 * @param product HS code, or null
 * @param period or null
 * @param basis value, weight ..., or null
 * @param source data set or publisher
 * @param purity of the code, or null
 * @param formula with the numbers in it
 * @param rows where the figure comes from: report or table and key
 */
record Definition(
        String name,
        String kind,
        double computed,
        double computedHigh,
        String product,
        String period,
        String basis,
        String source,
        String purity,
        String formula,
        String rows) {

    /** The claimed quantity itself: it can reproduce a claim and contradict it. */
    static final String SAME = "same_quantity";
    /** The claimed quantity by a code or period that is not exactly the claim's: it can reproduce a claim only. */
    static final String WIDER = "wider_definition";
    /** What another source states of the same quantity: it agrees or not, but it is no computation. */
    static final String STATED = "other_statement";
    /** Another quantity that stands near: it can do neither. */
    static final String OTHER = "other_quantity";

    static Definition of(String name, String kind, double computed, String source, String formula, String rows) {
        return new Definition(name, kind, computed, computed, null, null, null, source, null, formula, rows);
    }

    boolean reproduces() {
        return kind.equals(SAME) || kind.equals(WIDER);
    }

    boolean converted() {
        return name.startsWith("at the mean rate");
    }
}
