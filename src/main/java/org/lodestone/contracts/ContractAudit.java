package org.lodestone.contracts;

import static org.apache.spark.sql.functions.lit;
import static org.lodestone.table.Field.computed;
import static org.lodestone.table.Field.optional;
import static org.lodestone.table.Field.required;

import java.sql.Date;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Metric;
import org.lodestone.metric.Trace;
import org.lodestone.production.Facilities;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.reference.Statements;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.RowBuilder;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.trade.SourceName;

/**
 * Whether what is said of contracts fits together, and fits what customs see: implied prices beside unit values of trade
 * and beside other contracts' prices, kilograms for each motor, tonnes against what the maker can make, stated totals
 * against the sum of their parts, durations against years, and sources that disagree.
 */
public final class ContractAudit {
    public static final Field<String> ITEM_ID =
            required("item_id", Unit.CODE, "The contract, the total of several, or the facility.");
    public static final Field<String> CHECK_KIND = required(
            "check_kind",
            Unit.CODE,
            "price_beside_customs_usd_per_kg, price_beside_customs_krw_per_kg, price_beside_contract,"
                    + " kg_per_unit, contracted_over_nameplate, stated_total_beside_sum, duration_beside_years"
                    + " or sources_disagree.");
    public static final Field<String> SUBJECT =
            required("subject", Unit.TEXT, "What the figure is held against, or what sources disagree on.");
    public static final Field<Double> FOUND =
            optional("found", Unit.FIGURE, "The contract's figure, in the unit beside it; null with reason.");
    public static final Field<Double> REFERENCE =
            optional("reference", Unit.FIGURE, "What it is held against; null where there is nothing.");
    public static final Field<String> UNIT = required("unit", Unit.TEXT, "Unit of both.");
    public static final Field<Double> RATIO =
            computed("ratio", Unit.FIGURE, "found / reference", "The first as a multiple of the second.");
    public static final Field<Boolean> FLAGGED =
            required("flagged", Unit.FLAG, "Whether the figure should be looked into before it is used.");
    public static final Field<Boolean> TOP_SUPPLIER_CERTAIN = optional(
            "top_supplier_certain",
            Unit.FLAG,
            "Of a price beside what the importer pays its largest supplier: whether that is the largest by value"
                    + " whoever the unspecified suppliers are, as in supplier_concentration. The reference is the named"
                    + " country's in any case. Null of other checks.");
    public static final Field<String> REASON =
            optional("reason", Unit.CODE, "Why nothing can be computed; null where it can.");
    public static final Field<String> WORDS = required("words", Unit.TEXT, "The same in a sentence with its figures.");

    public static final Table TABLE = Table.named("contract_audit")
            .grain("One row per contract or facility, check and subject of the check.")
            .key(ITEM_ID, CHECK_KIND, SUBJECT)
            .column(FOUND, REFERENCE, UNIT, RATIO, FLAGGED, TOP_SUPPLIER_CERTAIN, REASON, WORDS, Columns.ASSUMPTION)
            .check(Check.that(
                    "figure_or_reason", "found IS NOT NULL OR reason IS NOT NULL OR check_kind = 'sources_disagree'"))
            .build();

    private static final Collected DELIVERIES = DeliverySchedule.METRIC.collected();
    private static final Collected FACILITIES =
            LakeTable.of(Facilities.TABLE).orEmpty().collected();

    /** What importers bought of the contracts' goods, in whole years. */
    private static final Collected IMPORTERS = Intermediate.view(
                    "importers of contracted goods",
                    List.of(SupplierConcentration.METRIC.orEmpty(), Contracts.ROWS),
                    in -> importers(in.get(SupplierConcentration.METRIC.orEmpty()), in.get(Contracts.ROWS)))
            .collected();

    public static final Metric METRIC = Metric.of(TABLE)
            .needs(Contracts.ROWS, DELIVERIES, FACILITIES, IMPORTERS, ExchangeRates.RATES)
            .traces(ContractAudit::traces)
            .computeInMemory(in -> of(
                    in.get(Contracts.ROWS),
                    in.get(DELIVERIES),
                    in.get(FACILITIES),
                    in.get(IMPORTERS),
                    in.get(ExchangeRates.RATES)));

