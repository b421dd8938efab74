package org.lodestone.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.execution.DirectExecutionControl;

/**
 * Runs JShell's compiled snippets in this JVM, on a thread of their own, and keeps the value of the last one as it is:
 * JShell itself would keep its text only.
 */
final class CellExecution extends DirectExecutionControl {
    /** How long a cell that was interrupted may take to end. */
    private static final long PATIENCE_SECONDS = 2;

    private ExecutorService thread = newThread();
    private volatile Future<?> running;
    private volatile boolean interrupted;
    private volatile boolean abandoned;
    private Object value;

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "cell");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Forgets what was before a cell. */
    void begin() {
        interrupted = false;
        abandoned = false;
        value = null;
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        try {
            value = call(() -> {
                Thread.currentThread()
                        .setContextClassLoader(snippet.getDeclaringClass().getClassLoader());
                return snippet.invoke(null);
            });
            return "";
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof InvocationTargetException thrown
                    ? thrown
                    : new InvocationTargetException(failed.getCause());
        }
    }

    /**
     * Does work that belongs to the cell on the cell's thread, so that an interrupt ends it.
     *
     * @throws StoppedException where the cell was interrupted
     * @throws ExecutionException with what the work threw
     */
    <T> T call(Callable<T> work) throws StoppedException, ExecutionException, InterruptedException {
        if (interrupted) {
            throw new StoppedException();
        }
        Future<T> future = thread.submit(work);
        running = future;
        if (interrupted) {
            // It came before there was something to cancel.
            future.cancel(true);
        }
        try {
            return future.get();
        } catch (CancellationException stopped) {
            leave();
            throw new StoppedException();
        } finally {
            running = null;
        }
    }

    /** Waits for the end of what was interrupted; what does not end keeps its thread, and the next cell gets another. */
    private void leave() throws InterruptedException {
        try {
            thread.submit(() -> null).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException goesOn) {
            abandoned = true;
            thread.shutdownNow();
            thread = newThread();
        }
    }

    /** Ends the running cell, if there is one; called from another thread. */
    void interrupt() {
        interrupted = true;
        Future<?> work = running;
        if (work != null) {
            work.cancel(true);
        }
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    /** Whether what was interrupted goes on in spite of it. */
    boolean goesOn() {
        return abandoned;
    }

    /** What the snippet that ran last gave; null for one without a value. */
    Object value() {
        return value;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        super.close();
    }
}
