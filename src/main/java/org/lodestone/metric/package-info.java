/**
 * What a report is computed from, and the engine that runs any set of reports.
 *
 * <p>A {@link org.lodestone.metric.Metric} is a table that is published, with what it needs and how it follows from that;
 * an {@link org.lodestone.metric.Intermediate} is the same without being published. Both are declared beside the formula.
 * The {@link org.lodestone.metric.Engine} finds the order.
 */
package org.lodestone.metric;
