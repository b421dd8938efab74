package org.lodestone.bi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.sql.Date;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * Tables of what the keys of reports stand for, as BI tools join them: every code that a published report names has exactly
 * one row. They lie beside the reports and hold no figure.
 */
public final class Dimensions {
    private static final String CODE = "code";
    private static final String DIMENSION = "dimension";
    private static final String MORE = "more";
    private static final String NAMED = "named";
    private static final String START = "start";

    public static final Field<String> ISO3 =
            Field.required("iso3", Unit.CODE, "As it stands in the reports' columns that end in _iso3.");
    public static final Field<String> COUNTRY_NAME =
            Field.required("country_name", Unit.TEXT, "Its name; the code where the reference data have none.");
    public static final Field<String> COUNTRY_KIND = Field.required(
            "country_kind",
            Unit.CODE,
            "country; group, of countries, never to be added to its members; unspecified, for goods whose country is not"
                    + " named; word, for a word in place of a country, such as ALL; unknown where the reference data"
                    + " lack the code.");

    public static final Table COUNTRY = Table.named("dim_country")
            .grain("One row per country, group of countries or word in place of one that a report names.")
            .key(ISO3)
            .column(COUNTRY_NAME, COUNTRY_KIND)
            .check(Check.oneOf("country_kind", "country", "group", "unspecified", "word", "unknown"))
            .build();

    public static final Field<String> PRODUCT_CODE =
            Field.required("product_code", Unit.CODE, "As it stands in the reports.");
    public static final Field<String> PRODUCT_NAME = Field.required(
            "product_name",
            Unit.TEXT,
            "Its name, as in import_dependency; 'HS' and the code where neither the reference data nor a file has one.");
    public static final Field<Long> DIGITS = Field.optional(
            "digits",
            Unit.COUNT,
            "How many digits the code has: figures of codes of different length overlap. Null for a word in place of a"
                    + " code.");
    public static final Field<String> MINERAL =
            Field.optional("mineral", Unit.CODE, "The mineral that the goods belong to; null where it is not known.");
    public static final Field<String> STAGE =
            Field.optional("stage", Unit.CODE, "Their stage of the supply chain; null where it is not known.");
    public static final Field<String> CODE_PURITY =
            Field.required("code_purity", Unit.CODE, "exact, partial, proxy or unknown: as in import_dependency.");
    public static final Field<String> CODE_NOTE =
            Field.optional("code_note", Unit.TEXT, "What a reader of a figure of this code should know.");

    public static final Table PRODUCT = Table.named("dim_product")
            .grain("One row per product code that a report names.")
            .key(PRODUCT_CODE)
            .column(PRODUCT_NAME, DIGITS, MINERAL, STAGE, CODE_PURITY, CODE_NOTE)
            .build();

    public static final Field<String> PERIOD_TYPE = Field.required(
            "period_type", Unit.CODE, "year, month or rolling_12_months; figures of different types overlap.");
    public static final Field<Date> PERIOD_START =
            Field.required("period_start", Unit.DATE, "First day of the period.");
    public static final Field<String> PERIOD_KEY = Field.required(
            "period_key",
            Unit.CODE,
            "Both in one, for tools that join by one column, such as year 2024-01-01; the views of views.sql have it.");
    public static final Field<Date> PERIOD_END = Field.required("period_end", Unit.DATE, "Last day of the period.");
    public static final Field<Integer> YEAR = Field.required("year", Unit.YEAR, "Calendar year of its last day.");
    public static final Field<String> PERIOD_NAME =
            Field.required("period_name", Unit.TEXT, "In words, such as 2024, March 2024 or April 2023 to March 2024.");

    public static final Table PERIOD = Table.named("dim_period")
            .grain("One row per period that a report has figures of.")
            .key(PERIOD_TYPE, PERIOD_START)
            .column(PERIOD_KEY, PERIOD_END, YEAR, PERIOD_NAME)
            .build();

    public static final Field<Boolean> HAS_TARGET = Field.required(
            "has_target", Unit.FLAG, "Whether a market target of it is followed, such as in share_trajectory.");
    public static final Field<Boolean> SELLS =
            Field.required("sells", Unit.FLAG, "Whether it is the seller of a contract, in delivery_schedule.");
    public static final Field<Boolean> BUYS = Field.required("buys", Unit.FLAG, "Whether it is the buyer of one.");
    public static final Field<Boolean> OPERATES =
            Field.required("operates", Unit.FLAG, "Whether it operates a facility, in capacity_outlook.");

    public static final Table COMPANY = Table.named("dim_company")
            .grain("One row per company, or who stands in place of one, that a report names.")
            .key(Field.required("company", Unit.TEXT, "The name, as it stands in the reports."))
            .column(HAS_TARGET, SELLS, BUYS, OPERATES)
            .build();

