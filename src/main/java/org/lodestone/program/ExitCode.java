package org.lodestone.program;

import java.util.Optional;
import org.lodestone.text.UnusableInput;

/** How a command ended, as those who started it are told. Where several hold, the greatest is given. */
public final class ExitCode {
    public static final int DONE = 0;
    /** An error of the program. */
    public static final int INTERNAL = 1;
    /** A command or a setting that is wrong. */
    public static final int USAGE = 2;
    /** A quality gate failed, a report was withheld, or a quoted figure does not hold. */
    public static final int GATE = 3;
    /** Input is missing or cannot be used. */
    public static final int INPUT = 4;

    private ExitCode() {}

    /** That of a command that a failure ended. */
    public static int of(Throwable failure) {
        return known(failure)
                .map(known -> known instanceof Settings.Wrong ? USAGE : INPUT)
                .orElse(INTERNAL);
    }

    /** The part of a failure that is written for users; empty where there is none. */
    public static Optional<Throwable> known(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Settings.Wrong || cause instanceof UnusableInput) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
