package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.claims.PublishedClaims;
import org.lodestone.contracts.Contracts;
import org.lodestone.disruption.Scenarios;
import org.lodestone.ingest.Ingest;
import org.lodestone.intake.RejectedRows;
import org.lodestone.market.Assumptions;
import org.lodestone.market.ElementContents;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.Targets;
import org.lodestone.production.Facilities;
import org.lodestone.testing.Spark;

/** What becomes of files of contracts, plants, outlooks, targets, plans, assumptions and claims, good rows and bad. */
@ExtendWith(Spark.class)
@TestInstance(Lifecycle.PER_CLASS)
class PlanIngestTest {
    private static final String CONTRACTS =
            "contract_id,stated_by,stated_on,status,seller,stage,contract_value,currency_code,volume,volume_unit,"
                    + "first_year,last_year,declared_source_iso3s\n";

    private TestLake lake;
    private Ingest.Outcome outcome;

    @BeforeAll
    void ingest(SparkSession spark, @TempDir Path folder) {
        lake = new TestLake(folder).with("quality.max-rejected-share", "1");
        lake.file(
                "contracts.csv",
                CONTRACTS
                        + "good,paper,2026-01-01,signed,S,magnet,\"1,200.50\",KRW,10,t,2026,2027,USA AUS\n"
                        + "bare,paper,2026-01-01,exploring,S,magnet,,,,,,,\n"
                        + "negative,paper,2026-01-01,signed,S,magnet,,,-10,t,,,\n"
                        + "zero,paper,2026-01-01,signed,S,magnet,0,KRW,,,,,\n"
                        + "backwards,paper,2026-01-01,signed,S,magnet,,,,,2030,2026,\n"
                        + "money,paper,2026-01-01,signed,S,magnet,5,XYZ,,,,,\n"
                        + "no-currency,paper,2026-01-01,signed,S,magnet,5,,,,,,\n"
                        + "place,paper,2026-01-01,signed,S,magnet,,,,,,,ATL USA\n"
                        + "status,paper,2026-01-01,dreamt,S,magnet,,,,,,,\n"
                        + "day,paper,2026-02-30,signed,S,magnet,,,,,,,\n"
                        + "much,paper,2026-01-01,signed,S,magnet,\"1200,5\",KRW,,,,,\n"
                        + ",paper,2026-01-01,signed,S,magnet,,,,,,,\n"
                        + "twice,paper,2026-01-01,signed,S,magnet,5,KRW,,,,,\n"
                        + "twice,paper,2026-01-01,signed,S,magnet,6,KRW,,,,,\n");
        lake.file(
                "facilities.csv",
                "facility_id,phase,stated_by,stated_on,facility_name,operator,status,stages,nameplate,nameplate_unit,"
                        + "nameplate_stages,nameplate_is,start_year,end_year\n"
                        + "a,1,paper,2026-01-01,A,O,announced,magnet,100,t_per_year,magnet,total,2027,2029\n"
                        + "a,2,paper,2026-01-01,A,O,announced,magnet,200,t_per_year,magnet,total,2029,\n"
                        + "b,1,paper,2026-01-01,B,O,announced,magnet,100,t_per_year,magnet,total,2027,\n"
                        + "b,2,paper,2026-01-01,B,O,announced,magnet,50,t_per_year,magnet,total,2029,\n"
                        + "c,1,paper,2026-01-01,C,O,announced,magnet,-1,t_per_year,magnet,total,2027,\n"
                        + "d,1,paper,2026-01-01,D,O,announced,magnet,100,t_per_year,magnet,total,2030,\n"
                        + "d,2,paper,2026-01-01,D,O,announced,magnet,100,t_per_year,magnet,addition,2029,\n"
                        + "d,1,other paper,2026-01-02,D,O,announced,magnet,,,,,2031,\n");
        lake.file(
                "outlook.csv",
                "market,scenario,year,vintage,stated_by,use,market_usd,market_tonnes,vehicles,permanent_magnet_share,"
                        + "magnet_kg_per_vehicle\n"
                        + "ev,good,2030,2025,paper,denominator,1e10,,,,\n"
                        + "ev,nothing,2030,2025,paper,denominator,,,,,\n"
                        + "ev,half,2030,2025,paper,denominator,,,1000,,2\n"
                        + "ev,zero,2030,2025,paper,denominator,,0,,,\n");
        lake.file(
                "targets.csv",
                "company,market,target_year,target_share,base_year,home_country_iso3,stated_by,stated_on\n"
                        + "Good,ev,2030,0.1,2025,KOR,paper,2026-01-01\n"
                        + "Percent,ev,2030,10,2025,KOR,paper,2026-01-01\n"
                        + "Late,ev,2030,0.1,2031,KOR,paper,2026-01-01\n");
        lake.file(
                "plans.csv",
                "company,market,plan,plan_name,member_kind,member_id,reading\n"
                        + "Good,ev,p,P,contract,good,\nGood,ev,p,P,facility,a,\nGood,ev,p,P,wish,a,magnet\n");
        lake.file(
                "assumptions.csv",
                "scope,input,distribution,low,central,high,sigma,unit,stated_by,reason\n"
                        + "*,yield,triangular,0.5,0.9,1,,part,us,because\n"
                        + "*,utilisation,triangular,0.9,0.5,1,,part,us,because\n"
                        + "*,ramp_years,log_normal,,2,,,years,us,because\n"
                        + "*,contract_attrition,fixed,,1.5,,,part,us,because\n"
                        + "*,luck,fixed,,1,,,part,us,because\n"
                        + "status:announced,completion_chance,triangular,0.1,0.2,0.3,,chance,us,because\n"
                        + "*,start_in_year,uniform,0,0.5,1,,part,us,because\n");
        lake.file(
                "contents.csv",
                "deposit,deposit_name,element,stated_by,stated_on,oxide_share\n"
                        + "hill,Hill,NdPr,paper,2026-01-01,0.2\n"
                        + "hill,Hill,Ce,paper,2026-01-01,0.5\n"
                        + "hill,Hill,Dy,paper,2026-01-01,20\n");
        lake.file(
                "claims.csv",
                "claim_id,source_file,publisher,published_on,subject,measure,importer,origin,stage,period,value_low,"
                        + "value_high,unit,wording,quoted\n"
                        + "good,x.txt,P,2026-02,S,import_share,KOR,CHN,magnet,not stated,99.3,99.3,percent,exact,q\n"
                        + "much,x.txt,P,2026-02,S,import_share,KOR,CHN,magnet,not stated,120,120,percent,exact,q\n"
                        + "turned,x.txt,P,2026-02,S,import_share,KOR,CHN,magnet,not stated,90,80,percent,range,q\n"
                        + "bare,x.txt,P,2026-02,S,import_share,KOR,CHN,magnet,not stated,,,percent,exact,q\n"
                        + "mood,x.txt,P,2026-02,S,supply,USA,CHN,all,2026,,,,qualitative,q\n");
        lake.file(
                "scenarios.csv",
                "scenario_id,scenario_name,stopped_iso3,importers_iso3,chain,stage,stopped_share,duration_days,stated_by\n"
                        + "good,G,CHN MMR,KOR,rare_earths,magnet,0.5,\"1,000\",us\n"
                        + "more,M,CHN,,rare_earths,magnet,1.5,90,us\n"
                        + "nothing,N,CHN,,rare_earths,magnet,0,90,us\n"
                        + "never,N,CHN,,rare_earths,magnet,1,0,us\n"
                        + "who,W,,,rare_earths,magnet,1,90,us\n"
                        + "where,W,CHN,ALL,rare_earths,magnet,1,90,us\n"
                        + "group,G,EUR,,rare_earths,magnet,1,90,us\n"
                        + "ever,E,CHN,,rare_earths,magnet,1,1e400,us\n");
        lake.file(
                "inputs.csv",
                "scenario_id,input_kind,stage,country_iso3,from_day,amount,input_unit,stated_by\n"
                        + "good,stock,magnet,ALL,0,60,days_of_use,us\n"
                        + "good,spare_capacity,magnet,JPN,0,-1,t_per_year,us\n"
                        + "good,spare_capacity,magnet,JPN,0,1,share_of_use,us\n"
                        + "good,substitution,magnet,ALL,0,1.1,share_of_use,us\n"
                        + "good,stock,magnet,KOR,10,60,days_of_use,us\n"
                        + "good,stock,magnet,EVERY,0,60,days_of_use,us\n"
                        + "good,hope,magnet,KOR,0,60,tonnes,us\n"
                        + "good,spare_capacity,magnet,JPN KOR,0,60,t_per_year,us\n");
        outcome = lake.ingest(folder.resolve("files"));
    }

