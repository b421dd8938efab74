package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFile;
import org.lodestone.text.TextEncoding;
import org.lodestone.text.UnusableInput;

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
                for (Field<?> column : ExchangeRates.TABLE.columns()) {
                    assertThat(schema).contains(column.meaning());
                }
            }
        }
    }

    @Test
    @Tag("heavy")
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

    @Test
    @Tag("heavy")
    void aTableOfAnEarlierProgramIsReadAndGetsItsNewColumns(SparkSession spark) {
        Field<?> key = Field.required("slice", Unit.CODE, "Which rows a file replaces.");
        Field<?> added = Field.optional("extra_tonnes", Unit.TONNES, "What only the later program knows.");
        Table earlier = Table.named("thing").grain("A row.").key(key).build();
        Table later =
                Table.named("thing").grain("A row.").key(key).column(added).build();
        Lake empty = Lake.open(spark, folder.resolve("earlier").toString());
        Lake before =
                commit(empty, "first", earlier, earlier.row().set("slice", "a").build());

        assertThat(before.read(later).first()).isEqualTo(RowFactory.create("a", null));
        Lake after = commit(
                before,
                "second",
                later,
                later.row().set("slice", "b").set("extra_tonnes", 2.0).build());
        assertThat(after.read(later).orderBy("slice").collectAsList())
                .containsExactly(RowFactory.create("a", null), RowFactory.create("b", 2.0));

        Table other = Table.named("thing")
                .grain("A row.")
                .key(key)
                .column(added)
                .required("needed", Unit.TEXT, "What no row can be without.")
                .build();
        assertThatThrownBy(() -> after.read(other))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("another version of the program: columns [needed] differ")
                .hasMessageContaining("new lake");
        Table stricter = Table.named("thing")
                .grain("A row.")
                .key(key)
                .column(added)
                .check(Check.oneOf("slice", "a", "b"))
                .build();
        Table strictest = Table.named("thing")
                .grain("A row.")
                .key(key)
                .column(added)
                .check(Check.oneOf("slice", "a", "b", "c"))
                .build();
        Lake strict = commit(
                Lake.open(spark, folder.resolve("strict").toString()),
                "first",
                stricter,
                stricter.row().set("slice", "a").build());
        assertThatThrownBy(() -> commit(
                        strict,
                        "second",
                        strictest,
                        strictest.row().set("slice", "c").build()))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("its condition slice_is_known differs");
    }

    private static Lake commit(Lake lake, String id, Table table, Row row) {
        SparkSession spark = SparkSession.active();
        Lake.Load load = lake.begin(id);
        load.append(table, spark.createDataFrame(List.of(row), table.schema()));
        SourceFile file = new SourceFile(
                id, id, 1, id, true, new TextEncoding("UTF-8", "UTF-8", true), List.of(), List.of(), null);
        return load.commit(
                Instant.parse("2026-01-02T00:00:00Z"),
                List.of(new Ledger.Entry(file, "none", 1, "none", table.name(), 1, 1, 0, 0, null)));
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
