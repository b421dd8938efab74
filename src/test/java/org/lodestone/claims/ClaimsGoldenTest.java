package org.lodestone.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lodestone.testing.Rows.conformed;
import static org.lodestone.testing.Rows.given;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.market.Facilities;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Published figures against what the data give. */
@ExtendWith(Spark.class)
class ClaimsGoldenTest {

    @Test
    void aTariffLineSettlesTheClaim(SparkSession spark) {
        String question = "tariff-line-share";
        Facts facts = new Facts(
                given(spark, question, "imports", ImportDependency.TABLE),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Rates.of(List.of()));
        Golden.of(question).expect(checked(spark, question, facts), 2);
    }

    @Test
    void proxiesDoNot(SparkSession spark) {
        String question = "wide-code-share";
        Facts facts = new Facts(
                given(spark, question, "imports", ImportDependency.TABLE),
                List.of(),
                List.of(),
                given(spark, question, "contracts", Contracts.TABLE),
                given(spark, question, "facilities", Facilities.TABLE),
                List.of(),
                List.of(),
                Rates.of(given(spark, question, "rates", ExchangeRates.TABLE)));
        Golden.of(question).expect(checked(spark, question, facts), 2);
    }

    private static org.apache.spark.sql.Dataset<Row> checked(SparkSession spark, String question, Facts facts) {
        List<Row> claims = given(spark, question, "claims", PublishedClaims.TABLE);
        return conformed(spark, ClaimCheck.TABLE, ClaimCheck.of(claims, facts));
    }

    @ParameterizedTest(name = "{0} {1} to {2}, converted {3}: {4} fits {5}, gap {6}")
    @CsvSource({
        // Half of the last digit that is written.
        "exact, 99.3, 99.3, false, 99.349, true, 0.049",
        "exact, 99.3, 99.3, false, 99.251, true, -0.049",
        "exact, 99.3, 99.3, false, 99.36, false, 0.06",
        "exact, 17, 17, false, 17.5, true, 0.5",
        "exact, 17, 17, false, 17.6, false, 0.6",
        // 2.5 % of the figure, beyond the ends of a pair.
        "about, 80, 80, false, 82, true, 2",
        "about, 80, 80, false, 82.1, false, 2.1",
        "about, 85, 90, false, 92, true, 2",
        "about, 85, 90, false, 82, false, -3",
        // From the figure upwards, without it and with it.
        "over, 80,, false, 80, false, 0",
        "over, 80,, false, 80.1, true, 0",
        "at least, 90,, false, 90, true, 0",
        "at least, 90,, false, 89.9, false, -0.1",
        // Inside.
        "range, 85, 90, false, 85, true, 0",
        "range, 85, 90, false, 91, false, 1",
        "range, 85, 90, false, 84, false, -1",
        // Converted money: half a percent of the larger, whatever the wording.
        "about, 1000, 1000, true, 1005, true, 5",
        "exact, 1000, 1000, true, 1005.1, false, 5.1",
        "nearly, 1000, 1000, true, 990, false, -10"
    })
    void wordings(String kind, double low, Double high, boolean converted, double computed, boolean fits, double gap) {
        Wording wording = new Wording(kind, low, high);
        assertThat(wording.fits(computed, converted)).isEqualTo(fits);
        assertThat(wording.gap(computed)).isCloseTo(gap, org.assertj.core.api.Assertions.within(1e-9));
    }
}
