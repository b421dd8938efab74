package org.lodestone.disruption;

import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Either;
import org.lodestone.metric.Inputs;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.LeftOut;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.DataUsed;
import org.lodestone.origins.OriginMix;
import org.lodestone.production.Facilities;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.TradeFlows;

/**
 * What importers miss when a country stops supplying: in tonnes, as a part of their use, and in days until stocks end.
 *
 * <p>Each day the stopped part of the imports is lost; spare capacity of others and substitution fill what they can
 * ({@link Shortfall}). Spare capacity is shared among the affected importers in proportion to what they lose; of a
 * supplier's, the part is left out that its own supply has from the stopped countries. Trade is that of the row's year, a
 * day having a 365th part of it.
 *
 * <p>Three ways of counting what is lost stand side by side: direct, what is bought from the stopped countries; made, what
 * they made whoever sells it ({@link OriginMix}); and chain, goods of later stages that are made of what stops
 * ({@link ChainExposure}).
 */
public final class Disruption {
    private Disruption() {}

    public static final Field<String> SCENARIO_ID =
            required("scenario_id", Unit.CODE, "The scenario; see disruption_scenario.");
    public static final Field<String> LOSS_BASIS = required(
            "loss_basis",
            Unit.CODE,
            "direct: what is bought from the stopped countries; made: what they made, whoever sells it; chain:"
                    + " goods of a later stage, by what they are made of; none with scenario_reason.");
    public static final Field<String> SOURCE =
            required("source", Unit.TEXT, "Data set and edition of the trade; ALL with scenario_reason.");
    public static final Field<String> PRODUCT_CODE =
            required("product_code", Unit.CODE, "The goods; ALL with scenario_reason.");
    public static final Field<Integer> YEAR =
            required("year", Unit.YEAR, "Calendar year of the trade; 0 with scenario_reason.");
    public static final Field<String> IMPORTER_ISO3 =
            required("importer_iso3", Unit.CODE, "Who misses them; ALL with scenario_reason.");
    public static final Field<String> STAGE =
            required("stage", Unit.CODE, "The stage of the goods; of those that stop with scenario_reason.");
    public static final Field<String> SCENARIO_NAME = optional("scenario_name", Unit.TEXT, "The scenario in words.");
    public static final Field<String> STOPPED_ISO3 =
            optional("stopped_iso3", Unit.CODE, "Who stops supplying, with blanks between.");
    public static final Field<String> STOPPED_STAGE =
            optional("stopped_stage", Unit.CODE, "The stage of the goods that stop.");
    public static final Field<Double> STOPPED_SHARE =
            optional("stopped_share", Unit.FRACTION, "What part of the supply stops.");
    public static final Field<Double> DURATION_DAYS = optional("duration_days", Unit.DAYS, "For how long.");
    public static final Field<Double> IMPORTS_TONNES = optional(
            "imports_tonnes",
            Unit.TONNES,
            "What the importer bought in the year; weights that are not stated follow from values by the middle unit"
                    + " value (filled_weights in flags). Null where none is stated.");
    public static final Field<Double> STOPPED_IMPORTS_SHARE = optional(
            "stopped_imports_share",
            Unit.FRACTION,
            "The stopped countries' part of it by weight; by value where no weight is stated; for chain, of what they"
                    + " sold to makers abroad. Null where the imports are not known.");
    public static final Field<Double> STOPPED_IMPORTS_SHARE_LOW = optional(
            "stopped_imports_share_low",
            Unit.FRACTION,
            "Lower bound of it; for chain, if codes and years of the data stand exactly for their stages.");
    public static final Field<Double> STOPPED_IMPORTS_SHARE_HIGH = optional(
            "stopped_imports_share_high",
            Unit.FRACTION,
            "Upper bound likewise, with all that is unspecified or not known.");
    public static final Field<Double> LOST_TONNES = computed(
            "lost_tonnes",
            Unit.TONNES,
            "imports_tonnes * stopped_imports_share * stopped_share * duration_days / 365",
            "What no longer comes.");
    public static final Field<Double> SPARE_TONNES = optional(
            "spare_tonnes",
            Unit.TONNES,
            "The importer's part of others' spare capacity in these days; null where that is not known.");
    public static final Field<String> SPARE_LEFT_OUT =
            optional("spare_left_out", Unit.TEXT, "Suppliers whose spare capacity does not count in full, and why.");
    public static final Field<Double> SUBSTITUTION_TONNES = optional(
            "substitution_tonnes",
            Unit.TONNES,
            "What the importer can do without in these days; null where that, or the use that it is a part of, is not"
                    + " known.");
    public static final Field<Double> SHORTFALL_TONNES = optional(
            "shortfall_tonnes",
            Unit.TONNES,
            "What is missing after spare capacity and substitution, added up day by day, not below 0. Null with"
                    + " shortfall_reason.");
    public static final Field<Double> SHORTFALL_TONNES_LOW = optional(
            "shortfall_tonnes_low",
            Unit.TONNES,
            "Lower bound: the lower bound of the share, and all spare capacity for this importer alone; 0 where spare"
                    + " capacity or substitution is not known, or a part of a use that is known as a lower bound only.");
    public static final Field<Double> SHORTFALL_TONNES_HIGH = optional(
            "shortfall_tonnes_high",
            Unit.TONNES,
            "Upper bound: the upper bounds of everybody's shares, suppliers fed by the stopped countries as far as they"
                    + " may be, and no help where none is known or importers are missing in the data. Null without"
                    + " weights.");
    public static final Field<String> SHORTFALL_REASON = optional(
            "shortfall_reason",
            Unit.CODE,
            "Why there is no shortfall: incomplete, no_imports, no_named_supplier or no_origin_mix (the imports of an"
                    + " importer that the scenario names are not known), no_weights, spare_capacity_not_known, substitution_not_known,"
                    + " spare_capacity_and_substitution_not_known, or yield_not_known (of spare capacity that is of"
                    + " an earlier stage).");
    public static final Field<Double> USE_TONNES =
            optional("use_tonnes", Unit.TONNES, "What the importer uses in as many days; null with use_reason.");
    public static final Field<String> USE_BASIS = optional(
            "use_basis",
            Unit.CODE,
            "stated (an input), apparent (production and imports less exports), apparent_at_least (the same with"
                    + " production that is known as a lower bound only).");
    public static final Field<String> USE_REASON = optional(
            "use_reason",
            Unit.CODE,
            "no_origin_mix; partial_world or world_coverage_unknown (what is sold to importers that are not in the"
                    + " data is not known);"
                    + " production_not_known (nor sales, of a group of countries); exports_above_supply; null where"
                    + " use is known.");
    public static final Field<Double> SHORTFALL_SHARE_OF_USE = computed(
            "shortfall_share_of_use",
            Unit.INDEX,
            "shortfall_tonnes / use_tonnes",
            "The shortfall as a part of use; above 1 where the importer sells on part of what it buys.");
    public static final Field<Double> SHORTFALL_SHARE_OF_USE_HIGH =
            optional("shortfall_share_of_use_high", Unit.INDEX, "The same of shortfall_tonnes_high.");
    public static final Field<Double> STOCK_TONNES =
            optional("stock_tonnes", Unit.TONNES, "The importer's stock; null with stock_reason.");
    public static final Field<Double> DAYS_UNTIL_STOCKS_END = optional(
            "days_until_stocks_end",
            Unit.DAYS,
            "The day of the stop on which the stock is used up; null with stock_reason.");
    public static final Field<Double> DAYS_UNTIL_STOCKS_END_LOW = optional(
            "days_until_stocks_end_low",
            Unit.DAYS,
            "The same at shortfall_tonnes_high: not before this day; null where stocks are not known or last.");
    public static final Field<Double> UNMET_TONNES = optional(
            "unmet_tonnes",
            Unit.TONNES,
            "What is missing after the stock, too; null where shortfall or stock is not known.");
    public static final Field<String> STOCK_REASON = optional(
            "stock_reason",
            Unit.CODE,
            "stock_not_known, use_not_known or no_weights (for a stock in days of them), shortfall_not_known, or"
                    + " stock_outlasts_the_stop; null where the stock ends.");
    public static final Field<String> WHO_COULD_FILL = optional(
            "who_could_fill",
            Unit.TEXT_WITH_AMOUNTS,
            "The largest makers besides the stopped countries and the importer, or its members, with what they made in"
                    + " the year, or sold where"
                    + " their own purchases are not known; null without an origin mix, and for chain (see the rows of the goods that stop).");
    public static final Field<Double> OTHER_MAKERS_TONNES =
            optional("other_makers_tonnes", Unit.TONNES, "What all of them made in the year, as far as it is known.");
    public static final Field<Integer> PLANTS_YEAR = optional(
            "plants_year",
            Unit.YEAR,
            "The first year in which plants of the chain and stage outside the stopped countries, closures counted,"
                    + " could make as much more than in the year of the trade, in as many days, if it all went to"
                    + " this importer, each started in the stated year that adds most, and all that is announced is"
                    + " built. Null with plants_reason.");
    public static final Field<Integer> PLANTS_YEAR_LATE = optional(
            "plants_year_late",
            Unit.YEAR,
            "The same with each plant started in the stated year that adds least, which may be one before the trade's;"
                    + " one whose tonnes may be another stage's, or whose place is not told, adds nothing, and its"
                    + " closure counts. Never before plants_year.");
    public static final Field<Integer> PLANTS_YEAR_EXPECTED = optional(
            "plants_year_expected",
            Unit.YEAR,
            "The same as plants_year with each phase of a plant counted by the chance that it is built, see"
                    + " expected_output_tonnes of capacity_outlook. Null where nothing is assumed of the status of one.");
    public static final Field<Integer> PLANTS_YEAR_BUILT = optional(
            "plants_year_built",
            Unit.YEAR,
            "The same as plants_year_late of what operates or is completed already: the bound if nothing else is ever"
                    + " built. Null where that is not enough.");
    public static final Field<Integer> PLANTS_YEAR_SHARED = optional(
            "plants_year_shared",
            Unit.YEAR,
            "The same as plants_year for all that importers in the data miss together.");
    public static final Field<String> PLANTS_AGAINST = optional(
            "plants_against",
            Unit.CODE,
            "What the plants are held against: shortfall, or lost where the shortfall is not known.");
    public static final Field<String> PLANTS = optional(
            "plants", Unit.TEXT, "The plants that count, with their country, largest yearly output and status.");
    public static final Field<String> PLANTS_REASON = optional(
            "plants_reason",
            Unit.CODE,
            "Why there is no such year: nothing_missing, no_known_output (no plant with tonnes and a start), not_by_YEAR (the last year looked at),"
                    + " yield_not_known or no_weights.");
    public static final Field<String> WORLD_BASIS =
            optional("world_basis", Unit.CODE, "As in origin_mix: whether all importers share.");
    public static final Field<String> BOUNDS_ASSUME = optional(
            "bounds_assume",
            Unit.CODE,
            "What the bounds suppose, as in origin_mix; filled_weights (weights that follow from values);"
                    + " spare_shared_by_loss (spare capacity goes to importers in proportion to what they lose; the"
                    + " lower bound does without). Null for nothing.");
    public static final Field<String> DATA_USED = optional(
            "data_used", Unit.TEXT, "Stage, product code, year and source of the trade that the loss follows from.");
    public static final Field<String> FLAGS =
            optional("flags", Unit.TEXT, "What a reader should know of the data, as in chain_exposure.");
    public static final Field<String> ASSUMPTIONS =
            optional("assumptions", Unit.TEXT, "What of the scenario and its inputs is no source's own.");
    public static final Field<String> SCENARIO_REASON = optional(
            "scenario_reason",
            Unit.CODE,
            "Why there is nothing to say: no_trade_in_goods (nobody in the lake loses any), stage_not_declared (the"
                    + " reference data have no such stage) or scenario_not_declared (inputs without a scenario).");

