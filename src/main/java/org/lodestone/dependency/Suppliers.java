package org.lodestone.dependency;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.trade.Editions;
import org.lodestone.trade.UnitValues;

/**
 * What each importer bought from each supplier in each period, with the totals that shares are taken of: the common
 * ground of {@link ImportDependency} and {@link SupplierConcentration}.
 *
 * <p>Figures are LONG thousandths of dollars and kilograms, so that sums do not depend on their order.
 *
 * <p>What is counted, once:
 *
 * <ul>
 *   <li>World is a control total. What it has beyond its partners counts as bought from unspecified suppliers (XXX), and
 *       so do areas that are no country. A World of zero alone is one row of zero.
 *   <li>Groups of countries are no suppliers. Imports of the importer from itself (re-imports) stay outside the total.
 *   <li>A year is the source's annual figure where there is one, otherwise the sum of its twelve months; rolling periods
 *       take twelve months. A month without the product is zero where the reporter reports on anything in it; otherwise
 *       it is not known, and there are no shares. Sources are never mixed, and editions only where codes are the same
 *       goods; see {@link Editions}.
 *   <li>Of BACI's releases the newest of each edition and year.
 * </ul>
 *
 * <p>The world as one importer (WLD) is the export side: who supplies the world. In reconciled data it is the sum over
 * all importers; in reporters' data what exporters report as sold to the World; see {@link WorldSuppliers}.
 */
public final class Suppliers {
    /** Who stands for suppliers that the source does not name. */
    public static final String UNSPECIFIED = "XXX";
    /** The world as an importer. */
    public static final String WORLD = "WLD";

    /** A weight share is not stated where known weights cover less than this part of the value. */
    public static final double LEAST_WEIGHT_COVERAGE = 0.95;

    /** Unit values that lie this close together were made from one price, not weighed. */
    private static final double IMPUTED_SPREAD = 1.001;

    /** World's figure, so close to the sum of its partners', counts no others: the rest is rounding. */
    private static final double ROUNDING = 1e-5;

    /** No more suppliers can be without a name than ISO 3166-1 has countries. */
    private static final double COUNTRIES = 249;

    static final int ALL_MONTHS = (1 << 12) - 1;

    static final List<String> GROUP =
            List.of("source", "importer_iso3", "joined_from", "product_code", "period_type", "period_start", "year");

    /** What {@link WorldSuppliers} says of a world as a whole: numbers, since those are quickly passed on. */
    private static final List<String> OF_WORLD =
            List.of("world_reason", "world_coverage", "other_editions_value", "world_hhi_low", "world_hhi_high");

    private Suppliers() {}

    /**
     * What the answers depend on besides the flows.
     *
     * @param baciRelease the release of BACI to be used, or null for the newest of each edition and year
     * @param leastReporters how many countries must report exports for reporters' data to stand for the world
     * @param groups members of groups that report as one, as {@link ReferenceData#reportingGroups} gives them
     */
    public record Terms(String baciRelease, int leastReporters, List<Row> groups) {}

