package org.lodestone.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.lodestone.audit.Explain;
import org.lodestone.audit.Verify;
import org.lodestone.lake.Lake;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Section;
import org.lodestone.program.Setting;
import org.lodestone.program.Settings;
import org.lodestone.report.FigureId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says where a figure of a report comes from, or what the data say of a published claim.",
        footer = {
            "",
            "Examples: lodestone explain import_dependency value_share importer_iso3=KOR product_code=850511"
                    + " year=2024 supplier_iso3=CHN",
            "          lodestone explain kita-magnet-dependence",
            "          lodestone explain \\",
            "            import_dependency/UN_Comtrade_HS2022/KOR/850511/year/2024-01-01/CHN/value_share@3f9a1c2b~7f3a2b1c"
        })
final class ExplainCommand extends SparkCommand {
    @Parameters(
            index = "0",
            paramLabel = "REPORT|CLAIM|ID",
            description = "A report's name, a claim's id, or the id of a figure.")
    String what;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COLUMN|KEY=VALUE",
            description = "For a report: the column, and enough of its key to name one row; a blank in a value may be"
                    + " written as an underscore.")
    List<String> rest = new ArrayList<>();

    @Mixin
    Printed printed;

    private final Map<String, String> key = new LinkedHashMap<>();
    private String column;

    @Override
    void check() {
        if (FigureId.is(what) && !rest.isEmpty()) {
            throw new Settings.Wrong("An id names a figure as it is: nothing is to be said after it.");
        }
        for (String word : rest) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                key.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (column == null) {
                column = word;
            } else {
                throw new Settings.Wrong("'" + word + "' is not of the form column=value; one column, " + column
                        + ", is named already.");
            }
        }
    }

    @Override
    int work() {
        SparkSession spark = spark();
        console.step("Looking it up");
        Lake lake = Lake.open(spark, settings.text(Setting.LAKE));
        lake.mustHoldSomething();
        Explain explain = new Explain(spark, settings.text(Setting.REPORTS), lake, reference);
        List<Section> sections =
                FigureId.is(what) ? explain.of(Verify.ids(what).get(0)) : explain.of(what, column, key);
        console.finish();
        console.result(printed.output.render(sections));
        return ExitCode.DONE;
    }
}
