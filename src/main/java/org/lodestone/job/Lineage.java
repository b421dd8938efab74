package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.translate;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.claims.PublishedClaims;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.contracts.Contracts;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.dependency.DependencyCriteria;
import org.lodestone.dependency.EcAssessments;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.NetImportReliance;
import org.lodestone.dependency.PolicyHeadroom;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.exposure.ChainExposure;
import org.lodestone.exposure.ContractOrigin;
import org.lodestone.exposure.Disruption;
import org.lodestone.exposure.NMinusOne;
import org.lodestone.exposure.OriginMix;
import org.lodestone.exposure.Scenarios;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.NationalEffect;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.Targets;
import org.lodestone.production.Facilities;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Governance;
import org.lodestone.table.Table;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SeriesBreaks;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/** Which rows of the lake a row of a report comes from. */
final class Lineage {

    /**
     * Rows of a table.
     *
     * @param columns those to be shown, beside file and line
     */
    record Origin(Table table, Column condition, List<String> columns) {}

    private static final List<String> FLOW = List.of(
            "direction", "reporter_iso3", "partner_iso3", "product_code", "period_start", "value_usd", "net_weight_kg");

    private static final Pattern CUSTOMS =
            Pattern.compile("imports (?:from \\w+ )?of HS (\\w+) by (\\w+) in ([0-9]+), (.*)");

    private final Function<Origin, List<Row>> lake;
    private final List<Row> blocs;

    /**
     * @param blocs members of groups of countries, as the reference data give them: bloc, bloc_name, iso3, from_year, to_year
     * @param lake reads rows, for origins that follow from other rows; gives none for tables that are not there
     */
    Lineage(Function<Origin, List<Row>> lake, List<Row> blocs) {
        this.lake = lake;
        this.blocs = blocs;
    }

    List<Origin> of(Table report, Row row) {
        if (report == ImportDependency.TABLE || report == SupplierConcentration.TABLE) {
            return List.of(trade(row));
        }
        if (report == MirrorGap.TABLE) {
            return List.of(mirror(
                    col("product_code")
                            .equalTo(row.getAs("product_code"))
                            .and(col("year").equalTo(row.getAs("year"))),
                    row.getAs("importer_iso3"),
                    row.getAs("exporter_iso3")));
        }
        if (report == MirrorGap.RELIABILITY) {
            return List.of(new Origin(
                    TradeFlows.TABLE,
                    col("reporter_iso3")
                            .equalTo(row.getAs("reporter_iso3"))
                            .and(col("direction").equalTo(row.getAs("direction"))),
                    FLOW));
        }
        if (report == UnitValues.TABLE) {
            return List.of(new Origin(
                    TradeFlows.TABLE,
                    col("reporter_iso3")
                            .equalTo(row.getAs("reporter_iso3"))
                            .and(col("direction").equalTo(row.getAs("direction")))
                            .and(col("partner_iso3").equalTo(row.getAs("partner_iso3")))
                            .and(col("product_code").equalTo(row.getAs("product_code")))
                            .and(col("period_type").equalTo(row.getAs("period_type")))
                            .and(col("period_start").leq(lit(row.<Date>getAs("period_start")))),
                    FLOW));
        }
        if (report == SeriesBreaks.TABLE) {
            return List.of(
                    new Origin(
                            TradeFlows.TABLE,
                            col("reporter_iso3")
                                    .equalTo(row.getAs("importer_iso3"))
                                    .and(col("direction").equalTo("import"))
                                    .and(col("product_code").equalTo(row.getAs("product_code")))
                                    .and(col("year").isin(row.getAs("year"), row.getAs("year_before"))),
                            FLOW),
                    new Origin(
                            CodeCorrelations.TABLE,
                            col("to_code").equalTo(row.getAs("product_code")),
                            List.of("from_edition", "to_edition", "from_code", "to_code", "relation")));
        }
        if (report == DependencyCriteria.TABLE || report == PolicyHeadroom.TABLE) {
            return criteria(row);
        }
        if (report == SupplyRisk.TABLE) {
            return risk(row);
        }
        if (report == NetImportReliance.TABLE) {
            return List.of(reliance(row));
        }
        if (report == EcAssessments.TABLE) {
            return List.of(new Origin(
                    EcAssessments.INPUTS,
                    col("material")
                            .equalTo(row.getAs("material"))
                            .and(col("vintage").equalTo(row.getAs("vintage")))
                            .and(col("stated_by").equalTo(row.getAs("stated_by"))),
                    List.of("input_kind", "country_iso3", "amount", "stated_by")));
        }
        if (report == OriginMix.TABLE) {
            return List.of(world(row.getAs("source"), row.getAs("product_code"), row.getAs("year")));
        }
        if (report == ChainExposure.TABLE) {
            return stages(row.getAs("data_used"));
        }
        if (report == ContractOrigin.TABLE) {
            List<Origin> origins = new ArrayList<>(stages(row.getAs("data_used")));
            origins.add(contracts(col("contract_id").equalTo(row.getAs("contract_id"))));
            return origins;
        }
        if (report == NMinusOne.TABLE) {
            return List.of(world(row.getAs("source"), row.getAs("product_code"), row.getAs("year")));
        }
        if (report == Disruption.TABLE) {
            return disruption(row);
        }
        if (report == DeliverySchedule.TABLE) {
            return List.of(
                    contracts(col("contract_id").equalTo(row.getAs("contract_id"))),
                    rates(row.getAs("rate_month"), row.getAs("currency_code"), "KRW"));
        }
        if (report == ContractAudit.TABLE) {
            return audit(row);
        }
        if (report == CapacityOutlook.TABLE) {
            return List.of(
                    facilities(col("facility_id").equalTo(row.getAs("facility_id"))),
                    assumptions(row.getAs("assumptions")));
        }
        if (report == NationalEffect.TABLE) {
            return List.of(
                    facilities(col("facility_id").equalTo(row.getAs("facility_id"))),
                    assumptions(row.getAs("assumptions")),
                    flows(
                            row.getAs("source"),
                            row.getAs("country_iso3"),
                            row.getAs("product_code"),
                            col("year").equalTo(row.getAs("year"))));
        }
        if (report == ClaimCheck.TABLE) {
            return claim(row);
        }
        return plan(row);
    }

