package org.lodestone.job;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.lodestone.claims.ClaimCheck;
import org.lodestone.claims.Facts;
import org.lodestone.claims.PublishedClaims;
import org.lodestone.contracts.ContractAudit;
import org.lodestone.contracts.Contracts;
import org.lodestone.contracts.DeliverySchedule;
import org.lodestone.market.Assumptions;
import org.lodestone.market.CapacityOutlook;
import org.lodestone.market.ElementContents;
import org.lodestone.market.Facilities;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.NationalEffect;
import org.lodestone.market.PlanBook;
import org.lodestone.market.SalesPlans;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.market.TargetOdds;
import org.lodestone.market.TargetRequirements;
import org.lodestone.market.Targets;
import org.lodestone.production.Production;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.reference.ReferenceTable;
import org.lodestone.table.Table;

/**
 * The reports on contracts, plans and claims. Their tables hold hundreds of rows, so they are read once and worked with
 * in memory; Spark draws the odds and writes the files.
 */
final class PlanReports {
    private final ReportRun run;
    private final Dataset<Row> products;
    private final Object[] minerals;
    private final Map<String, List<Row>> rows = new ConcurrentHashMap<>();
    private final Map<String, List<Row>> results = new HashMap<>();

    /** @param products reference data: claims are about these, and other trade is not fetched */
    PlanReports(ReportRun run, ReferenceTable products) {
        this.run = run;
        this.products = Reference.dataset(run.spark, products);
        minerals = products.rows().stream().map(row -> row.getString(0)).toArray();
    }

    /** Forgets reports that are not to be published. */
    void withhold(Set<String> names) {
        results.keySet().removeAll(names);
    }

    /** The rows of a report; none where it was left out or withheld. */
    List<Row> of(Table report) {
        return results.getOrDefault(report.name(), List.of());
    }

    void run(Optional<TradeReports.Figures> trade) {
        fetch();
        if (!rows.isEmpty()) {
            run.console.step("Computing contracts, plans and claims");
        }
        Rates rates = Rates.of(rows(ExchangeRates.TABLE));
        List<Row> contracts = rows(Contracts.TABLE);
        List<Row> facilities = rows(Facilities.TABLE);
        Trade figures = rows.isEmpty() ? Trade.NONE : trade.map(this::figures).orElse(Trade.NONE);
        if (run.can(DeliverySchedule.TABLE)) {
            results.put(DeliverySchedule.TABLE.name(), DeliverySchedule.of(contracts, rates));
        }
        List<Row> schedule = of(DeliverySchedule.TABLE);
        if (run.can(ContractAudit.TABLE)) {
            results.put(
                    ContractAudit.TABLE.name(),
                    ContractAudit.of(contracts, schedule, facilities, figures.importers(), rates));
        }
        PlanBook book = new PlanBook(
                rows(Targets.TABLE),
                rows(SalesPlans.TABLE),
                facilities,
                schedule,
                rows(MarketOutlook.TABLE),
                rows(Assumptions.TABLE),
                rows(ElementContents.TABLE));
        if (run.can(CapacityOutlook.TABLE)) {
            results.put(CapacityOutlook.TABLE.name(), CapacityOutlook.of(book));
        }
        boolean plans = run.can(ShareTrajectory.TABLE)
                & run.can(TargetRequirements.TABLE)
                & run.can(TargetOdds.TABLE)
                & run.can(TargetOdds.INPUTS);
        if (plans) {
            results.put(ShareTrajectory.TABLE.name(), ShareTrajectory.of(book));
            results.put(TargetRequirements.TABLE.name(), TargetRequirements.of(book));
            draw(book);
        }
        if (run.can(NationalEffect.TABLE)) {
            results.put(NationalEffect.TABLE.name(), NationalEffect.of(book, figures.magnets()));
        }
        if (run.can(ClaimCheck.TABLE)) {
            results.put(
                    ClaimCheck.TABLE.name(),
                    ClaimCheck.of(
                            rows(PublishedClaims.TABLE),
                            new Facts(
                                    figures.claimed(),
                                    figures.world(),
                                    rows(Production.TABLE),
                                    contracts,
                                    facilities,
                                    rows(MarketOutlook.TABLE),
                                    of(ShareTrajectory.TABLE),
                                    rates)));
        }
        write();
    }

