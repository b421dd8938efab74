package org.lodestone.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was truly made and traded of one product: countries, who of them makes it, and each flow by month, in whole dollars
 * and kilograms, so that sums are exact. Nobody sells more than it made and bought. {@link Customs} says what of it is
 * published.
 */
public final class World {
    /** How production is stated: by gross weight as it is traded, by content, or not at all. */
    public enum Stated {
        GROSS,
        CONTENT,
        NOT
    }

    /** A country with its codes; what groups it belongs to. */
    public record Country(String iso3, int code, String name, String group) {}

    /** One flow by month, as the buyer and as the seller see it; a seller that does not see it has zeros. */
    public record Flow(long[] usd, long[] kg, long[] sellersUsd, long[] sellersKg) {}

    /** Who bought from whom. */
    public record Pair(int year, String buyer, String seller) {}

    public static final List<Country> POOL = List.of(
            new Country("AUS", 36, "Australia", ""),
            new Country("BRA", 76, "Brazil", ""),
            new Country("CAN", 124, "Canada", ""),
            new Country("CHL", 152, "Chile", ""),
            new Country("CHN", 156, "China", ""),
            new Country("DEU", 276, "Germany", "EUR"),
            new Country("FRA", 251, "France", "EUR"),
            new Country("HKG", 344, "Hong Kong", ""),
            new Country("IDN", 360, "Indonesia", "XSE"),
            new Country("JPN", 392, "Japan", ""),
            new Country("KOR", 410, "Korea, Republic of", ""),
            new Country("MYS", 458, "Malaysia", "XSE"),
            new Country("NLD", 528, "Netherlands", "EUR"),
            new Country("PHL", 608, "Philippines", "XSE"),
            new Country("SGP", 702, "Singapore", "XSE"),
            new Country("THA", 764, "Thailand", "XSE"),
            new Country("TWN", 490, "Taiwan", ""),
            new Country("USA", 842, "United States", ""),
            new Country("VNM", 704, "Vietnam", "XSE"),
            new Country("ZAF", 710, "South Africa", ""));

    public static final int FIRST_YEAR = 2022;
    public static final int LAST_YEAR = 2025;

    public final int number;
    public final long seed;
    public final Stated stated;
    /** Whether sellers see other figures than buyers. */
    public final boolean noise;
    /** Whether a table says that the code holds the same goods in each edition; it does. */
    public final boolean correlated;
    /** Whether a kilogram costs the same everywhere, so that a weight follows from a value. */
    public final boolean evenPrices;

    public final List<Country> countries;
    public final List<Integer> years = new ArrayList<>();
    private final Map<Pair, Flow> flows = new TreeMap<>(
            Comparator.comparingInt(Pair::year).thenComparing(Pair::buyer).thenComparing(Pair::seller));
    /** Re-imports by year and country: dollars and kilograms by month. */
    private final Map<Pair, Flow> returns = new LinkedHashMap<>();

    private final Map<Integer, Map<String, Map<String, Double>>> origins = new TreeMap<>();
    /** Kilograms as they are traded, by year and country. */
    private final Map<Integer, Map<String, Long>> made = new LinkedHashMap<>();
    /** The same as content. */
    private final Map<Integer, Map<String, Long>> content = new LinkedHashMap<>();

    /** The world of a seed; its number is its place in a lake. */
    public World(int number, long seed) {
        this.number = number;
        this.seed = seed;
        Random random = new Random(seed * 7919 + 17);
        stated = Stated.values()[random.nextInt(3)];
        noise = random.nextBoolean();
        correlated = random.nextInt(3) > 0;
        evenPrices = random.nextInt(3) == 0;
        List<Country> drawn = new ArrayList<>(POOL);
        Collections.shuffle(drawn, random);
        countries = List.copyOf(drawn.subList(0, 3 + random.nextInt(7)));
        int first = FIRST_YEAR + random.nextInt(LAST_YEAR - FIRST_YEAR + 1);
        int last = Math.min(LAST_YEAR, first + random.nextInt(3));
        double size = Math.pow(10, 2 + random.nextInt(5));
        long price = 1 + random.nextInt(60);
        Map<String, Double> grades = new LinkedHashMap<>();
        countries.forEach(country -> grades.put(country.iso3(), 0.01 + 0.99 * random.nextDouble()));
        for (int year = first; year <= last; year++) {
            years.add(year);
            year(random, year, size, price, grades);
        }
    }

