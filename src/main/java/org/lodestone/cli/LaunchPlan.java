package org.lodestone.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import picocli.CommandLine;

/**
 * Tells the launcher whether a command is small or large, by the bytes of the lake and the sources: settings that make a
 * small job start quickly make a large one slow. Prints {@code small} or {@code large}; starts no Spark.
 */
public final class LaunchPlan {
    /**
     * About a hundred thousand flows. Beyond them compiling generated code takes less time than interpreting it: 314,000
     * flows (6 MB in the lake) took 183 s of processor time up to the first reports with the settings for small jobs, and
     * 247 s for all reports with those for large ones.
     */
    private static final long SMALL_BYTES = 4L << 20;

    private LaunchPlan() {}

    public static void main(String[] args) {
        System.out.println(isSmall(args) ? "small" : "large");
    }

    static boolean isSmall(String... args) {
        try {
            CommandLine.ParseResult parsed = Lodestone.commandLine().parseArgs(args);
            if (!parsed.hasSubcommand()) {
                return true;
            }
            Object command = parsed.subcommand().commandSpec().userObject();
            if (!(command instanceof SparkCommand job)) {
                return true;
            }
            Settings settings = job.options.settings();
            List<String> paths = new ArrayList<>();
            paths.add(settings.text(Setting.LAKE));
            List<String> files = command instanceof IngestCommand ingest
                    ? ingest.files
                    : command instanceof RunCommand run ? run.files : List.of();
            paths.addAll(files.isEmpty() ? settings.list(Setting.SOURCES) : files);
            long bytes = 0;
            for (String path : paths) {
                if (path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !path.startsWith("file:")) {
                    // What lies on a cluster's file system is not counted from here.
                    return false;
                }
                bytes += bytes(Path.of(path.startsWith("file:") ? path.substring(5) : withoutPattern(path)));
            }
            return bytes < SMALL_BYTES;
        } catch (CommandLine.ParameterException | Settings.Wrong | IOException e) {
            // The command itself will say what is wrong.
            return true;
        }
    }

    /** The folder above the first part with a pattern's signs. */
    private static String withoutPattern(String path) {
        int sign = path.replaceAll("[*?\\[{]", "*").indexOf('*');
        return sign < 0 ? path : path.substring(0, Math.max(0, path.lastIndexOf('/', sign)) + 1);
    }

    private static long bytes(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long[] sum = {0};
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size() * (file.toString().endsWith(".gz") ? 5 : 1);
                return sum[0] > SMALL_BYTES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
