package org.lodestone.dependency;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring_index;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.Table;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/**
 * Who depends on whom, and how much, by questions whose answers were worked out by hand.
 *
 * <p>All questions are computed at once, which takes a tenth of the time: each question's product codes get its name in
 * front, so that its rows form groups of their own.
 */
@ExtendWith(Spark.class)
class DependencyGoldenTest {
    private static final List<String> QUESTIONS = List.of(
            "how-dependent-on-each-supplier",
            "unspecified-suppliers",
            "re-imports",
            "incomplete",
            "no-imports",
            "missing-weights",
            "imputed-weights",
            "suspect-weights",
            "usual-unit-values",
            "ties",
            "months",
            "rests-of-months",
            "levels-editions-releases",
            "world-suppliers");

    private static final List<Row> GROUPS =
            ReferenceData.load(Map.of()).reportingGroups().rows();

    private static SparkSession spark;
    private static Dataset<Row> dependency;
    private static Dataset<Row> concentration;

    @BeforeAll
    static void answerAllQuestions(SparkSession session) {
        spark = session;
        Dataset<Row> suppliers = suppliers(QUESTIONS, null, 3);
        List<Row> checks = given("suspect-weights", "checks", UnitValues.TABLE);
        dependency = here(Steps.importDependency(suppliers, GROUPS, checks, ReferenceData.load(Map.of())));
        concentration = here(SupplierConcentration.of(suppliers));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "how-dependent-on-each-supplier, 3, 2",
        "unspecified-suppliers, 3, 2",
        "re-imports, 3, 2",
        "incomplete, 3, 2",
        "no-imports, 3, 2",
        "missing-weights, 3, 2",
        "imputed-weights, 3, 1",
        "ties, 3, 2",
        "months, 4, 3",
        "rests-of-months, 4, 3",
        "world-suppliers, 4, 3"
    })
    void sharesAndConcentration(String question, int dependencyKey, int concentrationKey) {
        Golden golden = Golden.of(question);
        golden.expect(of(question, dependency), dependencyKey);
        golden.expect("expect-concentration.csv", of(question, concentration), concentrationKey);
    }

    @Test
    void sharesByWeightLieWithinTheirBounds() {
        List<Row> bounded = dependency
                .where("weight_share IS NOT NULL AND weight_share_low IS NOT NULL")
                .collectAsList();
        assertThat(bounded)
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.<Double>getAs("weight_share"))
                        .isBetween(
                                row.<Double>getAs("weight_share_low") - 1e-9,
                                row.<Double>getAs("weight_share_high") + 1e-9));
    }

    @Test
    void boundsOfWeightSharesAtUsualUnitValues() {
        String question = "usual-unit-values";
        Golden.of(question).expect(of(question, dependency), 4);
    }

    @Test
    void ofASupplierAllOfWhoseWeightIsSuspectNoPartIsKnown() {
        String question = "suspect-weights";
        Dataset<Row> shares = of(question, dependency)
                .where("period_type = 'year' OR period_type = 'month' AND period_start = '2020-02-01'");
        Golden.of(question).expect(shares, 2);
    }

    @Test
    void nothingIsCountedTwice() {
        String question = "levels-editions-releases";
        Golden.of(question).expect(of(question, dependency), 5);
    }

    @Test
    @Tag("heavy")
    void anOlderReleaseAndMoreExportersAreAskedFor() {
        String releases = "levels-editions-releases";
        String world = "world-suppliers";
        Dataset<Row> suppliers = suppliers(List.of(releases, world), "V202501", 4);
        Golden.of(releases)
                .expect("expect-older-release.csv", of(releases, Steps.importDependency(suppliers, GROUPS)), 5);
        Golden.of(world).expect("expect-four-exporters-asked.csv", of(world, SupplierConcentration.of(suppliers)), 3);
    }

    private static Dataset<Row> suppliers(List<String> questions, String release, int exporters) {
        List<Row> flows = new ArrayList<>();
        for (String question : questions) {
            flows.addAll(given(question, "flows", TradeFlows.TABLE));
        }
        return Steps.suppliers(
                Editions.asReported(spark.createDataFrame(flows, TradeFlows.TABLE.schema())),
                new Suppliers.Terms(release, exporters, GROUPS));
    }

    private static List<Row> given(String question, String name, Table table) {
        return Golden.of(question)
                .given(spark, name, table)
                .withColumn("product_code", concat(lit(question + "/"), col("product_code")))
                .collectAsList();
    }

    /** The rows of a question, with their product codes as the question knows them. */
    private static Dataset<Row> of(String question, Dataset<Row> results) {
        return results.where(col("product_code").startsWith(question + "/"))
                .withColumn("product_code", substring_index(col("product_code"), "/", -1));
    }

    private static Dataset<Row> here(Dataset<Row> result) {
        return spark.createDataFrame(result.collectAsList(), result.schema());
    }
}
