package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.lodestone.market.Assumptions.Input;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * What plants may make in each year: output = nameplate × utilisation × ramp × yield, the ramp being the mean over the
 * year of a logistic curve from the start to the nameplate (see {@link Ramp}). A start of which only the year is stated is
 * taken in the central case of start_in_year. Plants are taken to be built. Where sources leave open what a nameplate counts, or when a
 * plant starts, each reading and each stated start is a scenario of its own.
 */
public final class CapacityOutlook {
    private CapacityOutlook() {}

    public static final Field<String> FACILITY_ID = Field.required("facility_id", Unit.CODE, "The facility.");
    public static final Field<String> SCENARIO = Field.required(
            "scenario",
            Unit.CODE,
            "What the nameplate counts and which stated start is used, such as magnet/from_2028; not_known"
                    + " where a nameplate or start is missing.");
    public static final Field<String> FACILITY_NAME = Field.required("facility_name", Unit.TEXT, "Its name in words.");
    public static final Field<String> OPERATOR = Field.required("operator", Unit.TEXT, "Who runs it.");
    public static final Field<String> COUNTRY_ISO3 =
            Field.optional("country_iso3", Unit.CODE, "Where it stands, ISO 3166-1 alpha-3.");
    public static final Field<String> CHAIN =
            Field.required("chain", Unit.CODE, "The chain that its stages belong to.");
    public static final Field<String> READING =
            Field.optional("reading", Unit.CODE, "The stage that the nameplate is taken to count.");
    public static final Field<Double> NAMEPLATE_TONNES =
            Field.optional("nameplate_tonnes", Unit.TONNES, "Tonnes a year of the phases that have started.");
    public static final Field<String> STATUS = Field.optional(
            "status", Unit.CODE, "How far the plant has come; of its first phase, the newest statement.");
    public static final Field<Double> COMPLETION_CHANCE = Field.optional(
            "completion_chance",
            Unit.FRACTION,
            "Chance of such a status that the plant is built; the output is that of a plant that is. Null where"
                    + " nothing is assumed of it.");
    public static final Field<Double> START_IN_YEAR = Field.optional(
            "start_in_year",
            Unit.FRACTION,
            "Part of the starting year that is over when the first phase starts: of the stated month, or the"
                    + " central case of what is assumed (0.5 is 1 July).");
    public static final Field<Double> RAMPED_SHARE =
            Field.optional("ramped_share", Unit.FRACTION, "Part of them that runs, on average over the year.");
    public static final Field<Double> UTILISATION =
            Field.optional("utilisation", Unit.FRACTION, "Part of the time or load at which it runs.");
    public static final Field<Double> YIELD = Field.optional("yield", Unit.FRACTION, "Good output of what is made.");
    public static final Field<Double> OUTPUT_TONNES = Field.computed(
            "output_tonnes",
            Unit.TONNES,
            "nameplate_tonnes * ramped_share * utilisation * yield",
            "Tonnes of the reading's stage; null with output_reason.");
    public static final Field<Double> BUILT_OUTPUT_TONNES = Field.optional(
            "built_output_tonnes",
            Unit.TONNES,
            "Of it what phases make that operate or are completed; null with output_reason.");
    public static final Field<Double> EXPECTED_OUTPUT_TONNES = Field.optional(
            "expected_output_tonnes",
            Unit.TONNES,
            "output_tonnes with each phase counted by the chance that it is built, and those before it. Null where"
                    + " nothing is assumed of a status.");
    public static final Field<Double> MAGNET_TONNES_PER_TONNE = Field.optional(
            "magnet_tonnes_per_tonne",
            Unit.FIGURE,
            "Tonnes of magnet that a tonne makes: 1 of magnets; of oxides the part that is of magnet elements,"
                    + " times magnet_tonnes_per_oxide_tonne.");
    public static final Field<Double> MAGNET_EQUIVALENT_TONNES = Field.computed(
            "magnet_equivalent_tonnes",
            Unit.TONNES,
            "output_tonnes * magnet_tonnes_per_tonne",
            "output_tonnes as magnets; null for other goods, and where no assumption says how many.");
    public static final Field<Double> MAGNET_EQUIVALENT_IF_MAGNET_OXIDE_TONNES = Field.optional(
            "magnet_equivalent_if_magnet_oxide_tonnes",
            Unit.TONNES,
            "Of oxides: the same if all of them were of magnet elements.");
    public static final Field<String> OUTPUT_REASON = Field.optional(
            "output_reason",
            Unit.CODE,
            "no_nameplate, nameplate_not_a_mass, no_start_year, total_falls, withdrawn or no_assumption; null where"
                    + " there is an output.");

