package org.lodestone.market;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Columns;

/**
 * How large a scenario's market is in each year, in tonnes or in dollars: stated years as they are, years between them by
 * constant growth, years outside of them by the assumed growth, counted from the nearest stated year. A stated figure is
 * the scenario's own and no growth is drawn for it.
 */
final class MarketSize implements Serializable {
    private final TreeMap<Integer, Double> stated = new TreeMap<>();
    private final boolean grows;
    private final int firstYear;

    /** By year: a size, and the years over which it still grows. */
    private final double[] sizes;

    private final int[] distances;

    /**
     * @param scenario rows of {@link MarketOutlook#TABLE}
     * @param grows whether a growth is assumed; without one, years outside of the stated ones are not known
     */
    MarketSize(List<Row> scenario, String basis, boolean grows, int firstYear, int lastYear) {
        for (Row row : scenario) {
            Double size = stated(row, basis);
            if (size != null) {
                stated.put(Columns.YEAR.in(row), size);
            }
        }
        this.grows = grows;
        this.firstYear = firstYear;
        sizes = new double[lastYear - firstYear + 1];
        distances = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = size(firstYear + i);
            distances[i] = reaches(firstYear + i) || !isStated()
                    ? 0
                    : firstYear + i - (firstYear + i < stated.firstKey() ? stated.firstKey() : stated.lastKey());
        }
    }

    private double size(int year) {
        if (!isStated() || !grows && !reaches(year)) {
            return Double.NaN;
        }
        Map.Entry<Integer, Double> before = stated.floorEntry(year);
        Map.Entry<Integer, Double> after = stated.ceilingEntry(year);
        if (before == null || after == null) {
            return (before == null ? after : before).getValue();
        }
        if (before.getKey().equals(after.getKey())) {
            return before.getValue();
        }
        double part = (double) (year - before.getKey()) / (after.getKey() - before.getKey());
        return before.getValue() * StrictMath.pow(after.getValue() / before.getValue(), part);
    }

    /** A scenario's market of a year: as stated, or from vehicles; null where it has none on that basis. */
    static Double stated(Row row, String basis) {
        if (basis.equals(ShareModel.USD)) {
            return MarketOutlook.MARKET_USD.in(row);
        }
        Double tonnes = MarketOutlook.MARKET_TONNES.in(row);
        Double vehicles = MarketOutlook.VEHICLES.in(row);
        if (tonnes != null || vehicles == null) {
            return tonnes;
        }
        return vehicles
                * MarketOutlook.PERMANENT_MAGNET_SHARE.in(row)
                * MarketOutlook.MAGNET_KG_PER_VEHICLE.in(row)
                / 1000;
    }

    boolean isStated() {
        return !stated.isEmpty();
    }

    /** Whether a year lies between the first and the last stated one. */
    boolean reaches(int year) {
        return isStated() && year >= stated.firstKey() && year <= stated.lastKey();
    }

    /** How the size of a year comes about; null where it is not known. */
    String basis(int year) {
        return stated.containsKey(year)
                ? "stated"
                : reaches(year) ? "between_stated_years" : grows && isStated() ? "assumed_growth" : null;
    }

    /**
     * @param growth of the market, which counts outside of the stated years only
     * @return not a number where it is not known
     */
    double at(int year, double growth) {
        int place = year - firstYear;
        return distances[place] == 0 ? sizes[place] : sizes[place] * power(1 + growth, distances[place]);
    }

    /** By multiplication: a hundred thousand futures ask for it, and exact powers of any exponent take ten times as long. */
    private static double power(double factor, int years) {
        double power = 1;
        for (int year = 0; year < Math.abs(years); year++) {
            power *= factor;
        }
        return years < 0 ? 1 / power : power;
    }
}
