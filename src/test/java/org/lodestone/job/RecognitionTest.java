package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Recognition;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/** Which format a file has, by its header, and files that do not stand under theirs. */
@ExtendWith(Spark.class)
class RecognitionTest {
    private static final String ROWS = TestLake.comtrade(
            "410 M 0 850511 2024 100 10 isReported=False",
            "410 M 156 850511 2024 80 8 isReported=True",
            "410 M 392 850511 2024 20 2 isReported=True");

    @TempDir
    private Path folder;

    private TestLake files;
    private SourceFiles source;

    @BeforeEach
    void open(SparkSession spark) {
        files = new TestLake(folder);
        source = new SourceFiles(spark.sparkContext().hadoopConfiguration());
    }

    @Test
    void aFormatIsRecognisedByItsHeaderWhateverTheFileIsCalled() {
        assertThat(seen("x.csv", ROWS)).isEqualTo("comtrade-api");
        assertThat(seen("x.csv", "\uFEFF" + ROWS)).isEqualTo("comtrade-api");
        assertThat(seen("x.csv", ROWS.replace("netWgt,", "netWeight,"))).isEqualTo("comtrade-api");
        assertThat(seen(
                        "x.csv",
                        ROWS.replace("\"Magnets, of metal\"", "Magnets").replace(',', ';')))
                .isEqualTo("comtrade-api");
        assertThat(seen("x.tsv", TestLake.comtradeSeparatedBy("\t", "410 M 156 850511 2024 80 8")))
                .isEqualTo("comtrade-bulk");
        assertThat(seen(
                        "x.csv",
                        "Classification,Year,Period,Trade Flow Code,Reporter Code,ptCode,Commodity Code,Trade Value (US$)\n"
                                + "H4,2015,2015,1,276,40,2606,1\n"))
                .isEqualTo("comtrade-legacy");
        assertThat(seen("BACI_HS17_Y2024_V202601.csv", "t,i,j,k,v,q\n2024,4,68,850511,1.4,0.02\n"))
                .isEqualTo("baci");
        assertThat(seen(
                        "country_codes_V202601.csv",
                        "country_code,country_name,country_iso2,country_iso3\n4,A,AF,AFG\n"))
                .isEqualTo("baci-countries");
        assertThat(seen("product_codes_HS17_V202601.csv", "\"code\",\"description\"\n\"10121\",\"Horses: live\"\n"))
                .isEqualTo("baci-products");
        assertThat(seen(
                        "wmd_Graphite.csv",
                        "Country,Country_Code,Country_ISO,2021,2022,unit\nChina,156,CHN,1,2,metr. t\n"))
                .isEqualTo("world-mining-data");
        assertThat(seen(
                        "u.csv",
                        "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024\nMCS2025,a,b,c,d,1,2\n"))
                .isEqualTo("usgs-mcs");
        assertThat(seen("g.csv", "Country/Territory,Code,2021,2022\nAruba,ABW,1.3,1.4\n"))
                .isEqualTo("wgi");
        assertThat(seen("r.csv", "Date,Country,Exchange rate\n2024-01-01,Japan,140\n"))
                .isEqualTo("monthly-rates");
    }

    @Test
    void aHeaderThatLacksANeededColumnNamesTheNearestFormatAndTheColumn() {
        assertThat(seen("x.csv", ROWS.replace("partnerCode,", "partner,")))
                .contains("names the columns of no known format", "nearest to comtrade-api", "also needs partnerCode")
                .endsWith("Correct the header, or give a file of a known format");
        assertThat(seen("BACI_HS17_Y2024_V202601.csv", "t,i,j,k,v\n2024,4,68,850511,1.4\n"))
                .contains("nearest to baci, which also needs q");
        assertThat(seen("x.csv", "name,age\nA,1\n"))
                .contains("'name,age'", "Known formats: comtrade-api, comtrade-bulk, comtrade-legacy, baci,");
        assertThat(seen("BACI_HS17_Y2024_V202601.csv", "t\ti\tj\tk\tv\tq\n2024\t4\t68\t850511\t1.4\t1\n"))
                .isEqualTo("baci");
        assertThat(seen(
                        "x.csv",
                        ROWS.replace("\"Magnets, of metal\"", "Magnets").replace(',', '|')))
                .contains("separated otherwise than comtrade-api wants it");
    }