    /** What is compared: contracts with their parts, plants, the rates of the months of their values, and customs. */
    private static List<Trace> traces(Row row, Trace.Lookup lookup) {
        String subject = SUBJECT.in(row);
        List<String> items = new ArrayList<>(List.of(ITEM_ID.in(row).split(" ")));
        // The other contract of a comparison, or the maker.
        items.add(subject.split(" ")[0]);
        lookup.rows(new Trace(Contracts.TABLE, Contracts.CONTRACT_ID.col().isin(items.toArray())))
                .forEach(contract -> {
                    String parts = Contracts.PARTS.in(contract);
                    if (parts != null) {
                        items.addAll(List.of(parts.split(" +")));
                    }
                });
        Trace contracts = new Trace(Contracts.TABLE, Contracts.CONTRACT_ID.col().isin(items.toArray()));
        List<Trace> traces = new ArrayList<>(List.of(
                contracts,
                new Trace(Facilities.TABLE, Facilities.FACILITY_ID.col().isin(items.toArray()))));
        Optional<CustomsPrice> customs = CustomsPrice.read(subject);
        if (!IN_OWN_UNITS.contains(CHECK_KIND.in(row))) {
            Set<String> currencies = new TreeSet<>(Set.of("KRW"));
            Column months = lit(false);
            for (Row contract : lookup.rows(contracts)) {
                if (Contracts.CONTRACT_VALUE.in(contract) != null) {
                    currencies.add(Contracts.CURRENCY_CODE.in(contract));
                    LocalDate month =
                            Columns.STATED_ON.in(contract).toLocalDate().withDayOfMonth(1);
                    months = months.or(Columns.PERIOD_START.col().equalTo(lit(Date.valueOf(month))));
                }
            }
            if (customs.isPresent()) {
                months = months.or(Columns.YEAR.col().equalTo(customs.get().year()));
            }
            traces.add(new Trace(
                    ExchangeRates.TABLE,
                    months.and(ExchangeRates.CURRENCY_CODE.col().isin(currencies.toArray()))));
        }
        customs.ifPresent(one -> traces.addAll(SourceName.of(one.source())
                .imports(
                        List.of(one.importer()),
                        one.product(),
                        Columns.YEAR.col().equalTo(one.year()),
                        lookup)));
        return traces;
    }

    /** Checks into which no rate of exchange enters. */
    private static final Set<String> IN_OWN_UNITS =
            Set.of("duration_beside_years", "sources_disagree", "kg_per_unit", "contracted_over_nameplate");

    private static Dataset<Row> importers(Dataset<Row> concentration, List<Row> contracts) {
        return concentration.where(Columns.PERIOD_TYPE
                .col()
                .equalTo("year")
                .and(SupplierConcentration.SIDE.col().equalTo("import"))
                .and(Columns.PRODUCT_CODE
                        .col()
                        .isin(contracts.stream()
                                .map(Columns.PRODUCT_CODE::in)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toArray())));
    }

    /** Prices further apart than this factor are flagged. */
    private static final double FAR = 2;

    /** A supplier's customs price may be off by as much, for goods without a weight. */
    private static final double MOST_OFF = 0.01;

    /** Of a data set that holds the world, so many importers are compared with. */
    private static final int MOST_IMPORTERS = 10;

    /** Totals and durations that differ by more than this part are flagged. */
    private static final double CLOSE = 0.005;

    private static final List<String> FACTS = List.of(
            "contract_value",
            "volume",
            "units_served",
            "first_year",
            "last_year",
            "duration_years",
            "signed_on",
            "status",
            "made_by");

    /**
     * @param contracts of {@link Contracts#TABLE}
     * @param schedule of {@link DeliverySchedule#TABLE}
     * @param facilities of facility_phase: facility_id, start_year, nameplate, nameplate_unit, nameplate_is, stated_by
     * @param trade of supplier_concentration, side import, whole years: source, importer_iso3, product_code, year,
     *     total_value_usd, total_weight_kg, weight_hhi, weight_coverage_share, top_supplier_iso3,
     *     top_supplier_certain, top_supplier_value_share, top_supplier_weight_share
     * @return rows of {@link #TABLE}
     */
    public static List<Row> of(
            List<Row> contracts, List<Row> schedule, List<Row> facilities, List<Row> trade, Rates rates) {
        Map<String, Statements> all = Statements.by(contracts, "contract_id");
        ContractAudit audit = new ContractAudit(rates);
        all.forEach((id, contract) -> audit.assumptions.put(id, Statements.joined(contract, "assumption")));
        Statements.by(facilities, "facility_id")
                .forEach((id, facility) -> audit.assumptions.put(id, Statements.joined(facility, "assumption")));
        all.forEach((id, contract) -> {
            audit.prices(id, contract, all, trade);
            audit.units(id, contract, all);
            audit.total(id, contract, all);
            audit.duration(id, contract);
            audit.disagreements(id, contract, FACTS);
        });
        Statements.by(facilities, "facility_id", "phase")
                .forEach((id, phase) -> audit.disagreements(
                        Facilities.FACILITY_ID.in(phase.newest()),
                        phase,
                        List.of("nameplate", "start_year", "status")));
        audit.nameplates(schedule, facilities);
        return audit.rows;
    }

