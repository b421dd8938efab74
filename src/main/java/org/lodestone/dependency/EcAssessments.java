package org.lodestone.dependency;

import static org.lodestone.table.Field.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.EcSupplyRisk.Inputs;
import org.lodestone.dependency.EcSupplyRisk.Result;
import org.lodestone.dependency.EcSupplyRisk.Source;
import org.lodestone.intake.DeclaredCsv;
import org.lodestone.intake.Format;
import org.lodestone.metric.Collected;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.reference.Columns;
import org.lodestone.reference.Governance;
import org.lodestone.reference.Groups;
import org.lodestone.reference.References;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;

/**
 * The European Commission's supply risk ({@link EcSupplyRisk}) of materials, from the inputs that an assessment states.
 *
 * <p>Two inputs are replaced where an assessment does not state them, and the row says so: a country's governance by the
 * indicators of the lake, scaled from 2.5 .. -2.5 to 0 .. 10, and its trade parameter by 1, no restriction being known, or
 * by 0.8 for a member of the European Union in that vintage's year, from the methodology of 2017 on: the assessments of
 * that methodology state 0.8 for members throughout.
 */
public final class EcAssessments {
    private static final String EACH = "ALL";

    /** The group of countries whose members trade freely with each other. */
    private static final String UNION = "EUR";

    private static final double TRADE_PARAMETER_OF_MEMBERS = 0.8;
    private static final int FIRST_VINTAGE_WITH_TRADE_PARAMETER = 2017;

    private EcAssessments() {}

    public static final Field<String> INPUT_KIND = Field.required(
            "input_kind",
            Unit.CODE,
            "global_supply and eu_sourcing (a country's part), governance (0 best to 10 worst),"
                    + " trade_parameter, production, imports and exports of the EU, recycling_rate or"
                    + " substitution_index.");
    public static final Field<String> COUNTRY_ISO3 = Field.required(
            "country_iso3", Unit.CODE, "The country, ISO 3166-1 alpha-3; ALL for what is not by country.");
    public static final Field<String> MATERIAL =
            Field.required("material", Unit.TEXT, "The material, at the stage that is assessed.");
    public static final Field<String> VINTAGE =
            Field.required("vintage", Unit.CODE, "The assessment, such as CRM2023.");
    public static final Field<Double> AMOUNT = Field.required(
            "amount", Unit.FIGURE, "Parts, rates and indices as 0 to 1; production and trade in metric tonnes.");

    /** What assessments state, input by input. */
    public static final Table INPUTS = Table.named("supply_risk_input")
            .grain("One row per material, assessment, input and country.")
            .shown("input_kind", "country_iso3", "amount", "stated_by")
            .key(Columns.SLICE, INPUT_KIND, COUNTRY_ISO3)
            .column(
                    MATERIAL,
                    VINTAGE,
                    AMOUNT,
                    Columns.STATED_BY,
                    Columns.ASSUMPTION,
                    Columns.NOTE,
                    Columns.SOURCE_SHA256,
                    Columns.SOURCE_LINE)
            .check(
                    Check.oneOf(
                            "input_kind",
                            "global_supply",
                            "eu_sourcing",
                            "governance",
                            "trade_parameter",
                            "production",
                            "imports",
                            "exports",
                            "recycling_rate",
                            "substitution_index"),
                    Check.that("amount_not_negative", "amount >= 0"),
                    Check.that(
                            "parts_are_parts",
                            "input_kind NOT IN ('global_supply', 'eu_sourcing', 'recycling_rate', 'substitution_index')"
                                    + " OR amount <= 1"),
                    Check.that("governance_on_its_scale", "input_kind != 'governance' OR amount <= 10"),
                    Check.that(
                            "country_where_there_is_one",
                            "(input_kind IN ('global_supply', 'eu_sourcing', 'governance', 'trade_parameter'))"
                                    + " = (country_iso3 != '" + EACH + "')"))
            .build();

    /** The project's own format of these inputs. */
    public static final Format FORMAT = DeclaredCsv.named("supply-risk-inputs", INPUTS)
            .slicedBy("material", "vintage", "stated_by")
            .countriesOr(EACH, "country_iso3")
            .noGroups()
            .rejecting(
                    "country_iso3 LIKE '% %'",
                    "one_country", "'country_iso3 \\''", "country_iso3", "'\\' names several. Write a row for each'")
            .build();

