package org.lodestone.market;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What nobody knows yet and a plan needs: delays, ramps, yields. Each is data with its reason, with a central figure for
 * the trajectory and a distribution for the odds.
 */
public final class Assumptions {
    public static final Field<String> INPUT = Field.required(
            "input",
            Unit.CODE,
            "start_in_year, start_delay_years, ramp_years, utilisation, yield, completion_chance,"
                    + " magnet_oxide_share, magnet_tonnes_per_oxide_tonne,"
                    + " magnet_tonnes_per_recycled_tonne, uncontracted_sold_share, price_usd_per_kg,"
                    + " contract_attrition, market_growth or market_size_factor.");
    public static final Field<String> SCOPE = Field.required(
            "scope",
            Unit.CODE,
            "What it holds for: facility:ID, status:STATUS (completion_chance), contract:ID, market:ID,"
                    + " scenario:MARKET/SCENARIO, or * for all. The narrowest counts.");
    public static final Field<String> DISTRIBUTION = Field.required(
            "distribution",
            Unit.CODE,
            "fixed, uniform (low, high), triangular (low, central, high) or log_normal (central, sigma).");
    public static final Field<Double> LOW =
            Field.optional("low", Unit.FIGURE, "Lower end of a uniform or triangular distribution.");
    public static final Field<Double> CENTRAL = Field.required(
            "central",
            Unit.FIGURE,
            "The figure of the trajectory: a mode, the median of a log-normal one, the named case of a uniform"
                    + " one.");
    public static final Field<Double> HIGH =
            Field.optional("high", Unit.FIGURE, "Upper end of a uniform or triangular distribution.");
    public static final Field<Double> SIGMA =
            Field.optional("sigma", Unit.FIGURE, "Standard deviation of the logarithm of a log-normal one.");
    public static final Field<Double> COMMON_SHARE = Field.optional(
            "common_share",
            Unit.FRACTION,
            "For what each plant or contract draws for itself: the part of the variance that all plants or"
                    + " contracts share. Null for none, 1 for one draw of all.");
    public static final Field<String> UNIT = Field.required("unit", Unit.TEXT, "What the figures count.");
    public static final Field<String> REASON = Field.required("reason", Unit.TEXT, "Why these figures.");

    public static final Table TABLE = Table.named("assumption")
            .grain("One row per scope and input.")
            .shown("slice", "distribution", "low", "central", "high", "unit", "stated_by", "reason")
            .key(Columns.SLICE, INPUT)
            .column(SCOPE, DISTRIBUTION, LOW, CENTRAL, HIGH, SIGMA, COMMON_SHARE, UNIT)
            .column(Columns.STATED_BY.meaning("Whose figure it is: a source, or own judgement."))
            .column(REASON, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.oneOf(
                            "input",
                            "start_in_year",
                            "start_delay_years",
                            "ramp_years",
                            "utilisation",
                            "yield",
                            "completion_chance",
                            "magnet_oxide_share",
                            "magnet_tonnes_per_oxide_tonne",
                            "magnet_tonnes_per_recycled_tonne",
                            "uncontracted_sold_share",
                            "price_usd_per_kg",
                            "contract_attrition",
                            "market_growth",
                            "market_size_factor"),
                    Check.oneOf("distribution", "fixed", "uniform", "triangular", "log_normal"),
                    Check.that(
                            "range_in_order",
                            "distribution NOT IN ('triangular', 'uniform') OR (low IS NOT NULL AND high IS NOT NULL AND low <= central AND"
                                    + " central <= high AND low < high)"),
                    Check.that(
                            "log_normal_positive",
                            "distribution != 'log_normal' OR (sigma IS NOT NULL AND sigma > 0 AND central > 0)"),
                    Check.that(
                            "parts_are_parts",
                            "input NOT IN ('start_in_year', 'utilisation', 'yield', 'completion_chance', 'magnet_oxide_share',"
                                    + " 'uncontracted_sold_share', 'contract_attrition') OR"
                                    + " (coalesce(low, central) >= 0 AND coalesce(high, central) <= 1 AND distribution !="
                                    + " 'log_normal')"),
                    Check.that("chance_is_one_figure", "input != 'completion_chance' OR distribution = 'fixed'"),
                    Check.fraction("common_share"),
                    Check.that(
                            "others_not_negative",
                            "input IN ('market_growth', 'start_delay_years') OR coalesce(low, central) >= 0"),
                    Check.that(
                            "divisors_above_zero",
                            "input NOT IN ('price_usd_per_kg', 'market_size_factor') OR coalesce(low, central) > 0"),
                    Check.that("growth_above_minus_one", "input != 'market_growth' OR coalesce(low, central) > -1"))
            .build();

