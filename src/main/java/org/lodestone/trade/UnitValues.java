package org.lodestone.trade;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.metric.Given;
import org.lodestone.metric.Grouped;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Weights that are probably wrong: flows of reporters' data whose unit value is far from what it was before, or from that of
 * others. A finding, never a correction.
 *
 * <p>By history: d = ln uv − the median of ln uv of the same series' earlier periods, of which there must be some. Ratios are
 * made symmetric, s = e^d − 1 above the median and 1 − e^−d below it, and sized, E = s · value^U. Of all series of the product
 * and period E is out of bounds below E_med − C·max(E_med − E_q1, |A·E_med|) or above E_med + C·max(E_q3 − E_med, |A·E_med|) (M. A.
 * Hidiroglou and J.-M. Berthelot, Statistical Editing and Imputation for Periodic Business Surveys, Survey Methodology 12, 1986).
 * Since a series that always varied says little by varying again, d must also be beyond the robust z of the series' own history.
 * Only what was known in the period is used.
 *
 * <p>By the others of the period: z = 0.6745 (ln uv − median) / MAD over the product's flows (B. Iglewicz and D. Hoaglin, How to
 * Detect and Handle Outliers, 1993).
 *
 * <p>Reconciled data are left out: their weights were made consistent already.
 *
 * @see <a href="https://search.r-project.org/CRAN/refmans/univOutl/html/HBmethod.html">The method as univOutl has it</a>
 */
public final class UnitValues {
    private static final String EARLIER = "earlier";
    private static final String MIDDLE = "middle";
    private static final String SPREAD = "spread";

    /**
     * What decides.
     *
     * @param periods how many earlier periods a series must have
     * @param exponent U, 0 to 1: how much a large flow counts more
     * @param minimum A: keeps bounds apart where all series agree
     * @param width C: how many quartile distances are still in bounds
     * @param z how large a robust z may be
     */
    public record Limits(int periods, double exponent, double minimum, double width, double z)
            implements java.io.Serializable {}

    public static final Field<String> HS_EDITION =
            Field.required("hs_edition", Unit.CODE, "Edition of the Harmonized System.");
    public static final Field<String> DIRECTION =
            Field.required("direction", Unit.CODE, "import or export, seen from the reporter.");
    public static final Field<String> REPORTER_ISO3 =
            Field.required("reporter_iso3", Unit.CODE, "The reporting country.");
    public static final Field<String> PARTNER_ISO3 = Field.required("partner_iso3", Unit.CODE, "Its partner.");
    public static final Field<Double> NET_WEIGHT_KG =
            Field.required("net_weight_kg", Unit.KG, "The weight that is suspect.");
    public static final Field<Double> UNIT_VALUE_USD_PER_KG = Field.<Double>required(
                    "unit_value_usd_per_kg", Unit.USD_PER_KG, "What it makes of the value.")
            .is("value_usd / net_weight_kg");
    public static final Field<Double> HISTORY_USD_PER_KG = Field.optional(
            "history_usd_per_kg",
            Unit.USD_PER_KG,
            "Median unit value of the series' earlier periods; null with too few of them.");
    public static final Field<Long> HISTORY_COUNT =
            Field.required("history_count", Unit.COUNT, "These earlier periods.");
    public static final Field<Double> HISTORY_Z =
            Field.optional("history_z", Unit.FIGURE, "Robust z against them; null with too few of them.");
    public static final Field<Double> EFFECT =
            Field.optional("effect", Unit.FIGURE, "E of Hidiroglou and Berthelot: the sized distance; null likewise.");
    public static final Field<Double> EFFECT_LOW =
            Field.optional("effect_low", Unit.FIGURE, "Its lower bound among the product's series of the period.");
    public static final Field<Double> EFFECT_HIGH = Field.optional("effect_high", Unit.FIGURE, "Its upper bound.");
    public static final Field<Double> MARKET_USD_PER_KG = Field.optional(
            "market_usd_per_kg",
            Unit.USD_PER_KG,
            "Median unit value of the product's flows of the period; null with fewer than eight.");
    public static final Field<Long> MARKET_COUNT = Field.required("market_count", Unit.COUNT, "These flows.");
    public static final Field<Double> MARKET_Z = Field.optional(
            "market_z", Unit.FIGURE, "Robust z against them; null with fewer than eight, or where all agree.");
    public static final Field<String> SUSPECT_BY = Field.required("suspect_by", Unit.CODE, "history, market, or both.");