    public static final Table TABLE = Table.named("disruption")
            .grain("One row per scenario, way of counting, source, product, year and importer.")
            .key(SCENARIO_ID, LOSS_BASIS, SOURCE, PRODUCT_CODE, YEAR, IMPORTER_ISO3, STAGE)
            .column(
                    SCENARIO_NAME,
                    STOPPED_ISO3,
                    STOPPED_STAGE,
                    STOPPED_SHARE,
                    DURATION_DAYS,
                    IMPORTS_TONNES,
                    STOPPED_IMPORTS_SHARE,
                    STOPPED_IMPORTS_SHARE_LOW,
                    STOPPED_IMPORTS_SHARE_HIGH,
                    LOST_TONNES,
                    SPARE_TONNES,
                    SPARE_LEFT_OUT,
                    SUBSTITUTION_TONNES,
                    SHORTFALL_TONNES,
                    SHORTFALL_TONNES_LOW,
                    SHORTFALL_TONNES_HIGH,
                    SHORTFALL_REASON,
                    USE_TONNES,
                    USE_BASIS,
                    USE_REASON,
                    SHORTFALL_SHARE_OF_USE,
                    SHORTFALL_SHARE_OF_USE_HIGH,
                    STOCK_TONNES,
                    DAYS_UNTIL_STOCKS_END,
                    DAYS_UNTIL_STOCKS_END_LOW,
                    UNMET_TONNES,
                    STOCK_REASON,
                    WHO_COULD_FILL,
                    OTHER_MAKERS_TONNES,
                    PLANTS_YEAR,
                    PLANTS_YEAR_LATE,
                    PLANTS_YEAR_EXPECTED,
                    PLANTS_YEAR_BUILT,
                    PLANTS_YEAR_SHARED,
                    PLANTS_AGAINST,
                    PLANTS,
                    PLANTS_REASON,
                    WORLD_BASIS,
                    BOUNDS_ASSUME,
                    DATA_USED,
                    FLAGS,
                    ASSUMPTIONS,
                    SCENARIO_REASON)
            .check(
                    Check.oneOf("loss_basis", "direct", "made", "chain", "none"),
                    Check.fraction("stopped_imports_share"),
                    Check.that(
                            "shortfall_or_reason",
                            "scenario_reason IS NOT NULL OR (shortfall_tonnes IS NULL) = (shortfall_reason IS NOT NULL)"),
                    Check.inOrder("stopped_imports_share_low", "stopped_imports_share", "stopped_imports_share_high"),
                    Check.that("late_not_early", "plants_year_late IS NULL OR plants_year <= plants_year_late"),
                    // Tonnes are not rounded, but a shortfall is a small rest of large flows: its sums in doubles are
                    // off
                    // by parts of these, a hundred steps at most.
                    Check.that(
                            "shortfall_bounds_in_order",
                            "shortfall_tonnes IS NULL OR greatest(shortfall_tonnes_low - shortfall_tonnes, shortfall_tonnes"
                                    + " - shortfall_tonnes_high) <= 1e-14D * imports_tonnes * duration_days / 365"))
            .build();

