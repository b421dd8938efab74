package org.lodestone.claims;

import java.util.List;
import java.util.Objects;
import org.lodestone.claims.Definition.Kind;
import org.lodestone.reference.Printed;

/** Whether what is published of one quantity fits together, each figure with what its wording allows. */
final class Conflicts {
    /** Two bare figures that are closer than this part of them are the same. */
    private static final double SAME_FIGURE = 0.005;

    private Conflicts() {}

    /** Whether other statements on a claim's quantity, or the contract's own years, cannot be true beside it. */
    static boolean of(Claim claim, List<Definition> definitions, List<Claim> claims) {
        if (claim.wording() == null) {
            return false;
        }
        Interval allowed = meant(claim.wording());
        boolean stated = definitions.stream()
                .anyMatch(one -> one.kind() == Kind.STATED && !allowed.overlaps(printed(claim, one.computed())));
        // Ways of counting one duration that disagree: the source's own years do not give it.
        boolean years = claim.measure().equals("contract_duration")
                && definitions.stream()
                        .anyMatch(one -> one.name().contains("calendar") && !one.mayFit(claim.wording()));
        return stated
                || years
                || claims.stream()
                        .anyMatch(other -> other != claim && sameQuantity(claim, other) && apart(claim, other));
    }

    /** A statement is an exact figure of the claim's unit. */
    private static Interval printed(Claim claim, double figure) {
        return meant(new Wording("exact", figure, figure, Printed.of(figure, claim.unit(), null), false));
    }

    /** What is allowed where the printed digits are known; of a bare figure all of them are taken, and half a percent. */
    private static Interval meant(Wording wording) {
        return wording.printed().known()
                ? wording.widest()
                : wording.narrowest().widened(SAME_FIGURE);
    }

    private static boolean sameQuantity(Claim one, Claim other) {
        for (String column : List.of(
                "measure", "importer_iso3", "origin_iso3", "unit", "about", "product_code", "basis", "data_source")) {
            if (!Objects.equals(one.row().getAs(column), other.row().getAs(column))) {
                return false;
            }
        }
        // Two years of one quantity may well have two figures; a start year is its own period.
        boolean start = one.measure().equals("start_year");
        boolean apart = one.period().named()
                && other.period().named()
                && !PublishedClaims.PERIOD.in(one.row()).equals(PublishedClaims.PERIOD.in(other.row()));
        if (!start && apart) {
            return false;
        }
        return !one.about().isEmpty()
                || one.mineral().equals(other.mineral())
                        && Objects.equals(one.stage(), other.stage())
                        && one.origin() != null;
    }

    private static boolean apart(Claim one, Claim other) {
        return other.wording() != null && !meant(one.wording()).overlaps(meant(other.wording()));
    }
}
