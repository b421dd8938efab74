package org.lodestone.dependency;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

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

    private static final List<String> REASONS =
            List.of("incomplete", "months_missing", "exporters_missing", "no_correlation", "no_imports");

    private static final List<String> COVERAGES = List.of(FULL, UNKNOWN, EXPORTERS_MISSING);

    private static final StructType SUPPLIER = new StructType()
            .add("source", DataTypes.StringType)
            .add("importer_iso3", DataTypes.StringType)
            .add("joined_from", DataTypes.StringType)
            .add("product_code", DataTypes.StringType)
            .add("period_type", DataTypes.StringType)
            .add("period_start", DataTypes.DateType)
            .add("year", DataTypes.IntegerType)
            .add("supplier_iso3", DataTypes.StringType)
            .add("value", DataTypes.LongType)
            .add("weight", DataTypes.LongType)
            .add("value_without_weight", DataTypes.LongType)
            .add("value_estimated", DataTypes.LongType)
            .add("world_value", DataTypes.LongType)
            .add("world_weight", DataTypes.LongType)
            .add("world_without_weight", DataTypes.LongType)
            .add("complete", DataTypes.BooleanType)
            .add("months", DataTypes.IntegerType)
            .add("summed", DataTypes.BooleanType)
            .add("world_reason", DataTypes.IntegerType)
            .add("world_coverage", DataTypes.IntegerType)
            .add("other_editions_value", DataTypes.LongType)
            .add("world_hhi_low", DataTypes.DoubleType)
            .add("world_hhi_high", DataTypes.DoubleType)
            .add("group_value", DataTypes.LongType);

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
     * @param exports what each reporter sold to the World, by period; see Suppliers
     * @param reporting as {@link Suppliers#reporting} gives it
     * @param seen suppliers that importers name, by product and period
     * @param leastReporters how many countries must report exports for their data to stand for the world
     * @param groups members of groups that report as one: bloc, bloc_name, iso3, from_year, to_year
     * @return rows like those of purchases, with the world as importer
     */
    static Dataset<Row> of(
            Dataset<Row> exports, Dataset<Row> reporting, Dataset<Row> seen, int leastReporters, List<Row> groups) {
        Dataset<Row> exporters = reporting.where(col("direction").equalTo("export"));
        Dataset<Row> countries = exporters
                .where(col("reporter_kind").equalTo("country"))
                .groupBy(
                        col("dataset").as("of_dataset"),
                        col("period_type").as("of_type"),
                        col("period_start").as("of_start"))
                .agg(size(collect_set(col("reporter_iso3"))).as("reporters"));
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
                .groupBy("source", "product_code", "period_type", "period_start", "year", "reporters")
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
                        lit(0).as("missing"),
                        col("exporter"),
                        col("number_only"),
                        col("value"),
                        col("weight"),
                        col("estimated"),
                        col("complete"),
                        col("months"),
                        col("summed"),
                        coalesce(col("reported_months"), lit(0)).as("reported_months"),
                        col("source").notEqual(col("reported_source")).as("joined"));
        List<Member> members = groups.stream()
                .map(row -> new Member(row.getString(0), row.getString(2), row.getInt(3), row.getInt(4)))
                .toList();
        return sold.unionByName(named, true)
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getString(0) + "|" + row.getString(1) + "|"
                                + row.getString(2) + "|" + row.getDate(3),
                        Encoders.STRING())
                .flatMapGroups(
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (key, rows) -> new World(rows).suppliers(leastReporters, members),
                        Encoders.row(SUPPLIER));
    }

    private static Dataset<Row> withReporters(Dataset<Row> rows, Dataset<Row> countries) {
        return rows.join(
                        broadcast(countries),
                        col("dataset")
                                .equalTo(col("of_dataset"))
                                .and(col("period_type").equalTo(col("of_type")))
                                .and(col("period_start").equalTo(col("of_start"))),
                        "left")
                .withColumn("reporters", coalesce(col("reporters"), lit(0)));
    }

    /** A country's time in a group, both years included. */
    private record Member(String group, String iso3, int from, int to) implements java.io.Serializable {}

    // ---- one product, period and edition ----------------------------------------------------------------------------

    /** What one exporter says, by the year or by months. */
    private static final class Figure {
        long value;
        Long weight = 0L;
        boolean estimated;
        boolean complete = true;
        int months;
        /** Months in which it reports in another edition. */
        int monthsElsewhere;

        void add(Row row) {
            value = Math.addExact(value, row.<Long>getAs("value"));
            Long more = row.getAs("weight");
            weight = weight == null || more == null ? null : Long.valueOf(Math.addExact(weight, more));
            estimated |= row.<Boolean>getAs("estimated");
            complete &= row.<Boolean>getAs("complete");
            months |= row.<Integer>getAs("months");
            int reported = row.getAs("reported_months");
            if (row.<Boolean>getAs("joined")) {
                monthsElsewhere |= reported;
            } else {
                months |= reported;
            }
        }

        boolean lacksMonths() {
            return months != Suppliers.ALL_MONTHS;
        }

        boolean isWhole() {
            return complete && !lacksMonths();
        }
    }

    private static final class World {
        private Row first;
        private int missing;
        private final Map<String, Figure> annual = new TreeMap<>();
        private final Map<String, Figure> monthly = new TreeMap<>();
        /** What exporters of other editions report under the same number. */
        private final Map<String, Figure> elsewhere = new TreeMap<>();
        /** What groups report there beyond their members: of nobody named. */
        private long unnamedElsewhere;

        World(Iterator<Row> rows) {
            int[] placed = {0};
            rows.forEachRemaining(row -> {
                first = row;
                missing += row.<Integer>getAs("missing");
                String exporter = row.getAs("exporter");
                if (exporter != null) {
                    Map<String, Figure> figures = row.<Boolean>getAs("number_only")
                            ? elsewhere
                            : row.<Boolean>getAs("summed") ? monthly : annual;
                    figures.computeIfAbsent(exporter, none -> new Figure()).add(row);
                    placed[0] |= row.<Integer>getAs("months");
                }
            });
            int years = calendarYears(placed[0]);
            monthly.values().forEach(figure -> figure.months |= figure.monthsElsewhere & years);
        }

        /**
         * All months of the calendar years in which anybody has a figure: in others nothing was joined, so that who reported in
         * another edition did not necessarily sell nothing.
         */
        private int calendarYears(int placed) {
            int months = 13
                    - first.<java.sql.Date>getAs("period_start").toLocalDate().getMonthValue();
            int begun = (1 << months) - 1;
            int next = Suppliers.ALL_MONTHS & ~begun;
            return ((placed & begun) == 0 ? 0 : begun) | ((placed & next) == 0 ? 0 : next);
        }

        Iterator<Row> suppliers(int leastReporters, List<Member> members) {
            Map<String, Figure> figures = figures();
            Map<String, List<String>> groups = new HashMap<>();
            int year = first.getAs("year");
            for (Member member : members) {
                if (member.from() <= year && year <= member.to()) {
                    groups.computeIfAbsent(member.group(), none -> new ArrayList<>())
                            .add(member.iso3());
                }
            }
            Map<String, Figure> asOne = new TreeMap<>(figures);
            Figure unnamed = beyondMembers(figures, members, groups);
            elsewhere.keySet().removeAll(asOne.keySet());
            Set<String> unknown = new TreeSet<>(elsewhere.keySet());
            groupsElsewhere(asOne, members, groups);
            asOne.keySet().removeAll(figures.keySet());
            if (figures.isEmpty() && unnamed.value == 0 && unknown.isEmpty()) {
                return List.<Row>of().iterator();
            }
            // One row at least says why there is no figure.
            if (unnamed.value > 0 || figures.isEmpty()) {
                figures.put(Suppliers.UNSPECIFIED, unnamed);
            }
            long total =
                    figures.values().stream().mapToLong(figure -> figure.value).sum();
            long other = unnamedElsewhere
                    + elsewhere.values().stream()
                            .mapToLong(figure -> figure.value)
                            .sum();
            int coverage = COVERAGES.indexOf(
                    first.<Integer>getAs("reporters") >= leastReporters
                            ? FULL
                            : missing > 0 ? EXPORTERS_MISSING : UNKNOWN);
            String reason = reason(figures, total, other, coverage);
            double[] bounds = other > 0 && (reason == null || reason.equals("no_correlation"))
                    ? bounds(figures, unnamed.value, total)
                    : null;
            Whole whole = new Whole(
                    reason == null ? null : REASONS.indexOf(reason), coverage, other == 0 ? null : other, bounds);
            List<Row> rows = new ArrayList<>();
            figures.forEach((iso3, figure) -> rows.add(row(whole, iso3, figure.value, figure, null)));
            asOne.forEach((iso3, figure) -> rows.add(row(whole, iso3, null, figure, figure.value)));
            // Their exports in this edition are not known, which is not the same as none.
            Figure notKnown = new Figure();
            unknown.forEach(iso3 -> rows.add(row(whole, iso3, null, notKnown, null)));
            return rows.iterator();
        }

        /** Of each exporter the annual figure or the months, whichever is whole; of two the annual one. */
        private Map<String, Figure> figures() {
            Map<String, Figure> figures = new TreeMap<>(annual);
            boolean rolling = first.getAs("period_type").equals("rolling_12_months");
            int ends = 1 | 1 << 11;
            if (rolling && monthly.values().stream().noneMatch(figure -> (figure.months & ends) == ends)) {
                return figures;
            }
            monthly.forEach((iso3, figure) -> {
                Figure other = figures.get(iso3);
                if (other == null || !other.isWhole() && figure.isWhole()) {
                    figures.put(iso3, figure);
                }
            });
            // Who sold nothing in the months that it reports is no more of an exporter than who does not name the
            // product.
            figures.values().removeIf(figure -> figure.value == 0 && figure.lacksMonths());
            return figures;
        }

        /** Takes groups out of the figures. */
        private static Figure beyondMembers(
                Map<String, Figure> figures, List<Member> members, Map<String, List<String>> groups) {
            Figure unnamed = new Figure();
            unnamed.months = Suppliers.ALL_MONTHS;
            members.stream().map(Member::group).distinct().forEach(group -> {
                Figure whole = figures.remove(group);
                if (whole == null) {
                    return;
                }
                long rest = whole.value;
                Long weight = whole.weight;
                for (String iso3 : groups.getOrDefault(group, List.of())) {
                    Figure member = figures.get(iso3);
                    if (member != null) {
                        rest -= member.value;
                        weight = weight == null || member.weight == null ? null : Long.valueOf(weight - member.weight);
                    }
                }
                if (rest > 0) {
                    unnamed.value += rest;
                    unnamed.weight = unnamed.weight == null || weight == null || weight <= 0
                            ? null
                            : Long.valueOf(unnamed.weight + weight);
                    unnamed.complete &= whole.complete;
                    unnamed.months &= whole.months;
                    unnamed.estimated |= whole.estimated;
                }
            });
            return unnamed;
        }

        /** Leaves of groups that report in other editions what they have beyond their members, in whatever edition these do. */
        private void groupsElsewhere(Map<String, Figure> here, List<Member> members, Map<String, List<String>> groups) {
            members.stream().map(Member::group).distinct().forEach(group -> {
                Figure whole = elsewhere.remove(group);
                if (whole == null) {
                    return;
                }
                long rest = whole.value;
                for (String iso3 : groups.getOrDefault(group, List.of())) {
                    Figure member = here.getOrDefault(iso3, elsewhere.get(iso3));
                    rest -= member == null ? 0 : member.value;
                }
                unnamedElsewhere += Math.max(0, rest);
            });
        }

        private static String reason(Map<String, Figure> figures, long total, long other, int coverage) {
            if (figures.values().stream().anyMatch(figure -> !figure.complete)) {
                return "incomplete";
            }
            if (figures.values().stream().anyMatch(Figure::lacksMonths)) {
                return "months_missing";
            }
            if (COVERAGES.get(coverage).equals(EXPORTERS_MISSING)) {
                return "exporters_missing";
            }
            if (other > MOST_IN_OTHER_EDITIONS * ((double) total + other)) {
                return "no_correlation";
            }
            return total == 0 ? "no_imports" : null;
        }

        /**
         * The least and the largest index if each exporter of another edition has between nothing and its whole figure here.
         *
         * <p>The index (Σv² + Σx²) / (Σv + Σx)² is quasi-convex in x, since the norm of all figures is convex and their sum
         * linear. So it is least where all x are min(w, t), t being where one more unit changes nothing, t = Σ² / Σ; and
         * largest at a corner, where the largest of them are there in full and the others not at all. What groups have beyond
         * their members there is of many small exporters for the least, and nobody's or the largest one's for the largest.
         */
        private double[] bounds(Map<String, Figure> figures, long unspecified, long total) {
            double squares = 0;
            double largest = 0;
            for (Map.Entry<String, Figure> one : figures.entrySet()) {
                if (!one.getKey().equals(Suppliers.UNSPECIFIED)) {
                    squares += (double) one.getValue().value * one.getValue().value;
                    largest = Math.max(largest, one.getValue().value);
                }
            }
            long[] others = elsewhere.values().stream()
                    .mapToLong(figure -> figure.value)
                    .sorted()
                    .toArray();
            double sum = total;
            double high = high(squares, largest, unspecified, sum);
            double above = squares;
            for (int i = others.length - 1; i >= 0; i--) {
                above += (double) others[i] * others[i];
                sum += others[i];
                high = Math.max(high, high(above, Math.max(largest, others[others.length - 1]), unspecified, sum));
            }
            sum = total + unnamedElsewhere;
            double low = 1;
            for (int i = 0; i <= others.length; i++) {
                double level = sum == 0 ? 0 : squares / sum;
                int left = others.length - i;
                if (left == 0 || level <= others[i]) {
                    double whole = sum + left * level;
                    low = whole == 0 ? 0 : (squares + left * level * level) / (whole * whole);
                    break;
                }
                squares += (double) others[i] * others[i];
                sum += others[i];
            }
            return new double[] {low, Math.min(1, high)};
        }

        private double high(double squares, double largest, double unspecified, double sum) {
            return Math.max(
                    index(squares, largest, unspecified, sum),
                    index(squares, largest, unspecified + unnamedElsewhere, sum + unnamedElsewhere));
        }

        private static double index(double squares, double largest, double unspecified, double sum) {
            return sum == 0 ? 0 : (squares + unspecified * (2 * largest + unspecified)) / (sum * sum);
        }

        /** What is said of the world as a whole, on each of its rows. */
        private record Whole(Integer reason, int coverage, Long other, double[] bounds) {}

        private Row row(Whole whole, String supplier, Long value, Figure figure, Long groupValue) {
            boolean weightless = value != null && figure.weight == null;
            return RowFactory.create(
                    first.getAs("source"),
                    Suppliers.WORLD,
                    null,
                    first.getAs("product_code"),
                    first.getAs("period_type"),
                    first.getAs("period_start"),
                    first.getAs("year"),
                    supplier,
                    value,
                    value == null ? null : figure.weight,
                    weightless ? value : Long.valueOf(0),
                    value != null && figure.estimated ? value : Long.valueOf(0),
                    null,
                    null,
                    0L,
                    figure.isWhole(),
                    Suppliers.ALL_MONTHS,
                    false,
                    whole.reason(),
                    whole.coverage(),
                    whole.other(),
                    whole.bounds() == null ? null : whole.bounds()[0],
                    whole.bounds() == null ? null : whole.bounds()[1],
                    groupValue);
        }
    }
}