    private static final Collected SCENARIOS = rows(Scenarios.TABLE);
    private static final Collected STATED = rows(Scenarios.INPUTS);
    private static final Collected CHAINS = References.CHAINS.collected();
    private static final Collected CAPACITY = CapacityOutlook.METRIC.orEmpty().collected();
    private static final Collected GROUPS = References.REPORTING_GROUPS.collected();

    private static final Collected HELPERS = Intermediate.view(
                    "who may stand in for a supplier that stops",
                    List.of(OriginMix.METRIC, CHAINS, SCENARIOS, STATED),
                    in -> helpers(in.get(OriginMix.METRIC), goods(in.get(CHAINS)), in.get(SCENARIOS), in.get(STATED)))
            .collected();

    private static final Intermediate OF_TRADE = Intermediate.kept(
            "disruption of what is traded",
            List.of(
                    ImportDependency.METRIC,
                    ImportDependency.JOINED,
                    OriginMix.METRIC,
                    ChainExposure.METRIC,
                    CHAINS,
                    SCENARIOS,
                    STATED,
                    HELPERS,
                    CAPACITY,
                    GROUPS),
            Disruption::ofTrade);

    private static final Collected COMPUTED = Intermediate.view(
                    "scenarios of goods that are traded",
                    List.of(OF_TRADE),
                    in -> in.get(OF_TRADE).select("scenario_id").distinct())
            .collected();

