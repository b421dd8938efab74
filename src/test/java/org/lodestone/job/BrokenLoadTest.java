package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.intake.Findings;
import org.lodestone.lake.Lake;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.testing.Spark;
import org.lodestone.text.UnusableInput;

/** What a load that did not reach its end left behind: invisible to readers, and put back by the next load. */
@Tag("heavy")
@ExtendWith(Spark.class)
class BrokenLoadTest {
    private static final String HEADER = "Date,Country,Exchange rate\n";
    private static final String JANUARY = HEADER + "2024-01-01,South Korea,1323\n";

    @TempDir
    private Path folder;

    @Test
    void aLoadThatDidNotReachTheLedgerIsNeverSeen(SparkSession spark) {
        TestLake lake = new TestLake(folder);
        Dataset<Row> rows = rate(spark, "never", 1.0);
        Lake.Load first = lake.lake().begin("broken-at-birth");
        first.replaceSlices(ExchangeRates.TABLE, rows);
        assertThat(lake.commits()).containsEntry("exchange_rate", 1);
        assertThat(lake.lake().has(ExchangeRates.TABLE)).isFalse();
        assertThat(lake.lake().stateTime()).isEmpty();
        assertThatThrownBy(() -> lake.lake().read(ExchangeRates.TABLE))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("has no table exchange_rate");
        assertThatThrownBy(() -> first.replaceSlices(ExchangeRates.TABLE, rows)).hasMessageContaining("written twice");

        lake.ingest(lake.file("january.csv", JANUARY));
        assertThat(rates(lake)).as("also of the very first load").containsExactly("2024-01-01 KRW 1323");

        Lake.Load second = lake.lake().begin("broken-later");
        second.replaceSlices(ExchangeRates.TABLE, rate(spark, "monthly_rates/KRW/2024-01", 9999.0));
        second.append(
                Findings.TABLE,
                spark.sql("select 'x' load_id, 'x' file_sha256, 'x' kind, 'x' subject, 'x' file_name, 1D found,"
                        + " 1D expected, 1D limit, 'x' words"));
        assertThat(rates(lake)).containsExactly("2024-01-01 KRW 1323");
        assertThat(lake.lake().has(Findings.TABLE)).isFalse();

        lake.ingest(lake.file("february.csv", HEADER + "2024-02-01,South Korea,1331\n"));
        assertThat(rates(lake)).containsExactly("2024-01-01 KRW 1323", "2024-02-01 KRW 1331");
        assertThat(spark.read()
                        .format("delta")
                        .load(lake.root() + "/exchange_rate")
                        .count())
                .as("the table itself is as the ledger says")
                .isEqualTo(2);
        assertThat(lake.lake().has(Findings.TABLE)).isFalse();
        assertThat(lake.ingest(folder.resolve("files")).unchanged()).isEqualTo(2);
    }

    private static List<String> rates(TestLake lake) {
        return TestLake.texts(lake.lake().read(ExchangeRates.TABLE), "period_start", "currency_code", "rate_per_usd");
    }

    private static Dataset<Row> rate(SparkSession spark, String slice, double rate) {
        return spark.sql("select 'KRW' currency_code, 'monthly_rates' dataset, 'month' period_type, date'2024-01-01'"
                        + " period_start, 2024 year, 'x' source_sha256, 2L source_line")
                .withColumn("slice", functions.lit(slice))
                .withColumn("rate_per_usd", functions.lit(rate));
    }
}
