package org.lodestone.claims;

import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.claims.Definition.Kind;
import org.lodestone.contracts.Contracts;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.PlanColumns;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.metric.RowName;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;

/**
 * What claims on markets, targets, contracts and plants could be. Most of it takes an assumption that the claim does not
 * make: a price, kilograms a unit, a plan and a scenario.
 */
final class Plans {

    private final Facts facts;
    private final Map<String, Statements> contracts;
    private final Stated stated;

    Plans(Facts facts, Map<String, Statements> contracts, Stated stated) {
        this.facts = facts;
        this.contracts = contracts;
        this.stated = stated;
    }

    /** A target is reached by all plans that bring as much or more. */
    void targetShares(Claim claim, List<Definition> found) {
        for (Row row : facts.trajectories()) {
            Double share = ShareTrajectory.SHARE.in(row);
            if (share == null
                    || !claim.about("market").contains(PlanColumns.MARKET.in(row))
                    || !claim.period().is(Columns.YEAR.in(row))) {
                continue;
            }
            boolean tonnes = "tonnes".equals(PlanColumns.BASIS.in(row));
            double delivered = row.<Double>getAs(tonnes ? "deliverable_tonnes" : "deliverable_usd");
            double market = row.<Double>getAs(tonnes ? "market_tonnes" : "market_usd");
            String unit = tonnes ? "t" : "USD";
            found.add(Definition.of(
                    "plan " + PlanColumns.PLAN.in(row) + " in " + PlanColumns.SCENARIO.in(row) + ", "
                            + Columns.YEAR.in(row) + ", in " + PlanColumns.BASIS.in(row),
                    Kind.ASSUMED,
                    share * claim.scale(),
                    "plans and outlooks",
                    String.format(Locale.ROOT, "%,.0f %s / %,.0f %s = %.4f", delivered, unit, market, unit, share)
                            + (PlanColumns.ASSUMPTIONS.in(row) == null
                                    ? ""
                                    : "; assumes " + PlanColumns.ASSUMPTIONS.in(row)),
                    List.of(trajectory(row)),
                    Condition.delivery(claim.wording().widest().times(1 / claim.scale()), delivered, market, unit)));
        }
    }

    private static RowName trajectory(Row row) {
        RowName name = RowName.of(ShareTrajectory.TABLE);
        for (String column : ShareTrajectory.TABLE.key()) {
            name = name.with(column, row.<Object>getAs(column));
        }
        return name;
    }

    private static RowName ofOutlook(Row row) {
        return RowName.of(MarketOutlook.TABLE)
                .with("slice", Columns.SLICE.in(row))
                .with("year", Columns.YEAR.in(row));
    }

    /** What outlooks state of a column. */
    void outlook(Claim claim, List<Definition> found, String column, double times) {
        for (Row row : facts.outlook()) {
            Double value = row.getAs(column);
            boolean about =
                    claim.about("market").isEmpty() || claim.about("market").contains(MarketOutlook.MARKET.in(row));
            boolean year = !claim.period().named() || claim.period().is(Columns.YEAR.in(row));
            if (value != null && about && !claim.said(row)) {
                found.add(Definition.of(
                        "scenario " + MarketOutlook.SCENARIO.in(row) + " of " + MarketOutlook.MARKET.in(row) + ", "
                                + Columns.YEAR.in(row),
                        year ? Kind.STATED : Kind.NEIGHBOUR,
                        value * times,
                        Columns.STATED_BY.in(row),
                        "as stated",
                        List.of(ofOutlook(row)),
                        null));
            }
        }
    }

    /** What others state, and tonnes at the prices of contracts. */
    void marketSize(Claim claim, List<Definition> found) {
        for (Row row : facts.outlook()) {
            if (!"denominator".equals(MarketOutlook.USE.in(row))
                    || !claim.about("market").contains(MarketOutlook.MARKET.in(row))
                    || !claim.period().is(Columns.YEAR.in(row))) {
                continue;
            }
            Double usd = MarketOutlook.MARKET_USD.in(row);
            List<RowName> rows = List.of(ofOutlook(row));
            if (usd != null && !claim.said(row) && "USD".equals(claim.unit())) {
                found.add(Definition.of(
                        "scenario " + MarketOutlook.SCENARIO.in(row),
                        Kind.STATED,
                        usd,
                        Columns.STATED_BY.in(row),
                        "as stated",
                        rows,
                        null));
            }
            Double tonnes = tonnes(row);
            if (tonnes != null && "USD".equals(claim.unit())) {
                prices().forEach((contract, price) -> found.add(Definition.of(
                        "tonnes of " + MarketOutlook.SCENARIO.in(row) + " at the price of contract " + contract,
                        Kind.ASSUMED,
                        tonnes * 1000 * price.usdPerKg(),
                        Columns.STATED_BY.in(row),
                        String.format(
                                Locale.ROOT,
                                "%,.0f t x %.2f USD/kg = %,.0f USD",
                                tonnes,
                                price.usdPerKg(),
                                tonnes * 1000 * price.usdPerKg()),
                        both(rows, price.rows()),
                        Condition.price(claim.wording().widest(), tonnes, price.usdPerKg()))));
            }
        }
    }

    private static Double tonnes(Row outlook) {
        Double tonnes = MarketOutlook.MARKET_TONNES.in(outlook);
        Double vehicles = MarketOutlook.VEHICLES.in(outlook);
        return tonnes != null || vehicles == null
                ? tonnes
                : Double.valueOf(vehicles
                        * MarketOutlook.PERMANENT_MAGNET_SHARE.in(outlook)
                        * MarketOutlook.MAGNET_KG_PER_VEHICLE.in(outlook)
                        / 1000);
    }