    public static final Metric METRIC = Metric.of(TABLE)
            // Inputs of a scenario that nobody declares are told in the report.
            .needs(
                    new Either(LakeTable.of(Scenarios.TABLE), LakeTable.of(Scenarios.INPUTS)),
                    TradeFlows.STORED,
                    OF_TRADE,
                    COMPUTED,
                    CHAINS,
                    SCENARIOS,
                    STATED)
            .traces(Disruption::traces)
            .compute(in -> {
                Set<String> computed = new TreeSet<>();
                in.get(COMPUTED).forEach(row -> computed.add(row.getString(0)));
                return in.get(OF_TRADE)
                        .unionByName(in.dataset(
                                TABLE, without(computed, goods(in.get(CHAINS)), in.get(SCENARIOS), in.get(STATED))));
            });

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        List<Trace> traces = new ArrayList<>(List.of(
                new Trace(Scenarios.TABLE, Trace.same(row, "scenario_id")),
                new Trace(Scenarios.INPUTS, Trace.same(row, "scenario_id"))));
        traces.addAll(DataUsed.traces(DATA_USED.in(row), lookup));
        AnnouncedCapacity.ids(PLANTS.in(row)).ifPresent(ids -> {
            // A plant whose place is not told counts in bounds.
            Column plants = CapacityOutlook.FACILITY_ID
                    .col()
                    .isin((Object[]) ids)
                    .or(CapacityOutlook.COUNTRY_ISO3.col().isNull());
            traces.add(new Trace(Facilities.TABLE, plants));
            traces.add(new Trace(CapacityOutlook.TABLE, plants));
        });
        return traces;
    }

    private static Collected rows(Table table) {
        return LakeTable.of(table).orEmpty().collected();
    }

    private static Dataset<Row> ofTrade(Inputs in) {
        if (in.get(SCENARIOS).isEmpty() && in.get(STATED).isEmpty()) {
            throw new LeftOut("the lake has no scenario of a disruption");
        }
        return of(
                in.get(ImportDependency.METRIC),
                in.get(ImportDependency.JOINED),
                in.get(OriginMix.METRIC),
                in.get(ChainExposure.METRIC),
                goods(in.get(CHAINS)),
                in.get(SCENARIOS),
                in.get(STATED),
                in.get(HELPERS),
                in.get(CAPACITY),
                in.get(GROUPS));
    }

    /**
     * Product codes by chain and stage, written chain/stage.
     *
     * @param chains as ReferenceData.chains gives them
     */
    public static Map<String, Set<String>> goods(List<Row> chains) {
        Map<String, Set<String>> goods = new TreeMap<>();
        chains.forEach(
                row -> goods.computeIfAbsent(Scenarios.CHAIN.in(row) + "/" + STAGE.in(row), none -> new TreeSet<>())
                        .add(PRODUCT_CODE.in(row)));
        return goods;
    }

    /**
     * @param dependency rows of import_dependency
     * @param joined the same, of importers that reported these goods in another edition
     * @param mixes rows of origin_mix
     * @param exposures rows of chain_exposure
     * @param goods product codes by chain and stage, written chain/stage
     * @param scenarios rows of disruption_scenario
     * @param inputs rows of disruption_input
     * @param helpers rows of origin_mix, as {@link #helpers} chooses them
     * @param capacity rows of capacity_outlook
     * @param groups members of the groups of countries that report as one, as ReferenceData.reportingGroups gives them
     * @return importers that lose something, and those that a scenario names
     */
    public static Dataset<Row> of(
            Dataset<Row> dependency,
            Dataset<Row> joined,
            Dataset<Row> mixes,
            Dataset<Row> exposures,
            Map<String, Set<String>> goods,
            List<Row> scenarios,
            List<Row> inputs,
            List<Row> helpers,
            List<Row> capacity,
            List<Row> groups) {
        List<Scenario> stated = Scenario.of(scenarios, inputs);
        SupplyOrigins fed = SupplyOrigins.of(helpers);
        List<Row> members = List.copyOf(groups);
        AnnouncedCapacity plants = AnnouncedCapacity.of(capacity);
        Map<String, Set<String>> codes = new TreeMap<>(goods);
        Column concerned = PRODUCT_CODE.col().isin(allCodes(stated, goods));
        // What was made and what it was made of in one table, so that one shuffle brings all of a product and year
        // together.
        // Later stages too: what their importers use is held against what they miss.
        Dataset<Row> seen = mixes.where(PRODUCT_CODE.col().isin(codesOfChains(stated, goods)))
                .unionByName(
                        exposures.where(ChainExposure.LOOKED_THROUGH_SHARE
                                .col()
                                .isNotNull()
                                .and(ChainExposure.THROUGH_STAGE.col().notEqual(ChainExposure.END_STAGE.col()))),
                        true);
        return TABLE.conform(BilateralTrade.bought(dependency.where(concerned), joined.where(concerned))
                .cogroup(
                        BilateralTrade.byProductYear(seen),
                        (CoGroupFunction<Row, Row, Row, Row>) (group, bought, rows) ->
                                new ScenarioRun(group, bought, rows, codes, members, fed, plants).of(stated),
                        Encoders.row(TABLE.schema())));
    }

    /**
     * The origin mixes of those whose spare capacity is stated: what of their own supply they have from others.
     *
     * @return empty where no spare capacity is stated
     */
    public static Dataset<Row> helpers(
            Dataset<Row> mixes, Map<String, Set<String>> goods, List<Row> scenarios, List<Row> inputs) {
        List<Scenario> stated = Scenario.of(scenarios, inputs);
        Object[] helpers = stated.stream()
                .flatMap(one -> one.helpers().stream())
                .distinct()
                .toArray();
        return mixes.where(PRODUCT_CODE
                .col()
                .isin(allCodes(stated, goods))
                .and(OriginMix.COUNTRY_ISO3.col().isin(helpers))
                .and(OriginMix.MIX_REASON.col().isNull()));
    }

    /** The codes of all stages of the scenarios' chains. */
    private static Object[] codesOfChains(List<Scenario> scenarios, Map<String, Set<String>> goods) {
        Set<String> chains = scenarios.stream().map(Scenario::chain).collect(Collectors.toSet());
        return goods.entrySet().stream()
                .filter(one -> chains.contains(one.getKey().split("/")[0]))
                .flatMap(one -> one.getValue().stream())
                .distinct()
                .toArray();
    }

    private static Object[] allCodes(List<Scenario> scenarios, Map<String, Set<String>> goods) {
        return scenarios.stream()
                .flatMap(one -> goods.getOrDefault(one.goods(), Set.of()).stream())
                .distinct()
                .toArray();
    }

    /**
     * Scenarios of which there is nothing to say, with the reason.
     *
     * @param said the scenarios that have rows
     */
    public static List<Row> without(
            Set<String> said, Map<String, Set<String>> goods, List<Row> scenarios, List<Row> inputs) {
        Map<String, Row> without = new TreeMap<>();
        for (Row input : inputs) {
            String id = Scenarios.SCENARIO_ID.in(input);
            without.put(
                    id,
                    nothing(id).set(SCENARIO_REASON, "scenario_not_declared").build());
        }
        for (Scenario one : Scenario.of(scenarios, inputs)) {
            without.put(
                    one.id(),
                    one.set(nothing(one.id()))
                            .set(STAGE, one.stage())
                            .set(
                                    SCENARIO_REASON,
                                    goods.containsKey(one.goods()) ? "no_trade_in_goods" : "stage_not_declared")
                            .build());
        }
        without.keySet().removeAll(said);
        return List.copyOf(without.values());
    }

    private static RowBuilder nothing(String id) {
        return TABLE.row()
                .set(SCENARIO_ID, id)
                .set(LOSS_BASIS, "none")
                .set(SOURCE, OriginMix.ALL)
                .set(PRODUCT_CODE, OriginMix.ALL)
                .set(YEAR, 0)
                .set(IMPORTER_ISO3, OriginMix.ALL)
                .set(STAGE, "none");
    }
}
