package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the cells of a source on net import reliance mean. */
class NetImportRelianceTest {
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

    @Test
    void aFigureStandsForAllThatRoundsToIt() {
        assertInterval("4,300", 1, 4250, 4350);
        assertInterval("4,300", 2, 4250, 4350);
        assertInterval("4,300", 3, 4295, 4305);
        assertInterval("4,300", 4, 4299.5, 4300.5);
        // Digits that are not zero are printed, whatever a source says of its rounding.
        assertInterval("4,321", 2, 4320.5, 4321.5);
        assertInterval("12.0", 1, 11.95, 12.05);
        assertInterval("0", 1, 0, 0.5);
        assertInterval("—", 1, 0, 0);
        assertThat(NetImportReliance.rounded("-20", Double.NEGATIVE_INFINITY, 1).low())
                .isEqualTo(-25);
        assertThatThrownBy(() -> NetImportReliance.read("9".repeat(400), 0)).hasMessageContaining("no figure");
    }

    private static void assertInterval(String text, int digits, double low, double high) {
        NetImportReliance.Cell cell = NetImportReliance.rounded(text, 0, digits);
        assertThat(cell.low()).as(text).isEqualTo(low);
        assertThat(cell.high()).as(text).isEqualTo(high);
    }
}
