package org.lodestone.notebook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Figures over years, a line for each series, with its name at its end. Bounds are a band around the line. Years without a
 * figure are a gap: nothing is drawn that is not known.
 */
public final class LineChart extends Chart<LineChart> {
    private static final int MOST_SERIES = 6;
    private static final int MOST_YEAR_LABELS = 12;
    private static final double HEIGHT = 300;
    private static final double MOST_FOR_NAMES = 230;

    private final String series;
    private final String year;
    private final List<Target> targets = new ArrayList<>();

    private record Target(int year, double figure, String text) {}

    private LineChart(String title, Dataset<Row> rows, String series, String year, String value) {
        super(title, rows, value, List.of(series, year));
        this.series = series;
        this.year = year;
        if (bySeries().size() > MOST_SERIES) {
            throw new IllegalArgumentException("A line chart shows at most " + MOST_SERIES + " series, and column "
                    + series + " has " + bySeries().size() + "; choose some with where.");
        }
    }

    /**
     * @param rows one a series and year
     * @param series column of the series' names
     * @param year column of the years
     * @param value column of the figures
     * @throws IllegalArgumentException where a column is missing or has no figures, or there are too many rows or series
     */
    public static LineChart of(String title, Dataset<Row> rows, String series, String year, String value) {
        return new LineChart(title, rows, series, year, value);
    }

    /** A point that is to be reached. */
    public LineChart target(int inYear, double figure, String text) {
        targets.add(new Target(inYear, figure, CellText.visible(text)));
        return this;
    }

    @Override
    LineChart self() {
        return this;
    }

    @Override
    List<Double> figures() {
        List<Double> figures = super.figures();
        targets.forEach(target -> figures.add(target.figure()));
        return figures;
    }

    @Override
    List<String> alsoInTheTable() {
        return targets.stream().map(this::inWords).toList();
    }

    private String inWords(Target target) {
        return target.text() + ": " + CellText.of(target.figure(), unit(), true) + " in " + target.year();
    }

    /** The rows of each series by year; series in the order in which they come. */
    private Map<String, List<Row>> bySeries() {
        Map<String, List<Row>> all = new LinkedHashMap<>();
        rows.forEach(row -> all.computeIfAbsent(text(row, series), none -> new ArrayList<>())
                .add(row));
        all.values().forEach(one -> one.sort(Comparator.comparingInt(this::year)));
        return all;
    }

    private int year(Row row) {
        return figure(row, year).intValue();
    }

    @Override
    String svg() {
        Svg svg = new Svg();
        double top = heading(svg);
        double bottom = top + HEIGHT;
        Map<String, List<Row>> all = bySeries();
        double names = Math.min(
                MOST_FOR_NAMES,
                all.keySet().stream().mapToDouble(Svg::width).max().orElse(0));
        double left = EDGE + 60;
        double right = WIDTH - EDGE - names - 16;
        Scale scale = new Scale(figures(), unit(), bottom, top);
        for (double tick : scale.ticks()) {
            svg.line("grid", left, scale.at(tick), right, scale.at(tick));
            svg.text("quiet", "end", left - 8, scale.at(tick) + 4, scale.label(tick));
        }
        Years years = years(left + 14, right - 14);
        for (int one = years.first(); one <= years.last(); one += years.step()) {
            svg.text("quiet", "middle", years.at(one), bottom + LINE + 2, String.valueOf(one));
        }
        int index = 0;
        for (List<Row> one : all.values()) {
            draw(svg, index++, one, scale, years);
        }
        for (Mark mark : marks) {
            double y = scale.at(mark.figure());
            svg.line("mark", left, y, right, y);
            svg.text("marktext", "start", left + 6, y - 5, mark.text());
        }
        for (Target target : targets) {
            double x = years.at(target.year());
            double y = scale.at(target.figure());
            svg.line("mark", x - 6, y - 6, x + 6, y + 6);
            svg.line("mark", x - 6, y + 6, x + 6, y - 6);
            svg.text("marktext", "end", x - 10, y - 7, target.text());
        }
        namesAtTheEnd(svg, all, scale, years, right);
        return closed(svg, bottom + LINE + 6, description(all));
    }

    /** From a year to its place. */
    private record Years(int first, int last, double from, double to) {
        double at(int year) {
            return first == last ? (from + to) / 2 : from + (to - from) * (year - first) / (last - first);
        }

        int step() {
            return Math.max(1, (last - first + MOST_YEAR_LABELS) / MOST_YEAR_LABELS);
        }
    }

