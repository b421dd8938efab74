package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
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
import org.lodestone.production.Production;
import org.lodestone.program.ExitCode;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Governance;
import org.lodestone.testing.Spark;
import org.lodestone.trade.SourceCodes;
import org.lodestone.trade.TradeFlows;

/** What becomes of BACI's files and of those that say something of countries. All in one ingest. */
@ExtendWith(Spark.class)
@TestInstance(Lifecycle.PER_CLASS)
class CountryDataIngestTest {
    private TestLake lake;
    private Ingest.Outcome outcome;

    @BeforeAll
    void ingest(@TempDir Path folder) {
        lake = new TestLake(folder).with("quality.max-rejected-share", "1");
        lake.file(
                "BACI_HS17_Y2024_V202601.csv",
                "t,i,j,k,v,q\n"
                        + "2024,490,410,850511,1.4845,  0.0295\n"
                        + "2024,58,410,850511,2,        NA\n"
                        + "2024,280,410,850511,3,0\n"
                        + "2024,729,410,850511,4,1\n"
                        + "2024,697,410,850511,5,1\n"
                        + "2024,156,842,10121,6,1\n"
                        + "2023,156,410,850511,7,1\n"
                        + "2024,156,410,850590,-0.0,0\n");
        lake.file("BACI_HS17_Y2023_V202601.csv.gz", TestLake.gzip("t,i,j,k,v,q\n2023,156,410,850511,7,1\n"));
        lake.file("BACI_HS17_Y2024_V202501.csv", "t,i,j,k,v,q\n2024,156,410,850511,8,1\n");
        lake.file(
                "country_codes_V202601.csv",
                "country_code,country_name,country_iso2,country_iso3\n490,\"Other Asia, not elsewhere specified\",,S19\n"
                        + "516,Namibia,NA,NAM\n276,Germany,DE,DEU\n280,Fed. Rep. of Germany,DE,DEU\n");
        lake.file(
                "country_codes_V202301.csv",
                "country_code,country_name_abbreviation,country_name_full,iso_2digit_alpha,iso_3digit_alpha\n"
                        + "4,Afghanistan,Islamic Afghanistan,AF,AFG\n");
        lake.file("product_codes_HS17_V202601.csv", "\"code\",\"description\"\n\"10121\",\"Horses: live\"\n");
        lake.file(
                "wmd_Rare_Earths_REO.csv",
                "Country,Country_Code,Country_ISO,2021,2022,unit,data_source\n"
                        + "China,156,CHN,168000,210000,metr. t,r\n"
                        + "Myanmar,104,MMR,27100,,metr. t,e\n"
                        + "Total,,DELETE,195100,210000,metr. t,\n");
        lake.file(
                "mcs.csv",
                "\uFEFFSOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES\n"
                        + "MCS2025,Boron,United States,Mine production,thousand metric tons,W,>95,\n"
                        + "MCS2025,Boron,China,Mine production,thousand metric tons,\"1,200\",<1,\n"
                        + "MCS2025,Boron,Chile,Mine production,thousand metric tons,—,NA,\n"
                        + "MCS2025,Boron,World total (rounded),Mine production,thousand metric tons,,\"1,300\",\n"
                        + "MCS2025,Helium,China,Mine production,million cubic meters,5,6,\n"
                        + "MCS2025,Gold,China,Mine production,kilograms,2500,-3,\n"
                        + "MCS2025,Gold,Atlantis,Mine production,metric tons,x,5,\n"
                        + "MCS2025,Gold,Chile,Mine production,metric tons,much,5,\n"
                        + "MCS2025,Tin,China,\"Mine production, estimated\",metric tons,\"e1,200\",\"1,300 r\",\n"
                        + "MCS2025,Tin,Chile,Mine production,metric tons,78 981,\"1,5\",\n"
                        + "MCS2025,Tin,Peru,Mine production,metric tons,1e15,> 95,\n");
        lake.file(
                "wgi.csv",
                "Country/Territory,Code,2021,2022\nAruba,ABW,nan,1.47\nSomalia,SOM,-2.71,-27\nAtlantis,ATL,1,..\n");
        lake.file(
                "wgi-all.csv",
                "Country Name,Country Code,Series Name,Series Code,2020 [YR2020],2099 [YR2099]\n"
                        + "Norway,NOR,Control of Corruption: Estimate,CC.EST,2.1,..\n"
                        + "Norway,NOR,Political Stability: Estimate,PV.EST,1.2,1.3\n"
                        + "Norway,NOR,Political Stability: Standard Error,PV.STD.ERR,0.2,..\n"
                        + "Norway,NOR,Political Stability: Percentile Rank,PV.PER.RNK,93,..\n");
        lake.file(
                "wgi-2026.csv",
                "Country Name,Country Code,Indicator Name,Indicator Code,2023\n"
                        + "Norway,NOR,Political Stability,GOV_WGI_PV_EST,1.1\n"
                        + "Norway,NOR,Political Stability,GOV_WGI_PV_SC,88\n"
                        + "Norway,NOR,Political Stability,GOV_WGI_PV.SE,0.2\n"
                        + "Norway,NOR,Rule of Law,GOV_WGI_RL.EST,1.9\n");
        lake.file(
                "wgi-names.csv",
                "Country Name,Country Code,Indicator Name,2017\n"
                        + "Norway,NOR,Political Stability - Governance estimate (approx. -2.5 to +2.5),1.15\n"
                        + "Norway,NOR,Political Stability - Governance score (0-100),85\n");
        lake.file(
                "other-rates.csv",
                "Date,Country,Exchange rate\n2022-01-01,South Korea,1291.73\n2023-01-01,South Korea,1306.69\n"
                        + "2022-01-03,Japan,115\n2022-01-04,Japan,116\n"
                        + "2022-01-01,China,6.4\n2022-04-01,China,6.6\n2022-07-01,China,6.8\n2022-10-01,China,7\n"
                        + "2022-05-01,Euro,0.95\n");
        lake.file(
                "rates.csv",
                "Date,Country,Exchange rate\n2024-01-01,South Korea,1323.57\n2024-02,Euro,0.92\n2024-13-01,Japan,140\n"
                        + "2024-01-01,Atlantis,1\n2024-03-01,Japan,0\n2099-01,Euro,0.9\n");
        outcome = lake.ingest(folder.resolve("files"));
    }

