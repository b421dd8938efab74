package org.lodestone.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.production.Facilities;
import org.lodestone.table.RowBuilder;

/**
 * What conventions do to a plan's share and odds: each small enough to be worked out by hand. All figures are made up.
 * A firm wants 10 % of a market in 2030; its plants run in full from the day on which they start unless said otherwise.
 */
class PlanConventionsTest {
    private static final int DRAWS = 20_000;

    private final List<Row> plans = new ArrayList<>();
    private final List<Row> facilities = new ArrayList<>();
    private final List<Row> deliveries = new ArrayList<>();
    private final List<Row> outlook = new ArrayList<>();
    private final List<Row> assumptions = new ArrayList<>();
    private final List<Row> contents = new ArrayList<>();
    private double target = 0.1;

    PlanConventionsTest() {
        assume("*", "start_in_year", "fixed", 0);
        assume("*", "start_delay_years", "fixed", 0);
        assume("*", "ramp_years", "fixed", 0);
        assume("*", "utilisation", "fixed", 1);
        assume("*", "yield", "fixed", 1);
    }

    // ---- the price behind a market in dollars ------------------------------------------------------------------

    /** 200 t of 1,000 t are 20 % in dollars too, whatever a kilogram costs: one price is behind the market and the sales. */
    @Test
    void aScenarioOfDollarsAndTonnesHasThePriceOfItsSales() {
        outlook("both", 2030, 50e6, 1000.0);
        assume("market:m", "price_usd_per_kg", 42, 81, 181);
        plant("p", "operating", 200, "magnet");
        member("facility", "p", "magnet");

        ShareModel model = model("both", ShareModel.USD);
        // USD 50 million over 1,000 t are 50 USD/kg, not the assumed 81.
        assertThat(model.price(2030, model.central())).isEqualTo(50.0, within(1e-12));
        assertThat(model.marketPrice(2030, model.central()).statedUsdPerKg()).isEqualTo(50.0, within(1e-12));
        assertThat(model.marketPrice(2030, model.central()).contradicts()).isNull();
        Row odds = odds("both", ShareModel.USD);
        assertThat(odds.<Double>getAs("share_p05")).isCloseTo(0.2, within(1e-12));
        assertThat(odds.<Double>getAs("share_p95")).isCloseTo(0.2, within(1e-12));
    }

    /** USD 10 billion at 81 USD/kg are 123,457 t: 2.24 times the 55,200 t of the other scenario. At 160 they are 62,500 t. */
    @Test
    void aMarketInDollarsThatItsPriceMakesFarLargerThanOthersIsAFinding() {
        outlook("dollars", 2030, 10e9, null);
        outlook("tonnes", 2030, null, 55_200.0);
        assume("market:m", "price_usd_per_kg", "fixed", 81);
        plant("p", "operating", 3000, "magnet");
        member("facility", "p", "magnet");

        ShareModel model = model("dollars", ShareModel.USD);
        MarketPrice found = model.marketPrice(2030, model.central());
        assertThat(found.statedUsdPerKg()).isNull();
        assertThat(found.impliedTonnes()).isCloseTo(123_457, within(0.5));
        assertThat(found.otherTonnesLow()).isEqualTo(55_200);
        assertThat(found.contradicts()).isTrue();
        assertThat(model("tonnes", ShareModel.TONNES)
                        .marketPrice(2030, model("tonnes", ShareModel.TONNES).central())
                        .contradicts())
                .isNull();
        // Nothing is fitted: the share stays that of the two figures, 3,000 t x 81,000 / 10 billion.
        assertThat(model.year(2030, model.central()).share()).isCloseTo(0.0243, within(1e-12));

        assume("market:m", "price_usd_per_kg", "fixed", 160);
        ShareModel other = model("dollars", ShareModel.USD);
        assertThat(other.marketPrice(2030, other.central()).contradicts()).isFalse();
    }

    // ---- status ------------------------------------------------------------------------------------------------