    @Test
    void goodRowsLandWithTheirTypes() {
        assertThat(outcome.refused()).isEmpty();
        assertThat(lake.rows(Contracts.TABLE, "true", "contract_id", "contract_value", "volume", "first_year", "slice"))
                .containsExactly("bare null null null bare/paper", "good 1200.50 10 2026 good/paper");
        assertThat(lake.rows(MarketOutlook.TABLE, "true", "scenario", "market_usd", "slice"))
                .containsExactly("good 10000000000 ev/good");
        assertThat(lake.rows(Targets.TABLE, "true", "company", "target_share")).containsExactly("Good 0.1");
        assertThat(lake.rows(SalesPlans.TABLE, "true", "member_id")).containsExactly("good");
        assertThat(lake.rows(Scenarios.TABLE, "true", "slice", "stopped_iso3", "duration_days"))
                .containsExactly("good CHN MMR 1000");
        assertThat(lake.rows(Scenarios.INPUTS, "true", "slice", "country_iso3", "amount"))
                .containsExactly("good ALL 60");
        assertThat(lake.rows(Assumptions.TABLE, "true", "slice")).containsExactly("*/start_in_year", "*/yield");
        assertThat(lake.rows(ElementContents.TABLE, "true", "slice", "element")).containsExactly("hill/paper NdPr");
        assertThat(lake.rows(PublishedClaims.TABLE, "true", "claim_id", "importer_iso3", "source_document"))
                .containsExactly("good KOR x.txt", "mood USA x.txt");
    }