    @Test
    void allFilesLandEachInItsTable() {
        assertThat(outcome.refused()).isEmpty();
        assertThat(lake.rows(
                        Ledger.TABLE,
                        "true",
                        "format",
                        "table_name",
                        "rows_read",
                        "rows_landed",
                        "rows_left_out",
                        "rows_rejected"))
                .containsExactly(
                        "baci trade_flow 1 1 0 0",
                        "baci trade_flow 1 1 0 0",
                        "baci trade_flow 8 7 0 1",
                        "baci-countries source_code 1 1 0 0",
                        "baci-countries source_code 4 4 0 0",
                        "baci-products source_code 1 1 0 0",
                        "monthly-rates exchange_rate 6 2 0 4",
                        "monthly-rates exchange_rate 9 1 0 8",
                        "usgs-mcs production 22 13 3 6",
                        "wgi governance 2 1 1 0",
                        "wgi governance 4 2 2 0",
                        "wgi governance 6 2 2 2",
                        "wgi governance 8 2 5 1",
                        "world-mining-data production 6 5 1 0");
        assertThat(lake.commits().values()).containsOnly(1);
    }

    @Test
    void baciIsThousandDollarsAndTonnesSeenFromTheImporter() {
        assertThat(lake.rows(
                        TradeFlows.TABLE,
                        "release = 'V202601' and year = 2024",
                        "hs_edition",
                        "direction",
                        "reporter_iso3",
                        "partner_code",
                        "partner_iso3",
                        "partner_kind",
                        "product_code",
                        "value_usd",
                        "net_weight_kg",
                        "slice_complete"))
                .containsExactly(
                        "H5 import KOR 156 CHN country 850590 0 null true",
                        "H5 import KOR 280 DEU country 850511 3000 null true",
                        "H5 import KOR 490 TWN country 850511 1484.5 29.5 true",
                        "H5 import KOR 58 BLX country 850511 2000 null true",
                        "H5 import KOR 697 XXX unspecified 850511 5000 1000 true",
                        "H5 import KOR 729 SDN country 850511 4000 1000 true",
                        "H5 import USA 156 CHN country 010121 6000 1000 true");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name like 'BACI%'", "line", "reason_code", "reason"))
                .containsExactly("8 other_year year 2023 in a file whose name says 2024");
    }

