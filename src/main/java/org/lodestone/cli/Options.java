package org.lodestone.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import picocli.CommandLine.Option;

/** The options that all commands have. */
final class Options {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings file (HOCON).")
    Path config;

    @Option(names = "--lake", paramLabel = "DIR", description = "Folder of the Delta tables.")
    String lake;

    @Option(names = "--reports", paramLabel = "DIR", description = "Folder of the published Parquet files.")
    String reports;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A single setting; may be repeated. docs/settings.md lists all.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--verbose", description = "Show the log of Spark and Delta, and where an error happened.")
    boolean verbose;

    Settings settings() {
        Map<String, String> given = new LinkedHashMap<>(set);
        if (lake != null) {
            given.put(Setting.LAKE.key, lake);
        }
        if (reports != null) {
            given.put(Setting.REPORTS.key, reports);
        }
        return Settings.of(config, System.getenv(), given);
    }
}
