package org.lodestone.exposure;

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
 *
 * <p>F can be read as a walk: from a country to the supplier of the next tonne, ending where the tonne was made, which at
 * country k happens with s_k = p_k/x_k. Where production is only known to be at least p, s_k lies between p_k/x_k and 1,
 * and the bounds are those of all such walks: a country's part is largest if it makes all that it sells and others make
 * as little as they can, and smallest the other way round. Where a country's own purchases are not known (it is
 * <i>untraced</i>), s_k may be anything, and what ends there could be anybody's.
 */
final class Balance {
    /** Two sums that are equal but for rounding are closer than this part of them. */
    static final double SAME = 1e-9;

    private final double[][] trade;
    private final double[] production;
    private final boolean[] exact;
    private final boolean[] untraced;
    private final int size;
    private final double[] imports;
    private final double[] exports;
    private final double[] supply;
    private final DMatrixRMaj walks;
    private final double[][] ends;
    private final double[][] fewest;
    private final double[][] fewestImported;
    private final double[] leastOwn;
    private final double[] untracedShare;
    private final double[] untracedImports;

    private Balance(
            double[][] trade,
            double[] production,
            boolean[] exact,
            boolean[] untraced,
            double[] imports,
            double[] exports,
            double[] supply) {
        this.trade = trade;
        this.production = production;
        this.exact = exact;
        this.untraced = untraced;
        this.imports = imports;
        this.exports = exports;
        this.supply = supply;
        size = production.length;
        walks = inverse(trade, supply, all(size));
        ends = new double[size][size];
        untracedShare = new double[size];
        untracedImports = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                ends[i][j] = Math.max(0, walks.get(i, j)) * production[j] / supply[j];
                untracedShare[i] += untraced[j] ? ends[i][j] : 0;
            }
        }
        for (int i = 0; i < size; i++) {
            for (int k = 0; imports[i] > 0 && k < size; k++) {
                untracedImports[i] += trade[i][k] / imports[i] * untracedShare[k];
            }
        }
        fewest = fewest();
        fewestImported = imported(fewest);
        leastOwn = new double[size];
        for (int i = 0; i < size; i++) {
            leastOwn[i] = leastOwn(i);
        }
    }

    /**
     * @param trade tonnes by destination and origin, none from a country to itself
     * @param production tonnes made; each country has production or imports
     * @param exact whether production is known, and not just a lower bound of it
     * @param untraced whether a country's imports are not known
     * @return the solved balance
     * @throws Unsolvable naming the places of countries whose supply nobody made
     */
    static Balance of(double[][] trade, double[] production, boolean[] exact, boolean[] untraced) throws Unsolvable {
        int size = production.length;
        double[] imports = new double[size];
        double[] exports = new double[size];
        double[] supply = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                imports[i] += trade[i][j];
                exports[j] += trade[i][j];
            }
            supply[i] = imports[i] + production[i];
        }
        List<Integer> loop = withoutMaker(trade, production);
        if (!loop.isEmpty()) {
            throw new Unsolvable("loop_without_production", loop);
        }
        Balance balance = new Balance(trade, production, exact, untraced, imports, exports, supply);
        List<Integer> lost = IntStream.range(0, size)
                .filter(i -> !(Math.abs(IntStream.range(0, size)
                                        .mapToDouble(j -> balance.ends[i][j])
                                        .sum()
                                - 1)
                        <= SAME))
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
        return exports[country];
    }

    /** What part of its supply a country keeps; 0 where it sells more than it has. */
    double kept(int country) {
        return Math.max(0, 1 - exports[country] / supply[country]);
    }

    /** Whether a country sells more than it made and bought, by more than rounding. */
    boolean oversold(int country) {
        return exports[country] > supply[country] * (1 + SAME);
    }

    /** F: what part of a country's supply was made in a country. */
    double share(int country, int origin) {
        return ends[country][origin];
    }

    /** Z: what a country bought directly, as a part of what it bought. */
    double direct(int country, int supplier) {
        return trade[country][supplier] / imports[country];
    }

    /** What part of a country's imports was made in a country. */
    double importShare(int country, int origin) {
        return country == origin
                ? bought(country, origin, ends)
                : ends[country][origin] * supply[country] / imports[country];
    }

    /** What part of a country's imports ends at countries whose own purchases are not known. */
    double untracedImports(int country) {
        return untracedImports[country];
    }

    /** Lower bound of {@link #share}. */
    double shareLow(int country, int origin) {
        if (untraced[origin] || untraced[country] || country != origin && !exact[country]) {
            return 0;
        }
        if (exact[origin]) {
            return fewest[country][origin];
        }
        return (country == origin ? 1 : fewest[country][origin]) * leastOwn[origin];
    }

    /** Upper bound of {@link #share}. */
    double shareHigh(int country, int origin) {
        if (untraced[country]) {
            return 1;
        }
        if (exact[origin]) {
            return Math.min(1, ends[country][origin] + untracedShare[country]);
        }
        return reach(country == origin ? 1 : reached(country, origin), untracedBesides(country, origin), origin);
    }

    /** Lower bound of {@link #importShare}. */
    double importShareLow(int country, int origin) {
        if (untraced[origin]) {
            return 0;
        }
        double reached = fewestImported[country][origin];
        return exact[origin] ? reached : reached * leastOwn[origin];
    }

    /** Upper bound of {@link #importShare}. */
    double importShareHigh(int country, int origin) {
        if (exact[origin]) {
            return Math.min(1, importShare(country, origin) + untracedImports[country]);
        }
        double besides = untracedImports[country] - (untraced[origin] ? importShare(country, origin) : 0);
        if (country != origin) {
            // What comes by the origin comes with the imports.
            return reach(reached(country, origin) * supply[country] / imports[country], besides, origin);
        }
        double reached = 0;
        for (int k = 0; k < size; k++) {
            reached += trade[country][k] / imports[country] * (k == origin ? 1 : reached(k, origin));
        }
        return reach(reached, besides, origin);
    }

    // ---- walks -------------------------------------------------------------------------------------------------

    /** The chance that a walk from a country comes by an origin. */
    private double reached(int country, int origin) {
        return Math.max(0, walks.get(country, origin)) / walks.get(origin, origin);
    }

    private double untracedBesides(int country, int origin) {
        return untracedShare[country] - (untraced[origin] ? ends[country][origin] : 0);
    }

    /** With all that comes by the origin made there; of what ends untraced, only what does not come by it is added. */
    private double reach(double reached, double untracedBesides, int origin) {
        return Math.min(1, reached + Math.max(0, untracedBesides - reached * untracedBesides(origin, origin)));
    }

    /** What part of an origin's goods it made at least, with all that returns to it. */
    private double leastOwn(int origin) {
        double own = production[origin] / supply[origin];
        double back = fewestImported[origin][origin];
        return own == 0 ? 0 : own / (1 - (1 - own) * back);
    }

    /** What part of each country's imports was made where, its suppliers having a mix. */
    private double[][] imported(double[][] mix) {
        double[][] of = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                // Most countries buy from few others.
                if (trade[i][k] > 0) {
                    double part = trade[i][k] / imports[i];
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
            if (trade[country][k] > 0) {
                share += trade[country][k] / imports[country] * mix[k][origin];
            }
        }
        return share;
    }

    /** F if each country whose production or purchases are not known exactly made all that it sells. */
    private double[][] fewest() {
        boolean[] passes = new boolean[size];
        boolean any = false;
        for (int i = 0; i < size; i++) {
            passes[i] = exact[i] && !untraced[i];
            any |= passes[i];
        }
        double[][] mix = new double[size][size];
        DMatrixRMaj inverse = any ? inverse(trade, supply, passes) : null;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double ending = passes[j] ? production[j] / supply[j] : 1;
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
                matrix.set(i, j, (i == j ? 1 : 0) - (passes[i] ? trade[i][j] / supply[i] : 0));
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

    private static boolean[] all(int size) {
        boolean[] all = new boolean[size];
        java.util.Arrays.fill(all, true);
        return all;
    }

    /** The countries of loops that no production feeds, with those between such loops. */
    private static List<Integer> withoutMaker(double[][] trade, double[] production) {
        int size = production.length;
        boolean[] made = new boolean[size];
        List<Integer> next = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (production[i] > 0) {
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
