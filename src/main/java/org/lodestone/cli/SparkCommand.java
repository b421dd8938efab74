package org.lodestone.cli;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.lodestone.job.Run;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.Console;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import picocli.CommandLine.Mixin;

/** What the commands share that may start Spark: settings first, then reference data, then the work. */
abstract class SparkCommand implements Callable<Integer> {
    @Mixin
    Options options;

    final Clock clock = Clock.systemUTC();
    final Console console = new Console(System.out, System.err, "1".equals(System.getenv("LODESTONE_TTY")));
    Settings settings;
    ReferenceData reference;
    private SparkSession spark;

    @Override
    public final Integer call() {
        settings = options.settings();
        reference = ReferenceData.load(settings.referenceFiles());
        check();
        if (SparkSessions.mustStart()) {
            // Whoever runs a driver in a cluster does not wait for long.
            spark();
        }
        return work();
    }

    /** What can be seen to be wrong before any work is done. */
    void check() {}

    /** @return the exit code */
    abstract int work();

    /** The session, which is started when it is first asked for. */
    final SparkSession spark() {
        if (spark == null) {
            console.step("Starting Spark");
            spark = SparkSessions.start();
            console.follow(spark);
            console.finish();
        }
        return spark;
    }

    final Run run() {
        return new Run(settings, reference, console, clock, this::spark);
    }

    /** What a command line names, or the settings. */
    final List<String> sources(List<String> given) {
        List<String> sources = given.isEmpty() ? settings.list(Setting.SOURCES) : given;
        if (sources.isEmpty()) {
            throw new Settings.Wrong("Nothing to ingest: name files or folders on the command line, or set"
                    + " 'sources' in a settings file that --config names.");
        }
        return sources;
    }
}