    /**
     * @param flows rows of trade_flow, with joined_from and joined_by as {@link Editions} gives them
     * @param reporting as {@link #reporting} gives it of the same flows
     * @return {@link #GROUP}, supplier_iso3, role (supplier, unspecified or self); LONG value, weight (null when not
     *     known: of a value of which a part has none that of the rest), unweighed_value (the value without a weight),
     *     BOOLEAN summed (from months), supplier_complete (of the world's suppliers: whether their exports are known in
     *     full), LONG value_estimated (the value whose weight the source estimated); of the group: LONG total_value,
     *     unspecified_value, total_weight, unspecified_weight, hidden_weight (of it that of suppliers without a weight;
     *     null where it may be any), INT hidden_named (how many of these are named), BOOLEAN hidden_unnamed, LONG
     *     hidden_value (the value of all without a weight), hidden_unnamed_value (of it that of nobody named); INT rank
     *     (of suppliers), rank_low, rank_high (its bounds), DOUBLE weight_coverage, STRING weight_basis, STRING reason
     *     (why there are no shares, or null), INT said (what their flows say of themselves, see
     *     {@link ReportingPractice}), STRING world_coverage, LONG other_editions_value, DOUBLE world_hhi_low,
     *     world_hhi_high (see {@link WorldSuppliers}; null for importers); LONG group_value (of a group that reports as one among the world's
     *     suppliers: its exports, of which only what it has beyond its members is counted)
     */
    public static Dataset<Row> of(Dataset<Row> flows, Dataset<Row> reporting, Terms terms) {
        Dataset<Row> used = prepared(flows, terms.baciRelease());
        Dataset<Row> purchases = purchases(used);
        // The world's suppliers are added up first: there are few of them, so that little is shuffled besides
        // purchases.
        Dataset<Row> world = added(soldToTheWorld(used), GROUP, "supplier_iso3");
        Dataset<Row> reported = WorldSuppliers.of(
                        periods(exports(used)), reporting, periods(seen(used)), terms.leastReporters(), terms.groups())
                .withColumn(ReportingPractice.SAID, lit(0));
        Dataset<Row> bought = periods(purchases.unionByName(world)).unionByName(reported);
        // One shuffle for all that follows: suppliers, ranks, totals and, later, concentration.
        Dataset<Row> together = bought.repartition(columns(GROUP));
        return totals(withReporting(added(together, GROUP, "supplier_iso3", "summed"), reporting));
    }

    /** The same, with who reports taken from the flows. */
    public static Dataset<Row> of(Dataset<Row> flows, Terms terms) {
        return of(flows, reporting(flows, terms.baciRelease()), terms);
    }

    /**
     * Which of their months reporters report on at all, whatever the product.
     *
     * @param flows as {@link #of} takes them
     * @param baciRelease as in {@link Terms}
     * @return dataset, source, direction, reporter_iso3, reporter_kind, period_type, period_start, year, INT
     *     reported_months (a bit a month, the first of the period being 1; all of an annual figure), BOOLEAN summed
     *     (whether by its months)
     */
    public static Dataset<Row> reporting(Dataset<Row> flows, String baciRelease) {
        return reporting(prepared(flows, baciRelease));
    }

    /**
     * What importers' suspect weights come to in each period that they are parts of.
     *
     * @param checks rows of {@link UnitValues#TABLE}
     * @return source, importer_iso3, product_code, period_type, period_start, supplier_iso3, BOOLEAN summed, LONG
     *     suspect_weight
     */
    public static Dataset<Row> suspects(Dataset<Row> checks) {
        Dataset<Row> weights = checks.where(col("direction").equalTo("import"))
                .withColumn("release", lit(null).cast(DataTypes.StringType))
                .select(
                        source(col("hs_edition")).as("source"),
                        col("reporter_iso3").as("importer_iso3"),
                        col("product_code"),
                        col("period_type"),
                        col("period_start"),
                        col("year"),
                        col("partner_iso3").as("supplier_iso3"),
                        thousandths("net_weight_kg").as("weight"),
                        lit(ALL_MONTHS).as("months"),
                        lit(false).as("summed"));
        return periods(weights)
                .groupBy(
                        "source",
                        "importer_iso3",
                        "product_code",
                        "period_type",
                        "period_start",
                        "supplier_iso3",
                        "summed")
                .agg(sum(col("weight")).as("suspect_weight"));
    }

    private static Dataset<Row> prepared(Dataset<Row> flows, String baciRelease) {
        return inForce(flows, baciRelease)
                .withColumn("source", source(col("hs_edition")))
                .withColumn("value", thousandths("value_usd"))
                .withColumn("weight", thousandths("net_weight_kg"))
                .withColumn(
                        ReportingPractice.SAID,
                        ReportingPractice.said(
                                col("valuation"),
                                col("provisional"),
                                col("dataset").equalTo("comtrade")));
    }

    private static Dataset<Row> reporting(Dataset<Row> used) {
        Column[] slice = columns(List.of(
                "dataset",
                "source",
                "direction",
                "reporter_iso3",
                "reporter_kind",
                "period_type",
                "period_start",
                "year"));
        Dataset<Row> reported = used.where(col("dataset")
                        .notEqual("baci")
                        .and(col(Editions.JOINED_BY).isNull())
                        .and(col("reporter_kind").isin("country", "aggregate")))
                .select(slice)
                .distinct()
                .withColumn("months", lit(ALL_MONTHS))
                .withColumn("summed", lit(false));
        List<Column> keys = new ArrayList<>(Arrays.asList(slice));
        keys.add(col("summed"));
        return periods(reported)
                .groupBy(keys.toArray(Column[]::new))
                .agg(bit_or(col("months")).as("reported_months"));
    }

