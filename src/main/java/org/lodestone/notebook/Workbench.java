package org.lodestone.notebook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lodestone.lake.Lake;
import org.lodestone.lake.SparkSessions;
import org.lodestone.report.FigureId;
import org.lodestone.report.PublishedReports;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/** What a notebook works on: the published reports and the lake behind them, on this machine. */
public final class Workbench {
    private static final String SUFFIX = ".parquet";

    private final Path reports;
    private final Path lake;
    private final SparkSession spark;

    private Workbench(Path reports, Path lake) {
        this.reports = reports;
        this.lake = lake;
        spark = SparkSessions.start();
    }

    /**
     * The folders {@code reports} and {@code lake} below a folder; LODESTONE_REPORTS and LODESTONE_LAKE, where they are
     * set, name others.
     *
     * @param folder relative to the project, such as target/sample
     * @throws UnusableInput where there are no reports
     */
    public static Workbench of(String folder) {
        return of(project().resolve(folder), System.getenv());
    }

    static Workbench of(Path folder, Map<String, String> environment) {
        Path reports = Path.of(environment.getOrDefault(
                "LODESTONE_REPORTS", folder.resolve("reports").toString()));
        Path lake = Path.of(environment.getOrDefault(
                "LODESTONE_LAKE", folder.resolve("lake").toString()));
        if (!Files.isDirectory(reports)) {
            throw new UnusableInput(reports + ": there are no reports here. For those of the sample run"
                    + " `jobs/lodestone run --config jobs/sample.conf` once; for others set LODESTONE_REPORTS and"
                    + " LODESTONE_LAKE to their folders.");
        }
        return new Workbench(reports, lake);
    }

    /** A lake and reports of one's own in a new folder for passing files, empty as yet; gone when the JVM ends. */
    public static Workbench temporary() {
        try {
            Path folder = Files.createTempDirectory("lodestone-notebook-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete-" + folder.getFileName()));
            Files.createDirectory(folder.resolve("reports"));
            return new Workbench(folder.resolve("reports"), folder.resolve("lake"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With all that is in it. What cannot be deleted stays, for the system to clear away. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException e) {
            // Nobody is there any more to be told.
        }
    }

    /** Where the project lies: the launcher says; otherwise the nearest folder above with its pom.xml. */
    private static Path project() {
        String told = System.getProperty("lodestone.project");
        if (told != null) {
            return Path.of(told);
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        return here;
    }

    /**
     * Runs the program on this lake and these reports, and does not show what it says unless it fails.
     *
     * @param program takes the words of a command line and gives the exit code
     * @param files what is ingested
     * @throws UnusableInput with what the program said, where its exit code is not 0
     */
    public void run(ToIntFunction<String[]> program, Path... files) {
        List<String> words = Stream.concat(
                        Stream.of("run", "--lake", lake.toString(), "--reports", reports.toString()),
                        Stream.of(files).map(Path::toString))
                .toList();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        int code;
        try (PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            code = program.applyAsInt(words.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        if (code != 0) {
            throw new UnusableInput("The run ended with exit code " + code + " and said:\n" + said);
        }
    }

    /** The names of the reports that are there. */
    public Set<String> reports() {
        try (Stream<Path> files = Files.list(reports)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(name -> names.add(name.substring(0, name.length() - SUFFIX.length())));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A report; its columns bring their units and meanings along.
     *
     * @throws UnusableInput where it is not there
     */
    public Dataset<Row> report(String name) {
        if (!reports().contains(name)) {
            throw new UnusableInput(reports + ": there is no report " + name + " here. There are: "
                    + String.join(", ", reports()) + ".");
        }
        return spark.read().parquet(reports.resolve(name + SUFFIX).toString());
    }

    /** A table of the lake at its newest state. */
    public Dataset<Row> table(Table table) {
        return Lake.open(spark, lake.toString()).read(table);
    }

    /** What was loaded from which files, up to the newest state. */
    public Dataset<Row> ledger() {
        return Lake.open(spark, lake.toString()).ledger();
    }

    /** The rows of a query in Spark's SQL; each report can be named as a table. */
    public Dataset<Row> sql(String query) {
        for (String name : reports()) {
            if (query.contains(name)) {
                report(name).createOrReplaceTempView(name);
            }
        }
        return spark.sql(query);
    }

    /**
     * Figures with the ids by which they can be quoted, and found again after a revision.
     *
     * @param report the one whose rows these are
     * @param column of the figures
     * @param rows of the report, with its key and the column
     * @return a row a figure
     */
    public Grid quoted(Table report, String column, Dataset<Row> rows) {
        Field<?> declared = report.columns().stream()
                .filter(one -> one.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new UnusableInput("Report " + report + " has no column " + column + "."));
        String state = new PublishedReports(spark, reports.toString()).state();
        StructType schema = new StructType()
                .add(rows.schema().apply(column))
                .add(new StructField("id", DataTypes.StringType, false, Metadata.empty()));
        List<Row> figures = rows.collectAsList().stream()
                .map(row -> RowFactory.create(
                        row.<Object>getAs(column),
                        FigureId.of(report, row, declared, state).toString()))
                .toList();
        return Grid.of(schema, figures, "");
    }
}
