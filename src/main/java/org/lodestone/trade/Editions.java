package org.lodestone.trade;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.RowInput;
import org.lodestone.reference.Columns;

/**
 * One world in a year, whatever editions of the Harmonized System its reporters use: beside the flows as they are
 * reported the same flows in each other edition in which the calendar year's data have trade in these goods, annual or
 * monthly, since a year is added up from both.
 *
 * <p>A code of one edition is the same goods as a code of another where the correlations of the United Nations Statistics
 * Division say 1:1, in a chain across several tables too (H6 to H5 to H4). A heading is the same goods where all of its
 * six-digit codes in both editions go to codes of the same heading; only a table of all codes can say that.
 *
 * <p>UN Comtrade converts what a country reports to older editions, never to newer ones, so of several editions of a
 * reporter's period the newest is the reported one; it is the one that is joined, and only to editions in which the
 * reporter has no figure itself: an exporter none of that period, an importer none of that year, so that who adds importers
 * up counts none by the year and by its months.
 *
 * @see <a href="https://unstats.un.org/unsd/classifications/Econ">UNSD: correspondence tables</a>
 */
public final class Editions {
    private static final String OF = "of_";
    private static final String BY = "by";
    private static final String FAMILY = "family";
    private static final String GOODS = "goods";
    private static final String KNOWN_CODE = "known_code";
    private static final String OF_DATASET = "of_dataset";
    private static final String OF_HS_EDITION = "of_hs_edition";
    private static final String SLICES = "slices";
    private static final String TRADED = "traded";

    /** The edition that a joined flow was reported in; null for flows as they are reported. */
    public static final String JOINED_FROM = "joined_from";

    /**
     * Why a flow stands in an edition in which it was not reported: {@link #CORRELATION} or {@link #CODE_NUMBER}; null for
     * flows as they are reported.
     */
    public static final String JOINED_BY = "joined_by";

    /** A correlation says that the two codes are the same goods. */
    public static final String CORRELATION = "correlation";

    /** Only the number is the same: good for a bound, never for a figure. */
    public static final String CODE_NUMBER = "code_number";

    /** The editions have 5,018 to 5,609 six-digit codes: a table with fewer rows is an extract, and says nothing of headings. */
    private static final int WHOLE_TABLE = 5000;

    /** Flows with those that say the same of goods in another edition. */
    public static final Intermediate IN_ALL_EDITIONS = inAllEditions("flows in all editions", TradeFlows.STORED);

    /** {@link #IN_ALL_EDITIONS} of flows that are read otherwise. */
    static Intermediate inAllEditions(String name, RowInput flows) {
        RowInput correlations = LakeTable.of(CodeCorrelations.TABLE).orEmpty();
        Intermediate places = Intermediate.kept(
                name + ": places", List.of(flows, correlations), in -> places(in.get(flows), in.get(correlations)));
        return Intermediate.view(name, List.of(flows, places), in -> joined(in.get(flows), in.get(places)));
    }

    private Editions() {}

    /**
     * Where reporters' figures of a code and period belong besides the edition that they were reported in.
     *
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param correlations rows of {@link CodeCorrelations#TABLE}
     * @return what {@link #joined} takes
     */
    public static Dataset<Row> places(Dataset<Row> flows, Dataset<Row> correlations) {
        return ofFamilies(ofReporters(flows), correlations);
    }

    private static Dataset<Row> ofReporters(Dataset<Row> flows) {
        return flows.where(Columns.DATASET
                .col()
                .notEqual("baci")
                .and(TradeFlows.HS_EDITION.col().rlike("^H[0-6]$")));
    }

    /**
     * @param flows rows of {@link TradeFlows#TABLE}
     * @param places as {@link #places} gives them
     * @return the same rows, and those of reporters' data placed in other editions; with {@link #JOINED_FROM} and
     *     {@link #JOINED_BY}
     */
    public static Dataset<Row> joined(Dataset<Row> flows, Dataset<Row> places) {
        Column same = Columns.DATASET.col().equalTo(col(OF_DATASET));
        for (String name :
                List.of("period_type", "period_start", "reporter_iso3", "direction", "hs_edition", "product_code")) {
            same = same.and(col(name).equalTo(col(OF + name)));
        }
        Column[] columns = new Column[flows.columns().length + 2];
        for (int i = 0; i < flows.columns().length; i++) {
            columns[i] = switch (flows.columns()[i]) {
                case "hs_edition" -> CodeCorrelations.TO_EDITION.col().as(TradeFlows.HS_EDITION.name());
                case "product_code" -> CodeCorrelations.TO_CODE.col().as(Columns.PRODUCT_CODE.name());
                default -> col(flows.columns()[i]);
            };
        }
        columns[columns.length - 2] = col(OF_HS_EDITION).as(JOINED_FROM);
        columns[columns.length - 1] = col(BY).as(JOINED_BY);
        return asReported(flows)
                .unionByName(ofReporters(flows).join(places, same, "inner").select(columns));
    }

