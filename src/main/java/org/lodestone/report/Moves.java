package org.lodestone.report;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Moves finished files to where readers look for them. */
public final class Moves {
    private Moves() {}

    /**
     * Puts a file or folder in place of another. On the local file system a file changes in one step: a reader has the
     * old one or the new one, whole. A folder, and anything on another file system, is absent for a moment.
     */
    public static void replace(FileSystem files, Path from, Path to) throws IOException {
        java.nio.file.Path target = local(files, to);
        if (target != null
                && !Files.isDirectory(target)
                && files.getFileStatus(from).isFile()) {
            Files.move(local(files, from), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // Hadoop's checksum of the old file would call the new one damaged.
            Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
            return;
        }
        files.delete(to, true);
        rename(files, from, to);
    }

    static void rename(FileSystem files, Path from, Path to) throws IOException {
        java.nio.file.Path local = local(files, from);
        if (local != null) {
            Files.move(local, local(files, to));
        } else if (!files.rename(from, to)) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
    }

    /** Writes a small text file aside and puts it in place. */
    public static void write(FileSystem files, Path to, String text) throws IOException {
        Path aside = new Path(to.getParent(), "." + to.getName() + ".new");
        files.mkdirs(to.getParent());
        java.nio.file.Path local = local(files, aside);
        if (local != null) {
            Files.writeString(local, text);
        } else {
            try (var out = files.create(aside, true)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        replace(files, aside, to);
    }

    private static java.nio.file.Path local(FileSystem files, Path path) {
        URI uri = files.makeQualified(path).toUri();
        return "file".equals(uri.getScheme()) ? java.nio.file.Path.of(uri.getPath()) : null;
    }
}
