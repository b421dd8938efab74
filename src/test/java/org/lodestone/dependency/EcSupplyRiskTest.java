package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.dependency.EcSupplyRisk.Inputs;
import org.lodestone.dependency.EcSupplyRisk.Result;
import org.lodestone.dependency.EcSupplyRisk.Source;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Rows;
import org.lodestone.testing.Spark;

/** The European Commission's supply risk, worked out by hand in golden/ec-supply-risk/why.md. */
@ExtendWith(Spark.class)
class EcSupplyRiskTest {
    private static final List<Source> GLOBAL =
            List.of(new Source("CHN", 0.7, 6.0, 1.1), new Source("AUS", 0.3, 2.0, 1.0));
    private static final List<Source> EUROPEAN =
            List.of(new Source("CHN", 0.5, 6.0, 1.1), new Source("DEU", 0.5, 2.0, 0.8));

    @Test
    void theRiskFollowsFromItsInputs() {
        Golden.of("ec-supply-risk");
        Result result = EcSupplyRisk.of(new Inputs(GLOBAL, EUROPEAN, 40.0, 80.0, 20.0, 0.1, 0.9));
        assertThat(result.importReliance()).isCloseTo(0.6, within(1e-12));
        assertThat(result.risk()).isCloseTo(1.991952, within(1e-12)).isGreaterThan(EcSupplyRisk.THRESHOLD);
        assertThat(result.reason()).isNull();
        Result exporter = EcSupplyRisk.of(new Inputs(GLOBAL, EUROPEAN, 40.0, 10.0, 20.0, 0.1, 0.9));
        assertThat(exporter.importReliance()).isZero();
        assertThat(exporter.risk()).isCloseTo(1.6605, within(1e-12));
    }

    @Test
    void assessmentsAreReadFromTheirInputs(SparkSession spark) {
        Dataset<Row> risks = Rows.conformed(
                spark,
                EcAssessments.TABLE,
                EcAssessments.of(
                        Rows.given(spark, "ec-supply-risk", "inputs", EcAssessments.INPUTS),
                        Rows.given(spark, "ec-supply-risk", "governance", Governance.TABLE),
                        ReferenceData.load(Map.of()).reportingGroups().rows()));
        Golden.of("ec-supply-risk").expect(risks, 1);
        ChecksHold.of(EcAssessments.TABLE, risks);
    }

    @Test
    void whatIsMissingIsNamedAndNeverZero() {
        Result nothing = EcSupplyRisk.of(new Inputs(null, List.of(), null, 80.0, null, null, null));
        assertThat(nothing.risk()).isNull();
        assertThat(nothing.reason())
                .isEqualTo("production exports global_supply eu_sourcing recycling_rate substitution_index");
        Result consumed = EcSupplyRisk.of(new Inputs(GLOBAL, EUROPEAN, 40.0, 80.0, 200.0, 0.1, 0.9));
        assertThat(consumed.risk()).isNull();
        assertThat(consumed.reason()).isEqualTo("consumption_not_positive");
        List<Source> ungoverned = List.of(new Source("CHN", 0.7, null, 1.1), new Source("AUS", 0.3, 2.0, null));
        Result partly = EcSupplyRisk.of(new Inputs(ungoverned, EUROPEAN, 40.0, 80.0, 20.0, 0.1, 0.9));
        assertThat(partly.risk()).isNull();
        assertThat(partly.reason()).isEqualTo("global_supply_governance:CHN global_supply_trade_parameter:AUS");
        assertThat(partly.importReliance()).isCloseTo(0.6, within(1e-12));
        // Only the sources of the EU are known: 2.05 x 0.7 x 0.81, which is enough.
        assertThat(partly.riskLow()).isCloseTo(1.16235, within(1e-12));
        assertThat(partly.atRisk()).isEqualTo("yes");
    }
}
