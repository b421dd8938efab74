package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/** The world's suppliers by what exporters of several editions, groups and months report. */
@ExtendWith(Spark.class)
class WorldSuppliersTest {
    private static final Golden GOLDEN = Golden.of("world-in-two-editions");
    /** By how many exporters are asked for. */
    private static final Map<Integer, Dataset<Row>> CONCENTRATION = new HashMap<>();

    @Test
    void editionsGroupsAndMonthsMakeOneWorldOrItsBounds(SparkSession spark) {
        GOLDEN.expect(concentration(spark, 2), 4);
    }

    /** In a world of which not all exporters need be there, one that is not may be larger than any that is. */
    @Test
    @Tag("heavy")
    void aFirstSupplierIsCertainOnlyWhereTheWorldIsKnown(SparkSession spark) {
        List<Row> known = world(spark, 2);
        List<Row> unknown = world(spark, 100);
        assertThat(known).filteredOn(row -> row.getAs("top_supplier_certain")).isNotEmpty();
        assertThat(known)
                .filteredOn(row -> row.getAs("top_supplier_certain"))
                .allMatch(row -> "full".equals(row.getAs("world_coverage")));
        assertThat(unknown).isNotEmpty().allMatch(row -> "unknown".equals(row.getAs("world_coverage")));
        assertThat(unknown).noneMatch(row -> row.getAs("top_supplier_certain"));
    }

    /** Of exporters of other editions the value is looked at, and not the weight. */
    @Test
    void boundsByWeightAreNoneWhereExportersOfOtherEditionsMayBelongToTheWorld(SparkSession spark) {
        List<Row> others = world(spark, 2).stream()
                .filter(row -> row.getAs("other_editions_value_usd") != null)
                .toList();
        assertThat(others)
                .isNotEmpty()
                .allMatch(row -> row.getAs("weight_hhi_low") == null && row.getAs("weight_hhi_high") == null);
    }

    private static List<Row> world(SparkSession spark, int leastExporters) {
        return concentration(spark, leastExporters)
                .where("importer_iso3 = 'WLD' AND concentration_reason IS NULL")
                .collectAsList();
    }

    private static Dataset<Row> concentration(SparkSession spark, int leastExporters) {
        return CONCENTRATION.computeIfAbsent(
                leastExporters, least -> computed(spark, least).localCheckpoint());
    }

    private static Dataset<Row> computed(SparkSession spark, int leastExporters) {
        Dataset<Row> flows = GOLDEN.given(spark, "flows", TradeFlows.TABLE);
        Dataset<Row> places = Editions.places(flows, GOLDEN.given(spark, "correlations", CodeCorrelations.TABLE));
        Suppliers.Terms terms = new Suppliers.Terms(
                null,
                leastExporters,
                ReferenceData.load(Map.of()).reportingGroups().rows());
        Dataset<Row> suppliers = Steps.suppliers(Editions.joined(flows, places), terms)
                .where("period_type = 'year' AND joined_from IS NULL");
        return SupplierConcentration.of(suppliers);
    }
}
