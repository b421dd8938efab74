package org.lodestone.job;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.ingest.Ingest;
import org.lodestone.intake.Findings;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.testing.Spark;
import org.lodestone.trade.TradeFlows;

/** What becomes of UN Comtrade's rows. One ingest of many small files, each with a reporter of its own. */
@ExtendWith(Spark.class)
@TestInstance(Lifecycle.PER_CLASS)
class ComtradeIngestTest {
    private static final List<String> CUBE = List.of("customsCode", "motCode", "partner2Code", "mosCode");

    private TestLake lake;
    private Ingest.Outcome outcome;

    @BeforeAll
    void ingest(@TempDir Path folder) {
        lake = new TestLake(folder).with("quality.max-rejected-share", "1");
        lake.file(
                "cube.csv",
                TestLake.comtrade(
                        "410 M 0 850511 2024 100 10",
                        "410 M 0 850511 2024 100 10 motCode=1000",
                        "410 M 156 850511 2024 80 8 motCode=0~ mosCode=0.0",
                        "410 M 156 850511 2024 50 5 motCode=2100",
                        "410 M 156 850511 2024 30 3 motCode=1000",
                        "410 M 156 850511 2024 80 8 customsCode=C04",
                        "410 M 156 850511 2024 80 8 partner2Code=344",
                        "410 M 156 850511 2024 80 8 mosCode=1",
                        "410 M 392 850511 2024 20 2",
                        "410 RM 156 850511 2024 7 1",
                        "410 M 156 TOTAL 2024 9999 1"));
        lake.file(
                "codes.csv",
                TestLake.comtrade(
                        "842 M 0 850511 2024 1000 100",
                        "842 M 490 850511 2024 100 10",
                        "842 M 699 850511 2024 200 20",
                        "842 M 899 850511 2024 300 30",
                        "842 M 842 850511 2024 400 40",
                        "842 M 97 850511 2024 150 15",
                        "842 RX 156 850511 2024 7 1",
                        "97 M 0 850511 2024 10 1",
                        "97 M 156 850511 2024 10 1",
                        "251 X 757 850511 2024 10 1"));
        lake.file(
                "settled.csv",
                TestLake.comtradeWithout(
                        CUBE,
                        // 156: 100 + 60 + 40 = 2 x 100. 392: 50 + 50 + 30 + 20 + 30 + 20 = 4 x 50.
                        // 276: 2 x 10 x 4 = 8 x 10. 251: 1000 + 600 + 404 = 2004, within 0.5 % of 2000.
                        // 380: 1000 + 600 + 411 = 2011, outside. 842 says the same twice, 490 two things.
                        "36 M 0 850511 2024 1240 124",
                        "36 M 156 850511 2024 60 6",
                        "36 M 156 850511 2024 100 10",
                        "36 M 156 850511 2024 40 4",
                        "36 M 392 850511 2024 50 5",
                        "36 M 392 850511 2024 50 6",
                        "36 M 392 850511 2024 30 3",
                        "36 M 392 850511 2024 20 2",
                        "36 M 392 850511 2024 30 4",
                        "36 M 392 850511 2024 20 1",
                        "36 M 276 850511 2024 10 1",
                        "36 M 276 850511 2024 10 2",
                        "36 M 276 850511 2024 10 3",
                        "36 M 276 850511 2024 10 4",
                        "36 M 276 850511 2024 6 1",
                        "36 M 276 850511 2024 4 1",
                        "36 M 276 850511 2024 6 2",
                        "36 M 276 850511 2024 4 2",
                        "36 M 276 850511 2024 6 3",
                        "36 M 276 850511 2024 4 3",
                        "36 M 276 850511 2024 6 4",
                        "36 M 276 850511 2024 4 4",
                        "36 M 251 850511 2024 1000 100",
                        "36 M 251 850511 2024 600 60",
                        "36 M 251 850511 2024 404 40",
                        "36 M 380 850511 2024 1000 100",
                        "36 M 380 850511 2024 600 60",
                        "36 M 380 850511 2024 411 41",
                        "36 M 842 850511 2024 70 7",
                        "36 M 842 850511 2024 70 7",
                        "36 M 490 850511 2024 10 1",
                        "36 M 490 850511 2024 3 1"));
        lake.file(
                "repeats.csv",
                TestLake.comtrade(
                        "40 M 0 850511 2024 100 10",
                        "40 M 156 850511 2024 100 10",
                        "40 M 156 850511 2024 60 6",
                        "40 M 156 850511 2024 40 4",
                        "40 M 392 850511 2024 0 -"));
        lake.file(
                "values.csv",
                TestLake.comtrade(
                                "56 M 36 850511 2024 NaN 1",
                                "56 M 40 850511 2024 Infinity 1",
                                "56 M 76 850511 2024 abc 1",
                                "56 M 100 850511 2024 -5 1",
                                "56 M 124 850511 2024 1e99 1",
                                "56 M 152 850511 2024 - 1",
                                "56 M 156 850511 2024 1.0005e3 0",
                                "56 M 170 850511 2024 20.12345 -",
                                "56 M 188 850511 2024 20 NaN",
                                "56 M 191 850511 2024 20 -1",
                                "56 M 203 850511 2024 20 1e99",
                                "56 M 208 850511 2024 1e999 1",
                                "56 M 9999 850511 2024 20 1",
                                "56 M 218 850511 202413 20 1",
                                "56 M 222 85AB 2024 20 1",
                                "56 M 233 850511 2024 20 1 classificationCode=S3",
                                "56 Z 246 850511 2024 20 1",
                                "56 M 300 850511 2024 20 1 typeCode=S")
                        // A comma that is not quoted pushes the rest of its line aside.
                        + "C,A,2024,52,2024,56,M,320,0,H6,850511,Magnets, of metal,C00,0,0,5,,50,\n"
                        + "C,A,2024,52,2024,56,M,321,0\n");
        lake.file(
                "legacy.csv",
                "Classification,Year,Period,Trade Flow Code,Trade Flow,Reporter Code,ptCode,Commodity Code,Netweight (kg),"
                        + "Trade Value (US$),Flag\n"
                        + "H4,2015,2015,1,Import,276,0,2606,110,1010,4\n"
                        + "H4,2015,2015,1,Import,276,40,2606,100,1000,0\n"
                        + "H4,2015,2015,1,Import,276,156,2606,10,10,2\n"
                        + "H4,2015,2015,2,Export,276,40,2606,1,2,6\n"
                        + "H4,2015,2015,3,Re-Export,276,40,2606,1,2,0\n"
                        + "H4,2015,2015,4,Re-Import,276,40,2606,1,2,0\n");
        lake.file(
                "bulk.tsv.gz",
                TestLake.gzip(TestLake.comtradeSeparatedBy(
                        "\t",
                        "392 M 0 850511 2024 5 1",
                        "392 M 156 850511 2024 5 1",
                        "392 M 156 850511 2024 2 1 motCode=1")));
        lake.file(
                "monthly.csv",
                TestLake.comtrade(
                        "76 M 0 850511 202401 5 1",
                        "76 M 156 850511 202401 5 1",
                        "76 M 0 850511 202402 6 1 period=2024 refMonth=2",
                        "76 M 156 850511 202402 6 1 period=2024 refMonth=2"));
        lake.file(
                "controls.csv",
                TestLake.comtrade(
                        // Off by 1.5 % by value and by weight; off by 0.5 %; without a weight; without a partner.
                        "124 M 0 850511 2020 1000 200",
                        "124 M 156 850511 2020 985 203",
                        "124 M 0 850511 2021 1000 200",
                        "124 M 156 850511 2021 995 201",
                        "124 M 0 850511 2022 1000 -",
                        "124 M 156 850511 2022 1000 200",
                        "124 M 0 850511 2023 1000 200",
                        "124 M 156 850511 2019 1000 200"));
        lake.file(
                "imputed.csv",
                TestLake.comtrade(
                        "757 M 0 850511 2021 400 40",
                        "757 M 156 850511 2021 300 30 isNetWgtEstimated=True",
                        "757 M 392 850511 2021 100 12 isNetWgtEstimated=False",
                        // 20, 20.01 and 20.015 USD/kg: within 0.1 %.
                        "757 M 0 850511 2022 6002.5 300",
                        "757 M 156 850511 2022 2000 100",
                        "757 M 392 850511 2022 2001 100",
                        "757 M 276 850511 2022 2001.5 100",
                        // 20 and 20.03 USD/kg: not.
                        "757 M 0 850511 2023 4003 200",
                        "757 M 156 850511 2023 2000 100",
                        "757 M 392 850511 2023 2003 100"));
        lake.file(
                "editions.csv",
                TestLake.comtrade(
                        "579 M 156 850511 2010 1 1 classificationCode=H3",
                        "579 M 156 850511 2010 1 1 classificationCode=HS",
                        "579 M 156 850511 2010 1 1 classificationCode=-"));
        lake.file(
                "saved-by-r.csv",
                "Classification,Year,Period,Trade.Flow.Code,Reporter.Code,Partner.Code,X2nd.Partner.Code,"
                        + "Customs.Proc..Code,Mode.of.Transport.Code,Commodity.Code,Netweight..kg.,Trade.Value..US..,Flag\n"
                        + "H5,2019,2019,1,528,0,NA,NA,NA,871200,NA,30,NA\n"
                        + "H5,2019,2019,1,528,490,NA,NA,NA,871200,2,20,0\n");
        lake.file(
                "comtradr.csv",
                "type_code,freq_code,ref_year,ref_month,period,reporter_code,flow_code,partner_code,partner2_code,"
                        + "classification_code,cmd_code,customs_code,mos_code,mot_code,net_wgt,is_net_wgt_estimated,"
                        + "cifvalue,fobvalue,primary_value,legacy_estimation_flag\n"
                        + "C,A,2024,52,2024,764,M,0,0,H6,8542,C00,0,0,3,TRUE,16,NA,16,4\n"
                        + "C,A,2024,52,2024,764,M,156,0,H6,8542,C00,0,0,1,NA,7,NA,7,6\n"
                        + "C,A,2024,52,2024,764,M,490,0,H6,8542,C00,NA,0,NaN,N/A,9,NULL,9,null\n");
        lake.file(
                "zeros.csv",
                "Classification,Year,Trade Flow Code,Reporter Code,Partner Code,Commodity Code,Trade Value (US$)\n"
                        + "H5,2019,1,372,826,1,1\n"
                        + "H5,2019,1,372,826,401,2\n"
                        + "H5,2019,1,372,826,40110,3\n"
                        + "H5,2019,1,372,826,8505,4\n"
                        + "H5,2019,1,372,826,850511,5\n"
                        + "H5,2019,1,372,826,781,6\n"
                        + "S3,2019,1,372,826,401,7\n");
        lake.file(
                "months.csv",
                TestLake.comtradeWithout(
                        List.of("period", "freqCode"), "152 M 0 850511 202403 5 1", "152 M 0 850511 2023 6 1"));
        lake.file(
                "periods.csv",
                TestLake.comtrade(
                        "604 M 0 850511 202403 5 1 refMonth=4",
                        "604 M 0 850511 2024 5 1 freqCode=M",
                        "604 M 0 850511 2024 5 1 refMonth=3",
                        "604 M 0 850511 2024 5 1 refMonth=13",
                        "604 M 0 850511 2024 5 1 refYear=2023",
                        "604 M 0 850511 202403 5 1 freqCode=A refMonth=-",
                        "604 M 0 850511 202403 7 1 freqCode=A refMonth=3.0",
                        "604 M 0 850511.0 2022.0 8 1 freqCode=A refMonth=52.0"));
        lake.file(
                "commas.csv",
                TestLake.comtrade(
                        "218 M 0 850511 2024 \"12,5\" 1",
                        "218 M 156 850511 2024 10 \"1.000,5\"",
                        "218 M 392 850511 2024 -0.0 -"));
        lake.file("wide.csv", ("\uFEFF" + TestLake.comtrade("620 M 156 850511 2024 3 1")).getBytes(UTF_16LE));
        lake.file(
                "ansi.csv",
                TestLake.comtrade("724 M 156 850511 2024 4 1 cmdDesc=Imán~de~metal~(cerámica~é~ñ)")
                        .getBytes(Charset.forName("windows-1252")));
        outcome = lake.ingest(folder.resolve("files"));
    }

