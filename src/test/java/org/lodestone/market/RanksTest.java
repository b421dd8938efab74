package org.lodestone.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.junit.jupiter.api.Test;

class RanksTest {
    @Test
    void equalFiguresShareTheMeanOfTheirRanks() {
        assertThat(TargetOdds.ranks(new double[] {5, 1, 5, 0, 5, 1})).containsExactly(5, 2.5, 5, 1, 5, 2.5);
    }

    @Test
    void ranksAreThoseOfTheLibrary() {
        Random random = new Random(3);
        for (int kinds : new int[] {2, 50, 1_000_000}) {
            double[] values = random.doubles(2000)
                    .map(value -> Math.rint(value * kinds) / 7)
                    .toArray();
            assertThat(TargetOdds.ranks(values)).isEqualTo(new NaturalRanking().rank(values));
        }
    }
}
