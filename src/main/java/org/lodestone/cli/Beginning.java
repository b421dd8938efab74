package org.lodestone.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Format;
import org.lodestone.intake.SourceColumn;
import org.lodestone.text.UnusableInput;

/** The settings file and the folders that one's own data begin with. */
final class Beginning {
    static final String SETTINGS = "lodestone.conf";

    private static final String TEXT = """
            # Settings of this folder: lodestone run --config %1$s
            # Paths are relative to this file. Every setting and its default: docs/settings.md of the program.

            # Where the Delta tables and the published reports go. Both are made at the first run.
            lake = "lake"
            reports = "reports"

            # What is loaded: files, folders and patterns. Each file's format is known by its header, so that all may lie together:
            # UN Comtrade (API or bulk), BACI, World Mining Data, USGS, WGI, exchange rates, and the formats in templates/.
            # What is there as it is costs nothing, so this list can stay as it is from month to month.
            sources = ["data"]

            # What a run shows on the terminal: importer and product.
            summary = ["KOR/850511"]

            # A file of which a larger part is rejected, by rows or by value, does not land.
            # quality.max-rejected-share = 0.01

            # Whether UN Comtrade data without a World row hold all partners: true for files that you know to be whole.
            # trade.without-world-complete = false

            # From how many reporting countries on reporters' data stand for the world's suppliers.
            # world.least-exporters = 100

            # Your own names of products, stages of chains, policy lines and groups of countries: copy the shipped file, change it, name it here.
            # reference.products = "reference/products.csv"
            """;

    private Beginning() {}

    /**
     * Makes them; nothing that is there is changed.
     *
     * @return what was made
     * @throws UnusableInput where the settings file is there already, or the folder cannot be written
     */
    static List<Path> in(Path folder) {
        List<Path> made = new ArrayList<>();
        Path settings = folder.resolve(SETTINGS);
        try {
            Files.createDirectories(folder);
            Files.writeString(settings, TEXT.formatted(settings), StandardOpenOption.CREATE_NEW);
            made.add(settings);
            Path data = folder.resolve("data");
            if (!Files.exists(data)) {
                made.add(Files.createDirectories(data));
            }
            Path templates = Files.createDirectories(folder.resolve("templates"));
            for (Format format : Catalogue.FORMATS) {
                Path template = templates.resolve(format.name() + ".csv");
                if (format.closed() && !Files.exists(template)) {
                    Files.writeString(
                            template,
                            String.join(
                                            ",",
                                            format.columns().stream()
                                                    .map(SourceColumn::name)
                                                    .toList()) + "\n");
                    made.add(template);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new UnusableInput(
                    settings + ": is there already, and stays as it is. Name another folder, or delete the file first.",
                    e);
        } catch (IOException e) {
            throw new UnusableInput(
                    folder + ": cannot be written to (" + e.getMessage() + "). Name another folder.", e);
        }
        return made;
    }
}