    @Test
    void allFilesLandAndTheLedgerCountsEachOfTheirRows() {
        assertThat(outcome.refused()).isEmpty();
        assertThat(lake.rows(
                        Ledger.TABLE,
                        "file_name in ('cube.csv', 'settled.csv', 'values.csv', 'legacy.csv', 'bulk.tsv')",
                        "file_name",
                        "format",
                        "rows_read",
                        "rows_landed",
                        "rows_left_out",
                        "rows_rejected"))
                .containsExactly(
                        "bulk.tsv comtrade-bulk 3 2 1 0",
                        "cube.csv comtrade-api 11 3 8 0",
                        "legacy.csv comtrade-legacy 6 4 2 0",
                        "settled.csv comtrade-api 32 6 21 5",
                        "values.csv comtrade-api 20 5 0 15");
    }

    @Test
    void onlyTheMarginsOfTheCubeAreObservations() {
        assertThat(flows("410", "partner_iso3", "partner_kind", "value_usd", "net_weight_kg"))
                .containsExactly("CHN country 80 8", "JPN country 20 2", "WLD world 100 10");
        assertThat(flows("392", "partner_iso3", "value_usd")).containsExactly("CHN 5", "WLD 5");
    }

    @Test
    void codesMeanTheCountriesOfTheCrosswalk() {
        assertThat(flows("842", "reporter_iso3", "partner_code", "partner_iso3", "partner_kind"))
                .containsExactly(
                        "USA 0 WLD world",
                        "USA 490 TWN country",
                        "USA 699 IND country",
                        "USA 842 USA self",
                        "USA 899 XXX unspecified",
                        "USA 97 EUR aggregate");
        assertThat(flows("97", "reporter_iso3", "reporter_kind", "partner_iso3"))
                .containsExactly("EUR aggregate CHN", "EUR aggregate WLD");
        assertThat(flows("251", "reporter_iso3", "direction", "partner_iso3")).containsExactly("FRA export CHE");
        assertThat(findings("USA import 850511 2024 H6", "re_import")).containsExactly("400 null");
    }

