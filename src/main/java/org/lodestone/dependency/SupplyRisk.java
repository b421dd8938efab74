package org.lodestone.dependency;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;
import static org.lodestone.dependency.Suppliers.weighed;
import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.RowInput;
import org.lodestone.metric.Trace;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Commodities;
import org.lodestone.reference.Governance;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
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
    /** Instability of a supplier of which nothing is known: the middle of the scale. */
    static final double UNKNOWN_INSTABILITY = 0.5;

    /** A stated world total that is further above its countries than this part says that some are missing. */
    private static final double WORLD_TOLERANCE = 0.01;

    private static final double THOUSANDTHS_OF_KG_A_TONNE = 1e6;

    private SupplyRisk() {}

    public static final Table TABLE = Table.named("supply_risk")
            .grain("One row per source of trade, importer, product, year and source of production.")
            .key(
                    Columns.SOURCE,
                    Columns.IMPORTER_ISO3,
                    Columns.PRODUCT_CODE,
                    Columns.YEAR,
                    required(
                            "production_source",
                            Unit.TEXT,
                            "Data set, commodity and kind of production; none where the lake has no production of the"
                                    + " commodity in that year."))
            .column(
                    "production_release",
                    Unit.TEXT,
                    "The release that states it, of each country the newest: several with blanks between; null for"
                            + " sources without releases.")
            .column(Columns.CODE_PURITY)
            .column(
                    "production_hhi",
                    Unit.INDEX,
                    "HHI of the world's producing countries, with the production of countries that are not named in the"
                            + " total only. Null with risk_reason.")
            .column(
                    "production_hhi_low",
                    Unit.INDEX,
                    "Lower bound, with the most that a stated total leaves beside them.")
            .column(
                    "production_hhi_high",
                    Unit.INDEX,
                    "Upper bound: one country that is not named, or has no figure or a lower bound, made all of the rest.")
            .column("world_production_tonnes", Unit.TONNES, "Production of the world, as content of metal or oxide.")
            .column(
                    "domestic_production_tonnes",
                    Unit.TONNES,
                    "Production of the importer, p, as content; of a group of countries that of its members in the year."
                            + " Null where the source states no figure for it, or for one of them.")
            .column(
                    "domestic_production_basis",
                    Unit.CODE,
                    "stated; members (of a group of countries: those that the source names together); not_listed (the"
                            + " source names the world's producers and not this country, or no member: 0); at_least or at_most (a"
                            + " bound); withheld or not_available (no figure, so no score). Null without production.")
            .column(
                    "domestic_production_low_tonnes",
                    Unit.TONNES,
                    "The least that it may have made, by the same source; null without production.")
            .column(
                    "domestic_production_high_tonnes",
                    Unit.TONNES,
                    "The most: a country without a figure, or not listed, may have made what the source gives to other"
                            + " countries or to none.")
            .column(
                    "imports_tonnes",
                    Unit.TONNES,
                    "Imports F, gross weight, as total_weight_kg of import_dependency; null where weights are not known.")
            .column("risky_imports_tonnes", Unit.TONNES, "Imports weighted by the suppliers' instability, Σ g_i f_i.")
            .column(
                    "risky_imports_low_tonnes",
                    Unit.TONNES,
                    "The same with suppliers without an indicator taken as stable, g = 0, and what World's weight leaves for"
                            + " those without a weight given to the most stable of them.")
            .column(
                    "risky_imports_high_tonnes",
                    Unit.TONNES,
                    "The same with these taken as unstable, g = 1, and that weight given to the least stable.")
            .computed(
                    "import_risk",
                    Unit.INDEX,
                    "risky_imports_tonnes / (domestic_production_tonnes + imports_tonnes)",
                    "The import risk, 0 to 1. Null with risk_reason.")
            .computed("geopolrisk_score", Unit.INDEX, "production_hhi * import_risk", "The score, 0 to 1.")
            .column(
                    "geopolrisk_score_low",
                    Unit.INDEX,
                    "Lower bound of the score, of all worlds that the sources allow, in which what the importer makes of"
                            + " others' production counts in the concentration, too, and suppliers without a weight may have"
                            + " sold any where World's does not say it. Null where the world's production or"
                            + " the imports are not known.")
            .column("geopolrisk_score_high", Unit.INDEX, "Upper bound of the score likewise.")
            .column(
                    "bounds_assume",
                    Unit.CODE,
                    "What the bounds suppose: content_as_domestic_production (the method adds content of metal or oxide to"
                            + " imports by gross weight); governance_of_other_years. Null for nothing, or without bounds.")
            .column(
                    "governance_year",
                    Unit.YEAR,
                    "The newest year of the suppliers' indicators (political stability): of each that of the trade, or its"
                            + " newest before it, or its first; null without one.")
            .column(
                    "governance_other_years",
                    Unit.TEXT,
                    "Suppliers whose indicator is of another year than the trade, with the year; null for none.")
            .column(
                    "governance_missing_share",
                    Unit.FRACTION,
                    "Part of the imports by weight whose supplier has no indicator or is not named, for which 0.5 was"
                            + " taken.")
            .column("governance_missing_iso3", Unit.TEXT, "These suppliers, by code; XXX for those not named.")
            .column(
                    "risk_reason",
                    Unit.CODE,
                    "Why there is no score: no_production (of the commodity and year in the lake), production_incomplete"
                            + " (a country's figure is withheld and no world total is stated), domestic_production_unknown,"
                            + " no_weights (known weights cover less than 95 % of the value), incomplete or no_imports;"
                            + " null where there is one.")
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
        String releases = row.getAs("production_release");
        Integer governance = row.getAs("governance_year");
        Column governed = governance == null
                ? lit(false)
                : row.getAs("governance_other_years") == null
                        ? year.or(col("year").equalTo(governance))
                        : col("year").leq(governance);
        List<Trace> traces = new ArrayList<>(SourceName.of(row.getAs("source"))
                .imports(List.of(row.<String>getAs("importer_iso3")), row.getAs("product_code"), year, lookup));
        traces.add(new Trace(
                Production.TABLE,
                year.and(lit(row.<String>getAs("production_source")).startsWith(Production.named()))
                        .and(
                                releases == null
                                        ? col("release").isNull()
                                        : col("release").isin((Object[]) releases.split(" ")))));
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
        Dataset<Row> purity = products.select(col("product_code"), col("code_purity"));
        return TABLE.conform(scores(suppliers, production, governance, commodities, groups)
                .join(broadcast(purity), columns("product_code"), "left")
                .withColumn("code_purity", coalesce(col("code_purity"), lit("unknown"))));
    }

    /** The figures before they are rounded. */
    static Dataset<Row> scores(
            Dataset<Row> suppliers,
            Dataset<Row> production,
            Dataset<Row> governance,
            Dataset<Row> commodities,
            Dataset<Row> groups) {
        Dataset<Row> countries = byCountry(production);
        Dataset<Row> concerned = world(countries)
                .join(broadcast(commodities), Commodities.isOneOf(col("commodity"), col("commodities")))
                .drop("commodity", "commodities");
        Dataset<Row> named = countries.where(col("country_kind").equalTo("country"));
        Dataset<Row> home = named.select(
                        col("production_source"),
                        col("year"),
                        col("country_iso3").as("importer_iso3"),
                        col("tonnes"),
                        col("bound"),
                        col("unknown_reason"))
                .unionByName(ofMembers(named, groups));
        Dataset<Row> reportAsOne =
                groups.select(col("bloc").as("importer_iso3")).distinct().withColumn("group", lit(true));
        Dataset<Row> judged = imports(suppliers, governance, commodities)
                .join(broadcast(concerned), columns("product_code", "year"), "left")
                .join(broadcast(home), columns("production_source", "year", "importer_iso3"), "left")
                .join(broadcast(reportAsOne), columns("importer_iso3"), "left")
                .withColumn(
                        "domestic_production_basis",
                        when(
                                col("production_source").isNotNull(),
                                basis(col("group").isNotNull())))
                .withColumn(
                        "domestic_production_tonnes",
                        when(col("domestic_production_basis").equalTo("not_listed"), 0.0)
                                .when(
                                        col("domestic_production_basis").isin("stated", "members"),
                                        col("tonnes").divide(1000.0)))
                .withColumn("risk_reason", reason());
        Column supply = col("domestic_production_tonnes").plus(col("imports_tonnes"));
        Column scored = col("risk_reason").isNull();
        Column content = not(coalesce(col("production_counts"), lit("content")).equalTo("weight"))
                .and(col("domestic_production_high_tonnes").gt(0.0));
        return bounded(judged)
                .withColumn("import_risk", when(scored, atMostOne(try_divide(col("risky_imports_tonnes"), supply))))
                .withColumn("geopolrisk_score", col("production_hhi").multiply(col("import_risk")))
                .withColumn(
                        "bounds_assume",
                        when(
                                col("geopolrisk_score_low").isNotNull(),
                                nullIfEmpty(concat_ws(
                                        " ",
                                        when(content, "content_as_domestic_production"),
                                        when(col("governance_other_years").isNotNull(), "governance_of_other_years")))))
                .withColumn("production_source", coalesce(col("production_source"), lit("none")))
                .drop(
                        "tonnes",
                        "bound",
                        "unknown_reason",
                        "trade_reason",
                        "production_unknown",
                        "production_counts",
                        "group");
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
        Column given = col("tonnes").divide(1000.0);
        Column open = when(col("domestic_production_basis").equalTo("stated"), 0.0)
                .otherwise(col("unnamed_tonnes").plus(col("missing_tonnes")));
        Column least =
                when(col("domestic_production_basis").equalTo("at_most"), 0.0).otherwise(coalesce(given, lit(0.0)));
        Column most = when(col("domestic_production_basis").equalTo("at_most"), least(given, open))
                .otherwise(least.plus(open));
        Column known = col("trade_reason").isNull().and(col("named_tonnes").isNotNull());
        Column imports = col("imports_tonnes");
        Column group = col("group").isNotNull();
        Column squares = col("squares")
                .minus(col("domestic_production_low_tonnes").multiply(col("domestic_production_low_tonnes")));
        Column turn = sqrt(imports.multiply(imports).plus(squares)).minus(imports);
        Column own = when(group, col("domestic_production_high_tonnes"))
                .otherwise(greatest(
                        col("domestic_production_low_tonnes"), least(col("domestic_production_high_tonnes"), turn)));
        Column all = col("named_tonnes").plus(col("unnamed_tonnes")).plus(col("missing_tonnes"));
        Column low = when(group, col("squares"))
                .otherwise(squares.plus(own.multiply(own)))
                .divide(all.multiply(all))
                .multiply(try_divide(col("risky_imports_low_tonnes"), own.plus(imports)));
        Column leastConcentrated = col("squares").divide(all.multiply(all));
        Column high = col("production_hhi_high")
                .multiply(atMostOne(greatest(
                        try_divide(
                                col("risky_imports_high_tonnes"),
                                col("domestic_production_low_tonnes").plus(imports)),
                        col("unweighed_risk_high"))));
        return judged.withColumn(
                        "domestic_production_low_tonnes",
                        when(col("named_tonnes").isNotNull(), least))
                .withColumn(
                        "domestic_production_high_tonnes",
                        when(col("named_tonnes").isNotNull(), most))
                .withColumn(
                        "geopolrisk_score_low",
                        when(known, atMostOne(least(low, leastConcentrated.multiply(col("unweighed_risk_low"))))))
                .withColumn("geopolrisk_score_high", when(known, high))
                .drop(
                        "squares",
                        "named_tonnes",
                        "unnamed_tonnes",
                        "missing_tonnes",
                        "unweighed_risk_low",
                        "unweighed_risk_high");
    }

    private static Column nullIfEmpty(Column text) {
        return when(text.notEqual(""), text);
    }

    private static Column basis(Column group) {
        return when(col("unknown_reason").isNotNull(), col("unknown_reason"))
                .when(col("bound").isNotNull(), col("bound"))
                .when(col("tonnes").isNotNull(), when(group, "members").otherwise("stated"))
                .otherwise("not_listed");
    }

    private static Column reason() {
        return when(col("trade_reason").isNotNull(), col("trade_reason"))
                .when(col("production_source").isNull(), "no_production")
                .when(col("production_hhi").isNull(), "production_incomplete")
                .when(col("domestic_production_tonnes").isNull(), "domestic_production_unknown");
    }

    // ---- production ---------------------------------------------------------------------------------------------

    /** A source may name a country in parts. */
    private static Dataset<Row> byCountry(Dataset<Row> production) {
        return production
                .withColumn("production_source", col("statement"))
                .groupBy(
                        col("production_source"),
                        lower(col("commodity")).as("commodity"),
                        col("year"),
                        col("country_iso3"),
                        col("country_kind"))
                .agg(
                        sum(rint(col("production_tonnes").multiply(1000)).cast(DataTypes.LongType))
                                .as("tonnes"),
                        max(col("bound")).as("bound"),
                        max(col("unknown_reason")).as("unknown_reason"),
                        // Of several totals under one name the wider ones count other things, too.
                        min(rint(col("production_tonnes").multiply(1000)).cast(DataTypes.LongType))
                                .as("least"),
                        max(col("release")).as("release"));
    }

    /**
     * What the members of each group of that year made together: at least that where one has a bound, and not known where one
     * has no figure. Members that are not named may have made what the source gives to nobody, as other countries may.
     */
    private static Dataset<Row> ofMembers(Dataset<Row> named, Dataset<Row> groups) {
        Column atMost = coalesce(col("bound"), lit("")).equalTo("at_most");
        return named.join(
                        broadcast(groups.select("bloc", "iso3", "from_year", "to_year")),
                        col("country_iso3")
                                .equalTo(col("iso3"))
                                .and(col("year").between(col("from_year"), col("to_year"))))
                .groupBy(col("production_source"), col("year"), col("bloc").as("importer_iso3"))
                .agg(
                        sum(when(atMost, 0L).otherwise(col("tonnes"))).as("tonnes"),
                        max(when(col("bound").isNotNull(), "at_least")).as("bound"),
                        max(col("unknown_reason")).as("unknown_reason"));
    }

    /**
     * How concentrated the world's production is, by source of production, commodity and year. A country with a bound or
     * without a figure may have made more, up to what the world's total leaves.
     */
    private static Dataset<Row> world(Dataset<Row> countries) {
        Column country = col("country_kind").equalTo("country");
        Column other = col("country_kind").equalTo("unspecified");
        Column atMost = coalesce(col("bound"), lit("")).equalTo("at_most");
        Column tonnes = when(not(atMost), coalesce(col("tonnes"), lit(0L))).otherwise(0L);
        Column open = col("unknown_reason").isNotNull().or(col("bound").isNotNull());
        Dataset<Row> sums = countries
                .groupBy(col("production_source"), col("commodity"), col("year"))
                .agg(
                        SumOfSquares.of(when(country, tonnes)).as("squares"),
                        max(when(country.and(open), tonnes).otherwise(0L)).as("open"),
                        sum(when(country, tonnes).otherwise(0L)).as("named"),
                        sum(when(other, tonnes).otherwise(0L)).as("other"),
                        max(when(col("country_kind").equalTo("world"), col("least")))
                                .as("stated"),
                        array_join(array_sort(collect_set(col("release"))), " ").as("releases"),
                        count(when(country.or(other).and(open), 1)).as("production_unknown"))
                .withColumn("there", col("named").plus(col("other")))
                .withColumn(
                        "missing",
                        greatest(lit(0L), coalesce(col("stated"), lit(0L)).minus(col("there"))));
        Column believed = col("production_unknown")
                .gt(0L)
                .or(col("missing").gt(col("there").multiply(WORLD_TOLERANCE)));
        Column whole = when(
                col("production_unknown").equalTo(0L).or(col("stated").isNotNull()),
                col("there").plus(when(believed, col("missing")).otherwise(0L)));
        return sums.withColumn("whole", whole.cast(DataTypes.DoubleType))
                .withColumn(
                        "production_hhi",
                        atMostOne(try_divide(col("squares"), col("whole").multiply(col("whole")))))
                // A total a little above its countries may be rounded, or leave some country out.
                .withColumn(
                        "production_hhi_low",
                        when(
                                col("whole").isNotNull(),
                                hhi(lit(0.0), col("there").plus(col("missing")))))
                .withColumn(
                        "production_hhi_high",
                        when(
                                col("whole").isNotNull(),
                                atMostOne(greatest(
                                        hhi(
                                                col("other").plus(col("missing")),
                                                col("there").plus(col("missing"))),
                                        when(
                                                not(believed),
                                                hhi(col("other").cast(DataTypes.DoubleType), col("there")))))))
                .withColumn("world_production_tonnes", col("whole").divide(1000.0))
                .withColumn("production_release", when(col("releases").notEqual(""), col("releases")))
                .select(
                        col("production_source"),
                        col("production_release"),
                        col("commodity"),
                        col("year"),
                        col("production_hhi"),
                        col("production_hhi_low"),
                        col("production_hhi_high"),
                        col("world_production_tonnes"),
                        col("production_unknown"),
                        col("squares").divide(1e6).as("squares"),
                        when(col("whole").isNotNull(), col("named").divide(1000.0))
                                .as("named_tonnes"),
                        col("other").divide(1000.0).as("unnamed_tonnes"),
                        col("missing").divide(1000.0).as("missing_tonnes"));
    }

    /** With so much of all production made by one country: one that is not named, or the largest that may have made more. */
    private static Column hhi(Column byOne, Column all) {
        Column one = byOne.cast(DataTypes.DoubleType);
        Column whole = all.cast(DataTypes.DoubleType);
        return try_divide(col("squares").plus(one.multiply(one.plus(col("open").multiply(2)))), whole.multiply(whole));
    }

    // ---- imports ------------------------------------------------------------------------------------------------

    private static Dataset<Row> imports(Dataset<Row> suppliers, Dataset<Row> governance, Dataset<Row> commodities) {
        Dataset<Row> concerned = commodities.select("product_code").distinct();
        Dataset<Row> bought = suppliers
                .where(col("period_type")
                        .equalTo("year")
                        .and(col("importer_iso3").notEqual(Suppliers.WORLD))
                        .and(col("role").notEqual("self")))
                .join(broadcast(concerned), columns("product_code"), "left_semi");
        Dataset<Row> estimates = governance
                .where(col("indicator").equalTo("political_stability"))
                .groupBy(col("country_iso3").as("supplier_iso3"), col("year").as("governance_year"))
                .agg(max(col("estimate")).as("estimate"))
                .groupBy("supplier_iso3")
                .agg(collect_list(struct(col("governance_year"), col("estimate")))
                        .as("estimates"));
        // A country's own newest year up to the trade's, or its first: another year's is nearer than the scale's
        // middle.
        Column judged = coalesce(
                array_max(filter(
                        col("estimates"), one -> one.getField("governance_year").leq(col("year")))),
                array_min(col("estimates")));
        // least and greatest pass over nulls, so an unknown estimate is kept apart.
        Column instability = when(
                col("estimate").isNotNull(),
                least(
                        lit(1.0),
                        greatest(lit(0.0), lit(2.5).minus(col("estimate")).divide(5.0))));
        Column tonnes = coalesce(col("weight"), lit(0L)).divide(THOUSANDTHS_OF_KG_A_TONNE);
        Column unjudged = col("estimate").isNull();
        Column counts = coalesce(col("weight"), lit(0L))
                .gt(0L)
                .or(col("unweighed_value").gt(0L));
        Dataset<Row> groups = bought.join(broadcast(estimates), columns("supplier_iso3"), "left")
                .withColumn("judged", judged)
                .withColumn("governance_year", col("judged.governance_year"))
                .withColumn("estimate", col("judged.estimate"))
                .groupBy(col("source"), col("importer_iso3"), col("product_code"), col("year"))
                .agg(
                        // In the suppliers' order, so that the sum does not depend on how the work is cut.
                        array_sort(collect_list(struct(
                                        col("supplier_iso3"),
                                        instability.as("instability"),
                                        tonnes.as("tonnes"),
                                        col("unweighed_value")
                                                .cast(DataTypes.DoubleType)
                                                .as("unweighed"))))
                                .as("purchases"),
                        sum(when(unjudged, coalesce(col("weight"), lit(0L))).otherwise(0L))
                                .as("unjudged_weight"),
                        array_join(array_sort(collect_set(when(unjudged.and(counts), col("supplier_iso3")))), " ")
                                .as("unjudged"),
                        max(col("governance_year")).as("governance_year"),
                        array_join(
                                        array_sort(collect_set(when(
                                                col("governance_year")
                                                        .notEqual(col("year"))
                                                        .and(counts),
                                                concat_ws(" ", col("supplier_iso3"), col("governance_year"))))),
                                        "; ")
                                .as("other_years"),
                        max(col("total_weight")).as("total_weight"),
                        max(col("hidden_weight")).as("hidden_weight"),
                        max(col("weight_basis")).as("weight_basis"),
                        max(col("weight_coverage")).as("weight_coverage"),
                        max(col("reason")).as("reason"));
        Column known = col("trade_reason").isNull();
        Column hidden = coalesce(col("hidden_weight"), lit(0L)).divide(THOUSANDTHS_OF_KG_A_TONNE);
        Column anyWeight = known.and(col("hidden_weight").isNull());
        Column mostStable = array_min(unweighed(0.0));
        Column leastStable = array_max(unweighed(1.0));
        return groups.withColumn(
                        "trade_reason",
                        when(col("reason").isNotNull(), col("reason"))
                                .when(coalesce(weighed(), lit(false)).equalTo(false), "no_weights"))
                .select(
                        col("source"),
                        col("importer_iso3"),
                        col("product_code"),
                        col("year"),
                        col("trade_reason"),
                        when(known, col("total_weight").divide(THOUSANDTHS_OF_KG_A_TONNE))
                                .as("imports_tonnes"),
                        when(known, risky(UNKNOWN_INSTABILITY, hidden, unweighedRisk()))
                                .as("risky_imports_tonnes"),
                        when(known, risky(0.0, hidden, mostStable)).as("risky_imports_low_tonnes"),
                        when(known, risky(1.0, hidden, leastStable)).as("risky_imports_high_tonnes"),
                        when(anyWeight, mostStable).as("unweighed_risk_low"),
                        when(anyWeight, leastStable).as("unweighed_risk_high"),
                        col("governance_year"),
                        when(known, nullIfEmpty(col("other_years"))).as("governance_other_years"),
                        when(known, try_divide(col("unjudged_weight").cast(DataTypes.DoubleType), col("total_weight")))
                                .as("governance_missing_share"),
                        when(known.and(col("unjudged").notEqual("")), col("unjudged"))
                                .as("governance_missing_iso3"));
    }

    /**
     * Σ g f over suppliers, with a figure for those without an indicator.
     *
     * @param hidden tonnes of suppliers without a weight
     * @param hiddenRisk their instability; null where there are none
     */
    private static Column risky(double unknown, Column hidden, Column hiddenRisk) {
        return total("tonnes", unknown)
                .plus(when(hidden.gt(0.0), hidden.multiply(hiddenRisk)).otherwise(0.0));
    }

    private static Column total(String amount, double unknown) {
        return aggregate(
                col("purchases"),
                lit(0.0),
                (sum, one) -> sum.plus(
                        coalesce(one.getField("instability"), lit(unknown)).multiply(one.getField(amount))));
    }

    /** The instability of those suppliers whose value has no weight. */
    private static Column unweighed(double unknown) {
        return transform(
                filter(col("purchases"), one -> one.getField("unweighed").gt(0.0)),
                one -> coalesce(one.getField("instability"), lit(unknown)));
    }

    /** Their middle by value. */
    private static Column unweighedRisk() {
        return try_divide(
                total("unweighed", UNKNOWN_INSTABILITY),
                aggregate(col("purchases"), lit(0.0), (sum, one) -> sum.plus(one.getField("unweighed"))));
    }

    private static String[] columns(String... names) {
        return names;
    }
}