    private Years years(double from, double to) {
        List<Integer> all = new ArrayList<>(rows.stream().map(this::year).toList());
        targets.forEach(target -> all.add(target.year()));
        int first = all.stream().min(Comparator.naturalOrder()).orElse(0);
        return new Years(first, all.stream().max(Comparator.naturalOrder()).orElse(first), from, to);
    }

    private void draw(Svg svg, int index, List<Row> points, Scale scale, Years years) {
        boolean inBand = false;
        for (int i = 0; i < points.size(); i++) {
            Row row = points.get(i);
            double x = years.at(year(row));
            Row next = i + 1 < points.size() && year(points.get(i + 1)) == year(row) + 1 ? points.get(i + 1) : null;
            boolean band = next != null && hasBounds(row) && hasBounds(next);
            if (band) {
                double then = years.at(year(next));
                svg.polygon(
                        "band fill" + index,
                        List.of(
                                x,
                                scale.at(figure(row, high)),
                                then,
                                scale.at(figure(next, high)),
                                then,
                                scale.at(figure(next, low)),
                                x,
                                scale.at(figure(row, low))));
            }
            if (!band && !inBand && hasBounds(row)) {
                bounds(svg, x, scale.at(figure(row, low)), scale.at(figure(row, high)));
            }
            inBand = band;
            Double figure = figure(row, value);
            if (figure == null) {
                continue;
            }
            Double then = next == null ? null : figure(next, value);
            if (then != null) {
                svg.line("path path" + index, x, scale.at(figure), years.at(year(next)), scale.at(then));
            }
            shape(svg, index, x, scale.at(figure));
        }
    }

    private boolean hasBounds(Row row) {
        return figure(row, low) != null && figure(row, high) != null;
    }

    /** Bounds of a year that stands alone. */
    private static void bounds(Svg svg, double x, double least, double most) {
        if (most < least) {
            svg.line("bound", x, least, x, most);
            svg.line("bound", x - 4, least, x + 4, least);
            svg.line("bound", x - 4, most, x + 4, most);
        }
    }

    /** A shape of its own for each series: colour alone tells nobody apart who does not see it. */
    private static void shape(Svg svg, int index, double x, double y) {
        double r = 4.5;
        String style = "fill" + index;
        switch (index) {
            case 0 -> svg.rect(style, x - r, y - r, 2 * r, 2 * r);
            case 1 -> svg.polygon(style, List.of(x, y - r - 1, x + r + 1, y + r, x - r - 1, y + r));
            case 2 -> svg.polygon(style, List.of(x, y - r - 1, x + r + 1, y, x, y + r + 1, x - r - 1, y));
            case 3 -> svg.polygon(style, List.of(x, y + r + 1, x + r + 1, y - r, x - r - 1, y - r));
            case 4 -> svg.rect(style, x - r - 2, y - 2, 2 * r + 4, 4);
            default -> svg.rect(style, x - 2, y - r - 2, 4, 2 * r + 4);
        }
    }

    /** Names stand beside the last point of their series, one below the other where these are close. */
    private void namesAtTheEnd(Svg svg, Map<String, List<Row>> all, Scale scale, Years years, double right) {
        record Name(String text, int index, double y) {}
        List<Name> ends = new ArrayList<>();
        int index = 0;
        for (Map.Entry<String, List<Row>> one : all.entrySet()) {
            Double last = null;
            for (Row row : one.getValue()) {
                last = figure(row, value) == null ? last : figure(row, value);
            }
            ends.add(new Name(one.getKey(), index++, last == null ? scale.zero() : scale.at(last)));
        }
        ends.sort(Comparator.comparingDouble(Name::y));
        double free = Double.NEGATIVE_INFINITY;
        for (Name end : ends) {
            double y = Math.max(end.y(), free);
            shape(svg, end.index(), right + 8, y);
            svg.text("ink", "start", right + 18, y + 4, Svg.cut(end.text(), MOST_FOR_NAMES));
            free = y + LINE;
        }
    }

    private String description(Map<String, List<Row>> all) {
        List<String> sentences = new ArrayList<>();
        all.forEach((name, points) -> sentences.add(name + ": "
                + points.stream()
                        .map(row -> year(row) + " " + figureInWords(row))
                        .collect(Collectors.joining(", "))
                + "."));
        marks.forEach(mark -> sentences.add("Line: " + inWords(mark) + "."));
        targets.forEach(target -> sentences.add("Target: " + inWords(target) + "."));
        return String.join(" ", sentences);
    }
}
