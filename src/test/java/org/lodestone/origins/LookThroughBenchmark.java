package org.lodestone.origins;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.lake.SparkSessions;

/**
 * How long the look-through of a whole year of world trade takes, against the same systems of equations solved by EJML in
 * one thread and nothing else. No test: it measures and asserts nothing. {@code jobs/benchmark look-through} runs it.
 */
@Tag("benchmark")
class LookThroughBenchmark {
    private static final int COUNTRIES = 226;
    private static final int PRODUCTS = Integer.getInteger("lodestone.benchmark.products", 5000);
    /** A year of BACI has about 11 million flows of 5,000 products. */
    private static final int FLOWS = 2200;

    private static final int YEAR = 2024;

    @Test
    void aYearOfWorldTrade(@TempDir Path folder) {
        System.setProperty("spark.master", "local[*]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.driver.host", "127.0.0.1");
        System.setProperty("spark.driver.bindAddress", "127.0.0.1");
        SparkSession spark = SparkSessions.start();
        String trade = folder.resolve("trade").toString();
        spark.range(0, PRODUCTS, 1, 64)
                .flatMap(
                        (FlatMapFunction<Long, Row>) LookThroughBenchmark::product,
                        Encoders.row(ImportDependency.TABLE.schema()))
                .write()
                .parquet(trade);

        List<int[]> places = new ArrayList<>();
        List<double[]> tonnes = new ArrayList<>();
        read(spark, trade, places, tonnes);
        double[] checks = new double[2];
        solve(places, tonnes, Math.min(50, PRODUCTS), checks);
        double plain = seconds(() -> solve(places, tonnes, PRODUCTS, checks));
        places.clear();
        tonnes.clear();

        Dataset<Row> noProduction = spark.createDataFrame(
                List.of(),
                new StructType()
                        .add("product_code", DataTypes.StringType)
                        .add("year", DataTypes.IntegerType)
                        .add("country_iso3", DataTypes.StringType)
                        .add("production_tonnes", DataTypes.DoubleType)
                        .add("basis", DataTypes.StringType)
                        .add("release", DataTypes.StringType));
        Dataset<Row> mix = OriginMix.of(
                spark.read().parquet(trade),
                spark.read().parquet(trade).where("false"),
                noProduction,
                100,
                0.25,
                List.of());
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        String mixes = folder.resolve("mixes").toString();
        double spark2 = seconds(() -> mix.write().parquet(mixes));
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "look-through of %,d products, %d countries, %,d flows: %.1f s on %d cores, %,d rows of origin_mix written,"
                        + " peak heap %,d MB%n"
                        + "the same systems solved by EJML in one thread, read already: %.1f s; ratio %.2f%n",
                PRODUCTS,
                COUNTRIES,
                (long) PRODUCTS * FLOWS,
                spark2,
                Runtime.getRuntime().availableProcessors(),
                spark.read().parquet(mixes).count(),
                peak / 1_000_000,
                plain,
                spark2 / plain);
        spark.stop();
    }

    /** A few countries sell most of each product; each flow is there once. */
    private static Iterator<Row> product(long product) {
        Random random = new Random(product);
        boolean[][] there = new boolean[COUNTRIES][COUNTRIES];
        List<Row> rows = new ArrayList<>();
        java.sql.Date start = java.sql.Date.valueOf(YEAR + "-01-01");
        while (rows.size() < FLOWS) {
            int seller = (int) (COUNTRIES * Math.pow(random.nextDouble(), 3));
            int buyer = random.nextInt(COUNTRIES);
            if (seller == buyer || there[buyer][seller]) {
                continue;
            }
            there[buyer][seller] = true;
            double kilograms = Math.ceil(Math.exp(3 + 3 * random.nextGaussian()) * 1000) / 1000;
            rows.add(ImportDependency.TABLE
                    .row()
                    .set("source", "BACI generated")
                    .set("importer_iso3", name(buyer))
                    .set("importer_name", name(buyer))
                    .set("product_code", String.format(Locale.ROOT, "%06d", product))
                    .set("product_name", "generated")
                    .set("code_purity", "unknown")
                    .set("period_type", "year")
                    .set("period_start", start)
                    .set("year", YEAR)
                    .set("supplier_iso3", name(seller))
                    .set("supplier_name", name(seller))
                    .set("supplier_role", "supplier")
                    .set("value_usd", kilograms * 10)
                    .set("net_weight_kg", kilograms)
                    .set("total_value_usd", kilograms)
                    .set("weight_basis", "reported")
                    .build());
        }
        return rows.iterator();
    }

    private static String name(int country) {
        return "" + (char) ('A' + country / 26) + (char) ('A' + country % 26) + "X";
    }

    private static void read(SparkSession spark, String trade, List<int[]> places, List<double[]> tonnes) {
        TreeMap<Integer, Integer> filled = new TreeMap<>();
        for (int p = 0; p < PRODUCTS; p++) {
            places.add(new int[2 * FLOWS]);
            tonnes.add(new double[FLOWS]);
        }
        spark.read()
                .parquet(trade)
                .select("product_code", "importer_iso3", "supplier_iso3", "net_weight_kg")
                .toLocalIterator()
                .forEachRemaining(row -> {
                    int product = Integer.parseInt(row.getString(0));
                    int place = filled.merge(product, 1, Integer::sum) - 1;
                    places.get(product)[2 * place] = place(row.getString(1));
                    places.get(product)[2 * place + 1] = place(row.getString(2));
                    tonnes.get(product)[place] = row.getDouble(3) / 1000;
                });
    }

    private static int place(String name) {
        return 26 * (name.charAt(0) - 'A') + name.charAt(1) - 'A';
    }

    /** F = (I - Q)⁻¹ diag(p/x) for each product, with production as exports beyond imports; see {@link OriginTracing}. */
    private static void solve(List<int[]> places, List<double[]> tonnes, int products, double[] checks) {
        for (int product = 0; product < products; product++) {
            double[] imports = new double[COUNTRIES];
            double[] exports = new double[COUNTRIES];
            int[] at = places.get(product);
            double[] flow = tonnes.get(product);
            for (int f = 0; f < flow.length; f++) {
                imports[at[2 * f]] += flow[f];
                exports[at[2 * f + 1]] += flow[f];
            }
            DMatrixRMaj matrix = new DMatrixRMaj(COUNTRIES, COUNTRIES);
            for (int i = 0; i < COUNTRIES; i++) {
                matrix.set(i, i, 1);
            }
            double[] made = new double[COUNTRIES];
            double[] supply = new double[COUNTRIES];
            Arrays.setAll(made, i -> Math.max(0, exports[i] - imports[i]));
            Arrays.setAll(supply, i -> Math.max(1e-9, made[i] + imports[i]));
            for (int f = 0; f < flow.length; f++) {
                matrix.add(at[2 * f], at[2 * f + 1], -flow[f] / supply[at[2 * f]]);
            }
            DMatrixRMaj inverse = new DMatrixRMaj(COUNTRIES, COUNTRIES);
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(COUNTRIES);
            if (solver.setA(matrix)) {
                solver.invert(inverse);
                for (int i = 0; i < COUNTRIES; i++) {
                    for (int j = 0; j < COUNTRIES; j++) {
                        checks[0] += inverse.get(i, j) * made[j] / supply[j];
                    }
                }
            } else {
                checks[1]++;
            }
        }
    }

    private static double seconds(Runnable what) {
        long began = System.nanoTime();
        what.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
