package org.lodestone.claims;

import static org.lodestone.claims.Definition.OTHER;
import static org.lodestone.claims.Definition.SAME;
import static org.lodestone.claims.Definition.STATED;
import static org.lodestone.claims.Definition.WIDER;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Statements;

/** All that a claim could mean and the facts can give, by what it counts. */
final class Definitions {
    private static final Pattern YEAR = Pattern.compile("(?:19|20)[0-9]{2}");

    private final Facts facts;
    private final List<Row> claims;
    private final Map<String, Statements> contracts;

    Definitions(Facts facts, List<Row> claims) {
        this.facts = facts;
        this.claims = claims;
        contracts = Statements.by(facts.contracts(), "contract_id");
    }

    /** Sorted as they are found; each name once. */
    List<Definition> of(Row claim) {
        List<Definition> found = new ArrayList<>();
        switch (claim.<String>getAs("measure")) {
            case "import_share" -> imports(claim, found);
            case "capacity_share", "replaceable_share" -> mineProduction(claim, found);
            case "market_share" -> {
                worldTrade(claim, found);
                mineProduction(claim, found);
            }
            case "market_size" -> marketSize(claim, found);
            case "market_share_target" -> plannedShares(claim, found);
            case "technology_share" -> outlook(claim, found, "permanent_magnet_share", scale(claim));
            case "contract_value", "policy_funding" -> new Amounts(facts, claims, contracts).add(claim, found);
            case "contract_volume" -> contractFact(claim, found, "volume");
            case "contract_duration" -> duration(claim, found);
            case "contract_units" -> units(claim, found);
            case "units_covered" -> unitsCovered(claim, found);
            case "capacity" -> facilityFact(claim, found, "nameplate");
            case "start_year" -> facilityFact(claim, found, "start_year");
            case "investment" -> facilityFact(claim, found, "investment");
            default -> {}
        }
        Map<String, Definition> once = new TreeMap<>();
        found.forEach(one -> once.putIfAbsent(one.name(), one));
        return List.copyOf(once.values());
    }