    private final Rates rates;
    private final Map<String, String> assumptions = new TreeMap<>();
    private final List<Row> rows = new ArrayList<>();

    private ContractAudit(Rates rates) {
        this.rates = rates;
    }

    private void add(
            String id,
            String kind,
            String subject,
            Double found,
            Double reference,
            String unit,
            boolean flagged,
            String reason,
            String words) {
        add(id, kind, subject, found, reference, unit, flagged, null, reason, words);
    }

    private void add(
            String id,
            String kind,
            String subject,
            Double found,
            Double reference,
            String unit,
            boolean flagged,
            Boolean topSupplierCertain,
            String reason,
            String words) {
        RowBuilder row = TABLE.row()
                .set(ITEM_ID, id)
                .set(CHECK_KIND, kind)
                .set(SUBJECT, subject)
                .set(FOUND, found)
                .set(REFERENCE, reference)
                .set(UNIT, unit)
                .set(FLAGGED, flagged)
                .set(TOP_SUPPLIER_CERTAIN, topSupplierCertain)
                .set(REASON, reason)
                .set(WORDS, words)
                .set(Columns.ASSUMPTION, assumptions.get(id));
        if (found != null && reference != null && reference != 0) {
            row.set(RATIO, found / reference);
        }
        rows.add(row.build());
    }

    private static Double tonnes(Statements contract) {
        Double volume = contract.figure("volume");
        String unit = contract.said("volume_unit");
        return volume == null || "units".equals(unit) ? null : "kg".equals(unit) ? volume / 1000 : volume;
    }

    /** In dollars at the rate of the month in which the value was stated; null where value or rate is not known. */
    private Double dollars(Statements contract) {
        Row valued = contract.sayer("contract_value");
        return valued == null ? null : dollars(valued);
    }

    private Double dollars(Row valued) {
        YearMonth month = YearMonth.from(Columns.STATED_ON.in(valued).toLocalDate());
        double value = Contracts.CONTRACT_VALUE.in(valued).doubleValue();
        return rates.perUsd(Contracts.CURRENCY_CODE.in(valued), month)
                .map(rate -> value / rate)
                .orElse(null);
    }

    private void prices(String id, Statements contract, Map<String, Statements> all, List<Row> trade) {
        Double tonnes = tonnes(contract);
        Double usd = dollars(contract);
        String product = contract.said("product_code");
        if (tonnes == null || usd == null) {
            if (product != null) {
                String reason =
                        tonnes == null ? "no_volume" : contract.said("contract_value") == null ? "no_value" : "no_rate";
                add(
                        id,
                        "price_beside_customs_usd_per_kg",
                        "no price",
                        null,
                        null,
                        "USD per kg",
                        false,
                        reason,
                        "No price per kg: " + reason.replace('_', ' ') + ".");
            }
            return;
        }
        double price = usd / tonnes / 1000;
        for (Row row : newest(trade, product)) {
            CustomsPrice customs = new CustomsPrice(
                    null, product, Columns.IMPORTER_ISO3.in(row), Columns.YEAR.in(row), Columns.SOURCE.in(row));
            double weight = SupplierConcentration.TOTAL_WEIGHT_KG.in(row);
            double value = SupplierConcentration.TOTAL_VALUE_USD.in(row);
            besideCustoms(id, contract, usd, tonnes, customs.words(), value / weight, row, null);
            Double topValue = SupplierConcentration.TOP_SUPPLIER_VALUE_SHARE.in(row);
            Double topWeight = SupplierConcentration.TOP_SUPPLIER_WEIGHT_SHARE.in(row);
            Double covered = SupplierConcentration.WEIGHT_COVERAGE_SHARE.in(row);
            // What has no weight may all be its own: then its value and its weight are not of the same goods.
            boolean weighed = topValue != null && covered != null && 1 - covered <= MOST_OFF * topValue;
            if (weighed && topWeight != null && topWeight > 0) {
                besideCustoms(
                        id,
                        contract,
                        usd,
                        tonnes,
                        customs.from(SupplierConcentration.TOP_SUPPLIER_ISO3.in(row))
                                .words(),
                        topValue * value / (topWeight * weight),
                        row,
                        SupplierConcentration.TOP_SUPPLIER_CERTAIN.in(row));
            }
        }
        String market = contract.said("market");
        all.forEach((other, its) -> {
            Double itsTonnes = tonnes(its);
            Double itsUsd = dollars(its);
            boolean comparable = market != null && market.equals(its.said("market")) && !other.equals(id);
            if (comparable
                    && itsTonnes != null
                    && itsUsd != null
                    && its.said("parts") == null
                    && contract.said("parts") == null) {
                double itsPrice = itsUsd / itsTonnes / 1000;
                add(
                        id,
                        "price_beside_contract",
                        other,
                        price,
                        itsPrice,
                        "USD per kg",
                        price > FAR * itsPrice,
                        null,
                        String.format(
                                Locale.ROOT,
                                "%s pays %.2f USD/kg, %s %.2f USD/kg for goods of one market.",
                                id,
                                price,
                                other,
                                itsPrice));
            }
        });
    }

