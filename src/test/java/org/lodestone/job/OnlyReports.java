package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lodestone.lake.Lake;
import org.lodestone.metric.Engine;
import org.lodestone.metric.Metric;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Spark;

/** Some reports of a lake, and what they need, computed and published without all others. */
final class OnlyReports {
    private OnlyReports() {}

    /**
     * Ingests files and computes reports of them.
     *
     * @param folder of lake and reports
     * @param words files, and settings as {@code --set key=value}
     * @return the folder of the reports
     */
    static Path of(Path folder, List<Metric> metrics, String... words) {
        Path lake = folder.resolve("lake");
        Path reports = folder.resolve("reports");
        List<String> ingest = new ArrayList<>(List.of("ingest", "--lake", lake.toString()));
        ingest.addAll(List.of(words));
        Captured ingested = Captured.execute(ingest.toArray(String[]::new));
        assertThat(ingested.code()).as(ingested.err()).isZero();

        Map<String, String> set = new HashMap<>(Map.of("lake", lake.toString(), "reports", reports.toString()));
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--set")) {
                String[] setting = words[i + 1].split("=", 2);
                set.put(setting[0], setting[1]);
            }
        }
        LakeInputs inputs = new LakeInputs(
                Spark.session(),
                Settings.of(null, Map.of(), set),
                ReferenceData.load(Map.of()),
                Lake.open(Spark.session(), lake.toString()),
                true);
        try (Engine engine = new Engine(inputs)) {
            engine.run(metrics);
            assertThat(inputs.reports().withheld()).isEmpty();
            inputs.reports().publish(Set.of());
        }
        return reports;
    }
}
