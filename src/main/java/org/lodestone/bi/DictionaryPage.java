package org.lodestone.bi;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.lodestone.table.Check;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.SourceFiles;

/** The dictionary of the published tables as one HTML file, to be searched without a network. */
final class DictionaryPage {
    static final String FILE = "dictionary.html";

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
            .search { position: sticky; top: 0; background: Canvas; padding: .5rem 0; }
            input { font: inherit; width: min(30rem, 100%); padding: .4rem; box-sizing: border-box; }
            h2 { margin: 2rem 0 .3rem; overflow-wrap: anywhere; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid GrayText; }
            td:nth-child(2) { min-width: 13rem; }
            tbody th { min-width: 8rem; }
            code { font-size: .95em; overflow-wrap: anywhere; }
            [hidden] { display: none; }
            @media print { .search { display: none; } [hidden] { display: revert; } }
            """;

    /** Words are looked for in a column's name, unit and meaning, and in the name of its table. */
    private static final String SCRIPT = """
            const input = document.getElementById('words');
            const found = document.getElementById('found');
            const sections = [...document.querySelectorAll('section')].map(section => ({
              section,
              rows: [...section.querySelectorAll('tbody tr')].map(row => ({
                row, text: (section.id + ' ' + row.textContent).toLowerCase() }))
            }));
            function search() {
              const words = input.value.toLowerCase().split(/\\s+/).filter(word => word);
              let count = 0;
              for (const { section, rows } of sections) {
                let here = 0;
                for (const { row, text } of rows) {
                  const fits = words.every(word => text.includes(word));
                  row.hidden = !fits;
                  here += fits ? 1 : 0;
                }
                section.hidden = here === 0;
                count += here;
              }
              found.textContent = words.length ? count + (count === 1 ? ' column' : ' columns') : '';
            }
            input.addEventListener('input', search);
            search();
            """;

    private DictionaryPage() {}

    /** @param schemaVersion of all columns together */
    static String html(List<Table> tables, int schemaVersion) {
        String hash = Base64.getEncoder()
                .encodeToString(SourceFiles.sha256().digest(SCRIPT.getBytes(StandardCharsets.UTF_8)));
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-")
                .append(hash)
                .append("'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Lodestone: dictionary of the reports</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>Dictionary of the reports</h1>\n<p>Schema version ")
                .append(schemaVersion)
                .append(
                        ". Ratios are on 0 to 1. Unknown is null, with the reason in a column beside it; it is never 0. ")
                .append(
                        "A measure may be added up over the columns of the key that its row names, the others being held; ")
                .append("one that names none may not be added up.</p>\n")
                .append(
                        "<div class=\"search\" role=\"search\"><label for=\"words\">Search names, units and meanings</label>")
                .append("<br><input id=\"words\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"> ")
                .append("<span id=\"found\" role=\"status\"></span></div>\n");
        tables.forEach(table -> section(page, table));
        return page.append("</main>\n<script>")
                .append(SCRIPT)
                .append("</script>\n</body>\n</html>\n")
                .toString();
    }

    private static void section(StringBuilder page, Table table) {
        page.append("<section id=\"")
                .append(table.name())
                .append("\">\n<h2>")
                .append(table.name())
                .append("</h2>\n<p>")
                .append(escaped(table.grain()))
                .append(" Key: ")
                .append(table.key().stream().map(DictionaryPage::code).collect(Collectors.joining(", ")))
                .append(".</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Columns of ")
                .append(table.name())
                .append("\"><table>\n<thead><tr><th scope=\"col\">column</th><th scope=\"col\">meaning</th>")
                .append("<th scope=\"col\">unit</th><th scope=\"col\">sum over</th><th scope=\"col\">type</th>")
                .append("<th scope=\"col\">null</th></tr></thead>\n<tbody>\n");
        for (Field<?> column : table.columns()) {
            page.append("<tr id=\"")
                    .append(table.name())
                    .append('.')
                    .append(column.name())
                    .append("\"><th scope=\"row\">")
                    .append(code(column.name()))
                    .append("</th>");
            cell(
                    page,
                    escaped(column.meaning()) + (column.formula() == null ? "" : " " + code("= " + column.formula())));
            cell(page, escaped(column.unit().label()));
            cell(page, escaped(String.join(", ", table.sums(column))));
            cell(page, escaped(column.type().sql()));
            cell(page, column.required() ? "no" : "yes");
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table></div>\n");
        if (!table.checks().isEmpty()) {
            page.append("<details><summary>Checks</summary><ul>\n");
            for (Check check : table.checks()) {
                page.append("<li>")
                        .append(escaped(check.name()))
                        .append(": ")
                        .append(code(check.condition()))
                        .append("</li>\n");
            }
            page.append("</ul></details>\n");
        }
        page.append("</section>\n");
    }

    private static void cell(StringBuilder page, String html) {
        page.append("<td>").append(html).append("</td>");
    }

    private static String code(String text) {
        return "<code>" + escaped(text) + "</code>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