    /** What data would settle a claim that the data at hand do not. */
    static String needs(Row claim) {
        String stage = claim.getAs("stage");
        String importer = claim.getAs("importer_iso3");
        return switch (claim.<String>getAs("measure")) {
            case "import_share" ->
                "Imports by partner of a national tariff line (eight or ten digits) that holds "
                        + (stage == null
                                ? "the goods"
                                : stage.equals("magnet") ? "rare-earth magnets" : "the " + stage + "s")
                        + " and nothing else, from the customs service of " + importer
                        + ", as UN Comtrade style CSV; name the code in products.csv with purity exact.";
            case "capacity_share", "replaceable_share" ->
                "Separation and refining capacity by country: facility files with stage " + stage + " for all plants.";
            case "market_share" -> "Production or sales of rare-earth magnets by country of make, for all countries.";
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

    // ---- shares ------------------------------------------------------------------------------------------------

    private void imports(Row claim, List<Definition> found) {
        String period = claim.getAs("period");
        boolean anyPeriod = !YEAR.matcher(period).find();
        for (Row row : facts.imports()) {
            if (!same(row, "importer_iso3", claim, "importer_iso3")
                    || !same(row, "supplier_iso3", claim, "origin_iso3")
                    || !same(row, "stage", claim, "stage")
                    || !mineral(claim).equals(row.getAs("mineral"))) {
                continue;
            }
            String purity = row.getAs("code_purity");
            String year = String.valueOf(row.<Integer>getAs("year"));
            boolean exact = "exact".equals(purity) && !anyPeriod && period.contains(year);
            for (String basis : List.of("value", "weight")) {
                Double share = row.getAs(basis + "_share");
                if (share == null) {
                    continue;
                }
                Double high = row.getAs(basis + "_share_high");
                double scale = scale(claim);
                Double part = row.getAs(basis.equals("value") ? "value_usd" : "net_weight_kg");
                String source = row.getAs("source");
                String product = row.getAs("product_code");
                found.add(new Definition(
                        "HS " + product + ", " + year + ", by " + basis + ", " + source,
                        exact ? SAME : WIDER,
                        share * scale,
                        high == null ? share * scale : high * scale,
                        product,
                        year,
                        basis,
                        source,
                        purity,
                        String.format(
                                Locale.ROOT,
                                "%,.0f %s / %,.0f %s = %.4f",
                                part,
                                basis.equals("value") ? "USD" : "kg",
                                part / share,
                                basis.equals("value") ? "USD" : "kg",
                                share),
                        String.format(
                                "import_dependency source=%s importer_iso3=%s product_code=%s period_start=%s"
                                        + " supplier_iso3=%s",
                                source.replace(' ', '_'),
                                row.getAs("importer_iso3"),
                                product,
                                row.<Date>getAs("period_start"),
                                row.getAs("supplier_iso3"))));
            }
        }
    }

    private static String mineral(Row claim) {
        String mineral = claim.getAs("mineral");
        return mineral == null ? "rare_earths" : mineral;
    }

    /** Shares are parts of 1 here; claims mostly give percent. */
    private static double scale(Row claim) {
        return "percent".equals(claim.getAs("unit")) ? 100 : 1;
    }

    private void worldTrade(Row claim, List<Definition> found) {
        for (Row row : facts.world()) {
            Double share = row.getAs("top_supplier_value_share");
            if (share != null && same(row, "top_supplier_iso3", claim, "origin_iso3")) {
                String year = String.valueOf(row.<Integer>getAs("year"));
                String product = row.getAs("product_code");
                found.add(new Definition(
                        "world exports of HS " + product + ", " + year + ", by value, " + row.getAs("source"),
                        OTHER,
                        share * scale(claim),
                        share * scale(claim),
                        product,
                        year,
                        "value",
                        row.getAs("source"),
                        null,
                        "share of exports, not of what is made: home use is left out",
                        "supplier_concentration source="
                                + row.<String>getAs("source").replace(' ', '_') + " importer_iso3=WLD product_code="
                                + product + " year=" + year));
            }
        }
    }

    private void mineProduction(Row claim, List<Definition> found) {
        Map<String, Map<Boolean, Double>> sums = new TreeMap<>();
        Map<String, Set<String>> releases = new TreeMap<>();
        Map<String, String> places = new TreeMap<>();
        for (Row row : facts.production()) {
            Double tonnes = row.getAs("production_tonnes");
            String kind = row.getAs("country_kind");
            if (tonnes == null || !kind.equals("country") && !kind.equals("unspecified")) {
                continue;
            }
            boolean origin = same(row, "country_iso3", claim, "origin_iso3");
            String name = row.<String>getAs("statement") + " " + row.<Integer>getAs("year");
            sums.computeIfAbsent(name, none -> new TreeMap<>()).merge(origin, tonnes, Double::sum);
            places.put(name, row.<String>getAs("dataset") + " " + row.<Integer>getAs("year"));
            if (row.getAs("release") != null) {
                releases.computeIfAbsent(name, none -> new TreeSet<>()).add(row.getAs("release"));
            }
        }
        sums.forEach((name, parts) -> {
            double origin = parts.getOrDefault(true, 0.0);
            double all = origin + parts.getOrDefault(false, 0.0);
            if (all > 0) {
                String vintage = String.join(" ", releases.getOrDefault(name, Set.of()));
                String source = (places.get(name) + " " + vintage).strip();
                found.add(Definition.of(
                        "mine production, " + name + (vintage.isEmpty() ? "" : ", " + vintage),
                        OTHER,
                        origin / all * scale(claim),
                        source,
                        String.format(
                                Locale.ROOT,
                                "%,.0f t / %,.0f t of rare-earth oxides mined = %.4f; mining is not processing",
                                origin,
                                all,
                                origin / all),
                        "production " + source));
            }
        });
    }

    private void plannedShares(Row claim, List<Definition> found) {
        for (Row row : facts.trajectories()) {
            Double share = row.getAs("share");
            if (share != null && row.<Integer>getAs("year").equals(row.getAs("target_year"))) {
                String key = String.format(
                        "company=%s market=%s scenario=%s plan=%s basis=%s year=%d",
                        row.<String>getAs("company").replace(' ', '_'),
                        row.getAs("market"),
                        row.getAs("scenario"),
                        row.getAs("plan"),
                        row.getAs("basis"),
                        row.<Integer>getAs("year"));
                boolean tonnes = "tonnes".equals(row.getAs("basis"));
                found.add(Definition.of(
                        "plan " + row.getAs("plan") + " in " + row.getAs("scenario") + ", " + row.<Integer>getAs("year")
                                + ", in " + row.getAs("basis"),
                        OTHER,
                        share * scale(claim),
                        "plans and outlooks",
                        String.format(
                                        Locale.ROOT,
                                        tonnes ? "%,.0f t / %,.0f t = %.4f" : "%,.0f USD / %,.0f USD = %.4f",
                                        row.<Double>getAs(tonnes ? "deliverable_tonnes" : "deliverable_usd"),
                                        row.<Double>getAs(tonnes ? "market_tonnes" : "market_usd"),
                                        share)
                                + (row.getAs("assumptions") == null ? "" : "; assumes " + row.getAs("assumptions")),
                        "share_trajectory " + key));
            }
        }
    }

    private void outlook(Row claim, List<Definition> found, String column, double times) {
        for (Row row : facts.outlook()) {
            Double value = row.getAs(column);
            if (value != null && !said(row, claim)) {
                found.add(Definition.of(
                        "scenario " + row.getAs("scenario") + " of " + row.getAs("market") + ", "
                                + row.<Integer>getAs("year"),
                        STATED,
                        value * times,
                        row.getAs("stated_by"),
                        "as stated",
                        "market_outlook " + row.<String>getAs("slice") + " " + row.<Integer>getAs("year")));
            }
        }
    }

    // ---- markets and contracts ---------------------------------------------------------------------------------

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

    private void marketSize(Row claim, List<Definition> found) {
        Matcher year = YEAR.matcher(claim.<String>getAs("period"));
        List<String> markets = about(claim).stream()
                .filter(one -> one.startsWith("market:"))
                .map(one -> one.substring("market:".length()))
                .toList();
        if (markets.isEmpty() || !year.find()) {
            return;
        }
        for (Row row : facts.outlook()) {
            if (!"denominator".equals(row.getAs("use"))
                    || !markets.contains(row.<String>getAs("market"))
                    || row.<Integer>getAs("year") != Integer.parseInt(year.group())) {
                continue;
            }
            Double usd = row.getAs("market_usd");
            if (usd != null && !said(row, claim)) {
                found.add(Definition.of(
                        "scenario " + row.getAs("scenario"),
                        STATED,
                        usd,
                        row.getAs("stated_by"),
                        "as stated",
                        "market_outlook " + row.<String>getAs("slice")));
            }
            Double tonnes = tonnes(row);
            if (tonnes != null) {
                prices().forEach((whose, price) -> found.add(Definition.of(
                        "tonnes of " + row.getAs("scenario") + " at the price of " + whose,
                        OTHER,
                        tonnes * 1000 * price,
                        row.getAs("stated_by"),
                        String.format(
                                Locale.ROOT, "%,.0f t x %.2f USD/kg = %,.0f USD", tonnes, price, tonnes * 1000 * price),
                        "market_outlook " + row.<String>getAs("slice"))));
            }
        }
    }

    private static Double tonnes(Row outlook) {
        Double tonnes = outlook.getAs("market_tonnes");
        Double vehicles = outlook.getAs("vehicles");
        return tonnes != null || vehicles == null
                ? tonnes
                : Double.valueOf(vehicles
                        * outlook.<Double>getAs("permanent_magnet_share")
                        * outlook.<Double>getAs("magnet_kg_per_vehicle")
                        / 1000);
    }

    /** Prices per kg at hand: each contract's at the rate of the month of its value. */
    private Map<String, Double> prices() {
        Map<String, Double> prices = new TreeMap<>();
        contracts.forEach((id, contract) -> {
            Row valued = contract.sayer("contract_value");
            Double volume = contract.figure("volume");
            if (valued != null && volume != null && "t".equals(contract.said("volume_unit"))) {
                YearMonth month = YearMonth.from(valued.<Date>getAs("stated_on").toLocalDate());
                double value = valued.<BigDecimal>getAs("contract_value").doubleValue();
                facts.rates()
                        .perUsd(valued.getAs("currency_code"), month)
                        .ifPresent(rate -> prices.put("contract " + id, value / rate / volume / 1000));
            }
        });
        return prices;
    }

    // ---- contracts and facilities ------------------------------------------------------------------------------

    private void contractFact(Row claim, List<Definition> found, String column) {
        for (String one : about(claim)) {
            if (one.startsWith("contract:")) {
                String id = one.substring("contract:".length());
                statements(claim, found, contracts.get(id), column, "contract " + id);
            }
        }
    }

    private void duration(Row claim, List<Definition> found) {
        for (String one : about(claim)) {
            Statements contract =
                    one.startsWith("contract:") ? contracts.get(one.substring("contract:".length())) : null;
            Integer first = contract == null ? null : contract.said("first_year");
            Integer last = contract == null ? null : contract.said("last_year");
            if (first != null && last != null) {
                found.add(Definition.of(
                        "calendar years from the first to the last",
                        SAME,
                        last - first + 1,
                        contract.sayer("first_year").getAs("stated_by"),
                        last + " - " + first + " + 1 = " + (last - first + 1),
                        one.replace(':', ' ')));
                found.add(Definition.of(
                        "last year less first year",
                        SAME,
                        last - first,
                        contract.sayer("first_year").getAs("stated_by"),
                        last + " - " + first + " = " + (last - first),
                        one.replace(':', ' ')));
            }
        }
    }

    /** Units from tonnes, by the kilograms per vehicle of the outlooks: not the buyer's own figure. */
    private void units(Row claim, List<Definition> found) {
        List<String> ids = about(claim).stream()
                .filter(one -> one.startsWith("contract:"))
                .map(one -> one.substring("contract:".length()))
                .toList();
        double tonnes = 0;
        List<String> parts = parts(contracts, ids);
        for (String part : parts) {
            Statements contract = contracts.get(part);
            if (contract == null || contract.figure("volume") == null || !"t".equals(contract.said("volume_unit"))) {
                return;
            }
            tonnes += contract.figure("volume");
        }
        perVehicle(found, tonnes, "contract " + String.join(" ", parts));
    }

    private void unitsCovered(Row claim, List<Definition> found) {
        facilities(claim).forEach((name, phase) -> {
            Double nameplate = phase.figure("nameplate");
            if (nameplate != null && "t_per_year".equals(phase.said("nameplate_unit"))) {
                perVehicle(found, nameplate, "facility_phase " + name);
            }
        });
    }

    private void perVehicle(List<Definition> found, double tonnes, String rows) {
        if (tonnes <= 0) {
            return;
        }
        for (Row row : facts.outlook()) {
            Double kg = row.getAs("magnet_kg_per_vehicle");
            if (kg != null) {
                found.add(Definition.of(
                        String.format(
                                Locale.ROOT,
                                "%,.0f t as magnets of %s kg (%s)",
                                tonnes,
                                Statements.shown(kg),
                                row.getAs("scenario")),
                        OTHER,
                        tonnes * 1000 / kg,
                        row.getAs("stated_by"),
                        String.format(
                                Locale.ROOT,
                                "%,.0f t / %s kg = %,.0f",
                                tonnes,
                                Statements.shown(kg),
                                tonnes * 1000 / kg),
                        rows + "; market_outlook " + row.<String>getAs("slice")));
            }
        }
    }

    private void facilityFact(Row claim, List<Definition> found, String column) {
        facilities(claim).forEach((name, phase) -> statements(claim, found, phase, column, "facility_phase " + name));
    }

    /** The phases that a claim is about, by facility and phase. */
    private Map<String, Statements> facilities(Row claim) {
        Map<String, Statements> meant = new TreeMap<>();
        Map<String, Statements> all = Statements.by(facts.facilities(), "facility_id", "phase");
        for (String one : about(claim)) {
            if (one.startsWith("facility:")) {
                String name = one.substring("facility:".length());
                all.forEach((id, phase) -> {
                    if (id.equals(name) || id.equals(name + "/1")) {
                        meant.put(id, phase);
                    }
                });
            }
        }
        return meant;
    }

    /** What sources other than the claim's own say in a column. */
    static void statements(Row claim, List<Definition> found, Statements about, String column, String rows) {
        if (about == null) {
            return;
        }
        for (Row row : about.newestFirst()) {
            Object value = row.getAs(column);
            if (value == null || said(row, claim) || !sameUnit(row, column, claim)) {
                continue;
            }
            found.add(Definition.of(
                    "as stated by " + row.getAs("stated_by"),
                    STATED,
                    ((Number) value).doubleValue(),
                    row.getAs("stated_by"),
                    "as stated",
                    rows));
        }
    }

    /** Whether a statement's figure counts what the claim's does. */
    private static boolean sameUnit(Row row, String column, Row claim) {
        return switch (column) {
            case "contract_value", "investment" -> same(row, "currency_code", claim, "unit");
            case "volume" -> same(row, "volume_unit", claim, "unit");
            case "nameplate" -> same(row, "nameplate_unit", claim, "unit");
            default -> true;
        };
    }

    /** Whether a statement is the claim's own source's. */
    private static boolean said(Row statement, Row claim) {
        return statement
                .<String>getAs("stated_by")
                .toLowerCase(Locale.ROOT)
                .startsWith(claim.<String>getAs("publisher").toLowerCase(Locale.ROOT));
    }

    static List<String> about(Row claim) {
        String about = claim.getAs("about");
        return about == null ? List.of() : List.of(about.trim().split(" +"));
    }

    static boolean same(Row one, String column, Row other, String otherColumn) {
        Object value = one.getAs(column);
        return value != null && value.equals(other.getAs(otherColumn));
    }
}
