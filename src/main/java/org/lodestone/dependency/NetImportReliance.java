package org.lodestone.dependency;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * How much of a country's use of a commodity is net imports, as the U.S. Geological Survey defines it in its Mineral
 * Commodity Summaries.
 *
 * <p>Apparent consumption C = P + M - X + S, with production P, imports M, exports X and what was taken from stocks S
 * (below zero where stocks grew); net import reliance = (M - X + S) / C = 1 - P / C. A source that states C needs no
 * trade figures. Cells that are bounds give bounds: the reliance is smallest with the largest production and the smallest
 * consumption.
 *
 * <p>Whether it is the published one is judged on intervals. Each printed figure may be off by half of the digit to which
 * it was rounded. Of 4,300 nobody can tell whether that is its second, third or fourth digit, so each number of digits is
 * supposed in turn: with fewer digits the intervals only grow. Where the answer depends on it and the source does not say
 * how it rounds, there is none.
 */
public final class NetImportReliance {
    private static final String SIGNIFICANT_DIGITS = "significant_digits";
    private static final String STATED_BY = "stated_by";

    private static final String ZERO_SIGNS = "[—–-]{1,2}";
    private static final Pattern FIGURE =
            Pattern.compile("([<>]?) *([+-]?[0-9][0-9,]{0,19}(?:\\.[0-9]{1,9})?|\\.[0-9]{1,9}) *%?");
    private static final String CELL =
            "([<>] *)?([+-]?[0-9][0-9,]{0,19}([.][0-9]{1,9})?|[.][0-9]{1,9})|W|NA|[—–-]{1,2}";
    /** More digits than a double holds: figures as they are printed. */
    private static final int ALL_DIGITS = 18;

    /** What binary fractions may be off at the end of an interval. */
    private static final double LAST_BIT = 1e-12;

    private NetImportReliance() {}

    /** What sources state of a commodity's production, trade and use in a country, cell by cell as they write it. */
    public static final Table INPUTS = inputs();

    /** The project's own format of these statements. */
    public static final Format FORMAT = format();

