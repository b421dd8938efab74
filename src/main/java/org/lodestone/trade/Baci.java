package org.lodestone.trade;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.whole;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Deduplication;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;

/**
 * BACI, CEPII's reconciled trade data: columns t (year), i (exporter), j (importer), k (product, six digits), v
 * (thousand dollars), q (tonnes, may be NA). Exporter's and importer's views are one, so a row is listed as the
 * importer's import. Edition and release are said by the file's name only. Freight and insurance are estimated and
 * taken out of imports, so that all values are FOB (Gaulier and Zignago, CEPII Working Paper 2010-23).
 *
 * @see <a href="https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37">CEPII: BACI</a>
 */
public final class Baci {
    private static final String EDITION = "edition";
    private static final String EXPORTER = "exporter";
    private static final String FILEYEAR = "fileyear";
    private static final String HS = "hs";
    private static final String IMPORTER = "importer";
    static final String ISO3 = "iso3";
    static final String KIND = "kind";

    private Baci() {}

    private static final String NAME_REMEDY =
            "Give it CEPII's name, such as BACI_HS17_Y2024_V202601.csv (edition, year and release)";

    /** The flows of one year of one release. */
    public static final Format FLOWS = Format.named("baci")
            .version(3)
            .into(TradeFlows.TABLE)
            .needs("period", "(19|20)[0-9]{2}", "t")
            .needs("exporter", "[0-9]{1,3}", "i")
            .needs("importer", "[0-9]{1,3}", "j")
            .needs("hs", "[0-9]{1,6}", "k", "hs6")
            .needs("value", null, "v")
            .needs("weight", null, "q")
            .fileName(
                    "BACI_(?<edition>HS[0-9]{2})_Y(?<fileyear>[0-9]{4})_(?<release>V[0-9A-Za-z]+)\\..*",
                    NAME_REMEDY, "edition", "fileyear", "release")
            .reading(Baci::flows)
            .build();

    /** The release's own country table; CEPII has called its columns otherwise until V202301 and before there were releases. */
    public static final Format COUNTRIES = Format.named("baci-countries")
            .into(SourceCodes.TABLE)
            .needs("code", "[0-9]{1,3}", "country_code", "i")
            .needs("name", null, "country_name", "country_name_full", "name_english")
            .needs("iso3", null, "country_iso3", "iso_3digit_alpha", "iso3")
            .fileName(
                    "country_codes_(?<release>V[0-9A-Za-z]+)\\..*",
                    "Give it CEPII's name, such as country_codes_V202601.csv",
                    "release")
            .reading((lines, lookups) ->
                    SourceCodes.stage(lines.withColumn(EDITION, lit("")).withColumn(KIND, lit("country")), lit("baci")))
            .build();

    /** The release's own product table. Leading zeros that were lost are put back. */
    public static final Format PRODUCTS = Format.named("baci-products")
            .into(SourceCodes.TABLE)
            .needs("product", "[0-9]{1,6}", "code")
            .needs("name", null, "description")
            .fileName(
                    "product_codes_(?<edition>HS[0-9]{2})_(?<release>V[0-9A-Za-z]+)\\..*",
                    "Give it CEPII's name, such as product_codes_HS17_V202601.csv", "edition", "release")
            .reading((lines, lookups) -> SourceCodes.stage(
                    lines.withColumn(EDITION, edition(col(EDITION)))
                            .withColumn(KIND, lit("product"))
                            .withColumn(SourceCodes.CODE.name(), sixDigits(col(TradeFlows.OF_PRODUCT)))
                            .withColumn(ISO3, lit(null).cast(DataTypes.StringType)),
                    lit("baci")))
            .build();

    private static Dataset<Row> flows(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> rows = lines.withColumn(TradeFlows.REPORTER, col(IMPORTER))
                .withColumn(TradeFlows.PARTNER, col(EXPORTER))
                .withColumn(TradeFlows.OF_PRODUCT, sixDigits(col(HS)))
                .withColumn(TradeFlows.CODE_IN_FILE, col(TradeFlows.OF_PRODUCT))
                .withColumn(Columns.DATASET.name(), lit("baci"))
                .withColumn(Columns.RELEASE.name(), upper(Columns.RELEASE.col()))
                .withColumn(TradeFlows.HS_EDITION.name(), edition(col(EDITION)))
                .withColumn(TradeFlows.DIRECTION.name(), lit("import"))
                .withColumn(TradeFlows.VALUE_FACTOR, lit(1000.0))
                .withColumn(TradeFlows.WEIGHT_FACTOR, lit(1000.0))
                .withColumn(TradeFlows.WEIGHT_ESTIMATED.name(), lit(null).cast(DataTypes.BooleanType))
                .withColumn(TradeFlows.VALUATION.name(), lit(ReportingPractice.FOB))
                .withColumn(ReportingPractice.PROVISIONAL.name(), provisional())
                .withColumn(TradeFlows.COMPLETE_BY_NATURE, lit(true))
                .withColumn(Deduplication.CUBE_KNOWN, lit(true))
                .withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType));
        return TradeFlows.stage(
                rows,
                "baci",
                new Rejects()
                        .when(
                                col(TradeFlows.OF_PERIOD).notEqual(col(FILEYEAR)),
                                "other_year",
                                lit("year "),
                                col(TradeFlows.OF_PERIOD),
                                lit(" in a file whose name says "),
                                col(FILEYEAR)),
                lookups);
    }

    /**
     * CEPII says that its data of the last year of a release may be substantially revised, since reports are missing then;
     * each January's release adds a year, that of 2026 the year 2024.
     *
     * @see <a href="http://www.cepii.fr/DATA_DOWNLOAD/baci/doc/FAQ_BACI.html">CEPII: BACI, frequently asked questions</a>
     */
    private static Column provisional() {
        return whole(substring(Columns.RELEASE.col(), 2, 4)).minus(2).equalTo(whole(col(TradeFlows.OF_PERIOD)));
    }

    /** Codes that went through a spreadsheet lost their leading zeros. */
    private static Column sixDigits(Column code) {
        return when(length(code).lt(6), lpad(code, 6, "0")).otherwise(code);
    }

    /** CEPII names an edition by its year, UN Comtrade by its number. */
    private static Column edition(Column year) {
        Column code = lower(year);
        return when(code.equalTo("hs92"), "H0")
                .when(code.equalTo("hs96"), "H1")
                .when(code.equalTo("hs02"), "H2")
                .when(code.equalTo("hs07"), "H3")
                .when(code.equalTo("hs12"), "H4")
                .when(code.equalTo("hs17"), "H5")
                .when(code.equalTo("hs22"), "H6")
                .otherwise("HS");
    }
}
