package org.lodestone.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.lodestone.claims.Definition.Kind;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.dependency.SupplierConcentration;
import org.lodestone.metric.RowName;
import org.lodestone.production.Production;
import org.lodestone.reference.Columns;

/**
 * What claimed shares could be: of a country's imports, by each code, year, basis and source; of what the world exports
 * or mines.
 */
final class Shares {
    private static final String STATEMENT = "statement";

    private final Facts facts;

    Shares(Facts facts) {
        this.facts = facts;
    }

    /** One cell of import_dependency that the claim could be about. */
    private record Import(
            Row row,
            String source,
            String product,
            int year,
            String basis,
            double total,
            double amount,
            double share,
            double low,
            double high) {

        /**
         * @param origin whether the row is the claim's origin; another supplier's tells that the origin has nothing, but
         *     for what names no supplier
         */
        static Import of(Row row, String basis, boolean origin) {
            Double share = row.getAs(basis + "_share");
            Double amount = row.getAs(basis.equals("value") ? "value_usd" : "net_weight_kg");
            Double total = row.getAs(basis.equals("value") ? "total_value_usd" : "total_weight_kg");
            if (share == null || amount == null || total == null && share == 0) {
                return null;
            }
            Double stated = row.getAs(basis + "_share_high");
            double high = stated == null ? share : stated;
            Double least = basis.equals("weight") ? ImportDependency.WEIGHT_SHARE_LOW.in(row) : null;
            return new Import(
                    row,
                    Columns.SOURCE.in(row),
                    Columns.PRODUCT_CODE.in(row),
                    Columns.YEAR.in(row),
                    basis,
                    share > 0 ? amount / share : total,
                    origin ? amount : 0,
                    origin ? share : 0,
                    !origin ? 0 : least == null ? share : least,
                    origin ? high : high - share);
        }

        String unit() {
            return basis.equals("value") ? "USD" : "kg";
        }
    }

    /** Shares of imports: by the claim's own period, code, source and basis where it names them, and by all others. */
    void ofImports(Claim claim, List<Definition> found) {
        List<Import> own = new ArrayList<>();
        for (Row row : ofOrigin(claim)) {
            for (String basis : List.of("value", "weight")) {
                Import one = Import.of(row, basis, supplies(claim, row));
                // By weight, what names no supplier is not bounded by what another supplier may have.
                if (one == null || !supplies(claim, row) && basis.equals("weight")) {
                    continue;
                }
                boolean named = claim.allows("product_code", one.product())
                        && claim.allows("basis", basis)
                        && source(claim, one.source());
                boolean year = claim.period().has(one.year());
                Kind kind = !named || claim.period().named() && !year
                        ? Kind.NEIGHBOUR
                        : ownCode(claim, row) && claim.period().is(one.year()) ? Kind.SAME : Kind.WIDER;
                found.add(definition(claim, kind, List.of(one)));
                if (kind == Kind.WIDER && year) {
                    own.add(one);
                }
            }
        }
        if (claim.period().years() > 1) {
            together(claim, own, found);
        }
    }

    /**
     * The origin's row of each source, product and year of the claim's goods. Where it is no supplier it has none, and the
     * largest supplier's row tells what there was.
     */
    private Collection<Row> ofOrigin(Claim claim) {
        Map<String, Row> rows = new TreeMap<>();
        for (Row row : facts.imports()) {
            boolean origin = supplies(claim, row);
            Integer rank = ImportDependency.VALUE_RANK.in(row);
            if (itsGoods(claim, row)
                    && claim.same(row, "importer_iso3", "importer_iso3")
                    && (origin || rank != null && rank == 1)) {
                rows.merge(
                        Columns.SOURCE.in(row) + "/" + Columns.PRODUCT_CODE.in(row) + "/" + Columns.YEAR.in(row),
                        row,
                        (one, other) -> supplies(claim, one) ? one : other);
            }
        }
        return rows.values();
    }

    /** Whether a product is of the claim's mineral and stage, or the code that it names. */
    private static boolean itsGoods(Claim claim, Row row) {
        return claim.same(row, "stage", "stage") && claim.mineral().equals(Columns.MINERAL.in(row))
                || claim.same(row, "product_code", "product_code");
    }

    private static boolean supplies(Claim claim, Row row) {
        return claim.same(row, "supplier_iso3", "origin_iso3");
    }

