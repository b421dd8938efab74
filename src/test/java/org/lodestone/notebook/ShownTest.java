package org.lodestone.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Spark;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Tables and charts: what they say, and that hostile names stay text in them. */
class ShownTest {
    private static final String HOSTILE = "<script>alert(\"1\")</script> & 'so' \u202Eon\u0007";
    private static final String SEEN = "<script>alert(\"1\")</script> & 'so' \\u202Eon\\u0007";

    private static final Table TABLE = Table.named("shares")
            .grain("One row per supplier.")
            .key(Field.required("supplier", Unit.TEXT, "The supplier's \"name\" <b>."))
            .required("year", Unit.YEAR, "The year.")
            .column("value_share", Unit.FRACTION, "Its share.")
            .column("share_low", Unit.FRACTION, "At least.")
            .column("share_high", Unit.FRACTION, "At most.")
            .column("value_usd", Unit.USD, "Its value.")
            .build();

    private static Dataset<Row> shares(Object[]... rows) {
        List<Row> all = new ArrayList<>();
        for (Object[] row : rows) {
            all.add(RowFactory.create(row));
        }
        return Spark.session().createDataFrame(all, TABLE.schema());
    }

    private static final Object[][] ROWS = {
        {"China", 2022, 0.874, 0.85, 0.9, 1_234_567.8},
        {"China", 2023, null, null, null, null},
        {HOSTILE, 2022, 0.00001, 0.0, 0.05, 0.0},
    };

    @Test
    void aTableAlignsFiguresAndKeepsUnitsUnderOtherNames() {
        Dataset<Row> rows =
                shares(ROWS).selectExpr("supplier AS who", "year", "value_share AS share", "value_usd AS value");
        assertThat(Shown.media(rows).get("text/plain")).isEqualTo("""
                who                                                year      share  value (USD)
                China                                              2022    87.40 %    1,234,568
                China                                              2023  not known    not known
                <script>alert("1")</script> & 'so' \\u202Eon\\u0007  2022   < 0.01 %            0""");
        String html = Shown.media(rows).get("text/html");
        assertThat(html)
                .contains("<td style=\"text-align:right\">87.40 %</td>")
                .contains("title=\"The supplier&#39;s &quot;name&quot; &lt;b&gt;.\"")
                .doesNotContain("<script", "\u202E");
        Document document = parsed("<div>" + html + "</div>");
        NodeList cells = document.getElementsByTagName("td");
        assertThat(cells.item(8).getTextContent()).isEqualTo(SEEN);
    }

    @Test
    void figuresAreWrittenByTheirUnit() {
        assertThat(CellText.of(0.999999, Unit.FRACTION, true)).isEqualTo("> 99.99 %");
        assertThat(CellText.of(1.0, Unit.FRACTION, true)).isEqualTo("100.00 %");
        assertThat(CellText.of(-0.374, Unit.FRACTION, true)).isEqualTo("-37.40 %");
        assertThat(CellText.of(0.77594, Unit.INDEX, true)).isEqualTo("0.7759");
        assertThat(CellText.of(10_350_339_925.9497, Unit.FIGURE, true)).isEqualTo("10,350,339,926");
        assertThat(CellText.of(90.05520, Unit.FIGURE, true)).isEqualTo("90.0552");
        assertThat(CellText.of(1.67, Unit.KG, true)).isEqualTo("1.67");
        assertThat(CellText.of(6_367_732.4, Unit.KG, true)).isEqualTo("6,367,732");
        assertThat(CellText.of(2030, Unit.YEAR, true)).isEqualTo("2030");
        assertThat(CellText.of(12_345L, Unit.COUNT, true)).isEqualTo("12,345");
        assertThat(CellText.of(true, Unit.FLAG, false)).isEqualTo("yes");
        assertThat(CellText.heading("lost_tonnes_low", Unit.TONNES)).isEqualTo("lost_tonnes_low");
        assertThat(CellText.heading("lost", Unit.TONNES)).isEqualTo("lost (t)");
    }

