package org.lodestone.program;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.SparkSession;

/**
 * What the program says: results to standard output, what it is doing to standard error. On a terminal the running step
 * shows how far it is; elsewhere each step is one plain line.
 */
public final class Console {
    private static final String ERASE = "\r\u001b[2K";

    /** How many files of a kind are named. */
    private static final int NAMED = 5;

    /** Lines of running words are no longer than this. */
    private static final int WIDTH = 120;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final AtomicReference<String> step = new AtomicReference<>();
    private final AtomicReference<SparkStatusTracker> tracker = new AtomicReference<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();
    private Instant began;
    private Thread painter;

    /**
     * A line that was said.
     *
     * @param result whether to standard output
     */
    public record Said(boolean result, String line) {}

    /**
     * A step that has ended.
     *
     * @param words as it was shown
     * @param took how long
     */
    public record Step(String words, Duration took) {}

    public Console(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** The session whose progress is shown. */
    public void follow(SparkSession spark) {
        tracker.set(spark.sparkContext().statusTracker());
    }

    /** A line of the result. */
    public void result(String line) {
        said.add(new Said(true, line));
        clear();
        out.println(line);
    }

    /** A line about the run. */
    public void say(String line) {
        said.add(new Said(false, line));
        sayOnce(line);
    }

    /** A line about this run alone, which one that finds all as it is does not repeat. */
    public void sayOnce(String line) {
        clear();
        err.println(line);
    }

    /** A line on each of the first few of some files, and how many more there are. */
    public void sayOf(String what, List<String> files) {
        if (files.isEmpty()) {
            return;
        }
        say((files.size() == 1 ? "1 file " : files.size() + " files ") + what + ":");
        files.stream().limit(NAMED).forEach(file -> say("  " + file));
        if (files.size() > NAMED) {
            say("  and " + (files.size() - NAMED) + " more");
        }
    }

    /** Says again what an earlier run said. */
    public void repeat(Said line) {
        if (line.result()) {
            result(line.line());
        } else {
            say(line.line());
        }
    }

    /** How much was said. */
    public int saidSoFar() {
        return said.size();
    }

    /** What was said after so much. */
    public List<Said> saidAfter(int before) {
        return List.copyOf(said.subList(before, said.size()));
    }

    /** The step that runs from now on. */
    public void step(String words) {
        finish();
        began = Instant.now();
        step.set(words);
        if (terminal) {
            if (painter == null) {
                painter = new Thread(this::paint, "progress");
                painter.setDaemon(true);
                painter.start();
            }
        } else {
            err.println(words);
        }
    }

    /** The end of the running step. */
    public void finish() {
        String done = step.getAndSet(null);
        if (done == null) {
            return;
        }
        Duration took = Duration.between(began, Instant.now());
        steps.add(new Step(done, took));
        if (terminal) {
            clear();
            err.printf("%s (%.1f s)%n", done, took.toMillis() / 1000.0);
        }
    }

    /** The steps that have ended, in their order. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    private void clear() {
        if (terminal) {
            err.print(ERASE);
        }
    }

    private void paint() {
        while (true) {
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                return;
            }
            String words = step.get();
            if (words != null) {
                String far = far();
                if (words.equals(step.get())) {
                    err.print(ERASE + words + " ..." + far);
                    err.flush();
                }
            }
        }
    }

    private String far() {
        SparkStatusTracker jobs = tracker.get();
        if (jobs == null) {
            return "";
        }
        int tasks = 0;
        int done = 0;
        for (int stage : jobs.getActiveStageIds()) {
            SparkStageInfo info = jobs.getStageInfo(stage).getOrElse(() -> null);
            if (info != null) {
                tasks += info.numTasks();
                done += info.numCompletedTasks();
            }
        }
        return tasks > 1 ? " " + done + " of " + tasks + " parts" : "";
    }

    /** Words one after the other, on as many lines as they need. */
    public static String wrapped(List<String> words) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(" ");
        for (int w = 0; w < words.size(); w++) {
            String word = words.get(w) + (w + 1 < words.size() ? "," : "");
            if (line.length() > 1 && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        return text.append(line).toString();
    }

    /** A table of texts with aligned columns; the first row is the heading. Columns of figures stand to the right. */
    public static String table(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] width = new int[columns];
        boolean[] figures = new boolean[columns];
        Arrays.fill(figures, true);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                width[c] = Math.max(width[c], rows.get(r)[c].length());
                figures[c] &= r == 0 || rows.get(r)[c].matches("[-0-9., %]*");
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int c = 0; c < columns; c++) {
                String pad = " ".repeat(width[c] - row[c].length());
                line.append(' ')
                        .append(figures[c] ? pad + row[c] : row[c] + pad)
                        .append(' ');
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }
}
