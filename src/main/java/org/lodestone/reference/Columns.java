package org.lodestone.reference;

import java.sql.Date;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Field;
import org.lodestone.table.Unit;

/** The columns that several tables share, each declared once. */
public final class Columns {
    private Columns() {}

    public static final Field<String> SLICE = Field.required(
            "slice", Unit.CODE, "The slice that the row belongs to: what a revised file replaces as a whole.");
    public static final Field<String> SOURCE_SHA256 =
            Field.required("source_sha256", Unit.CODE, "SHA-256 of the file that the row came from; see ledger.");
    public static final Field<Long> SOURCE_LINE = Field.required(
            "source_line", Unit.COUNT, "The line of that file that the row came from, the header being 1.");

    public static final Field<String> DATASET =
            Field.required("dataset", Unit.CODE, "The data set: comtrade, baci, wmd, usgs_mcs, wgi or monthly_rates.");
    public static final Field<String> RELEASE =
            Field.optional("release", Unit.CODE, "The data set's release; null where it has none.");

    public static final Field<String> SOURCE = Field.required(
            "source",
            Unit.TEXT,
            "Data set and edition of the Harmonized System, such as UN Comtrade HS2022 or BACI HS2017 V202601. Figures of two"
                    + " sources are never added up.");
    public static final Field<String> IMPORTER_ISO3 =
            Field.required("importer_iso3", Unit.CODE, "The importing country, ISO 3166-1 alpha-3.");
    public static final Field<String> IMPORTER_NAME =
            Field.required("importer_name", Unit.TEXT, "The importer's name.");
    public static final Field<String> PRODUCT_CODE = Field.required(
            "product_code",
            Unit.CODE,
            "Code of the Harmonized System, as text; codes of four, six and more digits overlap and are not to be added"
                    + " up.");
    public static final Field<String> PRODUCT_NAME = Field.required(
            "product_name", Unit.TEXT, "The product's name; 'HS' and the code where the reference data have none.");
    public static final Field<String> STAGE = Field.optional(
            "stage",
            Unit.CODE,
            "Stage of the supply chain: ore, oxide, compound, metal, magnet, chemical, cell, motor_core or other; null"
                    + " for a code that the reference data do not place.");
    public static final Field<String> MINERAL = Field.optional(
            "mineral",
            Unit.CODE,
            "The mineral that the goods belong to, such as rare_earths; null for a code that the reference data do not"
                    + " place.");
    public static final Field<String> CODE_PURITY = Field.required(
            "code_purity",
            Unit.CODE,
            "exact: the code holds the goods of that stage and no others; partial: a part of them; proxy: other goods"
                    + " too, so that a figure made from it stands for something wider than its stage; unknown: the"
                    + " reference data do not say.");
    public static final Field<String> CODE_NOTE =
            Field.optional("code_note", Unit.TEXT, "What a reader of a figure of this code should know.");
    public static final Field<String> PERIOD_TYPE =
            Field.required("period_type", Unit.CODE, "year, month or rolling_12_months (ending in a month).");
    public static final Field<Date> PERIOD_START = Field.<Date>required(
                    "period_start", Unit.DATE, "First day of the period.")
            .ofThePast();
    public static final Field<Integer> YEAR =
            Field.required("year", Unit.YEAR, "Calendar year of the period; of a rolling period, of its last month.");
    public static final Field<String> SUPPLIER_ISO3 = Field.required(
            "supplier_iso3",
            Unit.CODE,
            "The supplying country as the source attributes it, ISO 3166-1 alpha-3; XXX for unspecified suppliers.");
    public static final Field<String> SUPPLIER_NAME =
            Field.required("supplier_name", Unit.TEXT, "The supplier's name.");
    public static final Field<Double> VALUE_USD =
            Field.required("value_usd", Unit.USD, "Value in current US dollars, as the source gives it.");
    public static final Field<Double> NET_WEIGHT_KG = Field.optional(
            "net_weight_kg", Unit.KG, "Net weight; null where the source gives none or 0 beside a value.");

    public static final Field<String> STATED_BY =
            Field.required("stated_by", Unit.TEXT, "Who says so: publisher, title and day of what was published.");
    public static final Field<Date> STATED_ON = Field.<Date>required(
                    "stated_on",
                    Unit.DATE,
                    "The day on which it was published. Where sources disagree, the newest statement counts.")
            .ofThePast();
    public static final Field<String> ASSUMPTION = Field.optional(
            "assumption",
            Unit.TEXT,
            "What of the row's figures is no source's own, and why it was taken; null where all are a source's.");
    public static final Field<String> NOTE = Field.optional("note", Unit.TEXT, "What else a reader should know.");

    /** A whole number that is a code in its source. */
    public static Field<Integer> code(String name, String meaning) {
        return Field.<Integer>required(name, Unit.CODE, meaning).typed(DataTypes.IntegerType);
    }
}
