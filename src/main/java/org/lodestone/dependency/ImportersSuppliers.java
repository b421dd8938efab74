package org.lodestone.dependency;

import static org.lodestone.dependency.PurchasePlaces.number;
import static org.lodestone.dependency.PurchasePlaces.orNothing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.lodestone.dependency.Supplied.Role;

/**
 * Who supplied one importer with one product in one period, of one source: what {@link SupplierTotals} says of it, as a
 * function of its rows. All values are LONG thousandths of dollars and kilograms.
 */
final class ImportersSuppliers {
    private static final String YEAR = "year";

    /** Unit values that lie this close together were made from one price, not weighed. */
    private static final double IMPUTED_SPREAD = 1.001;

    /** The first and the last of twelve months. */
    private static final int ENDS = 1 | 1 << 11;

    private final Row group;
    private final PurchasePlaces at;
    private final String importer;
    private final boolean annual;
    private List<Supplied> suppliers = List.of();
    private boolean monthsMissing;

    /** Of all but re-imports, and of these, before World's rest. */
    private long namedValue;

    private long namedWeight;
    private long selfValue;
    private long selfWeight;
    private long weightlessValue;
    private long estimatedValue;
    /** World's figures; null where there are none. */
    private Long controlValue;

    private Long controlWeight;
    private boolean selfWeightless;
    /** What World has beyond its partners. */
    private long restValue;

    private long restWeight;
    private long totalValue;
    private long totalWeight;
    private long hiddenNamed;
    private boolean hiddenUnnamed;
    private long hiddenUnnamedValue;
    private Long hiddenWeight;
    private long hiddenValue;
    private boolean imputed;

    /**
     * @param group the values of {@link Suppliers#GROUP}
     * @param rows of each supplier any number, by the year and by its months
     */
    ImportersSuppliers(Row group, PurchasePlaces at, Iterator<Row> rows) {
        this.group = group;
        this.at = at;
        importer = group.getString(1);
        String period = group.getString(4);
        Map<String, Supplied> ofYear = new HashMap<>();
        Map<String, Supplied> ofMonths = new HashMap<>();
        rows.forEachRemaining(row -> (row.getBoolean(at.summed) ? ofMonths : ofYear)
                .computeIfAbsent(row.getString(at.supplier), none -> new Supplied(row, at, importer))
                .add(row, at));
        List<Supplied> yearly = new ArrayList<>(ofYear.values());
        List<Supplied> monthly = new ArrayList<>(ofMonths.values());
        choose(period, yearly, monthly);
        annual = period.equals(YEAR) && suppliers != monthly;
    }

    /** Of an annual figure and the sum of the months the complete one, of two complete ones the annual. */
    private void choose(String period, List<Supplied> yearly, List<Supplied> monthly) {
        boolean yearlyLacks = lacksMonths(yearly);
        boolean monthlyLacks = lacksMonths(monthly);
        boolean yearlyIs = isPeriod(period, yearly, yearlyLacks);
        boolean monthlyIs = isPeriod(period, monthly, monthlyLacks);
        boolean yearlyWhole = isComplete(yearly) && !yearlyLacks;
        boolean monthlyWhole = isComplete(monthly) && !monthlyLacks;
        if (monthlyIs && (!yearlyIs || monthlyWhole && !yearlyWhole)) {
            suppliers = monthly;
            monthsMissing = monthlyLacks;
        } else if (yearlyIs) {
            suppliers = yearly;
            monthsMissing = yearlyLacks;
        }
    }

    /** A month without the product is zero where the importer reports on anything in it, otherwise not known. */
    private int monthsKnown(List<Supplied> rows) {
        int known = 0;
        for (Supplied one : rows) {
            known |= one.months | one.reportedMonths;
        }
        return known;
    }

    private boolean lacksMonths(List<Supplied> rows) {
        return monthsKnown(rows) != Suppliers.ALL_MONTHS;
    }

