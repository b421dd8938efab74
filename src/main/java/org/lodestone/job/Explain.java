package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.intake.Nearest;
import org.lodestone.job.Lineage.Origin;
import org.lodestone.job.Output.Section;
import org.lodestone.lake.Lake;
import org.lodestone.reference.Statements;
import org.lodestone.report.FigureId;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Column;
import org.lodestone.table.Table;

/**
 * Where a figure comes from: one figure of a report, or a published claim, with its formula, the numbers in it, the rows
 * of the lake that it follows from, and their files.
 */
final class Explain {
    private static final int MOST_ROWS = 20;
    private static final int MOST_NAMES = 12;

    private final SparkSession spark;
    private final PublishedReports reports;
    private final Lake lake;
    private final List<Row> blocs;

    /**
     * @param blocs members of groups of countries, as the reference data give them: bloc, bloc_name, iso3, from_year, to_year
     */
    Explain(SparkSession spark, String reports, Lake lake, List<Row> blocs) {
        this.blocs = blocs;
        this.spark = spark;
        this.reports = new PublishedReports(spark, reports);
        this.lake = lake;
    }

    /**
     * @param what a report's name, or a claim's id
     * @param column of the report; null for a claim
     * @param key column=value, enough of them to name one row
     * @throws Settings.Wrong naming the nearest known names
     */
    List<Section> of(String what, String column, Map<String, String> key) {
        Table report = Catalogue.report(what);
        if (report == null) {
            return claim(what);
        }
        if (column == null) {
            throw new Settings.Wrong("Say which column of " + what + " is to be explained: "
                    + names(report.columns().stream().map(Column::name).toList()) + ".");
        }
        return figure(report, declared(report, column), theRow(report, key));
    }

    /**
     * The figure that an id names, and whether it is still the one that was quoted.
     *
     * @throws Settings.Wrong where the reports have no such figure
     */
    List<Section> of(FigureId id) {
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

    private List<Section> figure(Table report, Column column, Row row) {
        List<Section> sections = new ArrayList<>();
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
        for (Column other : report.columns()) {
            boolean reason = other.name().endsWith("_reason") || other.name().equals("reason");
            boolean assumed = other.name().equals("assumptions") || other.name().equals("assumption");
            boolean words = other.name().endsWith("_note") || other.name().equals("words");
            if ((reason || assumed || words || other.name().equals("code_purity")) && row.getAs(other.name()) != null) {
                figure.row(other.name(), row.getAs(other.name()));
            }
        }
        sections.add(figure);
        sections.addAll(origins(List.of(row), report));
        return sections;
    }

    /** The formula with each column's name replaced by its value. */
    private static String withNumbers(Table report, Column column, Row row) {
        String text = column.formula();
        for (Column other : report.columns()) {
            Object value = row.getAs(other.name());
            text = Pattern.compile("\\b" + other.name() + "\\b")
                    .matcher(text)
                    .replaceAll(Matcher.quoteReplacement(value == null ? "null" : Statements.shown(value)));
        }
        return text;
    }

    private Object evaluated(Table report, Column column, Row row) {
        return spark.createDataFrame(List.of(row), report.schema())
                .select(expr(column.formula()).cast(column.type()))
                .head()
                .get(0);
    }

    private Column declared(Table report, String name) {
        List<String> known = report.columns().stream().map(Column::name).toList();
        return report.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Settings.Wrong("Report " + report + " has no column '" + name + "'. Nearest are "
                        + names(nearest(name, known)) + "; docs/data-dictionary.md lists all."));
    }