    private List<Origin> disruption(Row row) {
        Column scenario = col("scenario_id").equalTo(row.getAs("scenario_id"));
        List<Origin> origins = new ArrayList<>(List.of(
                new Origin(
                        Scenarios.TABLE,
                        scenario,
                        List.of("scenario_id", "stopped_iso3", "stage", "stopped_share", "duration_days", "stated_by")),
                new Origin(
                        Scenarios.INPUTS,
                        scenario,
                        List.of(
                                "input_kind",
                                "stage",
                                "country_iso3",
                                "from_day",
                                "amount",
                                "input_unit",
                                "stated_by"))));
        if ("direct".equals(row.getAs("loss_basis"))) {
            origins.add(flows(
                    row.getAs("source"),
                    row.getAs("importer_iso3"),
                    row.getAs("product_code"),
                    col("year").equalTo(row.getAs("year"))));
        } else if (row.getAs("data_used") != null) {
            origins.addAll(stages(row.getAs("data_used")));
        }
        String plants = row.getAs("plants");
        if (plants != null) {
            // Named as: plant (country, tonnes), plant (...).
            origins.add(facilities(col("facility_id")
                    .isin((Object[]) plants.replaceAll(" \\([^)]*\\)", "").split(", "))));
        }
        return origins;
    }

    private List<Origin> audit(Row row) {
        String subject = row.getAs("subject");
        List<String> items =
                new ArrayList<>(List.of(row.<String>getAs("item_id").split(" ")));
        // The other contract of a comparison, or the maker.
        items.add(subject.split(" ")[0]);
        lake.apply(contracts(col("contract_id").isin(items.toArray()))).forEach(contract -> {
            String parts = contract.getAs("parts");
            if (parts != null) {
                items.addAll(List.of(parts.split(" +")));
            }
        });
        Origin meant = contracts(col("contract_id").isin(items.toArray()));
        List<Origin> origins =
                new ArrayList<>(List.of(meant, facilities(col("facility_id").isin(items.toArray()))));
        if (!row.<String>getAs("check_kind").matches("duration_beside_years|sources_disagree|kg_per_unit")) {
            Column months = lit(false);
            for (Row contract : lake.apply(meant)) {
                if (contract.getAs("contract_value") != null) {
                    LocalDate month =
                            contract.<Date>getAs("stated_on").toLocalDate().withDayOfMonth(1);
                    months = months.or(col("period_start")
                            .equalTo(lit(Date.valueOf(month)))
                            .and(col("currency_code").isin(contract.<String>getAs("currency_code"), "KRW")));
                }
            }
            origins.add(
                    new Origin(ExchangeRates.TABLE, months, List.of("currency_code", "period_start", "rate_per_usd")));
        }
        Matcher customs = CUSTOMS.matcher(subject);
        if (customs.matches()) {
            origins.add(flows(
                    customs.group(4),
                    customs.group(2),
                    customs.group(1),
                    col("year").equalTo(lit(customs.group(3)).cast("int"))));
        }
        return origins;
    }