    /** A year stays, as a lower bound; twelve months that begin or end where nothing is known are no period. */
    private boolean isPeriod(String period, List<Supplied> rows, boolean lacksMonths) {
        return !rows.isEmpty() && (!lacksMonths || period.equals(YEAR) || (monthsKnown(rows) & ENDS) == ENDS);
    }

    private boolean isComplete(List<Supplied> rows) {
        return rows.stream().allMatch(one -> one.complete);
    }

    /** Rows as {@link SupplierTotals#OF_SUPPLIER}, after the group's. */
    Iterator<Row> rows() {
        if (suppliers.isEmpty()) {
            return List.<Row>of().iterator();
        }
        place();
        addUp();
        addRest();
        hide();
        // An importer that states a World of zero and no partner is known to buy nothing.
        boolean nobodyNamed = suppliers.stream().allMatch(one -> one.is(Role.UNSPECIFIED));
        List<Supplied> shown = suppliers.stream()
                .filter(one -> !one.is(Role.UNSPECIFIED) || one.isSold() || one.weight != null || nobodyNamed)
                .toList();
        long unspecifiedValue = unspecified(one -> one.value);
        long unspecifiedWeight = unspecified(Supplied::knownWeight);
        long free = unspecifiedValue
                + shown.stream()
                        .mapToLong(one -> orNothing(number(one.row, at.otherEditions)))
                        .max()
                        .orElse(0);
        Totals totals = new Totals(
                unspecifiedValue,
                unspecifiedWeight,
                free,
                coverage(),
                basis(),
                reason(shown),
                said(),
                worldCoverage(shown));
        List<Row> rows = new ArrayList<>();
        shown.forEach(one -> rows.add(row(one, shown, totals)));
        return rows.iterator();
    }

    /** By value, those of equal value by code. */
    private void place() {
        suppliers.sort(Comparator.comparing((Supplied one) -> !one.is(Role.SUPPLIER))
                .thenComparing(Comparator.comparingLong(Supplied::known).reversed())
                .thenComparing(one -> one.iso3));
        for (int i = 0; i < suppliers.size(); i++) {
            Supplied one = suppliers.get(i);
            Supplied before = i == 0 ? null : suppliers.get(i - 1);
            one.place = i + 1;
            boolean equal = before != null
                    && before.is(Role.SUPPLIER) == one.is(Role.SUPPLIER)
                    && before.known() == one.known();
            one.larger = equal ? before.larger : i;
        }
        for (int i = suppliers.size() - 1; i >= 0; i--) {
            Supplied one = suppliers.get(i);
            Supplied after = i + 1 == suppliers.size() ? null : suppliers.get(i + 1);
            one.asLarge = after != null && after.larger == one.larger ? after.asLarge : i + 1;
        }
    }

    private void addUp() {
        namedValue = sum(Supplied::counts, Supplied::known);
        selfValue = sum(one -> one.is(Role.SELF), Supplied::known);
        namedWeight = sum(Supplied::counts, Supplied::knownWeight);
        selfWeight = sum(one -> one.is(Role.SELF), Supplied::knownWeight);
        weightlessValue = sum(Supplied::counts, one -> one.withoutWeight);
        estimatedValue = sum(Supplied::counts, one -> one.estimated);
        controlValue = total(one -> one.worldValue);
        // Of months some of whose World rows have no weight, the sum is no control.
        controlWeight = sum(one -> true, one -> one.worldWithoutWeight) == 0 ? total(one -> one.worldWeight) : null;
        // What World's weight leaves has been looked at month by month, where there are months.
        selfWeightless = annual && suppliers.stream().anyMatch(one -> one.is(Role.SELF) && one.withoutWeight > 0);
        double[] unitValues = suppliers.stream()
                .filter(one -> one.is(Role.SUPPLIER) && one.unitValue() != null)
                .mapToDouble(Supplied::unitValue)
                .sorted()
                .toArray();
        imputed = unitValues.length >= 2 && unitValues[unitValues.length - 1] <= unitValues[0] * IMPUTED_SPREAD;
    }

