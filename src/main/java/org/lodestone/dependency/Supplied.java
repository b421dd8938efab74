package org.lodestone.dependency;

import static org.lodestone.dependency.PurchasePlaces.number;
import static org.lodestone.dependency.PurchasePlaces.orNothing;
import static org.lodestone.dependency.PurchasePlaces.sum;

import java.util.Locale;
import org.apache.spark.sql.Row;

/** What one importer bought from one supplier, all rows added up, as a part of {@link ImportersSuppliers}. Figures are LONG thousandths. */
final class Supplied {
    enum Role {
        SUPPLIER,
        UNSPECIFIED,
        SELF;

        final String code = name().toLowerCase(Locale.ROOT);
    }

    final Row row;
    final String iso3;
    final Role role;
    /** Null where it is not known. */
    Long value;

    Long weight;
    long withoutWeight;
    long estimated;
    /** World's figures, where these rows are World's; null where there are none. */
    Long worldValue;

    Long worldWeight;
    long worldWithoutWeight;
    int months;
    int reportedMonths;
    int said;
    boolean complete = true;
    long unweighed;
    /** Among named suppliers, by value. */
    int place;

    int larger;
    int asLarge;

    Supplied(Row first, PurchasePlaces at, String importer) {
        row = first;
        iso3 = first.getString(at.supplier);
        role = iso3.equals(importer)
                ? Role.SELF
                : iso3.equals(Suppliers.UNSPECIFIED) ? Role.UNSPECIFIED : Role.SUPPLIER;
    }

    /** Adds a row of the same supplier. */
    void add(Row more, PurchasePlaces at) {
        value = sum(value, number(more, at.value));
        weight = sum(weight, number(more, at.weight));
        withoutWeight = Math.addExact(withoutWeight, orNothing(number(more, at.withoutWeight)));
        estimated = Math.addExact(estimated, orNothing(number(more, at.estimated)));
        worldValue = sum(worldValue, number(more, at.worldValue));
        worldWeight = sum(worldWeight, number(more, at.worldWeight));
        worldWithoutWeight = Math.addExact(worldWithoutWeight, orNothing(number(more, at.worldWithoutWeight)));
        months |= more.getInt(at.months);
        reportedMonths |= more.isNullAt(at.reportedMonths) ? 0 : more.getInt(at.reportedMonths);
        said |= more.getInt(at.said);
        complete &= more.getBoolean(at.complete);
    }

    boolean is(Role which) {
        return role == which;
    }

    boolean counts() {
        return role != Role.SELF;
    }

    long known() {
        return orNothing(value);
    }

    long knownWeight() {
        return orNothing(weight);
    }

    boolean isSold() {
        return value != null && value > 0;
    }

    boolean isWeightless() {
        return isSold() && (weight == null || withoutWeight > 0);
    }

    boolean isRanked() {
        return is(Role.SUPPLIER) && isSold();
    }

    /** Of what has a weight; null where nothing has. */
    Double unitValue() {
        return value == null || weight == null || weight == 0
                ? null
                : Double.valueOf((double) (value - withoutWeight) / weight);
    }
}
