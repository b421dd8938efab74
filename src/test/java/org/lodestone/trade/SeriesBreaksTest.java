package org.lodestone.trade;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Series that pass from one edition to another. */
@ExtendWith(Spark.class)
class SeriesBreaksTest {

    @Test
    void editionAndTradeAreToldApart(SparkSession spark) {
        Golden golden = Golden.of("series-breaks");
        golden.expect(
                SeriesBreaks.of(
                        golden.given(spark, "flows", TradeFlows.TABLE),
                        golden.given(spark, "correlations", CodeCorrelations.TABLE)),
                3);
    }
}
