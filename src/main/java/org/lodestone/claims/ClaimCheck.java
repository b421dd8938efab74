package org.lodestone.claims;

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
import org.lodestone.table.Field;
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

    public static final Field<String> CLAIM_ID = Field.required("claim_id", Unit.CODE, "The claim.");
    public static final Field<String> DEFINITION =
            Field.required("definition", Unit.TEXT, "What is computed; none where nothing can be.");
    public static final Field<String> PUBLISHER = Field.required("publisher", Unit.TEXT, "Who published the claim.");
    public static final Field<String> PUBLISHED_ON =
            Field.required("published_on", Unit.TEXT, "When, as far as it is known.");
    public static final Field<String> SUBJECT = Field.required("subject", Unit.TEXT, "What the claim is about.");
    public static final Field<String> MEASURE = Field.required("measure", Unit.CODE, "What it counts.");
    public static final Field<String> QUOTED = Field.optional("quoted", Unit.TEXT, "The words of the source.");
    public static final Field<String> WORDING =
            Field.required("wording", Unit.CODE, "exact, about, nearly, over, at least, range or qualitative.");
    public static final Field<Double> STATED_LOW =
            Field.optional("stated_low", Unit.FIGURE, "The figure as stated, or the lower end of a range.");
    public static final Field<Double> STATED_HIGH =
            Field.optional("stated_high", Unit.FIGURE, "The upper end; null for at least and over.");
    public static final Field<Double> ALLOWED_LOW = Field.optional(
            "allowed_low",
            Unit.FIGURE,
            "The least that the wording allows, with half of the last digit that is surely printed; null for none.");
    public static final Field<Double> ALLOWED_HIGH = Field.optional(
            "allowed_high", Unit.FIGURE, "The most that the wording allows; null for at least, over and targets.");
    public static final Field<String> UNIT =
            Field.optional("unit", Unit.TEXT, "Unit of the stated and of the computed figure.");
    public static final Field<String> DEFINITION_KIND = Field.optional(
            "definition_kind",
            Unit.CODE,
            "same_quantity (what the claim names, as it names it); presumed_definition (the same, where it leaves"
                    + " open what is usual); wider_definition (a code, period or rate that it does not name);"
                    + " by_assumption (with a price, weight or plan that it does not state); other_statement (what"
                    + " another source says: it agrees or not, but computes nothing); other_definition (another"
                    + " period, code, source or basis than it names: never a match); or other_quantity (which"
                    + " settles nothing). Null for none.");
    public static final Field<Double> COMPUTED =
            Field.optional("computed", Unit.FIGURE, "The figure by this definition.");
    public static final Field<Double> COMPUTED_LOW = Field.optional(
            "computed_low",
            Unit.FIGURE,
            "Lower bound, where suppliers without a weight could have any of it; else null.");
    public static final Field<Double> COMPUTED_HIGH = Field.optional(
            "computed_high",
            Unit.FIGURE,
            "Upper bound, where imports whose supplier is not named could be the origin's; else null.");
    public static final Field<Double> GAP =
            Field.optional("gap", Unit.FIGURE, "Computed less stated, from the nearer end of a range; 0 inside it.");
    public static final Field<Boolean> FITS =
            Field.optional("fits", Unit.FLAG, "Whether it is within the rounding of the wording.");
    public static final Field<Boolean> NEAREST = Field.optional(
            "nearest",
            Unit.FLAG,
            "Whether it is the nearest of the claim's definitions, those first that reproduce it, those of other quantities last.");
    public static final Field<String> VERDICT = Field.required(
            "verdict",
            Unit.CODE,
            "Of the claim: reproduced, reproduced (proxy), undecided, contradicted, not reproduced (proxy) or not"
                    + " computable.");
    public static final Field<String> VERDICT_WORDS =
            Field.required("verdict_words", Unit.TEXT, "The same in a sentence.");
    public static final Field<Long> DEFINITIONS_TRIED = Field.required(
            "definitions_tried",
            Unit.COUNT,
            "How many definitions were held against the claim: the more, the more match by chance.");
    public static final Field<Long> DEFINITIONS_FITTING =
            Field.required("definitions_fitting", Unit.COUNT, "How many of them give the claimed figure.");
    public static final Field<Boolean> CONFLICT = Field.required(
            "conflict", Unit.FLAG, "Whether other statements on the same quantity disagree with the claim.");
    public static final Field<String> PRODUCT_CODE =
            Field.optional("product_code", Unit.CODE, "HS code of the definition.");
    public static final Field<String> CODE_PURITY = Field.optional(
            "code_purity", Unit.CODE, "How well the code stands for the claim's stage; see import_dependency.");
    public static final Field<String> PERIOD = Field.optional("period", Unit.TEXT, "Period of the definition.");
    public static final Field<String> BASIS = Field.optional("basis", Unit.CODE, "value or weight, for shares.");
    public static final Field<String> SOURCE = Field.optional("source", Unit.TEXT, "The data set or publisher.");
    public static final Field<Double> PART_SHARE_MOST = Field.optional(
            "part_share_most",
            Unit.FRACTION,
            "Of a code that holds other goods too: the largest part that the claim's goods can be of it if the"
                    + " claim is true. With the code's share s and a claimed share from c_low to c_high, s/c_low where"
                    + " s is below c_low, (1 - s)/(1 - c_high) where it is above c_high, else 1. Null elsewhere.");
    public static final Field<String> HOLDS_IF = Field.optional(
            "holds_if",
            Unit.TEXT,
            "The condition under which the claim is true by this definition, all else being as the data have it."
                    + " Null for a claim that is reproduced, and where none follows.");
    public static final Field<String> HOLDS_IF_QUANTITY = Field.optional(
            "holds_if_quantity",
            Unit.CODE,
            "What it is on: goods_part_of_code, code_part_of_goods, origin_value, origin_weight, exchange_rate,"
                    + " missing_amount, magnet_kg_per_unit, price_usd_per_kg, delivery, whole_tonnes or last_year.");
    public static final Field<Double> HOLDS_IF_LOW =
            Field.optional("holds_if_low", Unit.FIGURE, "The claim is true from here on; null for no lower end.");
    public static final Field<Double> HOLDS_IF_HIGH =
            Field.optional("holds_if_high", Unit.FIGURE, "The claim is true up to here; null for no upper end.");
    public static final Field<Double> HOLDS_IF_FOUND = Field.optional(
            "holds_if_found", Unit.FIGURE, "What the data or the assumption have of it; null where not known.");
    public static final Field<String> HOLDS_IF_UNIT =
            Field.optional("holds_if_unit", Unit.TEXT, "Unit of these three.");
    public static final Field<String> FORMULA =
            Field.optional("formula", Unit.TEXT_WITH_AMOUNTS, "How the figure comes about, with its numbers.");
    public static final Field<String> SOURCE_ROWS =
            Field.optional("source_rows", Unit.TEXT, "The rows that it comes from: report or table, and key.");
    public static final Field<String> NEEDS = Field.optional(
            "needs", Unit.TEXT, "The data that would settle the claim; null for a verdict that needs none.");

    public static final Table TABLE = Table.named("claim_check")
            .grain("One row per claim and definition that it could mean; one without a figure where there is none.")
            .key(CLAIM_ID, DEFINITION)
            .column(
                    PUBLISHER,
                    PUBLISHED_ON,
                    SUBJECT,
                    MEASURE,
                    QUOTED,
                    WORDING,
                    STATED_LOW,
                    STATED_HIGH,
                    ALLOWED_LOW,
                    ALLOWED_HIGH,
                    UNIT,
                    DEFINITION_KIND,
                    COMPUTED,
                    COMPUTED_LOW,
                    COMPUTED_HIGH,
                    GAP,
                    FITS,
                    NEAREST,
                    VERDICT,
                    VERDICT_WORDS,
                    DEFINITIONS_TRIED,
                    DEFINITIONS_FITTING,
                    CONFLICT,
                    PRODUCT_CODE,
                    CODE_PURITY,
                    PERIOD,
                    BASIS,
                    SOURCE,
                    PART_SHARE_MOST,
                    HOLDS_IF,
                    HOLDS_IF_QUANTITY,
                    HOLDS_IF_LOW,
                    HOLDS_IF_HIGH,
                    HOLDS_IF_FOUND,
                    HOLDS_IF_UNIT,
                    FORMULA,
                    SOURCE_ROWS,
                    NEEDS)
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
        RowName.read(SOURCE_ROWS.in(row)).stream()
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
                    .set(DEFINITION, "none")
                    .build());
        }
        return rows;
    }

    private static Row row(Claim claim, Judgement judgement, boolean conflict, String needs, Definition definition) {
        RowBuilder row = row(claim, judgement, conflict, needs)
                .set(DEFINITION, definition.name())
                .set(DEFINITION_KIND, definition.kind().code())
                .set(COMPUTED, definition.computed())
                .set(COMPUTED_LOW, definition.computedLow() < definition.computed() ? definition.computedLow() : null)
                .set(
                        COMPUTED_HIGH,
                        definition.computedHigh() > definition.computed() ? definition.computedHigh() : null)
                .set(PRODUCT_CODE, definition.product())
                .set(CODE_PURITY, definition.purity())
                .set(PERIOD, definition.period())
                .set(BASIS, definition.basis())
                .set(SOURCE, definition.source())
                .set(FORMULA, definition.formula())
                .set(SOURCE_ROWS, RowName.text(definition.rows()));
        row.set(GAP, claim.wording().gap(definition.computed()))
                .set(FITS, definition.fits(claim.wording()))
                .set(NEAREST, definition == judgement.nearest());
        Condition holdsIf = definition.holdsIf();
        if (holdsIf != null && holdsIf.quantity().equals(Condition.GOODS_PART_OF_CODE)) {
            row.set(PART_SHARE_MOST, holdsIf.high());
        }
        if (holdsIf != null && !judgement.verdict().equals(Judgement.REPRODUCED)) {
            row.set(HOLDS_IF, holdsIf.words())
                    .set(HOLDS_IF_QUANTITY, holdsIf.quantity())
                    .set(HOLDS_IF_LOW, holdsIf.low())
                    .set(HOLDS_IF_HIGH, holdsIf.high())
                    .set(HOLDS_IF_FOUND, holdsIf.found())
                    .set(HOLDS_IF_UNIT, holdsIf.unit());
        }
        return row.build();
    }

    private static RowBuilder row(Claim claim, Judgement judgement, boolean conflict, String needs) {
        RowBuilder row = TABLE.row()
                .set(CLAIM_ID, claim.id())
                .set(PUBLISHER, claim.publisher())
                .set(PUBLISHED_ON, PublishedClaims.PUBLISHED_ON.in(claim.row()))
                .set(SUBJECT, PublishedClaims.SUBJECT.in(claim.row()))
                .set(MEASURE, claim.measure())
                .set(QUOTED, PublishedClaims.QUOTED.in(claim.row()))
                .set(WORDING, PublishedClaims.WORDING.in(claim.row()))
                .set(STATED_LOW, PublishedClaims.VALUE_LOW.in(claim.row()))
                .set(STATED_HIGH, PublishedClaims.VALUE_HIGH.in(claim.row()))
                .set(UNIT, claim.unit())
                .set(VERDICT, judgement.verdict())
                .set(VERDICT_WORDS, judgement.words())
                .set(DEFINITIONS_TRIED, (long) judgement.tried())
                .set(DEFINITIONS_FITTING, (long) judgement.fitting())
                .set(CONFLICT, conflict)
                .set(NEEDS, needs);
        if (claim.wording() != null) {
            Interval allowed = claim.wording().widest();
            row.set(ALLOWED_LOW, Double.isInfinite(allowed.low()) ? null : allowed.low())
                    .set(ALLOWED_HIGH, Double.isInfinite(allowed.high()) ? null : allowed.high());
        }
        return row;
    }

    /** The claims with their verdicts: one row each, for a summary. */
    public static List<Row> verdicts(List<Row> checked) {
        Map<String, Row> first = new java.util.TreeMap<>();
        for (Row row : checked) {
            first.merge(CLAIM_ID.in(row), row, (one, other) -> Boolean.TRUE.equals(NEAREST.in(other)) ? other : one);
        }
        return List.copyOf(first.values());
    }
}
