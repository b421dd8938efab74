package org.lodestone.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.testing.Golden;
import org.lodestone.testing.Spark;

/** Odds: against distributions that can be worked out, and the same however the work is cut. */
@ExtendWith(Spark.class)
class TargetOddsTest {
    private static final int DRAWS = 100_000;

    private static Dataset<Row> drawn(SparkSession spark, PlanBook book, int partitions, int draws) {
        Dataset<Long> numbers =
                spark.range(0, TargetOdds.models(book), 1, partitions).as(Encoders.LONG());
        return TargetOdds.draw(numbers, book, draws, 2030);
    }

    @Test
    void oddsThatCanBeWorkedOut(SparkSession spark) {
        PlanBook book = MarketGoldenTest.book(spark, "odds");
        Golden.of("odds")
                .expect(
                        TargetOdds.odds(drawn(spark, book, 2, DRAWS))
                                .where("year = 2027 AND plan IN ('contract', 'sure')"),
                        2);
    }

    @Test
    void whatMovesTheShareIsNamedFirst(SparkSession spark) {
        PlanBook book = MarketGoldenTest.book(spark, "odds");
        List<Row> inputs = TargetOdds.inputs(drawn(spark, book, 2, DRAWS))
                .where("plan != 'plant'")
                .orderBy("plan", "influence_rank")
                .collectAsList();
        Row attrition = inputs.get(0);
        assertThat(attrition.<String>getAs("input")).isEqualTo("contract:c/contract_attrition");
        // The share falls whenever more is lost, and nothing else moves it.
        assertThat(attrition.<Double>getAs("rank_correlation")).isEqualTo(-1.0);
        assertThat(inputs.stream()
                        .filter(row -> "sure".equals(row.getAs("plan")))
                        .map(row -> row.<Object>getAs("rank_correlation")))
                .containsOnlyNulls();
    }

    @Test
    void ranksAreThoseOfALibrary() {
        SplittableRandom random = new SplittableRandom(7);
        double[] values = random.doubles(10_000)
                .map(value -> value < 0.3 ? 0.3 : Math.rint(value * 1e4))
                .toArray();
        assertThat(Draws.ranks(values)).isEqualTo(new NaturalRanking().rank(values));
        assertThat(Draws.ranks(new double[] {5, 1, 5, 2})).containsExactly(3.5, 1, 3.5, 2);
    }

    @Test
    void partitionsChangeNothing(SparkSession spark) {
        PlanBook book = MarketGoldenTest.book(spark, "odds");
        List<String> texts = List.of(1, 2, 7).stream()
                .map(partitions -> {
                    Dataset<Row> drawn = drawn(spark, book, partitions, 500);
                    return lines(TargetOdds.odds(drawn)) + lines(TargetOdds.inputs(drawn));
                })
                .toList();
        assertThat(texts.get(1)).isEqualTo(texts.get(0)).isEqualTo(texts.get(2));
    }

    private static String lines(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().collect(Collectors.joining("\n"));
    }

    @Test
    void anotherInputChangesNoDraw() {
        Input input = new Input("*", "yield", "triangular", 0.2, 0.4, 1.0, 0);
        double[] few = Draws.of(input, 10, 7);
        assertThat(Arrays.copyOf(Draws.of(input, 1000, 7), 10)).isEqualTo(few);
        assertThat(Draws.of(input, 10, 8)).isNotEqualTo(few);
        assertThat(Draws.of(new Input("*", "utilisation", "triangular", 0.2, 0.4, 1.0, 0), 10, 7))
                .isNotEqualTo(few);
    }

    /** Mean (low + mode + high) / 3 and variance (a² + b² + c² - ab - ac - bc) / 18 of a triangular distribution. */
    @Test
    void triangularDrawsHaveTheirMoments() {
        double[] values = Draws.of(new Input("*", "yield", "triangular", 0.2, 0.4, 1.0, 0), 100_000, 1);
        assertThat(mean(values)).isCloseTo(1.6 / 3, within(0.002));
        double variance = (0.04 + 0.16 + 1.0 - 0.08 - 0.2 - 0.4) / 18;
        assertThat(variance(values)).isCloseTo(variance, within(variance * 0.02));
        assertThat(Arrays.stream(values).min().orElseThrow()).isGreaterThanOrEqualTo(0.2);
        assertThat(Arrays.stream(values).max().orElseThrow()).isLessThanOrEqualTo(1.0);
    }

    /** The logarithm of a log-normal figure is normal: its mean is that of the median, its deviation sigma. */
    @Test
    void logNormalDrawsHaveTheirMoments() {
        double[] logs = Arrays.stream(
                        Draws.of(new Input("*", "price_usd_per_kg", "log_normal", 50, 50, 50, 0.5), 100_000, 1))
                .map(Math::log)
                .toArray();
        assertThat(mean(logs)).isCloseTo(Math.log(50), within(0.006));
        assertThat(Math.sqrt(variance(logs))).isCloseTo(0.5, within(0.005));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / values.length;
    }
}