    public static final Field<String> SCENARIO_KIND = Field.required(
            "scenario_kind",
            Unit.CODE,
            "market, of a market's size (share_trajectory and others on targets); plant, of how a nameplate and a"
                    + " start are read (capacity_outlook); stop, of a supplier (disruption).");
    public static final Field<String> SCENARIO_NAME =
            Field.required("scenario_name", Unit.TEXT, "In words; as it is named where there are none.");

    public static final Table SCENARIO = Table.named("dim_scenario")
            .grain("One row per kind of scenario and scenario that a report names.")
            .key(
                    SCENARIO_KIND,
                    Field.required("scenario", Unit.CODE, "As it stands in the reports, in disruption as scenario_id."))
            .column(SCENARIO_NAME)
            .check(Check.oneOf("scenario_kind", "market", "plant", "stop"))
            .build();

    /** All of them. */
    public static final List<Table> TABLES = List.of(COUNTRY, PRODUCT, PERIOD, COMPANY, SCENARIO);

    /** The columns that name one country each; others that end alike hold lists. */
    private static final Set<String> COUNTRIES = Set.of(
            "importer_iso3",
            "supplier_iso3",
            "exporter_iso3",
            "reporter_iso3",
            "partner_iso3",
            "country_iso3",
            "origin_iso3",
            "plant_country_iso3",
            "top_supplier_iso3",
            "by_value_iso3",
            "by_weight_iso3",
            "by_origin_iso3",
            "worst_iso3");

    private static final Map<String, String> COMPANIES =
            Map.of("company", "has_target", "seller", "sells", "buyer", "buys", "operator", "operates");

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

    private Dimensions() {}

    /**
     * The table that a column of a report joins.
     *
     * @return with the column of it; none for what is no key of a dimension by itself
     */
    public static Optional<Reference> joinedBy(Table report, Field<?> column) {
        String name = column.name();
        if (COUNTRIES.contains(name)) {
            return Optional.of(new Reference(COUNTRY, List.of(name), List.of("iso3")));
        }
        if (name.equals("product_code")) {
            return Optional.of(new Reference(PRODUCT, List.of(name), List.of("product_code")));
        }
        if (name.equals("period_start") && has(report, "period_type")) {
            return Optional.of(new Reference(
                    PERIOD, List.of("period_type", "period_start"), List.of("period_type", "period_start")));
        }
        if (COMPANIES.containsKey(name)) {
            return Optional.of(new Reference(COMPANY, List.of(name), List.of("company")));
        }
        return Optional.empty();
    }

    /**
     * How a report joins a dimension.
     *
     * @param dimension what it joins
     * @param columns of the report
     * @param keys of the dimension, in the same order
     */
    public record Reference(Table dimension, List<String> columns, List<String> keys) {}

    /**
     * What reports name, each once: a pass over these columns of theirs alone.
     *
     * @param reports that are published, with their rows
     * @return dimension STRING, code STRING, start DATE (of periods), more STRING (a role of a company, a scenario's name);
     *     empty where no report has a column that joins a dimension
     */
    public static Optional<Dataset<Row>> named(Map<Table, Dataset<Row>> reports) {
        return reports.entrySet().stream()
                .map(one -> named(one.getKey(), one.getValue()))
                .flatMap(Optional::stream)
                .reduce(Dataset::union)
                .map(Dataset::distinct);
    }

    private static Optional<Dataset<Row>> named(Table report, Dataset<Row> rows) {
        List<Column> found = new ArrayList<>();
        for (Field<?> column : report.columns()) {
            String name = column.name();
            if (COUNTRIES.contains(name)) {
                found.add(named(COUNTRY, col(name), null, null));
            } else if (name.equals("product_code")) {
                found.add(named(PRODUCT, col(name), null, null));
            } else if (COMPANIES.containsKey(name)) {
                found.add(named(COMPANY, col(name), null, lit(COMPANIES.get(name))));
            } else if (name.equals("scenario_id") && has(report, "scenario_name")) {
                found.add(scenario("stop", name, SCENARIO_NAME.col()));
            } else if (name.equals("scenario")) {
                found.add(scenario(has(report, "facility_id") ? "plant" : "market", name, null));
            }
        }
        if (has(report, "period_start")) {
            found.add(named(PERIOD, PERIOD_TYPE.col(), PERIOD_START.col(), null));
        } else if (has(report, "year")) {
            // Of a row without a year the year is 0.
            found.add(named(
                    PERIOD,
                    when(YEAR.col().gt(0), lit("year")),
                    make_date(greatest(YEAR.col(), lit(1)), lit(1), lit(1)),
                    null));
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                rows.select(explode(array(found.toArray(Column[]::new))).as(NAMED))
                        .select("named.*")
                        .where(col(CODE).isNotNull())
                        .distinct());
    }

    private static Column scenario(String kind, String name, Column words) {
        return struct(
                lit(SCENARIO.name() + " " + kind).as(DIMENSION),
                col(name).as(CODE),
                lit(null).cast(DataTypes.DateType).as(START),
                (words == null ? lit(null).cast(DataTypes.StringType) : words).as(MORE));
    }

