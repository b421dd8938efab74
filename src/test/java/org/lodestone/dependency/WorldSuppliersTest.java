package org.lodestone.dependency;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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

    @Test
    void editionsGroupsAndMonthsMakeOneWorldOrItsBounds(SparkSession spark) {
        Golden golden = Golden.of("world-in-two-editions");
        Dataset<Row> flows = golden.given(spark, "flows", TradeFlows.TABLE);
        Dataset<Row> places = Editions.places(flows, golden.given(spark, "correlations", CodeCorrelations.TABLE));
        Suppliers.Terms terms = new Suppliers.Terms(
                null, 2, ReferenceData.load(Map.of()).reportingGroups().rows());
        Dataset<Row> suppliers = Suppliers.of(Editions.joined(flows, places), terms)
                .where("period_type = 'year' AND joined_from IS NULL");
        golden.expect(SupplierConcentration.of(suppliers), 4);
    }
}
