package org.lodestone.cli;

import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.spark.sql.SparkSession;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.State;
import org.lodestone.lake.StateName;
import org.lodestone.lake.Upkeep;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pin",
        mixinStandardHelpOptions = true,
        description =
                "Keeps a state of the lake for good, under a name that --as-of takes; `maintain` never removes it.",
        footer = {
            "",
            "Examples: lodestone pin --config my.conf press-release-march",
            "          lodestone pin --config my.conf --as-of 2026-02-18 committee-hearing",
            "          lodestone report --config my.conf --reports hearing --as-of committee-hearing",
            "          lodestone pin --config my.conf --remove press-release-march"
        })
final class PinCommand extends SparkCommand {
    @Parameters(paramLabel = "NAME", description = "A letter, then at most 63 letters, digits, - _ or .")
    String given;

    @Option(
            names = "--as-of",
            paramLabel = "STATE",
            description =
                    "The state: a day, at whose end (UTC) it was the newest (2026-02-18), a load's id (see tables), or"
                            + " another pin; the newest where nothing is said.")
    StateName asOf;

    @Option(names = "--remove", description = "Takes the pin away; the state is then kept as others are.")
    boolean remove;

    private StateName name;

    @Override
    void check() {
        try {
            name = StateName.pin(given);
        } catch (IllegalArgumentException e) {
            throw new Settings.Wrong(e.getMessage() + ".");
        }
        if (remove && asOf != null) {
            throw new Settings.Wrong("A pin is removed by its name alone: leave --as-of out.");
        }
    }

    @Override
    int work() {
        SparkSession spark = spark();
        String root = settings.text(Setting.LAKE);
        Lake.open(spark, root).mustHoldSomething();
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        console.step("Opening the lake");
        try (FolderLock lock = FolderLock.onLocal(root, Setting.LAKE.key, patience, console::say)) {
            if (remove) {
                State state = Upkeep.unpin(spark, root, name, clock.instant());
                console.finish();
                console.say("Pin '" + name + "' is taken away from " + words(state) + ".");
            } else {
                Upkeep.Pinned pinned = Upkeep.pin(spark, root, name, asOf, clock.instant());
                console.finish();
                console.say("Pin '" + name + "' keeps " + words(pinned.state())
                        + (pinned.before() ? ", as it did before." : "."));
            }
        }
        return ExitCode.DONE;
    }

    private static String words(State state) {
        return "the state of " + state.at().atOffset(ZoneOffset.UTC).toLocalDate() + ", load " + state.loadId();
    }
}
