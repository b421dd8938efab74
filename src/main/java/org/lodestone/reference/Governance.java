package org.lodestone.reference;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.whole;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.lake.SourceLines;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * How well countries are governed: the World Bank's Worldwide Governance Indicators, estimates of about -2.5 (weak) to
 * 2.5 (strong). They are kept as they are given, beyond these ends too.
 *
 * <p>The World Bank's downloads hold up to six statistics of each of six dimensions. Only estimates are read: PV.EST and its
 * like until 2026, GOV_WGI_PV.EST or GOV_WGI_PV_EST since (release note of the World Development Indicators, July 2026).
 * The score of 0 to 100 that came with these codes is another scale of the same estimate, whose ends are hypothetical
 * countries, so it is no estimate and is not turned into one.
 */
public final class Governance {
    private Governance() {}

    public static final Table TABLE = Table.named("governance")
            .grain("One row per indicator, country and year.")
            .shown("indicator", "country_iso3", "year", "estimate")
            .key(
                    Columns.SLICE,
                    org.lodestone.table.Column.required(
                            "country_name", Unit.TEXT, "The country as the source names it."))
            .column(Columns.DATASET)
            .required(
                    "indicator",
                    Unit.CODE,
                    "political_stability, voice_and_accountability, government_effectiveness, regulatory_quality,"
                            + " rule_of_law or control_of_corruption.")
            .required("country_iso3", Unit.CODE, "The country, ISO 3166-1 alpha-3.")
            .column(Columns.YEAR.ofThePast())
            .required("estimate", Unit.FIGURE, "The indicator's estimate, about -2.5 (weak) to 2.5 (strong).")
            .column(Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(Check.that("estimate_plausible", "estimate BETWEEN -5 AND 5"))
            .build();

    private static final Map<String, String> DIMENSIONS = new TreeMap<>(Map.of(
            "VA", "voice_and_accountability",
            "PV", "political_stability",
            "GE", "government_effectiveness",
            "RQ", "regulatory_quality",
            "RL", "rule_of_law",
            "CC", "control_of_corruption"));

    /** A column a year, a row a country and indicator; {@code nan} or two dots where there is no estimate. */
    public static final Format WGI = Format.named("wgi")
            .version(2)
            .into(TABLE)
            .needs("country", null, "Country/Territory", "Country Name")
            .needs("iso3", "[A-Z0-9]{3}", "Code", "Country Code")
            .takes("indicator_code", "Indicator Code", "Series Code")
            .takes("indicator_name", "Indicator Name", "Series Name")
            .wide("(19|20)[0-9]{2}( ?\\[YR(19|20)[0-9]{2}\\])?")
            .assuming(
                    "the file does not name its indicator; it is taken as political stability and absence of violence",
                    "indicator_code",
                    "indicator_name")
            .leavesOut(
                    "no_estimate",
                    "other statistics than estimates, such as standard errors, ranks and scores of 0 to 100",
                    "Give the rows of an estimate, such as Indicator Code PV.EST or GOV_WGI_PV_EST")
            .leavesOut("no_figure", "cells without a figure", "Give years for which there are estimates")
            .leavesOut("not_a_country", "groups of countries", "Give countries")
            .reading(Governance::wgi)
            .build();

    /** The dimension of which a row is an estimate, by its code, or by its name where it has none; null for all others. */
    private static Column dimension() {
        Column code = upper(col("indicator_code"));
        Column name = lower(col("indicator_name"));
        Column byCode = lit(null).cast(DataTypes.StringType);
        Column byName = byCode;
        for (Map.Entry<String, String> one : DIMENSIONS.entrySet()) {
            byCode = when(code.rlike("^(GOV_WGI_)?" + one.getKey() + "[._]EST$"), one.getValue())
                    .otherwise(byCode);
            byName = when(name.startsWith(one.getValue().replace('_', ' ')), one.getValue())
                    .otherwise(byName);
        }
        return when(col("indicator_code").isNotNull(), byCode).when(name.rlike("(: *|- governance )estimate"), byName);
    }

    private static Dataset<Row> wgi(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> named = lookups.countryNames()
                .select(col("alias"), col("iso3").as("named_iso3"), col("kind").as("named_kind"));
        Dataset<Row> known = lookups.countryNames()
                .groupBy(col("iso3").as("code_iso3"))
                .agg(org.apache.spark.sql.functions.min(col("kind")).as("code_kind"));
        Column kind = coalesce(col("named_kind"), col("code_kind"));
        Dataset<Row> rows = lines.withColumn("year_cell", explode(col(SourceLines.WIDE)))
                .withColumn(Staged.CELL, col("year_cell.name"))
                .withColumn("figure", col("year_cell.value"))
                .join(
                        org.apache.spark.sql.functions.broadcast(named),
                        lower(col("country")).equalTo(col("alias")),
                        "left")
                .join(
                        org.apache.spark.sql.functions.broadcast(known),
                        col("iso3").equalTo(col("code_iso3")),
                        "left")
                .withColumn("dataset", lit("wgi"))
                .withColumn(
                        "names_indicator",
                        max(col("indicator_code")
                                        .isNotNull()
                                        .or(col("indicator_name").isNotNull()))
                                .over(Window.partitionBy(col(SourceLines.FILE))))
                .withColumn(
                        "indicator",
                        when(not(col("names_indicator")), DIMENSIONS.get("PV")).otherwise(dimension()))
                .withColumn("country_name", col("country"))
                .withColumn("country_iso3", coalesce(col("named_iso3"), col("code_iso3")))
                .withColumn("year", whole(substring(col(Staged.CELL), 1, 4)))
                .withColumn("estimate", number(col("figure")))
                .withColumn(
                        Staged.LEFT_OUT,
                        when(col("indicator").isNull(), "no_estimate")
                                .when(
                                        col("figure")
                                                .isNull()
                                                .or(lower(col("figure")).isin("nan", "na", "..", "...")),
                                        "no_figure")
                                .when(kind.notEqual("country"), "not_a_country"));
        Rejects rejects = new Rejects()
                .when(
                        col("country_iso3").isNull(),
                        "unknown_country",
                        lit("country '"),
                        col("country"),
                        lit("' ("),
                        col("iso3"),
                        lit(
                                ") is not in the country table. Add it to the reference data (country-names.csv), or correct"
                                        + " the file"))
                .when(col("estimate").isNull(), "bad_number", lit("'"), col("figure"), lit("' is not a number"))
                .when(
                        col("estimate").gt(5).or(col("estimate").lt(-5)),
                        "implausible",
                        lit("estimate "),
                        col("figure"),
                        lit(" is far from the scale of -2.5 to 2.5"));
        return Staged.select(
                rows.withColumn(Staged.REJECT, when(col(Staged.LEFT_OUT).isNull(), rejects.column()))
                        .withColumn(
                                "slice",
                                concat_ws(
                                        "/",
                                        col("dataset"),
                                        col("indicator"),
                                        col("year").cast(DataTypes.StringType)))
                        .withColumn("source_line", col(SourceLines.LINE)),
                TABLE);
    }
}
