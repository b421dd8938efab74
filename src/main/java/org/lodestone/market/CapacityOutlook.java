package org.lodestone.market;

import static org.lodestone.table.Column.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What plants may make in each year: output = nameplate × utilisation × ramp(age) × yield, the ramp being a logistic
 * curve from the start to the nameplate (see {@link Plant}). Where sources leave open what a nameplate counts, or when a
 * plant starts, each reading and each stated start is a scenario of its own.
 */
public final class CapacityOutlook {
    private CapacityOutlook() {}

    public static final Table TABLE = Table.named("capacity_outlook")
            .grain("One row per facility, scenario (reading of its nameplate and of its start) and year.")
            .key(
                    required("facility_id", Unit.CODE, "The facility."),
                    required(
                            "scenario",
                            Unit.CODE,
                            "What the nameplate counts and which stated start is used, such as magnet/from_2028; not_known"
                                    + " where a nameplate or start is missing."),
                    Columns.YEAR)
            .required("facility_name", Unit.TEXT, "Its name in words.")
            .required("operator", Unit.TEXT, "Who runs it.")
            .column("country_iso3", Unit.CODE, "Where it stands, ISO 3166-1 alpha-3.")
            .required("chain", Unit.CODE, "The chain that its stages belong to.")
            .column("reading", Unit.CODE, "The stage that the nameplate is taken to count.")
            .column("nameplate_tonnes", Unit.TONNES, "Tonnes a year of the phases that have started.")
            .column("ramped_share", Unit.FRACTION, "Part of them that has ramped up in the middle of the year.")
            .column("utilisation", Unit.FRACTION, "Part of the time or load at which it runs.")
            .column("yield", Unit.FRACTION, "Good output of what is made.")
            .computed(
                    "output_tonnes",
                    Unit.TONNES,
                    "nameplate_tonnes * ramped_share * utilisation * yield",
                    "Tonnes of the reading's stage; null with output_reason.")
            .column("magnet_tonnes_per_oxide_tonne", Unit.FIGURE, "Tonnes of magnet that a tonne of oxide makes.")
            .column(
                    "magnet_equivalent_tonnes",
                    Unit.TONNES,
                    "output_tonnes as magnets: the same for magnets, times magnet_tonnes_per_oxide_tonne for oxides.")
            .column(
                    "output_reason",
                    Unit.CODE,
                    "no_nameplate, nameplate_not_a_mass, no_start_year, total_falls, withdrawn or no_assumption; null where"
                            + " there is an output.")
            .column(PlanColumns.ASSUMPTIONS)
            .check(
                    Check.fraction("ramped_share"),
                    Check.that("output_or_reason", "(output_tonnes IS NULL) = (output_reason IS NOT NULL)"))
            .build();

    /**
     * @param book with facilities, assumptions and targets, which say how far to look
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(PlanBook book) {
        int last = book.targets().stream()
                        .mapToInt(row -> row.<Integer>getAs("target_year"))
                        .max()
                        .orElse(2030)
                + 5;
        Assumptions assumptions = Assumptions.of(book.assumptions());
        List<Row> rows = new ArrayList<>();
        Statements.by(book.facilities(), "facility_id").forEach((id, facility) -> {
            Set<String> readings = new TreeSet<>();
            facility.newestFirst().forEach(row -> {
                String stages = row.getAs("nameplate_stages");
                if (stages != null) {
                    readings.addAll(List.of(stages.split(" +")));
                }
            });
            if (readings.isEmpty()) {
                rows.add(notKnown(id, facility, null, "no_nameplate", last));
            }
            for (String reading : readings) {
                add(rows, id, facility, reading, assumptions, last);
            }
        });
        return rows;
    }

    private static void add(
            List<Row> rows, String id, Statements facility, String reading, Assumptions assumptions, int last) {
        List<Row> statements = facility.newestFirst();
        Plant plant = Plant.of(id, statements, reading, null);
        if (plant.problem() != null) {
            rows.add(notKnown(id, facility, reading, plant.problem(), last));
            return;
        }
        String scope = "facility:" + id;
        Input ramp = assumptions.find("ramp_years", scope);
        Input utilisation = assumptions.find("utilisation", scope);
        Input yield = assumptions.find("yield", scope);
        if (ramp == null || utilisation == null || yield == null) {
            rows.add(notKnown(id, facility, reading, "no_assumption", last));
            return;
        }
        Input factor = assumptions.find("magnet_tonnes_per_oxide_tonne", scope);
        int first = plant.phases().get(0).start();
        // Later phases come as much sooner or later as the first.
        for (int start : plant.phases().get(0).starts()) {
            int shift = start - first;
            for (int year = start; year <= last; year++) {
                double nameplate = plant.nameplate(year - shift);
                double ramped = plant.ramped(year, shift, ramp.central());
                double share = nameplate == 0 ? 0 : ramped / nameplate;
                double output = ramped * utilisation.central() * yield.central();
                RowBuilder row = row(id, facility, reading, year, reading + "/from_" + start)
                        .set("nameplate_tonnes", nameplate)
                        .set("ramped_share", share)
                        .set("utilisation", utilisation.central())
                        .set("yield", yield.central())
                        .set("output_tonnes", output)
                        .set(
                                "assumptions",
                                Stream.of(
                                                text(ramp) + " " + text(utilisation) + " " + text(yield),
                                                Statements.joined(facility, "assumption"),
                                                plant.note())
                                        .filter(Objects::nonNull)
                                        .collect(Collectors.joining("; ")));
                if (reading.equals("magnet")) {
                    row.set("magnet_equivalent_tonnes", output);
                } else if (reading.equals("oxide") && factor != null) {
                    row.set("magnet_tonnes_per_oxide_tonne", factor.central())
                            .set("magnet_equivalent_tonnes", output * factor.central());
                }
                rows.add(row.build());
            }
        }
    }

    private static String text(Input input) {
        return input.id() + "=" + Statements.shown(input.central());
    }

    private static RowBuilder row(String id, Statements facility, String reading, int year, String scenario) {
        return TABLE.row()
                .set("facility_id", id)
                .set("scenario", scenario)
                .set("year", year)
                .set("facility_name", facility.said("facility_name"))
                .set("operator", facility.said("operator"))
                .set("country_iso3", facility.said("country_iso3"))
                .set("chain", facility.said("chain") == null ? "rare_earths" : facility.said("chain"))
                .set("reading", reading);
    }

    private static Row notKnown(String id, Statements facility, String reading, String reason, int last) {
        Integer start = facility.said("start_year");
        return row(
                        id,
                        facility,
                        reading,
                        start == null ? last : start,
                        reading == null ? "not_known" : reading + "/not_known")
                .set("output_reason", reason)
                .set("assumptions", Statements.joined(facility, "assumption"))
                .build();
    }
}
