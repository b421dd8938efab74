package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lodestone.testing.Customs;
import org.lodestone.testing.Spark;

/** Two hundred more random worlds, under two sets of habits of those who report: those that failed once are among them. */
@ExtendWith(Spark.class)
@Tag("heavy")
class ManyWorldsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void everyBoundHoldsInAHundredWorlds(long customs) throws Exception {
        List<Long> seeds = new ArrayList<>();
        for (long seed = customs * 1000; seeds.size() < 100; seed++) {
            seeds.add(seed);
        }
        Customs published = new Customs(customs, WorldsTest.worlds(seeds), 0);
        WorldLake lake = new WorldLake(published, folder, true);
        published.publish(lake.files());
        Spark.large(() -> lake.execute("run", lake.files().toString()));
        assertThat(lake.truth().summary()).as("what is not true, by kind").isEmpty();
        List<String> differences = lake.secondOpinion();
        assertThat(differences.stream().limit(20).toList())
                .as(differences.size() + " differences from SQL")
                .isEmpty();
    }

    @Test
    void variantsOfTenWorldsAreReportedAlike() throws Exception {
        WorldLake lake = WorldLake.of(
                new Customs(WorldsTest.CUSTOMS, WorldsTest.worlds(WorldsTest.SEEDS), WorldsTest.SEEDS.size()),
                folder,
                true);
        assertThat(lake.truth().summary()).as("what is not true, by kind").isEmpty();
        List<String> differences = lake.secondOpinion();
        assertThat(differences.stream().limit(20).toList())
                .as(differences.size() + " differences from SQL")
                .isEmpty();
    }

    @Test
    void orderAndBatchesOfFilesChangeNoBit() throws Exception {
        Customs customs = new Customs(21, WorldsTest.worlds(List.of(21L, 22L)), 2);
        WorldLake once = WorldLake.of(customs, folder.resolve("once"), true);
        WorldLake batches = new WorldLake(customs, folder.resolve("batches"), true);
        customs.publish(batches.files());
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(batches.files())) {
            all.map(Path::toString).sorted().forEach(files::add);
        }
        Collections.shuffle(files, new Random(5));
        for (int part = 0; part < 3; part++) {
            int from = files.size() * part / 3;
            int to = files.size() * (part + 1) / 3;
            batches.execute("ingest", files.subList(from, to).toArray(new String[0]));
        }
        batches.execute("report");
        assertThat(batches.bytes().keySet()).isEqualTo(once.bytes().keySet());
        once.bytes().forEach((name, bytes) -> {
            try {
                assertThat(batches.bytes().get(name)).as(name).isEqualTo(bytes);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
