package org.lodestone.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.claims.Facts;
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
import org.lodestone.dependency.Suppliers;
import org.lodestone.dependency.SupplyRisk;
import org.lodestone.dependency.UsualUnitValues;
import org.lodestone.disruption.Disruption;
import org.lodestone.disruption.NMinusOne;
import org.lodestone.disruption.Scenarios;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.NationalEffect;
import org.lodestone.market.PlanBook;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.TargetRequirements;
import org.lodestone.market.Targets;
import org.lodestone.metric.Checkpoint;
import org.lodestone.origins.ChainExposure;
import org.lodestone.origins.ContractOrigin;
import org.lodestone.origins.OriginMix;
import org.lodestone.production.Facilities;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Governance;
import org.lodestone.reference.Rates;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.ChecksHold;
import org.lodestone.testing.Rows;
import org.lodestone.testing.Spark;
import org.lodestone.trade.CodeCorrelations;
import org.lodestone.trade.Editions;
import org.lodestone.trade.MirrorGap;
import org.lodestone.trade.SeriesBreaks;
import org.lodestone.trade.TradeFlows;
import org.lodestone.trade.UnitValues;

/**
 * Each check and each formula of each report on what is extreme: tiny and huge flows, one supplier, nobody named, thousands
 * of suppliers, and groups at random, of which some come near every limit of rounding.
 */
@ExtendWith(Spark.class)
@Tag("heavy")
class ChecksOnExtremesTest {
    private static final int RANDOM_GROUPS = 300;
    private static final int MANY = 2000;
    /** Bought from many; left out where all countries of a product are solved for at once. */
    private static final String OF_MANY = "200022";

    private static final int YEAR = 2023;

    private final SparkSession spark;
    private final ReferenceData reference = ReferenceData.load(Map.of());
    private final List<Row> flows = new ArrayList<>();
    private final Set<Table> tried = new HashSet<>();
    private final Map<String, Map<String, Long>> broken = new TreeMap<>();
    private final Map<Table, List<Row>> made = new LinkedHashMap<>();

    ChecksOnExtremesTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void everyReportKeepsItsDeclaration() {
        trade(new Random(23));
        plans(1e-7);
        plans(1e7);
        reliance(new Random(5));
        made.forEach((table, rows) -> holds(table, table.conform(spark.createDataFrame(rows, table.schema()))));
        assertThat(broken).as("rows by report and condition").isEmpty();
        assertThat(tried).isEqualTo(new HashSet<>(Catalogue.REPORTS));
    }

    /** A share of one is rounded to one and not above it, which holds of ratios only: they alone are rounded. */
    @Test
    void onlyRatiosAreHeldAgainstTheLimitsOfRounding() {
        Pattern moved = Pattern.compile("\\(([a-z0-9_]+) [-+] \\(5\\.0E-10D");
        int terms = 0;
        for (Table report : Catalogue.REPORTS) {
            Map<String, Unit> units = new TreeMap<>();
            report.columns().forEach(column -> units.put(column.name(), column.unit()));
            for (Check check : report.checks()) {
                List<String> ratios = new ArrayList<>();
                if (check.name().endsWith("_is_fraction")) {
                    ratios.add(check.name().replace("_is_fraction", ""));
                }
                Matcher matcher = moved.matcher(check.condition());
                while (matcher.find()) {
                    ratios.add(matcher.group(1));
                }
                terms += ratios.size();
                for (String ratio : ratios) {
                    assertThat(units.get(ratio).isRatio())
                            .as(report + ", " + check.name() + ": " + ratio)
                            .isTrue();
                }
            }
        }
        assertThat(terms).isGreaterThan(50);
    }

    private void holds(Table table, Dataset<Row> rows) {
        tried.add(table);
        Map<String, Long> wrong = ChecksHold.broken(table, rows);
        if (!wrong.isEmpty()) {
            broken.put(table.name(), wrong);
        }
    }

    /** Remembers rows to be held against their declaration, in one job with others of the table. */
    private void holds(Table table, List<Row> rows) {
        made.computeIfAbsent(table, none -> new ArrayList<>()).addAll(rows);
    }

    // ---- trade -------------------------------------------------------------------------------------------------

