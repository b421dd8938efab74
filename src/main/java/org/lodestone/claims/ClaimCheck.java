package org.lodestone.claims;

import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.RowName;
import org.lodestone.metric.Trace;
import org.lodestone.production.Facilities;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Published figures against what the data give. Every definition that a claim could mean is computed; the claim is
 * quoted as it was worded, and no definition is bent until it fits.
 *
 * <p>Verdicts: {@code reproduced} where the claim's own definition gives the figure within what its wording allows;
 * {@code contradicted} where it was computed and no way of counting does; {@code reproduced (proxy)} and
 * {@code not reproduced (proxy)} where the claim leaves open what a figure needs and wider definitions do or do not;
 * {@code undecided} where it depends on digits that may or may not be printed, or on imports that name no supplier;
 * {@code not computable} where nothing that counts the same is at hand. For each that is not reproduced,
 * {@code holds_if} says under which condition it would be true.
 */
public final class ClaimCheck {
    private static final List<String> VERDICTS = List.of(
            Judgement.REPRODUCED,
            Judgement.REPRODUCED_BY_PROXY,
            Judgement.UNDECIDED,
            Judgement.CONTRADICTED,
            Judgement.NOT_REPRODUCED,
            Judgement.NOT_COMPUTABLE);

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
            .column(
                    "allowed_low",
                    Unit.FIGURE,
                    "The least that the wording allows, with half of the last digit that is surely printed; null for none.")
            .column(
                    "allowed_high",
                    Unit.FIGURE,
                    "The most that the wording allows; null for at least, over and targets.")
            .column("unit", Unit.TEXT, "Unit of the stated and of the computed figure.")
            .column(
                    "definition_kind",
                    Unit.CODE,
                    "same_quantity (what the claim names, as it names it); presumed_definition (the same, where it leaves"
                            + " open what is usual); wider_definition (a code, period or rate that it does not name);"
                            + " by_assumption (with a price, weight or plan that it does not state); other_statement (what"
                            + " another source says: it agrees or not, but computes nothing); other_definition (another"
                            + " period, code, source or basis than it names: never a match); or other_quantity (which"
                            + " settles nothing). Null for none.")
            .column("computed", Unit.FIGURE, "The figure by this definition.")
            .column(
                    "computed_low",
                    Unit.FIGURE,
                    "Lower bound, where suppliers without a weight could have any of it; else null.")
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
                    "Of the claim: reproduced, reproduced (proxy), undecided, contradicted, not reproduced (proxy) or not"
                            + " computable.")
            .required("verdict_words", Unit.TEXT, "The same in a sentence.")
            .required(
                    "definitions_tried",
                    Unit.COUNT,
                    "How many definitions were held against the claim: the more, the more match by chance.")
            .required("definitions_fitting", Unit.COUNT, "How many of them give the claimed figure.")
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
                            + " claim is true. With the code's share s and a claimed share from c_low to c_high, s/c_low where"
                            + " s is below c_low, (1 - s)/(1 - c_high) where it is above c_high, else 1. Null elsewhere.")
            .column(
                    "holds_if",
                    Unit.TEXT,
                    "The condition under which the claim is true by this definition, all else being as the data have it."
                            + " Null for a claim that is reproduced, and where none follows.")
            .column(
                    "holds_if_quantity",
                    Unit.CODE,
                    "What it is on: goods_part_of_code, code_part_of_goods, origin_value, origin_weight, exchange_rate,"
                            + " missing_amount, magnet_kg_per_unit, price_usd_per_kg, delivery, whole_tonnes or last_year.")
            .column("holds_if_low", Unit.FIGURE, "The claim is true from here on; null for no lower end.")
            .column("holds_if_high", Unit.FIGURE, "The claim is true up to here; null for no upper end.")
            .column("holds_if_found", Unit.FIGURE, "What the data or the assumption have of it; null where not known.")
            .column("holds_if_unit", Unit.TEXT, "Unit of these three.")
            .column("formula", Unit.TEXT_WITH_AMOUNTS, "How the figure comes about, with its numbers.")
            .column("source_rows", Unit.TEXT, "The rows that it comes from: report or table, and key.")
            .column("needs", Unit.TEXT, "The data that would settle the claim; null for a verdict that needs none.")
            .check(
                    Check.oneOf("verdict", VERDICTS.toArray(String[]::new)),
                    Check.fraction("part_share_most"),
                    Check.that("figure_with_kind", "(computed IS NULL) = (definition_kind IS NULL)"),
                    Check.that("no_more_fit_than_tried", "definitions_fitting <= definitions_tried"),
                    Check.that("condition_with_words", "(holds_if IS NULL) = (holds_if_quantity IS NULL)"))
            .build();

    private static final Collected CLAIMS = LakeTable.of(PublishedClaims.TABLE).collected();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(CLAIMS, Facts.KNOWN)
            .traces(ClaimCheck::traces)
            .computeInMemory(in -> of(in.get(CLAIMS), in.get(Facts.KNOWN)));

    /** What {@link #TABLE} names rows of. */
    private static final Map<String, Table> NAMED = Stream.of(
                    ImportDependency.TABLE,
                    SupplierConcentration.TABLE,
                    ShareTrajectory.TABLE,
                    Contracts.TABLE,
                    Facilities.TABLE,
                    MarketOutlook.TABLE,
                    Production.TABLE,
                    ExchangeRates.TABLE,
                    PublishedClaims.TABLE)
            .collect(Collectors.toMap(Table::name, table -> table));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        List<Trace> traces = new ArrayList<>();
        traces.add(new Trace(PublishedClaims.TABLE, Trace.same(row, "claim_id")));
        RowName.read(row.getAs("source_rows")).stream()
                .filter(name -> NAMED.containsKey(name.table()))
                .forEach(name -> traces.add(new Trace(NAMED.get(name.table()), name.rows())));
        return traces;
    }

    /**
     * @param claims of {@link PublishedClaims#TABLE}
     * @param facts what they are held against
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(List<Row> claims, Facts facts) {
        List<Claim> all = claims.stream()
                .map(Claim::of)
                .sorted(Comparator.comparing(Claim::id))
                .toList();
        Definitions definitions = new Definitions(facts, all);
        List<Row> rows = new ArrayList<>();
        all.forEach(claim -> rows.addAll(check(claim, definitions.of(claim), all)));
        return rows;
    }

    private static List<Row> check(Claim claim, List<Definition> definitions, List<Claim> claims) {
        Judgement judgement = Judgement.of(claim, definitions);
        boolean conflict = Conflicts.of(claim, definitions, claims);
        boolean settled = List.of(Judgement.REPRODUCED, Judgement.CONTRADICTED).contains(judgement.verdict());
        String needs = settled ? null : Definitions.needs(claim, definitions);
        List<Row> rows = new ArrayList<>();
        for (Definition definition : definitions) {
            rows.add(row(claim, judgement, conflict, needs, definition));
        }
        if (definitions.isEmpty()) {
            rows.add(row(claim, judgement, conflict, needs)
                    .set("definition", "none")
                    .build());
        }
        return rows;
    }

    private static Row row(Claim claim, Judgement judgement, boolean conflict, String needs, Definition definition) {
        RowBuilder row = row(claim, judgement, conflict, needs)
                .set("definition", definition.name())
                .set("definition_kind", definition.kind().code())
                .set("computed", definition.computed())
                .set("computed_low", definition.computedLow() < definition.computed() ? definition.computedLow() : null)
                .set(
                        "computed_high",
                        definition.computedHigh() > definition.computed() ? definition.computedHigh() : null)
                .set("product_code", definition.product())
                .set("code_purity", definition.purity())
                .set("period", definition.period())
                .set("basis", definition.basis())
                .set("source", definition.source())
                .set("formula", definition.formula())
                .set("source_rows", RowName.text(definition.rows()));
        row.set("gap", claim.wording().gap(definition.computed()))
                .set("fits", definition.fits(claim.wording()))
                .set("nearest", definition == judgement.nearest());
        Condition holdsIf = definition.holdsIf();
        if (holdsIf != null && holdsIf.quantity().equals(Condition.GOODS_PART_OF_CODE)) {
            row.set("part_share_most", holdsIf.high());
        }
        if (holdsIf != null && !judgement.verdict().equals(Judgement.REPRODUCED)) {
            row.set("holds_if", holdsIf.words())
                    .set("holds_if_quantity", holdsIf.quantity())
                    .set("holds_if_low", holdsIf.low())
                    .set("holds_if_high", holdsIf.high())
                    .set("holds_if_found", holdsIf.found())
                    .set("holds_if_unit", holdsIf.unit());
        }
        return row.build();
    }

    private static RowBuilder row(Claim claim, Judgement judgement, boolean conflict, String needs) {
        RowBuilder row = TABLE.row()
                .set("claim_id", claim.id())
                .set("publisher", claim.publisher())
                .set("published_on", claim.row().getAs("published_on"))
                .set("subject", claim.row().getAs("subject"))
                .set("measure", claim.measure())
                .set("quoted", claim.row().getAs("quoted"))
                .set("wording", claim.row().getAs("wording"))
                .set("stated_low", claim.row().getAs("value_low"))
                .set("stated_high", claim.row().getAs("value_high"))
                .set("unit", claim.unit())
                .set("verdict", judgement.verdict())
                .set("verdict_words", judgement.words())
                .set("definitions_tried", (long) judgement.tried())
                .set("definitions_fitting", (long) judgement.fitting())
                .set("conflict", conflict)
                .set("needs", needs);
        if (claim.wording() != null) {
            Interval allowed = claim.wording().widest();
            row.set("allowed_low", Double.isInfinite(allowed.low()) ? null : allowed.low())
                    .set("allowed_high", Double.isInfinite(allowed.high()) ? null : allowed.high());
        }
        return row;
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
