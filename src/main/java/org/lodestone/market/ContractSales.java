package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What contracts bring in a year. Where one plant makes the goods of several and cannot fill all, they are served in the
 * order that the data state, and those of one rank, or without any, each in the same proportion of its tonnes.
 */
final class ContractSales implements Serializable {
    /**
     * A contract's part of the years; not a number where it says nothing.
     *
     * @param maker the place of its maker among the plants; -1 for none whose capacity is known
     * @param priority lower ranks first
     * @param attrition the place of the input
     */
    record Flow(double[] tonnes, double[] usd, int maker, int priority, int attrition) implements Serializable {}

    /** What contracts say, what of it is delivered, and whether a maker could not fill them. */
    record Year(double contracted, double delivered, boolean cut) {}

    /** A contract without a priority comes after those with one. */
    static final int NO_PRIORITY = Integer.MAX_VALUE;

    /** Contracts that share a maker's capacity, in the order in which they are served; those without a maker alone. */
    private final List<List<Flow>> groups = new ArrayList<>();

    private final List<Flow> flows;

    ContractSales(List<Flow> flows) {
        this.flows = flows;
        Flow last = null;
        for (Flow flow : flows.stream()
                .sorted(Comparator.comparingInt(Flow::maker).thenComparingInt(Flow::priority))
                .toList()) {
            boolean together = last != null
                    && flow.maker() >= 0
                    && flow.maker() == last.maker()
                    && flow.priority() == last.priority();
            if (!together) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(flow);
            last = flow;
        }
    }

    /** Tonnes or dollars as the contracts say, without attrition; not a number if one is silent. */
    double contracted(int place, boolean usd) {
        double sum = 0;
        for (Flow flow : flows) {
            sum += (usd ? flow.usd() : flow.tonnes())[place];
        }
        return sum;
    }

    /**
     * @param place of the year
     * @param left what each plant can make; what contracts take is taken off
     */
    Year in(int place, double[] values, double[] left, boolean usd) {
        double contracted = 0;
        double delivered = 0;
        boolean cut = false;
        for (List<Flow> group : groups) {
            int maker = group.get(0).maker();
            double wanted = 0;
            if (maker >= 0) {
                for (Flow flow : group) {
                    // Tonnes that are not known are limited by nothing; a note says so.
                    double tonnes = flow.tonnes()[place] * (1 - values[flow.attrition()]);
                    wanted += Double.isNaN(tonnes) ? 0 : tonnes;
                }
            }
            double part = maker >= 0 && wanted > left[maker] ? left[maker] / wanted : 1;
            cut |= part < 1;
            for (Flow flow : group) {
                double amount = (usd ? flow.usd() : flow.tonnes())[place] * (1 - values[flow.attrition()]);
                contracted += amount;
                delivered += Double.isNaN(flow.tonnes()[place]) ? amount : amount * part;
            }
            if (maker >= 0) {
                left[maker] = part < 1 ? 0 : left[maker] - wanted;
            }
        }
        return new Year(contracted, delivered, cut);
    }
}
