package org.lodestone.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.lodestone.disruption.AnnouncedCapacity.Counted;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.PlanBook;
import org.lodestone.production.Facilities;
import org.lodestone.table.RowBuilder;

/** What plants make more than in the year of the trade, 2024, by hand: 50 t are needed. */
class AnnouncedCapacityTest {
    private final List<Row> rows = new ArrayList<>();

    /** From 2023 on it makes the same 100 t as in 2024; from 2026 on 100 t more. Never is it sure to make more. */
    @Test
    void aPlantThatMayHaveStartedBeforeIsSureOfNothingMore() {
        plant("p", "USA", "magnet", 2023, 2030, 100.0);
        plant("p", "USA", "magnet", 2026, 2030, 100.0);
        assertThat(years()).containsExactly(2026, null, 2026, null);
    }

    /** 2025: 100 t closed. 2026: 100 t closed, 100 t opened. 2028: 60 t more. */
    @Test
    void whatClosesIsTakenFromWhatOpens() {
        plant("old", "USA", "magnet", 2000, 2024, 100.0);
        plant("new", "JPN", "magnet", 2026, 2030, 100.0);
        assertThat(years()).containsExactly(null, null, null, null);
        plant("newer", "JPN", "magnet", 2028, 2030, 60.0);
        assertThat(years()).containsExactly(2028, 2028, 2028, 2028);
    }

    /**
     * 100 t more from 2026. Whether 60 t of magnets are lost with the other plant is not known, so at best there are 100 t
     * and at worst 40 t more.
     */
    @Test
    void aClosureThatMayBeOfOtherGoodsOrInAStoppedCountryCountsAtWorst() {
        plant("new", "JPN", "magnet", 2026, 2030, 100.0);
        plant("old", "USA", "magnet", 2000, 2024, 60.0);
        plant("old", "USA", "oxide", 2000, 2024, 60.0);
        assertThat(years()).containsExactly(2026, null, 2026, null);
        rows.clear();
        plant("new", "JPN", "magnet", 2026, 2030, 100.0);
        plant("old", null, "magnet", 2000, 2024, 60.0);
        assertThat(years()).containsExactly(2026, null, 2026, null);
        rows.clear();
        plant("new", "JPN", "magnet", 2026, 2030, 100.0);
        plant("old", "CHN", "magnet", 2000, 2024, 60.0);
        assertThat(years()).containsExactly(2026, 2026, 2026, 2026);
    }

    /** Nothing is known of its output as oxide, but its tonnes may be oxide all the same. */
    @Test
    void aReadingWithoutAnOutputIsAReading() {
        plant("p", "USA", "magnet", 2026, 2030, 100.0);
        assertThat(years()).containsExactly(2026, 2026, 2026, 2026);
        plant("p", "USA", "oxide", 2026, 2026, null);
        assertThat(years()).containsExactly(2026, null, 2026, null);
    }

    /** What is to be expected of one of two plants is not known, and nor is their sum. */
    @Test
    void whatIsNotKnownOfOneIsNotKnownOfAll() {
        plant("p", "USA", "magnet", 2026, 2030, 100.0);
        rows.add(row("q", "USA", "magnet", 2026, 2026, 10.0).build());
        assertThat(years()).containsExactly(2026, 2026, null, 2026);
    }

    /**
     * One source says 2026, another 2040, and 2035 is the last year that is looked at: by the second there is nothing more
     * by then, so it is not known that there will be 100 t in any year. A plant of which all say 2040 is known all the same.
     */
    @Test
    void aStartAfterTheLastYearIsNotByThen() {
        rows.addAll(CapacityOutlook.of(new PlanBook(
                List.of(),
                List.of(),
                List.of(stated("p", 2026, "2026-01-01"), stated("p", 2040, "2025-01-01")),
                List.of(),
                List.of(),
                List.of(fixed("ramp_years", 0), fixed("utilisation", 1), fixed("yield", 1)),
                List.of())));
        assertThat(rows)
                .filteredOn(row -> row.getAs("scenario").equals("magnet/from_2040"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.<Integer>getAs("year")).isEqualTo(2035);
                    assertThat(row.<Double>getAs("output_tonnes")).isZero();
                });
        assertThat(years()).containsExactly(2026, null, 2026, null);
        rows.removeIf(row -> !row.getAs("scenario").equals("magnet/from_2040"));
        assertThat(years()).containsExactly(null, null, null, null);
        assertThat(AnnouncedCapacity.of(rows).named("c/magnet", Set.of("CHN"))).isEqualTo("p (USA, 0 t, operating)");
    }

    private static Row stated(String id, int start, String on) {
        return Facilities.TABLE
                .row()
                .set("facility_id", id)
                .set("phase", 1)
                .set("stated_by", "paper of " + on)
                .set("stated_on", Date.valueOf(on))
                .set("status", "operating")
                .set("country_iso3", "USA")
                .set("chain", "c")
                .set("nameplate", 100.0)
                .set("nameplate_unit", "t_per_year")
                .set("nameplate_stages", "magnet")
                .set("nameplate_is", "total")
                .set("start_year", start)
                .build();
    }

    private static Row fixed(String input, double figure) {
        return Assumptions.TABLE
                .row()
                .set("scope", "*")
                .set("input", input)
                .set("distribution", "fixed")
                .set("central", figure)
                .build();
    }

    /** By what is announced, late, as expected and as built. */
    private List<Integer> years() {
        AnnouncedCapacity plants = AnnouncedCapacity.of(rows);
        return Arrays.stream(Counted.values())
                .map(counted -> plants.firstYear("c/magnet", Set.of("CHN"), 2024, 50, counted))
                .toList();
    }

    private void plant(String id, String country, String reading, int start, int last, Double tonnes) {
        for (int year = start; year <= last; year++) {
            rows.add(row(id, country, reading, start, year, tonnes)
                    .set("expected_output_tonnes", tonnes)
                    .build());
        }
    }

    private static RowBuilder row(String id, String country, String reading, int start, int year, Double tonnes) {
        return CapacityOutlook.TABLE
                .row()
                .set("facility_id", id)
                .set("scenario", reading + "/from_" + start)
                .set("year", year)
                .set("country_iso3", country)
                .set("chain", "c")
                .set("reading", reading)
                .set("status", "operating")
                .set("completion_chance", 1.0)
                .set("output_tonnes", tonnes)
                .set("built_output_tonnes", tonnes);
    }
}
