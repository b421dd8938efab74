package org.lodestone.ingest;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.intake.RejectedRows.ofFile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Deduplication;
import org.lodestone.intake.Findings;
import org.lodestone.intake.Format;
import org.lodestone.intake.Lookups;
import org.lodestone.intake.Overlaps;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.intake.RejectedRows;
import org.lodestone.intake.Staged;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.program.Setting;
import org.lodestone.reference.Columns;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.SourceFile;
import org.lodestone.text.SourceLines;
import org.lodestone.trade.TradeFlows;

/** The files of one table on their way into it. */
final class TableLoad {
    private static final String COMPLETE = "complete";
    private static final String FILES = "files";
    private static final String FIRST = "first";
    private static final String FIRST_REJECT = "first_reject";
    private static final String LEFT_OUT = "left_out";
    private static final String READ = "read";
    private static final String REJECTED = "rejected";
    private static final String REJECTED_USD = "rejected_usd";
    private static final String REJECTED_VALUE = "rejected_value";
    private static final String REMARKED = "remarked";
    private static final String REPEATED = "repeated";
    private static final String ROWS = "rows";
    private static final String USED = "used";
    private static final String WERE_SLICE = "were_slice";
    private static final String WHOLE = "whole";

    /** Rows that each task can take to hand. */
    private static final long MANY_ROWS = 100_000;

    /** Fewer bytes of files need no further task. */
    private static final long BYTES_A_PLACE = 4L << 20;

    private final Ingest ingest;
    private final SourceLines lines;
    private final Lake lake;
    private final Lake.Load load;
    private final Table table;
    private final List<Recognised> files;
    private final Lookups lookups;
    private final Map<String, Recognised> inForce;
    private final Set<String> readAgain;
    private final boolean trade;
    private final Deduplication.Measure measure;

    final List<Ledger.Entry> entries = new ArrayList<>();
    final List<Dataset<Row>> rejects = new ArrayList<>();
    final List<Dataset<Row>> findings = new ArrayList<>();
    private final Set<Integer> out = new TreeSet<>();

    TableLoad(
            Ingest ingest,
            SourceLines lines,
            Lake lake,
            Lake.Load load,
            Table table,
            List<Recognised> files,
            Lookups lookups,
            Map<String, Recognised> inForce,
            Set<String> readAgain) {
        this.ingest = ingest;
        this.lines = lines;
        this.lake = lake;
        this.load = load;
        this.table = table;
        // Side by side by format, as they are read.
        this.files = files.stream()
                .sorted(Comparator.comparing((Recognised file) -> Catalogue.FORMATS.indexOf(file.format())))
                .toList();
        this.lookups = lookups;
        this.inForce = inForce;
        this.readAgain = readAgain;
        this.trade = table == TradeFlows.TABLE;
        this.measure = trade ? TradeFlows.MEASURE : null;
    }

