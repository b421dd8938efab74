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
import org.lodestone.intake.Findings;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Ledger;
import org.lodestone.production.Production;
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
                        + "2023,156,410,850511,7,1\n");
        lake.file("BACI_HS17_Y2023_V202601.csv.gz", TestLake.gzip("t,i,j,k,v,q\n2023,156,410,850511,7,1\n"));
        lake.file("BACI_HS17_Y2024_V202501.csv", "t,i,j,k,v,q\n2024,156,410,850511,8,1\n");
        lake.file(
                "country_codes_V202601.csv",
                "country_code,country_name,country_iso2,country_iso3\n490,\"Other Asia, not elsewhere specified\",,S19\n"
                        + "516,Namibia,NA,NAM\n276,Germany,DE,DEU\n280,Fed. Rep. of Germany,DE,DEU\n");
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
                        + "MCS2025,Gold,Chile,Mine production,metric tons,much,5,\n");
        lake.file(
                "wgi.csv",
                "Country/Territory,Code,2021,2022\nAruba,ABW,nan,1.47\nSomalia,SOM,-2.71,-27\nAtlantis,ATL,1,..\n");
        lake.file(
                "rates.csv",
                "Date,Country,Exchange rate\n2024-01-01,South Korea,1323.57\n2024-02,Euro,0.92\n2024-13-01,Japan,140\n"
                        + "2024-01-01,Atlantis,1\n2024-03-01,Japan,0\n");
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
                        "baci trade_flow 7 6 0 1",
                        "baci-countries source_code 4 4 0 0",
                        "baci-products source_code 1 1 0 0",
                        "monthly-rates exchange_rate 5 2 0 3",
                        "usgs-mcs production 16 9 3 4",
                        "wgi governance 6 2 2 2",
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
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'mcs.csv'", "line", "cell", "reason_code"))
                .containsExactly(
                        "7 PROD_EST_ 2024 negative",
                        "8 PROD_2023 unknown_country",
                        "8 PROD_EST_ 2024 unknown_country",
                        "9 PROD_2023 bad_number");
    }

    @Test
    void governanceLeavesOutWhatIsNoFigureAndSaysWhatItAssumes() {
        assertThat(lake.rows(Governance.TABLE, "true", "country_iso3", "year", "indicator", "estimate"))
                .containsExactly("ABW 2022 political_stability 1.47", "SOM 2021 political_stability -2.71");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'wgi.csv'", "line", "cell", "reason_code"))
                .containsExactly("3 2022 implausible", "4 2021 unknown_country");
        assertThat(lake.rows(Findings.TABLE, "kind = 'assumed'", "file_name")).containsExactly("wgi.csv");
    }

    @Test
    void ratesAreOfMonthsAndCurrencies() {
        assertThat(lake.rows(ExchangeRates.TABLE, "true", "currency_code", "period_start", "rate_per_usd", "slice"))
                .containsExactly(
                        "EUR 2024-02-01 0.92 monthly_rates/EUR/2024-02",
                        "KRW 2024-01-01 1323.57 monthly_rates/KRW/2024-01");
        assertThat(lake.rows(RejectedRows.TABLE, "file_name = 'rates.csv'", "line", "reason_code", "reason"))
                .containsExactly(
                        "4 bad_period date '2024-13-01' is not like 2026-02-01",
                        "5 unknown_currency 'Atlantis' has no currency in the reference data. Add it to currencies.csv, or"
                                + " correct the file",
                        "6 bad_number rate '0' is not a number above zero");
    }

    @Test
    void deltaKernelReadsEachTableOfTheLakeAsSparkDoes(SparkSession spark) throws Exception {
        assertThat(lake.lake().versions()).hasSize(7);
        KernelReader.assertAgrees(spark, lake);
    }
}
