package org.lodestone.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lodestone.intake.SimpleCsv;
import org.lodestone.table.SmallTable;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;

/**
 * The reference data: what codes of countries, products and currencies mean. It ships with the program; a settings file
 * can put other files in place of single tables. Its fingerprint goes into ledger and manifest, so that other reference
 * data makes files be read again.
 */
public final class ReferenceData {
    static final String ALIAS = "alias";
    public static final String BLOC = "bloc";
    public static final String CODE_PURITY = "code_purity";
    public static final String COMMODITIES = "commodities";
    public static final String FROM_YEAR = "from_year";
    static final String ISO3 = "iso3";
    static final String KIND = "kind";
    public static final String NAME = "name";
    public static final String PRODUCT_CODE = "product_code";
    public static final String PRODUCT_NAME = "product_name";
    public static final String PRODUCTION_COUNTS = "production_counts";
    public static final String TO_YEAR = "to_year";
    static final String TRADE_SYSTEM = "trade_system";
    static final String UNTIL_YEAR = "until_year";

    /** The coding systems of countries; a code of system {@code any} holds in each that does not say otherwise. */
    private static final List<String> SYSTEMS = List.of("comtrade", "baci", "any");

    private static final String YEAR = "(19|20)[0-9]{2}";
    /** The last year that a file can name. */
    private static final int LAST_YEAR = 2099;

    /** The tables, by the name of their file without {@code .csv}. */
    public static final List<String> TABLES = List.of(
            "countries", "country-names", "products", "currencies", "blocs", "policy-lines", "chains", "reporters");

    private final Map<String, List<SimpleCsv.Line>> tables;
    private final Map<String, String> names;
    private final String fingerprint;

