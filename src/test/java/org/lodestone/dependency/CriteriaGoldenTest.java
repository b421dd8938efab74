package org.lodestone.dependency;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/** Criteria of dependency and policy lines, by questions whose answers were worked out by hand. */
@ExtendWith(Spark.class)
class CriteriaGoldenTest {
    private static final ReferenceData REFERENCE = ReferenceData.load(Map.of());

    @Test
    void criteriaAndPolicyLines(SparkSession spark) {
        Golden golden = Golden.of("dependency-criteria");
        Dataset<Row> flows = Editions.asReported(golden.given(spark, "flows", TradeFlows.TABLE));
        Dataset<Row> suppliers = Steps.suppliers(
                flows, new Suppliers.Terms(null, 3, REFERENCE.reportingGroups().rows()));
        List<Row> blocs = List.of(
                RowFactory.create("B2", "Two countries", "DEU", 2024, 2099),
                RowFactory.create("B2", "Two countries", "FRA", 2024, 2099),
                RowFactory.create("OLD", "Ended", "DEU", 1990, 2010));
        Dataset<Row> criteria = DependencyCriteria.of(
                suppliers,
                DependencyCriteria.exporters(Suppliers.reporting(flows, null)).collectAsList(),
                SupplierConcentration.of(suppliers).localCheckpoint(),
                blocs,
                Steps.dataset(spark, REFERENCE.products()),
                Steps.dataset(spark, REFERENCE.countryTitles()));
        Dataset<Row> rows = spark.createDataFrame(criteria.collectAsList(), DependencyCriteria.TABLE.schema());
        golden.expect(rows, 4);

        Dataset<Row> lines = spark.createDataFrame(
                List.of(
                        RowFactory.create("bloc-65", "B2", 0.65, 2030, "consumption", "lithium rare_earths", null),
                        RowFactory.create("korea-60", "KOR", 0.6, 2023, "imports", null, null),
                        RowFactory.create("batteries", "KOR", 0.5, 2030, "imports", "lithium nickel", null)),
                REFERENCE.policyLines().schema());
        Golden.of("policy-headroom")
                .expect(PolicyHeadroom.of(rows, lines, Steps.dataset(spark, REFERENCE.products())), 5);
    }
}