    public static final Field<Double> IMPORT_RELIANCE = Field.optional(
            "import_reliance",
            Unit.FRACTION,
            "(M - X) / (P + M - X), kept in 0 to 1; null where one of them is not known.");
    public static final Field<Double> GLOBAL_SUPPLY_SUM = Field.optional(
            "global_supply_sum", Unit.FRACTION, "What the countries of global supply add up to, 1 for all.");
    public static final Field<Double> EU_SOURCING_SUM =
            Field.optional("eu_sourcing_sum", Unit.FRACTION, "What the countries of EU sourcing add up to, 1 for all.");
    public static final Field<Double> RECYCLING_RATE =
            Field.optional("recycling_rate", Unit.FRACTION, "End-of-life recycling input rate; null where not stated.");
    public static final Field<Double> SUBSTITUTION_INDEX = Field.optional(
            "substitution_index", Unit.INDEX, "Index of substitution for supply risk; null where not stated.");
    public static final Field<Double> SUPPLY_RISK = Field.optional(
            "supply_risk",
            Unit.INDEX,
            "[H_global IR/2 + H_EU (1 - IR/2)] (1 - recycling_rate) substitution_index, with H the sum of part² x"
                    + " governance x trade parameter. Null with risk_reason.");
    public static final Field<Double> SUPPLY_RISK_LOW = Field.optional(
            "supply_risk_low",
            Unit.INDEX,
            "Lower bound of it: inputs that are missing, and countries beside those that are named, add nothing.");
    public static final Field<String> AT_RISK = Field.optional(
            "at_risk",
            Unit.CODE,
            "yes where it is at or above 1, the Commission's threshold, or its lower bound is; no where it is below;"
                    + " undetermined where what is missing decides.");
    public static final Field<String> REPLACED_INPUTS = Field.optional(
            "replaced_inputs",
            Unit.TEXT,
            "Inputs that the assessment does not state, with what stands for them; null for none.");
    public static final Field<String> RISK_REASON = Field.optional(
            "risk_reason",
            Unit.TEXT,
            "The inputs that are missing, or whose parts do not add up to 1 (to a hundredth, for rounding), with blanks"
                    + " between; null for none.");
    public static final Field<String> ASSUMPTIONS =
            Field.optional("assumptions", Unit.TEXT, "What of the inputs is no source's own; null for nothing.");

    public static final Table TABLE = Table.named("ec_supply_risk")
            .grain("One row per material, assessment and source.")
            .key(
                    required("material", Unit.TEXT, "The material, at the stage that is assessed."),
                    required("vintage", Unit.CODE, "The assessment."),
                    Columns.STATED_BY)
            .column(
                    IMPORT_RELIANCE,
                    GLOBAL_SUPPLY_SUM,
                    EU_SOURCING_SUM,
                    RECYCLING_RATE,
                    SUBSTITUTION_INDEX,
                    SUPPLY_RISK,
                    SUPPLY_RISK_LOW,
                    AT_RISK,
                    REPLACED_INPUTS,
                    RISK_REASON,
                    ASSUMPTIONS)
            .check(
                    Check.fraction("import_reliance"),
                    Check.oneOf("at_risk", "yes", "no", "undetermined"),
                    Check.that("bound_in_order", "supply_risk IS NULL OR supply_risk_low <= supply_risk + 0.000000001"),
                    Check.that("risk_or_reason", "(supply_risk IS NULL) = (risk_reason IS NOT NULL)"))
            .build();

    private static final Collected STATED = LakeTable.of(INPUTS).collected();
    private static final Collected GOVERNANCE =
            LakeTable.of(Governance.TABLE).orEmpty().collected();
    private static final Collected GROUPS = References.REPORTING_GROUPS.collected();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(STATED, GOVERNANCE, GROUPS)
            .traces(EcAssessments::traces)
            .computeInMemory(in -> of(in.get(STATED), in.get(GOVERNANCE), in.get(GROUPS)));

    /** What was stated, and the lake's governance of its countries where none was. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        Trace inputs = new Trace(INPUTS, Trace.same(row, "material", "vintage", "stated_by"));
        Object[] countries = lookup.rows(inputs).stream()
                .map(input -> COUNTRY_ISO3.in(input))
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        return List.of(
                inputs,
                new Trace(Governance.TABLE, Governance.COUNTRY_ISO3.col().isin(countries)));
    }

    /**
     * @param inputs rows of supply_risk_input
     * @param governance rows of governance
     * @param groups members of the groups of countries that report as one, as ReferenceData.reportingGroups gives them
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(List<Row> inputs, List<Row> governance, List<Row> groups) {
        Map<String, List<Row>> assessments = new TreeMap<>();
        for (Row row : inputs) {
            assessments
                    .computeIfAbsent(Columns.SLICE.in(row), none -> new ArrayList<>())
                    .add(row);
        }
        Map<String, TreeMap<Integer, Governed>> governed = governed(governance);
        return assessments.values().stream()
                .map(rows -> {
                    Integer year = year(VINTAGE.in(rows.get(0)));
                    return assess(rows, governed, year, members(groups, year));
                })
                .toList();
    }

    /** The year in a vintage's name, such as CRM2023; null where it names none. */
    private static Integer year(String vintage) {
        Matcher year = Pattern.compile("(?:19|20)[0-9]{2}").matcher(vintage);
        return year.find() ? Integer.valueOf(year.group()) : null;
    }

    private static Set<String> members(List<Row> groups, Integer year) {
        return year == null || year < FIRST_VINTAGE_WITH_TRADE_PARAMETER
                ? Set.of()
                : Groups.members(groups, year).getOrDefault(UNION, Set.of());
    }

