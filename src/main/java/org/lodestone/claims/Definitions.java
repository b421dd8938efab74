package org.lodestone.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.lodestone.reference.Statements;

/** All that a claim could mean and the facts can give, by what it counts. */
final class Definitions {
    private final Shares shares;
    private final Amounts amounts;
    private final Stated stated;
    private final Plans plans;

    Definitions(Facts facts, List<Claim> claims) {
        Map<String, Statements> contracts = Statements.by(facts.contracts(), "contract_id");
        shares = new Shares(facts);
        amounts = new Amounts(facts, claims, contracts);
        stated = new Stated(facts, contracts);
        plans = new Plans(facts, contracts, stated);
    }

    /** Sorted by name, each name once; none for a claim without a figure. */
    List<Definition> of(Claim claim) {
        if (claim.wording() == null) {
            return List.of();
        }
        List<Definition> found = new ArrayList<>();
        switch (claim.measure()) {
            case "import_share" -> shares.ofImports(claim, found);
            case "capacity_share" -> shares.ofMineProduction(claim, found);
            case "replaceable_share" -> plans.replaceable(claim, found);
            case "market_share" -> {
                shares.ofWorldExports(claim, found);
                shares.ofMineProduction(claim, found);
            }
            case "market_size" -> plans.marketSize(claim, found);
            case "market_share_target" -> plans.targetShares(claim, found);
            case "technology_share" -> plans.outlook(claim, found, "permanent_magnet_share", claim.scale());
            case "contract_value", "policy_funding" -> {
                amounts.add(claim, found);
                stated.ofContracts(claim, found, "contract_value");
            }
            case "contract_volume" -> stated.ofContracts(claim, found, "volume");
            case "contract_duration" -> plans.duration(claim, found);
            case "contract_units" -> plans.units(claim, found);
            case "units_covered" -> plans.unitsCovered(claim, found);
            case "capacity" -> stated.ofFacilities(claim, found, "nameplate");
            case "start_year" -> stated.ofFacilities(claim, found, "start_year");
            case "investment" -> stated.ofFacilities(claim, found, "investment");
            default -> {}
        }
        Map<String, Definition> once = new TreeMap<>();
        found.forEach(one -> once.putIfAbsent(one.name(), one));
        return List.copyOf(once.values());
    }

    /**
     * What data would settle a claim that the data at hand do not.
     *
     * @param found its definitions
     */
    static String needs(Claim claim, List<Definition> found) {
        return switch (claim.measure()) {
            case "import_share" -> {
                String importer = PublishedClaims.IMPORTER_ISO3.in(claim.row());
                // The code is there; its year or its partners are not.
                yield found.stream()
                        .filter(one -> "exact".equals(one.purity()) || claim.names("product_code"))
                        .map(Definition::product)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(code -> "Imports of HS " + code + " by " + importer
                                + (claim.period().named() ? " in " + PublishedClaims.PERIOD.in(claim.row()) : "")
                                + " from each partner by name, as UN Comtrade style CSV.")
                        .orElse("Imports by partner of a national tariff line (eight or ten digits) that holds "
                                + Shares.goods(claim) + " and nothing else, from the customs service of " + importer
                                + ", as UN Comtrade style CSV; name the code in products.csv with purity exact.");
            }
            case "capacity_share", "replaceable_share" ->
                "Capacity for " + Shares.goods(claim) + " by country: facility files with "
                        + (claim.stage() == null ? "their stage" : "stage " + claim.stage()) + " for all plants.";
            case "market_share" ->
                "Production or sales of " + Shares.goods(claim) + " by country of make, for all countries.";
            case "market_size" ->
                "Sales of the market by a source of its own, or its tonnes and a price for the same goods.";
            case "market_share_target" -> "It is a plan: the share of the target year, when that year is over.";
            case "technology_share" -> "Vehicles sold by type of motor.";
            case "contract_value", "policy_funding" ->
                "The contract itself, or the amounts that it is made of; name the contract in the column about.";
            case "contract_volume", "contract_duration" -> "The contract itself.";
            case "contract_units", "units_covered" -> "Kilograms of magnet in one unit of the buyer's.";
            case "capacity", "start_year", "investment" -> "The plant's own reporting when it runs.";
            case "revenue", "revenue_growth" -> "The company's accounts by segment and country.";
            case "demand_growth", "market_cagr" -> "A market outlook with figures for both years of the period.";
            case "policy_count", "partner_count" -> "The list that is counted.";
            default -> "Data that count the same thing.";
        };
    }
}
