package org.lodestone.claims;

import java.util.Locale;

/**
 * The condition under which a claim is true: a quantity that the claim does not name, and the figures of it with which
 * the claim holds. It holds with every figure from the lower to the upper end and with none beyond, as long as all else
 * is as the data have it.
 *
 * @param quantity a code such as goods_part_of_code
 * @param low null for none
 * @param high null for none
 * @param found what the data or the assumption have; null where nothing is known
 * @param unit of these figures
 * @param words the condition in a sentence
 */
record Condition(String quantity, Double low, Double high, Double found, String unit, String words) {
    static final String GOODS_PART_OF_CODE = "goods_part_of_code";

    /**
     * The claim's goods are a part x of a code of which the origin has a share s; the claim gives the origin a share c of
     * the goods, and nothing is known of the rest of the code. Then x·c ≤ s and s ≤ x·c + 1 − x: x is at most s/c_low
     * where s is below all that is claimed, and at most (1 − s)/(1 − c_high) where it is above. What is unspecified in the
     * data may be the origin's or not. (The method of bounds of Duncan and Davis, An Alternative to Ecological
     * Correlation, American Sociological Review 18, 1953, solved for the part instead of the share.)
     *
     * @param claimed shares that the claim allows, parts of 1
     * @param low the origin's share of the code without what is unspecified
     * @param high its share with all of that
     * @param goods in words
     * @param code the code, basis and period in words
     * @param origin in words
     */
    static Condition partOfCode(Interval claimed, double low, double high, String goods, String code, String origin) {
        double most = most(claimed, low, high);
        String words;
        if (most >= 1) {
            words = upper(goods) + " may be any part of " + code + ".";
        } else if (most <= 0) {
            words = "None of " + code + " is " + goods + ".";
        } else if (high < claimed.low()) {
            words = String.format(
                    Locale.ROOT,
                    "%s are %s %.1f %% of %s (%.2f %% / %.2f %%); with so many of them, nothing else in the code comes"
                            + " from %s.",
                    upper(goods),
                    claimed.withLow() ? "at most" : "less than",
                    100 * most,
                    code,
                    100 * high,
                    100 * claimed.low(),
                    origin);
        } else {
            words = String.format(
                    Locale.ROOT,
                    "%s are %s %.1f %% of %s (%.2f %% / %.2f %%, the parts of others); with so many of them, all else in"
                            + " the code comes from %s.",
                    upper(goods),
                    claimed.withHigh() ? "at most" : "less than",
                    100 * most,
                    code,
                    100 * (1 - low),
                    100 * (1 - claimed.high()),
                    origin);
        }
        return new Condition(GOODS_PART_OF_CODE, null, most, null, "fraction", words);
    }

    /** The largest part of a whole whose share is claimed, where the whole has a share between low and high. */
    private static double most(Interval claimed, double low, double high) {
        double most = 1;
        if (claimed.low() > 0) {
            most = Math.min(most, high / claimed.low());
        }
        if (claimed.high() < 1) {
            most = Math.min(most, (1 - low) / (1 - claimed.high()));
        }
        return most;
    }

    /**
     * The code is a part y of the claim's goods, the rest of which stands in other codes: c = y·s + (1 − y)·r with r from
     * 0 to 1, so y is at most c_high/s where s is above all that is claimed, and at most (1 − c_low)/(1 − s) where it is
     * below.
     */
    static Condition codeOfGoods(Interval claimed, double low, double high, String goods, String code, String origin) {
        double most = 1;
        if (low > 0) {
            most = Math.min(most, claimed.high() / low);
        }
        if (high < 1) {
            most = Math.min(most, (1 - claimed.low()) / (1 - high));
        }
        String words = most >= 1
                ? upper(code) + " may hold any part of " + goods + "."
                : String.format(
                        Locale.ROOT,
                        "%s holds at most %.1f %% of the %s; with so many, %s of those in other codes come from %s.",
                        upper(code),
                        100 * most,
                        goods,
                        high < claimed.low() ? "all" : "none",
                        origin);
        return new Condition("code_part_of_goods", null, most, null, "fraction", words);
    }

    /** What the origin would have to have of a total, all else being as it is. */
    static Condition amountOfTotal(
            Interval claimed, double found, double foundHigh, double total, String unit, String what) {
        Interval needed = claimed.times(total);
        String between = between(needed.low(), needed.high(), unit);
        String words = String.format(
                Locale.ROOT,
                "%s come to %s of the %s %s; the data have %s%s.",
                upper(what),
                between,
                amount(total),
                unit,
                amount(found),
                foundHigh > found * (1 + 1e-9) ? ", and " + amount(foundHigh) + " with all that is unspecified" : "");
        return new Condition(
                "origin_" + (unit.equals("kg") ? "weight" : "value"),
                finite(needed.low()),
                finite(Math.min(total, needed.high())),
                found,
                unit,
                words);
    }

    /**
     * An amount in one currency is so much in another at these rates.
     *
     * @param claimed in the other currency, above zero
     */
    static Condition rate(Interval claimed, double amount, double used, String currency, String unit, String last) {
        double low = amount / claimed.high();
        double high = amount / claimed.low();
        String words = String.format(
                Locale.ROOT,
                "%s %s is %s; %.4f is used here%s.",
                currency,
                "per " + unit,
                rates(low, high),
                used,
                last == null ? "" : "; the mean of a month was last so in " + last);
        return new Condition(
                "exchange_rate",
                over(amount, claimed.high()),
                over(amount, claimed.low()),
                used,
                currency + " per " + unit,
                upper(words));
    }

