package org.lodestone.dependency;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** Which countries are in which group of countries in which year. */
final class Blocs implements Serializable {
    private record Member(String bloc, String iso3, int from, int to) implements Serializable {}

    private final List<Member> members;
    private final Map<String, String> names = new TreeMap<>();

    /** @param rows bloc, bloc_name, iso3, from_year, to_year: no member twice in a year */
    Blocs(List<Row> rows) {
        members = rows.stream()
                .map(row -> new Member(row.getString(0), row.getString(2), row.getInt(3), row.getInt(4)))
                .toList();
        rows.forEach(row -> names.put(row.getString(0), row.getString(1)));
    }

    /** The members of each bloc in a year; a bloc that has none then is not there. */
    Map<String, Set<String>> in(int year) {
        Map<String, Set<String>> blocs = new TreeMap<>();
        members.stream()
                .filter(one -> one.from() <= year && year <= one.to())
                .forEach(one -> blocs.computeIfAbsent(one.bloc(), none -> new TreeSet<>())
                        .add(one.iso3()));
        return blocs;
    }

    String nameOf(String bloc) {
        return names.get(bloc);
    }
}