    /** Flows none of which is joined, with the columns of {@link #joined}. */
    public static Dataset<Row> asReported(Dataset<Row> flows) {
        return flows.withColumn(JOINED_FROM, lit(null).cast(DataTypes.StringType))
                .withColumn(JOINED_BY, lit(null).cast(DataTypes.StringType));
    }

    private static final StructType PLACE = new StructType()
            .add("of_dataset", DataTypes.StringType)
            .add("of_period_type", DataTypes.StringType)
            .add("of_period_start", DataTypes.DateType)
            .add("of_reporter_iso3", DataTypes.StringType)
            .add("of_direction", DataTypes.StringType)
            .add("of_hs_edition", DataTypes.StringType)
            .add("of_product_code", DataTypes.StringType)
            .add("to_edition", DataTypes.StringType)
            .add("to_code", DataTypes.StringType)
            .add("by", DataTypes.StringType);

    private static Dataset<Row> ofFamilies(Dataset<Row> reported, Dataset<Row> correlations) {
        return reported.join(
                        broadcast(codes(correlations)),
                        Columns.PRODUCT_CODE.col().equalTo(col(KNOWN_CODE)),
                        "left")
                .withColumn(FAMILY, coalesce(col(FAMILY), Columns.PRODUCT_CODE.col()))
                .groupBy(Columns.DATASET.col(), Columns.YEAR.col(), col(FAMILY))
                .agg(collect_set(struct(
                                TradeFlows.REPORTER_ISO3.col(),
                                TradeFlows.DIRECTION.col(),
                                TradeFlows.HS_EDITION.col(),
                                Columns.PRODUCT_CODE.col(),
                                col(GOODS).getItem(TradeFlows.HS_EDITION.col()).as(GOODS),
                                Columns.PERIOD_TYPE.col(),
                                Columns.PERIOD_START.col(),
                                Columns.VALUE_USD.col().gt(0).as(TRADED)))
                        .as(SLICES))
                .flatMap((FlatMapFunction<Row, Row>) Editions::places, Encoders.row(PLACE));
    }

    private record Code(String edition, String code) {}

    private record Slice(String reporter, String direction, Code code, String goods, String type, Date start) {
        /** Within which a code is placed once. */
        String owner() {
            String own = reporter + " " + direction;
            return direction.equals("import") ? own : own + " " + type + " " + start;
        }

        /** Whether it is known under which code an edition has these goods. */
        boolean knownIn(String edition) {
            return goods != null && goods.contains(edition + " ");
        }
    }

    private static Iterator<Row> places(Row family) {
        Set<Slice> slices = new LinkedHashSet<>();
        Map<String, Set<Code>> sameGoods = new HashMap<>();
        Set<Code> present = new HashSet<>();
        Set<String> editions = new HashSet<>();
        for (Row row : family.<Row>getList(family.fieldIndex("slices"))) {
            Code code = new Code(TradeFlows.HS_EDITION.in(row), Columns.PRODUCT_CODE.in(row));
            Slice slice = new Slice(
                    row.getString(0), row.getString(1), code, row.getString(4), row.getString(5), row.getDate(6));
            slices.add(slice);
            editions.add(code.edition());
            // An edition in which somebody says that he traded none has no world of these goods.
            if (row.<Boolean>getAs(TRADED)) {
                present.add(code);
                if (slice.goods() != null) {
                    sameGoods
                            .computeIfAbsent(slice.goods(), none -> new HashSet<>())
                            .add(code);
                }
            }
        }
        if (editions.size() == 1) {
            return Collections.emptyIterator();
        }
        Map<String, List<Slice>> byReporter = new HashMap<>();
        slices.forEach(slice -> byReporter
                .computeIfAbsent(slice.owner(), none -> new ArrayList<>())
                .add(slice));
        List<Row> rows = new ArrayList<>();
        for (List<Slice> own : byReporter.values()) {
            // The newest edition first: the one that was reported.
            own.sort((a, b) -> b.code().edition().compareTo(a.code().edition()));
            Map<Code, Code> there = new HashMap<>();
            own.forEach(slice -> there.put(slice.code(), slice.code()));
            for (Slice slice : own) {
                for (Code code : sameGoods.getOrDefault(slice.goods(), Set.of())) {
                    if (takes(there, code, slice)) {
                        rows.add(place(family, slice, code, CORRELATION));
                    }
                }
            }
            for (Slice slice : own) {
                for (Code code : present) {
                    boolean number = code.code().equals(slice.code().code());
                    if (number && !slice.knownIn(code.edition()) && takes(there, code, slice)) {
                        rows.add(place(family, slice, code, CODE_NUMBER));
                    }
                }
            }
        }
        return rows.iterator();
    }