    private void trade(Random random) {
        groups(random);
        List<Row> mined = chains(random);
        mirrored(random);
        prices();
        Dataset<Row> products = dataset(reference.products());
        List<Row> names = new ArrayList<>(reference.countryTitles().rows());
        for (int s = 0; s < MANY; s++) {
            names.add(RowFactory.create(code(s), "Made up", "country"));
        }
        Dataset<Row> countries =
                spark.createDataFrame(names, reference.countryTitles().schema());
        Dataset<Row> reported = kept(spark.createDataFrame(flows, TradeFlows.TABLE.schema()));
        Dataset<Row> production = kept(Production.inForce(spark.createDataFrame(mined, Production.TABLE.schema())));

        Dataset<Row> notes = dataset(reference.reporters());
        Dataset<Row> ofAllEditions = Editions.joined(reported, Editions.places(reported, none(CodeCorrelations.TABLE)));
        Dataset<Row> gaps = kept(MirrorGap.of(ofAllEditions, notes));
        Dataset<Row> reliability = kept(MirrorGap.reliability(gaps));
        holds(MirrorGap.TABLE, gaps);
        holds(MirrorGap.RELIABILITY, reliability);
        holds(SeriesBreaks.TABLE, SeriesBreaks.of(reported, none(CodeCorrelations.TABLE)));

        Dataset<Row> unitValues = kept(UnitValues.of(reported, new UnitValues.Limits(6, 0.5, 0.05, 4, 3.5)));
        holds(UnitValues.TABLE, unitValues);
        Dataset<Row> suppliers = kept(Suppliers.of(
                        ofAllEditions,
                        new Suppliers.Terms(null, 1, reference.reportingGroups().rows())))
                .where(col("joined_from").isNull());
        Dataset<Row> dependency = kept(ImportDependency.of(
                suppliers,
                Suppliers.suspects(unitValues),
                UsualUnitValues.of(suppliers, List.of()),
                products,
                countries,
                notes));
        Dataset<Row> concentration = kept(SupplierConcentration.of(suppliers));
        holds(ImportDependency.TABLE, dependency);
        holds(SupplierConcentration.TABLE, concentration);
        Dataset<Row> criteria = kept(DependencyCriteria.of(
                suppliers,
                DependencyCriteria.exporters(Suppliers.reporting(ofAllEditions, null))
                        .collectAsList(),
                concentration,
                reference.blocs().rows(),
                products,
                countries));
        holds(DependencyCriteria.TABLE, criteria);
        holds(PolicyHeadroom.TABLE, PolicyHeadroom.of(criteria, dataset(reference.policyLines()), products));
        holds(
                SupplyRisk.TABLE,
                SupplyRisk.of(
                        suppliers,
                        production,
                        spark.createDataFrame(governance(random), Governance.TABLE.schema()),
                        dataset(reference.commodities()),
                        dataset(reference.reportingGroups()),
                        products));

        Dataset<Row> chains = dataset(reference.chains());
        Dataset<Row> mix = kept(OriginMix.of(
                dependency.where(col("product_code").notEqual(OF_MANY)),
                dependency.limit(0),
                OriginMix.production(production, dataset(reference.commodities())),
                1,
                0,
                reference.reportingGroups().rows()));
        Dataset<Row> exposure = kept(ChainExposure.of(mix, chains));
        holds(OriginMix.TABLE, mix);
        holds(ChainExposure.TABLE, exposure);
        holds(
                NMinusOne.TABLE,
                NMinusOne.of(
                        dependency,
                        dependency.where("false"),
                        mix,
                        reference.reportingGroups().rows()));
        List<Row> contracts = Rows.given(spark, "behind-the-makers", "contracts", Contracts.TABLE);
        holds(ContractOrigin.TABLE, ContractOrigin.of(mix, chains, contracts));
        List<Row> scenarios = scenarios();
        List<Row> inputs = inputs(random);
        Map<String, Set<String>> goods = Disruption.goods(reference.chains().rows());
        holds(
                Disruption.TABLE,
                Disruption.of(
                        dependency,
                        dependency.limit(0),
                        mix,
                        exposure,
                        goods,
                        scenarios,
                        inputs,
                        Disruption.helpers(mix, goods, scenarios, inputs).collectAsList(),
                        List.of(),
                        reference.reportingGroups().rows()));
    }

