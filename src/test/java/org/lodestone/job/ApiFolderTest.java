package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Spark;

/** Twenty thousand files as UN Comtrade's API gives them land, and all that can be published of them is. */
@ExtendWith(Spark.class)
@Tag("heavy")
class ApiFolderTest {
    private static final int FILES = 20_000;
    private static final long SEED = 20_000;
    private static final int EUROPEAN_UNION = 97;
    private static final int ASEAN = 975;

    /** What the launcher sets for large jobs. */
    private static final Map<String, String> LARGE = Map.of(
            "spark.sql.codegen.wholeStage", "true",
            "spark.sql.codegen.factoryMode", "FALLBACK",
            "spark.sql.adaptive.enabled", "true",
            "spark.sql.shuffle.partitions", "8");

    @TempDir
    private Path folder;

    @Test
    void aFolderOfTwentyThousandFilesIsPublished(SparkSession spark) throws Exception {
        ApiFolder files = new ApiFolder(folder.resolve("files"), SEED, EUROPEAN_UNION, ASEAN).write(FILES);
        assertThat(files.files()).isEqualTo(FILES);
        assertThat(files.empty()).isGreaterThan(FILES / 100);
        Map<String, String> before = new LinkedHashMap<>();
        LARGE.forEach((name, value) -> {
            before.put(name, spark.conf().get(name));
            spark.conf().set(name, value);
        });
        try {
            Captured run = Captured.execute(
                    "run",
                    "--lake",
                    folder.resolve("lake").toString(),
                    "--reports",
                    folder.resolve("reports").toString(),
                    folder.resolve("files").toString());
            assertThat(run.err()).contains(String.format(Locale.ROOT, " with %,d rows; ", files.rows()));
            JsonNode manifest = new ObjectMapper()
                    .readTree(folder.resolve("reports/manifest.json").toFile());
            assertThat(manifest.get("withheld")).as(run.err()).isEmpty();
            assertThat(manifest.get("source_files")).hasSize(FILES - files.empty());
            assertThat(manifest.get("reports").findValuesAsText("name"))
                    .contains("import_dependency", "supplier_concentration", "dependency_criteria", "n_minus_one");
        } finally {
            before.forEach((name, value) -> spark.conf().set(name, value));
        }
    }
}
