package org.lodestone.production;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Which of several statements on one production count. */
@ExtendWith(Spark.class)
class ProductionTest {
    @Test
    void theNewestReleaseOfEachStatementIsInForce(SparkSession spark) {
        Golden golden = Golden.of("production-in-force");
        golden.expect(Production.inForce(golden.given(spark, "production", Production.TABLE)), 4);
    }
}
