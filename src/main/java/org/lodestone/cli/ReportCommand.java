package org.lodestone.cli;

import java.time.LocalDate;
import org.lodestone.lake.StateName;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Computes the metrics from the lake and publishes them as Parquet.",
        footer = {
            "",
            "Examples: lodestone report --lake my/lake --reports my/reports --set summary=JPN/850511",
            "          lodestone report --config my.conf --as-of 2026-02-18",
            "          lodestone report --config my.conf --from 2026-01-01 --to 2026-06-30 --dry-run"
        })
final class ReportCommand extends SparkCommand {
    @Mixin
    Publishing publishing;

    @Option(
            names = "--as-of",
            paramLabel = "STATE",
            description =
                    "Use what the lake knew at the end of a day, UTC (2026-02-18), after a load (its id, see tables), or"
                            + " when a pin was made (its name).")
    StateName asOf;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description =
                    "Makes the reports anew as of each day on which something was loaded since then, UTC, each into a"
                            + " folder of that day below the reports' folder.")
    LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "The last of these days; today where nothing is said.")
    LocalDate to;

    @Mixin
    Rehearsal rehearsal;

    @Override
    void check() {
        if (from == null && to != null) {
            throw new Settings.Wrong("--to " + to + " needs --from, the first day to make reports of.");
        }
        if (from != null && asOf != null) {
            throw new Settings.Wrong("--as-of is one state, --from and --to are many: give the one or the other.");
        }
        if (from != null && to != null && to.isBefore(from)) {
            throw new Settings.Wrong("--to " + to + " is before --from " + from + ".");
        }
    }

    @Override
    int work() {
        if (from != null) {
            return run().backfill(from, to, rehearsal.only ? null : publishing.asked());
        }
        if (rehearsal.only) {
            run().rehearseReport(asOf);
            return ExitCode.DONE;
        }
        return run().report(asOf, publishing.asked());
    }
}