    /** 20 % if it is built, which an explored plant is in one case of ten: odds 10 %, all of them if it is built. */
    @Test
    void aPlantCountsWithTheChanceOfItsStatus() {
        outlook("s", 2030, null, 5000.0);
        plant("dream", "exploring", 1000, "magnet");
        member("facility", "dream", "magnet");

        ShareModel unknown = model("s", ShareModel.TONNES);
        assertThat(unknown.problem).isNull();
        assertThat(unknown.year(2030, unknown.central()).share()).isCloseTo(0.2, within(1e-12));
        Row none = odds("s", ShareModel.TONNES);
        assertThat(none.<Double>getAs("target_probability")).isNull();
        assertThat(none.<String>getAs("share_reason")).isEqualTo("no_assumption:completion_chance:exploring");
        assertThat(none.<Double>getAs("target_probability_if_completed")).isEqualTo(1);

        assume("status:exploring", "completion_chance", "fixed", 0.1);
        Row odds = odds("s", ShareModel.TONNES);
        assertThat(odds.<Double>getAs("target_probability")).isCloseTo(0.1, within(0.008));
        assertThat(odds.<Double>getAs("sampling_error")).isPositive();
        assertThat(odds.<Double>getAs("completion_chance")).isEqualTo(0.1);
        assertThat(odds.<Double>getAs("target_probability_if_completed")).isEqualTo(1);
        assertThat(odds.<Double>getAs("share_p50")).isZero();
    }

    /** What operates has no chance left in it, and a phase comes only if the one before it does: 1 x 0.4, 0.4 x 0.4. */
    @Test
    void aPhaseNeedsThePhasesBeforeIt() {
        outlook("s", 2030, null, 5000.0);
        assume("status:announced", "completion_chance", "fixed", 0.4);
        target = 0.2;
        plant("p", 1, "operating", 500, 2020);
        plant("p", 2, "announced", 1000, 2025);
        member("facility", "p", "magnet");
        assertThat(odds("s", ShareModel.TONNES).<Double>getAs("target_probability"))
                .isCloseTo(0.4, within(0.014));
        assertThat(odds("s", ShareModel.TONNES).<Double>getAs("share_p05")).isCloseTo(0.1, within(1e-12));

        facilities.clear();
        plant("p", 1, "announced", 500, 2020);
        plant("p", 2, "announced", 1000, 2025);
        Row odds = odds("s", ShareModel.TONNES);
        assertThat(odds.<Double>getAs("target_probability")).isCloseTo(0.16, within(0.011));
        assertThat(odds.<Double>getAs("completion_chance")).isCloseTo(0.16, within(1e-12));
    }

    // ---- the year's average of a ramp ---------------------------------------------------------------------------

    @Test
    void aYearsOutputIsTheIntegralOfItsRamp() {
        // A ramp of two years: what a plant of 1,000 t makes in the first calendar year, as in plant-output.
        assertThat(1000 * Ramp.inYear(0, 2)).isCloseTo(132.365, within(0.001));
        assertThat(1000 * Ramp.inYear(-0.5, 2)).isCloseTo(11.239, within(0.001));
        assertThat(Ramp.inYear(-1, 2)).isZero();
        assertThat(Ramp.inYear(-0.25, 0)).isEqualTo(0.75);
        assertThat(Ramp.inYear(0, 1)).isCloseTo(0.5, within(1e-15));
        for (double years : new double[] {0.3, 1, 2, 4.7}) {
            for (double age = -1.2; age < 6; age += 0.37) {
                double sum = 0;
                for (int i = 0; i < 20_000; i++) {
                    sum += Ramp.at(age + (i + 0.5) / 20_000, years);
                }
                assertThat(Ramp.inYear(age, years)).isCloseTo(sum / 20_000, within(1e-5));
            }
        }
    }

    @Test
    void aRampStartsAtNothingAndEndsAtAll() {
        assertThat(Ramp.at(-0.1, 2)).isZero();
        assertThat(Ramp.at(0, 2)).isZero();
        assertThat(Ramp.at(1, 2)).isCloseTo(0.5, within(1e-15));
        assertThat(Ramp.at(2, 2)).isEqualTo(1);
        assertThat(Ramp.at(0, 0)).isEqualTo(1);
        for (int i = 1; i < 100; i++) {
            assertThat(Ramp.at(i * 0.02, 2)).isGreaterThan(Ramp.at((i - 1) * 0.02, 2));
        }
    }

