package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Statements;

/**
 * A facility's capacity as it grows with its phases.
 *
 * <p>Output of a year = Σ over phases (added nameplate × ramp) × utilisation × yield, and × tonnes of magnet for a tonne
 * of oxide where the nameplate is read as oxide. The ramp is a logistic curve from start to nameplate over the ramp
 * years, taken in the middle of the year.
 *
 * @param id of the facility
 * @param reading the stage that the nameplate is taken to count
 * @param phases in order; empty where {@code problem} says why nothing can be computed
 * @param end the plant's last year, or null
 * @param note what was left out, or null
 * @param problem a reason code, or null
 */
record Plant(String id, String reading, List<Phase> phases, Integer end, String note, String problem)
        implements Serializable {

    /**
     * @param number of the phase
     * @param start its year, by the newest statement
     * @param starts all years that sources state, in order
     * @param added tonnes a year that it adds
     * @param total tonnes a year with it
     */
    record Phase(int number, int start, List<Integer> starts, double added, double total) implements Serializable {}

    /** Steepness of the ramp: over the ramp years the curve goes from 0.7 % to 99.3 % before it is stretched to 0 and 1. */
    private static final double STEEPNESS = 10;

    /**
     * @param statements rows of one facility, all phases and sources
     * @param throughPhase the last phase that counts; null for all whose start is known
     */
    static Plant of(String id, List<Row> statements, String reading, Integer throughPhase) {
        if (statements.isEmpty()) {
            return failed(id, reading, "facility_not_in_lake");
        }
        List<Statements> stated = Statements.by(statements, "phase").values().stream()
                .filter(phase -> !"withdrawn".equals(phase.said("status")))
                .filter(phase -> throughPhase == null || number(phase) <= throughPhase)
                .sorted(Comparator.comparing(Plant::number))
                .toList();
        if (stated.isEmpty()) {
            return failed(id, reading, "withdrawn");
        }
        List<Phase> phases = new ArrayList<>();
        double before = 0;
        Integer end = null;
        String note = null;
        for (Statements phase : stated) {
            Row sized = phase.sayer("nameplate");
            if (sized == null) {
                return failed(id, reading, "no_nameplate");
            }
            if (!"t_per_year".equals(sized.getAs("nameplate_unit"))) {
                return failed(id, reading, "nameplate_not_a_mass");
            }
            if (reading != null
                    && !List.of(sized.<String>getAs("nameplate_stages").split(" +"))
                            .contains(reading)) {
                return failed(id, reading, "nameplate_is_no_" + reading);
            }
            Integer start = phase.said("start_year");
            if (start == null && (phases.isEmpty() || throughPhase != null)) {
                return failed(id, reading, "no_start_year");
            }
            if (start == null) {
                note = "phase " + number(phase) + " of " + id + " has no year and is left out";
                break;
            }
            double nameplate = sized.<Double>getAs("nameplate");
            double total = "addition".equals(sized.getAs("nameplate_is")) ? before + nameplate : nameplate;
            if (total < before) {
                return failed(id, reading, "total_falls");
            }
            List<Integer> starts = phase.newestFirst().stream()
                    .map(row -> row.<Integer>getAs("start_year"))
                    .filter(Objects::nonNull)
                    .distinct()
                    .sorted()
                    .toList();
            phases.add(new Phase(number(phase), start, starts, total - before, total));
            before = total;
            end = phase.said("end_year");
        }
        return new Plant(id, reading, List.copyOf(phases), end, note, null);
    }

    private static int number(Statements phase) {
        return phase.newest().<Integer>getAs("phase");
    }

    private static Plant failed(String id, String reading, String problem) {
        return new Plant(id, reading, List.of(), null, null, problem);
    }

    /** Tonnes a year when all phases run in full. */
    double nameplate() {
        return phases.isEmpty() ? 0 : phases.get(phases.size() - 1).total();
    }

    /** Tonnes a year of the phases that have started by the end of the year, as stated. */
    double nameplate(int year) {
        return end != null && year > end
                ? 0
                : phases.stream()
                        .filter(phase -> phase.start() <= year)
                        .mapToDouble(Phase::added)
                        .sum();
    }

    /** Tonnes a year that have ramped up in the middle of the year, before utilisation and yield. */
    double ramped(int year, double delay, double rampYears) {
        if (end != null && year > end) {
            return 0;
        }
        double tonnes = 0;
        for (Phase phase : phases) {
            tonnes += phase.added() * ramp(year + 0.5 - phase.start() - delay, rampYears);
        }
        return tonnes;
    }

    /**
     * The part of its nameplate that a plant has reached: 0 before it starts, 1 after the ramp, and between them the
     * logistic curve 1 / (1 + e^(-10 (t - 1/2))) of the elapsed part t of the ramp, stretched so that it starts at 0 and
     * ends at 1.
     *
     * @param age years since the start
     * @param rampYears length of the ramp; 0 for none
     */
    static double ramp(double age, double rampYears) {
        if (age < 0) {
            return 0;
        }
        if (age >= rampYears) {
            return 1;
        }
        double first = logistic(0);
        return (logistic(age / rampYears) - first) / (logistic(1) - first);
    }

    private static double logistic(double elapsed) {
        // StrictMath gives the same bits on every machine.
        return 1 / (1 + StrictMath.exp(-STEEPNESS * (elapsed - 0.5)));
    }
}
