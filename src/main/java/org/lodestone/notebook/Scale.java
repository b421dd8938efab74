package org.lodestone.notebook;

import java.util.ArrayList;
import java.util.List;
import org.lodestone.table.Unit;

/** From figures to places on an axis, with round figures along it. It begins at zero unless a figure lies below. */
final class Scale {
    private static final int STEPS = 5;

    private final double low;
    private final double high;
    private final double step;
    private final Unit unit;
    private final double from;
    private final double to;

    /**
     * @param figures all that has to find place; nulls are not known and need none
     * @param from where the least lies
     * @param to where the greatest lies
     */
    Scale(List<Double> figures, Unit unit, double from, double to) {
        double least = 0;
        double most = 0;
        for (Double figure : figures) {
            if (figure != null) {
                least = Math.min(least, figure);
                most = Math.max(most, figure);
            }
        }
        if (least == most) {
            most = 1;
        }
        double rough = (most - least) / STEPS;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double part = rough / magnitude;
        step = magnitude * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
        low = Math.floor(least / step + 1e-9) * step;
        high = Math.ceil(most / step - 1e-9) * step;
        this.unit = unit;
        this.from = from;
        this.to = to;
    }

    double at(double figure) {
        return from + (figure - low) / (high - low) * (to - from);
    }

    double zero() {
        return at(Math.max(0, low));
    }

    /** Round figures along the axis. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step / 2; i++) {
            ticks.add(Math.round((low + i * step) / step) * step);
        }
        return ticks;
    }

    /** A round figure as it stands beside the axis. */
    String label(double tick) {
        if (unit == Unit.FRACTION || unit == Unit.GROWTH) {
            return CellText.of(Math.round(tick * 1e8) / 1e6, null, true) + " %";
        }
        return CellText.of(Math.round(tick * 1e6) / 1e6, null, true);
    }
}
