package org.lodestone.dependency;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.reference.ReferenceData;
import org.lodestone.table.SmallTable;
import org.lodestone.trade.UnitValues;

/**
 * The steps of a run, each kept before the next starts from it, as a run keeps them: plans that hold each other several
 * times take longer to analyse than to run.
 */
final class Steps {
    private Steps() {}

    static Dataset<Row> suppliers(Dataset<Row> flows, Suppliers.Terms terms) {
        Dataset<Row> given = flows.localCheckpoint();
        Dataset<Row> reporting = Suppliers.reporting(given, terms.baciRelease()).localCheckpoint();
        return Suppliers.of(given, reporting, terms).localCheckpoint();
    }

    /** With the reference data that ship with the program, and weights of which none is suspect. */
    static Dataset<Row> importDependency(Dataset<Row> suppliers, List<Row> groups) {
        return importDependency(suppliers, groups, List.of(), ReferenceData.load(Map.of()));
    }

    /** @param checks rows of {@link UnitValues#TABLE} */
    static Dataset<Row> importDependency(
            Dataset<Row> suppliers, List<Row> groups, List<Row> checks, ReferenceData reference) {
        SparkSession spark = suppliers.sparkSession();
        return ImportDependency.of(
                suppliers,
                Suppliers.suspects(spark.createDataFrame(checks, UnitValues.TABLE.schema())),
                UsualUnitValues.of(suppliers, groups).localCheckpoint(),
                dataset(spark, reference.products()),
                dataset(spark, reference.countryTitles()),
                dataset(spark, reference.reporters()));
    }

    static Dataset<Row> dataset(SparkSession spark, SmallTable table) {
        return spark.createDataFrame(table.rows(), table.schema());
    }
}