    private Dataset<Row> none(Table table) {
        return spark.createDataFrame(List.<Row>of(), table.schema());
    }

    /** Importers with all kinds of suppliers, each of another product. */
    private void groups(Random random) {
        for (int g = 0; g < RANDOM_GROUPS; g++) {
            String product = String.valueOf(100000 + g);
            boolean small = g % 3 == 0;
            for (int s = 0; s < 1 + random.nextInt(4); s++) {
                traded(random, product, "KOR", code(s), small ? 1 : 11);
            }
            if (random.nextInt(3) > 0) {
                traded(random, product, "KOR", "XXX", small ? 1 : 11);
            }
        }
        double[][] pairs = {{0.001, 8.9e12}, {8.9e12, 0.001}, {0.001, 0.001}, {8.9e12, 8.9e12}, {0, 0.001}, {0.001, 0}};
        for (int p = 0; p < pairs.length; p++) {
            baci(String.valueOf(200000 + p), "KOR", "CHN", pairs[p][0], pairs[p][0] == 0 ? null : pairs[p][0]);
            baci(String.valueOf(200000 + p), "KOR", "XXX", pairs[p][1], pairs[p][1] == 0 ? null : pairs[p][1]);
        }
        baci("200010", "KOR", "CHN", 0.001, 0.001);
        baci("200011", "KOR", "CHN", 8.9e12, 8.9e12);
        baci("200012", "KOR", "XXX", 8.9e12, 0.001);
        baci("200013", "KOR", "KOR", 5, 5.0);
        baci("200014", "KOR", "CHN", 0, null);
        for (int s = 0; s < 300; s++) {
            baci("200020", "KOR", code(s), 8.9e12, 8.9e12);
            baci("200021", "KOR", code(s), s == 0 ? 8.9e12 : 0.001, s == 0 ? 8.9e12 : 0.001);
        }
        for (int s = 0; s < MANY; s++) {
            baci(OF_MANY, "KOR", code(s), 0.001 + s % 2, 1.0);
        }
        // Members of a bloc that buy from each other and from outside.
        for (String member : List.of("DEU", "FRA", "ITA")) {
            for (String supplier : List.of("DEU", "FRA", "CHN", "XXX")) {
                if (!supplier.equals(member)) {
                    traded(random, "850511", member, supplier, 11);
                    traded(random, "200030", member, supplier, 1);
                }
            }
        }
    }

    /** The goods of the chains among a dozen countries that sell each other what they like, and what their mines say. */
    private List<Row> chains(Random random) {
        List<Row> made = new ArrayList<>();
        Map<String, String> commodities = new TreeMap<>();
        reference
                .commodities()
                .rows()
                .forEach(row ->
                        commodities.put(row.getString(0), row.getString(1).split(";")[0]));
        Set<String> codes = new HashSet<>();
        reference.chains().rows().forEach(row -> codes.add(row.getString(3)));
        String[] countries = {"CHN", "USA", "JPN", "DEU", "MYS", "VNM", "AUS", "MMR", "KOR", "FRA", "CHL", "ARG"};
        for (String code : new java.util.TreeSet<>(codes)) {
            for (String importer : countries) {
                for (String supplier : countries) {
                    if (!importer.equals(supplier) && random.nextInt(3) == 0) {
                        traded(random, code, importer, supplier, 9);
                    }
                }
                if (random.nextInt(4) == 0) {
                    traded(random, code, importer, "XXX", 9);
                }
            }
        }
        Set<String> mined = new java.util.TreeSet<>(commodities.values());
        for (String commodity : mined) {
            // Of some nobody is named.
            boolean named = random.nextInt(4) > 0;
            for (String country : countries) {
                if (named && random.nextBoolean()) {
                    made.add(production(commodity, country, "country", figure(random, 6)));
                }
            }
            made.add(production(commodity, "XXX", "unspecified", figure(random, 6)));
        }
        return made;
    }

