package org.lodestone.cli;

import java.util.ArrayList;
import java.util.List;
import org.lodestone.bi.Export;
import org.lodestone.job.Run;
import picocli.CommandLine.Option;

/** The option of commands that may write copies of the reports in other formats. */
final class Publishing {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "Writes each report also as ${COMPLETION-CANDIDATES}, into copies/ below the reports' folder; may be"
                            + " repeated.")
    List<Export.Format> formats = new ArrayList<>();

    @Option(
            names = "--force",
            description = "Computes all reports, also those that are there as they would be computed.")
    boolean force;

    Run.Publishing asked() {
        return new Run.Publishing(force, formats);
    }
}
