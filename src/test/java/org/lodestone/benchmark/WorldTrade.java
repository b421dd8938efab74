package org.lodestone.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.lodestone.reference.ReferenceData;

/**
 * World trade that was never made: skewed as trade is, by the sizes of countries and products, and sorted as BACI's files are,
 * by exporter, importer and product. The same for the same numbers.
 */
final class WorldTrade {
    private static final int CHAPTERS = 97;
    private static final int HEADINGS = 11;
    private static final int[] SUBHEADINGS = {10, 20, 30, 40, 90};
    /** One weight in so many is missing. */
    private static final int MISSING = 50;

    private WorldTrade() {}

    /** Codes of six digits, about as many as the Harmonized System has. */
    static List<String> products() {
        List<String> codes = new ArrayList<>();
        for (int chapter = 1; chapter <= CHAPTERS; chapter++) {
            for (int heading = 1; heading <= HEADINGS; heading++) {
                for (int subheading : SUBHEADINGS) {
                    codes.add(String.format("%02d%02d%02d", chapter, heading, subheading));
                }
            }
        }
        return codes;
    }

    /** The countries that BACI has codes for: ISO 3166-1 alpha-3 by code. */
    static Map<Integer, String> names() {
        Map<Integer, String> names = new TreeMap<>();
        ReferenceData.load(Map.of()).countryCodes().rows().stream()
                .filter(row ->
                        row.getAs("system").equals("baci") && row.getAs("kind").equals("country"))
                .forEach(row -> names.put(row.getAs("code"), row.getAs("iso3")));
        return names;
    }

    /**
     * Writes one year as BACI has it.
     *
     * @param flows about how many there are
     * @return how many
     */
    static long baci(Path file, int year, long flows) throws IOException {
        List<Integer> countries = List.copyOf(names().keySet());
        List<String> products = products();
        double[] size = logNormal(countries.size(), 2.2, 1);
        double[] demand = logNormal(products.size(), 0.8, 2);
        double[] price = logNormal(products.size(), 1.5, 3);
        double pairs = 0;
        double demands = 0;
        for (double exporter : size) {
            for (double importer : size) {
                pairs += likely(exporter, importer);
            }
        }
        for (double one : demand) {
            demands += one;
        }
        long written = 0;
        SplittableRandom random = new SplittableRandom(year);
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.US_ASCII))) {
            lines.print("t,i,j,k,v,q\n");
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < size.length; i++) {
                for (int j = 0; j < size.length; j++) {
                    double most = flows * likely(size[i], size[j]) / pairs / demands;
                    for (int k = 0; i != j && k < demand.length; k++) {
                        if (random.nextDouble() < most * demand[k]) {
                            line.setLength(0);
                            line.append(year)
                                    .append(',')
                                    .append(countries.get(i))
                                    .append(',')
                                    .append(countries.get(j));
                            line.append(',').append(products.get(k)).append(',');
                            flow(line, random, size[i] * size[j] * demand[k], price[k]);
                            lines.append(line);
                            written++;
                        }
                    }
                }
            }
        }
        return written;
    }

    /** Small countries trade with few others, in few goods. */
    private static double likely(double exporter, double importer) {
        return Math.pow(exporter, 0.5) * Math.pow(importer, 0.35);
    }

    private static void flow(StringBuilder line, SplittableRandom random, double scale, double price) {
        double value = Math.exp(1.8 * gaussian(random)) * Math.sqrt(scale) * 20 + 0.001;
        thousandths(line, Math.round(value * 1000));
        line.append(',');
        if (random.nextInt(MISSING) == 0) {
            line.append("NA");
        } else {
            thousandths(line, Math.max(1, Math.round(value / price * Math.exp(0.3 * gaussian(random)) * 1000)));
        }
        line.append('\n');
    }

    private static void thousandths(StringBuilder line, long figure) {
        long rest = figure % 1000;
        line.append(figure / 1000)
                .append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
                .append(rest);
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double[] logNormal(int count, double spread, long seed) {
        Random random = new Random(seed);
        return random.doubles(count)
                .map(none -> Math.exp(spread * random.nextGaussian()))
                .toArray();
    }
}
