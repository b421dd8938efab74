package org.lodestone.claims;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The period that a claim names: calendar years, none, or one that no calendar year is (a month, a business year).
 *
 * @param named whether it names any
 * @param first year; null where it names no calendar years
 * @param last year
 */
record Period(boolean named, Integer first, Integer last) {
    private static final Pattern YEARS = Pattern.compile(
            "(?:in |year |calendar year )?((?:19|20)[0-9]{2})(?:\\s*(?:/|-|–|to)\\s*((?:19|20)[0-9]{2}))?");

    static Period of(String words) {
        String plain = words == null ? "" : words.strip();
        if (plain.isEmpty() || plain.equalsIgnoreCase("not stated")) {
            return new Period(false, null, null);
        }
        Matcher years = YEARS.matcher(plain);
        if (!years.matches()) {
            return new Period(true, null, null);
        }
        Integer first = Integer.valueOf(years.group(1));
        return new Period(true, first, years.group(2) == null ? first : Integer.valueOf(years.group(2)));
    }

    /** Whether a year lies in the years that are named. */
    boolean has(int year) {
        return first != null && first <= year && year <= last;
    }

    /** Whether it is that one year. */
    boolean is(int year) {
        return has(year) && years() == 1;
    }

    int years() {
        return first == null ? 0 : last - first + 1;
    }
}