    private static Column named(Table dimension, Column code, Column start, Column more) {
        return struct(
                lit(dimension.name()).as(DIMENSION),
                code.as(CODE),
                (start == null ? lit(null).cast(DataTypes.DateType) : start).as(START),
                (more == null ? lit(null).cast(DataTypes.StringType) : more).as(MORE));
    }

    private static boolean has(Table report, String column) {
        return report.columns().stream().anyMatch(one -> one.name().equals(column));
    }

    /**
     * What codes mean, by tables that start with the code.
     *
     * @param countries with their names and kinds, as the reference data have them
     * @param products with name, mineral, stage, purity and note
     * @param blocs with their names
     */
    public record Names(List<Row> countries, List<Row> products, List<Row> blocs) {}

    /**
     * The rows of all dimensions.
     *
     * @param named as {@link #named} finds them
     * @param names what codes mean
     */
    public static Map<Table, List<Row>> rows(Collection<Row> named, Names names) {
        Map<String, Row> countries = byCode(names.countries());
        Map<String, Row> products = byCode(names.products());
        Map<String, Row> blocs = byCode(names.blocs());
        Map<String, Set<String>> roles = new TreeMap<>();
        Map<Table, List<Row>> rows = new LinkedHashMap<>();
        TABLES.forEach(table -> rows.put(table, new ArrayList<>()));
        for (Row one : named) {
            String dimension = one.getString(0);
            String code = one.getString(1);
            if (dimension.equals(COUNTRY.name())) {
                rows.get(COUNTRY).add(country(code, countries.get(code), blocs.get(code)));
            } else if (dimension.equals(PRODUCT.name())) {
                rows.get(PRODUCT).add(product(code, products.get(code)));
            } else if (dimension.equals(PERIOD.name())) {
                rows.get(PERIOD).add(period(code, one.getDate(2).toLocalDate()));
            } else if (dimension.equals(COMPANY.name())) {
                roles.computeIfAbsent(code, none -> new TreeSet<>()).add(one.getString(3));
            } else {
                rows.get(SCENARIO)
                        .add(SCENARIO.row()
                                .set(
                                        SCENARIO_KIND,
                                        dimension.substring(SCENARIO.name().length() + 1))
                                .set("scenario", code)
                                .set(SCENARIO_NAME, one.isNullAt(3) ? code : one.getString(3))
                                .build());
            }
        }
        roles.forEach((company, of) -> rows.get(COMPANY)
                .add(COMPANY.row()
                        .set("company", company)
                        .set(HAS_TARGET, of.contains("has_target"))
                        .set(SELLS, of.contains("sells"))
                        .set(BUYS, of.contains("buys"))
                        .set(OPERATES, of.contains("operates"))
                        .build()));
        return rows;
    }

    /** The first row of each code; codes stand in the first column. */
    private static Map<String, Row> byCode(List<Row> rows) {
        Map<String, Row> first = new HashMap<>();
        rows.forEach(row -> first.putIfAbsent(row.getString(0), row));
        return first;
    }

    private static Row country(String code, Row known, Row bloc) {
        String kind;
        if (bloc != null) {
            kind = "group";
        } else if (known == null) {
            kind = code.matches("[A-Z]{3}[0-9]*") && !code.equals("ALL") ? "unknown" : "word";
        } else {
            kind = switch (known.getString(2)) {
                case "country" -> "country";
                case "unspecified" -> "unspecified";
                default -> "group";
            };
        }
        return COUNTRY.row()
                .set(ISO3, code)
                .set(COUNTRY_NAME, bloc != null ? bloc.getString(1) : known != null ? known.getString(1) : code)
                .set(COUNTRY_KIND, kind)
                .build();
    }

    private static Row product(String code, Row known) {
        boolean digits = code.matches("[0-9]+");
        return PRODUCT.row()
                .set(PRODUCT_CODE, code)
                .set(PRODUCT_NAME, known != null ? known.getString(1) : digits ? "HS " + code : code)
                .set(DIGITS, digits ? (long) code.length() : null)
                .set(MINERAL, known == null ? null : known.getString(2))
                .set(STAGE, known == null ? null : known.getString(3))
                .set(CODE_PURITY, known == null ? "unknown" : known.getString(4))
                .set(CODE_NOTE, known == null ? null : known.getString(5))
                .build();
    }

    private static Row period(String type, LocalDate start) {
        LocalDate end = start.plusMonths(type.equals("month") ? 1 : 12).minusDays(1);
        String name = switch (type) {
            case "year" -> String.valueOf(start.getYear());
            case "month" -> MONTH.format(start);
            default -> MONTH.format(start) + " to " + MONTH.format(YearMonth.from(end));
        };
        return PERIOD.row()
                .set(PERIOD_TYPE, type)
                .set(PERIOD_START, Date.valueOf(start))
                .set(PERIOD_KEY, type + " " + start)
                .set(PERIOD_END, Date.valueOf(end))
                .set(YEAR, end.getYear())
                .set(PERIOD_NAME, name)
                .build();
    }
}
