package org.lodestone.trade;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.thousandths;
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
 * UN Comtrade's files: CSV of the current API, tab-separated bulk files of the same columns, and the older CSV.
 *
 * <p>A file of the current kind holds the margins of a cube. Only rows over all modes of transport (motCode 0), customs
 * procedures (C00), second partners (0) and modes of supply (0) are observations; the others repeat them in parts and
 * are left out. Files that dropped these columns are settled by {@link Deduplication}.
 */
public final class Comtrade {
    private static final String ESTIMATED = "estimated";
    private static final String FLOW = "flow";
    private static final String CIF = "cif";
    private static final String CLASSIFICATION = "classification";
    private static final String CUSTOMS = "customs";
    private static final String FLAG = "flag";
    private static final String FOB = "fob";
    private static final String FREQUENCY = "frequency";
    private static final String MONTH = "month";
    private static final String SECOND_PARTNER = "second_partner";
    private static final String STATED_PERIOD = "stated_period";
    private static final String STATED_YEAR = "stated_year";
    private static final String SUPPLY = "supply";
    private static final String TRANSPORT = "transport";
    private static final String TYPE = "type";

    private Comtrade() {}

    private static final String CODE = "[0-9]{1,3}(\\.0)?";
    private static final String PRODUCT = "[0-9A-Z]{1,12}(\\.0)?";
    private static final String PERIOD = "(19|20)[0-9]{2}([01][0-9])?(\\.0)?";

    private static final String PERIOD_FAULT = "period_fault";

    /** How many headings each of the chapters 01 to 09 has: 0101 to 0106, and so on; the WCO's nomenclature of 2022. */
    private static final int[] HEADINGS = {6, 10, 9, 10, 11, 4, 14, 14, 10};

    /** CSV of the API, with either heading of the net weight. */
    public static final Format API =
            columns(Format.named("comtrade-api")).delimiters(",;").build();

    /** Bulk files: the API's columns without descriptions, separated by tabs. */
    public static final Format BULK =
            columns(Format.named("comtrade-bulk")).delimiters("\t").build();

    /** The CSV that UN Comtrade gave before 2023. */
    public static final Format LEGACY = leavingOut(Format.named("comtrade-legacy"))
            .version(3)
            .into(TradeFlows.TABLE)
            .needs("reporter", CODE, "Reporter Code")
            .needs("flow", "[A-Za-z0-9 -]+", "Trade Flow Code", "Trade Flow")
            .needs("partner", CODE, "ptCode", "Partner Code")
            .needs("product", PRODUCT, "Commodity Code")
            .needs("period", PERIOD, "Period", "Year")
            .needs("value", null, "Trade Value (US$)")
            .takes("weight", "Netweight (kg)")
            .takes("classification", "Classification")
            .takes("customs", "Customs Proc. Code")
            .takes("transport", "Mode of Transport Code")
            .takes("second_partner", "2nd Partner Code")
            .takes("cif", "CIF Trade Value (US$)")
            .takes("fob", "FOB Trade Value (US$)")
            .takes("flag", "Flag")
            .takes("stated_year", "Year")
            .reading(Comtrade::legacy)
            .build();

    private static Format.Builder columns(Format.Builder format) {
        return leavingOut(format)
                .version(3)
                .into(TradeFlows.TABLE)
                .needs("reporter", CODE, "reporterCode")
                .needs("flow", "[A-Z]{1,3}", "flowCode")
                .needs("partner", CODE, "partnerCode")
                .needs("product", PRODUCT, "cmdCode")
                .needs("period", PERIOD, "period", "refYear")
                .needs("value", null, "primaryValue")
                .takes("weight", "netWgt", "netWeight")
                .takes("estimated", "isNetWgtEstimated")
                .takes("flag", "legacyEstimationFlag")
                .takes("classification", "classificationCode")
                .takes("type", "typeCode")
                .takes("frequency", "freqCode")
                .takes("month", "refMonth")
                .takes("stated_year", "refYear")
                .takes("stated_period", "period")
                .takes("customs", "customsCode")
                .takes("transport", "motCode")
                .takes("second_partner", "partner2Code")
                .takes("supply", "mosCode")
                .takes("cif", "cifvalue")
                .takes("fob", "fobvalue")
                .reading(Comtrade::current);
    }

    private static Format.Builder leavingOut(Format.Builder format) {
        return format.leavesOut(
                        "cube_detail",
                        "details by mode of transport, customs procedure, second partner or mode of supply, without the"
                                + " rows over all of these",
                        "Ask for trade over all of them (motCode 0, customsCode C00, partner2Code 0, mosCode 0): the"
                                + " API's getFinalData has these rows, its tariff-line data do not")
                .leavesOut(
                        "all_products",
                        "totals of all products (TOTAL)",
                        "Ask for codes of the Harmonized System, such as cmdCode 850511")
                .leavesOut(
                        "part_of_another_flow",
                        "re-exports, re-imports or other parts of exports and imports",
                        "Ask for imports and exports (flowCode M and X)");
    }