    /** Two sources may disagree on one phase; one source may not contradict itself. */
    @Test
    void phasesOfOneSourceMustFitTogether() {
        assertThat(lake.rows(Facilities.TABLE, "true", "facility_id", "phase", "stated_by", "start_year"))
                .containsExactly("a 1 paper 2027", "b 1 paper 2027", "d 1 other paper 2031", "d 1 paper 2030");
        assertThat(rejects("facilities.csv"))
                .containsExactly(
                        "3 overlapping_phases phase 2 starts in 2029, when an earlier phase, which the same source ends in"
                                + " 2029, still runs. Correct the years",
                        "5 total_falls the total nameplate 50.0 is below that of the phase before, 100.0. If it comes on"
                                + " top, say addition",
                        "6 nameplate_not_positive nameplate -1.0 is not above zero. Leave the cell empty if it is not"
                                + " known",
                        "8 phases_out_of_order phase 2 starts in 2029, before the phase before it, which starts in 2030."
                                + " Number the phases by their start");
    }

    @Test
    void badContractsAreRejectedWithTheirValues() {
        assertThat(rejects("contracts.csv"))
                .containsExactly(
                        "4 volume_not_positive volume -10.0 is not above zero. Leave the cell empty if the volume is not"
                                + " known",
                        "5 value_not_positive contract_value 0.00 is not above zero. Leave the cell empty if the value is"
                                + " not known",
                        "6 ends_before_it_starts last_year 2026 is before first_year 2030. Correct the years",
                        "7 unknown_currency currency_code 'XYZ' is not a currency of the reference data. Add it to"
                                + " currencies.csv, or correct the file",
                        "8 value_with_currency the row breaks the rule (contract_value IS NULL) = (currency_code IS NULL)",
                        "9 unknown_country declared_source_iso3s 'ATL' is not a country of the reference data (ISO 3166-1"
                                + " alpha-3; see countries.csv)",
                        "10 status_is_known the row breaks the rule status IS NULL OR status IN ('signed', 'memorandum',"
                                + " 'letter_of_intent', 'exploring', 'withdrawn')",
                        "11 bad_value stated_on '2026-02-30' is not a day like 2026-02-18",
                        "12 bad_value contract_value '1200,5' is not a number; decimals have a point",
                        "13 blank contract_id is blank. Fill it in",
                        "14 ambiguous_repeat 2 rows of the file have the same key with other figures (contract_value"
                                + " 5.00 and 6.00), and nothing says which is meant. Keep that one",
                        "15 ambiguous_repeat 2 rows of the file have the same key with other figures (contract_value"
                                + " 5.00 and 6.00), and nothing says which is meant. Keep that one");
    }

    @Test
    void otherBadRowsAreRejectedToo() {
        assertThat(codes("outlook.csv"))
                .containsExactly("3 says_something", "4 vehicles_complete", "5 market_tonnes_positive");
        assertThat(rejects("targets.csv"))
                .containsExactly(
                        "3 share_impossible target_share 10.0 is not above 0 and at most 1. Write 10 % as 0.10",
                        "4 years_in_order the row breaks the rule base_year < target_year");
        assertThat(codes("plans.csv")).containsExactly("3 reading_of_a_facility", "4 member_kind_is_known");
        assertThat(codes("assumptions.csv"))
                .containsExactly(
                        "3 range_in_order",
                        "4 log_normal_positive",
                        "5 parts_are_parts",
                        "6 input_is_known",
                        "7 chance_is_one_figure");
        assertThat(codes("contents.csv")).containsExactly("3 element_is_known", "4 share_of_a_whole");
        assertThat(codes("scenarios.csv"))
                .containsExactly(
                        "3 part_stops",
                        "4 part_stops",
                        "5 some_time",
                        "6 blank",
                        "7 unknown_country",
                        "8 unknown_country",
                        "9 bad_value");
        assertThat(codes("inputs.csv"))
                .containsExactly(
                        "3 amount_not_negative",
                        "4 unit_of_its_kind",
                        "5 unit_of_its_kind",
                        "6 stock_and_use_from_the_start",
                        "7 unknown_country",
                        "8 input_kind_is_known",
                        "9 one_country");
        assertThat(codes("claims.csv")).containsExactly("3 shares_possible", "4 range_in_order", "5 figure_or_quality");
    }

    @Test
    @Tag("heavy")
    void deltaKernelReadsEachTableAsSparkDoes(SparkSession spark) throws Exception {
        // Nine tables, rejected rows and findings; a state's versions leave its ledger out.
        assertThat(lake.lake().versions()).hasSize(12);
        KernelReader.assertAgrees(spark, lake);
    }

    private List<String> rejects(String file) {
        return sorted(lake.rows(RejectedRows.TABLE, "file_name = '" + file + "'", "line", "reason_code", "reason"));
    }

    private List<String> codes(String file) {
        return sorted(lake.rows(RejectedRows.TABLE, "file_name = '" + file + "'", "line", "reason_code"));
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream()
                .sorted(java.util.Comparator.comparing(row -> Integer.valueOf(row.substring(0, row.indexOf(' ')))))
                .toList();
    }
}