    private static List<RowName> both(List<RowName> one, List<RowName> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** @param rows that it comes from */
    private record Price(double usdPerKg, List<RowName> rows) {}

    /** Prices at hand, by contract: each at the rate of the month of its value. */
    private Map<String, Price> prices() {
        Map<String, Price> prices = new TreeMap<>();
        contracts.forEach((id, contract) -> {
            Row valued = contract.sayer("contract_value");
            Double volume = contract.figure("volume");
            if (valued != null && volume != null && "t".equals(contract.said("volume_unit"))) {
                YearMonth month = YearMonth.from(Columns.STATED_ON.in(valued).toLocalDate());
                double value = Contracts.CONTRACT_VALUE.in(valued).doubleValue();
                String currency = Contracts.CURRENCY_CODE.in(valued);
                List<RowName> rates = Amounts.rates(currency, "USD", "period_start", month.atDay(1));
                facts.rates()
                        .perUsd(currency, month)
                        .ifPresent(rate -> prices.put(
                                id,
                                new Price(value / rate / volume / 1000, both(Stated.ofContracts(List.of(id)), rates))));
            }
        });
        return prices;
    }

    /** A contract's years, counted in the two ways in which years are counted. */
    void duration(Claim claim, List<Definition> found) {
        for (String id : claim.about("contract")) {
            Statements contract = contracts.get(id);
            Integer first = contract == null ? null : contract.said("first_year");
            Integer last = contract == null ? null : contract.said("last_year");
            if (first != null && last != null) {
                String source = Columns.STATED_BY.in(contract.sayer("first_year"));
                found.add(Definition.of(
                        "calendar years from the first to the last",
                        Kind.SAME,
                        last - first + 1,
                        source,
                        last + " - " + first + " + 1 = " + (last - first + 1),
                        Stated.ofContracts(List.of(id)),
                        lastYear(claim, first, last, 1)));
                found.add(Definition.of(
                        "last year less first year",
                        Kind.SAME,
                        last - first,
                        source,
                        last + " - " + first + " = " + (last - first),
                        Stated.ofContracts(List.of(id)),
                        lastYear(claim, first, last, 0)));
            }
        }
    }

    private static Condition lastYear(Claim claim, int first, int last, int counted) {
        return Condition.lastYear(claim.wording().widest(), first, last, counted);
    }

    /** Units from a contract's tonnes, by the kilograms a vehicle of the outlooks: not the buyer's own figure. */
    void units(Claim claim, List<Definition> found) {
        double tonnes = 0;
        List<String> parts = Amounts.parts(contracts, claim.about("contract"));
        if (parts.isEmpty()) {
            return;
        }
        for (String part : parts) {
            Statements contract = contracts.get(part);
            if (contract == null || contract.figure("volume") == null || !"t".equals(contract.said("volume_unit"))) {
                return;
            }
            tonnes += contract.figure("volume");
        }
        perVehicle(
                claim,
                found,
                tonnes,
                Stated.ofContracts(Stream.concat(claim.about("contract").stream(), parts.stream())
                        .distinct()
                        .toList()));
    }

    void unitsCovered(Claim claim, List<Definition> found) {
        stated.facilities(claim).forEach((name, phase) -> {
            Double nameplate = phase.figure("nameplate");
            if (nameplate != null && "t_per_year".equals(phase.said("nameplate_unit"))) {
                perVehicle(claim, found, nameplate, Stated.ofPhase(name));
            }
        });
    }

    private void perVehicle(Claim claim, List<Definition> found, double tonnes, List<RowName> rows) {
        if (tonnes <= 0) {
            return;
        }
        for (Row row : facts.outlook()) {
            Double kg = MarketOutlook.MAGNET_KG_PER_VEHICLE.in(row);
            if (kg != null) {
                found.add(Definition.of(
                        String.format(
                                Locale.ROOT,
                                "%,.0f t as magnets of %s kg (%s)",
                                tonnes,
                                Statements.shown(kg),
                                MarketOutlook.SCENARIO.in(row)),
                        Kind.ASSUMED,
                        tonnes * 1000 / kg,
                        Columns.STATED_BY.in(row),
                        String.format(
                                Locale.ROOT,
                                "%,.0f t / %s kg = %,.0f",
                                tonnes,
                                Statements.shown(kg),
                                tonnes * 1000 / kg),
                        both(rows, List.of(ofOutlook(row))),
                        Condition.perUnit(claim.wording().widest(), tonnes, kg, "a unit")));
            }
        }
    }

    /** What a facility's tonnes are of what the origin mines, where they are said to replace a part of its capacity. */
    void replaceable(Claim claim, List<Definition> found) {
        List<Shares.Mined> mined = new Shares(facts).mined(claim);
        stated.facilities(claim).forEach((name, phase) -> {
            Double nameplate = phase.figure("nameplate");
            if (nameplate != null && nameplate > 0 && "t_per_year".equals(phase.said("nameplate_unit"))) {
                mined.stream()
                        .filter(one -> one.origin() > 0)
                        .forEach(one -> found.add(replaced(claim, name, nameplate, one)));
            }
        });
    }

    private static Definition replaced(Claim claim, String name, double nameplate, Shares.Mined mined) {
        String beside = String.format(
                Locale.ROOT, ", where %s makes %,.0f t (%s)", claim.origin(), mined.origin(), mined.name());
        return Definition.of(
                "capacity of " + name + " of what " + claim.origin() + " makes, " + mined.name(),
                Kind.OTHER,
                nameplate / mined.origin() * claim.scale(),
                mined.source(),
                mined.over(nameplate, mined.origin()),
                both(Stated.ofPhase(name), mined.rows()),
                Condition.wholeOf(
                        claim.wording().widest().times(1 / claim.scale()),
                        nameplate,
                        "the capacity of which " + name + " replaces a part",
                        beside));
    }
}