    /** Any day of 2030 is as likely: the mean of the first year's output over all of them is 28.32 t, 1 July gives 11.24. */
    @Test
    void aStartOfWhichOnlyTheYearIsKnownIsDrawnWithinIt() {
        outlook("s", 2030, null, 1000.0);
        assumptions.removeIf(row -> List.of("start_in_year", "ramp_years").contains(row.<String>getAs("input")));
        assume("*", "ramp_years", "fixed", 2);
        plant("p", 1, "operating", 1000, 2030);
        member("facility", "p", "magnet");

        ShareModel model = model("s", ShareModel.TONNES);
        // Nobody assumes anything: the convention says so itself.
        assertThat(PlanColumns.assumptions(model)).contains("convention/start_in_year=0.5");
        assertThat(1000 * model.year(2030, model.central()).share()).isCloseTo(11.239, within(0.001));
        assertThat(1000 * model.year(2030, model.starting(true)).share()).isCloseTo(132.365, within(0.001));
        assertThat(model.year(2030, model.starting(false)).share()).isZero();
        assertThat(mean(shares(model, 2030))).isCloseTo(0.028319, within(0.0007));

        // A month that is stated is not drawn: October leaves three months of two years' ramp.
        facilities.set(
                0,
                Facilities.TABLE
                        .row()
                        .like(facilities.get(0))
                        .set("start_month", 10)
                        .build());
        double[] drawn = shares(model("s", ShareModel.TONNES), 2030);
        assertThat(drawn).containsOnly(Ramp.inYear(-0.75, 2));
    }

    // ---- what is drawn -----------------------------------------------------------------------------------------

    /** 100 t of a stated 1,000 t are exactly 10 %, in every draw; in a year that nobody states the market is drawn. */
    @Test
    void aStatedYearsMarketIsNotRedrawnByGrowth() {
        outlook("s", 2030, null, 1000.0);
        assume("market:m", "market_growth", 0.06, 0.125, 0.18);
        contract("c", 2030, 100, 1e6, null, null);
        contract("c", 2032, 100, 1e6, null, null);
        member("contract", "c", null);

        Row odds = odds("s", ShareModel.TONNES);
        assertThat(odds.<Double>getAs("target_probability")).isEqualTo(1);
        assertThat(odds.<Double>getAs("share_p05")).isEqualTo(0.1);
        assertThat(odds.<Double>getAs("share_p95")).isEqualTo(0.1);
        // 2032: 1,000 x (1 + g)^2, so the share lies between 0.1 / 1.18^2 and 0.1 / 1.06^2.
        double[] later = shares(model("s", ShareModel.TONNES), 2032);
        assertThat(Arrays.stream(later).min().orElseThrow()).isBetween(0.1 / (1.18 * 1.18), 0.075);
        assertThat(Arrays.stream(later).max().orElseThrow()).isBetween(0.085, 0.1 / (1.06 * 1.06));
    }

    /**
     * One of two plants, due at the start of 2030, is there in full in 2031 with p = P(delay at most 1 year). Of a delay
     * that is triangular from 0 with mode 0 to 3 that is 1 - (2/3)^2 = 5/9; both are with p squared = 25/81. What they share
     * entirely is one draw: p again.
     */
    @Test
    void eachPlantDrawsItsOwnDelay() {
        outlook("s", 2030, null, 1000.0);
        outlook("s", 2031, null, 1000.0);
        assumptions.removeIf(row -> row.<String>getAs("input").equals("start_delay_years"));
        assume("*", "start_delay_years", 0, 0, 3);
        plant("p", 1, "operating", 500, 2030);
        plant("q", 1, "operating", 500, 2030);
        member("facility", "p", "magnet");
        assertThat(full(500)).isCloseTo(5.0 / 9, within(0.012));

        member("facility", "q", "magnet");
        assertThat(full(1000)).isCloseTo(25.0 / 81, within(0.012));

        Row own = assumptions.get(assumptions.size() - 1);
        assumptions.set(
                assumptions.size() - 1,
                Assumptions.TABLE.row().like(own).set("common_share", 1.0).build());
        assertThat(full(1000)).isCloseTo(5.0 / 9, within(0.012));

        // Half of the variance in common: between the two, and each plant's own distribution as before.
        assumptions.set(
                assumptions.size() - 1,
                Assumptions.TABLE.row().like(own).set("common_share", 0.5).build());
        assertThat(full(1000)).isBetween(25.0 / 81 + 0.03, 5.0 / 9 - 0.03);
        Input shared = Assumptions.of(assumptions)
                .find("start_delay_years", "facility:p")
                .ownOf("facility:p");
        assertThat(mean(Draws.of(shared, 100_000, 1))).isCloseTo(1, within(0.01));
    }

