package org.lodestone.notebook;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.types.StructField;
import org.lodestone.table.Unit;

/** How values are written in tables and charts, by their unit. */
final class CellText {
    private static final String UNKNOWN = "not known";
    private static final double LEAST_SHOWN_SHARE = 0.00005;

    private CellText() {}

    /** The unit that a report's column declares; null for a column that declares none. */
    static Unit unit(StructField field) {
        if (!field.metadata().contains("unit")) {
            return null;
        }
        String label = field.metadata().getString("unit");
        return Arrays.stream(Unit.values())
                .filter(unit -> unit.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** A value as people read it; a figure that is null is not known, a text that is null is empty. */
    static String of(Object value, Unit unit, boolean figure) {
        if (value == null) {
            return figure ? UNKNOWN : "";
        }
        if (value instanceof Number number) {
            return number(number, unit);
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        return visible(value instanceof Timestamp time ? time.toInstant().toString() : value.toString());
    }

    private static String number(Number number, Unit unit) {
        if (unit == Unit.YEAR || unit == Unit.RANK || unit == Unit.CODE) {
            return number.toString();
        }
        if (!(number instanceof Double || number instanceof Float || number instanceof BigDecimal)) {
            return grouped(number.longValue());
        }
        double figure = number.doubleValue();
        if (unit == null) {
            return general(figure);
        }
        return switch (unit) {
            case FRACTION, GROWTH -> percent(figure);
            case POINTS, USD_PER_KG, MONEY -> decimals(figure, 2);
            case INDEX, PER_USD -> decimals(figure, 4);
            case USD, KRW -> decimals(figure, 0);
            // The magnet of a vehicle, and a country's imports.
            case KG -> Math.abs(figure) < 1_000 ? general(figure) : decimals(figure, 0);
            case TONNES, YEARS, DAYS -> decimals(figure, 1);
            default -> general(figure);
        };
    }

    private static String grouped(long number) {
        return Math.abs(number) < 10_000 ? Long.toString(number) : String.format(Locale.ROOT, "%,d", number);
    }

    /** A share in percent. What is there and would be written as nothing, or not all and as all, is said to be so. */
    static String percent(double share) {
        if (share > 0 && share < LEAST_SHOWN_SHARE) {
            return "< 0.01 %";
        }
        return share < 1 && share >= 1 - LEAST_SHOWN_SHARE ? "> 99.99 %" : decimals(share * 100, 2) + " %";
    }

    private static String decimals(double figure, int decimals) {
        return Double.isFinite(figure) ? String.format(Locale.ROOT, "%,." + decimals + "f", figure) : "" + figure;
    }

    /** Up to four decimals, fewer of large figures, without zeros at the end. */
    private static String general(double figure) {
        if (!Double.isFinite(figure)) {
            return "" + figure;
        }
        int most = Math.abs(figure) >= 100_000 ? 0 : Math.abs(figure) >= 1_000 ? 1 : 4;
        BigDecimal rounded =
                BigDecimal.valueOf(figure).setScale(most, RoundingMode.HALF_UP).stripTrailingZeros();
        return decimals(figure, Math.max(0, rounded.scale()));
    }

    /** A column's name, with its unit where the name does not say it. */
    static String heading(String name, Unit unit) {
        String label = unit == null
                ? ""
                : switch (unit) {
                    case USD, KRW, USD_PER_KG, KG, YEARS, DAYS, BYTES, PER_USD, TONNES -> unit.label();
                    case POINTS -> "points";
                    case GROWTH -> "a year";
                    default -> "";
                };
        String written =
                unit == Unit.TONNES ? "tonnes" : label.replace(' ', '_').toLowerCase(Locale.ROOT);
        return visible(name)
                + (label.isEmpty() || ("_" + name + "_").contains("_" + written + "_") ? "" : " (" + label + ")");
    }

    /** Text without signs that nobody sees, such as those that turn the direction of what follows: they are spelled out. */
    static String visible(String text) {
        StringBuilder seen = new StringBuilder();
        text.codePoints().forEach(sign -> {
            int type = Character.getType(sign);
            if (sign == '\n' || sign == '\t') {
                seen.append(' ');
            } else if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || sign == 0xFFFE
                    || sign == 0xFFFF) {
                seen.append(String.format("\\u%04X", sign));
            } else {
                seen.appendCodePoint(sign);
            }
        });
        return seen.toString();
    }

    /** Text as it stands between tags or quotes of HTML and XML. */
    static String escaped(String text) {
        return visible(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
