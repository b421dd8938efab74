package org.lodestone.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lodestone.reference.Printed;

/** Which figures a claim allows, by its wording and by the digits that it prints. */
class WordingTest {

    @ParameterizedTest(name = "{0} {1} to {2} {3}, in words {4}: {5} fits {6}, may fit {7}, gap {8}")
    @CsvSource({
        // Half of the last digit that is written.
        "exact, 99.3, 99.3, percent,, 99.349, true, true, 0.049",
        "exact, 99.3, 99.3, percent,, 99.251, true, true, -0.049",
        "exact, 99.3, 99.3, percent,, 99.36, false, false, 0.06",
        "exact, 17, 17, percent,, 17.5, true, true, 0.5",
        "exact, 17, 17, percent,, 17.6, false, false, 0.6",
        // 90 % is printed to the unit, whatever its noughts.
        "exact, 90, 90, percent,, 90.4, true, true, 0.4",
        "exact, 90, 90, percent,, 91, false, false, 1",
        // 1.8 trillion is 1.75 to 1.85; of 1,800,000,000,000 nobody knows how many noughts are printed.
        "exact, 1.8e12, 1.8e12, KRW, a total of 1.8 trillion, 1.76e12, true, true, -0.04e12",
        "exact, 1.8e12, 1.8e12, KRW, a total of 1.80 trillion, 1.76e12, false, false, -0.04e12",
        "exact, 1.8e12, 1.8e12, KRW,, 1.76e12, false, true, -0.04e12",
        "exact, 1.8e12, 1.8e12, KRW,, 1.74e12, false, false, -0.06e12",
        // A year is nothing but itself.
        "exact, 2027, 2027, year,, 2027, true, true, 0",
        "exact, 2027, 2027, year,, 2028, false, false, 1",
        // 2.5 % of the figure, beyond the ends of a pair, and never less than exact.
        "about, 80, 80, percent,, 82, true, true, 2",
        "about, 80, 80, percent,, 82.1, false, false, 2.1",
        "about, 85, 90, percent,, 92, true, true, 2",
        "about, 85, 90, percent,, 82, false, false, -3",
        "exact, 7, 7, percent,, 7.3, true, true, 0.3",
        "about, 7, 7, percent,, 7.3, true, true, 0.3",
        // As wide as about, and all of it below.
        "nearly, 900, 900, USD, nearly 900, 900, true, true, 0",
        "nearly, 900, 900, USD, nearly 900, 871.1, true, true, -28.9",
        "nearly, 900, 900, USD, nearly 900, 854.9, false, false, -45.1",
        "nearly, 900, 900, USD, nearly 900, 900.4, false, false, 0.4",
        // From the figure upwards, without it and with it. 7.000000000000001 is 100 times 0.07.
        "over, 80,, percent,, 80, false, false, 0",
        "over, 7,, percent,, 7.000000000000001, false, false, 0",
        "over, 80,, percent,, 80.1, true, true, 0",
        "at least, 90,, percent,, 90, true, true, 0",
        "at least, 90,, percent,, 89.9, false, false, -0.1",
        // Inside.
        "range, 85, 90, percent,, 85, true, true, 0",
        "range, 85, 90, percent,, 91, false, false, 1",
        "range, 85, 90, percent,, 84, false, false, -1"
    })
    void wordings(
            String kind,
            double low,
            Double high,
            String unit,
            String quoted,
            double computed,
            boolean fits,
            boolean mayFit,
            double gap) {
        Wording wording = new Wording(kind, low, high, Printed.of(low, unit, quoted), false);
        assertThat(wording.narrowest().has(computed)).isEqualTo(fits);
        assertThat(wording.widest().has(computed)).isEqualTo(mayFit);
        assertThat(wording.gap(computed)).isCloseTo(gap, within(1e-9 * Math.max(1, low)));
    }

    @Test
    void aTargetIsReachedByMoreToo() {
        Wording target = new Wording("exact", 10, 10.0, Printed.of(10, "percent", null), true);
        assertThat(target.widest().has(9.5)).isTrue();
        assertThat(target.widest().has(9.4)).isFalse();
        assertThat(target.widest().has(12.6)).isTrue();
        assertThat(target.distance(12.6)).isCloseTo(2.6, within(1e-12));
    }

    @Test
    void aboutIsNeverStricterThanExact() {
        Random random = new Random(2026);
        for (int i = 0; i < 10_000; i++) {
            double figure = Math.round(random.nextDouble() * 1000) / Math.pow(10, random.nextInt(3));
            Printed printed = Printed.of(figure, "percent", null);
            Interval exact = new Wording("exact", figure, figure, printed, false).narrowest();
            Interval about = new Wording("about", figure, figure, printed, false).narrowest();
            assertThat(about.low()).as("about %s", figure).isLessThanOrEqualTo(exact.low());
            assertThat(about.high()).as("about %s", figure).isGreaterThanOrEqualTo(exact.high());
        }
    }
}
