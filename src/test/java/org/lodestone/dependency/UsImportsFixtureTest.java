package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Fixtures;
import org.lodestone.testing.Spark;
import org.lodestone.text.TextRecords;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/** US imports of rare-earth metals (HS 280530): what others published of their concentration comes out again. */
@ExtendWith(Spark.class)
class UsImportsFixtureTest {
    private static final double SIX_DECIMALS = 0.5e-6;
    private static final double NINE_DECIMALS = 0.5e-9;

    @Test
    void concentrationOfAllYearsIsWhatWasPublished(SparkSession spark) throws IOException {
        Path folder = Fixtures.path("published");
        List<Row> flows = new ArrayList<>();
        for (Map<String, String> line : lines(folder.resolve("us_imports_280530_by_supplier.csv"))) {
            flows.add(flow(
                    line.get("partner_iso3"),
                    Integer.parseInt(line.get("year")),
                    Double.parseDouble(line.get("import_value_usd"))));
        }
        Map<Integer, Row> found = new LinkedHashMap<>();
        SupplierConcentration.of(Suppliers.of(
                        Editions.asReported(spark.createDataFrame(flows, TradeFlows.TABLE.schema())),
                        new Suppliers.Terms(null, 100, List.of())))
                .where("importer_iso3 = 'USA'")
                .collectAsList()
                .forEach(row -> found.put(row.getAs("year"), row));

        List<Map<String, String>> published = lines(folder.resolve("us_280530_concentration.csv"));
        assertThat(published).hasSize(8);
        assertThat(found).hasSize(8);
        for (Map<String, String> line : published) {
            String year = line.get("year");
            Row row = found.get(Integer.valueOf(year));
            assertThat(row.<Double>getAs("value_hhi"))
                    .as("HHI of " + year)
                    .isCloseTo(number(line, "hhi") / 10_000, within(SIX_DECIMALS / 10_000 + NINE_DECIMALS));
            assertThat(row.<Double>getAs("effective_suppliers"))
                    .as("effective suppliers of " + year)
                    .isCloseTo(number(line, "effective_suppliers"), within(SIX_DECIMALS + NINE_DECIMALS));
            assertThat(row.<Double>getAs("top_supplier_value_share"))
                    .as("top supplier's share of " + year)
                    .isCloseTo(number(line, "top1_share"), within(SIX_DECIMALS + NINE_DECIMALS));
            assertThat(row.<Double>getAs("top3_value_share"))
                    .as("top three's share of " + year)
                    .isCloseTo(number(line, "top3_share"), within(SIX_DECIMALS + NINE_DECIMALS));
            assertThat(row.<String>getAs("top_supplier_iso3")).isEqualTo(line.get("top1_partner_iso3"));
            assertThat(row.<Long>getAs("supplier_count")).isEqualTo(Long.parseLong(line.get("supplier_count")));
            assertThat(row.<Double>getAs("total_value_usd")).isEqualTo(number(line, "total_import_value_usd"));
        }
    }

    private static double number(Map<String, String> line, String column) {
        return Double.parseDouble(line.get(column));
    }

    private static List<Map<String, String>> lines(Path file) throws IOException {
        List<String> all = Files.readAllLines(file);
        List<String> header = TextRecords.fields(all.get(0), ',');
        List<Map<String, String>> lines = new ArrayList<>();
        for (String text : all.subList(1, all.size())) {
            List<String> cells = TextRecords.fields(text, ',');
            Map<String, String> line = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                line.put(header.get(i), cells.get(i));
            }
            lines.add(line);
        }
        return lines;
    }

    private static Row flow(String partner, int year, double value) {
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("dataset", "comtrade");
        cells.put("hs_edition", "H6");
        cells.put("direction", "import");
        cells.put("reporter_iso3", "USA");
        cells.put("reporter_kind", "country");
        cells.put("partner_iso3", partner);
        cells.put("partner_kind", "country");
        cells.put("product_code", "280530");
        cells.put("period_type", "year");
        cells.put("period_start", Date.valueOf(year + "-01-01"));
        cells.put("year", year);
        cells.put("value_usd", value);
        cells.put("slice_complete", true);
        return RowFactory.create(TradeFlows.TABLE.columns().stream()
                .map(column -> cells.get(column.name()))
                .toArray());
    }
}