    private ReferenceData(Map<String, List<SimpleCsv.Line>> tables, Map<String, String> names, String fingerprint) {
        this.tables = tables;
        this.names = names;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads and checks the reference data.
     *
     * @param replaced files to be used in place of the shipped ones, by name of {@link #TABLES}
     * @throws UnusableInput naming file, line and value
     */
    public static ReferenceData load(Map<String, Path> replaced) {
        Map<String, List<SimpleCsv.Line>> tables = new HashMap<>();
        Map<String, String> names = new TreeMap<>();
        MessageDigest digest = SourceFiles.sha256();
        for (String table : TABLES) {
            byte[] bytes = bytes(table, replaced.get(table));
            names.put(
                    table,
                    replaced.containsKey(table)
                            ? replaced.get(table).getFileName().toString()
                            : table + ".csv");
            digest.update((table + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
            tables.put(
                    table,
                    SimpleCsv.read(
                            names.get(table),
                            new String(bytes, StandardCharsets.UTF_8),
                            needed(table),
                            optional(table)));
        }
        ReferenceData data = new ReferenceData(
                tables, names, HexFormat.of().formatHex(digest.digest()).substring(0, 16));
        data.check();
        return data;
    }

    private static byte[] bytes(String table, Path replaced) {
        try (InputStream in = replaced != null
                ? Files.newInputStream(replaced)
                : ReferenceData.class.getResourceAsStream("/reference/" + table + ".csv")) {
            if (in == null) {
                throw new IllegalStateException("The program's jar lacks reference/" + table + ".csv.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UnusableInput(
                    replaced + ": cannot be read as reference data (" + e.getMessage()
                            + "). Check the setting reference." + table + ".",
                    e);
        }
    }

    private static List<String> needed(String table) {
        return switch (table) {
            case "countries" -> List.of("system", "code", "iso3", "name", "kind");
            case "country-names" -> List.of("alias", "iso3");
            case "products" -> List.of("hs_code", "name", "purity");
            case "blocs" -> List.of("bloc", "name", "iso3", "from_year");
            case "policy-lines" -> List.of("line_id", "applies_to", "limit_share", "by_year", "base");
            case "chains" -> List.of("chain", "stage", "order", "product_codes");
            case "reporters" -> List.of("iso3", "from_year", "to_year", "source");
            default -> List.of("alias", "currency_code");
        };
    }

    private static List<String> optional(String table) {
        return switch (table) {
            case "products" -> List.of("mineral", "chain", "stage", "commodity", "production_counts", "note");
            case "blocs" -> List.of("to_year", "note");
            case "policy-lines" -> List.of("minerals", "note");
            case "chains" -> List.of("yield", "yield_source", "note");
            case "reporters" -> List.of("trade_system", "import_valuation", "export_valuation", "note");
            default -> List.of("note");
        };
    }

    private void check() {
        Map<String, SimpleCsv.Line> seen = new HashMap<>();
        for (SimpleCsv.Line line : tables.get("countries")) {
            must(line, "countries", "code", "[0-9]{1,4}", "a number of up to four digits");
            must(line, "countries", "iso3", "[A-Z]{3}", "three capital letters");
            must(line, "countries", "kind", "country|unspecified|world|aggregate", "one of the kinds");
            must(line, "countries", "system", String.join("|", SYSTEMS), "one of " + SYSTEMS);
            unique(seen, line, "countries", line.get("system") + " " + line.get("code"));
        }
        seen.clear();
        for (SimpleCsv.Line line : tables.get("products")) {
            must(line, "products", "hs_code", "[0-9]{2,12}", "two to twelve digits");
            must(line, "products", "purity", "exact|partial|proxy", "exact, partial or proxy");
            if (line.get("production_counts") != null) {
                must(line, "products", "production_counts", "weight|content|related", "weight, content or related");
            }
            unique(seen, line, "products", line.get("hs_code"));
        }
        seen.clear();
        for (SimpleCsv.Line line : tables.get("country-names")) {
            unique(seen, line, "country-names", lower(line.get("alias")));
        }
        seen.clear();
        for (SimpleCsv.Line line : tables.get("currencies")) {
            must(line, "currencies", "currency_code", "[A-Z]{3}", "three capital letters");
            unique(seen, line, "currencies", lower(line.get("alias")));
        }
        checkBlocs();
        checkPolicyLines();
        checkChains();
        checkReporters();
    }

    private void checkReporters() {
        Set<String> codes = new HashSet<>();
        tables.get("countries").forEach(line -> codes.add(line.get("iso3")));
        Map<String, SimpleCsv.Line> seen = new HashMap<>();
        for (SimpleCsv.Line line : tables.get("reporters")) {
            known(line, "reporters", "iso3", codes);
            checkYears(line, "reporters", "a year like 2020, the last one that is said to be so");
            for (String column : List.of("trade_system", "import_valuation", "export_valuation")) {
                if (line.get(column) != null) {
                    if (column.equals("trade_system")) {
                        must(line, "reporters", column, "general|special|mixed", "general, special or mixed");
                    } else {
                        must(line, "reporters", column, "CIF|FOB|CIF/FOB", "CIF, FOB or CIF/FOB");
                    }
                }
            }
            for (int year = year(line, "from_year"); year <= year(line, "to_year"); year++) {
                unique(seen, line, "reporters", line.get("iso3") + " in " + year);
            }
        }
    }

    private void checkYears(SimpleCsv.Line line, String table, String lastYear) {
        must(line, table, "from_year", YEAR, "a year like 2004");
        if (line.get("to_year") != null) {
            must(line, table, "to_year", YEAR, lastYear);
            if (year(line, "to_year") < year(line, "from_year")) {
                throw wrong(
                        line,
                        table,
                        "to_year " + line.get("to_year") + " is before from_year " + line.get("from_year")
                                + ". Correct one of them.");
            }
        }
    }

    private void checkChains() {
        Map<String, SimpleCsv.Line> seen = new HashMap<>();
        for (SimpleCsv.Line line : tables.get("chains")) {
            must(line, "chains", "order", "[1-9][0-9]?", "a place from 1 to 99");
            must(line, "chains", "product_codes", "[0-9]{2,12}( +[0-9]{2,12})*", "product codes with blanks between");
            unique(seen, line, "chains", line.get("chain") + " stage " + line.get("order"));
            unique(seen, line, "chains", line.get("chain") + " " + line.get("stage"));
            if (line.get("yield") != null) {
                must(
                        line,
                        "chains",
                        "yield",
                        "[0-9]*[1-9][0-9]*([.][0-9]+)?|0?[.][0-9]*[1-9][0-9]*",
                        "a number above 0");
                if (line.get("yield_source") == null) {
                    throw wrong(
                            line,
                            "chains",
                            "a yield stands without yield_source. Say where it is from, or leave it blank.");
                }
            }
        }
    }

    private void checkBlocs() {
        Set<String> countries = isoCodes();
        Map<String, SimpleCsv.Line> first = new HashMap<>();
        Map<String, SimpleCsv.Line> seen = new HashMap<>();
        for (SimpleCsv.Line line : tables.get("blocs")) {
            must(line, "blocs", "bloc", "[A-Z][A-Z0-9]{1,11}", "two to twelve capital letters and digits");
            checkYears(line, "blocs", "a year like 2020, or blank for a member of today");
            known(line, "blocs", "iso3", countries);
            if (countries.contains(line.get("bloc"))) {
                throw wrong(
                        line,
                        "blocs",
                        "bloc '" + line.get("bloc") + "' is the code of a country in " + names.get("countries")
                                + ". Call the bloc otherwise.");
            }
            SimpleCsv.Line other = first.putIfAbsent(line.get("bloc"), line);
            if (other != null && !other.get("name").equals(line.get("name"))) {
                throw wrong(
                        line,
                        "blocs",
                        "bloc '" + line.get("bloc") + "' is called '" + line.get("name") + "' here and '"
                                + other.get("name") + "' in line " + other.line() + ". Use one name.");
            }
            for (int year = year(line, "from_year"); year <= lastYear(line); year++) {
                unique(seen, line, "blocs", line.get("bloc") + " " + line.get("iso3") + " in " + year);
            }
        }
    }

    private void checkPolicyLines() {
        Set<String> known = isoCodes();
        tables.get("blocs").forEach(line -> known.add(line.get("bloc")));
        Map<String, SimpleCsv.Line> seen = new HashMap<>();
        for (SimpleCsv.Line line : tables.get("policy-lines")) {
            must(line, "policy-lines", "line_id", "[a-z0-9][a-z0-9-]*", "small letters, digits and hyphens");
            must(
                    line,
                    "policy-lines",
                    "limit_share",
                    "0?\\.[0-9]*[1-9][0-9]*|1(\\.0*)?",
                    "a share above 0 and at most 1");
            must(line, "policy-lines", "by_year", YEAR, "a year like 2030");
            must(line, "policy-lines", "base", "imports|consumption", "imports or consumption");
            if (line.get("minerals") != null) {
                must(
                        line,
                        "policy-lines",
                        "minerals",
                        "[a-z_]+( +[a-z_]+)*",
                        "minerals of products.csv, blanks between");
            }
            if (!known.contains(line.get("applies_to"))) {
                throw wrong(
                        line,
                        "policy-lines",
                        "applies_to '" + line.get("applies_to")
                                + "' is neither a country of " + names.get("countries") + " nor a bloc of "
                                + names.get("blocs")
                                + ". Correct it, or add the bloc there.");
            }
            unique(seen, line, "policy-lines", line.get("line_id"));
        }
    }

    private Set<String> isoCodes() {
        Set<String> codes = new HashSet<>();
        tables.get("countries").stream()
                .filter(line -> line.get("kind").equals("country"))
                .forEach(line -> codes.add(line.get("iso3")));
        return codes;
    }

    private void known(SimpleCsv.Line line, String table, String column, Set<String> codes) {
        if (!codes.contains(line.get(column))) {
            throw wrong(
                    line,
                    table,
                    column + " '" + line.get(column) + "' is no country of " + names.get("countries")
                            + ". Correct it, or add the country there.");
        }
    }

    private UnusableInput wrong(SimpleCsv.Line line, String table, String words) {
        return new UnusableInput(names.get(table) + ", line " + line.line() + ": " + words);
    }

    private static int year(SimpleCsv.Line line, String column) {
        return Integer.parseInt(line.get(column));
    }

    /** A member without a last year is one still. */
    private static int lastYear(SimpleCsv.Line line) {
        return line.get("to_year") == null ? LAST_YEAR : year(line, "to_year");
    }

    private void must(SimpleCsv.Line line, String table, String column, String pattern, String words) {
        if (!line.get(column).matches(pattern)) {
            throw new UnusableInput(names.get(table) + ", line " + line.line() + ": " + column + " '" + line.get(column)
                    + "' is not " + words + ". Correct it.");
        }
    }

    private void unique(Map<String, SimpleCsv.Line> seen, SimpleCsv.Line line, String table, String key) {
        SimpleCsv.Line first = seen.putIfAbsent(key, line);
        if (first != null) {
            throw new UnusableInput(names.get(table) + ", line " + line.line() + ": '" + key + "' stands in line "
                    + first.line() + " already. Delete one of them.");
        }
    }

    /** The table of reference data that a file with this header is, if it is one. */
    public static Optional<String> tableOf(List<String> header) {
        return TABLES.stream()
                .filter(table -> header.containsAll(needed(table)))
                .findFirst();
    }

    /** Hash of all reference data, in hex. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * What numeric country codes mean.
     *
     * @return system STRING, code INT, iso3 STRING, kind STRING: each code once for each system
     */
    public SmallTable countryCodes() {
        List<Row> rows = new ArrayList<>();
        for (String system : SYSTEMS) {
            Map<Integer, SimpleCsv.Line> meaning = new TreeMap<>();
            for (String wanted : List.of("any", system)) {
                tables.get("countries").stream()
                        .filter(line -> line.get("system").equals(wanted))
                        .forEach(line -> meaning.put(Integer.valueOf(line.get("code")), line));
            }
            meaning.forEach(
                    (code, line) -> rows.add(RowFactory.create(system, code, line.get("iso3"), line.get("kind"))));
        }
        return new SmallTable(
                new StructType()
                        .add("system", DataTypes.StringType, false)
                        .add("code", DataTypes.IntegerType, false)
                        .add("iso3", DataTypes.StringType, false)
                        .add("kind", DataTypes.StringType, false),
                rows);
    }

    /**
     * What names of countries mean, in lower case: the project's own names and the spellings of sources.
     *
     * @return alias STRING, iso3 STRING, kind STRING
     */
    public SmallTable countryNames() {
        Map<String, String> kinds = new HashMap<>();
        Map<String, Row> rows = new TreeMap<>();
        for (SimpleCsv.Line line : tables.get("countries")) {
            kinds.putIfAbsent(line.get("iso3"), line.get("kind"));
            String alias = lower(line.get("name"));
            rows.putIfAbsent(alias, RowFactory.create(alias, line.get("iso3"), line.get("kind")));
        }
        for (SimpleCsv.Line line : tables.get("country-names")) {
            String kind = line.get("iso3").equals("XXX") ? "unspecified" : kinds.get(line.get("iso3"));
            if (kind == null) {
                throw new UnusableInput(names.get("country-names") + ", line " + line.line() + ": " + line.get("iso3")
                        + " is in no row of " + names.get("countries") + ". Correct it, or add the country there.");
            }
            String alias = lower(line.get("alias"));
            rows.put(alias, RowFactory.create(alias, line.get("iso3"), kind));
        }
        return new SmallTable(
                new StructType()
                        .add("alias", DataTypes.StringType, false)
                        .add("iso3", DataTypes.StringType, false)
                        .add("kind", DataTypes.StringType, false),
                List.copyOf(rows.values()));
    }

    /**
     * The names of countries and areas.
     *
     * @return iso3 STRING, name STRING, kind STRING (country, unspecified, aggregate or world): each iso3 once
     */
    public SmallTable countryTitles() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (SimpleCsv.Line line : tables.get("countries")) {
            String iso3 = line.get("iso3");
            String name = iso3.equals("XXX") ? "Unspecified areas" : line.get("name");
            rows.putIfAbsent(iso3, RowFactory.create(iso3, name, line.get("kind")));
        }
        return new SmallTable(
                new StructType()
                        .add("iso3", DataTypes.StringType, false)
                        .add("name", DataTypes.StringType, false)
                        .add("kind", DataTypes.StringType, false),
                List.copyOf(rows.values()));
    }

    /**
     * What product codes stand for.
     *
     * @return product_code STRING, product_name STRING, mineral STRING, stage STRING, code_purity STRING, code_note STRING
     */
    public SmallTable products() {
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("products")) {
            rows.add(RowFactory.create(
                    line.get("hs_code"),
                    line.get("name"),
                    line.get("mineral"),
                    line.get("stage"),
                    line.get("purity"),
                    line.get("note")));
        }
        return new SmallTable(
                new StructType()
                        .add("product_code", DataTypes.StringType, false)
                        .add("product_name", DataTypes.StringType, false)
                        .add("mineral", DataTypes.StringType, true)
                        .add("stage", DataTypes.StringType, true)
                        .add("code_purity", DataTypes.StringType, false)
                        .add("code_note", DataTypes.StringType, true),
                rows);
    }

    /**
     * Which production commodities stand for a product.
     *
     * @return product_code STRING, each once; commodities STRING: what sources call them, with semicolons between, as
     *     {@link Commodities#isOneOf} reads them; production_counts
     *     STRING: weight where that production counts the product's goods by the weight that is traded, content where it
     *     counts the metal or oxide in them, related where it counts other goods or more of them; null where it is not known
     */
    public SmallTable commodities() {
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("products")) {
            if (line.get("commodity") != null) {
                rows.add(RowFactory.create(line.get("hs_code"), line.get("commodity"), line.get("production_counts")));
            }
        }
        return new SmallTable(
                new StructType()
                        .add("product_code", DataTypes.StringType, false)
                        .add("commodities", DataTypes.StringType, false)
                        .add("production_counts", DataTypes.StringType, true),
                rows);
    }

    /**
     * The stages of supply chains with the product codes that stand for them, the preferred first.
     *
     * @return chain STRING, stage STRING, stage_order INT, product_code STRING, preference INT (1 first), code_purity
     *     STRING, yield DOUBLE (tonnes of the stage before for a tonne of this one; null where not known): a row for each
     *     code of a stage
     */
    public SmallTable chains() {
        Map<String, String> purities = new HashMap<>();
        tables.get("products").forEach(line -> purities.put(line.get("hs_code"), line.get("purity")));
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("chains")) {
            String[] codes = line.get("product_codes").split(" +");
            for (int i = 0; i < codes.length; i++) {
                rows.add(RowFactory.create(
                        line.get("chain"),
                        line.get("stage"),
                        Integer.valueOf(line.get("order")),
                        codes[i],
                        i + 1,
                        purities.getOrDefault(codes[i], "unknown"),
                        line.get("yield") == null ? null : Double.valueOf(line.get("yield"))));
            }
        }
        return new SmallTable(
                new StructType()
                        .add("chain", DataTypes.StringType, false)
                        .add("stage", DataTypes.StringType, false)
                        .add("stage_order", DataTypes.IntegerType, false)
                        .add("product_code", DataTypes.StringType, false)
                        .add("preference", DataTypes.IntegerType, false)
                        .add("code_purity", DataTypes.StringType, false)
                        .add("yield", DataTypes.DoubleType, true),
                rows);
    }

    /**
     * Who belongs to which group of countries, and when; without the groups that report themselves.
     *
     * @return bloc STRING, bloc_name STRING, iso3 STRING, from_year INT, to_year INT (both included): no member twice in
     *     a year
     */
    public SmallTable blocs() {
        return members(false);
    }

    /**
     * Who belongs to the groups of countries that report trade as one, such as EUR, and when.
     *
     * @return as {@link #blocs}
     */
    public SmallTable reportingGroups() {
        return members(true);
    }

    private SmallTable members(boolean reporting) {
        Set<String> aggregates = new HashSet<>();
        tables.get("countries").stream()
                .filter(line -> line.get("kind").equals("aggregate"))
                .forEach(line -> aggregates.add(line.get("iso3")));
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("blocs")) {
            if (aggregates.contains(line.get("bloc")) == reporting) {
                rows.add(RowFactory.create(
                        line.get("bloc"), line.get("name"), line.get("iso3"), year(line, "from_year"), lastYear(line)));
            }
        }
        return new SmallTable(
                new StructType()
                        .add("bloc", DataTypes.StringType, false)
                        .add("bloc_name", DataTypes.StringType, false)
                        .add("iso3", DataTypes.StringType, false)
                        .add("from_year", DataTypes.IntegerType, false)
                        .add("to_year", DataTypes.IntegerType, false),
                rows);
    }

