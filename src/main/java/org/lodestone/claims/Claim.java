package org.lodestone.claims;

import java.sql.Date;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Printed;

/**
 * A published claim, with what it names and what it leaves open.
 *
 * @param row of {@link PublishedClaims#TABLE}
 * @param wording null for a claim without a figure
 */
record Claim(Row row, Period period, Wording wording) {
    private static final Pattern MONTH = Pattern.compile("(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])");

    static Claim of(Row row) {
        Double low = PublishedClaims.VALUE_LOW.in(row);
        return new Claim(row, Period.of(PublishedClaims.PERIOD.in(row)), low == null ? null : wording(row, low));
    }

    private static Wording wording(Row row, double low) {
        Double high = PublishedClaims.VALUE_HIGH.in(row);
        Double rounding = PublishedClaims.ROUNDING.in(row);
        Printed printed = rounding != null
                ? Printed.to(rounding)
                : Printed.of(low, PublishedClaims.UNIT.in(row), PublishedClaims.QUOTED.in(row));
        boolean target = PublishedClaims.MEASURE.in(row).endsWith("_target");
        return new Wording(PublishedClaims.WORDING.in(row), low, high, printed, target);
    }

    String id() {
        return PublishedClaims.CLAIM_ID.in(row);
    }

    String measure() {
        return PublishedClaims.MEASURE.in(row);
    }

    String unit() {
        return PublishedClaims.UNIT.in(row);
    }

    String publisher() {
        return PublishedClaims.PUBLISHER.in(row);
    }

    String stage() {
        return PublishedClaims.STAGE.in(row);
    }

    String origin() {
        return PublishedClaims.ORIGIN_ISO3.in(row);
    }

    String mineral() {
        String mineral = PublishedClaims.MINERAL.in(row);
        return mineral == null ? PublishedClaims.RARE_EARTHS : mineral;
    }

    /** Shares are parts of 1 in reports; claims mostly give percent. */
    double scale() {
        return "percent".equals(unit()) ? 100 : 1;
    }

    /** What in the lake it is about: the names after a word such as contract. */
    List<String> about(String word) {
        return about().stream()
                .filter(one -> one.startsWith(word + ":"))
                .map(one -> one.substring(word.length() + 1))
                .toList();
    }

    List<String> about() {
        String about = PublishedClaims.ABOUT.in(row);
        return about == null ? List.of() : List.of(about.trim().split(" +"));
    }

    /** Whether a row's column says what a column of the claim says. */
    boolean same(Row other, String otherColumn, String column) {
        Object value = other.getAs(otherColumn);
        return value != null && value.equals(row.getAs(column));
    }

    /** Whether the claim leaves the column open, or names what is given. */
    boolean allows(String column, String value) {
        String named = row.getAs(column);
        return named == null || named.equalsIgnoreCase(value);
    }

    boolean names(String column) {
        return row.getAs(column) != null;
    }

    /** Whether the statement is of the claim's own source. */
    boolean said(Row statement) {
        String by = Columns.STATED_BY.in(statement).toLowerCase(Locale.ROOT);
        String own = publisher().toLowerCase(Locale.ROOT);
        return by.startsWith(own)
                && (by.length() == own.length() || !Character.isLetterOrDigit(by.charAt(own.length())));
    }

    /** The month whose exchange rate it is about: the one that it names, or that in which it was published. */
    Optional<YearMonth> month() {
        Date month = PublishedClaims.MONTH.in(row);
        if (month != null) {
            return Optional.of(YearMonth.from(month.toLocalDate()));
        }
        Matcher said = MONTH.matcher(PublishedClaims.PUBLISHED_ON.in(row));
        return said.find() ? Optional.of(YearMonth.parse(said.group())) : Optional.empty();
    }
}
