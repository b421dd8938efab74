package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lodestone.briefing.SourceTerms;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Format;

/** Whoever's data a file holds, the page knows the terms: who adds a format decides whether they are others'. */
class SourceTermsTest {

    @Test
    void onlyOwnFormatsAreLeftToTheirOperator() {
        SourceTerms.Terms operators = SourceTerms.of("no such format");
        List<String> own = Catalogue.FORMATS.stream()
                .map(Format::name)
                .filter(name -> SourceTerms.of(name).equals(operators))
                .toList();
        assertThat(own)
                .containsExactlyInAnyOrder(
                        "contracts",
                        "facilities",
                        "market-outlook",
                        "targets",
                        "sales-plans",
                        "assumptions",
                        "element-contents",
                        "published-claims",
                        "reliance-inputs",
                        "supply-risk-inputs",
                        "disruption-scenarios",
                        "disruption-inputs");
    }
}