    /** Of sums of months: in which of them the importer reports at all, so that a month without the product is zero. */
    private static Dataset<Row> withReporting(Dataset<Row> supplied, Dataset<Row> reporting) {
        Dataset<Row> importers = reporting
                .where(col("direction").equalTo("import").and(col("summed")))
                .select(
                        col("source").as("reporting_source"),
                        col("reporter_iso3"),
                        col("period_type").as("reporting_type"),
                        col("period_start").as("reporting_start"),
                        col("reported_months"));
        // Imports are joined by calendar years, so of months in two of them more may be known than stands here.
        Column oneYear = col("joined_from")
                .isNull()
                .or(col("period_type").notEqual("rolling_12_months"))
                .or(month(col("period_start")).equalTo(1));
        Column reportedSource = when(col("joined_from").isNull(), col("source"))
                .otherwise(regexp_replace(col("source"), lit("HS[0-9]{4}"), edition(col("joined_from"))));
        return supplied.join(
                        broadcast(importers),
                        col("summed")
                                .and(oneYear)
                                .and(reportedSource.equalTo(col("reporting_source")))
                                .and(col("importer_iso3").equalTo(col("reporter_iso3")))
                                .and(col("period_type").equalTo(col("reporting_type")))
                                .and(col("period_start").equalTo(col("reporting_start"))),
                        "left")
                .drop("reporting_source", "reporter_iso3", "reporting_type", "reporting_start");
    }

    private static Dataset<Row> inForce(Dataset<Row> flows, String baciRelease) {
        Column baci = col("dataset").equalTo("baci");
        if (baciRelease != null) {
            return flows.where(not(baci).or(col("release").equalTo(baciRelease)));
        }
        Dataset<Row> newest = flows.where(baci)
                .groupBy(col("hs_edition").as("newest_edition"), col("year").as("newest_year"))
                .agg(max(col("release")).as("newest_release"));
        return flows.join(
                        broadcast(newest),
                        baci.and(col("hs_edition").equalTo(col("newest_edition")))
                                .and(col("year").equalTo(col("newest_year"))),
                        "left")
                .where(col("newest_release").isNull().or(col("release").equalTo(col("newest_release"))));
    }

    /** UN Comtrade numbers the editions of the Harmonized System, BACI names them by year: here all by year. */
    private static Column edition(Column code) {
        Column edition = lit("HS");
        String[] years = {"1992", "1996", "2002", "2007", "2012", "2017", "2022"};
        for (int i = years.length - 1; i >= 0; i--) {
            edition = when(code.equalTo("H" + i), "HS" + years[i]).otherwise(edition);
        }
        return edition;
    }

    private static Column source(Column edition) {
        Column name = when(col("dataset").equalTo("baci"), "BACI")
                .when(col("dataset").equalTo("comtrade"), "UN Comtrade")
                .when(col("dataset").equalTo("reconciled"), "UN Comtrade reconciled")
                .otherwise(col("dataset"));
        return concat_ws(" ", name, edition(edition), col("release"));
    }

    private static Column thousandths(String column) {
        return rint(col(column).multiply(1000)).cast(DataTypes.LongType);
    }

    private static Dataset<Row> purchases(Dataset<Row> flows) {
        Column kind = col("partner_kind");
        return select(
                flows.where(col("direction")
                        .equalTo("import")
                        .and(coalesce(col(Editions.JOINED_BY), lit(Editions.CORRELATION))
                                .equalTo(Editions.CORRELATION))
                        .and(kind.notEqual("aggregate"))
                        .and(col("reporter_kind").notEqual("unspecified"))),
                col("reporter_iso3"),
                col(Editions.JOINED_FROM),
                when(kind.isin("unspecified", "world"), lit(UNSPECIFIED)).otherwise(col("partner_iso3")),
                kind.equalTo("world"));
    }

