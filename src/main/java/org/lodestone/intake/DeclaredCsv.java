package org.lodestone.intake;

import static org.apache.spark.sql.functions.array_append;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.whole;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.lake.Lake;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/**
 * The project's own formats: CSV files whose headings are the columns of the table that they fill.
 *
 * <p>Everything follows from the table's declaration: which headings are needed, how a cell is read, and which rows are
 * rejected: those with a blank in a required column, a cell that is not of its column's type, or a broken check. Country
 * and currency codes are held against the reference data.
 */
public final class DeclaredCsv {
    private static final String CURRENCY_CODE = "currency_code";
    private static final String ISO3 = "iso3";
    private static final String KIND = "kind";
    private static final String REASON = "reason";
    private static final String SHAPE = "shape";
    private static final String SOURCE_LINE = "source_line";

    private static final Set<String> OWN = Set.of(Lake.SLICE, Lake.SOURCE_SHA256, "source_line");
    private static final String KNOWN_COUNTRIES = "known_countries";
    private static final String KNOWN_CURRENCIES = "known_currencies";

    private final String name;
    private final Table table;
    private final List<String> slice = new ArrayList<>();
    /** Columns of countries, with the word that may stand there for all of them; empty for none. */
    private final Map<String, String> countries = new LinkedHashMap<>();

    private boolean groups = true;
    private final List<String> currencies = new ArrayList<>();
    private final Map<String, String> headings = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private SerializableStep step = rows -> rows;

    /** A step from rows to rows. */
    public interface SerializableStep extends UnaryOperator<Dataset<Row>>, Serializable {}

    private record Rule(String condition, String code, List<String> words) implements Serializable {}

