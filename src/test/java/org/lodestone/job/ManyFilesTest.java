package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.testing.Spark;

/** Many small files are read together. */
@ExtendWith(Spark.class)
@Tag("heavy")
class ManyFilesTest {
    @TempDir
    private Path folder;

    @Test
    void twoThousandFilesTakeNoMoreJobsAndCommitsThanTwenty(SparkSession spark) throws Exception {
        AtomicInteger jobs = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        };
        spark.sparkContext().addSparkListener(listener);
        try {
            int few = jobs(spark, jobs, 20);
            int many = jobs(spark, jobs, 2000);
            assertThat(many)
                    .as("jobs for 2,000 files, against " + few + " for 20")
                    .isLessThanOrEqualTo(few + 5);
        } finally {
            spark.sparkContext().removeSparkListener(listener);
        }
    }

    private int jobs(SparkSession spark, AtomicInteger jobs, int files) throws Exception {
        TestLake lake = new TestLake(folder.resolve("of-" + files));
        int[] partners = {36, 40, 76, 124, 156, 276, 392, 490};
        for (int i = 0; i < files; i++) {
            String[] rows = new String[partners.length + 1];
            String market = (100000 + i) + " 2024 ";
            for (int p = 0; p < partners.length; p++) {
                rows[p] = "410 M " + partners[p] + " " + market + (p + 1) + " 1";
            }
            rows[partners.length] = "410 M 0 " + market + "36 8";
            lake.file("f" + i + ".csv", TestLake.comtrade(rows));
        }
        spark.sparkContext().listenerBus().waitUntilEmpty();
        jobs.set(0);
        Ingest.Outcome outcome = lake.ingest(folder.resolve("of-" + files + "/files"));
        spark.sparkContext().listenerBus().waitUntilEmpty();
        assertThat(outcome.landed()).isEqualTo(files);
        assertThat(outcome.counts().landed()).isEqualTo(9L * files);
        assertThat(lake.commits()).isEqualTo(Map.of("trade_flow", 1, "ledger", 1));
        return jobs.get();
    }
}
