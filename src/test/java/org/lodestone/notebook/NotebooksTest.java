package org.lodestone.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.testing.Spark;

/** The project's notebooks: their cells compile, one of them is run, and what is committed of them is plain. */
class NotebooksTest {
    private static final Path FOLDER = Path.of(System.getProperty("lodestone.basedir", "."), "notebooks");
    /** Without its sign: a minus and a hyphen look alike. */
    private static final Pattern FIGURE = Pattern.compile("\\d+(?:,\\d{3})*(?:\\.\\d+)?");

    private static final String HOSTILE = "HS 1, <script>alert('x')</script> \"quoted\" \u202E";

    @TempDir
    private Path project;

    private static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> cells(Path notebook) throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonNode cell :
                new ObjectMapper().readTree(Files.readString(notebook)).get("cells")) {
            if (cell.get("cell_type").asText().equals("code")) {
                cells.add(text(cell.get("source")));
            }
        }
        return cells;
    }

    /** A text in a notebook is a list of lines, or one. */
    private static String text(JsonNode lines) {
        StringBuilder text = new StringBuilder();
        if (lines.isArray()) {
            lines.forEach(line -> text.append(line.asText()));
        } else {
            text.append(lines.asText());
        }
        return text.toString();
    }

    @Test
    void allCellsCompile() throws IOException {
        assertThat(notebooks()).hasSize(5);
        try (Cells compiler = Cells.compiling()) {
            for (Path notebook : notebooks()) {
                List<String> cells = cells(notebook);
                assertThat(cells).as(notebook.toString()).hasSizeGreaterThan(3);
                for (String cell : cells) {
                    assertThat(compileErrors(compiler, cell))
                            .as(notebook + "\n" + cell)
                            .isEmpty();
                }
            }
            assertThat(compileErrors(compiler, "bench.notThere()"))
                    .as("the compiler compiles")
                    .contains("cannot find symbol");
        }
    }

    private static String compileErrors(Cells compiler, String cell) {
        try {
            compiler.run(cell);
            return "";
        } catch (CellFailure failure) {
            return failure.getMessage();
        }
    }

    @Test
    void whatIsCommittedNamesNoPlaceAndNoTime() throws IOException {
        for (Path notebook : notebooks()) {
            JsonNode json = new ObjectMapper().readTree(Files.readString(notebook));
            StringBuilder said = new StringBuilder();
            for (JsonNode cell : json.get("cells")) {
                if (cell.get("cell_type").asText().equals("code")) {
                    assertThat(cell.get("execution_count").isInt())
                            .as(notebook + " is committed with its outputs")
                            .isTrue();
                    assertThat(cell.get("metadata").isEmpty()).isTrue();
                }
                for (JsonNode output : cell.path("outputs")) {
                    assertThat(output.get("output_type").asText()).isEqualTo("execute_result");
                    output.get("data").forEach(data -> said.append(text(data)).append('\n'));
                }
            }
            assertThat(said.toString())
                    .as(notebook.toString())
                    .contains("<svg", "<table>")
                    .doesNotContain("/tmp/", "/home/", FOLDER.toAbsolutePath().toString())
                    .doesNotContainPattern("\\d\\d:\\d\\d:\\d\\d")
                    .doesNotContainPattern("\\d{8}T\\d+Z-");
        }
    }

    /**
     * The words around the cells are nobody's output. A figure with decimals in them must stand, perhaps with more of them
     * or as a share, in an output of the same notebook; the outputs are held against the reports by notebooks/check.
     */
    @Test
    void figuresInTheWordsStandInTheOutputs() throws IOException {
        List<String> held = new ArrayList<>();
        for (Path notebook : notebooks()) {
            StringBuilder words = new StringBuilder();
            List<Double> shown = new ArrayList<>();
            for (JsonNode cell :
                    new ObjectMapper().readTree(Files.readString(notebook)).get("cells")) {
                if (cell.get("cell_type").asText().equals("markdown")) {
                    words.append(text(cell.get("source"))).append('\n');
                }
                for (JsonNode output : cell.path("outputs")) {
                    FIGURE.matcher(text(output.path("data").path("text/plain")))
                            .results()
                            .forEach(figure -> shown.add(number(figure.group())));
                }
            }
            FIGURE.matcher(words)
                    .results()
                    .map(MatchResult::group)
                    .filter(figure -> figure.contains("."))
                    .forEach(figure -> {
                        assertThat(standsIn(figure, shown))
                                .as(notebook.getFileName() + ": " + figure + " is in no output")
                                .isTrue();
                        held.add(figure);
                    });
        }
        assertThat(held).as("the words have figures").hasSizeGreaterThan(20);
        assertThat(standsIn("87.5", List.of(87.4, 87.56))).isFalse();
    }

    private static boolean standsIn(String figure, List<Double> shown) {
        double half = Math.pow(10, figure.indexOf('.') + 1 - figure.length()) / 2 * 1.000001;
        double wanted = number(figure);
        return shown.stream().anyMatch(one -> Math.abs(one - wanted) <= half || Math.abs(100 * one - wanted) <= half);
    }

    private static double number(String figure) {
        return Double.parseDouble(figure.replace(",", ""));
    }

    /** On a report of one claim, whose definition would be mischief on a page that took it for more than text. */
    @Test
    void theNotebookOnClaimsRunsWithoutJupyter() throws IOException {
        Row claim = ClaimCheck.TABLE
                .row()
                .set("claim_id", "kita-magnet-dependence")
                .set("definition", HOSTILE)
                .set("quoted", HOSTILE)
                .set("stated_low", 99.3)
                .set("computed", 87.4)
                .set("gap", -11.9)
                .set("unit", "percent")
                .set("fits", false)
                .set("nearest", true)
                .set("verdict", "not reproduced")
                .set("definitions_tried", 1L)
                .set("definitions_fitting", 0L)
                .build();
        Spark.session()
                .createDataFrame(List.of(claim), ClaimCheck.TABLE.schema())
                .coalesce(1)
                .write()
                .parquet(project.resolve("target/sample/reports/claim_check.parquet")
                        .toString());
        List<Map<String, String>> shown = new ArrayList<>();
        String before = System.getProperty("lodestone.project");
        System.setProperty("lodestone.project", project.toString());
        try (Cells notebook = Cells.running()) {
            for (String cell : cells(FOLDER.resolve("02-is-the-99-percent-right.ipynb"))) {
                notebook.run(cell).map(Shown::media).ifPresent(shown::add);
            }
        } finally {
            if (before == null) {
                System.clearProperty("lodestone.project");
            } else {
                System.setProperty("lodestone.project", before);
            }
        }
        assertThat(shown.get(0).get("text/plain"))
                .startsWith("quoted")
                .contains("99.3      87.4  HS 1, <script>alert('x')</script> \"quoted\" \\u202E");
        assertThat(shown.get(0).get("text/html")).contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        assertThat(shown)
                .anySatisfy(media -> assertThat(media.get("image/svg+xml"))
                        .contains("as stated")
                        .contains("&lt;script&gt;"));
        for (Map<String, String> media : shown) {
            media.forEach((type, content) -> {
                if (!type.equals("text/plain")) {
                    assertThat(content).doesNotContain("<script", "\u202E");
                }
            });
        }
    }
}
