package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lodestone.program.ExitCode;

/** What the command line takes and refuses before Spark is started. */
class CommandLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "ingest --help", "report --help", "run --help", "tables --help"})
    void helpIsHelp(String line) {
        Captured help = Captured.execute(line.split(" "));
        assertThat(help.code()).isEqualTo(ExitCode.DONE);
        assertThat(help.out()).startsWith("Usage: lodestone");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void helpNamesCommandsOptionsAndExitCodes() {
        assertThat(Captured.execute("--help").out())
                .contains("ingest", "report", "run", "tables", "Exit codes", "4 input");
        assertThat(Captured.execute("report", "--help").out())
                .contains("--config", "--lake", "--reports", "--set", "--as-of", "--verbose");
    }

    @Test
    void versionNamesTheProgram() {
        Captured version = Captured.execute("--version");
        assertThat(version.code()).isEqualTo(ExitCode.DONE);
        assertThat(version.out()).matches("lodestone \\d+\\.\\d+\\.\\d+.*, Java .*\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fetch", "run --colour", "report --as-of 18.2.2026", "run --set", "tables extra"})
    void unknownUseIsCodeTwo(String line) {
        Captured wrong = line.isEmpty() ? Captured.execute() : Captured.execute(line.split(" "));
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).isNotBlank();
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void aWrongCommandLineIsTwoLines() {
        Captured command = Captured.execute("fetch", "a.csv");
        assertThat(command.err().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("there is no command 'fetch'", "ingest", "verify"))
                .contains("See lodestone --help.");
        Captured option = Captured.execute("report", "--as-of", "2026-02-30");
        assertThat(option.err().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("'2026-02-30' is no day of the calendar"))
                .contains("See lodestone report --help.");
    }

    @Test
    void aFolderForOnesOwnDataIsBegunAndKept() throws IOException {
        Path mine = folder.resolve("my data");
        Captured made = Captured.execute("init", mine.toString());
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(mine.resolve("data")).isEmptyDirectory();
        assertThat(mine.resolve("templates/contracts.csv")).content().contains("contract_id,", "seller");
        assertThat(mine.resolve("lodestone.conf")).content().contains("sources = [\"data\"]");
        // Its settings are settings: with nothing to read the run says so, and what is there stays.
        Files.writeString(mine.resolve("lodestone.conf"), "summary = []\n");
        Captured again = Captured.execute("init", mine.toString());
        assertThat(again.code()).isEqualTo(ExitCode.INPUT);
        assertThat(again.err()).contains("is there already, and stays as it is");
        assertThat(mine.resolve("lodestone.conf")).content().isEqualTo("summary = []\n");
    }

    @Test
    void aShellIsToldAllCommands() {
        assertThat(Captured.execute("completion").out()).contains("complete -F", "doctor", "--fresh-by");
    }

    @Test
    void aBackfillNeedsItsFirstDay() {
        assertThat(Captured.execute("report", "--to", "2026-01-31").err()).contains("--to 2026-01-31 needs --from");
        assertThat(Captured.execute("report", "--from", "2026-02-01", "--to", "2026-01-31")
                        .err())
                .contains("--to 2026-01-31 is before --from 2026-02-01");
        assertThat(Captured.execute("report", "--from", "2026-02-01", "--as-of", "2026-01-31")
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anUnknownSettingNamesItsNearestNeighbour() throws IOException {
        Captured option = Captured.execute("run", "--set", "quality.max-rejected-shares=0.5");
        assertThat(option.code()).isEqualTo(ExitCode.USAGE);
        assertThat(option.err()).contains("quality.max-rejected-shares", "Did you mean 'quality.max-rejected-share'");

        Path file = folder.resolve("my.conf");
        Files.writeString(file, "lake = \"a\"\nreprots = \"b\"\n");
        Captured inFile = Captured.execute("report", "--config", file.toString());
        assertThat(inFile.code()).isEqualTo(ExitCode.USAGE);
        assertThat(inFile.err()).contains("my.conf, line 2", "reprots", "Did you mean 'reports'");
    }

    @Test
    void aMissingSourceFileAndAMissingSettingAreSaid() {
        Captured nothing = Captured.execute("run");
        assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
        assertThat(nothing.err()).contains("Nothing to ingest", "sources");
        Captured conf =
                Captured.execute("run", "--config", folder.resolve("none.conf").toString());
        assertThat(conf.code()).isEqualTo(ExitCode.USAGE);
        assertThat(conf.err()).contains("none.conf", "no such settings file");
        Captured wrong = Captured.execute("run", "a.csv", "--set", "odds.draws=many");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("odds.draws", "many", "a whole number");
        Captured empty = Captured.execute("report", "--set", "world.least-traced-share=");
        assertThat(empty.code()).isEqualTo(ExitCode.USAGE);
        assertThat(empty.err())
                .contains("world.least-traced-share takes a number from 0 to 1, not ''", "its default is 0.25");
    }
}
