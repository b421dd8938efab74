package org.lodestone.origins;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.production.Production;
import org.lodestone.reference.ReferenceData;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Rows;
import org.lodestone.testing.Spark;

/** Goods looked through to the metal and ore in them. */
@ExtendWith(Spark.class)
public class ChainExposureTest {
    private static final String QUESTION = "behind-the-makers";

    @Test
    void behindTheMakers(SparkSession spark) {
        Dataset<Row> exposure = ChainExposure.of(mixes(spark), chains(spark));
        ChecksHold.of(ChainExposure.TABLE, exposure);
        Golden.of(QUESTION).expect(exposure.where("country_iso3 = 'KOR' AND end_stage = 'magnet'"), 3);
    }

    @Test
    void aContractsDeclaredSources(SparkSession spark) {
        Dataset<Row> origins = ContractOrigin.of(
                mixes(spark), chains(spark), Rows.given(spark, QUESTION, "contracts", Contracts.TABLE));
        ChecksHold.of(ContractOrigin.TABLE, origins);
        Golden.of(QUESTION).expect("expect-contracts.csv", origins, 5);
    }

    public static Dataset<Row> mixes(SparkSession spark) {
        Golden golden = Golden.of(QUESTION);
        Dataset<Row> commodities = spark.createDataFrame(
                List.of(RowFactory.create("260500", "cobalt", "weight")), OriginMixTest.COMMODITIES);
        Dataset<Row> imports = golden.given(spark, "imports", ImportDependency.TABLE);
        return OriginMix.of(
                imports,
                imports.where("false"),
                OriginMix.production(
                        Production.inForce(golden.given(spark, "production", Production.TABLE)), commodities),
                100,
                0.25,
                List.of());
    }

    public static Dataset<Row> chains(SparkSession spark) {
        return spark.createDataFrame(
                List.of(
                        RowFactory.create("whole", "ore", 1, "260500", 1, "exact", null),
                        RowFactory.create("whole", "metal", 2, "280530", 1, "exact", 10.0),
                        RowFactory.create("whole", "metal", 2, "2805", 2, "proxy", 10.0),
                        RowFactory.create("whole", "magnet", 3, "850511", 1, "exact", 0.3),
                        RowFactory.create("late", "metal", 1, "2805", 1, "proxy", null),
                        RowFactory.create("late", "magnet", 2, "850511", 1, "exact", null),
                        RowFactory.create("loop", "ore", 1, "260500", 1, "exact", null),
                        RowFactory.create("loop", "metal", 2, "270112", 1, "exact", null),
                        RowFactory.create("loop", "magnet", 3, "850511", 1, "exact", null)),
                ReferenceData.load(java.util.Map.of()).chains().schema());
    }
}
