package org.lodestone.origins;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The origin mix of one product and year, after Kastner, Kastner and Nonhebel (2011): of what a country has, made or
 * bought, a part is of its own making and the rest has its suppliers' mix.
 *
 * <p>With Z (row = destination, column = origin), production p and supply x = p + row sums of Z, Q = diag(1/x) Z is what
 * part of a country's supply each supplier gave, and F = (I - Q)⁻¹ diag(p/x) what part each country made; R = diag(x) F.
 * That each part of a supply is sold and kept alike is the method's assumption of proportionality.
 *
 * <p>F can be read as a walk: from a country to the supplier of the next tonne, ending where the tonne was made, which at
 * country k happens with s_k = p_k/x_k. Where production is only known to be at least q, s_k lies between q_k/(q_k + imports)
 * and 1, and the bounds are those of all such walks: a country's part is largest if it makes all that it sells and others
 * make as little as they can, and smallest the other way round. A walk ends, too, at a country whose own purchases are not
 * known (it is <i>untraced</i>): what ends there could be anybody's.
 */
final class OriginTracing {
    /** Two sums that are equal but for rounding are closer than this part of them. */
    static final double SAME = 1e-9;

    /**
     * What is known, by country.
     *
     * @param bought tonnes by destination and origin, none from a country to itself
     * @param exports tonnes sold: less than what all destinations bought where a group of countries stands beside members
     * @param made tonnes that are taken as made; each country has some, or imports
     * @param least tonnes that it made at least, not above made
     * @param exact whether made is what it made, and not just at least
     * @param untraced whether a country's imports are not known, or not all
     */
    record Known(
            double[][] bought, double[] exports, double[] made, double[] least, boolean[] exact, boolean[] untraced) {

        /** Where production is the figure that is taken, or at least that, and all that was bought is sold. */
        static Known of(double[][] bought, double[] made, boolean[] exact, boolean[] untraced) {
            double[] exports = new double[made.length];
            for (double[] row : bought) {
                for (int j = 0; j < row.length; j++) {
                    exports[j] += row[j];
                }
            }
            return new Known(bought, exports, made, made, exact, untraced);
        }

        private boolean exact(int country) {
            return exact[country] && !untraced[country];
        }
    }

    /** Walks that end with the chances that follow from one figure of production. */
    private static final class Walks {
        private final DMatrixRMaj visits;
        /** By country: what part of the walks from it ends where. */
        private final double[][] ends;
        /** What part of the walks from a country, and from its imports, ends untraced. */
        private final double[] untraced;

        private final double[] untracedImports;

        Walks(Known known, double[] imports, double[] production) {
            int size = imports.length;
            boolean[] passes = new boolean[size];
            double[] supply = new double[size];
            for (int i = 0; i < size; i++) {
                passes[i] = !known.untraced()[i];
                supply[i] = imports[i] + production[i];
            }
            visits = inverse(known.bought(), supply, passes);
            ends = new double[size][size];
            untraced = new double[size];
            untracedImports = new double[size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    boolean last = known.untraced()[j];
                    double ending = last ? 1 : own(production[j], imports[j]);
                    ends[i][j] = Math.max(0, visits.get(i, j)) * ending;
                    untraced[i] += last ? ends[i][j] : 0;
                }
            }
            for (int i = 0; i < size; i++) {
                for (int k = 0; imports[i] > 0 && k < size; k++) {
                    untracedImports[i] += known.bought()[i][k] / imports[i] * untraced[k];
                }
            }
        }

        /** The chance that a walk from a country comes by an origin. */
        double reached(int country, int origin) {
            return Math.max(0, visits.get(country, origin)) / visits.get(origin, origin);
        }

