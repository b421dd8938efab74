package org.lodestone.cli;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.lodestone.lake.StateName;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "lodestone",
        description = "Whom do we depend on for critical minerals, how much, and is that figure right?",
        versionProvider = Lodestone.VersionLine.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            IngestCommand.class,
            ReportCommand.class,
            RunCommand.class,
            StatusCommand.class,
            TablesCommand.class,
            ExplainCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            NotebookCommand.class,
            CheckCommand.class,
            PinCommand.class,
            MaintainCommand.class,
            DoctorCommand.class,
            InitCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 internal error; 2 usage or settings; 3 a quality gate failed, a report was"
                    + " withheld, or a quoted figure does not hold; 4 input missing or unusable. Where several hold, the last"
                    + " of them.",
            "Examples: lodestone run --config jobs/sample.conf",
            "          lodestone explain --config jobs/sample.conf kita-magnet-dependence"
        })
public final class Lodestone implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /**
     * Runs a command in this process, for those who call the program from Java, such as notebooks.
     *
     * @param args as on the command line
     * @return its exit code
     */
    public static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Lodestone());
        line.setExecutionExceptionHandler((failure, command, result) -> failed(failure, command));
        line.setParameterExceptionHandler((wrong, args) -> wrong(wrong));
        line.registerConverter(LocalDate.class, Lodestone::day);
        line.registerConverter(StateName.class, Lodestone::state);
        line.setUsageHelpWidth(110);
        return line;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is no day; write one as 2026-02-18");
        }
    }

    private static StateName state(String text) {
        try {
            return StateName.of(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    /** Says what is wrong with a command line, and where to read on, without the whole of the help. */
    private static int wrong(CommandLine.ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        boolean noCommand = wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                && command.getParent() == null
                && !unmatched.getUnmatched().get(0).startsWith("-");
        if (noCommand) {
            String given = ((CommandLine.UnmatchedArgumentException) wrong)
                    .getUnmatched()
                    .get(0);
            command.getErr()
                    .println("lodestone: there is no command '" + given + "'. Commands: "
                            + String.join(", ", command.getSubcommands().keySet()) + ".");
        } else {
            command.getErr().println("lodestone: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        }
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command) {
        boolean verbose = command.getCommand() instanceof SparkCommand spark && spark.options.verbose;
        command.getErr()
                .println("lodestone: "
                        + ExitCode.known(failure)
                                .map(Throwable::getMessage)
                                .orElseGet(() -> "internal error: " + failure
                                        + (verbose
                                                ? ""
                                                : System.lineSeparator()
                                                        + "Run again with --verbose for where it happened.")));
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        return ExitCode.of(failure);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command.");
    }

    /** Prints the version of the program and of what it runs on. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"lodestone " + Version.text() + ", Java " + Runtime.version()};
        }
    }
}
