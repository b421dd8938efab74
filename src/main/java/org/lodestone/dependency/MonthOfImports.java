package org.lodestone.dependency;

import static org.lodestone.dependency.PurchasePlaces.number;
import static org.lodestone.dependency.PurchasePlaces.orNothing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Makes World's figures of months add up. What World has beyond its partners in a month is a purchase from nobody named,
 * with what World weighs beyond them where all of them have a weight. A month in which partners exceed World, or that
 * has no World row, counts as its partners, so that it takes nothing from other months; and one in which all have a
 * weight needs no weight of World's.
 */
final class MonthOfImports {
    private final String importer;
    private final PurchasePlaces at;
    private final List<Row> rows = new ArrayList<>();
    private boolean hasWorld;
    private long partners;
    private long partnersWeight;
    private long suppliers;
    private long estimated;
    private boolean weightless;
    private boolean selfWeightless;

    /** @param purchases what one importer bought of one product in one month */
    MonthOfImports(String importer, PurchasePlaces at, Iterator<Row> purchases) {
        this.importer = importer;
        this.at = at;
        purchases.forEachRemaining(row -> {
            rows.add(row);
            hasWorld |= !row.isNullAt(at.worldValue);
            partners = Math.addExact(partners, orNothing(number(row, at.value)));
            partnersWeight = Math.addExact(partnersWeight, orNothing(number(row, at.weight)));
            boolean withoutWeight = row.getLong(at.withoutWeight) > 0;
            if (isSelf(row)) {
                selfWeightless |= withoutWeight;
            } else {
                suppliers = Math.addExact(suppliers, orNothing(number(row, at.value)));
                estimated = Math.addExact(estimated, row.getLong(at.estimated));
                weightless |= withoutWeight;
            }
        });
    }

    private boolean isSelf(Row row) {
        return importer.equals(row.getString(at.supplier));
    }

    /** The same rows, with figures that add up over months. */
    Iterator<Row> rows() {
        return rows.stream()
                .map(row -> row.isNullAt(at.worldValue) ? partner(row) : world(row))
                .iterator();
    }

    private Row partner(Row row) {
        if (hasWorld) {
            return row;
        }
        Object[] figures = figures(row);
        figures[at.worldValue] = figures[at.value];
        figures[at.worldWeight] = figures[at.weight];
        figures[at.worldWithoutWeight] = isSelf(row) ? 0L : row.getLong(at.withoutWeight);
        return RowFactory.create(figures);
    }

    private Row world(Row row) {
        Long worldWeight = number(row, at.worldWeight);
        long whole = Math.max(row.getLong(at.worldValue), partners);
        long rest = whole - partners;
        // Of what World weighs beyond partners some may be re-imports'. A World that weighs no more than partners with
        // a
        // weight does not count the others' weight.
        boolean counted = !selfWeightless && worldWeight != null && SupplierTotals.exceeds(worldWeight, partnersWeight);
        Long left = counted ? Long.valueOf(worldWeight - partnersWeight) : null;
        boolean restWithoutWeight = left == null && SupplierTotals.isGoods(rest, whole);

        Object[] figures = figures(row);
        figures[at.worldValue] = whole;
        if (weightless) {
            figures[at.worldWeight] = left == null ? null : Long.valueOf(partnersWeight + left);
            figures[at.worldWithoutWeight] = left == null ? whole : 0L;
            return RowFactory.create(figures);
        }
        figures[at.worldWeight] = partnersWeight + orNothing(left);
        figures[at.worldWithoutWeight] = restWithoutWeight ? rest : 0L;
        figures[at.weight] = left;
        if (left != null || restWithoutWeight) {
            figures[at.value] = rest;
            // Its weight is as estimated as all others' that it is the rest of.
            if (suppliers > 0 && estimated == suppliers) {
                figures[at.estimated] = rest;
            }
        }
        if (restWithoutWeight) {
            figures[at.withoutWeight] = rest;
        }
        return RowFactory.create(figures);
    }

    private static Object[] figures(Row row) {
        Object[] figures = new Object[row.length()];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = row.get(i);
        }
        return figures;
    }
}