    @Test
    void aZeroHasNoSign() {
        assertThat(lake.rows(TradeFlows.TABLE, "product_code = '850590'", "string(value_usd)"))
                .containsExactly("0.0");
    }

    @Test
    void releasesAndYearsOfBaciAreKeptSideBySide() {
        assertThat(lake.rows(
                        TradeFlows.TABLE,
                        "partner_code = 156 and product_code = '850511'",
                        "slice",
                        "release",
                        "year",
                        "value_usd"))
                .containsExactly("baci/H5/V202501/2024 V202501 2024 8000", "baci/H5/V202601/2023 V202601 2023 7000");
    }

    @Test
    void theTablesOfCodesAreKeptWithLeadingZerosAndWithoutMistakingNamibiaForNull() {
        assertThat(lake.rows(SourceCodes.TABLE, "true", "kind", "code", "name", "iso3", "hs_edition", "release"))
                .containsExactly(
                        "country 276 Germany DEU null V202601",
                        "country 280 Fed. Rep. of Germany DEU null V202601",
                        "country 4 Islamic Afghanistan AFG null V202301",
                        "country 490 Other Asia, not elsewhere specified S19 null V202601",
                        "country 516 Namibia NAM null V202601",
                        "product 010121 Horses: live null H5 V202601");
    }

    @Test
    void productionKeepsBoundsReasonsUnitsAndTheWorldsTotal() {
        String[] columns = {
            "country_iso3", "country_kind", "year", "production_tonnes", "bound", "unknown_reason", "estimated"
        };
        assertThat(lake.rows(Production.TABLE, "dataset = 'wmd'", columns))
                .containsExactly(
                        "CHN country 2021 168000 null null false",
                        "CHN country 2022 210000 null null false",
                        "MMR country 2021 27100 null null true",
                        "WLD world 2021 195100 null null null",
                        "WLD world 2022 210000 null null null");
        assertThat(lake.rows(Production.TABLE, "commodity = 'Boron'", columns))
                .containsExactly(
                        "CHL country 2023 0 null null false",
                        "CHL country 2024 null null not_available true",
                        "CHN country 2023 1200000 null null false",
                        "CHN country 2024 1000 at_most null true",
                        "USA country 2023 null null withheld false",
                        "USA country 2024 95000 at_least null true",
                        "WLD world 2024 1300000 null null true");
        assertThat(lake.rows(
                        Production.TABLE, "commodity = 'Gold'", "country_iso3", "year", "production_tonnes", "release"))
                .contains("CHN 2023 2.5 MCS2025");
        assertThat(lake.rows(Production.TABLE, "commodity = 'Helium'", columns))
                .as("a volume is not tonnes")
                .isEmpty();
        assertThat(lake.rows(
                        Production.TABLE,
                        "commodity = 'Tin'",
                        "country_iso3",
                        "year",
                        "production_tonnes",
                        "bound",
                        "estimated"))
                .as("signs for notes, thousands parted by a blank, a bound with a blank")
                .containsExactly(
                        "CHL 2023 78981 null false",
                        "CHN 2023 1200 null true",
                        "CHN 2024 1300 null true",
                        "PER 2024 95 at_least true");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'mcs.csv'", "line", "cell", "reason_code"))
                .containsExactly(
                        "11 PROD_EST_ 2024 bad_number",
                        "12 PROD_2023 implausible",
                        "7 PROD_EST_ 2024 negative",
                        "8 PROD_2023 unknown_country",
                        "8 PROD_EST_ 2024 unknown_country",
                        "9 PROD_2023 bad_number");
    }

