package org.lodestone.reference;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;

import org.apache.spark.sql.Column;

/** What sources of production call a commodity. */
public final class Commodities {
    private Commodities() {}

    /**
     * The words of a name in small letters, each with an underscore after it. A source's name may go on after that of a
     * commodity: it is of the commodity where its words start with those of the commodity. Words count whole, so that
     * platinum is no tin.
     */
    public static Column words(Column name) {
        return regexp_replace(concat(lower(name), lit(" ")), "[^a-z0-9]+", "_");
    }
}
