package org.lodestone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.sql.Date;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/** Ids of figures: the same for the same row, found again in any text, with a checksum that others can compute. */
class FigureIdTest {
    private static final Field<?> SHARE = optional("value_share", Unit.FRACTION, "A share.");

    private static final Table TABLE = Table.named("shares_test")
            .grain("One row per source, day and supplier.")
            .key(
                    required("source", Unit.TEXT, "Where it is from."),
                    required("period_start", Unit.DATE, "The first day."),
                    optional("supplier", Unit.TEXT, "Who sold it."))
            .column(SHARE)
            .build();

    private static Row row(String source, String supplier, Double share) {
        return new GenericRowWithSchema(
                new Object[] {source, Date.valueOf("2024-01-01"), supplier, share}, TABLE.schema());
    }

    @Test
    void anIdSaysWhereAFigureStandsAndWhatItIs() {
        FigureId id = FigureId.of(TABLE, row("UN Comtrade HS2022", "CHN", 0.873993842), SHARE, "3f9a1c2b");
        // zlib's crc32 of the double's bytes 3f eb f7 c1 ef 09 73 d8.
        assertThat(id).hasToString("shares_test/UN_Comtrade_HS2022/2024-01-01/CHN/value_share@3f9a1c2b~e95d9ead");
        assertThat(FigureId.in("So it is (" + id + "), and again " + id + ".")).containsExactly(id);
        assertThat(FigureId.is(id.toString())).isTrue();
        assertThat(id.names(TABLE, row("UN Comtrade HS2022", "CHN", 0.5))).isTrue();
        assertThat(id.names(TABLE, row("UN Comtrade HS2022", "JPN", 0.873993842)))
                .isFalse();
    }

    /** What python3 -c "import zlib, struct; print('%08x' % zlib.crc32(struct.pack('>q', 7)))" and its like print. */
    @Test
    void checksumsAreThoseOfEveryCrc32() {
        assertThat(FigureId.checksum("123456789")).isEqualTo("cbf43926");
        assertThat(FigureId.checksum("한국")).isEqualTo("60c88f5d");
        assertThat(FigureId.checksum(0.0)).isEqualTo("6522df69");
        assertThat(FigureId.checksum(-0.0)).isEqualTo("6522df69");
        assertThat(FigureId.checksum(7)).isEqualTo("fb464aca");
        assertThat(FigureId.checksum(7L)).isEqualTo("fb464aca");
        assertThat(FigureId.checksum(-7L)).isEqualTo("c8277a29");
        assertThat(FigureId.checksum(true)).isEqualTo("a505df1b");
        assertThat(FigureId.checksum(Date.valueOf("2024-01-01"))).isEqualTo("d6f0fd30");
        assertThat(FigureId.checksum(null)).isEqualTo("00000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b@c~d", "100 %", "<script>", "한국", "a_b c", "‮dlrow", "\"quoted\"", "", "+1", "😀"})
    void whateverStandsInAKeyIsFoundAgain(String supplier) {
        FigureId id = FigureId.of(TABLE, row("S", supplier, null), SHARE, "00000000");
        assertThat(FigureId.in("\"" + id + "\"")).containsExactly(id);
        assertThat(id.toString()).matches("[A-Za-z0-9._/@~%-]+").endsWith("~00000000");
        assertThat(id.names(TABLE, row("S", supplier, 1.0))).isTrue();
    }

    @Test
    void anIdIsFoundInAnAddressAndAsLatexWritesIt() {
        FigureId id = FigureId.of(TABLE, row("S", "Z%", 1.0), SHARE, "3f9a1c2b");
        assertThat(FigureId.in("https://example.org/figures/" + id, Map.of("shares_test", 3)))
                .containsExactly(id);
        assertThat(FigureId.in(id.toString()
                        .replace("%25", "\\%25")
                        .replace("_", "\\_")
                        .replace("~", "\\textasciitilde{}")))
                .containsExactly(id);
        FigureId korea = FigureId.of(TABLE, row("S", "é", 1.0), SHARE, "3f9a1c2b");
        assertThat(FigureId.in(korea.toString().replace("%C3%A9", "%c3%a9"))).containsExactly(korea);
    }

    @Test
    void longTextsAreReadThrough() {
        FigureId id = FigureId.of(TABLE, row("S", "CHN", 1.0), SHARE, "3f9a1c2b");
        String token = "and/or" + "-".repeat(100_000) + "/a".repeat(100_000);
        assertThat(FigureId.in(token + "@00000000~00000000 " + id)).contains(id);
    }

    @Test
    void whatIsUnknownIsEmpty() {
        FigureId id = FigureId.of(TABLE, row("S", null, 1.0), SHARE, "00000000");
        assertThat(id.key()).isEqualTo(Arrays.asList("S", "2024-01-01", ""));
        assertThat(FigureId.in(id.toString())).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shares_test/S/value_share",
                "shares_test/S/value_share@3f9a1c2b",
                "shares_test/S/value_share@3f9a1c2b~7f3a2b1cd",
                "shares_test/value_share@3f9a1c2b~7f3a2b1c",
                "shares_test/a b/value_share@3f9a1c2b~7f3a2b1",
                "kita-magnet-dependence"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(FigureId.in(text)).isEqualTo(List.of());
        assertThat(FigureId.is(text)).isFalse();
    }

    @Test
    void aStateIsTheSameForTheSameInputsInWhateverOrder() {
        String state = Manifest.state("p 1", "ref", Map.of("a", "1"), List.of("f1", "f2"));
        assertThat(state).matches("[0-9a-f]{8}");
        assertThat(Manifest.state("p 1", "ref", Map.of("a", "1"), List.of("f2", "f1", "f2")))
                .isEqualTo(state);
        for (String other : List.of(
                Manifest.state("p 2", "ref", Map.of("a", "1"), List.of("f1", "f2")),
                Manifest.state("p 1", "re", Map.of("a", "1"), List.of("f1", "f2")),
                Manifest.state("p 1", "ref", Map.of("a", "2"), List.of("f1", "f2")),
                Manifest.state("p 1", "ref", Map.of("a", "1"), List.of("f1")))) {
            assertThat(other).isNotEqualTo(state);
        }
    }
}
