package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.SecondOpinion;
import org.lodestone.testing.Spark;

/** A year of BACI and files of UN Comtrade's API, from file to report, against figures that DuckDB computes. */
@ExtendWith(Spark.class)
class BaciFixtureTest {
    @TempDir
    private Path folder;

    @Test
    void everyImportersConcentrationIsWhatTheFileSays() throws Exception {
        Path baci = Fixtures.path("baci");
        Path flows = baci.resolve("BACI_HS17_Y2024_V202601.csv");
        Captured run = Captured.execute(
                "run",
                "--lake",
                folder.resolve("lake").toString(),
                "--reports",
                folder.resolve("reports").toString(),
                flows.toString(),
                Fixtures.path("comtrade-api").toString());
        assertThat(run.code()).as(run.err()).isZero();

        try (Duck duck = new Duck()) {
            String concentration = Duck.parquet(folder.resolve("reports/supplier_concentration.parquet"));
            String dependency = Duck.parquet(folder.resolve("reports/import_dependency.parquet"));
            Map<String, Object> korea = duck.query("SELECT c.source, c.value_hhi, c.top_supplier_iso3,"
                            + " d.value_share, d.weight_share FROM " + concentration + " c JOIN " + dependency
                            + " d USING (source, importer_iso3, product_code, period_type, period_start)"
                            + " WHERE importer_iso3 = 'KOR' AND product_code = '850511' AND d.supplier_iso3 = 'CHN'")
                    .get(0);
            assertThat(korea.get("source")).isEqualTo("BACI HS2017 V202601");
            assertThat(korea.get("top_supplier_iso3")).isEqualTo("CHN");
            assertThat((Double) korea.get("value_share")).isCloseTo(0.8744, within(0.00005));
            assertThat((Double) korea.get("value_hhi")).isCloseTo(0.7762, within(0.00005));
            assertThat((Double) korea.get("weight_share")).isCloseTo(0.9006, within(0.00005));

            Map<String, Map<String, Object>> expected =
                    keyed(duck.query(recomputed(flows, baci.resolve("country_codes_V202601.csv"))));
            Map<String, Map<String, Object>> found =
                    keyed(duck.query("SELECT importer_iso3 AS importer, product_code AS product, value_hhi AS hhi,"
                            + " top_supplier_iso3 AS top, top_supplier_value_share AS top_share,"
                            + " top3_value_share AS top3, supplier_count AS suppliers, total_value_usd AS total,"
                            + " weight_hhi, top_supplier_weight_share AS top_weight_share, value_hhi_high AS high"
                            + " FROM " + concentration + " WHERE source LIKE 'BACI%'"));
            assertThat(expected.values().stream()
                            .filter(row -> !row.get("importer").equals("WLD"))
                            .count())
                    .isEqualTo(3254);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            int weighed = 0;
            for (Map.Entry<String, Map<String, Object>> one : expected.entrySet()) {
                Map<String, Object> row = found.get(one.getKey());
                Map<String, Object> should = one.getValue();
                for (String ratio : List.of("hhi", "top_share", "top3")) {
                    assertThat((Double) row.get(ratio))
                            .as(one.getKey() + " " + ratio)
                            .isCloseTo((Double) should.get(ratio), within(1e-9));
                }
                assertThat(row.get("high")).as("BACI names all suppliers").isEqualTo(row.get("hhi"));
                assertThat(row.get("top")).as(one.getKey()).isEqualTo(should.get("top"));
                assertThat(row.get("suppliers")).as(one.getKey()).isEqualTo(should.get("suppliers"));
                assertThat((Double) row.get("total"))
                        .as(one.getKey())
                        .isCloseTo((Double) should.get("total"), within(0.0005));
                if (should.get("weight_hhi") != null) {
                    weighed++;
                    assertThat((Double) row.get("weight_hhi"))
                            .as(one.getKey() + " by weight")
                            .isCloseTo((Double) should.get("weight_hhi"), within(1e-9));
                    assertThat((Double) row.get("top_weight_share"))
                            .as(one.getKey() + " top supplier by weight")
                            .isCloseTo((Double) should.get("top_weight_share"), within(1e-9));
                }
            }
            assertThat(weighed).isGreaterThan(2000);
        }
        // And all other reports in SQL, from the flows in the lake.
        Path blocs = Path.of(System.getProperty("lodestone.basedir", "."), "sample-data/reference/blocs.csv");
        try (SecondOpinion other =
                new SecondOpinion(folder.resolve("lake"), folder.resolve("reports"), Map.of("bloc_member", blocs))) {
            List<String> differences = WorldLake.differencesOfReconciled(other);
            assertThat(differences.stream().limit(20).toList())
                    .as(differences.size() + " differences")
                    .isEmpty();
        }
    }

    /**
     * Concentration of importers and of the world from the file's own columns: values are thousand dollars. By weight only
     * where each flow of the group has one. Code 490 is Taiwan, which the release's country table writes as S19.
     */
    private static String recomputed(Path flows, Path countries) {
        return """
                WITH country AS (
                    SELECT country_code AS code, CASE country_iso3 WHEN 'S19' THEN 'TWN' ELSE country_iso3 END AS iso3
                    FROM read_csv('%s', all_varchar = true)),
                flow AS (
                    SELECT importer.iso3 AS importer, exporter.iso3 AS exporter, lpad(trim(k), 6, '0') AS product,
                        CAST(trim(v) AS DECIMAL(18, 3)) AS value, nullif(TRY_CAST(trim(q) AS DECIMAL(18, 3)), 0) AS weight
                    FROM read_csv('%s', all_varchar = true)
                    JOIN country AS importer ON importer.code = trim(j)
                    JOIN country AS exporter ON exporter.code = trim(i)),
                bought AS (
                    SELECT importer, exporter, product, value, weight FROM flow
                    UNION ALL
                    SELECT 'WLD', exporter, product, sum(value), CASE WHEN count(weight) = count(*) THEN sum(weight) END
                    FROM flow GROUP BY exporter, product),
                placed AS (
                    SELECT *, sum(value) OVER g AS total,
                        CASE WHEN count(weight) OVER g = count(*) OVER g THEN sum(weight) OVER g END AS total_weight,
                        row_number() OVER (PARTITION BY importer, product ORDER BY value DESC, exporter) AS place
                    FROM bought WINDOW g AS (PARTITION BY importer, product))
                SELECT importer, product,
                    sum((CAST(value AS DOUBLE) / CAST(total AS DOUBLE)) ** 2) AS hhi,
                    max(exporter) FILTER (place = 1) AS top,
                    CAST(max(value) AS DOUBLE) / CAST(max(total) AS DOUBLE) AS top_share,
                    CAST(sum(value) FILTER (place <= 3) AS DOUBLE) / CAST(max(total) AS DOUBLE) AS top3,
                    count(*) FILTER (value > 0) AS suppliers,
                    CAST(max(total) AS DOUBLE) * 1000 AS total,
                    sum((CAST(weight AS DOUBLE) / CAST(total_weight AS DOUBLE)) ** 2) AS weight_hhi,
                    max(CAST(weight AS DOUBLE) / CAST(total_weight AS DOUBLE)) FILTER (place = 1) AS top_weight_share
                FROM placed GROUP BY importer, product
                """.formatted(countries, flows);
    }

    private static Map<String, Map<String, Object>> keyed(List<Map<String, Object>> rows) {
        Map<String, Map<String, Object>> keyed = new HashMap<>();
        rows.forEach(row -> assertThat(keyed.put(row.get("importer") + " " + row.get("product"), row))
                .as("one row a group")
                .isNull());
        return keyed;
    }
}
