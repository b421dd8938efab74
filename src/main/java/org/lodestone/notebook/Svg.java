package org.lodestone.notebook;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A drawing in SVG: shapes with the chart's classes, and texts that stay texts. It brings its own background, so that it
 * reads on light and dark pages, and a darker one where the reader's system asks for that.
 */
final class Svg {
    /** Colours of up to six series, told apart also by those who do not see some of them; shapes differ besides. */
    private static final String[] LIGHT = {"#0072b2", "#b34700", "#00745a", "#9c3f77", "#5b4b9a", "#4d4d4d"};

    private static final String[] DARK = {"#56b4e9", "#f0a35e", "#3ec9a0", "#e59cc4", "#b3a4f0", "#c8c8c8"};

    private final StringBuilder body = new StringBuilder();

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    Svg rect(String style, double x, double y, double width, double height) {
        body.append(String.format(
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n",
                style, number(x), number(y), number(width), number(height)));
        return this;
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        body.append(String.format(
                "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n",
                style, number(x1), number(y1), number(x2), number(y2)));
        return this;
    }

    /** A shape along points x, y, x, y ... */
    Svg polygon(String style, List<Double> points) {
        body.append("<polygon class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < points.size(); i += 2) {
            body.append(i == 0 ? "" : " ")
                    .append(number(points.get(i)))
                    .append(',')
                    .append(number(points.get(i + 1)));
        }
        body.append("\"/>\n");
        return this;
    }

    /**
     * @param anchor start, middle or end: what of the text stands at x
     */
    Svg text(String style, String anchor, double x, double y, String text) {
        body.append(String.format(
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n",
                style, anchor, number(x), number(y), CellText.escaped(text)));
        return this;
    }

    /** About how wide a text of twelve points is. */
    static double width(String text) {
        return 6.7 * text.length();
    }

    /** A text cut to a width, with three dots where something is missing. */
    static String cut(String text, double width) {
        int most = (int) (width / 6.7);
        return text.length() <= most ? text : text.substring(0, Math.max(1, most - 3)) + "...";
    }

    /** A text in lines of a width, broken between words. */
    static List<String> wrapped(String text, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : CellText.visible(text).split(" ")) {
            if (line.length() > 0 && width(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /**
     * The whole document.
     *
     * @param description what the drawing shows, in words, for those who do not see it
     */
    String document(double width, double height, String title, String description) {
        // Several drawings share a page: the names in this one must be its own.
        CRC32 sum = new CRC32();
        sum.update((title + body).getBytes(StandardCharsets.UTF_8));
        String id = String.format("chart-%08x", sum.getValue());
        return String.format(
                """
                <svg xmlns="http://www.w3.org/2000/svg" id="%s" role="img" aria-labelledby="%s-title %s-text" \
                viewBox="0 0 %s %s" width="%s" height="%s">
                <title id="%s-title">%s</title>
                <desc id="%s-text">%s</desc>
                %s<rect class="paper" x="0" y="0" width="%s" height="%s"/>
                %s</svg>
                """,
                id,
                id,
                id,
                number(width),
                number(height),
                number(width),
                number(height),
                id,
                CellText.escaped(title),
                id,
                CellText.escaped(description),
                style(id),
                number(width),
                number(height),
                body);
    }

    private static String style(String id) {
        return "<style>\n"
                + rules("#" + id, "#ffffff", "#1b1f24", "#57606a", "#d8dee4", "#b31d28", LIGHT)
                + "#" + id + " text { font: 12px system-ui, sans-serif; }\n"
                + "#" + id + " .title { font-size: 15px; font-weight: 600; }\n"
                + "#" + id + " .bound { stroke-width: 1.5; fill: none; }\n"
                + "#" + id + " .mark { stroke-width: 1.5; stroke-dasharray: 6 4; }\n"
                + "#" + id + " .band { opacity: 0.18; }\n"
                + "#" + id + " .path { stroke-width: 2; fill: none; }\n"
                + "@media (prefers-color-scheme: dark) {\n"
                + rules("#" + id, "#16191d", "#e6edf3", "#a0a9b3", "#343b43", "#ff938a", DARK)
                + "}\n</style>\n";
    }

    private static String rules(
            String of, String paper, String ink, String quiet, String grid, String mark, String[] series) {
        StringBuilder rules = new StringBuilder();
        rules.append(of).append(" .paper { fill: ").append(paper).append("; }\n");
        rules.append(of)
                .append(" .ink, ")
                .append(of)
                .append(" .title { fill: ")
                .append(ink)
                .append("; }\n");
        rules.append(of).append(" .quiet { fill: ").append(quiet).append("; }\n");
        rules.append(of).append(" .grid { stroke: ").append(grid).append("; }\n");
        rules.append(of).append(" .bound { stroke: ").append(ink).append("; }\n");
        rules.append(of).append(" .mark { stroke: ").append(mark).append("; }\n");
        rules.append(of).append(" .marktext { fill: ").append(mark).append("; }\n");
        for (int s = 0; s < series.length; s++) {
            rules.append(of)
                    .append(" .fill")
                    .append(s)
                    .append(" { fill: ")
                    .append(series[s])
                    .append("; }\n");
            rules.append(of)
                    .append(" .path")
                    .append(s)
                    .append(" { stroke: ")
                    .append(series[s])
                    .append("; }\n");
        }
        return rules.toString();
    }
}
