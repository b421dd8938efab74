package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.program.Console;
import org.lodestone.program.ExitCode;
import org.lodestone.runlog.RunLog;
import org.lodestone.runlog.Status;

/** What a run notes of itself, and what those who ask later are told. */
class StatusTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T06:15:00Z"), ZoneOffset.UTC);
    private static final List<Console.Step> STEPS = List.of(new Console.Step("Publishing", Duration.ofMillis(1500)));

    @TempDir
    private Path folder;

    @Test
    void whereNothingRanReportsAreStale() {
        Captured none = status();
        assertThat(none.code()).isEqualTo(Status.STALE);
        assertThat(none.err()).contains("no run has noted here");
        assertThat(folder.resolve("reports")).as("asking makes no folder").doesNotExist();
    }

    @Test
    void aRunThatDidItsWorkIsFreshUntilItsDay() throws Exception {
        RunLog run = begin("run");
        assertThat(status().code()).isEqualTo(Status.RUNNING);
        assertThat(status().err()).contains("Running: run since 2026-11-20T06:15:00Z");
        run.part("ingest", Map.of("nothing_new", true, "rows", Map.of("rejected", 7L), "rejected_value_usd", 1234L));
        run.end(ExitCode.DONE, null, STEPS);
        assertThat(status().code()).isZero();
        assertThat(status().err()).contains("Fresh: the last run did all of its work", "It found nothing new");
        assertThat(status("--fresh-by", "2026-11-20").code()).isZero();
        Captured stale = status("--fresh-by", "2026-11-21");
        assertThat(stale.code()).isEqualTo(Status.STALE);
        assertThat(stale.err()).contains("ended at 2026-11-20T06:15:00Z, before 2026-11-21 (UTC)");

        JsonNode note = note();
        assertThat(note.get("steps").get(0).toString()).isEqualTo("{\"step\":\"Publishing\",\"seconds\":1.5}");
        assertThat(Files.readString(folder.resolve("reports/run.prom")))
                .contains(
                        "# TYPE lodestone_run_exit_code gauge\nlodestone_run_exit_code{command=\"run\"} 0\n",
                        "lodestone_run_success_timestamp_seconds{command=\"run\"} 1795155300\n",
                        "lodestone_ingest_rows_rejected{command=\"run\"} 7\n",
                        "lodestone_ingest_rejected_value_usd{command=\"run\"} 1234\n")
                .matches("(# (HELP|TYPE) lodestone_[a-z_]+ .+\n|lodestone_[a-z_]+\\{command=\"run\"} [-0-9.]+\n)+");

        // A later run in part keeps the reports fresh, and is told.
        RunLog later = begin("run");
        later.part("ingest", Map.of("files", Map.of("refused", 2)));
        later.end(ExitCode.GATE, null, STEPS);
        Captured part = status("--fresh-by", "2026-11-20");
        assertThat(part.code()).isEqualTo(ExitCode.GATE);
        assertThat(part.err()).contains("Done in part", "2 of the files were refused");
        assertThat(status("--fresh-by", "2026-11-21").code()).isEqualTo(Status.STALE);
    }

    @Test
    void aRunThatFailedSaysWhy() throws Exception {
        begin("report").end(ExitCode.INPUT, "the lake is not there", STEPS);
        Captured failed = status();
        assertThat(failed.code()).isEqualTo(Status.FAILED);
        assertThat(failed.err()).contains("report ended at", "exit code 4", "the lake is not there");
        assertThat(status("--output", "json").out()).contains("\"failed\"", "the lake is not there");
    }

    @Test
    void aRunThatWasKilledIsToldFromOneThatRuns() throws Exception {
        begin("run");
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            ObjectNode note = (ObjectNode) note();
            note.put("pid", process.pid());
            note.put(
                    "process_started_at",
                    process.info().startInstant().orElseThrow().toString());
            write(note);
            assertThat(status().code()).isEqualTo(Status.RUNNING);
            note.put("process_started_at", "2020-01-01T00:00:00Z");
            write(note);
            assertThat(status().err()).as("another process has got its number").contains("was killed");
            note.put("host", "elsewhere.example.org");
            write(note);
            assertThat(status().code()).as("of another machine nobody knows").isEqualTo(Status.RUNNING);
            note.put("host", RunLog.host());
            note.put(
                    "process_started_at",
                    process.info().startInstant().orElseThrow().toString());
            write(note);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Captured killed = status();
        assertThat(killed.code()).isEqualTo(Status.FAILED);
        assertThat(killed.err()).contains("did not say how it ended", "is gone", "Run it again");
        assertThat(killed.out()).contains("killed");
    }

    @Test
    void reportsAreNoFresherThanWhatWasLoaded() throws Exception {
        begin("report").end(ExitCode.DONE, null, STEPS);
        Files.createDirectories(folder.resolve("lake"));
        Clock before = Clock.fixed(Instant.parse("2026-10-18T06:15:00Z"), ZoneOffset.UTC);
        RunLog.begin(new Configuration(), folder.resolve("lake").toString(), before, "ingest")
                .end(ExitCode.DONE, null, STEPS);
        assertThat(status("--fresh-by", "2026-10-18").code()).isZero();
        assertThat(status("--fresh-by", "2026-11-01").code()).isEqualTo(Status.STALE);

        // Where runs load themselves, an old load of its own says nothing any more, however it ended.
        RunLog.begin(new Configuration(), folder.resolve("lake").toString(), before, "ingest")
                .end(ExitCode.INPUT, "no disk", STEPS);
        assertThat(status().code()).isEqualTo(Status.FAILED);
        begin("run").end(ExitCode.DONE, null, STEPS);
        assertThat(status("--fresh-by", "2026-11-20").code()).isZero();
        begin("report").end(ExitCode.DONE, null, STEPS);
        assertThat(status("--fresh-by", "2026-11-20").code()).isZero();
    }

    @Test
    void reportsAfterARunThatFailedAreNoNewData() throws Exception {
        Clock before = Clock.fixed(Instant.parse("2026-10-18T06:15:00Z"), ZoneOffset.UTC);
        Files.createDirectories(folder.resolve("reports"));
        RunLog.begin(new Configuration(), folder.resolve("reports").toString(), before, "run")
                .end(ExitCode.DONE, null, STEPS);
        begin("run").end(ExitCode.INPUT, "no disk", STEPS);
        begin("report").end(ExitCode.DONE, null, STEPS);
        assertThat(status("--fresh-by", "2026-10-18").code()).isZero();
        assertThat(status("--fresh-by", "2026-11-01").code()).isEqualTo(Status.STALE);
    }

    @Test
    void metricsThatCannotBeWrittenKeepNoRunFromSayingHowItEnded() throws Exception {
        RunLog run = begin("run");
        Files.createDirectories(folder.resolve("reports/.run.prom.new/in the way"));
        run.end(ExitCode.DONE, null, STEPS);
        assertThat(note().get("state").asText()).isEqualTo("done");
        assertThat(note().get("metrics_failure").asText()).contains("run.prom");
    }

    @Test
    void aNoteThatNobodyCanReadIsToldAndKeepsNoRunFromStarting() throws Exception {
        Files.createDirectories(folder.resolve("reports"));
        Files.writeString(folder.resolve("reports/run.json"), "{ half a no");
        assertThat(status().code()).isEqualTo(ExitCode.INPUT);
        assertThat(status().err()).contains("run.json", "cannot be read");
        begin("run").end(ExitCode.DONE, null, STEPS);
        assertThat(status().code()).isZero();
    }

    private RunLog begin(String command) throws Exception {
        Files.createDirectories(folder.resolve("reports"));
        return RunLog.begin(new Configuration(), folder.resolve("reports").toString(), CLOCK, command);
    }

    private JsonNode note() throws Exception {
        return new ObjectMapper().readTree(folder.resolve("reports/run.json").toFile());
    }

    private void write(JsonNode note) throws Exception {
        Files.writeString(folder.resolve("reports/run.json"), note.toString());
    }

    private Captured status(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "status",
                "--reports",
                folder.resolve("reports").toString(),
                "--lake",
                folder.resolve("lake").toString()));
        words.addAll(List.of(more));
        return Captured.execute(words.toArray(String[]::new));
    }
}
