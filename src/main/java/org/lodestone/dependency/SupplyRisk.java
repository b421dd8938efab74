package org.lodestone.dependency;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.RowInput;
import org.lodestone.metric.Trace;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Commodities;
import org.lodestone.reference.Governance;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.SourceName;
import org.lodestone.trade.TradeFlows;

/**
 * The risk that a country's supply of a commodity is cut for political reasons, by the GeoPolRisk method.
 *
 * <p>score = HHI of world production x import risk; import risk = Σ g_i f_i / (p + F), where f_i are imports from
 * supplier i by weight, F all imports, p domestic production and g_i = (2.5 - WGI_i) / 5 the political instability of i,
 * kept in 0 to 1 (Gemechu, Helbig, Sonnemann, Thorenz and Tuma, Journal of Industrial Ecology 20, 2016, and the geopolrisk
 * library that goes with it). A supplier of which no year has an indicator counts 0.5, and the bounds take 0 and 1 for it.
 *
 * <p>Where some of the trade has no weight, what World's weight leaves for it has the instability of its suppliers, by
 * value; in the bounds that of the most and of the least stable one. Where World's weight does not say it, it may be any
 * weight, so that the import risk may be as near to theirs as can be, and only the bounds count it.
 *
 * <p>Production is counted as content of the metal or oxide and trade as gross weight, so that p weighs less than it
 * should beside F: the score of a country that mines is too high rather than too low. That is the method, and is named
 * among what the bounds suppose.
 */
public final class SupplyRisk {
    private static final String GROUP = "group";
    static final String MISSING_TONNES = "missing_tonnes";
    static final String NAMED = "named";
    static final String NAMED_TONNES = "named_tonnes";
    static final String PRODUCTION_UNKNOWN = "production_unknown";
    static final String SQUARES = "squares";
    static final String TONNES = "tonnes";
    static final String TRADE_REASON = "trade_reason";
    static final String UNNAMED_TONNES = "unnamed_tonnes";
    static final String UNWEIGHED_RISK_HIGH = "unweighed_risk_high";
    static final String UNWEIGHED_RISK_LOW = "unweighed_risk_low";

    /** Instability of a supplier of which nothing is known: the middle of the scale. */
    static final double UNKNOWN_INSTABILITY = 0.5;

    private SupplyRisk() {}