    public static final Table TABLE = Table.named("unit_value_check")
            .grain("One row per flow of reporters' data whose weight is suspect.")
            .key(
                    Columns.DATASET,
                    HS_EDITION,
                    DIRECTION,
                    REPORTER_ISO3,
                    PARTNER_ISO3,
                    Columns.PRODUCT_CODE,
                    Columns.PERIOD_TYPE.meaning("year or month."),
                    Columns.PERIOD_START)
            .column(
                    Columns.YEAR,
                    Columns.VALUE_USD,
                    NET_WEIGHT_KG,
                    UNIT_VALUE_USD_PER_KG,
                    HISTORY_USD_PER_KG,
                    HISTORY_COUNT,
                    HISTORY_Z,
                    EFFECT,
                    EFFECT_LOW,
                    EFFECT_HIGH,
                    MARKET_USD_PER_KG,
                    MARKET_COUNT,
                    MARKET_Z,
                    SUSPECT_BY)
            .check(Check.oneOf("suspect_by", "history", "market", "both"))
            .build();

    /** How large a robust z may be, by Iglewicz and Hoaglin. */
    public static final double ROBUST_Z = 3.5;

    private static final Given<Long> PERIODS = Given.number("unit-value.history-periods");
    private static final Given<Double> EXPONENT = Given.share("unit-value.size-exponent");
    private static final Given<Double> MINIMUM = Given.share("unit-value.least-distance");
    private static final Given<Long> WIDTH = Given.number("unit-value.width");

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(TradeFlows.STORED, PERIODS, EXPONENT, MINIMUM, WIDTH)
            .traces(UnitValues::traces)
            .compute(in -> of(
                    in.get(TradeFlows.STORED),
                    new Limits(
                            in.get(PERIODS).intValue(), in.get(EXPONENT), in.get(MINIMUM), in.get(WIDTH), ROBUST_Z)));

    /** The series up to the flow, and those of the market of its period. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return List.of(new Trace(
                TradeFlows.TABLE,
                Trace.same(row, "direction", "product_code", "period_type")
                        .and(Columns.PERIOD_START.col().leq(lit(Columns.PERIOD_START.in(row))))));
    }

    /** Fewer flows make no market. */
    private static final int FEWEST = 8;

    /** The median absolute distance of a normal distribution in standard deviations. */
    private static final double NORMAL = 0.6745;

    /** Distances of logarithms below this are rounding and freight: a history without any spread is taken to have this one. */
    private static final double LEAST_SPREAD = 0.05;

    private static final List<String> SERIES = List.of(
            "dataset", "hs_edition", "direction", "reporter_iso3", "partner_iso3", "product_code", "period_type");

    private static final List<String> MARKET =
            List.of("dataset", "hs_edition", "direction", "product_code", "period_type", "period_start");

    private static final StructType PLACED = new StructType()
            .add("dataset", DataTypes.StringType)
            .add("hs_edition", DataTypes.StringType)
            .add("direction", DataTypes.StringType)
            .add("reporter_iso3", DataTypes.StringType)
            .add("partner_iso3", DataTypes.StringType)
            .add("product_code", DataTypes.StringType)
            .add("period_type", DataTypes.StringType)
            .add("period_start", DataTypes.DateType)
            .add("year", DataTypes.IntegerType)
            .add("value_usd", DataTypes.DoubleType)
            .add("net_weight_kg", DataTypes.DoubleType)
            .add("earlier", DataTypes.IntegerType)
            .add("middle", DataTypes.DoubleType)
            .add("spread", DataTypes.DoubleType);

    private UnitValues() {}

