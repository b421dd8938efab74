package org.lodestone.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lodestone.testing.Spark;

/** Cells of a notebook, without Jupyter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CellsTest {
    private Cells cells;

    @BeforeAll
    void open() {
        cells = Cells.running();
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void theLastLineIsTheValueWhereItIsAnExpression() throws Exception {
        assertThat(cells.run("int a = 40;\n// two more\na + 2")).contains(42);
        assertThat(cells.run("a;")).contains(40);
        assertThat(cells.run("int b = 1;")).isEmpty();
        assertThat(cells.run("b = 2")).as("an assignment").isEmpty();
        assertThat(cells.run("a + 2; int c = 3;"))
                .as("an expression before the last line")
                .isEmpty();
        assertThat(cells.run("")).isEmpty();
        assertThat(cells.run("// nothing but words")).isEmpty();
        assertThat(cells.run("int d = 4; // and words\n/* more of them */")).isEmpty();
    }

    @Test
    void aCellCanBeRunAgain() throws Exception {
        String cell =
                "record Share(String iso3, double value) {}\nvar shares = List.of(new Share(\"CHN\", 0.5));\nshares";
        assertThat(cells.run(cell)).map(Object::toString).contains("[Share[iso3=CHN, value=0.5]]");
        assertThat(cells.run(cell.replace("0.5", "0.7")))
                .map(Object::toString)
                .contains("[Share[iso3=CHN, value=0.7]]");
        assertThat(cells.run("double twice(double x) { return 2 * x; }\ntwice(shares.get(0).value())"))
                .contains(1.4);
    }

    @Test
    void whatDoesNotCompileIsNamedWithItsLine() throws Exception {
        int before = run("int ok = 1;");
        assertThatThrownBy(() -> cells.run("int right = 1;\n\nint wrong = \"no\";"))
                .isInstanceOf(CellFailure.class)
                .hasMessage(
                        "Cell " + (before + 1) + ", line 3: incompatible types: java.lang.String cannot be converted to"
                                + " int\n    int wrong = \"no\";\n                ^");
        assertThatThrownBy(() -> cells.run("List.of(1, 2"))
                .isInstanceOf(CellFailure.class)
                .hasMessageContaining("line 1: reached end of file while parsing\n    List.of(1, 2\n");
        assertThatThrownBy(() -> cells.run("int half() {\n    return notThere();\n}"))
                .isInstanceOf(CellFailure.class)
                .hasMessageContaining("half cannot be used: there is no method notThere()");
    }

    @Test
    void anExceptionNamesTheCellsThatItWentThrough() throws Exception {
        int before = run("int third(int x) {\n    return 3 / x;\n}");
        assertThatThrownBy(() -> cells.run("int zero = 0;\n// by nothing\nthird(zero)"))
                .isInstanceOf(CellFailure.class)
                .hasMessage("java.lang.ArithmeticException: / by zero\n    in cell " + before
                        + ", line 2, in third\n    in cell " + (before + 1) + ", line 3");
        assertThatThrownBy(() -> cells.run(
                        "throw new IllegalStateException(\"outer\", new IllegalArgumentException(\"inner\"));"))
                .hasMessageStartingWith("java.lang.IllegalStateException: outer\n    in cell ")
                .hasMessageContaining("\nCaused by java.lang.IllegalArgumentException: inner");
    }

    @Test
    void aRunningCellCanBeInterrupted() throws Exception {
        for (String cell : List.of("Thread.sleep(60_000);", "while (true) { }")) {
            Thread reader = new Thread(() -> {
                try {
                    Thread.sleep(700);
                } catch (InterruptedException e) {
                    return;
                }
                cells.interrupt();
            });
            reader.start();
            assertThatThrownBy(() -> cells.run(cell))
                    .isInstanceOf(CellFailure.class)
                    .hasMessageStartingWith("Interrupted.");
            reader.join();
            assertThat(cells.run("1 + 1")).as("the next cell").contains(2);
        }
    }

    /** A Dataset does its work when it is shown: that belongs to the cell as well. */
    @Test
    void whatGoesWrongWhenAValueIsShownIsACellsFailure() throws Exception {
        Spark.session();
        cells.run("var spark = SparkSession.getDefaultSession().get();");
        assertThat(cells.shown("spark.sql(\"SELECT 6 / id AS share FROM range(1, 3)\")"))
                .hasValueSatisfying(media -> assertThat(media.get("text/plain")).contains("share", "6", "3"));
        assertThat(cells.shown("int nothing = 0;")).isEmpty();
        assertThatThrownBy(() -> cells.shown("spark.sql(\"SELECT 1 / id AS share FROM range(2)\")"))
                .isInstanceOf(CellFailure.class)
                .hasMessageStartingWith("Cell " + cells.count() + ": its value cannot be shown.\n")
                .hasMessageContaining("DIVIDE_BY_ZERO");
        assertThatThrownBy(() -> cells.shown("new Displayed() { public Map<String, String> media() {"
                        + " throw new StackOverflowError(\"too deep\"); } }"))
                .isInstanceOf(CellFailure.class)
                .hasMessageContaining("java.lang.StackOverflowError: too deep");
        assertThatThrownBy(() -> cells.shown("spark.sql(\"not a query\")")).isInstanceOf(CellFailure.class);
    }

    @Test
    void aDatasetThatIsShownCanBeInterrupted() throws Exception {
        Spark.session();
        Thread reader = new Thread(() -> {
            while (Spark.session().sparkContext().statusTracker().getActiveJobIds().length == 0) {
                LockSupport.parkNanos(20_000_000);
            }
            cells.interrupt();
            Spark.session().sparkContext().cancelAllJobs();
        });
        reader.setDaemon(true);
        reader.start();
        assertThatThrownBy(
                        () -> cells.shown(
                                "SparkSession.getDefaultSession().get()"
                                        + ".sql(\"SELECT sum(a.id * b.id % 7) AS s FROM range(1000000) a CROSS JOIN range(1000000) b\")"))
                .isInstanceOf(CellFailure.class)
                .hasMessageStartingWith("Interrupted.");
        reader.join();
        assertThat(cells.shown("1 + 1")).as("the next cell").isEqualTo(Optional.of(Map.of("text/plain", "2")));
    }

    @Test
    void whatMayFollowIsKnown() throws Exception {
        cells.run("String lodestar = \"north\";");
        assertThat(cells.completions("lodest", 6)).isEqualTo(new Cells.Completions(List.of("lodestar"), 0));
        String second = "int x = 1;\nlodestar.lastInd";
        assertThat(cells.completions(second, second.length()).texts()).contains("lastIndexOf(");
        assertThat(cells.documentation("lodestar.concat(", 16)).contains("String String.concat(String str)");
        assertThat(cells.completeness("for (int i = 0; i < 3; i++) {")).isEqualTo(Cells.Completeness.INCOMPLETE);
        assertThat(cells.completeness("int y = 1;")).isEqualTo(Cells.Completeness.COMPLETE);
    }

    /** Runs a cell and gives its number. */
    private int run(String cell) {
        cells.run(cell);
        return cells.count();
    }
}
