package org.lodestone.intake;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known name that an unknown one was probably meant to be. */
public final class Nearest {
    private Nearest() {}

    /** How many letters have to be changed, added or left out. */
    public static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }

    /**
     * @param known at least one; the first of equally near ones is taken
     */
    public static String to(String wanted, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(one, wanted)))
                .orElseThrow();
    }
}
