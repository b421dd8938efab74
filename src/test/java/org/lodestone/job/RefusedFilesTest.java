package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.cli.Lodestone;
import org.lodestone.ingest.Ingest;
import org.lodestone.intake.Findings;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.testing.Spark;
import org.lodestone.trade.TradeFlows;

/** Files that cannot be used, as the command line treats them: what is said, what lands nevertheless, the exit code. */
@ExtendWith(Spark.class)
class RefusedFilesTest {
    private static final String GOOD = TestLake.comtrade("410 M 0 850511 2024 100 10", "410 M 156 850511 2024 100 10");

    @TempDir
    private Path folder;

    @Test
    void aFileOfWhichNoRowIsLeftSaysWhatIsWrongWithThem() {
        TestLake lake = new TestLake(folder);
        Path wrong = lake.file(
                "wrong.csv", TestLake.comtrade("392 M 9999 850511 2024 1 1", "392 M 156 850511 2024 1 1 motCode=1000"));
        Said said = execute(
                "ingest", "--lake", lake.root().toString(), "--set", "quality.max-rejected-share=1", wrong.toString());
        assertThat(said.code).isEqualTo(4);
        assertThat(said.lines("Refused: "))
                .singleElement()
                .asString()
                .contains("none of its 2 rows is an observation: 1 is among the details by mode of transport")
                .contains("1 of its 2 rows cannot be used")
                .endsWith("line 2: partner code '9999' is not in the country table. Add it to the reference data"
                        + " (countries.csv), or correct the file. No row is left.");
    }