    @Test
    void aTableSaysWhatItLeavesOut() {
        record One(int number, String text) {}
        List<One> many =
                IntStream.range(0, 40).mapToObj(i -> new One(i, "t" + i)).toList();
        assertThat(Shown.media(many).get("text/plain"))
                .startsWith("number  text\n     0  t0\n")
                .endsWith("    29  t29\nThe first 30 of 40 rows.");
        assertThat(Grid.of(shares(ROWS), 2)).hasToString(Grid.of(shares(ROWS[0], ROWS[1])) + "\nThe first 2 rows.");
        assertThat(Grid.of(shares())).asString().endsWith("\nNo rows.");
        assertThat(Shown.media(List.of(1, "two"))).containsOnlyKeys("text/plain");
    }

    @Test
    void barsShowBoundsAndWhatIsNotKnown() {
        BarChart chart = BarChart.of("Who <sells>?", shares(ROWS), "supplier", "value_share")
                .within("share_low", "share_high")
                .mark(0.65, "the limit & more")
                .caption("Source: \"A\".");
        assertThat(chart.media().get("text/plain")).isEqualTo("""
                Who <sells>?
                supplier                                           value_share  share_low  share_high
                China                                                  87.40 %    85.00 %     90.00 %
                China                                                not known  not known   not known
                <script>alert("1")</script> & 'so' \\u202Eon\\u0007     < 0.01 %     0.00 %      5.00 %
                the limit & more: 65.00 %
                Source: "A".""");
        Document svg = parsed(chart.media().get("image/svg+xml"));
        List<Element> bars = ofClass(svg, "rect", "fill0");
        assertThat(bars).as("one for each figure that is known").hasSize(2);
        assertThat(ofClass(svg, "line", "bound"))
                .as("three lines for each pair of bounds")
                .hasSize(6);
        assertThat(ofClass(svg, "line", "mark")).hasSize(1);
        // The bar ends where its axis says 87.4 %, between its bounds.
        double end = number(bars.get(0), "x") + number(bars.get(0), "width");
        double zero = number(bars.get(0), "x");
        List<Element> bounds = ofClass(svg, "line", "bound");
        assertThat((number(bounds.get(0), "x1") - zero) / (end - zero)).isCloseTo(0.85 / 0.874, within());
        assertThat((number(bounds.get(0), "x2") - zero) / (end - zero)).isCloseTo(0.9 / 0.874, within());
        assertThat(texts(svg)).contains("China", "87.40 % (85.00 % to 90.00 %)", "not known", "the limit & more");
        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Who <sells>?");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("China: 87.40 % (85.00 % to 90.00 %)")
                .contains("Line: the limit & more: 65.00 %.")
                .contains(SEEN);
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void linesBreakWhereAYearIsMissing() {
        LineChart chart = LineChart.of(
                        "Shares",
                        shares(
                                new Object[] {"A", 2020, 0.1, 0.1, 0.1, 0.0},
                                new Object[] {"A", 2021, 0.2, 0.1, 0.3, 0.0},
                                new Object[] {"A", 2023, 0.4, 0.4, 0.4, 0.0},
                                new Object[] {"A", 2024, null, 0.1, 0.9, 0.0},
                                new Object[] {HOSTILE, 2023, 0.5, null, null, 0.0}),
                        "supplier",
                        "year",
                        "value_share")
                .within("share_low", "share_high")
                .target(2030, 0.8, "the <target>");
        Document svg = parsed(chart.media().get("image/svg+xml"));
        assertThat(ofClass(svg, "line", "path path0"))
                .as("from 2020 to 2021 only")
                .hasSize(1);
        assertThat(ofClass(svg, "polygon", "band fill0"))
                .as("2020 to 2021, 2023 to 2024")
                .hasSize(2);
        assertThat(texts(svg)).contains("2030", "the <target>", "A");
        assertThat(chart.toString()).contains("the <target>: 80.00 % in 2030");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("Target: the <target>: 80.00 % in 2030.");
        assertThatThrownBy(() -> LineChart.of("t", shares(ROWS), "supplier", "year", "nothing"))
                .hasMessageStartingWith("There is no column nothing among supplier, year,");
        assertThatThrownBy(() -> BarChart.of("t", shares(ROWS), "supplier", "supplier"))
                .hasMessage("Column supplier has no figures to draw.");
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.002);
    }

    private static Document parsed(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    private static List<Element> ofClass(Document svg, String tag, String style) {
        NodeList all = svg.getElementsByTagName(tag);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.getAttribute("class").equals(style))
                .toList();
    }

    private static List<String> texts(Document svg) {
        NodeList all = svg.getElementsByTagName("text");
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> all.item(i).getTextContent())
                .toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
