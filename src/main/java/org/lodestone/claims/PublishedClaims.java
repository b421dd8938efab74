package org.lodestone.claims;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.sql.Date;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Commodities;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Figures that were published: who said what, when and how exactly. */
public final class PublishedClaims {
    private static final String COMMODITY = "commodity";

    /** The mineral of claims that name none. */
    static final String RARE_EARTHS = "rare_earths";

    private PublishedClaims() {}

    public static final Field<String> CLAIM_ID = required("claim_id", Unit.CODE, "The claim.");
    public static final Field<String> SOURCE_DOCUMENT = optional("source_document", Unit.TEXT, "Where it stands.");
    public static final Field<String> PUBLISHER = required("publisher", Unit.TEXT, "Who says so.");
    public static final Field<String> PUBLISHED_ON =
            required("published_on", Unit.TEXT, "When it was published, as far as it is known.");
    public static final Field<String> SUBJECT = required("subject", Unit.TEXT, "What it is about, in words.");
    public static final Field<String> MEASURE = required(
            "measure",
            Unit.CODE,
            "What it counts: import_share, capacity_share, market_share, market_size, contract_value, start_year ...");
    public static final Field<String> IMPORTER_ISO3 =
            optional("importer_iso3", Unit.CODE, "The country that depends, ISO 3166-1 alpha-3; WLD for the world.");
    public static final Field<String> ORIGIN_ISO3 =
            optional("origin_iso3", Unit.CODE, "The country that it depends on.");
    public static final Field<String> MINERAL =
            optional("mineral", Unit.CODE, "The mineral, as in products.csv; null for rare_earths.");
    public static final Field<String> STAGE = optional("stage", Unit.CODE, "Stage of the supply chain.");
    public static final Field<String> PERIOD =
            required("period", Unit.TEXT, "The period, as stated; not stated where none is.");
    public static final Field<Double> VALUE_LOW =
            optional("value_low", Unit.FIGURE, "The figure, or the lower end of a range.");
    public static final Field<Double> VALUE_HIGH =
            optional("value_high", Unit.FIGURE, "The figure, or the upper end; null for at least and over.");
    public static final Field<String> UNIT = optional("unit", Unit.TEXT, "Unit of the figure.");
    public static final Field<String> WORDING =
            required("wording", Unit.CODE, "exact, about, nearly, over, at least, range or qualitative.");
    public static final Field<String> QUOTED =
            optional("quoted", Unit.TEXT, "The words of the source; how many digits it prints is read off them.");
    public static final Field<String> ABOUT = optional(
            "about",
            Unit.TEXT,
            "What in the lake it is about, with blanks between: contract:ID, facility:ID/PHASE, market:ID,"
                    + " amount:CURRENCY:FIGURE.");
    public static final Field<Date> MONTH = optional(
            "month",
            Unit.DATE,
            "First day of the month whose exchange rate belongs to the claim; null for that of published_on.");
    public static final Field<Double> ROUNDING = optional(
            "rounding",
            Unit.FIGURE,
            "Half of the last digit that the source prints, in the figure's unit: 0.05 trillion for 1.8 trillion;"
                    + " null where the words of the source show it.");
    public static final Field<String> PRODUCT_CODE =
            optional("product_code", Unit.CODE, "The HS code or tariff line that it names; null for none.");
    public static final Field<String> BASIS = optional("basis", Unit.CODE, "value or weight, where it names one.");
    public static final Field<String> DATA_SOURCE = optional(
            "data_source",
            Unit.TEXT,
            "The data set that it names, as in the reports or the beginning of that; null for none.");

    public static final Table TABLE = Table.named("published_claim")
            .grain("One row per claim.")
            .shown("claim_id", "publisher", "value_low", "value_high", "unit", "wording", "about")
            .key(Columns.SLICE)
            .column(
                    CLAIM_ID,
                    SOURCE_DOCUMENT,
                    PUBLISHER,
                    PUBLISHED_ON,
                    SUBJECT,
                    MEASURE,
                    IMPORTER_ISO3,
                    ORIGIN_ISO3,
                    MINERAL,
                    STAGE,
                    PERIOD,
                    VALUE_LOW,
                    VALUE_HIGH,
                    UNIT,
                    WORDING,
                    QUOTED,
                    ABOUT,
                    MONTH,
                    ROUNDING,
                    PRODUCT_CODE,
                    BASIS,
                    DATA_SOURCE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("wording", "exact", "about", "nearly", "over", "at least", "range", "qualitative"),
                    Check.oneOf("basis", "value", "weight"),
                    Check.that("rounding_positive", "rounding IS NULL OR rounding > 0"),
                    Check.that("figure_or_quality", "value_low IS NOT NULL OR wording = 'qualitative'"),
                    Check.that("unit_with_figure", "value_low IS NULL OR unit IS NOT NULL"),
                    Check.that(
                            "about_readable",
                            "about IS NULL OR about RLIKE '^((contract|facility|market):[^ ]+|amount:[A-Z]{3}:[0-9]+)("
                                    + " +((contract|facility|market):[^ ]+|amount:[A-Z]{3}:[0-9]+))*$'"),
                    Check.that("range_in_order", "value_low IS NULL OR value_high IS NULL OR value_low <= value_high"),
                    Check.that(
                            "shares_possible",
                            "unit IS NULL OR measure NOT IN ('import_share', 'market_share', 'capacity_share') OR unit !="
                                    + " 'percent' OR coalesce(value_high, value_low) <= 100"))
            .build();

    /** The project's own format of claims. */
    public static final Format FORMAT = DeclaredCsv.named("published-claims", TABLE)
            .slicedBy("claim_id")
            .heading("source_document", "source_file")
            .heading("importer_iso3", "importer")
            .heading("origin_iso3", "origin")
            .countries("importer_iso3", "origin_iso3")
            .build();

    /**
     * What is produced of the minerals that claims are on. A source's commodity is of a mineral where its name starts with
     * the mineral's, one or many: Rare Earths REO and Rare earth minerals of rare_earths, but Platinum not of tin.
     *
     * @param production with {@code commodity} STRING
     * @param claims rows of {@link #TABLE}
     * @return these rows with {@code mineral} STRING
     */
    public static Dataset<Row> produced(Dataset<Row> production, Dataset<Row> claims) {
        Dataset<Row> minerals = claims.select(
                        coalesce(MINERAL.col(), lit(RARE_EARTHS)).as(MINERAL.name()))
                .distinct();
        Column one = regexp_replace(MINERAL.col(), "s$", "");
        Column names = concat(one, lit(";"), one, lit("s"));
        return production.join(broadcast(minerals), Commodities.isOneOf(col(COMMODITY), names));
    }
}
