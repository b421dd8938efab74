package org.lodestone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.lodestone.audit.Verify;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.report.FigureId;
import org.lodestone.report.PublishedReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Says whether quoted figures still hold: whether the published reports have the same figures where"
                        + " their ids point. Exit code 3 where one does not.",
        footer = {
            "",
            "Examples: lodestone verify --config my.conf my-article.md",
            "          lodestone verify --reports out \\",
            "            import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@3f9a1c2b~7f3a2b1c"
        })
final class VerifyCommand extends SparkCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "ID|FILE",
            description = "Ids of figures, and text files with such ids in them; - is the standard input.")
    List<String> given = new ArrayList<>();

    @Mixin
    Printed printed;

    private final Set<FigureId> ids = new LinkedHashSet<>();
    private final Set<String> cut = new LinkedHashSet<>();

    @Override
    void check() {
        for (String one : given) {
            String text = FigureId.is(one) ? one : text(one);
            List<FigureId> found = Verify.ids(text);
            cut.addAll(Verify.cut(text));
            if (found.isEmpty()) {
                throw new Settings.Wrong(
                        one + " has no id of a figure in it. An id looks like"
                                + " report/key/column@3f9a1c2b~7f3a2b1c; the page of the reports and 'lodestone explain' give it.");
            }
            ids.addAll(found);
        }
    }

    private static String text(String file) {
        try {
            // An id is ASCII, whatever the rest is written in.
            return file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    : Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException e) {
            throw new Settings.Wrong("'" + file + "' is neither the id of a figure nor a file that can be read. An id"
                    + " looks like report/key/column@3f9a1c2b~7f3a2b1c; of a file give the path.");
        }
    }

    @Override
    int work() {
        SparkSession spark = spark();
        console.step("Looking them up");
        Verify.Outcome outcome =
                new Verify(new PublishedReports(spark, settings.text(Setting.REPORTS))).of(List.copyOf(ids));
        console.finish();
        console.result(printed.output.render(List.of(outcome.section())));
        console.say(outcome.held() + " of " + outcome.all() + " quoted figures hold.");
        cut.forEach(one ->
                console.say("Not looked up, since its state and checksum (@3f9a1c2b~7f3a2b1c) are missing: " + one));
        return outcome.held() == outcome.all() ? ExitCode.DONE : ExitCode.GATE;
    }
}
