package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.intake.Findings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Spark;
import org.lodestone.trade.TradeFlows;

/** Files as the statistical offices publish them; skipped where there are none. */
@ExtendWith(Spark.class)
class RealFilesTest {
    @TempDir
    private Path folder;

    @Test
    void allRealFilesAreIngestedInOneRunAndTheirPartnersSumToTheWorld() {
        TestLake lake = new TestLake(folder);
        Ingest.Outcome outcome = lake.ingest(
                Fixtures.path("comtrade-api"),
                Fixtures.path("comtrade-legacy"),
                Fixtures.path("baci"),
                Fixtures.path("usgs"),
                Fixtures.path("wmd"),
                Fixtures.path("wgi"),
                Fixtures.path("fx"));
        assertThat(outcome.refused()).isEmpty();
        assertThat(outcome.gateFailures()).isZero();
        assertThat(outcome.landed()).isEqualTo(63);
        List<Row> slices = lake.lake()
                .read(TradeFlows.TABLE)
                .where("dataset = 'comtrade'")
                .groupBy("slice")
                .agg(
                        org.apache.spark.sql.functions.expr(
                                "sum(case when partner_kind = 'world' then value_usd end) world"),
                        org.apache.spark.sql.functions.expr(
                                "sum(case when partner_kind not in ('world', 'aggregate') then value_usd end) partners"))
                .collectAsList();
        assertThat(slices).hasSizeGreaterThan(50);
        for (Row slice : slices) {
            double world = slice.<Double>getAs("world");
            assertThat(slice.<Double>getAs("partners"))
                    .as(slice.getString(0))
                    .isCloseTo(world, org.assertj.core.data.Percentage.withPercentage(1));
        }
        assertThat(lake.rows(Findings.TABLE, "kind = 'control_total_value'", "subject", "words"))
                .isEmpty();

        assertThat(lake.lake()
                        .read(TradeFlows.TABLE)
                        .where("product_code = '2805' and partner_kind = 'world' and net_weight_kg is null")
                        .count())
                .isEqualTo(1);
        assertThat(lake.rows(
                        Findings.TABLE, "kind = 'control_total_missing' and subject like 'KOR import 2805%'", "words"))
                .hasSize(1)
                .allMatch(words -> words.startsWith("World has no weight, while partners sum to"));
        // What UN Comtrade's records say of themselves is what its notes say of their reporters.
        List<String> said = lake.lake()
                .read(TradeFlows.TABLE)
                .where("dataset = 'comtrade' and valuation is not null")
                .selectExpr("reporter_iso3 || ' ' || direction || ' ' || valuation")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList();
        assertThat(said).contains("DOM import FOB", "KOR import CIF", "USA import CIF");
        assertThat(ReferenceData.load(Map.of()).reporters().rows().stream()
                        .map(row -> row.getString(0) + " import " + row.getString(5))
                        .toList())
                .containsAll(said);

        // 21,724 lines of BACI and the header.
        assertThat(lake.lake().read(TradeFlows.TABLE).where("dataset = 'baci'").count())
                .isEqualTo(21723);
    }
}
