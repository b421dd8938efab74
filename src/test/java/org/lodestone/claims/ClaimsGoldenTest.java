package org.lodestone.claims;

import static org.lodestone.testing.Rows.conformed;
import static org.lodestone.testing.Rows.given;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.production.Facilities;
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

    @Test
    void aClaimIsJudgedByItsOwnPeriodSourceCodeAndBasis(SparkSession spark) {
        String question = "own-definition-first";
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
}
