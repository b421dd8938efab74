package org.lodestone.dependency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.reference.Columns;

/** What exporters of one product, period and edition make together; see {@link WorldSuppliers}. */
final class WorldOfExporters {
    private static final String COMPLETE = "complete";
    private static final String MONTHS = "months";
    private static final String REPORTED_MONTHS = "reported_months";
    private static final String SUMMED = "summed";
    private static final String VALUE = "value";
    private static final String WEIGHT = "weight";

    /** What comes out. */
    static final StructType SUPPLIER = new StructType()
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

    /** A country's time in a group, both years included. */
    record Member(String group, String iso3, int from, int to) implements java.io.Serializable {}

    /** What one exporter says, by the year or by months. */
    private static final class Figure {
        /** The edition that it reports in; null where there are several. */
        String source;

        private boolean any;
        long value;
        Long weight = 0L;
        boolean estimated;
        boolean complete = true;
        /** Whether it is a group of countries that reports as one. */
        boolean group;
        /** To members of its own group, and to countries that are none; neither holds what is not said of whom. */
        long inside;

        Long insideWeight = 0L;
        long outside;
        Long outsideWeight = 0L;
        int months;
        /** Months in which it reports in another edition. */
        int monthsElsewhere;

        void add(Row row) {
            String edition = row.getAs(WorldSuppliers.REPORTED_SOURCE);
            source = any && !edition.equals(source) ? null : edition;
            any = true;
            value = Math.addExact(value, row.<Long>getAs(VALUE));
            weight = sum(weight, row.getAs(WEIGHT));
            group = row.getAs(WorldSuppliers.GROUP);
            inside = Math.addExact(inside, row.<Long>getAs(WorldSuppliers.INSIDE));
            insideWeight = sum(insideWeight, row.getAs(WorldSuppliers.INSIDE_WEIGHT));
            outside = Math.addExact(outside, row.<Long>getAs(WorldSuppliers.OUTSIDE));
            outsideWeight = sum(outsideWeight, row.getAs(WorldSuppliers.OUTSIDE_WEIGHT));
            estimated |= row.<Boolean>getAs(WorldSuppliers.ESTIMATED);
            complete &= row.<Boolean>getAs(COMPLETE);
            months |= row.<Integer>getAs(MONTHS);
            int reported = row.getAs(REPORTED_MONTHS);
            if (row.<Boolean>getAs(WorldSuppliers.JOINED)) {
                monthsElsewhere |= reported;
            } else {
                months |= reported;
            }
        }

        /** What it may have sold beyond its group at most. */
        long notInside() {
            return Math.max(0, value - inside);
        }

        Long weightNotInside() {
            Long rest = difference(weight, insideWeight);
            return rest == null ? null : Long.valueOf(Math.max(0, rest));
        }

        boolean lacksMonths() {
            return months != Suppliers.ALL_MONTHS;
        }

        static Long sum(Long one, Long other) {
            return one == null || other == null ? null : Long.valueOf(Math.addExact(one, other));
        }

        static Long difference(Long one, Long other) {
            return one == null || other == null ? null : Long.valueOf(one - other);
        }

        boolean isWhole() {
            return complete && !lacksMonths();
        }
    }

    /** What a group sold beyond its members, at most; the weight is null where it is not known. */
    private record Rest(long value, Long weight) {}

    private Row first;
    private int missing;
    private final Map<String, Figure> annual = new TreeMap<>();
    private final Map<String, Figure> monthly = new TreeMap<>();
    /** What exporters of other editions report under the same number: the larger of the year and its months. */
    private final Map<String, Figure> elsewhere = new TreeMap<>();
    /** What groups report there beyond their members: of nobody named. */
    private long unnamedElsewhere;

