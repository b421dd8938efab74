package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.StateName;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFile;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;
import org.lodestone.trade.TradeFlows;

/** Files that come again: unchanged, revised, revised back, in part, or read in another way. */
@ExtendWith(Spark.class)
@Tag("heavy")
class RevisionsTest {
    private static final String FIRST = TestLake.comtrade(
            "410 M 0 850511 2023 50 6",
            "410 M 156 850511 2023 40 4",
            "410 M 392 850511 2023 10 2",
            "410 M 0 850511 2024 100 11",
            "410 M 156 850511 2024 80 8",
            "410 M 392 850511 2024 20 3");
    /** Of 2024 only, with another figure for China and without Japan. */
    private static final String REVISED = TestLake.comtrade("410 M 0 850511 2024 90 9", "410 M 156 850511 2024 90 9");

    private static final String RATES = "Date,Country,Exchange rate\n2024-01-01,South Korea,1323.57\n";

    @TempDir
    private Path folder;

    @Test
    void aRevisedFileReplacesExactlyItsSlicesAndTheOldStateStaysReadable(SparkSession spark) {
        TestLake lake = new TestLake(folder);
        Path first = lake.file("first.csv", FIRST);
        Path rates = lake.file("rates.csv", RATES);
        Path revised = lake.file("revised.csv", REVISED);

        Ingest.Outcome began = lake.at("2026-01-01T12:00:00Z").ingest(first, rates);
        assertThat(began.landed()).isEqualTo(2);
        assertThat(began.counts().landed()).isEqualTo(7);
        Map<String, Integer> once = Map.of("trade_flow", 1, "exchange_rate", 1, "ledger", 1);
        assertThat(lake.commits())
                .as("one commit a table that was touched, and the ledger's")
                .isEqualTo(once);

        RefusedFilesTest.Said again = RefusedFilesTest.execute(
                "ingest", "--lake", lake.root().toString(), first.toString(), rates.toString());
        assertThat(again.code()).isEqualTo(0);
        assertThat(again.lines("Nothing new: all 2 files are in the lake as they are; no table was touched."))
                .hasSize(1);
        assertThat(lake.commits()).as("the same files again cost no commit").isEqualTo(once);

        assertThat(lake.at("2026-01-03T12:00:00Z").ingest(revised).landed()).isEqualTo(1);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 2, "exchange_rate", 1, "ledger", 2));
        List<String> now = List.of("2023 CHN 40", "2023 JPN 10", "2023 WLD 50", "2024 CHN 90", "2024 WLD 90");
        assertThat(flows(lake.lake())).containsExactlyElementsOf(now);

        List<String> before =
                List.of("2023 CHN 40", "2023 JPN 10", "2023 WLD 50", "2024 CHN 80", "2024 JPN 20", "2024 WLD 100");
        String root = lake.root().toString();
        Lake old = Lake.open(spark, root, StateName.of("2026-01-02"));
        assertThat(flows(old)).containsExactlyElementsOf(before);
        assertThat(old.stateTime()).contains(Instant.parse("2026-01-01T12:00:00Z"));
        assertThat(old.ledger().count()).isEqualTo(2);
        assertThat(flows(Lake.open(spark, root, StateName.of("2026-01-03")))).containsExactlyElementsOf(now);
        assertThatThrownBy(() -> Lake.open(spark, root, StateName.of("2025-12-31")))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContainingAll("held nothing yet at the end of 2025-12-31", "lodestone tables");
        assertThat(spark.read()
                        .format("delta")
                        .option("versionAsOf", old.versions().get("trade_flow"))
                        .load(root + "/trade_flow")
                        .count())
                .isEqualTo(6);

        // A, B, A: the first file's 2024 is no longer in force, so it is news.
        assertThat(lake.at("2026-01-05T12:00:00Z").ingest(first, rates).landed())
                .isEqualTo(1);
        assertThat(flows(lake.lake())).containsExactlyElementsOf(before);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 3, "exchange_rate", 1, "ledger", 3));
        assertThat(lake.ingest(first, rates).unchanged()).isEqualTo(2);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 3, "exchange_rate", 1, "ledger", 3));
        assertThat(lake.lake().has(ExchangeRates.TABLE)).isTrue();
    }

    /**
     * Files of Korea's name chosen partners only. Those of the United States give World beside them, which makes shares
     * possible, but says nothing of the partners that a file leaves out.
     */
    @Test
    void aFileWithChosenPartnersNeverWipesTheOthers() {
        TestLake lake = new TestLake(folder);
        lake.ingest(
                lake.file("first.csv", FIRST),
                lake.file(
                        "all.csv",
                        TestLake.comtrade(
                                "842 M 0 850511 2024 100 11",
                                "842 M 156 850511 2024 80 8",
                                "842 M 392 850511 2024 20 3")));
        Path china = lake.file(
                "china.csv",
                TestLake.comtrade(
                        "410 M 156 850511 2024 81 8", "410 M 156 850511 2022 7 1", "410 M 276 850511 2024 1 1"));
        Path japan = lake.file("japan.csv", TestLake.comtrade("410 M 392 850511 2022 3 1"));
        Path chosen =
                lake.file("chosen.csv", TestLake.comtrade("842 M 0 850511 2024 101 11", "842 M 156 850511 2024 81 8"));
        Ingest.Outcome outcome = lake.ingest(china, japan, chosen);
        assertThat(outcome.refused()).isEmpty();
        assertThat(outcome.landed()).isEqualTo(3);
        String[] columns = {"year", "partner_iso3", "value_usd", "slice_complete"};
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 410 AND year <> 2023", columns))
                .as("two files with chosen partners do not make a complete slice, nor break one")
                .containsExactly(
                        "2022 CHN 7 false",
                        "2022 JPN 3 false",
                        "2024 CHN 81 true",
                        "2024 DEU 1 true",
                        "2024 JPN 20 true",
                        "2024 WLD 100 true");
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 410 AND year = 2023", columns))
                .hasSize(3);
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 842", columns))
                .as("a World row with chosen partners replaces only these")
                .containsExactly("2024 CHN 81 true", "2024 JPN 20 true", "2024 WLD 101 true");

        // Partners that make up the World are all there are.
        Path whole =
                lake.file("whole.csv", TestLake.comtrade("842 M 0 850511 2024 101 11", "842 M 156 850511 2024 101 8"));
        Path of2022 =
                lake.file("of-2022.csv", TestLake.comtrade("410 M 0 850511 2022 9 1", "410 M 156 850511 2022 9 1"));
        assertThat(lake.ingest(of2022, whole).landed()).isEqualTo(2);
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 410 AND year = 2022", columns))
                .as("a complete file replaces the slice as a whole")
                .containsExactly("2022 CHN 9 true", "2022 WLD 9 true");
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 842", columns))
                .containsExactly("2024 CHN 101 true", "2024 WLD 101 true");
    }

    @Test
    void otherReferenceDataOrAnotherReaderReadsTheSameFileAgain(SparkSession spark) throws IOException {
        TestLake lake = new TestLake(folder);
        Path file = lake.file("rates.csv", RATES.replace("South Korea", "Hansando"));
        Path currencies = lake.file(
                "currencies.csv",
                Files.readString(Path.of(
                                System.getProperty("lodestone.basedir", "."), "sample-data/reference/currencies.csv"))
                        + "Hansando,KRW,\n");
        assertThat(lake.ingest(file).gateFailures()).isEqualTo(1);
        assertThat(lake.commits()).isEmpty();

        // The user does as the message says, and runs again.
        lake.with(ReferenceData.load(Map.of("currencies", currencies)));
        assertThat(lake.ingest(file).landed()).isEqualTo(1);
        assertThat(lake.ingest(file).unchanged()).isEqualTo(1);
        Files.writeString(currencies, Files.readString(currencies) + "Jeju,KRW,\n");
        ReferenceData wider = ReferenceData.load(Map.of("currencies", currencies));
        assertThat(lake.with(wider).ingest(file).landed()).isEqualTo(1);
        assertThat(lake.ingest(file).unchanged()).isEqualTo(1);
        assertThat(lake.commits()).isEqualTo(Map.of("exchange_rate", 2, "ledger", 2));

        // As if a reader of version 0 had been the last to read the file.
        SourceFiles source = new SourceFiles(spark.sparkContext().hadoopConfiguration());
        SourceFile found = source.inspect(source.find(List.of(file.toString()), (none, reason) -> {}))
                .get(0);
        lake.lake()
                .begin("older")
                .commit(
                        Instant.parse("2026-01-02T00:00:00Z"),
                        List.of(new Ledger.Entry(
                                found, "monthly-rates", 0, wider.fingerprint(), "exchange_rate", 1, 1, 0, 0, null)));
        assertThat(lake.at("2025-12-24T00:00:00Z").ingest(file).landed()).isEqualTo(1);
        assertThat(lake.lake().stateTime())
                .as("states follow each other in time even when the clock goes back")
                .contains(Instant.parse("2026-01-02T00:00:00.001Z"));
        assertThat(lake.rows(Ledger.TABLE, "true", "reader_version", "rows_landed"))
                .containsExactly("0 1", "2 1", "2 1", "2 1");
    }

    private static List<String> flows(Lake lake) {
        return TestLake.texts(lake.read(TradeFlows.TABLE), "year", "partner_iso3", "value_usd");
    }
}
