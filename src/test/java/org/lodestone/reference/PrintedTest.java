package org.lodestone.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half of the last digit that is printed, read off the words of a source. */
class PrintedTest {

    @ParameterizedTest(name = "{0} {1} in \"{2}\": {3} to {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                // The words tell: the last digit of what is written, times its unit.
                "1.76e12 | KRW | 1.76 trillion KRW (about 1.21 billion USD) | 0.005e12 | 0.005e12",
                "1.21e9 | USD | 1.76 trillion KRW (about 1.21 billion USD) | 0.005e9 | 0.005e9",
                "9e8 | USD | contracts worth nearly $900 million | 0.5e6 | 0.5e6",
                "1e10 | USD | the $10B market | 0.5e9 | 0.5e9",
                "7700 | t | 7,700 tons of magnets | 0.5 | 0.5",
                "3.85e6 | motors | for 3.85 million EV motors | 0.005e6 | 0.005e6",
                "99.3 | percent | reaches 99.3% | 0.05 | 0.05",
                "7 | percent | 7.0 percent | 0.05 | 0.05",
                "0.993 | fraction | 99.3 % | 0.0005 | 0.0005",
                // Decimal comma, and a comma between thousands.
                "99.3 | percent | 99,3 % | 0.05 | 0.05",
                "1234567 | t | 1,234,567 tonnes | 0.5 | 0.5",
                // Written twice, once with more digits.
                "7 | percent | 7 %, to be exact 7.00 % | 0.005 | 0.5",
                // Another number stands there, or none: the bare figure.
                "1.8e12 | KRW | a total of three contracts | 0.5 | 0.05e12",
                "1.8e12 | KRW || 0.5 | 0.05e12",
                "3400 | t || 0.5 | 50",
                "3417 | t || 0.5 | 0.5",
                "0.25 | t || 0.005 | 0.005",
                "0 | t || 0.5 | 0.5",
                // To the unit by custom.
                "90 | percent || 0.5 | 0.5",
                "10 | years || 0.5 | 0.5",
                "2030 | year | in 2030 | 0 | 0"
            })
    void digits(double figure, String unit, String quoted, double least, double most) {
        Printed printed = Printed.of(figure, unit, quoted);
        assertThat(printed.least()).isCloseTo(least, within(1e-9 * Math.max(1, least)));
        assertThat(printed.most()).isCloseTo(most, within(1e-9 * Math.max(1, most)));
    }
}
