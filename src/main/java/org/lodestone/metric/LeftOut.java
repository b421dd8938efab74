package org.lodestone.metric;

/** Thrown by a computation that finds nothing to compute; the message is the reason, as that of a missing table. */
public final class LeftOut extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LeftOut(String reason) {
        super(reason, null, false, false);
    }
}
