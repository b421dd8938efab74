package org.lodestone.origins;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.lodestone.dependency.ImportDependency;
import org.lodestone.production.Production;

/** A world of trade in one product, all of it known, and what of it statistics show. */
final class TradeWorld {
    static final String SOURCE = "UN Comtrade made up";

    final String product;
    final int size;
    /** Tonnes by destination and origin, and what each made. */
    final double[][] trade;

    final double[] made;
    final OriginTracing truth;
    final boolean[] reports;
    /** Whether all that a country bought is shown. */
    final boolean[] whole;

    private final Random random;
    private final List<Row> imports = new ArrayList<>();

    private TradeWorld(String product, Random random) throws OriginTracing.Unsolvable {
        this.product = product;
        this.random = random;
        size = 3 + random.nextInt(6);
        trade = new double[size][size];
        made = new double[size];
        reports = new boolean[size];
        whole = new boolean[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                boolean sold = i != j && random.nextInt(3) == 0;
                trade[i][j] = sold ? kilograms(10 * StrictMath.exp(random.nextGaussian() * 2)) : 0;
            }
        }
        for (int i = 1; i < size; i++) {
            trade[i][0] += 1;
        }
        for (int i = 0; i < size; i++) {
            double net = 0;
            for (int j = 0; j < size; j++) {
                net += trade[j][i] - trade[i][j];
            }
            double more = random.nextBoolean() ? kilograms(20 * random.nextDouble()) : 0;
            made[i] = kilograms(Math.max(0, net)) + (i == 0 ? 1 : 0) + more;
        }
        boolean[] exact = new boolean[size];
        truth = OriginTracing.of(OriginTracing.Known.of(trade, made, exact, exact));
        for (int i = 0; i < size; i++) {
            reports[i] = random.nextInt(5) > 0;
            whole[i] = reports[i] && random.nextInt(8) > 0;
        }
    }

    static TradeWorld of(String product, Random random) throws Exception {
        return new TradeWorld(product, random);
    }

    /** Rounded up, so that no rounding makes a country sell more than it has. */
    private static double kilograms(double tonnes) {
        return Math.ceil(tonnes * 1000) / 1000;
    }

    static String code(int place) {
        return "AA" + (char) ('A' + place);
    }

    /** What reporters show: some suppliers are not specified, some importers give a part of their partners only. */
    List<Row> imports() {
        if (imports.isEmpty()) {
            for (int i = 0; i < size; i++) {
                if (reports[i]) {
                    importer(i);
                }
            }
        }
        return imports;
    }

    private void importer(int i) {
        double unspecified = 0;
        double[] shown = new double[size];
        double total = 0;
        for (int j = 0; j < size; j++) {
            if (!whole[i] && random.nextInt(3) == 0) {
                continue;
            }
            total += trade[i][j];
            if (random.nextInt(8) == 0) {
                unspecified += trade[i][j];
            } else {
                shown[j] = trade[i][j];
            }
        }
        for (int j = 0; j <= size; j++) {
            boolean rest = j == size;
            double tonnes = rest ? unspecified : shown[j];
            if (tonnes > 0) {
                Double share = whole[i] ? Double.valueOf(tonnes / total) : null;
                Double high = share == null ? null : Double.valueOf(rest ? share : share + unspecified / total);
                imports.add(ImportDependency.TABLE
                        .row()
                        .set("source", SOURCE)
                        .set("importer_iso3", code(i))
                        .set("importer_name", code(i))
                        .set("product_code", product)
                        .set("product_name", product)
                        .set("stage", "ore")
                        .set("code_purity", "exact")
                        .set("period_type", "year")
                        .set("period_start", java.sql.Date.valueOf("2024-01-01"))
                        .set("year", 2024)
                        .set("supplier_iso3", rest ? OriginMix.UNSPECIFIED : code(j))
                        .set("supplier_name", rest ? OriginMix.UNSPECIFIED : code(j))
                        .set("supplier_role", rest ? "unspecified" : "supplier")
                        .set("value_usd", tonnes * 1000)
                        .set("net_weight_kg", tonnes * 1000)
                        .set("total_weight_kg", total * 1000)
                        .set("value_share", share)
                        .set("value_share_high", high)
                        .set("weight_share", share)
                        .set("weight_share_low", share)
                        .set("weight_share_high", high)
                        .set("weight_basis", "reported")
                        .set("share_reason", whole[i] ? null : "incomplete")
                        .build());
            }
        }
    }

    /**
     * What surveys show of what was made: some countries, by weight, by content or of other goods.
     *
     * @param counts as the reference data say it
     */
    List<Row> production(String counts) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (random.nextInt(3) > 0) {
                double counted = counts.equals("weight")
                        ? made[i]
                        : made[i] * (counts.equals("content") ? random.nextDouble() * 0.99 : random.nextDouble() * 3);
                boolean atLeast = random.nextInt(6) == 0;
                rows.add(Production.TABLE
                        .row()
                        .set("dataset", "made_up")
                        .set("commodity", "Goods " + product)
                        .set("measure", "Mine production")
                        .set("country_iso3", code(i))
                        .set("country_kind", "country")
                        .set("year", 2024)
                        .set("production_tonnes", atLeast ? counted / 2 : counted)
                        .set("bound", atLeast ? "at_least" : null)
                        .build());
            }
        }
        return rows;
    }
}