    private Row theRow(Table report, Map<String, String> key) {
        Dataset<Row> rows = reports.read(report);
        for (Map.Entry<String, String> part : key.entrySet()) {
            Column column = declared(report, part.getKey());
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
    private static org.apache.spark.sql.Column fits(Column column, String value) {
        org.apache.spark.sql.Column text = col(column.name()).cast(DataTypes.StringType);
        return lower(regexp_replace(text, " ", "_"))
                .equalTo(lit(value.replace(' ', '_').toLowerCase(Locale.ROOT)));
    }

    // ---- a claim -----------------------------------------------------------------------------------------------

    private List<Section> claim(String id) {
        Dataset<Row> all = reports.read(ClaimCheck.TABLE);
        List<Row> definitions = all.where(col("claim_id").equalTo(id))
                .orderBy(col("definition_kind").equalTo("other_quantity"), col("definition"))
                .collectAsList();
        if (definitions.isEmpty()) {
            List<String> known =
                    new ArrayList<>(Catalogue.REPORTS.stream().map(Table::name).toList());
            all.select("claim_id").distinct().collectAsList().forEach(row -> known.add(row.getString(0)));
            throw new Settings.Wrong(
                    "'" + id + "' is neither a report nor a claim. Nearest are " + names(nearest(id, known)) + ".");
        }
        Row any = definitions.get(0);
        String unit = any.getAs("unit") == null ? "" : " " + any.getAs("unit");
        Section claim = new Section("claim", "Claim " + id, "what", "is");
        claim.row("says", any.getAs("subject"));
        claim.row("in the words of its source", any.getAs("quoted"));
        claim.row("published", any.getAs("publisher") + ", " + any.getAs("published_on"));
        claim.row("figure", any.getAs("wording") + " " + range(any) + unit);
        claim.row("allowed by its wording", allowed(any) + unit);
        claim.row("verdict", any.getAs("verdict"));
        claim.row("why", any.getAs("verdict_words"));
        claim.row(
                "definitions tried",
                any.getAs("definitions_tried") + ", of which " + any.getAs("definitions_fitting") + " give the figure");
        claim.row(
                "conflict", Boolean.TRUE.equals(any.<Boolean>getAs("conflict")) ? "other statements disagree" : "none");
        definitions.stream()
                .filter(row -> Boolean.TRUE.equals(row.<Boolean>getAs("nearest")))
                .forEach(row -> claim.row(
                        "nearest definition",
                        row.getAs("definition") + ": " + figure(row.getAs("computed")) + unit + ", gap "
                                + figure(row.getAs("gap"))));
        definitions.stream()
                .filter(row -> row.getAs("holds_if") != null)
                .sorted(Comparator.comparing(row -> !Boolean.TRUE.equals(row.<Boolean>getAs("nearest"))))
                .forEach(
                        row -> claim.row("true only if", row.getAs("holds_if") + " (" + row.getAs("definition") + ")"));
        definitions.stream()
                .filter(row -> "proxy".equals(row.getAs("code_purity")))
                .map(row -> row.<String>getAs("product_code"))
                .distinct()
                .forEach(code -> claim.row("proxy", "HS " + code + " holds other goods too"));
        claim.row("what would settle it", any.getAs("needs"));
        Section found = new Section(
                "definitions", "What it could mean", "definition", "figure", "gap", "fits", "kind", "formula");
        for (Row row : definitions) {
            if (row.getAs("computed") != null) {
                found.row(
                        row.getAs("definition"),
                        row.getAs("computed"),
                        row.getAs("gap"),
                        Boolean.TRUE.equals(row.<Boolean>getAs("fits")) ? "yes" : "no",
                        row.getAs("definition_kind"),
                        row.getAs("formula"));
            }
        }
        List<Section> sections = new ArrayList<>(List.of(claim, found));
        sections.addAll(origins(definitions, ClaimCheck.TABLE));
        return sections;
    }

    private static String range(Row claim) {
        Double low = claim.getAs("stated_low");
        Double high = claim.getAs("stated_high");
        return low == null ? "" : high == null || high.equals(low) ? figure(low) : figure(low) + " to " + figure(high);
    }

    private static String allowed(Row claim) {
        Double low = claim.getAs("allowed_low");
        Double high = claim.getAs("allowed_high");
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
        Lineage lineage =
                new Lineage(origin -> lake.has(origin.table()) ? select(origin).collectAsList() : List.of(), blocs);
        Map<String, Origin> origins = new LinkedHashMap<>();
        for (Row row : rows) {
            for (Origin origin : lineage.of(report, row)) {
                origins.merge(
                        origin.table().name(),
                        origin,
                        (one, other) -> new Origin(one.table(), one.condition().or(other.condition()), one.columns()));
            }
        }
        List<Section> sections = new ArrayList<>();
        Set<String> hashes = new LinkedHashSet<>();
        Map<String, List<Row>> found = new LinkedHashMap<>();
        for (Origin origin : origins.values()) {
            if (lake.has(origin.table())) {
                List<Row> of = select(origin).collectAsList();
                if (!of.isEmpty()) {
                    found.put(origin.table().name(), of);
                    of.forEach(row -> hashes.add(row.getAs(Lake.SOURCE_SHA256)));
                }
            }
        }
        Map<String, String> names = new LinkedHashMap<>();
        Section files = new Section("files", "Files", "file", "sha256", "format", "loaded_at");
        lake.known(hashes).forEach(file -> {
            names.put(file.getAs("file_sha256"), file.getAs("file_name"));
            files.row(
                    file.getAs("file_name"),
                    file.getAs("file_sha256"),
                    file.getAs("format"),
                    file.<java.sql.Timestamp>getAs("loaded_at").toInstant().toString());
        });
        found.forEach((table, all) -> {
            List<String> columns = origins.get(table).columns();
            List<String> header = new ArrayList<>(columns);
            header.add("file");
            header.add("line");
            List<List<Object>> shown = all.stream()
                    .limit(MOST_ROWS)
                    .map(row -> {
                        List<Object> cells = new ArrayList<>();
                        columns.forEach(name -> cells.add(row.getAs(name)));
                        cells.add(names.get(row.<String>getAs(Lake.SOURCE_SHA256)));
                        cells.add(row.getAs("source_line"));
                        return cells;
                    })
                    .toList();
            String more = all.size() > MOST_ROWS ? ", the first " + MOST_ROWS + " of " + all.size() : "";
            sections.add(new Section(table, "Rows of " + table + more, header, shown));
        });
        sections.add(files);
        return sections;
    }

    /** Large flows first. */
    private Dataset<Row> select(Origin origin) {
        Dataset<Row> rows = lake.read(origin.table()).where(origin.condition());
        boolean trade = Arrays.asList(rows.columns()).contains("value_usd");
        return trade
                ? rows.orderBy(col("value_usd").desc(), col("partner_code"), col("year"))
                : rows.orderBy(col(Lake.SLICE), col("source_line"));
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
