package org.lodestone.reference;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.whole;
import static org.lodestone.table.Field.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Value;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** Exchange rates against the US dollar, monthly averages. */
public final class ExchangeRates {
    private static final String AREA = "area";
    private static final String DATE = "date";
    private static final String DAYS = "days";
    private static final String MONTH = "month";
    private static final String MONTHS = "months";
    private static final String MONTHS_OF_YEAR = "months_of_year";
    private static final String QUARTERS = "quarters";
    private static final String RATE = "rate";

    private ExchangeRates() {}

    public static final Field<String> CURRENCY_CODE = required("currency_code", Unit.CODE, "The currency, ISO 4217.");
    public static final Field<Double> RATE_PER_USD = required(
            "rate_per_usd", Unit.PER_USD, "Units of the currency for one US dollar; for EUR euros per dollar.");

    public static final Table TABLE = Table.named("exchange_rate")
            .grain("One row per currency and month.")
            .shown("currency_code", "period_start", "rate_per_usd")
            .key(Columns.SLICE, CURRENCY_CODE)
            .column(
                    Columns.DATASET,
                    Columns.PERIOD_TYPE.meaning("month: the rate is the average of the month."),
                    Columns.PERIOD_START,
                    Columns.YEAR)
            .column(RATE_PER_USD, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(Check.that("rate_per_usd_positive", "rate_per_usd > 0"))
            .build();

    private static final Collected ROWS = LakeTable.of(TABLE).orEmpty().collected();

    /** The rates of the lake; none where it has none. */
    public static final Value<Rates> RATES = Value.of("exchange rates", List.of(ROWS), in -> Rates.of(in.get(ROWS)));

    /** A row a month and country or area, with the date of the month's first day. */
    public static final Format MONTHLY = Format.named("monthly-rates")
            .into(TABLE)
            .version(2)
            .needs("date", "[0-9]{4}-[0-9]{2}(-[0-9]{2})?", "Date")
            .needs("area", null, "Country", "Currency")
            .needs("rate", null, "Exchange rate", "Rate")
            .reading(ExchangeRates::monthly)
            .build();

    /** What a file says of one currency: how many rows it has a year and month tells what they are averages of. */
    private static WindowSpec series() {
        return Window.partitionBy(col(SourceLines.FILE), lower(col(AREA)));
    }

    private static Dataset<Row> monthly(Dataset<Row> lines, Lookups lookups) {
        Column good = coalesce(col(DATE).rlike("^(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-3][0-9])?$"), lit(false));
        Dataset<Row> rows = lines.join(
                        broadcast(lookups.currencies()), lower(col(AREA)).equalTo(col(ReferenceData.ALIAS)), "left")
                .withColumn(Columns.DATASET.name(), lit("monthly_rates"))
                .withColumn(Columns.PERIOD_TYPE.name(), lit("month"))
                .withColumn(Columns.YEAR.name(), when(good, whole(substring(col(DATE), 1, 4))))
                .withColumn(
                        Columns.PERIOD_START.name(),
                        when(good, make_date(Columns.YEAR.col(), whole(substring(col(DATE), 6, 2)), lit(1))))
                .withColumn(RATE_PER_USD.name(), number(col(RATE)))
                .withColumn(MONTH, when(good, whole(substring(col(DATE), 6, 2))))
                .withColumn(DAYS, size(collect_set(when(good, col(DATE))).over(series())))
                .withColumn(MONTHS, size(collect_set(Columns.PERIOD_START.col()).over(series())))
                .withColumn(MONTHS_OF_YEAR, size(collect_set(col(MONTH)).over(series())))
                .withColumn(
                        QUARTERS,
                        size(collect_set(pmod(col(MONTH), lit(3))).over(series()))
                                .equalTo(1));
        Column remedy = lit(": give averages of months, since money is converted at that of its month");
        Rejects rejects = new Rejects()
                .when(not(good), "bad_period", lit("date '"), col(DATE), lit("' is not like 2026-02-01"))
                .when(
                        col(DAYS).gt(col(MONTHS)),
                        "not_monthly",
                        lit("the rates of '"),
                        col(AREA),
                        lit("' have several days in a month, so they are of days or weeks"),
                        remedy)
                .when(
                        col(MONTHS).gt(1).and(col(MONTHS_OF_YEAR).equalTo(1)),
                        "not_monthly",
                        lit("the rates of '"),
                        col(AREA),
                        lit("' have one row a year, always in month "),
                        col(MONTH),
                        lit(", so they are averages of years"),
                        remedy)
                .when(
                        col(MONTHS).gt(3).and(col(QUARTERS)),
                        "not_monthly",
                        lit("the rates of '"),
                        col(AREA),
                        lit("' have one row in three months, so they are averages of quarters"),
                        remedy)
                .when(
                        CURRENCY_CODE.col().isNull(),
                        "unknown_currency",
                        lit("'"),
                        col(AREA),
                        lit("' has no currency in the reference data. Add it to currencies.csv, or correct the file"))
                .when(
                        not(coalesce(RATE_PER_USD.col().gt(0), lit(false))),
                        "bad_number",
                        lit("rate '"),
                        col(RATE),
                        lit("' is not a number above zero"));
        return Staged.select(
                rows.withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType))
                        .withColumn(Staged.REJECT, rejects.column())
                        .withColumn(
                                Columns.SLICE.name(),
                                concat_ws(
                                        "/",
                                        Columns.DATASET.col(),
                                        CURRENCY_CODE.col(),
                                        date_format(Columns.PERIOD_START.col(), "yyyy-MM")
                                                .cast(DataTypes.StringType)))
                        .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE)),
                TABLE);
    }
}
