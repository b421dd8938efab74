package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.program.ExitCode;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/**
 * What is current stays, and nothing else does: after each change the reports are, to the byte, those that are computed all
 * anew into another folder.
 */
@ExtendWith(Spark.class)
@Tag("heavy")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CurrentReportsTest {
    private static final Set<String> OF_CONTRACTS = Set.of("delivery_schedule", "contract_audit", "contract_origin");
    private static final Set<String> OF_DRAWS = Set.of("target_odds", "target_odds_input");

    @TempDir
    private static Path folder;

    private static final List<String> settings = new ArrayList<>();
    private static Captured first;

    @BeforeAll
    static void run() throws IOException {
        Path project = Path.of(System.getProperty("lodestone.basedir", "."));
        FileUtils.copyDirectory(
                project.resolve("sample-data").toFile(),
                folder.resolve("sample-data").toFile());
        FileUtils.copyFileToDirectory(
                project.resolve("jobs/sample.conf").toFile(),
                folder.resolve("jobs").toFile());
        first = execute("run", "reports");
        assertThat(first.code()).as(first.err()).isZero();
        // All but ec_supply_risk, whose inputs are not in the sample.
        assertThat(computed()).hasSize(Catalogue.METRICS.size() - 1);
    }

    private static Captured execute(String command, String reports, String... more) {
        List<String> words = new ArrayList<>(List.of(
                command,
                "--config",
                folder.resolve("jobs/sample.conf").toString(),
                "--lake",
                folder.resolve("lake").toString(),
                "--reports",
                folder.resolve(reports).toString(),
                "--set",
                "odds.draws=2000"));
        words.addAll(settings);
        words.addAll(Arrays.asList(more));
        return Captured.execute(words.toArray(String[]::new));
    }

    private static JsonNode manifest() throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve("reports/manifest.json").toFile());
    }

    /** The reports that the last run computed. */
    private static Set<String> computed() throws IOException {
        Set<String> computed = new TreeSet<>();
        JsonNode made = manifest().get("computed");
        Catalogue.REPORTS.forEach(report -> {
            if (made.path(report.name()).has("seconds")) {
                computed.add(report.name());
            }
        });
        return computed;
    }

    private static Map<String, String> bytes(String reports) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(reports))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".parquet")).toList()) {
                bytes.put(file.getFileName().toString(), sha256(file));
            }
        }
        return bytes;
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file)));
    }

    private static Set<String> computedBy(String command, String... more) throws IOException {
        Captured run = execute(command, "reports", more);
        assertThat(run.code()).as(run.err()).isZero();
        return computed();
    }

    /** Holds what is there against all reports computed anew. */
    private static void isAsComputedAnew() throws IOException {
        FileUtils.deleteDirectory(folder.resolve("anew").toFile());
        Captured anew = execute("report", "anew", "--force");
        assertThat(anew.code()).as(anew.err()).isZero();
        assertThat(bytes("reports")).isEqualTo(bytes("anew"));
    }

    private static void change(String file, String from, String to) throws IOException {
        Path path = folder.resolve("sample-data").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private static Map<String, Object> times() throws IOException {
        Map<String, Object> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            for (Path file : files.filter(one -> one.toString().matches(".*\\.(parquet|html)"))
                    .toList()) {
                times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    @Order(0)
    void withoutNewsNothingIsComputedOrWritten() throws IOException {
        Map<String, Object> before = times();
        String made = Files.readString(folder.resolve("reports/manifest.json"));
        Captured run = execute("run", "reports");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("Nothing new", "24 reports are as computed before", "Report ec_supply_risk is left out")
                .doesNotContain("Starting Spark", "Computing");
        assertThat(run.out()).isEqualTo(first.out()).contains("China", "87.40 %", "path to 10 % of ev_magnet by 2030");
        assertThat(times()).isEqualTo(before);
        assertThat(folder.resolve("reports/manifest.json")).hasContent(made);
        JsonNode noted =
                new ObjectMapper().readTree(folder.resolve("reports/run.json").toFile());
        assertThat(noted.at("/report/reports/kept").asInt()).isEqualTo(24);
        assertThat(noted.at("/ingest/table_versions/trade_flow").isNumber()).isTrue();
        assertThat(noted.at("/ingest/nothing_new").asBoolean()).isTrue();
    }

    /** Without the note that spares Spark each report is looked at, and kept. */
    @Test
    @Order(1)
    void withoutTheNoteReportsAreKeptOneByOne() throws IOException {
        Map<String, Object> before = times();
        JsonNode sources = manifest().get("source_files");
        Files.delete(folder.resolve("reports").resolve(Unchanged.FILE));
        Captured run = execute("run", "reports");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("Nothing new", "Starting Spark", "24 reports are as computed before");
        assertThat(run.out()).isEqualTo(first.out());
        assertThat(computed()).isEmpty();
        assertThat(times()).isEqualTo(before);
        assertThat(manifest().get("source_files")).isEqualTo(sources);
        assertThat(manifest().get("dimensions")).hasSize(5);
        assertThat(execute("report", "reports").err()).doesNotContain("Starting Spark");
        assertThat(execute("report", "reports", "--dry-run").err()).contains("Starting Spark");
        assertThat(execute("ingest", "reports").err()).contains("Nothing new").doesNotContain("Starting Spark");
    }

    @Test
    @Order(2)
    void aReportThatIsNotAsItWasPublishedIsMadeAnewAlone() throws IOException {
        nothingIsNew();
        Files.write(folder.resolve("reports/n_minus_one.parquet"), new byte[] {0}, StandardOpenOption.APPEND);
        assertThat(computedBy("report")).containsExactly("n_minus_one");

        nothingIsNew();
        Files.delete(folder.resolve("reports/mirror_gap.parquet"));
        assertThat(computedBy("report")).containsExactly("mirror_gap");

        nothingIsNew();
        Files.delete(folder.resolve("reports/views.sql"));
        assertThat(computedBy("report")).isEmpty();
        assertThat(folder.resolve("reports/views.sql")).exists();
    }

    /** What is there is only as good as the lake that it is said to be of. */
    @Test
    @Order(2)
    void aLakeThatLacksATableIsNotWhatTheReportsAreOf() throws IOException {
        nothingIsNew();
        Path table = folder.resolve("lake/governance");
        Files.move(table, folder.resolve("aside"));
        Captured report = execute("report", "reports");
        Files.move(folder.resolve("aside"), table);
        assertThat(report.code()).isEqualTo(ExitCode.INPUT);
        assertThat(report.err()).contains("governance");
        nothingIsNew();

        Path moved = folder.resolve("moved");
        FileUtils.copyDirectory(folder.resolve("reports").toFile(), moved.toFile());
        assertThat(execute("report", "moved").err()).as("views name the folder").contains("Starting Spark");
        assertThat(Files.readString(moved.resolve("views.sql"))).contains("/moved/");
        FileUtils.deleteDirectory(moved.toFile());
    }

    private static void nothingIsNew() {
        Captured report = execute("report", "reports");
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(report.err()).contains("as computed before").doesNotContain("Starting Spark");
    }

    @Test
    @Order(3)
    void aSettingComputesWhatItIsAParameterOfAndWhatThenFollows() throws IOException {
        settings.addAll(List.of("--set", "odds.seed=7"));
        assertThat(computedBy("report")).isEqualTo(OF_DRAWS);
        settings.addAll(List.of("--set", "unit-value.width=1"));
        assertThat(computedBy("report")).contains("unit_value_check").doesNotContain("mirror_gap", "series_break");
    }

    @Test
    @Order(4)
    void oneChangedContractLeavesTradeAlone() throws IOException {
        change("contracts/contracts.csv", ",7700,t,", ",7900,t,");
        assertThat(computedBy("run"))
                .containsAll(OF_CONTRACTS)
                .contains("share_trajectory", "target_odds")
                .doesNotContain("import_dependency", "supplier_concentration", "origin_mix", "disruption");
    }

    @Test
    @Order(5)
    void oneChangedClaimIsJudgedOnReportsThatStay() throws IOException {
        change("claims/published-claims.csv", "not stated,80,80,percent", "not stated,81,81,percent");
        assertThat(computedBy("run")).containsExactly("claim_check");
    }

    @Test
    @Order(6)
    void aTableOfReferenceDataComputesWhatIsMadeOfIt() throws IOException {
        Path lines = folder.resolve("lines.csv");
        Files.writeString(
                lines,
                Files.readString(folder.resolve("sample-data/reference/policy-lines.csv"))
                        .replaceFirst("0\\.65", "0.6"));
        settings.addAll(List.of("--set", "reference.policy-lines=" + lines));
        assertThat(computedBy("report")).containsExactly("policy_headroom");
    }

    /** None of the changes so far has computed again what an earlier one should have. */
    @Test
    @Order(7)
    void afterTheseChangesAllIsAsComputedAnew() throws IOException {
        isAsComputedAnew();
    }

    @Test
    @Order(8)
    void oneFlowOfTheOldestYearReachesWhatIsMadeOfTrade() throws IOException {
        change("trade/usa-280530-imports.csv", ",126485,,,", ",126480,,,");
        settings.addAll(List.of("--set", "world.least-exporters=3"));
        assertThat(computedBy("run"))
                .contains(
                        "import_dependency", "supplier_concentration", "mirror_gap", "unit_value_check", "origin_mix");
        isAsComputedAnew();
    }

    @Test
    @Order(9)
    void anotherLakeWithoutSomeFilesIsAnotherLake() throws IOException {
        FileUtils.deleteDirectory(folder.resolve("lake").toFile());
        Path contracts = folder.resolve("sample-data/contracts");
        settings.addAll(List.of("--set", "briefing.page=false"));
        assertThat(computedBy("run", contracts.toString())).isEqualTo(Set.of("delivery_schedule", "contract_audit"));
        assertThat(folder.resolve("reports/disruption.parquet")).doesNotExist();
        isAsComputedAnew();
    }
}
