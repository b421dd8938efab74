package org.lodestone.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.text.UnusableInput;

/** Blocs and policy lines: what ships, and what is refused. */
class ReferenceDataTest {
    private static final String BLOCS = "bloc,name,iso3,from_year,to_year,note\n";
    private static final String LINES = "line_id,applies_to,limit_share,by_year,base,note\n";

    private static final String REPORTERS =
            "iso3,from_year,to_year,trade_system,import_valuation,export_valuation,source,note\n";

    @TempDir
    private Path folder;

    @Test
    void theEuropeanUnionGrowsWithItsMembers() {
        ReferenceData reference = ReferenceData.load(Map.of());
        assertThat(members(reference, "EU27", 1995)).isEqualTo(14);
        assertThat(members(reference, "EU27", 2004)).isEqualTo(24);
        assertThat(members(reference, "EU27", 2007)).isEqualTo(26);
        assertThat(members(reference, "EU27", 2024)).isEqualTo(27);
        assertThat(members(reference, "G7", 2024)).isEqualTo(7);
        assertThat(members(reference, "MSP", 2021)).isZero();
    }

    @Test
    void blocsAndLinesAreInTheFingerprint() throws IOException {
        String shipped = ReferenceData.load(Map.of()).fingerprint();
        assertThat(loaded("blocs", BLOCS + "EU27,Union,DEU,1958,,\n").fingerprint())
                .isNotEqualTo(shipped);
        assertThat(loaded("policy-lines", LINES + "one,KOR,0.5,2030,imports,\n").fingerprint())
                .isNotEqualTo(shipped);
    }

    @Test
    void wrongBlocsAreRefused() {
        refused("blocs", BLOCS + "B2,Two,ABX,2000,,\n", "line 2", "iso3 'ABX' is no country of countries.csv");
        refused("blocs", BLOCS + "DEU,Two,DEU,2000,,\n", "bloc 'DEU' is the code of a country");
        refused("blocs", BLOCS + "B2,Two,DEU,2000,1999,\n", "to_year 1999 is before from_year 2000");
        refused("blocs", BLOCS + "B2,Two,DEU,soon,,\n", "from_year 'soon' is not a year");
        refused("blocs", BLOCS + "B2,Two,DEU,2000,2005,\nB2,Two,DEU,2005,,\n", "line 3", "DEU in 2005", "line 2");
        refused("blocs", BLOCS + "B2,Two,DEU,2000,,\nB2,Three,FRA,2000,,\n", "'Three' here and 'Two' in line 2");
    }

    @Test
    void wrongPolicyLinesAreRefused() {
        refused("policy-lines", LINES + "one,NOWHERE,0.5,2030,imports,\n", "applies_to 'NOWHERE'", "neither a country");
        refused("policy-lines", LINES + "one,KOR,50,2030,imports,\n", "limit_share '50'", "at most 1");
        refused("policy-lines", LINES + "one,KOR,0.5,2030,sales,\n", "base 'sales'", "imports or consumption");
        refused(
                "policy-lines",
                "line_id,applies_to,limit_share,by_year,base,minerals\none,KOR,0.5,2030,imports,Li;Co\n",
                "minerals 'Li;Co'",
                "blanks between");
        refused(
                "policy-lines",
                LINES + "one,KOR,0.5,2030,imports,\none,EU27,0.5,2030,imports,\n",
                "line 3",
                "'one' stands in line 2 already");
    }

    /** Two neodymium and three oxygen atoms: 336.481 g of oxide for 2 x 144.242 = 288.484 g of metal, 1.16638 to one. */
    @Test
    void aTonneOfMetalTakesTheOxideThatAtomicWeightsSay() {
        double metal = 2 * 144.242;
        double oxide = metal + 3 * 15.999;
        assertThat(oxide).isCloseTo(336.481, within(1e-9));
        List<Row> yields = ReferenceData.load(Map.of()).chains().rows().stream()
                .filter(row -> !row.isNullAt(6))
                .toList();
        assertThat(yields).isNotEmpty().allSatisfy(row -> {
            assertThat(row.getString(0) + " " + row.getString(1)).isEqualTo("rare_earths metal");
            // Rounded to five decimals.
            assertThat(row.getDouble(6)).isCloseTo(oxide / metal, within(5e-6));
        });
    }

    @Test
    void theNewestNotesOfAReporterHoldUntilNewerOnesDo() throws IOException {
        String notes = "KOR,2018,2019,general,CIF,FOB,one,\nKOR,2021,2021,special,FOB,,two,\n";
        assertThat(loaded("reporters", REPORTERS + notes).reporters().rows())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder(
                        "[KOR,2018,2019,2020,general,CIF,FOB]", "[KOR,2021,2021,2099,special,FOB,null]");
        assertThat(ReferenceData.load(Map.of()).reporters().rows()).hasSizeGreaterThan(50);
    }

    @Test
    void wrongNotesOnReportersAreRefused() {
        refused("reporters", REPORTERS + "NOW,2018,2019,general,CIF,FOB,one,\n", "line 2", "iso3 'NOW' is no country");
        refused("reporters", REPORTERS + "KOR,2018,2017,general,CIF,FOB,one,\n", "to_year 2017 is before from_year");
        refused("reporters", REPORTERS + "KOR,2018,2019,all,CIF,FOB,one,\n", "trade_system 'all' is not general");
        refused("reporters", REPORTERS + "KOR,2018,2019,general,cif,FOB,one,\n", "import_valuation 'cif' is not CIF");
        refused("reporters", REPORTERS + "KOR,2018,2019,general,CIF,FOB,,\n", "source is blank");
        refused(
                "reporters",
                REPORTERS + "KOR,2018,2020,general,CIF,FOB,one,\nKOR,2020,2021,general,CIF,FOB,two,\n",
                "line 3",
                "KOR in 2020");
    }

    private static long members(ReferenceData reference, String bloc, int year) {
        return reference.blocs().rows().stream()
                .filter(row -> row.getString(0).equals(bloc) && row.getInt(3) <= year && year <= row.getInt(4))
                .count();
    }

    private void refused(String table, String text, String... words) {
        assertThatThrownBy(() -> loaded(table, text))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining(table + "-mine.csv")
                .hasMessageContainingAll(words);
    }

    private ReferenceData loaded(String table, String text) throws IOException {
        return ReferenceData.load(Map.of(table, Files.writeString(folder.resolve(table + "-mine.csv"), text)));
    }
}
