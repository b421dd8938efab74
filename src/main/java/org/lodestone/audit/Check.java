package org.lodestone.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.State;
import org.lodestone.lake.TableFiles;
import org.lodestone.lake.Upkeep;
import org.lodestone.program.Console;
import org.lodestone.runlog.RunLog;
import org.lodestone.table.Table;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;

/**
 * Whether a lake and its reports are as the program left them: every state that the ledger names can be read, every data
 * file is there, whole and undamaged, the tables keep their declarations, and each report is the one that the manifest names.
 */
public final class Check {
    private static final String ROWS = "rows";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Spark names the file that it could not read. */
    private static final Pattern FILE = Pattern.compile("reading file:? '?(\\S+?\\.parquet)");

    /**
     * Something that is not as it should be.
     *
     * @param where table or file
     * @param what is wrong, with the values
     * @param remedy what to do
     */
    public record Fault(String where, String what, String remedy) {}

    private final SparkSession spark;
    private final Configuration conf;
    private final Console console;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Long> looked = new LinkedHashMap<>();

    public Check(SparkSession spark, Console console) {
        this.spark = spark;
        this.conf = spark.sparkContext().hadoopConfiguration();
        this.console = console;
    }

    /** What was found, in the order of the looks. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What was looked at, with how many there were. */
    public String looked() {
        return looked.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }

    // ---- the lake ----------------------------------------------------------------------------------------------