    public static final Field<String> PRODUCTION_SOURCE = required(
            "production_source",
            Unit.TEXT,
            "Data set, commodity and kind of production; none where the lake has no production of the"
                    + " commodity in that year.");
    public static final Field<String> PRODUCTION_RELEASE = optional(
            "production_release",
            Unit.TEXT,
            "The release that states it, of each country the newest: several with blanks between; null for"
                    + " sources without releases.");
    public static final Field<Double> PRODUCTION_HHI = optional(
            "production_hhi",
            Unit.INDEX,
            "HHI of the world's producing countries, with the production of countries that are not named in the"
                    + " total only. Null with risk_reason.");
    public static final Field<Double> PRODUCTION_HHI_LOW = optional(
            "production_hhi_low", Unit.INDEX, "Lower bound, with the most that a stated total leaves beside them.");
    public static final Field<Double> PRODUCTION_HHI_HIGH = optional(
            "production_hhi_high",
            Unit.INDEX,
            "Upper bound: one country that is not named, or has no figure or a lower bound, made all of the rest.");
    public static final Field<Double> WORLD_PRODUCTION_TONNES =
            optional("world_production_tonnes", Unit.TONNES, "Production of the world, as content of metal or oxide.");
    public static final Field<Double> DOMESTIC_PRODUCTION_TONNES = optional(
            "domestic_production_tonnes",
            Unit.TONNES,
            "Production of the importer, p, as content; of a group of countries that of its members in the year."
                    + " Null where the source states no figure for it, or for one of them.");
    public static final Field<String> DOMESTIC_PRODUCTION_BASIS = optional(
            "domestic_production_basis",
            Unit.CODE,
            "stated; members (of a group of countries: those that the source names together); not_listed (the"
                    + " source names the world's producers and not this country, or no member: 0); at_least or at_most (a"
                    + " bound); withheld or not_available (no figure, so no score). Null without production.");
    public static final Field<Double> DOMESTIC_PRODUCTION_LOW_TONNES = optional(
            "domestic_production_low_tonnes",
            Unit.TONNES,
            "The least that it may have made, by the same source; null without production.");
    public static final Field<Double> DOMESTIC_PRODUCTION_HIGH_TONNES = optional(
            "domestic_production_high_tonnes",
            Unit.TONNES,
            "The most: a country without a figure, or not listed, may have made what the source gives to other"
                    + " countries or to none.");
    public static final Field<Double> IMPORTS_TONNES = optional(
            "imports_tonnes",
            Unit.TONNES,
            "Imports F, gross weight, as total_weight_kg of import_dependency; null where weights are not known.");
    public static final Field<Double> RISKY_IMPORTS_TONNES =
            optional("risky_imports_tonnes", Unit.TONNES, "Imports weighted by the suppliers' instability, Σ g_i f_i.");
    public static final Field<Double> RISKY_IMPORTS_LOW_TONNES = optional(
            "risky_imports_low_tonnes",
            Unit.TONNES,
            "The same with suppliers without an indicator taken as stable, g = 0, and what World's weight leaves for"
                    + " those without a weight given to the most stable of them.");
    public static final Field<Double> RISKY_IMPORTS_HIGH_TONNES = optional(
            "risky_imports_high_tonnes",
            Unit.TONNES,
            "The same with these taken as unstable, g = 1, and that weight given to the least stable.");
    public static final Field<Double> IMPORT_RISK = computed(
            "import_risk",
            Unit.INDEX,
            "risky_imports_tonnes / (domestic_production_tonnes + imports_tonnes)",
            "The import risk, 0 to 1. Null with risk_reason.");
    public static final Field<Double> GEOPOLRISK_SCORE =
            computed("geopolrisk_score", Unit.INDEX, "production_hhi * import_risk", "The score, 0 to 1.");
    public static final Field<Double> GEOPOLRISK_SCORE_LOW = optional(
            "geopolrisk_score_low",
            Unit.INDEX,
            "Lower bound of the score, of all worlds that the sources allow, in which what the importer makes of"
                    + " others' production counts in the concentration, too, and suppliers without a weight may have"
                    + " sold any where World's does not say it. Null where the world's production or"
                    + " the imports are not known.");
    public static final Field<Double> GEOPOLRISK_SCORE_HIGH =
            optional("geopolrisk_score_high", Unit.INDEX, "Upper bound of the score likewise.");
    public static final Field<String> BOUNDS_ASSUME = optional(
            "bounds_assume",
            Unit.CODE,
            "What the bounds suppose: content_as_domestic_production (the method adds content of metal or oxide to"
                    + " imports by gross weight); governance_of_other_years. Null for nothing, or without bounds.");
    public static final Field<Integer> GOVERNANCE_YEAR = optional(
            "governance_year",
            Unit.YEAR,
            "The newest year of the suppliers' indicators (political stability): of each that of the trade, or its"
                    + " newest before it, or its first; null without one.");
    public static final Field<String> GOVERNANCE_OTHER_YEARS = optional(
            "governance_other_years",
            Unit.TEXT,
            "Suppliers whose indicator is of another year than the trade, with the year; null for none.");
    public static final Field<Double> GOVERNANCE_MISSING_SHARE = optional(
            "governance_missing_share",
            Unit.FRACTION,
            "Part of the imports by weight whose supplier has no indicator or is not named, for which 0.5 was"
                    + " taken.");
    public static final Field<String> GOVERNANCE_MISSING_ISO3 =
            optional("governance_missing_iso3", Unit.TEXT, "These suppliers, by code; XXX for those not named.");
    public static final Field<String> RISK_REASON = optional(
            "risk_reason",
            Unit.CODE,
            "Why there is no score: no_production (of the commodity and year in the lake), production_incomplete"
                    + " (a country's figure is withheld and no world total is stated), domestic_production_unknown,"
                    + " no_weights (known weights cover less than 95 % of the value), incomplete or no_imports;"
                    + " null where there is one.");

