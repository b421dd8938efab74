package org.lodestone.lake;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.lodestone.text.UnusableInput;

/**
 * Orders those who write into one folder, a lake or reports: an operating-system lock on a file in it. It ends with the
 * process, however that ends, so a crash leaves nothing to clear. Folders on other file systems than the local one have no
 * lock; for a lake Delta's own conflict checks remain.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lodestone.lock";

    /** The threads of this process that hold a folder: what one of them does within, it need not wait for. */
    private static final Map<Path, Thread> HELD = new ConcurrentHashMap<>();

    private final FileChannel channel;
    private final FileLock lock;
    private final Path folder;

    private FolderLock(FileChannel channel, FileLock lock, Path folder) {
        this.channel = channel;
        this.lock = lock;
        this.folder = folder;
    }

    /**
     * Waits for the lock. A thread that has it gets it again at once, and loses it with the first that it got.
     *
     * @param folder made when it does not exist
     * @param what it is and how it is named on the command line: lake or reports
     * @param patience how long to wait for another process
     * @param waiting told once when there is something to wait for
     * @throws UnusableInput when the folder cannot be written or the wait was in vain
     */
    public static FolderLock on(Path folder, String what, Duration patience, Consumer<String> waiting) {
        Path file = folder.resolve(NAME);
        Instant end = Instant.now().plus(patience);
        boolean said = false;
        try {
            Files.createDirectories(folder);
            Path real = folder.toRealPath();
            if (HELD.get(real) == Thread.currentThread()) {
                return new FolderLock(null, null, null);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (true) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    HELD.put(real, Thread.currentThread());
                    return new FolderLock(channel, lock, real);
                }
                if (Instant.now().isAfter(end)) {
                    channel.close();
                    throw new UnusableInput(
                            folder + ": another process has been writing to the " + what + " there for more than "
                                    + patience.toMinutes() + " minutes. Wait for it, or end it, and run again.");
                }
                if (!said) {
                    waiting.accept("another process is writing to " + folder + "; waiting for it");
                    said = true;
                }
                Thread.sleep(200);
            }
        } catch (IOException e) {
            throw new UnusableInput(
                    folder + ": the folder of the " + what + " cannot be written to (" + e.getMessage()
                            + "). Choose another with --" + what + ", or correct its permissions.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a folder's lock.", e);
        }
    }

    /**
     * The same for a folder that may be on another file system, where nothing is locked and the result is null.
     *
     * @param root path or URI
     */
    public static FolderLock onLocal(String root, String what, Duration patience, Consumer<String> waiting) {
        URI place = new org.apache.hadoop.fs.Path(root).toUri();
        boolean local = place.getScheme() == null || place.getScheme().equals("file");
        return local ? on(Path.of(place.getPath()), what, patience, waiting) : null;
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
        if (lock == null) {
            return;
        }
        HELD.remove(folder);
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("The folder's lock cannot be given back.", e);
        }
    }
}
