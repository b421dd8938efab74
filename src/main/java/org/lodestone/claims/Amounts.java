package org.lodestone.claims;

import java.sql.Date;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.claims.Definition.Kind;
import org.lodestone.contracts.Contracts;
import org.lodestone.metric.RowName;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Statements;

/** What claimed amounts of money could be: sums of contracts, and their value in another currency. */
final class Amounts {
    private final Facts facts;
    private final List<Claim> claims;
    private final Map<String, Statements> contracts;

    Amounts(Facts facts, List<Claim> claims, Map<String, Statements> contracts) {
        this.facts = facts;
        this.claims = claims;
        this.contracts = contracts;
    }

    /** What the amount that a claim is about comes to, at each rate that could be meant. */
    void add(Claim claim, List<Definition> found) {
        for (String one : claim.about("amount")) {
            String[] parts = one.split(":");
            converted(claim, found, parts[0], Double.parseDouble(parts[1]), List.of());
        }
        List<String> parts = parts(contracts, claim.about("contract"));
        Map<String, Double> sums = new TreeMap<>();
        List<String> terms = new ArrayList<>();
        TreeMap<YearMonth, Double> signed = new TreeMap<>();
        for (String part : parts) {
            Statements contract = contracts.get(part);
            Row valued = contract == null ? null : contract.sayer("contract_value");
            if (valued == null) {
                return;
            }
            double value = Contracts.CONTRACT_VALUE.in(valued).doubleValue();
            sums.merge(Contracts.CURRENCY_CODE.in(valued), value, Double::sum);
            terms.add(String.format(Locale.ROOT, "%,.0f %s", value, Contracts.CURRENCY_CODE.in(valued)));
            Date date = contract.said("signed_on");
            if (date != null) {
                signed.merge(YearMonth.from(date.toLocalDate()), value, Double::sum);
            }
        }
        if (sums.size() == 1) {
            String currency = sums.keySet().iterator().next();
            double sum = sums.get(currency);
            // With the totals, which name their parts.
            List<RowName> rows = Stated.ofContracts(Stream.concat(claim.about("contract").stream(), parts.stream())
                    .distinct()
                    .toList());
            if (!currency.equals(claim.unit())) {
                converted(claim, found, currency, sum, rows);
                atSigning(claim, found, currency, sum, rows, signed);
            } else if (parts.size() > 1) {
                found.add(Definition.of(
                        "sum of the contracts",
                        Kind.SAME,
                        sum,
                        "contracts",
                        String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f", sum),
                        rows,
                        Condition.missing(
                                claim.wording().widest(), sum, currency, "the contracts " + String.join(", ", parts))));
            }
        }
        separately(claim, found, parts);
    }

    /** The contracts that are meant: those of a total, or the contract itself. */
    static List<String> parts(Map<String, Statements> contracts, List<String> ids) {
        List<String> parts = new ArrayList<>();
        for (String id : ids) {
            Statements contract = contracts.get(id);
            String of = contract == null ? null : contract.said("parts");
            if (of == null) {
                parts.add(id);
            } else {
                parts.addAll(List.of(of.split(" +")));
            }
        }
        return parts.stream().distinct().sorted().toList();
    }

    /** At the rates of the claim's month and year. */
    private void converted(Claim claim, List<Definition> found, String currency, double amount, List<RowName> rows) {
        claim.month().ifPresent(month -> {
            Kind own = claim.names("month") ? Kind.SAME : Kind.PRESUMED;
            rate(currency, claim.unit(), month)
                    .ifPresent(rate -> found.add(atRate(
                            claim,
                            "at the mean rate of " + month + ", the claim's month",
                            own,
                            amount,
                            currency,
                            rate,
                            and(rows, rates(currency, claim.unit(), "period_start", month.atDay(1))))));
            facts.rates()
                    .perUsd(currency, month.getYear())
                    .filter(rate -> "USD".equals(claim.unit()))
                    .ifPresent(rate -> found.add(atRate(
                            claim,
                            "at the mean rate of " + month.getYear() + ", the claim's year",
                            anotherDate(claim),
                            amount,
                            currency,
                            rate,
                            and(rows, rates(currency, claim.unit(), "year", month.getYear())))));
        });
    }

    private static Kind anotherDate(Claim claim) {
        return claim.names("month") ? Kind.NEIGHBOUR : Kind.WIDER;
    }