    public static final Table TABLE = Table.named("capacity_outlook")
            .grain(
                    "One row per facility, scenario (reading of its nameplate and of its start) and year, from the start to the"
                            + " last year that is looked at; of a start after that one row of nothing, in the last year.")
            .shown(
                    "facility_id",
                    "reading",
                    "year",
                    "nameplate_tonnes",
                    "utilisation",
                    "yield",
                    "output_tonnes",
                    "expected_output_tonnes")
            .key(FACILITY_ID, SCENARIO, Columns.YEAR)
            .column(
                    FACILITY_NAME,
                    OPERATOR,
                    COUNTRY_ISO3,
                    CHAIN,
                    READING,
                    NAMEPLATE_TONNES,
                    STATUS,
                    COMPLETION_CHANCE,
                    START_IN_YEAR,
                    RAMPED_SHARE,
                    UTILISATION,
                    YIELD,
                    OUTPUT_TONNES,
                    BUILT_OUTPUT_TONNES,
                    EXPECTED_OUTPUT_TONNES,
                    MAGNET_TONNES_PER_TONNE,
                    MAGNET_EQUIVALENT_TONNES,
                    MAGNET_EQUIVALENT_IF_MAGNET_OXIDE_TONNES,
                    OUTPUT_REASON,
                    PlanColumns.ASSUMPTIONS)
            .sums(
                    List.of("year"),
                    "output_tonnes",
                    "built_output_tonnes",
                    "expected_output_tonnes",
                    "magnet_equivalent_tonnes")
            .check(
                    Check.fraction("ramped_share"),
                    Check.that(
                            "built_output_is_a_part",
                            "output_tonnes IS NULL OR built_output_tonnes BETWEEN 0 AND output_tonnes"),
                    Check.that("output_or_reason", "(output_tonnes IS NULL) = (output_reason IS NOT NULL)"))
            .build();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(LakeTable.of(Facilities.TABLE), PlanBook.KNOWN)
            .traces(CapacityOutlook::traces)
            .computeInMemory(in -> of(in.get(PlanBook.KNOWN)));

    static List<Trace> traces(Row row, Trace.Lookup lookup) {
        Trace facility = new Trace(Facilities.TABLE, Trace.same(row, "facility_id"));
        return List.of(facility, Assumptions.of(FACILITY_ID.in(row)), ElementContents.of(facility, lookup));
    }

