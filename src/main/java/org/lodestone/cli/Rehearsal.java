package org.lodestone.cli;

import picocli.CommandLine.Option;

/** The option of commands that can say what they would do. */
final class Rehearsal {
    @Option(names = "--dry-run", description = "Says what would be read, computed and written, and does nothing of it.")
    boolean only;
}