    private void besideCustoms(
            String id,
            Statements contract,
            double usd,
            double tonnes,
            String subject,
            double unitValue,
            Row trade,
            Boolean topSupplierCertain) {
        double price = usd / tonnes / 1000;
        boolean far = price > FAR * unitValue || price < unitValue / FAR;
        String doubt = Boolean.FALSE.equals(topSupplierCertain)
                ? " It is the largest supplier that is named; an unspecified one may be larger."
                : "";
        add(
                id,
                "price_beside_customs_usd_per_kg",
                subject,
                price,
                unitValue,
                "USD per kg",
                far,
                topSupplierCertain,
                null,
                String.format(
                        Locale.ROOT,
                        "%.1f million USD for %,.0f t are %.2f USD/kg; %s cost %.2f USD/kg.%s",
                        usd / 1e6,
                        tonnes,
                        price,
                        subject,
                        unitValue,
                        doubt));
        int year = Columns.YEAR.in(trade);
        Double won = rates.perUsd("KRW", year).orElse(null);
        YearMonth month = YearMonth.from(
                Columns.STATED_ON.in(contract.sayer("contract_value")).toLocalDate());
        Double wonThen = rates.perUsd("KRW", month).orElse(null);
        if (won != null && wonThen != null) {
            add(
                    id,
                    "price_beside_customs_krw_per_kg",
                    subject,
                    price * wonThen,
                    unitValue * won,
                    "KRW per kg",
                    far,
                    topSupplierCertain,
                    null,
                    String.format(
                            Locale.ROOT,
                            "%,.0f KRW/kg at %.2f KRW per USD (%s); customs %,.0f KRW/kg at %.2f (mean of %d).%s",
                            price * wonThen,
                            wonThen,
                            month,
                            unitValue * won,
                            won,
                            year,
                            doubt));
        }
    }

    /**
     * The newest year of each source and importer with a weight: of customs data where there are any, otherwise of the
     * largest importers of a data set that holds the world.
     */
    private static List<Row> newest(List<Row> trade, String product) {
        Map<String, Row> newest = new TreeMap<>();
        for (Row row : trade) {
            Double weight = SupplierConcentration.TOTAL_WEIGHT_KG.in(row);
            // Of partners that somebody chose, the sum is no import.
            boolean whole = SupplierConcentration.CONCENTRATION_REASON.in(row) == null;
            // All of the value over some of the weight is no price; where weights say enough, there is an index by
            // weight.
            boolean weighed = weight != null && weight > 0 && SupplierConcentration.WEIGHT_HHI.in(row) != null;
            if (Columns.PRODUCT_CODE.in(row).equals(product) && whole && weighed) {
                newest.merge(
                        Columns.SOURCE.in(row) + "/" + Columns.IMPORTER_ISO3.in(row),
                        row,
                        (one, other) -> Columns.YEAR.in(one) >= Columns.YEAR.in(other) ? one : other);
            }
        }
        List<Row> customs = newest.values().stream()
                .filter(row -> !SourceName.of(Columns.SOURCE.in(row)).isBaci())
                .toList();
        return customs.isEmpty()
                ? newest.values().stream()
                        .sorted(Comparator.comparing((Row row) -> -SupplierConcentration.TOTAL_VALUE_USD.in(row))
                                .thenComparing(row -> Columns.IMPORTER_ISO3.in(row)))
                        .limit(MOST_IMPORTERS)
                        .toList()
                : customs;
    }

