package org.lodestone.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.lodestone.audit.Check;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.text.UnusableInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Holds the lake against its ledger and declarations, and the reports against their manifest."
                + " Exit code 3 where something is not as it should be.",
        footer = {
            "",
            "It reads every data file that a state of the lake needs, and changes nothing.",
            "Examples: lodestone check --config my.conf",
            "          lodestone check --lake my/lake --reports my/reports --output json"
        })
final class CheckCommand extends SparkCommand {
    @Mixin
    Printed printed;

    @Override
    int work() {
        SparkSession spark = spark();
        Check check = new Check(spark, console);
        check.lake(settings.text(Setting.LAKE));
        reports(check);
        console.finish();
        Section faults = new Section("faults", "Faults", "where", "what", "what to do");
        check.faults().forEach(fault -> faults.row(fault.where(), fault.what(), fault.remedy()));
        console.result(printed.output.render(List.of(faults)));
        if (check.looked().isEmpty() && check.faults().isEmpty()) {
            throw new UnusableInput("There is neither a lake in " + settings.text(Setting.LAKE) + " nor a report in "
                    + settings.text(Setting.REPORTS) + ". Name them with --lake and --reports.");
        }
        console.say("Looked at " + check.looked() + ". "
                + (check.faults().isEmpty()
                        ? "All is as it should be."
                        : check.faults().size() + (check.faults().size() == 1 ? " fault." : " faults.")));
        return check.faults().isEmpty() ? ExitCode.DONE : ExitCode.GATE;
    }

    /** Reports are looked at while no run replaces them. */
    private void reports(Check check) {
        String root = settings.text(Setting.REPORTS);
        try {
            org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(root);
            if (!folder.getFileSystem(SparkSessions.files()).exists(folder)) {
                return;
            }
        } catch (IOException e) {
            throw new UnusableInput(root + ": cannot be read (" + e.getMessage() + ").", e);
        }
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(root, Setting.REPORTS.key, patience, console::say)) {
            check.reports(root);
        }
    }
}