    /** Part of the draws in which the plan's plants make so much in 2031. */
    private double full(double tonnes) {
        return Arrays.stream(shares(model("s", ShareModel.TONNES), 2031))
                        .filter(share -> share >= (tonnes - 1e-6) / 1000)
                        .count()
                / (double) DRAWS;
    }

    // ---- contracts of one plant --------------------------------------------------------------------------------

    /** 100 t for contracts of 100 t each at 10 and 100 USD/kg: half of both is USD 5.5 million, whatever they are called. */
    @Test
    void contractsBeyondTheirPlantsCapacityAreServedInProportion() {
        outlook("s", 2030, 100e6, 1000.0);
        plant("f", "operating", 100, "magnet");
        for (String[] names : new String[][] {{"a", "b"}, {"b", "a"}}) {
            deliveries.clear();
            plans.clear();
            contract(names[0], 2030, 100, 1e6, "f", null);
            contract(names[1], 2030, 100, 10e6, "f", null);
            member("contract", "a", null);
            member("contract", "b", null);
            ShareModel model = model("s", ShareModel.USD);
            ShareModel.Year year = model.year(2030, model.central());
            assertThat(year.deliverable()).isCloseTo(5.5e6, within(1e-6));
            assertThat(year.contracted()).isEqualTo(11e6);
            assertThat(year.contractsCut()).isTrue();
            ShareModel tonnes = model("s", ShareModel.TONNES);
            assertThat(tonnes.year(2030, tonnes.central()).deliverable()).isCloseTo(100, within(1e-9));
        }
    }

    /** Where the data state an order, it counts: 100 t first, and 50 t are left for two of 100 t without a rank. */
    @Test
    void contractsAreServedInTheOrderThatTheDataState() {
        outlook("s", 2030, 100e6, 1000.0);
        plant("f", "operating", 150, "magnet");
        contract("a", 2030, 100, 1e6, "f", null);
        contract("b", 2030, 100, 4e6, "f", null);
        contract("z", 2030, 100, 10e6, "f", 1);
        for (String id : List.of("a", "b", "z")) {
            member("contract", id, null);
        }
        ShareModel model = model("s", ShareModel.USD);
        // 10 + a quarter of 1 and of 4 million.
        assertThat(model.year(2030, model.central()).deliverable()).isCloseTo(11.25e6, within(1e-6));
    }

    // ---- what tonnes are ---------------------------------------------------------------------------------------

    /** 3,000 t: magnets; oxides of magnet elements, 1.71 t of magnet each; of all rare earths, 0.157 of them; old magnets. */
    @Test
    void tonnesAreReadInSeveralWays() {
        outlook("s", 2030, null, 55_200.0);
        assume("*", "magnet_tonnes_per_oxide_tonne", "fixed", 1.71);
        assume("*", "magnet_oxide_share", "fixed", 0.157);
        assume("*", "magnet_tonnes_per_recycled_tonne", "fixed", 0.57);
        plant("p", "operating", 3000, "oxide magnet recycled_magnet");
        assertThat(magnets("magnet")).isCloseTo(3000, within(1e-9));
        assertThat(magnets("magnet_oxide")).isCloseTo(5130, within(1e-9));
        assertThat(magnets("oxide")).isCloseTo(805.41, within(1e-9));
        assertThat(magnets("recycled_magnet")).isCloseTo(1710, within(1e-9));

        // What the deposit is known to hold comes first: 0.264 x 1.71 x 3,000.
        contents.add(ElementContents.TABLE
                .row()
                .set("deposit", "hill")
                .set("element", "NdPr")
                .set("stated_by", "t")
                .set("stated_on", Date.valueOf("2026-01-01"))
                .set("oxide_share", 0.264)
                .build());
        facilities.set(
                0,
                Facilities.TABLE
                        .row()
                        .like(facilities.get(0))
                        .set("feed", "hill")
                        .build());
        assertThat(magnets("oxide")).isCloseTo(1354.32, within(1e-9));
        assertThat(magnets("magnet_oxide")).isCloseTo(5130, within(1e-9));

        assumptions.removeIf(row -> row.<String>getAs("input").startsWith("magnet_"));
        plans.clear();
        member("facility", "p", "magnet_oxide");
        assertThat(model("s", ShareModel.TONNES).problem).isEqualTo("no_assumption:magnet_tonnes_per_oxide_tonne:p");
    }