    private void units(String id, Statements contract, Map<String, Statements> all) {
        Double units = contract.figure("units_served");
        if (units == null) {
            return;
        }
        String unit = contract.said("unit_served");
        List<String> parts = parts(contract);
        Double own = tonnes(contract);
        Map<String, Double> volumes = new TreeMap<>();
        if (own != null) {
            volumes.put("the stated volume", own);
        }
        double sum = 0;
        boolean whole = !parts.isEmpty();
        for (String part : parts) {
            Statements its = all.get(part);
            Double tonnes = its == null ? null : tonnes(its);
            if (tonnes == null) {
                whole = false;
            } else {
                sum += tonnes;
                volumes.put("the volume of " + part + " alone", tonnes);
            }
        }
        if (whole) {
            volumes.put("the volumes of " + String.join(" and ", parts), sum);
        }
        volumes.forEach((subject, tonnes) -> add(
                id,
                "kg_per_unit",
                subject,
                tonnes * 1000 / units,
                null,
                "kg per " + unit,
                false,
                null,
                String.format(
                        Locale.ROOT,
                        "%,.0f t for %,.0f %ss are %.2f kg each.",
                        tonnes,
                        units,
                        unit,
                        tonnes * 1000 / units)));
        if (volumes.isEmpty()) {
            add(
                    id,
                    "kg_per_unit",
                    "no volume",
                    null,
                    null,
                    "kg per " + unit,
                    false,
                    "no_volume",
                    "No volume is stated.");
        }
    }

    private static List<String> parts(Statements contract) {
        String parts = contract.said("parts");
        return parts == null ? List.of() : List.of(parts.split(" +"));
    }

    /** Each source's total against the sum of what its parts are stated to be, in the total's currency. */
    private void total(String id, Statements contract, Map<String, Statements> all) {
        List<String> parts = parts(contract);
        if (parts.isEmpty()) {
            return;
        }
        for (Row statement : contract.newestFirst()) {
            if (Contracts.CONTRACT_VALUE.in(statement) == null) {
                continue;
            }
            String currency = Contracts.CURRENCY_CODE.in(statement);
            double stated = Contracts.CONTRACT_VALUE.in(statement).doubleValue();
            YearMonth month = YearMonth.from(Columns.STATED_ON.in(statement).toLocalDate());
            Double rate = rates.perUsd(currency, month).orElse(null);
            double sum = 0;
            String reason = null;
            List<String> terms = new ArrayList<>();
            for (String part : parts) {
                Row valued = all.containsKey(part) ? all.get(part).sayer("contract_value") : null;
                if (valued == null) {
                    reason = "no_value:" + part;
                    continue;
                }
                double value = Contracts.CONTRACT_VALUE.in(valued).doubleValue();
                String its = Contracts.CURRENCY_CODE.in(valued);
                if (!its.equals(currency)) {
                    Double itsRate = rates.perUsd(its, month).orElse(null);
                    if (itsRate == null || rate == null) {
                        reason = "no_rate:" + part;
                        continue;
                    }
                    value = value / itsRate * rate;
                }
                sum += value;
                terms.add(String.format(Locale.ROOT, "%,.0f", value));
            }
            boolean known = reason == null;
            add(
                    id,
                    "stated_total_beside_sum",
                    currency + ", " + Columns.STATED_BY.in(statement),
                    stated,
                    known ? sum : null,
                    currency,
                    known && Math.abs(stated - sum) > CLOSE * sum,
                    reason,
                    known
                            ? String.format(
                                    Locale.ROOT,
                                    "%s says %,.0f %s; its parts are %s = %,.0f%s.",
                                    Columns.STATED_BY.in(statement),
                                    stated,
                                    currency,
                                    String.join(" + ", terms),
                                    sum,
                                    "USD".equals(currency) ? " at the rates of " + month : "")
                            : "The sum of its parts is not known: " + reason + ".");
        }
    }