    /** A column that may be left out would be lost without a word if its heading were misspelt. */
    @Test
    void aHeadingOfOurOwnFormatsThatNamesNoColumnIsRefused() {
        String needed = "scenario_id,scenario_name,stopped_iso3,chain,stage,stopped_share,duration_days,stated_by";
        String row = "s,S,CHN,rare_earths,magnet,1,90,us";
        assertThat(seen("x.csv", needed + "\n" + row + "\n")).isEqualTo("disruption-scenarios");
        assertThat(seen("x.csv", needed + ",importer_iso3\n" + row + ",KOR\n"))
                .contains("its heading 'importer_iso3' (nearest is 'importers_iso3') names no column")
                .contains("disruption-scenarios");
        assertThat(seen("x.csv", needed + ",importer_iso3,notes\n" + row + ",KOR,x\n"))
                .contains("its headings 'importer_iso3' (nearest is 'importers_iso3'), 'notes' (nearest is 'note')")
                .endsWith("Correct them, or take the columns out");
        assertThat(seen("x.csv", needed + ",stage\n" + row + ",oxide\n"))
                .contains("'stage' stands twice", "columns 5 and 9");
    }

    @Test
    void aHeadingThatStandsTwiceIsRefusedUnlessTheFormatDoesNotUseIt() {
        assertThat(seen("x.csv", ROWS.replaceFirst("isReported", " PrimaryValue")))
                .contains("its heading 'primaryValue' stands twice, in columns 18 and 19", "nothing says which");
        assertThat(seen("x.csv", ROWS.replaceFirst("isReported", "cmdDesc"))).isEqualTo("comtrade-api");
        assertThat(seen(
                        "wmd_Tin.csv",
                        "Country,Country_Code,Country_ISO,2022,2021,2022,2022,unit\nChina,156,CHN,2,3,4,5,metr. t\n"))
                .contains("'2022' stands 3 times", "columns 4 and 6 and 7");
    }