    /** The project's own format of assumptions. */
    public static final Format FORMAT =
            DeclaredCsv.named("assumptions", TABLE).slicedBy("scope", "input").build();

    /**
     * An input of the model.
     *
     * @param scope and {@code input} name the row that it comes from
     * @param distribution of the table, or {@code bernoulli}: 1 with the chance {@code central}, otherwise 0
     * @param own whose own draw it is, such as facility:ID; null where all that use the row meet the same draw
     * @param commonShare the part of an own draw's variance that all draws of the row share
     */
    record Input(
            String scope,
            String input,
            String distribution,
            double low,
            double central,
            double high,
            double sigma,
            String own,
            double commonShare)
            implements java.io.Serializable {

        Input(String scope, String input, String distribution, double low, double central, double high, double sigma) {
            this(scope, input, distribution, low, central, high, sigma, null, 0);
        }

        /** An input that is as it is: no row of the table. */
        static Input fixed(String scope, String input, double value) {
            return new Input(scope, input, "fixed", value, value, value, 0);
        }

        /** The same row, drawn for one plant or contract. */
        Input ownOf(String name) {
            return new Input(scope, input, distribution, low, central, high, sigma, name, commonShare);
        }

        /** Whether it comes about at all, with this figure as its chance. */
        Input chance() {
            return new Input(scope, input, "bernoulli", 0, central, 1, 0, own, commonShare);
        }

        /** The row of the table. */
        String id() {
            return scope + "/" + input;
        }

        /** What names the draws. */
        String drawnAs() {
            return own == null ? id() : own + "/" + input;
        }

        /** The figure of the trajectory, which takes a plan at its word: what has a chance comes about. */
        double atItsWord() {
            return distribution.equals("bernoulli") ? 1 : central;
        }

        boolean varies() {
            return !distribution.equals("fixed");
        }
    }

    private final Map<String, Row> rows = new HashMap<>();

    private Assumptions() {}

    /** The rows that hold for a facility in any of its states, and for all. */
    static Trace of(String facility) {
        return new Trace(
                TABLE,
                SCOPE.col().isin("*", "facility:" + facility).or(SCOPE.col().startsWith("status:")));
    }

    /** The rows that a text names as reports do: {@code scope/input=figure}, one after the other. */
    static Trace named(String text) {
        Object[] ids = Arrays.stream(text == null ? new String[0] : text.split("[ ;]+"))
                .filter(word -> word.contains("/") && word.contains("="))
                .map(word -> word.substring(0, word.indexOf('=')))
                .toArray();
        return new Trace(TABLE, Columns.SLICE.col().isin(ids));
    }

    /**
     * @param rows of {@link #TABLE}
     */
    static Assumptions of(List<Row> rows) {
        Assumptions assumptions = new Assumptions();
        rows.forEach(row -> assumptions.rows.put(SCOPE.in(row) + "/" + INPUT.in(row), row));
        return assumptions;
    }

    /** The narrowest of the scopes that has the input, else the one for all; null where neither has it. */
    Input find(String input, String... scopes) {
        List<String> wider = new ArrayList<>(List.of(scopes));
        wider.add("*");
        for (String scope : wider) {
            Row row = rows.get(scope + "/" + input);
            if (row != null) {
                double central = CENTRAL.in(row);
                return new Input(
                        scope,
                        input,
                        DISTRIBUTION.in(row),
                        orElse(row, "low", central),
                        central,
                        orElse(row, "high", central),
                        orElse(row, "sigma", 0),
                        null,
                        orElse(row, "common_share", 0));
            }
        }
        return null;
    }

    private static double orElse(Row row, String column, double otherwise) {
        Double value = row.getAs(column);
        return value == null ? otherwise : value;
    }
}
