package org.lodestone.claims;

import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.reference.Rates;

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
        Rates rates) {}
