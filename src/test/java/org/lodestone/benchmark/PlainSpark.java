package org.lodestone.benchmark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What an engineer would write first for the same question, with Spark's defaults: inferSchema, windows. It checks nothing and
 * bounds nothing.
 */
final class PlainSpark {
    private PlainSpark() {}

    /** {@code load FILE CODES TABLE} or {@code report TABLE FOLDER}. */
    public static void main(String[] words) {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        if (words[0].equals("load")) {
            load(spark, words[1], words[2], words[3]);
        } else {
            report(spark, words[1], words[2]);
        }
        spark.stop();
    }

    private static void load(SparkSession spark, String file, String codes, String table) {
        Dataset<Row> countries =
                spark.read().option("header", true).option("inferSchema", true).csv(codes);
        spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .option("nullValue", "NA")
                .csv(file)
                .join(
                        broadcast(countries.select(
                                col("code").as("i"), col("iso3").as("supplier"))),
                        "i")
                .join(
                        broadcast(countries.select(
                                col("code").as("j"), col("iso3").as("importer"))),
                        "j")
                .select(
                        col("t").as("year"),
                        col("importer"),
                        col("supplier"),
                        lpad(col("k").cast("string"), 6, "0").as("product"),
                        col("v").multiply(1000).as("value_usd"),
                        col("q").multiply(1000).as("net_weight_kg"))
                .write()
                .format("delta")
                .save(table);
    }

    private static void report(SparkSession spark, String table, String folder) {
        WindowSpec importer = Window.partitionBy("importer", "product", "year");
        Dataset<Row> shares = spark.read()
                .format("delta")
                .load(table)
                .withColumn("total_value_usd", sum("value_usd").over(importer))
                .withColumn("total_weight_kg", sum("net_weight_kg").over(importer))
                .withColumn("value_share", col("value_usd").divide(col("total_value_usd")))
                .withColumn("weight_share", col("net_weight_kg").divide(col("total_weight_kg")))
                .withColumn("value_rank", rank().over(importer.orderBy(desc("value_usd"))));
        shares.write().parquet(folder + "/shares");
        shares.groupBy("importer", "product", "year")
                .agg(
                        sum(col("value_share").multiply(col("value_share"))).as("value_hhi"),
                        sum(org.apache
                                        .spark
                                        .sql
                                        .functions
                                        .when(col("value_rank").leq(3), col("value_share"))
                                        .otherwise(lit(0.0)))
                                .as("top3"))
                .write()
                .parquet(folder + "/concentration");
    }
}