    private void addRest() {
        restValue = controlValue == null
                ? 0
                : Math.max(0, Math.subtractExact(Math.subtractExact(controlValue, namedValue), selfValue));
        // Where partners lack weights, what World has beyond them is theirs and not unspecified suppliers'; of what it
        // has
        // beyond partners some may be re-imports'.
        boolean theirs = weightlessValue == 0 && !selfWeightless && controlWeight != null;
        restWeight = theirs && SupplierTotals.exceeds(controlWeight, Math.addExact(namedWeight, selfWeight))
                ? controlWeight - namedWeight - selfWeight
                : 0;
        totalValue = Math.addExact(namedValue, restValue);
        totalWeight = Math.addExact(namedWeight, restWeight);
        for (Supplied one : suppliers) {
            one.unweighed = one.withoutWeight;
            if (one.is(Role.UNSPECIFIED)) {
                one.unweighed += restWeight == 0 ? restValue : 0;
                one.value = Math.addExact(one.known(), restValue);
                one.weight = Math.addExact(one.knownWeight(), restWeight);
            }
        }
    }

    /** What has no weight, and what it may weigh: what World has beyond the known weights, if World counts it at all. */
    private void hide() {
        boolean restIsGoods = SupplierTotals.isGoods(restValue, totalValue) && restWeight == 0;
        hiddenNamed = suppliers.stream()
                .filter(one -> one.is(Role.SUPPLIER) && one.isWeightless())
                .count();
        hiddenUnnamed =
                restIsGoods || suppliers.stream().anyMatch(one -> one.is(Role.UNSPECIFIED) && one.withoutWeight > 0);
        hiddenUnnamedValue = hiddenUnnamed ? unspecified(one -> one.unweighed) : 0;
        if (hiddenNamed == 0 && !hiddenUnnamed) {
            hiddenWeight = 0L;
        } else if (!selfWeightless && controlWeight != null) {
            long left = controlWeight - namedWeight - selfWeight;
            hiddenWeight = left > (annual ? controlWeight * SupplierTotals.ROUNDING : 0.0) ? left : null;
        }
        hiddenValue = Math.addExact(sum(one -> one.is(Role.SUPPLIER), one -> one.unweighed), hiddenUnnamedValue);
        totalWeight = Math.addExact(totalWeight, orNothing(hiddenWeight));
        for (Supplied one : suppliers) {
            one.weight = one.weight != null && one.weight > 0 ? one.weight : null;
        }
    }

    /** What is said on each of the rows. */
    private record Totals(
            long unspecifiedValue,
            long unspecifiedWeight,
            long free,
            Double coverage,
            String basis,
            String reason,
            int said,
            String worldCoverage) {}

    private Row row(Supplied one, List<Supplied> shown, Totals totals) {
        boolean ranked = one.isRanked();
        Object[] values = new Object[group.length() + SupplierTotals.OF_SUPPLIER.length()];
        for (int i = 0; i < group.length(); i++) {
            values[i] = group.get(i);
        }
        Object[] said = {
            one.iso3,
            one.role.code,
            one.value,
            one.weight,
            one.withoutWeight,
            one.unweighed,
            one.estimated,
            one.complete,
            one.row.getBoolean(at.summed),
            totalValue,
            totals.unspecifiedValue(),
            totalWeight,
            totals.unspecifiedWeight(),
            hiddenWeight,
            hiddenNamed,
            hiddenUnnamed,
            hiddenValue,
            hiddenUnnamedValue,
            ranked ? one.place : null,
            ranked ? rankLow(one, shown, totals.free()) : null,
            ranked ? rankHigh(one, shown, totals.free()) : null,
            totals.coverage(),
            totals.basis(),
            totals.reason(),
            totals.said(),
            totals.worldCoverage(),
            one.row.get(at.otherEditions),
            one.row.get(at.worldHhiLow),
            one.row.get(at.worldHhiHigh),
            one.row.get(at.groupValue)
        };
        System.arraycopy(said, 0, values, group.length(), said.length);
        return RowFactory.create(values);
    }

