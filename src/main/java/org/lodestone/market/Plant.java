package org.lodestone.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Statements;

/**
 * A facility's capacity as it grows with its phases.
 *
 * <p>Output of a year = Σ over phases (added nameplate × ramp) × utilisation × yield, and × tonnes of magnet for a tonne
 * of what the nameplate is read as ({@link Reading}). The ramp ({@link Ramp}) is averaged over the year.
 *
 * @param id of the facility
 * @param reading what the nameplate is taken to count
 * @param feed the deposit whose ore it separates, or null
 * @param phases in order; empty where {@code problem} says why nothing can be computed
 * @param end the plant's last year, or null
 * @param note what was left out, or null
 * @param problem a reason code, or null
 */
record Plant(String id, String reading, String feed, List<Phase> phases, Integer end, String note, String problem)
        implements Serializable {

    /**
     * @param number of the phase
     * @param status how far it has come, by the newest statement
     * @param start its year, by the newest statement
     * @param month the month of that year, 1 to 12, or null
     * @param starts all years that sources state, in order
     * @param added tonnes a year that it adds
     * @param total tonnes a year with it
     */
    record Phase(int number, String status, int start, Integer month, List<Integer> starts, double added, double total)
            implements Serializable {}

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
        String feed = null;
        for (Statements phase : stated) {
            Row sized = phase.sayer("nameplate");
            if (sized == null) {
                return failed(id, reading, "no_nameplate");
            }
            if (!"t_per_year".equals(Facilities.NAMEPLATE_UNIT.in(sized))) {
                return failed(id, reading, "nameplate_not_a_mass");
            }
            if (reading != null
                    && !List.of(Facilities.NAMEPLATE_STAGES.in(sized).split(" +"))
                            .contains(Reading.counted(reading))) {
                return failed(id, reading, "nameplate_is_no_" + reading);
            }
            Row starting = phase.sayer("start_year");
            Integer start = starting == null ? null : Facilities.START_YEAR.in(starting);
            if (start == null && (phases.isEmpty() || throughPhase != null)) {
                return failed(id, reading, "no_start_year");
            }
            if (start == null) {
                note = "phase " + number(phase) + " of " + id + " has no year and is left out";
                break;
            }
            double nameplate = Facilities.NAMEPLATE.in(sized);
            double total = "addition".equals(Facilities.NAMEPLATE_IS.in(sized)) ? before + nameplate : nameplate;
            if (total < before) {
                return failed(id, reading, "total_falls");
            }
            List<Integer> starts = phase.newestFirst().stream()
                    .map(Facilities.START_YEAR::in)
                    .filter(Objects::nonNull)
                    .distinct()
                    .sorted()
                    .toList();
            phases.add(new Phase(
                    number(phase),
                    phase.said("status"),
                    start,
                    Facilities.START_MONTH.in(starting),
                    starts,
                    total - before,
                    total));
            String fed = phase.said("feed");
            feed = fed == null ? feed : fed;
            before = total;
            end = phase.said("end_year");
        }
        return new Plant(id, reading, feed, List.copyOf(phases), end, note, null);
    }

    private static int number(Statements phase) {
        return Facilities.PHASE.in(phase.newest());
    }

    private static Plant failed(String id, String reading, String problem) {
        return new Plant(id, reading, null, List.of(), null, null, problem);
    }

    /** Tonnes a year when all phases run in full. */
    double nameplate() {
        return phases.isEmpty() ? 0 : phases.get(phases.size() - 1).total();
    }

    /**
     * Tonnes a year of the phases that have started by the end of the year.
     *
     * @param delay years by which all phases start late; the plant's end is as stated all the same
     */
    double nameplate(int year, int delay) {
        return end != null && year > end
                ? 0
                : phases.stream()
                        .filter(phase -> phase.start() + delay <= year)
                        .mapToDouble(Phase::added)
                        .sum();
    }

    /**
     * Tonnes of nameplate that run in a year on average, before utilisation and yield.
     *
     * @param startInYear the part of the year that is over when a phase starts, where its month is not stated
     * @param delay years by which all phases start late
     * @param phasesBuilt how many of the phases come about
     */
    double ramped(int year, double startInYear, double delay, double rampYears, int phasesBuilt) {
        if (end != null && year > end) {
            return 0;
        }
        double tonnes = 0;
        for (int i = 0; i < phasesBuilt; i++) {
            Phase phase = phases.get(i);
            double within = phase.month() == null ? startInYear : (phase.month() - 1) / 12.0;
            tonnes += phase.added() * Ramp.inYear(year - phase.start() - within - delay, rampYears);
        }
        return tonnes;
    }
}
