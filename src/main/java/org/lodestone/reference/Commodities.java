package org.lodestone.reference;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;

import org.apache.spark.sql.Column;

/** What sources of production call a commodity. */
public final class Commodities {
    private Commodities() {}

    /**
     * Whether a source's commodity is one that is looked for: its words start with those of one of the names. So Lithium
     * (Li2O) is lithium, and Rare Earths REO rare earths. Words count whole, so that platinum is no tin, and capitals and
     * signs between them do not count. However many of the names fit, the answer is one.
     *
     * @param called what the source calls it
     * @param names of what is looked for, with semicolons between
     */
    public static Column isOneOf(Column called, Column names) {
        return exists(split(names, ";"), name -> words(called).startsWith(words(name)));
    }

    /** The words of a name in small letters, each with an underscore after it. */
    private static Column words(Column name) {
        return regexp_replace(concat(lower(trim(name)), lit(" ")), "[^a-z0-9]+", "_");
    }
}
