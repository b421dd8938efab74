package org.lodestone.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.lodestone.market.Assumptions.Input;

/**
 * What a nameplate's tonnes may be, and what they are as magnets.
 *
 * <p>Oxides of an ore are those of all its rare earths: only the part that is of magnet elements makes magnets. Where the
 * tonnes are of magnet elements alone that part is 1. Magnets that are taken apart give magnets again, less what is lost.
 */
final class Reading {
    private Reading() {}

    static final String MAGNET = "magnet";
    static final String OXIDE = "oxide";
    static final String MAGNET_OXIDE = "magnet_oxide";
    static final String RECYCLED_MAGNET = "recycled_magnet";

    /** What a nameplate has to count so that it can be read in this way. */
    static String counted(String reading) {
        return reading.equals(MAGNET_OXIDE) ? OXIDE : reading;
    }

    /** The assumptions whose product is the tonnes of magnet that a tonne makes; none for magnets and all other goods. */
    static List<String> factors(String reading) {
        return switch (reading) {
            case OXIDE -> List.of("magnet_oxide_share", "magnet_tonnes_per_oxide_tonne");
            case MAGNET_OXIDE -> List.of("magnet_tonnes_per_oxide_tonne");
            case RECYCLED_MAGNET -> List.of("magnet_tonnes_per_recycled_tonne");
            default -> List.of();
        };
    }

    /** Each of these assumptions for a plant; null in the place of one that is not known. */
    static List<Input> factors(Plant plant, Assumptions assumptions, List<Row> contents) {
        List<Input> inputs = new ArrayList<>();
        for (String factor : plant.reading() == null ? List.<String>of() : factors(plant.reading())) {
            inputs.add(factor(factor, plant, assumptions, contents));
        }
        return inputs;
    }

    /**
     * One of them. What the plant's deposit is known to hold comes before what is assumed of any.
     *
     * @param contents rows of {@link ElementContents#TABLE}
     * @return null where it is not known
     */
    static Input factor(String factor, Plant plant, Assumptions assumptions, List<Row> contents) {
        Double known = factor.equals("magnet_oxide_share") && plant.feed() != null
                ? ElementContents.magnetOxideShare(contents, plant.feed())
                : null;
        return known == null
                ? assumptions.find(factor, "facility:" + plant.id())
                : Input.fixed("deposit:" + plant.feed(), factor, known);
    }
}
