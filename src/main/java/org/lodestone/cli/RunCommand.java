package org.lodestone.cli;

import java.util.ArrayList;
import java.util.List;
import org.lodestone.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Ingests and reports, in one session.",
        footer = {
            "",
            "Examples: lodestone run --config jobs/sample.conf",
            "          lodestone run --lake my/lake --reports my/reports trade/*.csv"
        })
final class RunCommand extends SparkCommand {
    @Mixin
    Publishing publishing;

    @Parameters(paramLabel = "FILE", description = "As for ingest.")
    List<String> files = new ArrayList<>();

    @Override
    void check() {
        sources(files);
    }

    @Mixin
    Rehearsal rehearsal;

    @Override
    int work() {
        if (rehearsal.only) {
            run().rehearse(sources(files));
            return ExitCode.DONE;
        }
        return run().ingestAndReport(sources(files), publishing.asked());
    }
}
