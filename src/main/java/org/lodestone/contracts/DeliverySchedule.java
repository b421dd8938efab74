package org.lodestone.contracts;

import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What a contract brings in each year.
 *
 * <p>Value and tonnes are spread evenly over the time of delivery ({@link DeliveryPeriod}): calendar years from the first
 * to the last, or the stated duration within them; or by the profile that a source gives. Money is turned
 * into dollars at the average rate of the month in which its value was stated, the last one at which both sides knew it;
 * future rates are not known.
 */
public final class DeliverySchedule {
    private DeliverySchedule() {}

    public static final Field<String> CONTRACT_ID = Field.required("contract_id", Unit.CODE, "The contract.");
    public static final Field<String> SELLER = Field.required("seller", Unit.TEXT, "Who supplies.");
    public static final Field<String> BUYER = Field.optional("buyer", Unit.TEXT, "Who buys, as far as it is told.");
    public static final Field<String> MARKET =
            Field.optional("market", Unit.CODE, "The market that the goods count for.");
    public static final Field<String> STAGE = Field.required("stage", Unit.CODE, "Stage of the supply chain.");
    public static final Field<String> PRODUCT_CODE = Field.optional("product_code", Unit.CODE, "HS code of the goods.");
    public static final Field<String> STATUS =
            Field.required("status", Unit.CODE, "As in contract; only signed contracts count in share_trajectory.");
    public static final Field<String> MADE_BY =
            Field.optional("made_by", Unit.CODE, "The facility that makes the goods.");
    public static final Field<Integer> DELIVERY_PRIORITY = Field.<Integer>optional(
                    "delivery_priority", Unit.CODE, "Who comes first where the maker cannot fill all; as in contract.")
            .typed(DataTypes.IntegerType);
    public static final Field<Double> YEAR_SHARE =
            Field.required("year_share", Unit.FRACTION, "Part of the whole contract that falls into the year.");
    public static final Field<Double> CONTRACT_TONNES =
            Field.optional("contract_tonnes", Unit.TONNES, "Tonnes of the whole contract; null with tonnes_reason.");
    public static final Field<Double> DELIVERY_TONNES = Field.computed(
            "delivery_tonnes",
            Unit.TONNES,
            "contract_tonnes * year_share",
            "Tonnes of the year; null with tonnes_reason.");
    public static final Field<Double> CONTRACT_VALUE =
            Field.optional("contract_value", Unit.FIGURE, "Value of the whole contract in its currency.");
    public static final Field<String> CURRENCY_CODE =
            Field.optional("currency_code", Unit.CODE, "That currency, ISO 4217; null with value_reason.");
    public static final Field<Double> DELIVERY_VALUE = Field.computed(
            "delivery_value",
            Unit.FIGURE,
            "contract_value * year_share",
            "Value of the year in the contract's currency.");
    public static final Field<Double> RATE_PER_USD =
            Field.optional("rate_per_usd", Unit.PER_USD, "The rate that is used, a month's average.");
    public static final Field<Date> RATE_MONTH =
            Field.optional("rate_month", Unit.DATE, "First day of that month: the one in which the value was stated.");
    public static final Field<Double> DELIVERY_USD = Field.computed(
            "delivery_usd",
            Unit.USD,
            "delivery_value / rate_per_usd",
            "Value of the year in dollars; null with value_reason.");
    public static final Field<Double> KRW_PER_USD =
            Field.optional("krw_per_usd", Unit.PER_USD, "South Korean won for a dollar in the same month.");
    public static final Field<Double> DELIVERY_KRW =
            Field.computed("delivery_krw", Unit.KRW, "delivery_usd * krw_per_usd", "Value of the year in won.");
    public static final Field<String> YEARS_READING = Field.required(
            "years_reading",
            Unit.CODE,
            "stated_years (from the first to the last), stated_years_and_duration (as long as the duration within"
                    + " them), duration (from the first year on) or profile.");
    public static final Field<Double> START_IN_YEAR = Field.optional(
            "start_in_year",
            Unit.FRACTION,
            "Part of the first year that is over when delivery starts: of the stated month, or the middle of the"
                    + " days that are possible (0.5 is 1 July); null for a profile.");
    public static final Field<Double> STATED_DURATION_YEARS =
            Field.optional("stated_duration_years", Unit.YEARS, "The duration that a source states, used or not.");
    public static final Field<Boolean> DURATION_CONFLICT = Field.required(
            "duration_conflict",
            Unit.FLAG,
            "Whether no start in the first year and end in the last are the stated duration apart.");
    public static final Field<String> TONNES_REASON = Field.optional(
            "tonnes_reason", Unit.CODE, "Why there are no tonnes: no_volume or not_a_mass; null where there are.");
    public static final Field<String> VALUE_REASON = Field.optional(
            "value_reason",
            Unit.CODE,
            "Why there are no dollars: no_value, or no_rate of that month; null where there are.");

