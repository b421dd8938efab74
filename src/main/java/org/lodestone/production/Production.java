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
import org.lodestone.lake.SourceLines;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.reference.Columns;
import org.lodestone.table.Check;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Production of commodities by country and year, as geological surveys publish it. */
public final class Production {
    private Production() {}

    public static final Table TABLE = Table.named("production")
            .grain("One row per source, commodity, kind of production, country and year.")
            .shown("release", "commodity", "country_iso3", "year", "production_tonnes")
            .key(
                    Columns.SLICE,
                    org.lodestone.table.Column.required(
                            "country_name", Unit.TEXT, "The country as the source names it."))
            .column(Columns.DATASET, Columns.RELEASE)
            .required(
                    "commodity", Unit.TEXT, "The commodity as the source names it; rare earths count as oxides (REO).")
            .required("measure", Unit.TEXT, "The kind of production as the source names it: mine, refinery ...")
            .required("country_iso3", Unit.CODE, "The country; XXX for other or unnamed ones, WLD for the world.")
            .required(
                    "country_kind",
                    Unit.CODE,
                    "country, unspecified, aggregate or world; world rows are totals and not to be added up with others.")
            .column(Columns.YEAR.ofThePast())
            .column(
                    "production_tonnes",
                    Unit.TONNES,
                    "Metric tonnes of what the source counts; null where it gives no figure, for the reason beside it.")
            .column(
                    "bound",
                    Unit.CODE,
                    "at_least or at_most where the source gives a bound instead of a figure (>95); null for a figure.")
            .column(
                    "unknown_reason",
                    Unit.CODE,
                    "withheld (W) or not_available (NA) where there is no figure; null where there is one.")
            .column(
                    "estimated",
                    Unit.FLAG,
                    "Whether the source marks the figure as estimated; null if it does not say.")
            .column(Columns.SOURCE_SHA256, Columns.SOURCE_LINE)
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
        Column release = coalesce(col("release"), lit(""));
        Column qualified = col("words").gt(1);
        WindowSpec table = Window.partitionBy("dataset", "called", "base", "year", "release");
        Column others = collect_set(when(qualified, col("kind"))).over(table);
        Column inBoth = array_intersect(
                collect_set(when(qualified, col("country_iso3"))).over(table),
                collect_set(when(not(qualified), col("country_iso3"))).over(table));
        WindowSpec year = Window.partitionBy("dataset", "called", "base", "year", "kind");
        WindowSpec ofRelease = Window.partitionBy("dataset", "called", "base", "year", "kind", "release");
        WindowSpec country = Window.partitionBy("dataset", "called", "base", "year", "kind", "country_iso3");
        Column whole = col("country_kind").isin("world", "unspecified").and(col("names_countries"));
        return production
                .withColumn("called", lower(col("commodity")))
                .withColumn("base", base())
                .withColumn("kind", kind())
                .withColumn("words", size(split(col("kind"), ",")))
                // All windows below find their rows side by side.
                .repartition(col("dataset"), col("called"), col("base"), col("year"))
                .withColumn("others", others)
                .withColumn("in_both", size(inBoth).gt(0))
                .withColumn(
                        "kind",
                        when(
                                        not(qualified)
                                                .and(size(col("others")).equalTo(1))
                                                .and(not(col("in_both"))),
                                        element_at(col("others"), 1))
                                .otherwise(col("kind")))
                .withColumn(
                        "names_countries",
                        max(col("country_kind").equalTo("country")).over(ofRelease))
                .withColumn("whole_release", coalesce(max(when(whole, release)).over(year), lit("")))
                .withColumn("newest_release", max(release).over(country))
                .where(release.equalTo(col("newest_release")).and(release.geq(col("whole_release"))))
                .withColumn(STATEMENT, concat_ws(" ", col("dataset"), col("called"), col("kind")))
                .drop(
                        "called",
                        "base",
                        "kind",
                        "words",
                        "others",
                        "in_both",
                        "names_countries",
                        "whole_release",
                        "newest_release");
    }

    /** The {@link #STATEMENT} that a row's own words name; what it belongs to may say more after these. */
    public static Column named() {
        return concat_ws(" ", col("dataset"), lower(col("commodity")), kind());
    }

    /** The words of a measure between its commas, without the commodity and without how the figures were found. */
    private static Column words() {
        return filter(
                transform(split(lower(col("measure")), ","), word -> trim(word)),
                word -> not(word.isin("estimated", "rounded", "")).and(word.notEqual(lower(col("commodity")))));
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
                .withColumn("dataset", lit("wmd"))
                .withColumn("release", lit(null).cast(DataTypes.StringType))
                .withColumn("commodity", regexp_replace(col("commodity"), "_", " "))
                .withColumn("measure", lit("Mine production"))
                .withColumn(
                        "estimated",
                        when(lower(col("origin")).equalTo("e"), true)
                                .when(lower(col("origin")).equalTo("r"), false));
        return stage(rows, lookups);
    }

    private static Dataset<Row> usgs(Dataset<Row> lines, Lookups lookups) {
        Dataset<Row> rows = years(lines)
                .withColumn("dataset", lit("usgs_mcs"))
                .withColumn("iso3", lit(null).cast(DataTypes.StringType))
                .withColumn(
                        "estimated",
                        col(Staged.CELL)
                                .contains("EST")
                                .or(lower(col("measure")).contains("estimated")));
        return stage(rows, lookups);
    }

    /** One row a line and year. */
    private static Dataset<Row> years(Dataset<Row> lines) {
        return lines.withColumn("year_cell", explode(col(SourceLines.WIDE)))
                .withColumn(Staged.CELL, col("year_cell.name"))
                .withColumn("figure", col("year_cell.value"))
                .withColumn("year", whole(regexp_extract(col(Staged.CELL), "([0-9]{4})$", 1)));
    }

    private static Dataset<Row> stage(Dataset<Row> rows, Lookups lookups) {
        Column unit = lower(col("unit"));
        Column tonnesAUnit = when(unit.isin("metric tons", "metr. t", "metric tonnes", "t"), 1.0)
                .when(unit.isin("thousand metric tons", "thousand metric dry tons", "1000 metr. t"), 1e3)
                .when(unit.equalTo("million metric tons"), 1e6)
                .when(unit.isin("kilograms", "kg"), 1e-3);
        // Signs that refer to notes: e for estimated, r for revised. A comma is read only where it parts thousands.
        Column bare = regexp_replace(
                regexp_replace(trim(col("figure")), "^[er]\\s*(?=[<>0-9])", ""), "(?<=[0-9])\\s*[er]$", "");
        Column text = regexp_replace(
                when(bare.rlike(GROUPED), regexp_replace(bare, THOUSANDS, "")).otherwise(bare), "^([<>])\\s+", "$1");
        Column figure = number(regexp_replace(text, "^[<>]", ""));
        // In these tables a dash is a zero, and W and NA are no figures.
        Column tonnes = thousandths(
                when(text.isin("—", "–", "--", "-"), 0.0).otherwise(figure).multiply(tonnesAUnit));
        Column reason =
                when(upper(text).equalTo("W"), "withheld").when(upper(text).isin(NOT_AVAILABLE), "not_available");
        Dataset<Row> named = lookups.countryNames()
                .select(col("alias"), col("iso3").as("named_iso3"), col("kind").as("named_kind"));
        Column name = lower(col("country"));
        Dataset<Row> placed = rows.join(
                        org.apache.spark.sql.functions.broadcast(named), name.equalTo(col("alias")), "left")
                .withColumn("country_name", col("country"))
                .withColumn(
                        "country_iso3",
                        when(name.rlike("^(world )?total"), "WLD")
                                .otherwise(coalesce(
                                        col("named_iso3"), when(col("iso3").rlike("^[A-Z]{3}$"), col("iso3")))))
                .withColumn(
                        "country_kind",
                        when(col("country_iso3").equalTo("WLD"), "world")
                                .otherwise(coalesce(col("named_kind"), lit("country"))))
                .withColumn("production_tonnes", tonnes)
                .withColumn(
                        "estimated",
                        when(col("figure").rlike("^e\\s*[<>0-9]|[0-9]\\s*e$"), true)
                                .otherwise(col("estimated")))
                .withColumn("unknown_reason", reason)
                .withColumn("bound", when(text.startsWith(">"), "at_least").when(text.startsWith("<"), "at_most"));
        Rejects rejects = new Rejects()
                .when(
                        col("country_iso3").isNull(),
                        "unknown_country",
                        lit("country '"),
                        col("country"),
                        lit(
                                "' is not in the country table. Add it to the reference data (country-names.csv), or correct"
                                        + " the file"))
                .when(
                        col("unknown_reason")
                                .isNull()
                                .and(col("production_tonnes").isNull()),
                        "bad_number",
                        lit("'"),
                        col("figure"),
                        lit("' is neither a number (decimals have a point) nor one of the source's signs"))
                .when(
                        col("production_tonnes").geq(IMPLAUSIBLE_TONNES),
                        "implausible",
                        lit("production "),
                        col("figure"),
                        lit(" is above a trillion tonnes"))
                .when(
                        col("production_tonnes").lt(0),
                        "negative",
                        lit("production "),
                        col("figure"),
                        lit(" is negative"));
        return Staged.select(
                placed.withColumn(
                                Staged.LEFT_OUT,
                                when(col("figure").isNull(), "no_figure").when(tonnesAUnit.isNull(), "not_a_mass"))
                        .withColumn(Staged.REJECT, when(col(Staged.LEFT_OUT).isNull(), rejects.column()))
                        .withColumn(
                                "slice",
                                concat_ws(
                                        "/",
                                        col("dataset"),
                                        col("release"),
                                        lower(col("commodity")),
                                        lower(col("measure")),
                                        col("year").cast(DataTypes.StringType)))
                        .withColumn("source_line", col(SourceLines.LINE)),
                TABLE);
    }
}
