package org.lodestone.origins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lodestone.origins.BeyondMembers.Bought;

/** A group that reports beside its members, at two dollars a tonne. */
class BeyondMembersTest {
    private static final Set<String> MEMBERS = Set.of("DEU", "FRA");

    private static Bought tonnes(double tonnes) {
        return new Bought(2 * tonnes, tonnes);
    }

    @Test
    void aGroupCountsForWhatItsMembersDidNotBuy() {
        // 100 - 60 of China, and all 20 of Japan.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100), "JPN", tonnes(20)), List.of(Map.of("CHN", tonnes(60))), MEMBERS))
                .isEqualTo(Map.of("CHN", 40.0, "JPN", 20.0));
    }

    @Test
    void whatAMemberDoesNotNameIsNotCountedOnceMore() {
        // All 100 were Germany's, though it names China for 60 only.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100)),
                        List.of(Map.of("CHN", tonnes(60), OriginMix.UNSPECIFIED, tonnes(40))),
                        MEMBERS))
                .isEmpty();
    }

    @Test
    void whatMayBeEitherIsOfNobodyNamed() {
        // Germany: 60 of China, 10 of somebody. Of the group's 40 more of China and 20 of Japan surely 30 and 10 are
        // not
        // Germany's; the group bought 120 - 70 = 50 beyond it, so 10 of these are of one of the two.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100), "JPN", tonnes(20)),
                        List.of(Map.of("CHN", tonnes(60), OriginMix.UNSPECIFIED, tonnes(10))),
                        MEMBERS))
                .isEqualTo(Map.of("CHN", 30.0, "JPN", 10.0, OriginMix.UNSPECIFIED, 10.0));
    }

    @Test
    void whatMembersBuyOfEachOtherIsNotTheGroups() {
        // The group counts what comes from outside: 100, of which Germany and France bought 100.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100)),
                        List.of(Map.of("CHN", tonnes(70), "FRA", tonnes(500)), Map.of("CHN", tonnes(30))),
                        MEMBERS))
                .isEmpty();
    }

    @Test
    void weightsThatDifferByFillingAreNoTradeBeyondMembers() {
        assertThat(BeyondMembers.of(
                        Map.of("CHN", new Bought(200, 100)), List.of(Map.of("CHN", new Bought(200, 90))), MEMBERS))
                .isEmpty();
    }

    @Test
    void neitherSpellingNorASmallPurchaseInsideDecides() {
        // 60 of each are beyond Germany, whose 50 of the United States the group does not name.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100), "VNM", tonnes(100)),
                        List.of(Map.of("CHN", tonnes(40), "VNM", tonnes(40), "USA", tonnes(50))),
                        MEMBERS))
                .isEqualTo(Map.of("CHN", 60.0, "VNM", 60.0));
        // They may be behind what the group does not name: 70 - 50 = 20.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100), OriginMix.UNSPECIFIED, tonnes(70)),
                        List.of(Map.of("CHN", tonnes(100), "USA", tonnes(50))),
                        MEMBERS))
                .isEqualTo(Map.of(OriginMix.UNSPECIFIED, 20.0));
        // A thousandth of a tonne of Germany does not make Germany's 500 of France the group's.
        assertThat(BeyondMembers.of(
                        Map.of("CHN", tonnes(100), "DEU", tonnes(0.0001)),
                        List.of(Map.of("CHN", tonnes(60), "FRA", tonnes(500))),
                        MEMBERS))
                .isEqualTo(Map.of("CHN", 40.0));
    }
}
