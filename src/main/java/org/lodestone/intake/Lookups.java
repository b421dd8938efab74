package org.lodestone.intake;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reference data that readers look codes up in, small enough to be sent to each task.
 *
 * @param countryCodes system STRING, code INT, iso3 STRING, kind STRING: what a numeric code means in a source's system
 *     or, with system {@code any}, in all of them
 * @param countryNames alias STRING (lower case), iso3 STRING, kind STRING: what a country's name means
 * @param currencies alias STRING (lower case), currency_code STRING: the currency of a country or area
 */
public record Lookups(Dataset<Row> countryCodes, Dataset<Row> countryNames, Dataset<Row> currencies)
        implements Serializable {}
