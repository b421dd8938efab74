package org.lodestone.dependency;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;
import static org.lodestone.dependency.Suppliers.atMostOne;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReferenceData;

/** Who makes how much of a commodity, in what is in force of statements on it, and how concentrated that is. */
final class ProductionByCountry {
    private static final String ISO3 = "iso3";
    private static final String LEAST = "least";
    private static final String MISSING = "missing";
    private static final String OPEN = "open";
    private static final String OTHER = "other";
    private static final String RELEASES = "releases";
    private static final String STATED = "stated";
    private static final String STATEMENT = "statement";
    private static final String THERE = "there";
    private static final String WHOLE = "whole";
    /** A stated world total that is further above its countries than this part says that some are missing. */
    private static final double WORLD_TOLERANCE = 0.01;

    private ProductionByCountry() {}

    /** A source may name a country in parts. */
    static Dataset<Row> byCountry(Dataset<Row> production) {
        return production
                .withColumn(SupplyRisk.PRODUCTION_SOURCE.name(), col(STATEMENT))
                .groupBy(
                        SupplyRisk.PRODUCTION_SOURCE.col(),
                        lower(Production.COMMODITY.col()).as(Production.COMMODITY.name()),
                        Columns.YEAR.col(),
                        Production.COUNTRY_ISO3.col(),
                        Production.COUNTRY_KIND.col())
                .agg(
                        sum(rint(Production.PRODUCTION_TONNES.col().multiply(1000))
                                        .cast(DataTypes.LongType))
                                .as(SupplyRisk.TONNES),
                        max(Production.BOUND.col()).as(Production.BOUND.name()),
                        max(Production.UNKNOWN_REASON.col()).as(Production.UNKNOWN_REASON.name()),
                        // Of several totals under one name the wider ones count other things, too.
                        min(rint(Production.PRODUCTION_TONNES.col().multiply(1000))
                                        .cast(DataTypes.LongType))
                                .as(LEAST),
                        max(Columns.RELEASE.col()).as(Columns.RELEASE.name()));
    }

    /**
     * What the members of each group of that year made together: at least that where one has a bound, and not known where one
     * has no figure. Members that are not named may have made what the source gives to nobody, as other countries may.
     */
    static Dataset<Row> ofMembers(Dataset<Row> named, Dataset<Row> groups) {
        Column atMost = coalesce(Production.BOUND.col(), lit("")).equalTo("at_most");
        return named.join(
                        broadcast(groups.select("bloc", "iso3", "from_year", "to_year")),
                        Production.COUNTRY_ISO3
                                .col()
                                .equalTo(col(ISO3))
                                .and(Columns.YEAR
                                        .col()
                                        .between(col(ReferenceData.FROM_YEAR), col(ReferenceData.TO_YEAR))))
                .groupBy(
                        SupplyRisk.PRODUCTION_SOURCE.col(),
                        Columns.YEAR.col(),
                        col(ReferenceData.BLOC).as(Columns.IMPORTER_ISO3.name()))
                .agg(
                        sum(when(atMost, 0L).otherwise(col(SupplyRisk.TONNES))).as(SupplyRisk.TONNES),
                        max(when(Production.BOUND.col().isNotNull(), "at_least"))
                                .as(Production.BOUND.name()),
                        max(Production.UNKNOWN_REASON.col()).as(Production.UNKNOWN_REASON.name()));
    }

