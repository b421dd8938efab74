package org.lodestone.contracts;

import static org.lodestone.table.Column.optional;
import static org.lodestone.table.Column.required;

import java.sql.Date;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Rates;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What a contract brings in each year.
 *
 * <p>Value and tonnes are spread evenly over the calendar years from the first to the last, or by the profile that a
 * source gives. Where the years are not stated but a first year and a duration are, the duration counts. Money is turned
 * into dollars at the average rate of the month in which its value was stated, the last one at which both sides knew it;
 * future rates are not known.
 */
public final class DeliverySchedule {
    private DeliverySchedule() {}

    public static final Table TABLE = Table.named("delivery_schedule")
            .grain("One row per contract and year of delivery.")
            .key(required("contract_id", Unit.CODE, "The contract."), Columns.YEAR)
            .required("seller", Unit.TEXT, "Who supplies.")
            .column("buyer", Unit.TEXT, "Who buys, as far as it is told.")
            .column("market", Unit.CODE, "The market that the goods count for.")
            .required("stage", Unit.CODE, "Stage of the supply chain.")
            .column("product_code", Unit.CODE, "HS code of the goods.")
            .required("status", Unit.CODE, "As in contract; only signed contracts count in share_trajectory.")
            .column("made_by", Unit.CODE, "The facility that makes the goods.")
            .required("year_share", Unit.FRACTION, "Part of the whole contract that falls into the year.")
            .column("contract_tonnes", Unit.TONNES, "Tonnes of the whole contract; null with tonnes_reason.")
            .computed(
                    "delivery_tonnes",
                    Unit.TONNES,
                    "contract_tonnes * year_share",
                    "Tonnes of the year; null with tonnes_reason.")
            .column("contract_value", Unit.FIGURE, "Value of the whole contract in its currency.")
            .column("currency_code", Unit.CODE, "That currency, ISO 4217; null with value_reason.")
            .computed(
                    "delivery_value",
                    Unit.FIGURE,
                    "contract_value * year_share",
                    "Value of the year in the contract's currency.")
            .column("rate_per_usd", Unit.PER_USD, "The rate that is used, a month's average.")
            .column(optional(
                    "rate_month", Unit.DATE, "First day of that month: the one in which the value was stated."))
            .computed(
                    "delivery_usd",
                    Unit.USD,
                    "delivery_value / rate_per_usd",
                    "Value of the year in dollars; null with value_reason.")
            .column("krw_per_usd", Unit.PER_USD, "South Korean won for a dollar in the same month.")
            .computed("delivery_krw", Unit.KRW, "delivery_usd * krw_per_usd", "Value of the year in won.")
            .required(
                    "years_reading",
                    Unit.CODE,
                    "stated_years (from the first to the last), duration (first year and duration) or profile.")
            .column("stated_duration_years", Unit.YEARS, "The duration that a source states, used or not.")
            .required(
                    "duration_conflict",
                    Unit.FLAG,
                    "Whether the stated duration is not the number of years that are used.")
            .column(
                    "tonnes_reason",
                    Unit.CODE,
                    "Why there are no tonnes: no_volume or not_a_mass; null where there are.")
            .column(
                    "value_reason",
                    Unit.CODE,
                    "Why there are no dollars: no_value, or no_rate of that month; null where there are.")
            .column(Columns.ASSUMPTION)
            .check(
                    Check.fraction("year_share"),
                    Check.that("tonnes_or_reason", "(delivery_tonnes IS NULL) = (tonnes_reason IS NOT NULL)"),
                    Check.that("usd_or_reason", "(delivery_usd IS NULL) = (value_reason IS NOT NULL)"))
            .build();

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

    private record Years(String reading, Map<Integer, Double> weights) {}

    private static Optional<Years> years(Statements contract) {
        String profile = contract.said("yearly_profile");
        // Years that belong together come from one statement.
        Row both = contract.newestFirst().stream()
                .filter(row -> row.getAs("first_year") != null && row.getAs("last_year") != null)
                .findFirst()
                .orElse(null);
        Integer first = both != null ? both.getAs("first_year") : contract.said("first_year");
        Integer last = both != null ? both.getAs("last_year") : contract.said("last_year");
        Double duration = contract.figure("duration_years");
        Map<Integer, Double> weights = new TreeMap<>();
        if (profile != null) {
            for (String part : profile.trim().split(" +")) {
                String[] sides = part.split("=");
                weights.merge(Integer.valueOf(sides[0]), Double.valueOf(sides[1]), Double::sum);
            }
            return Optional.of(new Years("profile", weights));
        }
        if (first == null || last == null && duration == null || last != null && last < first) {
            return Optional.empty();
        }
        int end = last != null ? last : first + (int) Math.ceil(duration) - 1;
        for (int year = first; year <= end; year++) {
            weights.put(year, 1.0);
        }
        return Optional.of(new Years(last != null ? "stated_years" : "duration", weights));
    }

    private static List<Row> rows(String id, Statements contract, Years years, Rates rates) {
        double whole =
                years.weights().values().stream().mapToDouble(weight -> weight).sum();
        Double volume = contract.figure("volume");
        String unit = contract.said("volume_unit");
        Double tonnes = volume == null || "units".equals(unit) ? null : "kg".equals(unit) ? volume / 1000 : volume;
        Row valued = contract.sayer("contract_value");
        Double value = contract.figure("contract_value");
        String currency = valued == null ? null : valued.getAs("currency_code");
        YearMonth month = valued == null
                ? null
                : YearMonth.from(valued.<Date>getAs("stated_on").toLocalDate());
        Double rate = month == null ? null : rates.perUsd(currency, month).orElse(null);
        Double won = month == null ? null : rates.perUsd("KRW", month).orElse(null);
        Double duration = contract.figure("duration_years");
        String assumption = Statements.joined(contract, "assumption");

        List<Row> rows = new ArrayList<>();
        years.weights().forEach((year, weight) -> {
            double part = weight / whole;
            RowBuilder row = TABLE.row()
                    .like(contract.newest())
                    .set("contract_id", id)
                    .set("year", year)
                    .set("year_share", part)
                    .set("contract_tonnes", tonnes)
                    .set("contract_value", value)
                    .set("currency_code", currency)
                    .set("years_reading", years.reading())
                    .set("stated_duration_years", duration)
                    .set(
                            "duration_conflict",
                            duration != null
                                    && Math.ceil(duration) != years.weights().size())
                    .set("tonnes_reason", tonnes != null ? null : volume == null ? "no_volume" : "not_a_mass")
                    .set("value_reason", value == null ? "no_value" : rate == null ? "no_rate" : null)
                    .set("assumption", assumption);
            for (String column : List.of("buyer", "market", "product_code", "made_by")) {
                row.set(column, contract.said(column));
            }
            if (tonnes != null) {
                row.set("delivery_tonnes", tonnes * part);
            }
            if (value != null) {
                row.set("delivery_value", value * part);
                row.set("rate_month", Date.valueOf(month.atDay(1)));
            }
            if (value != null && rate != null) {
                row.set("rate_per_usd", rate).set("delivery_usd", value * part / rate);
                if (won != null) {
                    row.set("krw_per_usd", won).set("delivery_krw", value * part / rate * won);
                }
            }
            rows.add(row.build());
        });
        return rows;
    }
}
