package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.testing.Spark;
import org.lodestone.trade.TradeFlows;

/** What records say of how their values were made. */
@ExtendWith(Spark.class)
class ReportingPracticeIngestTest {
    @TempDir
    private Path folder;

    @Test
    @Tag("heavy")
    void theValueThatARecordRepeatsAsCifOrFobSaysWhichItIs() {
        TestLake lake = new TestLake(folder);
        List<String> values = List.of("cifvalue", "fobvalue");
        String[] imports = {
            "764 M 0 850511 2024 110 11 cifvalue=110 fobvalue=100",
            // Both are the value; neither is; nothing is bought.
            "764 M 156 850511 2024 50 5 cifvalue=50 fobvalue=50",
            "764 M 392 850511 2024 40 4 cifvalue=41 fobvalue=39",
            "764 M 276 850511 2024 0 - cifvalue=0 fobvalue=9",
            // Rounded as values are.
            "764 M 842 850511 2024 20 2 cifvalue=20.0004 fobvalue=0.0"
        };
        // Another file of the same rows, that somebody saved without these columns, comes first or last.
        String[] backwards = Arrays.copyOf(imports, imports.length);
        Collections.reverse(Arrays.asList(backwards));
        Path[] files = {
            lake.file("a-short.csv", TestLake.comtrade(imports)),
            lake.file("b-full.csv", TestLake.comtradeWith(values, imports)),
            lake.file("c-short.csv", TestLake.comtrade(backwards)),
            lake.file(
                    "exports.csv",
                    TestLake.comtradeWith(values, "764 X 0 850511 2024 70 7 fobvalue=70.0 cifvalue=NaN")),
            lake.file("BACI_HS17_Y2024_V202601.csv", "t,i,j,k,v,q\n2024,156,410,850511,1.5,0.1\n"),
            lake.file("BACI_HS17_Y2023_V202601.csv", "t,i,j,k,v,q\n2023,156,410,850511,1.5,0.1\n"),
            lake.file("BACI_HS17_Y2024_VX.csv", "t,i,j,k,v,q\n2024,156,410,850511,1.6,0.1\n")
        };
        Ingest.Outcome outcome = lake.ingest(files);
        assertThat(outcome.refused()).isEmpty();
        assertThat(outcome.landed()).isEqualTo(7);
        assertThat(lake.rows(
                        TradeFlows.TABLE,
                        "dataset = 'comtrade'",
                        "direction",
                        "partner_iso3",
                        "valuation",
                        "provisional"))
                .containsExactly(
                        "export WLD FOB null",
                        "import CHN null null",
                        "import DEU null null",
                        "import JPN null null",
                        "import USA CIF null",
                        "import WLD CIF null");
        // The release of 2026 is the first with the year 2024.
        assertThat(lake.rows(TradeFlows.TABLE, "dataset = 'baci'", "release", "year", "valuation", "provisional"))
                .containsExactly("V202601 2023 FOB false", "V202601 2024 FOB true", "VX 2024 FOB null");
    }
}
