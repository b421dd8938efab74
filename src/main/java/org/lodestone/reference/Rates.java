package org.lodestone.reference;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Exchange rates by month, to turn amounts of money into US dollars with the rate and its date beside them. */
public final class Rates {
    private static final String DOLLAR = "USD";

    private final Map<String, TreeMap<YearMonth, Double>> monthly = new TreeMap<>();

    private Rates() {}

    /**
     * @param rows of {@link ExchangeRates#TABLE}
     */
    public static Rates of(List<Row> rows) {
        Rates rates = new Rates();
        for (Row row : rows) {
            LocalDate month = Columns.PERIOD_START.in(row).toLocalDate();
            rates.monthly
                    .computeIfAbsent(ExchangeRates.CURRENCY_CODE.in(row), none -> new TreeMap<>())
                    .put(YearMonth.from(month), ExchangeRates.RATE_PER_USD.in(row));
        }
        return rates;
    }

    /** Units of the currency for a dollar, the month's average; empty where there is no rate of that month. */
    public Optional<Double> perUsd(String currency, YearMonth month) {
        if (DOLLAR.equals(currency)) {
            return Optional.of(1.0);
        }
        return Optional.ofNullable(months(currency).get(month));
    }

    /** The mean of a year's monthly rates; empty unless all twelve are there. */
    public Optional<Double> perUsd(String currency, int year) {
        if (DOLLAR.equals(currency)) {
            return Optional.of(1.0);
        }
        Map<YearMonth, Double> months =
                months(currency).subMap(YearMonth.of(year, 1), true, YearMonth.of(year, 12), true);
        return months.size() < 12
                ? Optional.empty()
                : Optional.of(months.values().stream().mapToDouble(rate -> rate).sum() / 12);
    }

    /** All months of a currency, in order. */
    public TreeMap<YearMonth, Double> months(String currency) {
        return monthly.getOrDefault(currency, new TreeMap<>());
    }
}