    /** Flows that both sides report, alike and far from it, in editions that change. */
    private void mirrored(Random random) {
        for (int i = 0; i < 60; i++) {
            String product = String.valueOf(300000 + i);
            for (int year = YEAR - 1; year <= YEAR; year++) {
                String edition = year < YEAR ? "H5" : "H6";
                double imported = figure(random, 11);
                double exported = i % 3 == 0 ? imported : i % 7 == 0 ? 0 : figure(random, 11);
                comtrade("import", edition, "KOR", product, "CHN", year, imported, weight(random, imported));
                comtrade("import", edition, "KOR", product, "WLD", year, imported * 1.5, null);
                comtrade("export", edition, "CHN", product, "KOR", year, exported, weight(random, exported));
                comtrade("export", edition, "CHN", product, "WLD", year, exported, null);
            }
        }
    }

    /** Goods that all sell at much the same price, but for one whose weight is out by far. */
    private void prices() {
        for (int s = 0; s < 12; s++) {
            comtrade("import", "H6", "KOR", "300100", code(s), YEAR, 1000 + s, s == 0 ? 0.001 : 100.0 - s);
        }
        comtrade("import", "H6", "KOR", "300100", "WLD", YEAR, 12_066, null);
    }

    private static String code(int number) {
        return String.valueOf((char) ('A' + number % 26)) + (char) ('A' + number / 26 % 26) + number / 676;
    }

    /** Whole thousandths from one up to a power of ten, each order of size alike. */
    private static double figure(Random random, double order) {
        return Math.rint(Math.pow(10, -3 + random.nextDouble() * (order + 3)) * 1000) / 1000;
    }

    /** A weight at which a kilogram costs from a thousandth to a thousand dollars; of some flows there is none. */
    private static Double weight(Random random, double value) {
        double weight = Math.rint(value * Math.pow(10, 6 * random.nextDouble() - 3) * 1000) / 1000;
        return random.nextInt(6) == 0 ? null : (Double) Math.min(8.9e12, Math.max(0.001, weight));
    }

    private void traded(Random random, String product, String importer, String supplier, double order) {
        double value = figure(random, order);
        baci(product, importer, supplier, value, weight(random, value));
    }

    private void baci(String product, String importer, String supplier, double value, Double weight) {
        add("baci", "V202601", "H5", "import", importer, product, supplier, YEAR, value, weight);
    }

    private void comtrade(
            String direction,
            String edition,
            String reporter,
            String product,
            String partner,
            int year,
            double value,
            Double weight) {
        add("comtrade", null, edition, direction, reporter, product, partner, year, value, weight);
    }

    private void add(
            String dataset,
            String release,
            String edition,
            String direction,
            String reporter,
            String product,
            String partner,
            int year,
            double value,
            Double weight) {
        String kind = switch (partner) {
            case "XXX" -> "unspecified";
            case "WLD" -> "world";
            default -> partner.equals(reporter) ? "self" : "country";
        };
        flows.add(TradeFlows.TABLE
                .row()
                .set("slice", String.join(" ", dataset, direction, reporter, product, edition, String.valueOf(year)))
                .set("reporter_code", reporter.hashCode())
                .set("partner_code", partner.hashCode())
                .set("dataset", dataset)
                .set("release", release)
                .set("hs_edition", edition)
                .set("direction", direction)
                .set("reporter_iso3", reporter)
                .set("reporter_kind", "country")
                .set("partner_iso3", partner)
                .set("partner_kind", kind)
                .set("product_code", product)
                .set("period_type", "year")
                .set("period_start", Date.valueOf(LocalDate.of(year, 1, 1)))
                .set("year", year)
                .set("value_usd", value)
                .set("net_weight_kg", weight)
                .set("slice_complete", true)
                .set("source_sha256", "made up")
                .set("source_line", (long) flows.size())
                .build());
    }

    private static Row production(String commodity, String country, String kind, double tonnes) {
        return Production.TABLE
                .row()
                .set("dataset", "made up")
                .set("commodity", commodity)
                .set("measure", "Mine production")
                .set("country_iso3", country)
                .set("country_kind", kind)
                .set("year", YEAR)
                .set("production_tonnes", tonnes)
                .build();
    }

    private static List<Row> governance(Random random) {
        List<Row> rows = new ArrayList<>();
        for (String country : List.of("CHN", "USA", "JPN", "DEU", "MYS", "VNM", "AUS", "CHL")) {
            rows.add(Governance.TABLE
                    .row()
                    .set("indicator", "political_stability")
                    .set("country_iso3", country)
                    .set("year", YEAR)
                    .set("estimate", random.nextDouble() * 10 - 5)
                    .build());
        }
        return rows;
    }

