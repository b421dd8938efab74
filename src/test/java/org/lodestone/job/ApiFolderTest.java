package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Spark;

/**
 * Thousands of files as UN Comtrade's API gives them land, and all that can be published of them is. With
 * {@code -Dlodestone.api-files=20000} as many as a reader of the whole API gathers; they take eight minutes.
 */
@ExtendWith(Spark.class)
@Tag("heavy")
class ApiFolderTest {
    private static final int FILES = Integer.getInteger("lodestone.api-files", 2_000);
    private static final long SEED = 20_000;
    private static final int EUROPEAN_UNION = 97;
    private static final int ASEAN = 975;

    @TempDir
    private Path folder;

    @Test
    void aFolderOfThousandsOfFilesIsPublished() throws Exception {
        ApiFolder files = new ApiFolder(folder.resolve("files"), SEED, EUROPEAN_UNION, ASEAN).write(FILES);
        assertThat(files.files()).isEqualTo(FILES);
        assertThat(files.empty()).isGreaterThan(FILES / 100);
        Spark.large(() -> {
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
        });
    }
}