    /** @param rows exporters' figures, as {@link WorldSuppliers} brings them together */
    WorldOfExporters(Iterator<Row> rows) {
        int[] placed = {0};
        Map<String, Figure> elsewhereByMonths = new TreeMap<>();
        rows.forEachRemaining(row -> {
            first = row;
            missing += row.<Integer>getAs(WorldSuppliers.MISSING);
            String exporter = row.getAs(WorldSuppliers.EXPORTER);
            if (exporter != null) {
                boolean summed = row.getAs(SUMMED);
                Map<String, Figure> figures = row.<Boolean>getAs(WorldSuppliers.NUMBER_ONLY)
                        ? summed ? elsewhereByMonths : elsewhere
                        : summed ? monthly : annual;
                figures.computeIfAbsent(exporter, none -> new Figure()).add(row);
                placed[0] |= row.<Integer>getAs(MONTHS);
            }
        });
        elsewhereByMonths.forEach((iso3, figure) ->
                elsewhere.merge(iso3, figure, (year, months) -> year.value < months.value ? months : year));
        int years = calendarYears(placed[0]);
        monthly.values().forEach(figure -> figure.months |= figure.monthsElsewhere & years);
    }

    /**
     * All months of the calendar years in which anybody has a figure: in others nothing was joined, so that who reported in
     * another edition did not necessarily sell nothing.
     */
    private int calendarYears(int placed) {
        int months = 13 - Columns.PERIOD_START.in(first).toLocalDate().getMonthValue();
        int begun = (1 << months) - 1;
        int next = Suppliers.ALL_MONTHS & ~begun;
        return ((placed & begun) == 0 ? 0 : begun) | ((placed & next) == 0 ? 0 : next);
    }