    private static Row assess(
            List<Row> rows, Map<String, TreeMap<Integer, Governed>> governed, Integer year, Set<String> members) {
        Map<String, Map<String, Double>> stated = new TreeMap<>();
        List<String> assumptions = new ArrayList<>();
        for (Row row : rows) {
            stated.computeIfAbsent(INPUT_KIND.in(row), none -> new TreeMap<>())
                    .put(COUNTRY_ISO3.in(row), AMOUNT.in(row));
            String assumption = Columns.ASSUMPTION.in(row);
            if (assumption != null && !assumptions.contains(assumption)) {
                assumptions.add(assumption);
            }
        }
        assumptions.sort(null);
        Map<String, String> replaced = new TreeMap<>();
        List<Source> global = sources("global_supply", stated, governed, year, members, replaced);
        List<Source> european = sources("eu_sourcing", stated, governed, year, members, replaced);
        Result result = EcSupplyRisk.of(new Inputs(
                global,
                european,
                one(stated, "production"),
                one(stated, "imports"),
                one(stated, "exports"),
                one(stated, "recycling_rate"),
                one(stated, "substitution_index")));
        return TABLE.row()
                .like(rows.get(0))
                .set(IMPORT_RELIANCE, result.importReliance())
                .set(GLOBAL_SUPPLY_SUM, sum(global))
                .set(EU_SOURCING_SUM, sum(european))
                .set(RECYCLING_RATE, one(stated, "recycling_rate"))
                .set(SUBSTITUTION_INDEX, one(stated, "substitution_index"))
                .set(SUPPLY_RISK, result.risk())
                .set(SUPPLY_RISK_LOW, result.riskLow())
                .set(AT_RISK, result.atRisk())
                .set(REPLACED_INPUTS, replaced.isEmpty() ? null : String.join("; ", replaced.values()))
                .set(RISK_REASON, result.reason())
                .set(ASSUMPTIONS, assumptions.isEmpty() ? null : String.join("; ", assumptions))
                .build();
    }

    private static List<Source> sources(
            String kind,
            Map<String, Map<String, Double>> stated,
            Map<String, TreeMap<Integer, Governed>> governed,
            Integer year,
            Set<String> members,
            Map<String, String> replaced) {
        List<Source> sources = new ArrayList<>();
        stated.getOrDefault(kind, Map.of()).forEach((country, part) -> {
            Double governance = stated.getOrDefault("governance", Map.of()).get(country);
            Governed lake = nearest(governed.get(country), year);
            if (governance == null && lake != null) {
                governance = lake.scaled();
                replaced.put(
                        "governance " + country,
                        String.format(
                                Locale.ROOT,
                                "governance of %s: %.3f (%s of %d)",
                                country,
                                governance,
                                lake.indicators(),
                                lake.year()));
            }
            Double trade = stated.getOrDefault("trade_parameter", Map.of()).get(country);
            if (trade == null) {
                boolean member = members.contains(country);
                trade = member ? TRADE_PARAMETER_OF_MEMBERS : 1.0;
                replaced.put(
                        "trade " + country,
                        "trade parameter of " + country + (member ? ": 0.8 (a member of the EU)" : ": 1"));
            }
            sources.add(new Source(country, part, governance, trade));
        });
        return sources;
    }

    private static Double one(Map<String, Map<String, Double>> stated, String kind) {
        return stated.getOrDefault(kind, Map.of()).get(EACH);
    }

    private static Double sum(List<Source> sources) {
        return sources.isEmpty()
                ? null
                : Double.valueOf(sources.stream().mapToDouble(Source::share).sum());
    }

    // ---- governance in the lake --------------------------------------------------------------------------------

    /**
     * A country's indicators of a year.
     *
     * @param scaled their mean, 0 best to 10 worst
     */
    private record Governed(int year, double scaled, String indicators) {}

    /** The newest up to the year of the assessment, or the first; without such a year the newest. */
    private static Governed nearest(TreeMap<Integer, Governed> years, Integer year) {
        if (years == null) {
            return null;
        }
        Map.Entry<Integer, Governed> before = year == null ? years.lastEntry() : years.floorEntry(year);
        return (before == null ? years.firstEntry() : before).getValue();
    }

    private static Map<String, TreeMap<Integer, Governed>> governed(List<Row> governance) {
        Map<String, TreeMap<Integer, TreeMap<String, Double>>> estimates = new TreeMap<>();
        for (Row row : governance) {
            estimates
                    .computeIfAbsent(COUNTRY_ISO3.in(row), none -> new TreeMap<>())
                    .computeIfAbsent(Columns.YEAR.in(row), none -> new TreeMap<>())
                    // A country may stand under two names.
                    .merge(Governance.INDICATOR.in(row), Governance.ESTIMATE.in(row), Math::max);
        }
        Map<String, TreeMap<Integer, Governed>> governed = new TreeMap<>();
        estimates.forEach((country, years) -> years.forEach((year, indicators) -> {
            double mean = indicators.values().stream()
                    .mapToDouble(one -> one)
                    .average()
                    .orElseThrow();
            governed.computeIfAbsent(country, none -> new TreeMap<>())
                    .put(
                            year,
                            new Governed(
                                    year,
                                    Math.max(0, Math.min(10, (2.5 - mean) * 2)),
                                    String.join(", ", indicators.keySet())));
        }));
        return governed;
    }
}
