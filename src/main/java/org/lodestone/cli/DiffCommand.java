package org.lodestone.cli;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.lodestone.job.Diff;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Section;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Says what changed in the reports between two states, and publishes restatement.parquet.",
        footer = {
            "",
            "Examples: lodestone diff --config my.conf 2026-01-31",
            "          lodestone diff --config my.conf 2026-01-31 2026-02-28",
            "          lodestone diff --reports out old-reports new-reports"
        })
final class DiffCommand extends SparkCommand {
    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description =
                    "A day (the state at its end, UTC), a load's id or a pin (see tables), or a folder of reports.")
    String before;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            description = "The same; the newest state where nothing is said.")
    String after;

    @Mixin
    Printed printed;

    @Override
    int work() {
        SparkSession spark = spark();
        List<Section> sections = new Diff(spark, settings, console, reference, clock).run(before, after);
        console.result(printed.output.render(sections));
        return ExitCode.DONE;
    }
}
