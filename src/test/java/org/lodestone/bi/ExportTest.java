package org.lodestone.bi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Spark;
import org.lodestone.text.UnusableInput;

/** Copies of reports: the same figures, and no text that a spreadsheet runs. */
@ExtendWith(Spark.class)
class ExportTest {
    private static final Table TABLE = Table.named("hostile_test")
            .grain("One row per number.")
            .key(Field.required("row_number", Unit.COUNT, "Its number."))
            .column("words", Unit.TEXT, "What was said.")
            .column("amount_usd", Unit.USD, "An amount.")
            .column("answer", Unit.FLAG, "Yes or no.")
            .column("year", Unit.YEAR, "A year.")
            .column("day", Unit.DATE, "A day.")
            .build();

    private static final List<String> WORDS = List.of(
            "=HYPERLINK(\"http://example.org\")",
            "+1",
            "-5",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "a \"quoted\" word, and a comma",
            "two\nlines",
            "",
            " blank before",
            "한국, 中国 \u202eabc",
            "<script>alert(1)</script>",
            "x".repeat(32_766));

    private static final double[] AMOUNTS = {-1.5, 0.0, 1e300, 1e-9, 123456789.123, 0.1, 874993124, -0.0, 1, 2, 3, 4, 5
    };

    @TempDir
    private static Path reports;

    @BeforeAll
    static void publish(SparkSession spark) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < WORDS.size(); i++) {
            rows.add(RowFactory.create(
                    (long) i, WORDS.get(i), AMOUNTS[i], i % 2 == 0, 1990 + i, Date.valueOf("2026-01-0" + (i % 9 + 1))));
        }
        rows.add(RowFactory.create((long) WORDS.size(), null, null, null, null, null));
        ParquetReports published = new ParquetReports(spark, reports.toString());
        published.write(TABLE, TABLE.conform(spark.createDataFrame(rows, TABLE.schema())), rows.size());
        published.publish(Set.of());
    }

    @Test
    void aCsvFileHasTheSameFiguresAndHarmlessTexts() throws Exception {
        Path copy = Path.of(export().write(TABLE, Export.Format.csv));
        try (Duck duck = new Duck()) {
            List<Map<String, Object>> rows = duck.query("SELECT * FROM read_csv('" + copy + "', header = true,"
                    + " nullstr = '', allow_quoted_nulls = false,"
                    + " quote = '\"', escape = '\"', auto_detect = false, max_line_size = 100000, delim = ',', columns ="
                    + " {'row_number': 'BIGINT', 'words': 'VARCHAR', 'amount_usd': 'DOUBLE', 'answer': 'BOOLEAN',"
                    + " 'year': 'INTEGER', 'day': 'DATE'})");
            List<Map<String, Object>> parquet =
                    duck.query("SELECT * FROM " + Duck.parquet(reports.resolve("hostile_test.parquet")));
            assertThat(rows).hasSameSizeAs(parquet);
            for (int i = 0; i < rows.size(); i++) {
                for (String column : List.of("row_number", "amount_usd", "answer", "year", "day")) {
                    Object expected = parquet.get(i).get(column);
                    assertThat(rows.get(i).get(column))
                            .as("row " + i + ", " + column)
                            .isEqualTo(Double.valueOf(-0.0).equals(expected) ? (Object) 0.0 : expected);
                }
                String words = i < WORDS.size() ? WORDS.get(i) : null;
                assertThat(rows.get(i).get("words")).isEqualTo(i < 6 ? "'" + words : words);
            }
        }
        assertThat(Files.readString(copy)).startsWith("row_number,words,amount_usd,answer,year,day\r\n0,\"'=HYPERLINK");
        try (Stream<Path> left = Files.list(reports)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void aSheetHasTheSameFiguresAndHarmlessTexts() throws Exception {
        Path copy = Path.of(export().write(TABLE, Export.Format.xlsx));
        try (InputStream in = Files.newInputStream(copy);
                ReadableWorkbook book = new ReadableWorkbook(in)) {
            List<org.dhatim.fastexcel.reader.Row> rows = book.getFirstSheet().read();
            assertThat(rows).hasSize(WORDS.size() + 2);
            assertThat(rows.get(0).getCellText(1)).isEqualTo("words");
            for (int i = 0; i < WORDS.size(); i++) {
                org.dhatim.fastexcel.reader.Row row = rows.get(i + 1);
                // Line ends in XML are line feeds.
                String words = WORDS.get(i).replace("\r", "\n");
                assertThat(row.getCellText(1).replace("\r", "\n")).isEqualTo(i < 6 ? "'" + words : words);
                assertThat(row.getCellAsNumber(2).orElseThrow().doubleValue()).isEqualTo(AMOUNTS[i]);
                assertThat(row.getCellAsBoolean(3)).contains(i % 2 == 0);
                assertThat(row.getCellAsDate(5).orElseThrow().toLocalDate())
                        .isEqualTo(LocalDate.of(2026, 1, i % 9 + 1));
            }
            assertThat(book.findSheet("columns").orElseThrow().read())
                    .hasSize(TABLE.columns().size() + 1)
                    .anySatisfy(row -> assertThat(row.getCellText(4)).isEqualTo("What was said."));
        }
    }

    @Test
    void whatDoesNotFitASheetIsRefusedAndLeavesNothing() throws Exception {
        Path before = reports.resolve("few");
        Export few = new Export(new Configuration(), reports.toString(), before.toString(), WORDS.size());
        assertThatThrownBy(() -> few.write(TABLE, Export.Format.xlsx))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("hostile_test has more rows than the 12 of a sheet of Excel")
                .hasMessageContaining("csv");
        assertThat(before).isEmptyDirectory();
        Table missing = Table.named("missing_test")
                .grain("One row per nothing.")
                .key(Field.required("row_number", Unit.COUNT, "Its number."))
                .build();
        assertThatThrownBy(() -> export().write(missing, Export.Format.csv))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("there is no such report");
    }

    @ParameterizedTest
    @CsvSource({"1e300, 1", "-0.0, 0", "0.1, 0.1", "-1.5E-9, -0.0000000015", "12345678.9, 12345678.9"})
    void figuresAreWrittenWithoutAnExponent(double number, String text) {
        assertThat(Export.csv(number)).startsWith(text).doesNotContain("E");
        assertThat(Double.parseDouble(Export.csv(number))).isEqualTo(number + 0.0);
    }

    @Test
    void reportsWithoutAColumnThatJoinsADimensionNameNothing(SparkSession spark) {
        assertThat(Dimensions.named(Map.of(TABLE, spark.createDataFrame(List.<Row>of(), TABLE.schema()))))
                .as("this one has a year")
                .isPresent();
        Table none = Table.named("none_test")
                .grain("One row per number.")
                .key(Field.required("row_number", Unit.COUNT, "Its number."))
                .build();
        assertThat(Dimensions.named(Map.of(none, spark.createDataFrame(List.<Row>of(), none.schema()))))
                .isEmpty();
    }

    private static Export export() {
        return new Export(new Configuration(), reports.toString(), reports.toString());
    }
}