    private void duration(String id, Statements contract) {
        Double stated = contract.figure("duration_years");
        Integer first = contract.said("first_year");
        Integer last = contract.said("last_year");
        if (stated == null || first == null || last == null) {
            return;
        }
        DeliveryPeriod period = DeliveryPeriod.of(first, contract.said("first_month"), last, stated);
        if (period == null) {
            return;
        }
        int years = last - first + 1;
        add(
                id,
                "duration_beside_years",
                first + " to " + last,
                stated,
                (double) years,
                "years",
                period.conflict(),
                null,
                String.format(
                        Locale.ROOT,
                        period.conflict()
                                ? "A duration of %s years is stated; %d to %d are %d calendar years, and no start in the"
                                        + " first of them makes it end in the last."
                                : "A duration of %s years is stated; %d to %d are %d calendar years, in which it fits.",
                        Statements.shown(stated),
                        first,
                        last,
                        years));
    }

    private void disagreements(String id, Statements contract, List<String> facts) {
        boolean phased = contract.newest().schema().getFieldIndex("phase").isDefined();
        for (String fact : facts) {
            Map<String, Object> said = contract.disagreement(fact);
            if (said.isEmpty()) {
                continue;
            }
            add(
                    id,
                    "sources_disagree",
                    phased ? fact + ", phase " + Facilities.PHASE.in(contract.newest()) : fact,
                    null,
                    null,
                    "as stated",
                    true,
                    null,
                    said.entrySet().stream()
                                    .map(one -> one.getKey() + ": " + Statements.shown(one.getValue()))
                                    .collect(Collectors.joining("; "))
                            + ".");
        }
    }

    private void nameplates(List<Row> schedule, List<Row> facilities) {
        Map<String, Statements> plants = Statements.by(facilities, "facility_id");
        Map<String, TreeMap<Integer, Double>> contracted = new TreeMap<>();
        Map<String, TreeMap<Integer, List<String>>> whose = new TreeMap<>();
        for (Row row : schedule) {
            String maker = DeliverySchedule.MADE_BY.in(row);
            Double tonnes = DeliverySchedule.DELIVERY_TONNES.in(row);
            if (maker != null && tonnes != null && "signed".equals(DeliverySchedule.STATUS.in(row))) {
                contracted
                        .computeIfAbsent(maker, none -> new TreeMap<>())
                        .merge(Columns.YEAR.in(row), tonnes, Double::sum);
                whose.computeIfAbsent(maker, none -> new TreeMap<>())
                        .computeIfAbsent(Columns.YEAR.in(row), none -> new ArrayList<>())
                        .add(DeliverySchedule.CONTRACT_ID.in(row));
            }
        }
        contracted.forEach((maker, years) -> years.forEach((year, tonnes) -> {
            Double nameplate = plants.containsKey(maker) ? nameplate(plants.get(maker), year) : null;
            String contracts =
                    whose.get(maker).get(year).stream().sorted().distinct().collect(Collectors.joining(" "));
            add(
                    contracts,
                    "contracted_over_nameplate",
                    maker + " " + year,
                    tonnes,
                    nameplate,
                    "t",
                    nameplate != null && tonnes > nameplate,
                    nameplate == null ? "no_nameplate" : null,
                    String.format(
                            Locale.ROOT,
                            nameplate == null
                                    ? "%s is to make %,.1f t in %d; what it can make is not known."
                                    : "%s is to make %,.1f t in %d and can make %,.0f t.",
                            maker,
                            tonnes,
                            year,
                            nameplate));
        }));
    }

    /** Tonnes a year of the phases that have started, newest statements first; null where none is known. */
    private static Double nameplate(Statements plant, int year) {
        Double nameplate = null;
        List<Statements> phases = Statements.by(plant.newestFirst(), "phase").values().stream()
                .filter(phase -> !"withdrawn".equals(phase.said("status")))
                .sorted(Comparator.comparing(phase -> Facilities.PHASE.in(phase.newest())))
                .toList();
        for (Statements phase : phases) {
            Row sized = phase.sayer("nameplate");
            Integer start = phase.said("start_year");
            Integer end = phase.said("end_year");
            boolean runs = start != null && start <= year && (end == null || year <= end);
            if (sized != null && "t_per_year".equals(Facilities.NAMEPLATE_UNIT.in(sized)) && runs) {
                double tonnes = Facilities.NAMEPLATE.in(sized);
                nameplate = nameplate != null && "addition".equals(Facilities.NAMEPLATE_IS.in(sized))
                        ? nameplate + tonnes
                        : Double.valueOf(tonnes);
            }
        }
        return nameplate;
    }
}