    private static List<Row> scenarios() {
        List<Row> rows = new ArrayList<>();
        for (double days : new double[] {0.001, 90, 10_000}) {
            rows.add(Scenarios.TABLE
                    .row()
                    .set("scenario_id", "for " + days)
                    .set("scenario_name", "a stop")
                    .set("stopped_iso3", "CHN MMR")
                    .set("chain", "rare_earths")
                    .set("stage", "oxide")
                    .set("stopped_share", days == 90 ? 1 : 0.001)
                    .set("duration_days", days)
                    .set("stated_by", "made up")
                    .build());
        }
        return rows;
    }

    private static List<Row> inputs(Random random) {
        List<Row> rows = new ArrayList<>();
        for (Row scenario : scenarios()) {
            String id = scenario.getAs("scenario_id");
            rows.add(input(id, "spare_capacity", "oxide", "USA", figure(random, 6), "t_per_year"));
            rows.add(input(id, "spare_capacity", "oxide", "AUS", figure(random, 1), "t_per_year"));
            for (String stage : List.of("oxide", "metal", "magnet")) {
                rows.add(input(id, "substitution", stage, "ALL", 0.3, "share_of_imports"));
                rows.add(input(id, "stock", stage, "ALL", 30, "days_of_imports"));
            }
        }
        return rows;
    }

    private static Row input(String id, String kind, String stage, String country, double amount, String unit) {
        return Scenarios.INPUTS
                .row()
                .set("scenario_id", id)
                .set("input_kind", kind)
                .set("stage", stage)
                .set("country_iso3", country)
                .set("from_day", 0.0)
                .set("amount", amount)
                .set("input_unit", unit)
                .set("stated_by", "made up")
                .build();
    }

    // ---- contracts, plans and claims ---------------------------------------------------------------------------

    /** The worked examples with amounts that are far smaller or larger. */
    private void plans(double scale) {
        Rates rates = Rates.of(Rows.given(spark, "contract-audit", "rates", ExchangeRates.TABLE));
        List<Row> contracts = scaled("contract-audit", "contracts", Contracts.TABLE, scale);
        List<Row> facilities = scaled("contract-audit", "facilities", Facilities.TABLE, scale);
        List<Row> schedule = DeliverySchedule.of(contracts, rates);
        holds(DeliverySchedule.TABLE, schedule);
        holds(
                ContractAudit.TABLE,
                ContractAudit.of(
                        contracts,
                        schedule,
                        facilities,
                        scaled("contract-audit", "trade", SupplierConcentration.TABLE, scale),
                        rates));
        PlanBook book = book("path-to-target", scale);
        holds(CapacityOutlook.TABLE, CapacityOutlook.of(book));
        List<Row> shares = ShareTrajectory.of(book);
        holds(ShareTrajectory.TABLE, shares);
        holds(TargetRequirements.TABLE, TargetRequirements.of(book));
        PlanBook varying = book("odds", scale);
        Dataset<Row> drawn = kept(TargetOdds.draw(
                spark.range(0, TargetOdds.models(varying), 1, 1).as(org.apache.spark.sql.Encoders.LONG()),
                varying,
                300,
                7));
        holds(TargetOdds.TABLE, TargetOdds.odds(drawn).collectAsList());
        holds(TargetOdds.INPUTS, TargetOdds.inputs(drawn).collectAsList());
        List<Row> imports = Rows.given(spark, "national-effect", "imports", ImportDependency.TABLE);
        PlanBook plants = new PlanBook(
                book.targets(),
                scaled("national-effect", "plans", SalesPlans.TABLE, scale),
                scaled("national-effect", "facilities", Facilities.TABLE, scale),
                List.of(),
                List.of(),
                scaled("national-effect", "assumptions", Assumptions.TABLE, 1),
                List.of());
        holds(NationalEffect.TABLE, NationalEffect.of(plants, imports));
        holds(
                ClaimCheck.TABLE,
                ClaimCheck.of(
                        Rows.given(spark, "wide-code-share", "claims", PublishedClaims.TABLE),
                        new Facts(
                                Rows.given(spark, "wide-code-share", "imports", ImportDependency.TABLE),
                                List.of(),
                                List.of(),
                                scaled("wide-code-share", "contracts", Contracts.TABLE, scale),
                                scaled("wide-code-share", "facilities", Facilities.TABLE, scale),
                                List.of(),
                                shares,
                                Rates.of(Rows.given(spark, "wide-code-share", "rates", ExchangeRates.TABLE)))));
    }

