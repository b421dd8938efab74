package org.lodestone.reference;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How exactly a figure is printed: it may be off by half of its last printed digit. "1.8 trillion" stands for 1.75 to
 * 1.85 trillion, "90 %" for 89.5 to 90.5 %.
 *
 * <p>The digits are read off the words of the source where these are given. Of a bare figure such as 1,800,000 the noughts
 * at its end may be printed or filled in, so only two limits are known: half of its last digit, and half of the last digit
 * that is not a nought. Percentages and spans of years are printed to the unit, and a calendar year is nothing but itself.
 *
 * @param least half of the last digit that may be printed
 * @param most half of the last digit that surely is
 */
public record Printed(double least, double most) {
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:[.,][0-9]+)*)[\\s-]*([A-Za-z]+|%)?");
    private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?");
    private static final Map<String, Double> SCALES = Map.ofEntries(
            Map.entry("k", 1e3),
            Map.entry("thousand", 1e3),
            Map.entry("m", 1e6),
            Map.entry("mn", 1e6),
            Map.entry("million", 1e6),
            Map.entry("b", 1e9),
            Map.entry("bn", 1e9),
            Map.entry("billion", 1e9),
            Map.entry("tn", 1e12),
            Map.entry("trillion", 1e12));
    /** The figure that stands in words is the stated one but for binary fractions. */
    private static final double SAME = 1e-9;

    /**
     * @param figure as it is stated
     * @param unit percent, year, years or another
     * @param quoted the words of the source, or null
     */
    public static Printed of(double figure, String unit, String quoted) {
        if ("year".equals(unit)) {
            return to(0);
        }
        Printed inWords = quoted == null ? null : inWords(figure, quoted);
        return inWords == null ? bare(figure, unit) : inWords;
    }

    /** Half of the last printed digit, where it is known. */
    public static Printed to(double half) {
        return new Printed(half, half);
    }

    /** Whether it is known how many digits are printed. */
    public boolean known() {
        return least == most;
    }

    /** The digits of each number in the words that is this figure; null where none is. */
    private static Printed inWords(double figure, String quoted) {
        Printed found = null;
        Matcher number = NUMBER.matcher(quoted);
        while (number.find()) {
            String digits = number.group(1);
            String word = number.group(2) == null ? "" : number.group(2).toLowerCase(Locale.ROOT);
            double scale = SCALES.getOrDefault(word, 1.0);
            boolean percent = word.equals("%") || word.equals("percent");
            for (String plain : new String[] {
                THOUSANDS.matcher(digits).matches() ? digits.replace(",", "") : "", //
                digits.replace(',', '.')
            }) {
                if (!plain.matches("[0-9]+(\\.[0-9]+)?")) {
                    continue;
                }
                BigDecimal value = new BigDecimal(plain);
                double half = 0.5 * Math.pow(10, -value.scale());
                for (double times : percent ? new double[] {1, 0.01} : new double[] {scale, 1}) {
                    if (Math.abs(value.doubleValue() * times - Math.abs(figure)) <= SAME * Math.abs(figure)) {
                        found = with(found, half * times);
                        break;
                    }
                }
            }
        }
        return found;
    }

    private static Printed with(Printed found, double half) {
        return found == null ? to(half) : new Printed(Math.min(found.least, half), Math.max(found.most, half));
    }

    private static Printed bare(double figure, String unit) {
        BigDecimal plain = BigDecimal.valueOf(figure).stripTrailingZeros();
        double least = 0.5 * Math.pow(10, -Math.max(0, plain.scale()));
        boolean toTheUnit = "percent".equals(unit) || "years".equals(unit);
        boolean told = toTheUnit || plain.signum() == 0 || plain.scale() >= 0;
        return new Printed(least, told ? least : 0.5 * Math.pow(10, -plain.scale()));
    }
}
