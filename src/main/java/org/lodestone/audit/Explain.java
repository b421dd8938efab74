package org.lodestone.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.intake.Nearest;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.metric.GivenRows;
import org.lodestone.metric.Trace;
import org.lodestone.program.Section;
import org.lodestone.program.Settings;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.reference.Statements;
import org.lodestone.report.FigureId;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.trade.TradeFlows;

/**
 * Where a figure comes from: one figure of a report, or a published claim, with its formula, the numbers in it, the rows
 * of the lake that it follows from, and their files.
 */
public final class Explain {
    private static final int MOST_ROWS = 20;
    private static final int MOST_NAMES = 12;
    /** Rows of other reports whose own rows are looked for. */
    private static final int MOST_FOLLOWED = 1_000;

    private final SparkSession spark;
    private final PublishedReports reports;
    private final Lake lake;
    private final Trace.Lookup lookup;

    public Explain(SparkSession spark, String reports, Lake lake, ReferenceData reference) {
        this.spark = spark;
        this.reports = new PublishedReports(spark, reports);
        this.lake = lake;
        Map<String, List<Row>> looked = new HashMap<>();
        lookup = new Trace.Lookup() {
            @Override
            public List<Row> rows(Trace trace) {
                return looked.computeIfAbsent(
                        trace.table() + " " + trace.rows(),
                        none -> traced(trace).map(Dataset::collectAsList).orElse(List.of()));
            }

            @Override
            public List<Row> rows(GivenRows given) {
                return References.table(reference, given.name()).rows();
            }
        };
    }

    /**
     * @param what a report's name, or a claim's id
     * @param column of the report; null for a claim
     * @param key column=value, enough of them to name one row
     * @throws Settings.Wrong naming the nearest known names
     */
    public List<Section> of(String what, String column, Map<String, String> key) {
        Table report = Catalogue.report(what);
        if (report == null) {
            return claim(what);
        }
        if (column == null) {
            throw new Settings.Wrong("Say which column of " + what + " is to be explained: "
                    + names(report.columns().stream().map(Field::name).toList()) + ".");
        }
        return figure(report, declared(report, column), theRow(report, key));
    }

    /**
     * The figure that an id names, and whether it is still the one that was quoted.
     *
     * @throws Settings.Wrong where the reports have no such figure
     */
    public List<Section> of(FigureId id) {
        Verify.Found found = new Verify(reports).find(id);
        if (found.row() == null) {
            throw new Settings.Wrong(id + ": " + found.verdict() + ".");
        }
        Table report = Catalogue.report(id.report());
        List<Section> sections = figure(report, declared(report, id.column()), found.row());
        sections.get(0).row("quoted figure", found.verdict());
        return sections;
    }

    // ---- one figure --------------------------------------------------------------------------------------------

    private List<Section> figure(Table report, Field<?> column, Row row) {
        List<Section> sections = new ArrayList<>(List.of(figureOf(report, column, row)));
        sections.addAll(origins(List.of(row), report));
        return sections;
    }

    public Section figureOf(Table report, Field<?> column, Row row) {
        Section figure = new Section("figure", report.name() + ", " + column.name(), "what", "is");
        report.key().forEach(part -> figure.row(part, row.getAs(part)));
        Object value = row.getAs(column.name());
        figure.row("value", value);
        for (String end : List.of("_low", "_high", "_low_usual", "_high_usual")) {
            String bound = column.name() + end;
            if (report.columns().stream().anyMatch(other -> other.name().equals(bound)) && row.getAs(bound) != null) {
                figure.row(bound, row.getAs(bound));
            }
        }
        figure.row("id", FigureId.of(report, row, column, reports.state()));
        figure.row("unit", column.unit().label());
        figure.row("meaning", column.meaning());
        if (column.formula() != null) {
            figure.row("formula", column.name() + " = " + column.formula());
            figure.row("with its numbers", withNumbers(report, column, row));
            if (value != null) {
                figure.row("gives", evaluated(report, column, row));
            }
        }
        if (column.formula() == null && !report.key().contains(column.name())) {
            figure.row("method", "docs/methods.md, " + report.name());
        }
        for (Field<?> other : report.columns()) {
            boolean reason = other.name().endsWith("_reason") || other.name().equals("reason");
            boolean assumed = other.name().equals("assumptions") || other.name().equals("assumption");
            boolean words = other.name().endsWith("_note") || other.name().equals("words");
            if ((reason || assumed || words || other.name().equals("code_purity")) && row.getAs(other.name()) != null) {
                figure.row(other.name(), row.getAs(other.name()));
            }
        }
        return figure;
    }