    private double magnets(String reading) {
        plans.clear();
        member("facility", "p", reading);
        ShareModel model = model("s", ShareModel.TONNES);
        return model.year(2030, model.central()).deliverable();
    }

    // ---- the book ----------------------------------------------------------------------------------------------

    private ShareModel model(String scenario, String basis) {
        Row goal = Targets.TABLE
                .row()
                .set("company", "Firm")
                .set("market", "m")
                .set("target_year", 2030)
                .set("target_share", target)
                .set("base_year", 2029)
                .set("home_country_iso3", "KOR")
                .set("stated_by", "t")
                .set("stated_on", Date.valueOf("2026-01-01"))
                .build();
        PlanBook book = new PlanBook(List.of(goal), plans, facilities, deliveries, outlook, assumptions, contents);
        return ShareModel.all(book).stream()
                .filter(model -> model.scenario.equals(scenario) && model.basis.equals(basis))
                .findFirst()
                .orElseThrow();
    }

    private Row odds(String scenario, String basis) {
        Object[] rows =
                (Object[]) TargetOdds.drawn(model(scenario, basis), DRAWS, 2030).get(0);
        return Arrays.stream(rows)
                .map(row -> (Row) row)
                .filter(row -> row.<Integer>getAs("year") == 2030)
                .findFirst()
                .orElseThrow();
    }

    private static double[] shares(ShareModel model, int year) {
        double[][] values = model.inputs().stream()
                .map(input -> Draws.of(input, DRAWS, 2030))
                .toArray(double[][]::new);
        double[] shares = new double[DRAWS];
        for (int k = 0; k < DRAWS; k++) {
            double[] one = new double[values.length];
            for (int i = 0; i < one.length; i++) {
                one[i] = values[i][k];
            }
            shares[k] = model.year(year, one).share();
        }
        return shares;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private void assume(String scope, String input, String distribution, double central) {
        assumptions.add(assumption(scope, input, distribution, central).build());
    }

    private void assume(String scope, String input, double low, double central, double high) {
        assumptions.add(assumption(scope, input, "triangular", central)
                .set("low", low)
                .set("high", high)
                .build());
    }

    private static RowBuilder assumption(String scope, String input, String distribution, double central) {
        return Assumptions.TABLE
                .row()
                .set("scope", scope)
                .set("input", input)
                .set("distribution", distribution)
                .set("central", central);
    }

    private void outlook(String scenario, int year, Double usd, Double tonnes) {
        outlook.add(MarketOutlook.TABLE
                .row()
                .set("market", "m")
                .set("scenario", scenario)
                .set("year", year)
                .set("use", "denominator")
                .set("market_usd", usd)
                .set("market_tonnes", tonnes)
                .build());
    }

    private void plant(String id, String status, double nameplate, String stages) {
        facilities.add(phase(id, 1, status, nameplate, 2020)
                .set("nameplate_stages", stages)
                .build());
    }

    private void plant(String id, int phase, String status, double nameplate, int start) {
        facilities.add(phase(id, phase, status, nameplate, start)
                .set("nameplate_stages", "magnet")
                .build());
    }

    private static RowBuilder phase(String id, int phase, String status, double nameplate, int start) {
        return Facilities.TABLE
                .row()
                .set("facility_id", id)
                .set("phase", phase)
                .set("stated_by", "t")
                .set("stated_on", Date.valueOf("2026-01-01"))
                .set("status", status)
                .set("nameplate", nameplate)
                .set("nameplate_unit", "t_per_year")
                .set("nameplate_is", "total")
                .set("start_year", start);
    }

    private void contract(String id, int year, double tonnes, double usd, String maker, Integer priority) {
        deliveries.add(DeliverySchedule.TABLE
                .row()
                .set("contract_id", id)
                .set("year", year)
                .set("status", "signed")
                .set("delivery_tonnes", tonnes)
                .set("delivery_usd", usd)
                .set("made_by", maker)
                .set("delivery_priority", priority)
                .build());
    }

    private void member(String kind, String id, String reading) {
        plans.add(SalesPlans.TABLE
                .row()
                .set("company", "Firm")
                .set("market", "m")
                .set("plan", "plan")
                .set("plan_name", "Plan")
                .set("member_kind", kind)
                .set("member_id", id)
                .set("reading", reading)
                .build());
    }
}
