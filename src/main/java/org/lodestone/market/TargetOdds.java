package org.lodestone.market;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.metric.Given;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Metric;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * How likely a plan is to have the target share, when delays, ramps, yields, prices and markets are drawn from the
 * distributions that the assumptions give.
 *
 * <p>{@link Draws} says how inputs are drawn. A plant is built with the chance that its status has; where it is not, it
 * makes nothing. Quantiles are nearest-rank; which input moves the odds is told by Spearman's rank correlation (C.
 * Spearman, 1904) between the input and the share in the target year.
 */
public final class TargetOdds {
    private static final String INPUTS_COLUMN = "inputs";
    private static final String ODDS = "odds";
    private static final String ROW = "row";

    private TargetOdds() {}

    public static final Field<Double> TARGET_PROBABILITY = Field.optional(
            "target_probability",
            Unit.FRACTION,
            "Part of the draws with at least the target share in the year, plants counting with the chance that"
                    + " they are built; null with share_reason.");
    public static final Field<Double> SAMPLING_ERROR = Field.computed(
            "sampling_error",
            Unit.FRACTION,
            "sqrt(target_probability * (1 - target_probability) / draws)",
            "Standard error of that part that comes from the number of draws.");
    public static final Field<Double> COMPLETION_CHANCE = Field.optional(
            "completion_chance",
            Unit.FRACTION,
            "Chance that all phases of all plants, of the plan and of its contracts' makers, are built, by their"
                    + " status; 1 without plants. Null with share_reason.");
    public static final Field<Double> TARGET_PROBABILITY_IF_COMPLETED = Field.optional(
            "target_probability_if_completed",
            Unit.FRACTION,
            "The same part of those draws in which all of them are built; null where there is none. Of a status of which"
                    + " no chance is assumed, plants are taken to be built here.");
    public static final Field<Double> SHARE_P05 =
            Field.optional("share_p05", Unit.FRACTION, "A twentieth of the draws has at most this share.");
    public static final Field<Double> SHARE_P25 =
            Field.optional("share_p25", Unit.FRACTION, "A quarter has at most this share.");
    public static final Field<Double> SHARE_P50 =
            Field.optional("share_p50", Unit.FRACTION, "Half of the draws has at most this share.");
    public static final Field<Double> SHARE_P75 =
            Field.optional("share_p75", Unit.FRACTION, "Three quarters have at most this share.");
    public static final Field<Double> SHARE_P95 =
            Field.optional("share_p95", Unit.FRACTION, "All but a twentieth have at most this share.");

