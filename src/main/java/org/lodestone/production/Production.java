package org.lodestone.production;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.Staged.number;
import static org.lodestone.intake.Staged.thousandths;
import static org.lodestone.intake.Staged.whole;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Staged;
import org.lodestone.intake.Staged.Rejects;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.text.SourceLines;

/** Production of commodities by country and year, as geological surveys publish it. */
public final class Production {
    private static final String ALIAS = "alias";
    private static final String BASE = "base";
    private static final String CALLED = "called";
    private static final String COUNTRY = "country";
    private static final String FIGURE = "figure";
    private static final String IN_BOTH = "in_both";
    private static final String ISO3 = "iso3";
    private static final String KIND = "kind";
    private static final String NAMED_ISO3 = "named_iso3";
    private static final String NAMED_KIND = "named_kind";
    private static final String NAMES_COUNTRIES = "names_countries";
    private static final String NEWEST_RELEASE = "newest_release";
    private static final String ORIGIN = "origin";
    private static final String OTHERS = "others";
    private static final String UNIT = "unit";
    private static final String WHOLE_RELEASE = "whole_release";
    private static final String WORDS = "words";
    private static final String YEAR_CELL = "year_cell";

    private Production() {}

    public static final Field<String> COUNTRY_NAME =
            required("country_name", Unit.TEXT, "The country as the source names it.");
    public static final Field<String> COMMODITY = required(
            "commodity", Unit.TEXT, "The commodity as the source names it; rare earths count as oxides (REO).");
    public static final Field<String> MEASURE =
            required("measure", Unit.TEXT, "The kind of production as the source names it: mine, refinery ...");
    public static final Field<String> COUNTRY_ISO3 =
            required("country_iso3", Unit.CODE, "The country; XXX for other or unnamed ones, WLD for the world.");
    public static final Field<String> COUNTRY_KIND = required(
            "country_kind",
            Unit.CODE,
            "country, unspecified, aggregate or world; world rows are totals and not to be added up with others.");
    public static final Field<Double> PRODUCTION_TONNES = optional(
            "production_tonnes",
            Unit.TONNES,
            "Metric tonnes of what the source counts; null where it gives no figure, for the reason beside it.");
    public static final Field<String> BOUND = optional(
            "bound",
            Unit.CODE,
            "at_least or at_most where the source gives a bound instead of a figure (>95); null for a figure.");
    public static final Field<String> UNKNOWN_REASON = optional(
            "unknown_reason",
            Unit.CODE,
            "withheld (W) or not_available (NA) where there is no figure; null where there is one.");
    public static final Field<Boolean> ESTIMATED = optional(
            "estimated", Unit.FLAG, "Whether the source marks the figure as estimated; null if it does not say.");

