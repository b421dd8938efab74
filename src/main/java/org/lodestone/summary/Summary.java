package org.lodestone.summary;

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
import org.lodestone.reference.Columns;
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
        return report.where(Columns.IMPORTER_ISO3
                        .col()
                        .equalTo(importer)
                        .and(Columns.PRODUCT_CODE.col().equalTo(product))
                        .and(Columns.PERIOD_TYPE.col().equalTo("year")))
                .collectAsList();
    }

    /** What is looked through of an importer's purchases, and what cannot be of anybody's. */
    private static List<Row> chains(SparkSession spark, String reports, String importer) {
        return spark.read()
                .schema(ChainExposure.TABLE.schema())
                .parquet(new Path(reports, ChainExposure.TABLE.name() + ".parquet").toString())
                .where(ChainExposure.COUNTRY_ISO3.col().isin(importer, OriginMix.ALL))
                .collectAsList();
    }

    private static void print(List<Row> shares, List<Row> concentration, Console console) {
        Row any = shares.get(0);
        console.result("");
        console.result(Columns.IMPORTER_NAME.in(any) + ", imports of " + Columns.PRODUCT_NAME.in(any) + " (HS "
                + Columns.PRODUCT_CODE.in(any) + ")");
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
                .sorted(Comparator.comparing((Row row) -> Columns.SOURCE.in(row))
                        .thenComparing(row -> -Columns.YEAR.in(row)))
                .forEach(row -> bySource.computeIfAbsent(Columns.SOURCE.in(row), none -> new ArrayList<>())
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
                        .map(row -> String.valueOf(Columns.YEAR.in(row)))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + "; weights: "
                + bySource.get(source).stream()
                        .limit(YEARS)
                        .map(ImportDependency.WEIGHT_BASIS::in)
                        .distinct()
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + "."));
        String note = Columns.CODE_NOTE.in(any);
        console.result("  HS " + Columns.PRODUCT_CODE.in(any) + " is " + purity(Columns.CODE_PURITY.in(any))
                + (note == null ? "" : " " + note));
    }

    /** That by weight another supplier leads than by value, as far as weights are known. */
    private static Optional<String> largestByWeight(Row concentration, List<Row> shares) {
        List<Row> suppliers = namedSuppliers(concentration, shares);
        if (suppliers.isEmpty()
                || ImportDependency.WEIGHT_SHARE.in(suppliers.get(0)) == null
                || "imputed".equals(ImportDependency.WEIGHT_BASIS.in(suppliers.get(0)))) {
            return Optional.empty();
        }
        double top = ImportDependency.WEIGHT_SHARE.in(suppliers.get(0));
        return suppliers.stream()
                .filter(row ->
                        ImportDependency.WEIGHT_SHARE.in(row) != null && ImportDependency.WEIGHT_SHARE.in(row) > top)
                .max(Comparator.comparing((Row row) -> ImportDependency.WEIGHT_SHARE.in(row)))
                .map(row -> "  By weight " + Columns.SUPPLIER_NAME.in(row) + " leads in "
                        + Columns.YEAR.in(concentration) + ", with " + percent(ImportDependency.WEIGHT_SHARE.in(row))
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
                .filter(row -> Columns.SOURCE.in(row).equals(Columns.SOURCE.in(concentration))
                        && Columns.YEAR.in(row).equals(Columns.YEAR.in(concentration))
                        && ImportDependency.VALUE_RANK.in(row) != null)
                .sorted(Comparator.comparing((Row row) -> ImportDependency.VALUE_RANK.in(row)))
                .toList();
    }

    private static String[] line(Row concentration, List<Row> shares) {
        List<Row> suppliers = namedSuppliers(concentration, shares);
        String year = String.valueOf(Columns.YEAR.in(concentration));
        String reason = SupplierConcentration.CONCENTRATION_REASON.in(concentration);
        if (reason != null || suppliers.isEmpty()) {
            return new String[] {year, "not stated: " + reason, "", "", "", "", "", "", ""};
        }
        Row top = suppliers.get(0);
        String next = suppliers.stream()
                .skip(1)
                .limit(NEXT_SUPPLIERS)
                .map(row -> Columns.SUPPLIER_NAME.in(row) + " " + percent(ImportDependency.VALUE_SHARE.in(row)))
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return new String[] {
            year,
            Columns.SUPPLIER_NAME.in(top),
            percent(ImportDependency.VALUE_SHARE.in(top)),
            percent(ImportDependency.VALUE_SHARE_HIGH.in(top)),
            percent(ImportDependency.WEIGHT_SHARE.in(top)),
            index(SupplierConcentration.VALUE_HHI.in(concentration)),
            index(SupplierConcentration.VALUE_HHI_HIGH.in(concentration)),
            percent(SupplierConcentration.UNSPECIFIED_VALUE_SHARE.in(concentration)),
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
