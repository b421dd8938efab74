package org.lodestone.runlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Section;
import org.lodestone.runlog.RunLog.State;

/**
 * How the last runs ended, and whether the reports are fresh: by what runs noted beside the reports and, where loading is a
 * run of its own, in the lake.
 */
public final class Status {
    /** The last run that did all of its work is older than it should be, or there was none. */
    public static final int STALE = 5;
    /** The last run ended before its work was done, or was killed. */
    public static final int FAILED = 6;
    /** What a clock that is set may make of one and the same start. */
    private static final Duration SAME_START = Duration.ofSeconds(10);
    /** A run goes on. */
    public static final int RUNNING = 7;

    /**
     * What was found.
     *
     * @param code an exit code
     * @param words it in a sentence
     * @param section a row for each run that was noted
     */
    public record Outcome(int code, String words, Section section) {}

    /** A note, and whether its process is gone although it says that it runs. */
    private record Noted(JsonNode run, boolean killed) {
        String state() {
            return killed ? "killed" : run.path("state").asText();
        }

        String text(String field) {
            return run.path(field).isMissingNode() || run.path(field).isNull()
                    ? null
                    : run.path(field).asText();
        }

        Optional<Instant> lastSuccess(String command) {
            String at = run.path("last_success").path(command).asText("");
            return at.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(at));
        }

