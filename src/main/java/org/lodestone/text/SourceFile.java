package org.lodestone.text;

import java.io.Serializable;
import java.util.List;

/**
 * One file as it was found, before any of its rows is read.
 *
 * @param path where it is
 * @param name its last part, without a {@code .gz}
 * @param sizeBytes its length as stored
 * @param sha256 of its bytes as stored, in hex; empty when it could not be read to its end
 * @param named whether it was named itself, or by a pattern, rather than found in a folder
 * @param encoding how its bytes stand for letters
 * @param head its first lines, decoded, without a byte-order mark
 * @param cuts places where a large plain file can be read from, so that several tasks share it; none for others
 * @param problem why it cannot be read at all: problem, cause and remedy; null when it can
 */
public record SourceFile(
        String path,
        String name,
        long sizeBytes,
        String sha256,
        boolean named,
        TextEncoding encoding,
        List<String> head,
        List<Cut> cuts,
        String problem)
        implements Serializable {

    /**
     * The start of a line.
     *
     * @param offset of its first byte
     * @param linesBefore how many lines are before it
     */
    public record Cut(long offset, long linesBefore) implements Serializable {}

    /** The same file, found to be unusable. */
    public SourceFile refused(String why) {
        return new SourceFile(path, name, sizeBytes, sha256, named, encoding, head, cuts, why);
    }
}