    public static final Table TABLE = Table.named("supply_risk")
            .grain("One row per source of trade, importer, product, year and source of production.")
            .key(Columns.SOURCE, Columns.IMPORTER_ISO3, Columns.PRODUCT_CODE, Columns.YEAR, PRODUCTION_SOURCE)
            .column(
                    PRODUCTION_RELEASE,
                    Columns.CODE_PURITY,
                    PRODUCTION_HHI,
                    PRODUCTION_HHI_LOW,
                    PRODUCTION_HHI_HIGH,
                    WORLD_PRODUCTION_TONNES,
                    DOMESTIC_PRODUCTION_TONNES,
                    DOMESTIC_PRODUCTION_BASIS,
                    DOMESTIC_PRODUCTION_LOW_TONNES,
                    DOMESTIC_PRODUCTION_HIGH_TONNES,
                    IMPORTS_TONNES,
                    RISKY_IMPORTS_TONNES,
                    RISKY_IMPORTS_LOW_TONNES,
                    RISKY_IMPORTS_HIGH_TONNES,
                    IMPORT_RISK,
                    GEOPOLRISK_SCORE,
                    GEOPOLRISK_SCORE_LOW,
                    GEOPOLRISK_SCORE_HIGH,
                    BOUNDS_ASSUME,
                    GOVERNANCE_YEAR,
                    GOVERNANCE_OTHER_YEARS,
                    GOVERNANCE_MISSING_SHARE,
                    GOVERNANCE_MISSING_ISO3,
                    RISK_REASON)
            .sums(
                    List.of("year"),
                    "world_production_tonnes",
                    "domestic_production_tonnes",
                    "imports_tonnes",
                    "risky_imports_tonnes")
            .check(
                    Check.fraction("production_hhi"),
                    Check.fraction("production_hhi_low"),
                    Check.fraction("production_hhi_high"),
                    Check.fraction("import_risk"),
                    Check.fraction("geopolrisk_score"),
                    Check.fraction("geopolrisk_score_low"),
                    Check.fraction("geopolrisk_score_high"),
                    Check.fraction("governance_missing_share"),
                    Check.that("score_or_reason", "(geopolrisk_score IS NULL) = (risk_reason IS NOT NULL)"),
                    Check.inOrder("production_hhi_low", "production_hhi", "production_hhi_high"),
                    Check.inOrder("geopolrisk_score_low", "geopolrisk_score", "geopolrisk_score_high"))
            .build();

    private static final RowInput GOVERNANCE = LakeTable.of(Governance.TABLE).orEmpty();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(
                    TradeFlows.STORED,
                    Production.STORED,
                    Suppliers.AS_REPORTED,
                    Production.IN_FORCE,
                    GOVERNANCE,
                    References.COMMODITIES,
                    References.REPORTING_GROUPS,
                    SourceCodes.PRODUCTS)
            .traces(SupplyRisk::traces)
            .compute(in -> of(
                    in.get(Suppliers.AS_REPORTED),
                    in.get(Production.IN_FORCE),
                    in.get(GOVERNANCE),
                    in.get(References.COMMODITIES),
                    in.get(References.REPORTING_GROUPS),
                    in.get(SourceCodes.PRODUCTS)));

    /** Purchases, the world's production by the statement that was taken, and governance up to the year that was. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        Column year = Trace.same(row, "year");
        String releases = PRODUCTION_RELEASE.in(row);
        Integer governance = GOVERNANCE_YEAR.in(row);
        Column governed = governance == null
                ? lit(false)
                : GOVERNANCE_OTHER_YEARS.in(row) == null
                        ? year.or(Columns.YEAR.col().equalTo(governance))
                        : Columns.YEAR.col().leq(governance);
        List<Trace> traces = new ArrayList<>(SourceName.of(Columns.SOURCE.in(row))
                .imports(List.of(Columns.IMPORTER_ISO3.in(row)), Columns.PRODUCT_CODE.in(row), year, lookup));
        traces.add(new Trace(
                Production.TABLE,
                year.and(lit(PRODUCTION_SOURCE.in(row)).startsWith(Production.named()))
                        .and(
                                releases == null
                                        ? Columns.RELEASE.col().isNull()
                                        : Columns.RELEASE.col().isin((Object[]) releases.split(" ")))));
        traces.add(new Trace(Governance.TABLE, governed));
        return traces;
    }

    /**
     * @param suppliers as {@link Suppliers#of} gives them
     * @param production as {@link org.lodestone.production.Production#inForce} gives it
     * @param governance rows of the table governance
     * @param commodities which production stands for a product, as ReferenceData.commodities gives it
     * @param groups members of the groups of countries that report as one, as ReferenceData.reportingGroups gives them
     * @param products product_code, code_purity and more: each code once
     */
    public static Dataset<Row> of(
            Dataset<Row> suppliers,
            Dataset<Row> production,
            Dataset<Row> governance,
            Dataset<Row> commodities,
            Dataset<Row> groups,
            Dataset<Row> products) {
        Dataset<Row> purity = products.select(Columns.PRODUCT_CODE.col(), Columns.CODE_PURITY.col());
        return TABLE.conform(scores(suppliers, production, governance, commodities, groups)
                .join(broadcast(purity), columns("product_code"), "left")
                .withColumn(Columns.CODE_PURITY.name(), coalesce(Columns.CODE_PURITY.col(), lit("unknown"))));
    }

