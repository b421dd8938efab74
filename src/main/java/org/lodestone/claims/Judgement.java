package org.lodestone.claims;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.lodestone.claims.Definition.Kind;

/**
 * What a claim's definitions say of it. Its own definition is judged first; only where that is not at hand or leaves
 * something open are others held against it, and a match with one of these is called a proxy's. The more definitions are
 * tried, the more match by chance, so their number stands beside the verdict.
 *
 * @param tried definitions that were held against the claim before the verdict was clear
 * @param fitting those of them that give the claimed figure
 * @param nearest null where there is no figure
 * @param words the verdict in a sentence
 */
record Judgement(String verdict, int tried, int fitting, Definition nearest, String words) {
    static final String REPRODUCED = "reproduced";
    static final String REPRODUCED_BY_PROXY = "reproduced (proxy)";
    static final String UNDECIDED = "undecided";
    static final String CONTRADICTED = "contradicted";
    static final String NOT_REPRODUCED = "not reproduced (proxy)";
    static final String NOT_COMPUTABLE = "not computable";

    static Judgement of(Claim claim, List<Definition> definitions) {
        Wording wording = claim.wording();
        if (wording == null) {
            return new Judgement(NOT_COMPUTABLE, 0, 0, null, "The claim has no figure.");
        }
        return new Bench(claim, wording, definitions).judge();
    }

    /** The definitions of one claim, by what they can settle. */
    private record Bench(Claim claim, Wording wording, List<Definition> all) {

        Judgement judge() {
            List<Definition> own = of(Kind::own);
            List<Definition> same = of(kind -> kind == Kind.SAME);
            List<Definition> tried = of(Kind::judges);
            List<Definition> assumed = of(kind -> kind == Kind.ASSUMED);
            if (fitting(own) > 0) {
                return bySource(own);
            }
            if (same.stream().anyMatch(one -> one.mayFit(wording))) {
                return said(UNDECIDED, own, "Its own definition gives it or not by how many of its digits are printed");
            }
            if (!same.isEmpty()) {
                return same.stream().allMatch(one -> one.rulesOut(wording))
                        ? said(CONTRADICTED, own, "Its own definition was computed, and " + none(own))
                        : said(
                                UNDECIDED,
                                own,
                                "Its own definition gives it or not by whose the imports are that name no supplier");
            }
            if (tried.isEmpty()) {
                return said(NOT_COMPUTABLE, tried, "Nothing that counts the same can be computed");
            }
            List<Definition> wider = of(kind -> kind.judges() && kind != Kind.ASSUMED);
            if (fitting(wider) > 0) {
                return said(
                        REPRODUCED_BY_PROXY,
                        wider,
                        "It leaves open what a figure needs; " + share(wider) + " what it could mean give"
                                + s(fitting(wider)) + " it, and the more are tried, the more match by chance");
            }
            if (wider.isEmpty() && fitting(assumed) == assumed.size()) {
                return said(
                        REPRODUCED_BY_PROXY,
                        assumed,
                        "It holds with each of the assumptions that were tried, none of which it makes");
            }
            if (wider.stream().anyMatch(one -> one.mayFit(wording))) {
                return said(UNDECIDED, tried, "A proxy gives it or not by how many of its digits are printed");
            }
            if (!wider.isEmpty() && wider.stream().allMatch(this::impossible)) {
                return said(CONTRADICTED, tried, "It lies outside of all that the wider code allows in its period");
            }
            return said(
                    NOT_REPRODUCED,
                    tried,
                    "Its own definition cannot be computed; of what stands for it, " + some(tried));
        }

        /** Where the claim names no source, all that have its quantity are to give it: one of several is a proxy. */
        private Judgement bySource(List<Definition> own) {
            Set<String> sources = own.stream().map(Definition::source).collect(Collectors.toCollection(TreeSet::new));
            Set<String> giving = own.stream()
                    .filter(one -> one.fits(wording))
                    .map(Definition::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            return giving.size() == sources.size()
                    ? said(REPRODUCED, own, share(own) + " its own definition give" + s(fitting(own)) + " it")
                    : said(
                            REPRODUCED_BY_PROXY,
                            own,
                            "It names no source, and only " + String.join(" and ", giving) + " give" + s(giving.size())
                                    + " it, of " + sources.size() + " that have the same quantity");
        }

        /** A code of the claim's very period of which the goods cannot be any part. */
        private boolean impossible(Definition one) {
            return claim.period().named()
                    && one.holdsIf() != null
                    && one.holdsIf().quantity().equals(Condition.GOODS_PART_OF_CODE)
                    && one.holdsIf().high() <= 0;
        }

        private List<Definition> of(Predicate<Kind> kind) {
            return all.stream().filter(one -> kind.test(one.kind())).toList();
        }

        private int fitting(List<Definition> some) {
            return (int) some.stream().filter(one -> one.fits(wording)).count();
        }

        private String share(List<Definition> some) {
            return fitting(some) + " of " + some.size() + " ways of computing";
        }

        private static String s(int count) {
            return count == 1 ? "s" : "";
        }

        private String some(List<Definition> tried) {
            int fitting = fitting(tried);
            return fitting == 0
                    ? none(tried)
                    : fitting + " of the " + tried.size() + " figures that were tried give" + s(fitting)
                            + " it, by assumptions that it does not make";
        }

        private static String none(List<Definition> some) {
            return some.size() == 1
                    ? "the one figure that was tried does not give it"
                    : "none of the " + some.size() + " figures that were tried gives it";
        }

        private Judgement said(String verdict, List<Definition> tried, String words) {
            return new Judgement(verdict, tried.size(), fitting(tried), nearest(), words + ".");
        }

        /** Those first that the claim may be judged by and that give it; then by what they can settle; then by distance. */
        private Definition nearest() {
            return all.stream()
                    .min(Comparator.comparing((Definition one) -> !(one.kind().judges() && one.fits(wording)))
                            .thenComparing(Definition::kind)
                            .thenComparing(one -> wording.distance(one.computed()))
                            .thenComparing(Definition::name))
                    .orElse(null);
        }
    }
}
