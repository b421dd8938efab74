package org.lodestone.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.lodestone.table.Unit;

/**
 * What charts have in common: the rows that they draw, with a column of figures and perhaps one for each bound, lines for
 * figures to compare with, and the same figures as a table in plain text.
 *
 * @param <C> the kind of chart
 */
public abstract class Chart<C extends Chart<C>> implements Displayed {
    static final double WIDTH = 760;
    static final double EDGE = 16;
    static final double LINE = 16;
    /** Rows that a chart can show and be read. */
    private static final int MOST_ROWS = 200;

    final String title;
    final StructType schema;
    final List<Row> rows;
    final String value;
    String low;
    String high;
    final List<Mark> marks = new ArrayList<>();
    private final List<String> named;
    private String caption = "";

    /** A figure to compare with. */
    record Mark(double figure, String text) {}

    /** A figure to compare with, in words. */
    String inWords(Mark mark) {
        return mark.text() + ": " + CellText.of(mark.figure(), unit(), true);
    }

    /**
     * @param value column of the figures
     * @param others columns that the chart needs besides
     * @throws IllegalArgumentException where a column is missing or has no figures, or there are too many rows
     */
    Chart(String title, Dataset<Row> rows, String value, List<String> others) {
        this.title = title;
        this.schema = rows.schema();
        this.value = value;
        named = new ArrayList<>(others);
        named.add(value);
        named.forEach(this::mustBeThere);
        mustBeFigures(value);
        this.rows = rows.limit(MOST_ROWS + 1).collectAsList();
        if (this.rows.size() > MOST_ROWS) {
            throw new IllegalArgumentException("A chart shows at most " + MOST_ROWS + " rows; choose some with where.");
        }
    }

    abstract C self();

    /** Bounds of each figure: the columns of the least and of the greatest that it can be. */
    public C within(String lowColumn, String highColumn) {
        mustBeFigures(lowColumn);
        mustBeFigures(highColumn);
        low = lowColumn;
        high = highColumn;
        return self();
    }

    /** A line for a figure to compare with, such as a policy's limit. */
    public C mark(double figure, String text) {
        marks.add(new Mark(figure, CellText.visible(text)));
        return self();
    }

    /** A sentence below the drawing: the source, what a reader should know. */
    public C caption(String sentence) {
        caption = CellText.visible(sentence);
        return self();
    }

    private void mustBeThere(String column) {
        if (!List.of(schema.fieldNames()).contains(column)) {
            throw new IllegalArgumentException(
                    "There is no column " + column + " among " + String.join(", ", schema.fieldNames()) + ".");
        }
    }

    private void mustBeFigures(String column) {
        mustBeThere(column);
        if (!(schema.apply(column).dataType() instanceof NumericType)) {
            throw new IllegalArgumentException("Column " + column + " has no figures to draw.");
        }
    }

    Unit unit() {
        return CellText.unit(schema.apply(value));
    }

    Double figure(Row row, String column) {
        Object figure = column == null ? null : row.getAs(column);
        return figure == null ? null : ((Number) figure).doubleValue();
    }

    String text(Row row, String column) {
        Object text = row.getAs(column);
        return CellText.of(text, CellText.unit(schema.apply(column)), text instanceof Number);
    }

    /** The figure with its bounds, where these say more. */
    String figureInWords(Row row) {
        Double least = figure(row, low);
        Double most = figure(row, high);
        String figure = CellText.of(figure(row, value), unit(), true);
        if (least == null || most == null) {
            return figure;
        }
        String from = CellText.of(least, unit(), true);
        String to = CellText.of(most, unit(), true);
        return from.equals(figure) && to.equals(figure) ? figure : figure + " (" + from + " to " + to + ")";
    }

    /** All figures that need a place on the axis. */
    List<Double> figures() {
        List<Double> figures = new ArrayList<>();
        for (Row row : rows) {
            figures.add(figure(row, value));
            figures.add(figure(row, low));
            figures.add(figure(row, high));
        }
        marks.forEach(mark -> figures.add(mark.figure()));
        return figures;
    }

    /** Writes the title and gives the place below it. */
    double heading(Svg svg) {
        double y = EDGE + 12;
        for (String line : Svg.wrapped(title, (WIDTH - 2 * EDGE) * 0.8)) {
            svg.text("title", "start", EDGE, y, line);
            y += LINE + 3;
        }
        return y + 4;
    }

    /** Writes the caption below what was drawn and closes the document. */
    String closed(Svg svg, double y, String description) {
        double below = y;
        if (!caption.isEmpty()) {
            below += 6;
            for (String line : Svg.wrapped(caption, (WIDTH - 2 * EDGE) * 1.05)) {
                below += LINE;
                svg.text("quiet", "start", EDGE, below, line);
            }
        }
        return svg.document(WIDTH, below + EDGE, title, description + (caption.isEmpty() ? "" : " " + caption));
    }

    abstract String svg();

    /** What can stand in the table beside the columns that the chart names itself. */
    List<String> alsoInTheTable() {
        return List.of();
    }

    @Override
    public Map<String, String> media() {
        Map<String, String> media = new LinkedHashMap<>();
        media.put("image/svg+xml", svg());
        media.put("text/plain", toString());
        return media;
    }

    /** The figures that are drawn, as a table. */
    @Override
    public String toString() {
        Set<String> columns = new LinkedHashSet<>(named);
        if (low != null) {
            columns.addAll(List.of(low, high));
        }
        StructType drawn = Grid.only(schema, List.copyOf(columns));
        List<Row> cells = rows.stream()
                .map(row -> org.apache.spark.sql.RowFactory.create(
                        columns.stream().map(row::getAs).toArray()))
                .toList();
        StringBuilder text = new StringBuilder(CellText.visible(title)).append('\n');
        text.append(Grid.of(drawn, cells, "")).append('\n');
        marks.forEach(mark -> text.append(inWords(mark)).append('\n'));
        alsoInTheTable().forEach(line -> text.append(line).append('\n'));
        return text.append(caption).toString().stripTrailing();
    }
}
