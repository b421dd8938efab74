package org.lodestone.cli;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.runlog.Status;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says how the last run ended and whether the reports are fresh, by what runs note in run.json.",
        footer = {
            "",
            "Exit codes: 0 the last run did all of its work, also where it found nothing new; 3 it did a part: files were"
                    + " refused or reports withheld; 5 stale; 6 it failed or was killed; 7 a run goes on. Where several hold,"
                    + " the last of them, but 5 before 3.",
            "Examples: lodestone status --config my.conf",
            "          lodestone status --reports my/reports --fresh-by 2026-11-18 || mail -s 'reports are stale' me"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin
    Options options;

    @Option(
            names = "--fresh-by",
            paramLabel = "DATE",
            description = "The day, UTC, since whose beginning a run must have done all of its work (2026-11-18).")
    LocalDate freshBy;

    @Mixin
    Printed printed;

    @Override
    public Integer call() {
        Settings settings = options.settings();
        Status.Outcome status = new Status(SparkSessions.files())
                .of(settings.text(Setting.REPORTS), settings.text(Setting.LAKE), freshBy);
        System.out.println(printed.output.render(List.of(status.section())));
        System.err.println(status.words());
        return status.code();
    }
}
