package org.lodestone.job;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Customs;
import org.lodestone.testing.Spark;

@ExtendWith(Spark.class)
@Tag("worlds")
class ScratchTest {
    @Test
    void some() throws Exception {
        Customs published = new Customs(11, WorldsTest.worlds(List.of(11008L, 11035L, 11067L, 11078L, 11095L)), 0);
        WorldLake lake = new WorldLake(published, Path.of("/tmp/wk/world"));
        published.publish(lake.files());
        lake.execute("run", lake.files().toString());
        System.out.println(lake.truth().summary());
    }
}