    public void lake(String root) {
        console.step("Checking the states of the lake");
        Lake lake;
        TableFiles kernel = new TableFiles(conf, root);
        Map<String, Set<Long>> versions = new TreeMap<>();
        try {
            lake = Lake.open(spark, root);
            if (lake.stateTime().isEmpty()) {
                orphans(root);
                return;
            }
        } catch (Exception e) {
            fault(
                    new Path(root, Ledger.TABLE.name()).toString(),
                    "the ledger cannot be read: " + cause(e),
                    "Put the folder back from a backup: without the ledger no state is known. One that is older than the other"
                            + " folders does not fit them: then put back all folders from one backup.");
            return;
        }
        try {
            List<State> states = Lake.states(spark, root).stream()
                    .filter(state -> !state.isRemoved())
                    .toList();
            looked.put("states", (long) states.size());
            for (State state : states) {
                state.versions()
                        .forEach((table, version) -> versions.computeIfAbsent(table, none -> new TreeSet<>())
                                .add(version));
            }
            // Every state reads the newest of these.
            for (Table table : List.of(Ledger.TABLE, Upkeep.TABLE)) {
                kernel.newest(table.name()).ifPresent(version -> versions.put(table.name(), Set.of(version)));
            }
        } catch (Exception e) {
            fault(
                    new Path(root, Upkeep.TABLE.name()).toString(),
                    "which states are kept cannot be read: " + cause(e),
                    "Put the folders " + Ledger.TABLE + " and " + Upkeep.TABLE + " back from one backup.");
            return;
        }
        Map<String, Map<String, Long>> files = new TreeMap<>();
        versions.forEach((table, of) -> files.put(table, files(kernel, root, table, of)));
        looked.put("tables", (long) files.size());
        looked.put("data files", files.values().stream().mapToLong(Map::size).sum());
        files.forEach((table, of) -> {
            console.step("Checking " + of.size() + (of.size() == 1 ? " file" : " files") + " of " + table);
            pages(table, there(kernel, root, table, of));
        });
        Set<String> known = lake.ledger().select("file_sha256").distinct().collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toSet());
        for (Table table : Catalogue.LAKE_TABLES) {
            boolean broken = faults.stream()
                    .anyMatch(fault -> fault.where().contains("/" + table.name() + "/")
                            || fault.where().endsWith("/" + table.name()));
            if (lake.has(table) && !broken) {
                console.step("Checking the rows of " + table);
                try {
                    rows(root, lake, table, known);
                    // Scala throws checked exceptions without declaring them.
                } catch (Exception e) {
                    fault(
                            new Path(root, table.name()).toString(),
                            "its rows cannot be read: " + cause(e),
                            "Put the table back from a backup; where another version of the program wrote it, use that version.");
                }
            }
        }
    }

    /** Tables without a ledger are a lake that lost it. */
    private void orphans(String root) throws IOException {
        FileSystem files = new Path(root).getFileSystem(conf);
        for (Table table : Catalogue.SOURCE_TABLES) {
            Path folder = new Path(root, table.name());
            if (files.exists(folder)) {
                fault(
                        folder.toString(),
                        "is there, and no ledger says which of its versions counts",
                        "Put the folder " + Ledger.TABLE.name()
                                + " back from a backup; a load that broke off leaves this, too:" + " then load again.");
            }
        }
    }

    /** All files that states need of a table, with their sizes. */
    private Map<String, Long> files(TableFiles kernel, String root, String table, Set<Long> versions) {
        Map<String, Long> files = new TreeMap<>();
        for (long version : versions) {
            try {
                files.putAll(kernel.of(table, version));
            } catch (UnusableInput e) {
                fault(
                        new Path(root, table).toString(),
                        e.getMessage(),
                        "Put the table's folder _delta_log back from a backup; states with that version cannot be read until then.");
            }
        }
        return files;
    }

    /** Those of the files that are there in their size. */
    private List<String> there(TableFiles kernel, String root, String table, Map<String, Long> files) {
        Map<String, Long> sizes = new HashMap<>();
        try {
            kernel.listed(table)
                    .forEach(file -> sizes.put(TableFiles.plain(file.getPath().toString()), file.getLen()));
        } catch (UnusableInput e) {
            fault(new Path(root, table).toString(), e.getMessage(), "Correct its permissions.");
            return List.of();
        }
        List<String> there = new ArrayList<>();
        files.forEach((path, size) -> {
            Long has = sizes.get(TableFiles.plain(path));
            String remedy = "Put it back from a backup, or load its source files again into a new lake.";
            if (has == null) {
                fault(path, "is missing", remedy);
            } else if (!has.equals(size)) {
                fault(path, "has " + has + " bytes instead of " + size, remedy);
            } else {
                there.add(path);
            }
        });
        return there;
    }

    /** Reads every page of the files with its checksum. */
    private void pages(String table, List<String> files) {
        List<String> left = new ArrayList<>(files);
        while (!left.isEmpty()) {
            try {
                spark.read()
                        .option("parquet.page.verify-checksum.enabled", "true")
                        .option("mergeSchema", "true")
                        .parquet(left.toArray(String[]::new))
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save();
                return;
                // Scala throws checked exceptions without declaring them.
            } catch (Exception e) {
                Optional<String> damaged = damaged(e, left);
                fault(
                        damaged.orElse(table),
                        "cannot be read: " + cause(e),
                        "Put it back from a backup, or load its source files again into a new lake.");
                if (damaged.isEmpty()) {
                    return;
                }
                left.remove(damaged.get());
            }
        }
    }

    /** The file that an error is about. */
    private static Optional<String> damaged(Throwable failure, List<String> files) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher named = FILE.matcher(message);
            String about = named.find() ? named.group(1) : message;
            for (String file : files) {
                if (about.contains(new Path(file).getName())) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private void rows(String root, Lake lake, Table table, Set<String> known) {
        String where = new Path(root, table.name()).toString();
        Dataset<Row> rows = lake.read(table);
        List<Column> broken = new ArrayList<>();
        table.conditions()
                .forEach((name, condition) ->
                        broken.add(sum(when(expr(condition), 0L).otherwise(1L)).as(name)));
        broken.add(count(lit(1)).as(ROWS));
        Row counts = rows.agg(broken.get(0), broken.subList(1, broken.size()).toArray(Column[]::new))
                .first();
        looked.merge("rows", counts.<Long>getAs(ROWS), Long::sum);
        for (String condition : table.conditions().keySet()) {
            Long wrong = counts.getAs(condition);
            if (wrong != null && wrong > 0) {
                fault(
                        where,
                        wrong + " rows break its condition " + condition + ": "
                                + table.conditions().get(condition),
                        "Something else than this program wrote them: put the table back from a backup.");
            }
        }
        long repeated = rows.groupBy(table.keyColumns())
                .agg(count(lit(1)).as(ROWS))
                .where(col(ROWS).gt(1))
                .count();
        if (repeated > 0) {
            fault(
                    where,
                    repeated + " keys (" + String.join(", ", table.key()) + ") stand in several rows",
                    "Something else than this program wrote them: put the table back from a backup.");
        }
        if (List.of(rows.columns()).contains(Lake.SOURCE_SHA256)) {
            List<String> strange = rows.select(Lake.SOURCE_SHA256).distinct().collectAsList().stream()
                    .map(row -> row.getString(0))
                    .filter(sha256 -> !known.contains(sha256))
                    .sorted()
                    .toList();
            if (!strange.isEmpty()) {
                fault(
                        where,
                        "rows are of files that the ledger does not know: "
                                + String.join(", ", strange.subList(0, Math.min(3, strange.size()))),
                        "Put table and ledger back from one backup.");
            }
        }
    }

    // ---- the reports -------------------------------------------------------------------------------------------

    public void reports(String root) {
        Path manifest = new Path(root, "manifest.json");
        console.step("Checking the reports");
        try {
            FileSystem files = manifest.getFileSystem(conf);
            if (!files.exists(new Path(root))
                    || (!files.exists(manifest) && published(files, root).isEmpty())) {
                return;
            }
            String again = "Publish them anew: lodestone report --reports " + root + ".";
            JsonNode made;
            try (InputStream in = files.open(manifest)) {
                made = JSON.readTree(in);
            } catch (IOException e) {
                fault(manifest.toString(), "cannot be read: " + e.getMessage(), again);
                return;
            }
            Set<String> named = new TreeSet<>();
            for (JsonNode one : (Iterable<JsonNode>)
                    () -> Stream.concat(stream(made.path("reports")), stream(made.path("dimensions")))
                            .iterator()) {
                Path file = new Path(root, one.path("path").asText());
                named.add(file.getName());
                if (!files.exists(file)) {
                    fault(file.toString(), "is missing, and manifest.json names it", again);
                } else if (!sha256(files, file).equals(one.path("sha256").asText())) {
                    fault(
                            file.toString(),
                            "is not the file that manifest.json names: it was changed, or one of them is of another run",
                            again);
                }
            }
            looked.put("reports and dimensions", (long) named.size());
            for (String file : published(files, root)) {
                if (!named.contains(file)) {
                    fault(
                            new Path(root, file).toString(),
                            "is not in manifest.json: it is of another run",
                            again + " Or delete the file.");
                }
            }
            String state = made.path("state").asText();
            sameState(files, root, "datapackage.json", "/state", state, again);
            sameState(files, root, RunLog.FILE, "/report/state", state, again);
        } catch (IOException e) {
            fault(root, "cannot be read: " + e.getMessage(), "Correct its permissions.");
        }
    }

    private void sameState(FileSystem files, String root, String name, String field, String state, String remedy)
            throws IOException {
        Path file = new Path(root, name);
        if (!files.exists(file)) {
            return;
        }
        try (InputStream in = files.open(file)) {
            String other = JSON.readTree(in).at(field).asText();
            if (!other.isEmpty() && !other.equals(state)) {
                fault(
                        file.toString(),
                        "is of state " + other + ", manifest.json of " + state + ": one is of another run",
                        remedy);
            }
        } catch (IOException e) {
            fault(file.toString(), "cannot be read: " + e.getMessage(), remedy);
        }
    }

    /** Files that look like reports or dimensions; what changed between states is published by itself. */
    private static List<String> published(FileSystem files, String root) throws IOException {
        List<String> names = Stream.concat(Catalogue.REPORTS.stream(), org.lodestone.bi.Dimensions.TABLES.stream())
                .map(table -> table.name() + ".parquet")
                .toList();
        List<String> there = new ArrayList<>();
        for (String name : names) {
            if (files.exists(new Path(root, name))) {
                there.add(name);
            }
        }
        return there;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        List<JsonNode> all = new ArrayList<>();
        list.forEach(all::add);
        return all.stream();
    }

    private static String sha256(FileSystem files, Path file) throws IOException {
        MessageDigest digest = SourceFiles.sha256();
        try (InputStream in = new DigestInputStream(files.open(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void fault(String where, String what, String remedy) {
        faults.add(new Fault(where, what, remedy));
    }

    /** The innermost reason of an error, in one line. */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }
}
