package org.lodestone.reference;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Groups of countries that report trade as one, beside their members: in a sum over countries a group counts for what it
 * has beyond its members that are in the data, so that nothing counts twice and nothing is lost.
 */
public final class Groups {
    private static final String OF_MEMBERS = "members_";
    private static final String MEMBERS_VALUE = "members_value";
    private static final String MEMBERS_WEIGHT = "members_weight";
    private static final String MEMBERS_WITHOUT_WEIGHT = "members_without_weight";

    private Groups() {}

    /**
     * Leaves of each group what it has beyond its members of that year.
     *
     * @param rows with year INT, the key, the country's column and the figures, LONG; one row a key and country
     * @param country the column with the country or group
     * @param key what a member's row has in common with the group's, year among them
     * @param value the figure that decides: a group's row without a rest of it is left out
     * @param weight a second figure, null where it is not known; it is not known of the rest where it is not of a member
     * @param groups as {@link ReferenceData#reportingGroups} gives them
     * @return the same rows and columns
     */
    public static Dataset<Row> beyondMembers(
            Dataset<Row> rows, String country, List<String> key, String value, String weight, Dataset<Row> groups) {
        Dataset<Row> members = rows.join(
                        broadcast(groups.select("bloc", "iso3", "from_year", "to_year")),
                        col(country)
                                .equalTo(col(ReferenceData.ISO3))
                                .and(Columns.YEAR
                                        .col()
                                        .between(col(ReferenceData.FROM_YEAR), col(ReferenceData.TO_YEAR))))
                .groupBy(columns(key, "bloc"))
                .agg(
                        sum(col(value)).as(MEMBERS_VALUE),
                        sum(col(weight)).as(MEMBERS_WEIGHT),
                        count(when(col(weight).isNull(), 1)).as(MEMBERS_WITHOUT_WEIGHT));
        Column same = col(country).equalTo(col(ReferenceData.BLOC));
        for (String name : key) {
            members = members.withColumnRenamed(name, OF_MEMBERS + name);
            same = same.and(col(name).eqNullSafe(col(OF_MEMBERS + name)));
        }
        Column restValue = col(value).minus(coalesce(col(MEMBERS_VALUE), lit(0L)));
        Column restWeight = col(weight).minus(coalesce(col(MEMBERS_WEIGHT), lit(0L)));
        Column beside = col(ReferenceData.BLOC).isNotNull();
        List<Column> columns = new ArrayList<>();
        for (String name : rows.columns()) {
            if (name.equals(value)) {
                columns.add(when(beside, restValue).otherwise(col(value)).as(value));
            } else if (name.equals(weight)) {
                columns.add(when(beside, when(col(MEMBERS_WITHOUT_WEIGHT).equalTo(0L), greatest(restWeight, lit(0L))))
                        .otherwise(col(weight))
                        .as(weight));
            } else {
                columns.add(col(name));
            }
        }
        return rows.join(members, same, "left")
                .where(col(ReferenceData.BLOC).isNull().or(restValue.gt(0L)))
                .select(columns.toArray(Column[]::new));
    }

    /**
     * The members of each group in a year, for who adds up what is in hand.
     *
     * @param groups rows as {@link ReferenceData#reportingGroups} gives them
     */
    public static Map<String, Set<String>> members(List<Row> groups, int year) {
        Map<String, Set<String>> members = new TreeMap<>();
        for (Row row : groups) {
            Set<String> ofGroup = members.computeIfAbsent(row.getString(0), none -> new TreeSet<>());
            if (year >= row.getInt(3) && year <= row.getInt(4)) {
                ofGroup.add(row.getString(2));
            }
        }
        return members;
    }

    private static Column[] columns(List<String> names, String more) {
        List<Column> columns = new ArrayList<>(
                names.stream().map(org.apache.spark.sql.functions::col).toList());
        columns.add(col(more));
        return columns.toArray(Column[]::new);
    }
}
