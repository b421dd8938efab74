package org.lodestone.dependency;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
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
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.TradeFlows;

/** What stands beside figures of what their reporters count: by their records, by notes, or not known. */
@ExtendWith(Spark.class)
class ReportingPracticeGoldenTest {
    private static final String QUESTION = "what-reporters-count";

    @Test
    void recordsThenNotesSayHowImportsAreValuedAndWhichTradeTheyAre(SparkSession spark) {
        ReferenceData reference = ReferenceData.load(Map.of(
                "reporters",
                Path.of(
                        System.getProperty("lodestone.basedir", "."),
                        "src/test/resources/golden/" + QUESTION + "/given-reporters.csv")));
        Dataset<Row> notes = Steps.dataset(spark, reference.reporters());
        Golden golden = Golden.of(QUESTION);
        Dataset<Row> flows = golden.given(spark, "flows", TradeFlows.TABLE);
        Dataset<Row> suppliers = Steps.suppliers(Editions.asReported(flows), new Suppliers.Terms(null, 100, List.of()));
        golden.expect(
                Steps.importDependency(suppliers, List.of(), List.of(), reference)
                        .where(col("period_type").notEqual("rolling_12_months")),
                4);
        assertThat(SupplierConcentration.of(suppliers)
                        .where("source LIKE 'BACI%' AND importer_iso3 = 'WLD'")
                        .orderBy("year")
                        .select("provisional")
                        .collectAsList())
                .as("the world's suppliers of 2023 and 2024")
                .extracting(row -> row.getBoolean(0))
                .containsExactly(false, true);
        Dataset<Row> none = spark.createDataFrame(List.<Row>of(), CodeCorrelations.TABLE.schema());
        golden.expect("expect-gaps.csv", MirrorGap.of(Editions.joined(flows, Editions.places(flows, none)), notes), 3);
    }
}
