package org.lodestone.dependency;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.metric.Grouped;
import org.lodestone.reference.Columns;
import org.lodestone.trade.SourceName;

/**
 * What the criteria of dependency are made of, one product and year of one source at a time: of each importer what
 * {@link SupplierConcentration} says, of each bloc its members' purchases as one, with the exports of both and the world's
 * suppliers beside.
 */
final class CriteriaInputs {
    /** What comes out: columns of {@link DependencyCriteria#TABLE}, and two more. */
    static final StructType JUDGED = new StructType()
            .add("source", DataTypes.StringType)
            .add("product_code", DataTypes.StringType)
            .add("year", DataTypes.IntegerType)
            .add("importer_iso3", DataTypes.StringType)
            .add("importer_kind", DataTypes.StringType)
            .add("members", DataTypes.LongType)
            .add("members_in_data", DataTypes.LongType)
            .add("members_joined", DataTypes.LongType)
            .add("outside_imports_usd", DataTypes.DoubleType)
            .add("inside_imports_usd", DataTypes.DoubleType)
            .add("known_outside_usd", DataTypes.DoubleType)
            .add("unspecified_value_share", DataTypes.DoubleType)
            .add("exports_usd", DataTypes.DoubleType)
            .add("cdi1_hhi", DataTypes.DoubleType)
            .add("cdi1_hhi_high", DataTypes.DoubleType)
            .add("top_supplier_iso3", DataTypes.StringType)
            .add("top_supplier_certain", DataTypes.BooleanType)
            .add("top_supplier_value_share", DataTypes.DoubleType)
            .add("top_supplier_value_share_high", DataTypes.DoubleType)
            .add("criteria_reason", DataTypes.StringType)
            .add("bloc_name", DataTypes.StringType)
            .add("world_export_hhi", DataTypes.DoubleType)
            .add("world_export_hhi_low", DataTypes.DoubleType)
            .add("world_export_hhi_high", DataTypes.DoubleType)
            .add("world_coverage", DataTypes.StringType)
            .add("world_export_reason", DataTypes.StringType);

    private static final String[] PRODUCT_YEAR = {"source", "product_code", "year"};

    /** What an exporter sold to the world; the value is null where it is not known in full. */
    private record Exports(boolean known, Long value) {}

    private final String source;
    private final String product;
    private final int year;
    /** Reconciled data are complete by nature: who is not there exports nothing. */
    private final boolean complete;
    /** Who reports exports of anything in that year. */
    private final Set<String> reporting;

    private final Map<String, Exports> sold = new HashMap<>();
    private Row world;

    private CriteriaInputs(Row key, Set<String> reporting) {
        source = key.getString(0);
        product = key.getString(1);
        year = key.getInt(2);
        complete = SourceName.of(source).isBaci();
        this.reporting = reporting;
    }