    /** Reads the files. What is returned writes the table; there is none when no file can be used. */
    Optional<Runnable> run() {
        ingest.console.step("Reading " + files.size() + (files.size() == 1 ? " file" : " files") + " into " + table);
        Dataset<Row> staged = sideBySide(staged()).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> repeated = Deduplication.repeated(staged, table, measure);
        Dataset<Row> settled = repeated.isEmpty()
                ? staged
                : Deduplication.mark(staged, repeated, table, measure).persist(StorageLevel.MEMORY_AND_DISK());
        List<Recognised> again = inForceWithSlicesOf(settled);
        if (!again.isEmpty()) {
            return together(again);
        }
        Map<Integer, Row> counts = counts(settled);
        gates(counts, settled);
        Dataset<Row> used = withoutRefused(Staged.used(settled));
        boolean worldless = ingest.settings.flag(Setting.WITHOUT_WORLD_COMPLETE);
        Dataset<Row> slices = Overlaps.slices(
                        used,
                        table,
                        trade ? TradeFlows.complete(worldless) : max(lit(true)),
                        trade ? TradeFlows.allPartners(worldless) : max(lit(true)))
                .persist(StorageLevel.MEMORY_AND_DISK());
        Map<Integer, Set<Integer>> sharing = overlaps(used, slices);
        if (nothingNew()) {
            return Optional.empty();
        }
        used = withoutRefused(used);
        Map<Integer, Long> landed = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            landed.put(i, counts.containsKey(i) ? counts.get(i).<Long>getAs(USED) : 0L);
        }
        if (!sharing.isEmpty()) {
            used = Overlaps.once(used, table).persist(StorageLevel.MEMORY_AND_DISK());
            landed.replaceAll((file, rows) -> 0L);
            used.groupBy(SourceLines.FILE)
                    .count()
                    .collectAsList()
                    .forEach(row -> landed.put(row.getInt(0), row.getLong(1)));
        }
        Dataset<Row> rows = used.withColumn(Lake.SOURCE_SHA256, ofFile(sha256()));
        if (lake.has(table) && !table.remarks().isEmpty()) {
            Dataset<Row> remarked =
                    Overlaps.remarked(rows, lake.read(table), table).persist(StorageLevel.MEMORY_AND_DISK());
            rows = remarked.isEmpty() ? rows : Overlaps.withRemarks(rows, remarked, table);
        }
        if (trade) {
            rows = withEarlierPartners(rows, withoutRefused(slices));
        }
        report(settled, used, counts, landed, sharing);
        if (counts.keySet().stream().allMatch(out::contains)) {
            return Optional.empty();
        }
        Dataset<Row> whole =
                rows.select(table.columns().stream().map(Field::col).toArray(Column[]::new));
        return Optional.of(() -> load.replaceSlices(table, whole));
    }

    /** Whether all files that were not refused are in the lake as they are. */
    private boolean nothingNew() {
        for (int i = 0; i < files.size(); i++) {
            if (!out.contains(i) && !readAgain.contains(files.get(i).file().sha256())) {
                return false;
            }
        }
        return true;
    }

    private Dataset<Row> staged() {
        Dataset<Row> staged = ofAllFormats((format, those) -> format.read(lines, those, lookups));
        return Staged.withoutTheFuture(staged, table, ingest.today());
    }

    /**
     * Flows of one product in one place and in order: who looks for repeated keys, or at a reporter's flows of a product, moves
     * none of them again, and files are written as they lie.
     */
    private Dataset<Row> sideBySide(Dataset<Row> staged) {
        if (!trade) {
            return staged;
        }
        long bytes = files.stream().mapToLong(file -> file.file().sizeBytes()).sum();
        int most = Integer.parseInt(ingest.spark.conf().get("spark.sql.shuffle.partitions"));
        int places = (int) Math.min(most, 1 + bytes / BYTES_A_PLACE);
        return staged.repartition(places, Columns.PRODUCT_CODE.col())
                .sortWithinPartitions(
                        Columns.PRODUCT_CODE.col(), TradeFlows.REPORTER_ISO3.col(), TradeFlows.PARTNER_ISO3.col());
    }

    /** The lines as they stand in the files: file, line, line_text. */
    private Dataset<Row> texts() {
        return ofAllFormats((format, those) ->
                format.lines(lines, those).select(SourceLines.FILE, SourceLines.LINE, SourceLines.LINE_TEXT));
    }

    /** What is read of the files of each format, with the place of each file among all. */
    private Dataset<Row> ofAllFormats(BiFunction<Format, List<Recognised>, Dataset<Row>> read) {
        Dataset<Row> all = null;
        int offset = 0;
        Map<Format, List<Recognised>> byFormat = new LinkedHashMap<>();
        files.forEach(file -> byFormat.computeIfAbsent(file.format(), format -> new ArrayList<>())
                .add(file));
        for (Map.Entry<Format, List<Recognised>> one : byFormat.entrySet()) {
            Dataset<Row> rows = read.apply(one.getKey(), one.getValue());
            Dataset<Row> numbered = offset == 0
                    ? rows
                    : rows.withColumn(SourceLines.FILE, col(SourceLines.FILE).plus(offset));
            all = all == null ? numbered : all.unionByName(numbered);
            offset += one.getValue().size();
        }
        return all;
    }

    private Map<Integer, Row> counts(Dataset<Row> settled) {
        Map<Integer, Row> counts = new HashMap<>();
        Column rejected = col(Staged.REJECT).isNotNull();
        Column leftOut = col(Staged.REJECT).isNull().and(col(Staged.LEFT_OUT).isNotNull());
        Column used = not(rejected).and(not(leftOut));
        settled.groupBy(col(SourceLines.FILE))
                .agg(
                        count(lit(1)).as(READ),
                        count(when(rejected, 1)).as(REJECTED),
                        count(when(leftOut, 1)).as(LEFT_OUT),
                        count(when(leftOut.and(col(Staged.LEFT_OUT).equalTo("repeated")), 1))
                                .as(REPEATED),
                        count(when(used, 1)).as(USED),
                        count(when(used.and(col(Staged.REMARKS).isNotNull()), 1))
                                .as(REMARKED),
                        (trade
                                        ? TradeFlows.rejectedValueShare(rejected, used)
                                        : lit(null).cast(DataTypes.DoubleType))
                                .as(REJECTED_VALUE),
                        (trade ? TradeFlows.rejectedValue(rejected) : lit(null).cast(DataTypes.LongType))
                                .as(REJECTED_USD),
                        min(when(
                                        rejected,
                                        org.apache.spark.sql.functions.struct(
                                                col(SourceLines.LINE), col(Staged.REJECT))))
                                .as(FIRST_REJECT))
                .collectAsList()
                .forEach(row -> counts.put(row.getInt(0), row));
        return counts;
    }

    /** Refuses files that hold nothing to be used, or too much that cannot be. */
    private void gates(Map<Integer, Row> counts, Dataset<Row> settled) {
        double most = ingest.settings.share(Setting.MAX_REJECTED_SHARE);
        Map<Integer, Rejected> useless = new TreeMap<>();
        for (int i = 0; i < files.size(); i++) {
            Row row = counts.get(i);
            // A file without a row says that its source knows of none.
            if (row == null) {
                continue;
            }
            Rejected rejected = new Rejected(files.get(i).file(), row);
            if (rejected.rows() > 0 && rejected.share() > most) {
                ingest.gateFailures++;
                refuse(
                        i,
                        rejected.words() + ". That is more than the share of " + most
                                + " that quality.max-rejected-share allows, so nothing of it lands. Correct the file, or"
                                + " allow more");
            } else if (row.<Long>getAs(USED) == 0) {
                useless.put(i, rejected);
            }
        }
        if (useless.isEmpty()) {
            return;
        }
        Map<Integer, List<Row>> leftOut = settled
                .where(col(Staged.LEFT_OUT)
                        .isNotNull()
                        .and(col(SourceLines.FILE).isin(useless.keySet().toArray())))
                .groupBy(col(SourceLines.FILE), col(Staged.LEFT_OUT))
                .agg(count(lit(1)).as(ROWS))
                .orderBy(col(ROWS).desc(), col(Staged.LEFT_OUT))
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(row -> row.getInt(0)));
        useless.forEach((file, rejected) -> {
            List<String> parts = new ArrayList<>();
            List<String> remedies = new ArrayList<>();
            for (Row kind : leftOut.getOrDefault(file, List.of())) {
                Format.LeftOut out = files.get(file).format().leftOut(kind.getString(1));
                parts.add(kind.getLong(2) + (kind.getLong(2) == 1 ? " is among the " : " are ") + out.what());
                remedies.add(out.remedy());
            }
            List<String> why = new ArrayList<>();
            if (!parts.isEmpty()) {
                why.add("none of its " + rejected.counts().getAs(READ) + " rows is an observation: "
                        + String.join(", ", parts));
                why.addAll(remedies);
            }
            if (rejected.rows() > 0) {
                why.add(rejected.words() + ". No row is left");
            }
            refuse(file, String.join(". ", why));
        });
    }

    /** What of a file cannot be used. */
    record Rejected(SourceFile file, Row counts) {
        long rows() {
            return counts.getAs(REJECTED);
        }

        /** Which part of the file these rows are, by number or by value, whichever is larger. */
        double share() {
            return Math.max(
                    (double) rows() / counts.<Long>getAs(READ), valueShare().orElse(0.0));
        }

        /** Which part of the file's value stands in them; empty where there is no value, or none that can be read. */
        private Optional<Double> valueShare() {
            return Optional.ofNullable(counts.getAs(REJECTED_VALUE));
        }

        String words() {
            Row first = counts.getAs(FIRST_REJECT);
            String value = valueShare()
                    .map(share -> String.format(Locale.ROOT, ", with %.2f %% of its value", 100 * share))
                    .orElse("");
            return rows() + " of its " + counts.getAs(READ) + " rows cannot be used" + value + ". The first is line "
                    + first.getLong(0) + ": " + first.getStruct(1).getString(1);
        }
    }

    private void refuse(int file, String why) {
        out.add(file);
        ingest.refuse(files.get(file).file(), why);
    }

    private Dataset<Row> withoutRefused(Dataset<Row> rows) {
        return out.isEmpty() ? rows : rows.where(not(col(SourceLines.FILE).isin(out.toArray())));
    }

    /** Which files give slices that others of this run give too, after those that disagree were refused. */
    private Map<Integer, Set<Integer>> overlaps(Dataset<Row> used, Dataset<Row> slices) {
        Map<Integer, Set<Integer>> sharing = new HashMap<>();
        if (files.size() - out.size() < 2) {
            return sharing;
        }
        Dataset<Row> shared = Overlaps.shared(slices).persist(StorageLevel.MEMORY_AND_DISK());
        // Files that share one slice mostly share many.
        List<Row> groups =
                shared.select(array_sort(col(FILES)).as(FILES)).distinct().collectAsList();
        if (groups.isEmpty()) {
            return sharing;
        }
        List<Row> conflicts = Overlaps.conflicts(used, shared, table)
                .groupBy(array_sort(col(FILES)).as(FILES))
                .agg(min(col(Lake.SLICE)).as(FIRST))
                .collectAsList();
        for (Row conflict : conflicts.stream()
                // Of several conflicts of a file the first by slice is told.
                .sorted(Comparator.comparing((Row row) -> row.getString(1)).reversed())
                .toList()) {
            List<Integer> involved = conflict.getList(0);
            for (int file : involved) {
                String others = involved.stream()
                        .filter(other -> other != file)
                        .map(other -> files.get(other).file().path())
                        .collect(Collectors.joining(", "));
                refuse(
                        file,
                        "it conflicts with " + (involved.size() > 2 ? "at least one of " : "") + others + " on "
                                + conflict.getString(1) + ", and nothing says which is right; supply only one");
            }
        }
        for (Row group : groups) {
            List<Integer> together = group.<Integer>getList(0).stream()
                    .filter(file -> !out.contains(file))
                    .toList();
            for (int file : together) {
                together.stream()
                        .filter(other -> other != file)
                        .forEach(other -> sharing.computeIfAbsent(file, none -> new TreeSet<>())
                                .add(other));
            }
        }
        return sharing;
    }

    /**
     * Files of this run that are in the lake already and give slices that these files give too. They are read again
     * beside these, so that it does not matter which of them came first.
     */
    private List<Recognised> inForceWithSlicesOf(Dataset<Row> settled) {
        if (inForce.isEmpty() || !lake.has(table)) {
            return List.of();
        }
        return lake
                .read(table)
                .where(col(Lake.SOURCE_SHA256).isin(inForce.keySet().toArray()))
                .join(Staged.used(settled).select(Lake.SLICE).distinct(), Lake.SLICE)
                .select(Lake.SOURCE_SHA256)
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> inForce.get(row.getString(0)))
                .toList();
    }

    private Optional<Runnable> together(List<Recognised> again) {
        List<Recognised> all = new ArrayList<>(files);
        all.addAll(again);
        all.sort(Comparator.comparing(file -> file.file().sha256()));
        Map<String, Recognised> others = new TreeMap<>(inForce);
        again.forEach(file -> others.remove(file.file().sha256()));
        Set<String> hashes = again.stream().map(file -> file.file().sha256()).collect(Collectors.toSet());
        TableLoad tableLoad = new TableLoad(ingest, lines, lake, load, table, all, lookups, others, hashes);
        Optional<Runnable> write = tableLoad.run();
        ingest.landedAgain += (int) tableLoad.entries.stream()
                .filter(entry -> hashes.contains(entry.file().sha256()))
                .count();
        entries.addAll(tableLoad.entries);
        rejects.addAll(tableLoad.rejects);
        findings.addAll(tableLoad.findings);
        return write;
    }

    /**
     * Marks complete slices, and adds to slices that a file gives in part the partners that are in the lake: a file
     * with chosen partners covers only these.
     */
    private Dataset<Row> withEarlierPartners(Dataset<Row> rows, Dataset<Row> slices) {
        Dataset<Row> completeness = slices.groupBy(col(Lake.SLICE))
                .agg(max(col(COMPLETE)).as(COMPLETE), max(col(WHOLE)).as(WHOLE));
        Dataset<Row> partial =
                completeness.where(not(col(WHOLE))).select(Lake.SLICE).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> marked = TradeFlows.withCompleteness(rows, completeness.drop(WHOLE));
        if (!lake.has(table) || partial.isEmpty()) {
            return marked;
        }
        Dataset<Row> earlier = lake.read(table).join(broadcast(partial), Lake.SLICE);
        Dataset<Row> were = earlier.where(TradeFlows.SLICE_COMPLETE.col())
                .select(col(Lake.SLICE).as(WERE_SLICE))
                .distinct();
        List<String> key = table.key();
        Dataset<Row> kept = earlier.join(
                rows.select(table.keyColumns()),
                scala.jdk.javaapi.CollectionConverters.asScala(key).toSeq(),
                "left_anti");
        Dataset<Row> updated = marked.join(were, col(Lake.SLICE).equalTo(col(WERE_SLICE)), "left")
                .withColumn(
                        TradeFlows.SLICE_COMPLETE.name(),
                        TradeFlows.SLICE_COMPLETE.col().or(col(WERE_SLICE).isNotNull()))
                .drop(WERE_SLICE);
        return updated.select(kept.columns()[0], Arrays.copyOfRange(kept.columns(), 1, kept.columns().length))
                .unionByName(kept);
    }

    private void report(
            Dataset<Row> settled,
            Dataset<Row> used,
            Map<Integer, Row> counts,
            Map<Integer, Long> landed,
            Map<Integer, Set<Integer>> sharing) {
        List<String> names = files.stream().map(file -> file.file().name()).toList();
        for (int i = 0; i < files.size(); i++) {
            if (out.contains(i)) {
                continue;
            }
            Row row = counts.get(i);
            Recognised file = files.get(i);
            if (row != null && row.<Long>getAs(REJECTED) > 0) {
                ingest.partlyRead.add(new Rejected(file.file(), row));
                Long value = row.getAs(REJECTED_USD);
                ingest.rejectedUsd += value == null ? 0 : value;
            }
            if (row != null && row.<Long>getAs(REMARKED) > 0) {
                ingest.remarked.put(file.file().path(), row.getAs(REMARKED) + " of its " + row.getAs(READ) + " rows");
            }
            String reliesOn = sharing.containsKey(i)
                    ? sharing.get(i).stream()
                            .map(other -> files.get(other).file().sha256())
                            .collect(Collectors.joining(" "))
                    : null;
            entries.add(new Ledger.Entry(
                    file.file(),
                    file.format().name(),
                    file.format().version(),
                    ingest.fingerprint(),
                    table.name(),
                    row == null ? 0 : row.<Long>getAs(READ),
                    landed.get(i),
                    row == null ? 0 : row.<Long>getAs(LEFT_OUT),
                    row == null ? 0 : row.<Long>getAs(REJECTED),
                    reliesOn));
        }
        boolean remarked = counts.values().stream().anyMatch(row -> row.<Long>getAs(REMARKED) > 0);
        long odd = counts.values().stream()
                .mapToLong(row -> row.<Long>getAs(REJECTED) + row.<Long>getAs(REMARKED))
                .sum();
        if (odd > 0) {
            rejects.add(RejectedRows.of(withoutRefused(settled), texts(), odd < MANY_ROWS, sha256(), names, load.id()));
        }
        if (remarked) {
            findings.add(ofFiles(Findings.ofRemarks(used).withColumn(Findings.SUBJECT.name(), ofFile(names)), names));
        }
        Function<Dataset<Row>, Dataset<Row>> checks = Catalogue.CHECKS.get(table);
        if (checks != null) {
            findings.add(ofFiles(checks.apply(used), names));
        }
        aboutFiles(counts).ifPresent(findings::add);
    }

    private Dataset<Row> ofFiles(Dataset<Row> found, List<String> names) {
        return Findings.TABLE.conform(found.withColumn(Findings.LOAD_ID.name(), lit(load.id()))
                .withColumn(Findings.FILE_SHA256.name(), ofFile(sha256()))
                .withColumn(Findings.FILE_NAME.name(), ofFile(names))
                .drop(SourceLines.FILE));
    }

    /** Findings about whole files. */
    private Optional<Dataset<Row>> aboutFiles(Map<Integer, Row> counts) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (out.contains(i)) {
                continue;
            }
            Recognised file = files.get(i);
            if (counts.get(i) == null) {
                rows.add(
                        finding(
                                file.file(),
                                "no_rows",
                                null,
                                "the file has a header and no row: its source knows of nothing, and what the lake holds stays"));
                continue;
            }
            if (!file.file().encoding().certain()) {
                rows.add(finding(
                        file.file(),
                        "encoding",
                        null,
                        file.file().encoding().words()
                                + ". What is read of it is ASCII, so that nothing hangs on that"));
            }
            String assumed = file.format().assumption(file.layout());
            if (assumed != null) {
                rows.add(finding(file.file(), "assumed", null, assumed));
            }
            long repeated = counts.get(i).getAs(REPEATED);
            if (repeated > 0 && !trade) {
                rows.add(finding(
                        file.file(),
                        "repeated_key",
                        (double) repeated,
                        repeated + " rows repeat others of the file with the same figures; each counts once"));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Findings.TABLE.conform(ingest.spark.createDataFrame(rows, Findings.TABLE.schema())));
    }

    private Row finding(SourceFile file, String kind, Double found, String words) {
        return RowFactory.create(load.id(), file.sha256(), kind, file.name(), file.name(), found, null, null, words);
    }

    private List<String> sha256() {
        return files.stream().map(file -> file.file().sha256()).toList();
    }
}
