package org.lodestone.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.lodestone.testing.Fixtures;

/**
 * Real trade of thirty codes, at full precision: origin_mix sums origins below 0.1 % up and cannot show what becomes of
 * each origin's goods.
 */
class OriginTracingFixtureTest {

    /** Production is what a country sells beyond what it buys, so that nobody sells more than there is. */
    @Test
    void whatEachOriginMadeIsConsumedSomewhere() throws Exception {
        Map<String, List<String[]>> byCode = new TreeMap<>();
        Path flows = Fixtures.path("baci").resolve("BACI_HS17_Y2024_V202601.csv");
        for (String line : Files.readAllLines(flows)) {
            String[] cells = line.split(",");
            // t, i (exporter), j (importer), k, v, q; flows without a weight are another test's.
            if (!cells[0].equals("t") && !cells[5].strip().equals("NA")) {
                byCode.computeIfAbsent(cells[3], none -> new ArrayList<>()).add(cells);
            }
        }
        assertThat(byCode).hasSize(30);
        int origins = 0;
        for (Map.Entry<String, List<String[]>> code : byCode.entrySet()) {
            TreeSet<String> countries = new TreeSet<>();
            code.getValue().forEach(cells -> countries.addAll(List.of(cells[1], cells[2])));
            List<String> names = List.copyOf(countries);
            int size = names.size();
            double[][] trade = new double[size][size];
            double[] net = new double[size];
            for (String[] cells : code.getValue()) {
                int seller = names.indexOf(cells[1]);
                int buyer = names.indexOf(cells[2]);
                double tonnes = Double.parseDouble(cells[5]);
                if (seller != buyer && tonnes > 0) {
                    trade[buyer][seller] += tonnes;
                    net[seller] += tonnes;
                    net[buyer] -= tonnes;
                }
            }
            double[] production = new double[size];
            boolean[] traded = new boolean[size];
            for (int i = 0; i < size; i++) {
                production[i] = Math.max(0, net[i]);
                for (int j = 0; j < size; j++) {
                    traded[i] |= trade[i][j] > 0 || trade[j][i] > 0;
                }
                // A flow of no weight leaves a country without supply; it gets a tonne of its own, which it keeps.
                production[i] = traded[i] ? production[i] : 1;
            }
            OriginTracing balance =
                    OriginTracing.of(OriginTracing.Known.of(trade, production, new boolean[size], new boolean[size]));
            for (int origin = 0; origin < size; origin++) {
                double consumed = 0;
                for (int i = 0; i < size; i++) {
                    consumed += balance.share(i, origin) * balance.supply(i) * balance.kept(i);
                }
                if (production[origin] > 0) {
                    origins++;
                }
                assertThat(consumed)
                        .as(code.getKey() + " made by " + names.get(origin))
                        .isCloseTo(production[origin], within(1e-9 * Math.max(production[origin], 1e-3)));
            }
        }
        assertThat(origins).isGreaterThan(600);
    }
}
