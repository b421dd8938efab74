package org.lodestone.report;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/** Puts Parquet files of one schema one after the other into one file; their groups of rows stay as they are. */
final class JoinedParquet {
    private JoinedParquet() {}

    /**
     * @param parts files of one schema, at least one, in the order in which their rows come
     * @param to where the joined file goes
     */
    static void join(Configuration conf, List<Path> parts, Path to) throws IOException {
        FileMetaData first = about(conf, parts.get(0));
        try (ParquetFileWriter writer = new ParquetFileWriter(
                HadoopOutputFile.fromPath(to, conf),
                first.getSchema(),
                ParquetFileWriter.Mode.CREATE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                ParquetProperties.builder().build())) {
            writer.start();
            for (Path part : parts) {
                writer.appendFile(HadoopInputFile.fromPath(part, conf));
            }
            writer.end(first.getKeyValueMetaData());
        }
    }

    private static FileMetaData about(Configuration conf, Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
            return reader.getFooter().getFileMetaData();
        }
    }
}