    public static final Table TABLE = Table.named("delivery_schedule")
            .grain("One row per contract and year of delivery.")
            .shown("contract_id", "year", "delivery_tonnes", "delivery_usd", "rate_month")
            .key(CONTRACT_ID, Columns.YEAR)
            .column(
                    SELLER,
                    BUYER,
                    MARKET,
                    STAGE,
                    PRODUCT_CODE,
                    STATUS,
                    MADE_BY,
                    DELIVERY_PRIORITY,
                    YEAR_SHARE,
                    CONTRACT_TONNES,
                    DELIVERY_TONNES,
                    CONTRACT_VALUE,
                    CURRENCY_CODE,
                    DELIVERY_VALUE,
                    RATE_PER_USD,
                    RATE_MONTH,
                    DELIVERY_USD,
                    KRW_PER_USD,
                    DELIVERY_KRW,
                    YEARS_READING,
                    START_IN_YEAR,
                    STATED_DURATION_YEARS,
                    DURATION_CONFLICT,
                    TONNES_REASON,
                    VALUE_REASON,
                    Columns.ASSUMPTION)
            .sums(List.of("year"), "delivery_tonnes", "delivery_usd", "delivery_krw")
            .check(
                    Check.fraction("year_share"),
                    Check.that("tonnes_or_reason", "(delivery_tonnes IS NULL) = (tonnes_reason IS NOT NULL)"),
                    Check.that("usd_or_reason", "(delivery_usd IS NULL) = (value_reason IS NOT NULL)"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(Contracts.ROWS, ExchangeRates.RATES)
            .traces(DeliverySchedule::traces)
            .computeInMemory(in -> of(in.get(Contracts.ROWS), in.get(ExchangeRates.RATES)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return List.of(
                new Trace(Contracts.TABLE, Trace.same(row, "contract_id")),
                new Trace(
                        ExchangeRates.TABLE,
                        Columns.PERIOD_START
                                .col()
                                .equalTo(lit(RATE_MONTH.in(row)))
                                .and(ExchangeRates.CURRENCY_CODE.col().isin(CURRENCY_CODE.in(row), "KRW"))));
    }

    /**
     * @param contracts of {@link Contracts#TABLE}
     * @return rows of {@link #TABLE}; a contract of which no year is known, and a total of others, has none
     */
    public static List<Row> of(List<Row> contracts, Rates rates) {
        List<Row> schedule = new ArrayList<>();
        Statements.by(contracts, "contract_id").forEach((id, contract) -> {
            if (contract.said("parts") == null) {
                years(contract).ifPresent(years -> schedule.addAll(rows(id, contract, years, rates)));
            }
        });
        return schedule;
    }

    private record Years(String reading, Double start, boolean conflict, Map<Integer, Double> weights) {}

    private static Optional<Years> years(Statements contract) {
        String profile = contract.said("yearly_profile");
        // Years that belong together come from one statement.
        Row both = contract.newestFirst().stream()
                .filter(row -> Contracts.FIRST_YEAR.in(row) != null && Contracts.LAST_YEAR.in(row) != null)
                .findFirst()
                .orElse(null);
        Integer first = both != null ? Contracts.FIRST_YEAR.in(both) : contract.said("first_year");
        Integer last = both != null ? Contracts.LAST_YEAR.in(both) : contract.said("last_year");
        Double duration = contract.figure("duration_years");
        Map<Integer, Double> weights = new TreeMap<>();
        if (profile != null) {
            for (String part : profile.trim().split(" +")) {
                String[] sides = part.split("=");
                weights.merge(Integer.valueOf(sides[0]), Double.valueOf(sides[1]), Double::sum);
            }
            // A profile of n years fits a duration of more than n - 2 and at most n, as stated years do.
            boolean conflict = duration != null
                    && DeliveryPeriod.of(0, null, weights.size() - 1, duration).conflict();
            return Optional.of(new Years("profile", null, conflict, weights));
        }
        DeliveryPeriod period =
                first == null ? null : DeliveryPeriod.of(first, contract.said("first_month"), last, duration);
        return Optional.ofNullable(period)
                .map(found -> new Years(found.reading(), found.start(), found.conflict(), found.byYear(first)));
    }

    private static List<Row> rows(String id, Statements contract, Years years, Rates rates) {
        double whole =
                years.weights().values().stream().mapToDouble(weight -> weight).sum();
        Double volume = contract.figure("volume");
        String unit = contract.said("volume_unit");
        Double tonnes = volume == null || "units".equals(unit) ? null : "kg".equals(unit) ? volume / 1000 : volume;
        Row valued = contract.sayer("contract_value");
        Double value = contract.figure("contract_value");
        String currency = valued == null ? null : Contracts.CURRENCY_CODE.in(valued);
        YearMonth month = valued == null
                ? null
                : YearMonth.from(Columns.STATED_ON.in(valued).toLocalDate());
        Double rate = month == null ? null : rates.perUsd(currency, month).orElse(null);
        Double won = month == null ? null : rates.perUsd("KRW", month).orElse(null);
        Double duration = contract.figure("duration_years");
        String assumption = Statements.joined(contract, "assumption");

        List<Row> rows = new ArrayList<>();
        years.weights().forEach((year, weight) -> {
            double part = weight / whole;
            RowBuilder row = TABLE.row()
                    .like(contract.newest())
                    .set(CONTRACT_ID, id)
                    .set(Columns.YEAR, year)
                    .set(YEAR_SHARE, part)
                    .set(CONTRACT_TONNES, tonnes)
                    .set(CONTRACT_VALUE, value)
                    .set(CURRENCY_CODE, currency)
                    .set(YEARS_READING, years.reading())
                    .set(STATED_DURATION_YEARS, duration)
                    .set(START_IN_YEAR, years.start())
                    .set(DURATION_CONFLICT, years.conflict())
                    .set(TONNES_REASON, tonnes != null ? null : volume == null ? "no_volume" : "not_a_mass")
                    .set(VALUE_REASON, value == null ? "no_value" : rate == null ? "no_rate" : null)
                    .set(Columns.ASSUMPTION, assumption);
            for (String column : List.of("buyer", "market", "product_code", "made_by", "delivery_priority")) {
                row.set(column, contract.<Object>said(column));
            }
            if (tonnes != null) {
                row.set(DELIVERY_TONNES, tonnes * part);
            }
            if (value != null) {
                row.set(DELIVERY_VALUE, value * part);
                row.set(RATE_MONTH, Date.valueOf(month.atDay(1)));
            }
            if (value != null && rate != null) {
                row.set(RATE_PER_USD, rate).set(DELIVERY_USD, value * part / rate);
                if (won != null) {
                    row.set(KRW_PER_USD, won).set(DELIVERY_KRW, value * part / rate * won);
                }
            }
            rows.add(row.build());
        });
        return rows;
    }
}
