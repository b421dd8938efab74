package org.lodestone.job;

import java.util.List;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.table.Table;

/** What the program declares, for tests of other rooms. */
public final class Declared {
    private Declared() {}

    /** All reports. */
    public static List<Table> reports() {
        return Catalogue.REPORTS;
    }
}
