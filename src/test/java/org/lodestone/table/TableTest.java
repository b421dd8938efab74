package org.lodestone.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.testing.Spark;

/** Declarations of tables, and results that must conform to them. */
@ExtendWith(Spark.class)
class TableTest {
    private static final Table TABLE = Table.named("example")
            .grain("One row a product.")
            .key(Field.required("product", Unit.CODE, "The product."))
            .column("value_share", Unit.FRACTION, "A ratio.")
            .column("value_usd", Unit.USD, "An amount.")
            .check(Check.fraction("value_share"), Check.oneOf("product", "magnets", "metal"))
            .build();

    @Test
    void aResultThatConformsHasTheDeclaredOrderCommentsAndUnits(SparkSession spark) {
        Dataset<Row> result =
                TABLE.conform(spark.sql("select 1234.5678901234D value_usd, 2D / 3 value_share, 'metal' product"));
        assertThat(result.columns()).containsExactly("product", "value_share", "value_usd");
        assertThat(result.schema().apply("value_share").getComment().get()).isEqualTo("A ratio.");
        assertThat(result.schema().apply("value_usd").metadata().getString("unit"))
                .isEqualTo("USD");
        Row row = result.first();
        assertThat(row.getDouble(1)).as("ratios are rounded to nine decimals").isEqualTo(0.666666667);
        assertThat(row.getDouble(2)).as("amounts are not rounded").isEqualTo(1234.5678901234);
    }

    @Test
    void eachMissingUndeclaredAndWronglyTypedColumnIsNamed(SparkSession spark) {
        assertThatThrownBy(() -> TABLE.conform(spark.sql("select 'a' product, 1 value_usd, 2 extra")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "table example",
                        "value_share is missing",
                        "value_usd is int instead of double",
                        "extra is not declared");
        assertThatThrownBy(
                        () -> TABLE.conform(spark.sql("select 'a' product, 'b' product, 1D value_usd, 0D value_share")))
                .hasMessageContaining("occurs twice");
    }

    @Test
    void conditionsCoverChecksRequiredColumnsAndFiguresThatAreNoNumbers(SparkSession spark) {
        assertThat(TABLE.conditions())
                .containsOnlyKeys(
                        "value_share_is_fraction",
                        "product_is_known",
                        "product_present",
                        "value_share_is_number",
                        "value_usd_is_number");
        assertThat(broken(spark, "'metal', 0.5D, 1D")).isEmpty();
        assertThat(broken(spark, "'metal', null, null")).isEmpty();
        assertThat(broken(spark, "null, 1.5D, 1D")).containsExactly("value_share_is_fraction", "product_present");
        assertThat(broken(spark, "'iron', -0.1D, double('NaN')"))
                .containsExactly("value_share_is_fraction", "product_is_known", "value_usd_is_number");
        assertThat(broken(spark, "'metal', 1D, double('-Infinity')")).containsExactly("value_usd_is_number");
    }

    private static List<String> broken(SparkSession spark, String values) {
        Row row = spark.sql("select * from values (" + values + ") t(product, value_share, value_usd)")
                .selectExpr(TABLE.conditions().values().stream()
                        .map(condition -> "coalesce(" + condition + ", false)")
                        .toArray(String[]::new))
                .first();
        List<String> names = List.copyOf(TABLE.conditions().keySet());
        return names.stream()
                .filter(name -> !row.getBoolean(names.indexOf(name)))
                .toList();
    }

    @Test
    void aDeclarationWithoutGrainKeyOrMeaningIsNone() {
        Field<?> product = Field.required("product", Unit.CODE, "The product.");
        assertThatThrownBy(() -> Table.named("t").grain("One row.").build())
                .hasMessageContaining("needs a grain and a key");
        assertThatThrownBy(() -> Table.named("t").key(product).build()).hasMessageContaining("needs a grain");
        assertThatThrownBy(() -> Table.named("t")
                        .grain("One row.")
                        .key(product)
                        .column(product)
                        .build())
                .hasMessageContaining("declares column product twice");
        assertThatThrownBy(() -> Field.optional("Value", Unit.USD, "An amount."))
                .hasMessageContaining("lower_snake_case");
        assertThatThrownBy(() -> Field.optional("value", Unit.USD, " ")).hasMessageContaining("needs a meaning");
    }

    @Test
    void theFingerprintFollowsNamesTypesAndUnitsOnly() {
        Field<?> product = Field.required("product", Unit.CODE, "The product.");
        String one = Table.named("t").grain("One row.").key(product).build().fingerprint();
        assertThat(Table.named("t")
                        .grain("A row.")
                        .key(product.meaning("Goods."))
                        .build()
                        .fingerprint())
                .isEqualTo(one);
        assertThat(Table.named("t")
                        .grain("One row.")
                        .key(product.typed(DataTypes.IntegerType))
                        .build()
                        .fingerprint())
                .isNotEqualTo(one);
    }
}
