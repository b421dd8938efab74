package org.lodestone.claims;

import static org.lodestone.claims.Definition.OTHER;
import static org.lodestone.claims.Definition.SAME;
import static org.lodestone.claims.Definition.STATED;
import static org.lodestone.claims.Definition.WIDER;
import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Published figures against what the data give. Every definition that a claim could mean is computed; the claim is
 * quoted as it was worded, and no definition is bent until it fits.
 *
 * <p>Verdicts: {@code reproduced} where a definition gives the figure within the rounding of its wording;
 * {@code contradicted} where the same quantity was computed and differs; {@code not reproduced (proxy)} where only wider
 * codes, other periods or quantities nearby can be computed; {@code not computable} where nothing can.
 */
public final class ClaimCheck {
    private ClaimCheck() {}

    public static final Table TABLE = Table.named("claim_check")
            .grain("One row per claim and definition that it could mean; one without a figure where there is none.")
            .key(
                    required("claim_id", Unit.CODE, "The claim."),
                    required("definition", Unit.TEXT, "What is computed; none where nothing can be."))
            .required("publisher", Unit.TEXT, "Who published the claim.")
            .required("published_on", Unit.TEXT, "When, as far as it is known.")
            .required("subject", Unit.TEXT, "What the claim is about.")
            .required("measure", Unit.CODE, "What it counts.")
            .column("quoted", Unit.TEXT, "The words of the source.")
            .required("wording", Unit.CODE, "exact, about, nearly, over, at least, range or qualitative.")
            .column("stated_low", Unit.FIGURE, "The figure as stated, or the lower end of a range.")
            .column("stated_high", Unit.FIGURE, "The upper end; null for at least and over.")
            .column("unit", Unit.TEXT, "Unit of the stated and of the computed figure.")
            .column(
                    "definition_kind",
                    Unit.CODE,
                    "same_quantity; wider_definition (a code that is not exactly the claim's, or a claim that names no"
                            + " period); other_statement (what another source says of the same quantity: it agrees or not,"
                            + " but computes nothing); or other_quantity (which settles nothing). Null for none.")
            .column("computed", Unit.FIGURE, "The figure by this definition.")
            .column(
                    "computed_high",
                    Unit.FIGURE,
                    "Upper bound, where imports whose supplier is not named could be the origin's; else null.")
            .column("gap", Unit.FIGURE, "Computed less stated, from the nearer end of a range; 0 inside it.")
            .column("fits", Unit.FLAG, "Whether it is within the rounding of the wording.")
            .column(
                    "nearest",
                    Unit.FLAG,
                    "Whether it is the nearest of the claim's definitions, those first that reproduce it, those of other quantities last.")
            .required(
                    "verdict",
                    Unit.CODE,
                    "Of the claim: reproduced, contradicted, not reproduced (proxy) or not computable.")
            .required("conflict", Unit.FLAG, "Whether other statements on the same quantity disagree with the claim.")
            .column("product_code", Unit.CODE, "HS code of the definition.")
            .column("code_purity", Unit.CODE, "How well the code stands for the claim's stage; see import_dependency.")
            .column("period", Unit.TEXT, "Period of the definition.")
            .column("basis", Unit.CODE, "value or weight, for shares.")
            .column("source", Unit.TEXT, "The data set or publisher.")
            .column(
                    "part_share_most",
                    Unit.FRACTION,
                    "Of a code that holds other goods too: the largest part that the claim's goods can be of it if the"
                            + " claim is true. With the code's share s and the claimed share c, s/c where s is below c and"
                            + " (1 - s)/(1 - c) where it is above. Null elsewhere.")
            .column("formula", Unit.TEXT, "How the figure comes about, with its numbers.")
            .column("source_rows", Unit.TEXT, "The rows that it comes from: report or table, and key.")
            .column("needs", Unit.TEXT, "The data that would settle the claim; null for a verdict that needs none.")
            .check(
                    Check.oneOf("verdict", "reproduced", "contradicted", "not reproduced (proxy)", "not computable"),
                    Check.fraction("part_share_most"),
                    Check.that("figure_with_kind", "(computed IS NULL) = (definition_kind IS NULL)"))
            .build();

