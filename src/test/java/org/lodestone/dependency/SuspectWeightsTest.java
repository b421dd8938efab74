package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Spark;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/** Shares by weight where a weight is suspect. */
@ExtendWith(Spark.class)
class SuspectWeightsTest {

    /**
     * Korea buys 90 and 10 kg a month of China and Japan, and 8,000 kg of Germany in February that are suspect. Without these
     * February has 90 of 100 kg from China and nothing that is known of Germany, which is not the same as none. In the year
     * Germany has the 5 kg of another month: 5 / (12 x 100 + 5).
     */
    @Test
    void ofASupplierAllOfWhoseWeightIsSuspectNoPartIsKnown(SparkSession spark) {
        List<Row> flows = new java.util.ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            flows.add(flow(month, "CHN", 90));
            flows.add(flow(month, "JPN", 10));
        }
        flows.add(flow(2, "DEU", 8000));
        flows.add(flow(7, "DEU", 5));
        Row suspect = UnitValues.TABLE
                .row()
                .set("dataset", "comtrade")
                .set("hs_edition", "H6")
                .set("direction", "import")
                .set("reporter_iso3", "KOR")
                .set("partner_iso3", "DEU")
                .set("product_code", "850511")
                .set("period_type", "month")
                .set("period_start", Date.valueOf("2024-02-01"))
                .set("year", 2024)
                .set("net_weight_kg", 8000.0)
                .build();
        Map<String, Double> shares = new TreeMap<>();
        Dataset<Row> suppliers = Steps.suppliers(
                Editions.asReported(spark.createDataFrame(flows, TradeFlows.TABLE.schema())),
                new Suppliers.Terms(null, 100, List.of()));
        Steps.importDependency(suppliers, List.of(), List.of(suspect), ReferenceData.load(Map.of()))
                .where("period_type = 'year' OR period_start = '2024-02-01' AND period_type = 'month'")
                .collectAsList()
                .forEach(row -> shares.put(
                        row.getAs("period_type") + " " + row.getAs("supplier_iso3"),
                        row.getAs("weight_share_without_suspect")));

        Map<String, Double> expected = new TreeMap<>(Map.of(
                "month CHN", 0.9,
                "month JPN", 0.1,
                "year CHN", 0.896265560,
                "year JPN", 0.099585062,
                "year DEU", 0.004149378));
        expected.put("month DEU", null);
        assertThat(shares).isEqualTo(expected);
    }

    private static Row flow(int month, String partner, double weight) {
        return TradeFlows.TABLE
                .row()
                .set("dataset", "comtrade")
                .set("hs_edition", "H6")
                .set("direction", "import")
                .set("reporter_iso3", "KOR")
                .set("reporter_kind", "country")
                .set("partner_iso3", partner)
                .set("partner_kind", "country")
                .set("product_code", "850511")
                .set("period_type", "month")
                .set("period_start", Date.valueOf(LocalDate.of(2024, month, 1)))
                .set("year", 2024)
                .set("value_usd", 100 * (partner.equals("CHN") ? 90.0 : 10.0))
                .set("net_weight_kg", weight)
                .set("slice_complete", true)
                .build();
    }
}
