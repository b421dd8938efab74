package org.lodestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commands get the settings of a quick start. */
class LaunchPlanTest {
    private static final long LARGE = 5L << 20;

    @TempDir
    private Path folder;

    @Test
    void aCommandIsLargeByTheBytesOfItsLakeAndItsSources() throws IOException {
        Path small = sparse("small/a.csv", 1000);
        Path large = sparse("large/a.csv", LARGE);
        String lake = folder.resolve("lake").toString();
        assertThat(LaunchPlan.isSmall("ingest", "--lake", lake, small.toString()))
                .isTrue();
        assertThat(LaunchPlan.isSmall("ingest", "--lake", lake, large.toString()))
                .isFalse();
        assertThat(LaunchPlan.isSmall("run", "--lake", lake, large.getParent().toString()))
                .isFalse();
        assertThat(LaunchPlan.isSmall("run", "--lake", lake, folder + "/lar*/*.csv"))
                .isFalse();
        assertThat(LaunchPlan.isSmall("ingest", "--lake", lake, "--set", "sources=" + large))
                .isFalse();
        assertThat(LaunchPlan.isSmall("report", "--lake", lake)).isTrue();
        sparse("lake/trade_flow/part.parquet", LARGE);
        assertThat(LaunchPlan.isSmall("report", "--lake", lake)).isFalse();
        assertThat(LaunchPlan.isSmall("ingest", "--lake", lake, small.toString()))
                .isFalse();
    }

    @Test
    void packedBytesCountForMore() throws IOException {
        String lake = folder.resolve("lake").toString();
        assertThat(LaunchPlan.isSmall(
                        "ingest", "--lake", lake, sparse("a.csv", LARGE / 4).toString()))
                .isTrue();
        assertThat(LaunchPlan.isSmall(
                        "ingest", "--lake", lake, sparse("a.csv.gz", LARGE / 4).toString()))
                .isFalse();
    }

    @Test
    void whatLiesOnAClusterIsLargeAndWhatIsWrongOrOnlyAsksForHelpIsSmall() {
        assertThat(LaunchPlan.isSmall("report", "--lake", "hdfs://host/lake")).isFalse();
        assertThat(LaunchPlan.isSmall("ingest", "--lake", folder.toString(), "s3a://bucket/x.csv"))
                .isFalse();
        assertThat(LaunchPlan.isSmall("--help")).isTrue();
        assertThat(LaunchPlan.isSmall("ingest", "--no-such-option")).isTrue();
        assertThat(LaunchPlan.isSmall("ingest", "--set", "lak=x", "x.csv")).isTrue();
    }

    private Path sparse(String name, long bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(bytes);
        }
        return file;
    }
}