    private static final double SAME_FIGURE = 0.005;
    private static final List<String> NO_PERIOD = List.of("not stated", "");

    /**
     * @param claims of {@link PublishedClaims#TABLE}
     * @param facts what they are held against
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(List<Row> claims, Facts facts) {
        List<Row> rows = new ArrayList<>();
        Definitions definitions = new Definitions(facts, claims);
        claims.stream()
                .sorted(Comparator.comparing((Row row) -> row.<String>getAs("claim_id")))
                .forEach(claim -> rows.addAll(check(claim, definitions.of(claim), claims)));
        return rows;
    }

    private static List<Row> check(Row claim, List<Definition> definitions, List<Row> claims) {
        Double low = claim.getAs("value_low");
        Wording wording = low == null ? null : new Wording(claim.getAs("wording"), low, claim.getAs("value_high"));
        String verdict = verdict(claim, wording, definitions);
        boolean conflict = conflict(claim, wording, definitions, claims);
        String needs = verdict.equals("reproduced") || verdict.equals("contradicted") ? null : Definitions.needs(claim);
        Definition nearest = wording == null
                ? null
                : definitions.stream()
                        .min(Comparator.comparing((Definition one) -> !one.reproduces())
                                .thenComparing(one -> one.kind().equals(OTHER))
                                .thenComparing(one -> Math.abs(wording.gap(one.computed())))
                                .thenComparing(Definition::name))
                        .orElse(null);
        List<Row> rows = new ArrayList<>();
        for (Definition definition : definitions) {
            RowBuilder row = row(claim, verdict, conflict, needs)
                    .set("definition", definition.name())
                    .set("definition_kind", definition.kind())
                    .set("computed", definition.computed())
                    .set(
                            "computed_high",
                            definition.computedHigh() > definition.computed() ? definition.computedHigh() : null)
                    .set("product_code", definition.product())
                    .set("code_purity", definition.purity())
                    .set("period", definition.period())
                    .set("basis", definition.basis())
                    .set("source", definition.source())
                    .set("formula", definition.formula())
                    .set("source_rows", definition.rows());
            if (wording != null) {
                row.set("gap", wording.gap(definition.computed()))
                        .set("fits", wording.fits(definition.computed(), definition.converted()))
                        .set("nearest", definition == nearest)
                        .set("part_share_most", mostOfCode(claim, definition, low));
            }
            rows.add(row.build());
        }
        if (definitions.isEmpty()) {
            rows.add(row(claim, verdict, conflict, needs)
                    .set("definition", "none")
                    .build());
        }
        return rows;
    }

    private static RowBuilder row(Row claim, String verdict, boolean conflict, String needs) {
        return TABLE.row()
                .set("claim_id", claim.getAs("claim_id"))
                .set("publisher", claim.getAs("publisher"))
                .set("published_on", claim.getAs("published_on"))
                .set("subject", claim.getAs("subject"))
                .set("measure", claim.getAs("measure"))
                .set("quoted", claim.getAs("quoted"))
                .set("wording", claim.getAs("wording"))
                .set("stated_low", claim.getAs("value_low"))
                .set("stated_high", claim.getAs("value_high"))
                .set("unit", claim.getAs("unit"))
                .set("verdict", verdict)
                .set("conflict", conflict)
                .set("needs", needs);
    }

    static String verdict(Row claim, Wording wording, List<Definition> definitions) {
        if (wording == null || definitions.isEmpty()) {
            return "not computable";
        }
        if (definitions.stream().anyMatch(one -> one.reproduces() && wording.fits(one.computed(), one.converted()))) {
            return "reproduced";
        }
        // Imports whose supplier is not named could make up the difference.
        if (definitions.stream()
                .anyMatch(one -> one.kind().equals(SAME) && !wording.fitsBetween(one.computed(), one.computedHigh()))) {
            return "contradicted";
        }
        List<Definition> wider =
                definitions.stream().filter(one -> one.kind().equals(WIDER)).toList();
        boolean outside = !wider.isEmpty()
                && wider.stream().allMatch(one -> {
                    Double most = mostOfCode(claim, one, wording.low());
                    return most != null && most == 0;
                });
        if (outside) {
            return "contradicted";
        }
        return definitions.stream().allMatch(one -> one.kind().equals(STATED))
                ? "not computable"
                : "not reproduced (proxy)";
    }

    /**
     * A code holds the claim's goods, a part x of it, and others. The code's share s is at least x·c and at most x·c + 1 - x
     * for a claimed share c of its goods, so x is at most s/c where c is above s, and at most (1 - s)/(1 - c) where it is
     * below.
     */
    private static Double mostOfCode(Row claim, Definition definition, double low) {
        boolean wider = definition.kind().equals(WIDER) && "proxy".equals(definition.purity());
        double whole = "percent".equals(claim.getAs("unit")) ? 100 : 1;
        if (!wider || !claim.<String>getAs("measure").equals("import_share") || definition.computed() == low) {
            return null;
        }
        return definition.computed() < low
                ? definition.computedHigh() >= low ? null : Double.valueOf(definition.computedHigh() / low)
                : (whole - definition.computed()) / (whole - low);
    }

