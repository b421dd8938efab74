package org.lodestone.cli;

import picocli.CommandLine.Option;

/** The option of commands that print tables. */
final class Printed {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} where nothing is said.",
            defaultValue = "table")
    Output output;
}