    /**
     * @param suppliers as {@link Suppliers#of} gives them
     * @param concentration rows of {@link SupplierConcentration#TABLE}
     * @param exporters source, year, exporter_iso3: who reports exports in all months
     * @param blocs as {@link Blocs} takes them
     * @return rows of {@link #JUDGED}
     */
    static Dataset<Row> of(Dataset<Row> suppliers, Dataset<Row> concentration, List<Row> exporters, List<Row> blocs) {
        Column annual = Columns.PERIOD_TYPE.col().equalTo("year");
        Dataset<Row> bought = suppliers
                .where(annual)
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        Columns.IMPORTER_ISO3.col(),
                        col(Suppliers.JOINED_FROM).isNotNull(),
                        col(SupplierConcentration.REASON),
                        Columns.SUPPLIER_ISO3.col(),
                        col(SupplierTotals.ROLE),
                        col(Suppliers.VALUE),
                        col(SupplierTotals.SUPPLIER_COMPLETE),
                        col(Suppliers.GROUP_VALUE));
        Dataset<Row> indices = concentration
                .where(annual)
                .select(
                        Columns.SOURCE.col(),
                        Columns.PRODUCT_CODE.col(),
                        Columns.YEAR.col(),
                        SupplierConcentration.SIDE.col(),
                        Columns.IMPORTER_ISO3.col(),
                        SupplierConcentration.CONCENTRATION_REASON.col(),
                        SupplierConcentration.TOTAL_VALUE_USD.col(),
                        SupplierConcentration.UNSPECIFIED_VALUE_SHARE.col(),
                        SupplierConcentration.VALUE_HHI.col(),
                        SupplierConcentration.VALUE_HHI_LOW.col(),
                        SupplierConcentration.VALUE_HHI_HIGH.col(),
                        SupplierConcentration.TOP_SUPPLIER_ISO3.col(),
                        SupplierConcentration.TOP_SUPPLIER_CERTAIN.col(),
                        SupplierConcentration.TOP_SUPPLIER_VALUE_SHARE.col(),
                        SupplierConcentration.TOP_SUPPLIER_VALUE_SHARE_HIGH.col(),
                        SupplierConcentration.WORLD_COVERAGE.col());
        Map<String, Set<String>> reporting = new HashMap<>();
        exporters.forEach(row -> reporting
                .computeIfAbsent(row.getString(0) + "/" + row.getInt(1), none -> new HashSet<>())
                .add(row.getString(2)));
        Blocs members = new Blocs(blocs);
        return Grouped.toBeJoined(bought, PRODUCT_YEAR)
                .cogroup(
                        Grouped.toBeJoined(indices, PRODUCT_YEAR),
                        (CoGroupFunction<Row, Row, Row, Row>) (key, purchases, said) -> new CriteriaInputs(
                                        key, reporting.getOrDefault(key.getString(0) + "/" + key.getInt(2), Set.of()))
                                .rows(purchases, said, members),
                        Encoders.row(JUDGED));
    }

    private Iterator<Row> rows(Iterator<Row> purchases, Iterator<Row> indices, Blocs members) {
        List<Row> importers = new ArrayList<>();
        indices.forEachRemaining(index -> {
            if (index.getString(3).equals("import")) {
                importers.add(index);
            } else {
                world = index;
            }
        });
        Map<String, BlocImports> blocs = new TreeMap<>();
        Map<String, List<BlocImports>> byMember = new HashMap<>();
        Map<String, Set<String>> then = importers.isEmpty() ? Map.of() : members.in(year);
        then.forEach((bloc, countries) -> {
            BlocImports imports = new BlocImports(countries);
            blocs.put(bloc, imports);
            countries.forEach(country ->
                    byMember.computeIfAbsent(country, none -> new ArrayList<>()).add(imports));
        });
        purchases.forEachRemaining(row -> {
            if (row.getString(3).equals(Suppliers.WORLD)) {
                sold(row);
            } else {
                byMember.getOrDefault(row.getString(3), List.of())
                        .forEach(bloc -> bloc.add(
                                row.getString(3),
                                row.getBoolean(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7),
                                row.isNullAt(8) ? 0 : row.getLong(8)));
            }
        });
        List<Row> rows = new ArrayList<>();
        importers.forEach(index -> rows.add(country(index)));
        blocs.forEach((bloc, imports) -> {
            imports.close();
            rows.add(bloc(bloc, members.nameOf(bloc), imports, then.get(bloc)));
        });
        return rows.iterator();
    }

    private void sold(Row row) {
        if (row.getString(7).equals("supplier")) {
            boolean known = row.getBoolean(9);
            Long value = PurchasePlaces.number(row, 8);
            Long sum = value == null ? PurchasePlaces.number(row, 10) : value;
            sold.put(row.getString(6), new Exports(known, known ? sum : null));
        }
    }

    /** A country's unspecified imports come from abroad too, so its ratio to exports has no bounds. */
    private Row country(Row index) {
        String importer = index.getString(4);
        // Imports of nobody named are imports all the same, and bound the index.
        String reason = SupplierConcentration.NO_SUPPLIERS.equals(index.getString(5)) ? null : index.getString(5);
        Double imports = reason == null ? number(index, 6) : null;
        Exports exports = sold.get(importer);
        // Who is not among the exporters of the product exports nothing, if its exports are known at all.
        boolean none = complete || exports == null && reporting.contains(importer);
        Double exported = exports != null && exports.value() != null
                ? Double.valueOf(exports.value() / 1000.0)
                : none ? Double.valueOf(0) : null;
        return row(
                importer,
                "country",
                null,
                null,
                null,
                imports,
                reason == null ? 0.0 : null,
                imports,
                number(index, 7),
                exported,
                number(index, 9),
                number(index, 10),
                index.getString(11),
                index.isNullAt(12) ? null : index.getBoolean(12),
                number(index, 13),
                number(index, 14),
                reason,
                null);
    }

    private Row bloc(String bloc, String name, BlocImports imports, Set<String> members) {
        String reason = imports.reason(complete);
        boolean known = reason == null;
        boolean statable = known || reason.equals("no_outside_imports");
        double whole = imports.outsideOrUnnamed();
        Double hhi = known ? atMostOne(imports.squares() / (whole * whole)) : null;
        Double unspecified = known ? Double.valueOf(imports.unspecified() / whole) : null;
        Double top = known ? Double.valueOf(imports.topValue() / whole) : null;
        return row(
                bloc,
                "bloc",
                (long) imports.memberCount(),
                (long) imports.presentMembers(),
                (long) imports.joinedMembers(),
                statable ? imports.outsideOrUnnamed() / 1000.0 : null,
                statable ? imports.fromInside() / 1000.0 : null,
                statable ? imports.fromOutside() / 1000.0 : null,
                unspecified,
                exported(members),
                hhi,
                known ? atMostOne(hhi + unspecified * (top * 2 + unspecified)) : null,
                known ? imports.top() : null,
                known ? imports.topIsCertain() : null,
                imports.top() == null ? null : top,
                imports.top() == null || !known ? null : atMostOne(top + unspecified),
                reason,
                name);
    }

    /** What all members export; null where that of one is not known. Who reports other exports exports none of this. */
    private Double exported(Set<String> members) {
        long known = 0;
        long exports = 0;
        for (String member : members) {
            Exports one = sold.get(member);
            if (one == null ? reporting.contains(member) : one.known()) {
                known++;
            }
            exports = Math.addExact(exports, one == null || one.value() == null ? 0 : one.value());
        }
        return complete || known == members.size() ? Double.valueOf(exports / 1000.0) : null;
    }

    /** The figures of {@link #JUDGED} from the importer to the bloc's name, with the others around them. */
    private Row row(Object... figures) {
        Object[] cells = new Object[JUDGED.length()];
        cells[0] = source;
        cells[1] = product;
        cells[2] = year;
        System.arraycopy(figures, 0, cells, 3, figures.length);
        int at = 3 + figures.length;
        Double hhi = world == null ? null : number(world, 8);
        String why = world == null ? null : world.getString(5);
        cells[at] = hhi;
        cells[at + 1] = world == null ? null : number(world, 9);
        cells[at + 2] = world == null ? null : number(world, 10);
        cells[at + 3] = world == null ? null : world.getString(15);
        cells[at + 4] = hhi != null ? null : why == null ? "no_world_data" : why;
        return org.apache.spark.sql.RowFactory.create(cells);
    }

    private static Double number(Row row, int place) {
        return row.isNullAt(place) ? null : Double.valueOf(row.getDouble(place));
    }

    private static double atMostOne(double bound) {
        return Math.min(1.0, bound);
    }
}
