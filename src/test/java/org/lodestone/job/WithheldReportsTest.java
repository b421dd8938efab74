package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.program.ExitCode;
import org.lodestone.report.ParquetReports.Withheld;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFile;
import org.lodestone.text.TextEncoding;

/** A report that breaks its declaration costs itself and what follows from it, and nothing else. */
@ExtendWith(Spark.class)
class WithheldReportsTest {
    @TempDir
    private Path folder;

    @Test
    void whatFollowsFromAWithheldReportIsWithheldWithIt() {
        Withheld concentration = new Withheld(
                "supplier_concentration",
                Map.of("value_hhi_is_fraction", 7L),
                List.of(Map.of("breaks", "value_hhi_is_fraction", "value_hhi", 1.5)));
        Map<String, Set<String>> madeOf = Map.of(
                "supplier_concentration", Set.of(),
                "dependency_criteria", Set.of("supplier_concentration"),
                "policy_headroom", Set.of("dependency_criteria"),
                "contract_audit", Set.of("delivery_schedule", "supplier_concentration"),
                "mirror_gap", Set.of(),
                "reporter_reliability", Set.of("mirror_gap"));
        Withholding withheld = new Withholding(List.of(concentration), madeOf);

        assertThat(withheld.names())
                .containsExactly("contract_audit", "dependency_criteria", "policy_headroom", "supplier_concentration");
        assertThat(withheld.contents())
                .containsEntry("policy_headroom", Map.of("made_of", "dependency_criteria"))
                .containsEntry(
                        "supplier_concentration",
                        Map.of("broken", concentration.broken(), "rows", concentration.rows()));
        assertThat(withheld.lines())
                .contains(
                        "Report supplier_concentration is withheld: rows break its declaration, value_hhi_is_fraction (7"
                                + " rows). This is a fault of the program; please report it with these rows:",
                        "Reports contract_audit, dependency_criteria are withheld with"
                                + " supplier_concentration, which figures of them follow from.");
        assertThat(new Withholding(List.of(), madeOf).isEmpty()).isTrue();

        Withheld mirror = new Withheld("mirror_gap", Map.of("key_repeated", 1L), List.of());
        assertThat(new Withholding(List.of(mirror), madeOf).names())
                .containsExactly("mirror_gap", "reporter_reliability");
    }

    /** The same rows twice in the lake, as no ingest would write them: the key of the report repeats. */
    @Test
    @Tag("heavy")
    void theOthersArePublishedAndTheManifestAndTheExitCodeSayWhichIsNot(SparkSession spark) throws Exception {
        TestLake lake = new TestLake(folder);
        String header = "commodity,country_iso3,year,vintage,stated_by,production_tonnes,apparent_consumption_tonnes\n";
        lake.ingest(
                lake.file("reliance.csv", header + "Rare earths,USA,2024,MCS2025,USGS,1300,6600\n"),
                lake.file(
                        "assessment.csv",
                        "material,vintage,input_kind,country_iso3,amount,stated_by\n"
                                + "Cobalt,CRM2023,global_supply,COD,0.6,European Commission\n"));
        Path reports = folder.resolve("reports");
        String[] report = {"report", "--lake", lake.root().toString(), "--reports", reports.toString()};
        Files.createDirectories(reports);
        Files.writeString(reports.resolve("net_import_reliance.parquet"), "of an earlier run");
        Lake.Load load = lake.lake().begin("twice");
        load.append(NetImportReliance.INPUTS, lake.lake().read(NetImportReliance.INPUTS));
        SourceFile file = new SourceFile(
                "twice.csv",
                "twice.csv",
                1,
                "00",
                true,
                new TextEncoding("UTF-8", "UTF-8", true),
                List.of(),
                List.of(),
                null);
        load.commit(
                Instant.parse("2026-01-02T00:00:00Z"),
                List.of(new Ledger.Entry(
                        file, "reliance-inputs", 1, "none", NetImportReliance.INPUTS.name(), 1, 1, 0, 0, null)));
        Captured after = Captured.execute(report);

        assertThat(after.code()).as(after.err()).isEqualTo(ExitCode.GATE);
        assertThat(after.err())
                .contains(
                        "Report net_import_reliance is withheld: rows break its declaration, key_repeated (1 rows)",
                        "  breaks=key_repeated commodity=Rare earths country_iso3=USA year=2024 vintage=MCS2025"
                                + " stated_by=USGS rows=2");
        assertThat(after.out()).contains("ec_supply_risk").doesNotContain("net_import_reliance");
        assertThat(reports.resolve("ec_supply_risk.parquet")).exists();
        // It would stand beside the others as if it were of the same state.
        assertThat(reports.resolve("net_import_reliance.parquet")).doesNotExist();
        JsonNode withheld = json(reports.resolve("manifest.json")).get("withheld");
        assertThat(withheld.get("net_import_reliance")
                        .get("broken")
                        .get("key_repeated")
                        .asLong())
                .isEqualTo(1);
        assertThat(withheld.get("net_import_reliance")
                        .get("rows")
                        .get(0)
                        .get("commodity")
                        .asText())
                .isEqualTo("Rare earths");
        assertThat(json(reports.resolve("run.json")).get("exit_code").asInt()).isEqualTo(ExitCode.GATE);
    }

    private static JsonNode json(Path file) throws Exception {
        return new ObjectMapper().readTree(Files.readString(file));
    }
}