    /** Each contract at the rate of the month in which it was signed or announced. */
    private void atSigning(
            Claim claim,
            List<Definition> found,
            String currency,
            double sum,
            List<RowName> rows,
            TreeMap<YearMonth, Double> signed) {
        String unit = claim.unit();
        double dated = 0;
        double amount = 0;
        List<String> terms = new ArrayList<>();
        List<RowName> from = new ArrayList<>(rows);
        for (Map.Entry<YearMonth, Double> one : signed.entrySet()) {
            Optional<Double> rate = rate(currency, unit, one.getKey());
            if (rate.isEmpty()) {
                return;
            }
            dated += one.getValue();
            amount += one.getValue() / rate.get();
            terms.add(String.format(
                    Locale.ROOT, "%,.0f %s / %.4f (%s)", one.getValue(), currency, rate.get(), one.getKey()));
            from.addAll(rates(currency, unit, "period_start", one.getKey().atDay(1)));
        }
        // Some of the contracts have no date.
        if (terms.isEmpty() || Math.abs(dated - sum) > 0.5) {
            return;
        }
        String months = signed.keySet().stream().map(YearMonth::toString).collect(Collectors.joining(" and "));
        found.add(Definition.converted(
                "at the mean rate of " + months
                        + (terms.size() == 1 ? ", the contracts' month" : ", each contract's month"),
                anotherDate(claim),
                amount,
                String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f %s", amount, unit),
                from,
                holdsIf(claim, sum, sum / amount, currency)));
    }

    /** The rates of a month or year of two currencies; dollars have none. */
    static List<RowName> rates(String currency, String unit, String column, Object period) {
        List<String> currencies = Stream.of(currency, unit)
                .filter(one -> !"USD".equals(one))
                .distinct()
                .toList();
        return currencies.isEmpty()
                ? List.of()
                : List.of(RowName.of(ExchangeRates.TABLE)
                        .with("currency_code", currencies)
                        .with(column, period));
    }

    private static List<RowName> and(List<RowName> rows, List<RowName> more) {
        List<RowName> all = new ArrayList<>(rows);
        all.addAll(more);
        return all;
    }

    private Optional<Double> rate(String currency, String unit, YearMonth month) {
        Optional<Double> from = facts.rates().perUsd(currency, month);
        Optional<Double> to = facts.rates().perUsd(unit, month);
        return from.flatMap(rate -> to.map(other -> rate / other));
    }

    private Definition atRate(
            Claim claim, String name, Kind kind, double amount, String currency, double rate, List<RowName> rows) {
        String formula = String.format(
                Locale.ROOT,
                "%,.0f %s / %.4f %s per %s = %,.0f",
                amount,
                currency,
                rate,
                currency,
                claim.unit(),
                amount / rate);
        return Definition.converted(name, kind, amount / rate, formula, rows, holdsIf(claim, amount, rate, currency));
    }

    private Condition holdsIf(Claim claim, double amount, double used, String currency) {
        Interval claimed = Definition.allowed(claim.wording().widest(), true);
        return Condition.rate(
                claimed, amount, used, currency, claim.unit(), lastMonth(claimed, amount, currency, claim));
    }

    /** The newest month at whose mean rate the claim is true; null where there is none. */
    private String lastMonth(Interval claimed, double amount, String currency, Claim claim) {
        return facts.rates().months(currency).descendingKeySet().stream()
                .filter(month -> rate(currency, claim.unit(), month)
                        .filter(rate -> claimed.has(amount / rate))
                        .isPresent())
                .map(YearMonth::toString)
                .findFirst()
                .orElse(null);
    }

    /** What separate claims in the same unit say of the parts, added up: one statement if they are of the same rates. */
    private void separately(Claim claim, List<Definition> found, List<String> parts) {
        if (parts.size() < 2) {
            return;
        }
        double sum = 0;
        boolean sameMonth = true;
        List<String> terms = new ArrayList<>();
        for (String part : parts) {
            Claim other = claims.stream()
                    .filter(one -> "contract_value".equals(one.measure()))
                    .filter(one -> claim.same(one.row(), "unit", "unit"))
                    .filter(one -> one.about().equals(List.of("contract:" + part)))
                    .min(Comparator.comparing(Claim::id))
                    .orElse(null);
            if (other == null || other.wording() == null) {
                return;
            }
            sum += other.wording().low();
            sameMonth &= inItsOwn(claim, parts) || other.month().equals(claim.month());
            terms.add(String.format(Locale.ROOT, "%,.0f", other.wording().low()));
        }
        found.add(Definition.of(
                "sum of what is published of each",
                sameMonth ? Kind.STATED : Kind.NEIGHBOUR,
                sum,
                "published claims",
                String.join(" + ", terms) + String.format(Locale.ROOT, " = %,.0f", sum),
                List.of(RowName.of(PublishedClaims.TABLE)
                        .with(
                                "about",
                                parts.stream().map(part -> "contract:" + part).toList())),
                null));
    }

    /** Whether the claim is in the currency of the contracts, so that no rate comes in. */
    private boolean inItsOwn(Claim claim, List<String> parts) {
        return parts.stream()
                .allMatch(part -> claim.unit().equals(contracts.get(part).said("currency_code")));
    }
}