    /** Reconciled data are both sides: what all importers bought. */
    private static Dataset<Row> soldToTheWorld(Dataset<Row> flows) {
        return select(
                flows.where(
                        col("dataset").equalTo("baci").and(col("partner_kind").isin("country", "unspecified"))),
                lit(WORLD),
                lit(null).cast(DataTypes.StringType),
                col("partner_iso3"),
                lit(false));
    }

    /**
     * What each reporter sold to the World: by its World row, or where it leaves that out the sum of its partners, which is
     * all only where the slice is complete.
     */
    private static Dataset<Row> exports(Dataset<Row> flows) {
        Column world = col("partner_kind").equalTo("world");
        Column partner = col("partner_kind").isin("country", "self", "unspecified");
        Column worldValue = sum(when(world, col("value")));
        Column partnersWeight = when(
                count(when(partner.and(col("weight").isNull()), 1)).equalTo(0L), sum(when(partner, col("weight"))));
        Column joined = coalesce(col(Editions.JOINED_BY), lit(""));
        return flows.where(col("dataset")
                        .notEqual("baci")
                        .and(col("direction").equalTo("export"))
                        .and(col("reporter_kind").isin("country", "aggregate")))
                .groupBy(
                        col("dataset"),
                        col("source"),
                        col("product_code"),
                        col("period_type"),
                        col("period_start"),
                        col("year"),
                        col("reporter_iso3").as("exporter"),
                        source(coalesce(col(Editions.JOINED_FROM), col("hs_edition")))
                                .as("reported_source"),
                        joined.equalTo(Editions.CODE_NUMBER).as("number_only"))
                .agg(
                        coalesce(worldValue, sum(when(partner, col("value")))).as("value"),
                        when(worldValue.isNotNull(), sum(when(world, col("weight"))))
                                .otherwise(partnersWeight)
                                .as("weight"),
                        sum(when(world.or(partner).and(coalesce(col("weight_estimated"), lit(false))), 1L)
                                        .otherwise(0L))
                                .gt(0L)
                                .as("estimated"),
                        min(col("slice_complete")).as("complete"))
                .where(col("value").isNotNull())
                .withColumn("months", lit(ALL_MONTHS))
                .withColumn("summed", lit(false));
    }

    /** Who sold a product by what importers say. */
    private static Dataset<Row> seen(Dataset<Row> flows) {
        return flows.where(col("dataset")
                        .notEqual("baci")
                        .and(col("direction").equalTo("import"))
                        .and(coalesce(col(Editions.JOINED_BY), lit(Editions.CORRELATION))
                                .equalTo(Editions.CORRELATION))
                        .and(col("partner_kind").equalTo("country"))
                        .and(col("value").gt(0)))
                .select(
                        col("dataset"),
                        col("source"),
                        col("product_code"),
                        col("period_type"),
                        col("period_start"),
                        col("year"),
                        col("partner_iso3").as("supplier"))
                .distinct()
                .withColumn("months", lit(ALL_MONTHS))
                .withColumn("summed", lit(false));
    }

    private static Dataset<Row> select(
            Dataset<Row> flows, Column importer, Column joinedFrom, Column supplier, Column control) {
        Column partner = not(control);
        return flows.select(
                col("source"),
                importer.as("importer_iso3"),
                joinedFrom.as("joined_from"),
                col("product_code"),
                col("period_type"),
                col("period_start"),
                col("year"),
                supplier.as("supplier_iso3"),
                when(partner, col("value")).as("value"),
                when(partner, col("weight")).as("weight"),
                when(partner.and(col("weight").isNull()), col("value"))
                        .otherwise(0L)
                        .as("value_without_weight"),
                when(partner.and(coalesce(col("weight_estimated"), lit(false))), col("value"))
                        .otherwise(0L)
                        .as("value_estimated"),
                when(control, col("value")).as("world_value"),
                when(control, col("weight")).as("world_weight"),
                when(control.and(col("weight").isNull()), col("value"))
                        .otherwise(0L)
                        .as("world_without_weight"),
                col("slice_complete").as("complete"),
                col(ReportingPractice.SAID),
                lit(ALL_MONTHS).as("months"),
                lit(false).as("summed"),
                lit(null).cast(DataTypes.IntegerType).as("world_reason"),
                lit(null).cast(DataTypes.IntegerType).as("world_coverage"),
                lit(null).cast(DataTypes.LongType).as("other_editions_value"),
                lit(null).cast(DataTypes.DoubleType).as("world_hhi_low"),
                lit(null).cast(DataTypes.DoubleType).as("world_hhi_high"),
                lit(null).cast(DataTypes.LongType).as("group_value"));
    }