    /** The formula with each column's name replaced by its value. */
    private static String withNumbers(Table report, Field<?> column, Row row) {
        String text = column.formula();
        for (Field<?> other : report.columns()) {
            Object value = row.getAs(other.name());
            text = Pattern.compile("\\b" + other.name() + "\\b")
                    .matcher(text)
                    .replaceAll(Matcher.quoteReplacement(value == null ? "null" : Statements.shown(value)));
        }
        return text;
    }

    private Object evaluated(Table report, Field<?> column, Row row) {
        return spark.createDataFrame(List.of(row), report.schema())
                .select(expr(column.formula()).cast(column.type()))
                .head()
                .get(0);
    }

    private Field<?> declared(Table report, String name) {
        List<String> known = report.columns().stream().map(Field::name).toList();
        return report.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Settings.Wrong("Report " + report + " has no column '" + name + "'. Nearest are "
                        + names(nearest(name, known)) + "; docs/data-dictionary.md lists all."));
    }

    private Row theRow(Table report, Map<String, String> key) {
        Dataset<Row> rows = reports.read(report);
        for (Map.Entry<String, String> part : key.entrySet()) {
            Field<?> column = declared(report, part.getKey());
            Dataset<Row> fitting = rows.where(fits(column, part.getValue()));
            if (fitting.isEmpty()) {
                List<String> known =
                        rows.select(col(column.name()).cast(DataTypes.StringType)).distinct().collectAsList().stream()
                                .map(row -> row.getString(0))
                                .filter(java.util.Objects::nonNull)
                                .toList();
                if (known.isEmpty()) {
                    throw new Settings.Wrong("Report " + report + " has no rows with a " + part.getKey() + ".");
                }
                throw new Settings.Wrong("No row of " + report + " has " + part.getKey() + "=" + part.getValue()
                        + (key.size() > 1 ? " beside the other keys" : "") + ". Nearest are "
                        + names(nearest(part.getValue(), known)) + ".");
            }
            rows = fitting;
        }
        List<Row> found = rows.limit(MOST_ROWS + 1).collectAsList();
        if (found.isEmpty()) {
            throw new Settings.Wrong("Report " + report + " has no rows.");
        }
        if (found.size() > 1) {
            List<String> open = new ArrayList<>();
            for (String part : report.key()) {
                Set<String> values = new TreeSet<>();
                found.forEach(row -> values.add(String.valueOf(row.<Object>getAs(part))));
                if (values.size() > 1) {
                    open.add(part + " (" + names(values) + ")");
                }
            }
            throw new Settings.Wrong((found.size() > MOST_ROWS ? "More than " + MOST_ROWS : found.size()) + " rows of "
                    + report + " fit. Say also " + String.join(", ", open) + ".");
        }
        return found.get(0);
    }

    /** A blank may be written as an underscore. */
    private static Column fits(Field<?> column, String value) {
        Column text = col(column.name()).cast(DataTypes.StringType);
        return lower(regexp_replace(text, " ", "_"))
                .equalTo(lit(value.replace(' ', '_').toLowerCase(Locale.ROOT)));
    }

    // ---- a claim -----------------------------------------------------------------------------------------------

    private List<Section> claim(String id) {
        Dataset<Row> all = reports.read(ClaimCheck.TABLE);
        List<Row> definitions = all.where(ClaimCheck.CLAIM_ID.col().equalTo(id))
                .orderBy(ClaimCheck.DEFINITION_KIND.col().equalTo("other_quantity"), ClaimCheck.DEFINITION.col())
                .collectAsList();
        if (definitions.isEmpty()) {
            List<String> known =
                    new ArrayList<>(Catalogue.REPORTS.stream().map(Table::name).toList());
            all.select("claim_id").distinct().collectAsList().forEach(row -> known.add(row.getString(0)));
            throw new Settings.Wrong(
                    "'" + id + "' is neither a report nor a claim. Nearest are " + names(nearest(id, known)) + ".");
        }
        Row any = definitions.get(0);
        String unit = ClaimCheck.UNIT.in(any) == null ? "" : " " + ClaimCheck.UNIT.in(any);
        Section claim = new Section("claim", "Claim " + id, "what", "is");
        claim.row("says", ClaimCheck.SUBJECT.in(any));
        claim.row("in the words of its source", ClaimCheck.QUOTED.in(any));
        claim.row("published", ClaimCheck.PUBLISHER.in(any) + ", " + ClaimCheck.PUBLISHED_ON.in(any));
        claim.row("figure", ClaimCheck.WORDING.in(any) + " " + range(any) + unit);
        claim.row("allowed by its wording", allowed(any) + unit);
        claim.row("verdict", ClaimCheck.VERDICT.in(any));
        claim.row("why", ClaimCheck.VERDICT_WORDS.in(any));
        claim.row(
                "definitions tried",
                ClaimCheck.DEFINITIONS_TRIED.in(any) + ", of which " + ClaimCheck.DEFINITIONS_FITTING.in(any)
                        + " give the figure");
        claim.row("conflict", Boolean.TRUE.equals(ClaimCheck.CONFLICT.in(any)) ? "other statements disagree" : "none");
        definitions.stream()
                .filter(row -> Boolean.TRUE.equals(ClaimCheck.NEAREST.in(row)))
                .forEach(row -> claim.row(
                        "nearest definition",
                        ClaimCheck.DEFINITION.in(row) + ": " + figure(ClaimCheck.COMPUTED.in(row)) + unit + ", gap "
                                + figure(ClaimCheck.GAP.in(row))));
        definitions.stream()
                .filter(row -> ClaimCheck.HOLDS_IF.in(row) != null)
                .sorted(Comparator.comparing(row -> !Boolean.TRUE.equals(ClaimCheck.NEAREST.in(row))))
                .forEach(row -> claim.row(
                        "true only if", ClaimCheck.HOLDS_IF.in(row) + " (" + ClaimCheck.DEFINITION.in(row) + ")"));
        definitions.stream()
                .filter(row -> "proxy".equals(Columns.CODE_PURITY.in(row)))
                .map(Columns.PRODUCT_CODE::in)
                .distinct()
                .forEach(code -> claim.row("proxy", "HS " + code + " holds other goods too"));
        claim.row("what would settle it", ClaimCheck.NEEDS.in(any));
        Section found = new Section(
                "definitions", "What it could mean", "definition", "figure", "gap", "fits", "kind", "formula");
        for (Row row : definitions) {
            if (ClaimCheck.COMPUTED.in(row) != null) {
                found.row(
                        ClaimCheck.DEFINITION.in(row),
                        ClaimCheck.COMPUTED.in(row),
                        ClaimCheck.GAP.in(row),
                        Boolean.TRUE.equals(ClaimCheck.FITS.in(row)) ? "yes" : "no",
                        ClaimCheck.DEFINITION_KIND.in(row),
                        ClaimCheck.FORMULA.in(row));
            }
        }
        List<Section> sections = new ArrayList<>(List.of(claim, found));
        sections.addAll(origins(definitions, ClaimCheck.TABLE));
        return sections;
    }

    private static String range(Row claim) {
        Double low = ClaimCheck.STATED_LOW.in(claim);
        Double high = ClaimCheck.STATED_HIGH.in(claim);
        return low == null ? "" : high == null || high.equals(low) ? figure(low) : figure(low) + " to " + figure(high);
    }

    private static String allowed(Row claim) {
        Double low = ClaimCheck.ALLOWED_LOW.in(claim);
        Double high = ClaimCheck.ALLOWED_HIGH.in(claim);
        return low == null ? "" : high == null ? figure(low) + " and more" : figure(low) + " to " + figure(high);
    }

    private static String figure(Double value) {
        if (value == null) {
            return "";
        }
        return Math.abs(value) >= 1e4
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new java.math.BigDecimal(value, new java.math.MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    // ---- rows and files ----------------------------------------------------------------------------------------

    private List<Section> origins(List<Row> rows, Table report) {
        Map<String, Trace> traces = traces(report, rows);
        Set<String> hashes = new LinkedHashSet<>();
        traces.values().stream()
                .filter(trace -> isStored(trace.table()))
                .forEach(trace -> traced(trace)
                        .ifPresent(found -> found.select(Lake.SOURCE_SHA256)
                                .distinct()
                                .orderBy(Lake.SOURCE_SHA256)
                                .collectAsList()
                                .forEach(row -> hashes.add(row.getString(0)))));
        Map<String, String> names = new LinkedHashMap<>();
        Section files = new Section("files", "Files", "file", "sha256", "format", "loaded_at");
        lake.known(hashes).forEach(file -> {
            names.put(Ledger.FILE_SHA256.in(file), Ledger.FILE_NAME.in(file));
            files.row(
                    Ledger.FILE_NAME.in(file),
                    Ledger.FILE_SHA256.in(file),
                    Ledger.FORMAT.in(file),
                    Ledger.LOADED_AT.in(file).toInstant().toString());
        });
        List<Section> sections = new ArrayList<>();
        traces.values()
                .forEach(trace -> traced(trace).ifPresent(found -> {
                    List<Row> first =
                            ordered(trace.table(), found).limit(MOST_ROWS + 1).collectAsList();
                    if (!first.isEmpty()) {
                        long all = first.size() > MOST_ROWS ? found.count() : first.size();
                        sections.add(section(trace.table(), first, all, names));
                    }
                }));
        sections.add(files);
        return sections;
    }

    /**
     * What rows of a report are made from, by table; with what the rows of other reports among that are made from. Equal
     * conditions are followed once, and each report is read once for all that leads to it from one report.
     */
    public Map<String, Trace> traces(Table report, List<Row> rows) {
        Map<String, Trace> traces = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        Map<Table, List<Row>> open = new LinkedHashMap<>(Map.of(report, rows));
        while (!open.isEmpty()) {
            Map<Table, Trace> next = new LinkedHashMap<>();
            open.forEach((table, some) -> some.forEach(row -> {
                for (Trace trace : Catalogue.metric(table).traces(row, lookup)) {
                    if (known.add(trace.table() + " " + trace.rows())) {
                        traces.merge(trace.table().name(), trace, Explain::either);
                        if (!isStored(trace.table())) {
                            next.merge(trace.table(), trace, Explain::either);
                        }
                    }
                }
            }));
            open.clear();
            next.forEach((table, trace) -> traced(trace)
                    .ifPresent(found -> open.put(
                            table, ordered(table, found).limit(MOST_FOLLOWED).collectAsList())));
        }
        return traces;
    }

    private static Trace either(Trace one, Trace other) {
        return new Trace(one.table(), one.rows().or(other.rows()));
    }

    /** @param names of files by their hashes */
    private static Section section(Table table, List<Row> first, long all, Map<String, String> names) {
        List<String> header = new ArrayList<>(table.shown());
        if (isStored(table)) {
            header.addAll(List.of("file", "line"));
        }
        List<List<Object>> shown = first.stream()
                .limit(MOST_ROWS)
                .map(row -> {
                    List<Object> cells = new ArrayList<>();
                    table.shown().forEach(name -> cells.add(row.getAs(name)));
                    if (isStored(table)) {
                        cells.add(names.get(row.<String>getAs(Lake.SOURCE_SHA256)));
                        cells.add(Columns.SOURCE_LINE.in(row));
                    }
                    return cells;
                })
                .toList();
        String more = all > MOST_ROWS ? ", the first " + MOST_ROWS + " of " + all : "";
        if (!isStored(table) && all > MOST_FOLLOWED) {
            more += "; what follows is behind the first " + MOST_FOLLOWED;
        }
        return new Section(table.name(), "Rows of " + table + more, header, shown);
    }

    /** Whether a table is the lake's, and no report. */
    private static boolean isStored(Table table) {
        return Catalogue.report(table.name()) == null;
    }

    /** The rows of a trace; empty where there is no such table or report. */
    private Optional<Dataset<Row>> traced(Trace trace) {
        Table table = trace.table();
        if (isStored(table)) {
            return lake.has(table) ? Optional.of(lake.read(table).where(trace.rows())) : Optional.empty();
        }
        return reports.has(table) ? Optional.of(reports.read(table).where(trace.rows())) : Optional.empty();
    }

    /** Large flows first. */
    private static Dataset<Row> ordered(Table table, Dataset<Row> rows) {
        if (!isStored(table)) {
            return rows.orderBy(table.keyColumns());
        }
        return table == TradeFlows.TABLE
                ? rows.orderBy(Columns.VALUE_USD.col().desc(), col(TradeFlows.PARTNER_CODE), Columns.YEAR.col())
                : rows.orderBy(col(Lake.SLICE), Columns.SOURCE_LINE.col());
    }

    // ---- names -------------------------------------------------------------------------------------------------

    private static List<String> nearest(String wanted, Collection<String> known) {
        return known.stream()
                .sorted(Comparator.comparing((String one) -> !plain(one).contains(plain(wanted)))
                        .thenComparing(one -> Nearest.distance(plain(one), plain(wanted)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(5)
                .toList();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    private static String names(Collection<String> names) {
        String text = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? text + " ..." : text;
    }
}
