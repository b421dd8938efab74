package org.lodestone.summary;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.OriginMix;
import org.lodestone.program.Console;
import org.lodestone.table.SmallTable;

/** The short tables at the end of a run: what was published of an importer and a product, and of what is behind it. */
public final class Summary {
    private static final int YEARS = 5;
    private static final int NEXT_SUPPLIERS = 2;

    private Summary() {}

    /**
     * @param reports the reports' folder
     * @param pairs importer and product, such as KOR/850511
     * @param countries iso3, name
     * @param chains whether what is behind purchases was published
     */
    public static void print(
            SparkSession spark,
            String reports,
            List<String> pairs,
            SmallTable countries,
            boolean chains,
            Console console) {
        if (pairs.isEmpty()) {
            return;
        }
        Dataset<Row> dependency = spark.read()
                .schema(ImportDependency.TABLE.schema())
                .parquet(new Path(reports, ImportDependency.TABLE.name() + ".parquet").toString());
        Dataset<Row> concentration = spark.read()
                .schema(SupplierConcentration.TABLE.schema())
                .parquet(new Path(reports, SupplierConcentration.TABLE.name() + ".parquet").toString());
        Map<String, String> names = new HashMap<>();
        countries.rows().forEach(row -> names.put(row.getString(0), row.getString(1)));
        for (String pair : pairs) {
            String importer = pair.substring(0, 3);
            String product = pair.substring(4);
            List<Row> shares = of(dependency, importer, product);
            if (shares.isEmpty()) {
                console.result("");
                console.result("No annual imports of HS " + product + " by " + importer + " are in the reports.");
                continue;
            }
            print(shares, of(concentration, importer, product), console);
            if (chains) {
                new ChainSummary(chains(spark, reports, importer), importer, product, names).print(console);
            }
        }
    }

    private static List<Row> of(Dataset<Row> report, String importer, String product) {
        return report.where(col("importer_iso3")
                        .equalTo(importer)
                        .and(col("product_code").equalTo(product))
                        .and(col("period_type").equalTo("year")))
                .collectAsList();
    }

    /** What is looked through of an importer's purchases, and what cannot be of anybody's. */
    private static List<Row> chains(SparkSession spark, String reports, String importer) {
        return spark.read()
                .schema(ChainExposure.TABLE.schema())
                .parquet(new Path(reports, ChainExposure.TABLE.name() + ".parquet").toString())
                .where(col("country_iso3").isin(importer, OriginMix.ALL))
                .collectAsList();
    }

    private static void print(List<Row> shares, List<Row> concentration, Console console) {
        Row any = shares.get(0);
        console.result("");
        console.result(any.getAs("importer_name") + ", imports of " + any.getAs("product_name") + " (HS "
                + any.getAs("product_code") + ")");
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {
            "year",
            "top supplier",
            "by value",
            "at most",
            "by weight",
            "HHI",
            "at most",
            "unspecified",
            "next suppliers by value"
        });
        Map<String, List<Row>> bySource = new LinkedHashMap<>();
        concentration.stream()
                .sorted(Comparator.comparing((Row row) -> row.<String>getAs("source"))
                        .thenComparing(row -> -row.<Integer>getAs("year")))
                .forEach(row -> bySource.computeIfAbsent(row.getAs("source"), none -> new ArrayList<>())
                        .add(row));
        List<String> sources = new ArrayList<>(bySource.keySet());
        sources.sort(Comparator.reverseOrder());
        for (String source : sources) {
            bySource.get(source).stream().limit(YEARS).forEach(row -> table.add(line(row, shares)));
        }
        console.result(Console.table(table));
        for (String source : sources) {
            bySource.get(source).stream()
                    .limit(YEARS)
                    .forEach(row -> largestByWeight(row, shares).ifPresent(console::result));
        }
        sources.forEach(source -> console.result("  Source: " + source + ", "
                + bySource.get(source).stream()
                        .limit(YEARS)
                        .map(row -> String.valueOf(row.<Integer>getAs("year")))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + "; weights: "
                + bySource.get(source).stream()
                        .limit(YEARS)
                        .map(row -> row.<String>getAs("weight_basis"))
                        .distinct()
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + "."));
        String note = any.getAs("code_note");
        console.result("  HS " + any.getAs("product_code") + " is " + purity(any.getAs("code_purity"))
                + (note == null ? "" : " " + note));
    }

    /** That by weight another supplier leads than by value, as far as weights are known. */
    private static Optional<String> largestByWeight(Row concentration, List<Row> shares) {
        List<Row> suppliers = namedSuppliers(concentration, shares);
        if (suppliers.isEmpty()
                || suppliers.get(0).getAs("weight_share") == null
                || "imputed".equals(suppliers.get(0).getAs("weight_basis"))) {
            return Optional.empty();
        }
        double top = suppliers.get(0).<Double>getAs("weight_share");
        return suppliers.stream()
                .filter(row -> row.getAs("weight_share") != null && row.<Double>getAs("weight_share") > top)
                .max(Comparator.comparing((Row row) -> row.<Double>getAs("weight_share")))
                .map(row -> "  By weight " + row.getAs("supplier_name") + " leads in "
                        + concentration.<Integer>getAs("year") + ", with " + percent(row.getAs("weight_share"))
                        + ", as far as weights are known.");
    }

    private static String purity(String purity) {
        return switch (purity) {
            case "exact" -> "exactly the goods of its stage.";
            case "partial" -> "a part of the goods of its stage.";
            case "proxy" -> "a proxy: it holds other goods too.";
            default -> "not in the reference data.";
        };
    }

    /** The named suppliers of a purchase, the largest by value first. */
    private static List<Row> namedSuppliers(Row concentration, List<Row> shares) {
        return shares.stream()
                .filter(row -> row.getAs("source").equals(concentration.getAs("source"))
                        && row.<Integer>getAs("year").equals(concentration.<Integer>getAs("year"))
                        && row.getAs("value_rank") != null)
                .sorted(Comparator.comparing((Row row) -> row.<Integer>getAs("value_rank")))
                .toList();
    }

    private static String[] line(Row concentration, List<Row> shares) {
        List<Row> suppliers = namedSuppliers(concentration, shares);
        String year = String.valueOf(concentration.<Integer>getAs("year"));
        String reason = concentration.getAs("concentration_reason");
        if (reason != null || suppliers.isEmpty()) {
            return new String[] {year, "not stated: " + reason, "", "", "", "", "", "", ""};
        }
        Row top = suppliers.get(0);
        String next = suppliers.stream()
                .skip(1)
                .limit(NEXT_SUPPLIERS)
                .map(row -> row.getAs("supplier_name") + " " + percent(row.getAs("value_share")))
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return new String[] {
            year,
            top.getAs("supplier_name"),
            percent(top.getAs("value_share")),
            percent(top.getAs("value_share_high")),
            percent(top.getAs("weight_share")),
            index(concentration.getAs("value_hhi")),
            index(concentration.getAs("value_hhi_high")),
            percent(concentration.getAs("unspecified_value_share")),
            next
        };
    }

    private static String percent(Double share) {
        return share == null ? "not known" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String index(Double index) {
        return index == null ? "not known" : String.format(Locale.ROOT, "%.4f", index);
    }
}