    @Test
    void repeatsOfAFileWithoutTheCubeAreSettledWhereTheyDoubleTheirLargest() {
        assertThat(flows("36", "partner_iso3", "value_usd", "net_weight_kg"))
                .containsExactly("CHN 100 10", "DEU 10 1", "FRA 1000 100", "JPN 50 5", "USA 70 7", "WLD 1240 124");
        assertThat(findings("AUS import 850511 2024 H6", "cube_settled")).containsExactly("4 null");
        assertThat(findings("AUS import 850511 2024 H6", "repeated_key")).containsExactly("1 null");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'settled.csv'", "line", "reason_code", "reason"))
                .hasSize(5)
                .allMatch(row -> row.contains("ambiguous_repeat"))
                .anyMatch(row -> row.startsWith("27 ") && row.contains("3 rows of the file have the same key"))
                .anyMatch(row -> row.startsWith("33 ") && row.contains("2 rows of the file have the same key"));
    }

    @Test
    void aFileThatNamesItsMarginsIsNotSettledByArithmetic() {
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'repeats.csv'", "line", "reason_code"))
                .containsExactly("3 ambiguous_repeat", "4 ambiguous_repeat", "5 ambiguous_repeat");
        assertThat(flows("40", "partner_iso3", "value_usd", "net_weight_kg"))
                .containsExactly("JPN 0 null", "WLD 100 10");
    }

