package org.lodestone.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lodestone.claims.ClaimRows.claim;
import static org.lodestone.claims.ClaimRows.contract;

import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;

/**
 * The condition under which a claim is true is exactly the boundary: a world is built on it, where the claim holds, and
 * one just beyond it, where no admissible world has it hold. The worlds are judged by their own tariff lines, contracts
 * and rates, not by the condition's formula.
 */
class ConditionPropertiesTest {
    private static final long SEED = 20_301;
    private static final int WORLDS = 150;
    /** Just beyond, and well above the rounding of reports. */
    private static final double BEYOND = 1e-6;

    private final Random random = new Random(SEED);

    @Test
    void goodsAreAtMostThatPartOfACodeWithOtherGoods() {
        int limited = 0;
        for (int i = 0; i < WORLDS; i++) {
            Row claim = share("magnet", "2024", null);
            double unspecified = random.nextBoolean() ? 0 : 0.3 * random.nextDouble();
            double share = (1 - unspecified) * random.nextDouble();
            Row checked = nearest(claim, List.of(imports("850511", "proxy", share, share + unspecified)));
            Double most = checked.getAs("part_share_most");
            assertThat(most).as("%s, code %s", claim, share).isNotNull();
            if (most >= 1 || most < 0.01) {
                continue;
            }
            limited++;
            // In the code the origin has from share to share + unspecified; of the goods, x of it, as much or as little
            // as
            // then is possible. One of the two ends is what the claim needs.
            assertThat(possible(claim, reached(claim, most), share, share + unspecified))
                    .as("%s at %s", claim, most)
                    .isTrue();
            assertThat(possible(claim, most * (1 + BEYOND), share, share + unspecified))
                    .as("%s beyond %s", claim, most)
                    .isFalse();
        }
        assertThat(limited).as("seed %s: claims that limit the code", SEED).isGreaterThan(WORLDS / 4);
    }

    /** What is claimed to be over a figure only approaches the boundary. */
    private static double reached(Row claim, double most) {
        return claim.<String>getAs("wording").equals("over") ? most * (1 - BEYOND) : most;
    }

