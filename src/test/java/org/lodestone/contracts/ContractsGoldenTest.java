package org.lodestone.contracts;

import static org.lodestone.testing.Rows.conformed;
import static org.lodestone.testing.Rows.given;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.production.Facilities;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** What contracts bring in each year, and whether what is said of them fits together. */
@ExtendWith(Spark.class)
class ContractsGoldenTest {

    @Test
    void audit(SparkSession spark) {
        String question = "contract-audit";
        List<Row> contracts = given(spark, question, "contracts", Contracts.TABLE);
        Rates rates = Rates.of(given(spark, question, "rates", ExchangeRates.TABLE));
        List<Row> audit = ContractAudit.of(
                contracts,
                DeliverySchedule.of(contracts, rates),
                given(spark, question, "facilities", Facilities.TABLE),
                given(spark, question, "trade", SupplierConcentration.TABLE),
                rates);
        Golden.of(question).expect(conformed(spark, ContractAudit.TABLE, audit), 3);
    }

    @Test
    void anUnnamedSupplierMayBeTheLargest(SparkSession spark) {
        String question = "an-unnamed-supplier-may-be-the-largest";
        List<Row> audit = ContractAudit.of(
                given(spark, "contract-audit", "contracts", Contracts.TABLE),
                List.of(),
                List.of(),
                given(spark, question, "trade", SupplierConcentration.TABLE),
                Rates.of(given(spark, "contract-audit", "rates", ExchangeRates.TABLE)));
        Golden.of(question)
                .expect(
                        "expect-prices.csv",
                        conformed(spark, ContractAudit.TABLE, audit)
                                .where("item_id = 'A' AND check_kind = 'price_beside_customs_usd_per_kg'"),
                        1);
    }
}
