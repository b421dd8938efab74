package org.lodestone.dependency;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.lodestone.reference.Columns;
import org.lodestone.reference.ReportingPractice;

/** Where in a row the figures of a purchase stand; see {@link Suppliers}. */
final class PurchasePlaces implements Serializable {
    final int supplier;
    final int summed;
    final int value;
    final int weight;
    final int withoutWeight;
    final int estimated;
    final int worldValue;
    final int worldWeight;
    final int worldWithoutWeight;
    final int months;
    /** Below zero where the rows do not say it. */
    final int reportedMonths;

    final int said;
    final int complete;
    final int worldReason;
    final int worldCoverage;
    final int otherEditions;
    final int worldHhiLow;
    final int worldHhiHigh;
    final int groupValue;

    PurchasePlaces(StructType rows) {
        supplier = rows.fieldIndex(Columns.SUPPLIER_ISO3.name());
        summed = rows.fieldIndex(Suppliers.SUMMED);
        value = rows.fieldIndex(Suppliers.VALUE);
        weight = rows.fieldIndex(Suppliers.WEIGHT);
        withoutWeight = rows.fieldIndex(Suppliers.VALUE_WITHOUT_WEIGHT);
        estimated = rows.fieldIndex(Suppliers.VALUE_ESTIMATED);
        worldValue = rows.fieldIndex(Suppliers.WORLD_VALUE);
        worldWeight = rows.fieldIndex(Suppliers.WORLD_WEIGHT);
        worldWithoutWeight = rows.fieldIndex(Suppliers.WORLD_WITHOUT_WEIGHT);
        months = rows.fieldIndex(Suppliers.MONTHS);
        reportedMonths = List.of(rows.fieldNames()).indexOf(Suppliers.REPORTED_MONTHS);
        said = rows.fieldIndex(ReportingPractice.SAID);
        complete = rows.fieldIndex(Suppliers.COMPLETE);
        worldReason = rows.fieldIndex(Suppliers.WORLD_REASON);
        worldCoverage = rows.fieldIndex(Suppliers.WORLD_COVERAGE);
        otherEditions = rows.fieldIndex(Suppliers.OTHER_EDITIONS_VALUE);
        worldHhiLow = rows.fieldIndex(Suppliers.WORLD_HHI_LOW);
        worldHhiHigh = rows.fieldIndex(Suppliers.WORLD_HHI_HIGH);
        groupValue = rows.fieldIndex(Suppliers.GROUP_VALUE);
    }

    /** Null where the figure is not known. */
    static Long number(Row row, int place) {
        return row.isNullAt(place) ? null : Long.valueOf(row.getLong(place));
    }

    static long orNothing(Long figure) {
        return figure == null ? 0 : figure;
    }

    /** What is known of both; null where neither is. */
    static Long sum(Long one, Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(Math.addExact(one, other));
    }
}
