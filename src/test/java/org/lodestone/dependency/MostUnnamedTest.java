package org.lodestone.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The most by weight of suppliers who are not named, beside the largest that is. */
class MostUnnamedTest {

    @Test
    void itsOwnBoundGoesFirst() {
        assertThat(ImportDependency.mostUnnamed(0.1, 0.5, 0.8)).isEqualTo(0.1);
    }

    /** A weighs 500 kg, B 400 kg; World has 16 dollars more and no more weight: nobody's goods are a rounding. */
    @Test
    void aRoundingOfWorldIsNothing() {
        assertThat(ImportDependency.mostUnnamed(null, 500 / 900.0, 500 / 900.0)).isZero();
    }

    /** A weighs 500 kg, B 300 kg, and World 1,000 kg: 200 kg are nobody's, whom the upper bound of A, 0.7, gives them to. */
    @Test
    void whatWorldWeighsBeyondTheNamedIsTheirs() {
        assertThat(ImportDependency.mostUnnamed(null, 0.5, 0.7)).isCloseTo(0.2, within(1e-15));
    }

    @Test
    void withoutBoundsNothingIsKnown() {
        assertThat(ImportDependency.mostUnnamed(null, null, null)).isNull();
        assertThat(ImportDependency.mostUnnamed(null, 0.5, null)).isNull();
    }
}
