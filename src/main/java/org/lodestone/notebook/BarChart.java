package org.lodestone.notebook;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A bar for each row, in the rows' order. Where a figure has bounds, a line with ends says within which it lies; what is
 * not known has no bar and says so.
 */
public final class BarChart extends Chart<BarChart> {
    private static final double ROW = 26;
    private static final double BAR = 14;
    private static final double MOST_FOR_LABELS = 330;

    private final String label;

    private BarChart(String title, Dataset<Row> rows, String label, String value) {
        super(title, rows, value, List.of(label));
        this.label = label;
    }

    /**
     * @param rows in the order in which they are drawn
     * @param label column of what stands beside each bar
     * @param value column of the figures
     * @throws IllegalArgumentException where a column is missing or has no figures, or there are too many rows
     */
    public static BarChart of(String title, Dataset<Row> rows, String label, String value) {
        return new BarChart(title, rows, label, value);
    }

    @Override
    BarChart self() {
        return this;
    }

    @Override
    String svg() {
        Svg svg = new Svg();
        double top = heading(svg) + (marks.isEmpty() ? 0 : LINE * marks.size());
        double labels = Math.min(
                MOST_FOR_LABELS,
                rows.stream()
                        .mapToDouble(row -> Svg.width(text(row, label)))
                        .max()
                        .orElse(0));
        double words = rows.stream()
                .mapToDouble(row -> Svg.width(figureInWords(row)))
                .max()
                .orElse(0);
        double left = EDGE + labels + 10;
        double right = WIDTH - EDGE - words - 10;
        double bottom = top + ROW * rows.size();
        Scale scale = new Scale(figures(), unit(), left, Math.max(left + 120, right));
        for (double tick : scale.ticks()) {
            svg.line("grid", scale.at(tick), top, scale.at(tick), bottom);
            svg.text("quiet", "middle", scale.at(tick), bottom + LINE, scale.label(tick));
        }
        double y = top;
        for (Row row : rows) {
            double middle = y + ROW / 2;
            svg.text("ink", "end", left - 8, middle + 4, Svg.cut(text(row, label), MOST_FOR_LABELS));
            Double figure = figure(row, value);
            if (figure != null) {
                double from = Math.min(scale.zero(), scale.at(figure));
                svg.rect("fill0", from, middle - BAR / 2, Math.abs(scale.at(figure) - scale.zero()), BAR);
            }
            Double least = figure(row, low);
            Double most = figure(row, high);
            if (least != null && most != null && most > least) {
                svg.line("bound", scale.at(least), middle, scale.at(most), middle);
                svg.line("bound", scale.at(least), middle - 5, scale.at(least), middle + 5);
                svg.line("bound", scale.at(most), middle - 5, scale.at(most), middle + 5);
            }
            svg.text("ink", "end", WIDTH - EDGE, middle + 4, figureInWords(row));
            y += ROW;
        }
        double above = top - 5 - LINE * (marks.size() - 1);
        for (Mark mark : marks) {
            double x = scale.at(mark.figure());
            boolean leftOf = x + Svg.width(mark.text()) > WIDTH - EDGE;
            svg.line("mark", x, above - 10, x, bottom);
            svg.text("marktext", leftOf ? "end" : "start", leftOf ? x - 5 : x + 5, above, mark.text());
            above += LINE;
        }
        return closed(svg, bottom + LINE + 4, description());
    }

    private String description() {
        return rows.stream()
                        .map(row -> text(row, label) + ": " + figureInWords(row))
                        .collect(Collectors.joining("; "))
                + "."
                + marks.stream().map(mark -> " Line: " + inWords(mark) + ".").collect(Collectors.joining());
    }
}