    public static final Field<String> COMMODITY =
            Field.required("commodity", Unit.TEXT, "The commodity as the source names it.");
    public static final Field<String> COUNTRY_ISO3 =
            Field.required("country_iso3", Unit.CODE, "The country, ISO 3166-1 alpha-3.");
    public static final Field<String> VINTAGE =
            Field.required("vintage", Unit.CODE, "The edition that states them; later ones revise earlier ones.");
    public static final Field<Double> PRODUCTION_TONNES =
            Field.optional("production_tonnes", Unit.TONNES, "Production P; null with production_reason.");
    public static final Field<String> PRODUCTION_REASON =
            Field.optional("production_reason", Unit.CODE, reasons("production"));
    public static final Field<Double> IMPORTS_TONNES =
            Field.optional("imports_tonnes", Unit.TONNES, "Imports M; null with imports_reason.");
    public static final Field<String> IMPORTS_REASON = Field.optional("imports_reason", Unit.CODE, reasons("imports"));
    public static final Field<Double> EXPORTS_TONNES =
            Field.optional("exports_tonnes", Unit.TONNES, "Exports X; null with exports_reason.");
    public static final Field<String> EXPORTS_REASON = Field.optional("exports_reason", Unit.CODE, reasons("exports"));
    public static final Field<Double> STOCK_CHANGE_TONNES = Field.optional(
            "stock_change_tonnes",
            Unit.TONNES,
            "What was taken from stocks S, below 0 where they grew; null with stock_change_reason, and then left"
                    + " out of the sums.");
    public static final Field<String> STOCK_CHANGE_REASON =
            Field.optional("stock_change_reason", Unit.CODE, reasons("the change of stocks"));
    public static final Field<Double> APPARENT_CONSUMPTION_TONNES = Field.optional(
            "apparent_consumption_tonnes",
            Unit.TONNES,
            "Apparent consumption C: as stated, otherwise P + M - X + S; null where neither is known.");
    public static final Field<String> CONSUMPTION_BASIS = Field.optional(
            "consumption_basis",
            Unit.CODE,
            "stated, or computed from production and trade; null where it is not known.");
    public static final Field<Double> RELIANCE = Field.computed(
            "reliance",
            Unit.INDEX,
            "1 - production_tonnes / apparent_consumption_tonnes",
            "Net import reliance, 1 for a country that makes nothing, below 0 for a net exporter. Null with"
                    + " reliance_reason.");
    public static final Field<Double> RELIANCE_LOW =
            Field.optional("reliance_low", Unit.INDEX, "Lower bound where cells are bounds; null where there is none.");
    public static final Field<Double> RELIANCE_HIGH = Field.optional(
            "reliance_high", Unit.INDEX, "Upper bound where cells are bounds; null where there is none.");
    public static final Field<String> RELIANCE_REASON = Field.optional(
            "reliance_reason",
            Unit.CODE,
            "Why there is no reliance: consumption_not_positive, bounds_only, or the part that is missing and why"
                    + " (production_withheld, imports_not_stated ...); null where there is one.");
    public static final Field<String> TRADE_POSITION = Field.optional(
            "trade_position",
            Unit.CODE,
            "net_importer, net_exporter or balanced, by the figures; null where they do not tell.");
    public static final Field<String> PUBLISHED_RELIANCE =
            Field.optional("published_reliance", Unit.TEXT, "What the source publishes, as it writes it, in percent.");
    public static final Field<Double> PUBLISHED_LOW = Field.optional(
            "published_low",
            Unit.FRACTION,
            "The least that this says: of a figure, half of its last digit below it; null where it says none.");
    public static final Field<Double> PUBLISHED_HIGH =
            Field.optional("published_high", Unit.FRACTION, "The most that this says; null where it says none.");
    public static final Field<String> PUBLISHED_MEANS = Field.optional(
            "published_means",
            Unit.CODE,
            "figure, at_least, at_most, net_exporter (E), withheld (W), not_available (NA) or not_stated.");
    public static final Field<Double> PRINTED_LOW = Field.optional(
            "printed_low",
            Unit.INDEX,
            "The least reliance that the printed figures stand for, each being right to its last digit; null"
                    + " without a reliance.");
    public static final Field<Double> PRINTED_HIGH = Field.optional("printed_high", Unit.INDEX, "The most, likewise.");
    public static final Field<Double> ROUNDED_LOW = Field.optional(
            "rounded_low",
            Unit.INDEX,
            "The least reliance if the figures are rounded as rounding says, or where that is not known if all"
                    + " zeros at their ends are rounding; null without a reliance.");
    public static final Field<Double> ROUNDED_HIGH = Field.optional("rounded_high", Unit.INDEX, "The most, likewise.");
    public static final Field<String> PUBLISHED_AGREEMENT = Field.optional(
            "published_agreement",
            Unit.CODE,
            "agrees: the published figure is the computed one within the rounding of all figures, or on its side;"
                    + " disagrees; undecided: that depends on how the source rounded its figures, which it does"
                    + " not say. Null where one of them is not known.");
    public static final Field<Integer> AGREES_TO_SIGNIFICANT_DIGITS = Field.optional(
            "agrees_to_significant_digits",
            Unit.RANK,
            "Where undecided: the most significant digits to which the figures can be rounded for the published"
                    + " one to be right; null otherwise.");
    public static final Field<String> ROUNDING = Field.optional(
            "rounding",
            Unit.CODE,
            "What is supposed of the figures' rounding: as_stated (significant_digits of the source), any (the"
                    + " answer is the same for all), or depends; null without an answer.");

