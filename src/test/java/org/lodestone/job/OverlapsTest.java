package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.lake.Ledger;
import org.lodestone.testing.Spark;
import org.lodestone.trade.TradeFlows;

/** Several files of one run that give the same slice. */
@ExtendWith(Spark.class)
@Tag("heavy")
class OverlapsTest {
    @TempDir
    private Path folder;

    @Test
    void filesThatAgreeLandOnceAndFilesThatDisagreeAreAllRefused() {
        TestLake lake = new TestLake(folder);
        String world = "410 M 0 850511 2024 100 11";
        String china = "410 M 156 850511 2024 80 8";
        String japan = "410 M 392 850511 2024 20 3";
        lake.file(
                "one.csv",
                TestLake.comtrade(world, china, japan, "410 M 0 850511 2023 5 1", "410 M 156 850511 2023 5 1"));
        lake.file("two.csv.gz", TestLake.gzip(TestLake.comtrade(japan, china, world)));
        lake.file("chosen.csv", TestLake.comtrade(china));
        lake.file("same.csv", TestLake.comtrade(china));
        // These two disagree on 2021. The first also holds all of 2022, of which the third holds a part.
        lake.file(
                "disagrees.csv",
                TestLake.comtrade("842 M 0 850511 2021 1 1", "842 M 0 850511 2022 9 9", "842 M 156 850511 2022 9 9"));
        lake.file("objects.csv", TestLake.comtrade("842 M 0 850511 2021 2 2"));
        lake.file("part.csv", TestLake.comtrade("842 M 156 850511 2022 9 9"));
        Path files = folder.resolve("files");

        Ingest.Outcome outcome = lake.ingest(files);
        assertThat(outcome.refused().keySet())
                .extracting(path -> Path.of(path).getFileName().toString())
                .containsExactly("disagrees.csv", "objects.csv");
        assertThat(outcome.refused().values())
                .allMatch(
                        why -> why.contains("it conflicts with ")
                                && why.contains(
                                        "on comtrade/H6/842/import/2021/850511, and nothing says which is right; supply only one"));
        assertThat(lake.said()).contains("has the same contents as");
        assertThat(lake.rows(
                        TradeFlows.TABLE, "reporter_code = 410", "year", "partner_iso3", "value_usd", "slice_complete"))
                .containsExactly(
                        "2023 CHN 5 true",
                        "2023 WLD 5 true",
                        "2024 CHN 80 true",
                        "2024 JPN 20 true",
                        "2024 WLD 100 true");
        assertThat(lake.rows(TradeFlows.TABLE, "reporter_code = 842", "year", "partner_iso3", "slice_complete"))
                .as("a refused file does not vouch for another one")
                .containsExactly("2022 CHN false");
        assertThat(lake.read(Ledger.TABLE).collectAsList().stream()
                        .mapToLong(row -> row.<Long>getAs("rows_landed"))
                        .sum())
                .isEqualTo(6);
        Map<String, Integer> once = lake.commits();
        assertThat(lake.ingest(files).unchanged()).isEqualTo(4);
        assertThat(lake.commits()).as("a rerun makes no commit").isEqualTo(once);
    }

    @Test
    void aFileThatIsInTheLakeAlreadyCountsAsMuchAsANewOne() {
        TestLake lake = new TestLake(folder);
        List<String> rows =
                List.of("410 M 0 850511 2024 100 11", "410 M 156 850511 2024 80 8", "410 M 392 850511 2024 20 3");
        Path old = lake.file("old.csv", TestLake.comtrade(rows.toArray(String[]::new)));
        Path equal = lake.file("equal.csv", TestLake.comtrade(rows.get(2), rows.get(1), rows.get(0)));
        Path chosen = lake.file("chosen.csv", TestLake.comtrade(rows.get(1)));
        Path other = lake.file("other.csv", TestLake.comtrade("410 M 0 850511 2024 7 1", "410 M 156 850511 2024 7 1"));
        String[] columns = {"partner_iso3", "value_usd", "slice_complete"};
        lake.ingest(old);

        Ingest.Outcome conflict = lake.ingest(old, other);
        assertThat(conflict.refused()).hasSize(2).containsKey(other.toString());
        assertThat(conflict.landed()).isZero();
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 1, "ledger", 1));

        Ingest.Outcome agreed = lake.ingest(old, equal, chosen);
        assertThat(agreed.refused()).isEmpty();
        assertThat(agreed.unchanged()).isZero();
        assertThat(lake.rows(TradeFlows.TABLE, "true", columns))
                .containsExactly("CHN 80 true", "JPN 20 true", "WLD 100 true");
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 2, "ledger", 2));
        assertThat(lake.ingest(old, equal, chosen).unchanged()).isEqualTo(3);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 2, "ledger", 2));

        assertThat(lake.ingest(other).landed()).as("alone it is a revision").isEqualTo(1);
        assertThat(lake.rows(TradeFlows.TABLE, "true", columns)).containsExactly("CHN 7 true", "WLD 7 true");
    }

    /**
     * Files with and without the column of estimated weights say the same, together and one after the other, whichever comes
     * first. Two that contradict each other in it do not.
     */
    @Test
    void aFileWithoutARemarkAgreesWithOneThatHasIt() {
        TestLake lake = new TestLake(folder);
        List<String> flag = List.of("isNetWgtEstimated");
        Map<String, Path> with = new TreeMap<>();
        Map<String, Path> without = new TreeMap<>();
        for (String year : List.of("2022", "2023", "2024")) {
            String world = "410 M 0 850511 " + year + " 100 11";
            String china = "410 M 156 850511 " + year + " 100 11";
            with.put(
                    year,
                    lake.file(
                            "with" + year + ".csv",
                            TestLake.comtrade(world + " isNetWgtEstimated=false", china + " isNetWgtEstimated=true")));
            without.put(year, lake.file("without" + year + ".csv", TestLake.comtradeWithout(flag, world, china)));
        }
        Path yes = lake.file("yes.csv", TestLake.comtrade("842 M 0 850511 2024 1 1 isNetWgtEstimated=true"));
        Path no = lake.file("no.csv", TestLake.comtrade("842 M 0 850511 2024 1 1 isNetWgtEstimated=false"));

        Ingest.Outcome outcome =
                lake.ingest(without.get("2024"), with.get("2024"), with.get("2023"), without.get("2022"), yes, no);
        assertThat(outcome.refused()).containsOnlyKeys(yes.toString(), no.toString());
        assertThat(lake.ingest(without.get("2023"), with.get("2022")).refused()).isEmpty();
        assertThat(lake.rows(TradeFlows.TABLE, "true", "year", "partner_iso3", "net_weight_kg", "weight_estimated"))
                .containsExactly(
                        "2022 CHN 11 true",
                        "2022 WLD 11 false",
                        "2023 CHN 11 true",
                        "2023 WLD 11 false",
                        "2024 CHN 11 true",
                        "2024 WLD 11 false");
        // Of other figures nothing that was remarked on the old ones is known.
        lake.ingest(lake.file(
                "revised.csv", TestLake.comtrade("410 M 0 850511 2022 100 12", "410 M 156 850511 2022 100 11")));
        assertThat(lake.rows(TradeFlows.TABLE, "year = 2022", "partner_iso3", "net_weight_kg", "weight_estimated"))
                .containsExactly("CHN 11 true", "WLD 12 null");
    }
}
