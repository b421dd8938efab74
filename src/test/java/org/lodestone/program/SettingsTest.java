package org.lodestone.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where settings come from, and what is said of wrong ones. */
class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void anOptionWinsOverTheEnvironmentTheEnvironmentOverTheFileTheFileOverTheDefault() throws IOException {
        Path file = file("lake = in-file, reports = in-file, quality { max-rejected-share = 0.2 }");
        Map<String, String> environment =
                Map.of("LODESTONE_LAKE", "in-env", "LODESTONE_REPORTS", "in-env", "HOME", "/");
        Settings settings = Settings.of(file, environment, Map.of("lake", "in-option"));
        assertThat(settings.text(Setting.LAKE)).isEqualTo("in-option");
        assertThat(settings.text(Setting.REPORTS)).isEqualTo("in-env");
        assertThat(settings.share(Setting.MAX_REJECTED_SHARE)).isEqualTo(0.2);
        assertThat(settings.text(Setting.BACI_RELEASE)).isEqualTo("newest");
        assertThat(Settings.of(null, Map.of("LODESTONE_QUALITY_MAX_REJECTED_SHARE", "0.3"), Map.of())
                        .share(Setting.MAX_REJECTED_SHARE))
                .isEqualTo(0.3);
    }

    @Test
    void aPathInTheFileIsRelativeToTheFileAndOneOfAnOptionToTheWorkingFolder() throws IOException {
        Path file = file("lake = ../lake, sources = [\"trade/*.csv\", \"/data/baci\", \"s3a://bucket/x\"]");
        Settings settings = Settings.of(file, Map.of(), Map.of("reports", "out/here"));
        assertThat(settings.text(Setting.LAKE))
                .isEqualTo(folder.toAbsolutePath().getParent().resolve("lake").toString());
        assertThat(settings.list(Setting.SOURCES))
                .containsExactly(
                        folder.toAbsolutePath().resolve("trade/*.csv").toString(), "/data/baci", "s3a://bucket/x");
        assertThat(settings.text(Setting.REPORTS)).isEqualTo("out/here");
        assertThat(Settings.of(null, Map.of(), Map.of("sources", "a.csv, b c.csv"))
                        .list(Setting.SOURCES))
                .containsExactly("a.csv", "b c.csv");
        assertThat(Settings.of(null, Map.of(), Map.of("sources", "[\"a,b.csv\"]"))
                        .list(Setting.SOURCES))
                .containsExactly("a,b.csv");
    }

    @Test
    void anUnknownSettingNamesItsNearestNeighbourAndWhereItStands() throws IOException {
        Path file = file("lake = x\nquality.max-reject-share = 0.1");
        assertThatThrownBy(() -> Settings.of(file, Map.of(), Map.of()))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContainingAll(
                        "settings.conf, line 2",
                        "'quality.max-reject-share'",
                        "Did you mean 'quality.max-rejected-share'");
        assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of("lakes", "x")))
                .hasMessageContainingAll("--set lakes", "Did you mean 'lake'");
    }

    @Test
    void aWrongOrMissingValueSaysWhatTheSettingTakes() throws IOException {
        wrong(
                "quality.max-rejected-share",
                "1.5",
                "--set quality.max-rejected-share: the setting quality.max-rejected-share takes a number from 0 to 1, not"
                        + " '1.5'. Correct it, or leave the setting out: its default is 0.01.");
        wrong("trade.without-world-complete", "yes", "takes true or false, not 'yes'", "its default is false");
        wrong("reference.chains", " ", "takes a path, not ' '", "it has no default");
        Path list = file("lake = [a, b]");
        assertThatThrownBy(() -> Settings.of(list, Map.of(), Map.of()))
                .hasMessageContainingAll("settings.conf, line 1", "takes a path, not [\"a\",\"b\"]");
        Path broken = file("lake = {");
        assertThatThrownBy(() -> Settings.of(broken, Map.of(), Map.of())).hasMessageContaining("is not valid HOCON");
        assertThatThrownBy(() -> Settings.of(folder.resolve("none.conf"), Map.of(), Map.of()))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContainingAll("none.conf", "no such settings file");
    }

    /** What stands between the first and the last of these is right for some setting of the kind. */
    private static List<String> wrongOf(Setting setting) {
        return switch (setting.kind) {
            case PATH -> List.of("", " ", "a\0b");
            case PATHS -> List.of("", " ", "a.csv,,b.csv", "[\"\"]", "[a", "a\0b");
            case RELEASE -> List.of("", "newest ", "202601", "V", "V2026-01");
            case PAIRS -> List.of("", "KOR", "KOR/", "kor/850511", "KOR/850511,", "[KOR", "KOR/1234567890123");
            case SHARE ->
                List.of("", "-0.1", "1.01", "much", "0,5", ".", "NaN", "Infinity", "1e999", "true", "0x1p-1", "1%");
            case NUMBER ->
                List.of(
                        "",
                        "-1",
                        "1.5",
                        "1e5",
                        "many",
                        "1000000000000000",
                        "99999999999999999999",
                        "NaN",
                        "true",
                        "+5");
            case FLAG -> List.of("", "yes", "1", "TRUE", "on", " true");
        };
    }

    /** HOCON of values that no setting of the kind takes. */
    private static List<String> wrongInFileOf(Setting setting) {
        return switch (setting.kind) {
            case PATH, RELEASE -> List.of("\"\"", "null", "{}", "[a]", "5", "true");
            case PATHS, PAIRS -> List.of("\"\"", "null", "{}", "[[a]]", "[5]", "[null]", "5", "true");
            case SHARE -> List.of("\"\"", "null", "{}", "[0.5]", "1.5", "-0.5", "much", "true");
            case NUMBER -> List.of("\"\"", "null", "{}", "[5]", "1.5", "-5", "1e300", "many", "true");
            case FLAG -> List.of("\"\"", "null", "{}", "[true]", "1", "perhaps");
        };
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void eachSettingRefusesWhatItDoesNotTakeWhereverItStands(Setting setting) throws IOException {
        for (String value : wrongOf(setting)) {
            refused(setting, null, Map.of(setting.variable(), value), Map.of());
            refused(setting, null, Map.of(), Map.of(setting.key, value));
            if (!setting.kind.isList()) {
                refused(setting, file(setting.key + " = " + quoted(value)), Map.of(), Map.of());
            }
        }
        for (String value : wrongInFileOf(setting)) {
            refused(setting, file(setting.key + " = " + value), Map.of(), Map.of());
        }
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\"", "\\\"").replace("\0", "\\u0000") + "\"";
    }

    private static void refused(Setting setting, Path file, Map<String, String> environment, Map<String, String> set)
            throws IOException {
        assertThatThrownBy(() -> Settings.of(file, environment, set))
                .as(file == null ? environment + " " + set : Files.readString(file))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContainingAll(
                        setting.key,
                        setting.takes(),
                        setting.byDefault.isEmpty() ? "it has no default" : "its default is " + setting.byDefault)
                .hasMessageContaining(
                        file != null ? "settings.conf, line" : set.isEmpty() ? setting.variable() : "--set");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void eachSettingTakesItsDefaultWhereverItStands(Setting setting) throws IOException {
        String value = !setting.byDefault.isEmpty()
                ? setting.byDefault
                : setting.kind == Setting.Kind.PAIRS ? "KOR/850511" : "some.csv";
        for (Settings settings : List.of(
                Settings.of(null, Map.of(setting.variable(), value), Map.of()),
                Settings.of(null, Map.of(), Map.of(setting.key, value)),
                Settings.of(file(setting.key + " = \"" + value + "\""), Map.of(), Map.of()))) {
            assertThat(settings.list(setting)).hasSize(1);
            assertThat(settings.text(setting)).endsWith(value);
        }
    }

    @Test
    void referenceFilesAreNamedByTheirTable() {
        assertThat(Settings.of(null, Map.of(), Map.of("reference.country-names", "mine.csv"))
                        .referenceFiles())
                .containsExactly(Map.entry("country-names", Path.of("mine.csv")));
    }

    private static void wrong(String key, String value, String... words) {
        assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of(key, value)))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContaining(key)
                .hasMessageContainingAll(words);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.conf"), text);
    }

    @Test
    void aVariableThatSetsNothingIsAnErrorWithItsNeighbour() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Settings.of(null, java.util.Map.of("LODESTONE_LAKES", "x"), java.util.Map.of()))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContainingAll("LODESTONE_LAKES", "LODESTONE_LAKE", "docs/settings.md");
        // Those that the launcher reads are none of the program's business.
        Settings.of(null, java.util.Map.of("LODESTONE_CDS", "off", "OTHER", "x"), java.util.Map.of());
    }
}
