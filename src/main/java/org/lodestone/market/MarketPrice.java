package org.lodestone.market;

/**
 * The price behind a market in dollars, against what other scenarios say of its tonnes. A scenario that states dollars and
 * tonnes has a price; of one that states dollars alone it is not known, and at the assumed price of sales the dollars
 * imply tonnes. Where these are far from the tonnes that other scenarios of the market state, price and market contradict
 * each other: neither is fitted to the other, and a share in dollars does not go with one in tonnes.
 *
 * @param statedUsdPerKg the scenario's own price, or null
 * @param impliedTonnes its dollars at the assumed price; null where it states tonnes, or no price is assumed
 * @param otherTonnesLow the smallest market of the other scenarios; null where none states tonnes of the year
 * @param otherTonnesHigh the largest
 */
record MarketPrice(Double statedUsdPerKg, Double impliedTonnes, Double otherTonnesLow, Double otherTonnesHigh) {
    /** Implied tonnes that are more than this times the largest, or less than this part of the smallest, are far. */
    static final double FAR = 1.5;

    /** Null where there is nothing to compare. */
    Boolean contradicts() {
        return impliedTonnes == null || otherTonnesLow == null
                ? null
                : Boolean.valueOf(impliedTonnes > FAR * otherTonnesHigh || impliedTonnes * FAR < otherTonnesLow);
    }
}
