package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Spark;

/** Magnets of 2024 seen through metals and compounds of 2023, of which 30 importers are known. */
@ExtendWith(Spark.class)
class ChainFixtureTest {
    @TempDir
    private Path folder;

    @Test
    void whatDirectSharesOfMagnetsHide() throws Exception {
        Path magnets = folder.resolve("BACI_HS17_Y2024_V202601.csv");
        try (var lines = Files.lines(Fixtures.path("baci").resolve("BACI_HS17_Y2024_V202601.csv"))) {
            Files.write(
                    magnets,
                    lines.filter(line -> line.startsWith("t,") || line.contains(",850511,"))
                            .toList());
        }
        Captured run = Captured.execute(
                "run",
                "--lake",
                folder.resolve("lake").toString(),
                "--reports",
                folder.resolve("reports").toString(),
                "--set",
                "trade.without-world-complete=true",
                magnets.toString(),
                metals().toString());
        assertThat(run.code()).as(run.err()).isZero();
        try (Duck duck = new Duck()) {
            String mix = Duck.parquet(folder.resolve("reports/origin_mix.parquet"));
            assertThat(duck.query("SELECT DISTINCT product_code FROM " + mix
                            + " WHERE product_code IN ('2805', '2846') AND country_iso3 = 'CHN'"
                            + " AND world_basis = 'partial_world' AND mix_reason IS NULL"))
                    .hasSize(2);
            String chain = Duck.parquet(folder.resolve("reports/chain_exposure.parquet"));
            for (Map<String, Object> row : duck.query("SELECT end_stage, country_iso3, through_stage,"
                    + " sum(looked_through_share) + max(upstream_unknown_share) AS whole FROM " + chain
                    + " WHERE chain_reason IS NULL GROUP BY ALL")) {
                assertThat((Double) row.get("whole")).as(row.toString()).isCloseTo(1, within(1e-7));
            }
            List<Map<String, Object>> shown = duck.query("SELECT country_iso3, through_stage, origin_iso3,"
                    + " direct_share, looked_through_share AS share, looked_through_share_low AS low,"
                    + " looked_through_share_high AS high, upstream_unknown_share AS unknown, strict_share_high AS"
                    + " strict, flags, chain_reason FROM " + chain
                    + " WHERE end_stage = 'magnet' AND country_iso3 IN ('KOR', 'JPN', 'DEU')"
                    + " AND (origin_iso3 IN ('CHN', 'MMR', 'VNM', 'PHL', 'JPN', 'ALL')"
                    + " OR looked_through_share > 0.02 OR direct_share > 0.02) ORDER BY ALL");
            for (String country : List.of("KOR", "JPN", "DEU")) {
                // Compounds from Myanmar are in magnets that nobody buys from Myanmar.
                Map<String, Object> myanmar = one(shown, country, "oxide", "MMR");
                assertThat((Double) myanmar.get("direct_share")).isZero();
                assertThat((Double) myanmar.get("share")).isGreaterThan(0.2);
                assertThat((String) myanmar.get("flags"))
                        .contains("other_year:oxide", "proxy:oxide", "partial_world:oxide");
                assertThat((Double) myanmar.get("low")).isZero();
                assertThat((Double) myanmar.get("strict")).isEqualTo(1);
                // China makes most magnets, and what Korea and Germany see directly is close to it; Japan's is not.
                assertThat((Double) one(shown, country, "magnet", "CHN").get("share"))
                        .isGreaterThan(0.98);
                assertThat(one(shown, country, "ore", "ALL").get("chain_reason"))
                        .isEqualTo("missing_stage: ore");
            }
        }
    }

    private static Map<String, Object> one(
            List<Map<String, Object>> rows, String country, String stage, String origin) {
        return rows.stream()
                .filter(row -> row.get("country_iso3").equals(country)
                        && row.get("through_stage").equals(stage)
                        && row.get("origin_iso3").equals(origin))
                .findFirst()
                .orElseThrow();
    }

    /** The fixture's imports as a file of UN Comtrade; what it calls REST is unspecified there. */
    private Path metals() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line :
                Files.readAllLines(Fixtures.path("rare-earth-chain").resolve("imports_2023_hs2805_hs2846.csv"))) {
            String[] cells = line.split(",", -1);
            if (!cells[0].equals("year")) {
                rows.add(String.join(
                        " ",
                        cells[3],
                        cells[1],
                        cells[4].equals("REST") ? "899" : cells[4],
                        cells[2],
                        cells[0],
                        cells[5],
                        cells[6].isEmpty() ? "-" : cells[6]));
            }
        }
        return Files.writeString(folder.resolve("metals.csv"), TestLake.comtrade(rows.toArray(String[]::new)));
    }
}
