package org.lodestone.trade;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.lake.SourceLines;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.RowInput;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What a source itself says that its codes mean: names for products that the reference data do not list, and a second
 * opinion on the country table.
 */
public final class SourceCodes {
    private SourceCodes() {}

    public static final Table TABLE = Table.named("source_code")
            .grain("One row per data set, release, kind of code and code, as the data set's own tables say.")
            .key(
                    Columns.SLICE,
                    org.lodestone.table.Column.required(
                            "code", Unit.CODE, "The code as text; product codes have six digits."))
            .column(Columns.DATASET, Columns.RELEASE)
            .required("kind", Unit.CODE, "country or product.")
            .column("hs_edition", Unit.CODE, "Edition of the Harmonized System of a product code; null for countries.")
            .required("name", Unit.TEXT, "The name that the source gives.")
            .column("iso3", Unit.CODE, "The country's ISO 3166-1 alpha-3 as the source says; null for products.")
            .column(Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(Check.oneOf("kind", "country", "product"))
            .build();

    private static final RowInput STORED = LakeTable.of(TABLE).orEmpty();

    /** Products by code: the reference data, and for codes that they lack the names that a source gives. */
    public static final Intermediate PRODUCTS = Intermediate.view(
            "named products",
            List.of(References.PRODUCTS, STORED),
            in -> products(in.get(References.PRODUCTS), in.get(STORED)));

    private static Dataset<Row> products(Dataset<Row> known, Dataset<Row> codes) {
        Column unknown = lit(null).cast(DataTypes.StringType);
        Dataset<Row> named = codes.where(col("kind").equalTo("product"))
                .groupBy(col("code").as("product_code"))
                .agg(max(struct(col("release"), col("hs_edition"), col("name"))).as("newest"))
                .select(
                        col("product_code"),
                        col("newest.name").as("product_name"),
                        unknown.as("mineral"),
                        unknown.as("stage"),
                        lit("unknown").as("code_purity"),
                        unknown.as("code_note"))
                .join(
                        known.select(col("product_code").as("known_code")),
                        col("product_code").equalTo(col("known_code")),
                        "left_anti");
        return known.unionByName(named);
    }

    /** From lines with code, name, iso3, kind, edition and release to staged rows. */
    static Dataset<Row> stage(Dataset<Row> lines, Column dataset) {
        Rejects rejects = new Rejects()
                .when(col("code").isNull(), "no_code", lit("the code is blank"))
                .when(col("name").isNull(), "no_name", lit("code "), col("code"), lit(" has no name"));
        return Staged.select(
                lines.withColumn("dataset", dataset)
                        .withColumn("release", upper(col("release")))
                        .withColumn("hs_edition", when(col("edition").notEqual(""), col("edition")))
                        .withColumn(
                                "slice", concat_ws("/", col("dataset"), col("hs_edition"), col("release"), col("kind")))
                        .withColumn("source_line", col(SourceLines.LINE))
                        .withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType))
                        .withColumn(Staged.REJECT, rejects.column()),
                TABLE);
    }
}