        Optional<Instant> started() {
            return Optional.ofNullable(text("started_at")).map(Instant::parse);
        }
    }

    private final Configuration conf;

    public Status(Configuration conf) {
        this.conf = conf;
    }

    /**
     * Looks at the notes.
     *
     * @param freshBy the day, UTC, since whose beginning a run must have done all of its work; null for any
     */
    public Outcome of(String reports, String lake, LocalDate freshBy) {
        Optional<Noted> reported = noted(reports);
        Optional<Noted> loaded = noted(lake).filter(load -> !superseded(load, reported));
        Section section =
                new Section("runs", "", "run", "state", "started at", "ended at", "exit code", "last success", "why");
        List<Noted> runs = new ArrayList<>();
        reported.ifPresent(runs::add);
        loaded.ifPresent(runs::add);
        for (Noted one : runs) {
            section.row(
                    one.text("command"),
                    one.state(),
                    one.text("started_at"),
                    one.text("ended_at"),
                    one.run().has("exit_code") ? one.run().get("exit_code").asLong() : null,
                    one.lastSuccess(one.text("command")).map(Instant::toString).orElse(null),
                    one.text("failure"));
        }
        for (Noted one : runs) {
            if (one.state().equals(State.running.name())) {
                return new Outcome(
                        RUNNING,
                        "Running: " + one.text("command") + " since " + one.text("started_at") + " on "
                                + one.text("host") + ", process " + one.text("pid") + ".",
                        section);
            }
        }
        for (Noted one : runs) {
            if (one.killed()) {
                return new Outcome(
                        FAILED,
                        "Failed: " + one.text("command") + ", begun at " + one.text("started_at")
                                + ", did not say how it ended, and its process " + one.text("pid")
                                + " is gone: it was killed, or the machine went down. Run it again; what is in place is whole.",
                        section);
            }
            if (one.state().equals(State.failed.name())) {
                return new Outcome(
                        FAILED,
                        "Failed: " + one.text("command") + " ended at " + one.text("ended_at") + " with exit code "
                                + one.text("exit_code") + ": " + one.text("failure"),
                        section);
            }
        }
        Optional<Instant> fresh = fresh(reported, loaded);
        if (fresh.isEmpty()) {
            boolean partial = runs.stream().anyMatch(one -> one.state().equals(State.partial.name()));
            return new Outcome(
                    STALE,
                    partial
                            ? "Stale: no run has done all of its work yet; " + partly(runs)
                            : "Stale: no run has noted here that it did its work. Make one: lodestone run.",
                    section);
        }
        if (freshBy != null
                && fresh.get().isBefore(freshBy.atStartOfDay(ZoneOffset.UTC).toInstant())) {
            return new Outcome(
                    STALE,
                    "Stale: the last run that did all of its work ended at "
                            + fresh.get().truncatedTo(ChronoUnit.SECONDS) + ", before " + freshBy + " (UTC).",
                    section);
        }
        if (runs.stream().anyMatch(one -> one.state().equals(State.partial.name()))) {
            return new Outcome(ExitCode.GATE, "Done in part: " + partly(runs), section);
        }
        return new Outcome(
                ExitCode.DONE,
                "Fresh: the last run did all of its work and ended at "
                        + fresh.get().truncatedTo(ChronoUnit.SECONDS) + "." + nothingNew(reported, loaded),
                section);
    }

    private static String partly(List<Noted> runs) {
        for (Noted one : runs) {
            if (one.state().equals(State.partial.name())) {
                JsonNode ingest = one.run().path("ingest");
                JsonNode report = one.run().path("report");
                List<String> what = new ArrayList<>();
                if (ingest.path("files").path("refused").asInt() > 0) {
                    what.add(ingest.path("files").path("refused").asInt() + " of the files were refused");
                }
                if (report.path("reports").path("withheld").asInt() > 0) {
                    what.add(report.path("reports").path("withheld").asInt() + " of the reports were withheld");
                }
                return one.text("command") + " ended at " + one.text("ended_at") + " with exit code "
                        + one.text("exit_code") + (what.isEmpty() ? "" : "; " + String.join(" and ", what))
                        + ". run.json names them.";
            }
        }
        return "";
    }

    /** A load of its own says nothing any more once a run has loaded, or begun to, after it. */
    private static boolean superseded(Noted load, Optional<Noted> reported) {
        Optional<Instant> run = reported.flatMap(one -> one.lastSuccess("run"));
        Optional<Instant> begun =
                reported.filter(one -> "run".equals(one.text("command"))).flatMap(Noted::started);
        return load.started()
                .map(start -> run.filter(start::isBefore).isPresent()
                        || begun.filter(start::isBefore).isPresent())
                .orElse(true);
    }

    /** Where loading is a run of its own, reports are as fresh as the older of the two. */
    private static Optional<Instant> fresh(Optional<Noted> reported, Optional<Noted> loaded) {
        Optional<Instant> run = reported.flatMap(one -> one.lastSuccess("run"));
        Optional<Instant> report = reported.flatMap(one -> one.lastSuccess("report"));
        Optional<Instant> load = loaded.flatMap(one -> one.lastSuccess("ingest"));
        // Nobody notes loads here: the reports are all there is to go by.
        if (run.isEmpty() && loaded.isEmpty()) {
            return report;
        }
        Optional<Instant> both = load.isEmpty() || report.isEmpty()
                ? Optional.empty()
                : Optional.of(load.get().isBefore(report.get()) ? load.get() : report.get());
        return Stream.of(run, both).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    private static String nothingNew(Optional<Noted> reported, Optional<Noted> loaded) {
        boolean none = reported.or(() -> loaded)
                .map(one -> one.run().path("ingest").path("nothing_new").asBoolean())
                .orElse(false);
        return none ? " It found nothing new." : "";
    }

    private Optional<Noted> noted(String root) {
        return RunLog.read(conf, root).map(run -> new Noted(run, killed(run)));
    }

    /** Whether a run of this machine says that it runs and its process is gone. */
    private static boolean killed(JsonNode run) {
        if (!run.path("state").asText().equals(State.running.name())
                || !run.path("host").asText().equals(RunLog.host())) {
            return false;
        }
        String begun = run.path("process_started_at").asText("");
        return ProcessHandle.of(run.path("pid").asLong())
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> begun.isEmpty()
                                || Duration.between(start, Instant.parse(begun))
                                                .abs()
                                                .compareTo(SAME_START)
                                        < 0)
                        .orElse(true))
                .isEmpty();
    }
}
