package org.lodestone.briefing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lodestone.report.Excerpts;
import org.lodestone.report.ParquetReports.Published;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Chooses what of the published reports the page carries, so that it stays below its size. */
final class Choice {

    /**
     * One report in the page.
     *
     * @param block its Parquet; null where the page does not carry it
     * @param columns that are in it
     * @param excerpt which rows are in it, in words; null for all
     * @param condition the same in Spark SQL
     */
    record Part(Table table, Block block, List<Field<?>> columns, String excerpt, String condition) {
        boolean carried() {
            return block != null;
        }
    }

    /** A report may take this part of the page before an excerpt of it stands in. */
    private static final int LARGEST_PART = 4;

    /** Amounts of these units are raw data of trade, or give it back. */
    private static final Set<Unit> AMOUNTS = Set.of(Unit.USD, Unit.KG, Unit.TONNES, Unit.USD_PER_KG);

    /** Rows on the world, and those that hold for whomever. */
    private static final Set<String> EVERYBODY = new TreeSet<>(Set.of("ALL", "WLD"));

    private static final List<String> SOURCES = List.of("source", "dataset");

    private static final List<String> IMPORTERS = List.of("importer_iso3", "country_iso3");

    private final FileSystem files;
    private final Path root;
    private final Excerpts excerpts;
    private final Set<String> importers;
    private final Set<String> products;
    private final boolean sharesOnly;

    /**
     * @param pairs importer and product that excerpts keep, such as KOR/850511
     * @param sharesOnly whether amounts of trade are left out
     */
    Choice(FileSystem files, Path root, Excerpts excerpts, List<String> pairs, boolean sharesOnly) {
        this.files = files;
        this.root = root;
        this.excerpts = excerpts;
        importers = pairs.stream().map(pair -> pair.substring(0, 3)).collect(Collectors.toCollection(TreeSet::new));
        products = pairs.stream().map(pair -> pair.substring(4)).collect(Collectors.toCollection(TreeSet::new));
        this.sharesOnly = sharesOnly;
    }

    /**
     * Small reports come first, since they all fit; the others follow in the order in which they are given.
     *
     * @param published reports with their declarations, the most wanted first
     * @param most bytes that all blocks together may take
     * @return a part for each report, in the order of their names
     */
    List<Part> of(Map<Table, Published> published, long most) throws IOException {
        Map<Table, Long> sizes = new LinkedHashMap<>();
        for (Map.Entry<Table, Published> one : published.entrySet()) {
            sizes.put(one.getKey(), files.getFileStatus(path(one.getValue())).getLen());
        }
        List<Table> inOrder = new ArrayList<>(published.keySet());
        inOrder.sort(Comparator.comparing(table -> Block.atMost(sizes.get(table)) * published.size() > most));
        Map<String, Part> parts = new TreeMap<>();
        long left = most;
        for (Table table : inOrder) {
            Part part = part(table, published.get(table), sizes.get(table), Math.min(left, most / LARGEST_PART));
            left -= part.carried() ? part.block().bytes() : 0;
            parts.put(table.name(), part);
        }
        return List.copyOf(parts.values());
    }

    private Part part(Table table, Published report, long size, long most) throws IOException {
        List<Field<?>> columns = columns(table);
        // Compressed bytes of Parquet hardly shrink below a quarter: what is larger is not worth reading, nor an
        // excerpt.
        if (size / LARGEST_PART <= most) {
            boolean asItIs = columns.size() == table.columns().size();
            Optional<byte[]> whole = asItIs ? Optional.of(bytes(path(report))) : excerpt(table, columns, "true", most);
            Part part = fitting(table, columns, whole, new Rows("true", null), most);
            if (part != null) {
                return part;
            }
        }
        for (Rows rows : rows(table)) {
            Part part = fitting(table, columns, excerpt(table, columns, rows.condition(), most), rows, most);
            if (part != null) {
                return part;
            }
        }
        return new Part(table, null, columns, null, "false");
    }

    private static Part fitting(Table table, List<Field<?>> columns, Optional<byte[]> parquet, Rows rows, long most) {
        return parquet.map(bytes -> Block.of(table.name(), bytes))
                .filter(block -> block.bytes() <= most)
                .map(block -> new Part(table, block, columns, rows.words(), rows.condition()))
                .orElse(null);
    }

    private byte[] bytes(Path path) throws IOException {
        try (InputStream in = files.open(path)) {
            return in.readAllBytes();
        }
    }

    private Optional<byte[]> excerpt(Table table, List<Field<?>> columns, String condition, long most) {
        return excerpts.of(table, columns.stream().map(Field::name).toList(), condition, LARGEST_PART * most);
    }

    /** Rows of an excerpt. */
    private record Rows(String condition, String words) {}

    /** The excerpts that may stand in for a report, widest first. */
    private List<Rows> rows(Table table) {
        Set<String> names = table.columns().stream().map(Field::name).collect(Collectors.toSet());
        String importer = IMPORTERS.stream().filter(names::contains).findFirst().orElse(null);
        List<Rows> rows = new ArrayList<>();
        if (importers.isEmpty() || !names.contains("product_code")) {
            return rows;
        }
        // What is of no product or of all of them is of these, too.
        String ofProducts = "(product_code IN (" + quoted(products) + ", 'ALL') OR product_code IS NULL)";
        rows.add(new Rows(ofProducts, "products " + String.join(", ", products)));
        if (importer != null) {
            rows.add(new Rows(
                    ofProducts + " AND (" + importer + " IN (" + quoted(importers) + ") OR " + importer + " IN ("
                            + quoted(EVERYBODY) + "))",
                    "importers " + String.join(", ", importers) + " and products " + String.join(", ", products)));
        }
        return rows;
    }

    private static String quoted(Set<String> codes) {
        return codes.stream().map(code -> "'" + code + "'").collect(Collectors.joining(", "));
    }

    /** The column that names the source of amounts of trade in a report; null where it has none. */
    static String tellsAmountsOf(Table table) {
        Set<String> names = table.columns().stream().map(Field::name).collect(Collectors.toSet());
        boolean amounts = table.columns().stream().anyMatch(column -> AMOUNTS.contains(column.unit()));
        return !amounts || !names.contains("product_code")
                ? null
                : SOURCES.stream().filter(names::contains).findFirst().orElse(null);
    }

    /** The same parts, of which the largest that was carried is not. */
    static List<Part> withoutLargest(List<Part> parts) {
        Part largest = parts.stream()
                .filter(Part::carried)
                .max(Comparator.comparing(part -> part.block().bytes()))
                .orElseThrow();
        return parts.stream()
                .map(part -> part == largest ? new Part(part.table(), null, part.columns(), null, "false") : part)
                .toList();
    }

    /** All columns; without the amounts of trade where only shares are wanted. */
    private List<Field<?>> columns(Table table) {
        boolean ofTrade = table.columns().stream().map(Field::name).anyMatch("product_code"::equals)
                && table.columns().stream().map(Field::name).anyMatch(SOURCES::contains);
        return table.columns().stream()
                .filter(column -> !(sharesOnly
                        && ofTrade
                        && (AMOUNTS.contains(column.unit()) || column.unit() == Unit.TEXT_WITH_AMOUNTS)))
                .toList();
    }

    private Path path(Published report) {
        return new Path(root, report.path());
    }
}