    /** Adds rows of the same supplier up. */
    private static Dataset<Row> added(Dataset<Row> rows, List<String> group, String... more) {
        List<Column> sums = new ArrayList<>();
        for (String figure : List.of(
                "value",
                "weight",
                "value_without_weight",
                "value_estimated",
                "world_value",
                "world_weight",
                "world_without_weight")) {
            sums.add(sum(col(figure)).as(figure));
        }
        sums.add(bit_or(col("months")).as("months"));
        sums.add(bit_or(col(ReportingPractice.SAID)).as(ReportingPractice.SAID));
        sums.add(min(col("complete")).as("complete"));
        for (String one : OF_WORLD) {
            sums.add(max(col(one)).as(one));
        }
        sums.add(max(col("group_value")).as("group_value"));
        if (!List.of(more).contains("summed")) {
            sums.add(min(col("summed")).as("summed"));
        }
        return rows.groupBy(columns(group, more))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    /** Adds, for monthly figures, the periods that they are parts of. */
    private static Dataset<Row> periods(Dataset<Row> bought) {
        Dataset<Row> annual = bought.where(col("period_type").equalTo("year"));
        List<Column> spans = new ArrayList<>();
        spans.add(span("month", col("period_start"), col("period_start"), lit(ALL_MONTHS), false));
        spans.add(span(
                "year",
                trunc(col("period_start"), "year"),
                col("period_start"),
                monthBit(month(col("period_start")).minus(1)),
                true));
        for (int later = 0; later < 12; later++) {
            // The window that ends this many months later; the month is its (11 - later)th, counted from 0.
            spans.add(span(
                    "rolling_12_months",
                    add_months(col("period_start"), later - 11),
                    add_months(col("period_start"), later),
                    lit(1 << (11 - later)),
                    true));
        }
        Dataset<Row> monthly = bought.where(col("period_type").equalTo("month"))
                .withColumn("span", explode(array(spans.toArray(Column[]::new))));
        Added parts = new Added();
        for (String field : List.of("period_type", "months", "summed", "year", "period_start")) {
            parts.with(field, col("span").getField(field));
        }
        return annual.unionByName(parts.to(monthly).drop("span"));
    }

    private static Column span(String type, Column start, Column last, Column months, boolean summed) {
        return struct(
                lit(type).as("period_type"),
                start.as("period_start"),
                year(last).as("year"),
                months.cast(DataTypes.IntegerType).as("months"),
                lit(summed).as("summed"));
    }

    private static Column monthBit(Column zeroBased) {
        Column bit = lit(1 << 11);
        for (int i = 10; i >= 0; i--) {
            bit = when(zeroBased.equalTo(i), 1 << i).otherwise(bit);
        }
        return bit;
    }

    /** Columns that are added at once: each addition of its own makes Spark analyse the whole plan again. */
    private static final class Added {
        private final Map<String, Column> columns = new LinkedHashMap<>();

        Added with(String name, Column column) {
            columns.put(name, column);
            return this;
        }

        Dataset<Row> to(Dataset<Row> rows) {
            return rows.withColumns(columns);
        }
    }

    private static Dataset<Row> totals(Dataset<Row> supplied) {
        WindowSpec group = Window.partitionBy(columns(GROUP));
        WindowSpec summedGroup = Window.partitionBy(columns(GROUP, "summed"));
        Column self = col("supplier_iso3").equalTo(col("importer_iso3"));
        Column unspecified = col("supplier_iso3").equalTo(UNSPECIFIED);
        Column supplier = col("role").equalTo("supplier");
        Column counted = col("role").notEqual("self");
        Column known = coalesce(col("value"), lit(0L));
        Column knownWeight = coalesce(col("weight"), lit(0L));
        Column unitValue = try_divide(col("value").cast(DataTypes.DoubleType), col("weight"));
        WindowSpec bySize = summedGroup.orderBy(supplier.desc(), known.desc());

        Dataset<Row> ranked = supplied.withColumn(
                        "role",
                        when(self, "self").when(unspecified, "unspecified").otherwise("supplier"))
                // First in the plan, so that the totals below use its sorting.
                .withColumn(
                        "place",
                        row_number()
                                .over(summedGroup.orderBy(
                                        supplier.desc(),
                                        known.desc(),
                                        col("supplier_iso3").asc())));
        // In the order that the rows are in already.
        ranked = new Added()
                .with("larger", rank().over(bySize).minus(1))
                .with("as_large", count(lit(1)).over(bySize))
                .to(ranked);
        // A month without the product is zero where the importer reports on anything in it, otherwise not known.
        Column ends = lit(1 | 1 << 11);
        Dataset<Row> chosen = ranked.withColumn(
                        "months_known",
                        bit_or(col("months").bitwiseOR(coalesce(col("reported_months"), lit(0))))
                                .over(summedGroup))
                .withColumn("months_missing", col("months_known").notEqual(ALL_MONTHS))
                // A year stays, as a lower bound; twelve months that begin or end where nothing is known are no period.
                .where(not(col("months_missing"))
                        .or(col("period_type").equalTo("year"))
                        .or(col("months_known").bitwiseAND(ends).equalTo(ends)))
                // Of an annual figure and the sum of the months the complete one, of two complete ones the annual.
                .withColumn(
                        "incomplete_then_summed",
                        struct(
                                not(min(col("complete")).over(summedGroup))
                                        .or(col("months_missing"))
                                        .as("incomplete"),
                                col("summed")))
                .withColumn("best", min(col("incomplete_then_summed")).over(group))
                .where(col("incomplete_then_summed").equalTo(col("best")));
        Dataset<Row> summed = new Added()
                .with("all_complete", min(col("complete")).over(group))
                .with(
                        "self_weightless",
                        max(self.and(col("value_without_weight").gt(0L))).over(group))
                .with("named_value", sum(when(counted, known).otherwise(0L)).over(group))
                .with("self_value", sum(when(counted, 0L).otherwise(known)).over(group))
                .with(
                        ReportingPractice.SAID,
                        bit_or(col(ReportingPractice.SAID)).over(group))
                .with("control_value", max(col("world_value")).over(group))
                .with(
                        "named_weight",
                        sum(when(counted, knownWeight).otherwise(0L)).over(group))
                .with(
                        "self_weight",
                        sum(when(counted, 0L).otherwise(knownWeight)).over(group))
                // Of months some of whose World rows have no weight, the sum is no control.
                .with(
                        "control_weight",
                        max(when(col("world_without_weight").equalTo(0L), col("world_weight")))
                                .over(group))
                .with(
                        "weightless_value",
                        sum(when(counted, col("value_without_weight")).otherwise(0L))
                                .over(group))
                .with(
                        "estimated_value",
                        sum(when(counted, col("value_estimated")).otherwise(0L)).over(group))
                .with("lowest_unit_value", min(when(supplier, unitValue)).over(group))
                .with("highest_unit_value", max(when(supplier, unitValue)).over(group))
                .with("weighed", count(when(supplier, unitValue)).over(group))
                .to(chosen);

        Column rest =
                greatest(lit(0L), col("control_value").minus(col("named_value")).minus(col("self_value")));
        // Where partners lack weights, what World has beyond them is theirs and not unspecified suppliers'.
        Column restWeight = when(
                        col("weightless_value")
                                .equalTo(0L)
                                // Of what World has beyond partners some may be re-imports'.
                                .and(not(coalesce(col("self_weightless"), lit(false))))
                                .and(col("control_weight").isNotNull()),
                        greatest(
                                lit(0L),
                                col("control_weight").minus(col("named_weight")).minus(col("self_weight"))))
                .otherwise(0L);
        Dataset<Row> withRest = new Added()
                .with("rest_value", coalesce(rest, lit(0L)))
                .with("rest_weight", restWeight)
                .to(summed);
        withRest = new Added()
                .with("value", when(unspecified, known.plus(col("rest_value"))).otherwise(col("value")))
                .with(
                        "weight",
                        when(unspecified, knownWeight.plus(col("rest_weight"))).otherwise(col("weight")))
                .with("total_value", col("named_value").plus(col("rest_value")))
                .with("total_weight", col("named_weight").plus(col("rest_weight")))
                .to(withRest);
        Column weightless = col("value")
                .gt(0L)
                .and(col("weight").isNull().or(col("value_without_weight").gt(0L)));
        Dataset<Row> hidden = new Added()
                .with(
                        "unspecified_value",
                        coalesce(max(when(unspecified, col("value"))).over(group), lit(0L)))
                .with(
                        "unspecified_weight",
                        coalesce(max(when(unspecified, col("weight"))).over(group), lit(0L)))
                .with("hidden_named", count(when(supplier.and(weightless), 1)).over(group))
                .with(
                        "hidden_unnamed",
                        coalesce(
                                max(unspecified
                                                .and(col("value_without_weight").gt(0L))
                                                .or(col("rest_value")
                                                        .gt(col("total_value").multiply(ROUNDING))
                                                        .and(col("rest_weight").equalTo(0L))))
                                        .over(group),
                                lit(false)))
                .with(
                        "unweighed_value",
                        coalesce(col("value_without_weight"), lit(0L))
                                .plus(when(unspecified.and(col("rest_weight").equalTo(0L)), col("rest_value"))
                                        .otherwise(0L)))
                .with("named", count(when(not(unspecified), 1)).over(group))
                .to(withRest);
        // What World has beyond the known weights is that of the others, if World counts them at all.
        Column left = col("control_weight").minus(col("named_weight")).minus(col("self_weight"));
        hidden = new Added()
                .with(
                        "hidden_unnamed_value",
                        when(
                                        col("hidden_unnamed"),
                                        max(when(unspecified, col("unweighed_value")))
                                                .over(group))
                                .otherwise(0L))
                .with(
                        "hidden_weight",
                        when(col("hidden_named").equalTo(0L).and(not(col("hidden_unnamed"))), 0L)
                                .when(
                                        not(col("self_weightless"))
                                                .and(left.gt(
                                                        col("control_weight").multiply(ROUNDING))),
                                        left))
                .to(hidden);
        hidden = new Added()
                .with(
                        "hidden_value",
                        sum(when(supplier, col("unweighed_value")).otherwise(0L))
                                .over(group)
                                .plus(col("hidden_unnamed_value")))
                .with("total_weight", col("total_weight").plus(coalesce(col("hidden_weight"), lit(0L))))
                .with("weight", when(col("weight").gt(0), col("weight")))
                .to(hidden)
                // An importer that states a World of zero and no partner is known to buy nothing.
                .where(not(unspecified)
                        .or(col("value").gt(0))
                        .or(col("weight").gt(0))
                        .or(col("named").equalTo(0L)));
        Dataset<Row> placed = new Added()
                .with("rank", when(supplier.and(col("value").gt(0)), col("place")))
                .with(
                        "free",
                        col("unspecified_value")
                                .plus(coalesce(max(col("other_editions_value")).over(group), lit(0L))))
                .to(hidden)
                .withColumn(
                        "values",
                        collect_list(when(col("free").gt(0L).and(col("rank").isNotNull()), col("value")))
                                .over(group));
        return new Added()
                // Where all is somebody's there is nothing to count.
                .with(
                        "rank_low",
                        when(
                                col("rank").isNotNull(),
                                when(col("free").equalTo(0L), col("larger").plus(1))
                                        .otherwise(rankLow(col("value"), col("free"), col("values")))))
                .with(
                        "rank_high",
                        when(
                                col("rank").isNotNull(),
                                when(col("free").equalTo(0L), col("as_large").cast(DataTypes.IntegerType))
                                        .otherwise(rankHigh(col("value"), col("free"), col("values")))))
                // What World has beyond its partners is a part of the trade too: its weight is known only with World's.
                .with(
                        "weight_coverage",
                        try_divide(
                                col("named_value")
                                        .minus(col("weightless_value"))
                                        .plus(when(col("rest_weight").gt(0L), col("rest_value"))
                                                .otherwise(0L))
                                        .cast(DataTypes.DoubleType),
                                col("total_value")))
                .with("weight_basis", weightBasis())
                .with("supplier_complete", col("complete"))
                .with(
                        "reason",
                        when(col("world_reason").isNotNull(), WorldSuppliers.reason(col("world_reason")))
                                .when(
                                        not(col("all_complete"))
                                                .and(col("importer_iso3").notEqual(WORLD)),
                                        "incomplete")
                                .when(col("months_missing"), "months_missing")
                                .when(col("total_value").equalTo(0L), "no_imports"))
                .with(
                        "world_coverage",
                        when(
                                col("importer_iso3").equalTo(WORLD),
                                coalesce(WorldSuppliers.coverage(col("world_coverage")), lit(WorldSuppliers.FULL))))
                .to(placed)
                .select(columns(
                        GROUP,
                        "supplier_iso3",
                        "role",
                        "value",
                        "weight",
                        "value_without_weight",
                        "unweighed_value",
                        "value_estimated",
                        "supplier_complete",
                        "summed",
                        "total_value",
                        "unspecified_value",
                        "total_weight",
                        "unspecified_weight",
                        "hidden_weight",
                        "hidden_named",
                        "hidden_unnamed",
                        "hidden_value",
                        "hidden_unnamed_value",
                        "rank",
                        "rank_low",
                        "rank_high",
                        "weight_coverage",
                        "weight_basis",
                        "reason",
                        ReportingPractice.SAID,
                        "world_coverage",
                        "other_editions_value",
                        "world_hhi_low",
                        "world_hhi_high",
                        "group_value"));
    }

    /**
     * The best place of a supplier: behind those that are larger even if all that is nobody's by name were its own. That
     * are unspecified imports, and what exporters of other editions report under the same number.
     *
     * @param value its own, LONG
     * @param free what is nobody's by name, LONG
     * @param values those of all suppliers, an array
     */
    private static Column rankLow(Column value, Column free, Column values) {
        return size(filter(values, other -> other.gt(value.plus(free)))).plus(1);
    }

    /**
     * Its worst place: behind all that are as large if all of that were theirs, and as many unnamed ones as could be as
     * large. Not all of them can be at once, so the true place may never be as bad; the largest supplier is certainly the
     * first where this is 1.
     */
    static Column rankHigh(Column value, Column free, Column values) {
        Column unnamed = least(lit(COUNTRIES), try_divide(free.cast(DataTypes.DoubleType), value));
        return size(filter(values, other -> other.geq(value.minus(free)))).plus(unnamed.cast(DataTypes.IntegerType));
    }

    private static Column weightBasis() {
        return when(col("total_weight").equalTo(0L), "none")
                .when(
                        col("estimated_value")
                                .gt(0L)
                                .and(col("estimated_value").equalTo(col("named_value")))
                                .or(col("weighed")
                                        .geq(2)
                                        .and(col("highest_unit_value")
                                                .leq(col("lowest_unit_value").multiply(IMPUTED_SPREAD)))),
                        "imputed")
                .when(col("weightless_value").gt(0L), "partly_missing")
                .when(col("estimated_value").gt(0L), "partly_imputed")
                .otherwise("reported");
    }

    private static Column[] columns(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(Arrays.asList(more));
        return all.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    }

    /** A part of a total, 0 to 1; null where shares cannot be stated. */
    static Column share(Column part, String total) {
        return when(col("reason").isNull(), try_divide(part.cast(DataTypes.DoubleType), col(total)));
    }

    /** Keeps a bound from exceeding the whole by a rounding; null stays null, which least() would not do. */
    static Column atMostOne(Column bound) {
        return when(bound.gt(1.0), 1.0).otherwise(bound);
    }

    /** Whether the known weights are enough of the trade to state shares by weight. */
    static Column weighed() {
        return col("weight_basis").notEqual("none").and(col("weight_coverage").geq(LEAST_WEIGHT_COVERAGE));
    }
}
