package org.lodestone.dependency;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.lodestone.table.Table;

/** Answers to criteria whose figures have bounds: yes, no or undetermined. */
final class Criteria {
    static final String YES = "yes";
    static final String NO = "no";
    static final String UNDETERMINED = "undetermined";

    private Criteria() {}

    /**
     * Whether a figure is above a threshold. Both bounds are rounded as the report shows them, so that the answer never
     * contradicts the distance beside it.
     *
     * @param low lower bound; null where it is not known
     * @param high upper bound; null where it is not known
     */
    static Column above(Column low, Column high, double threshold) {
        return when(Table.rounded(low).gt(threshold), YES)
                .when(Table.rounded(high).leq(threshold), NO)
                .otherwise(UNDETERMINED);
    }

    /** Whether all hold: no as soon as one does not, whatever is not known of the others. */
    static Column all(Column... answers) {
        Column refuted = lit(false);
        Column proven = lit(true);
        for (Column answer : answers) {
            refuted = refuted.or(coalesce(answer.equalTo(NO), lit(false)));
            proven = proven.and(coalesce(answer.equalTo(YES), lit(false)));
        }
        return when(refuted, NO).when(proven, YES).otherwise(UNDETERMINED);
    }
}