    public static final Table TABLE = Table.named("net_import_reliance")
            .grain("One row per commodity, country, year, vintage and source.")
            .key(
                    COMMODITY,
                    COUNTRY_ISO3,
                    Columns.YEAR.meaning("The year that the figures are of."),
                    VINTAGE,
                    Columns.STATED_BY)
            .column(
                    PRODUCTION_TONNES,
                    PRODUCTION_REASON,
                    IMPORTS_TONNES,
                    IMPORTS_REASON,
                    EXPORTS_TONNES,
                    EXPORTS_REASON,
                    STOCK_CHANGE_TONNES,
                    STOCK_CHANGE_REASON,
                    APPARENT_CONSUMPTION_TONNES,
                    CONSUMPTION_BASIS,
                    RELIANCE,
                    RELIANCE_LOW,
                    RELIANCE_HIGH,
                    RELIANCE_REASON,
                    TRADE_POSITION,
                    PUBLISHED_RELIANCE,
                    PUBLISHED_LOW,
                    PUBLISHED_HIGH,
                    PUBLISHED_MEANS,
                    PRINTED_LOW,
                    PRINTED_HIGH,
                    ROUNDED_LOW,
                    ROUNDED_HIGH,
                    PUBLISHED_AGREEMENT,
                    AGREES_TO_SIGNIFICANT_DIGITS,
                    ROUNDING)
            .sums(
                    List.of("year"),
                    "production_tonnes",
                    "imports_tonnes",
                    "exports_tonnes",
                    "stock_change_tonnes",
                    "apparent_consumption_tonnes")
            .check(
                    Check.oneOf("trade_position", "net_importer", "net_exporter", "balanced"),
                    Check.oneOf("consumption_basis", "stated", "computed"),
                    Check.oneOf("published_agreement", "agrees", "disagrees", "undecided"),
                    Check.oneOf("rounding", "as_stated", "any", "depends"),
                    Check.that("reliance_or_reason", "(reliance IS NULL) = (reliance_reason IS NOT NULL)"),
                    Check.that("reliance_at_most_one", "reliance IS NULL OR reliance <= 1"))
            .build();

    private static final Collected STATED = LakeTable.of(INPUTS).collected();

