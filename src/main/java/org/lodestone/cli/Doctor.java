package org.lodestone.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.lodestone.lake.Lake;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;

/** Whether this machine has what the program needs, with what to do where it has not. */
final class Doctor {
    /** The Spark that the program is built for. */
    private static final String SPARK = "4.2.";

    private static final int OLDEST_JAVA = 17;
    private static final long LEAST_MEMORY = 900L << 20;
    private static final long LEAST_DISK = 2L << 30;
    private static final Year PROGRAMS = Year.of(2026);
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final Settings settings;
    private final Clock clock;
    private final Section section = new Section("looks", "", "what", "found", "verdict");
    private boolean ill;

    Doctor(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at everything; a fault does not keep it from the next. */
    Section look() {
        java();
        memory();
        spark();
        folder("lake", settings.text(Setting.LAKE));
        folder("reports", settings.text(Setting.REPORTS));
        clock();
        reference();
        return section;
    }

    boolean isIll() {
        return ill;
    }

    private void java() {
        int version = Runtime.version().feature();
        said(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.home"),
                version >= OLDEST_JAVA ? null : "needs " + OLDEST_JAVA + " or newer: set JAVA_HOME to one");
    }

    private void memory() {
        long most = Runtime.getRuntime().maxMemory();
        said(
                "memory",
                gigabytes(most) + " for the program, " + Runtime.getRuntime().availableProcessors() + " cores",
                most >= LEAST_MEMORY ? null : "little: give it more with jobs/lodestone --driver-memory 2g COMMAND");
    }

    private void spark() {
        try {
            SparkSession spark = SparkSessions.start();
            String version = spark.version();
            said(
                    "Spark",
                    version + ", " + spark.sparkContext().master(),
                    version.startsWith(SPARK)
                            ? null
                            : "the program needs " + SPARK + "x: set SPARK_HOME to such a distribution, or unset it");
            String delta = io.delta.package$.MODULE$.VERSION();
            long rows = spark.range(1000).selectExpr("sum(id) AS total").first().getLong(0);
            said("Delta", delta, rows == 499_500 ? null : "a sum came out wrong: the installation is damaged");
            lake(spark);
            // Scala throws checked exceptions without declaring them.
        } catch (Exception | LinkageError e) {
            said(
                    "Spark",
                    firstLine(e),
                    "does not start. Where SPARK_HOME is set, it must be a Spark " + SPARK
                            + "x with Scala 2.13; `lodestone tables" + " --verbose` shows its log");
        }
    }

    private void lake(SparkSession spark) {
        try {
            Optional<Instant> state =
                    Lake.open(spark, settings.text(Setting.LAKE)).stateTime();
            boolean ahead = state.isPresent() && state.get().isAfter(clock.instant());
            said(
                    "newest load",
                    state.map(Instant::toString).orElse("none yet"),
                    ahead ? "is later than this machine's clock, " + clock.instant() + ": set the clock" : null);
        } catch (Exception e) {
            said("newest load", firstLine(e), "the lake cannot be read: `lodestone check` says what is wrong with it");
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }

    private void folder(String what, String root) {
        URI place = new org.apache.hadoop.fs.Path(root).toUri();
        if (place.getScheme() != null && !place.getScheme().equals("file")) {
            said(what, root, null);
            return;
        }
        Path folder = Path.of(place.getPath()).toAbsolutePath();
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        String fault = null;
        String found = folder + (there.equals(folder) ? "" : ", which is not there yet");
        try {
            if (!Files.isDirectory(there)) {
                fault = there + " is a file: name a folder with --" + what;
            } else {
                Path probe = Files.createTempFile(there, ".lodestone", ".probe");
                Files.delete(probe);
                FileStore store = Files.getFileStore(there);
                found += ", " + gigabytes(store.getUsableSpace()) + " free";
                if (store.getUsableSpace() < LEAST_DISK) {
                    fault = "little room: make some, or name another folder with --" + what;
                }
            }
        } catch (IOException e) {
            fault = "cannot be written to (" + e + "): correct its permissions, or name another folder with --" + what;
        }
        said(what, found, fault);
    }

    private void clock() {
        Instant now = clock.instant();
        String fault = null;
        if (Year.from(now.atOffset(ZoneOffset.UTC)).isBefore(PROGRAMS)) {
            fault = "is before the program was written: set the clock, since the lake's states are told apart by time";
        }
        try {
            Path probe = Files.createTempFile("lodestone", ".probe");
            Duration apart = Duration.between(Files.getLastModifiedTime(probe).toInstant(), clock.instant())
                    .abs();
            Files.delete(probe);
            if (apart.compareTo(CLOCKS_APART) > 0) {
                fault = "the file system's clock is " + apart.toMinutes()
                        + " minutes apart: set both by one time server";
            }
        } catch (IOException e) {
            fault = "the folder for temporary files cannot be written to (" + e + "): set -Djava.io.tmpdir, or TMPDIR";
        }
        said("clock", now + " (UTC)", fault);
    }

    private void reference() {
        try {
            String fingerprint = org.lodestone.reference.ReferenceData.load(settings.referenceFiles())
                    .fingerprint();
            said("reference data", fingerprint, null);
        } catch (RuntimeException e) {
            said("reference data", "", e.getMessage());
        }
    }

    private void said(String what, String found, String fault) {
        section.row(what, found, fault == null ? "good" : fault);
        ill |= fault != null;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