    /**
     * @param book with facilities, assumptions and targets, which say how far to look
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(PlanBook book) {
        int last =
                book.targets().stream().mapToInt(Targets.TARGET_YEAR::in).max().orElse(2030) + 5;
        Assumptions assumptions = Assumptions.of(book.assumptions());
        List<Row> rows = new ArrayList<>();
        Statements.by(book.facilities(), "facility_id").forEach((id, facility) -> {
            Set<String> readings = new TreeSet<>();
            facility.newestFirst().forEach(row -> {
                String stages = Facilities.NAMEPLATE_STAGES.in(row);
                if (stages != null) {
                    readings.addAll(List.of(stages.split(" +")));
                }
            });
            if (readings.isEmpty()) {
                rows.add(notKnown(id, facility, null, "no_nameplate", last));
            }
            for (String reading : readings) {
                add(rows, id, facility, reading, assumptions, book, last);
            }
        });
        return rows;
    }

    private static void add(
            List<Row> rows,
            String id,
            Statements facility,
            String reading,
            Assumptions assumptions,
            PlanBook book,
            int last) {
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
        Input start = PlantOutput.start(assumptions, id);
        String status = plant.phases().get(0).status();
        List<Input> chances = plant.phases().stream()
                .map(phase -> PlantOutput.completion(assumptions, id, phase.status()))
                .toList();
        Input completion = chances.get(0);
        int standing = (int) plant.phases().stream()
                .takeWhile(phase -> PlantOutput.built(phase.status()))
                .count();
        Integer month = plant.phases().get(0).month();
        Double factor = factor(plant, facility, assumptions, book, Reading.factors(reading));
        Double magnetOxide = reading.equals(Reading.OXIDE)
                ? factor(plant, facility, assumptions, book, Reading.factors(Reading.MAGNET_OXIDE))
                : null;
        int first = plant.phases().get(0).start();
        // Later phases come as much sooner or later as the first.
        for (int startYear : plant.phases().get(0).starts()) {
            int shift = startYear - first;
            // A start after the last year is a scenario too: without a row nobody would know that one source expects
            // nothing.
            for (int year = Math.min(startYear, last); year <= last; year++) {
                double nameplate = plant.nameplate(year, shift);
                // By how many of the phases come about.
                double[] outputs = new double[plant.phases().size() + 1];
                double ramped = 0;
                for (int built = 1; built < outputs.length; built++) {
                    ramped = plant.ramped(year, start.central(), shift, ramp.central(), built);
                    outputs[built] = ramped * utilisation.central() * yield.central();
                }
                double share = nameplate == 0 ? 0 : ramped / nameplate;
                double output = outputs[outputs.length - 1];
                RowBuilder row = row(id, facility, reading, year, reading + "/from_" + startYear)
                        .set(NAMEPLATE_TONNES, nameplate)
                        .set(STATUS, status)
                        .set(COMPLETION_CHANCE, completion == null ? null : completion.central())
                        .set(START_IN_YEAR, month == null ? start.central() : (month - 1) / 12.0)
                        .set(RAMPED_SHARE, share)
                        .set(UTILISATION, utilisation.central())
                        .set(YIELD, yield.central())
                        .set(OUTPUT_TONNES, output)
                        .set(BUILT_OUTPUT_TONNES, outputs[standing])
                        .set(EXPECTED_OUTPUT_TONNES, expected(outputs, chances))
                        .set(
                                PlanColumns.ASSUMPTIONS,
                                Stream.of(
                                                Stream.of(start, ramp, utilisation, yield)
                                                        .map(CapacityOutlook::text)
                                                        .collect(Collectors.joining(" ")),
                                                Statements.joined(facility, "assumption"),
                                                plant.note())
                                        .filter(Objects::nonNull)
                                        .collect(Collectors.joining("; ")));
                if (factor != null) {
                    row.set(MAGNET_TONNES_PER_TONNE, factor).set(MAGNET_EQUIVALENT_TONNES, output * factor);
                }
                if (magnetOxide != null) {
                    row.set(MAGNET_EQUIVALENT_IF_MAGNET_OXIDE_TONNES, output * magnetOxide);
                }
                rows.add(row.build());
            }
        }
    }

    /** Each phase with the chance that it and all before it are built; null where one of these is not known. */
    private static Double expected(double[] outputs, List<Input> chances) {
        double expected = 0;
        double chance = 1;
        for (int i = 0; i < chances.size(); i++) {
            if (chances.get(i) == null) {
                return null;
            }
            chance *= chances.get(i).central();
            expected += chance * (outputs[i + 1] - outputs[i]);
        }
        return expected;
    }

    /** Tonnes of magnet a tonne; null for what is no good of the magnet chain, and where an assumption is missing. */
    private static Double factor(
            Plant plant, Statements facility, Assumptions assumptions, PlanBook book, List<String> factors) {
        String chain = facility.said("chain");
        boolean magnets = chain == null || chain.equals("rare_earths");
        if (!magnets || factors.isEmpty() && !Reading.MAGNET.equals(plant.reading())) {
            return null;
        }
        double product = 1;
        for (String factor : factors) {
            Input input = Reading.factor(factor, plant, assumptions, book.contents());
            if (input == null) {
                return null;
            }
            product *= input.central();
        }
        return product;
    }

    private static String text(Input input) {
        return input.id() + "=" + Statements.shown(input.central());
    }

    private static RowBuilder row(String id, Statements facility, String reading, int year, String scenario) {
        return TABLE.row()
                .set(FACILITY_ID, id)
                .set(SCENARIO, scenario)
                .set(Columns.YEAR, year)
                .set(FACILITY_NAME, facility.said("facility_name"))
                .set(OPERATOR, facility.said("operator"))
                .set(COUNTRY_ISO3, facility.said("country_iso3"))
                .set(CHAIN, facility.said("chain") == null ? "rare_earths" : facility.said("chain"))
                .set(READING, reading);
    }

    private static Row notKnown(String id, Statements facility, String reading, String reason, int last) {
        Integer start = facility.said("start_year");
        return row(
                        id,
                        facility,
                        reading,
                        start == null ? last : start,
                        reading == null ? "not_known" : reading + "/not_known")
                .set(OUTPUT_REASON, reason)
                .set(PlanColumns.ASSUMPTIONS, Statements.joined(facility, "assumption"))
                .build();
    }
}