    public static final Table TABLE = Table.named("production")
            .grain("One row per source, commodity, kind of production, country and year.")
            .shown("release", "commodity", "country_iso3", "year", "production_tonnes")
            .key(Columns.SLICE, COUNTRY_NAME)
            .column(Columns.DATASET, Columns.RELEASE, COMMODITY, MEASURE, COUNTRY_ISO3, COUNTRY_KIND)
            .column(Columns.YEAR.ofThePast())
            .column(PRODUCTION_TONNES, BOUND, UNKNOWN_REASON, ESTIMATED, Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
            .check(
                    Check.oneOf("country_kind", "country", "unspecified", "aggregate", "world"),
                    Check.oneOf("bound", "at_least", "at_most"),
                    Check.notNegative("production_tonnes"),
                    Check.that("figure_or_reason", "(production_tonnes IS NULL) = (unknown_reason IS NOT NULL)"))
            .build();

    public static final LakeTable STORED = LakeTable.of(TABLE);

    /** {@link #inForce}; none where the lake has no production. */
    public static final Intermediate IN_FORCE = Intermediate.view(
            "production in force", List.of(STORED.orEmpty()), in -> inForce(in.get(STORED.orEmpty())));

    private static final String THOUSANDS = "[,\\s\u00a0\u202f]";
    private static final String GROUPED = "^[<>]?\\s*[0-9]{1,3}(" + THOUSANDS + "[0-9]{3})+(\\.[0-9]+)?$";
    private static final Object[] NOT_AVAILABLE = {"NA", "N/A", "NAN", "..", "...", "XX"};
    private static final double IMPLAUSIBLE_TONNES = 1e12;

    /** Name of what may be added up over countries: data set, commodity and kind of production, in small letters. */
    public static final String STATEMENT = "statement";

    /**
     * The statements in force: each country's production of a year once, from the newest release that states it.
     *
     * <p>What may be added up over countries has the same {@link #STATEMENT}. Kinds of production and parts of a
     * commodity (refined and mined; ilmenite and rutile; usable ore and iron content) are statements of their own. A
     * release that has a total or a line of other countries counts there whom it does not name, so what older releases
     * say of these countries is no longer in force. A line that leaves out what the others of its table say ("Mine
     * production" of one country beside "Mine production, cobalt content" of all others) belongs to them.
     *
     * @param production rows of {@link #TABLE}
     * @return rows of {@link #TABLE} with {@link #STATEMENT} STRING
     */
    public static Dataset<Row> inForce(Dataset<Row> production) {
        Column release = coalesce(Columns.RELEASE.col(), lit(""));
        Column qualified = col(WORDS).gt(1);
        WindowSpec table = Window.partitionBy("dataset", "called", "base", "year", "release");
        Column others = collect_set(when(qualified, col(KIND))).over(table);
        Column inBoth = array_intersect(
                collect_set(when(qualified, COUNTRY_ISO3.col())).over(table),
                collect_set(when(not(qualified), COUNTRY_ISO3.col())).over(table));
        WindowSpec year = Window.partitionBy("dataset", "called", "base", "year", "kind");
        WindowSpec ofRelease = Window.partitionBy("dataset", "called", "base", "year", "kind", "release");
        WindowSpec country = Window.partitionBy("dataset", "called", "base", "year", "kind", "country_iso3");
        Column whole = COUNTRY_KIND.col().isin("world", "unspecified").and(col(NAMES_COUNTRIES));
        return production
                .withColumn(CALLED, lower(COMMODITY.col()))
                .withColumn(BASE, base())
                .withColumn(KIND, kind())
                .withColumn(WORDS, size(split(col(KIND), ",")))
                // All windows below find their rows side by side.
                .repartition(Columns.DATASET.col(), col(CALLED), col(BASE), Columns.YEAR.col())
                .withColumn(OTHERS, others)
                .withColumn(IN_BOTH, size(inBoth).gt(0))
                .withColumn(
                        KIND,
                        when(
                                        not(qualified)
                                                .and(size(col(OTHERS)).equalTo(1))
                                                .and(not(col(IN_BOTH))),
                                        element_at(col(OTHERS), 1))
                                .otherwise(col(KIND)))
                .withColumn(
                        NAMES_COUNTRIES,
                        max(COUNTRY_KIND.col().equalTo("country")).over(ofRelease))
                .withColumn(WHOLE_RELEASE, coalesce(max(when(whole, release)).over(year), lit("")))
                .withColumn(NEWEST_RELEASE, max(release).over(country))
                .where(release.equalTo(col(NEWEST_RELEASE)).and(release.geq(col(WHOLE_RELEASE))))
                .withColumn(STATEMENT, concat_ws(" ", Columns.DATASET.col(), col(CALLED), col(KIND)))
                .drop(CALLED, BASE, KIND, WORDS, OTHERS, IN_BOTH, NAMES_COUNTRIES, WHOLE_RELEASE, NEWEST_RELEASE);
    }

    /** The {@link #STATEMENT} that a row's own words name; what it belongs to may say more after these. */
    public static Column named() {
        return concat_ws(" ", Columns.DATASET.col(), lower(COMMODITY.col()), kind());
    }

    /** The words of a measure between its commas, without the commodity and without how the figures were found. */
    private static Column words() {
        return filter(
                transform(split(lower(MEASURE.col()), ","), word -> trim(word)),
                word -> not(word.isin("estimated", "rounded", "")).and(word.notEqual(lower(COMMODITY.col()))));
    }

    private static Column base() {
        return coalesce(get(filter(words(), word -> word.rlike("production$")), lit(0)), get(words(), lit(0)), lit(""));
    }

    /** Whatever the order in which a release writes the words. */
    private static Column kind() {
        return concat_ws(", ", array_distinct(concat(array(base()), array_sort(words()))));
    }

    /** World Mining Data: a file a commodity, which only its name tells; a column a year and a row "Total". */
    public static final Format WORLD_MINING_DATA = Format.named("world-mining-data")
            .version(2)
            .into(TABLE)
            .needs("country", null, "Country")
            .needs("iso3", "[A-Z]{3}|DELETE", "Country_ISO")
            .needs("unit", null, "unit")
            .takes("origin", "data_source")
            .wide("(19|20)[0-9]{2}")
            .fileName(
                    "wmd_(?<commodity>[^.]+)\\..*",
                    "Call it wmd_ and the commodity, such as wmd_Rare_Earths_REO.csv",
                    "commodity")
            .reading(Production::worldMiningData)
            .build();

    /** USGS Mineral Commodity Summaries, the world data release: two columns of production, named by year. */
    public static final Format USGS = Format.named("usgs-mcs")
            .version(2)
            .into(TABLE)
            .needs("release", "MCS[0-9]{4}", "SOURCE")
            .needs("commodity", null, "COMMODITY")
            .needs("country", null, "COUNTRY")
            .needs("measure", null, "TYPE")
            .needs("unit", null, "UNIT_MEAS")
            .wide("PROD_(EST_ ?)?(19|20)[0-9]{2}")
            .reading(Production::usgs)
            .build();

    private static Dataset<Row> worldMiningData(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> rows = years(lines)
                .withColumn(Columns.DATASET.name(), lit("wmd"))
                .withColumn(Columns.RELEASE.name(), lit(null).cast(DataTypes.StringType))
                .withColumn(COMMODITY.name(), regexp_replace(COMMODITY.col(), "_", " "))
                .withColumn(MEASURE.name(), lit("Mine production"))
                .withColumn(
                        ESTIMATED.name(),
                        when(lower(col(ORIGIN)).equalTo("e"), true)
                                .when(lower(col(ORIGIN)).equalTo("r"), false));
        return stage(rows, lookups);
    }

    private static Dataset<Row> usgs(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> rows = years(lines)
                .withColumn(Columns.DATASET.name(), lit("usgs_mcs"))
                .withColumn(ISO3, lit(null).cast(DataTypes.StringType))
                .withColumn(
                        ESTIMATED.name(),
                        col(Staged.CELL).contains("EST").or(lower(MEASURE.col()).contains("estimated")));
        return stage(rows, lookups);
    }

    /** One row a line and year. */
    private static Dataset<Row> years(Dataset<Row> lines) {
        return lines.withColumn(YEAR_CELL, explode(col(SourceLines.WIDE)))
                .withColumn(Staged.CELL, col(YEAR_CELL + "." + SourceLines.NAME))
                .withColumn(FIGURE, col(YEAR_CELL + "." + SourceLines.VALUE))
                .withColumn(Columns.YEAR.name(), whole(regexp_extract(col(Staged.CELL), "([0-9]{4})$", 1)));
    }

    private static Dataset<Row> stage(Dataset<Row> rows, Lookups lookups) {
        Column unit = lower(col(UNIT));
        Column tonnesAUnit = when(unit.isin("metric tons", "metr. t", "metric tonnes", "t"), 1.0)
                .when(unit.isin("thousand metric tons", "thousand metric dry tons", "1000 metr. t"), 1e3)
                .when(unit.equalTo("million metric tons"), 1e6)
                .when(unit.isin("kilograms", "kg"), 1e-3);
        // Signs that refer to notes: e for estimated, r for revised. A comma is read only where it parts thousands.
        Column bare = regexp_replace(
                regexp_replace(trim(col(FIGURE)), "^[er]\\s*(?=[<>0-9])", ""), "(?<=[0-9])\\s*[er]$", "");
        Column text = regexp_replace(
                when(bare.rlike(GROUPED), regexp_replace(bare, THOUSANDS, "")).otherwise(bare), "^([<>])\\s+", "$1");
        Column figure = number(regexp_replace(text, "^[<>]", ""));
        // In these tables a dash is a zero, and W and NA are no figures.
        Column tonnes = thousandths(
                when(text.isin("—", "–", "--", "-"), 0.0).otherwise(figure).multiply(tonnesAUnit));
        Column reason =
                when(upper(text).equalTo("W"), "withheld").when(upper(text).isin(NOT_AVAILABLE), "not_available");
        Dataset<Row> named = lookups.countryNames()
                .select(col(ALIAS), col(ISO3).as(NAMED_ISO3), col(KIND).as(NAMED_KIND));
        Column name = lower(col(COUNTRY));
        Dataset<Row> placed = rows.join(
                        org.apache.spark.sql.functions.broadcast(named), name.equalTo(col(ALIAS)), "left")
                .withColumn(COUNTRY_NAME.name(), col(COUNTRY))
                .withColumn(
                        COUNTRY_ISO3.name(),
                        when(name.rlike("^(world )?total"), "WLD")
                                .otherwise(
                                        coalesce(col(NAMED_ISO3), when(col(ISO3).rlike("^[A-Z]{3}$"), col(ISO3)))))
                .withColumn(
                        COUNTRY_KIND.name(),
                        when(COUNTRY_ISO3.col().equalTo("WLD"), "world")
                                .otherwise(coalesce(col(NAMED_KIND), lit("country"))))
                .withColumn(PRODUCTION_TONNES.name(), tonnes)
                .withColumn(
                        ESTIMATED.name(),
                        when(col(FIGURE).rlike("^e\\s*[<>0-9]|[0-9]\\s*e$"), true)
                                .otherwise(ESTIMATED.col()))
                .withColumn(UNKNOWN_REASON.name(), reason)
                .withColumn(BOUND.name(), when(text.startsWith(">"), "at_least").when(text.startsWith("<"), "at_most"));
        Rejects rejects = new Rejects()
                .when(
                        COUNTRY_ISO3.col().isNull(),
                        "unknown_country",
                        lit("country '"),
                        col(COUNTRY),
                        lit(
                                "' is not in the country table. Add it to the reference data (country-names.csv), or correct"
                                        + " the file"))
                .when(
                        UNKNOWN_REASON
                                .col()
                                .isNull()
                                .and(PRODUCTION_TONNES.col().isNull()),
                        "bad_number",
                        lit("'"),
                        col(FIGURE),
                        lit("' is neither a number (decimals have a point) nor one of the source's signs"))
                .when(
                        PRODUCTION_TONNES.col().geq(IMPLAUSIBLE_TONNES),
                        "implausible",
                        lit("production "),
                        col(FIGURE),
                        lit(" is above a trillion tonnes"))
                .when(PRODUCTION_TONNES.col().lt(0), "negative", lit("production "), col(FIGURE), lit(" is negative"));
        return Staged.select(
                placed.withColumn(
                                Staged.LEFT_OUT,
                                when(col(FIGURE).isNull(), "no_figure").when(tonnesAUnit.isNull(), "not_a_mass"))
                        .withColumn(Staged.REJECT, when(col(Staged.LEFT_OUT).isNull(), rejects.column()))
                        .withColumn(
                                Columns.SLICE.name(),
                                concat_ws(
                                        "/",
                                        Columns.DATASET.col(),
                                        Columns.RELEASE.col(),
                                        lower(COMMODITY.col()),
                                        lower(MEASURE.col()),
                                        Columns.YEAR.col().cast(DataTypes.StringType)))
                        .withColumn(Columns.SOURCE_LINE.name(), col(SourceLines.LINE)),
                TABLE);
    }
}
