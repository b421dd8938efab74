package org.lodestone.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.lake.FolderLock;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Maintenance;
import org.lodestone.lake.State;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "maintain",
        mixinStandardHelpOptions = true,
        description =
                "Makes the lake smaller: gives up states that are older than lake-states.keep-days and have no pin, puts"
                        + " small files together, and removes the files that no state needs.",
        footer = {
            "",
            "The newest state always stays; files that were written, replaced or given up within the last day stay until a"
                    + " maintenance that is run later. What is given up cannot be brought back: look at it with --dry-run first,"
                    + " and pin what figures were published from.",
            "Examples: lodestone maintain --config my.conf --dry-run",
            "          lodestone maintain --config my.conf --set lake-states.keep-days=365"
        })
final class MaintainCommand extends SparkCommand {
    @Option(
            names = "--dry-run",
            description = "Says which states would be given up and which files would go, and does nothing of it.")
    boolean rehearsal;

    @Mixin
    Printed printed;

    @Override
    int work() {
        SparkSession spark = spark();
        String root = settings.text(Setting.LAKE);
        Lake.open(spark, root).mustHoldSomething();
        if (rehearsal) {
            Maintenance.Plan plan = plan(maintenance(spark, root), clock.instant());
            console.finish();
            console.result(printed.output.render(List.of(states(plan, true), tables(plan, true), files(plan))));
            console.say(summary(plan, true));
            return ExitCode.DONE;
        }
        Duration patience = Duration.ofMinutes(settings.number(Setting.LOCK_PATIENCE));
        try (FolderLock lock = FolderLock.onLocal(root, Setting.LAKE.key, patience, console::say)) {
            Maintenance maintenance = maintenance(spark, root);
            Instant now = clock.instant();
            Maintenance.Plan plan = plan(maintenance, now);
            console.step("Removing what no state needs");
            maintenance.carryOut(plan, now);
            console.finish();
            console.result(printed.output.render(List.of(states(plan, false), tables(plan, false))));
            console.say(summary(plan, false));
        }
        return ExitCode.DONE;
    }

    private Maintenance maintenance(SparkSession spark, String root) {
        return new Maintenance(spark, root, Catalogue.LAKE_TABLES);
    }

    private Maintenance.Plan plan(Maintenance maintenance, Instant now) {
        console.step("Looking which files the states of the lake need");
        return maintenance.plan(Duration.ofDays(settings.number(Setting.KEEP)), now);
    }

    private static Section states(Maintenance.Plan plan, boolean would) {
        Section states = new Section("states", "States", "load", "at (UTC)", "pins", "state");
        for (State state : plan.states()) {
            String becomes = state.isRemoved()
                    ? "gone since " + state.removedAt()
                    : plan.givenUp().contains(state) ? (would ? "would be given up" : "given up") : "kept";
            states.row(state.loadId(), state.at().toString(), String.join(" ", state.pins()), becomes);
        }
        return states;
    }

    private static Section tables(Maintenance.Plan plan, boolean would) {
        Section tables = new Section(
                "tables",
                "Tables, with their logs",
                "table",
                "files",
                "bytes",
                would ? "would be removed" : "removed",
                "their bytes",
                "a day later",
                "bytes of these",
                "small files put together");
        for (Maintenance.Work work : plan.work()) {
            tables.row(
                    work.table(),
                    work.files(),
                    work.bytes(),
                    (long) work.doomed().size(),
                    work.doomedBytes(),
                    work.later(),
                    work.laterBytes(),
                    (long) work.small());
        }
        return tables;
    }

    private static Section files(Maintenance.Plan plan) {
        Section files = new Section("files", "Files that would go", "file", "bytes");
        plan.work().forEach(work -> work.doomed().forEach(files::row));
        return files;
    }

    private static String summary(Maintenance.Plan plan, boolean would) {
        long files =
                plan.work().stream().mapToLong(work -> work.doomed().size()).sum();
        long bytes =
                plan.work().stream().mapToLong(Maintenance.Work::doomedBytes).sum();
        long small = plan.work().stream().mapToLong(Maintenance.Work::small).sum();
        long later = plan.work().stream().mapToLong(Maintenance.Work::later).sum() + small;
        return (would ? "Would give up " : "Gave up ")
                + count(plan.givenUp().size(), "state")
                + (small == 0 ? "" : (would ? ", put " : ", put ") + count(small, "small file") + " together")
                + (would ? ", remove " : ", removed ")
                + count(files, "file") + " of " + String.format(Locale.ROOT, "%,d", bytes) + " bytes."
                + (later == 0
                        ? ""
                        : " " + count(later, "file") + " of what was replaced or given up within the last day "
                                + (later == 1 ? "goes" : "go")
                                + " with a maintenance that is run a day later.");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