    /** The figures before they are rounded. */
    static Dataset<Row> scores(
            Dataset<Row> suppliers,
            Dataset<Row> production,
            Dataset<Row> governance,
            Dataset<Row> commodities,
            Dataset<Row> groups) {
        Dataset<Row> countries = ProductionByCountry.byCountry(production);
        Dataset<Row> concerned = ProductionByCountry.world(countries)
                .join(
                        broadcast(commodities),
                        Commodities.isOneOf(Production.COMMODITY.col(), col(ReferenceData.COMMODITIES)))
                .drop(Production.COMMODITY.name(), ReferenceData.COMMODITIES);
        Dataset<Row> named = countries.where(Production.COUNTRY_KIND.col().equalTo("country"));
        Dataset<Row> home = named.select(
                        PRODUCTION_SOURCE.col(),
                        Columns.YEAR.col(),
                        Production.COUNTRY_ISO3.col().as(Columns.IMPORTER_ISO3.name()),
                        col(TONNES),
                        Production.BOUND.col(),
                        Production.UNKNOWN_REASON.col())
                .unionByName(ProductionByCountry.ofMembers(named, groups));
        Dataset<Row> reportAsOne = groups.select(col(ReferenceData.BLOC).as(Columns.IMPORTER_ISO3.name()))
                .distinct()
                .withColumn(GROUP, lit(true));
        Dataset<Row> judged = RiskyImports.imports(suppliers, governance, commodities)
                .join(broadcast(concerned), columns("product_code", "year"), "left")
                .join(broadcast(home), columns("production_source", "year", "importer_iso3"), "left")
                .join(broadcast(reportAsOne), columns("importer_iso3"), "left")
                .withColumn(
                        DOMESTIC_PRODUCTION_BASIS.name(),
                        when(
                                PRODUCTION_SOURCE.col().isNotNull(),
                                basis(col(GROUP).isNotNull())))
                .withColumn(
                        DOMESTIC_PRODUCTION_TONNES.name(),
                        when(DOMESTIC_PRODUCTION_BASIS.col().equalTo("not_listed"), 0.0)
                                .when(
                                        DOMESTIC_PRODUCTION_BASIS.col().isin("stated", "members"),
                                        col(TONNES).divide(1000.0)))
                .withColumn(RISK_REASON.name(), reason());
        Column supply = DOMESTIC_PRODUCTION_TONNES.col().plus(IMPORTS_TONNES.col());
        Column scored = RISK_REASON.col().isNull();
        Column content = not(coalesce(col(ReferenceData.PRODUCTION_COUNTS), lit("content"))
                        .equalTo("weight"))
                .and(DOMESTIC_PRODUCTION_HIGH_TONNES.col().gt(0.0));
        return bounded(judged)
                .withColumn(IMPORT_RISK.name(), when(scored, atMostOne(try_divide(RISKY_IMPORTS_TONNES.col(), supply))))
                .withColumn(GEOPOLRISK_SCORE.name(), PRODUCTION_HHI.col().multiply(IMPORT_RISK.col()))
                .withColumn(
                        BOUNDS_ASSUME.name(),
                        when(
                                GEOPOLRISK_SCORE_LOW.col().isNotNull(),
                                nullIfEmpty(concat_ws(
                                        " ",
                                        when(content, "content_as_domestic_production"),
                                        when(GOVERNANCE_OTHER_YEARS.col().isNotNull(), "governance_of_other_years")))))
                .withColumn(PRODUCTION_SOURCE.name(), coalesce(PRODUCTION_SOURCE.col(), lit("none")))
                .drop(
                        TONNES,
                        "bound",
                        "unknown_reason",
                        TRADE_REASON,
                        PRODUCTION_UNKNOWN,
                        ReferenceData.PRODUCTION_COUNTS,
                        GROUP);
    }

