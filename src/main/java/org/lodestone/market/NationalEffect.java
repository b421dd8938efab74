package org.lodestone.market;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.contracts.Contracts;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Rounding;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceName;
import org.lodestone.trade.TradeFlows;

/**
 * What a company's plant does to a country's own dependency, by where its magnets are sold.
 *
 * <p>The newest year's imports W by weight, of which the largest supplier gives w, are held fixed as the country's need.
 * Magnets sold elsewhere change nothing. Magnets d sold in the country take the place of that supplier's: from a plant
 * abroad its share of imports becomes (w - d)/W; from a plant at home imports shrink, to (w - d)/(W - d) of imports and
 * (w - d)/W of use. d is at most w. That newcomers replace the largest supplier is the best case for the country. An
 * unspecified supplier, or one without a weight, may be larger than the largest that is known: the figures are then those
 * of the supplier that is named, and the row says so.
 */
public final class NationalEffect {

    private NationalEffect() {}

    public static final Field<String> FACILITY_ID = Field.required("facility_id", Unit.CODE, "The plant.");
    public static final Field<String> READING =
            Field.required("reading", Unit.CODE, "What its nameplate is taken to count.");
    public static final Field<Integer> THROUGH_PHASE = Field.<Integer>required(
                    "through_phase", Unit.CODE, "The last phase that counts; 0 for all of which a year is known.")
            .typed(DataTypes.IntegerType);
    public static final Field<String> COUNTRY_ISO3 =
            Field.required("country_iso3", Unit.CODE, "The country whose dependency it is.");
    public static final Field<Double> SOLD_IN_COUNTRY_SHARE = Field.required(
            "sold_in_country_share",
            Unit.FRACTION,
            "Part of the plant's output that is sold in the country: 0, 0.25, 0.5, 0.75 and 1.");
    public static final Field<String> PLANT_COUNTRY_ISO3 =
            Field.optional("plant_country_iso3", Unit.CODE, "Where the plant stands.");
    public static final Field<Double> OUTPUT_TONNES = Field.optional(
            "output_tonnes", Unit.TONNES, "Magnets a year of the plant if it is built and runs in full.");
    public static final Field<Double> IMPORTS_TONNES =
            Field.optional("imports_tonnes", Unit.TONNES, "The country's imports of that year, W.");
    public static final Field<String> SUPPLIER_ISO3 = Field.optional(
            "supplier_iso3",
            Unit.CODE,
            "The largest named supplier by weight; of equal ones the first by code. Null where none is named.");
    public static final Field<Boolean> SUPPLIER_CERTAIN = Field.optional(
            "supplier_certain",
            Unit.FLAG,
            "Whether it is the largest in every case that the bounds of weights allow: its lower bound is above each"
                    + " other one's upper, unspecified suppliers and those without a weight included. The figures are"
                    + " those of the supplier that is named in any case; null without it.");
    public static final Field<Double> SUPPLIER_TONNES =
            Field.optional("supplier_tonnes", Unit.TONNES, "What it supplies, w.");
    public static final Field<Double> DISPLACED_TONNES = Field.computed(
            "displaced_tonnes",
            Unit.TONNES,
            "if(output_tonnes IS NULL OR supplier_tonnes IS NULL, NULL, least(output_tonnes * sold_in_country_share,"
                    + " supplier_tonnes))",
            "What the plant takes from it, d.");
    public static final Field<Double> SUPPLIER_SHARE = Field.computed(
            "supplier_share",
            Unit.FRACTION,
            "supplier_tonnes / imports_tonnes",
            "The supplier's share of imports by weight without the plant.");
    public static final Field<Double> SUPPLIER_SHARE_LOW = Field.optional(
            "supplier_share_low", Unit.FRACTION, "Lower bound of it: weight_share_low of import_dependency.");
    public static final Field<Double> SUPPLIER_SHARE_HIGH = Field.optional(
            "supplier_share_high",
            Unit.FRACTION,
            "Upper bound of it: weight_share_high there, with what is unspecified.");
    public static final Field<Double> SUPPLIER_SHARE_AFTER = Field.optional(
            "supplier_share_after", Unit.FRACTION, "Its share of imports with the plant; null with effect_reason.");
    public static final Field<Double> SUPPLIER_SHARE_OF_USE_AFTER = Field.computed(
            "supplier_share_of_use_after",
            Unit.FRACTION,
            "(supplier_tonnes - displaced_tonnes) / imports_tonnes",
            "Its part of what was imported before, with the plant.");
    public static final Field<Double> EFFECT_POINTS = Field.computed(
            "effect_points",
            Unit.POINTS,
            "(supplier_share_of_use_after - supplier_share) * 100",
            "Change of the supplier's part; 0 for magnets sold elsewhere.");
    public static final Field<String> EFFECT_REASON = Field.optional(
            "effect_reason",
            Unit.CODE,
            "Why the effect is not known: no_nameplate, no_start_year, no_assumption ..., no_named_supplier or no_weight;"
                    + " null where it is. Of magnets that are sold elsewhere it is none all the same, where a supplier"
                    + " is named.");
    public static final Field<String> CODE_PURITY = Field.optional(
            "code_purity", Unit.CODE, "How well the product code stands for magnets; see import_dependency.");

