package org.lodestone.claims;

import static org.apache.spark.sql.functions.broadcast;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lodestone.contracts.Contracts;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.market.MarketOutlook;
import org.lodestone.market.ShareTrajectory;
import org.lodestone.metric.Collected;
import org.lodestone.metric.Declared;
import org.lodestone.metric.Intermediate;
import org.lodestone.metric.LakeTable;
import org.lodestone.metric.Value;
import org.lodestone.production.Facilities;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ExchangeRates;
import org.lodestone.reference.Rates;
import org.lodestone.reference.References;
import org.lodestone.table.Table;

/**
 * What claims are held against, as rows of tables and reports.
 *
 * @param imports of import_dependency: whole years, of the importers that claims name: the origins
 *     that they name, and the largest supplier of each product of a stage
 * @param world of supplier_concentration: whole years, the export side, with the products' {@code mineral} and {@code stage}
 * @param production of production, the statements in force, with the {@code mineral} that claims are on
 * @param contracts of contract
 * @param facilities of facility_phase
 * @param outlook of market_outlook
 * @param trajectories of share_trajectory
 * @param rates exchange rates
 */
public record Facts(
        List<Row> imports,
        List<Row> world,
        List<Row> production,
        List<Row> contracts,
        List<Row> facilities,
        List<Row> outlook,
        List<Row> trajectories,
        Rates rates) {
    private static final Declared DEPENDENCY = ImportDependency.METRIC;
    private static final LakeTable CLAIM_TABLE = LakeTable.of(PublishedClaims.TABLE);
    private static final Collected CLAIMS = CLAIM_TABLE.collected();
    private static final Collected PRODUCTS = References.PRODUCTS.collected();
    private static final Collected CONTRACTS = rows(Contracts.TABLE);
    private static final Collected FACILITIES = rows(Facilities.TABLE);
    private static final Collected OUTLOOK = rows(MarketOutlook.TABLE);
    private static final Collected TRAJECTORIES =
            ShareTrajectory.METRIC.orEmpty().collected();

    private static final Collected IMPORTS = Intermediate.view(
                    "imports that claims are on",
                    List.of(DEPENDENCY.orEmpty(), CLAIMS, PRODUCTS),
                    in -> claimed(in.get(DEPENDENCY.orEmpty()), in.get(CLAIMS), in.get(PRODUCTS)))
            .collected();

    private static final Collected WORLD = Intermediate.view(
                    "the world's suppliers of minerals",
                    List.of(SupplierConcentration.METRIC.orEmpty(), References.PRODUCTS),
                    in -> world(in.get(SupplierConcentration.METRIC.orEmpty()), in.get(References.PRODUCTS)))
            .collected();

    private static final Collected PRODUCTION = Intermediate.view(
                    "production that claims are on",
                    List.of(Production.IN_FORCE, CLAIM_TABLE),
                    in -> PublishedClaims.produced(in.get(Production.IN_FORCE), in.get(CLAIM_TABLE)))
            .collected();

    /** What the lake and the reports know. */
    static final Value<Facts> KNOWN = Value.of(
            "facts for claims",
            List.of(IMPORTS, WORLD, PRODUCTION, CONTRACTS, FACILITIES, OUTLOOK, TRAJECTORIES, ExchangeRates.RATES),
            in -> new Facts(
                    in.get(IMPORTS),
                    in.get(WORLD),
                    in.get(PRODUCTION),
                    in.get(CONTRACTS),
                    in.get(FACILITIES),
                    in.get(OUTLOOK),
                    in.get(TRAJECTORIES),
                    in.get(ExchangeRates.RATES)));

    private static Collected rows(Table table) {
        return LakeTable.of(table).orEmpty().collected();
    }

    private static Dataset<Row> claimed(Dataset<Row> dependency, List<Row> claims, List<Row> products) {
        // An origin that supplies nothing has no row; the largest supplier's tells what there was.
        Column largestOfAStage = ImportDependency.VALUE_RANK
                .col()
                .equalTo(1)
                .and(Columns.STAGE.col().isNotNull());
        return dependency.where(Columns.PERIOD_TYPE
                .col()
                .equalTo("year")
                .and(Columns.PRODUCT_CODE.col().isin(values(products, "product_code")))
                .and(Columns.IMPORTER_ISO3.col().isin(values(claims, "importer_iso3")))
                .and(Columns.SUPPLIER_ISO3
                        .col()
                        .isin(values(claims, "origin_iso3"))
                        .or(largestOfAStage)));
    }

    private static Dataset<Row> world(Dataset<Row> concentration, Dataset<Row> products) {
        return concentration
                .where(Columns.PERIOD_TYPE
                        .col()
                        .equalTo("year")
                        .and(SupplierConcentration.SIDE.col().equalTo("export"))
                        .and(Columns.IMPORTER_ISO3.col().equalTo("WLD")))
                .join(broadcast(products.select("product_code", "mineral", "stage")), "product_code");
    }

    private static Object[] values(List<Row> rows, String column) {
        return rows.stream()
                .map(row -> row.getAs(column))
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
    }
}
