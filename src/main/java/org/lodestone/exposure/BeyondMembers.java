package org.lodestone.exposure;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a group of countries bought beyond its members that are in the data: what counts of its purchases in sums over
 * importers.
 *
 * <p>A member that does not name all of its suppliers may have bought there what the group names. So of a supplier only what
 * exceeds the members' purchases from it and all of their unspecified ones together is surely beyond them; the rest of what
 * the group bought in all beyond its members is of unspecified suppliers. Whether anything is beyond them is judged by
 * value, which is always known: weights may be filled.
 */
final class BeyondMembers {
    /** So small a part of the group's value is rounding. */
    private static final double ROUNDING = 1e-5;

    /** What was bought of one supplier, in any units that are the same throughout. */
    record Bought(double value, double weight) {
        static final Bought NOTHING = new Bought(0, 0);

        Bought plus(Bought more) {
            return new Bought(value + more.value, weight + more.weight);
        }

        Bought minus(Bought less) {
            return new Bought(value - less.value, weight - less.weight);
        }
    }

    private BeyondMembers() {}

    /**
     * @param group what it bought, by supplier; {@link OriginMix#UNSPECIFIED} where that is not named
     * @param members the same of each member that is in the data
     * @param codes the members' codes: what members buy of each other stays outside unless the group counts it too
     * @return weights by supplier, without those of which nothing is beyond the members
     */
    static Map<String, Double> of(
            Map<String, Bought> group, Collection<Map<String, Bought>> members, Set<String> codes) {
        boolean inside = group.keySet().stream().anyMatch(codes::contains);
        Map<String, Bought> ofMembers = new TreeMap<>();
        members.forEach(member -> member.forEach((supplier, bought) -> {
            if (inside || !codes.contains(supplier)) {
                ofMembers.merge(supplier, bought, Bought::plus);
            }
        }));
        double unspecified =
                ofMembers.getOrDefault(OriginMix.UNSPECIFIED, Bought.NOTHING).weight();
        Bought all = sum(group.values());
        Bought rest = all.minus(sum(ofMembers.values()));
        double least = ROUNDING * all.value();
        Map<String, Double> beyond = new TreeMap<>();
        if (rest.value() <= least || rest.weight() <= 0) {
            return beyond;
        }
        double left = rest.weight();
        for (Map.Entry<String, Bought> one : group.entrySet()) {
            Bought more = one.getValue().minus(ofMembers.getOrDefault(one.getKey(), Bought.NOTHING));
            double surely = Math.min(left, more.weight() - unspecified);
            if (!one.getKey().equals(OriginMix.UNSPECIFIED) && more.value() > least && surely > 0) {
                beyond.put(one.getKey(), surely);
                left -= surely;
            }
        }
        if (left > 0) {
            beyond.put(OriginMix.UNSPECIFIED, left);
        }
        return beyond;
    }

    private static Bought sum(Collection<Bought> parts) {
        return parts.stream().reduce(Bought.NOTHING, Bought::plus);
    }
}
