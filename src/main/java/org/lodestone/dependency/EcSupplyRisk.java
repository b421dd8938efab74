package org.lodestone.dependency;

import java.util.ArrayList;
import java.util.List;

/**
 * The European Commission's supply risk of a raw material, by its methodology of 2017, which the list of 2023 uses too
 * (Methodology for establishing the EU list of critical raw materials, guidelines, 2017, with the background report of
 * the Joint Research Centre, doi:10.2760/73303).
 *
 * <p>SR = [H_global · IR / 2 + H_EU · (1 - IR / 2)] · (1 - EoL_RIR) · SI, with import reliance IR = (M - X) / (P + M - X)
 * kept in 0 to 1, H = Σ S_c² · WGI_c · t_c over the countries of global supply and of EU sourcing, whose own production
 * is a part of the latter. A material is critical from SR = 1 on, if it is also important.
 */
public final class EcSupplyRisk {

    /** From here on a material's supply is at risk. */
    public static final double THRESHOLD = 1.0;

    private EcSupplyRisk() {}

    /**
     * A country's part in supply.
     *
     * @param share 0 to 1
     * @param governance mean of the six Worldwide Governance Indicators, scaled to 0 (best) to 10 (worst); null where it
     *     is not known
     * @param trade the trade parameter t, about 1; null where it is not known
     */
    public record Source(String countryIso3, double share, Double governance, Double trade) {}

    /**
     * The inputs; each may be null where it is not known.
     *
     * @param global countries of global supply
     * @param european countries of EU sourcing, the EU's own production among them
     * @param production of the EU
     * @param imports of the EU
     * @param exports of the EU
     * @param recycling end-of-life recycling input rate, 0 to 1
     * @param substitution index of substitution for supply risk, 0 to 1
     */
    public record Inputs(
            List<Source> global,
            List<Source> european,
            Double production,
            Double imports,
            Double exports,
            Double recycling,
            Double substitution) {}

    /**
     * What follows.
     *
     * @param risk the supply risk; null where an input is missing
     * @param riskLow a lower bound of it: what is missing taken as what makes it smallest
     * @param importReliance 0 to 1; null where it is not known
     * @param reason why there is no risk: the inputs that are missing, with blanks between; null where there is one
     */
    public record Result(Double risk, double riskLow, Double importReliance, String reason) {
        /** Whether the material is at risk: yes, no, or undetermined where what is missing decides. */
        public String atRisk() {
            return (risk == null ? riskLow : risk) >= THRESHOLD ? "yes" : risk == null ? "undetermined" : "no";
        }
    }

    /** Parts of a supply may miss the whole by as much for rounding. */
    static final double ROUNDING = 0.01;

    /** The supply risk, or what is missing for it: an input that is not known is never taken as 0. */
    public static Result of(Inputs inputs) {
        List<String> missing = new ArrayList<>();
        Double reliance = reliance(inputs, missing);
        double global = concentration("global_supply", inputs.global(), missing);
        double european = concentration("eu_sourcing", inputs.european(), missing);
        need("recycling_rate", inputs.recycling(), missing);
        need("substitution_index", inputs.substitution(), missing);
        double kept = inputs.recycling() == null || inputs.substitution() == null
                ? 0
                : (1 - inputs.recycling()) * inputs.substitution();
        // Between no reliance and a whole one the risk is a straight line.
        double low = reliance == null
                ? Math.min(mixed(global, european, 0), mixed(global, european, 1))
                : mixed(global, european, reliance);
        Double risk = missing.isEmpty() ? low * kept : null;
        return new Result(risk, low * kept, reliance, risk == null ? String.join(" ", missing) : null);
    }

    private static double mixed(double global, double european, double reliance) {
        return global * reliance / 2 + european * (1 - reliance / 2);
    }

    private static Double reliance(Inputs inputs, List<String> missing) {
        boolean known = need("production", inputs.production(), missing)
                & need("imports", inputs.imports(), missing)
                & need("exports", inputs.exports(), missing);
        if (!known) {
            return null;
        }
        double net = inputs.imports() - inputs.exports();
        double use = inputs.production() + net;
        if (use <= 0) {
            missing.add("consumption_not_positive");
            return null;
        }
        return Math.max(0, Math.min(1, net / use));
    }

    /** Σ S² WGI t over the countries that are known: at least that, and all of it where nothing is missing. */
    private static double concentration(String name, List<Source> sources, List<String> missing) {
        if (sources == null || sources.isEmpty()) {
            missing.add(name);
            return 0;
        }
        double whole = sources.stream().mapToDouble(Source::share).sum();
        if (Math.abs(whole - 1) > ROUNDING) {
            missing.add(name + "_adds_up_to:" + Math.round(whole * 1000) / 1000.0);
        }
        if (whole > 1 + ROUNDING) {
            return 0;
        }
        double sum = 0;
        for (Source source : sources) {
            boolean known = need(name + "_governance:" + source.countryIso3(), source.governance(), missing)
                    & need(name + "_trade_parameter:" + source.countryIso3(), source.trade(), missing);
            sum += known ? source.share() * source.share() * source.governance() * source.trade() : 0;
        }
        return sum;
    }

    private static boolean need(String name, Double value, List<String> missing) {
        if (value == null) {
            missing.add(name);
        }
        return value != null;
    }
}