    @Test
    void whatIsNoUsableFigureIsRejectedWithItsReason() {
        assertThat(flows("56", "partner_iso3", "value_usd", "net_weight_kg"))
                .as("a weight of 0 beside a value is a missing weight; figures are kept to the thousandth")
                .containsExactly("CHN 1000.5 null", "COL 20.123 null", "CRI 20 null", "CZE 20 null", "HRV 20 null");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'values.csv'", "line", "reason_code", "reason"))
                .containsExactly(
                        "11 unusable_weight weight '-1' is negative. It counts as unknown; the row's value counts",
                        "12 unusable_weight weight '1e99' is above nine billion tonnes. It counts as unknown; the row's"
                                + " value counts",
                        "13 bad_number value '1e999' is not a number",
                        "14 unknown_country partner code '9999' is not in the country table. Add it to the reference data"
                                + " (countries.csv), or correct the file",
                        "15 bad_period period '202413' is neither a year (2024) nor a month (202401)",
                        "16 bad_product product code '85AB' is not two to twelve digits",
                        "17 not_hs classification 'S3' is the Standard International Trade Classification (SITC,"
                                + " revision 3), not the Harmonized System (H0 to H6). Ask UN Comtrade for HS codes"
                                + " (classification HS)",
                        "18 unknown_flow flow 'Z' is neither import nor export",
                        "19 not_goods type 'S' is not trade in goods (C)",
                        "2 no_value the row has no value",
                        "20 field_count the line has 1 fields too many for its header",
                        "21 field_count the line has 10 fields too few for its header",
                        "3 bad_number value 'Infinity' is not a number",
                        "4 bad_number value 'abc' is not a number",
                        "5 negative value -5 is negative",
                        "6 implausible value 1e99 is above nine trillion dollars",
                        "7 no_value the row has no value");
    }

