package org.lodestone.intake;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.lake.Lake;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceLines;

/** Rows that repeat a key, in files that do not say which of them are margins of a cube. */
@ExtendWith(Spark.class)
class DeduplicationTest {
    private static final Table FLOWS = Table.named("flow")
            .grain("One row per slice and partner.")
            .key(
                    Field.required(Lake.SLICE, Unit.CODE, "The slice."),
                    Field.required("partner", Unit.CODE, "The partner, or World."))
            .column("value_usd", Unit.USD, "The value.")
            .column("net_weight_kg", Unit.KG, "The weight; null where it is not known.")
            .column(Field.optional("weight_estimated", Unit.FLAG, "Whether it was estimated; null where nobody says.")
                    .asRemark())
            .build();

    private static final Deduplication.Measure MEASURE = new Deduplication.Measure(
            "value_usd", col("partner").equalTo("World"), col("partner").notEqual("World"));

    @Test
    void theControlTotalSaysWhatRepeatedRowsAre(SparkSession spark) {
        List<String> settled = settled(
                spark,
                // 50 and 50 look like a margin and its part. With both rows the partners are 150, as World says.
                "parts World 150 55 false",
                "parts CHN 50 20 false",
                "parts CHN 50 30 true",
                "parts JPN 50 5 false",
                // The same rows, and a World of 100: one of the two is the margin.
                "margin World 100 55 false",
                "margin CHN 50 20 false",
                "margin CHN 50 30 false",
                "margin JPN 50 5 false",
                // 60 and 30 are neither; World is reached with 60, so 30 is a part that was asked for.
                "odd World 110 - false",
                "odd CHN 60 6 false",
                "odd CHN 30 3 false",
                "odd JPN 50 5 false",
                // Two rows that are alike to the last figure may be parts, too. One weight is not known.
                "alike World 100 - false",
                "alike CHN 50 20 false",
                "alike CHN 50 20 false",
                "gap World 80 - false",
                "gap CHN 50 - false",
                "gap CHN 30 9 false");
        assertThat(settled)
                .containsExactly(
                        "alike CHN 100 40 false parts",
                        "alike World 100 null false null",
                        "gap CHN 80 null false parts",
                        "gap World 80 null false null",
                        "margin CHN 50 20 false margin",
                        "margin JPN 50 5 false null",
                        "margin World 100 55 false null",
                        "odd CHN 60 6 false margin",
                        "odd JPN 50 5 false null",
                        "odd World 110 null false null",
                        "parts CHN 100 50 true parts",
                        "parts JPN 50 5 false null",
                        "parts World 150 55 false null");
    }

    @Test
    void whereItDoesNotSayTheSumDecidesOrNothingDoes(SparkSession spark) {
        List<String> settled = settled(
                spark,
                // World is repeated with its partners, so both readings fit: a cube of one dimension.
                "cube World 200 - false",
                "cube World 120 - false",
                "cube World 80 - false",
                "cube CHN 200 - false",
                "cube CHN 120 - false",
                "cube CHN 80 - false",
                // World is far from both.
                "far World 500 - false",
                "far CHN 50 1 false",
                "far CHN 50 2 false",
                "far KOR 60 1 false",
                "far KOR 30 1 false",
                // No control total.
                "none CHN 50 1 false",
                "none CHN 50 1 false",
                "none JPN 100 1 false",
                "none JPN 100 2 false");
        assertThat(settled)
                .containsExactly(
                        "cube CHN 200 null false margin",
                        "cube World 200 null false margin",
                        "far CHN 50 1 false margin",
                        "far World 500 null false null",
                        "none CHN 50 1 false equal",
                        "none JPN 100 1 false margin");
    }

    /** A remark changes no figure, so rows with and without it say the same; two that contradict each other do not. */
    @Test
    void aRowWithoutARemarkSaysTheSameAsOneWithIt(SparkSession spark) {
        assertThat(settled(
                        spark,
                        "remark CHN 50 1 -",
                        "remark CHN 50 1 true",
                        "nothing CHN 50 1 -",
                        "nothing CHN 50 1 -",
                        "contradiction CHN 50 1 false",
                        "contradiction CHN 50 1 true"))
                .containsExactly(
                        "contradiction CHN 50 1 false margin",
                        "nothing CHN 50 1 null equal",
                        "remark CHN 50 1 true equal");
    }

    @Test
    void whatIsAmbiguousIsRejectedWithWhatItSaysAndWhatWouldSettleIt(SparkSession spark) {
        List<String> words = marked(
                        spark,
                        "far World 30000000 - false",
                        "far CHN 20000000 - false",
                        "far CHN 12000000.5 2 false",
                        "far CHN 12000000.5 3 true")
                .where(col(Staged.REJECT).isNotNull())
                .select(Staged.REJECT + ".words")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(words)
                .containsExactly(
                        "3 rows of the file have the same key with other figures (value_usd 12000000.5 and 20000000;"
                                + " net_weight_kg blank, 2 and 3; weight_estimated false and true), and nothing says which is meant."
                                + " Keep that one, or give the slice's control total, which tells parts from a sum");
    }

    /** The rows that count, with their verdict. */
    private static List<String> settled(SparkSession spark, String... flows) {
        return Staged.used(marked(spark, flows)).collectAsList().stream()
                .map(row -> row.getAs(Lake.SLICE) + " " + row.getAs("partner") + " "
                        + row.<Double>getAs("value_usd").intValue() + " "
                        + (row.getAs("net_weight_kg") == null
                                ? "null"
                                : row.<Double>getAs("net_weight_kg").intValue())
                        + " " + row.getAs("weight_estimated") + " " + row.getAs(Deduplication.VERDICT))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static Dataset<Row> marked(SparkSession spark, String... flows) {
        StructType schema = new StructType()
                .add(SourceLines.FILE, DataTypes.IntegerType)
                .add(SourceLines.LINE, DataTypes.LongType)
                .add(Staged.LEFT_OUT, DataTypes.StringType)
                .add(
                        Staged.REJECT,
                        new StructType().add("code", DataTypes.StringType).add("words", DataTypes.StringType))
                .add(Deduplication.CUBE_KNOWN, DataTypes.BooleanType);
        for (Field<?> column : FLOWS.columns()) {
            schema = schema.add(column.name(), column.type());
        }
        List<Row> rows = new ArrayList<>();
        for (String flow : flows) {
            String[] cells = flow.split(" ");
            rows.add(RowFactory.create(
                    0,
                    (long) rows.size(),
                    null,
                    null,
                    false,
                    cells[0],
                    cells[1],
                    Double.valueOf(cells[2]),
                    cells[3].equals("-") ? null : Double.valueOf(cells[3]),
                    cells[4].equals("-") ? null : Boolean.valueOf(cells[4])));
        }
        Dataset<Row> staged = spark.createDataFrame(rows, schema);
        Dataset<Row> repeated = Deduplication.repeated(staged, FLOWS, MEASURE);
        return Deduplication.mark(staged, repeated, FLOWS, MEASURE);
    }
}
