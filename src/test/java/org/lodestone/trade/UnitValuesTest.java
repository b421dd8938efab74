package org.lodestone.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Spark;

/** Weights that are probably wrong. */
@ExtendWith(Spark.class)
class UnitValuesTest {
    private static final UnitValues.Limits LIMITS = new UnitValues.Limits(6, 0.5, 0.05, 4, 3.5);
    private static final String[] PARTNERS = {"AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "JPN", "USA"};

    /** Unit values of partner p are 10·(p + 1) USD/kg, in turn 2 % below, at and 2 % above. */
    private static List<Row> months(int last) {
        List<Row> rows = new ArrayList<>();
        for (int month = 1; month <= last; month++) {
            for (int partner = 0; partner < PARTNERS.length; partner++) {
                double price = 10 * (partner + 1) * (1 + 0.02 * ((month + partner) % 3 - 1));
                // Germany's weight of August is eighty times too large: a unit that slipped.
                double slip = PARTNERS[partner].equals("DEU") && month == 8 ? 80 : 1;
                rows.add(flow("month", month, "KOR", PARTNERS[partner], "850511", 100_000, slip * 100_000 / price));
            }
        }
        return rows;
    }

    @Test
    void aWeightThatSlippedIsFoundByItsSeriesWithWhatIsKnownInItsMonth(SparkSession spark) {
        Row found = suspects(spark, months(8)).get(0);
        assertThat(suspects(spark, months(8))).hasSize(1);
        assertThat(found.<String>getAs("partner_iso3")).isEqualTo("DEU");
        assertThat(found.<Date>getAs("period_start")).isEqualTo(Date.valueOf("2024-08-01"));
        // Nor is it among the others' 10 to 90 USD/kg: robust z -4.1.
        assertThat(found.<String>getAs("suspect_by")).isEqualTo("both");
        // Seven earlier months at 49, 50 or 51 USD/kg; partner 4 and months 1 to 7 make (4 + m) % 3 - 1: 1, -1, 0, 1,
        // -1, 0, 1.
        assertThat(found.<Long>getAs("history_count")).isEqualTo(7);
        assertThat(found.<Double>getAs("history_usd_per_kg")).isCloseTo(50, within(1e-6));
        // In August (4 + 8) % 3 - 1 = -1: 49 / 80; E = -(50 / 0.6125 - 1) · 100,000^0.5.
        assertThat(found.<Double>getAs("unit_value_usd_per_kg")).isCloseTo(0.6125, within(1e-6));
        assertThat(found.<Double>getAs("effect")).isCloseTo(-(50 / 0.6125 - 1) * Math.sqrt(100_000), within(1e-3));
    }

    @Test
    @Tag("heavy")
    void whatCameLaterAndHowFilesWereLoadedChangeNothing(SparkSession spark) {
        List<Row> longer = months(12);
        Collections.shuffle(longer, new Random(7));
        List<Row> later = suspects(spark, longer);
        assertThat(later).isEqualTo(suspects(spark, months(8)));
    }

    @Test
    void aUnitValueFarFromTheOthersOfItsPeriodIsFoundByItsRobustZ(SparkSession spark) {
        // 10 x 2^k USD/kg with k = -1 -1 -1 0 0 0 1 5 6: the median of k is 0 and that of |k| is 1, so MAD is ln 2 and
        // z = 0.6745 k: 3.3725 for k = 5, which is none, and 4.047 for k = 6, which is one.
        int[] powers = {-1, -1, -1, 0, 0, 0, 1, 5, 6};
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < powers.length; i++) {
            rows.add(flow("year", 1, "KOR", PARTNERS[i], "850590", 10 * Math.pow(2, powers[i]), 1));
        }
        List<Row> found = suspects(spark, rows);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).<String>getAs("partner_iso3")).isEqualTo("USA");
        assertThat(found.get(0).<Double>getAs("market_z")).isCloseTo(4.047, within(1e-6));
        assertThat(found.get(0).<Double>getAs("market_usd_per_kg")).isCloseTo(10, within(1e-6));
        assertThat(found.get(0).<String>getAs("suspect_by")).isEqualTo("market");
    }

    private static List<Row> suspects(SparkSession spark, List<Row> flows) {
        return UnitValues.of(spark.createDataFrame(flows, TradeFlows.TABLE.schema()), LIMITS)
                .collectAsList();
    }

    private static Row flow(
            String type, int month, String reporter, String partner, String product, double value, double weight) {
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("dataset", "comtrade");
        cells.put("hs_edition", "H6");
        cells.put("direction", "import");
        cells.put("reporter_iso3", reporter);
        cells.put("reporter_kind", "country");
        cells.put("partner_iso3", partner);
        cells.put("partner_kind", "country");
        cells.put("product_code", product);
        cells.put("period_type", type);
        cells.put("period_start", Date.valueOf(java.time.LocalDate.of(2024, month, 1)));
        cells.put("year", 2024);
        cells.put("value_usd", value);
        cells.put("net_weight_kg", Math.rint(weight * 1000) / 1000);
        cells.put("slice_complete", true);
        return RowFactory.create(TradeFlows.TABLE.columns().stream()
                .map(column -> cells.get(column.name()))
                .toArray());
    }
}
