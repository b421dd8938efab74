package org.lodestone.lake;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A state of a lake: what it held after one load.
 *
 * @param loadId the load that made it
 * @param at when that was committed
 * @param versions of each table, by name
 * @param files that were loaded then
 * @param rows that landed from them
 * @param pins the names under which it is kept for good, in their order
 * @param removedAt when it was given up, so that it can no longer be read; null while it can
 */
public record State(
        String loadId,
        Instant at,
        Map<String, Long> versions,
        long files,
        long rows,
        List<String> pins,
        Instant removedAt) {

    public boolean isRemoved() {
        return removedAt != null;
    }
}