    public static final Table TABLE = Table.named("national_effect")
            .grain(
                    "One row per company, market, facility, reading, last phase, country, source, product and part sold at home.")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    FACILITY_ID,
                    READING,
                    THROUGH_PHASE,
                    COUNTRY_ISO3,
                    Columns.SOURCE,
                    Columns.PRODUCT_CODE,
                    SOLD_IN_COUNTRY_SHARE)
            .column(Columns.YEAR.meaning("The year of the imports, the newest there is."))
            .column(
                    PLANT_COUNTRY_ISO3,
                    OUTPUT_TONNES,
                    IMPORTS_TONNES,
                    SUPPLIER_ISO3,
                    SUPPLIER_CERTAIN,
                    SUPPLIER_TONNES,
                    DISPLACED_TONNES,
                    SUPPLIER_SHARE,
                    SUPPLIER_SHARE_LOW,
                    SUPPLIER_SHARE_HIGH,
                    SUPPLIER_SHARE_AFTER,
                    SUPPLIER_SHARE_OF_USE_AFTER,
                    EFFECT_POINTS,
                    EFFECT_REASON,
                    CODE_PURITY,
                    PlanColumns.ASSUMPTIONS)
            .check(
                    Check.fraction("supplier_share"),
                    Check.fraction("supplier_share_after"),
                    Check.inOrder("supplier_share_low", "supplier_share", "supplier_share_high"),
                    Check.that("effect_or_reason", "(supplier_share_after IS NULL) = (effect_reason IS NOT NULL)"))
            .build();

    private static final Collected PRODUCTS = References.PRODUCTS.collected();
    private static final Collected TARGETS = LakeTable.of(Targets.TABLE).collected();
    private static final Collected FACILITIES = LakeTable.of(Facilities.TABLE).collected();

    /** What the countries of plants and companies import of magnets, in whole years. */
    private static final Collected MAGNETS = Intermediate.view(
                    "magnet imports of the plants' countries",
                    List.of(ImportDependency.METRIC, PRODUCTS, TARGETS, FACILITIES),
                    in -> magnets(
                            in.get(ImportDependency.METRIC), in.get(PRODUCTS), in.get(TARGETS), in.get(FACILITIES)))
            .collected();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, TARGETS, LakeTable.of(SalesPlans.TABLE), FACILITIES, PlanBook.KNOWN, MAGNETS)
            .traces(NationalEffect::traces)
            .computeInMemory(in -> of(in.get(PlanBook.KNOWN), in.get(MAGNETS)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        List<Trace> traces = new ArrayList<>(CapacityOutlook.traces(row, lookup));
        traces.add(new Trace(Targets.TABLE, Trace.same(row, "company", "market")));
        traces.add(new Trace(SalesPlans.TABLE, Trace.same(row, "company", "market")));
        // Of a contract that the plant fills all statements count, also those that do not name it.
        Object[] filled =
                lookup
                        .rows(new Trace(
                                Contracts.TABLE, DeliverySchedule.MADE_BY.col().equalTo(FACILITY_ID.in(row))))
                        .stream()
                        .map(DeliverySchedule.CONTRACT_ID::in)
                        .toArray();
        traces.add(new Trace(Contracts.TABLE, DeliverySchedule.CONTRACT_ID.col().isin(filled)));
        traces.addAll(SourceName.of(Columns.SOURCE.in(row))
                .imports(List.of(COUNTRY_ISO3.in(row)), Columns.PRODUCT_CODE.in(row), Trace.same(row, "year"), lookup));
        return traces;
    }

    private static Dataset<Row> magnets(
            Dataset<Row> dependency, List<Row> products, List<Row> targets, List<Row> facilities) {
        Object[] countries = Stream.concat(
                        targets.stream().map(row -> Targets.HOME_COUNTRY_ISO3.in(row)),
                        facilities.stream().map(row -> Facilities.COUNTRY_ISO3.in(row)))
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        return dependency.where(Columns.PERIOD_TYPE
                .col()
                .equalTo("year")
                .and(Columns.PRODUCT_CODE
                        .col()
                        .isin(products.stream().map(row -> row.getString(0)).toArray()))
                .and(Columns.IMPORTER_ISO3.col().isin(countries))
                .and(Columns.STAGE.col().equalTo("magnet")));
    }

    private static final double[] PARTS = {0, 0.25, 0.5, 0.75, 1};

    /** A plant as a plan counts it. */
    private record Member(String facility, String reading, Integer throughPhase, String assumption) {
        String name() {
            return facility + "/" + reading + "/" + throughPhase;
        }
    }

    /**
     * @param book with targets, plans, facilities and assumptions
     * @param imports rows of import_dependency: suppliers of magnets, by year
     * @return rows of {@link #TABLE}, for the company's country and each plant's
     */
    public static List<Row> of(PlanBook book, List<Row> imports) {
        Map<String, List<Row>> newest = newest(imports);
        Assumptions assumptions = Assumptions.of(book.assumptions());
        List<Row> rows = new ArrayList<>();
        // Several targets of one company in one market have the same plants.
        Statements.by(book.targets(), "company", "market").values().forEach(target -> {
            Row goal = target.newest();
            List<Row> plans = book.plans().stream()
                    .filter(row -> SalesPlans.COMPANY.in(row).equals(Targets.COMPANY.in(goal)))
                    .filter(row -> SalesPlans.MARKET.in(row).equals(Targets.MARKET.in(goal)))
                    .toList();
            Map<String, Member> members = new TreeMap<>();
            List<String> contracts = new ArrayList<>();
            for (Row plan : plans) {
                if ("contract".equals(SalesPlans.MEMBER_KIND.in(plan))) {
                    contracts.add(SalesPlans.MEMBER_ID.in(plan));
                } else {
                    Member member = new Member(
                            SalesPlans.MEMBER_ID.in(plan),
                            SalesPlans.READING.in(plan),
                            SalesPlans.THROUGH_PHASE.in(plan),
                            Columns.ASSUMPTION.in(plan));
                    members.putIfAbsent(member.name(), member);
                }
            }
            book.deliveries().stream()
                    .filter(row -> contracts.contains(DeliverySchedule.CONTRACT_ID.in(row)))
                    .filter(row -> DeliverySchedule.MADE_BY.in(row) != null
                            && "signed".equals(DeliverySchedule.STATUS.in(row)))
                    .map(row -> new Member(DeliverySchedule.MADE_BY.in(row), "magnet", null, null))
                    .forEach(member -> members.putIfAbsent(member.name(), member));
            members.values().forEach(member -> {
                List<Row> statements = book.facilities().stream()
                        .filter(row -> member.facility().equals(Facilities.FACILITY_ID.in(row)))
                        .toList();
                if (!statements.isEmpty()) {
                    String home = Targets.HOME_COUNTRY_ISO3.in(goal);
                    String place = Statements.by(statements, "facility_id")
                            .get(member.facility())
                            .said("country_iso3");
                    for (List<Row> suppliers : newest.values()) {
                        String country = Columns.IMPORTER_ISO3.in(suppliers.get(0));
                        if (country.equals(home) || country.equals(place)) {
                            add(rows, goal, member, statements, suppliers, place, assumptions, book.contents());
                        }
                    }
                }
            });
        });
        return rows;
    }

    /**
     * The suppliers of the newest year with shares by weight, by source, importer and product: the largest named one first,
     * and those without a weight, which may be larger, with the others.
     */
    private static Map<String, List<Row>> newest(List<Row> imports) {
        Map<String, List<Row>> groups = new TreeMap<>();
        for (Row row : imports) {
            // Re-imports are outside of all shares.
            if (!"self".equals(ImportDependency.SUPPLIER_ROLE.in(row))) {
                groups.computeIfAbsent(
                                Columns.SOURCE.in(row) + "/" + Columns.IMPORTER_ISO3.in(row) + "/"
                                        + Columns.PRODUCT_CODE.in(row),
                                none -> new ArrayList<>())
                        .add(row);
            }
        }
        groups.replaceAll((name, rows) -> {
            // Without all partners, or with weights of only some, there is no share to be changed.
            OptionalInt year = rows.stream()
                    .filter(row -> ImportDependency.WEIGHT_SHARE.in(row) != null)
                    .mapToInt(Columns.YEAR::in)
                    .max();
            return rows.stream()
                    .filter(row -> year.isPresent() && Columns.YEAR.in(row) == year.getAsInt())
                    .sorted(Comparator.comparing((Row row) -> !named(row))
                            .thenComparing(
                                    ImportDependency.WEIGHT_SHARE::in, Comparator.nullsLast(Comparator.reverseOrder()))
                            .thenComparing(row -> Columns.SUPPLIER_ISO3.in(row)))
                    .toList();
        });
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    private static boolean named(Row row) {
        return "supplier".equals(ImportDependency.SUPPLIER_ROLE.in(row));
    }

    private static void add(
            List<Row> rows,
            Row goal,
            Member member,
            List<Row> statements,
            List<Row> suppliers,
            String place,
            Assumptions assumptions,
            List<Row> contents) {
        Row top = suppliers.get(0);
        boolean known = named(top) && ImportDependency.WEIGHT_SHARE.in(top) != null;
        String country = Columns.IMPORTER_ISO3.in(top);
        double imports = ImportDependency.TOTAL_WEIGHT_KG.in(top) / 1000;
        // Not its known weight alone: World's may leave it more.
        double supplied = known ? ImportDependency.WEIGHT_SHARE.in(top) * imports : 0;
        String reading = member.reading();
        Plant plant = Plant.of(member.facility(), statements, reading, member.throughPhase());
        String scope = "facility:" + member.facility();
        List<Input> inputs = new ArrayList<>();
        inputs.add(assumptions.find("utilisation", scope));
        inputs.add(assumptions.find("yield", scope));
        inputs.addAll(Reading.factors(plant, assumptions, contents));
        String reason = plant.problem() != null ? plant.problem() : inputs.contains(null) ? "no_assumption" : null;
        Double output = null;
        if (reason == null) {
            output = plant.nameplate();
            for (Input input : inputs) {
                output *= input.central();
            }
        }
        String figures = inputs.stream()
                .filter(Objects::nonNull)
                .map(input -> input.id() + "=" + Statements.shown(input.central()))
                .collect(Collectors.joining(" "));
        String said = Statements.joined(Statements.by(statements, "facility_id").get(member.facility()), "assumption");
        String words = Stream.of(figures, member.assumption(), said, plant.note())
                .filter(text -> text != null && !text.isEmpty())
                .collect(Collectors.joining("; "));
        Double least = ImportDependency.WEIGHT_SHARE_LOW.in(top);
        boolean certain = suppliers.stream().skip(1).allMatch(other -> {
            Double most = ImportDependency.WEIGHT_SHARE_HIGH.in(other);
            return Rounding.above(
                    least,
                    named(other)
                            ? most
                            : ImportDependency.mostUnnamed(most, least, ImportDependency.WEIGHT_SHARE_HIGH.in(top)));
        });
        for (double part : PARTS) {
            RowBuilder row = TABLE.row()
                    .set(PlanColumns.COMPANY, Targets.COMPANY.in(goal))
                    .set(PlanColumns.MARKET, Targets.MARKET.in(goal))
                    .set(FACILITY_ID, member.facility())
                    .set(READING, reading)
                    .set(THROUGH_PHASE, member.throughPhase() == null ? 0 : member.throughPhase())
                    .set(COUNTRY_ISO3, country)
                    .set(Columns.SOURCE, Columns.SOURCE.in(top))
                    .set(Columns.PRODUCT_CODE, Columns.PRODUCT_CODE.in(top))
                    .set(SOLD_IN_COUNTRY_SHARE, part)
                    .set(Columns.YEAR, Columns.YEAR.in(top))
                    .set(PLANT_COUNTRY_ISO3, place)
                    .set(OUTPUT_TONNES, output)
                    .set(IMPORTS_TONNES, imports)
                    .set(CODE_PURITY, Columns.CODE_PURITY.in(top))
                    .set(PlanColumns.ASSUMPTIONS, words.isEmpty() ? null : words);
            if (!known) {
                rows.add(row.set(EFFECT_REASON, named(top) ? "no_weight" : "no_named_supplier")
                        .build());
                continue;
            }
            row.set(SUPPLIER_ISO3, Columns.SUPPLIER_ISO3.in(top))
                    .set(SUPPLIER_CERTAIN, certain)
                    .set(SUPPLIER_TONNES, supplied)
                    .set(SUPPLIER_SHARE, supplied / imports)
                    .set(SUPPLIER_SHARE_LOW, ImportDependency.WEIGHT_SHARE_LOW.in(top))
                    .set(SUPPLIER_SHARE_HIGH, ImportDependency.WEIGHT_SHARE_HIGH.in(top));
            if (part > 0 && output == null) {
                rows.add(row.set(EFFECT_REASON, reason).build());
                continue;
            }
            double displaced = part == 0 ? 0 : Math.min(output * part, supplied);
            boolean home = country.equals(place);
            double left = home ? imports - displaced : imports;
            double after = left <= 0 ? 0 : (supplied - displaced) / left;
            rows.add(row.set(DISPLACED_TONNES, displaced)
                    .set(SUPPLIER_SHARE_AFTER, after)
                    .set(SUPPLIER_SHARE_OF_USE_AFTER, (supplied - displaced) / imports)
                    .set(EFFECT_POINTS, -displaced / imports * 100)
                    .build());
        }
    }
}
