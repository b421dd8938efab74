package org.lodestone.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.Version;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.lodestone.text.SourceFiles;
import scala.jdk.javaapi.CollectionConverters;

/** What tells this program from others that may compute other figures. */
public final class Program {
    /** What the names of such settings begin with. */
    private static final List<String> MEANING = List.of(
            "spark.sql.ansi.",
            "spark.sql.legacy.",
            "spark.sql.parquet.",
            "spark.sql.session.",
            "spark.sql.timestampType");

    /** What Delta sets in each session that reads or writes a table. */
    private static final String SET_BY_DELTA = "spark.sql.parquet.fieldId.";

    /** A hash of the classes as they were when this process first asked; null where their files cannot be read. */
    private static final byte[] CLASSES = classes();

    private Program() {}

    /**
     * A hash of the program's classes and of what is shipped in them, with the versions of Java, Spark, Delta and Parquet, and
     * the settings of Spark that decide what SQL means and how Parquet is written. No attempt is made to tell which
     * figures a class has a part in: any change of the program computes all anew.
     *
     * @param settings of Spark, by name
     * @return 32 hexadecimal digits; null where the program's files cannot be read
     */
    public static String fingerprint(Map<String, String> settings) {
        if (CLASSES == null) {
            return null;
        }
        MessageDigest digest = SourceFiles.sha256();
        digest.update(CLASSES);
        for (String version : List.of(
                org.lodestone.program.Version.text(),
                Runtime.version().toString(),
                package$.MODULE$.SPARK_VERSION(),
                String.valueOf(io.delta.package$.MODULE$.VERSION()),
                Version.FULL_VERSION)) {
            digest.update((version + "\n").getBytes(StandardCharsets.UTF_8));
        }
        new TreeMap<>(settings).forEach((name, value) -> {
            if (MEANING.stream().anyMatch(name::startsWith) && !name.startsWith(SET_BY_DELTA)) {
                digest.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** Called at the start of a run: the classes are hashed before another build can take their place. */
    public static void isStarting() {
        // Whoever calls it has initialised this class.
    }

    private static byte[] classes() {
        MessageDigest digest = SourceFiles.sha256();
        try {
            CodeSource source = Program.class.getProtectionDomain().getCodeSource();
            Path place = Path.of(source.getLocation().toURI());
            if (Files.isDirectory(place)) {
                add(place, digest);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place, (ClassLoader) null)) {
                    add(jar.getPath("/"), digest);
                }
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return null;
        }
        return digest.digest();
    }

    /** The same with the settings of a session. */
    public static String fingerprint(SparkSession spark) {
        return fingerprint(CollectionConverters.asJava(spark.conf().getAll()));
    }

    private static void add(Path root, MessageDigest digest) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> {
                        String name = root.relativize(file).toString();
                        return (name.startsWith("org/lodestone/") || name.startsWith("reference/"))
                                && Files.isRegularFile(file);
                    })
                    .sorted(java.util.Comparator.comparing(
                            file -> root.relativize(file).toString()))
                    .toList();
        }
        for (Path file : files) {
            digest.update((root.relativize(file) + "\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }
}