    private Origin trade(Row row) {
        LocalDate start = row.<Date>getAs("period_start").toLocalDate();
        String type = row.getAs("period_type");
        Column period = col("period_start").equalTo(lit(Date.valueOf(start)));
        if (type.equals("rolling_12_months")) {
            // A rolling period is named by its first day and covers twelve months.
            period = col("period_start").between(lit(Date.valueOf(start)), lit(Date.valueOf(start.plusMonths(11))));
        } else if (type.equals("year")) {
            period = col("year").equalTo(row.getAs("year"));
        }
        return flows(row.getAs("source"), row.getAs("importer_iso3"), row.getAs("product_code"), period);
    }

    /** The flow as its importer reports it, and as its exporter does. */
    private static Origin mirror(Column which, String importer, String exporter) {
        Column imported = col("direction")
                .equalTo("import")
                .and(col("reporter_iso3").equalTo(importer))
                .and(col("partner_iso3").equalTo(exporter));
        Column exported = col("direction")
                .equalTo("export")
                .and(col("reporter_iso3").equalTo(exporter))
                .and(col("partner_iso3").equalTo(importer));
        return new Origin(
                TradeFlows.TABLE, which.and(col("dataset").notEqual("baci")).and(imported.or(exported)), FLOW);
    }

    /** All suppliers and the control total: a share follows from all of them. */
    private static Origin flows(String source, String importer, String product, Column period) {
        return flowsOfAll(source, List.of(importer), product, period);
    }

    private static Origin flowsOfAll(String source, List<String> importers, String product, Column period) {
        String[] words = source.split(" ");
        boolean baci = words[0].equals("BACI");
        Column condition = col("product_code").equalTo(product).and(period);
        condition = baci
                ? condition
                        .and(col("dataset").equalTo("baci"))
                        .and(col("release").equalTo(words[words.length - 1]))
                : condition.and(col("dataset").notEqual("baci"));
        if (!importers.contains("WLD")) {
            condition = condition
                    .and(col("reporter_iso3").isin(importers.toArray()))
                    .and(col("direction").equalTo("import"));
        } else if (!baci) {
            condition = condition
                    .and(col("partner_kind").equalTo("world"))
                    .and(col("direction").equalTo("export"));
        }
        return new Origin(TradeFlows.TABLE, condition, FLOW);
    }

    /** The importer's purchases, or those of a bloc's members, and the world's exports. */
    private List<Origin> criteria(Row row) {
        Column year = col("year").equalTo(row.getAs("year"));
        String source = row.getAs("source");
        String product = row.getAs("product_code");
        return List.of(flowsOfAll(source, importers(row), product, year), flows(source, "WLD", product, year));
    }

    private List<String> importers(Row row) {
        String importer = row.getAs("importer_iso3");
        if (!"bloc".equals(row.getAs("importer_kind"))) {
            return List.of(importer);
        }
        int year = row.<Integer>getAs("year");
        return blocs.stream()
                .filter(member -> importer.equals(member.getString(0)))
                .filter(member -> member.getInt(3) <= year && year <= member.getInt(4))
                .map(member -> member.getString(2))
                .toList();
    }

