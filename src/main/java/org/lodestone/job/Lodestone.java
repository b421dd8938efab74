package org.lodestone.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lodestone.bi.Export;
import org.lodestone.briefing.Briefing;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.exposure.ChainExposure;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Nearest;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SparkSessions;
import org.lodestone.lake.StateName;
import org.lodestone.lake.TableFiles;
import org.lodestone.lake.UnusableInput;
import org.lodestone.metric.Metric;
import org.lodestone.notebook.KernelSpec;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.FigureId;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Table;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The command line. */
@Command(
        name = "lodestone",
        description = "Whom do we depend on for critical minerals, how much, and is that figure right?",
        versionProvider = Lodestone.VersionLine.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Lodestone.IngestCommand.class,
            Lodestone.ReportCommand.class,
            Lodestone.RunCommand.class,
            Lodestone.StatusCommand.class,
            Lodestone.TablesCommand.class,
            Lodestone.ExplainCommand.class,
            Lodestone.VerifyCommand.class,
            Lodestone.DiffCommand.class,
            Lodestone.ExportCommand.class,
            Lodestone.NotebookCommand.class,
            Lodestone.CheckCommand.class,
            PinCommand.class,
            MaintainCommand.class,
            Lodestone.DoctorCommand.class,
            Lodestone.InitCommand.class,
            Lodestone.CompletionCommand.class
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
    static final int DONE = 0;
    static final int INTERNAL = 1;
    static final int USAGE = 2;
    static final int GATE = 3;
    static final int INPUT = 4;

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
        return USAGE;
    }

    private static int failed(Exception failure, CommandLine command) {
        boolean verbose = command.getCommand() instanceof Job job && job.options.verbose;
        Throwable known = known(failure);
        if (known != null) {
            command.getErr().println("lodestone: " + known.getMessage());
        } else {
            command.getErr()
                    .println("lodestone: internal error: " + failure
                            + (verbose
                                    ? ""
                                    : System.lineSeparator() + "Run again with --verbose for where it happened."));
        }
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        return codeOf(failure);
    }

    /** The part of a failure that is written for users; null where there is none. */
    private static Throwable known(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Settings.Wrong || cause instanceof UnusableInput) {
                return cause;
            }
        }
        return null;
    }

    private static int codeOf(Throwable failure) {
        Throwable known = known(failure);
        return known == null ? INTERNAL : known instanceof Settings.Wrong ? USAGE : INPUT;
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

    /** The options that all commands have. */
    static final class Options {
        @Option(names = "--config", paramLabel = "FILE", description = "Settings file (HOCON).")
        Path config;

        @Option(names = "--lake", paramLabel = "DIR", description = "Folder of the Delta tables.")
        String lake;

        @Option(names = "--reports", paramLabel = "DIR", description = "Folder of the published Parquet files.")
        String reports;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "A single setting; may be repeated. docs/settings.md lists all.")
        Map<String, String> set = new LinkedHashMap<>();

        @Option(names = "--verbose", description = "Show the log of Spark and Delta, and where an error happened.")
        boolean verbose;

        Settings settings() {
            Map<String, String> given = new LinkedHashMap<>(set);
            if (lake != null) {
                given.put(Setting.LAKE.key, lake);
            }
            if (reports != null) {
                given.put(Setting.REPORTS.key, reports);
            }
            return Settings.of(config, System.getenv(), given);
        }
    }

    /** What the commands share: settings first, then reference data, then Spark. */
    abstract static class Job implements Callable<Integer> {
        @Mixin
        Options options;

        final Clock clock = Clock.systemUTC();
        final Console console = new Console(System.out, System.err, "1".equals(System.getenv("LODESTONE_TTY")));
        Settings settings;
        ReferenceData reference;
        private RunLog log;
        private SparkSession spark;

        @Override
        public final Integer call() {
            settings = options.settings();
            reference = ReferenceData.load(settings.referenceFiles());
            check();
            return work();
        }

        /** What can be seen to be wrong before any work is done. */
        void check() {}

        abstract int work();

        /** The session, which is started when it is first asked for. */
        final SparkSession spark() {
            if (spark == null) {
                console.step("Starting Spark");
                spark = SparkSessions.start();
                console.follow(spark);
            }
            return spark;
        }

        final Sources.Looked look(List<String> files) {
            return Sources.look(SparkSessions.files(), console, sources(files));
        }

        /** Ingests; without Spark where all files are known to be in the lake. */
        final Ingest.Outcome ingest(List<String> files) {
            Sources.Looked looked = look(files);
            Ingest.Outcome outcome = Ingest.nothingNew(SparkSessions.files(), settings, reference, looked)
                    .orElseGet(() -> new Ingest(spark(), settings, console, reference, clock).run(looked));
            log.part("ingest", outcome.noted());
            outcome.refused().forEach((path, why) -> console.say("Refused: " + path + ": " + why + "."));
            if (outcome.landed() == 0 && outcome.refused().isEmpty()) {
                console.say("Nothing new: all " + outcome.unchanged()
                        + " files are in the lake as they are; no table was touched.");
            } else {
                console.say("Ingested " + outcome.landed() + (outcome.landed() == 1 ? " file" : " files") + " with "
                        + String.format(
                                java.util.Locale.ROOT, "%,d", outcome.counts().landed()) + " rows; "
                        + outcome.unchanged() + " unchanged, "
                        + outcome.refused().size() + " refused. Lake: "
                        + settings.text(Setting.LAKE));
            }
            return outcome;
        }

        static int exitCode(Ingest.Outcome outcome) {
            if (outcome.refused().isEmpty()) {
                return DONE;
            }
            return outcome.refused().size() > outcome.gateFailures() ? INPUT : GATE;
        }

        /**
         * Reports on the lake's newest state, unless that was done before and all is as it was left.
         *
         * @param open gives the lake
         * @param ledger digest of the ledger that its newest state is read from; null where that is not known
         */
        final int report(Supplier<Lake> open, String ledger, Publishing publishing) {
            Unchanged unchanged = new Unchanged(SparkSessions.files(), settings, reference, ledger);
            boolean plain = !publishing.force && publishing.formats.isEmpty();
            Optional<Unchanged.Earlier> earlier = plain ? unchanged.earlier() : Optional.empty();
            if (earlier.isPresent()) {
                console.finish();
                Map<String, Object> report = earlier.get().report();
                log.part("report", report);
                console.sayOnce(Report.keptWords(kept(report)));
                earlier.get().said().forEach(console::repeat);
                return DONE;
            }
            Lake lake = open.get();
            mustHoldSomething(lake);
            int before = console.saidSoFar();
            Report.Outcome outcome =
                    new Report(spark(), settings, console, reference, clock, publishing.force).run(lake);
            log.part("report", outcome.noted());
            int code = say(outcome, publishing.formats);
            if (code == DONE && publishing.formats.isEmpty()) {
                unchanged.note(spark(), outcome.noted(), console.saidAfter(before));
            }
            return code;
        }

        /** How many reports were kept, as a run noted it. */
        private static long kept(Map<String, Object> report) {
            return report.get("reports") instanceof Map<?, ?> counts && counts.get("kept") instanceof Number kept
                    ? kept.longValue()
                    : 0;
        }

        /** Shows what was published in short, and writes the copies that were asked for. */
        private int say(Report.Outcome outcome, List<Export.Format> formats) {
            int code = outcome.withheld().isEmpty() ? DONE : GATE;
            String folder = settings.text(Setting.REPORTS);
            if (outcome.published().isEmpty()) {
                Export.forget(SparkSessions.files(), folder);
                return code;
            }
            code = Math.max(code, copies(SparkSessions.files(), outcome, formats));
            List<String> pairs = settings.list(Setting.SUMMARY);
            if (outcome.has(ImportDependency.TABLE) && outcome.has(SupplierConcentration.TABLE)) {
                Summary.print(
                        spark(), folder, pairs, reference.countryTitles(), outcome.has(ChainExposure.TABLE), console);
            }
            PlanSummary.print(outcome.plans(), pairs, console);
            outcome.plans().problems().forEach(console::say);
            console.result("");
            // How many rows each has stands in the manifest.
            console.result("Reports in " + folder + ", as .parquet, with manifest.json"
                    + (settings.flag(Setting.BRIEFING_PAGE) ? "; to look at and to quote: " + Briefing.FILE : "")
                    + ":");
            console.result(Console.wrapped(outcome.published().stream()
                    .map(one -> one.path().replaceFirst("\\.parquet$", ""))
                    .toList()));
            return code;
        }

        /** Writes the copies that were asked for, in place of those of earlier runs: they would be of another state. */
        private int copies(Configuration conf, Report.Outcome outcome, List<Export.Format> formats) {
            String folder = settings.text(Setting.REPORTS);
            Export.forget(conf, folder);
            if (formats.isEmpty()) {
                return DONE;
            }
            console.step("Writing copies of the reports");
            Export export = new Export(conf, folder, Export.folder(folder));
            int code = DONE;
            for (ParquetReports.Published one : outcome.published()) {
                for (Export.Format format : formats) {
                    try {
                        export.write(Catalogue.report(one.name()), format);
                    } catch (Export.DoesNotFit e) {
                        console.say(e.getMessage());
                        code = GATE;
                    }
                }
            }
            console.finish();
            return code;
        }

        /** What an ingest would read. */
        final Output.Section loading(List<String> files) {
            return new Ingest(spark(), settings, console, reference, clock).plan(look(files));
        }

        /**
         * What a report would compute and write.
         *
         * @param coming names of tables that would be filled before
         */
        final List<Output.Section> reporting(Lake lake, Set<String> coming) {
            if (coming.isEmpty()) {
                mustHoldSomething(lake);
            }
            Output.Section tables = new Output.Section("tables", "", "table", "version");
            for (Table table : Catalogue.SOURCE_TABLES) {
                if (lake.has(table) || coming.contains(table.name())) {
                    tables.row(
                            table.name(),
                            coming.contains(table.name())
                                    ? "after the files above"
                                    : lake.versions().get(table.name()));
                }
            }
            Output.Section reports = new Output.Section("reports", "", "report", "would be");
            String folder = settings.text(Setting.REPORTS);
            for (Metric report : Catalogue.METRICS) {
                reports.row(
                        report.name(),
                        report.lacks(table -> lake.has(table) || coming.contains(table.name()))
                                .map(why -> "left out: " + why)
                                .orElse("written to "
                                        + new org.apache.hadoop.fs.Path(folder, report.name() + ".parquet")));
            }
            return List.of(tables, reports);
        }

        final int rehearsed(List<Output.Section> sections) {
            console.finish();
            console.result(Output.table.render(sections));
            return DONE;
        }

        static void mustHoldSomething(SparkSession spark, String root) {
            mustHoldSomething(Lake.open(spark, root));
        }

        static void mustHoldSomething(Lake lake) {
            if (lake.stateTime().isEmpty()) {
                throw new UnusableInput(lake.root() + ": there is no lake here, or nothing was loaded into it yet."
                        + " Load something first: lodestone ingest --lake " + lake.root() + " FILE...");
            }
        }

        final List<String> sources(List<String> given) {
            List<String> sources = given.isEmpty() ? settings.list(Setting.SOURCES) : given;
            if (sources.isEmpty()) {
                throw new Settings.Wrong("Nothing to ingest: name files or folders on the command line, or set"
                        + " 'sources' in a settings file that --config names.");
            }
            return sources;
        }

        /**
         * Does a command's work with its folder locked, and notes beside what it writes how it goes and how it ended: for
         * those who do not see the exit code, or ask later.
         *
         * @param where the folder's setting
         */
        final int noted(String command, Setting where, IntSupplier work) {
            String root = settings.text(where);
            Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
            try (FolderLock lock = FolderLock.onLocal(root, where.key, patience, console::say)) {
                console.finish();
                int before = console.steps().size();
                log = RunLog.begin(SparkSessions.files(), root, clock, command);
                int code = INTERNAL;
                Throwable failed = null;
                try {
                    code = work.getAsInt();
                    // Scala throws checked exceptions without declaring them.
                } catch (Throwable e) {
                    code = codeOf(e);
                    failed = e;
                    throw e;
                } finally {
                    console.finish();
                    List<Console.Step> steps = console.steps();
                    noteEnd(code, failed, steps.subList(before, steps.size()));
                }
                return code;
            }
        }

        /** What cannot be noted does not hide why the run failed. */
        private void noteEnd(int code, Throwable failed, List<Console.Step> steps) {
            Throwable known = failed == null ? null : known(failed);
            String failure = failed == null ? null : known != null ? known.getMessage() : "internal error: " + failed;
            try {
                log.end(code, failure, steps);
            } catch (UnusableInput e) {
                if (failed == null) {
                    throw e;
                }
                failed.addSuppressed(e);
            }
        }
    }

    /** The option of commands that print tables. */
    static final class Printed {
        @Option(
                names = "--output",
                paramLabel = "FORMAT",
                description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} where nothing is said.",
                defaultValue = "table")
        Output output;
    }

    /** The option of commands that may write copies of the reports in other formats. */
    static final class Publishing {
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
    }

    /** The option of commands that can say what they would do. */
    static final class Rehearsal {
        @Option(
                names = "--dry-run",
                description = "Says what would be read, computed and written, and does nothing of it.")
        boolean only;
    }

    @Command(
            name = "ingest",
            mixinStandardHelpOptions = true,
            description = "Reads source files into the lake. A file that is there as it is costs nothing.",
            footer = {
                "",
                "Examples: lodestone ingest --lake my/lake trade/*.csv BACI_HS17_Y2024_V202601.csv.gz",
                "          lodestone ingest --config my.conf"
            })
    static final class IngestCommand extends Job {
        @Parameters(
                paramLabel = "FILE",
                description =
                        "Files, folders or patterns; they take the place of the setting 'sources'. Each file's format"
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
                return rehearsed(List.of(loading(files)));
            }
            return noted("ingest", Setting.LAKE, () -> exitCode(ingest(files)));
        }
    }

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
    static final class ReportCommand extends Job {
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

        @Option(
                names = "--to",
                paramLabel = "DATE",
                description = "The last of these days; today where nothing is said.")
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
                return backfill(spark());
            }
            String lake = settings.text(Setting.LAKE);
            if (rehearsal.only) {
                return rehearsed(reporting(Lake.open(spark(), lake, asOf), Set.of()));
            }
            return noted("report", Setting.REPORTS, () -> {
                console.step("Opening the lake");
                String ledger = asOf == null
                        ? new TableFiles(SparkSessions.files(), lake)
                                .digest(Ledger.TABLE.name())
                                .orElse(null)
                        : null;
                return report(() -> Lake.open(spark(), lake, asOf), ledger, publishing);
            });
        }

        private int backfill(SparkSession spark) {
            String lake = settings.text(Setting.LAKE);
            String reports = settings.text(Setting.REPORTS);
            List<LocalDate> days = Lake.days(spark, lake).stream()
                    .filter(day -> !day.isBefore(from) && (to == null || !day.isAfter(to)))
                    .toList();
            if (days.isEmpty()) {
                throw new UnusableInput(lake + ": nothing that is kept was loaded from " + from
                        + (to == null ? "" : " to " + to)
                        + " (UTC), so there is no state of these days. `lodestone tables` lists the loads, and which states are"
                        + " gone.");
            }
            int code = DONE;
            for (LocalDate day : days) {
                settings = settings.with(
                        Setting.REPORTS, new org.apache.hadoop.fs.Path(reports, day.toString()).toString());
                if (rehearsal.only) {
                    code = Math.max(
                            code, rehearsed(reporting(Lake.open(spark, lake, StateName.of(day.toString())), Set.of())));
                } else {
                    console.say("As of " + day + ":");
                    code = Math.max(
                            code,
                            noted(
                                    "report",
                                    Setting.REPORTS,
                                    () -> report(
                                            () -> Lake.open(spark, lake, StateName.of(day.toString())),
                                            null,
                                            publishing)));
                }
            }
            return code;
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Ingests and reports, in one session.",
            footer = {
                "",
                "Examples: lodestone run --config jobs/sample.conf",
                "          lodestone run --lake my/lake --reports my/reports trade/*.csv"
            })
    static final class RunCommand extends Job {
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
                List<Output.Section> sections = new ArrayList<>();
                sections.add(loading(files));
                Set<String> coming = new TreeSet<>();
                sections.get(0).rows().stream()
                        .filter(row -> "read".equals(row.get(3)))
                        .forEach(row -> coming.add((String) row.get(2)));
                sections.addAll(reporting(Lake.open(spark(), settings.text(Setting.LAKE)), coming));
                return rehearsed(sections);
            }
            return noted("run", Setting.REPORTS, () -> {
                Ingest.Outcome ingested = ingest(files);
                int reported = report(
                        () -> ingested.lake() == null
                                ? Lake.open(spark(), settings.text(Setting.LAKE))
                                : ingested.lake(),
                        ingested.ledger(),
                        publishing);
                return Math.max(exitCode(ingested), reported);
            });
        }
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description =
                    "Says how the last run ended and whether the reports are fresh, by what runs note in run.json.",
            footer = {
                "",
                "Exit codes: 0 the last run did all of its work, also where it found nothing new; 3 it did a part: files were"
                        + " refused or reports withheld; 5 stale; 6 it failed or was killed; 7 a run goes on. Where several hold,"
                        + " the last of them, but 5 before 3.",
                "Examples: lodestone status --config my.conf",
                "          lodestone status --reports my/reports --fresh-by 2026-11-18 || mail -s 'reports are stale' me"
            })
    static final class StatusCommand implements Callable<Integer> {
        @Mixin
        Options options;

        @Option(
                names = "--fresh-by",
                paramLabel = "DATE",
                description = "The day, UTC, since whose beginning a run must have done all of its work (2026-11-18).")
        LocalDate freshBy;

        @Mixin
        Printed printed;

        @Override
        public Integer call() {
            Settings settings = options.settings();
            Status.Outcome status = new Status(SparkSessions.files())
                    .of(settings.text(Setting.REPORTS), settings.text(Setting.LAKE), freshBy);
            System.out.println(printed.output.render(List.of(status.section())));
            System.err.println(status.words());
            return status.code();
        }
    }

    @Command(
            name = "tables",
            mixinStandardHelpOptions = true,
            description = "Lists what is in the lake.",
            footer = {
                "",
                "Examples: lodestone tables --lake my/lake",
                "          lodestone tables --config my.conf --as-of 2026-02-18 --output json"
            })
    static final class TablesCommand extends Job {
        @Option(
                names = "--as-of",
                paramLabel = "STATE",
                description =
                        "As the lake was at the end of a day, UTC (2026-02-18), after a load (its id), or when a pin was"
                                + " made (its name).")
        StateName asOf;

        @Mixin
        Printed printed;

        @Override
        int work() {
            SparkSession spark = spark();
            console.step("Opening the lake");
            Lake lake = Lake.open(spark, settings.text(Setting.LAKE), asOf);
            mustHoldSomething(lake);
            console.step("Counting rows");
            Output.Section held = new Output.Section("tables", "", "table", "version", "rows", "one row is");
            List<Table> all = new ArrayList<>(Catalogue.SOURCE_TABLES);
            all.addAll(List.of(RejectedRows.TABLE, Findings.TABLE));
            List<Table> there = all.stream().filter(lake::has).toList();
            Map<Table, Long> counts = new ConcurrentHashMap<>();
            SideBySide.await(there.stream()
                    .map(table -> SideBySide.start(
                            () -> counts.put(table, lake.read(table).count())))
                    .toList());
            for (Table table : there) {
                held.row(table.name(), lake.versions().get(table.name()), counts.get(table), table.grain());
            }
            // The ledger's own version is that of the state: its commits are what makes one.
            held.row(Ledger.TABLE.name(), null, lake.ledger().count(), Ledger.TABLE.grain());
            Output.Section loads =
                    new Output.Section("loads", "", "load", "at (UTC)", "files", "rows", "pins", "gone since");
            Lake.states(spark, lake.root()).stream()
                    .filter(state -> !state.at().isAfter(lake.stateTime().orElseThrow()))
                    .forEach(state -> loads.row(
                            state.loadId(),
                            state.at().toString(),
                            state.files(),
                            state.rows(),
                            String.join(" ", state.pins()),
                            state.isRemoved() ? state.removedAt().toString() : null));
            console.finish();
            console.result(printed.output.render(List.of(held, loads)));
            return DONE;
        }
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "Says where a figure of a report comes from, or what the data say of a published claim.",
            footer = {
                "",
                "Examples: lodestone explain import_dependency value_share importer_iso3=KOR product_code=850511"
                        + " year=2024 supplier_iso3=CHN",
                "          lodestone explain kita-magnet-dependence",
                "          lodestone explain \\",
                "            import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@3f9a1c2b~7f3a2b1c"
            })
    static final class ExplainCommand extends Job {
        @Parameters(
                index = "0",
                paramLabel = "REPORT|CLAIM|ID",
                description = "A report's name, a claim's id, or the id of a figure.")
        String what;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "COLUMN|KEY=VALUE",
                description =
                        "For a report: the column, and enough of its key to name one row; a blank in a value may be"
                                + " written as an underscore.")
        List<String> rest = new ArrayList<>();

        @Mixin
        Printed printed;

        private final Map<String, String> key = new LinkedHashMap<>();
        private String column;

        @Override
        void check() {
            if (FigureId.is(what) && !rest.isEmpty()) {
                throw new Settings.Wrong("An id names a figure as it is: nothing is to be said after it.");
            }
            for (String word : rest) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    key.put(word.substring(0, equals), word.substring(equals + 1));
                } else if (column == null) {
                    column = word;
                } else {
                    throw new Settings.Wrong("'" + word + "' is not of the form column=value; one column, " + column
                            + ", is named already.");
                }
            }
        }

        @Override
        int work() {
            SparkSession spark = spark();
            console.step("Looking it up");
            Lake lake = Lake.open(spark, settings.text(Setting.LAKE));
            mustHoldSomething(lake);
            Explain explain = new Explain(
                    spark,
                    settings.text(Setting.REPORTS),
                    lake,
                    reference.blocs().rows());
            List<Output.Section> sections =
                    FigureId.is(what) ? explain.of(Verify.ids(what).get(0)) : explain.of(what, column, key);
            console.finish();
            console.result(printed.output.render(sections));
            return DONE;
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Says whether quoted figures still hold: whether the published reports have the same figures where"
                            + " their ids point. Exit code 3 where one does not.",
            footer = {
                "",
                "Examples: lodestone verify --config my.conf my-article.md",
                "          lodestone verify --reports out \\",
                "            import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@3f9a1c2b~7f3a2b1c"
            })
    static final class VerifyCommand extends Job {
        @Parameters(
                arity = "1..*",
                paramLabel = "ID|FILE",
                description = "Ids of figures, and text files with such ids in them; - is the standard input.")
        List<String> given = new ArrayList<>();

        @Mixin
        Printed printed;

        private final Set<FigureId> ids = new LinkedHashSet<>();
        private final Set<String> cut = new LinkedHashSet<>();

        @Override
        void check() {
            for (String one : given) {
                String text = FigureId.is(one) ? one : text(one);
                List<FigureId> found = Verify.ids(text);
                cut.addAll(Verify.cut(text));
                if (found.isEmpty()) {
                    throw new Settings.Wrong(
                            one + " has no id of a figure in it. An id looks like"
                                    + " report/key/column@3f9a1c2b~7f3a2b1c; the page of the reports and 'lodestone explain' give it.");
                }
                ids.addAll(found);
            }
        }

        private static String text(String file) {
            try {
                // An id is ASCII, whatever the rest is written in.
                return file.equals("-")
                        ? new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1)
                        : Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
            } catch (IOException | InvalidPathException e) {
                throw new Settings.Wrong(
                        "'" + file + "' is neither the id of a figure nor a file that can be read. An id"
                                + " looks like report/key/column@3f9a1c2b~7f3a2b1c; of a file give the path.");
            }
        }

        @Override
        int work() {
            SparkSession spark = spark();
            console.step("Looking them up");
            Verify.Outcome outcome =
                    new Verify(new PublishedReports(spark, settings.text(Setting.REPORTS))).of(List.copyOf(ids));
            console.finish();
            console.result(printed.output.render(List.of(outcome.section())));
            console.say(outcome.held() + " of " + outcome.all() + " quoted figures hold.");
            cut.forEach(one -> console.say(
                    "Not looked up, since its state and checksum (@3f9a1c2b~7f3a2b1c) are missing: " + one));
            return outcome.held() == outcome.all() ? DONE : GATE;
        }
    }

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
    static final class DiffCommand extends Job {
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
            List<Output.Section> sections = new Diff(spark, settings, console, reference, clock).run(before, after);
            console.result(printed.output.render(sections));
            return DONE;
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes copies of published reports as CSV or for Excel.",
            footer = {
                "",
                "A text that a spreadsheet would take for a formula gets an apostrophe before it.",
                "Examples: lodestone export --reports my/reports --format xlsx import_dependency supplier_concentration",
                "          lodestone export --config my.conf --format csv --to /srv/share/minerals"
            })
    static final class ExportCommand implements Callable<Integer> {
        @Mixin
        Options options;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                required = true,
                description = "${COMPLETION-CANDIDATES}; may be repeated.")
        List<Export.Format> formats = new ArrayList<>();

        @Option(
                names = "--to",
                paramLabel = "DIR",
                description =
                        "The folder of the copies; where nothing is said, copies/ in that of the reports, which the next"
                                + " run empties.")
        String target;

        @Parameters(paramLabel = "REPORT", description = "Reports or dimensions by name; all that are published.")
        List<String> names = new ArrayList<>();

        @Override
        public Integer call() {
            Settings settings = options.settings();
            String reports = settings.text(Setting.REPORTS);
            Configuration conf = SparkSessions.files();
            List<Table> tables = names.isEmpty()
                    ? Catalogue.published().stream()
                            .filter(table -> Export.isPublished(conf, reports, table))
                            .toList()
                    : names.stream().map(ExportCommand::table).toList();
            if (tables.isEmpty()) {
                throw new UnusableInput(reports
                        + ": no report is published here. Make them with: lodestone report --reports " + reports + ".");
            }
            Export export = new Export(conf, reports, target == null ? Export.folder(reports) : target);
            int code = DONE;
            for (Table table : tables) {
                for (Export.Format format : formats) {
                    try {
                        System.out.println(export.write(table, format));
                    } catch (Export.DoesNotFit e) {
                        System.err.println("lodestone: " + e.getMessage());
                        code = INPUT;
                    }
                }
            }
            return code;
        }

        private static Table table(String name) {
            List<Table> known = Catalogue.published();
            return known.stream()
                    .filter(table -> table.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Settings.Wrong("There is no report '" + name + "'. Did you mean '"
                            + Nearest.to(name, known.stream().map(Table::name).toList())
                            + "'?"));
        }
    }

    @Command(
            name = "notebook",
            customSynopsis = "lodestone notebook [--install-only] [OPTION OF JUPYTER...]",
            mixinStandardHelpOptions = true,
            description = "Installs the kernel of the Java notebooks for the user, and opens Jupyter in notebooks/.",
            footer = {
                "",
                "It needs Jupyter (jupyter-lab or jupyter-notebook). The notebooks read the sample run, or what"
                        + " LODESTONE_REPORTS and LODESTONE_LAKE name.",
                "Examples: lodestone notebook",
                "          lodestone notebook --no-browser --port 8890",
                "          lodestone --driver-memory 8g notebook",
                "          lodestone notebook --install-only"
            })
    static final class NotebookCommand implements Callable<Integer> {
        @Option(names = "--install-only", description = "Installs the kernel and opens nothing.")
        boolean installOnly;

        /** Options of Jupyter's own: the launcher passes them on. */
        @Unmatched
        List<String> jupyters = new ArrayList<>();

        /** Installs the kernel; the launcher opens Jupyter then, in its own place. */
        @Override
        public Integer call() {
            String launcher = System.getProperty("lodestone.launcher");
            if (launcher == null) {
                throw new Settings.Wrong("Notebooks need what the launcher knows of the program: start them with"
                        + " `jobs/lodestone notebook`.");
            }
            KernelSpec.Installed kernel = KernelSpec.install(
                    Path.of(launcher), System.getProperty("lodestone.kernel-memory", ""), System.getenv());
            System.err.println("The kernel 'Lodestone (Java)' is installed" + (kernel.written() ? ": " : " as it was: ")
                    + kernel.file());
            return DONE;
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Holds the lake against its ledger and declarations, and the reports against their manifest."
                    + " Exit code 3 where something is not as it should be.",
            footer = {
                "",
                "It reads every data file that a state of the lake needs, and changes nothing.",
                "Examples: lodestone check --config my.conf",
                "          lodestone check --lake my/lake --reports my/reports --output json"
            })
    static final class CheckCommand extends Job {
        @Mixin
        Printed printed;

        @Override
        int work() {
            SparkSession spark = spark();
            Check check = new Check(spark, console);
            check.lake(settings.text(Setting.LAKE));
            reports(check);
            console.finish();
            Output.Section faults = new Output.Section("faults", "Faults", "where", "what", "what to do");
            check.faults().forEach(fault -> faults.row(fault.where(), fault.what(), fault.remedy()));
            console.result(printed.output.render(List.of(faults)));
            if (check.looked().isEmpty() && check.faults().isEmpty()) {
                throw new UnusableInput(
                        "There is neither a lake in " + settings.text(Setting.LAKE) + " nor a report in "
                                + settings.text(Setting.REPORTS) + ". Name them with --lake and --reports.");
            }
            console.say("Looked at " + check.looked() + ". "
                    + (check.faults().isEmpty()
                            ? "All is as it should be."
                            : check.faults().size() + (check.faults().size() == 1 ? " fault." : " faults.")));
            return check.faults().isEmpty() ? DONE : GATE;
        }

        /** Reports are looked at while no run replaces them. */
        private void reports(Check check) {
            String root = settings.text(Setting.REPORTS);
            try {
                org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(root);
                if (!folder.getFileSystem(SparkSessions.files()).exists(folder)) {
                    return;
                }
            } catch (IOException e) {
                throw new UnusableInput(root + ": cannot be read (" + e.getMessage() + ").", e);
            }
            Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
            try (FolderLock lock = FolderLock.onLocal(root, Setting.REPORTS.key, patience, console::say)) {
                check.reports(root);
            }
        }
    }

    @Command(
            name = "doctor",
            mixinStandardHelpOptions = true,
            description = "Looks whether this machine has what the program needs, and says what to do where it has not."
                    + " Exit code 4 where something is missing.",
            footer = {"", "Examples: lodestone doctor --config my.conf"})
    static final class DoctorCommand implements Callable<Integer> {
        @Mixin
        Options options;

        @Mixin
        Printed printed;

        @Override
        public Integer call() {
            Doctor doctor = new Doctor(options.settings(), Clock.systemUTC());
            System.out.println(printed.output.render(List.of(doctor.look())));
            return doctor.isIll() ? INPUT : DONE;
        }
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Makes a settings file with comments, a folder for data, and a template of each format of the"
                    + " program's own.",
            footer = {
                "",
                "Examples: lodestone init my",
                "          then put files into my/data, and: lodestone run --config my/lodestone.conf"
            })
    static final class InitCommand implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder; where nothing is said, this one.")
        Path folder = Path.of("");

        @Override
        public Integer call() {
            Beginning.in(folder).forEach(path -> System.out.println(path));
            Path settings = folder.resolve(Beginning.SETTINGS);
            System.err.println(
                    "Put your files into " + folder.resolve("data") + ", then: lodestone run --config " + settings);
            return DONE;
        }
    }

    @Command(
            name = "completion",
            mixinStandardHelpOptions = true,
            description = "Prints what makes a shell complete commands and options.",
            footer = {"", "Examples: source <(jobs/lodestone completion)      in bash, and in zsh after bashcompinit"})
    static final class CompletionCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            System.out.println(AutoComplete.bash("lodestone", commandLine()));
            return DONE;
        }
    }
}