    /** A claim on several years is one on their sum, where all of them are there. */
    private void together(Claim claim, List<Import> years, List<Definition> found) {
        Map<String, List<Import>> sums = new TreeMap<>();
        for (Import one : years) {
            sums.computeIfAbsent(one.source() + "/" + one.product() + "/" + one.basis(), none -> new ArrayList<>())
                    .add(one);
        }
        for (List<Import> sum : sums.values()) {
            if (sum.size() == claim.period().years()) {
                Kind kind = ownCode(claim, sum.get(0).row()) ? Kind.SAME : Kind.WIDER;
                found.add(definition(claim, kind, sum));
            }
        }
    }

    /** Whether a code is the claim's goods and nothing else, or the code that it names. */
    private static boolean ownCode(Claim claim, Row row) {
        return claim.names("product_code") || "exact".equals(Columns.CODE_PURITY.in(row));
    }

    /** A claim names a source as that of UN Comtrade, whatever its edition, or one edition of it. */
    private static boolean source(Claim claim, String source) {
        String named = PublishedClaims.DATA_SOURCE.in(claim.row());
        return named == null || source.toLowerCase(Locale.ROOT).startsWith(named.toLowerCase(Locale.ROOT));
    }

    private static Definition definition(Claim claim, Kind kind, List<Import> years) {
        Import first = years.get(0);
        double amount = 0;
        double total = 0;
        double most = 0;
        double least = 0;
        for (Import one : years) {
            least += one.low() * one.total();
            amount += one.amount();
            total += one.total();
            most += one.high() * one.total();
        }
        boolean single = years.size() == 1;
        double share = single ? first.share() : amount / total;
        double low = single ? first.low() : least / total;
        double high = single ? first.high() : most / total;
        String period = single
                ? String.valueOf(first.year())
                : claim.period().first() + " to " + claim.period().last();
        String unit = first.unit();
        String code = "HS " + first.product();
        String origin =
                Columns.SUPPLIER_NAME.in(first.row()) == null ? claim.origin() : Columns.SUPPLIER_NAME.in(first.row());
        Condition holdsIf = null;
        if (kind != Kind.NEIGHBOUR) {
            Interval claimed = claim.wording().widest().times(1 / claim.scale());
            String where = code + " by " + first.basis() + " in " + period;
            String purity = Columns.CODE_PURITY.in(first.row());
            if (ownCode(claim, first.row())) {
                holdsIf = Condition.amountOfTotal(
                        claimed,
                        amount,
                        high * total,
                        total,
                        unit,
                        "imports of " + code + " from " + origin + " in " + period);
            } else if ("partial".equals(purity)) {
                holdsIf = Condition.codeOfGoods(claimed, low, high, goods(claim), where, origin);
            } else {
                holdsIf = Condition.partOfCode(claimed, low, high, goods(claim), where, origin);
            }
        }
        List<RowName> rows = years.stream().map(Shares::rowName).toList();
        return new Definition(
                code + ", " + period + ", by " + first.basis() + ", " + first.source(),
                kind,
                share * claim.scale(),
                low * claim.scale(),
                high * claim.scale(),
                false,
                first.product(),
                period,
                first.basis(),
                first.source(),
                Columns.CODE_PURITY.in(first.row()),
                String.format(
                        Locale.ROOT,
                        "%s %s / %s %s = %.4f",
                        Condition.amount(amount),
                        unit,
                        Condition.amount(total),
                        unit,
                        share),
                rows,
                holdsIf);
    }

    private static RowName rowName(Import one) {
        return RowName.of(ImportDependency.TABLE)
                .with("source", one.source())
                .with("importer_iso3", Columns.IMPORTER_ISO3.in(one.row()))
                .with("product_code", one.product())
                .with("period_type", "year")
                .with("period_start", Columns.PERIOD_START.in(one.row()))
                .with("supplier_iso3", Columns.SUPPLIER_ISO3.in(one.row()));
    }

    /** Such as rare-earth magnets. */
    static String goods(Claim claim) {
        return claim.stage() == null
                ? "the goods"
                : claim.mineral().replace('_', '-').replaceFirst("s$", "") + " "
                        + claim.stage().replace('_', ' ') + "s";
    }

