package org.lodestone.origins;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.origins.ChainStages.Data;
import org.lodestone.origins.ChainStages.Mix;
import org.lodestone.origins.ChainStages.Part;
import org.lodestone.origins.ChainStages.Stage;
import org.lodestone.reference.Columns;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * A country's imports of a good seen through the stages of its chain: who made the good, who made what that was made of,
 * and so on back to the first stage, beside who sold it.
 *
 * <p>The parts of an earlier stage are the sums over makers of the maker's part times the mix of its supply at the stage
 * before ({@link OriginMix}); makers whose inputs are not known add to what is unknown. The bounds take each maker's part
 * and each mix at its own bounds, with the parts adding up to one, and give what is unknown to any one country.
 */
public final class ChainExposure {
    private static final String CHAIN_CODE = "chain_code";

    private ChainExposure() {}

    public static final Field<String> CHAIN =
            Field.required("chain", Unit.CODE, "The chain, as the reference data declare it: rare_earths ...");
    public static final Field<String> END_STAGE =
            Field.required("end_stage", Unit.CODE, "The stage of the goods that the country imports.");
    public static final Field<String> COUNTRY_ISO3 = Field.required(
            "country_iso3", Unit.CODE, "The importing country; ALL where no country's imports can be looked through.");
    public static final Field<String> THROUGH_STAGE = Field.required(
            "through_stage",
            Unit.CODE,
            "The stage whose makers the row shows: end_stage for who made the goods, an earlier one for who"
                    + " made what went into them.");
    public static final Field<String> ORIGIN_ISO3 = Field.required(
            "origin_iso3",
            Unit.CODE,
            "The country that made, or at the stage ore mined; ALL where the parts are not known.");
    public static final Field<String> PRODUCT_CODE = Field.optional(
            "product_code", Unit.CODE, "Code of the Harmonized System that stands for the goods of end_stage.");
    public static final Field<Double> IMPORTS_TONNES = Field.optional(
            "imports_tonnes", Unit.TONNES, "What the country imported of the goods, by whose makers they are split.");
    public static final Field<Double> DIRECT_SHARE = Field.optional(
            "direct_share", Unit.FRACTION, "The part of the goods that was bought from this country itself.");
    public static final Field<Double> LOOKED_THROUGH_SHARE = Field.optional(
            "looked_through_share",
            Unit.FRACTION,
            "The part that this country made at the stage, as far as it is known. Null with chain_reason.");
    public static final Field<Double> LOOKED_THROUGH_SHARE_LOW = Field.optional(
            "looked_through_share_low",
            Unit.FRACTION,
            "Lower bound, if codes and years of the data stood exactly for their stages.");
    public static final Field<Double> LOOKED_THROUGH_SHARE_HIGH = Field.optional(
            "looked_through_share_high", Unit.FRACTION, "Upper bound likewise, all that is unknown included.");
    public static final Field<Double> STRICT_SHARE_LOW = Field.optional(
            "strict_share_low",
            Unit.FRACTION,
            "Lower bound if data of other years and codes that are not exactly their stage's goods say nothing: 0 where"
                    + " the way uses such data.");
    public static final Field<Double> STRICT_SHARE_HIGH =
            Field.optional("strict_share_high", Unit.FRACTION, "Upper bound likewise: 1 where the way uses such data.");
    public static final Field<Double> SOLD_ABROAD_SHARE = Field.optional(
            "sold_abroad_share",
            Unit.FRACTION,
            "The part of looked_through_share that makers of the next stage in other countries bought: what would be"
                    + " missing if this country sold no more of it abroad. The same as looked_through_share at end_stage.");
    public static final Field<Double> UPSTREAM_UNKNOWN_SHARE = Field.optional(
            "upstream_unknown_share",
            Unit.FRACTION,
            "The part of the goods whose maker at this stage is not known; with the shares of all origins it adds"
                    + " up to one.");
    public static final Field<Double> INPUT_TONNES = Field.optional(
            "input_tonnes",
            Unit.TONNES,
            "Tonnes at this stage that went into the country's imports from this origin: imports times share times"
                    + " the yields between; null where a yield is not known.");
    public static final Field<String> DATA_USED =
            Field.optional("data_used", Unit.TEXT, "Stage, product code, year and source of what was looked through.");
    public static final Field<String> FLAGS = Field.optional(
            "flags",
            Unit.TEXT,
            "What a reader should know, each with its stage: other_year, other_source, proxy or partial (the code"
                    + " holds other goods too, or a part of the stage's), unknown (nobody says), partial_world, world_coverage_unknown,"
                    + " imputed_production, upstream_unknown; null for nothing.");
    public static final Field<String> BOUNDS_ASSUME = Field.optional(
            "bounds_assume",
            Unit.CODE,
            "What the bounds suppose of each stage's trade, as in origin_mix; null with chain_reason.");
    public static final Field<Boolean> JOINED = Field.optional(
            "joined", Unit.FLAG, "Whether the country's imports were reported in another edition, as in origin_mix.");
    public static final Field<String> MISSING_STAGES = Field.optional(
            "missing_stages", Unit.TEXT, "Stages of the chain of which the lake has no usable data; null for none.");
    public static final Field<String> CHAIN_REASON = Field.optional(
            "chain_reason",
            Unit.TEXT,
            "Why nothing is known of this stage: missing_stage and the first one that is missing on the way;"
                    + " no_origin_mix and the reason that origin_mix gives; upstream_unknown.");

