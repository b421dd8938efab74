package org.lodestone.contracts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the price of a contract is held against: {@code imports from CHN of HS 850511 by KOR in 2024, UN Comtrade HS2022}.
 *
 * @param supplier ISO 3166-1 alpha-3; null for all
 */
public record CustomsPrice(String supplier, String product, String importer, int year, String source) {
    private static final Pattern WORDS =
            Pattern.compile("imports (?:from (\\w+) )?of HS (\\w+) by (\\w+) in ([0-9]+), (.*)");

    CustomsPrice from(String one) {
        return new CustomsPrice(one, product, importer, year, source);
    }

    String words() {
        return "imports" + (supplier == null ? "" : " from " + supplier) + " of HS " + product + " by " + importer
                + " in " + year + ", " + source;
    }

    /** What {@link #words} was made from; empty of other words. */
    public static Optional<CustomsPrice> read(String words) {
        Matcher matcher = WORDS.matcher(words);
        return matcher.matches()
                ? Optional.of(new CustomsPrice(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        Integer.parseInt(matcher.group(4)),
                        matcher.group(5)))
                : Optional.empty();
    }
}
