package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Customs;
import org.lodestone.testing.Spark;
import org.lodestone.testing.Truth;
import org.lodestone.testing.World;

/**
 * Random worlds: what statistical offices would publish of them, parts hidden, is reported and held against what was truly
 * made and traded. Worlds that showed a fault once stay.
 */
@ExtendWith(Spark.class)
class WorldsTest {
    static final long CUSTOMS = 1;
    static final List<Long> SEEDS = List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    private static final int VARIED = 2;

    private static WorldLake lake;

    @BeforeAll
    static void publish(@TempDir Path folder) {
        Customs customs = new Customs(CUSTOMS, worlds(SEEDS), VARIED);
        lake = WorldLake.of(customs, folder, false);
    }

    static List<World> worlds(List<Long> seeds) {
        List<World> worlds = new ArrayList<>();
        for (long seed : seeds) {
            worlds.add(new World(worlds.size(), seed));
        }
        return worlds;
    }

    @Test
    void everyBoundHoldsAndWhatIsAddedChangesNothing() throws Exception {
        Truth truth = lake.truth();
        assertThat(truth.summary()).as("what is not true, by kind").isEmpty();
        assertThat(truth.looked().values()).as(truth.looked().toString()).allMatch(count -> count > 0);
        assertThat(truth.looked()).hasSizeGreaterThan(50);
    }

    @Test
    void reportsRecomputedInSqlAreTheSame() throws Exception {
        List<String> differences = lake.secondOpinion();
        assertThat(differences.stream().limit(20).toList())
                .as(differences.size() + " differences")
                .isEmpty();
    }
}
