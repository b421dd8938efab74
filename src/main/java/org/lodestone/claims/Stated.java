package org.lodestone.claims;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.lodestone.claims.Definition.Kind;
import org.lodestone.contracts.Contracts;
import org.lodestone.metric.RowName;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;

/** What sources other than the claim's own state of the same thing. */
final class Stated {
    private final Facts facts;
    private final Map<String, Statements> contracts;

    Stated(Facts facts, Map<String, Statements> contracts) {
        this.facts = facts;
        this.contracts = contracts;
    }

    /** A column of the contract that the claim is about: what is said of one of several is not what it counts. */
    void ofContracts(Claim claim, List<Definition> found, String column) {
        List<String> ids = claim.about("contract");
        if (ids.size() == 1) {
            add(claim, found, contracts.get(ids.get(0)), column, ofContracts(ids));
        }
    }

    /** A column of the phase of a facility that the claim is about. */
    void ofFacilities(Claim claim, List<Definition> found, String column) {
        if (claim.about("facility").size() > 1) {
            return;
        }
        facilities(claim).forEach((name, phase) -> add(claim, found, phase, column, ofPhase(name)));
    }

    static List<RowName> ofContracts(List<String> ids) {
        return List.of(RowName.of(Contracts.TABLE).with("contract_id", ids));
    }

    /** @param name facility and phase */
    static List<RowName> ofPhase(String name) {
        int slash = name.lastIndexOf('/');
        return List.of(RowName.of(Facilities.TABLE)
                .with("facility_id", name.substring(0, slash))
                .with("phase", name.substring(slash + 1)));
    }

    /** The phases that a claim is about, by facility and phase. */
    Map<String, Statements> facilities(Claim claim) {
        Map<String, Statements> meant = new TreeMap<>();
        Map<String, Statements> all = Statements.by(facts.facilities(), "facility_id", "phase");
        for (String name : claim.about("facility")) {
            all.forEach((id, phase) -> {
                if (id.equals(name) || id.equals(name + "/1")) {
                    meant.put(id, phase);
                }
            });
        }
        return meant;
    }

    private static void add(Claim claim, List<Definition> found, Statements about, String column, List<RowName> rows) {
        if (about == null) {
            return;
        }
        for (Row row : about.newestFirst()) {
            Object value = row.getAs(column);
            if (value != null && !claim.said(row) && sameUnit(row, column, claim)) {
                found.add(Definition.of(
                        "as stated by " + Columns.STATED_BY.in(row),
                        Kind.STATED,
                        ((Number) value).doubleValue(),
                        Columns.STATED_BY.in(row),
                        "as stated",
                        rows,
                        null));
            }
        }
    }

    /** Whether a statement's figure counts what the claim's does. */
    private static boolean sameUnit(Row row, String column, Claim claim) {
        return switch (column) {
            case "contract_value", "investment" -> claim.same(row, "currency_code", "unit");
            case "volume" -> claim.same(row, "volume_unit", "unit");
            case "nameplate" -> claim.same(row, "nameplate_unit", "unit");
            default -> true;
        };
    }
}
