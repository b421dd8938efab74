package org.lodestone.origins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.Contracts;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.origins.ChainExposure.Way;
import org.lodestone.origins.ChainStages.Data;
import org.lodestone.origins.ChainStages.Mix;
import org.lodestone.origins.ChainStages.Part;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.TradeFlows;

/**
 * Whether a contract's declared sources are free of a country that it excludes.
 *
 * <p>What a declared country supplies at the stage before the contract's goods has the mix of its supply there, and so on
 * back through the chain: the excluded country's part of it is the residual share. The declared countries' parts in the
 * contract are not known, so for all together there are only bounds: the lowest and the highest of them.
 */
public final class ContractOrigin {
    private ContractOrigin() {}

    public static final Field<String> CONTRACT_ID =
            Field.required("contract_id", Unit.CODE, "The contract; see contract.");
    public static final Field<String> CHAIN =
            Field.required("chain", Unit.CODE, "A chain that the contract's goods belong to.");
    public static final Field<String> DECLARED_SOURCE_ISO3 = Field.required(
            "declared_source_iso3",
            Unit.CODE,
            "A country that the raw materials are declared to come from; ALL for all of them together.");
    public static final Field<String> EXCLUDED_ISO3 =
            Field.required("excluded_iso3", Unit.CODE, "A country that they are declared not to come from.");
    public static final Field<String> THROUGH_STAGE =
            Field.required("through_stage", Unit.CODE, "The stage at which the excluded country is looked for.");
    public static final Field<String> STAGE = Field.optional("stage", Unit.CODE, "The stage of the contract's goods.");
    public static final Field<String> MADE_BY = Field.optional(
            "made_by", Unit.CODE, "The facility that makes the goods; see facility_phase. Null if not stated.");
    public static final Field<Double> RESIDUAL_SHARE = Field.optional(
            "residual_share",
            Unit.FRACTION,
            "The part of what the declared country supplies that the excluded one made at that stage, as far as it"
                    + " is known; null for ALL of several countries, and with origin_reason.");
    public static final Field<Double> RESIDUAL_SHARE_LOW = Field.optional(
            "residual_share_low",
            Unit.FRACTION,
            "Lower bound, if codes and years of the data stood exactly for their stages.");
    public static final Field<Double> RESIDUAL_SHARE_HIGH =
            Field.optional("residual_share_high", Unit.FRACTION, "Upper bound likewise, all that is unknown included.");
    public static final Field<Double> STRICT_SHARE_LOW = Field.optional(
            "strict_share_low",
            Unit.FRACTION,
            "Lower bound if data of other years and codes that are not exactly their stage's goods say nothing; 0"
                    + " where such data are used.");
    public static final Field<Double> STRICT_SHARE_HIGH =
            Field.optional("strict_share_high", Unit.FRACTION, "Upper bound likewise; 1 where such data are used.");
    public static final Field<String> VERDICT = Field.optional(
            "verdict",
            Unit.CODE,
            "By the strict bounds: free where the upper one is 0; not_free where the lower one is above 0; undetermined"
                    + " otherwise.");
    public static final Field<String> DATA_USED =
            Field.optional("data_used", Unit.TEXT, "Stage, product code, year and source of what was looked through.");
    public static final Field<String> FLAGS =
            Field.optional("flags", Unit.TEXT, "What a reader should know, as in chain_exposure; null for nothing.");
    public static final Field<String> BOUNDS_ASSUME = Field.optional(
            "bounds_assume",
            Unit.CODE,
            "What the bounds and the verdict not_free suppose, as in origin_mix: before all, that the contract's goods"
                    + " have the mix of all that the country supplies. Null where nothing is looked through.");
    public static final Field<String> MISSING_DATA =
            Field.optional("missing_data", Unit.TEXT, "Which data would be needed to know more; null for none.");
    public static final Field<String> ORIGIN_REASON = Field.optional(
            "origin_reason",
            Unit.CODE,
            "Why there is no residual share: no_declared_sources, missing_stage, no_data_of_source or"
                    + " several_sources; null where there is one.");