    private void year(Random random, int year, double size, long price, Map<String, Double> grades) {
        int n = countries.size();
        long[][] sold = new long[n][n];
        boolean[] hub = new boolean[n];
        for (int buyer = 0; buyer < n; buyer++) {
            hub[buyer] = random.nextInt(4) == 0;
            for (int seller = 0; seller < n; seller++) {
                if (buyer != seller && random.nextInt(100) < 45) {
                    sold[buyer][seller] = 1 + (long) (size * StrictMath.exp(1.5 * random.nextGaussian()));
                }
            }
        }
        // Who only passes goods on sells a little less than it buys.
        for (int pass = 0; pass < 6; pass++) {
            for (int h = 0; h < n; h++) {
                long out = column(sold, h);
                long in = java.util.Arrays.stream(sold[h]).sum();
                if (hub[h] && out > 0.95 * in) {
                    for (int buyer = 0; buyer < n; buyer++) {
                        sold[buyer][h] = (long) (sold[buyer][h] * 0.95 * in / out);
                    }
                }
            }
        }
        Map<String, Long> gross = new LinkedHashMap<>();
        Map<String, Long> contained = new LinkedHashMap<>();
        for (int c = 0; c < n; c++) {
            long net = Math.max(
                    0, column(sold, c) - java.util.Arrays.stream(sold[c]).sum());
            boolean keeps = !hub[c] && random.nextInt(3) == 0;
            long kg = net + (keeps ? (long) (size * random.nextInt(10)) : 0);
            // Production is stated in tonnes with three decimals, so each kilogram counts.
            gross.put(countries.get(c).iso3(), kg);
            contained.put(countries.get(c).iso3(), (long)
                    (kg * grades.get(countries.get(c).iso3())));
        }
        made.put(year, gross);
        content.put(year, contained);
        for (int buyer = 0; buyer < n; buyer++) {
            for (int seller = 0; seller < n; seller++) {
                Pair pair = new Pair(
                        year, countries.get(buyer).iso3(), countries.get(seller).iso3());
                if (sold[buyer][seller] > 0) {
                    flows.put(pair, flow(random, sold[buyer][seller], price, noise));
                } else if (buyer == seller && random.nextInt(6) == 0) {
                    returns.put(pair, flow(random, 1 + (long) (size / 10 * random.nextDouble()), price, false));
                }
            }
        }
    }

    private static long column(long[][] sold, int seller) {
        long sum = 0;
        for (long[] row : sold) {
            sum += row[seller];
        }
        return sum;
    }

    private Flow flow(Random random, long kilograms, long price, boolean noise) {
        long[] kg = new long[12];
        switch (random.nextInt(3)) {
            case 0 -> kg[random.nextInt(12)] = kilograms;
            case 1 -> {
                for (int m = 0; m < 12; m++) {
                    kg[m] = kilograms / 12;
                }
                kg[random.nextInt(12)] += kilograms % 12;
            }
            default -> {
                long left = kilograms;
                for (int m = 0; m < 12 && left > 0; m++) {
                    kg[m] = random.nextInt(3) == 0 ? 0 : Math.min(left, 1 + (long) (left * random.nextDouble() / 2));
                    left -= kg[m];
                }
                kg[random.nextInt(12)] += left;
            }
        }
        double paid = evenPrices ? price : price * StrictMath.exp(random.nextGaussian() / 2);
        long[] usd = new long[12];
        long[] sellersUsd = new long[12];
        long[] sellersKg = new long[12];
        boolean unseen = noise && random.nextInt(12) == 0;
        double share = noise ? 0.93 * StrictMath.exp(0.2 * random.nextGaussian()) : 1;
        for (int m = 0; m < 12; m++) {
            usd[m] = evenPrices ? kg[m] * price : kg[m] == 0 ? 0 : Math.max(1, Math.round(kg[m] * paid));
            sellersUsd[m] = unseen ? 0 : Math.round(usd[m] * share);
            sellersKg[m] = unseen ? 0 : sellersUsd[m] == 0 ? 0 : Math.max(1, Math.round(kg[m] * share));
        }
        return new Flow(usd, kg, sellersUsd, sellersKg);
    }

    /** All flows between two countries. */
    public Map<Pair, Flow> flows() {
        return flows;
    }

    /** Re-imports of a country. */
    public Map<Pair, Flow> returns() {
        return returns;
    }

    /** Kilograms that each country made in a year, as they are traded. */
    public Map<String, Long> made(int year) {
        return made.get(year);
    }

