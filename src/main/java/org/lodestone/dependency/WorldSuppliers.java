package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.dependency.WorldOfExporters.Member;
import org.lodestone.reference.Columns;
import org.lodestone.trade.Editions;
import org.lodestone.trade.TradeFlows;

/**
 * Who supplies the world by what exporters report, and whether that is the world: one product, period and edition at a
 * time.
 *
 * <ul>
 *   <li>Each exporter counts by its own annual figure or its own months.
 *   <li>A group that reports as one counts for what it has beyond its members that are there, as unspecified suppliers.
 *       What it exports in all stands beside, for who asks about the group itself.
 *   <li>Exporters of another edition whose code is not known to be the same goods stay out. Between nothing and all that they
 *       report under the same number may belong to this world: that gives bounds, and no figure where it is more than
 *       {@link #MOST_IN_OTHER_EDITIONS} of the trade.
 *   <li>Reporters' data stand for the world where enough countries report exports at all in that period, of whatever product.
 *       With fewer there is no figure where importers name suppliers whose exports are not there, and otherwise a figure
 *       that is marked.
 * </ul>
 */
final class WorldSuppliers {
    private static final String COMPLETE = "complete";
    static final String ESTIMATED = "estimated";
    static final String EXPORTER = "exporter";
    static final String GROUP = "group";
    static final String INSIDE = "inside";
    static final String INSIDE_WEIGHT = "inside_weight";
    static final String JOINED = "joined";
    private static final String KNOWN_DATASET = "known_dataset";
    private static final String KNOWN_ISO3 = "known_iso3";
    private static final String KNOWN_SOURCE = "known_source";
    private static final String KNOWN_START = "known_start";
    private static final String KNOWN_SUMMED = "known_summed";
    private static final String KNOWN_TYPE = "known_type";
    static final String MISSING = "missing";
    private static final String MONTHS = "months";
    static final String NUMBER_ONLY = "number_only";
    private static final String OF_DATASET = "of_dataset";
    private static final String OF_START = "of_start";
    private static final String OF_TYPE = "of_type";
    private static final String OF_YEAR = "of_year";
    static final String OUTSIDE = "outside";
    static final String OUTSIDE_WEIGHT = "outside_weight";
    private static final String REPORTED_MONTHS = "reported_months";
    static final String REPORTED_SOURCE = "reported_source";
    static final String REPORTERS = "reporters";
    private static final String SOURCES = "sources";
    private static final String SUMMED = "summed";
    private static final String SUPPLIER = "supplier";
    private static final String VALUE = "value";
    private static final String WEIGHT = "weight";
    private static final String WHO = "who";
    static final String WHOLE_GROUPS = "whole_groups";
    private static final String WITHIN = "within";

    static final String FULL = "full";
    static final String UNKNOWN = "unknown";
    static final String EXPORTERS_MISSING = "exporters_missing";

    /** Partners and World may differ by as much, too, before a finding says so. */
    static final double MOST_IN_OTHER_EDITIONS = 0.01;

    static final List<String> REASONS =
            List.of("incomplete", "months_missing", "exporters_missing", "no_correlation", "no_imports");

    static final List<String> COVERAGES = List.of(FULL, UNKNOWN, EXPORTERS_MISSING);

    private WorldSuppliers() {}

    static Column reason(Column number) {
        return named(REASONS, number);
    }

    static Column coverage(Column number) {
        return named(COVERAGES, number);
    }

    private static Column named(List<String> names, Column number) {
        Column name = lit(null).cast(DataTypes.StringType);
        for (int i = 0; i < names.size(); i++) {
            name = when(number.equalTo(i), names.get(i)).otherwise(name);
        }
        return name;
    }

