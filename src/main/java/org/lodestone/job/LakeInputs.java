package org.lodestone.job;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lodestone.lake.Lake;
import org.lodestone.metric.Surroundings;
import org.lodestone.reference.ReferenceData;
import org.lodestone.reference.References;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.SmallTable;
import org.lodestone.table.Table;
import org.lodestone.trade.TradeFlows;

/** What metrics are computed from in a run: a state of the lake, the settings and the reference data. */
final class LakeInputs implements Surroundings {
    private final SparkSession spark;
    private final Settings settings;
    private final ReferenceData reference;
    private final Lake lake;
    private final ParquetReports reports;
    private long flows = -1;

    LakeInputs(SparkSession spark, Settings settings, ReferenceData reference, Lake lake) {
        this.spark = spark;
        this.settings = settings;
        this.reference = reference;
        this.lake = lake;
        reports = new ParquetReports(spark, settings.text(Setting.REPORTS));
    }

    /** Where the results are written to. */
    ParquetReports reports() {
        return reports;
    }

    @Override
    public SparkSession spark() {
        return spark;
    }

    @Override
    public boolean has(Table table) {
        return lake.has(table);
    }

    @Override
    public Dataset<Row> read(Table table) {
        return lake.read(table);
    }

    @Override
    public synchronized long flows() {
        if (flows < 0) {
            flows = lake.has(TradeFlows.TABLE) ? lake.read(TradeFlows.TABLE).count() : 0;
        }
        return flows;
    }

    @Override
    public Object given(String name) {
        return settings.value(name);
    }

    @Override
    public SmallTable reference(String name) {
        return References.table(reference, name);
    }

    @Override
    public void write(Table table, List<Row> rows) {
        reports.write(table, rows);
    }

    @Override
    public void write(Table table, Dataset<Row> rows, long count) {
        reports.write(table, rows, count);
    }

    @Override
    public Dataset<Row> written(Table table) {
        return reports.staged(table);
    }
}
