package org.lodestone.dependency;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the members of one bloc bought of one product in one year, as one: of suppliers outside, of each other, and of nobody
 * named. Values are LONG thousandths of dollars.
 */
final class BlocImports {
    private static final Set<String> LOWER_BOUNDS = Set.of("incomplete", "months_missing");

    private final Set<String> members;
    private final Set<String> present = new HashSet<>();
    private final Set<String> joined = new HashSet<>();
    private final Map<String, Long> bySupplier = new HashMap<>();
    private boolean incomplete;
    private long unspecified;
    private long inside;
    private long outside;
    private final SumOfSquares.Exact squares = new SumOfSquares.Exact();
    private String top;
    private long topValue;

    BlocImports(Set<String> members) {
        this.members = members;
    }

    /**
     * Adds what a member bought from one supplier.
     *
     * @param joinedIn whether the member reported it in another edition
     * @param reason why the member's figures are no whole, or null
     */
    void add(String member, boolean joinedIn, String reason, String supplier, String role, long value) {
        present.add(member);
        if (joinedIn) {
            joined.add(member);
        }
        incomplete |= reason != null && LOWER_BOUNDS.contains(reason);
        if (role.equals("unspecified")) {
            unspecified = Math.addExact(unspecified, value);
        } else if (members.contains(supplier)) {
            // Bought from each other, but not from oneself: re-imports are outside of all.
            inside = role.equals("self") ? inside : Math.addExact(inside, value);
        } else if (!role.equals("self")) {
            bySupplier.merge(supplier, value, Math::addExact);
        }
    }

    /** Adds suppliers up, after the last of them. */
    void close() {
        bySupplier.forEach((supplier, value) -> {
            outside = Math.addExact(outside, value);
            squares.add(value);
            boolean larger = value > topValue || value == topValue && top != null && supplier.compareTo(top) < 0;
            if (value > 0 && larger) {
                top = supplier;
                topValue = value;
            }
        });
    }

    int memberCount() {
        return members.size();
    }

    int presentMembers() {
        return present.size();
    }

    int joinedMembers() {
        return joined.size();
    }

    /** From known suppliers outside. */
    long fromOutside() {
        return outside;
    }

    /** With what nobody is named for. */
    long outsideOrUnnamed() {
        return Math.addExact(outside, unspecified);
    }

    long fromInside() {
        return inside;
    }

    long unspecified() {
        return unspecified;
    }

    /** The largest supplier outside, of equal ones the first by code; null where there is none. */
    String top() {
        return top;
    }

    long topValue() {
        return topValue;
    }

    double squares() {
        return squares.value();
    }

    /** Whether no other supplier outside is as large, even if all that nobody is named for were its own. */
    boolean topIsCertain() {
        return top != null
                && unspecified < topValue
                && bySupplier.values().stream()
                                .filter(value -> value > 0 && value >= topValue - unspecified)
                                .count()
                        == 1;
    }

    /** Why there is no index; null where there is one. */
    String reason(boolean complete) {
        if (present.isEmpty()) {
            return "no_member_in_data";
        }
        if (!complete && present.size() < members.size()) {
            return "members_missing";
        }
        if (incomplete) {
            return "incomplete";
        }
        if (outsideOrUnnamed() + inside == 0) {
            return "no_imports";
        }
        return outsideOrUnnamed() == 0 ? "no_outside_imports" : null;
    }
}