    @Test
    void aRejectedRowNamesItsFileAndKeepsItsLine() {
        Row row = lake.read(RejectedRows.TABLE)
                .where("reason_code = 'unknown_country'")
                .first();
        assertThat(row.<String>getAs("file_name")).isEqualTo("values.csv");
        assertThat(row.<Long>getAs("line")).isEqualTo(14);
        assertThat(row.<String>getAs("line_text"))
                .isEqualTo("C,A,2024,52,2024,56,M,9999,0,H6,850511,\"Magnets, of metal\",C00,0,0,1,,20,");
        assertThat(row.<String>getAs("file_sha256")).hasSize(64);
    }

    @Test
    void theOlderFormatIsReadByItsOwnHeadings() {
        assertThat(flows(
                        "276",
                        "hs_edition",
                        "direction",
                        "partner_iso3",
                        "value_usd",
                        "net_weight_kg",
                        "weight_estimated"))
                .containsExactly(
                        "H4 export AUT 2 1 true",
                        "H4 import AUT 1000 100 false",
                        "H4 import CHN 10 10 false",
                        "H4 import WLD 1010 110 true");
    }

    @Test
    void signsForMissingCellsAreNoDetailsOfTheCubeAndNoNumbers() {
        assertThat(flows("528", "partner_iso3", "value_usd", "net_weight_kg", "weight_estimated"))
                .containsExactly("TWN 20 2 false", "WLD 30 null null");
        assertThat(flows("764", "period_type", "partner_iso3", "value_usd", "net_weight_kg", "weight_estimated"))
                .as("comtradr's headings, NA and TRUE; where nothing else says so, the older flag")
                .containsExactly("year CHN 7 1 true", "year TWN 9 null null", "year WLD 16 3 true");
    }