    /**
     * @param flows rows of {@link TradeFlows#TABLE}
     * @return rows of {@link #TABLE}
     */
    public static Dataset<Row> of(Dataset<Row> flows, Limits limits) {
        Dataset<Row> weighed = flows.where(Columns.DATASET
                        .col()
                        .notEqual("baci")
                        .and(TradeFlows.PARTNER_KIND.col().equalTo("country"))
                        .and(not(coalesce(TradeFlows.WEIGHT_ESTIMATED.col(), lit(false))))
                        .and(Columns.VALUE_USD.col().gt(0))
                        .and(Columns.NET_WEIGHT_KG.col().gt(0)))
                // Countries that a source lists under several codes.
                .groupBy(columns(SERIES, "period_start", "year"))
                .agg(
                        org.apache
                                .spark
                                .sql
                                .functions
                                .sum(thousandths("value_usd"))
                                .divide(1000.0)
                                .as(Columns.VALUE_USD.name()),
                        org.apache
                                .spark
                                .sql
                                .functions
                                .sum(thousandths("net_weight_kg"))
                                .divide(1000.0)
                                .as(NET_WEIGHT_KG.name()));
        Dataset<Row> placed = Grouped.by(weighed, SERIES.toArray(String[]::new))
                .flatMapGroups(
                        (FlatMapGroupsFunction<Row, Row, Row>) (series, rows) -> placed(rows), Encoders.row(PLACED));
        return TABLE.conform(Grouped.by(placed, MARKET.toArray(String[]::new))
                .flatMapGroups(
                        (FlatMapGroupsFunction<Row, Row, Row>) (market, rows) -> suspects(rows, limits),
                        Encoders.row(TABLE.schema())));
    }

    private static Column thousandths(String column) {
        return org.apache.spark.sql.functions.rint(col(column).multiply(1000)).cast(DataTypes.LongType);
    }

    private static Column[] columns(List<String> names, String... more) {
        return Stream.concat(names.stream(), Arrays.stream(more))
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
    }

    // ---- one series: what it was before each of its periods ----------------------------------------------------

    private static Iterator<Row> placed(Iterator<Row> rows) {
        List<Row> series = new ArrayList<>();
        rows.forEachRemaining(series::add);
        series.sort(Comparator.comparing(Columns.PERIOD_START::in));
        double[] logs = new double[series.size()];
        List<Row> placed = new ArrayList<>();
        for (int i = 0; i < logs.length; i++) {
            Row row = series.get(i);
            logs[i] = Math.log(Columns.VALUE_USD.in(row) / NET_WEIGHT_KG.in(row));
            double[] before = Arrays.copyOf(logs, i);
            Double middle = i == 0 ? null : Double.valueOf(median(before));
            // With its schema: Spark hands rows on to the next step without writing them in between.
            placed.add(new GenericRowWithSchema(
                    new Object[] {
                        Columns.DATASET.in(row),
                        HS_EDITION.in(row),
                        DIRECTION.in(row),
                        REPORTER_ISO3.in(row),
                        PARTNER_ISO3.in(row),
                        Columns.PRODUCT_CODE.in(row),
                        Columns.PERIOD_TYPE.in(row),
                        Columns.PERIOD_START.in(row),
                        Columns.YEAR.in(row),
                        Columns.VALUE_USD.in(row),
                        NET_WEIGHT_KG.in(row),
                        i,
                        middle,
                        middle == null ? null : Double.valueOf(spread(before, middle))
                    },
                    PLACED));
        }
        return placed.iterator();
    }

    // ---- one product and period: all its flows ----------------------------------------------------------------------

