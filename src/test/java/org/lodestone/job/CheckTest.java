package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.lake.TableFiles;
import org.lodestone.program.ExitCode;
import org.lodestone.testing.Spark;

/** Each kind of damage to a lake or its reports is found and named with what to do. */
@Tag("heavy")
@ExtendWith(Spark.class)
class CheckTest {
    @TempDir
    private static Path folder;

    private static Path good;
    private Path lake;
    private Path reports;

    @BeforeAll
    static void make(SparkSession spark) throws Exception {
        TestLake made = new TestLake(folder);
        made.at("2026-01-10T12:00:00Z")
                .ingest(made.file(
                        "korea.csv",
                        TestLake.comtrade(
                                "410 M 0 850511 2024 100 11",
                                "410 M 156 850511 2024 80 8",
                                "410 M 392 850511 2024 20 3")));
        made.at("2026-02-10T12:00:00Z")
                .ingest(made.file(
                        "korea.csv", TestLake.comtrade("410 M 0 850511 2024 100 11", "410 M 608 850511 2024 100 11")));
        good = folder.resolve("good");
        Files.createDirectories(good);
        FileUtils.copyDirectory(made.root().toFile(), good.resolve("lake").toFile());
        Captured report = Captured.execute(
                "report",
                "--lake",
                good.resolve("lake").toString(),
                "--reports",
                good.resolve("reports").toString());
        assertThat(report.code()).as(report.err()).isZero();
    }

    /** Spark and Delta remember folders: each test has its own. */
    @BeforeEach
    void copy() throws IOException {
        Path mine = Files.createTempDirectory(folder, "copy");
        FileUtils.copyDirectory(good.toFile(), mine.toFile());
        lake = mine.resolve("lake");
        reports = mine.resolve("reports");
    }

    @Test
    void whatIsWholeIsGood() {
        Captured check = check();
        assertThat(check.code()).as(check.out() + check.err()).isZero();
        assertThat(check.err()).contains("2 states", "All is as it should be");
        String no = folder.resolve("no").toString();
        Captured nothing = Captured.execute("check", "--lake", no, "--reports", no);
        assertThat(nothing.code()).isEqualTo(ExitCode.INPUT);
        assertThat(nothing.err()).contains("There is neither a lake in");
        assertThat(Path.of(no)).doesNotExist();
    }

    @Test
    void aDamagedDataFileIsNamed() throws Exception {
        for (Path file : dataFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            // In the first page, behind the magic.
            for (int i = 30; i < 50; i++) {
                bytes[i] ^= 0x55;
            }
            Files.write(file, bytes);
            Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        }
        assertFound(
                "cannot be read", "checksum", dataFiles().get(0).getFileName().toString(), "backup");
    }

    @Test
    void aShortAndAMissingDataFileOfAnOlderStateAreNamed() throws Exception {
        List<Path> files = dataFiles();
        assertThat(files).hasSize(2);
        Files.delete(files.get(0));
        byte[] bytes = Files.readAllBytes(files.get(1));
        Files.write(files.get(1), Arrays.copyOf(bytes, bytes.length - 7));
        assertFound(
                "is missing",
                "bytes instead of " + bytes.length,
                files.get(0).getFileName().toString());
    }

    @Test
    void aMissingLogFileIsNamed() throws Exception {
        Files.delete(lake.resolve("trade_flow/_delta_log/00000000000000000000.json"));
        assertFound("its log does not give version", "trade_flow", "_delta_log");
    }

    @Test
    void aMissingLedgerIsNamed() throws Exception {
        Files.delete(lake.resolve("ledger/_delta_log/00000000000000000000.json"));
        assertFound("ledger", "backup");
        FileUtils.deleteDirectory(lake.resolve("ledger").toFile());
        assertFound("trade_flow", "no ledger says which of its versions counts");
    }

    @Test
    void rowsThatTheProgramDidNotWriteAreNamed(SparkSession spark) {
        spark.sql("INSERT INTO delta.`" + lake.resolve("trade_flow") + "` SELECT * FROM delta.`"
                + lake.resolve("trade_flow") + "`");
        // The ledger does not name that version: nobody reads it.
        assertThat(check().code()).isZero();
        spark.sql("UPDATE delta.`" + lake.resolve("ledger")
                + "` SET table_versions = map('trade_flow', 2L) WHERE loaded_at >= '2026-02-01'");
        assertFound("stand in several rows", "slice");
    }

    @Test
    void aReportThatWasChangedByHandIsNamed() throws Exception {
        Path report = reports.resolve("import_dependency.parquet");
        byte[] bytes = Files.readAllBytes(report);
        bytes[100] ^= 1;
        Files.write(report, bytes);
        Files.delete(reports.resolve("mirror_gap.parquet"));
        assertFound(
                "is not the file that manifest.json names", "mirror_gap.parquet", "is missing", "Publish them anew");
    }

    @Test
    void aManifestOfAnotherRunIsNamed() throws Exception {
        Path manifest = reports.resolve("manifest.json");
        ObjectNode other = (ObjectNode) new ObjectMapper().readTree(manifest.toFile());
        other.put("state", "00000000");
        ((ArrayNode) other.get("reports")).remove(0);
        Files.writeString(manifest, other.toString());
        assertFound("of state", "one is of another run", "is not in manifest.json");
        Files.writeString(manifest, "{ half a man");
        assertFound("manifest.json", "cannot be read");
    }

    private void assertFound(String... words) {
        Captured check = check();
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.GATE);
        assertThat(check.out()).contains(words);
        assertThat(check.err()).contains("fault");
    }

    /** Of both states. */
    private List<Path> dataFiles() {
        TableFiles files = new TableFiles(new Configuration(), lake.toString());
        return Stream.of(0L, 1L)
                .flatMap(version -> files.of("trade_flow", version).keySet().stream())
                .map(file -> Path.of(URI.create(file.replaceFirst("^file:/*", "file:///"))))
                .distinct()
                .toList();
    }

    private Captured check() {
        return Captured.execute("check", "--lake", lake.toString(), "--reports", reports.toString());
    }
}