    /** Whether some share of the goods, if they are x of the code, makes the claim true by their own tariff line. */
    private boolean possible(Row claim, double x, double low, double high) {
        double least = Math.max(0, (low - (1 - x)) / x);
        double greatest = Math.min(1, high / x);
        for (int step = 0; step <= 20; step++) {
            double share = least + (greatest - least) * step / 20;
            if (nearest(claim, List.of(imports("8505111000", "exact", share, share)))
                    .<String>getAs("verdict")
                    .equals("reproduced")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aCodeHoldsAtMostThatPartOfTheGoods() {
        int limited = 0;
        for (int i = 0; i < WORLDS; i++) {
            Row claim = share("oxide", "2024", null);
            double share = 0.01 + 0.98 * random.nextDouble();
            Row checked = nearest(claim, List.of(imports("284690", "partial", share, share)));
            assertThat(checked.<String>getAs("holds_if_quantity")).isIn("code_part_of_goods", null);
            Double most = checked.getAs("holds_if_high");
            if (most == null || most >= 1 || most < 0.01) {
                continue;
            }
            limited++;
            assertThat(someRest(claim, reached(claim, most), share))
                    .as("%s at %s", claim, most)
                    .isTrue();
            assertThat(someRest(claim, most * (1 + BEYOND), share))
                    .as("%s beyond %s", claim, most)
                    .isFalse();
        }
        assertThat(limited).as("seed %s", SEED).isGreaterThan(WORLDS / 4);
    }

    /** The goods are y in the code, with the origin's share, and the rest in others, where it has anything from 0 to 1. */
    private boolean someRest(Row claim, double y, double share) {
        for (double rest : new double[] {0, 0.25, 0.5, 0.75, 1}) {
            double all = y * share + (1 - y) * rest;
            if (nearest(claim, List.of(imports("2846", "exact", all, all)))
                    .<String>getAs("verdict")
                    .equals("reproduced")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theOriginHasThatAmountOfTheTotal() {
        for (int i = 0; i < WORLDS; i++) {
            Row claim = share("metal", "2024", null);
            double share = random.nextDouble();
            Row checked = nearest(claim, List.of(imports("280530", "exact", share, share)));
            if (checked.<String>getAs("verdict").equals("reproduced")) {
                continue;
            }
            assertThat(checked.<String>getAs("verdict")).isEqualTo("contradicted");
            onlyBetween(
                    checked,
                    1e5,
                    0,
                    1e5,
                    amount -> nearest(claim, List.of(imports("280530", "exact", amount / 1e5, amount / 1e5))));
        }
    }

    @Test
    void theRateIsThat() {
        for (int i = 0; i < WORLDS; i++) {
            Row claim = money("USD", 100 + random.nextInt(9_000), "contract:c");
            double rate = 1_000 + 500 * random.nextDouble();
            BigDecimal won = BigDecimal.valueOf(1_000 + random.nextInt(9_000_000));
            Row checked = converted(claim, won, rate);
            if (!checked.<String>getAs("verdict").equals("reproduced")) {
                assertThat(checked.<String>getAs("holds_if_quantity")).isEqualTo("exchange_rate");
                onlyBetween(checked, 1e3, 0, Double.MAX_VALUE, other -> converted(claim, won, other));
            }
        }
    }

    @Test
    void theSumLacksThat() {
        for (int i = 0; i < WORLDS; i++) {
            Row claim = money("KRW", 1_000 + random.nextInt(9_000), "contract:c contract:d");
            double sum = 2_000 + random.nextInt(9_000);
            Row checked = summed(claim, sum);
            if (!checked.<String>getAs("verdict").equals("reproduced")) {
                assertThat(checked.<String>getAs("holds_if_quantity")).isEqualTo("missing_amount");
                onlyBetween(checked, 1e4, -Double.MAX_VALUE, Double.MAX_VALUE, missing -> summed(claim, sum + missing));
            }
        }
    }

    /**
     * At both ends the claim may hold, just outside of them it does not.
     *
     * @param size of the figures that are compared
     * @param least figure that there can be
     * @param greatest figure that there can be
     */
    private static void onlyBetween(
            Row checked, double size, double least, double greatest, Function<Double, Row> world) {
        Double low = checked.getAs("holds_if_low");
        Double high = checked.getAs("holds_if_high");
        String claim = checked.getAs("wording") + " " + checked.getAs("stated_low") + ": " + checked.getAs("holds_if");
        boolean open = checked.<String>getAs("wording").equals("over");
        if (low != null && low > least) {
            assertThat(holds(world.apply(open ? low + BEYOND * size : low)))
                    .as("from %s: %s", low, claim)
                    .isTrue();
            assertThat(holds(world.apply(low - BEYOND * size)))
                    .as("below %s: %s", low, claim)
                    .isFalse();
        }
        if (high != null && high < greatest * (1 - BEYOND)) {
            assertThat(holds(world.apply(high))).as("up to %s: %s", high, claim).isTrue();
            assertThat(holds(world.apply(high + BEYOND * size)))
                    .as("above %s: %s", high, claim)
                    .isFalse();
        }
    }

    /** What the printed digits may allow is not ruled out. */
    private static boolean holds(Row checked) {
        return List.of("reproduced", "undecided").contains(checked.<String>getAs("verdict"));
    }

    // ---- rows --------------------------------------------------------------------------------------------------

    private Row share(String stage, String period, String quoted) {
        String wording =
                List.of("exact", "about", "nearly", "over", "at least", "range").get(random.nextInt(6));
        double low = 1 + random.nextInt(98) + (random.nextBoolean() ? 0 : random.nextInt(10) / 10.0);
        boolean open = wording.equals("over") || wording.equals("at least");
        double high = wording.equals("range") ? Math.min(100, low + random.nextInt(20)) : low;
        return claim("import_share")
                .set("importer_iso3", "KOR")
                .set("origin_iso3", "CHN")
                .set("stage", stage)
                .set("period", period)
                .set("value_low", low)
                .set("value_high", open ? null : high)
                .set("unit", "percent")
                .set("wording", wording)
                .set("quoted", quoted)
                .build();
    }

    private Row money(String currency, double amount, String about) {
        String wording = List.of("exact", "about", "nearly").get(random.nextInt(3));
        return claim("contract_value")
                .set("period", "not stated")
                .set("value_low", amount)
                .set("value_high", amount)
                .set("unit", currency)
                .set("wording", wording)
                .set("about", about)
                .build();
    }

    private static Row imports(String code, String purity, double share, double high) {
        String stage = switch (code.substring(0, 4)) {
            case "2846" -> "oxide";
            case "2805" -> "metal";
            default -> "magnet";
        };
        return ClaimRows.imports(code, stage, purity, share * 1e5, 1e5, Math.min(1, high));
    }

    private static Row nearest(Row claim, List<Row> imports) {
        return nearest(claim, imports, List.of(), Rates.of(List.of()));
    }

    private static Row converted(Row claim, BigDecimal won, double rate) {
        Row month = ExchangeRates.TABLE
                .row()
                .set("currency_code", "KRW")
                .set("period_start", Date.valueOf("2026-02-01"))
                .set("rate_per_usd", rate)
                .build();
        return nearest(claim, List.of(), List.of(contract("c", won)), Rates.of(List.of(month)));
    }

    private static Row summed(Row claim, double sum) {
        return nearest(
                claim,
                List.of(),
                List.of(contract("c", BigDecimal.valueOf(sum - 500)), contract("d", BigDecimal.valueOf(500))),
                Rates.of(List.of()));
    }

    private static Row nearest(Row claim, List<Row> imports, List<Row> contracts, Rates rates) {
        Facts facts = new Facts(imports, List.of(), List.of(), contracts, List.of(), List.of(), List.of(), rates);
        List<Row> checked = new ArrayList<>(ClaimCheck.of(List.of(claim), facts));
        return checked.stream()
                .filter(row -> Boolean.TRUE.equals(row.<Boolean>getAs("nearest")))
                .findFirst()
                .orElseThrow();
    }
}