    private static Dataset<Row> current(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> rows = withPeriod(lines)
                .withColumn(
                        TradeFlows.DIRECTION.name(),
                        when(col(FLOW).equalTo("M"), "import").when(col(FLOW).equalTo("X"), "export"))
                .withColumn(
                        TradeFlows.WEIGHT_ESTIMATED.name(),
                        coalesce(lower(col(ESTIMATED)).isin("true", "1"), weightEstimated(col(FLAG))));
        Column known = col(FLOW).rlike("^(RX|RM|DX|FM|MIP|XIP|MOP|XOP|RMX|MIF|XIF)$");
        return common(
                rows,
                known,
                new Rejects()
                        .when(
                                col(TYPE).isNotNull().and(upper(col(TYPE)).notEqual("C")),
                                "not_goods",
                                lit("type '"),
                                col(TYPE),
                                lit("' is not trade in goods (C)")),
                lookups);
    }

    /**
     * The period as year or year and month. Where only the year is named, refMonth says the month; 52 stands for the
     * whole year.
     */
    private static Dataset<Row> withPeriod(Dataset<Row> lines) {
        Column period = withoutDecimals(col(TradeFlows.OF_PERIOD));
        Column month = whole(col(MONTH));
        Column named = coalesce(month.between(1, 12), lit(false));
        Column frequency = coalesce(upper(col(FREQUENCY)), lit(""));
        Column ofYear = length(period).equalTo(4);
        Column ofMonth = length(period).equalTo(6);
        Column statedAsYear =
                coalesce(length(withoutDecimals(col(STATED_PERIOD))).equalTo(4), lit(false));
        Column fault = when(
                        ofYear.and(col(MONTH).isNotNull()).and(not(named)).and(coalesce(month.notEqual(52), lit(true))),
                        concat(lit("refMonth '"), col(MONTH), lit("' is neither a month (1 to 12) nor 52, the year")))
                .when(
                        otherYear(period)
                                .or(ofYear.and(frequency.equalTo("M")).and(not(named)))
                                .or(statedAsYear.and(frequency.equalTo("A")).and(named))
                                .or(ofMonth.and(coalesce(month.notEqual(whole(substring(period, 5, 2))), lit(false))))
                                .or(ofMonth.and(frequency.equalTo("A")).and(not(named))),
                        concat_ws(
                                "",
                                lit("the row contradicts itself on its period:"),
                                concat(lit(" period '"), col(STATED_PERIOD), lit("'")),
                                concat(lit(" refYear '"), col(STATED_YEAR), lit("'")),
                                concat(lit(" refMonth '"), col(MONTH), lit("'")),
                                concat(lit(" freqCode '"), col(FREQUENCY), lit("'"))));
        return lines.withColumn(PERIOD_FAULT, fault)
                .withColumn(
                        TradeFlows.OF_PERIOD,
                        when(ofYear.and(named), concat(period, lpad(month.cast(DataTypes.StringType), 2, "0")))
                                .otherwise(period));
    }

    private static Dataset<Row> legacy(Dataset<Row> lines, Lookups lookups) {
        Column flow = lower(col(FLOW));
        Column period = withoutDecimals(col(TradeFlows.OF_PERIOD));
        Dataset<Row> rows = lines.withColumn(
                        PERIOD_FAULT,
                        when(
                                otherYear(period),
                                concat(
                                        lit("Period '"),
                                        col(TradeFlows.OF_PERIOD),
                                        lit("' is not in Year '"),
                                        col(STATED_YEAR),
                                        lit("'"))))
                .withColumn(TradeFlows.OF_PERIOD, period)
                .withColumn(
                        TradeFlows.DIRECTION.name(),
                        when(flow.isin("1", "import", "imports"), "import")
                                .when(flow.isin("2", "export", "exports"), "export"))
                .withColumn(TradeFlows.WEIGHT_ESTIMATED.name(), weightEstimated(col(FLAG)))
                .withColumn(SUPPLY, lit(null).cast(DataTypes.StringType));
        return common(
                rows,
                flow.isin("3", "4", "re-export", "re-import", "re-exports", "re-imports"),
                new Rejects(),
                lookups);
    }

    /**
     * What the older estimation flag says of the net weight: 2 is an estimated supplementary quantity, 4 an estimated
     * net weight, 6 both and 0 neither. In files of the current API, where it stands beside isQtyEstimated and
     * isNetWgtEstimated, 4 and 6 go with an estimated weight.
     */
    private static Column weightEstimated(Column flag) {
        return when(whole(flag).isin(4, 6), true).when(whole(flag).isin(0, 2), false);
    }

    private static Column otherYear(Column period) {
        return coalesce(whole(col(STATED_YEAR)).notEqual(whole(substring(period, 1, 4))), lit(false));
    }

    /** A code as it was before a program took it for a number with decimals. */
    private static Column withoutDecimals(Column code) {
        return regexp_replace(code, "\\.0+$", "");
    }

