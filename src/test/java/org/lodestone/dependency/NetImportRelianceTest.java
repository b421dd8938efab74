package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lodestone.testing.Rows.conformed;
import static org.lodestone.testing.Rows.given;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Net import reliance, worked out by hand, and what the cells of a source mean. */
@ExtendWith(Spark.class)
class NetImportRelianceTest {
    @Test
    void reliance(SparkSession spark) {
        String question = "net-import-reliance";
        Golden.of(question)
                .expect(
                        conformed(
                                spark,
                                NetImportReliance.TABLE,
                                NetImportReliance.of(given(spark, question, "inputs", NetImportReliance.INPUTS))),
                        1);
    }

    @Test
    void cellsMeanWhatTheSourceMeans() {
        assertThat(NetImportReliance.read("1,234,567.5", 0).figure()).isEqualTo(1234567.5);
        assertThat(NetImportReliance.read("—", 0).figure()).isZero();
        assertThat(NetImportReliance.read("--", 0).figure()).isZero();
        assertThat(NetImportReliance.read("-20", 0).figure()).isEqualTo(-20);
        assertThat(NetImportReliance.read(">95", 0).figure()).isNull();
        assertThat(NetImportReliance.read("> 95", 0).low()).isEqualTo(95);
        assertThat(NetImportReliance.read("<5", 0).high()).isEqualTo(5);
        assertThat(NetImportReliance.read("W", 0).reason()).isEqualTo("withheld");
        assertThat(NetImportReliance.read("NA", 0).reason()).isEqualTo("not_available");
        assertThat(NetImportReliance.read(null, 0).reason()).isEqualTo("not_stated");
        assertThatThrownBy(() -> NetImportReliance.read("many", 0)).hasMessageContaining("'many'");
    }
}
