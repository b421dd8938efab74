package org.lodestone.trade;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.RowInput;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/**
 * What a source itself says that its codes mean: names for products that the reference data do not list, and a second
 * opinion on the country table.
 */
public final class SourceCodes {
    private static final String EDITION = "edition";
    private static final String KNOWN_CODE = "known_code";
    private static final String NEWEST = "newest";

    private SourceCodes() {}

    public static final Field<String> CODE =
            required("code", Unit.CODE, "The code as text; product codes have six digits.");
    public static final Field<String> KIND = required("kind", Unit.CODE, "country or product.");
    public static final Field<String> HS_EDITION = optional(
            "hs_edition", Unit.CODE, "Edition of the Harmonized System of a product code; null for countries.");
    public static final Field<String> NAME = required("name", Unit.TEXT, "The name that the source gives.");
    public static final Field<String> ISO3 =
            optional("iso3", Unit.CODE, "The country's ISO 3166-1 alpha-3 as the source says; null for products.");

    public static final Table TABLE = Table.named("source_code")
            .grain("One row per data set, release, kind of code and code, as the data set's own tables say.")
            .key(Columns.SLICE, CODE)
            .column(
                    Columns.DATASET,
                    Columns.RELEASE,
                    KIND,
                    HS_EDITION,
                    NAME,
                    ISO3,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
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
        Dataset<Row> named = codes.where(KIND.col().equalTo("product"))
                .groupBy(CODE.col().as(Columns.PRODUCT_CODE.name()))
                .agg(max(struct(Columns.RELEASE.col(), HS_EDITION.col(), NAME.col()))
                        .as(NEWEST))
                .select(
                        Columns.PRODUCT_CODE.col(),
                        col(NEWEST + "." + NAME.name()).as(Columns.PRODUCT_NAME.name()),
                        unknown.as(Columns.MINERAL.name()),
                        unknown.as(Columns.STAGE.name()),
                        lit("unknown").as(Columns.CODE_PURITY.name()),
                        unknown.as(Columns.CODE_NOTE.name()))
                .join(
                        known.select(Columns.PRODUCT_CODE.col().as(KNOWN_CODE)),
                        Columns.PRODUCT_CODE.col().equalTo(col(KNOWN_CODE)),
                        "left_anti");
        return known.unionByName(named);
    }

    /** From lines with code, name, iso3, kind, edition and release to staged rows. */
    static Dataset<Row> stage(Dataset<Row> lines, Column dataset) {
        Rejects rejects = new Rejects()
                .when(CODE.col().isNull(), "no_code", lit("the code is blank"))
                .when(NAME.col().isNull(), "no_name", lit("code "), CODE.col(), lit(" has no name"));
        return Staged.select(
                lines.withColumn(Columns.DATASET.name(), dataset)
                        .withColumn(Columns.RELEASE.name(), upper(Columns.RELEASE.col()))
                        .withColumn(HS_EDITION.name(), when(col(EDITION).notEqual(""), col(EDITION)))
                        .withColumn(
                                Columns.SLICE.name(),
                                concat_ws(
                                        "/",
                                        Columns.DATASET.col(),
                                        HS_EDITION.col(),
                                        Columns.RELEASE.col(),
                                        KIND.col()))
                        .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE))
                        .withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType))
                        .withColumn(Staged.REJECT, rejects.column()),
                TABLE);
    }
}
