package org.lodestone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.lodestone.bi.Export;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.intake.Nearest;
import org.lodestone.lake.SparkSessions;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes copies of published reports as CSV or for Excel.",
        footer = {
            "",
            "A text that a spreadsheet would take for a formula gets an apostrophe before it.",
            "Examples: lodestone export --reports my/reports --format xlsx import_dependency supplier_concentration",
            "          lodestone export --config my.conf --format csv --to /srv/share/minerals"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    Options options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "${COMPLETION-CANDIDATES}; may be repeated.")
    List<Export.Format> formats = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "The folder of the copies; where nothing is said, copies/ in that of the reports, which the next"
                            + " run empties.")
    String target;

    @Parameters(paramLabel = "REPORT", description = "Reports or dimensions by name; all that are published.")
    List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        Settings settings = options.settings();
        String reports = settings.text(Setting.REPORTS);
        Configuration conf = SparkSessions.files();
        List<Table> tables = names.isEmpty()
                ? Catalogue.published().stream()
                        .filter(table -> Export.isPublished(conf, reports, table))
                        .toList()
                : names.stream().map(ExportCommand::table).toList();
        if (tables.isEmpty()) {
            throw new UnusableInput(reports
                    + ": no report is published here. Make them with: lodestone report --reports " + reports + ".");
        }
        Export export = new Export(conf, reports, target == null ? Export.folder(reports) : target);
        int code = ExitCode.DONE;
        for (Table table : tables) {
            for (Export.Format format : formats) {
                try {
                    System.out.println(export.write(table, format));
                } catch (Export.DoesNotFit e) {
                    System.err.println("lodestone: " + e.getMessage());
                    code = ExitCode.INPUT;
                }
            }
        }
        return code;
    }

    private static Table table(String name) {
        List<Table> known = Catalogue.published();
        return known.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Settings.Wrong("There is no report '" + name + "'. Did you mean '"
                        + Nearest.to(name, known.stream().map(Table::name).toList())
                        + "'?"));
    }
}