    void ofWorldExports(Claim claim, List<Definition> found) {
        for (Row row : facts.world()) {
            Double share = SupplierConcentration.TOP_SUPPLIER_VALUE_SHARE.in(row);
            if (share != null && itsGoods(claim, row) && claim.same(row, "top_supplier_iso3", "origin_iso3")) {
                String year = String.valueOf(Columns.YEAR.in(row));
                String product = Columns.PRODUCT_CODE.in(row);
                String source = Columns.SOURCE.in(row);
                found.add(new Definition(
                        "world exports of HS " + product + ", " + year + ", by value, " + source,
                        Kind.OTHER,
                        share * claim.scale(),
                        share * claim.scale(),
                        share * claim.scale(),
                        false,
                        product,
                        year,
                        "value",
                        source,
                        null,
                        "share of exports, not of what is made: home use is left out",
                        List.of(RowName.of(SupplierConcentration.TABLE)
                                .with("source", source)
                                .with("importer_iso3", "WLD")
                                .with("product_code", product)
                                .with("period_type", "year")
                                .with("year", year)),
                        null));
            }
        }
    }

    void ofMineProduction(Claim claim, List<Definition> found) {
        for (Mined mined : mined(claim)) {
            found.add(Definition.of(
                    "production, " + mined.name(),
                    Kind.OTHER,
                    mined.origin() / mined.all() * claim.scale(),
                    mined.source(),
                    mined.over(mined.origin(), mined.all()),
                    mined.rows(),
                    null));
        }
    }

    /**
     * What the origin makes of what all do, by one statement in one year.
     *
     * @param name of the statement, with year and releases
     * @param source data set, year and releases
     * @param rows that the tonnes come from
     * @param goods the commodity and the kind of production, as the source names them
     * @param origin tonnes
     * @param all tonnes, above zero
     */
    record Mined(String name, String source, List<RowName> rows, String goods, double origin, double all) {

        /** A part of what is made, in words. */
        String over(double tonnes, double whole) {
            return String.format(
                    Locale.ROOT,
                    "%s t / %s t (%s) = %.4f; another quantity than the one that is claimed",
                    Condition.amount(tonnes),
                    Condition.amount(whole),
                    goods,
                    tonnes / whole);
        }
    }

    List<Mined> mined(Claim claim) {
        Map<String, List<Row>> statements = new TreeMap<>();
        for (Row row : facts.production()) {
            String kind = Production.COUNTRY_KIND.in(row);
            if (claim.mineral().equals(Columns.MINERAL.in(row))
                    && Production.PRODUCTION_TONNES.in(row) != null
                    && (kind.equals("country") || kind.equals("unspecified"))) {
                statements
                        .computeIfAbsent(
                                row.<String>getAs(STATEMENT) + " " + Columns.YEAR.in(row), none -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Mined> mined = new ArrayList<>();
        statements.forEach((name, rows) -> {
            String releases = rows.stream()
                    .map(Columns.RELEASE::in)
                    .filter(Objects::nonNull)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(" "));
            String commodity = Production.COMMODITY.in(rows.get(0));
            String source = Columns.DATASET.in(rows.get(0)) + " " + Columns.YEAR.in(rows.get(0));
            double all = tonnes(rows, row -> true);
            if (all > 0) {
                mined.add(new Mined(
                        name + (releases.isEmpty() ? "" : ", " + releases),
                        (source + " " + releases).strip(),
                        List.of(rowName(rows, releases)),
                        commodity + ", " + Production.MEASURE.in(rows.get(0)),
                        tonnes(rows, row -> claim.same(row, "country_iso3", "origin_iso3")),
                        all));
            }
        });
        return mined;
    }

    /** @param rows of one statement, of which each release may spell the commodity in its own way */
    private static RowName rowName(List<Row> rows, String releases) {
        Row any = rows.get(0);
        RowName name = RowName.of(Production.TABLE)
                .with(
                        "commodity",
                        rows.stream()
                                .map(Production.COMMODITY::in)
                                .distinct()
                                .sorted()
                                .toList())
                .with("dataset", Columns.DATASET.in(any))
                .with("year", Columns.YEAR.in(any));
        return releases.isEmpty() ? name : name.with("release", List.of(releases.split(" ")));
    }

    private static double tonnes(List<Row> rows, Predicate<Row> which) {
        return rows.stream()
                .filter(which)
                .mapToDouble(Production.PRODUCTION_TONNES::in)
                .sum();
    }
}
