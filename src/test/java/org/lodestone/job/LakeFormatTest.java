package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.lake.Lake;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.table.Column;
import org.lodestone.testing.Spark;

/** The tables as they are stored: which readers can read them, and what they refuse to take. */
@ExtendWith(Spark.class)
class LakeFormatTest {
    @TempDir
    private Path folder;

    @Test
    void tablesAreForOldReadersToReadCommentedAndKeptForTenYears() throws IOException {
        TestLake lake = new TestLake(folder);
        lake.ingest(lake.file("rates.csv", "Date,Country,Exchange rate\n2024-01-01,South Korea,1323.57\n"));
        for (String table : new String[] {"exchange_rate", "ledger"}) {
            JsonNode protocol = null;
            JsonNode metadata = null;
            for (String line :
                    Files.readAllLines(lake.root().resolve(table).resolve("_delta_log/00000000000000000000.json"))) {
                JsonNode action = new ObjectMapper().readTree(line);
                protocol = action.has("protocol") ? action.get("protocol") : protocol;
                metadata = action.has("metaData") ? action.get("metaData") : metadata;
            }
            assertThat(protocol.get("minReaderVersion").asInt()).isEqualTo(1);
            assertThat(protocol.get("minWriterVersion").asInt()).isLessThanOrEqualTo(3);
            assertThat(protocol.has("readerFeatures")).isFalse();
            JsonNode configuration = metadata.get("configuration");
            assertThat(configuration.get("delta.enableDeletionVectors").asText())
                    .isEqualTo("false");
            assertThat(configuration.get("delta.logRetentionDuration").asText()).isEqualTo("interval 3650 days");
            assertThat(configuration.get("delta.deletedFileRetentionDuration").asText())
                    .isEqualTo("interval 3650 days");
            assertThat(configuration.toString()).doesNotContain("enableChangeDataFeed\":\"true");
            if (table.equals("exchange_rate")) {
                ExchangeRates.TABLE
                        .conditions()
                        .forEach((name, condition) -> assertThat(configuration
                                        .get("delta.constraints." + name)
                                        .asText())
                                .isEqualTo(condition));
                String schema = metadata.get("schemaString").asText();
                for (Column column : ExchangeRates.TABLE.columns()) {
                    assertThat(schema).contains(column.meaning());
                }
            }
        }
    }

    @Test
    void aRowThatBreaksAConditionIsRefusedByDelta(SparkSession spark) {
        TestLake lake = new TestLake(folder);
        lake.ingest(lake.file("rates.csv", "Date,Country,Exchange rate\n2024-01-01,South Korea,1323.57\n"));
        Dataset<Row> good = lake.lake().read(ExchangeRates.TABLE);
        refused(lake.lake(), good.withColumn("rate_per_usd", functions.lit(0.0)), "rate_per_usd_positive");
        refused(lake.lake(), good.withColumn("rate_per_usd", functions.lit(Double.NaN)), "rate_per_usd_is_number");
        refused(
                lake.lake(),
                good.withColumn("currency_code", functions.lit(null).cast("string")),
                "currency_code_present");
        assertThat(lake.commits()).containsEntry("exchange_rate", 1);
        // So is the first row of a table.
        Lake empty = Lake.open(spark, folder.resolve("empty").toString());
        refused(empty, good.withColumn("rate_per_usd", functions.lit(-1.0)), "rate_per_usd_positive");
    }

    private static void refused(Lake lake, Dataset<Row> rows, String condition) {
        assertThatThrownBy(() -> lake.begin("bad").replaceSlices(ExchangeRates.TABLE, rows))
                .satisfies(failure -> {
                    StringBuilder words = new StringBuilder();
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        words.append(cause.getMessage()).append('\n');
                    }
                    assertThat(words).contains(condition);
                });
    }
}
