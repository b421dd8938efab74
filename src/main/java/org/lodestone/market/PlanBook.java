package org.lodestone.market;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What is known of plans: a few hundred rows at most, so they are read once and worked with in memory. Only the draws of
 * {@link TargetOdds} are many.
 *
 * @param targets rows of {@link Targets#TABLE}
 * @param plans rows of {@link SalesPlans#TABLE}
 * @param facilities rows of {@link Facilities#TABLE}
 * @param deliveries rows of the report delivery_schedule
 * @param outlook rows of {@link MarketOutlook#TABLE}
 * @param assumptions rows of {@link Assumptions#TABLE}
 * @param contents rows of {@link ElementContents#TABLE}
 */
public record PlanBook(
        List<Row> targets,
        List<Row> plans,
        List<Row> facilities,
        List<Row> deliveries,
        List<Row> outlook,
        List<Row> assumptions,
        List<Row> contents)
        implements Serializable {}