    /** Whether a code is filled from this one alone, in whatever months. */
    private static boolean takes(Map<Code, Code> there, Code code, Slice slice) {
        Code from = there.putIfAbsent(code, slice.code());
        return from == null || from.equals(slice.code()) && !code.equals(slice.code());
    }

    private static Row place(Row family, Slice slice, Code to, String by) {
        return RowFactory.create(
                Columns.DATASET.in(family),
                slice.type(),
                slice.start(),
                slice.reporter(),
                slice.direction(),
                slice.code().edition(),
                slice.code().code(),
                to.edition(),
                to.code(),
                by);
    }

    // ---- which codes are the same goods -----------------------------------------------------------------------------

    private static final StructType CODES = new StructType()
            .add("known_code", DataTypes.StringType)
            .add("family", DataTypes.StringType)
            .add("goods", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

    /**
     * What the correlations say of each code: its family, all codes that may have to do with it, and by edition its goods: all
     * codes, with their editions, that are the same. The tables are as large as the Harmonized System,
     * so one task reads them.
     */
    private static Dataset<Row> codes(Dataset<Row> correlations) {
        return correlations
                .select("from_edition", "from_code", "to_edition", "to_code", "relation")
                .coalesce(1)
                .mapPartitions((MapPartitionsFunction<Row, Row>) Editions::codes, Encoders.row(CODES));
    }

    private static Iterator<Row> codes(Iterator<Row> correlations) {
        Map<String, List<Code[]>> tables = new TreeMap<>();
        Map<Code, Set<String>> partners = new HashMap<>();
        Set<List<Code>> oneToOne = new HashSet<>();
        correlations.forEachRemaining(row -> {
            Code from = new Code(row.getString(0), row.getString(1));
            Code to = new Code(row.getString(2), row.getString(3));
            tables.computeIfAbsent(from.edition() + to.edition(), none -> new ArrayList<>())
                    .add(new Code[] {from, to});
            if (row.getString(4).equals("1:1")) {
                oneToOne.add(List.of(from, to));
            }
        });
        Groups<Code> goods = new Groups<>();
        Groups<String> families = new Groups<>();
        for (List<Code> pair : oneToOne) {
            goods.unite(pair.get(0), pair.get(1));
            families.unite(pair.get(0).code(), pair.get(1).code());
        }
        tables.values().stream().filter(table -> table.size() >= WHOLE_TABLE).forEach(table -> {
            for (int digits : new int[] {2, 4}) {
                headings(table, digits).forEach(code -> {
                    goods.unite(code, new Code(table.get(0)[1].edition(), code.code()));
                    families.unite(code.code(), code.code());
                });
            }
        });
        Map<String, Map<String, String>> byCode = new TreeMap<>();
        for (Set<Code> group : goods.groups()) {
            long editions = group.stream().map(Code::edition).distinct().count();
            String name = group.stream()
                    .map(code -> code.edition() + " " + code.code())
                    .sorted()
                    .collect(Collectors.joining(", "));
            for (Code code : group) {
                Map<String, String> ofCode = byCode.computeIfAbsent(code.code(), none -> new TreeMap<>());
                // Tables that contradict each other, and make two codes of one edition the same, say nothing.
                if (editions == group.size()) {
                    ofCode.put(code.edition(), name);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        byCode.forEach((code, byEdition) -> rows.add(RowFactory.create(
                code, families.nameOf(code), scala.jdk.javaapi.CollectionConverters.asScala(byEdition))));
        return rows.iterator();
    }

    /** Headings of the newer edition whose codes all go to codes of the same heading, and the other way round. */
    private static Set<Code> headings(List<Code[]> table, int digits) {
        Set<String> open = new HashSet<>();
        Set<Code> all = new HashSet<>();
        for (Code[] row : table) {
            String from = row[0].code().substring(0, digits);
            String to = row[1].code().substring(0, digits);
            all.add(new Code(row[0].edition(), from));
            if (!from.equals(to)) {
                open.add(from);
                open.add(to);
            }
        }
        all.removeIf(code -> open.contains(code.code()));
        return all;
    }

    /** Things that were said to be the same, directly or through others. */
    private static final class Groups<T> {
        private final Map<T, T> parents = new HashMap<>();

        void unite(T one, T other) {
            parents.put(root(one), root(other));
        }

        private T root(T thing) {
            T parent = parents.computeIfAbsent(thing, itself -> itself);
            if (parent.equals(thing)) {
                return thing;
            }
            T root = root(parent);
            parents.put(thing, root);
            return root;
        }

        String nameOf(T thing) {
            return root(thing).toString();
        }

        Iterable<Set<T>> groups() {
            Map<T, Set<T>> groups = new HashMap<>();
            for (T thing : List.copyOf(parents.keySet())) {
                groups.computeIfAbsent(root(thing), none -> new HashSet<>()).add(thing);
            }
            return groups.values();
        }
    }
}
