package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.bi.Dimensions;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.dependency.EcAssessments;
import org.lodestone.program.ExitCode;
import org.lodestone.report.FigureId;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/** The sample run as a user sees it: what it prints, what it publishes, and that a second one changes nothing. */
@ExtendWith(Spark.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SampleRunTest {

    /**
     * HHI of US imports of HS 280530 by year, on 0 to 10,000, as a compilation of UN Comtrade data published it
     * (us_280530_concentration.csv of the test data that the project does not ship; the figures are facts). The suppliers'
     * values of the same publication are sample-data/trade/usa-280530-imports.csv.
     */
    private static final Map<Integer, Double> PUBLISHED_HHI = Map.of(
            2018, 6156.618313,
            2019, 5031.695263,
            2020, 6024.715197,
            2021, 5111.548710,
            2022, 8733.357601,
            2023, 9748.734108,
            2024, 6280.214550,
            2025, 6923.542106);

    /** Half of the last published digit, and half of the last of the nine decimals that ratios are rounded to. */
    private static final double ROUNDING = 0.5e-6 / 10_000 + 0.5e-9;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path lake;
    private static Path reports;
    private static Captured first;

    @BeforeAll
    static void run(SparkSession session) {
        spark = session;
        // A space in the paths is what users have.
        lake = folder.resolve("the lake");
        reports = folder.resolve("the reports");
        first = sample("run", "--format", "xlsx");
    }

    @Test
    @Order(1)
    void theTableOnTheTerminalSaysHowDependentKoreaIs() {
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("South Korea, imports of", "(HS 850511)");
        assertThat(first.out())
                .contains(reports.toString(), " import_dependency,", " supplier_concentration,", "manifest.json");
        // One screen: what a run says is read, not scrolled.
        assertThat(first.out().lines().count()).isLessThanOrEqualTo(66);
        assertThat(first.out()).contains("HS 850511 is");
        Map<String, String> of2024 = terminalLine("2024");
        assertThat(of2024.get("top supplier")).isEqualTo("China");
        assertThat(of2024.get("by value")).isEqualTo("87.40 %");
        assertThat(of2024.get("by weight")).isEqualTo("90.06 %");
        assertThat(of2024.get("HHI")).isEqualTo(String.format("%.4f", hhi("KOR", "850511", 2024)));
        assertThat(of2024.get("next suppliers by value")).matches("\\S.* \\d+\\.\\d\\d %, \\S.* \\d+\\.\\d\\d %");
        Map<String, String> of2022 = terminalLine("2022");
        assertThat(of2022.get("by value")).isEqualTo("87.69 %");
        assertThat(of2022.get("by weight")).isEqualTo("89.90 %");
        for (Map<String, String> line : List.of(of2024, of2022)) {
            assertThat(line.get("unspecified")).matches("0\\.0\\d %");
            assertThat(line.get("at most")).matches("8\\d\\.\\d\\d %");
        }
        assertThat(first.err()).doesNotContain("WARN", "ERROR", "Exception").contains("Ingested");
    }

    @Test
    @Order(2)
    void theReportsSayTheSame() throws Exception {
        try (Duck duck = new Duck()) {
            String dependency = Duck.parquet(reports.resolve("import_dependency.parquet"));
            List<Map<String, Object>> korea = duck.query("SELECT year, round(100 * value_share, 2) AS by_value,"
                    + " round(100 * weight_share, 2) AS by_weight, value_rank, supplier_name, importer_name, stage"
                    + " FROM " + dependency + " WHERE importer_iso3 = 'KOR' AND product_code = '850511'"
                    + " AND supplier_iso3 = 'CHN' AND period_type = 'year' ORDER BY year");
            assertThat(korea).hasSize(2);
            assertThat(korea.get(0)).containsEntry("year", 2022L);
            assertThat(korea.get(0)).containsEntry("by_value", 87.69).containsEntry("by_weight", 89.90);
            assertThat(korea.get(1)).containsEntry("year", 2024L);
            assertThat(korea.get(1)).containsEntry("by_value", 87.40).containsEntry("by_weight", 90.06);
            assertThat(korea.get(1)).containsEntry("supplier_name", "China").containsEntry("value_rank", 1L);
            assertThat(korea.get(1))
                    .containsEntry("importer_name", "South Korea")
                    .containsEntry("stage", "magnet");
            // Four digits are a proxy, and each row says so.
            assertThat(duck.query("SELECT DISTINCT code_purity FROM " + dependency + " WHERE length(product_code) = 4"))
                    .containsExactly(Map.of("code_purity", "proxy"));
            // The shares of a group are a whole.
            assertThat(duck.query(
                            "SELECT source, importer_iso3, product_code, period_start, sum(value_share) AS whole FROM "
                                    + dependency
                                    + " WHERE share_reason IS NULL GROUP BY ALL HAVING abs(whole - 1) > 1e-6"))
                    .isEmpty();
        }
    }

    /** The notes at hand end with 2021; Turkey states both values, and they do not say which of them counts. */
    @Test
    @Order(2)
    void besideImportsStandsWhatTheImporterCountsBy() throws Exception {
        try (Duck duck = new Duck()) {
            assertThat(duck
                            .query("SELECT DISTINCT importer_iso3, import_valuation, import_trade_system,"
                                    + " import_notes_year, provisional FROM "
                                    + Duck.parquet(reports.resolve("import_dependency.parquet"))
                                    + " WHERE product_code = '2805' AND year = 2023"
                                    + " AND importer_iso3 IN ('CAN', 'DEU', 'KOR', 'TUR') ORDER BY importer_iso3")
                            .stream()
                            .map(row -> row.values().toString()))
                    .containsExactly(
                            "[CAN, FOB, general, 2021, null]",
                            "[DEU, CIF, special, 2021, null]",
                            "[KOR, CIF, general, 2021, null]",
                            "[TUR, CIF/FOB, general, 2021, null]");
            assertThat(duck
                            .query("SELECT DISTINCT import_valuation, export_valuation, export_trade_system FROM "
                                    + Duck.parquet(reports.resolve("mirror_gap.parquet"))
                                    + " WHERE importer_iso3 = 'KOR' AND exporter_iso3 = 'CHN'")
                            .stream()
                            .map(row -> row.values().toString()))
                    .containsExactly("[CIF, FOB, general]");
        }
    }

    @Test
    @Order(3)
    void concentrationOfUsRareEarthMetalImportsIsWhatWasPublished() throws Exception {
        try (Duck duck = new Duck()) {
            List<Map<String, Object>> rows = duck.query("SELECT year, value_hhi, value_hhi_high FROM "
                    + Duck.parquet(reports.resolve("supplier_concentration.parquet"))
                    + " WHERE importer_iso3 = 'USA' AND product_code = '280530' ORDER BY year");
            Map<Integer, Double> found = new TreeMap<>();
            rows.forEach(row -> found.put(((Long) row.get("year")).intValue(), (Double) row.get("value_hhi")));
            assertThat(found).hasSize(8).hasSameSizeAs(rows);
            PUBLISHED_HHI.forEach((year, published) ->
                    assertThat(found.get(year)).as("HHI of " + year).isCloseTo(published / 10_000, within(ROUNDING)));
        }
    }

    @Test
    @Order(4)
    void duckDbReadsEveryReportAsSparkDoes() throws Exception {
        try (Duck duck = new Duck()) {
            for (Table table : tables()) {
                Path file = reports.resolve(table.name() + ".parquet");
                List<String> columns = table.columns().stream().map(Field::name).toList();
                List<Map<String, Object>> expected = new ArrayList<>();
                for (Row row : spark.read().parquet(file.toString()).collectAsList()) {
                    assertThat(row.schema().fieldNames()).containsExactlyElementsOf(columns);
                    Map<String, Object> cells = new LinkedHashMap<>();
                    columns.forEach(name -> cells.put(name, Duck.plain(row.getAs(name))));
                    expected.add(cells);
                }
                List<Map<String, Object>> found = duck.query("SELECT * FROM " + Duck.parquet(file));
                assertThat(found).as(table.name()).isNotEmpty().isEqualTo(expected);
                assertThat(duck.query("DESCRIBE SELECT * FROM " + Duck.parquet(file)).stream()
                                .map(row -> row.get("column_name") + " " + row.get("column_type"))
                                .toList())
                        .containsExactlyElementsOf(table.columns().stream()
                                .map(column -> column.name() + " " + duckType(column))
                                .toList());
            }
        }
    }

    /** Each code that a report names has one row in the dimension that it joins, by the views as they are shipped. */
    @Test
    @Order(3)
    void reportsJoinTheirDimensions() throws Exception {
        try (Duck duck = new Duck()) {
            duck.execute(Files.readString(reports.resolve("views.sql")));
            for (Table dimension : Dimensions.TABLES) {
                String key = String.join(", ", dimension.key());
                assertThat(duck.query(
                                "SELECT " + key + " FROM " + dimension + " GROUP BY " + key + " HAVING count(*) > 1"))
                        .as(dimension.name())
                        .isEmpty();
            }
            int joins = 0;
            for (Table report : published()) {
                for (Field<?> column : report.columns()) {
                    Dimensions.Reference join =
                            Dimensions.joinedBy(report, column).orElse(null);
                    if (join != null) {
                        joins++;
                        assertThat(duck.query("SELECT DISTINCT " + String.join(", ", join.columns()) + " FROM " + report
                                        + " r WHERE " + column.name() + " IS NOT NULL AND ("
                                        + String.join(", ", join.columns())
                                        + ") NOT IN (SELECT (" + String.join(", ", join.keys()) + ") FROM "
                                        + join.dimension() + ")"))
                                .as(report + "." + column.name())
                                .isEmpty();
                    }
                }
                if (report.columns().stream().anyMatch(column -> column.name().equals("year"))) {
                    assertThat(duck.query("SELECT DISTINCT period_key FROM " + report
                                    + " WHERE year > 0 AND period_key NOT IN" + " (SELECT period_key FROM dim_period)"))
                            .as(report + " by period_key")
                            .isEmpty();
                }
            }
            assertThat(joins).isGreaterThan(50);
            assertThat(duck.query(
                            "SELECT country_name, country_kind FROM dim_country WHERE iso3 IN ('KOR', 'EU27', 'XXX')"
                                    + " ORDER BY iso3"))
                    .extracting(row -> row.get("country_kind"))
                    .containsExactly("group", "country", "unspecified");
            assertThat(duck.query("SELECT product_name, digits, stage FROM dim_product WHERE product_code = '850511'"))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row).containsEntry("digits", 6L).containsEntry("stage", "magnet"));
            assertThat(duck.query(
                            "SELECT period_name, period_end FROM dim_period WHERE period_key = 'year 2024-01-01'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row)
                            .containsEntry("period_name", "2024")
                            .containsEntry("period_end", "2024-12-31"));
            assertThat(duck.query("SELECT * FROM dim_company WHERE company = 'POSCO'"))
                    .singleElement()
                    .satisfies(row ->
                            assertThat(row).containsEntry("has_target", true).containsEntry("buys", false));
            assertThat(duck.query("SELECT DISTINCT scenario_kind FROM dim_scenario ORDER BY 1"))
                    .extracting(row -> row.get("scenario_kind"))
                    .containsExactly("market", "plant", "stop");
            // What may be added up over suppliers adds up to the total.
            assertThat(duck.query("SELECT sum(value_usd) - any_value(total_value_usd) AS rest FROM import_dependency"
                            + " WHERE supplier_role <> 'self' GROUP BY source, importer_iso3, product_code, period_key"
                            + " HAVING coalesce(abs(rest) > 1e-6 * any_value(total_value_usd), true)"))
                    .isEmpty();
        }
    }

    /** The description of the folder says what lies in it. */
    @Test
    @Order(3)
    void theFolderIsDescribedForPrograms() throws Exception {
        JsonNode packaged =
                new ObjectMapper().readTree(reports.resolve("datapackage.json").toFile());
        JsonNode manifest =
                new ObjectMapper().readTree(reports.resolve("manifest.json").toFile());
        assertThat(packaged.get("state")).isEqualTo(manifest.get("state"));
        Map<String, JsonNode> resources = new LinkedHashMap<>();
        packaged.get("resources").forEach(one -> resources.put(one.get("name").asText(), one));
        assertThat(resources).hasSize(published().size() + Dimensions.TABLES.size());
        assertThat(manifest.get("dimensions")).hasSize(Dimensions.TABLES.size());
        try (Duck duck = new Duck()) {
            for (JsonNode resource : resources.values()) {
                Path file = reports.resolve(resource.get("path").asText());
                assertThat(resource.get("bytes").asLong()).isEqualTo(Files.size(file));
                assertThat(resource.get("hash").asText())
                        .isEqualTo("sha256:"
                                + HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file))));
                JsonNode schema = new ObjectMapper()
                        .readTree(
                                reports.resolve(resource.get("schema").asText()).toFile());
                List<String> columns = new ArrayList<>();
                schema.get("fields")
                        .forEach(field -> columns.add(field.get("name").asText()));
                assertThat(duck.query("DESCRIBE SELECT * FROM " + Duck.parquet(file)))
                        .extracting(row -> row.get("column_name"))
                        .containsExactlyElementsOf(columns);
                schema.get("foreignKeys")
                        .forEach(key -> assertThat(resources)
                                .containsKey(
                                        key.get("reference").get("resource").asText()));
            }
        }
        JsonNode shares = new ObjectMapper()
                .readTree(reports.resolve("schemas/import_dependency.json").toFile());
        assertThat(shares.get("primaryKey").toString()).contains("importer_iso3", "supplier_iso3");
        assertThat(shares.get("fields"))
                .anySatisfy(field ->
                        assertThat(field.toString()).contains("\"value_usd\"", "\"sum_over\":[\"supplier_iso3\"]"))
                .anySatisfy(field -> assertThat(field.toString()).contains("\"value_share\"", "\"sum_over\":[]"));
        assertThat(reports.resolve("dictionary.html"))
                .content()
                .contains("<section id=\"import_dependency\">", "id=\"n_minus_one.lost_value_usd\"");
    }

    @Test
    @Order(3)
    void aRehearsalSaysWhatWouldBeDoneAndDoesNothing() throws Exception {
        List<String> before = files(reports);
        Captured run = sample("run", "--dry-run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("korea-850511-imports\\.csv +comtrade\\S* +trade_flow +left as it is in the lake")
                .containsPattern("import_dependency +written to .*import_dependency\\.parquet")
                .containsPattern("ec_supply_risk +left out: the lake has no supply_risk_input");
        Path others = folder.resolve("rehearsed");
        Captured first = Captured.execute(
                "run",
                "--dry-run",
                "--lake",
                others.toString(),
                "--reports",
                others.toString(),
                Path.of(System.getProperty("lodestone.basedir", "."), "sample-data/market")
                        .toString());
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains(" read", "after the files above")
                .containsPattern("capacity_outlook +written to ")
                .containsPattern("import_dependency +left out: the lake has no trade_flow");
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        Captured days = sample("report", "--dry-run", "--from", today, "--to", today);
        assertThat(days.out())
                .contains(reports.resolve(today).resolve("n_minus_one.parquet").toString());
        Captured none = sample("report", "--from", "2001-01-01", "--to", "2001-12-31");
        assertThat(none.code()).isEqualTo(ExitCode.INPUT);
        assertThat(none.err()).contains("nothing that is kept was loaded from 2001-01-01 to 2001-12-31");
        assertThat(files(reports)).isEqualTo(before);
        assertThat(others).doesNotExist();
    }

    @Test
    @Order(3)
    void copiesAreWrittenOfReportsByName() throws Exception {
        Path copies = folder.resolve("copies");
        Captured excel = sample(
                "export", "--to", copies.toString(), "--format", "xlsx", "supplier_concentration", "dim_country");
        assertThat(excel.code()).as(excel.err()).isZero();
        assertThat(files(copies)).containsExactly("dim_country.xlsx", "supplier_concentration.xlsx");
        Captured all = sample("export", "--to", copies.toString(), "--format", "csv");
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out().lines()).hasSize(tables().size());
        try (Duck duck = new Duck()) {
            for (Table table : tables()) {
                String copy = "(SELECT * FROM read_csv('" + copies.resolve(table.name() + ".csv")
                        + "', header = true, auto_detect = false, nullstr = '', allow_quoted_nulls = false, columns = {"
                        + table.columns().stream()
                                .map(column -> "'" + column.name() + "': '" + duckType(column) + "'")
                                .collect(Collectors.joining(", "))
                        + "}))";
                String original = "(SELECT * FROM " + Duck.parquet(reports.resolve(table.name() + ".parquet")) + ")";
                assertThat(duck.query("SELECT (SELECT count(*) FROM " + original + ") = (SELECT count(*) FROM " + copy
                                + ") AS same, (SELECT count(*) FROM (" + original + " EXCEPT " + copy + ")) AS rest"))
                        .as(table.name())
                        .containsExactly(Map.of("same", true, "rest", 0L));
            }
        }
        assertThat(sample("export", "--format", "csv", "dim_contry").err()).contains("Did you mean 'dim_country'");
        assertThat(sample("export", "dim_country").code()).isEqualTo(ExitCode.USAGE);
    }

    /** All reports but the one whose inputs come from assessments that the sample does not hold. */
    private static List<Table> published() {
        return Catalogue.REPORTS.stream()
                .filter(table -> table != EcAssessments.TABLE)
                .toList();
    }

    /** The reports that are published, and the dimensions. */
    private static List<Table> tables() {
        return Stream.concat(published().stream(), Dimensions.TABLES.stream()).toList();
    }

    private static String duckType(Field<?> column) {
        return switch (column.type().sql()) {
            case "STRING" -> "VARCHAR";
            case "INT" -> "INTEGER";
            default -> column.type().sql();
        };
    }

    @Test
    @Order(5)
    void theManifestSaysWhatTheReportsAreMadeOf() throws IOException {
        JsonNode manifest = json("manifest.json");
        assertThat(manifest.get("program").asText()).startsWith("lodestone ");
        assertThat(manifest.get("reports")).hasSize(published().size());
        for (JsonNode report : manifest.get("reports")) {
            Path file = reports.resolve(report.get("path").asText());
            assertThat(report.get("sha256").asText()).isEqualTo(sha256(file));
            assertThat(report.get("rows").asLong())
                    .isEqualTo(spark.read().parquet(file.toString()).count());
        }
        assertThat(manifest.get("lake").get("table_versions").get("trade_flow").asLong())
                .isZero();
        assertThat(manifest.get("lake").get("path").asText()).isEqualTo(lake.toString());
        assertThat(manifest.get("settings").get("reports").asText()).isEqualTo(reports.toString());
        List<String> names = new ArrayList<>();
        manifest.get("source_files").forEach(file -> names.add(file.get("name").asText()));
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "assumptions.csv",
                        "contracts.csv",
                        "element-contents.csv",
                        "facilities.csv",
                        "hs2022-hs2017.csv",
                        "krw-usd-monthly.csv",
                        "outlook.csv",
                        "scenarios.csv",
                        "inputs.csv",
                        "plans.csv",
                        "published-claims.csv",
                        "reliance-inputs.csv",
                        "targets.csv",
                        "wgi-political-stability.csv",
                        "usgs-mcs-2025-rare-earths.csv",
                        "wmd_Rare_Earths_REO.csv",
                        "china-850511-exports.csv",
                        "germany-850511-imports.csv",
                        "japan-850511-imports.csv",
                        "korea-2805-imports-2023.csv",
                        "korea-2846-imports-2023.csv",
                        "korea-850511-imports.csv",
                        "other-importers-2805-imports-2023.csv",
                        "other-importers-2846-imports-2023.csv",
                        "usa-280530-imports.csv");
        JsonNode run = json("run.json");
        assertThat(run.get("exit_code").asInt()).isZero();
        assertThat(run.get("command").asText()).isEqualTo("run");
        assertThat(run.get("state").asText()).isEqualTo("done");
        assertThat(run.get("steps")).hasSizeGreaterThan(10);
        JsonNode rows = run.get("ingest").get("rows");
        assertThat(rows.get("landed").asLong()
                        + rows.get("left_out").asLong()
                        + rows.get("rejected").asLong())
                .isEqualTo(rows.get("read").asLong());
        assertThat(run.get("report").get("reports").get("published").asInt())
                .isEqualTo(published().size());
        assertThat(run.get("report").get("state")).isEqualTo(manifest.get("state"));
        assertThat(sample(
                                "status",
                                "--fresh-by",
                                LocalDate.now(ZoneOffset.UTC).minusDays(1).toString())
                        .code())
                .isZero();
        List<String> published = beside();
        published().forEach(table -> published.add(table.name() + ".parquet"));
        published().forEach(table -> published.add("copies/" + table.name() + ".xlsx"));
        Dimensions.TABLES.forEach(table -> published.add(table.name() + ".parquet"));
        assertThat(files(reports)).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    @Order(5)
    void aPriceThatDoesNotFitIsSaidBeforeAnyShareOfTheTarget() {
        assertThat(first.out())
                .containsSubsequence(
                        "HS 850511 KOR in 2024 from CHN 42.0",
                        "eu-magnets: 224.6 USD/kg, against 80.8 in na-magnets. LOOK INTO IT",
                        "POSCO: path to 10 % of ev_magnet by 2030",
                        "Conventions: the start within a stated year",
                        "* press-10bn: USD 10.0 bn at 81.0 USD/kg would be 123,457 t, against 46,092 to 55,200 t",
                        "Published claims: ");
    }

    /** The two contracts by tonnes: (7,700 / 6 + 800 / 9) t = 1,372.22 t of 34.5 million x 0.8 x 2 kg = 55,200 t. */
    @Test
    @Order(5)
    void thePathToTenPercentIsTold() throws Exception {
        try (Duck duck = new Duck()) {
            List<Map<String, Object>> rows = duck.query("SELECT plan, basis, round(100 * share, 2) AS share,"
                    + " round(100 * full_output_share, 2) AS in_full, share_reason FROM "
                    + Duck.parquet(reports.resolve("share_trajectory.parquet"))
                    + " WHERE year = 2030 AND scenario IN ('adamas-2.0kg', 'press-10bn') ORDER BY basis, plan");
            assertThat(rows)
                    .extracting(row -> row.get("plan") + " " + row.get("basis") + " " + row.get("share") + " "
                            + row.get("in_full"))
                    .containsExactly(
                            // In full 1,372.22 + 3,000 x 0.85 x 0.95 = 2,422.5 t. From July 2028 on, the ramp of two
                            // years is over in the middle of 2030: 0.98876 of them. As oxides of magnet elements x
                            // 1.71, of all rare earths x 0.185 x 1.71, as magnets that are taken apart x 0.57.
                            "contracts tonnes 2.49 2.49",
                            "us-3000-magnet-oxides tonnes 9.91 9.99",
                            "us-3000-magnets tonnes 6.83 6.87",
                            "us-3000-oxides tonnes 3.86 3.87",
                            "us-3000-recycled tonnes 4.96 4.99",
                            // The second phase starts in July 2030: 0.01124 of its year.
                            "us-6000-magnets tonnes 6.87 11.26",
                            "us-6000-oxides tonnes 3.87 5.26",
                            // (900 / 6 + 260 / 9) bn KRW / 1,447.29 = USD 123.6 million of 10 billion.
                            "contracts usd 1.24 1.24",
                            "us-3000-magnet-oxides usd 4.55 4.59",
                            "us-3000-magnets usd 3.18 3.2",
                            "us-3000-oxides usd 1.85 1.86",
                            "us-3000-recycled usd 2.34 2.35",
                            "us-6000-magnets usd 3.2 5.16",
                            "us-6000-oxides usd 1.86 2.48");
            List<Map<String, Object>> odds = duck.query(
                    "SELECT DISTINCT draws, seed FROM " + Duck.parquet(reports.resolve("target_odds.parquet")));
            assertThat(odds).singleElement().isEqualTo(Map.of("draws", 100_000L, "seed", 2030L));
            // An announced plant is built in one case of three; without plants there is no such chance.
            assertThat(duck.query("SELECT DISTINCT plan, round(completion_chance, 4) AS chance FROM "
                            + Duck.parquet(reports.resolve("target_odds.parquet"))
                            + " WHERE plan IN ('contracts', 'us-3000-oxides', 'us-6000-oxides') AND year = 2030"
                            + " ORDER BY plan"))
                    .extracting(row -> row.get("plan") + " " + row.get("chance"))
                    .containsExactly("contracts 1.0", "us-3000-oxides 0.33", "us-6000-oxides 0.1089");
        }
    }

    @Test
    @Order(5)
    void claimsGetTheirVerdicts() throws Exception {
        try (Duck duck = new Duck()) {
            String checked = Duck.parquet(reports.resolve("claim_check.parquet"));
            assertThat(duck.query("SELECT DISTINCT claim_id FROM " + checked)).hasSize(44);
            // Within 0.5 % of the larger at the rate of February 2026.
            List<Map<String, Object>> dollars =
                    duck.query("SELECT claim_id, verdict, abs(gap) / greatest(computed, stated_low) AS off FROM "
                            + checked + " WHERE definition LIKE 'at the mean rate of 2026-02%' AND unit = 'USD'");
            assertThat(dollars)
                    .extracting(row -> row.get("claim_id"))
                    .containsExactlyInAnyOrder(
                            "na-contract-value-usd",
                            "eu-contract-value-usd",
                            "motor-core-contract-value-usd",
                            "korea-support-usd",
                            "all-contracts-value-usd");
            assertThat(dollars).allSatisfy(row -> {
                assertThat((Double) row.get("off")).isLessThan(0.005);
                assertThat(row.get("verdict")).isEqualTo("reproduced");
            });
            Map<String, Object> verdicts = new TreeMap<>();
            duck.query("SELECT DISTINCT claim_id, verdict, conflict FROM " + checked)
                    .forEach(row ->
                            verdicts.put((String) row.get("claim_id"), row.get("verdict") + " " + row.get("conflict")));
            assertThat(verdicts)
                    .containsEntry("kita-magnet-dependence", "not reproduced (proxy) false")
                    .containsEntry("all-contracts-value-krw", "reproduced false")
                    .containsEntry("eu-contract-duration", "reproduced true")
                    .containsEntry("us-complex-start-2027", "not computable true")
                    .containsEntry("us-complex-start-2028", "not computable true")
                    // Nearly 900 million: at the rate of the month of signing, which the claim does not name.
                    .containsEntry("magnet-contracts-usd", "reproduced (proxy) false")
                    // Mining is not processing, and over 80 % fits at least 80 %.
                    .containsEntry("china-processing-share", "not computable false")
                    .containsEntry("ev-motor-pm-share", "not computable false");
            assertThat(duck.query("SELECT definition, round(holds_if_high, 3) AS most, definitions_tried FROM "
                            + checked
                            + " WHERE claim_id = 'kita-magnet-dependence' AND definition LIKE '%2024, by value%'"))
                    .singleElement()
                    .satisfies(row -> {
                        // 87.40 / 99.25
                        assertThat(row.get("most")).isEqualTo(0.881);
                        assertThat(row.get("definitions_tried")).isEqualTo(4L);
                    });
        }
    }

    /**
     * How many rows each report has, where the sample says how many there must be; what is in them is looked at by the
     * other tests.
     */
    @Test
    @Order(4)
    void eachReportHoldsWhatTheSampleGivesIt() throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        json("manifest.json")
                .get("reports")
                .forEach(report -> rows.put(
                        report.get("path").asText().replace(".parquet", ""),
                        report.get("rows").asLong()));
        assertThat(rows)
                // Seven plans in three scenarios, from 2025 to 2035.
                .containsEntry("share_trajectory", 231L)
                .containsEntry("target_odds", 231L)
                .containsEntry("target_requirements", 21L)
                // China's exports beside the imports of Korea, Japan and Germany, in two years.
                .containsEntry("mirror_gap", 6L)
                .containsEntry("reporter_reliability", 4L)
                // The United States pass from HS 2017 to HS 2022 once, and state their reliance once.
                .containsEntry("series_break", 1L)
                .containsEntry("net_import_reliance", 1L)
                // 28 importers of compounds and Korea; of metals nobody publishes what is made.
                .containsEntry("supply_risk", 29L)
                // Two contracts of magnets: ore has no data; of metals and compounds three sources and all together.
                .containsEntry("contract_origin", 18L)
                // Korea, Japan and Germany in two years, the United States in eight, 30 importers of 2805, 29 of 2846,
                // and China as the world's supplier of magnets in two.
                .containsEntry("supplier_concentration", 75L);
        try (Duck duck = new Duck()) {
            String dependency = Duck.parquet(reports.resolve("import_dependency.parquet"));
            assertThat(
                            duck.query(
                                    "SELECT product_code || ' ' || year AS slice, count(DISTINCT importer_iso3) AS importers,"
                                            + " count(CASE WHEN share_reason = 'incomplete' THEN 1 END) AS gaps FROM "
                                            + dependency
                                            + " WHERE length(product_code) = 4 OR product_code = '850511' GROUP BY ALL ORDER BY ALL"))
                    .extracting(row -> row.get("slice") + " " + row.get("importers") + " " + row.get("gaps"))
                    .containsExactly("2805 2023 30 0", "2846 2023 29 0", "850511 2022 3 0", "850511 2024 3 0");
            // What a source sums up as the rest of the suppliers is nobody's: 34,225 of 236,337 USD in Denmark.
            assertThat(duck.query("SELECT round(value_share, 6) AS share FROM " + dependency
                            + " WHERE importer_iso3 = 'DNK' AND product_code = '2805' AND supplier_iso3 = 'XXX'"))
                    .containsExactly(Map.of("share", 0.144814));
            // Korea's slices are those of its own files, whose World row is the sum of what is named and the rest.
            assertThat(duck.query("SELECT product_code, sum(value_usd) AS value FROM " + dependency
                            + " WHERE importer_iso3 = 'KOR' AND year = 2023 GROUP BY ALL ORDER BY ALL"))
                    .extracting(row -> row.get("product_code") + " " + row.get("value"))
                    .containsExactly("2805 3.5350934E7", "2846 8.3831942E7");
        }
    }

    /** Compounds of 2023: direct shares show China and hide Myanmar, and show Japan where nothing is made. */
    @Test
    @Order(5)
    void whoMadeTheCompoundsIsSeenThroughThoseWhoSellThem() throws Exception {
        try (Duck duck = new Duck()) {
            String mix = Duck.parquet(reports.resolve("origin_mix.parquet"));
            Map<String, Map<String, Object>> korea = new TreeMap<>();
            duck.query("SELECT * FROM " + mix + " WHERE product_code = '2846' AND country_iso3 = 'KOR'")
                    .forEach(row -> korea.put((String) row.get("origin_iso3"), row));
            // Japan makes no compounds that one can see: it sells 1,833.6 t and buys 11,520.4 t.
            assertThat(share(korea, "JPN", "direct_share")).isCloseTo(0.10056, within(5e-6));
            assertThat(share(korea, "JPN", "import_origin_share")).isZero();
            assertThat(share(korea, "MMR", "direct_share")).isZero();
            assertThat(share(korea, "CHN", "direct_share")).isCloseTo(0.61666, within(5e-6));
            // Of what China has, 255,000 t mined and 109,168 t bought, 72,074 t come from Myanmar: a fifth, and as much
            // of what it sells.
            Map<String, Object> myanmar = duck.query(
                            "SELECT origin_tonnes, supply_tonnes, production_tonnes, imports_tonnes FROM " + mix
                                    + " WHERE product_code = '2846' AND country_iso3 = 'CHN' AND origin_iso3 = 'MMR'")
                    .get(0);
            assertThat((Double) myanmar.get("production_tonnes")).isEqualTo(255_000);
            // Slightly more than what it sells to China itself, since others pass some on.
            assertThat((Double) myanmar.get("origin_tonnes")).isBetween(72_074.0, 72_300.0);
            assertThat(share(korea, "MMR", "import_origin_share"))
                    .isCloseTo(
                            (Double) myanmar.get("origin_tonnes")
                                    / (Double) myanmar.get("supply_tonnes")
                                    * share(korea, "CHN", "import_origin_share")
                                    / chinaOfChina(duck, mix),
                            within(1e-6));
            for (Map<String, Object> row : korea.values()) {
                assertThat((Double) row.get("import_origin_share"))
                        .as(row.toString())
                        .isBetween((Double) row.get("import_origin_share_low"), (Double)
                                row.get("import_origin_share_high"));
            }
            // Of the metals of 280530 only values are known.
            assertThat(duck.query("SELECT DISTINCT product_code || ': ' || mix_reason AS reason FROM " + mix
                            + " WHERE country_iso3 = 'ALL' ORDER BY ALL"))
                    .extracting(row -> row.get("reason"))
                    .containsExactly("280530: no_weights");
            // Of three importers' magnets hardly any seller's own purchases are known, so that anything is possible.
            Map<String, Object> magnets = duck.query("SELECT * FROM " + mix
                            + " WHERE product_code = '850511' AND year = 2024 AND country_iso3 = 'KOR'"
                            + " AND origin_iso3 = 'CHN'")
                    .get(0);
            assertThat((Double) magnets.get("direct_share")).isCloseTo(0.90055, within(5e-6));
            assertThat((Double) magnets.get("untraced_share")).isGreaterThan(0.98);
            assertThat((Double) magnets.get("import_origin_share_low")).isZero();
            assertThat((Double) magnets.get("import_origin_share_high")).isGreaterThan(0.999);
            assertThat(magnets.get("world_basis")).isEqualTo("partial_world");
        }
    }

    private static double share(Map<String, Map<String, Object>> mix, String origin, String column) {
        return (Double) mix.get(origin).get(column);
    }

    private static double chinaOfChina(Duck duck, String mix) throws Exception {
        return (Double) duck.query("SELECT origin_share FROM " + mix
                        + " WHERE product_code = '2846' AND country_iso3 = 'CHN' AND origin_iso3 = 'CHN'")
                .get(0)
                .get("origin_share");
    }

    @Test
    @Order(5)
    void theChainIsToldWithWhatItHides() throws Exception {
        try (Duck duck = new Duck()) {
            String chain = Duck.parquet(reports.resolve("chain_exposure.parquet"));
            assertThat(duck.query("SELECT end_stage || ' ' || year || ' ' || through_stage || ' '"
                            + " || coalesce(chain_reason, 'known') AS way, count(DISTINCT country_iso3) AS countries FROM "
                            + chain + " WHERE source = 'UN Comtrade HS2022' AND year IN (2023, 2024) GROUP BY ALL"
                            + " ORDER BY ALL"))
                    .extracting(row -> row.get("way") + " " + row.get("countries"))
                    .containsExactly(
                            "magnet 2024 magnet known 3",
                            "magnet 2024 metal known 3",
                            "magnet 2024 ore missing_stage: ore 3",
                            "magnet 2024 oxide known 3",
                            "metal 2023 metal known 30",
                            "metal 2023 ore missing_stage: ore 30",
                            "metal 2023 oxide known 30",
                            "metal 2024 metal no_origin_mix: no_weights 1",
                            "oxide 2023 ore missing_stage: ore 29",
                            "oxide 2023 oxide known 29");
            Map<String, Object> myanmar = duck.query("SELECT * FROM " + chain
                            + " WHERE country_iso3 = 'KOR' AND end_stage = 'metal' AND through_stage = 'oxide'"
                            + " AND origin_iso3 = 'MMR'")
                    .get(0);
            // 98.3 % of Korea's metals are China's, and a fifth of what China makes metals of is Myanmar's.
            assertThat((Double) myanmar.get("looked_through_share")).isCloseTo(0.19505, within(5e-6));
            assertThat((Double) myanmar.get("direct_share")).isZero();
            // A tonne of metal takes 1.16638 t of oxide: 1,310.239 t of metals of whom 19.505 % are Myanmar's.
            assertThat((Double) myanmar.get("input_tonnes"))
                    .isCloseTo(1310.239 * 1.16638 * (Double) myanmar.get("looked_through_share"), within(0.01));
            assertThat((String) myanmar.get("flags"))
                    .contains("proxy:metal", "proxy:oxide", "partial_world:oxide", "imputed_production:oxide");
            // Four digits hold other goods: strictly nothing is known of the compounds.
            assertThat((Double) myanmar.get("strict_share_low")).isZero();
            assertThat((Double) myanmar.get("strict_share_high")).isEqualTo(1);
        }
        assertThat(first.out())
                .containsSubsequence(
                        "Who made what South Korea buys, and what it is made of",
                        "magnet, HS 850511, 2024",
                        "China 90.1 %",
                        "made of metal, HS 2805, 2023",
                        "made of oxide, HS 2846, 2023",
                        "Myanmar* 17.8 (0.0 to 100.0) %",
                        "metal, HS 2805, 2023",
                        "China 98.3 %",
                        "made of oxide, HS 2846, 2023",
                        "Myanmar* 19.5 (0.0 to 82.8) %",
                        "oxide, HS 2846, 2023",
                        "Japan 10.1 %",
                        "Myanmar* 13.6 (0.0 to 87.4) %",
                        "no data (ore)");
    }

    /** Metals of the United States, Australia and Vietnam are declared to be free of China's. */
    @Test
    @Order(5)
    void whatDeclaredSourcesKeepOutIsTestedAsFarAsDataGo() throws Exception {
        try (Duck duck = new Duck()) {
            String origin = Duck.parquet(reports.resolve("contract_origin.parquet"));
            assertThat(duck.query("SELECT contract_id, verdict, count(*) AS tests FROM " + origin
                            + " GROUP BY ALL ORDER BY" + " ALL"))
                    .extracting(row -> row.get("contract_id") + " " + row.get("verdict") + " " + row.get("tests"))
                    .containsExactly("eu-magnets undetermined 9", "na-magnets undetermined 9");
            // The United States buy 56.4 % of their metals from China itself; what they make of these is not
            // China-free.
            List<Map<String, Object>> metals = duck.query("SELECT declared_source_iso3 AS source,"
                    + " round(residual_share, 5) AS share, round(residual_share_low, 5) AS low,"
                    + " round(residual_share_high, 5) AS high, origin_reason AS reason FROM " + origin
                    + " WHERE contract_id = 'na-magnets' AND through_stage = 'metal' ORDER BY source");
            assertThat(metals)
                    .extracting(row -> row.get("source") + " " + row.get("share") + " " + row.get("low") + " "
                            + row.get("high") + " " + row.get("reason"))
                    .containsExactly(
                            "ALL null 0.0 0.86736 several_sources",
                            "AUS 1.5E-4 0.0 6.2E-4 null",
                            "USA 0.57209 0.0 0.86736 null",
                            "VNM 0.13665 0.0 0.1386 null");
            assertThat(duck.query("SELECT DISTINCT missing_data FROM " + origin + " WHERE through_stage = 'ore'"))
                    .containsExactly(Map.of("missing_data", "origin mix of stage ore (261220, 2612, 2530)"));
            // Both codes hold other goods too, so that strictly anything is possible.
            assertThat(duck.query("SELECT min(strict_share_low) AS low, min(strict_share_high) AS high FROM " + origin
                            + " WHERE data_used IS NOT NULL"))
                    .containsExactly(Map.of("low", 0.0, "high", 1.0));
        }
    }

    /** Where a column says that it follows from others, it does, in every row of every report. */
    @Test
    @Order(5)
    void formulasHold() {
        long checked = 0;
        for (Table report : published()) {
            ChecksHold.of(
                    report,
                    spark.read()
                            .parquet(reports.resolve(report.name() + ".parquet").toString()));
            checked += report.columns().stream()
                    .filter(column -> column.formula() != null)
                    .count();
        }
        assertThat(checked).isGreaterThan(12);
    }

    @Test
    @Order(7)
    void explainTellsWhereAFigureComesFrom() {
        Captured figure = sample(
                "explain",
                "share_trajectory",
                "share",
                "company=posco",
                "scenario=adamas-2.0kg",
                "plan=us-3000-magnets",
                "year=2030");
        assertThat(figure.code()).as(figure.err()).isZero();
        assertThat(figure.out())
                .contains(
                        "0.068251739",
                        "coalesce(deliverable_tonnes / market_tonnes",
                        "Rows of contract",
                        "7700",
                        "Rows of facility_phase",
                        "Rows of assumption",
                        "*/utilisation",
                        "contracts.csv")
                .containsPattern("contracts\\.csv +[0-9a-f]{64} ");

        Captured claim = sample("explain", "kita-magnet-dependence");
        assertThat(claim.code()).as(claim.err()).isZero();
        assertThat(claim.out())
                .contains(
                        "not reproduced (proxy)",
                        "HS 850511, 2022, by value",
                        "HS 850511, 2022, by weight",
                        "HS 850511, 2024, by value",
                        "HS 850511, 2024, by weight",
                        "87.69146",
                        "87.39938",
                        "holds other goods too",
                        "at most 88.1 % of HS 850511 by value in 2024",
                        "nearest definition",
                        "national tariff line",
                        "korea-850511-imports.csv");

        Captured json = sample("explain", "--output", "json", "eu-contract-duration");
        assertThat(json.out())
                .contains("\"definitions\"", "\"reproduced\"", "other statements disagree", "2, of which 1 give");
    }

    /** Where a text has the amounts of trade in it, its column says so, and a briefing of shares only leaves it out. */
    @Test
    @Order(4)
    void textsWithAmountsAreDeclared() throws Exception {
        try (Duck duck = new Duck()) {
            String dependency = Duck.parquet(reports.resolve("import_dependency.parquet"));
            Set<String> amounts = new TreeSet<>();
            for (String column : List.of("value_usd", "total_value_usd", "net_weight_kg", "total_weight_kg")) {
                duck.query("SELECT DISTINCT format('{:,}', CAST(round(" + column + ") AS BIGINT)) AS amount FROM "
                                + dependency + " WHERE " + column + " >= 100000")
                        .forEach(row -> amounts.add((String) row.get("amount")));
            }
            assertThat(amounts).hasSizeGreaterThan(500).contains("83,831,942");
            Set<String> with = new TreeSet<>();
            for (Table report : Catalogue.REPORTS) {
                for (Field<?> column : report.columns()) {
                    Path file = reports.resolve(report.name() + ".parquet");
                    if (column.type().equals(DataTypes.StringType) && Files.exists(file)) {
                        duck
                                .query("SELECT DISTINCT unnest(regexp_extract_all(" + column.name()
                                        + ", '[0-9][0-9,]*'))" + " AS number FROM " + Duck.parquet(file))
                                .stream()
                                .filter(row -> amounts.contains(row.get("number")))
                                .forEach(row -> with.add(report.name() + "." + column.name() + " " + column.unit()));
                    }
                }
            }
            assertThat(with).containsExactly("claim_check.formula TEXT_WITH_AMOUNTS");
        }
    }

    /** An id is given by explain, says where it comes from, and is found again in an article that quotes it. */
    @Test
    @Order(7)
    void aQuotedFigureIsFoundAgain() throws IOException {
        Captured figure = sample(
                "explain",
                "import_dependency",
                "value_share",
                "importer_iso3=KOR",
                "product_code=850511",
                "year=2024",
                "supplier_iso3=CHN");
        FigureId id = FigureId.in(figure.out()).get(0);
        assertThat(id.toString())
                .startsWith("import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@");
        assertThat(sample("explain", id.toString()).out())
                .contains("korea-850511-imports.csv", "holds")
                .contains(figure.out()
                        .lines()
                        .filter(line -> line.contains("value "))
                        .toList());

        Path article = folder.resolve("article.md");
        String other = new FigureId(id.report(), id.key(), "weight_share", id.state(), id.checksum()).toString();
        String gone = id.toString().replace("/CHN/", "/XYZ/");
        Files.writeString(article, "Korea buys 87.4 % in China [" + id + "].");
        Captured holds = sample("verify", article.toString());
        assertThat(holds.code()).as(holds.err()).isZero();
        assertThat(holds.out()).contains(id.toString(), "0.873993", "holds", "the same");
        Files.writeString(article, other + ", " + gone + "; made_up/KOR/share@00000000~00000000");
        Captured not = sample("verify", id.toString(), article.toString());
        assertThat(not.code()).isEqualTo(ExitCode.GATE);
        assertThat(not.out())
                .contains("changed", "gone: no row has this key", "there is no report of this name", "now ");
        assertThat(not.err()).contains("1 of 4 quoted figures hold");
        assertThat(sample("verify", "kita-magnet-dependence").code()).isEqualTo(ExitCode.USAGE);

        // An article that names a figure without the end of its id, and another with a wrong sign in it.
        String names = id.toString().substring(0, id.toString().indexOf('@'));
        String mistyped = id.toString().replace("/value_share@", "/valeu_share@");
        Files.writeString(article, "Of " + names + " the id was cut; " + mistyped + ".");
        Captured half = sample("verify", article.toString());
        assertThat(half.code()).isEqualTo(ExitCode.GATE);
        assertThat(half.out()).contains("the report has no such column");
        assertThat(half.err())
                .contains("0 of 1 quoted figures hold")
                .contains("Not looked up, since its state and checksum")
                .contains(names);
    }

    @Test
    @Order(7)
    void explainNamesTheNearestOfUnknownNames() {
        assertThat(sample("explain", "share_trajectori").err()).contains("share_trajectory");
        assertThat(sample("explain", "kita-magnet").err()).contains("kita-magnet-dependence");
        assertThat(sample("explain", "share_trajectory", "shares", "year=2030").err())
                .contains("has no column 'shares'", "share");
        assertThat(sample("explain", "share_trajectory", "share", "company=POSKO")
                        .err())
                .contains("company=POSKO", "POSCO");
        Captured open = sample("explain", "share_trajectory", "share", "year=2030");
        assertThat(open.code()).isEqualTo(ExitCode.USAGE);
        assertThat(open.err()).contains("More than 20 rows", "plan (contracts,", "scenario (");
    }

    @Test
    @Order(6)
    void eachTableIsWrittenOnce() throws IOException {
        Map<String, Integer> commits = commits();
        assertThat(commits).containsEntry("trade_flow", 1).containsEntry("ledger", 1);
        assertThat(commits.values()).as("one commit a table").containsOnly(1);
    }

    @Test
    @Order(7)
    void tablesListsWhatIsInTheLake() {
        Captured tables = Captured.execute("tables", "--lake", lake.toString());
        assertThat(tables.code()).as(tables.err()).isZero();
        assertThat(tables.out()).containsPattern("trade_flow +0 +1,297 ");
        assertThat(tables.out())
                .contains("production", "governance", "exchange_rate", "finding")
                .containsPattern("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z +\\d+ +[\\d,]+");
    }

    @Test
    @Order(8)
    void noStateIsInventedForADayBeforeTheFirstLoad() throws IOException {
        Map<String, String> hashes = parquetHashes();
        Captured report = Captured.execute(
                "report", "--lake", lake.toString(), "--reports", reports.toString(), "--as-of", "2020-01-01");
        assertThat(report.code()).isEqualTo(ExitCode.INPUT);
        assertThat(report.err()).contains("the lake held nothing yet", "2020-01-01");
        assertThat(parquetHashes()).isEqualTo(hashes);
    }

    @Test
    @Order(9)
    void anEmptyLakeIsSaidToBeEmpty() {
        Path empty = folder.resolve("empty");
        for (String command : List.of("report", "tables")) {
            Captured said = Captured.execute(
                    command,
                    "--lake",
                    empty.toString(),
                    "--reports",
                    folder.resolve("none").toString());
            assertThat(said.code()).as(command).isEqualTo(ExitCode.INPUT);
            assertThat(said.err())
                    .contains(empty.toString(), "there is no lake here", "lodestone ingest")
                    .doesNotContain("internal error");
        }
    }

    @Test
    @Order(10)
    void aReportWithoutInputsIsLeftOutWithALineThatSaysSo() throws IOException {
        Path others = folder.resolve("other reports");
        Captured run = Captured.execute(
                "run",
                "--lake",
                folder.resolve("other lake").toString(),
                "--reports",
                others.toString(),
                Path.of(System.getProperty("lodestone.basedir", "."), "sample-data/production/wmd_Rare_Earths_REO.csv")
                        .toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains(
                        "Reports chain_exposure, contract_origin, dependency_criteria, import_dependency, mirror_gap,"
                                + " n_minus_one, national_effect, origin_mix, policy_headroom, reporter_reliability, series_break,"
                                + " supplier_concentration, supply_risk, unit_value_check are left out: the lake has no trade_flow",
                        "Report ec_supply_risk is left out: the lake has no supply_risk_input",
                        "Report disruption is left out: the lake has no disruption_scenario",
                        "Report net_import_reliance is left out: the lake has no reliance_input",
                        "Report claim_check is left out: the lake has no published_claim",
                        "Report capacity_outlook is left out: the lake has no facility_phase",
                        "Reports contract_audit, delivery_schedule are left out: the lake has no contract",
                        "Reports share_trajectory, target_odds, target_odds_input, target_requirements are left out: the"
                                + " lake has no market_target");
        JsonNode manifest = new ObjectMapper().readTree(Files.readString(others.resolve("manifest.json")));
        assertThat(manifest.get("reports")).isEmpty();
        assertThat(manifest.get("left_out").get("import_dependency").asText()).contains("no trade_flow");
        List<String> written = beside();
        written.add(Unchanged.FILE);
        assertThat(files(others)).containsExactlyInAnyOrderElementsOf(written);

        Captured again = Captured.execute(
                "report", "--lake", folder.resolve("other lake").toString(), "--reports", others.toString());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(files(others)).containsExactlyInAnyOrderElementsOf(written);
    }

    /** What a run writes beside the Parquet. */
    private static List<String> beside() {
        List<String> beside = new ArrayList<>(List.of(
                "briefing.html",
                "datapackage.json",
                "dictionary.html",
                "manifest.json",
                "run.json",
                "run.prom",
                "views.sql"));
        Catalogue.published().forEach(table -> beside.add("schemas/" + table.name() + ".json"));
        return beside;
    }

    private static Captured sample(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(
                command,
                "--config",
                Path.of(System.getProperty("lodestone.basedir", "."), "jobs/sample.conf")
                        .toString(),
                "--lake",
                lake.toString(),
                "--reports",
                reports.toString()));
        words.addAll(List.of(more));
        return Captured.execute(words.toArray(String[]::new));
    }

    /** A line of the printed table, its cells by heading. */
    private static Map<String, String> terminalLine(String year) {
        List<String> lines = first.out().lines().toList();
        String heading = lines.stream()
                .filter(line -> line.contains("top supplier"))
                .findFirst()
                .orElseThrow();
        String line = lines.stream()
                .filter(one -> one.strip().startsWith(year + "  "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + year + " in\n" + first.out()));
        List<String> names = List.of(heading.strip().split(" {2,}"));
        List<String> cells = List.of(line.strip().split(" {2,}"));
        assertThat(cells).as(line).hasSameSizeAs(names);
        Map<String, String> result = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            // 'at most' is there twice: of the share, then of the index.
            result.putIfAbsent(names.get(i), cells.get(i));
        }
        return result;
    }

    private static double hhi(String importer, String product, int year) {
        return spark.read()
                .parquet(reports.resolve("supplier_concentration.parquet").toString())
                .where("importer_iso3 = '" + importer + "' AND product_code = '" + product + "' AND year = " + year)
                .collectAsList()
                .get(0)
                .<Double>getAs("value_hhi");
    }

    private static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(reports.resolve(name), StandardCharsets.UTF_8));
    }

    private static Map<String, String> parquetHashes() throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (String name : files(reports)) {
            if (name.endsWith(".parquet")) {
                hashes.put(name, sha256(reports.resolve(name)));
            }
        }
        return hashes;
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file)));
    }

    /** How many commits each Delta table has. */
    private static Map<String, Integer> commits() throws IOException {
        Map<String, Integer> commits = new TreeMap<>();
        for (String file : files(lake)) {
            if (file.matches("[a-z_]+/_delta_log/\\d{20}\\.json")) {
                commits.merge(file.replaceAll("/.*", ""), 1, Integer::sum);
            }
        }
        return commits;
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().equals(".lodestone.lock"))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