    public static final Table TABLE = Table.named("contract_origin")
            .grain(
                    "One row per contract, chain, declared source country, excluded country and stage looked through to.")
            .key(CONTRACT_ID, CHAIN, DECLARED_SOURCE_ISO3, EXCLUDED_ISO3, THROUGH_STAGE)
            .column(
                    STAGE,
                    MADE_BY,
                    RESIDUAL_SHARE,
                    RESIDUAL_SHARE_LOW,
                    RESIDUAL_SHARE_HIGH,
                    STRICT_SHARE_LOW,
                    STRICT_SHARE_HIGH,
                    VERDICT,
                    DATA_USED,
                    FLAGS,
                    BOUNDS_ASSUME,
                    MISSING_DATA,
                    ORIGIN_REASON)
            .check(
                    Check.fraction("residual_share"),
                    Check.fraction("residual_share_low"),
                    Check.fraction("residual_share_high"),
                    Check.oneOf("verdict", "free", "not_free", "undetermined"),
                    Check.that("share_or_reason", "(residual_share IS NULL) = (origin_reason IS NOT NULL)"))
            .build();

    private static final Collected CONTRACTS = LakeTable.of(Contracts.TABLE).collected();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(OriginMix.METRIC, References.CHAINS, CONTRACTS)
            .traces(ContractOrigin::traces)
            .compute(in -> of(in.get(OriginMix.METRIC), in.get(References.CHAINS), in.get(CONTRACTS)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        List<Trace> traces = new ArrayList<>(DataUsed.traces(DATA_USED.in(row), lookup));
        Trace contract = new Trace(Contracts.TABLE, Trace.same(row, "contract_id"));
        traces.add(contract);
        // The newest data of its own stage say from which year on is looked through.
        Object[] products = lookup.rows(contract).stream()
                .map(Columns.PRODUCT_CODE::in)
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        traces.add(new Trace(TradeFlows.TABLE, Columns.PRODUCT_CODE.col().isin(products)));
        return traces;
    }

    /**
     * @param mixes rows of origin_mix
     * @param chains as {@link ChainExposure#of} takes them
     * @param contracts rows of contract; those that exclude a country and whose goods belong to a chain are tested
     */
    public static Dataset<Row> of(Dataset<Row> mixes, Dataset<Row> chains, List<Row> contracts) {
        List<Row> stated = List.copyOf(contracts);
        return TABLE.conform(ChainExposure.byChain(chains)
                .cogroup(
                        ChainExposure.byChain(ChainExposure.ofChains(mixes, chains)),
                        (CoGroupFunction<String, Row, Row, Row>)
                                (chain, declared, rows) -> rows(new ChainStages(chain, declared, rows), stated),
                        Encoders.row(TABLE.schema())));
    }

    private static Iterator<Row> rows(ChainStages links, List<Row> contracts) {
        List<Row> rows = new ArrayList<>();
        Statements.by(contracts, "contract_id").forEach((id, contract) -> {
            int stage = stage(links, contract);
            String excluded = contract.said("excluded_source_iso3s");
            if (stage >= 0 && excluded != null) {
                for (String country : excluded.trim().split(" +")) {
                    test(rows, links, contract, id, stage, country);
                }
            }
        });
        return rows.iterator();
    }

    /** The place of the contract's goods in the chain; -1 where they have none. */
    private static int stage(ChainStages links, Statements contract) {
        String code = contract.said("product_code");
        for (int s = 0; code != null && s < links.stages.size(); s++) {
            if (links.stages.get(s).codes().contains(code)) {
                return s;
            }
        }
        return -1;
    }

    private static void test(
            List<Row> rows, ChainStages links, Statements contract, String id, int stage, String excluded) {
        String declared = contract.said("declared_source_iso3s");
        Data data = links.ends(links.stages.get(stage)).stream()
                .max(Comparator.comparing((Data one) -> one.year)
                        .thenComparing(one -> one.source, Comparator.reverseOrder()))
                .orElseGet(() -> {
                    Integer year = links.newestYear();
                    return new Data(contract.said("product_code"), "", year == null ? 0 : year);
                });
        Way way = new Way(links, stage, data);
        for (int t = stage - 1; t >= 0; t--) {
            int through = t;
            String name = links.stages.get(t).name();
            java.util.function.Function<String, RowBuilder> start = source -> TABLE.row()
                    .set(CONTRACT_ID, id)
                    .set(DECLARED_SOURCE_ISO3, source)
                    .set(EXCLUDED_ISO3, excluded)
                    .set(THROUGH_STAGE, name)
                    .set(CHAIN, links.chain)
                    .set(STAGE, links.stages.get(stage).name())
                    .set(MADE_BY, contract.said("made_by"));
            if (declared == null) {
                rows.add(start.apply(OriginMix.ALL)
                        .set(VERDICT, "undetermined")
                        .set(ORIGIN_REASON, "no_declared_sources")
                        .set(MISSING_DATA, "the countries that the contract's materials come from")
                        .build());
                continue;
            }
            String gap = way.gap(t);
            if (gap != null) {
                String codes = links.stages.stream()
                        .filter(one -> one.name().equals(gap))
                        .map(one -> String.join(", ", one.codes()))
                        .findFirst()
                        .orElseThrow();
                rows.add(start.apply(OriginMix.ALL)
                        .set(VERDICT, "undetermined")
                        .set(ORIGIN_REASON, "missing_stage")
                        .set(MISSING_DATA, "origin mix of stage " + gap + " (" + codes + ")")
                        .build());
                continue;
            }
            boolean strict = way.strict(t);
            Map<String, Part> parts = new TreeMap<>();
            List<String> unknown = new ArrayList<>();
            double mostUnknown = 0;
            for (String source : declared.trim().split(" +")) {
                boolean known = way.before(stage - 1).supply.containsKey(source);
                Mix mix = way.inputs(stage, source, through);
                Part part = mix.of(excluded);
                mostUnknown = Math.max(mostUnknown, mix.unknown());
                parts.put(source, part);
                String missing =
                        source + " at stage " + links.stages.get(stage - 1).name();
                if (!known) {
                    unknown.add(missing);
                }
                rows.add(bounded(start.apply(source), part.low(), part.high(), strict)
                        .set(RESIDUAL_SHARE, known ? part.share() : null)
                        .set(ORIGIN_REASON, known ? null : "no_data_of_source")
                        .set(MISSING_DATA, known ? null : "origin mix of " + missing)
                        .set(DATA_USED, way.data(stage - 1, t))
                        .set(FLAGS, way.flags(stage - 1, t, mix.unknown()))
                        .set(BOUNDS_ASSUME, way.assumed(stage - 1, t))
                        .build());
            }
            double low = parts.values().stream().mapToDouble(Part::low).min().orElse(0);
            double high = parts.values().stream().mapToDouble(Part::high).max().orElse(1);
            boolean one = parts.size() == 1 && unknown.isEmpty();
            rows.add(bounded(start.apply(OriginMix.ALL), low, high, strict)
                    .set(RESIDUAL_SHARE, one ? parts.values().iterator().next().share() : null)
                    .set(ORIGIN_REASON, one ? null : unknown.isEmpty() ? "several_sources" : "no_data_of_source")
                    .set(
                            MISSING_DATA,
                            unknown.isEmpty()
                                    ? one ? null : "the parts of the declared countries in the contract"
                                    : "origin mix of " + String.join(", ", unknown))
                    .set(DATA_USED, way.data(stage - 1, t))
                    .set(FLAGS, way.flags(stage - 1, t, mostUnknown))
                    .set(BOUNDS_ASSUME, way.assumed(stage - 1, t))
                    .build());
        }
    }

    private static RowBuilder bounded(RowBuilder row, double low, double high, boolean strict) {
        double strictLow = strict ? low : 0;
        double strictHigh = strict ? Math.min(1, high) : 1;
        return row.set(RESIDUAL_SHARE_LOW, low)
                .set(RESIDUAL_SHARE_HIGH, Math.min(1, high))
                .set(STRICT_SHARE_LOW, strictLow)
                .set(STRICT_SHARE_HIGH, strictHigh)
                .set(VERDICT, strictHigh == 0 ? "free" : strictLow > 0 ? "not_free" : "undetermined");
    }
}
