package org.lodestone.report;

import java.util.List;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;

/** The data dictionary: a page that says of each table and report what the declarations say. */
public final class Dictionary {
    private Dictionary() {}

    /**
     * @param reports what is published
     * @param dimensions what lies beside them
     * @param tables what the lake holds
     * @return Markdown
     */
    public static String page(List<Table> reports, List<Table> dimensions, List<Table> tables) {
        StringBuilder page = new StringBuilder("""
                # Data dictionary

                Made from the declarations in the code; a test fails when this page is out of date.
                Ratios are on 0 to 1 and rounded to nine decimals. Unknown is null, with the reason in a column beside it; it is never 0.
                A measure may be added up over the columns of the key that stand under "sum over", the others being held; where none
                stand there it may not be added up.

                """);
        section(page, "Reports", "Parquet files below the reports' folder, for BI tools and notebooks.", reports);
        section(
                page,
                "Dimensions",
                "Parquet files beside the reports: what the codes in their keys stand for, one row each.",
                dimensions);
        section(
                page,
                "Tables of the lake",
                "Delta tables below the lake's folder. Read the versions that the ledger names.",
                tables);
        return page.toString();
    }

    private static void section(StringBuilder page, String title, String words, List<Table> tables) {
        page.append("## ").append(title).append("\n\n").append(words).append("\n\n");
        for (Table table : tables) {
            page.append("### ").append(table.name()).append("\n\n");
            page.append(table.grain()).append("  \nKey: `").append(String.join("`, `", table.key()));
            page.append("`.\n\n| column | type | unit | null | sum over | meaning |\n|---|---|---|---|---|---|\n");
            for (Field<?> column : table.columns()) {
                page.append("| `")
                        .append(column.name())
                        .append("` | ")
                        .append(column.type().sql())
                        .append(" | ")
                        .append(column.unit().label())
                        .append(" | ")
                        .append(column.required() ? "no" : "yes")
                        .append(" | ")
                        .append(String.join(", ", table.sums(column)))
                        .append(" | ")
                        .append(column.meaning().replace("|", "\\|"))
                        .append(column.formula() == null ? "" : " `= " + column.formula() + "`")
                        .append(" |\n");
            }
            if (!table.checks().isEmpty()) {
                page.append("\nChecks:\n\n");
                for (Check check : table.checks()) {
                    page.append("- ")
                            .append(check.name())
                            .append(": `")
                            .append(check.condition())
                            .append("`\n");
                }
            }
            page.append('\n');
        }
    }
}
