package org.lodestone.runlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lodestone.program.Console;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Version;
import org.lodestone.report.Manifest;
import org.lodestone.report.Moves;
import org.lodestone.text.UnusableInput;

/**
 * {@code run.json} beside what a command writes: that it runs, and as its last act how it ended. On the local file system each
 * is put in place in one step. A run that was killed still says {@code running}, and its process is gone. {@code run.prom}
 * says the same of the last run that ended, in the text format of Prometheus.
 */
public final class RunLog {
    public static final String FILE = "run.json";
    public static final String METRICS = "run.prom";

    /** How a run stands. */
    enum State {
        /** Not ended, as far as it could say. */
        running,
        /** All was done; also when there was nothing new. */
        done,
        /** What could be done was; files were refused or reports withheld. */
        partial,
        /** Ended before its work was done. */
        failed
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration conf;
    private final Path root;
    private final Clock clock;
    private final Map<String, Object> log = new LinkedHashMap<>();
    private final Instant began;
    /** When each command last did all of its work. */
    private final Map<String, String> lastSuccess = new TreeMap<>();

    private RunLog(Configuration conf, String root, Clock clock, JsonNode before) {
        this.conf = conf;
        this.root = new Path(root);
        this.clock = clock;
        began = clock.instant();
        before.path("last_success")
                .properties()
                .forEach(one -> lastSuccess.put(one.getKey(), one.getValue().asText()));
    }

    /**
     * Notes that a command runs.
     *
     * @param root the folder that it writes into, locked against others
     */
    public static RunLog begin(Configuration conf, String root, Clock clock, String command) {
        JsonNode before = earlier(conf, root);
        RunLog run = new RunLog(conf, root, clock, before);
        run.log.put("state", State.running.name());
        run.log.put("command", command);
        run.log.put("program", "lodestone " + Version.text());
        run.log.put("host", host());
        run.log.put("pid", ProcessHandle.current().pid());
        run.log.put(
                "process_started_at",
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Instant::toString)
                        .orElse(null));
        run.log.put("started_at", run.began.toString());
        if (!run.lastSuccess.isEmpty()) {
            run.log.put("last_success", run.lastSuccess);
        }
        run.write();
        return run;
    }

    /** A note that nobody can read keeps no run from starting. */
    private static JsonNode earlier(Configuration conf, String root) {
        try {
            return read(conf, root).orElse(JSON.createObjectNode());
        } catch (UnusableInput damaged) {
            return JSON.createObjectNode();
        }
    }

    /** The note of the last run in a folder; empty where there is none. */
    static Optional<JsonNode> read(Configuration conf, String root) {
        Path file = new Path(root, FILE);
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            return Optional.of(JSON.readTree((InputStream) in));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnusableInput(
                    file + ": cannot be read as the note of a run (" + e.getMessage()
                            + "). Delete it; the next run writes a new one.",
                    e);
        }
    }

    /** Notes a part of what was done, such as what was ingested. */
    public void part(String name, Map<String, Object> what) {
        log.put(name, what);
    }

    /**
     * Notes the end.
     *
     * @param code the command's exit code
     * @param failure why it ended early; null where it did not
     * @param steps with the time that each took
     */
    public void end(int code, String failure, List<Console.Step> steps) {
        Instant now = clock.instant();
        State state = failure != null ? State.failed : code == ExitCode.DONE ? State.done : State.partial;
        log.put("state", state.name());
        log.put("ended_at", now.toString());
        log.put("seconds", seconds(Duration.between(began, now)));
        log.put("exit_code", code);
        if (failure != null) {
            log.put("failure", failure);
        }
        List<Map<String, Object>> timed = new ArrayList<>();
        for (Console.Step step : steps) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("step", step.words());
            one.put("seconds", seconds(step.took()));
            timed.add(one);
        }
        log.put("steps", timed);
        if (state == State.done) {
            lastSuccess.put((String) log.get("command"), now.toString());
            log.put("last_success", lastSuccess);
        }
        try {
            text(METRICS, metrics(now));
        } catch (UnusableInput e) {
            // The note matters more.
            log.put("metrics_failure", e.getMessage());
        }
        write();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void write() {
        Manifest.write(conf, new Path(root, FILE), log);
    }

    private void text(String name, String text) {
        Path file = new Path(root, name);
        try {
            FileSystem files = file.getFileSystem(conf);
            Moves.write(files, file, text);
        } catch (IOException e) {
            throw new UnusableInput(file + ": cannot be written (" + e.getMessage() + ").", e);
        }
    }

    /** The run in the text format of Prometheus, as the textfile collector of its node exporter takes it. */
    private String metrics(Instant now) {
        Map<String, Object> all = new LinkedHashMap<>();
        flat("", log, all);
        StringBuilder text = new StringBuilder();
        gauge(text, "run_end_timestamp_seconds", "When the last run ended, in Unix time.", now.getEpochSecond());
        String success = lastSuccess.get((String) log.get("command"));
        if (success != null) {
            gauge(
                    text,
                    "run_success_timestamp_seconds",
                    "When the command last did all of its work, in Unix time.",
                    Instant.parse(success).getEpochSecond());
        }
        gauge(text, "run_exit_code", "Its exit code; 0 is done.", (Number) log.get("exit_code"));
        gauge(text, "run_seconds", "How long it took.", (Number) log.get("seconds"));
        all.forEach((name, value) -> {
            boolean counted = name.matches(
                    "ingest_(files|rows)_.*|ingest_(rejected_value_usd|findings)|report_(reports_.*|rows)");
            if (value instanceof Number number && counted) {
                gauge(text, name, "See run.json.", number);
            }
        });
        return text.toString();
    }

    private static void flat(String path, Map<?, ?> from, Map<String, Object> to) {
        from.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flat(path + name + "_", inner, to);
            } else {
                to.put(path + name, value);
            }
        });
    }

    private void gauge(StringBuilder text, String name, String help, Number value) {
        String whole = value instanceof Double ? String.format(Locale.ROOT, "%.3f", value) : value.toString();
        text.append("# HELP lodestone_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE lodestone_").append(name).append(" gauge\n");
        text.append("lodestone_")
                .append(name)
                .append("{command=\"")
                .append(log.get("command"))
                .append("\"} ")
                .append(whole)
                .append('\n');
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