    /** A line for each plan whose share cannot be computed, and for each target without a plan or market, with the reason. */
    List<String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        for (Row row : of(ShareTrajectory.TABLE)) {
            String reason = row.getAs("share_reason");
            if (reason != null && row.<Integer>getAs("year").equals(row.getAs("target_year"))) {
                problems.put(
                        row.<String>getAs("company") + ", plan " + row.getAs("plan") + " in scenario "
                                + row.getAs("scenario") + ", in " + row.getAs("basis"),
                        reason);
            }
        }
        for (Row target : rows(Targets.TABLE)) {
            if (of(ShareTrajectory.TABLE).stream().noneMatch(row -> sameMarket(row, target))) {
                problems.put(
                        target.<String>getAs("company") + " in market " + target.getAs("market"),
                        rows(SalesPlans.TABLE).stream().anyMatch(row -> sameMarket(row, target))
                                ? "market_outlook has no scenario of that market to divide by"
                                : "sales_plan has no plan of that company in that market");
            }
        }
        List<String> lines = new ArrayList<>();
        problems.forEach((what, why) -> lines.add("No share for " + what + ": " + why + "."));
        return lines;
    }

    private static boolean sameMarket(Row one, Row other) {
        return one.<String>getAs("company").equals(other.getAs("company"))
                && one.<String>getAs("market").equals(other.getAs("market"));
    }

    // ---- reading -----------------------------------------------------------------------------------------------

    /** Reads the small tables at the same time: each is a Spark job that leaves cores idle. */
    private void fetch() {
        List<CompletableFuture<Void>> fetches = new ArrayList<>();
        for (Table table : List.of(
                Contracts.TABLE,
                Facilities.TABLE,
                MarketOutlook.TABLE,
                Targets.TABLE,
                SalesPlans.TABLE,
                Assumptions.TABLE,
                ElementContents.TABLE,
                PublishedClaims.TABLE)) {
            if (run.has(table)) {
                fetches.add(SideBySide.start(() -> rows.put(table.name(), run.rows(table))));
            }
        }
        if (fetches.isEmpty()) {
            return;
        }
        if (run.has(ExchangeRates.TABLE)) {
            fetches.add(SideBySide.start(() -> rows.put(ExchangeRates.TABLE.name(), run.rows(ExchangeRates.TABLE))));
        }
        if (run.has(Production.TABLE) && run.has(PublishedClaims.TABLE)) {
            fetches.add(SideBySide.start(() -> rows.put(
                    Production.TABLE.name(),
                    PublishedClaims.produced(
                                    Production.inForce(run.table(Production.TABLE)), run.table(PublishedClaims.TABLE))
                            .collectAsList())));
        }
        SideBySide.await(fetches);
    }

    private List<Row> rows(Table table) {
        return rows.getOrDefault(table.name(), List.of());
    }

    /**
     * What the reports on trade say of contracts and claims.
     *
     * @param importers what importers bought of the contracts' goods, by year
     * @param world who supplies the world
     * @param claimed shares of the countries that claims name
     * @param magnets suppliers of magnets of the plants' and companies' countries
     */
    private record Trade(List<Row> importers, List<Row> world, List<Row> claimed, List<Row> magnets) {
        static final Trade NONE = new Trade(List.of(), List.of(), List.of(), List.of());
    }

    private Trade figures(TradeReports.Figures trade) {
        Set<String> contracted = values(Contracts.TABLE, "product_code");
        Set<String> importers = values(PublishedClaims.TABLE, "importer_iso3");
        Set<String> origins = values(PublishedClaims.TABLE, "origin_iso3");
        Set<String> countries = values(Targets.TABLE, "home_country_iso3");
        countries.addAll(values(Facilities.TABLE, "country_iso3"));
        List<Row> concentration = new ArrayList<>();
        List<Row> dependency = new ArrayList<>();
        SideBySide.await(List.of(
                SideBySide.start(() -> concentration.addAll(trade.concentration()
                        .where(col("period_type")
                                .equalTo("year")
                                .and(col("product_code")
                                        .isin(contracted.toArray())
                                        .or(col("importer_iso3")
                                                .equalTo("WLD")
                                                .and(col("product_code").isin(minerals)))))
                        .join(broadcast(products.select("product_code", "mineral", "stage")), "product_code", "left")
                        .collectAsList())),
                SideBySide.start(() -> dependency.addAll(trade.dependency()
                        .where(col("period_type")
                                .equalTo("year")
                                .and(col("product_code").isin(minerals))
                                .and(col("importer_iso3")
                                        .isin(importers.toArray())
                                        .and(col("supplier_iso3")
                                                .isin(origins.toArray())
                                                .or(largestOfAStage()))
                                        .or(col("importer_iso3")
                                                .isin(countries.toArray())
                                                .and(col("stage").equalTo("magnet")))))
                        .collectAsList()))));
        return new Trade(
                concentration.stream()
                        .filter(row -> "import".equals(row.getAs("side")))
                        .toList(),
                concentration.stream()
                        .filter(row -> "export".equals(row.getAs("side")))
                        .toList(),
                dependency.stream()
                        .filter(row -> importers.contains(row.<String>getAs("importer_iso3")))
                        .toList(),
                dependency.stream()
                        .filter(row -> countries.contains(row.<String>getAs("importer_iso3"))
                                && "magnet".equals(row.getAs("stage")))
                        .toList());
    }

    /** An origin that supplies nothing has no row; the largest supplier's tells what there was. */
    private static Column largestOfAStage() {
        return col("value_rank").equalTo(1).and(col("stage").isNotNull());
    }

    private Set<String> values(Table table, String column) {
        Set<String> values = new TreeSet<>();
        for (Row row : rows(table)) {
            String value = row.getAs(column);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    // ---- writing -----------------------------------------------------------------------------------------------

    private void draw(PlanBook book) {
        int models = TargetOdds.models(book);
        // Plans that one task draws share what they draw of the same inputs.
        int tasks = Math.max(1, Math.min(models, run.spark.sparkContext().defaultParallelism()));
        Dataset<Row> drawn = TargetOdds.draw(
                        run.spark.range(0, models, 1, tasks).as(org.apache.spark.sql.Encoders.LONG()),
                        book,
                        (int) run.settings.number(Setting.DRAWS),
                        run.settings.number(Setting.SEED))
                .persist(StorageLevel.MEMORY_AND_DISK());
        results.put(TargetOdds.TABLE.name(), TargetOdds.odds(drawn).collectAsList());
        results.put(TargetOdds.INPUTS.name(), TargetOdds.inputs(drawn).collectAsList());
    }

    private void write() {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (Table report : Catalogue.PLAN_REPORTS) {
            List<Row> result = results.get(report.name());
            if (result != null) {
                Dataset<Row> rows = report.conform(run.spark.createDataFrame(result, report.schema()));
                writes.add(SideBySide.start(() -> run.reports.write(report, rows, result.size())));
            }
        }
        SideBySide.await(writes);
    }
}