    Iterator<Row> suppliers(int leastReporters, List<Member> members) {
        Map<String, Figure> figures = figures();
        Map<String, Figure> asOne = new TreeMap<>(figures);
        asOne.values().removeIf(figure -> !figure.group);
        figures.keySet().removeAll(asOne.keySet());
        elsewhere.keySet().removeAll(figures.keySet());
        elsewhere.keySet().removeAll(asOne.keySet());
        Map<String, Figure> groupsElsewhere = new TreeMap<>(elsewhere);
        groupsElsewhere.values().removeIf(figure -> !figure.group);
        Set<String> unknown = new TreeSet<>(elsewhere.keySet());
        elsewhere.keySet().removeAll(groupsElsewhere.keySet());
        Groups groups = new Groups(members, Columns.YEAR.in(first), first.getAs(WorldSuppliers.WHOLE_GROUPS));
        Figure unnamed = unnamed(asOne, figures, groups);
        Map<String, Figure> anywhere = new TreeMap<>(elsewhere);
        anywhere.putAll(figures);
        groupsElsewhere.forEach((code, whole) -> {
            // What members report in another edition than their group may be other goods.
            Map<String, Figure> same = new TreeMap<>(anywhere);
            same.values().removeIf(figure -> figure.source == null || !figure.source.equals(whole.source));
            unnamedElsewhere += groups.beyondMembers(code, whole, same).value();
        });
        if (figures.isEmpty() && asOne.isEmpty() && unknown.isEmpty()) {
            return List.<Row>of().iterator();
        }
        // One row at least says why there is no figure.
        if (unnamed.value > 0 || figures.isEmpty()) {
            figures.put(Suppliers.UNSPECIFIED, unnamed);
        }
        long total = figures.values().stream().mapToLong(figure -> figure.value).sum();
        long other = unnamedElsewhere
                + elsewhere.values().stream().mapToLong(figure -> figure.value).sum();
        int coverage = WorldSuppliers.COVERAGES.indexOf(
                first.<Integer>getAs(WorldSuppliers.REPORTERS) >= leastReporters
                        ? WorldSuppliers.FULL
                        : missing > 0 ? WorldSuppliers.EXPORTERS_MISSING : WorldSuppliers.UNKNOWN);
        String reason = reason(figures, total, other, coverage);
        double[] bounds = other > 0 && (reason == null || reason.equals("no_correlation"))
                ? bounds(figures, unnamed.value, total)
                : null;
        Whole whole = new Whole(
                reason == null ? null : WorldSuppliers.REASONS.indexOf(reason),
                coverage,
                other == 0 ? null : other,
                bounds);
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
        boolean rolling = Columns.PERIOD_TYPE.in(first).equals("rolling_12_months");
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

    /** What groups sold beyond their members, as nobody's by name. */
    private static Figure unnamed(Map<String, Figure> asOne, Map<String, Figure> figures, Groups groups) {
        Figure unnamed = new Figure();
        unnamed.months = Suppliers.ALL_MONTHS;
        asOne.forEach((code, whole) -> {
            Rest rest = groups.beyondMembers(code, whole, figures);
            if (rest.value() > 0) {
                unnamed.value += rest.value();
                unnamed.weight = Figure.sum(unnamed.weight, rest.weight());
                unnamed.complete &= whole.complete;
                unnamed.months &= whole.months;
                unnamed.estimated |= whole.estimated;
            }
        });
        return unnamed;
    }

    private static String reason(Map<String, Figure> figures, long total, long other, int coverage) {
        if (figures.values().stream().anyMatch(figure -> !figure.complete)) {
            return "incomplete";
        }
        if (figures.values().stream().anyMatch(Figure::lacksMonths)) {
            return "months_missing";
        }
        if (WorldSuppliers.COVERAGES.get(coverage).equals(WorldSuppliers.EXPORTERS_MISSING)) {
            return "exporters_missing";
        }
        if (other > WorldSuppliers.MOST_IN_OTHER_EDITIONS * ((double) total + other)) {
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
                Columns.SOURCE.in(first),
                Suppliers.WORLD,
                null,
                Columns.PRODUCT_CODE.in(first),
                Columns.PERIOD_TYPE.in(first),
                Columns.PERIOD_START.in(first),
                Columns.YEAR.in(first),
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

    /** Groups that report as one, in one year. */
    private static final class Groups {
        private final Map<String, Set<String>> members = new HashMap<>();
        private final Set<String> whole;

        /** @param whole source/group, all of whose members report exports of anything in all months */
        Groups(List<Member> times, int year, String whole) {
            for (Member member : times) {
                if (member.from() <= year && year <= member.to()) {
                    members.computeIfAbsent(member.group(), none -> new TreeSet<>())
                            .add(member.iso3());
                }
            }
            // Sources without a whole group leave empty names, of which there may be several.
            this.whole = Set.copyOf(List.of(whole.split(",")));
        }

        /**
         * What it sold beyond its members at most. Its exports are those that leave it, so of its members' only those count
         * that do, too: what a member does not say to whom it sold may have stayed inside. Where all members report, nothing is
         * missing that could be one's. Of a group whose members are not known any part may be others'.
         *
         * <p>A total that counts too much, as nobody's by name, keeps all bounds: v / (T - x) is at most (v + x) / T, and an
         * index grows where x is added to the largest.
         */
        Rest beyondMembers(String code, Figure group, Map<String, Figure> countries) {
            Set<String> codes = members.get(code);
            if (codes == null) {
                return new Rest(group.value, group.weight);
            }
            boolean allReport = whole.contains(group.source + "/" + code);
            long value = group.notInside();
            Long weight = Figure.difference(group.weight, group.insideWeight);
            for (String iso3 : codes) {
                Figure member = countries.get(iso3);
                if (member != null) {
                    value -= allReport ? member.notInside() : Math.min(member.value, member.outside);
                    weight = Figure.difference(weight, allReport ? member.weightNotInside() : member.outsideWeight);
                }
            }
            // What is left of sums is rounding.
            boolean goods = value > SupplierTotals.ROUNDING * group.value;
            boolean weighed = weight != null && weight > SupplierTotals.ROUNDING * group.weight;
            return new Rest(goods ? value : 0, weighed ? weight : null);
        }
    }
}