    private DeclaredCsv(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    /** Starts the description of a format. */
    public static DeclaredCsv named(String name, Table table) {
        return new DeclaredCsv(name, table);
    }

    /** The columns whose values make a row's slice: what a revised file replaces as a whole. */
    public DeclaredCsv slicedBy(String... columns) {
        slice.addAll(List.of(columns));
        return this;
    }

    /** Columns of ISO 3166-1 codes, one code or several with blanks between. */
    public DeclaredCsv countries(String... columns) {
        return countriesOr("", columns);
    }

    /** The same, with a word that stands for all countries. */
    public DeclaredCsv countriesOr(String all, String... columns) {
        for (String column : columns) {
            countries.put(column, all);
        }
        return this;
    }

    /** Takes no groups of countries, the world or unspecified ones for a country. */
    public DeclaredCsv noGroups() {
        groups = false;
        return this;
    }

    /** Columns of ISO 4217 codes. */
    public DeclaredCsv currencies(String... columns) {
        currencies.addAll(List.of(columns));
        return this;
    }

    /** Another heading under which a column may stand. */
    public DeclaredCsv heading(String column, String other) {
        headings.put(column, other);
        return this;
    }

    /** What has to be computed over the rows, typed by then, before rules can be applied. */
    public DeclaredCsv preparing(SerializableStep rows) {
        step = rows;
        return this;
    }

    /**
     * A reason to reject a row.
     *
     * @param condition Spark SQL, true where the row cannot be used
     * @param code of the reason
     * @param words Spark SQL of the sentence's parts; those that are null are left out
     */
    public DeclaredCsv rejecting(String condition, String code, String... words) {
        rules.add(new Rule(condition, code, List.of(words)));
        return this;
    }

    public Format build() {
        Format.Builder format = Format.named(name).into(table);
        for (Field<?> column : columns()) {
            String[] known = headings.containsKey(column.name())
                    ? new String[] {column.name(), headings.get(column.name())}
                    : new String[] {column.name()};
            if (column.required()) {
                format.needs(column.name(), null, known);
            } else {
                format.takes(column.name(), known);
            }
        }
        return format.closed().reading(this::read).build();
    }

    private List<Field<?>> columns() {
        return table.columns().stream()
                .filter(column -> !OWN.contains(column.name()))
                .toList();
    }

    private Dataset<Row> read(Dataset<Row> lines, Lookups lookups) {
        Map<String, Column> typed = new LinkedHashMap<>();
        Rejects rejects = new Rejects();
        for (Field<?> column : columns()) {
            Column text = col(column.name());
            Column value = typed(column, text);
            if (column.required()) {
                rejects.when(text.isNull(), "blank", lit(column.name() + " is blank. Fill it in"));
            }
            if (!column.type().equals(DataTypes.StringType)) {
                rejects.when(
                        text.isNotNull().and(value.isNull()),
                        "bad_value",
                        lit(column.name() + " '"),
                        text,
                        lit("' is not " + like(column)));
            }
            typed.put(column.name(), value);
        }
        List<Column> first = new ArrayList<>();
        Set<String> replaced = new HashSet<>(typed.keySet());
        for (String name : lines.columns()) {
            if (!replaced.contains(name)) {
                first.add(col(name));
            }
        }
        typed.forEach((name, value) -> first.add(value.as(name)));
        first.add(struct(rejects.column().as(RejectedRows.REASON.name())).as(SHAPE));
        Dataset<Row> rows = withKnownCodes(lines.select(first.toArray(Column[]::new)), lookups);
        rows = step.apply(rows);

        Rejects broken = new Rejects();
        countries.forEach((column, all) -> refuseUnknown(
                broken,
                column,
                col(KNOWN_COUNTRIES),
                all,
                "unknown_country",
                "a country of the reference data (ISO 3166-1 alpha-3; see countries.csv)"
                        + (all.isEmpty() ? "" : ", nor " + all)));
        for (String column : currencies) {
            refuseUnknown(
                    broken,
                    column,
                    col(KNOWN_CURRENCIES),
                    "",
                    "unknown_currency",
                    "a currency of the reference data. Add it to currencies.csv, or correct the file");
        }
        for (Rule rule : rules) {
            broken.when(
                    coalesce(expr(rule.condition()), lit(false)),
                    rule.code(),
                    rule.words().stream()
                            .map(org.apache.spark.sql.functions::expr)
                            .toArray(Column[]::new));
        }
        table.conditions().forEach((rule, condition) -> {
            // What has to be present is seen as blank before, or filled in later.
            if (!rule.endsWith("_present")) {
                broken.when(
                        not(coalesce(expr(condition), lit(false))), rule, lit("the row breaks the rule " + condition));
            }
        });
        return Staged.select(
                rows.withColumn(Staged.LEFT_OUT, lit(null).cast(DataTypes.StringType))
                        .withColumn(Staged.REJECT, coalesce(col(SHAPE + "." + REASON), broken.column()))
                        .withColumn(
                                Lake.SLICE,
                                concat_ws(
                                        "/",
                                        slice.stream()
                                                .map(part -> col(part).cast(DataTypes.StringType))
                                                .toArray(Column[]::new)))
                        .withColumn(SOURCE_LINE, col(SourceLines.LINE)),
                table);
    }

    private static void refuseUnknown(
            Rejects rejects, String column, Column known, String all, String code, String what) {
        Column strange = array_except(split(col(column), " +"), all.isEmpty() ? known : array_append(known, lit(all)));
        rejects.when(
                coalesce(size(strange).gt(0), lit(false)),
                code,
                lit(column + " '"),
                concat_ws(" ", strange),
                lit("' is not " + what));
    }

    private Dataset<Row> withKnownCodes(Dataset<Row> rows, Lookups lookups) {
        Dataset<Row> known = rows;
        if (!countries.isEmpty()) {
            known = known.crossJoin(broadcast(lookups.countryNames()
                    .where(col(KIND).equalTo("country").or(lit(groups)))
                    .agg(collect_set(col(ISO3)).as(KNOWN_COUNTRIES))));
        }
        if (!currencies.isEmpty()) {
            known = known.crossJoin(broadcast(
                    lookups.currencies().agg(collect_set(col(CURRENCY_CODE)).as(KNOWN_CURRENCIES))));
        }
        return known;
    }

    private static Column typed(Field<?> column, Column text) {
        DataType type = column.type();
        if (type.equals(DataTypes.StringType)) {
            return text;
        }
        if (type.equals(DataTypes.BooleanType)) {
            return when(lower(text).isin("true", "yes"), true).when(lower(text).isin("false", "no"), false);
        }
        if (type.equals(DataTypes.DateType)) {
            return when(text.rlike("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), text.try_cast(DataTypes.DateType));
        }
        // A comma counts as a sign between thousands only where it can be nothing else; decimals have a point.
        Column plain = when(text.rlike("^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$"), regexp_replace(text, ",", ""))
                .otherwise(text);
        if (type.equals(DataTypes.IntegerType)) {
            return whole(plain);
        }
        if (type.equals(DataTypes.LongType)) {
            return when(plain.rlike("^[0-9]{1,18}$"), plain.cast(DataTypes.LongType));
        }
        if (type instanceof DecimalType decimal) {
            return when(number(plain).isNotNull(), plain.try_cast(decimal));
        }
        return number(plain);
    }

    private static String like(Field<?> column) {
        if (column.type().equals(DataTypes.DateType)) {
            return "a day like 2026-02-18";
        }
        if (column.type().equals(DataTypes.BooleanType)) {
            return "true or false";
        }
        if (column.unit() == Unit.YEAR) {
            return "a year like 2030";
        }
        return Arrays.asList(DataTypes.IntegerType, DataTypes.LongType).contains(column.type())
                ? "a whole number"
                : "a number; decimals have a point";
    }
}
