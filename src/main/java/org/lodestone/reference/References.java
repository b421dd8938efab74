package org.lodestone.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.lodestone.metric.GivenRows;
import org.lodestone.table.SmallTable;

/** The reference data that metrics take, by name; the columns stand at the methods of {@link ReferenceData}. */
public final class References {
    private static final Map<String, Function<ReferenceData, SmallTable>> TABLES = new HashMap<>();

    public static final GivenRows COUNTRY_TITLES = given("country titles", ReferenceData::countryTitles);
    public static final GivenRows PRODUCTS = given("products", ReferenceData::products);
    public static final GivenRows COMMODITIES = given("commodities", ReferenceData::commodities);
    public static final GivenRows CHAINS = given("chains", ReferenceData::chains);
    public static final GivenRows BLOCS = given("blocs", ReferenceData::blocs);
    public static final GivenRows REPORTING_GROUPS = given("reporting groups", ReferenceData::reportingGroups);
    public static final GivenRows POLICY_LINES = given("policy lines", ReferenceData::policyLines);
    public static final GivenRows REPORTERS = given("reporters", ReferenceData::reporters);

    private References() {}

    /**
     * The rows of one of these.
     *
     * @param name as the constant has it
     */
    public static SmallTable table(ReferenceData data, String name) {
        return TABLES.get(name).apply(data);
    }

    private static GivenRows given(String name, Function<ReferenceData, SmallTable> rows) {
        TABLES.put(name, rows);
        return new GivenRows(name);
    }
}