    /** comtradr writes snake_case; R's make.names puts dots for signs and an X before a digit. */
    @Test
    void headingsAreComparedByTheirLettersAndDigits() {
        String[] api = ROWS.split("\n", 2);
        assertThat(seen(
                        "x.csv",
                        api[0].replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT) + "\n" + api[1]))
                .isEqualTo("comtrade-api");
        assertThat(seen(
                        "x.csv",
                        "\"Year\",\"Trade.Flow.Code\",\"Reporter.Code\",\"Partner.Code\",\"X2nd.Partner.Code\",\"Commodity.Code\","
                                + "\"Trade.Value..US..\"\n2015,1,276,40,NA,2606,1\n"))
                .isEqualTo("comtrade-legacy");
        assertThat(seen("wmd_Graphite.csv", "Country,Country.ISO,X2021,X2022,unit\nChina,CHN,1,2,metr. t\n"))
                .isEqualTo("world-mining-data");
        assertThat(seen("x.csv", "Relationship,HS.2022,HS.2017\n1:1,850511,850511\n"))
                .isEqualTo("hs-correlation");
    }

    @Test
    void theNearestFormatIsOneOfWhichMostIsThere() {
        // Two of the three columns of baci-countries, which say nothing.
        assertThat(seen("x.csv", "country_name,country_code,price\nChina,156,1\n"))
                .contains("Known formats: ")
                .doesNotContain("nearest to");
        assertThat(seen("x.csv", "reporterCode,flowCode,partnerCode,value\n410,M,156,1\n"))
                .contains("Known formats: ");
    }

    /** Headings as these sources write them, the values made up. */
    @Test
    void aFormatThatIsKnownAndNotReadIsCalledByItsNameWithTheWayOut() {
        foreign(
                "ITC Trade Map",
                "\uFEFFExporters\t2020-Imported quantity, Tons\t2021-Imported quantity, Tons\t\n\"World\"\t9\t8\t\n");
        foreign("ITC Trade Map", "Exporters,Imported value in 2020,Imported value in 2021\nWorld,9,8\n");
        foreign(
                "the World Bank's WITS",
                "Nomenclature,ReporterISO3,ProductCode,PartnerISO3,Year,TradeValue in 1000 USD\nH5,KOR,850511,CHN,2021,1\n");
        foreign(
                "the World Bank's WITS",
                "Reporter,TradeFlow,ProductCode,Product Description,Year,Partner,Trade Value 1000USD\nKorea,I,850511,M,2021,C,1\n");
        foreign("Eurostat's Comext", "REPORTER,PARTNER,PRODUCT_NC,FLOW,PERIOD,VALUE_EUR\nDE,CN,85051110,1,202402,1\n");
        foreign("the US Census Bureau", "I_COMMODITY,CTY_CODE,CTY_NAME,GEN_VAL_YR\n850511,5700,CHINA,1\n");
        foreign("the Korea Customs Service", "년도,HS코드,국가명,수출중량,수출금액\n2024,8505111000,중국,1,2\n");
        foreign(
                "the Korea Customs Service",
                "year,hsCd,statCd,expDlr,impDlr,expWgt,impWgt\n2024,8505111000,CN,1,2,3,4\n");
        foreign("Japan's customs", "Exp or Imp,Year,HS,Country,Value-Year\n2,2024,850511000,105,1\n");
        foreign(
                "Japan's customs",
                "year_month,hs_code,country_name,country_code,import_value_yen\n2026-02,27,中国,CN,1\n");
    }

    private void foreign(String name, String text) {
        assertThat(seen("x.txt", text))
                .startsWith("the file is of " + name)
                .contains("which is not read. ", " from UN Comtrade")
                .doesNotContain("Correct the header");
    }

    @Test
    void aSignForAMissingCellDoesNotLookShifted() {
        assertThat(seen(
                        "x.csv",
                        "reporterCode,flowCode,partnerCode,cmdCode,period,refYear,primaryValue\n"
                                + "410,M,156,NA,NA,2024,80\n410,M,392,NA,NA,2024,20\n"))
                .isEqualTo("comtrade-api");
    }

    @Test
    void aFileOfAFormatWhoseNameMustSaySomethingIsRefusedUnderAnotherName() {
        assertThat(seen("flows.csv", "t,i,j,k,v,q\n2024,4,68,850511,1.4,0.02\n"))
                .contains("format baci", "the name flows.csv does not say it", "BACI_HS17_Y2024_V202601.csv");
        assertThat(seen("production.csv", "Country,Country_Code,Country_ISO,2022,unit\nChina,156,CHN,2,metr. t\n"))
                .contains("wmd_Rare_Earths_REO.csv");
    }

    @Test
    void columnsThatAreShiftedAgainstTheirHeaderAreSeen() {
        assertThat(seen("x.csv", ROWS.replaceFirst("refMonth,", "")))
                .contains("shifted against their header", "names 18 columns", "line 2 has 19 fields");
        // With the last cells blank the number of fields gives nothing away: the values do.
        String blankEnds = ROWS.replaceAll("True|False", "");
        assertThat(seen("x.csv", blankEnds)).isEqualTo("comtrade-api");
        assertThat(seen("x.csv", blankEnds.replaceFirst("refMonth,", "")))
                .contains("shifted against their header", "reporterCode = '2024' and flowCode = '410'");
        assertThat(seen(
                        "x.csv",
                        "reporterCode,flowCode,partnerCode,cmdCode,period,primaryValue,netWgt\n"
                                + "2024,410,M,156,850511,80,8\n2024,410,M,392,850511,20,2\n"))
                .contains(
                        "shifted against their header",
                        "flowCode = '410' and partnerCode = 'M'",
                        "format comtrade-api");
    }

    @Test
    void descriptionsWithLineBreaksDoNotLookShifted() {
        assertThat(seen("x.csv", ROWS.replace("Magnets, of metal", "Magnets,\nof\nmetal")))
                .isEqualTo("comtrade-api");
        assertThat(seen(
                        "x.csv",
                        ROWS.replace("Magnets, of metal", "Magnets,\nof metal").replaceFirst("refMonth,", "")))
                .contains("line 2 has 19 fields");
    }

    @Test
    void blankLinesAndTrailingDelimitersAreNotMistakenForShifts() {
        assertThat(seen("x.csv", "\n \n" + ROWS)).isEqualTo("comtrade-api");
        assertThat(seen("x.csv", ROWS.replaceAll("(?m)(True|False)$", "$1,").replace("\n", "\r\n")))
                .isEqualTo("comtrade-api");
    }

    /** The format's name, or why the file is refused. */
    private String seen(String name, String text) {
        String path = files.file(name, text).toString();
        AtomicReference<String> why = new AtomicReference<>();
        Optional<Recognition.Recognised> recognised = Recognition.of(
                source.inspect(source.find(List.of(path), (none, reason) -> {})).get(0),
                Catalogue.FORMATS,
                Catalogue.FOREIGN,
                words -> {
                    why.set(words);
                    return Optional.empty();
                });
        return recognised.map(file -> file.format().name()).orElseGet(why::get);
    }
}
