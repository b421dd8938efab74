package org.lodestone.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Recognition;
import org.lodestone.intake.Recognition.Recognised;
import org.lodestone.program.Console;
import org.lodestone.reference.ReferenceData;
import org.lodestone.text.SourceFile;
import org.lodestone.text.SourceFiles;
import org.lodestone.text.TextRecords;

/** Looks the source files of a run over, without Spark: which format each has, and why others cannot be used. */
public final class Sources {

    /**
     * What was found.
     *
     * @param files that can be read, each contents once
     * @param refused why each other is not, by path
     */
    public record Looked(List<Recognised> files, Map<String, String> refused) {}

    private final SourceFiles source;
    private final Console console;
    private final Map<String, String> refused = new TreeMap<>();

    private Sources(Configuration conf, Console console) {
        source = new SourceFiles(conf);
        this.console = console;
    }

    /**
     * Reads each byte of each file once.
     *
     * @param paths files, folders and patterns
     */
    public static Looked look(Configuration conf, Console console, List<String> paths) {
        console.step("Looking the source files over");
        Sources sources = new Sources(conf, console);
        List<Recognised> files = sources.usable(paths);
        return new Looked(files, sources.refused);
    }

    /** Why a file is refused; with its encoding, where that had to be guessed. */
    static String words(SourceFile file, String why) {
        return file.encoding().certain() ? why : why + ". " + file.encoding().words();
    }

    private List<Recognised> usable(List<String> paths) {
        List<Recognised> files = recognised(source.find(paths, refused::put));
        if (files.stream().map(Recognised::file).allMatch(Recognition::hasNoRow)) {
            files.forEach(file -> refuse(
                    file.file(),
                    "the file has a header but no row, and no other file of the run has one. Fetch it again; beside files"
                            + " with rows it is an answer: that there is nothing"));
            return List.of();
        }
        return files;
    }

    private List<Recognised> recognised(List<SourceFiles.Found> found) {
        List<String> passedOver = new ArrayList<>(found.stream()
                .filter(file -> !file.table())
                .map(SourceFiles.Found::path)
                .toList());
        List<Recognised> files = new ArrayList<>();
        Map<String, String> firstWith = new HashMap<>();
        for (SourceFile file : source.inspect(found)) {
            if (file.problem() != null) {
                refuse(file, file.problem());
                continue;
            }
            // What lies in a folder beside the tables, such as a README.txt, was not meant.
            if (!file.named() && file.name().toLowerCase(Locale.ROOT).endsWith(".txt") && !Recognition.isTable(file)) {
                passedOver.add(file.path());
                continue;
            }
            String first = firstWith.putIfAbsent(file.sha256(), file.path());
            if (first != null) {
                console.say(file.path() + ": has the same contents as " + first + "; it is read once");
                continue;
            }
            Recognition.of(file, Catalogue.FORMATS, Catalogue.FOREIGN, why -> {
                        refuse(file, aboutReference(file).orElse(why));
                        return Optional.empty();
                    })
                    .filter(this::isLegible)
                    .ifPresent(files::add);
        }
        console.sayOf("passed over in folders, for not being tables", passedOver);
        return files;
    }

    /** Whether what is read of a file is the same whatever its encoding is. */
    private boolean isLegible(Recognised found) {
        SourceFile file = found.file();
        if (file.encoding().certain()) {
            return true;
        }
        Optional<String> undecided = source.undecided(file, found.layout());
        undecided.ifPresent(where -> refuse(
                file,
                "it has letters in columns that are read, and which they are depends on its encoding: " + where
                        + ". Save it as CSV in UTF-8, which spreadsheets call \"CSV UTF-8\""));
        return undecided.isEmpty();
    }

    private static Optional<String> aboutReference(SourceFile file) {
        return ReferenceData.tableOf(TextRecords.fields(file.head().get(0), ','))
                .map(table ->
                        "it is reference data, which is read from its file at each run and not loaded. Name it with --set"
                                + " reference." + table + "=" + file.path());
    }

    private void refuse(SourceFile file, String why) {
        refused.put(file.path(), words(file, why));
    }
}