        /** Whether each walk ends. */
        boolean ending(int country) {
            double sum = 0;
            for (double end : ends[country]) {
                sum += end;
            }
            return Math.abs(sum - 1) <= SAME;
        }
    }

    private final Known known;
    private final int size;
    private final double[] imports;
    private final double[] supply;
    private final Walks taken;
    /** With the least production of each; null where some loop of trade might have no maker. */
    private final Walks least;

    private final double[][] fewest;
    private final double[][] fewestImported;
    private final double[] leastOwn;

    private OriginTracing(Known known, double[] imports, double[] supply) {
        this.known = known;
        this.imports = imports;
        this.supply = supply;
        size = imports.length;
        taken = new Walks(known, imports, known.made());
        least = least();
        fewest = fewest();
        fewestImported = imported(fewest);
        leastOwn = new double[size];
        for (int i = 0; i < size; i++) {
            leastOwn[i] = leastOwn(i);
        }
    }

    /** @throws Unsolvable naming the places of countries whose supply nobody made */
    static OriginTracing of(Known known) throws Unsolvable {
        int size = known.made().length;
        double[] imports = new double[size];
        double[] supply = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                imports[i] += known.bought()[i][j];
            }
            supply[i] = imports[i] + known.made()[i];
        }
        List<Integer> loop = withoutMaker(known, known.made());
        if (!loop.isEmpty()) {
            throw new Unsolvable("loop_without_production", loop);
        }
        OriginTracing balance = new OriginTracing(known, imports, supply);
        List<Integer> lost = IntStream.range(0, size)
                .filter(i -> !balance.taken.ending(i))
                .boxed()
                .toList();
        if (!lost.isEmpty()) {
            throw new Unsolvable("not_solvable_exactly", lost);
        }
        return balance;
    }

    /** Why a group has no origin mix, and the places of the countries that it is because of. */
    static final class Unsolvable extends Exception {
        private final String reason;
        private final transient List<Integer> places;

        Unsolvable(String reason, List<Integer> places) {
            super(reason);
            this.reason = reason;
            this.places = places;
        }

        String reason() {
            return reason;
        }

        List<Integer> places() {
            return places;
        }
    }

    double supply(int country) {
        return supply[country];
    }

    double imports(int country) {
        return imports[country];
    }

    double exports(int country) {
        return known.exports()[country];
    }

    /** What part of its supply a country keeps. */
    double kept(int country) {
        return Math.max(0, 1 - exports(country) / supply[country]);
    }

    /** F: what part of a country's supply was made in a country. */
    double share(int country, int origin) {
        return taken.ends[country][origin];
    }

    /** Z: what a country bought directly, as a part of what it bought. */
    double direct(int country, int supplier) {
        return known.bought()[country][supplier] / imports[country];
    }

    /** What part of a country's imports was made in a country. */
    double importShare(int country, int origin) {
        return country == origin
                ? bought(country, origin, taken.ends)
                : taken.ends[country][origin] * supply[country] / imports[country];
    }

    /** What part of a country's imports ends at countries whose own purchases are not known. */
    double untracedImports(int country) {
        return taken.untracedImports[country];
    }

    /** The most of a country's supply that a country may have made of which there is no trade at all. */
    double anybodys(int country) {
        return least == null ? 1 : Math.min(1, least.untraced[country]);
    }

    /** The same of its imports. */
    double anybodysImports(int country) {
        return least == null ? 1 : Math.min(1, least.untracedImports[country]);
    }

    /** Lower bound of {@link #share}. */
    double shareLow(int country, int origin) {
        if (known.untraced()[origin] || known.untraced()[country] || country != origin && !known.exact(country)) {
            return 0;
        }
        if (known.exact(origin)) {
            return fewest[country][origin];
        }
        return (country == origin ? 1 : fewest[country][origin]) * leastOwn[origin];
    }

    /** Upper bound of {@link #share}. */
    double shareHigh(int country, int origin) {
        if (least == null || known.untraced()[country]) {
            return 1;
        }
        if (known.exact(origin)) {
            return Math.min(1, least.ends[country][origin] + least.untraced[country]);
        }
        return reach(country == origin ? 1 : least.reached(country, origin), least.untraced[country], origin);
    }

    /** Lower bound of {@link #importShare}. */
    double importShareLow(int country, int origin) {
        if (known.untraced()[origin]) {
            return 0;
        }
        double reached = fewestImported[country][origin];
        return known.exact(origin) ? reached : reached * leastOwn[origin];
    }

    /** Upper bound of {@link #importShare}. */
    double importShareHigh(int country, int origin) {
        if (least == null) {
            return 1;
        }
        double untraced = least.untracedImports[country];
        // What comes by another country comes with the imports.
        double times = 1 + known.least()[country] / imports[country];
        if (known.exact(origin)) {
            double made = country == origin ? bought(country, origin, least.ends) : times * least.ends[country][origin];
            return Math.min(1, made + untraced);
        }
        if (country != origin) {
            return reach(times * least.reached(country, origin), untraced, origin);
        }
        double reached = 0;
        for (int k = 0; k < size; k++) {
            if (known.bought()[country][k] > 0) {
                reached += direct(country, k) * (k == origin ? 1 : least.reached(k, origin));
            }
        }
        return reach(reached, untraced, origin);
    }

    // ---- walks -------------------------------------------------------------------------------------------------

    /**
     * With all that comes by the origin made there; of what ends untraced, only what does not come by it is added.
     *
     * @param untraced what part ends untraced, the origin itself included
     */
    private double reach(double reached, double untraced, int origin) {
        double after = known.untraced()[origin] ? 1 : least.untraced[origin];
        return Math.min(1, reached + Math.max(0, untraced - reached * after));
    }

    /** What part of an origin's goods it made at least, with all that returns to it. */
    private double leastOwn(int origin) {
        double own = own(known.least()[origin], imports[origin]);
        double back = fewestImported[origin][origin];
        return own == 0 ? 0 : own / (1 - (1 - own) * back);
    }

    /** What part of a supply was made at home: all of it where nothing was bought. */
    private static double own(double made, double bought) {
        return bought == 0 ? 1 : made / (made + bought);
    }

    /** What part of each country's imports was made where, its suppliers having a mix. */
    private double[][] imported(double[][] mix) {
        double[][] of = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                // Most countries buy from few others.
                if (known.bought()[i][k] > 0) {
                    double part = direct(i, k);
                    for (int j = 0; j < size; j++) {
                        of[i][j] += part * mix[k][j];
                    }
                }
            }
        }
        return of;
    }

    private double bought(int country, int origin, double[][] mix) {
        double share = 0;
        for (int k = 0; k < size; k++) {
            if (known.bought()[country][k] > 0) {
                share += direct(country, k) * mix[k][origin];
            }
        }
        return share;
    }

    private Walks least() {
        boolean same = true;
        for (int i = 0; i < size; i++) {
            same &= known.least()[i] == known.made()[i];
        }
        if (same) {
            return taken;
        }
        if (!withoutMaker(known, known.least()).isEmpty()) {
            return null;
        }
        Walks walks = new Walks(known, imports, known.least());
        return IntStream.range(0, size).allMatch(walks::ending) ? walks : null;
    }

    /** F if each country whose production or purchases are not known exactly made all that it sells. */
    private double[][] fewest() {
        boolean[] passes = new boolean[size];
        boolean any = false;
        for (int i = 0; i < size; i++) {
            passes[i] = known.exact(i);
            any |= passes[i];
        }
        double[][] mix = new double[size][size];
        DMatrixRMaj inverse = any ? inverse(known.bought(), supply, passes) : null;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double ending = passes[j] ? own(known.made()[j], imports[j]) : 1;
                mix[i][j] = (inverse == null ? i == j ? 1 : 0 : Math.max(0, inverse.get(i, j))) * ending;
            }
        }
        return mix;
    }

    private static DMatrixRMaj inverse(double[][] trade, double[] supply, boolean[] passes) {
        int size = supply.length;
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                boolean passed = passes[i] && trade[i][j] > 0;
                matrix.set(i, j, (i == j ? 1 : 0) - (passed ? trade[i][j] / supply[i] : 0));
            }
        }
        DMatrixRMaj inverse = new DMatrixRMaj(size, size);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(size);
        if (solver.setA(matrix)) {
            solver.invert(inverse);
        } else {
            inverse.fill(Double.NaN);
        }
        return inverse;
    }

    /** The countries of loops that no production feeds, with those between such loops. */
    private static List<Integer> withoutMaker(Known known, double[] production) {
        double[][] trade = known.bought();
        int size = production.length;
        boolean[] made = new boolean[size];
        List<Integer> next = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean buys = false;
            for (double tonnes : trade[i]) {
                buys |= tonnes > 0;
            }
            // Walks end at who makes some, who buys nothing, and whose purchases are not known.
            if (production[i] > 0 || !buys || known.untraced()[i]) {
                made[i] = true;
                next.add(i);
            }
        }
        while (!next.isEmpty()) {
            int seller = next.remove(next.size() - 1);
            for (int i = 0; i < size; i++) {
                if (!made[i] && trade[i][seller] > 0) {
                    made[i] = true;
                    next.add(i);
                }
            }
        }
        List<Integer> loop = new ArrayList<>(
                IntStream.range(0, size).filter(i -> !made[i]).boxed().toList());
        boolean shrinking = true;
        while (shrinking) {
            shrinking = loop.removeIf(i -> loop.stream().noneMatch(other -> trade[other][i] > 0));
        }
        return loop;
    }
}
