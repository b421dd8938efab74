package org.lodestone.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Which data files the versions of a table are made of, by Delta Kernel: their log alone is read, and no Spark is needed. */
public final class TableFiles {
    private final Engine engine;
    private final String root;

    /** @param root of the lake */
    public TableFiles(Configuration conf, String root) {
        engine = DefaultEngine.create(conf);
        this.root = root;
    }

    /** A table's newest version. */
    public long newest(String table) {
        return Table.forPath(engine, new Path(root, table).toString())
                .getLatestSnapshot(engine)
                .getVersion();
    }

    /**
     * The files of one version.
     *
     * @return their sizes in bytes by path
     * @throws UnusableInput where the table's log does not give that version
     */
    public Map<String, Long> of(String table, long version) {
        String path = new Path(root, table).toString();
        Map<String, Long> files = new TreeMap<>();
        try {
            Scan scan = Table.forPath(engine, path)
                    .getSnapshotAsOfVersion(engine, version)
                    .getScanBuilder()
                    .build();
            try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
                while (batches.hasNext()) {
                    try (CloseableIterator<Row> rows = batches.next().getRows()) {
                        while (rows.hasNext()) {
                            FileStatus file = InternalScanFileUtils.getAddFileStatus(rows.next());
                            files.put(file.getPath(), file.getSize());
                        }
                    }
                }
            }
            // The kernel's errors have no type of their own.
        } catch (RuntimeException | IOException e) {
            throw new UnusableInput(
                    path + ": its log does not give version " + version + " (" + e.getMessage() + ").", e);
        }
        return files;
    }
}
