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
import org.lodestone.trade.Editions;

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
        Dataset<Row> exporters = reporting.where(col("direction").equalTo("export"));
        Dataset<Row> countries = exporters
                .where(col("reporter_kind").equalTo("country"))
                .groupBy(
                        col("dataset").as("of_dataset"),
                        col("period_type").as("of_type"),
                        col("period_start").as("of_start"))
                .agg(
                        size(collect_set(col("reporter_iso3"))).as("reporters"),
                        // Who reports all months in one edition, since an edition has no zeros of another.
                        collect_set(when(
                                        col("reported_months").equalTo(Suppliers.ALL_MONTHS),
                                        concat_ws("/", col("source"), col("reporter_iso3"))))
                                .as("who"),
                        collect_set(col("source")).as("sources"),
                        max(col("year")).as("of_year"))
                .withColumn("whole_groups", wholeGroups(members))
                .drop("who", "sources", "of_year");
        Dataset<Row> known = exporters.select(
                col("source").as("known_source"),
                col("dataset").as("known_dataset"),
                col("reporter_iso3").as("known_iso3"),
                col("period_type").as("known_type"),
                col("period_start").as("known_start"),
                col("summed").as("known_summed"),
                col("reported_months"));
        Column samePeriod = col("period_type")
                .equalTo(col("known_type"))
                .and(col("period_start").equalTo(col("known_start")));
        Dataset<Row> named = withReporters(seen, countries)
                .where(col("reporters").lt(leastReporters))
                .join(
                        broadcast(known),
                        samePeriod
                                .and(col("dataset").equalTo(col("known_dataset")))
                                .and(col("supplier").equalTo(col("known_iso3"))),
                        "left_anti")
                .groupBy("source", "product_code", "period_type", "period_start", "year", "reporters", "whole_groups")
                .agg(size(collect_set(col("supplier"))).as("missing"));
        Dataset<Row> sold = withReporters(exports, countries)
                .join(
                        broadcast(known.where(col("known_summed"))),
                        col("summed")
                                .and(samePeriod)
                                .and(col("reported_source").equalTo(col("known_source")))
                                .and(col("exporter").equalTo(col("known_iso3"))),
                        "left")
                .select(
                        col("source"),
                        col("product_code"),
                        col("period_type"),
                        col("period_start"),
                        col("year"),
                        col("reporters"),
                        col("whole_groups"),
                        lit(0).as("missing"),
                        col("exporter"),
                        col("reported_source"),
                        col("number_only"),
                        col("value"),
                        col("weight"),
                        col("estimated"),
                        col("group"),
                        col("inside"),
                        col("inside_weight"),
                        col("outside"),
                        col("outside_weight"),
                        col("complete"),
                        col("months"),
                        col("summed"),
                        coalesce(col("reported_months"), lit(0)).as("reported_months"),
                        col("source").notEqual(col("reported_source")).as("joined"));
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
                        col("dataset")
                                .equalTo(col("of_dataset"))
                                .and(col("period_type").equalTo(col("of_type")))
                                .and(col("period_start").equalTo(col("of_start"))),
                        "left")
                .withColumns(Map.of(
                        "reporters", coalesce(col("reporters"), lit(0)),
                        "whole_groups", coalesce(col("whole_groups"), lit(""))));
    }

    /**
     * What each reporter sold to the World: by its World row, or where it leaves that out the sum of its partners, which is
     * all only where the slice is complete.
     */
    private static Dataset<Row> exports(Dataset<Row> flows, List<Member> members) {
        Column world = col("partner_kind").equalTo("world");
        Column partner = col("partner_kind").isin("country", "self", "unspecified");
        Column worldValue = sum(when(world, col("value")));
        Column inside = col("partner_kind").isin("country", "self").and(col("within"));
        Column outside = col("partner_kind").equalTo("country").and(not(col("within")));
        Column joined = coalesce(col(Editions.JOINED_BY), lit(""));
        return flows.where(col("dataset")
                        .notEqual("baci")
                        .and(col("direction").equalTo("export"))
                        .and(col("reporter_kind").isin("country", "aggregate")))
                .withColumn("within", withinGroup(members))
                .groupBy(
                        col("dataset"),
                        col("source"),
                        col("product_code"),
                        col("period_type"),
                        col("period_start"),
                        col("year"),
                        col("reporter_iso3").as("exporter"),
                        Suppliers.source(coalesce(col(Editions.JOINED_FROM), col("hs_edition")))
                                .as("reported_source"),
                        joined.equalTo(Editions.CODE_NUMBER).as("number_only"))
                .agg(
                        coalesce(worldValue, sum(when(partner, col("value")))).as("value"),
                        when(worldValue.isNotNull(), sum(when(world, col("weight"))))
                                .otherwise(weight(partner))
                                .as("weight"),
                        sum(when(world.or(partner).and(coalesce(col("weight_estimated"), lit(false))), 1L)
                                        .otherwise(0L))
                                .gt(0L)
                                .as("estimated"),
                        max(col("reporter_kind").equalTo("aggregate")).as("group"),
                        value(inside).as("inside"),
                        weight(inside).as("inside_weight"),
                        value(outside).as("outside"),
                        weight(outside).as("outside_weight"),
                        min(col("slice_complete")).as("complete"))
                .where(col("value").isNotNull())
                .withColumn("months", lit(Suppliers.ALL_MONTHS))
                .withColumn("summed", lit(false));
    }

    private static Column value(Column which) {
        return coalesce(sum(when(which, col("value"))), lit(0L));
    }

    /** Null where any of them has none. */
    private static Column weight(Column which) {
        return when(
                count(when(which.and(col("weight").isNull()), 1)).equalTo(0L),
                coalesce(sum(when(which, col("weight"))), lit(0L)));
    }

    /** Whether the partner of a flow belongs to the group that reports it, or to one of its reporter's. */
    private static Column withinGroup(List<Member> members) {
        Column within = lit(false);
        for (Time time : times(members)) {
            Set<String> reporters = new TreeSet<>(time.members());
            reporters.add(time.group());
            within = within.or(time.holds(col("year"))
                    .and(col("reporter_iso3").isInCollection(reporters))
                    .and(col("partner_iso3").isInCollection(time.members())));
        }
        return within;
    }

    /** The groups all of whose members report in a source, as source/group with commas between them. */
    private static Column wholeGroups(List<Member> members) {
        Column whole = transform(col("sources"), source -> {
            List<Column> groups = new ArrayList<>();
            for (Time time : times(members)) {
                Column all =
                        transform(lit(time.members().toArray(new String[0])), member -> concat_ws("/", source, member));
                groups.add(when(
                        time.holds(col("of_year"))
                                .and(size(array_except(all, col("who"))).equalTo(0)),
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
                .withColumn("months", lit(Suppliers.ALL_MONTHS))
                .withColumn("summed", lit(false));
    }
}
