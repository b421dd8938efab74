package org.lodestone.job;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.lodestone.bi.Export;
import org.lodestone.briefing.Briefing;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.ingest.Ingest;
import org.lodestone.ingest.Sources;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.SparkSessions;
import org.lodestone.lake.StateName;
import org.lodestone.lake.TableFiles;
import org.lodestone.metric.Metric;
import org.lodestone.origins.ChainExposure;
import org.lodestone.program.Console;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Program;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.report.ParquetReports;
import org.lodestone.runlog.RunLog;
import org.lodestone.summary.PlanSummary;
import org.lodestone.summary.Summary;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * Ingests, reports, or both: what is done, said, noted in the folder that is written, and the exit code. Spark is started when
 * something has to be computed.
 */
public final class Run {

    /**
     * How reports are published.
     *
     * @param force whether also those are computed that are there as they would be
     * @param formats of copies beside them
     */
    public record Publishing(boolean force, List<Export.Format> formats) {}

    private final Settings settings;
    private final ReferenceData reference;
    private final Console console;
    private final Clock clock;
    private final Supplier<SparkSession> spark;
    private RunLog log;

    /** @param spark starts the session, or gives the running one */
    public Run(Settings settings, ReferenceData reference, Console console, Clock clock, Supplier<SparkSession> spark) {
        this.settings = settings;
        this.reference = reference;
        this.console = console;
        this.clock = clock;
        this.spark = spark;
        Program.isStarting();
    }

    /** @return the exit code */
    public int ingest(List<String> files) {
        return noted("ingest", Setting.LAKE, () -> ingested(files).exitCode());
    }

    /**
     * @param asOf the lake's state; null for the newest
     * @return the exit code
     */
    public int report(StateName asOf, Publishing publishing) {
        String lake = settings.text(Setting.LAKE);
        return noted("report", Setting.REPORTS, () -> {
            // Before it is opened, so that a load that comes in between is not taken for reported.
            String ledger = asOf == null
                    ? new TableFiles(SparkSessions.files(), lake)
                            .digest(Ledger.TABLE.name())
                            .orElse(null)
                    : null;
            return reported(() -> opened(asOf), ledger, publishing);
        });
    }

    /** @return the exit code */
    public int ingestAndReport(List<String> files, Publishing publishing) {
        return noted("run", Setting.REPORTS, () -> {
            Ingest.Outcome ingested = ingested(files);
            int reported = reported(
                    () -> ingested.lake() == null ? opened(null) : ingested.lake(), ingested.ledger(), publishing);
            return Math.max(ingested.exitCode(), reported);
        });
    }

    /**
     * Reports as of each day on which something was loaded, into a folder of that day below the reports' folder.
     *
     * @param to the last day; null for today
     * @param publishing null to say only what would be done
     * @return the exit code
     * @throws UnusableInput where nothing that is kept was loaded then
     */
    public int backfill(LocalDate from, LocalDate to, Publishing publishing) {
        String lake = settings.text(Setting.LAKE);
        List<LocalDate> days = Lake.days(spark.get(), lake).stream()
                .filter(day -> !day.isBefore(from) && (to == null || !day.isAfter(to)))
                .toList();
        if (days.isEmpty()) {
            throw new UnusableInput(lake + ": nothing that is kept was loaded from " + from
                    + (to == null ? "" : " to " + to)
                    + " (UTC), so there is no state of these days. `lodestone tables` lists the loads, and which states are"
                    + " gone.");
        }
        int code = ExitCode.DONE;
        for (LocalDate day : days) {
            String folder = new Path(settings.text(Setting.REPORTS), day.toString()).toString();
            Run ofDay = new Run(settings.with(Setting.REPORTS, folder), reference, console, clock, spark);
            StateName state = StateName.of(day.toString());
            if (publishing == null) {
                ofDay.rehearseReport(state);
            } else {
                console.say("As of " + day + ":");
                code = Math.max(code, ofDay.report(state, publishing));
            }
        }
        return code;
    }

    // ---- what would be done --------------------------------------------------------------------------------------