    /**
     * The best place of a supplier: behind those that are larger even if all that is nobody's by name were its own. That
     * are unspecified imports, and what exporters of other editions report under the same number.
     *
     * @param free what is nobody's by name; where all is somebody's there is nothing to count
     */
    private static int rankLow(Supplied one, List<Supplied> shown, long free) {
        return free == 0 ? one.larger + 1 : count(shown, other -> other.value > one.value + free) + 1;
    }

    /**
     * Its worst place: behind all that are as large if all of that were theirs, and as many unnamed ones as could be as
     * large. Not all of them can be at once, so the true place may never be as bad; the largest supplier is certainly the
     * first where this is 1.
     */
    private static int rankHigh(Supplied one, List<Supplied> shown, long free) {
        return free == 0
                ? one.asLarge
                : count(shown, other -> other.value >= one.value - free) + SupplierTotals.unnamed(free, one.value);
    }

    private static int count(List<Supplied> shown, Predicate<Supplied> which) {
        return (int) shown.stream().filter(Supplied::isRanked).filter(which).count();
    }

    /** What World has beyond its partners is a part of the trade too: its weight is known only with World's. */
    private Double coverage() {
        long weighed = namedValue - weightlessValue + (restWeight > 0 ? restValue : 0);
        return totalValue == 0 ? null : Double.valueOf((double) weighed / totalValue);
    }

    private String basis() {
        if (totalWeight == 0) {
            return "none";
        }
        if (imputed || estimatedValue > 0 && estimatedValue == namedValue) {
            return "imputed";
        }
        if (weightlessValue > 0 || hiddenUnnamed) {
            return "partly_missing";
        }
        return estimatedValue > 0 ? "partly_imputed" : "reported";
    }

    private String reason(List<Supplied> shown) {
        Integer ofWorld = ofWorld(shown, at.worldReason);
        if (ofWorld != null) {
            return WorldSuppliers.REASONS.get(ofWorld);
        }
        if (!importer.equals(Suppliers.WORLD) && !isComplete(suppliers)) {
            return "incomplete";
        }
        if (monthsMissing) {
            return "months_missing";
        }
        return totalValue == 0 ? "no_imports" : null;
    }

    private String worldCoverage(List<Supplied> shown) {
        if (!importer.equals(Suppliers.WORLD)) {
            return null;
        }
        Integer coverage = ofWorld(shown, at.worldCoverage);
        return coverage == null ? WorldSuppliers.FULL : WorldSuppliers.COVERAGES.get(coverage);
    }

    /** The same on all rows. */
    private static Integer ofWorld(List<Supplied> shown, int place) {
        Row first = shown.get(0).row;
        return first.isNullAt(place) ? null : Integer.valueOf(first.getInt(place));
    }

    private int said() {
        int said = 0;
        for (Supplied one : suppliers) {
            said |= one.said;
        }
        return said;
    }

    private long unspecified(ToLongFunction<Supplied> figure) {
        return suppliers.stream()
                .filter(one -> one.is(Role.UNSPECIFIED))
                .mapToLong(figure)
                .max()
                .orElse(0);
    }

    private long sum(Predicate<Supplied> which, ToLongFunction<Supplied> figure) {
        long sum = 0;
        for (Supplied one : suppliers) {
            if (which.test(one)) {
                sum = Math.addExact(sum, figure.applyAsLong(one));
            }
        }
        return sum;
    }

    /** Null where nobody has the figure. */
    private Long total(Function<Supplied, Long> figure) {
        Long total = null;
        for (Supplied one : suppliers) {
            total = PurchasePlaces.sum(total, figure.apply(one));
        }
        return total;
    }
}