    /**
     * Largest shares of one supplier that governments set themselves.
     *
     * @return line_id STRING, applies_to STRING (iso3 or bloc), limit_share DOUBLE, by_year INT, base STRING, minerals STRING
     *     (those of products.csv that the line names, with blanks between; null for all), line_note STRING
     */
    public SmallTable policyLines() {
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("policy-lines")) {
            rows.add(RowFactory.create(
                    line.get("line_id"),
                    line.get("applies_to"),
                    Double.valueOf(line.get("limit_share")),
                    year(line, "by_year"),
                    line.get("base"),
                    line.get("minerals"),
                    line.get("note")));
        }
        return new SmallTable(
                new StructType()
                        .add("line_id", DataTypes.StringType, false)
                        .add("applies_to", DataTypes.StringType, false)
                        .add("limit_share", DataTypes.DoubleType, false)
                        .add("by_year", DataTypes.IntegerType, false)
                        .add("base", DataTypes.StringType, false)
                        .add("minerals", DataTypes.StringType, true)
                        .add("line_note", DataTypes.StringType, true),
                rows);
    }

    /**
     * How reporters value their trade and which trade they count.
     *
     * @return iso3 STRING, from_year INT, to_year INT (the last year of which the notes are known), until_year INT (up to
     *     which no newer ones are), trade_system, import_valuation, export_valuation STRING (null where not known): one row
     *     at most for a reporter and year from from_year to until_year
     */
    public SmallTable reporters() {
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> next = new HashMap<>();
        tables.get("reporters").stream()
                .sorted(Comparator.comparing((SimpleCsv.Line line) -> year(line, "from_year"))
                        .reversed())
                .forEach(line -> {
                    Integer newer = next.put(line.get("iso3"), year(line, "from_year"));
                    rows.add(RowFactory.create(
                            line.get("iso3"),
                            year(line, "from_year"),
                            year(line, "to_year"),
                            newer == null ? LAST_YEAR : newer - 1,
                            line.get("trade_system"),
                            line.get("import_valuation"),
                            line.get("export_valuation")));
                });
        return new SmallTable(
                new StructType()
                        .add("iso3", DataTypes.StringType, false)
                        .add("from_year", DataTypes.IntegerType, false)
                        .add("to_year", DataTypes.IntegerType, false)
                        .add("until_year", DataTypes.IntegerType, false)
                        .add("trade_system", DataTypes.StringType, true)
                        .add("import_valuation", DataTypes.StringType, true)
                        .add("export_valuation", DataTypes.StringType, true),
                rows);
    }

    /**
     * What names of countries and areas mean as currencies, in lower case.
     *
     * @return alias STRING, currency_code STRING
     */
    public SmallTable currencies() {
        List<Row> rows = new ArrayList<>();
        for (SimpleCsv.Line line : tables.get("currencies")) {
            rows.add(RowFactory.create(lower(line.get("alias")), line.get("currency_code")));
        }
        return new SmallTable(
                new StructType()
                        .add("alias", DataTypes.StringType, false)
                        .add("currency_code", DataTypes.StringType, false),
                rows);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