    private static boolean conflict(Row claim, Wording wording, List<Definition> definitions, List<Row> claims) {
        if (wording == null) {
            return false;
        }
        if (definitions.stream().anyMatch(one -> one.kind().equals(STATED) && !wording.fits(one.computed(), false))) {
            return true;
        }
        // Ways of counting one duration that disagree: the source's own years do not give it.
        if (claim.<String>getAs("measure").equals("contract_duration")
                && definitions.stream()
                        .anyMatch(one -> one.name().contains("calendar") && !wording.fits(one.computed(), false))) {
            return true;
        }
        return claims.stream()
                .filter(other -> other != claim && sameQuantity(claim, other))
                .anyMatch(other -> apart(claim, other));
    }

    private static boolean sameQuantity(Row one, Row other) {
        for (String column : List.of("measure", "importer_iso3", "origin_iso3", "unit", "about")) {
            if (!java.util.Objects.equals(one.getAs(column), other.getAs(column))) {
                return false;
            }
        }
        // Two years of one quantity may well have two figures; a start year is its own period.
        String period = one.getAs("period");
        String otherPeriod = other.getAs("period");
        boolean start = one.<String>getAs("measure").equals("start_year");
        if (!start && !period.equals(otherPeriod) && !NO_PERIOD.contains(period) && !NO_PERIOD.contains(otherPeriod)) {
            return false;
        }
        boolean named = one.getAs("about") != null;
        return named
                || java.util.Objects.equals(one.getAs("stage"), other.getAs("stage"))
                        && one.getAs("origin_iso3") != null;
    }

    private static boolean apart(Row one, Row other) {
        Double a = one.getAs("value_low");
        Double b = other.getAs("value_low");
        if (a == null || b == null) {
            return false;
        }
        Double aEnd = one.getAs("value_high") == null ? Double.valueOf(Double.MAX_VALUE) : one.getAs("value_high");
        Double bEnd = other.getAs("value_high") == null ? Double.valueOf(Double.MAX_VALUE) : other.getAs("value_high");
        boolean years = "year".equals(one.getAs("unit"));
        double slack = years ? 0 : SAME_FIGURE * Math.max(Math.abs(a), Math.abs(b));
        return a > bEnd + slack || b > aEnd + slack;
    }

    /** The claims with their verdicts: one row each, for a summary. */
    public static List<Row> verdicts(List<Row> checked) {
        Map<String, Row> first = new java.util.TreeMap<>();
        for (Row row : checked) {
            first.merge(
                    row.getAs("claim_id"),
                    row,
                    (one, other) -> Boolean.TRUE.equals(other.<Boolean>getAs("nearest")) ? other : one);
        }
        return List.copyOf(first.values());
    }
}