    /** Says what {@link #ingest} would read. */
    public void rehearseIngest(List<String> files) {
        rehearsed(List.of(reading(files)));
    }

    /** Says what {@link #report} would compute and write. */
    public void rehearseReport(StateName asOf) {
        rehearsed(reporting(opened(asOf), Set.of()));
    }

    /** Says what {@link #ingestAndReport} would read, compute and write. */
    public void rehearse(List<String> files) {
        List<Section> sections = new ArrayList<>();
        sections.add(reading(files));
        Set<String> coming = new TreeSet<>();
        sections.get(0).rows().stream()
                .filter(row -> "read".equals(row.get(3)))
                .forEach(row -> coming.add((String) row.get(2)));
        sections.addAll(reporting(opened(null), coming));
        rehearsed(sections);
    }

    private Lake opened(StateName asOf) {
        SparkSession session = spark.get();
        console.step("Opening the lake");
        return Lake.open(session, settings.text(Setting.LAKE), asOf);
    }

    private void rehearsed(List<Section> sections) {
        console.finish();
        console.result(Section.text(sections));
    }

    private Section reading(List<String> files) {
        Sources.Looked looked = Sources.look(SparkSessions.files(), console, files);
        return new Ingest(spark.get(), settings, console, reference, clock).plan(looked);
    }

    /** @param coming names of tables that would be filled before */
    private List<Section> reporting(Lake lake, Set<String> coming) {
        if (coming.isEmpty()) {
            lake.mustHoldSomething();
        }
        Section tables = new Section("tables", "", "table", "version");
        for (Table table : Catalogue.SOURCE_TABLES) {
            if (lake.has(table) || coming.contains(table.name())) {
                tables.row(
                        table.name(),
                        coming.contains(table.name())
                                ? "after the files above"
                                : lake.versions().get(table.name()));
            }
        }
        Section reports = new Section("reports", "", "report", "would be");
        String folder = settings.text(Setting.REPORTS);
        for (Metric report : Catalogue.METRICS) {
            reports.row(
                    report.name(),
                    report.lacks(table -> lake.has(table) || coming.contains(table.name()))
                            .map(why -> "left out: " + why)
                            .orElse("written to " + new Path(folder, report.name() + ".parquet")));
        }
        return List.of(tables, reports);
    }

    // ---- what is done --------------------------------------------------------------------------------------------

    /** Ingests; without Spark where all files are known to be in the lake. */
    private Ingest.Outcome ingested(List<String> files) {
        Configuration conf = SparkSessions.files();
        // From the first look at the files on: who waits for another load then sees what it did.
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        String root = settings.text(Setting.LAKE);
        Ingest.Outcome outcome;
        try (FolderLock lock = FolderLock.onLocal(root, Setting.LAKE.key, patience, console::say)) {
            Sources.Looked looked = Sources.look(conf, console, files);
            outcome = Ingest.nothingNew(conf, settings, reference, looked)
                    .orElseGet(() -> new Ingest(spark.get(), settings, console, reference, clock).run(looked));
        }
        console.finish();
        log.part("ingest", outcome.noted());
        outcome.refused().forEach((path, why) -> console.say("Refused: " + path + ": " + why + "."));
        if (outcome.landed() == 0 && outcome.refused().isEmpty()) {
            console.say("Nothing new: all " + outcome.unchanged()
                    + " files are in the lake as they are; no table was touched.");
        } else {
            console.say("Ingested " + outcome.landed() + (outcome.landed() == 1 ? " file" : " files") + " with "
                    + String.format(Locale.ROOT, "%,d", outcome.counts().landed()) + " rows; "
                    + outcome.unchanged() + " unchanged, " + outcome.refused().size() + " refused. Lake: "
                    + settings.text(Setting.LAKE));
        }
        return outcome;
    }

