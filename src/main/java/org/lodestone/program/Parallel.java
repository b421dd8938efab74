package org.lodestone.program;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs steps at the same time: one small Spark job after the other leaves cores idle. */
public final class Parallel {
    private Parallel() {}

    public static CompletableFuture<Void> start(Runnable step) {
        return CompletableFuture.runAsync(step);
    }

    /** Waits for all after another failure, which does not go on while they still write. */
    public static void settle(List<CompletableFuture<Void>> steps, Throwable failure) {
        for (CompletableFuture<Void> step : steps) {
            try {
                step.join();
            } catch (CompletionException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Waits for all, then fails as the first that failed. */
    public static void await(List<CompletableFuture<Void>> steps) {
        try {
            CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
