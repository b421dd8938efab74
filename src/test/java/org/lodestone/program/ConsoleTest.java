package org.lodestone.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed. */
class ConsoleTest {
    @Test
    void aTableAlignsTextToTheLeftAndFiguresToTheRight() {
        assertThat(Console.table(List.of(
                        new String[] {"supplier", "share", "rank"},
                        new String[] {"China", "87.40 %", "1"},
                        new String[] {"Philippines", "3.10 %", "12"})))
                .isEqualTo(String.join(
                        "\n",
                        "  supplier       share  rank",
                        "  China        87.40 %     1",
                        "  Philippines   3.10 %    12"));
    }

    @Test
    void stepsArePlainLinesOnStandardErrorAndResultsGoToStandardOutput() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true), new PrintStream(err, true), false);
        console.step("Reading");
        console.say("A line about the run");
        console.step("Writing");
        console.finish();
        console.result("A result");
        assertThat(out.toString().lines()).containsExactly("A result");
        assertThat(err.toString().lines()).containsExactly("Reading", "A line about the run", "Writing");
    }
}
