package org.lodestone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Findings;
import org.lodestone.intake.RejectedRows;
import org.lodestone.lake.Lake;
import org.lodestone.lake.Ledger;
import org.lodestone.lake.StateName;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Parallel;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.table.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        description = "Lists what is in the lake.",
        footer = {
            "",
            "Examples: lodestone tables --lake my/lake",
            "          lodestone tables --config my.conf --as-of 2026-02-18 --output json"
        })
final class TablesCommand extends SparkCommand {
    @Option(
            names = "--as-of",
            paramLabel = "STATE",
            description =
                    "As the lake was at the end of a day, UTC (2026-02-18), after a load (its id), or when a pin was"
                            + " made (its name).")
    StateName asOf;

    @Mixin
    Printed printed;

    @Override
    int work() {
        SparkSession spark = spark();
        console.step("Opening the lake");
        Lake lake = Lake.open(spark, settings.text(Setting.LAKE), asOf);
        lake.mustHoldSomething();
        console.step("Counting rows");
        Section held = new Section("tables", "", "table", "version", "rows", "one row is");
        List<Table> all = new ArrayList<>(Catalogue.SOURCE_TABLES);
        all.addAll(List.of(RejectedRows.TABLE, Findings.TABLE));
        List<Table> there = all.stream().filter(lake::has).toList();
        Map<Table, Long> counts = new ConcurrentHashMap<>();
        Parallel.await(there.stream()
                .map(table ->
                        Parallel.start(() -> counts.put(table, lake.read(table).count())))
                .toList());
        for (Table table : there) {
            held.row(table.name(), lake.versions().get(table.name()), counts.get(table), table.grain());
        }
        // The ledger's own version is that of the state: its commits are what makes one.
        held.row(Ledger.TABLE.name(), null, lake.ledger().count(), Ledger.TABLE.grain());
        Section loads = new Section("loads", "", "load", "at (UTC)", "files", "rows", "pins", "gone since");
        Lake.states(spark, lake.root()).stream()
                .filter(state -> !state.at().isAfter(lake.stateTime().orElseThrow()))
                .forEach(state -> loads.row(
                        state.loadId(),
                        state.at().toString(),
                        state.files(),
                        state.rows(),
                        String.join(" ", state.pins()),
                        state.isRemoved() ? state.removedAt().toString() : null));
        console.finish();
        console.result(printed.output.render(List.of(held, loads)));
        return ExitCode.DONE;
    }
}
