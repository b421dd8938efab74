package org.lodestone.testing;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data files that are not part of the project. */
public final class Fixtures {
    private Fixtures() {}

    /** A file or folder of them; the test is skipped, saying so, where the system property is not set. */
    public static Path path(String name) {
        String folder = System.getProperty("lodestone.fixtures", "");
        Assumptions.assumeFalse(
                folder.isEmpty(), "skipped: -Dlodestone.fixtures=FOLDER names no folder of real data files");
        return Path.of(folder, name);
    }
}
