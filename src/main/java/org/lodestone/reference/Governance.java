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
import static org.lodestone.table.Field.required;

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
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

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
    private static final String CODE_ISO3 = "code_iso3";
    private static final String CODE_KIND = "code_kind";
    private static final String COUNTRY = "country";
    private static final String FIGURE = "figure";
    private static final String INDICATOR_CODE = "indicator_code";
    private static final String INDICATOR_NAME = "indicator_name";
    private static final String NAMED_ISO3 = "named_iso3";
    private static final String NAMED_KIND = "named_kind";
    private static final String NAMES_INDICATOR = "names_indicator";
    private static final String YEAR_CELL = "year_cell";

    private Governance() {}

    public static final Field<String> COUNTRY_NAME =
            required("country_name", Unit.TEXT, "The country as the source names it.");
    public static final Field<String> INDICATOR = required(
            "indicator",
            Unit.CODE,
            "political_stability, voice_and_accountability, government_effectiveness, regulatory_quality,"
                    + " rule_of_law or control_of_corruption.");
    public static final Field<String> COUNTRY_ISO3 =
            required("country_iso3", Unit.CODE, "The country, ISO 3166-1 alpha-3.");
    public static final Field<Double> ESTIMATE =
            required("estimate", Unit.FIGURE, "The indicator's estimate, about -2.5 (weak) to 2.5 (strong).");

    public static final Table TABLE = Table.named("governance")
            .grain("One row per indicator, country and year.")
            .shown("indicator", "country_iso3", "year", "estimate")
            .key(Columns.SLICE, COUNTRY_NAME)
            .column(Columns.DATASET, INDICATOR, COUNTRY_ISO3)
            .column(Columns.YEAR.ofThePast())
            .column(ESTIMATE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
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
        Column code = upper(col(INDICATOR_CODE));
        Column name = lower(col(INDICATOR_NAME));
        Column byCode = lit(null).cast(DataTypes.StringType);
        Column byName = byCode;
        for (Map.Entry<String, String> one : DIMENSIONS.entrySet()) {
            byCode = when(code.rlike("^(GOV_WGI_)?" + one.getKey() + "[._]EST$"), one.getValue())
                    .otherwise(byCode);
            byName = when(name.startsWith(one.getValue().replace('_', ' ')), one.getValue())
                    .otherwise(byName);
        }
        return when(col(INDICATOR_CODE).isNotNull(), byCode).when(name.rlike("(: *|- governance )estimate"), byName);
    }

    private static Dataset<Row> wgi(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> named = lookups.countryNames()
                .select(
                        col(ReferenceData.ALIAS),
                        col(ReferenceData.ISO3).as(NAMED_ISO3),
                        col(ReferenceData.KIND).as(NAMED_KIND));
        Dataset<Row> known = lookups.countryNames()
                .groupBy(col(ReferenceData.ISO3).as(CODE_ISO3))
                .agg(org.apache.spark.sql.functions.min(col(ReferenceData.KIND)).as(CODE_KIND));
        Column kind = coalesce(col(NAMED_KIND), col(CODE_KIND));
        Dataset<Row> rows = lines.withColumn(YEAR_CELL, explode(col(SourceLines.WIDE)))
                .withColumn(Staged.CELL, col(YEAR_CELL + "." + SourceLines.NAME))
                .withColumn(FIGURE, col(YEAR_CELL + "." + SourceLines.VALUE))
                .join(
                        org.apache.spark.sql.functions.broadcast(named),
                        lower(col(COUNTRY)).equalTo(col(ReferenceData.ALIAS)),
                        "left")
                .join(
                        org.apache.spark.sql.functions.broadcast(known),
                        col(ReferenceData.ISO3).equalTo(col(CODE_ISO3)),
                        "left")
                .withColumn(Columns.DATASET.name(), lit("wgi"))
                .withColumn(
                        NAMES_INDICATOR,
                        max(col(INDICATOR_CODE)
                                        .isNotNull()
                                        .or(col(INDICATOR_NAME).isNotNull()))
                                .over(Window.partitionBy(col(SourceLines.FILE))))
                .withColumn(
                        INDICATOR.name(),
                        when(not(col(NAMES_INDICATOR)), DIMENSIONS.get("PV")).otherwise(dimension()))
                .withColumn(COUNTRY_NAME.name(), col(COUNTRY))
                .withColumn(COUNTRY_ISO3.name(), coalesce(col(NAMED_ISO3), col(CODE_ISO3)))
                .withColumn(Columns.YEAR.name(), whole(substring(col(Staged.CELL), 1, 4)))
                .withColumn(ESTIMATE.name(), number(col(FIGURE)))
                .withColumn(
                        Staged.LEFT_OUT,
                        when(INDICATOR.col().isNull(), "no_estimate")
                                .when(
                                        col(FIGURE)
                                                .isNull()
                                                .or(lower(col(FIGURE)).isin("nan", "na", "..", "...")),
                                        "no_figure")
                                .when(kind.notEqual("country"), "not_a_country"));
        Rejects rejects = new Rejects()
                .when(
                        COUNTRY_ISO3.col().isNull(),
                        "unknown_country",
                        lit("country '"),
                        col(COUNTRY),
                        lit("' ("),
                        col(ReferenceData.ISO3),
                        lit(
                                ") is not in the country table. Add it to the reference data (country-names.csv), or correct"
                                        + " the file"))
                .when(ESTIMATE.col().isNull(), "bad_number", lit("'"), col(FIGURE), lit("' is not a number"))
                .when(
                        ESTIMATE.col().gt(5).or(ESTIMATE.col().lt(-5)),
                        "implausible",
                        lit("estimate "),
                        col(FIGURE),
                        lit(" is far from the scale of -2.5 to 2.5"));
        return Staged.select(
                rows.withColumn(Staged.REJECT, when(col(Staged.LEFT_OUT).isNull(), rejects.column()))
                        .withColumn(
                                Columns.SLICE.name(),
                                concat_ws(
                                        "/",
                                        Columns.DATASET.col(),
                                        INDICATOR.col(),
                                        Columns.YEAR.col().cast(DataTypes.StringType)))
                        .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE)),
                TABLE);
    }
}