    private static List<Origin> risk(Row row) {
        Integer year = row.getAs("year");
        Integer governance = row.getAs("governance_year");
        String releases = row.getAs("production_release");
        Column produced = lit(row.<String>getAs("production_source"))
                .startsWith(Production.named())
                .and(releases == null ? col("release").isNull() : col("release").isin((Object[]) releases.split(" ")));
        return List.of(
                flows(
                        row.getAs("source"),
                        row.getAs("importer_iso3"),
                        row.getAs("product_code"),
                        col("year").equalTo(year)),
                new Origin(
                        Production.TABLE,
                        produced.and(col("year").equalTo(year)),
                        List.of("release", "commodity", "country_iso3", "year", "production_tonnes")),
                new Origin(
                        Governance.TABLE,
                        governance == null
                                ? lit(false)
                                : row.getAs("governance_other_years") == null
                                        ? col("year").equalTo(governance)
                                        : col("year").leq(governance),
                        List.of("indicator", "country_iso3", "year", "estimate")));
    }

    private static Origin reliance(Row row) {
        return new Origin(
                NetImportReliance.INPUTS,
                col("commodity")
                        .equalTo(row.getAs("commodity"))
                        .and(col("country_iso3").equalTo(row.getAs("country_iso3")))
                        .and(col("year").equalTo(row.getAs("year")))
                        .and(col("vintage").equalTo(row.getAs("vintage")))
                        .and(col("stated_by").equalTo(row.getAs("stated_by"))),
                List.of(
                        "vintage",
                        "stated_by",
                        "production_tonnes",
                        "imports_tonnes",
                        "exports_tonnes",
                        "stock_change_tonnes",
                        "apparent_consumption_tonnes",
                        "published_reliance"));
    }

    /** What all countries imported: an origin mix follows from all of it. */
    private static Origin world(String source, String product, Integer year) {
        String[] words = source.split(" ");
        Column condition = col("product_code")
                .equalTo(product)
                .and(col("year").equalTo(year))
                .and(col("direction").equalTo("import"));
        condition = words[0].equals("BACI")
                ? condition
                        .and(col("dataset").equalTo("baci"))
                        .and(col("release").equalTo(words[words.length - 1]))
                : condition.and(col("dataset").notEqual("baci"));
        return new Origin(TradeFlows.TABLE, condition, FLOW);
    }

    /** The trade of each stage, as named by {@code stage=code/year/source}. */
    private static List<Origin> stages(String used) {
        List<Origin> origins = new ArrayList<>();
        if (used != null) {
            for (String stage : used.split("; ")) {
                String[] parts = stage.substring(stage.indexOf('=') + 1).split("/", 3);
                origins.add(world(parts[2], parts[0], Integer.valueOf(parts[1])));
            }
        }
        return origins;
    }

    private static Origin contracts(Column condition) {
        return new Origin(
                Contracts.TABLE,
                condition,
                List.of(
                        "contract_id",
                        "stated_by",
                        "contract_value",
                        "currency_code",
                        "volume",
                        "volume_unit",
                        "first_year",
                        "last_year",
                        "duration_years"));
    }

    private static Origin facilities(Column condition) {
        return new Origin(
                Facilities.TABLE,
                condition,
                List.of("facility_id", "phase", "stated_by", "nameplate", "nameplate_unit", "start_year"));
    }

    private static Origin rates(Date month, String... currencies) {
        return new Origin(
                ExchangeRates.TABLE,
                month == null
                        ? lit(false)
                        : col("period_start")
                                .equalTo(lit(month))
                                .and(col("currency_code").isin((Object[]) currencies)),
                List.of("currency_code", "period_start", "rate_per_usd"));
    }

    /** The rates of a month, or of all months of a year. */
    private static Origin rates(String currency, String period) {
        Column when = period.length() == 4
                ? col("year").equalTo(lit(period).cast("int"))
                : col("period_start").equalTo(lit(Date.valueOf(period + "-01")));
        return new Origin(
                ExchangeRates.TABLE,
                col("currency_code").equalTo(currency).and(when),
                List.of("currency_code", "period_start", "rate_per_usd"));
    }

    /** Those that the row names, as scope/input=figure. */
    private static Origin assumptions(String named) {
        Object[] ids = named == null
                ? new Object[0]
                : Arrays.stream(named.split("[ ;]+"))
                        .filter(word -> word.contains("/") && word.contains("="))
                        .map(word -> word.substring(0, word.indexOf('=')))
                        .toArray();
        return new Origin(
                Assumptions.TABLE,
                col("slice").isin(ids),
                List.of("slice", "distribution", "low", "central", "high", "unit", "stated_by", "reason"));
    }

