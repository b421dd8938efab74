package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.lake.Lake;
import org.lodestone.program.ExitCode;
import org.lodestone.report.Restatements;
import org.lodestone.table.Field;
import org.lodestone.testing.Spark;

/** What changed between two loads, two days and two folders of reports. */
@Tag("heavy")
@ExtendWith(Spark.class)
class DiffTest {

    @Test
    void whatARevisionChangedIsTold(SparkSession spark, @TempDir Path folder) throws Exception {
        TestLake lake = new TestLake(folder);
        lake.at("2026-01-10T12:00:00Z")
                .ingest(lake.file(
                        "korea.csv",
                        TestLake.comtrade(
                                "410 M 0 850511 2024 100 11",
                                "410 M 156 850511 2024 80 8",
                                "410 M 392 850511 2024 20 3")));
        String first = load(lake);
        // China sold less than was said, Japan nothing, the Philippines the most.
        lake.at("2026-02-10T12:00:00Z")
                .ingest(lake.file(
                        "korea.csv",
                        TestLake.comtrade(
                                "410 M 0 850511 2024 100 11",
                                "410 M 156 850511 2024 40 8",
                                "410 M 608 850511 2024 60 3")));
        String second = load(lake);
        Path out = folder.resolve("out");
        Captured byLoad = diff(lake, out, first, second);
        assertThat(byLoad.code()).as(byLoad.err()).isZero();
        assertThat(byLoad.out())
                .contains("supplier_concentration", "top_supplier_iso3", "CHN", "PHL", "vanished", "appeared");
        Dataset<Row> changes =
                spark.read().parquet(out.resolve("restatement.parquet").toString());
        String key = "importer_iso3=KOR product_code=850511 period_type=year period_start=2024-01-01";
        assertThat(TestLake.texts(
                        changes.where("report = 'import_dependency' AND (column_name IN ('value_share', 'row'))"),
                        "kind",
                        "substr(row_key, -17)",
                        "column_name",
                        "before_value",
                        "after_value",
                        "change"))
                .containsExactly(
                        "appeared supplier_iso3=PHL row null null null",
                        "figure supplier_iso3=CHN value_share 0.8 0.4 -0.4",
                        "vanished supplier_iso3=JPN row null null null");
        assertThat(TestLake.texts(
                        changes.where("report = 'supplier_concentration' AND kind = 'flipped'"),
                        "row_key",
                        "column_name",
                        "before_text",
                        "after_text"))
                .containsExactly("source=UN Comtrade HS2022 " + key + " top_supplier_iso3 CHN PHL");
        assertThat(changes.schema().fieldNames())
                .containsExactlyElementsOf(
                        Restatements.TABLE.columns().stream().map(Field::name).toList());
        assertThat(Files.exists(out.resolve(".diff"))).isFalse();

        // The same state on both sides: nothing changed. Folders of reports are read as they are.
        Path copy = folder.resolve("copy");
        Captured report = Captured.execute(
                "report", "--lake", lake.root().toString(), "--reports", copy.toString(), "--as-of", "2026-01-31");
        assertThat(report.code()).as(report.err()).isZero();
        // Made anew of each day on which something was loaded: the same bytes as of that day.
        Path past = folder.resolve("past");
        Captured backfill = Captured.execute(
                "report",
                "--lake",
                lake.root().toString(),
                "--reports",
                past.toString(),
                "--from",
                "2026-01-01",
                "--to",
                "2026-02-09");
        assertThat(backfill.code()).as(backfill.err()).isZero();
        try (Stream<Path> days = Files.list(past)) {
            assertThat(days).containsExactly(past.resolve("2026-01-10"));
        }
        assertThat(past.resolve("2026-01-10/import_dependency.parquet"))
                .hasSameBinaryContentAs(copy.resolve("import_dependency.parquet"));
        assertThat(past.resolve("2026-01-10/run.json")).exists();
        Captured same = diff(lake, out, copy.toString(), copy.toString());
        assertThat(same.out()).contains("none").doesNotContain("import_dependency");

        assertThat(diff(lake, out, "2025-01-01").err()).contains("held nothing yet at the end of 2025-01-01");
        assertThat(diff(lake, out, "nothing").err()).contains("no pin 'nothing'", "lodestone tables");
        assertThat(diff(lake, out, "2026-13-01").code()).isEqualTo(ExitCode.USAGE);
    }

    private static String load(TestLake lake) {
        Lake now = lake.lake();
        return now.ledger()
                .orderBy(org.apache.spark.sql.functions.col("loaded_at").desc())
                .first()
                .getAs("load_id");
    }

    private static Captured diff(TestLake lake, Path out, String... states) {
        List<String> words = new java.util.ArrayList<>(
                List.of("diff", "--lake", lake.root().toString(), "--reports", out.toString()));
        words.addAll(List.of(states));
        return Captured.execute(words.toArray(String[]::new));
    }
}
