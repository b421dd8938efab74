package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.table.Field;
import org.lodestone.table.Table;

/**
 * What dashboards are built on: no column of a report changes its type, its place or its meaning without a new schema version
 * and a line of the changelog.
 */
class ContractTest {
    private static final String SNAPSHOT = "src/test/resources/contract/reports.tsv";

    /** Types that every reader of Parquet takes. */
    private static final Set<String> SAFE = Set.of("STRING", "INT", "BIGINT", "DOUBLE", "BOOLEAN", "DATE");

    private static final Path ROOT = Path.of(System.getProperty("lodestone.basedir", "."));

    @Test
    void columnsAreThoseThatWerePromised() throws IOException {
        String now = text(Catalogue.SCHEMA_VERSION, Catalogue.published());
        Path snapshot = ROOT.resolve(SNAPSHOT);
        String promised = Files.exists(snapshot) ? Files.readString(snapshot) : "";
        if (Boolean.getBoolean("lodestone.write-docs")) {
            List<String> broken = broken(promised, now);
            if (!broken.isEmpty() && version(promised) >= Catalogue.SCHEMA_VERSION) {
                fail(
                        "These columns were promised otherwise; raise Catalogue.SCHEMA_VERSION and say in CHANGELOG.md what"
                                + " changed: " + broken);
            }
            Files.createDirectories(snapshot.getParent());
            Files.writeString(snapshot, now);
            promised = now;
        }
        assertThat(now)
                .as("run ./mvnw test -Dtest=ContractTest -Dlodestone.write-docs=true and commit " + SNAPSHOT)
                .isEqualTo(promised);
        assertThat(ROOT.resolve("CHANGELOG.md"))
                .content()
                .as("the changelog says what changed with the schema version")
                .contains("schema version " + Catalogue.SCHEMA_VERSION);
    }

    @Test
    void typesAreThoseThatEveryReaderTakes() {
        for (Table report : Catalogue.published()) {
            for (Field<?> column : report.columns()) {
                assertThat(column.type().sql())
                        .as(report.name() + "." + column.name())
                        .isIn(SAFE);
            }
        }
    }

    @Test
    void whatBreaksAPromise() {
        String before =
                "schema 1\na\tx\tINT\tcount\tno\tThings.\na\ty\tDOUBLE\tUSD\tyes\tAn amount.\nb\tz\tINT\tcount\tno\tMore.\n";
        assertThat(broken(before, before)).isEmpty();
        assertThat(broken(before, before.replace("b\tz", "a\tnew\tINT\tcount\tyes\tLast.\nb\tz")))
                .as("a column at the end")
                .isEmpty();
        assertThat(broken(before, before + "c\tq\tINT\tcount\tno\tOthers.\n"))
                .as("a report")
                .isEmpty();
        assertThat(broken(before, before.replace("x\tINT", "x\tBIGINT"))).containsExactly("a.x");
        assertThat(broken(before, before.replace("An amount.", "Another amount.")))
                .containsExactly("a.y");
        assertThat(broken(before, before.replace("b\tz\tINT\tcount\tno\tMore.\n", "")))
                .containsExactly("b.z");
        assertThat(broken(before, before.replace("a\tx", "a\tnew\tINT\tcount\tyes\tFirst.\na\tx")))
                .as("a column before others")
                .containsExactly("a.x", "a.y");
    }

    private static String text(int version, List<Table> reports) {
        StringBuilder text = new StringBuilder("schema " + version + "\n");
        reports.stream()
                .sorted(Comparator.comparing(Table::name))
                .forEach(report -> report.columns()
                        .forEach(column -> text.append(String.join(
                                        "\t",
                                        report.name(),
                                        column.name(),
                                        column.type().sql(),
                                        column.unit().label(),
                                        column.required() ? "no" : "yes",
                                        String.join(" ", report.sums(column)),
                                        column.meaning()))
                                .append('\n')));
        return text.toString();
    }

    private static int version(String snapshot) {
        return snapshot.isEmpty()
                ? 0
                : Integer.parseInt(snapshot.lines().findFirst().orElseThrow().substring("schema ".length()));
    }

    /** Columns that stand no longer as they did: other type, unit, place or meaning, or gone. */
    private static List<String> broken(String before, String after) {
        Map<String, String> promised = places(before);
        Map<String, String> now = places(after);
        return promised.entrySet().stream()
                .filter(one -> !one.getValue().equals(now.get(one.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** By report and column, its place and what is said of it. */
    private static Map<String, String> places(String snapshot) {
        Map<String, String> places = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        snapshot.lines().skip(1).forEach(line -> {
            String[] cells = line.split("\t", -1);
            int place = counts.merge(cells[0], 1, Integer::sum);
            places.put(
                    cells[0] + "." + cells[1],
                    place + " " + Arrays.asList(cells).subList(2, cells.length));
        });
        return places;
    }
}