    public static final Table TABLE = Table.named("target_odds")
            .grain("One row per company, market, target year, scenario, plan, basis and year.")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    PlanColumns.TARGET_YEAR,
                    PlanColumns.SCENARIO,
                    PlanColumns.PLAN,
                    PlanColumns.BASIS,
                    Columns.YEAR)
            .column(
                    PlanColumns.PLAN_NAME,
                    PlanColumns.TARGET_SHARE,
                    TARGET_PROBABILITY,
                    SAMPLING_ERROR,
                    COMPLETION_CHANCE,
                    TARGET_PROBABILITY_IF_COMPLETED,
                    SHARE_P05,
                    SHARE_P25,
                    SHARE_P50,
                    SHARE_P75,
                    SHARE_P95)
            .required("draws", Unit.COUNT, "How many draws.")
            .required("seed", Unit.COUNT, "The seed of the draws.")
            .column(PlanColumns.SHARE_REASON, PlanColumns.ASSUMPTIONS)
            .check(
                    Check.fraction("target_probability"),
                    Check.fraction("completion_chance"),
                    Check.fraction("target_probability_if_completed"),
                    Check.that("odds_or_reason", "(target_probability IS NULL) = (share_reason IS NOT NULL)"),
                    Check.inOrder("share_p05", "share_p25", "share_p50", "share_p75", "share_p95"))
            .build();

    public static final Field<String> INPUT = Field.required(
            "input",
            Unit.CODE,
            "The input with what it is drawn for: a scope, or the plant, phase or contract that draws for"
                    + " itself.");
    public static final Field<String> ASSUMPTION_SLICE = Field.required(
            "assumption_slice", Unit.CODE, "The row that says how it is drawn: the slice of assumption.");
    public static final Field<String> DISTRIBUTION = Field.required(
            "distribution",
            Unit.CODE,
            "triangular, uniform, log_normal, or bernoulli: it comes about with the chance in central.");
    public static final Field<Double> LOW =
            Field.optional("low", Unit.FIGURE, "Lower end of a triangular or uniform distribution.");
    public static final Field<Double> CENTRAL = Field.required(
            "central", Unit.FIGURE, "Its mode, or the median of a log-normal one, named case or chance.");
    public static final Field<Double> HIGH =
            Field.optional("high", Unit.FIGURE, "Upper end of a triangular or uniform distribution.");
    public static final Field<Double> SIGMA =
            Field.optional("sigma", Unit.FIGURE, "Standard deviation of the logarithm of a log-normal one.");
    public static final Field<Double> RANK_CORRELATION = Field.optional(
            "rank_correlation",
            Unit.INDEX,
            "Spearman's rank correlation between the input and the share in the target year, -1 to 1; null where"
                    + " the share does not vary.");
    public static final Field<Integer> INFLUENCE_RANK =
            Field.optional("influence_rank", Unit.RANK, "Place by the correlation's size; null with it.");

    /** Which input moves the share. */
    public static final Table INPUTS = Table.named("target_odds_input")
            .grain("One row per company, market, target year, scenario, plan, basis and input that varies.")
            .key(
                    PlanColumns.COMPANY,
                    PlanColumns.MARKET,
                    PlanColumns.TARGET_YEAR,
                    PlanColumns.SCENARIO,
                    PlanColumns.PLAN,
                    PlanColumns.BASIS,
                    INPUT)
            .column(ASSUMPTION_SLICE, DISTRIBUTION, LOW, CENTRAL, HIGH, SIGMA, RANK_CORRELATION, INFLUENCE_RANK)
            .build();

    private static final Given<Long> DRAWS = Given.number("odds.draws");
    private static final Given<Long> SEED = Given.number("odds.seed");

    private static final Intermediate DRAWN = Intermediate.kept(
            "draws",
            List.of(PlanBook.KNOWN, DRAWS, SEED),
            in -> draw(
                    in.numbers(models(in.get(PlanBook.KNOWN))),
                    in.get(PlanBook.KNOWN),
                    in.get(DRAWS).intValue(),
                    in.get(SEED)));

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(DRAWN)
            .needs(PlanBook.TABLES_OF_TARGETS)
            .traces(PlanBook::traces)
            .compute(in -> odds(in.get(DRAWN)));

    public static final Metric INPUTS_METRIC = Metric.of(INPUTS)
            .needs(DRAWN)
            .needs(PlanBook.TABLES_OF_TARGETS)
            .traces(PlanBook::traces)
            .compute(in -> inputs(in.get(DRAWN)));

    private static final double[] QUANTILES = {0.05, 0.25, 0.50, 0.75, 0.95};

    /** How many models there are to be drawn for. */
    public static int models(PlanBook book) {
        return ShareModel.all(book).size();
    }

    /**
     * Draws.
     *
     * @param numbers 0 to {@link #models} - 1, one row each, in as many partitions as there are cores
     * @param draws at least 1
     * @return odds ARRAY of rows of {@link #TABLE}, inputs ARRAY of rows of {@link #INPUTS}; one row a model
     */
    public static Dataset<Row> draw(Dataset<Long> numbers, PlanBook book, int draws, long seed) {
        StructType type = new StructType()
                .add("odds", DataTypes.createArrayType(TABLE.schema()))
                .add("inputs", DataTypes.createArrayType(INPUTS.schema()));
        MapPartitionsFunction<Long, Row> draw = part -> {
            List<ShareModel> models = ShareModel.all(book);
            Draws futures = new Draws(draws, seed);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return part.hasNext();
                }

                @Override
                public Row next() {
                    return drawn(models.get(part.next().intValue()), futures, draws, seed);
                }
            };
        };
        return numbers.mapPartitions(draw, Encoders.row(type));
    }

    /** The report on odds. */
    public static Dataset<Row> odds(Dataset<Row> drawn) {
        return TABLE.conform(drawn.select(explode(col(ODDS)).as(ROW)).select("row.*"));
    }

    /** The report on inputs. */
    public static Dataset<Row> inputs(Dataset<Row> drawn) {
        return INPUTS.conform(drawn.select(explode(col(INPUTS_COLUMN)).as(ROW)).select("row.*"));
    }

    private static RowBuilder row(Table table, ShareModel model) {
        return table.row()
                .set(PlanColumns.COMPANY, model.company)
                .set(PlanColumns.MARKET, model.market)
                .set(PlanColumns.TARGET_YEAR, model.targetYear)
                .set(PlanColumns.SCENARIO, model.scenario)
                .set(PlanColumns.PLAN, model.plan)
                .set(PlanColumns.BASIS, model.basis);
    }

    /** Odds and inputs of one model, as two arrays of rows. */
    static Row drawn(ShareModel model, int draws, long seed) {
        return drawn(model, new Draws(draws, seed), draws, seed);
    }

    private static Row drawn(ShareModel model, Draws futures, int draws, long seed) {
        List<Row> odds = new ArrayList<>();
        List<Row> inputs = new ArrayList<>();
        int varying = model.inputs().size();
        double[][] values = new double[varying][];
        for (int i = 0; i < varying; i++) {
            values[i] = futures.values(model.inputs().get(i));
        }
        double[] shares = new double[draws];
        double[] one = new double[varying];
        for (int year = model.firstYear; year <= model.lastYear; year++) {
            RowBuilder row = row(TABLE, model)
                    .set(Columns.YEAR, year)
                    .set(PlanColumns.PLAN_NAME, model.planName)
                    .set(PlanColumns.ASSUMPTIONS, PlanColumns.assumptions(model))
                    .set(PlanColumns.TARGET_SHARE, model.targetShare)
                    .set("draws", (long) draws)
                    .set("seed", seed);
            if (model.problem != null
                    || Double.isNaN(model.year(year, model.central()).market())) {
                odds.add(row.set(PlanColumns.SHARE_REASON, model.problem != null ? model.problem : "market_not_known")
                        .build());
                continue;
            }
            long reached = 0;
            long completed = 0;
            long reachedIfCompleted = 0;
            for (int k = 0; k < draws; k++) {
                for (int i = 0; i < varying; i++) {
                    one[i] = values[i][k];
                }
                shares[k] = model.year(year, one).share();
                int there = shares[k] >= model.targetShare ? 1 : 0;
                int complete = model.complete(one) ? 1 : 0;
                reached += there;
                completed += complete;
                reachedIfCompleted += there * complete;
            }
            if (year == model.targetYear) {
                inputs.addAll(influences(model, futures, shares));
            }
            row.set(TARGET_PROBABILITY_IF_COMPLETED, completed == 0 ? null : (double) reachedIfCompleted / completed);
            if (model.oddsProblem != null) {
                odds.add(row.set(PlanColumns.SHARE_REASON, model.oddsProblem).build());
                continue;
            }
            double probability = (double) reached / draws;
            row.set(TARGET_PROBABILITY, probability)
                    .set(SAMPLING_ERROR, Math.sqrt(probability * (1 - probability) / draws))
                    .set(COMPLETION_CHANCE, model.completionChance());
            Arrays.sort(shares);
            for (double quantile : QUANTILES) {
                row.set(
                        String.format(java.util.Locale.ROOT, "share_p%02d", Math.round(quantile * 100)),
                        shares[(int) Math.ceil(quantile * draws) - 1]);
            }
            odds.add(row.build());
        }
        return RowFactory.create(odds.toArray(), inputs.toArray());
    }

    private static List<Row> influences(ShareModel model, Draws futures, double[] shares) {
        record Influence(Input input, Double correlation) {}
        double[] shareRanks = Draws.varies(shares) ? Draws.ranks(shares) : null;
        List<Influence> influences = new ArrayList<>();
        for (Input input : model.inputs()) {
            if (input.varies()) {
                double[] ranks = shareRanks == null ? null : futures.ranks(input);
                influences.add(new Influence(
                        input, ranks == null ? null : new PearsonsCorrelation().correlation(ranks, shareRanks)));
            }
        }
        influences.sort(
                Comparator.comparing((Influence one) -> one.correlation() == null ? 1.0 : -Math.abs(one.correlation()))
                        .thenComparing(one -> one.input().drawnAs()));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < influences.size(); i++) {
            Input input = influences.get(i).input();
            Double correlation = influences.get(i).correlation();
            boolean range = List.of("triangular", "uniform").contains(input.distribution());
            boolean logNormal = input.distribution().equals("log_normal");
            rows.add(row(INPUTS, model)
                    .set(INPUT, input.drawnAs())
                    .set(ASSUMPTION_SLICE, input.id())
                    .set(DISTRIBUTION, input.distribution())
                    .set(LOW, range ? input.low() : null)
                    .set(CENTRAL, input.central())
                    .set(HIGH, range ? input.high() : null)
                    .set(SIGMA, logNormal ? input.sigma() : null)
                    .set(RANK_CORRELATION, correlation)
                    .set(INFLUENCE_RANK, correlation == null ? null : i + 1)
                    .build());
        }
        return rows;
    }
}
