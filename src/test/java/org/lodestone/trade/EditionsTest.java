package org.lodestone.trade;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Reporters of several editions in one world. */
@ExtendWith(Spark.class)
class EditionsTest {

    @Test
    void codesThatAreTheSameGoodsAreJoinedAlongChainsOfTables(SparkSession spark) {
        Golden golden = Golden.of("editions-of-one-world");
        Dataset<Row> flows = golden.given(spark, "flows", TradeFlows.TABLE);
        Dataset<Row> places = Editions.places(flows, golden.given(spark, "correlations", CodeCorrelations.TABLE));
        Dataset<Row> joined = Editions.joined(flows, places);
        golden.expect(joined.where("joined_by IS NOT NULL"), 4);
    }
}