    /**
     * Reports, unless that was done before and all is as it was left.
     *
     * @param open gives the lake
     * @param ledger digest of the ledger that its newest state is read from; null where that is not known
     */
    private int reported(Supplier<Lake> open, String ledger, Publishing publishing) {
        Unchanged unchanged = new Unchanged(SparkSessions.files(), settings, reference, ledger);
        boolean plain = !publishing.force() && publishing.formats().isEmpty();
        Optional<Unchanged.Earlier> earlier = plain ? unchanged.earlier() : Optional.empty();
        if (earlier.isPresent()) {
            console.finish();
            log.part("report", earlier.get().report());
            if (earlier.get().kept() > 0) {
                console.sayOnce(Report.keptWords(earlier.get().kept()));
            }
            earlier.get().said().forEach(console::repeat);
            return ExitCode.DONE;
        }
        Lake lake = open.get().mustHoldSomething();
        int before = console.saidSoFar();
        Report.Outcome outcome =
                new Report(spark.get(), settings, console, reference, clock, publishing.force()).run(lake);
        log.part("report", outcome.noted());
        int code = say(outcome, publishing.formats());
        boolean whole = outcome.published().stream()
                .allMatch(one -> one.isThere(SparkSessions.files(), settings.text(Setting.REPORTS)));
        if (code == ExitCode.DONE && publishing.formats().isEmpty() && whole) {
            try {
                unchanged.note(lake.versions(), outcome.noted(), console.saidAfter(before));
            } catch (UnusableInput e) {
                // The reports are there nevertheless.
                console.sayOnce(e.getMessage() + " The next run looks at each report.");
            }
        }
        return code;
    }

    /** Shows what was published in short, and writes the copies that were asked for. */
    private int say(Report.Outcome outcome, List<Export.Format> formats) {
        int code = outcome.withheld().isEmpty() ? ExitCode.DONE : ExitCode.GATE;
        String folder = settings.text(Setting.REPORTS);
        if (outcome.published().isEmpty()) {
            Export.forget(SparkSessions.files(), folder);
            return code;
        }
        code = Math.max(code, copies(outcome, formats));
        List<String> pairs = settings.list(Setting.SUMMARY);
        if (outcome.has(ImportDependency.TABLE) && outcome.has(SupplierConcentration.TABLE)) {
            Summary.print(
                    spark.get(), folder, pairs, reference.countryTitles(), outcome.has(ChainExposure.TABLE), console);
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
    private int copies(Report.Outcome outcome, List<Export.Format> formats) {
        Configuration conf = SparkSessions.files();
        String folder = settings.text(Setting.REPORTS);
        Export.forget(conf, folder);
        if (formats.isEmpty()) {
            return ExitCode.DONE;
        }
        console.step("Writing copies of the reports");
        Export export = new Export(conf, folder, Export.folder(folder));
        int code = ExitCode.DONE;
        for (ParquetReports.Published one : outcome.published()) {
            for (Export.Format format : formats) {
                try {
                    export.write(Catalogue.report(one.name()), format);
                } catch (Export.DoesNotFit e) {
                    console.say(e.getMessage());
                    code = ExitCode.GATE;
                }
            }
        }
        console.finish();
        return code;
    }

    // ---- how it went ---------------------------------------------------------------------------------------------

    /**
     * Does a command's work with its folder locked, and notes beside what it writes how it goes and how it ended: for those who
     * do not see the exit code, or ask later.
     *
     * @param where the folder's setting
     */
    private int noted(String command, Setting where, IntSupplier work) {
        String root = settings.text(where);
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(root, where.key, patience, console::say)) {
            console.finish();
            int before = console.steps().size();
            log = RunLog.begin(SparkSessions.files(), root, clock, command);
            int code = ExitCode.INTERNAL;
            Throwable failed = null;
            try {
                code = work.getAsInt();
                // Scala throws checked exceptions without declaring them.
            } catch (Throwable e) {
                code = ExitCode.of(e);
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
        try {
            log.end(
                    code,
                    failed == null
                            ? null
                            : ExitCode.known(failed).map(Throwable::getMessage).orElse("internal error: " + failed),
                    steps);
        } catch (UnusableInput e) {
            if (failed == null) {
                throw e;
            }
            failed.addSuppressed(e);
        }
    }
}
