package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        "Nearest is 'quality.max-rejected-share'");
        assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of("lakes", "x")))
                .hasMessageContainingAll("--set lakes", "Nearest is 'lake'");
    }

    @Test
    void aWrongOrMissingValueSaysWhatTheSettingTakes() throws IOException {
        wrong("quality.max-rejected-share", "1.5", "is not a number from 0 to 1");
        wrong("quality.max-rejected-share", "much", "is not a number from 0 to 1");
        wrong("report.max-file-rows", "-1", "is not a whole number");
        wrong("trade.without-world-complete", "yes", "is not true or false");
        wrong("summary", "KOR", "not an importer and a product, such as KOR/850511");
        wrong("lake", "", "setting lake is missing", "a path");
        Path list = file("lake = [a, b]");
        assertThatThrownBy(() -> Settings.of(list, Map.of(), Map.of()))
                .hasMessageContainingAll("lake is a list", "takes a path");
        Path broken = file("lake = {");
        assertThatThrownBy(() -> Settings.of(broken, Map.of(), Map.of())).hasMessageContaining("is not valid HOCON");
        assertThatThrownBy(() -> Settings.of(folder.resolve("none.conf"), Map.of(), Map.of()))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContainingAll("none.conf", "no such settings file");
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