    @Test
    void theOtherFilesLandAndTheExitCodeIsFour() {
        TestLake lake = new TestLake(folder);
        lake.file("good.csv", GOOD);
        byte[] whole = TestLake.gzip(GOOD.repeat(50));
        lake.file("cut.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        lake.file("page.csv", "<html>Please sign in</html>");
        lake.file("wide.csv", GOOD.getBytes(StandardCharsets.UTF_16LE));
        lake.file("headless.csv", GOOD.replace("partnerCode,", "partner,"));
        lake.file("header.csv", GOOD.substring(0, GOOD.indexOf('\n') + 1));
        lake.file("shifted.csv", GOOD.replaceFirst("refMonth,", ""));
        lake.file("details.csv", TestLake.comtrade("410 M 156 850511 2023 100 10 motCode=1000"));
        lake.file(
                "totals.csv",
                TestLake.comtrade("410 M 0 TOTAL 2023 9 1", "410 M 156 TOTAL 2023 9 1", "410 RX 156 850511 2023 1 1"));
        lake.file("wrong.csv", TestLake.comtrade("392 M 0 850511 2024 1 1", "392 M 9999 850511 2024 1 1"));

        Said said = execute(
                "ingest",
                "--lake",
                lake.root().toString(),
                folder.resolve("files").toString());

        assertThat(said.code).isEqualTo(4);
        assertThat(said.lines("Refused: "))
                .hasSize(8)
                .allMatch(line -> line.endsWith(".") && !line.endsWith(".."))
                .anyMatch(line -> line.contains("cut.csv.gz: the gzip archive is truncated"))
                .anyMatch(line -> line.contains("page.csv: the file is a web page"))
                .anyMatch(line -> line.contains("wide.csv: the file has NUL bytes"))
                .anyMatch(line -> line.contains("headless.csv: its first line names") && line.contains("partnerCode"))
                .anyMatch(line -> line.contains("shifted.csv: its columns are shifted"))
                .anyMatch(line ->
                        line.contains("details.csv: none of its 1 rows is an observation: 1 is among the details by"
                                        + " mode of transport")
                                && line.contains("getFinalData has these rows"))
                .anyMatch(line -> line.contains("totals.csv: none of its 3 rows is an observation: 2 are totals of all"
                                + " products (TOTAL), 1 is among the re-exports")
                        && line.contains("such as cmdCode 850511. Ask for imports and exports"))
                .anyMatch(line -> line.contains("wrong.csv: 1 of its 2 rows cannot be used, with 100.00 % of its value")
                        && line.contains("line 3: partner code '9999' is not in the country table")
                        && line.contains("more than the share of 0.01 that quality.max-rejected-share allows"));
        assertThat(said.lines("Ingested 2 files with 2 rows; 0 unchanged, 8 refused."))
                .hasSize(1);
        assertThat(lake.rows(TradeFlows.TABLE, "true", "reporter_iso3", "partner_iso3"))
                .containsExactly("KOR CHN", "KOR WLD");
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 1, "finding", 1, "ledger", 1));
        assertThat(said.err)
                .contains("1 file with a header and no row; nothing is replaced:\n  " + folder + "/files/header.csv\n");
        assertThat(lake.rows(Findings.TABLE, "kind = 'no_rows'", "file_name")).containsExactly("header.csv");
        assertThat(said.out).as("what is said of a run goes to standard error").isEmpty();
    }

    @Test
    @Tag("heavy")
    void aFileWithoutRowsIsAnAnswerThatReplacesNothingUnlessThereIsNoOther() {
        TestLake lake = new TestLake(folder);
        Path good = lake.file("good.csv", GOOD);
        Path empty = lake.file("empty.csv", GOOD.substring(0, GOOD.indexOf('\n') + 1));
        Ingest.Outcome alone = lake.ingest(empty);
        assertThat(alone.refused().get(empty.toString()))
                .contains("a header but no row", "no other file of the run has one", "Fetch it again");
        assertThat(alone.gateFailures()).isZero();

        Ingest.Outcome both = lake.ingest(good, empty);
        assertThat(both.refused()).isEmpty();
        assertThat(both.landed()).isEqualTo(2);
        assertThat(lake.rows(Ledger.TABLE, "true", "file_name", "rows_read", "rows_landed"))
                .containsExactly("empty.csv 0 0", "good.csv 2 2");

        Ingest.Outcome again = lake.ingest(good, empty);
        assertThat(again.unchanged()).isEqualTo(2);
        assertThat(lake.ingest(empty).refused())
                .as("known, and still nothing else")
                .hasSize(1);
        assertThat(lake.read(TradeFlows.TABLE).collectAsList()).hasSize(2);
    }

    @Test
    @Tag("heavy")
    void whatIsNoTableIsPassedOverInAFolderAndRefusedWhereItIsNamed() {
        TestLake lake = new TestLake(folder);
        lake.file("good.csv", GOOD);
        Path readme = lake.file(
                "README.txt", "Trade, as downloaded, by product\n\nTwo files.\nSee the paper.\nThanks, all.\n");
        lake.file("paper.pdf", "%PDF");
        Ingest.Outcome folders = lake.ingest(folder.resolve("files"));
        assertThat(folders.refused()).isEmpty();
        assertThat(lake.said())
                .contains("2 files passed over in folders, for not being tables:\n  " + folder + "/files/paper.pdf\n  "
                        + readme + "\n");
        assertThat(lake.ingest(readme).refused().get(readme.toString()))
                .contains("it is no table", "'Trade, as downloaded, by product'", "Give a CSV file with a header");
    }

    /** 150 rows of 1 dollar, and one of 100 that is 100 / 250 = 40 % of the value and 1 / 151 of the rows. */
    @Test
    void aFileThatLosesTooMuchOfItsValueDoesNotLandHoweverFewItsRowsAre() {
        TestLake lake = new TestLake(folder);
        String[] rows = new String[151];
        Arrays.setAll(rows, i -> "410 M 156 " + (100000 + i) + " 2024 1 1");
        rows[7] = "410 M 9999 100007 2024 100 1";
        Path file = lake.file("lost.csv", TestLake.comtrade(rows));
        Ingest.Outcome outcome = lake.ingest(file);
        assertThat(outcome.gateFailures()).isEqualTo(1);
        assertThat(outcome.refused().get(file.toString()))
                .contains("1 of its 151 rows cannot be used, with 40.00 % of its value. The first is line 9: ");
    }

    @Test
    @Tag("heavy")
    void aFileWithTooManyUnusableRowsDoesNotLandAndTheExitCodeIsThreeUnlessMoreAreAllowed() {
        TestLake lake = new TestLake(folder);
        String[] rows = new String[100];
        Arrays.setAll(rows, i -> "410 M 156 " + (100000 + i) + " 2024 1 1");
        rows[40] = "410 M 9999 100040 2024 1 1";
        String one = TestLake.comtrade(rows);
        rows[41] = "410 M 9999 100041 2024 1 1";
        Path two = lake.file("two.csv", TestLake.comtrade(rows));

        Said refused = execute("ingest", "--lake", lake.root().toString(), two.toString());
        assertThat(refused.code).isEqualTo(3);
        assertThat(refused.lines("Refused: ").get(0))
                .contains("2 of its 100 rows cannot be used", "line 42: ", "Correct the file, or allow more");
        assertThat(lake.commits()).isEmpty();

        // One in a hundred is not above the share of 0.01 that is allowed by default.
        Said landed = execute(
                "ingest",
                "--lake",
                lake.root().toString(),
                lake.file("one.csv", one).toString());
        assertThat(landed.code).isEqualTo(0);
        assertThat(landed.err)
                .contains(
                        "1 file with rows that cannot be used; see rejected_row:\n  " + folder
                                + "/files/one.csv: 1 of its"
                                + " 100 rows cannot be used, with 1.00 % of its value. The first is line 42: partner code '9999'");
        assertThat(lake.rows(RejectedRows.TABLE, "true", "file_name", "line", "reason_code"))
                .containsExactly("one.csv 42 unknown_country");
        assertThat(lake.read(TradeFlows.TABLE).collectAsList()).hasSize(99);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 1, "rejected_row", 1, "finding", 1, "ledger", 1));
    }

    @Test
    void aPathThatNamesNothingIsFourAndAWrongSettingIsTwo() {
        String lake = folder.resolve("lake").toString();
        Said missing = execute("ingest", "--lake", lake, folder + "/nowhere.csv");
        assertThat(missing.code).isEqualTo(4);
        assertThat(missing.err).contains("nowhere.csv: there is no such file", "Check the spelling");
        Said variable = execute("ingest", "--lake", lake, "--set", "odds.draws=0", "a.csv");
        assertThat(variable.code).isEqualTo(2);
        assertThat(variable.err).contains("odds.draws", "1 to 10000000");
        assertThat(execute("ingest", "--lake", lake).code)
                .as("nothing to ingest")
                .isEqualTo(2);
        Said setting = execute("ingest", "--lake", lake, "--set", "lak=x", "a.csv");
        assertThat(setting.code).isEqualTo(2);
        assertThat(setting.err).contains("Did you mean 'lake'");
        assertThat(execute("digest").code).isEqualTo(2);
        assertThat(execute("tables", "--lake", lake).code)
                .as("a lake without a load")
                .isEqualTo(4);
    }

    record Said(int code, String out, String err) {
        List<String> lines(String start) {
            return err.lines().filter(line -> line.startsWith(start)).toList();
        }
    }

    /** Runs a command as a user does. */
    static Said execute(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream newOut = new ByteArrayOutputStream();
        ByteArrayOutputStream newErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
        try {
            int code = Lodestone.execute(args);
            return new Said(code, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