    /**
     * @param flows rows of trade_flow as Suppliers prepares them
     * @param reporting as {@link Suppliers#reporting} gives it
     * @param leastReporters how many countries must report exports for their data to stand for the world
     * @param groups members of groups that report as one: bloc, bloc_name, iso3, from_year, to_year
     * @return rows like those of purchases, with the world as importer
     */
    static Dataset<Row> of(Dataset<Row> flows, Dataset<Row> reporting, int leastReporters, List<Row> groups) {
        List<Member> members = groups.stream()
                .map(row -> new Member(row.getString(0), row.getString(2), row.getInt(3), row.getInt(4)))
                .toList();
        Dataset<Row> exports = Suppliers.periods(exports(flows, members));
        Dataset<Row> seen = Suppliers.periods(seen(flows));
        Dataset<Row> exporters = reporting.where(TradeFlows.DIRECTION.col().equalTo("export"));
        Dataset<Row> countries = exporters
                .where(TradeFlows.REPORTER_KIND.col().equalTo("country"))
                .groupBy(
                        Columns.DATASET.col().as(OF_DATASET),
                        Columns.PERIOD_TYPE.col().as(OF_TYPE),
                        Columns.PERIOD_START.col().as(OF_START))
                .agg(
                        size(collect_set(TradeFlows.REPORTER_ISO3.col())).as(REPORTERS),
                        // Who reports all months in one edition, since an edition has no zeros of another.
                        collect_set(when(
                                        col(REPORTED_MONTHS).equalTo(Suppliers.ALL_MONTHS),
                                        concat_ws("/", Columns.SOURCE.col(), TradeFlows.REPORTER_ISO3.col())))
                                .as(WHO),
                        collect_set(Columns.SOURCE.col()).as(SOURCES),
                        max(Columns.YEAR.col()).as(OF_YEAR))
                .withColumn(WHOLE_GROUPS, wholeGroups(members))
                .drop(WHO, SOURCES, OF_YEAR);
        Dataset<Row> known = exporters.select(
                Columns.SOURCE.col().as(KNOWN_SOURCE),
                Columns.DATASET.col().as(KNOWN_DATASET),
                TradeFlows.REPORTER_ISO3.col().as(KNOWN_ISO3),
                Columns.PERIOD_TYPE.col().as(KNOWN_TYPE),
                Columns.PERIOD_START.col().as(KNOWN_START),
                col(SUMMED).as(KNOWN_SUMMED),
                col(REPORTED_MONTHS));
        Column samePeriod = Columns.PERIOD_TYPE
                .col()
                .equalTo(col(KNOWN_TYPE))
                .and(Columns.PERIOD_START.col().equalTo(col(KNOWN_START)));
        Dataset<Row> named = withReporters(seen, countries)
                .where(col(REPORTERS).lt(leastReporters))
                .join(
                        broadcast(known),
                        samePeriod
                                .and(Columns.DATASET.col().equalTo(col(KNOWN_DATASET)))
                                .and(col(SUPPLIER).equalTo(col(KNOWN_ISO3))),
                        "left_anti")
                .groupBy("source", "product_code", "period_type", "period_start", "year", "reporters", "whole_groups")
                .agg(size(collect_set(col(SUPPLIER))).as(MISSING));
        Dataset<Row> sold = withReporters(exports, countries)
                .join(
                        broadcast(known.where(col(KNOWN_SUMMED))),
                        col(SUMMED)
                                .and(samePeriod)
                                .and(col(REPORTED_SOURCE).equalTo(col(KNOWN_SOURCE)))
                                .and(col(EXPORTER).equalTo(col(KNOWN_ISO3))),
                        "left")
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.PERIOD_TYPE.col(),
                        Columns.PERIOD_START.col(),
                        Columns.YEAR.col(),
                        col(REPORTERS),
                        col(WHOLE_GROUPS),
                        lit(0).as(MISSING),
                        col(EXPORTER),
                        col(REPORTED_SOURCE),
                        col(NUMBER_ONLY),
                        col(VALUE),
                        col(WEIGHT),
                        col(ESTIMATED),
                        col(GROUP),
                        col(INSIDE),
                        col(INSIDE_WEIGHT),
                        col(OUTSIDE),
                        col(OUTSIDE_WEIGHT),
                        col(COMPLETE),
                        col(MONTHS),
                        col(SUMMED),
                        coalesce(col(REPORTED_MONTHS), lit(0)).as(REPORTED_MONTHS),
                        Columns.SOURCE.col().notEqual(col(REPORTED_SOURCE)).as(JOINED));
        return sold.unionByName(named, true)
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getString(0) + "|" + row.getString(1) + "|"
                                + row.getString(2) + "|" + row.getDate(3),
                        Encoders.STRING())
                .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (key, rows) -> new WorldOfExporters(rows).suppliers(leastReporters, members),
                        Encoders.row(WorldOfExporters.SUPPLIER));
    }

    private static Dataset<Row> withReporters(Dataset<Row> rows, Dataset<Row> countries) {
        return rows.join(
                        broadcast(countries),
                        Columns.DATASET
                                .col()
                                .equalTo(col(OF_DATASET))
                                .and(Columns.PERIOD_TYPE.col().equalTo(col(OF_TYPE)))
                                .and(Columns.PERIOD_START.col().equalTo(col(OF_START))),
                        "left")
                .withColumns(Map.of(
                        "reporters", coalesce(col(REPORTERS), lit(0)),
                        "whole_groups", coalesce(col(WHOLE_GROUPS), lit(""))));
    }

    /**
     * What each reporter sold to the World: by its World row, or where it leaves that out the sum of its partners, which is
     * all only where the slice is complete.
     */
    private static Dataset<Row> exports(Dataset<Row> flows, List<Member> members) {
        Column world = TradeFlows.PARTNER_KIND.col().equalTo("world");
        Column partner = TradeFlows.PARTNER_KIND.col().isin("country", "self", "unspecified");
        Column worldValue = sum(when(world, col(VALUE)));
        Column inside = TradeFlows.PARTNER_KIND.col().isin("country", "self").and(col(WITHIN));
        Column outside = TradeFlows.PARTNER_KIND.col().equalTo("country").and(not(col(WITHIN)));
        Column joined = coalesce(col(Editions.JOINED_BY), lit(""));
        return flows.where(Columns.DATASET
                        .col()
                        .notEqual("baci")
                        .and(TradeFlows.DIRECTION.col().equalTo("export"))
                        .and(TradeFlows.REPORTER_KIND.col().isin("country", "aggregate")))
                .withColumn(WITHIN, withinGroup(members))
                .groupBy(
                        Columns.DATASET.col(),
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.PERIOD_TYPE.col(),
                        Columns.PERIOD_START.col(),
                        Columns.YEAR.col(),
                        TradeFlows.REPORTER_ISO3.col().as(EXPORTER),
                        Suppliers.source(coalesce(col(Editions.JOINED_FROM), TradeFlows.HS_EDITION.col()))
                                .as(REPORTED_SOURCE),
                        joined.equalTo(Editions.CODE_NUMBER).as(NUMBER_ONLY))
                .agg(
                        coalesce(worldValue, sum(when(partner, col(VALUE)))).as(VALUE),
                        when(worldValue.isNotNull(), sum(when(world, col(WEIGHT))))
                                .otherwise(weight(partner))
                                .as(WEIGHT),
                        sum(when(world.or(partner).and(coalesce(TradeFlows.WEIGHT_ESTIMATED.col(), lit(false))), 1L)
                                        .otherwise(0L))
                                .gt(0L)
                                .as(ESTIMATED),
                        max(TradeFlows.REPORTER_KIND.col().equalTo("aggregate")).as(GROUP),
                        value(inside).as(INSIDE),
                        weight(inside).as(INSIDE_WEIGHT),
                        value(outside).as(OUTSIDE),
                        weight(outside).as(OUTSIDE_WEIGHT),
                        min(TradeFlows.SLICE_COMPLETE.col()).as(COMPLETE))
                .where(col(VALUE).isNotNull())
                .withColumn(MONTHS, lit(Suppliers.ALL_MONTHS))
                .withColumn(SUMMED, lit(false));
    }

    private static Column value(Column which) {
        return coalesce(sum(when(which, col(VALUE))), lit(0L));
    }

    /** Null where any of them has none. */
    private static Column weight(Column which) {
        return when(
                count(when(which.and(col(WEIGHT).isNull()), 1)).equalTo(0L),
                coalesce(sum(when(which, col(WEIGHT))), lit(0L)));
    }

    /** Whether the partner of a flow belongs to the group that reports it, or to one of its reporter's. */
    private static Column withinGroup(List<Member> members) {
        Column within = lit(false);
        for (Time time : times(members)) {
            Set<String> reporters = new TreeSet<>(time.members());
            reporters.add(time.group());
            within = within.or(time.holds(Columns.YEAR.col())
                    .and(TradeFlows.REPORTER_ISO3.col().isInCollection(reporters))
                    .and(TradeFlows.PARTNER_ISO3.col().isInCollection(time.members())));
        }
        return within;
    }

    /** The groups all of whose members report in a source, as source/group with commas between them. */
    private static Column wholeGroups(List<Member> members) {
        Column whole = transform(col(SOURCES), source -> {
            List<Column> groups = new ArrayList<>();
            for (Time time : times(members)) {
                Column all =
                        transform(lit(time.members().toArray(new String[0])), member -> concat_ws("/", source, member));
                groups.add(when(
                        time.holds(col(OF_YEAR))
                                .and(size(array_except(all, col(WHO))).equalTo(0)),
                        concat_ws("/", source, lit(time.group()))));
            }
            return concat_ws(",", groups.toArray(Column[]::new));
        });
        return array_join(whole, ",");
    }

    /** Years, both included, in which a group has the same members. */
    private record Time(String group, int from, int to, Set<String> members) {
        Column holds(Column year) {
            return year.between(from, to);
        }
    }

    private static List<Time> times(List<Member> members) {
        Map<String, List<Member>> groups = new TreeMap<>();
        members.forEach(one ->
                groups.computeIfAbsent(one.group(), none -> new ArrayList<>()).add(one));
        List<Time> times = new ArrayList<>();
        groups.forEach((group, all) -> {
            TreeSet<Integer> begins = new TreeSet<>();
            for (Member member : all) {
                begins.add(member.from());
                if (member.to() < Integer.MAX_VALUE) {
                    begins.add(member.to() + 1);
                }
            }
            for (int from : begins) {
                Integer next = begins.higher(from);
                Set<String> then = new TreeSet<>();
                all.stream()
                        .filter(member -> member.from() <= from && from <= member.to())
                        .forEach(member -> then.add(member.iso3()));
                if (!then.isEmpty()) {
                    times.add(new Time(group, from, next == null ? Integer.MAX_VALUE : next - 1, then));
                }
            }
        });
        return times;
    }

    /** Who sold a product by what importers say. */
    private static Dataset<Row> seen(Dataset<Row> flows) {
        return flows.where(Columns.DATASET
                        .col()
                        .notEqual("baci")
                        .and(TradeFlows.DIRECTION.col().equalTo("import"))
                        .and(coalesce(col(Editions.JOINED_BY), lit(Editions.CORRELATION))
                                .equalTo(Editions.CORRELATION))
                        .and(TradeFlows.PARTNER_KIND.col().equalTo("country"))
                        .and(col(VALUE).gt(0)))
                .select(
                        Columns.DATASET.col(),
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.PERIOD_TYPE.col(),
                        Columns.PERIOD_START.col(),
                        Columns.YEAR.col(),
                        TradeFlows.PARTNER_ISO3.col().as(SUPPLIER))
                .distinct()
                .withColumn(MONTHS, lit(Suppliers.ALL_MONTHS))
                .withColumn(SUMMED, lit(false));
    }
}