    /** Against a market that stays as it is the plans are next to nothing, or far more than it. */
    private PlanBook book(String question, double scale) {
        return new PlanBook(
                scaled(question, "targets", Targets.TABLE, scale),
                scaled(question, "plans", SalesPlans.TABLE, scale),
                scaled(question, "facilities", Facilities.TABLE, scale),
                scaled(question, "deliveries", DeliverySchedule.TABLE, scale),
                scaled(question, "outlook", MarketOutlook.TABLE, 1),
                scaled(question, "assumptions", Assumptions.TABLE, 1),
                List.of());
    }

    /** Rows of a worked example with their amounts multiplied; shares, years and counts stay. */
    private List<Row> scaled(String question, String name, Table table, double scale) {
        Set<Unit> amounts = Set.of(Unit.TONNES, Unit.KG, Unit.USD, Unit.KRW, Unit.FIGURE);
        List<Column> columns = new ArrayList<>();
        for (Field<?> column : table.columns()) {
            boolean amount = amounts.contains(column.unit())
                    && column.type().equals(org.apache.spark.sql.types.DataTypes.DoubleType);
            columns.add(amount ? column.col().multiply(scale).as(column.name()) : column.col());
        }
        List<Row> given = Rows.given(spark, question, name, table);
        return spark.createDataFrame(given, table.schema())
                .select(columns.toArray(Column[]::new))
                .collectAsList();
    }

    // ---- stated inputs -----------------------------------------------------------------------------------------

    private void reliance(Random random) {
        List<Row> inputs = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            var row = NetImportReliance.INPUTS
                    .row()
                    .set("commodity", "made up " + i)
                    .set("country_iso3", "USA")
                    .set("year", YEAR)
                    .set("vintage", "MCS2025")
                    .set("stated_by", "made up");
            for (String part : List.of("production", "imports", "exports", "apparent_consumption")) {
                String figure = java.math.BigDecimal.valueOf(figure(random, 9)).toPlainString();
                row.set(
                        part + "_tonnes",
                        switch (random.nextInt(9)) {
                            case 0 -> "W";
                            case 1 -> ">" + figure;
                            case 2 -> "<" + figure;
                            case 3 -> "0";
                            case 4 -> null;
                            default -> figure;
                        });
            }
            inputs.add(row.set("published_reliance", random.nextBoolean() ? ">95" : "E")
                    .build());
        }
        holds(NetImportReliance.TABLE, NetImportReliance.of(inputs));
        Map<String, Double> assessed = new LinkedHashMap<>();
        assessed.put("tiny", 1e-9);
        assessed.put("whole", 1.0);
        List<Row> rows = new ArrayList<>();
        assessed.forEach((id, part) -> {
            for (Row row : Rows.given(spark, "ec-supply-risk", "inputs", EcAssessments.INPUTS)) {
                String kind = row.getAs("input_kind");
                double amount = row.getAs("amount");
                boolean scaled = !Set.of("governance", "trade_parameter").contains(kind);
                boolean tonnes = Set.of("production", "imports", "exports").contains(kind);
                rows.add(EcAssessments.INPUTS
                        .row()
                        .like(row)
                        .set("material", row.getAs("material") + " " + id)
                        .set("amount", tonnes ? amount / part : scaled ? amount * part : amount)
                        .build());
            }
        });
        holds(
                EcAssessments.TABLE,
                EcAssessments.of(rows, List.of(), reference.reportingGroups().rows()));
    }

    private static Dataset<Row> kept(Dataset<Row> rows) {
        return Checkpoint.of(rows, false).rows();
    }

    private static Dataset<Row> dataset(SmallTable table) {
        return Spark.session().createDataFrame(table.rows(), table.schema());
    }
}
