package org.lodestone.lake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Orders the ingests into one lake: an operating-system lock on a file in the lake's folder. It ends with the process,
 * however that ends, so a crash leaves nothing to clear. Lakes on other file systems than the local one have no lock;
 * Delta's own conflict checks remain.
 */
public final class LakeLock implements AutoCloseable {
    private static final String NAME = ".lodestone.lock";

    private final FileChannel channel;
    private final FileLock lock;

    private LakeLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits for the lock.
     *
     * @param lake the lake's folder, made when it does not exist
     * @param patience how long to wait for another process
     * @param waiting told once when there is something to wait for
     * @throws UnusableInput when the folder cannot be written or the wait was in vain
     */
    public static LakeLock on(Path lake, Duration patience, Consumer<String> waiting) {
        Path file = lake.resolve(NAME);
        Instant end = Instant.now().plus(patience);
        boolean said = false;
        try {
            Files.createDirectories(lake);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (true) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    return new LakeLock(channel, lock);
                }
                if (Instant.now().isAfter(end)) {
                    channel.close();
                    throw new UnusableInput(lake + ": another process has been writing to this lake for more than "
                            + patience.toMinutes() + " minutes. Wait for it, or end it, and run again.");
                }
                if (!said) {
                    waiting.accept("another process is writing to " + lake + "; waiting for it");
                    said = true;
                }
                Thread.sleep(200);
            }
        } catch (IOException e) {
            throw new UnusableInput(
                    lake + ": the lake's folder cannot be written to (" + e.getMessage()
                            + "). Choose another with --lake, or correct its permissions.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the lake's lock.", e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread of this process has it.
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("The lake's lock cannot be given back.", e);
        }
    }
}