    /** HS codes have two, four or six digits, and chapter 07 has fourteen headings, so 781 is no 0781. */
    @Test
    void leadingZerosThatWereLostArePutBackWhereTheHarmonizedSystemHasSuchACode() {
        assertThat(flows("372", "product_code", "value_usd"))
                .containsExactly("01 1", "0401 2", "040110 3", "8505 4", "850511 5");
        assertThat(lake.rows(Findings.TABLE, "kind = 'leading_zero'", "file_name", "subject", "found", "words"))
                .containsExactly(
                        "zeros.csv zeros.csv 3 3 rows, the first being line 2: product code '1' lost a leading zero"
                                + " and is read as 01");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'zeros.csv'", "line", "reason_code", "reason"))
                .hasSize(2)
                .anyMatch(row -> row.startsWith("7 bad_product product code '781' has 3 digits")
                        && row.contains("no heading of the HS begins with 0781"))
                .anyMatch(row -> row.startsWith("8 not_hs classification 'S3' is the Standard International Trade"
                        + " Classification (SITC, revision 3)"));
    }

    @Test
    void aMonthIsAMonthWhicheverColumnSaysSo() {
        assertThat(flows("152", "period_type", "period_start", "value_usd"))
                .as("refYear and refMonth without period and freqCode")
                .containsExactly("month 2024-03-01 5", "year 2023-01-01 6");
        assertThat(flows("604", "period_type", "period_start", "product_code", "value_usd"))
                .as("the month outweighs freqCode; numbers with decimals are the codes that they were")
                .containsExactly("month 2024-03-01 850511 7", "year 2022-01-01 850511 8");
    }

    @Test
    void aRowThatContradictsItselfOnItsPeriodIsRejectedWithWhatItSays() {
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'periods.csv'", "line", "reason_code", "reason"))
                .hasSize(6)
                .anyMatch(
                        row -> row.equals(
                                "2 contradictory_period the row contradicts itself on its period: period"
                                        + " '202403' refYear '2024' refMonth '4' freqCode 'M'. Correct the row, or export the file again"))
                .anyMatch(row -> row.startsWith("3 ") && row.contains("refMonth '52' freqCode 'M'"))
                .anyMatch(row -> row.startsWith("4 ") && row.contains("period '2024' refYear '2024' refMonth '3'"))
                .anyMatch(row -> row.startsWith("5 ") && row.contains("refMonth '13' is neither a month"))
                .anyMatch(row -> row.startsWith("6 ") && row.contains("refYear '2023'"))
                .anyMatch(row -> row.startsWith("7 ") && row.contains("period '202403' refYear '2024' freqCode 'A'"));
    }

    @Test
    void aWeightThatCannotBeUsedIsUnknownAndTheValueBesideItCounts() {
        assertThat(flows("218", "partner_iso3", "cast(value_usd as string)", "net_weight_kg"))
                .as("-0.0 is 0")
                .containsExactly("CHN 10.0 null", "JPN 0.0 null");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'commas.csv'", "line", "cell", "reason_code", "reason"))
                .containsExactly(
                        "2  bad_number value '12,5' is not a number: it has a decimal comma, or commas between thousands."
                                + " Decimals have a point, and nothing stands between thousands",
                        "3 net_weight_kg unusable_weight weight '1.000,5' is not a number: it has a decimal comma, or"
                                + " commas between thousands. Decimals have a point, and nothing stands between"
                                + " thousands. It counts as unknown; the row's value counts");
        assertThat(lake.rows(Findings.TABLE, "kind = 'unusable_weight'", "subject", "found"))
                .containsExactly("commas.csv 1", "values.csv 2");
        assertThat(lake.rows(Ledger.TABLE, "file_name = 'commas.csv'", "rows_read", "rows_landed", "rows_rejected"))
                .containsExactly("3 2 1");
    }

