package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.ContractOrigin;
import org.lodestone.origins.OriginMix;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Spark;

/** Magnets of 2024 seen through metals and compounds of 2023, of which 30 importers are known; and cells likewise. */
@ExtendWith(Spark.class)
class ChainFixtureTest {
    @TempDir
    private Path folder;

    @Test
    void whatDirectSharesOfMagnetsHide() throws Exception {
        Path reports =
                run("--set", "trade.without-world-complete=true", magnets().toString(), metals().toString());
        try (Duck duck = new Duck()) {
            String mix = Duck.parquet(reports.resolve("origin_mix.parquet"));
            assertThat(duck.query("SELECT DISTINCT product_code FROM " + mix
                            + " WHERE product_code IN ('2805', '2846') AND country_iso3 = 'CHN'"
                            + " AND world_basis = 'partial_world' AND mix_reason IS NULL"))
                    .hasSize(2);
            partsMakeAWhole(duck, reports);
            List<Map<String, Object>> shown = magnetsOf(duck, reports);
            for (String country : List.of("KOR", "JPN", "DEU")) {
                // Compounds from Myanmar are in magnets that nobody buys from Myanmar.
                Map<String, Object> myanmar = one(shown, country, "oxide", "MMR");
                assertThat((Double) myanmar.get("direct_share")).isZero();
                // Without mines in the lake China makes only what it sells beyond what it buys, which is nothing.
                assertThat((Double) myanmar.get("share")).isGreaterThan(0.6);
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

    /**
     * With what is mined, in oxides, as what is made of compounds: China's 255,000 t of 2023 beside the 109,284 t that it
     * bought, of which 72,074 t from Myanmar.
     */
    @Test
    void minesAreSeenBehindMagnetsAsFarAsTheirOresAreTradedAsCompounds() throws Exception {
        Path reports = run(
                "--set",
                "trade.without-world-complete=true",
                magnets().toString(),
                metals().toString(),
                Fixtures.path("wmd").resolve("wmd_Rare_Earths_REO.csv").toString(),
                Fixtures.path("usgs").resolve("MCS2025_World_Data.csv").toString(),
                Path.of(System.getProperty("lodestone.basedir", "."), "sample-data/contracts/contracts.csv")
                        .toString());
        try (Duck duck = new Duck()) {
            partsMakeAWhole(duck, reports);
            List<Map<String, Object>> shown = magnetsOf(duck, reports);
            // Bought from China, made in China, and the bounds of that. The Philippines and Vietnam buy more magnets
            // from
            // China than they sell, so nothing shows that they make any; if they do not use what they buy, they do.
            assertThat(List.of("KOR", "JPN", "DEU"))
                    .extracting(country -> line(one(shown, country, "magnet", "CHN")))
                    .containsExactly(
                            "0.9006 0.9963 0.8828 0.9969",
                            "0.3595 0.9874 0.3524 0.9880",
                            "0.8456 0.9950 0.8289 0.9955");
            assertThat(line(one(shown, "JPN", "magnet", "PHL"))).isEqualTo("0.2936 0.0000 0.0000 0.3108");
            assertThat(line(one(shown, "JPN", "magnet", "VNM"))).isEqualTo("0.2610 0.0000 0.0000 0.4393");
            assertThat(line(one(shown, "KOR", "magnet", "PHL"))).isEqualTo("0.0906 0.0000 0.0000 0.0947");
            // The compounds in them: 70 % were China's own, a fifth Myanmar's; nobody bought a magnet from Myanmar.
            // Mines
            // count oxides, which bound no tonnes of compounds, so nothing is certain here.
            assertThat(List.of("KOR", "JPN", "DEU"))
                    .extracting(country -> line(one(shown, country, "oxide", "CHN")))
                    .containsExactly(
                            "0.9006 0.6953 0.0000 1.0000",
                            "0.3595 0.6932 0.0000 1.0000",
                            "0.8456 0.6933 0.0000 1.0000");
            assertThat(List.of("KOR", "JPN", "DEU"))
                    .extracting(country -> line(one(shown, country, "oxide", "MMR")))
                    .containsExactly(
                            "0.0000 0.1965 0.0000 0.8452",
                            "0.0000 0.1959 0.0000 0.9382",
                            "0.0000 0.1960 0.0000 0.8547");
            assertThat(List.of("KOR", "JPN", "DEU"))
                    .extracting(country -> line(one(shown, country, "oxide", "LAO")))
                    .allMatch(line -> line.startsWith("0.0000 0.03"));
            for (Map<String, Object> row : shown) {
                if (row.get("chain_reason") == null) {
                    assertThat((Double) row.get("share")).as(row.toString()).isBetween((Double) row.get("low"), (Double)
                            row.get("high"));
                }
            }

            String mix = Duck.parquet(reports.resolve("origin_mix.parquet"));
            Map<String, Object> china = compounds(duck, mix, "CHN", "CHN");
            assertThat((Double) china.get("made")).isEqualTo(255_000);
            // 109,167.804 t bought, without 117 t from itself and with 0.9 t for the unspecified rest of USD 39,056.
            assertThat((Double) china.get("bought")).isCloseTo(109_167.804, within(0.01));
            assertThat((Double) china.get("share"))
                    .as("a little more than its own mines give, since some of what it sold comes back")
                    .isBetween(255_000 / (255_000 + 109_167.804), 0.7020);
            // Mines say 43,000 t of oxides, China alone bought 72,074 t of compounds: the larger is the lower bound.
            assertThat((Double) compounds(duck, mix, "CHN", "MMR").get("origin"))
                    .isBetween(72_073.76, 72_073.76 * 1.003);

            // What miners sell as ore, under codes that are no compounds, ends with them, and so their mines are
            // missing in
            // magnets: of 41,600 t the United States sold 1,535 t as compounds, of 16,000 t Australia less than a
            // tonne.
            assertThat((Double) compounds(duck, mix, "USA", "USA").get("made")).isEqualTo(41_600);
            assertThat((Double) compounds(duck, mix, "USA", "USA").get("sold")).isBetween(1_500.0, 1_600.0);
            assertThat((Double) compounds(duck, mix, "AUS", "AUS").get("made")).isEqualTo(16_000);
            assertThat((Double) compounds(duck, mix, "AUS", "AUS").get("sold")).isLessThan(1);
            for (String country : List.of("KOR", "JPN", "DEU")) {
                assertThat(shown.stream()
                                .filter(row -> row.get("country_iso3").equals(country)
                                        && row.get("through_stage").equals("oxide")
                                        && List.of("USA", "AUS").contains(row.get("origin_iso3")))
                                .mapToDouble(row -> (Double) row.get("share")))
                        .allMatch(share -> share < 0.004);
                // Malaysia, which processes Australia's ore, stands for it: 310 t mined, 22,419 t of compounds sold.
                assertThat((Double) one(shown, country, "oxide", "MYS").get("share"))
                        .isCloseTo(0.0515, within(0.0003));
            }
            assertThat((Double) compounds(duck, mix, "MYS", "MYS").get("made")).isGreaterThan(22_000);

            contractsAreNotShownToBeFree(duck, reports);
        }
    }

    /**
     * Both contracts declare the United States, Australia and Vietnam, and exclude China. Metals of the United States are
     * mostly China's, Vietnam's to a seventh; for more the lake has only proxy codes of another year, and no ore.
     */
    private static void contractsAreNotShownToBeFree(Duck duck, Path reports) throws Exception {
        String origin = Duck.parquet(reports.resolve("contract_origin.parquet"));
        assertThat(duck.query("SELECT DISTINCT verdict FROM " + origin))
                .containsExactly(Map.of("verdict", "undetermined"));
        List<Map<String, Object>> rows =
                duck.query("SELECT *, through_stage || ' ' || declared_source_iso3 AS test FROM " + origin
                        + " WHERE contract_id = 'eu-magnets' AND excluded_iso3 = 'CHN' ORDER BY test");
        assertThat(rows)
                .extracting(row -> row.get("test") + " " + row.get("origin_reason") + " "
                        + rounded(row.get("residual_share")) + " " + rounded(row.get("residual_share_low")) + " "
                        + rounded(row.get("residual_share_high")) + " " + row.get("strict_share_low") + " "
                        + row.get("strict_share_high"))
                .containsExactly(
                        "metal ALL several_sources null 0.0000 0.8685 0.0 1.0",
                        "metal AUS null 0.0002 0.0000 0.0006 0.0 1.0",
                        "metal USA null 0.5733 0.0000 0.8685 0.0 1.0",
                        "metal VNM null 0.1540 0.0000 0.1561 0.0 1.0",
                        "ore ALL missing_stage null null null null null",
                        "oxide ALL several_sources null 0.0000 1.0000 0.0 1.0",
                        "oxide AUS null 0.0050 0.0000 0.5764 0.0 1.0",
                        "oxide USA null 0.4371 0.0000 1.0000 0.0 1.0",
                        // Who sold Vietnam its compounds is not known, so that anything is possible.
                        "oxide VNM null 0.1081 0.0000 1.0000 0.0 1.0");
        assertThat(rows)
                .filteredOn(row -> "oxide".equals(row.get("through_stage")))
                .allSatisfy(row -> assertThat((String) row.get("flags"))
                        .contains("other_year:metal", "proxy:metal", "other_year:oxide", "proxy:oxide"));
        assertThat(rows.get(4).get("missing_data")).isEqualTo("origin mix of stage ore (261220, 2612, 2530)");
    }

    /**
     * The second chain on six reporters: China sells the cells and reports, so that they can be looked through; carbonate
     * is Chile's and ore Australia's, who do not report, so that hydroxide alone stands for the chemicals.
     */
    @Test
    void cellsAreSeenThroughToHydroxideAndNoFurther() throws Exception {
        List<String> words = new ArrayList<>();
        try (Stream<Path> files = Files.list(Fixtures.path("comtrade-api"))) {
            files.map(Path::toString)
                    .filter(file -> file.matches(".*_(253090|282520|283691|850760)_M_202[23]_.*"))
                    .sorted()
                    .forEach(words::add);
        }
        Path reports = run(words.toArray(String[]::new));
        try (Duck duck = new Duck()) {
            partsMakeAWhole(duck, reports);
            assertThat(duck.query("SELECT DISTINCT product_code || ' ' || mix_reason AS reason FROM "
                            + Duck.parquet(reports.resolve("origin_mix.parquet"))
                            + " WHERE country_iso3 = 'ALL' ORDER BY ALL"))
                    .extracting(row -> row.get("reason"))
                    .containsExactly("253090 world_incomplete", "283691 world_incomplete");
            String chain = Duck.parquet(reports.resolve("chain_exposure.parquet"));
            assertThat(duck.query("SELECT through_stage || ' ' || coalesce(chain_reason, 'known') AS way,"
                            + " count(DISTINCT country_iso3) AS countries, max(missing_stages) AS missing FROM " + chain
                            + " WHERE end_stage = 'cell' GROUP BY ALL ORDER BY ALL"))
                    .extracting(row -> row.get("way") + " " + row.get("countries") + " " + row.get("missing"))
                    .containsExactly("cell known 6 ore", "chemical known 6 ore", "ore missing_stage: ore 6 ore");
            List<Map<String, Object>> cells = duck.query("SELECT country_iso3, year, through_stage, origin_iso3,"
                    + " direct_share, looked_through_share AS share, looked_through_share_low AS low,"
                    + " looked_through_share_high AS high, strict_share_low AS strict, data_used, flags FROM " + chain
                    + " WHERE end_stage = 'cell' AND year = 2023 AND origin_iso3 IN ('CHN', 'KOR') ORDER BY ALL");
            assertThat(line(one(cells, "KOR", "cell", "CHN"))).isEqualTo("0.9714 0.9754 0.9513 1.0000");
            assertThat(line(one(cells, "USA", "cell", "CHN"))).isEqualTo("0.8755 0.9243 0.8574 1.0000");
            // Korea buys more cells than it sells, and so only the bounds know that it makes any.
            assertThat(line(one(cells, "USA", "cell", "KOR"))).isEqualTo("0.0380 0.0000 0.0000 0.1186");
            Map<String, Object> chemicals = one(cells, "KOR", "chemical", "CHN");
            assertThat(line(chemicals)).isEqualTo("0.9714 0.9531 0.9289 1.0000");
            assertThat((String) chemicals.get("data_used")).contains("chemical=282520/2023");
            // Hydroxide is a part of the chemicals: China buys most of its carbonate from Chile.
            assertThat((Double) chemicals.get("strict")).isZero();
            assertThat((String) chemicals.get("flags"))
                    .contains(
                            "partial:chemical",
                            "partial_world:cell",
                            "imputed_production:cell",
                            "partial_world:chemical")
                    .doesNotContain("other_year", "other_source");
        }
    }

    // ---- what the tests share
    // ----------------------------------------------------------------------------------------

    private Path run(String... words) {
        return OnlyReports.of(folder, List.of(OriginMix.METRIC, ChainExposure.METRIC, ContractOrigin.METRIC), words);
    }

    /** The parts of all origins and what is unknown make a whole, of each good, country and stage. */
    private static void partsMakeAWhole(Duck duck, Path reports) throws Exception {
        List<Map<String, Object>> wholes =
                duck.query("SELECT chain, end_stage, source, year, country_iso3, through_stage,"
                        + " sum(looked_through_share) + max(upstream_unknown_share) AS whole,"
                        + " min(looked_through_share - looked_through_share_low) AS above,"
                        + " min(looked_through_share_high - looked_through_share) AS below FROM "
                        + Duck.parquet(reports.resolve("chain_exposure.parquet"))
                        + " WHERE chain_reason IS NULL GROUP BY ALL");
        assertThat(wholes).isNotEmpty();
        for (Map<String, Object> row : wholes) {
            assertThat((Double) row.get("whole")).as(row.toString()).isCloseTo(1, within(1e-7));
            assertThat((Double) row.get("above")).as(row.toString()).isNotNegative();
            assertThat((Double) row.get("below")).as(row.toString()).isNotNegative();
        }
    }

    private static List<Map<String, Object>> magnetsOf(Duck duck, Path reports) throws Exception {
        return duck.query(
                "SELECT country_iso3, through_stage, origin_iso3, direct_share, looked_through_share AS share,"
                        + " looked_through_share_low AS low, looked_through_share_high AS high,"
                        + " upstream_unknown_share AS unknown, strict_share_high AS strict, flags, chain_reason FROM "
                        + Duck.parquet(reports.resolve("chain_exposure.parquet"))
                        + " WHERE end_stage = 'magnet' AND country_iso3 IN ('KOR', 'JPN', 'DEU') ORDER BY ALL");
    }

    /** A country's compounds and what an origin made of them, in tonnes. */
    private static Map<String, Object> compounds(Duck duck, String mix, String country, String origin)
            throws Exception {
        return duck.query("SELECT production_tonnes AS made, imports_tonnes AS bought, exports_tonnes AS sold,"
                        + " origin_tonnes AS origin, origin_share AS share FROM " + mix
                        + " WHERE product_code = '2846' AND country_iso3 = '" + country + "' AND origin_iso3 = '"
                        + origin
                        + "'")
                .get(0);
    }

    /** Bought from it, made by it, and the bounds of that. */
    private static String line(Map<String, Object> row) {
        return rounded(row.get("direct_share")) + " " + rounded(row.get("share")) + " " + rounded(row.get("low")) + " "
                + rounded(row.get("high"));
    }

    private static String rounded(Object share) {
        return share == null ? "null" : String.format(Locale.ROOT, "%.4f", share);
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

    private Path magnets() throws IOException {
        try (Stream<String> lines = Files.lines(Fixtures.path("baci").resolve("BACI_HS17_Y2024_V202601.csv"))) {
            return Files.write(
                    folder.resolve("BACI_HS17_Y2024_V202601.csv"),
                    lines.filter(line -> line.startsWith("t,") || line.contains(",850511,"))
                            .toList());
        }
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