    private static Iterator<Row> suspects(Iterator<Row> rows, Limits limits) {
        List<Row> flows = new ArrayList<>();
        rows.forEachRemaining(flows::add);
        double[] logs = flows.stream().mapToDouble(UnitValues::logarithm).toArray();
        double middle = median(logs);
        double spread = spread(logs, middle);
        double[] effects = flows.stream()
                .filter(row -> row.<Integer>getAs(EARLIER) >= limits.periods())
                .mapToDouble(row -> effect(row, limits))
                .sorted()
                .toArray();
        double[] bounds = effects.length == 0 ? null : bounds(effects, limits);
        List<Row> suspects = new ArrayList<>();
        for (Row row : flows) {
            double log = logarithm(row);
            boolean known = row.<Integer>getAs(EARLIER) >= limits.periods();
            Double historyZ = known ? Double.valueOf(z(log, row.getAs(MIDDLE), row.getAs(SPREAD))) : null;
            Double effect = known ? Double.valueOf(effect(row, limits)) : null;
            Double marketZ =
                    logs.length >= FEWEST && spread > 0 ? Double.valueOf(NORMAL * (log - middle) / spread) : null;
            // One series alone has no others to be out of their bounds.
            boolean byHistory = known
                    && Math.abs(historyZ) > limits.z()
                    && (effects.length < FEWEST || effect < bounds[0] || effect > bounds[1]);
            boolean byMarket = marketZ != null && Math.abs(marketZ) > limits.z();
            if (byHistory || byMarket) {
                suspects.add(TABLE.row()
                        .set(Columns.DATASET, Columns.DATASET.in(row))
                        .set(HS_EDITION, HS_EDITION.in(row))
                        .set(DIRECTION, DIRECTION.in(row))
                        .set(REPORTER_ISO3, REPORTER_ISO3.in(row))
                        .set(PARTNER_ISO3, PARTNER_ISO3.in(row))
                        .set(Columns.PRODUCT_CODE, Columns.PRODUCT_CODE.in(row))
                        .set(Columns.PERIOD_TYPE, Columns.PERIOD_TYPE.in(row))
                        .set(Columns.PERIOD_START, Columns.PERIOD_START.in(row))
                        .set(Columns.YEAR, Columns.YEAR.in(row))
                        .set(Columns.VALUE_USD, Columns.VALUE_USD.in(row))
                        .set(NET_WEIGHT_KG, NET_WEIGHT_KG.in(row))
                        .set(UNIT_VALUE_USD_PER_KG, Columns.VALUE_USD.in(row) / NET_WEIGHT_KG.in(row))
                        .set(HISTORY_USD_PER_KG, known ? rounded(Math.exp(row.<Double>getAs(MIDDLE))) : null)
                        .set(HISTORY_COUNT, (long) row.<Integer>getAs(EARLIER))
                        .set(HISTORY_Z, rounded(historyZ))
                        .set(EFFECT, rounded(effect))
                        .set(EFFECT_LOW, known ? rounded(bounds[0]) : null)
                        .set(EFFECT_HIGH, known ? rounded(bounds[1]) : null)
                        .set(MARKET_USD_PER_KG, logs.length >= FEWEST ? rounded(Math.exp(middle)) : null)
                        .set(MARKET_COUNT, (long) logs.length)
                        .set(MARKET_Z, rounded(marketZ))
                        .set(SUSPECT_BY, byHistory && byMarket ? "both" : byHistory ? "history" : "market")
                        .build());
            }
        }
        return suspects.iterator();
    }

    private static double logarithm(Row row) {
        return Math.log(Columns.VALUE_USD.in(row) / NET_WEIGHT_KG.in(row));
    }

    private static double z(double log, double middle, double spread) {
        return NORMAL * (log - middle) / Math.max(spread, LEAST_SPREAD);
    }

    private static double effect(Row row, Limits limits) {
        double away = logarithm(row) - row.<Double>getAs(MIDDLE);
        double symmetric = away >= 0 ? Math.expm1(away) : -Math.expm1(-away);
        return symmetric * Math.pow(Columns.VALUE_USD.in(row), limits.exponent());
    }

    private static double[] bounds(double[] sorted, Limits limits) {
        double middle = quantile(sorted, 0.5);
        double least = Math.abs(limits.minimum() * middle);
        return new double[] {
            middle - limits.width() * Math.max(middle - quantile(sorted, 0.25), least),
            middle + limits.width() * Math.max(quantile(sorted, 0.75) - middle, least)
        };
    }

    private static double spread(double[] figures, double middle) {
        return median(
                Arrays.stream(figures).map(figure -> Math.abs(figure - middle)).toArray());
    }

    private static double median(double[] figures) {
        return quantile(Arrays.stream(figures).sorted().toArray(), 0.5);
    }

    /** Between two figures in proportion, as R's quantile of type 7. */
    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Logarithms differ in their last digits from machine to machine; six after the point do not. */
    private static Double rounded(Double figure) {
        return figure == null ? null : Double.valueOf(Math.rint(figure * 1e6) / 1e6);
    }
}