    @Test
    void anotherEncodingDoesNotMatterWhereItIsCertainOrNothingIsReadInIt() {
        assertThat(flows("620", "partner_iso3", "value_usd")).containsExactly("CHN 3");
        assertThat(flows("724", "partner_iso3", "value_usd")).containsExactly("CHN 4");
        assertThat(lake.rows(Findings.TABLE, "kind = 'encoding'", "file_name", "words"))
                .containsExactly("ansi.csv The file is not UTF-8 text; it looks like Windows-1252 or another"
                        + " single-byte encoding (European). What is"
                        + " read of it is ASCII, so that nothing hangs on that");
    }

    @Test
    void monthsAreMonths() {
        assertThat(flows("76", "period_type", "period_start", "year", "partner_iso3", "value_usd"))
                .containsExactly(
                        "month 2024-01-01 2024 CHN 5",
                        "month 2024-01-01 2024 WLD 5",
                        "month 2024-02-01 2024 CHN 6",
                        "month 2024-02-01 2024 WLD 6");
    }

    @Test
    void editionsAreKeptApartAndOneThatIsNotStatedIsSaidSo() {
        assertThat(flows("579", "hs_edition", "value_usd")).containsExactly("H3 1", "HS 1");
        assertThat(findings("NOR import 850511 2010 HS", "repeated_key")).containsExactly("1 null");
    }

    @Test
    void partnersThatDoNotSumToTheWorldAreAFindingWithBothFigures() {
        assertThat(findings("CAN import 850511 2020 H6", "control_total_value")).containsExactly("985 1000");
        assertThat(findings("CAN import 850511 2020 H6", "control_total_weight"))
                .containsExactly("203 200");
        assertThat(words("CAN import 850511 2020 H6", "control_total_value"))
                .isEqualTo("partners sum to 985 USD, World is 1000 USD: a gap of -1.50 % of World");
        assertThat(findings("CAN import 850511 2021 H6", "control_total_value")).isEmpty();
        assertThat(findings("CAN import 850511 2021 H6", "control_total_weight"))
                .isEmpty();
        assertThat(findings("CAN import 850511 2022 H6", "control_total_missing"))
                .containsExactly("200 null");
        assertThat(words("CAN import 850511 2022 H6", "control_total_missing"))
                .contains("World has no weight", "200 kg");
        assertThat(findings("CAN import 850511 2023 H6", "control_total_value"))
                .as("a World without any partner")
                .containsExactly("0 1000");
        // 100 + 200 + 300 + 400 of countries and areas; the aggregate EU is no partner.
        assertThat(findings("USA import 850511 2024 H6", "control_total_value")).isEmpty();
    }

    @Test
    void aSliceIsCompleteWithItsWorldRowOnly() {
        assertThat(lake.rows(
                        TradeFlows.TABLE, "reporter_code = 124 and year in (2019, 2020)", "year", "slice_complete"))
                .containsExactly("2019 false", "2020 true", "2020 true");
        assertThat(words("CAN import 850511 2019 H6", "control_total_missing")).contains("there is no World row");
    }

    @Test
    void weightsThatWereMadeFromValuesAreAFinding() {
        assertThat(findings("CHE import 850511 2021 H6", "imputed_weights")).containsExactly("0.75 null");
        assertThat(words("CHE import 850511 2021 H6", "imputed_weights")).contains("75.00 % of the value");
        assertThat(findings("CHE import 850511 2022 H6", "imputed_weights")).containsExactly("20.015 null");
        assertThat(words("CHE import 850511 2022 H6", "imputed_weights")).startsWith("all 3 partners with a weight");
        assertThat(findings("CHE import 850511 2023 H6", "imputed_weights")).isEmpty();
    }

    private List<String> flows(String reporter, String... columns) {
        return lake.rows(TradeFlows.TABLE, "reporter_code = " + reporter, columns);
    }

    private List<String> findings(String subject, String kind) {
        return lake.rows(Findings.TABLE, "subject = '" + subject + "' and kind = '" + kind + "'", "found", "expected");
    }

    private String words(String subject, String kind) {
        return lake.rows(Findings.TABLE, "subject = '" + subject + "' and kind = '" + kind + "'", "words")
                .get(0);
    }
}
