package org.lodestone.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.lodestone.text.SourceFiles;

/**
 * Copies a Parquet file so that the same rows are the same bytes.
 *
 * <p>Parquet's writer keeps the encodings of a column chunk in a hash set of enum constants, whose order is that of their
 * identity hashes: it differs from one run of Java to the next, and with it some bytes of the footer. Here they are put
 * in order, and Spark's version is left out of the footer: it is no property of the rows. Who wrote the file stays, since
 * readers decide by it whether statistics of texts can be trusted.
 */
final class CanonicalParquet {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    /** The length of the footer, four bytes, and the magic. */
    private static final int TAIL = 8;

    private static final String SPARK_VERSION = "org.apache.spark.version";

    private CanonicalParquet() {}

    /**
     * @param from a Parquet file without encryption
     * @param to where the copy goes
     * @return SHA-256 of the copy, in hex
     */
    static String copy(FileSystem files, Path from, Path to) throws IOException {
        long length = files.getFileStatus(from).getLen();
        MessageDigest digest = SourceFiles.sha256();
        try (FSDataInputStream in = files.open(from);
                OutputStream out = new DigestOutputStream(files.create(to, true), digest)) {
            byte[] tail = new byte[TAIL];
            in.readFully(length - TAIL, tail);
            if (!Arrays.equals(Arrays.copyOfRange(tail, 4, TAIL), MAGIC)) {
                throw new IOException(from + " does not end as a Parquet file does");
            }
            byte[] footer = new byte
                    [ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt()];
            long footerStart = length - TAIL - footer.length;
            in.readFully(footerStart, footer);

            byte[] buffer = new byte[1 << 16];
            for (long left = footerStart; left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException(from + " ends before its footer");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
            byte[] ordered = ordered(footer);
            out.write(ordered);
            out.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(ordered.length)
                    .array());
            out.write(MAGIC);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] ordered(byte[] footer) throws IOException {
        FileMetaData metaData = Util.readFileMetaData(new ByteArrayInputStream(footer));
        for (RowGroup rows : metaData.getRow_groups()) {
            for (ColumnChunk column : rows.getColumns()) {
                Collections.sort(column.getMeta_data().getEncodings());
            }
        }
        if (metaData.isSetKey_value_metadata()) {
            metaData.getKey_value_metadata().removeIf(pair -> SPARK_VERSION.equals(pair.getKey()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(footer.length);
        Util.writeFileMetaData(metaData, out);
        return out.toByteArray();
    }
}
