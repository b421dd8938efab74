package org.lodestone.claims;

import static org.lodestone.claims.Definition.SAME;
import static org.lodestone.claims.Definition.STATED;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Statements;

/** What claimed amounts of money could be: sums of contracts, and their value in another currency. */
final class Amounts {
    private static final Pattern MONTH = Pattern.compile("(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])");

    private final Facts facts;
    private final List<Row> claims;
    private final Map<String, Statements> contracts;

    Amounts(Facts facts, List<Row> claims, Map<String, Statements> contracts) {
        this.facts = facts;
        this.claims = claims;
        this.contracts = contracts;
    }

    /** What the amount that a claim is about comes to, at each rate that could be meant. */
    void add(Row claim, List<Definition> found) {
        String unit = claim.getAs("unit");
        List<String> about = Definitions.about(claim);
        List<String> ids = about.stream()
                .filter(one -> one.startsWith("contract:"))
                .map(one -> one.substring("contract:".length()))
                .toList();
        for (String one : about) {
            if (one.startsWith("amount:")) {
                String[] parts = one.split(":");
                converted(claim, found, parts[1], Double.parseDouble(parts[2]), one);
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        List<String> parts = Definitions.parts(contracts, ids);
        Map<String, Double> sums = new TreeMap<>();
        List<String> terms = new ArrayList<>();
        boolean independent = parts.size() > 1;
        TreeMap<YearMonth, Double> signed = new TreeMap<>();
        for (String part : parts) {
            Statements contract = contracts.get(part);
            Row valued = contract == null ? null : contract.sayer("contract_value");
            if (valued == null) {
                return;
            }
            double value = valued.<BigDecimal>getAs("contract_value").doubleValue();
            sums.merge(valued.getAs("currency_code"), value, Double::sum);
            terms.add(String.format(Locale.ROOT, "%,.0f %s", value, valued.<String>getAs("currency_code")));
            Date date = contract.said("signed_on");
            if (date != null) {
                signed.merge(YearMonth.from(date.toLocalDate()), value, Double::sum);
            }
        }
        if (sums.size() == 1) {
            String currency = sums.keySet().iterator().next();
            double sum = sums.get(currency);
            String rows = "contract " + String.join(" ", parts);
            if (!currency.equals(unit)) {
                converted(claim, found, currency, sum, rows);
                atSigning(claim, found, currency, sum, rows, signed);
            } else if (independent) {
                found.add(Definition.of(
                        "sum of the contracts",
                        SAME,
                        sum,
                        "contracts",
                        String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f", sum),
                        rows));
            }
        }
        for (String id : ids) {
            Definitions.statements(claim, found, contracts.get(id), "contract_value", "contract " + id);
        }
        separately(claim, found, parts);
    }

    /** At the rates of the claim's month and year. */
    private void converted(Row claim, List<Definition> found, String currency, double amount, String rows) {
        String unit = claim.getAs("unit");
        month(claim).ifPresent(month -> {
            rate(currency, unit, month)
                    .ifPresent(rate -> found.add(atRate(
                            "at the mean rate of " + month + ", the claim's month",
                            amount,
                            currency,
                            unit,
                            rate,
                            rows + "; exchange_rate " + currency + " " + month)));
            facts.rates()
                    .perUsd(currency, month.getYear())
                    .filter(rate -> "USD".equals(unit))
                    .ifPresent(rate -> found.add(atRate(
                            "at the mean rate of " + month.getYear() + ", the claim's year",
                            amount,
                            currency,
                            unit,
                            rate,
                            rows + "; exchange_rate " + currency + " " + month.getYear())));
        });
    }

    /** Each contract at the rate of the month in which it was signed or announced. */
    private void atSigning(
            Row claim,
            List<Definition> found,
            String currency,
            double sum,
            String rows,
            TreeMap<YearMonth, Double> signed) {
        String unit = claim.getAs("unit");
        double dated = 0;
        double amount = 0;
        List<String> terms = new ArrayList<>();
        StringBuilder from = new StringBuilder(rows);
        for (Map.Entry<YearMonth, Double> one : signed.entrySet()) {
            Optional<Double> rate = rate(currency, unit, one.getKey());
            if (rate.isEmpty()) {
                return;
            }
            dated += one.getValue();
            amount += one.getValue() / rate.get();
            terms.add(String.format(
                    Locale.ROOT, "%,.0f %s / %.4f (%s)", one.getValue(), currency, rate.get(), one.getKey()));
            from.append("; exchange_rate ").append(currency).append(' ').append(one.getKey());
        }
        // Some of the contracts have no date.
        if (terms.isEmpty() || Math.abs(dated - sum) > 0.5) {
            return;
        }
        String months = signed.keySet().stream().map(YearMonth::toString).collect(Collectors.joining(" and "));
        found.add(Definition.of(
                "at the mean rate of " + months
                        + (terms.size() == 1 ? ", the contracts' month" : ", each contract's month"),
                SAME,
                amount,
                "exchange rates",
                String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f %s", amount, unit),
                from.toString()));
    }

    private Optional<Double> rate(String currency, String unit, YearMonth month) {
        Optional<Double> from = facts.rates().perUsd(currency, month);
        Optional<Double> to = facts.rates().perUsd(unit, month);
        return from.flatMap(rate -> to.map(other -> rate / other));
    }

    private static Definition atRate(
            String name, double amount, String currency, String unit, double rate, String rows) {
        return Definition.of(
                name,
                SAME,
                amount / rate,
                "exchange rates",
                String.format(
                        Locale.ROOT,
                        "%,.0f %s / %.4f %s per %s = %,.0f",
                        amount,
                        currency,
                        rate,
                        currency,
                        unit,
                        amount / rate),
                rows);
    }

    /** What separate claims in the same unit say of the parts, added up. */
    private void separately(Row claim, List<Definition> found, List<String> parts) {
        if (parts.size() < 2) {
            return;
        }
        double sum = 0;
        List<String> terms = new ArrayList<>();
        for (String part : parts) {
            Row other = claims.stream()
                    .filter(row -> "contract_value".equals(row.getAs("measure")))
                    .filter(row -> Definitions.same(row, "unit", claim, "unit"))
                    .filter(row -> Definitions.about(row).equals(List.of("contract:" + part)))
                    .min(Comparator.comparing(row -> row.<String>getAs("claim_id")))
                    .orElse(null);
            if (other == null || other.getAs("value_low") == null) {
                return;
            }
            sum += other.<Double>getAs("value_low");
            terms.add(String.format(Locale.ROOT, "%,.0f", other.<Double>getAs("value_low")));
        }
        found.add(Definition.of(
                "sum of what is published of each",
                STATED,
                sum,
                "published claims",
                String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f", sum),
                "published_claim " + String.join(" ", parts)));
    }

    private static Optional<YearMonth> month(Row claim) {
        Date month = claim.getAs("month");
        if (month != null) {
            return Optional.of(YearMonth.from(month.toLocalDate()));
        }
        Matcher said = MONTH.matcher(claim.<String>getAs("published_on"));
        return said.find() ? Optional.of(YearMonth.parse(said.group())) : Optional.empty();
    }
}