    private static Dataset<Row> common(Dataset<Row> lines, Column partOfAnotherFlow, Rejects rejects, Lookups lookups) {
        Column edition = upper(coalesce(col(CLASSIFICATION), lit("HS")));
        Column hs = edition.rlike("^H[0-9S]$");
        Column detail = other(col(TRANSPORT))
                .or(other(col(SECOND_PARTNER)))
                .or(other(col(SUPPLY)))
                .or(coalesce(upper(col(CUSTOMS)).notEqual("C00"), lit(false)));
        Column code = col(TradeFlows.CODE_IN_FILE);
        Dataset<Row> rows = lines.withColumn(Columns.DATASET.name(), lit("comtrade"))
                .withColumn(Columns.RELEASE.name(), lit(null).cast(DataTypes.StringType))
                .withColumn(TradeFlows.HS_EDITION.name(), edition)
                .withColumn(TradeFlows.CODE_IN_FILE, withoutDecimals(col(TradeFlows.OF_PRODUCT)))
                .withColumn(
                        TradeFlows.OF_PRODUCT,
                        when(hs.and(lostItsZero(code)), concat(lit("0"), code)).otherwise(code))
                .withColumn(TradeFlows.VALUE_FACTOR, lit(1.0))
                .withColumn(TradeFlows.WEIGHT_FACTOR, lit(1.0))
                .withColumn(TradeFlows.VALUATION.name(), valuation())
                .withColumn(ReportingPractice.PROVISIONAL.name(), lit(null).cast(DataTypes.BooleanType))
                .withColumn(TradeFlows.COMPLETE_BY_NATURE, lit(false))
                .withColumn(
                        Deduplication.CUBE_KNOWN,
                        col(TRANSPORT)
                                .isNotNull()
                                .and(col(CUSTOMS).isNotNull())
                                .and(col(SECOND_PARTNER).isNotNull()))
                .withColumn(
                        Staged.LEFT_OUT,
                        when(detail, "cube_detail")
                                .when(upper(col(TradeFlows.OF_PRODUCT)).rlike("^(TOTAL|ALL|AG[0-9]+)$"), "all_products")
                                .when(partOfAnotherFlow, "part_of_another_flow"));
        return TradeFlows.stage(
                rows,
                "comtrade",
                rejects.when(
                                not(hs),
                                "not_hs",
                                lit("classification '"),
                                col(CLASSIFICATION),
                                lit("' is "),
                                classificationName(edition),
                                lit("not the Harmonized System (H0 to H6). Ask UN Comtrade for HS codes"
                                        + " (classification HS)"))
                        .when(
                                col(TradeFlows.OF_PRODUCT).rlike("^[0-9]([0-9]{2}|[0-9]{4})?$"),
                                "bad_product",
                                lit("product code '"),
                                col(TradeFlows.OF_PRODUCT),
                                lit("' has "),
                                length(col(TradeFlows.OF_PRODUCT)),
                                lit(" digits. HS codes have 2, 4 or 6, and no heading of the HS begins with 0"),
                                substring(col(TradeFlows.OF_PRODUCT), 1, 3),
                                lit(", so it has not lost a leading zero. Ask UN Comtrade for HS codes"))
                        .when(
                                TradeFlows.DIRECTION.col().isNull(),
                                "unknown_flow",
                                lit("flow '"),
                                col(FLOW),
                                lit("' is neither import nor export"))
                        .when(
                                col(PERIOD_FAULT).isNotNull(),
                                "contradictory_period",
                                col(PERIOD_FAULT),
                                lit(". Correct the row, or export the file again")),
                lookups);
    }

    /** Beside the value that counts stand the two that it may be, where the reporter states them. */
    private static Column valuation() {
        Column isCif = isTheValue(col(CIF));
        Column isFob = isTheValue(col(FOB));
        return when(isCif.and(not(isFob)), ReportingPractice.CIF).when(isFob.and(not(isCif)), ReportingPractice.FOB);
    }

    private static Column isTheValue(Column other) {
        Column value = thousandths(number(col(TradeFlows.VALUE)));
        return coalesce(value.gt(0).and(thousandths(number(other)).equalTo(value)), lit(false));
    }

    private static Column classificationName(Column edition) {
        return when(
                        edition.rlike("^S[1-4]$"),
                        concat(
                                lit("the Standard International Trade Classification (SITC, revision "),
                                substring(edition, 2, 1),
                                lit("), ")))
                .when(edition.rlike("^B[0-9E]$"), "Broad Economic Categories (BEC), ")
                .when(edition.rlike("^EB"), "services (EBOPS), ");
    }

    /**
     * Whether an HS code lost its first zero in a spreadsheet or as a number: codes have two, four or six digits, so an
     * odd number of them tells, where the chapter has such a heading.
     */
    private static Column lostItsZero(Column code) {
        Column headings = element_at(lit(HEADINGS), whole(substring(code, 1, 1)));
        return when(code.rlike("^[1-9]$"), true)
                .when(
                        code.rlike("^[1-9]([0-9]{2}|[0-9]{4})$"),
                        whole(substring(code, 2, 2)).between(lit(1), headings))
                .otherwise(false);
    }

    /** A cube dimension that is stated and is not the margin over all its values. */
    private static Column other(Column dimension) {
        return dimension.isNotNull().and(coalesce(whole(dimension).notEqual(0), lit(true)));
    }
}