    /** The same as content. */
    public Map<String, Long> content(int year) {
        return content.get(year);
    }

    public boolean has(String iso3) {
        return countries.stream().anyMatch(country -> country.iso3().equals(iso3));
    }

    public static Country country(String iso3) {
        return POOL.stream()
                .filter(country -> country.iso3().equals(iso3))
                .findFirst()
                .orElseThrow();
    }

    /** Members of a group among the countries. */
    public static TreeSet<String> members(String group) {
        TreeSet<String> members = new TreeSet<>();
        POOL.stream().filter(country -> country.group().equals(group)).forEach(country -> members.add(country.iso3()));
        return members;
    }

    /** A sum over months of one kind of figure. */
    public interface Measure {
        long[] of(Flow flow);
    }

    public static long sum(long[] months) {
        return java.util.Arrays.stream(months).sum();
    }

    /** What a country bought from each other one: in a year (month 0) or a month. */
    public Map<String, Long> bought(String buyer, int year, int month, Measure measure) {
        Map<String, Long> bought = new TreeMap<>();
        flows.forEach((pair, flow) -> {
            if (pair.buyer().equals(buyer) && pair.year() == year) {
                long amount = in(measure.of(flow), month);
                if (amount > 0) {
                    bought.put(pair.seller(), amount);
                }
            }
        });
        return bought;
    }

    /** What a country sold to each other one. */
    public Map<String, Long> sold(String seller, int year, int month, Measure measure) {
        Map<String, Long> sold = new TreeMap<>();
        flows.forEach((pair, flow) -> {
            if (pair.seller().equals(seller) && pair.year() == year) {
                long amount = in(measure.of(flow), month);
                if (amount > 0) {
                    sold.put(pair.buyer(), amount);
                }
            }
        });
        return sold;
    }

    private static long in(long[] months, int month) {
        return month == 0 ? sum(months) : months[month - 1];
    }

    /**
     * Who made what each country has: by buyer and maker the part of the buyer's supply, from the true kilograms. A country
     * without supply is not there.
     */
    public Map<String, Map<String, Double>> origins(int year) {
        return origins.computeIfAbsent(year, this::solvedOrigins);
    }

    private Map<String, Map<String, Double>> solvedOrigins(int year) {
        int n = countries.size();
        double[][] share = new double[n][n];
        double[] supply = new double[n];
        double[][] bought = new double[n][n];
        for (int i = 0; i < n; i++) {
            supply[i] = made(year).get(countries.get(i).iso3());
            for (int j = 0; j < n; j++) {
                Flow flow = flows.get(
                        new Pair(year, countries.get(i).iso3(), countries.get(j).iso3()));
                bought[i][j] = flow == null ? 0 : sum(flow.kg());
                supply[i] += bought[i][j];
            }
        }
        // Share = own part on the diagonal + bought parts times the sellers' shares: solved maker by maker.
        for (int maker = 0; maker < n; maker++) {
            double[][] a = new double[n][n + 1];
            for (int i = 0; i < n; i++) {
                a[i][i] = 1;
                if (supply[i] > 0) {
                    for (int j = 0; j < n; j++) {
                        a[i][j] -= bought[i][j] / supply[i];
                    }
                    a[i][n] = i == maker ? made(year).get(countries.get(i).iso3()) / supply[i] : 0;
                }
            }
            double[] solved = solve(a);
            for (int i = 0; i < n; i++) {
                share[i][maker] = solved[i];
            }
        }
        Map<String, Map<String, Double>> all = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            if (supply[i] > 0) {
                Map<String, Double> of = new TreeMap<>();
                for (int j = 0; j < n; j++) {
                    of.put(countries.get(j).iso3(), share[i][j]);
                }
                all.put(countries.get(i).iso3(), of);
            }
        }
        return all;
    }

    /** Gauss with the largest pivot. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            for (int i = 0; i < n; i++) {
                if (i != k && a[i][k] != 0) {
                    double times = a[i][k] / a[k][k];
                    for (int j = k; j <= n; j++) {
                        a[i][j] -= times * a[k][j];
                    }
                }
            }
        }
        double[] solved = new double[n];
        for (int i = 0; i < n; i++) {
            solved[i] = a[i][n] / a[i][i];
        }
        return solved;
    }

    @Override
    public String toString() {
        return "world " + number + " of seed " + seed + " (" + stated + ", years " + years + (noise ? ", noise" : "")
                + (correlated ? ", correlated" : "") + (evenPrices ? ", even prices" : "") + ")";
    }
}