    private static String rates(double low, double high) {
        if (Double.isInfinite(high)) {
            return String.format(Locale.ROOT, "at least %.4f", low);
        }
        return low <= 0
                ? String.format(Locale.ROOT, "at most %.4f", high)
                : String.format(Locale.ROOT, "%.4f to %.4f", low, high);
    }

    /** What is missing in a sum, or too much where it is below zero. */
    static Condition missing(Interval claimed, double sum, String unit, String what) {
        double low = claimed.low() - sum;
        double high = claimed.high() - sum;
        String words = low > 0
                ? "Another " + between(low, high, unit) + " belong to " + what + "."
                : high < 0
                        ? upper(what) + " have " + between(-high, -low, unit) + " too much."
                        : "Nothing has to be added to " + what + ".";
        return new Condition("missing_amount", finite(low), finite(high), 0.0, unit, words);
    }

    /** The same with a unit's need that is assumed: tonnes over kilograms a unit gives units. */
    static Condition perUnit(Interval claimed, double tonnes, double kg, String one) {
        double low = tonnes * 1000 / claimed.high();
        double high = tonnes * 1000 / claimed.low();
        String needed = between(claimed.low() * kg / 1000, claimed.high() * kg / 1000, "t");
        String words = String.format(
                Locale.ROOT,
                "%s takes %s of magnet (%s is assumed), or at %s kg %s of the %s t serve.",
                upper(one),
                small(low, high, "kg"),
                plain(kg),
                plain(kg),
                needed,
                amount(tonnes));
        return new Condition(
                "magnet_kg_per_unit",
                over(tonnes * 1000, claimed.high()),
                over(tonnes * 1000, claimed.low()),
                kg,
                "kg",
                words);
    }

    /** A market's value is its tonnes at a price. */
    static Condition price(Interval claimed, double tonnes, double used) {
        double low = claimed.low() / tonnes / 1000;
        double high = claimed.high() / tonnes / 1000;
        String words = String.format(
                Locale.ROOT,
                "A kilogram costs %s; the price here is %.2f USD, and the market %s t.",
                small(low, high, "USD"),
                used,
                amount(tonnes));
        return new Condition("price_usd_per_kg", finite(low), finite(high), used, "USD per kg", words);
    }

    /** What is to be delivered for a share of a market. */
    static Condition delivery(Interval claimed, double delivered, double market, String unit) {
        Interval needed = claimed.times(market);
        double missing = needed.low() - delivered;
        String words = String.format(
                Locale.ROOT,
                "The plan delivers %s of a market of %s %s: %s.",
                between(needed.low(), needed.high(), unit),
                amount(market),
                unit,
                missing > 0
                        ? amount(missing) + " more than its " + amount(delivered)
                        : "it delivers " + amount(delivered));
        return new Condition("delivery", finite(needed.low()), finite(needed.high()), delivered, unit, words);
    }

    /** A part of a whole that is not known: the whole with which it is the claimed part. */
    static Condition wholeOf(Interval claimed, double part, String what, String beside) {
        double low = part / claimed.high();
        double high = part / claimed.low();
        return new Condition(
                "whole_tonnes",
                over(part, claimed.high()),
                over(part, claimed.low()),
                null,
                "t per year",
                upper(what) + " is " + between(low, high, "t a year") + beside + ".");
    }

    /** The year in which a contract would have to end. */
    static Condition lastYear(Interval claimed, int first, int last, int counted) {
        double low = first + claimed.low() - counted;
        double high = first + claimed.high() - counted;
        return new Condition(
                "last_year",
                finite(Math.ceil(low)),
                finite(Math.floor(high)),
                (double) last,
                "year",
                String.format(Locale.ROOT, "It ends in %.0f and not in %d.", Math.ceil(low), last));
    }

    // ---- words -------------------------------------------------------------------------------------------------

    private static Double finite(double figure) {
        return Double.isInfinite(figure) || Double.isNaN(figure) ? null : Double.valueOf(figure);
    }

    /** A quotient; null where what it is divided by has no end. */
    private static Double over(double amount, double claimed) {
        return Double.isInfinite(claimed) || claimed <= 0 ? null : Double.valueOf(amount / claimed);
    }

    /** An amount to four digits at least: half a kilogram is not one, and 89.5 is neither 89 nor 90. */
    static String amount(double figure) {
        double size = Math.abs(figure);
        int decimals = size == 0 ? 0 : Math.min(9, 3 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%,." + Math.max(0, decimals) + "f", figure);
        return decimals > 0 ? text.replaceFirst("[.]?0+$", "") : text;
    }

    private static String between(double low, double high, String unit) {
        return words(low, high, amount(low), amount(high), unit);
    }

    private static String small(double low, double high, String unit) {
        return words(
                low, high, String.format(Locale.ROOT, "%.3f", low), String.format(Locale.ROOT, "%.3f", high), unit);
    }

    private static String words(double low, double high, String from, String to, String unit) {
        if (Double.isInfinite(high)) {
            return "at least " + from + " " + unit;
        }
        return low <= 0
                ? "at most " + to + " " + unit
                : from.equals(to) ? from + " " + unit : from + " to " + to + " " + unit;
    }

    private static String plain(double figure) {
        return java.math.BigDecimal.valueOf(figure).stripTrailingZeros().toPlainString();
    }

    private static String upper(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
