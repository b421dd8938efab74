package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.origins.OriginMix;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Spark;

/** A year of BACI seen through to where goods were made. */
@ExtendWith(Spark.class)
class OriginFixtureTest {
    @TempDir
    private Path folder;

    @Test
    void totalsAreConservedForEveryCode() throws Exception {
        Path flows = Fixtures.path("baci").resolve("BACI_HS17_Y2024_V202601.csv");
        OnlyReports.of(folder, List.of(OriginMix.METRIC), flows.toString());
        try (Duck duck = new Duck()) {
            String mix = Duck.parquet(folder.resolve("reports/origin_mix.parquet"));
            assertThat(duck.query("SELECT product_code, mix_reason FROM " + mix + " WHERE mix_reason IS NOT NULL"))
                    .as("each code can be solved")
                    .isEmpty();
            List<Map<String, Object>> supplies = duck.query("SELECT product_code, country_iso3,"
                    + " sum(origin_tonnes) / max(supply_tonnes) AS supplied, sum(origin_share) AS share,"
                    + " sum(import_origin_share) AS imported, sum(direct_share) AS direct,"
                    + " max(imports_tonnes) AS imports FROM " + mix + " GROUP BY ALL");
            assertThat(supplies.stream().map(row -> row.get("product_code")).distinct())
                    .hasSize(30);
            for (Map<String, Object> row : supplies) {
                assertThat((Double) row.get("supplied")).as(row.toString()).isCloseTo(1, within(1e-9));
                assertThat((Double) row.get("share")).as(row.toString()).isCloseTo(1, within(1e-7));
                if ((Double) row.get("imports") > 0) {
                    assertThat((Double) row.get("imported")).as(row.toString()).isCloseTo(1, within(1e-7));
                    assertThat((Double) row.get("direct")).as(row.toString()).isCloseTo(1, within(1e-7));
                }
            }
            // What is consumed is what was made, of each code.
            for (Map<String, Object> row : duck.query("SELECT product_code, sum(consumption_tonnes) AS consumed,"
                    + " (SELECT sum(production_tonnes) FROM (SELECT DISTINCT product_code, country_iso3,"
                    + " production_tonnes FROM " + mix + ") p WHERE p.product_code = m.product_code) AS made FROM "
                    + mix + " m GROUP BY product_code")) {
                double made = (Double) row.get("made");
                assertThat((Double) row.get("consumed")).as(row.toString()).isCloseTo(made, within(1e-9 * made));
            }
        }
    }
}
