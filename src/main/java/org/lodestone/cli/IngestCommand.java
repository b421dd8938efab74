package org.lodestone.cli;

import java.util.ArrayList;
import java.util.List;
import org.lodestone.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Reads source files into the lake. A file that is there as it is costs nothing.",
        footer = {
            "",
            "Examples: lodestone ingest --lake my/lake trade/*.csv BACI_HS17_Y2024_V202601.csv.gz",
            "          lodestone ingest --config my.conf"
        })
final class IngestCommand extends SparkCommand {
    @Parameters(
            paramLabel = "FILE",
            description = "Files, folders or patterns; they take the place of the setting 'sources'. Each file's format"
                    + " is recognised by its header.")
    List<String> files = new ArrayList<>();

    @Mixin
    Rehearsal rehearsal;

    @Override
    void check() {
        sources(files);
    }

    @Override
    int work() {
        if (rehearsal.only) {
            run().rehearseIngest(sources(files));
            return ExitCode.DONE;
        }
        return run().ingest(sources(files));
    }
}