    private List<Origin> plan(Row row) {
        String company = row.getAs("company");
        String market = row.getAs("market");
        Column ofTarget = col("company").equalTo(company).and(col("market").equalTo(market));
        Origin members = new Origin(
                SalesPlans.TABLE,
                ofTarget.and(col("plan").equalTo(row.getAs("plan"))),
                List.of("plan", "member_kind", "member_id", "reading", "through_phase"));
        List<String> ids = new ArrayList<>();
        lake.apply(members).forEach(member -> ids.add(member.getAs("member_id")));
        Origin contracts = contracts(col("contract_id").isin(ids.toArray()));
        lake.apply(new Origin(Contracts.TABLE, contracts.condition(), List.of("made_by")))
                .forEach(contract -> {
                    String maker = contract.getAs("made_by");
                    if (maker != null) {
                        ids.add(maker);
                    }
                });
        List<Origin> origins = new ArrayList<>(List.of(
                new Origin(
                        Targets.TABLE,
                        ofTarget,
                        List.of("company", "market", "target_year", "target_share", "stated_by")),
                members,
                contracts,
                facilities(col("facility_id").isin(ids.toArray())),
                new Origin(
                        MarketOutlook.TABLE,
                        col("market").equalTo(market).and(col("scenario").equalTo(row.getAs("scenario"))),
                        List.of(
                                "scenario",
                                "year",
                                "market_usd",
                                "market_tonnes",
                                "vehicles",
                                "permanent_magnet_share",
                                "magnet_kg_per_vehicle",
                                "stated_by"))));
        boolean named = Arrays.asList(row.schema().fieldNames()).contains("assumptions");
        origins.add(
                named
                        ? assumptions(row.getAs("assumptions"))
                        : new Origin(
                                Assumptions.TABLE,
                                lit(true),
                                List.of("slice", "distribution", "low", "central", "high", "unit", "stated_by")));
        return origins;
    }

    private List<Origin> claim(Row row) {
        List<Origin> origins = new ArrayList<>();
        Column itself = col("claim_id").equalTo(row.getAs("claim_id"));
        List<String> shown = List.of("claim_id", "publisher", "value_low", "value_high", "unit", "wording", "about");
        origins.add(new Origin(PublishedClaims.TABLE, itself, shown));
        String from = row.getAs("source_rows");
        if (from == null) {
            return origins;
        }
        for (String part : from.split("; ")) {
            String[] words = part.split(" ");
            Object[] rest = Arrays.copyOfRange(words, 1, words.length);
            switch (words[0]) {
                case "import_dependency" ->
                    origins.add(flows(
                            row.getAs("source"),
                            value(words, "importer_iso3"),
                            value(words, "product_code"),
                            col("year")
                                    .equalTo(lit(value(words, "period_start").substring(0, 4))
                                            .cast("int"))));
                case "contract" -> origins.add(contracts(col("contract_id").isin(rest)));
                case "facility_phase" ->
                    origins.add(facilities(col("facility_id")
                            .isin(Arrays.stream(rest)
                                    .map(one -> one.toString().split("/")[0])
                                    .toArray())));
                case "market_outlook" ->
                    origins.add(new Origin(
                            MarketOutlook.TABLE,
                            col("slice").isin(rest),
                            List.of(
                                    "scenario",
                                    "year",
                                    "market_usd",
                                    "market_tonnes",
                                    "vehicles",
                                    "magnet_kg_per_vehicle")));
                case "production" ->
                    origins.add(new Origin(
                            Production.TABLE,
                            translate(col("commodity"), " ", "_")
                                    .equalTo(value(words, "commodity"))
                                    .and(col("dataset").equalTo(words[2]))
                                    .and(col("year").equalTo(lit(words[3]).cast("int")))
                                    .and(
                                            words.length == 4
                                                    ? col("release").isNull()
                                                    : col("release").isin((Object[])
                                                            Arrays.copyOfRange(words, 4, words.length))),
                            List.of("release", "commodity", "country_iso3", "year", "production_tonnes")));
                case "published_claim" ->
                    origins.add(new Origin(
                            PublishedClaims.TABLE,
                            col("about")
                                    .isin(Arrays.stream(rest)
                                            .map(one -> "contract:" + one)
                                            .toArray()),
                            shown));
                case "exchange_rate" -> origins.add(rates(words[1], words[2]));
                default -> {}
            }
        }
        return origins;
    }

    private static String value(String[] words, String key) {
        return Arrays.stream(words)
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
