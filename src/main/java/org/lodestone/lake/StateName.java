package org.lodestone.lake;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * How a state of a lake is named: by a day, at whose end (UTC) it was the newest; by the load that made it; or by a pin.
 * No text is two of them.
 *
 * @param kind which of these
 * @param text as it is written
 */
public record StateName(Kind kind, String text) {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LOAD = Pattern.compile("\\d{8}T\\d{6,}Z-[0-9a-f]{8}");
    private static final Pattern PIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    /** What names a state. */
    public enum Kind {
        DAY,
        LOAD,
        PIN
    }

    /**
     * @throws IllegalArgumentException where the text can be no name of a state, with what one looks like
     */
    public static StateName of(String text) {
        if (DAY.matcher(text).matches()) {
            try {
                LocalDate.parse(text);
                return new StateName(Kind.DAY, text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("'" + text + "' is no day of the calendar", e);
            }
        }
        if (LOAD.matcher(text).matches()) {
            return new StateName(Kind.LOAD, text);
        }
        if (PIN.matcher(text).matches()) {
            return pin(text);
        }
        throw new IllegalArgumentException("'" + text + "' names no state; write a day as 2026-02-18, a load as"
                + " 'lodestone tables' lists it, or the name of a pin: a letter, then letters, digits, - _ or .");
    }

    /** @throws IllegalArgumentException where the text can be no name of a pin */
    public static StateName pin(String name) {
        if (!PIN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be a pin's name; write a letter, then at most 63 letters, digits, - _ or .");
        }
        return new StateName(Kind.PIN, name);
    }

    /** @throws IllegalStateException where it is no day */
    LocalDate day() {
        if (kind != Kind.DAY) {
            throw new IllegalStateException(text + " is no day.");
        }
        return LocalDate.parse(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
