package org.lodestone.origins;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a group of countries bought beyond its members that are in the data: what counts of its purchases in sums over
 * importers.
 *
 * <p>Purchases are compared supplier by supplier; what members buy of suppliers that the group does not name may be behind
 * its own unspecified ones, but for their trade with each other. A member that does not name all of its suppliers may have
 * bought there what the group names, so of a supplier only what exceeds the members' purchases from it and all of their
 * unspecified ones together is surely beyond them; the rest of what the group bought in all beyond its members is of
 * unspecified suppliers. Whether anything is beyond them is judged by value, which is always known: weights may be filled.
 */
public final class BeyondMembers {
    /** So small a part of the group's value is rounding. */
    private static final double ROUNDING = 1e-5;

    /** What was bought of one supplier, in any units that are the same throughout. */
    public record Bought(double value, double weight) {
        static final Bought NOTHING = new Bought(0, 0);

        Bought plus(Bought more) {
            return new Bought(value + more.value, weight + more.weight);
        }

        /** What is left of each of the two. */
        Bought beyond(Bought less) {
            return new Bought(Math.max(0, value - less.value), Math.max(0, weight - less.weight));
        }
    }

    private BeyondMembers() {}

    /**
     * @param group what it bought, by supplier; {@link OriginMix#UNSPECIFIED} where that is not named
     * @param members the same of each member that is in the data
     * @param codes the members' codes
     * @return weights by supplier, without those of which nothing is beyond the members
     */
    public static Map<String, Double> of(
            Map<String, Bought> group, Collection<Map<String, Bought>> members, Set<String> codes) {
        Map<String, Bought> named = new TreeMap<>();
        Bought unspecified = Bought.NOTHING;
        Bought others = Bought.NOTHING;
        for (Map<String, Bought> member : members) {
            for (Map.Entry<String, Bought> one : member.entrySet()) {
                if (one.getKey().equals(OriginMix.UNSPECIFIED)) {
                    unspecified = unspecified.plus(one.getValue());
                } else if (group.containsKey(one.getKey())) {
                    named.merge(one.getKey(), one.getValue(), Bought::plus);
                } else if (!codes.contains(one.getKey())) {
                    others = others.plus(one.getValue());
                }
            }
        }
        double least =
                ROUNDING * group.values().stream().mapToDouble(Bought::value).sum();
        Bought beyond =
                group.getOrDefault(OriginMix.UNSPECIFIED, Bought.NOTHING).beyond(others);
        Map<String, Double> more = new TreeMap<>();
        for (Map.Entry<String, Bought> one : group.entrySet()) {
            Bought rest = one.getValue().beyond(named.getOrDefault(one.getKey(), Bought.NOTHING));
            if (!one.getKey().equals(OriginMix.UNSPECIFIED) && rest.value() > least) {
                beyond = beyond.plus(rest);
                more.put(one.getKey(), rest.weight());
            }
        }
        Bought all = beyond.beyond(unspecified);
        Map<String, Double> counts = new TreeMap<>();
        if (all.value() <= least || all.weight() <= 0) {
            return counts;
        }
        double left = all.weight();
        for (Map.Entry<String, Double> one : more.entrySet()) {
            double surely = one.getValue() - unspecified.weight();
            if (surely > 0) {
                counts.put(one.getKey(), surely);
                left -= surely;
            }
        }
        // But for rounding what is surely beyond never exceeds what is beyond in all.
        if (left > ROUNDING * all.weight()) {
            counts.put(OriginMix.UNSPECIFIED, left);
        }
        return counts;
    }
}
