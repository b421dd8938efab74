package org.lodestone.dependency;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Spark;

/** The sum of squares against whole numbers of any size. */
@ExtendWith(Spark.class)
class SumOfSquaresTest {
    private static final long LARGEST = 1L << 53;
    private static final StructType SCHEMA =
            new StructType().add("name", DataTypes.StringType).add("figure", DataTypes.LongType);

    private final SparkSession spark;

    SumOfSquaresTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void agreesWithWholeNumbersOfAnySizeInAnyOrder() {
        Random random = new Random(20260218);
        Map<String, List<Long>> cases = new LinkedHashMap<>();
        cases.put("nothing", new ArrayList<>(Collections.singletonList(null)));
        cases.put("zero", List.of(0L));
        cases.put("at the cut", List.of((1L << 27) - 1, 1L << 27, (1L << 27) + 1));
        cases.put("one of the largest", List.of(LARGEST));
        cases.put("512 of the largest", Collections.nCopies(512, LARGEST - 1));
        for (int c = 0; c < 40; c++) {
            List<Long> figures = new ArrayList<>();
            int bits = 1 + random.nextInt(53);
            for (int i = random.nextInt(200); i >= 0; i--) {
                figures.add(random.nextInt(10) == 0 ? null : random.nextLong() >>> (64 - bits));
            }
            cases.put("random " + c, figures);
        }
        List<Row> rows = rows(cases);
        Map<String, Double> found = sums(spark.createDataFrame(rows, SCHEMA).repartition(1));
        Collections.shuffle(rows, random);
        Map<String, Double> shuffled = sums(spark.createDataFrame(rows, SCHEMA).repartition(7));

        assertThat(found).hasSameSizeAs(cases);
        cases.forEach((name, figures) -> {
            BigInteger exact = figures.stream()
                    .map(figure ->
                            BigInteger.valueOf(figure == null ? 0 : figure).pow(2))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            double nearest = exact.doubleValue();
            BigDecimal error = new BigDecimal(exact)
                    .subtract(new BigDecimal(found.get(name)))
                    .abs();
            // Six roundings of half a unit in the last place at most; none where the sum fits a double.
            double allowed = exact.bitLength() <= 53 ? 0 : 3 * Math.ulp(nearest);
            assertThat(error).as(name + ": " + exact).isLessThanOrEqualTo(BigDecimal.valueOf(allowed));
            assertThat(Double.doubleToRawLongBits(shuffled.get(name)))
                    .as(name + " in another order")
                    .isEqualTo(Double.doubleToRawLongBits(found.get(name)));
        });
    }

    @Test
    void aSumThatDoesNotFitIsAnErrorAndNotANegativeNumber() {
        Map<String, List<Long>> cases = Map.of("too many", Collections.nCopies(600, LARGEST - 1));
        Dataset<Row> figures = spark.createDataFrame(rows(cases), SCHEMA);
        spark.sparkContext().setLogLevel("OFF");
        try {
            assertThatThrownBy(() -> sums(figures)).hasStackTraceContaining("overflow");
        } finally {
            spark.sparkContext().setLogLevel("ERROR");
        }
    }

    private static List<Row> rows(Map<String, List<Long>> cases) {
        List<Row> rows = new ArrayList<>();
        cases.forEach((name, figures) -> figures.forEach(figure -> rows.add(RowFactory.create(name, figure))));
        return rows;
    }

    private static Map<String, Double> sums(Dataset<Row> figures) {
        Map<String, Double> sums = new LinkedHashMap<>();
        figures.groupBy("name")
                .agg(SumOfSquares.of(col("figure")).as("squares"))
                .collectAsList()
                .forEach(row -> sums.put(row.getString(0), row.getDouble(1)));
        return sums;
    }
}
