package org.lodestone.dependency;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.metric.Given;
import org.lodestone.metric.Grouped;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.Trace;
import org.lodestone.metric.Value;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.reference.ReportingPractice;
import org.lodestone.trade.Editions;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SourceName;
import org.lodestone.trade.TradeFlows;
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
    static final String WORLD_COVERAGE = "world_coverage";
    private static final String WEIGHT_COVERAGE = "weight_coverage";
    private static final String REASON = "reason";
    private static final String AS_REPORTED_COLUMN = "as_reported";
    static final String COMPLETE = "complete";
    static final String GROUP_VALUE = "group_value";
    static final String JOINED_FROM = "joined_from";
    static final String MONTHS = "months";
    private static final String NEWEST_EDITION = "newest_edition";
    private static final String NEWEST_RELEASE = "newest_release";
    private static final String NEWEST_YEAR = "newest_year";
    static final String OTHER_EDITIONS_VALUE = "other_editions_value";
    static final String REPORTED_MONTHS = "reported_months";
    private static final String REPORTING_SOURCE = "reporting_source";
    private static final String REPORTING_START = "reporting_start";
    private static final String REPORTING_TYPE = "reporting_type";
    private static final String SPAN = "span";
    static final String SUMMED = "summed";
    static final String SUSPECT_WEIGHT = "suspect_weight";
    static final String VALUE = "value";
    static final String VALUE_ESTIMATED = "value_estimated";
    static final String VALUE_WITHOUT_WEIGHT = "value_without_weight";
    static final String WEIGHT = "weight";
    static final String WORLD_HHI_HIGH = "world_hhi_high";
    static final String WORLD_HHI_LOW = "world_hhi_low";
    static final String WORLD_REASON = "world_reason";
    static final String WORLD_VALUE = "world_value";
    static final String WORLD_WEIGHT = "world_weight";
    static final String WORLD_WITHOUT_WEIGHT = "world_without_weight";

    /** Who stands for suppliers that the source does not name. */
    public static final String UNSPECIFIED = "XXX";
    /** The world as an importer. */
    public static final String WORLD = SourceName.WORLD;

    /** A weight share is not stated where known weights cover less than this part of the value. */
    public static final double LEAST_WEIGHT_COVERAGE = 0.95;

    static final int ALL_MONTHS = (1 << 12) - 1;

    static final List<String> GROUP =
            List.of("source", "importer_iso3", "joined_from", "product_code", "period_type", "period_start", "year");

    /** What {@link WorldSuppliers} says of a world as a whole: numbers, since those are quickly passed on. */
    private static final List<String> OF_WORLD =
            List.of("world_reason", "world_coverage", "other_editions_value", "world_hhi_low", "world_hhi_high");

    /** The release of BACI that is used; {@code newest} for the newest of each edition and year. */
    public static final Given<String> BACI_RELEASE = Given.text("baci.release");

    /** How many countries must report exports in a period for reporters' data to stand for the world. */
    public static final Given<Long> LEAST_EXPORTERS = Given.number("world.least-exporters");

    private static final Value<Terms> TERMS = Value.of(
            "terms of supply",
            List.of(BACI_RELEASE, LEAST_EXPORTERS, References.REPORTING_GROUPS.collected()),
            in -> new Terms(
                    in.get(BACI_RELEASE).equals("newest") ? null : in.get(BACI_RELEASE),
                    in.get(LEAST_EXPORTERS).intValue(),
                    in.get(References.REPORTING_GROUPS.collected())));

    /** {@link #reporting}. */
    static final Intermediate REPORTING = Intermediate.kept(
            "reporting months",
            List.of(MirrorGap.FLOWS, TERMS),
            in -> reporting(in.get(MirrorGap.FLOWS), in.get(TERMS).baciRelease()));

    /** {@link #of}, with what importers reported under codes of another edition. */
    static final Intermediate IN_ALL_EDITIONS = Intermediate.kept(
            "suppliers in all editions",
            List.of(MirrorGap.FLOWS, REPORTING, TERMS),
            in -> of(in.get(MirrorGap.FLOWS), in.get(REPORTING), in.get(TERMS)));

    /** {@link #of}, as reported. */
    static final Intermediate AS_REPORTED = Intermediate.view(
            "suppliers as reported",
            List.of(IN_ALL_EDITIONS),
            in -> in.get(IN_ALL_EDITIONS).where(col(JOINED_FROM).isNull()));

    /** {@link #suspects}. */
    static final Intermediate SUSPECTS =
            Intermediate.view("suspect weights", List.of(UnitValues.METRIC), in -> suspects(in.get(UnitValues.METRIC)));

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
        Dataset<Row> reported = WorldSuppliers.of(used, reporting, terms.leastReporters(), terms.groups())
                .withColumn(ReportingPractice.SAID, lit(0));
        Dataset<Row> bought = purchases.unionByName(world);
        Dataset<Row> annual = bought.where(Columns.PERIOD_TYPE.col().equalTo("year"));
        Dataset<Row> months =
                ofMonths(controlled(bought.where(Columns.PERIOD_TYPE.col().equalTo("month"))));
        Dataset<Row> summed = withReporting(added(months, GROUP, "supplier_iso3", "summed"), reporting);
        return SupplierTotals.of(annual.unionByName(reported, true).unionByName(summed, true));
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
     *     reported_months (a bit a month, the first of the period being 1; all of an annual figure; none of those that the
     *     reporter states in a newer edition, too, since UN Comtrade converts backwards), BOOLEAN summed (whether by its
     *     months)
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
        Dataset<Row> weights = checks.where(UnitValues.DIRECTION.col().equalTo("import"))
                .withColumn(Columns.RELEASE.name(), lit(null).cast(DataTypes.StringType))
                .select(
                        source(UnitValues.HS_EDITION.col()).as(Columns.SOURCE.name()),
                        UnitValues.REPORTER_ISO3.col().as(Columns.IMPORTER_ISO3.name()),
                        Columns.PRODUCT_CODE.col(),
                        Columns.PERIOD_TYPE.col(),
                        Columns.PERIOD_START.col(),
                        Columns.YEAR.col(),
                        UnitValues.PARTNER_ISO3.col().as(Columns.SUPPLIER_ISO3.name()),
                        thousandths("net_weight_kg").as(WEIGHT),
                        lit(ALL_MONTHS).as(MONTHS),
                        lit(false).as(SUMMED));
        return periods(weights)
                .groupBy(
                        "source",
                        "importer_iso3",
                        "product_code",
                        "period_type",
                        "period_start",
                        "supplier_iso3",
                        "summed")
                .agg(sum(col(WEIGHT)).as(SUSPECT_WEIGHT));
    }

    private static Dataset<Row> prepared(Dataset<Row> flows, String baciRelease) {
        return inForce(flows, baciRelease)
                .withColumn(Columns.SOURCE.name(), source(TradeFlows.HS_EDITION.col()))
                .withColumn(VALUE, thousandths("value_usd"))
                .withColumn(WEIGHT, thousandths("net_weight_kg"))
                .withColumn(
                        ReportingPractice.SAID,
                        ReportingPractice.said(
                                TradeFlows.VALUATION.col(),
                                ReportingPractice.PROVISIONAL.col(),
                                Columns.DATASET.col().equalTo("comtrade")));
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
        Dataset<Row> reported = used.where(Columns.DATASET
                        .col()
                        .notEqual("baci")
                        .and(col(Editions.JOINED_BY).isNull())
                        .and(TradeFlows.REPORTER_KIND.col().isin("country", "aggregate")))
                .select(slice)
                .distinct();
        // What is converted to an older edition may be some products only: that another is not there says nothing.
        Column[] period = columns(
                List.of("dataset", "direction", "reporter_iso3", "reporter_kind", "period_type", "period_start"));
        Column asReported =
                Columns.SOURCE.col().equalTo(max(Columns.SOURCE.col()).over(Window.partitionBy(period)));
        reported = reported.withColumn(AS_REPORTED_COLUMN, asReported)
                .withColumn(MONTHS, lit(ALL_MONTHS))
                .withColumn(SUMMED, lit(false));
        List<Column> keys = new ArrayList<>(Arrays.asList(slice));
        keys.add(col(SUMMED));
        return periods(reported)
                .groupBy(keys.toArray(Column[]::new))
                .agg(bit_or(when(col(AS_REPORTED_COLUMN), col(MONTHS)).otherwise(0))
                        .as(REPORTED_MONTHS));
    }

    /** Of sums of months: in which of them the importer reports at all, so that a month without the product is zero. */
    private static Dataset<Row> withReporting(Dataset<Row> supplied, Dataset<Row> reporting) {
        Dataset<Row> importers = reporting
                .where(TradeFlows.DIRECTION.col().equalTo("import").and(col(SUMMED)))
                .select(
                        Columns.SOURCE.col().as(REPORTING_SOURCE),
                        TradeFlows.REPORTER_ISO3.col(),
                        Columns.PERIOD_TYPE.col().as(REPORTING_TYPE),
                        Columns.PERIOD_START.col().as(REPORTING_START),
                        col(REPORTED_MONTHS));
        // Imports are joined by calendar years, so of months in two of them more may be known than stands here.
        Column oneYear = col(JOINED_FROM)
                .isNull()
                .or(Columns.PERIOD_TYPE.col().notEqual("rolling_12_months"))
                .or(month(Columns.PERIOD_START.col()).equalTo(1));
        Column reportedSource = when(col(JOINED_FROM).isNull(), Columns.SOURCE.col())
                .otherwise(regexp_replace(Columns.SOURCE.col(), lit("HS[0-9]{4}"), edition(col(JOINED_FROM))));
        return supplied.join(
                        broadcast(importers),
                        col(SUMMED)
                                .and(oneYear)
                                .and(reportedSource.equalTo(col(REPORTING_SOURCE)))
                                .and(Columns.IMPORTER_ISO3.col().equalTo(TradeFlows.REPORTER_ISO3.col()))
                                .and(Columns.PERIOD_TYPE.col().equalTo(col(REPORTING_TYPE)))
                                .and(Columns.PERIOD_START.col().equalTo(col(REPORTING_START))),
                        "left")
                .drop(REPORTING_SOURCE, "reporter_iso3", REPORTING_TYPE, REPORTING_START);
    }

    private static Dataset<Row> inForce(Dataset<Row> flows, String baciRelease) {
        Column baci = Columns.DATASET.col().equalTo("baci");
        if (baciRelease != null) {
            return flows.where(not(baci).or(Columns.RELEASE.col().equalTo(baciRelease)));
        }
        Dataset<Row> newest = flows.where(baci)
                .groupBy(
                        TradeFlows.HS_EDITION.col().as(NEWEST_EDITION),
                        Columns.YEAR.col().as(NEWEST_YEAR))
                .agg(max(Columns.RELEASE.col()).as(NEWEST_RELEASE));
        return flows.join(
                        broadcast(newest),
                        baci.and(TradeFlows.HS_EDITION.col().equalTo(col(NEWEST_EDITION)))
                                .and(Columns.YEAR.col().equalTo(col(NEWEST_YEAR))),
                        "left")
                .where(col(NEWEST_RELEASE).isNull().or(Columns.RELEASE.col().equalTo(col(NEWEST_RELEASE))));
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

    /** The flows behind a row on an importer's suppliers: those of all of them, since a share follows from all. */
    static List<Trace> traces(Row row, Trace.Lookup lookup) {
        LocalDate start = Columns.PERIOD_START.in(row).toLocalDate();
        Column period = switch (Columns.PERIOD_TYPE.in(row)) {
            case "year" -> Columns.YEAR.col().equalTo(Columns.YEAR.in(row));
            // Named by its first day.
            case "rolling_12_months" ->
                Columns.PERIOD_START.col().between(lit(Date.valueOf(start)), lit(Date.valueOf(start.plusMonths(11))));
            default -> Columns.PERIOD_START.col().equalTo(lit(Date.valueOf(start)));
        };
        return SourceName.of(Columns.SOURCE.in(row))
                .imports(List.of(Columns.IMPORTER_ISO3.in(row)), Columns.PRODUCT_CODE.in(row), period, lookup);
    }

    static Column source(Column edition) {
        Column name = when(Columns.DATASET.col().equalTo("baci"), "BACI")
                .when(Columns.DATASET.col().equalTo("comtrade"), "UN Comtrade")
                .when(Columns.DATASET.col().equalTo("reconciled"), "UN Comtrade reconciled")
                .otherwise(Columns.DATASET.col());
        return concat_ws(" ", name, edition(edition), Columns.RELEASE.col());
    }

    private static Column thousandths(String column) {
        return rint(col(column).multiply(1000)).cast(DataTypes.LongType);
    }

    private static Dataset<Row> purchases(Dataset<Row> flows) {
        Column kind = TradeFlows.PARTNER_KIND.col();
        return select(
                flows.where(TradeFlows.DIRECTION
                        .col()
                        .equalTo("import")
                        .and(coalesce(col(Editions.JOINED_BY), lit(Editions.CORRELATION))
                                .equalTo(Editions.CORRELATION))
                        .and(kind.notEqual("aggregate"))
                        .and(TradeFlows.REPORTER_KIND.col().notEqual("unspecified"))),
                TradeFlows.REPORTER_ISO3.col(),
                col(Editions.JOINED_FROM),
                when(kind.isin("unspecified", "world"), lit(UNSPECIFIED)).otherwise(TradeFlows.PARTNER_ISO3.col()),
                kind.equalTo("world"));
    }

    /** Reconciled data are both sides: what all importers bought. */
    private static Dataset<Row> soldToTheWorld(Dataset<Row> flows) {
        return select(
                flows.where(Columns.DATASET
                        .col()
                        .equalTo("baci")
                        .and(TradeFlows.PARTNER_KIND.col().isin("country", "unspecified"))),
                lit(WORLD),
                lit(null).cast(DataTypes.StringType),
                TradeFlows.PARTNER_ISO3.col(),
                lit(false));
    }

    private static Dataset<Row> select(
            Dataset<Row> flows, Column importer, Column joinedFrom, Column supplier, Column control) {
        Column partner = not(control);
        return flows.select(
                Columns.SOURCE.col(),
                importer.as(Columns.IMPORTER_ISO3.name()),
                joinedFrom.as(JOINED_FROM),
                Columns.PRODUCT_CODE.col(),
                Columns.PERIOD_TYPE.col(),
                Columns.PERIOD_START.col(),
                Columns.YEAR.col(),
                supplier.as(Columns.SUPPLIER_ISO3.name()),
                when(partner, col(VALUE)).as(VALUE),
                when(partner, col(WEIGHT)).as(WEIGHT),
                when(partner.and(col(WEIGHT).isNull()), col(VALUE))
                        .otherwise(0L)
                        .as(VALUE_WITHOUT_WEIGHT),
                when(partner.and(coalesce(TradeFlows.WEIGHT_ESTIMATED.col(), lit(false))), col(VALUE))
                        .otherwise(0L)
                        .as(VALUE_ESTIMATED),
                when(control, col(VALUE)).as(WORLD_VALUE),
                when(control, col(WEIGHT)).as(WORLD_WEIGHT),
                when(control.and(col(WEIGHT).isNull()), col(VALUE))
                        .otherwise(0L)
                        .as(WORLD_WITHOUT_WEIGHT),
                TradeFlows.SLICE_COMPLETE.col().as(COMPLETE),
                col(ReportingPractice.SAID),
                lit(ALL_MONTHS).as(MONTHS),
                lit(false).as(SUMMED),
                lit(null).cast(DataTypes.IntegerType).as(WORLD_REASON),
                lit(null).cast(DataTypes.IntegerType).as(WORLD_COVERAGE),
                lit(null).cast(DataTypes.LongType).as(OTHER_EDITIONS_VALUE),
                lit(null).cast(DataTypes.DoubleType).as(WORLD_HHI_LOW),
                lit(null).cast(DataTypes.DoubleType).as(WORLD_HHI_HIGH),
                lit(null).cast(DataTypes.LongType).as(GROUP_VALUE));
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
        sums.add(bit_or(col(MONTHS)).as(MONTHS));
        sums.add(bit_or(col(ReportingPractice.SAID)).as(ReportingPractice.SAID));
        sums.add(min(col(COMPLETE)).as(COMPLETE));
        for (String one : OF_WORLD) {
            sums.add(max(col(one)).as(one));
        }
        sums.add(max(col(GROUP_VALUE)).as(GROUP_VALUE));
        if (!List.of(more).contains("summed")) {
            sums.add(min(col(SUMMED)).as(SUMMED));
        }
        return rows.groupBy(columns(group, more))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    /** Adds, for monthly figures, the periods that they are parts of. */
    static Dataset<Row> periods(Dataset<Row> rows) {
        return rows.where(Columns.PERIOD_TYPE.col().equalTo("year"))
                .unionByName(ofMonths(rows.where(Columns.PERIOD_TYPE.col().equalTo("month"))));
    }

    /** The months themselves, and the years and rolling periods that they are parts of. */
    private static Dataset<Row> ofMonths(Dataset<Row> months) {
        List<Column> spans = new ArrayList<>();
        spans.add(span("month", Columns.PERIOD_START.col(), Columns.PERIOD_START.col(), lit(ALL_MONTHS), false));
        spans.add(span(
                "year",
                trunc(Columns.PERIOD_START.col(), "year"),
                Columns.PERIOD_START.col(),
                monthBit(month(Columns.PERIOD_START.col()).minus(1)),
                true));
        for (int later = 0; later < 12; later++) {
            // The window that ends this many months later; the month is its (11 - later)th, counted from 0.
            spans.add(span(
                    "rolling_12_months",
                    add_months(Columns.PERIOD_START.col(), later - 11),
                    add_months(Columns.PERIOD_START.col(), later),
                    lit(1 << (11 - later)),
                    true));
        }
        Dataset<Row> monthly = months.withColumn(SPAN, explode(array(spans.toArray(Column[]::new))));
        Added parts = new Added();
        for (String field : List.of("period_type", "months", "summed", "year", "period_start")) {
            parts.with(field, col(SPAN).getField(field));
        }
        return parts.to(monthly).drop(SPAN);
    }

    private static Column span(String type, Column start, Column last, Column months, boolean summed) {
        return struct(
                lit(type).as(Columns.PERIOD_TYPE.name()),
                start.as(Columns.PERIOD_START.name()),
                year(last).as(Columns.YEAR.name()),
                months.cast(DataTypes.IntegerType).as(MONTHS),
                lit(summed).as(SUMMED));
    }

    private static Column monthBit(Column zeroBased) {
        Column bit = lit(1 << 11);
        for (int i = 10; i >= 0; i--) {
            bit = when(zeroBased.equalTo(i), 1 << i).otherwise(bit);
        }
        return bit;
    }

    /** Columns that are added at once: each addition of its own makes Spark analyse the whole plan again. */
    static final class Added {
        private final Map<String, Column> columns = new LinkedHashMap<>();

        Added with(String name, Column column) {
            columns.put(name, column);
            return this;
        }

        Dataset<Row> to(Dataset<Row> rows) {
            return rows.withColumns(columns);
        }
    }

    private static Dataset<Row> controlled(Dataset<Row> purchases) {
        StructType given = purchases.schema();
        PurchasePlaces places = new PurchasePlaces(given);
        return Grouped.by(purchases, GROUP.toArray(String[]::new))
                .flatMapGroups(
                        (FlatMapGroupsFunction<Row, Row, Row>)
                                (group, rows) -> new MonthOfImports(group.getString(1), places, rows).rows(),
                        Encoders.row(given));
    }

    static Column[] columns(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(Arrays.asList(more));
        return all.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    }

    /** A part of a total, 0 to 1; null where shares cannot be stated. */
    static Column share(Column part, String total) {
        return when(col(REASON).isNull(), try_divide(part.cast(DataTypes.DoubleType), col(total)));
    }

    /** Keeps a bound from exceeding the whole by a rounding; null stays null, which least() would not do. */
    static Column atMostOne(Column bound) {
        return when(bound.gt(1.0), 1.0).otherwise(bound);
    }

    /** Whether the known weights are enough of the trade to state shares by weight. */
    static Column weighed() {
        return ImportDependency.WEIGHT_BASIS
                .col()
                .notEqual("none")
                .and(col(WEIGHT_COVERAGE).geq(LEAST_WEIGHT_COVERAGE));
    }
}
