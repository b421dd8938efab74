package org.lodestone.dependency;

import static org.lodestone.dependency.PurchasePlaces.number;
import static org.lodestone.dependency.PurchasePlaces.orNothing;

import java.util.Locale;
import org.apache.spark.sql.Row;

/** What one importer bought from one supplier, as a part of {@link ImportersSuppliers}. Figures are LONG thousandths. */
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
    final long withoutWeight;
    final long estimated;
    long unweighed;
    /** Among named suppliers, by value. */
    int place;

    int larger;
    int asLarge;

    Supplied(Row row, PurchasePlaces at, String importer) {
        this.row = row;
        iso3 = row.getString(at.supplier);
        role = iso3.equals(importer)
                ? Role.SELF
                : iso3.equals(Suppliers.UNSPECIFIED) ? Role.UNSPECIFIED : Role.SUPPLIER;
        value = number(row, at.value);
        weight = number(row, at.weight);
        withoutWeight = orNothing(number(row, at.withoutWeight));
        estimated = orNothing(number(row, at.estimated));
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
