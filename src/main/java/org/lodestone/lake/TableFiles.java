package org.lodestone.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.UnusableInput;

/** Which data files the versions of a table are made of, by Delta Kernel: their log alone is read, and no Spark is needed. */
public final class TableFiles {
    private final Engine engine;
    private final Configuration conf;
    private final String root;

    /** @param root of the lake */
    public TableFiles(Configuration conf, String root) {
        engine = DefaultEngine.create(conf);
        this.conf = conf;
        this.root = root;
    }

    /**
     * A table's newest version; empty where the lake has no such table, or only what a first write left that broke off.
     *
     * @throws UnusableInput where the table's log cannot be read
     */
    public OptionalLong newest(String table) {
        String path = new Path(root, table).toString();
        try {
            return OptionalLong.of(
                    Table.forPath(engine, path).getLatestSnapshot(engine).getVersion());
        } catch (TableNotFoundException e) {
            return OptionalLong.empty();
            // The kernel's other errors have no type of their own.
        } catch (RuntimeException e) {
            throw new UnusableInput(path + ": its log cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /**
     * A digest of what a table holds: of the names of its data files, which are unlike all others, and their sizes. It does not
     * depend on where the lake is, and tells a version from one of the same number in a lake that was put back.
     *
     * @param files as {@link #of} gives them
     * @return 32 hexadecimal digits
     */
    public String digest(String table, Map<String, Long> files) {
        String folder = folder(table);
        MessageDigest digest = SourceFiles.sha256();
        files.forEach((path, size) -> {
            String file = plain(path).substring(folder.length()) + " " + size + "\n";
            digest.update(file.getBytes(StandardCharsets.UTF_8));
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /**
     * The digest of a table's newest version; empty where the lake has no such table.
     *
     * @throws UnusableInput where the table's log cannot be read
     */
    public Optional<String> digest(String table) {
        String path = new Path(root, table).toString();
        try {
            return Optional.of(digest(table, files(Table.forPath(engine, path).getLatestSnapshot(engine))));
        } catch (TableNotFoundException e) {
            return Optional.empty();
            // The kernel's other errors have no type of their own.
        } catch (RuntimeException | IOException e) {
            throw new UnusableInput(path + ": its log cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** The path of a table's folder, as {@link #plain} gives those of files in it. */
    public String folder(String table) {
        Path folder = new Path(root, table);
        try {
            return plain(folder.getFileSystem(conf).makeQualified(folder).toString());
        } catch (IOException e) {
            throw new UnusableInput(folder + ": cannot be reached: " + e.getMessage() + ".", e);
        }
    }

    /** All files in a table's folder, those of its log too; none where the folder is not there. */
    public List<FileStatus> listed(String table) {
        Path folder = new Path(root, table);
        List<FileStatus> files = new ArrayList<>();
        try {
            RemoteIterator<LocatedFileStatus> all = folder.getFileSystem(conf).listFiles(folder, true);
            while (all.hasNext()) {
                files.add(all.next());
            }
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UnusableInput(folder + ": cannot be listed: " + e.getMessage() + ". Correct its permissions.", e);
        }
        return files;
    }

    /** A file's path as one and the same file has it, whoever names it. */
    public static String plain(String path) {
        return new Path(path).toUri().getPath();
    }

    /**
     * The files of one version.
     *
     * @return their sizes in bytes by path
     * @throws UnusableInput where the table's log does not give that version
     */
    public Map<String, Long> of(String table, long version) {
        String path = new Path(root, table).toString();
        try {
            return files(Table.forPath(engine, path).getSnapshotAsOfVersion(engine, version));
            // The kernel's errors have no type of their own.
        } catch (RuntimeException | IOException e) {
            throw new UnusableInput(
                    path + ": its log does not give version " + version + " (" + e.getMessage() + ").", e);
        }
    }

    private Map<String, Long> files(Snapshot snapshot) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        Scan scan = snapshot.getScanBuilder().build();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        io.delta.kernel.utils.FileStatus file = InternalScanFileUtils.getAddFileStatus(rows.next());
                        files.put(file.getPath(), file.getSize());
                    }
                }
            }
        }
        return files;
    }
}