    public static final Metric METRIC =
            Metric.of(TABLE).needs(STATED).traces(NetImportReliance::traces).computeInMemory(in -> of(in.get(STATED)));

    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        return List.of(new Trace(INPUTS, Trace.same(row, "commodity", "country_iso3", "year", "vintage", "stated_by")));
    }

    private static Table inputs() {
        Table.Builder table = Table.named("reliance_input")
                .grain("One row per commodity, country, year, vintage and source.")
                .shown(
                        "vintage",
                        "stated_by",
                        "production_tonnes",
                        "imports_tonnes",
                        "exports_tonnes",
                        "stock_change_tonnes",
                        "apparent_consumption_tonnes",
                        "published_reliance")
                .key(
                        Columns.SLICE,
                        Columns.YEAR
                                .meaning("The year that the figures are of.")
                                .ofThePast(),
                        Columns.STATED_BY)
                .required("country_iso3", Unit.CODE, "The country, ISO 3166-1 alpha-3.")
                .required("commodity", Unit.TEXT, "The commodity as the source names it.")
                .required("vintage", Unit.CODE, "The edition that states the figures, such as MCS2025.");
        String cell =
                " in metric tonnes, as the source writes it: a figure (thousands may be parted by commas), a bound"
                        + " (>95), W (withheld), NA (not available) or a dash (zero); null where the source does not state it.";
        table.column("production_tonnes", Unit.TEXT, "Production" + cell)
                .column("imports_tonnes", Unit.TEXT, "Imports" + cell)
                .column("exports_tonnes", Unit.TEXT, "Exports" + cell)
                .column("stock_change_tonnes", Unit.TEXT, "What was taken from stocks, below 0 where they grew," + cell)
                .column("apparent_consumption_tonnes", Unit.TEXT, "Apparent consumption" + cell)
                .column(
                        "published_reliance",
                        Unit.TEXT,
                        "Net import reliance in percent of apparent consumption, as the source writes it; E for a net"
                                + " exporter.")
                .column(
                        "significant_digits",
                        Unit.RANK,
                        "To how many significant digits the source rounds its figures; null where it does not say.")
                .column(Columns.NOTE, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
                .check(Check.that(
                        "significant_digits_plausible",
                        "significant_digits IS NULL OR significant_digits BETWEEN 1 AND " + ALL_DIGITS));
        return table.build();
    }

    private static Format format() {
        DeclaredCsv format = DeclaredCsv.named("reliance-inputs", INPUTS)
                .slicedBy("commodity", "country_iso3", "vintage")
                .countries("country_iso3");
        for (String part : List.of("production", "imports", "exports", "stock_change", "apparent_consumption")) {
            String column = part + "_tonnes";
            format.rejecting(
                    "NOT " + column + " RLIKE '^(" + CELL + ")$'",
                    "bad_cell",
                    "'" + column + " \\''",
                    column,
                    "'\\' is neither a number nor a bound such as >95, W, NA or a dash. Correct it'");
        }
        return format.rejecting(
                        "NOT published_reliance RLIKE '^((" + CELL + ") *%?|E)$'",
                        "bad_cell",
                        "'published_reliance \\''",
                        "published_reliance",
                        "'\\' is neither a percentage nor a bound such as >95, E, W, NA or a dash. Correct it'")
                .build();
    }

    private static String reasons(String part) {
        return "Why " + part + " has no figure: withheld (W), not_available (NA), not_stated, or at_least or at_most"
                + " for a bound; null where it has one.";
    }

    /**
     * What a cell says.
     *
     * @param low the least that it can be
     * @param high the most that it can be
     * @param reason why it is no figure; null where it is one, low and high being the same
     */
    record Cell(double low, double high, String reason) {
        Double figure() {
            return reason == null ? low : null;
        }

        boolean bounded() {
            return reason == null || reason.startsWith("at_");
        }
    }

    /**
     * Reads a cell as its source means it.
     *
     * @param text null where the source does not state it
     * @param least the least that the quantity can be
     * @throws IllegalArgumentException for a text that no source would write; the format rejects such rows
     */
    static Cell read(String text, double least) {
        double most = Double.POSITIVE_INFINITY;
        if (text == null) {
            return new Cell(least, most, "not_stated");
        }
        if (text.matches(ZERO_SIGNS)) {
            return new Cell(0, 0, null);
        }
        switch (text) {
            case "W":
                return new Cell(least, most, "withheld");
            case "NA":
                return new Cell(least, most, "not_available");
            default:
                break;
        }
        Matcher match = FIGURE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no figure, bound or sign of a source.");
        }
        double figure = Double.parseDouble(match.group(2).replace(",", ""));
        return switch (match.group(1)) {
            case ">" -> new Cell(figure, most, "at_least");
            case "<" -> new Cell(least, figure, "at_most");
            default -> new Cell(figure, figure, null);
        };
    }

    /**
     * @param inputs rows of {@link #INPUTS}
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(List<Row> inputs) {
        List<Row> rows = new ArrayList<>();
        for (Row input : inputs) {
            rows.add(of(input));
        }
        return rows;
    }

    private static Row of(Row input) {
        Cell production = read(input.getAs(PRODUCTION_TONNES.name()), 0);
        Cell imports = read(input.getAs(IMPORTS_TONNES.name()), 0);
        Cell exports = read(input.getAs(EXPORTS_TONNES.name()), 0);
        Cell stocks = read(input.getAs(STOCK_CHANGE_TONNES.name()), Double.NEGATIVE_INFINITY);
        Cell stated = read(input.getAs(APPARENT_CONSUMPTION_TONNES.name()), 0);
        RowBuilder row = TABLE.row()
                .set(COMMODITY, input.getAs(COMMODITY.name()))
                .set(COUNTRY_ISO3, input.getAs(COUNTRY_ISO3.name()))
                .set(Columns.YEAR, input.getAs(Columns.YEAR.name()))
                .set(VINTAGE, input.getAs(VINTAGE.name()))
                .set(Columns.STATED_BY, input.getAs(STATED_BY));
        put(row, "production", production);
        put(row, "imports", imports);
        put(row, "exports", exports);
        put(row, "stock_change", stocks);
        boolean byConsumption = stated.bounded();
        // Stocks that a source does not state are left out, as the Survey does; withheld ones could be anything.
        Cell taken = "not_stated".equals(stocks.reason()) ? new Cell(0, 0, null) : stocks;
        String missing = reason("production", production);
        if (missing == null && !byConsumption) {
            missing = first(reason("imports", imports), reason("exports", exports), reason("stock_change", taken));
        }
        if (byConsumption && stated.reason() == null) {
            row.set(APPARENT_CONSUMPTION_TONNES, stated.low()).set(CONSUMPTION_BASIS, "stated");
        }
        Cell net = new Cell(
                imports.low() - exports.high() + taken.low(), imports.high() - exports.low() + taken.high(), null);
        Double position = null;
        Double reliance = null;
        if (missing == null && byConsumption) {
            boolean exact = production.reason() == null && stated.reason() == null;
            if (stated.high() <= 0) {
                missing = "consumption_not_positive";
            } else if (exact) {
                reliance = 1 - production.low() / stated.low();
            } else {
                missing = "bounds_only";
                bounds(
                        row,
                        stated.low() <= 0 ? null : finite(1 - production.high() / stated.low()),
                        finite(1 - production.low() / stated.high()));
            }
        } else if (missing == null) {
            boolean exact = production.reason() == null
                    && imports.reason() == null
                    && exports.reason() == null
                    && taken.reason() == null;
            double most = production.high() + net.high();
            if (exact) {
                row.set(APPARENT_CONSUMPTION_TONNES, most).set(CONSUMPTION_BASIS, "computed");
            }
            if (most <= 0) {
                missing = "consumption_not_positive";
            } else if (exact) {
                reliance = net.low() / most;
            } else {
                missing = "bounds_only";
                bounds(row, least(net, production), most(net, production));
            }
        }
        if (reliance != null) {
            position = reliance;
            bounds(row, reliance, reliance);
        } else if (imports.reason() == null && exports.reason() == null && taken.reason() == null) {
            position = net.low();
        }
        String means = published(row, input.getAs(PUBLISHED_RELIANCE.name()));
        row.set(RELIANCE, reliance)
                .set(RELIANCE_REASON, missing)
                .set(
                        TRADE_POSITION,
                        position == null
                                ? null
                                : position > 0 ? "net_importer" : position < 0 ? "net_exporter" : "balanced");
        agreement(row, input, means, reliance);
        return row.build();
    }

    // ---- agreement with what is published ----------------------------------------------------------------------

    private static void agreement(RowBuilder row, Row input, String means, Double reliance) {
        if (reliance == null) {
            return;
        }
        Integer stated = input.getAs(SIGNIFICANT_DIGITS);
        Cell printed = within(input, ALL_DIGITS);
        Cell rounded = within(input, stated == null ? 1 : stated);
        row.set(PRINTED_LOW, finite(printed.low()))
                .set(PRINTED_HIGH, finite(printed.high()))
                .set(ROUNDED_LOW, finite(rounded.low()))
                .set(ROUNDED_HIGH, finite(rounded.high()));
        Row said = row.build();
        Boolean widest = agrees(said, means, rounded);
        if (widest == null) {
            return;
        }
        if (stated != null || !widest || agrees(said, means, printed)) {
            row.set(PUBLISHED_AGREEMENT, widest ? "agrees" : "disagrees")
                    .set(ROUNDING, stated == null ? "any" : "as_stated");
            return;
        }
        int digits = 1;
        while (agrees(said, means, within(input, digits + 1))) {
            digits++;
        }
        row.set(PUBLISHED_AGREEMENT, "undecided")
                .set(AGREES_TO_SIGNIFICANT_DIGITS, digits)
                .set(ROUNDING, "depends");
    }

    /** What the reliance can be if each figure is rounded to at most so many significant digits. */
    private static Cell within(Row input, int digits) {
        Cell production = rounded(input.getAs(PRODUCTION_TONNES.name()), 0, digits);
        Cell stated = rounded(input.getAs(APPARENT_CONSUMPTION_TONNES.name()), 0, digits);
        if (stated.bounded()) {
            return new Cell(
                    stated.low() <= 0 ? Double.NEGATIVE_INFINITY : 1 - production.high() / stated.low(),
                    1 - production.low() / stated.high(),
                    null);
        }
        Cell imports = rounded(input.getAs(IMPORTS_TONNES.name()), 0, digits);
        Cell exports = rounded(input.getAs(EXPORTS_TONNES.name()), 0, digits);
        Cell stocks = input.getAs(STOCK_CHANGE_TONNES.name()) == null
                ? new Cell(0, 0, null)
                : rounded(input.getAs(STOCK_CHANGE_TONNES.name()), Double.NEGATIVE_INFINITY, digits);
        Cell net = new Cell(
                imports.low() - exports.high() + stocks.low(), imports.high() - exports.low() + stocks.high(), null);
        Double low = least(net, production);
        Double high = most(net, production);
        return new Cell(low == null ? Double.NEGATIVE_INFINITY : low, high == null ? 1 : high, null);
    }

    /**
     * The interval of a figure that is rounded to at most so many significant digits: digits that are printed beyond these
     * and are not zero say that it is not.
     */
    static Cell rounded(String text, double least, int digits) {
        Cell cell = read(text, least);
        if (cell.reason() != null || text.matches(ZERO_SIGNS)) {
            return cell;
        }
        BigDecimal figure = new BigDecimal(text.replaceAll("[^0-9.+-]", ""));
        int lastPrinted = -figure.scale();
        int lastNotZero = figure.signum() == 0 || figure.scale() > 0
                ? lastPrinted
                : -figure.stripTrailingZeros().scale();
        int first = figure.precision() - figure.scale() - 1;
        int last = Math.max(lastPrinted, Math.min(lastNotZero, first - digits + 1));
        double half = Math.pow(10, last) / 2;
        return new Cell(Math.max(least, cell.low() - half), cell.high() + half, null);
    }

    /** Whether the published figure and the interval have something in common; null where that says nothing. */
    private static Boolean agrees(Row said, String means, Cell reliance) {
        return switch (means) {
            case "figure" ->
                reliance.low() <= PUBLISHED_HIGH.in(said) + LAST_BIT
                        && reliance.high() >= PUBLISHED_LOW.in(said) - LAST_BIT;
            case "at_least" -> reliance.high() >= PUBLISHED_LOW.in(said) - LAST_BIT;
            case "at_most" -> reliance.low() <= PUBLISHED_HIGH.in(said) + LAST_BIT;
            case "net_exporter" -> reliance.low() < 0;
            default -> null;
        };
    }

    // ---- bounds ------------------------------------------------------------------------------------------------

    /** The least of N / (P + N): it grows with N, and with P only where N is below zero. */
    private static Double least(Cell net, Cell production) {
        return part(net.low(), net.low() > 0 ? production.high() : production.low());
    }

    /** The most of N / (P + N). */
    private static Double most(Cell net, Cell production) {
        return part(net.high(), net.high() > 0 ? production.low() : production.high());
    }

    private static Double part(double net, double made) {
        if (Double.isInfinite(made) && Double.isFinite(net)) {
            return 0.0;
        }
        if (!Double.isFinite(net) || made + net <= 0) {
            return net == Double.POSITIVE_INFINITY && Double.isFinite(made) ? 1.0 : null;
        }
        return net / (made + net);
    }

    private static Double finite(double figure) {
        return Double.isFinite(figure) ? figure : null;
    }

    private static void bounds(RowBuilder row, Double low, Double high) {
        row.set(RELIANCE_LOW, low).set(RELIANCE_HIGH, high);
    }

    private static void put(RowBuilder row, String part, Cell cell) {
        row.set(part + "_tonnes", cell.figure()).set(part + "_reason", cell.reason());
    }

    private static String reason(String part, Cell cell) {
        return cell.bounded() ? null : part + "_" + cell.reason();
    }

    private static String first(String... reasons) {
        for (String reason : reasons) {
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** Reads the published reliance, in percent, and says what it means. */
    private static String published(RowBuilder row, String text) {
        String plain = text == null ? null : text.replaceFirst(" *%$", "");
        String means;
        if ("E".equals(plain)) {
            means = "net_exporter";
        } else {
            Cell cell = rounded(plain, 0, ALL_DIGITS);
            means = cell.reason() == null ? "figure" : cell.reason();
            if (cell.bounded()) {
                row.set(PUBLISHED_LOW, Math.min(1, cell.low() / 100))
                        .set(PUBLISHED_HIGH, Math.min(1, cell.high() / 100));
            }
        }
        row.set(PUBLISHED_RELIANCE, text).set(PUBLISHED_MEANS, means);
        return means;
    }
}