    public static final Table TABLE = Table.named("chain_exposure")
            .grain("One row per chain, stage of the good, source, year, country, stage looked through to, and origin.")
            .key(
                    CHAIN,
                    END_STAGE,
                    Columns.SOURCE.meaning("Data set and edition of the trade in these goods."),
                    Columns.YEAR.meaning("Calendar year of the trade in these goods."),
                    COUNTRY_ISO3,
                    THROUGH_STAGE,
                    ORIGIN_ISO3)
            .column(
                    PRODUCT_CODE,
                    IMPORTS_TONNES,
                    DIRECT_SHARE,
                    LOOKED_THROUGH_SHARE,
                    LOOKED_THROUGH_SHARE_LOW,
                    LOOKED_THROUGH_SHARE_HIGH,
                    STRICT_SHARE_LOW,
                    STRICT_SHARE_HIGH,
                    SOLD_ABROAD_SHARE,
                    UPSTREAM_UNKNOWN_SHARE,
                    INPUT_TONNES,
                    DATA_USED,
                    FLAGS,
                    BOUNDS_ASSUME,
                    JOINED,
                    MISSING_STAGES,
                    CHAIN_REASON)
            .sums(List.of("origin_iso3"), "input_tonnes")
            .check(
                    Check.fraction("looked_through_share"),
                    Check.fraction("looked_through_share_low"),
                    Check.fraction("looked_through_share_high"),
                    Check.fraction("upstream_unknown_share"),
                    Check.that("share_or_reason", "(looked_through_share IS NULL) = (chain_reason IS NOT NULL)"),
                    Check.inOrder("looked_through_share_low", "looked_through_share", "looked_through_share_high"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(OriginMix.METRIC, References.CHAINS)
            .traces(ChainExposure::traces)
            .compute(in -> of(in.get(OriginMix.METRIC), in.get(References.CHAINS)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        String used = DATA_USED.in(row);
        // Where a stage is missing its imports are known nevertheless.
        return used == null && PRODUCT_CODE.in(row) != null
                ? OriginMix.traces(row, lookup)
                : DataUsed.traces(used, lookup);
    }

    /**
     * @param mixes rows of origin_mix
     * @param chains chain, stage, stage_order INT, product_code, preference INT, code_purity, yield DOUBLE: a row for each
     *     code of a stage
     */
    public static Dataset<Row> of(Dataset<Row> mixes, Dataset<Row> chains) {
        return TABLE.conform(byChain(chains)
                .cogroup(
                        byChain(ofChains(mixes, chains)),
                        (CoGroupFunction<String, Row, Row, Row>)
                                (chain, declared, rows) -> rows(new ChainStages(chain, declared, rows)),
                        Encoders.row(TABLE.schema())));
    }

    static org.apache.spark.sql.KeyValueGroupedDataset<String, Row> byChain(Dataset<Row> rows) {
        return rows.groupByKey((MapFunction<Row, String>) row -> CHAIN.in(row), Encoders.STRING());
    }

    /** The mixes of each chain's codes. */
    static Dataset<Row> ofChains(Dataset<Row> mixes, Dataset<Row> chains) {
        return mixes.join(
                broadcast(chains.select(CHAIN.col(), PRODUCT_CODE.col().as(CHAIN_CODE))
                        .distinct()),
                PRODUCT_CODE.col().equalTo(col(CHAIN_CODE)));
    }

    private static Iterator<Row> rows(ChainStages links) {
        List<Row> rows = new ArrayList<>();
        for (int end = 0; end < links.stages.size(); end++) {
            for (Data data : links.ends(links.stages.get(end))) {
                new Way(links, end, data).countries(rows);
            }
        }
        Map<String, Row> without = new TreeMap<>();
        for (Row mix : links.unsolved) {
            String code = PRODUCT_CODE.in(mix);
            for (Stage stage : links.stages) {
                if (!stage.codes().contains(code)
                        || links.ends(stage).stream()
                                .anyMatch(data -> data.source.equals(Columns.SOURCE.in(mix))
                                        && data.year == Columns.YEAR.in(mix))) {
                    continue;
                }
                Row row = TABLE.row()
                        .set(CHAIN, links.chain)
                        .set(END_STAGE, stage.name())
                        .set(Columns.SOURCE, Columns.SOURCE.in(mix))
                        .set(Columns.YEAR, Columns.YEAR.in(mix))
                        .set(COUNTRY_ISO3, OriginMix.ALL)
                        .set(PRODUCT_CODE, code)
                        .set(THROUGH_STAGE, stage.name())
                        .set(ORIGIN_ISO3, OriginMix.ALL)
                        .set(DATA_USED, ChainStages.used(stage, code, Columns.YEAR.in(mix), Columns.SOURCE.in(mix)))
                        .set(CHAIN_REASON, "no_origin_mix: " + OriginMix.MIX_REASON.in(mix))
                        .build();
                // Of several codes of a stage the preferred one speaks.
                without.merge(
                        stage.name() + "|" + Columns.SOURCE.in(mix) + "|" + Columns.YEAR.in(mix),
                        row,
                        (one, other) -> stage.codes().indexOf(PRODUCT_CODE.in(one))
                                        <= stage.codes().indexOf(PRODUCT_CODE.in(other))
                                ? one
                                : other);
            }
        }
        rows.addAll(without.values());
        return rows.iterator();
    }

    /** From one stage's trade back: which data stand for which stage. */
    static final class Way {
        private final ChainStages links;
        private final int end;
        private final Data data;
        private final Data[] before;
        private final String[] used;
        private final Set<String> missing = new TreeSet<>();
        private final Map<String, Mix> inputs = new TreeMap<>();

        Way(ChainStages links, int end, Data data) {
            this.links = links;
            this.end = end;
            this.data = data;
            before = new Data[end];
            used = new String[end + 1];
            used[end] = used(end, data);
            for (int s = 0; s < end; s++) {
                before[s] = links.pick(links.stages.get(s), data.source, data.year);
                used[s] = before[s] == null ? null : used(s, before[s]);
            }
            for (int s = 0; s < links.stages.size(); s++) {
                if (s != end && links.pick(links.stages.get(s), data.source, data.year) == null) {
                    missing.add(links.stages.get(s).name());
                }
            }
        }

        private String used(int stage, Data one) {
            return ChainStages.used(links.stages.get(stage), one.code, one.year, one.source);
        }

        /** The first stage on the way back that has no data; null where the way is whole. */
        String gap(int through) {
            for (int s = end - 1; s >= through; s--) {
                if (before[s] == null) {
                    return links.stages.get(s).name();
                }
            }
            return null;
        }

        /**
         * Whether each stage on the way has data of the same year and of codes that hold its goods exactly: of goods that a
         * code does not hold, such as the lithium carbonate beside hydroxide, its data say nothing.
         */
        boolean strict(int through) {
            for (int s = end - 1; s >= through; s--) {
                if (before[s].year != data.year || !links.stages.get(s).exact(before[s].code)) {
                    return false;
                }
            }
            return true;
        }

        /** The data that stand for a stage before the end; null where there are none. */
        Data before(int stage) {
            return before[stage];
        }

        /** The mix, at a stage, of what a maker at another stage works with. */
        Mix inputs(int stage, String maker, int through) {
            String key = stage + " " + through + " " + maker;
            Mix known = inputs.get(key);
            if (known == null) {
                Mix supply = before[stage - 1].supply.getOrDefault(maker, Mix.UNKNOWN);
                known = through == stage - 1
                        ? supply
                        : ChainStages.through(supply, other -> inputs(stage - 1, other, through));
                inputs.put(key, known);
            }
            return known;
        }

        String data(int from, int through) {
            List<String> words = new ArrayList<>();
            for (int s = from; s >= through; s--) {
                words.add(used[s]);
            }
            return String.join("; ", words);
        }

        /** What is to be said of the way; null for nothing. */
        String flags(int from, int through, double unknown) {
            List<String> words = new ArrayList<>();
            for (int s = from; s >= through; s--) {
                Stage stage = links.stages.get(s);
                Data one = s == end ? data : before[s];
                if (one.year != data.year) {
                    words.add("other_year:" + stage.name());
                }
                if (!one.source.equals(data.source)) {
                    words.add("other_source:" + stage.name());
                }
                if (!stage.exact(one.code)) {
                    words.add(stage.purities().get(one.code) + ":" + stage.name());
                }
                if (!one.worldBasis.equals("world")) {
                    words.add(one.worldBasis + ":" + stage.name());
                }
                if (one.imputed) {
                    words.add("imputed_production:" + stage.name());
                }
            }
            if (unknown > 1e-9) {
                words.add("upstream_unknown:" + links.stages.get(through).name());
            }
            return words.isEmpty() ? null : String.join(" ", words);
        }

        /** What the bounds suppose. */
        String assumed(int from, int through) {
            Set<String> words = new TreeSet<>();
            for (int s = from; s >= through; s--) {
                words.addAll((s == end ? data : before[s]).assumed);
            }
            return String.join(" ", words);
        }

        private Double yields(int through) {
            Double yields = 1.0;
            for (int s = end; s > through; s--) {
                Double one = links.stages.get(s).yield();
                yields = yields == null || one == null ? null : Double.valueOf(yields * one);
            }
            return yields;
        }

        private void countries(List<Row> rows) {
            data.imports.forEach((country, makers) -> {
                Mix next = null;
                for (int t = end; t >= 0 && gap(t) == null; t--) {
                    Mix mix = through(makers, t);
                    country(rows, country, mix, next, t);
                    next = mix;
                }
                for (int t = end; t >= 0; t--) {
                    String gap = gap(t);
                    if (gap != null) {
                        rows.add(row(country, t, OriginMix.ALL)
                                .set(CHAIN_REASON, "missing_stage: " + gap)
                                .build());
                    }
                }
            });
        }

        private RowBuilder row(String country, int through, String origin) {
            return TABLE.row()
                    .set(CHAIN, links.chain)
                    .set(END_STAGE, links.stages.get(end).name())
                    .set(Columns.SOURCE, data.source)
                    .set(Columns.YEAR, data.year)
                    .set(COUNTRY_ISO3, country)
                    .set(PRODUCT_CODE, data.code)
                    .set(THROUGH_STAGE, links.stages.get(through).name())
                    .set(ORIGIN_ISO3, origin)
                    .set(IMPORTS_TONNES, data.importsTonnes.get(country))
                    .set(MISSING_STAGES, missing.isEmpty() ? null : String.join(" ", missing));
        }

        private Mix through(Mix makers, int through) {
            return through == end ? makers : ChainStages.through(makers, maker -> inputs(end, maker, through));
        }

        /**
         * What of an origin's part went to makers of the next stage in other countries.
         *
         * @param next the makers of that stage; null at the end of the chain
         */
        private double soldAbroad(String origin, Mix mix, Mix next, int through) {
            double share = mix.of(origin).share();
            if (next == null) {
                return share;
            }
            Part own = next.of(origin);
            Part kept = before[through].supply.getOrDefault(origin, Mix.UNKNOWN).of(origin);
            return Math.max(0, share - own.share() * kept.share());
        }

        /** @param next the mix at the next stage; null at the end of the chain */
        private void country(List<Row> rows, String country, Mix mix, Mix next, int through) {
            Map<String, Double> direct = data.direct.get(country);
            Set<String> origins = new TreeSet<>(mix.named().keySet());
            direct.forEach((supplier, share) -> {
                if (share >= OriginMix.LEAST_SHARE && !supplier.equals("XXX") && !supplier.equals(OriginMix.OTHERS)) {
                    origins.add(supplier);
                }
            });
            Double yields = yields(through);
            boolean strict = through == end || strict(through);
            double unknown = mix.unknown();
            List<String> shown = new ArrayList<>();
            for (String origin : origins) {
                if (mix.of(origin).share() >= OriginMix.LEAST_SHARE
                        || direct.getOrDefault(origin, 0.0) >= OriginMix.LEAST_SHARE) {
                    shown.add(origin);
                } else {
                    unknown += mix.of(origin).share();
                }
            }
            if (shown.isEmpty()) {
                shown.add(OriginMix.ALL);
            }
            for (String origin : shown) {
                boolean all = origin.equals(OriginMix.ALL);
                Part part = all ? new Part(0, 0, 1) : mix.of(origin);
                double share = Math.min(1, part.share());
                rows.add(row(country, through, origin)
                        .set(DIRECT_SHARE, all ? null : direct.getOrDefault(origin, 0.0))
                        .set(LOOKED_THROUGH_SHARE, all ? null : share)
                        .set(LOOKED_THROUGH_SHARE_LOW, all ? null : Math.min(part.low(), share))
                        .set(LOOKED_THROUGH_SHARE_HIGH, all ? null : Math.min(1, Math.max(part.high(), share)))
                        .set(STRICT_SHARE_LOW, all ? null : strict ? Math.min(part.low(), share) : 0)
                        .set(STRICT_SHARE_HIGH, all ? null : strict ? Math.min(1, Math.max(part.high(), share)) : 1)
                        .set(SOLD_ABROAD_SHARE, all ? null : Math.min(share, soldAbroad(origin, mix, next, through)))
                        .set(UPSTREAM_UNKNOWN_SHARE, Math.min(1, unknown))
                        .set(
                                INPUT_TONNES,
                                all || yields == null ? null : data.importsTonnes.get(country) * share * yields)
                        .set(DATA_USED, data(end, through))
                        .set(FLAGS, flags(end, through, unknown))
                        .set(BOUNDS_ASSUME, all ? null : assumed(end, through))
                        .set(JOINED, data.joined.contains(country))
                        .set(CHAIN_REASON, all ? "upstream_unknown" : null)
                        .build());
            }
        }
    }
}
