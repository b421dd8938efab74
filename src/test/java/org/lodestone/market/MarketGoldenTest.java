package org.lodestone.market;

import static org.lodestone.testing.Rows.conformed;
import static org.lodestone.testing.Rows.given;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.production.Facilities;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Plants, shares, targets and what they do to a country, by questions whose answers were worked out by hand. */
@ExtendWith(Spark.class)
class MarketGoldenTest {

    static PlanBook book(SparkSession spark, String question) {
        return new PlanBook(
                given(spark, question, "targets", Targets.TABLE),
                given(spark, question, "plans", SalesPlans.TABLE),
                given(spark, question, "facilities", Facilities.TABLE),
                given(spark, question, "deliveries", DeliverySchedule.TABLE),
                given(spark, question, "outlook", MarketOutlook.TABLE),
                given(spark, question, "assumptions", Assumptions.TABLE),
                List.of());
    }

    @Test
    void pathToTarget(SparkSession spark) {
        Dataset<Row> rows = conformed(spark, ShareTrajectory.TABLE, ShareTrajectory.of(book(spark, "path-to-target")));
        // The rows that the question asks for; the others are alike.
        String asked = "scenario = 'tonnes' AND plan != 'unknown' AND year <= 2028"
                + " OR scenario = 'tonnes' AND plan = 'unknown' AND year = 2028"
                + " OR scenario = 'dollars' AND plan = 'contracts' AND year = 2028"
                + " OR scenario = 'dollars' AND plan = 'plant' AND year = 2027"
                + " OR scenario = 'short' AND plan = 'contracts' AND year = 2028"
                + " OR scenario = 'tonnes' AND plan = 'contracts' AND year = 2029";
        Golden.of("path-to-target").expect(rows.where(asked), 4);
    }

    @Test
    void whatATargetTakes(SparkSession spark) {
        Dataset<Row> rows =
                conformed(spark, TargetRequirements.TABLE, TargetRequirements.of(book(spark, "path-to-target")));
        String asked = "scenario = 'tonnes' AND plan IN ('plant', 'late', 'unknown')"
                + " OR scenario = 'dollars' AND plan = 'contracts'";
        Golden.of("what-a-target-takes").expect(rows.where(asked), 3);
    }

    @Test
    void plantOutput(SparkSession spark) {
        String question = "plant-output";
        PlanBook book = new PlanBook(
                given(spark, question, "targets", Targets.TABLE),
                List.of(),
                given(spark, question, "facilities", Facilities.TABLE),
                List.of(),
                List.of(),
                given(spark, question, "assumptions", Assumptions.TABLE),
                given(spark, question, "contents", ElementContents.TABLE));
        Dataset<Row> rows = conformed(spark, CapacityOutlook.TABLE, CapacityOutlook.of(book));
        String asked = "output_reason IS NOT NULL OR scenario = 'magnet/from_2028' AND year <= 2030"
                + " OR scenario = 'oxide/from_2028' AND year <= 2029"
                + " OR scenario = 'oxide/from_2027' AND year = 2027 OR facility_id = 'e' AND year IN (2027, 2028, 2029)";
        Golden.of(question).expect(rows.where(asked), 3);
    }

    @Test
    void nationalEffect(SparkSession spark) {
        String question = "national-effect";
        PlanBook book = new PlanBook(
                given(spark, "path-to-target", "targets", Targets.TABLE),
                given(spark, question, "plans", SalesPlans.TABLE),
                given(spark, question, "facilities", Facilities.TABLE),
                List.of(),
                List.of(),
                given(spark, question, "assumptions", Assumptions.TABLE),
                List.of());
        List<Row> rows = NationalEffect.of(book, given(spark, question, "imports", ImportDependency.TABLE));
        Golden.of(question).expect(conformed(spark, NationalEffect.TABLE, rows), 2);
    }

    @Test
    void anUnnamedSupplierMayBeTheLargest(SparkSession spark) {
        PlanBook book = new PlanBook(
                given(spark, "path-to-target", "targets", Targets.TABLE),
                given(spark, "national-effect", "plans", SalesPlans.TABLE),
                given(spark, "national-effect", "facilities", Facilities.TABLE),
                List.of(),
                List.of(),
                given(spark, "national-effect", "assumptions", Assumptions.TABLE),
                List.of());
        String question = "an-unnamed-supplier-may-be-the-largest";
        List<Row> rows = NationalEffect.of(book, given(spark, question, "imports", ImportDependency.TABLE));
        Golden.of(question)
                .expect(
                        "expect-effect.csv",
                        conformed(spark, NationalEffect.TABLE, rows)
                                .where("facility_id = 'home' AND sold_in_country_share = 0.25"),
                        1);
    }

    /** A company with two target years in one market and a target in another has each row once. */
    @Test
    void severalTargetsHaveRowsOfTheirOwn(SparkSession spark) {
        PlanBook one = book(spark, "path-to-target");
        List<Row> targets = new java.util.ArrayList<>(one.targets());
        targets.add(Targets.TABLE
                .row()
                .like(one.targets().get(0))
                .set("target_year", 2027)
                .build());
        targets.add(Targets.TABLE
                .row()
                .like(one.targets().get(0))
                .set("market", "other")
                .build());
        PlanBook several = new PlanBook(
                targets,
                one.plans(),
                one.facilities(),
                one.deliveries(),
                one.outlook(),
                one.assumptions(),
                one.contents());
        Dataset<Row> rows = conformed(spark, ShareTrajectory.TABLE, ShareTrajectory.of(several));
        org.assertj.core.api.Assertions.assertThat(rows.select("target_year")
                        .distinct()
                        .as(org.apache.spark.sql.Encoders.INT())
                        .collectAsList())
                .containsExactlyInAnyOrder(2027, 2028);
        List<Row> effects =
                NationalEffect.of(several, given(spark, "national-effect", "imports", ImportDependency.TABLE));
        for (org.lodestone.table.Table table : List.of(ShareTrajectory.TABLE, NationalEffect.TABLE)) {
            Dataset<Row> all = table == ShareTrajectory.TABLE ? rows : conformed(spark, table, effects);
            org.assertj.core.api.Assertions.assertThat(
                            all.select(table.keyColumns()).distinct().count())
                    .isEqualTo(all.count());
        }
    }
}