    /**
     * How concentrated the world's production is, by source of production, commodity and year. A country with a bound or
     * without a figure may have made more, up to what the world's total leaves.
     */
    static Dataset<Row> world(Dataset<Row> countries) {
        Column country = Production.COUNTRY_KIND.col().equalTo("country");
        Column other = Production.COUNTRY_KIND.col().equalTo("unspecified");
        Column atMost = coalesce(Production.BOUND.col(), lit("")).equalTo("at_most");
        Column tonnes =
                when(not(atMost), coalesce(col(SupplyRisk.TONNES), lit(0L))).otherwise(0L);
        Column open = Production.UNKNOWN_REASON
                .col()
                .isNotNull()
                .or(Production.BOUND.col().isNotNull());
        Dataset<Row> sums = countries
                .groupBy(SupplyRisk.PRODUCTION_SOURCE.col(), Production.COMMODITY.col(), Columns.YEAR.col())
                .agg(
                        SumOfSquares.of(when(country, tonnes)).as(SupplyRisk.SQUARES),
                        max(when(country.and(open), tonnes).otherwise(0L)).as(OPEN),
                        sum(when(country, tonnes).otherwise(0L)).as(SupplyRisk.NAMED),
                        sum(when(other, tonnes).otherwise(0L)).as(OTHER),
                        max(when(Production.COUNTRY_KIND.col().equalTo("world"), col(LEAST)))
                                .as(STATED),
                        array_join(array_sort(collect_set(Columns.RELEASE.col())), " ")
                                .as(RELEASES),
                        count(when(country.or(other).and(open), 1)).as(SupplyRisk.PRODUCTION_UNKNOWN))
                .withColumn(THERE, col(SupplyRisk.NAMED).plus(col(OTHER)))
                .withColumn(
                        MISSING,
                        greatest(lit(0L), coalesce(col(STATED), lit(0L)).minus(col(THERE))));
        Column believed = col(SupplyRisk.PRODUCTION_UNKNOWN)
                .gt(0L)
                .or(col(MISSING).gt(col(THERE).multiply(WORLD_TOLERANCE)));
        Column whole = when(
                col(SupplyRisk.PRODUCTION_UNKNOWN).equalTo(0L).or(col(STATED).isNotNull()),
                col(THERE).plus(when(believed, col(MISSING)).otherwise(0L)));
        return sums.withColumn(WHOLE, whole.cast(DataTypes.DoubleType))
                .withColumn(
                        SupplyRisk.PRODUCTION_HHI.name(),
                        atMostOne(try_divide(col(SupplyRisk.SQUARES), col(WHOLE).multiply(col(WHOLE)))))
                // A total a little above its countries may be rounded, or leave some country out.
                .withColumn(
                        SupplyRisk.PRODUCTION_HHI_LOW.name(),
                        when(col(WHOLE).isNotNull(), hhi(lit(0.0), col(THERE).plus(col(MISSING)))))
                .withColumn(
                        SupplyRisk.PRODUCTION_HHI_HIGH.name(),
                        when(
                                col(WHOLE).isNotNull(),
                                atMostOne(greatest(
                                        hhi(
                                                col(OTHER).plus(col(MISSING)),
                                                col(THERE).plus(col(MISSING))),
                                        when(not(believed), hhi(col(OTHER).cast(DataTypes.DoubleType), col(THERE)))))))
                .withColumn(
                        SupplyRisk.WORLD_PRODUCTION_TONNES.name(), col(WHOLE).divide(1000.0))
                .withColumn(
                        SupplyRisk.PRODUCTION_RELEASE.name(), when(col(RELEASES).notEqual(""), col(RELEASES)))
                .select(
                        SupplyRisk.PRODUCTION_SOURCE.col(),
                        SupplyRisk.PRODUCTION_RELEASE.col(),
                        Production.COMMODITY.col(),
                        Columns.YEAR.col(),
                        SupplyRisk.PRODUCTION_HHI.col(),
                        SupplyRisk.PRODUCTION_HHI_LOW.col(),
                        SupplyRisk.PRODUCTION_HHI_HIGH.col(),
                        SupplyRisk.WORLD_PRODUCTION_TONNES.col(),
                        col(SupplyRisk.PRODUCTION_UNKNOWN),
                        col(SupplyRisk.SQUARES).divide(1e6).as(SupplyRisk.SQUARES),
                        when(col(WHOLE).isNotNull(), col(SupplyRisk.NAMED).divide(1000.0))
                                .as(SupplyRisk.NAMED_TONNES),
                        col(OTHER).divide(1000.0).as(SupplyRisk.UNNAMED_TONNES),
                        col(MISSING).divide(1000.0).as(SupplyRisk.MISSING_TONNES));
    }

    /** With so much of all production made by one country: one that is not named, or the largest that may have made more. */
    private static Column hhi(Column byOne, Column all) {
        Column one = byOne.cast(DataTypes.DoubleType);
        Column whole = all.cast(DataTypes.DoubleType);
        return try_divide(
                col(SupplyRisk.SQUARES).plus(one.multiply(one.plus(col(OPEN).multiply(2)))), whole.multiply(whole));
    }
}
