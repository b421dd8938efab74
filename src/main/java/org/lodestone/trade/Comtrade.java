package org.lodestone.trade;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.whole;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Settlement;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;

/**
 * UN Comtrade's files: CSV of the current API, tab-separated bulk files of the same columns, and the older CSV.
 *
 * <p>A file of the current kind holds the margins of a cube. Only rows over all modes of transport (motCode 0), customs
 * procedures (C00), second partners (0) and modes of supply (0) are observations; the others repeat them in parts and
 * are left out. Files that dropped these columns are settled by {@link Settlement}.
 */
public final class Comtrade {
    private Comtrade() {}

    private static final String CODE = "[0-9]{1,3}(\\.0)?";

    /** CSV of the API, with either heading of the net weight. */
    public static final Format API =
            columns(Format.named("comtrade-api")).delimiters(",;").build();

    /** Bulk files: the API's columns without descriptions, separated by tabs. */
    public static final Format BULK =
            columns(Format.named("comtrade-bulk")).delimiters("\t").build();

    /** The CSV that UN Comtrade gave before 2023. */
    public static final Format LEGACY = Format.named("comtrade-legacy")
            .into(TradeFlows.TABLE)
            .needs("reporter", CODE, "Reporter Code")
            .needs("flow", "[A-Za-z0-9 -]+", "Trade Flow Code", "Trade Flow")
            .needs("partner", CODE, "ptCode", "Partner Code")
            .needs("product", "[0-9A-Z]{2,12}", "Commodity Code")
            .needs("period", "(19|20)[0-9]{2}([01][0-9])?", "Period", "Year")
            .needs("value", null, "Trade Value (US$)")
            .takes("weight", "Netweight (kg)")
            .takes("classification", "Classification")
            .takes("customs", "Customs Proc. Code")
            .takes("transport", "Mode of Transport Code")
            .takes("second_partner", "2nd Partner Code")
            .takes("flag", "Flag")
            .reading(Comtrade::legacy)
            .build();

    private static Format.Builder columns(Format.Builder format) {
        return format.into(TradeFlows.TABLE)
                .needs("reporter", CODE, "reporterCode")
                .needs("flow", "[A-Z]{1,3}", "flowCode")
                .needs("partner", CODE, "partnerCode")
                .needs("product", "[0-9A-Z]{2,12}", "cmdCode")
                .needs("period", "(19|20)[0-9]{2}([01][0-9])?", "period", "refYear")
                .needs("value", null, "primaryValue")
                .takes("weight", "netWgt", "netWeight")
                .takes("estimated", "isNetWgtEstimated")
                .takes("classification", "classificationCode")
                .takes("type", "typeCode")
                .takes("frequency", "freqCode")
                .takes("month", "refMonth")
                .takes("customs", "customsCode")
                .takes("transport", "motCode")
                .takes("second_partner", "partner2Code")
                .takes("supply", "mosCode")
                .reading(Comtrade::current);
    }

    private static Dataset<Row> current(Dataset<Row> lines, Lookups lookups) {
        // Files that name the year only in refYear say the month in refMonth, where 52 stands for the whole year.
        Column period = when(
                        upper(col("frequency"))
                                .equalTo("M")
                                .and(length(col("period")).equalTo(4)),
                        concat(col("period"), lpad(col("month"), 2, "0")))
                .otherwise(col("period"));
        Dataset<Row> rows = lines.withColumn("period", period)
                .withColumn(
                        "direction",
                        when(col("flow").equalTo("M"), "import")
                                .when(col("flow").equalTo("X"), "export"))
                .withColumn("weight_estimated", lower(col("estimated")).isin("true", "1"))
                .withColumn(
                        Settlement.CUBE_KNOWN,
                        col("transport")
                                .isNotNull()
                                .and(col("customs").isNotNull())
                                .and(col("second_partner").isNotNull()));
        Column known = col("flow").rlike("^(RX|RM|DX|FM|MIP|XIP|MOP|XOP|RMX|MIF|XIF)$");
        return common(
                rows,
                known,
                new Rejects()
                        .when(
                                col("type").isNotNull().and(upper(col("type")).notEqual("C")),
                                "not_goods",
                                lit("type '"),
                                col("type"),
                                lit("' is not trade in goods (C)")),
                lookups);
    }

    private static Dataset<Row> legacy(Dataset<Row> lines, Lookups lookups) {
        Column flow = lower(col("flow"));
        Dataset<Row> rows = lines.withColumn(
                        "direction",
                        when(flow.isin("1", "import", "imports"), "import")
                                .when(flow.isin("2", "export", "exports"), "export"))
                // Flag 2 and 6: the weight was estimated for this row, or for some of those that it sums.
                .withColumn("weight_estimated", col("flag").isin("2", "6"))
                .withColumn("supply", lit(null).cast(DataTypes.StringType))
                .withColumn(
                        Settlement.CUBE_KNOWN,
                        col("transport")
                                .isNotNull()
                                .and(col("customs").isNotNull())
                                .and(col("second_partner").isNotNull()));
        return common(
                rows,
                flow.isin("3", "4", "re-export", "re-import", "re-exports", "re-imports"),
                new Rejects(),
                lookups);
    }

    private static Dataset<Row> common(Dataset<Row> lines, Column partOfAnotherFlow, Rejects rejects, Lookups lookups) {
        Column edition = upper(coalesce(col("classification"), lit("HS")));
        Column detail = other(col("transport"))
                .or(other(col("second_partner")))
                .or(other(col("supply")))
                .or(coalesce(upper(col("customs")).notEqual("C00"), lit(false)));
        Dataset<Row> rows = lines.withColumn("dataset", lit("comtrade"))
                .withColumn("release", lit(null).cast(DataTypes.StringType))
                .withColumn("hs_edition", edition)
                .withColumn("value_factor", lit(1.0))
                .withColumn("weight_factor", lit(1.0))
                .withColumn("complete_by_nature", lit(false))
                .withColumn(
                        Staged.LEFT_OUT,
                        when(detail, "cube_detail")
                                .when(upper(col("product")).rlike("^(TOTAL|ALL|AG[0-9]+)$"), "all_products")
                                .when(partOfAnotherFlow, "part_of_another_flow"));
        return TradeFlows.stage(
                rows,
                "comtrade",
                rejects.when(
                                org.apache.spark.sql.functions.not(edition.rlike("^H[0-9S]$")),
                                "not_hs",
                                lit("classification '"),
                                col("classification"),
                                lit("' is not the Harmonized System (H0 to H6); ask for HS data"))
                        .when(
                                col("direction").isNull(),
                                "unknown_flow",
                                lit("flow '"),
                                col("flow"),
                                lit("' is neither import nor export")),
                lookups);
    }

    /** A cube dimension that is stated and is not the margin over all its values. */
    private static Column other(Column dimension) {
        return dimension.isNotNull().and(coalesce(whole(dimension).notEqual(0), lit(true)));
    }
}
