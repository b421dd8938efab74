package org.lodestone.trade;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.SmallTable;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Flows as both sides report them, made one. */
@ExtendWith(Spark.class)
class MirrorGapTest {

    @Test
    void flowsAreReconciledByWhoIsMoreReliable(SparkSession spark) {
        Golden golden = Golden.of("mirror-gap");
        Dataset<Row> flows = golden.given(spark, "trade_flow", TradeFlows.TABLE);
        SmallTable notes = ReferenceData.load(Map.of()).reporters();
        Dataset<Row> gaps = MirrorGap.of(
                Editions.joined(
                        flows, Editions.places(flows, golden.given(spark, "code_correlation", CodeCorrelations.TABLE))),
                spark.createDataFrame(notes.rows(), notes.schema()));
        Dataset<Row> reliability = MirrorGap.reliability(gaps);
        golden.expect("expect-reconciled.csv", Reconciliation.reconciled(flows, gaps, reliability), 3);
    }
}