    /**
     * Bounds of the score by one world at a time. Of what the source does not give to a country, U tonnes (other
     * countries', and what the world's total has beyond them), the importer may have made d, and any other country the
     * rest. With S the squares of what is given to countries, W all production, N and F the risky and all imports:
     *
     * <p>score = (S + d² + squares of the rest) / W² x N / (d + F), which is smallest where the rest is made in many small
     * parts and d is as near to √(F² + S) - F as it can be, and largest where another country makes all of the rest.
     *
     * <p>A group of countries may have made d in many small parts, and what it surely made is parts of S: S / W² with the
     * largest d is a lower bound.
     *
     * <p>With imports h more whose weight is not known and whose instability is g, N / (d + F) becomes (N + g h) /
     * (d + F + h), which lies between N / (d + F) and g whatever h is: S / W² x g, too, is a lower bound.
     */
    private static Dataset<Row> bounded(Dataset<Row> judged) {
        Column given = col(TONNES).divide(1000.0);
        Column open = when(DOMESTIC_PRODUCTION_BASIS.col().equalTo("stated"), 0.0)
                .otherwise(col(UNNAMED_TONNES).plus(col(MISSING_TONNES)));
        Column least =
                when(DOMESTIC_PRODUCTION_BASIS.col().equalTo("at_most"), 0.0).otherwise(coalesce(given, lit(0.0)));
        Column most = when(DOMESTIC_PRODUCTION_BASIS.col().equalTo("at_most"), least(given, open))
                .otherwise(least.plus(open));
        Column known = col(TRADE_REASON).isNull().and(col(NAMED_TONNES).isNotNull());
        Column imports = IMPORTS_TONNES.col();
        Column group = col(GROUP).isNotNull();
        Column squares =
                col(SQUARES).minus(DOMESTIC_PRODUCTION_LOW_TONNES.col().multiply(DOMESTIC_PRODUCTION_LOW_TONNES.col()));
        Column turn = sqrt(imports.multiply(imports).plus(squares)).minus(imports);
        Column own = when(group, DOMESTIC_PRODUCTION_HIGH_TONNES.col())
                .otherwise(greatest(
                        DOMESTIC_PRODUCTION_LOW_TONNES.col(), least(DOMESTIC_PRODUCTION_HIGH_TONNES.col(), turn)));
        Column all = col(NAMED_TONNES).plus(col(UNNAMED_TONNES)).plus(col(MISSING_TONNES));
        Column low = when(group, col(SQUARES))
                .otherwise(squares.plus(own.multiply(own)))
                .divide(all.multiply(all))
                .multiply(try_divide(RISKY_IMPORTS_LOW_TONNES.col(), own.plus(imports)));
        Column leastConcentrated = col(SQUARES).divide(all.multiply(all));
        Column high = PRODUCTION_HHI_HIGH
                .col()
                .multiply(atMostOne(greatest(
                        try_divide(
                                RISKY_IMPORTS_HIGH_TONNES.col(),
                                DOMESTIC_PRODUCTION_LOW_TONNES.col().plus(imports)),
                        col(UNWEIGHED_RISK_HIGH))));
        return judged.withColumn(
                        DOMESTIC_PRODUCTION_LOW_TONNES.name(),
                        when(col(NAMED_TONNES).isNotNull(), least))
                .withColumn(
                        DOMESTIC_PRODUCTION_HIGH_TONNES.name(),
                        when(col(NAMED_TONNES).isNotNull(), most))
                .withColumn(
                        GEOPOLRISK_SCORE_LOW.name(),
                        when(known, atMostOne(least(low, leastConcentrated.multiply(col(UNWEIGHED_RISK_LOW))))))
                .withColumn(GEOPOLRISK_SCORE_HIGH.name(), when(known, high))
                .drop(SQUARES, NAMED_TONNES, UNNAMED_TONNES, MISSING_TONNES, UNWEIGHED_RISK_LOW, UNWEIGHED_RISK_HIGH);
    }

    static Column nullIfEmpty(Column text) {
        return when(text.notEqual(""), text);
    }

    private static Column basis(Column group) {
        return when(Production.UNKNOWN_REASON.col().isNotNull(), Production.UNKNOWN_REASON.col())
                .when(Production.BOUND.col().isNotNull(), Production.BOUND.col())
                .when(col(TONNES).isNotNull(), when(group, "members").otherwise("stated"))
                .otherwise("not_listed");
    }

    private static Column reason() {
        return when(col(TRADE_REASON).isNotNull(), col(TRADE_REASON))
                .when(PRODUCTION_SOURCE.col().isNull(), "no_production")
                .when(PRODUCTION_HHI.col().isNull(), "production_incomplete")
                .when(DOMESTIC_PRODUCTION_TONNES.col().isNull(), "domestic_production_unknown");
    }

    // ---- production ---------------------------------------------------------------------------------------------

    // ---- imports ------------------------------------------------------------------------------------------------

    static String[] columns(String... names) {
        return names;
    }
}