    @Test
    void governanceLeavesOutWhatIsNoFigureAndSaysWhatItAssumes() {
        assertThat(lake.rows(Governance.TABLE, "true", "country_iso3", "year", "indicator", "estimate"))
                .as("estimates of each indicator that a file names; no standard error, rank or score of 0 to 100")
                .containsExactly(
                        "ABW 2022 political_stability 1.47",
                        "NOR 2017 political_stability 1.15",
                        "NOR 2020 control_of_corruption 2.1",
                        "NOR 2020 political_stability 1.2",
                        "NOR 2023 political_stability 1.1",
                        "NOR 2023 rule_of_law 1.9",
                        "SOM 2021 political_stability -2.71");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'wgi-all.csv'", "line", "cell", "reason_code"))
                .containsExactly("3 2099 [YR2099] future");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'wgi.csv'", "line", "cell", "reason_code"))
                .containsExactly("3 2022 implausible", "4 2021 unknown_country");
        assertThat(lake.rows(Findings.TABLE, "kind = 'assumed'", "file_name")).containsExactly("wgi.csv");
    }

    @Test
    void ratesAreOfMonthsAndCurrencies() {
        assertThat(lake.rows(ExchangeRates.TABLE, "true", "currency_code", "period_start", "rate_per_usd", "slice"))
                .containsExactly(
                        "EUR 2022-05-01 0.95 monthly_rates/EUR/2022-05",
                        "EUR 2024-02-01 0.92 monthly_rates/EUR/2024-02",
                        "KRW 2024-01-01 1323.57 monthly_rates/KRW/2024-01");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'rates.csv'", "line", "reason_code", "reason"))
                .containsExactly(
                        "4 bad_period date '2024-13-01' is not like 2026-02-01",
                        "5 unknown_currency 'Atlantis' has no currency in the reference data. Add it to currencies.csv, or"
                                + " correct the file",
                        "6 bad_number rate '0' is not a number above zero",
                        "7 future period_start 2099-01-01 lies after 2026-01-02, the day of this ingest. Correct it");
    }

    @Test
    void ratesOfDaysQuartersAndYearsAreNotTakenForThoseOfMonths() {
        assertThat(lake.rows(
                        RejectedRows.TABLE,
                        "file_name = 'other-rates.csv' AND line IN (2, 4, 6)",
                        "reason_code",
                        "reason"))
                .containsExactly(
                        "not_monthly the rates of 'China' have one row in three months, so they are averages of quarters: give"
                                + " averages of months, since money is converted at that of its month",
                        "not_monthly the rates of 'Japan' have several days in a month, so they are of days or weeks: give"
                                + " averages of months, since money is converted at that of its month",
                        "not_monthly the rates of 'South Korea' have one row a year, always in month 1, so they are averages"
                                + " of years: give averages of months, since money is converted at that of its month");
    }

    @Test
    void deltaKernelReadsEachTableOfTheLakeAsSparkDoes(SparkSession spark) throws Exception {
        assertThat(lake.lake().versions()).hasSize(7);
        KernelReader.assertAgrees(spark, lake);
    }

    @Test
    void aReleaseOfBaciThatIsNotInTheLakeIsAnErrorThatNamesThoseThatAre(@TempDir Path reports) {
        Captured report = Captured.execute(
                "report",
                "--lake",
                lake.root().toString(),
                "--reports",
                reports.toString(),
                "--set",
                "baci.release=V202401");
        assertThat(report.code()).as(report.err()).isEqualTo(ExitCode.USAGE);
        assertThat(report.err()).contains("baci.release names V202401, which is not in the lake", "(V202501, V202601)");
        assertThat(reports.resolve("manifest.json")).doesNotExist();
    }
}
