package org.lodestone.briefing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lodestone.job.Declared;
import org.lodestone.report.Excerpts;
import org.lodestone.report.FigureId;
import org.lodestone.report.Manifest;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/**
 * The page as a reader meets it: in Chromium, from a file, without a network. One browser goes through it once
 * (src/test/web/browse.mjs); what it found is judged here, against the Parquet as DuckDB reads it.
 *
 * <p>It needs the sample's reports in target/sample/reports ({@code jobs/lodestone run --config jobs/sample.conf}), Node and
 * Chromium. Pictures of all parts go to target/briefing.
 */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
    private static final Path BASE =
            Path.of(System.getProperty("lodestone.basedir", ".")).toAbsolutePath();
    private static final Path REPORTS = BASE.resolve("target/sample/reports");
    private static final Path WORK = BASE.resolve("target/briefing");
    private static final Path WEB = BASE.resolve("src/test/web");

    private static final int QUESTIONS = 200;
    private static final long SEED = 2030;

    /** Markup, quotes of both kinds, a character that turns the direction of writing, and what templates take for theirs. */
    private static final String HOSTILE =
            "<script>window.intruded=true</script><img src=x onerror=\"window.intruded=true\">"
                    + "'\"\u202e{b|c}</td>&lt;";
    /** The same as the page shows it in texts. */
    private static final String SHOWN = HOSTILE.replace("\u202e", "\u27e8U+202E\u27e9");

    /** What the page asks rows by: with other values it would find none. */
    private static final Set<String> ASKED_BY = Set.of("period_type", "side", "supplier_role");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Duck duck;
    private Map<String, String> countryNames;
    private Manifest.Contents contents;
    private Map<String, Table> tables;
    private List<String> questions;
    private JsonNode found;

    @BeforeAll
    void browse() throws Exception {
        assertThat(REPORTS.resolve(Briefing.FILE))
                .as("run jobs/lodestone run --config jobs/sample.conf first")
                .exists();
        contents = PublishedFolder.contents(REPORTS);
        tables = Declared.reports().stream().collect(Collectors.toMap(Table::name, table -> table));
        duck = new Duck();
        for (var report : contents.reports()) {
            duck.execute("CREATE VIEW " + report.name() + " AS SELECT * FROM "
                    + Duck.parquet(REPORTS.resolve(report.path())));
        }
        countryNames = countryNames();
        questions = new Questions(SEED).draw(QUESTIONS);

        Files.createDirectories(WORK.resolve("bad"));
        Path page = WORK.resolve(Briefing.FILE);
        Files.copy(REPORTS.resolve(Briefing.FILE), page, StandardCopyOption.REPLACE_EXISTING);
        Path hostile = hostileFolder();
        Path noParquet =
                Files.writeString(WORK.resolve("bad/import_dependency.parquet"), "PAR1 is not all that it takes");
        Path stranger = Files.writeString(WORK.resolve("bad/<img src=x>.parquet"), "");

        Map<String, Object> task = new LinkedHashMap<>();
        task.put("chromium", System.getProperty("lodestone.chromium", "/usr/bin/chromium"));
        task.put("page", page.toString());
        task.put("hostilePage", hostile.resolve(Briefing.FILE).toString());
        task.put("dictionary", REPORTS.resolve("dictionary.html").toString());
        task.put("smallPage", smallPage().toString());
        task.put("hostileFolder", folderToOpen(hostile).toString());
        task.put("wrongFolders", wrongFolders());
        task.put(
                "asked",
                Map.of(
                        "unnamed",
                        "#importer=CHL&product=2846&source=UN+Comtrade+HS2022&year=2023",
                        "three",
                        "#importer=AUT&product=2805&source=UN+Comtrade+HS2022&year=2023",
                        "bloc",
                        "#importer=EU27&product=2846&source=UN+Comtrade+HS2022&year=2023",
                        "strange",
                        "#importer=constructor&product=%E0%A4%A"));
        task.put("badFiles", List.of(noParquet.toString(), stranger.toString()));
        task.put("pictures", WORK.toString());
        task.put("rendered", WORK.resolve("rendered.html").toString());
        task.put(
                "choices",
                List.of(
                        List.of(0, "JPN"),
                        List.of(1, "2846"),
                        List.of(0, "USA"),
                        List.of(1, "280530"),
                        List.of(3, "2025")));
        task.put("back", List.of(List.of(0, "KOR"), List.of(1, "850511"), List.of(3, "2024")));
        task.put("plans", List.of(List.of("Scenario", "adamas-2.0kg"), List.of("Plan", "us-6000-magnets")));
        task.put("questions", questions);
        task.put(
                "endless",
                "SELECT COUNT(*) AS n FROM import_dependency a JOIN import_dependency b ON a.value_usd >= b.value_usd"
                        + " JOIN import_dependency c ON c.value_usd >= b.value_usd");
        JSON.writeValue(WORK.resolve("task.json").toFile(), task);
        run(
                "node",
                WEB.resolve("browse.mjs").toString(),
                WORK.resolve("task.json").toString(),
                WORK.resolve("found.json").toString());
        found = JSON.readTree(WORK.resolve("found.json").toFile());
    }

    @AfterAll
    void close() throws Exception {
        duck.close();
    }

    @Test
    void nothingIsAskedOfTheNetworkAndNothingFails() {
        assertThat(texts(found.get("console"))).isEmpty();
        assertThat(texts(found.get("requests"))).isEmpty();
        assertThat(texts(found.get("failed"))).isEmpty();
    }

    @Test
    void smallAndQuick() throws IOException {
        assertThat(Files.size(REPORTS.resolve(Briefing.FILE))).isLessThanOrEqualTo(1_500_000);
        assertThat(found.get("firstChart").asInt()).isPositive().isLessThanOrEqualTo(2_000);
    }

    @Test
    void theAnswerIsTheSummarys() throws Exception {
        Map<String, Object> top = duck.query(
                        "SELECT value_share, weight_share FROM import_dependency WHERE importer_iso3 = 'KOR'"
                                + " AND product_code = '850511' AND year = 2024 AND period_type = 'year' AND value_rank = 1")
                .get(0);
        assertThat(found.get("start").get("title").asText())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "In 2024 South Korea bought %.2f %% of its imports of permanent magnets of metal from China by value,"
                                + " %.2f %% by weight.",
                        100 * (Double) top.get("value_share"),
                        100 * (Double) top.get("weight_share")));
        assertThat(found.get("tooltip").asText()).contains("China, by value: 87.40 %");
    }

    @Test
    void choicesLeadToOthersFigures() {
        List<List<String>> chosen = new ArrayList<>();
        found.get("chosen").forEach(step -> chosen.add(texts(step.get("chosen"))));
        assertThat(chosen)
                .containsExactly(
                        List.of("JPN", "850511", "UN Comtrade HS2022", "2024"),
                        List.of("JPN", "2846", "UN Comtrade HS2022", "2023"),
                        List.of("USA", "2846", "UN Comtrade HS2022", "2023"),
                        List.of("USA", "280530", "UN Comtrade HS2022", "2023"),
                        List.of("USA", "280530", "UN Comtrade HS2022", "2025"));
        List<String> titles = new ArrayList<>();
        found.get("chosen").forEach(step -> {
            titles.add(step.get("title").asText());
            assertThat(step.get("focused").asInt()).isNotNegative();
        });
        assertThat(titles.get(0)).startsWith("In 2024 Japan bought");
        assertThat(titles.get(4)).startsWith("In 2025 the United States bought");
        assertThat(texts(found.get("reloaded"))).isEqualTo(chosen.get(4));
        assertThat(texts(found.get("scenarios"))).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    }

    /** 61 % of Chile's imports name no supplier: who is first is not known, and no weight is. */
    @Test
    void anUncertainFirstSupplierIsSaidToBeOne() throws Exception {
        List<Map<String, Object>> rows = duck.query("SELECT supplier_role, value_share, value_share_high,"
                + " weight_share_low_usual, weight_share_high_usual FROM import_dependency WHERE importer_iso3 = 'CHL'"
                + " AND product_code = '2846' AND year = 2023 AND period_type = 'year' ORDER BY supplier_role");
        Map<String, Object> named = rows.get(0);
        JsonNode asked = found.get("asked").get("unnamed");
        assertThat(asked.get("title").asText())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "In 2023 Chile bought %.2f %% (at most %.2f %%) of its imports of compounds of rare-earth metals,"
                                + " yttrium or scandium from the United States by value, between %.2f %% and %.2f %% by"
                                + " weight: the largest supplier by value that is named, while %.2f %% names no supplier.",
                        100 * (Double) named.get("value_share"),
                        100 * (Double) named.get("value_share_high"),
                        100 * (Double) named.get("weight_share_low_usual"),
                        100 * (Double) named.get("weight_share_high_usual"),
                        100 * (Double) rows.get(1).get("value_share")));
        assertThat(asked.get("answer").asText())
                .contains(
                        "suppose that goods without a weight were sold at", "without that they are 0.00 % to 100.00 %");
        assertThat(asked.get("chart").get(0).asText()).contains("not named (", "61.4 %", "not known");
        assertThat(asked.get("scenarios").asText()).doesNotContain("at most not known");
    }

    /** Of Austria's imports China sold most by value, Germany most by weight, and France made most. */
    @Test
    void eachWayOfCountingHasItsOwnSupplier() throws Exception {
        Map<String, Object> row = duck.query("SELECT * FROM n_minus_one WHERE importer_iso3 = 'AUT'"
                        + " AND product_code = '2805' AND year = 2023")
                .get(0);
        assertThat(Stream.of("by_value_iso3", "by_weight_iso3", "by_origin_iso3")
                        .map(row::get)
                        .distinct())
                .hasSize(3);
        JsonNode single = found.get("asked").get("three").get("single");
        assertThat(single).hasSize(3);
        List<String> ways = List.of("value", "weight", "origin");
        for (int i = 0; i < ways.size(); i++) {
            JsonNode cells = single.get(i);
            assertThat(cells.get(1).asText()).isEqualTo(countryNames.get(row.get("by_" + ways.get(i) + "_iso3")));
            assertThat(cells.get(2).asText())
                    .isEqualTo((Boolean) row.get("by_" + ways.get(i) + "_certain") ? "yes" : "no");
            assertThat(cells.get(3).asText()).isEqualTo(percent(row.get("lost_" + ways.get(i) + "_share")));
            assertThat(cells.get(4).asText())
                    .endsWith(" and " + percent(row.get("lost_" + ways.get(i) + "_share_high")));
        }
        assertThat(single.get(0).get(6).asText()).startsWith("USD ");
        assertThat(single.get(2).get(6).asText()).endsWith(" t");
    }

    private static String percent(Object share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * (Double) share);
    }

    @Test
    void groupsOfCountriesCanBeChosenAndStrangeAddressesDoNoHarm() {
        JsonNode bloc = found.get("asked").get("bloc");
        assertThat(bloc.get("chosen").get(0).asText()).isEqualTo("EU27");
        assertThat(bloc.get("title").asText())
                .isEqualTo("What the European Union (the 27 members of today) buys from whom in 2023 is not known");
        assertThat(bloc.get("answer").asText()).contains("of its 27 members are in the data");
        assertThat(bloc.get("concentration").asText()).contains("eu criteria result", "members missing");
        assertThat(found.get("asked").get("strange").get("title").asText())
                .isEqualTo(found.get("start").get("title").asText());
    }

    @Test
    void aFigureIsQuotedByKeyboard() {
        JsonNode quote = found.get("quote");
        assertThat(quote.get("open").asBoolean()).isTrue();
        assertThat(quote.get("text").asText())
                .contains(
                        "Figure: 87.40 %",
                        "UN Comtrade HS2022, 2024", "@misc{lodestone-", "Supplier's part of the import value")
                .contains(found.get("start").get("figures").get(0).get("id").asText());
        String bibTeX = quote.get("text").asText().replaceAll("(?s).*(?=@misc)", "");
        assertThat(FigureId.in(bibTeX))
                .containsExactly(FigureId.in(found.get("start")
                                .get("figures")
                                .get(0)
                                .get("id")
                                .asText())
                        .get(0));
        assertThat(texts(quote.get("parts")))
                .containsExactly("Of", "Definition", "Unit", "Bounds", "Source", "Report", "Id");
        assertThat(quote.get("copied").asText()).isNotBlank();
        assertThat(quote.get("closed").asBoolean()).isTrue();
        assertThat(quote.get("focusBack").asBoolean()).isTrue();
    }

    @Test
    void figuresAndIdsAreThoseOfTheReports() throws Exception {
        Map<String, String> shown = new TreeMap<>();
        Stream.of("start", "all").forEach(when -> {
            JsonNode figures =
                    when.equals("all") ? found.get(when) : found.get(when).get("figures");
            figures.forEach(figure ->
                    shown.put(figure.get("id").asText(), figure.get("text").asText()));
        });
        found.get("chosen")
                .forEach(step -> step.get("figures")
                        .forEach(figure -> shown.put(
                                figure.get("id").asText(), figure.get("text").asText())));
        found.get("path")
                .forEach(figure ->
                        shown.put(figure.get("id").asText(), figure.get("text").asText()));
        assertThat(shown).hasSizeGreaterThan(2_000);

        Map<String, Map<List<String>, Map<String, Object>>> rows = new TreeMap<>();
        Set<String> reports = new LinkedHashSet<>();
        for (Map.Entry<String, String> one : shown.entrySet()) {
            assertThat(FigureId.is(one.getKey())).as(one.getKey()).isTrue();
            FigureId id = FigureId.in(one.getKey()).get(0);
            Table table = tables.get(id.report());
            reports.add(id.report());
            if (!rows.containsKey(id.report())) {
                rows.put(id.report(), byKey(table));
            }
            Map<String, Object> row = rows.get(id.report()).get(id.key());
            assertThat(row).as(one.getKey()).isNotNull();
            Object value = row.get(id.column());
            assertThat(id.checksum()).as(one.getKey()).isEqualTo(FigureId.checksum(value));
            assertThat(id.state()).isEqualTo(contents.state());
            Field<?> column = table.columns().stream()
                    .filter(declared -> declared.name().equals(id.column()))
                    .findFirst()
                    .orElseThrow();
            assertShows(one.getValue(), value, column, one.getKey());
        }
        assertThat(reports).hasSizeGreaterThan(14);
    }

    private Map<String, String> countryNames() throws Exception {
        Map<String, String> names = new TreeMap<>();
        for (Map<String, Object> row : duck.query("SELECT supplier_iso3 AS code, supplier_name AS name FROM"
                + " import_dependency UNION SELECT importer_iso3, importer_name FROM import_dependency")) {
            names.put((String) row.get("code"), (String) row.get("name"));
        }
        return names;
    }

    private Map<List<String>, Map<String, Object>> byKey(Table table) throws Exception {
        Map<List<String>, Map<String, Object>> rows = new LinkedHashMap<>();
        for (Map<String, Object> row : duck.query("SELECT * FROM " + table.name())) {
            rows.put(
                    table.key().stream()
                            .map(part -> FigureId.written(row.get(part)))
                            .toList(),
                    row);
        }
        return rows;
    }

    /** Whether a text shows a value: the same words, or the number to the digits that it has. */
    private void assertShows(String text, Object value, Field<?> column, String id) {
        if (value == null) {
            assertThat(text).as(id).matches("(?s)(not known|none).*");
        } else if (value instanceof Boolean yes) {
            assertThat(text).as(id).isEqualTo(yes ? "yes" : "no");
        } else if (value instanceof Number number) {
            String digits = text.replaceAll("^(USD|KRW) ", "").replace(",", "").replaceAll("[^0-9.-].*$", "");
            double scale = text.contains(" bn") ? 1e9 : text.contains(" m") ? 1e6 : text.contains(" %") ? 0.01 : 1;
            int decimals = digits.contains(".") ? digits.length() - digits.indexOf('.') - 1 : 0;
            // Small amounts keep three digits that count, others their decimals.
            double half = Math.max(
                    0.5001 * Math.pow(10, -decimals) * scale,
                    Math.abs(number.doubleValue()) * 0.0051 * smallAmount(column));
            assertThat(Double.parseDouble(digits) * scale)
                    .as(id + " shown as " + text)
                    .isCloseTo(number.doubleValue(), within(half));
        } else if (column.name().endsWith("_iso3") && !text.equals(value)) {
            assertThat(text).as(id).isEqualTo(countryNames.get(value));
        } else {
            assertThat(text).as(id).isEqualTo(value.toString());
        }
    }

    private static int smallAmount(Field<?> column) {
        return Set.of("t", "kg", "USD", "KRW").contains(column.unit().label()) ? 1 : 0;
    }

    @Test
    void questionsAreAnsweredAsDuckDbDoes() throws Exception {
        int rowsInAll = 0;
        for (int i = 0; i < questions.size(); i++) {
            String question = questions.get(i);
            JsonNode answer = found.get("answers").get(i);
            assertThat(answer.has("error")).as(question + ": " + answer).isFalse();
            List<Map<String, Object>> expected = duck.query(question);
            assertThat(answer.get("rows")).as(question).hasSameSizeAs(expected);
            for (int row = 0; row < expected.size(); row++) {
                List<Object> cells = new ArrayList<>(expected.get(row).values());
                for (int cell = 0; cell < cells.size(); cell++) {
                    assertSame(
                            answer.get("rows").get(row).get(cell).asText(), cells.get(cell), question + ", row " + row);
                }
            }
            rowsInAll += expected.size();
        }
        assertThat(rowsInAll).isGreaterThan(QUESTIONS * 5);
        assertThat(new LinkedHashSet<>(questions)).hasSizeGreaterThan(QUESTIONS * 9 / 10);
    }

    private static void assertSame(String shown, Object expected, String where) {
        if (expected == null) {
            assertThat(shown).as(where).isEmpty();
        } else if (expected instanceof Number number) {
            assertThat(Double.parseDouble(shown))
                    .as(where)
                    .isCloseTo(number.doubleValue(), within(1e-12 + Math.abs(number.doubleValue()) * 1e-9));
        } else {
            assertThat(shown).as(where).isEqualTo(expected.toString());
        }
    }

    @Test
    void aQuestionCanBeWrongLongOrLarge() {
        assertThat(found.get("examples")).hasSizeGreaterThan(2);
        found.get("examples")
                .forEach(example ->
                        assertThat(example.path("rows")).as(example.toString()).isNotEmpty());
        assertThat(found.get("wrong").get("error").asText()).contains("no_such_column");
        assertThat(found.get("stopped").asText()).isEqualTo("Stopped.");
        assertThat(found.get("afterStop").get("rows").get(0).get(0).asLong()).isPositive();
        assertThat(found.get("limited").get("rows")).hasSize(1_000);
        assertThat(found.get("limitSaid").asText()).contains("and more that are not shown");
    }

    @Test
    void accessibleInLightAndDarkAndOnAPhone() {
        assertThat(texts(found.get("violations"))).isEmpty();
        assertThat(texts(found.get("overflows"))).isEmpty();
    }

    @Test
    void validHtml() throws Exception {
        for (Path file : List.of(
                WORK.resolve(Briefing.FILE), WORK.resolve("rendered.html"), REPORTS.resolve("dictionary.html"))) {
            Process validator = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-Xss4m",
                            "-jar",
                            WEB.resolve("node_modules/vnu-jar/build/dist/vnu.jar")
                                    .toString(),
                            "--format",
                            "json",
                            file.toString())
                    .start();
            JsonNode messages = JSON.readTree(validator.getErrorStream()).get("messages");
            List<String> errors = new ArrayList<>();
            messages.forEach(message -> {
                String text = message.get("message").asText();
                // The validator does not compute hashes, and counts data among scripts: Chromium holds the policy.
                boolean ofPolicy = text.startsWith("Inline script violates Content Security Policy");
                if (!ofPolicy && (!message.get("type").asText().equals("info") || message.has("subType"))) {
                    errors.add(text + " " + message.path("extract").asText());
                }
            });
            assertThat(errors).as(file.toString()).isEmpty();
            validator.waitFor();
        }
    }

    @Test
    void theDictionaryIsSearched() {
        JsonNode dictionary = found.get("dictionary");
        int columns = tables.values().stream()
                .mapToInt(table -> table.columns().size())
                .sum();
        assertThat(dictionary.get("all").asInt()).isGreaterThan(columns);
        assertThat(texts(dictionary.get("none"))).isEmpty();
        assertThat(texts(dictionary.get("found")))
                .contains("n_minus_one.lost_value_usd")
                .hasSizeLessThan(20);
        assertThat(dictionary.get("said").asText())
                .isEqualTo(dictionary.get("found").size() + " columns");
    }

    @Test
    void hostileNamesStayText() {
        for (String where : List.of("hostile", "opened")) {
            JsonNode hostile = found.get(where);
            JsonNode intruders = hostile.get("intruders");
            assertThat(intruders.get("ran").asBoolean()).as(where).isFalse();
            assertThat(intruders.get("elements").asInt()).as(where).isZero();
            assertThat(intruders.get("handlers").asInt()).as(where).isZero();
            JsonNode texts = hostile.get("texts");
            for (String place : List.of("title", "table", "chain", "claims", "body", "quote")) {
                assertThat(texts.get(place).asText()).as(where + ", " + place).contains(SHOWN);
            }
            // Labels and tooltips have no braces and bars, which would steer their writing.
            assertThat(texts.get("chart").asText())
                    .as(where + ", chart")
                    .contains("MMR<script>window")
                    .containsPattern("MMR<script>window.*\u27e8U\\+202E\u27e9.*, by value: ");
            texts.forEach(text -> assertThat(text.asText()).as(where).doesNotContain("\u202e"));
            assertThat(hostile.get("answer").get("rows").get(0).get(0).asText())
                    .as(where)
                    .contains(SHOWN);
        }
        // Beside the page's own blocks no script came in.
        long blocks = contents.reports().size() + 4L;
        assertThat(found.get("hostile").get("intruders").get("scripts").asLong())
                .isEqualTo(blocks);
        found.get("hostile")
                .get("figures")
                .forEach(figure ->
                        assertThat(FigureId.is(figure.get("id").asText())).isTrue());
        assertThat(found.get("opened").get("said").asText())
                .startsWith("Opened: ")
                .contains("import_dependency");
        assertThat(found.get("opened").get("state").asText()).contains("0badc0de");
        // What could not be opened changes nothing.
        assertThat(found.get("keptState").asText()).contains("0badc0de");
        assertThat(found.get("twoRuns").get("said").asText())
                .startsWith("No report was opened.")
                .contains("reports of several runs (two-runs/april, two-runs/may): open one of these folders");
        assertThat(found.get("twoRuns").get("state").asText()).contains("0badc0de");
        assertThat(found.get("unlisted").get("said").asText())
                .startsWith("No report was opened.")
                .contains("import_dependency.parquet: the manifest does not list it");
        assertThat(found.get("changed").get("said").asText())
                .contains("import_dependency.parquet: it is not the file that the manifest lists");
        JsonNode partial = found.get("partial");
        assertThat(partial.get("said").asText()).isEqualTo("Opened: import_dependency.");
        assertThat(partial.get("state").asText()).contains("data loaded by 2031-05-06, state 01234567, lodestone 9");
        assertThat(partial.get("title").asText())
                .startsWith("In 2024 South Korea bought 87.40 % of its imports")
                .endsWith(", 90.06 % by weight.");
        assertThat(partial.get("body").asText())
                .contains("not in the opened files", "without its columns value_share_high, weight_share")
                .contains("not made: no scenario")
                .doesNotContain("NaN", "undefined");
        assertThat(found.get("refused").asText())
                .contains("import_dependency.parquet: cannot be read as Parquet", "<img src=x>.parquet: no report");
    }

    @Test
    void aPageThatCarriesLittleSaysSo() {
        JsonNode small = found.get("small");
        assertThat(small.get("title").asText())
                .isEqualTo(found.get("start").get("title").asText());
        assertThat(small.get("missing").asText())
                .contains("Amounts of trade are left out", "an excerpt: ", "too large for this page")
                .contains("withheld: rows break its declaration (key_repeated: 2 rows)", "withheld with mirror_gap");
        assertThat(texts(small.get("columns")))
                .contains("value_share", "weight_share")
                .doesNotContain("value_usd", "net_weight_kg");
        small.get("figures")
                .forEach(figure -> assertThat(
                                FigureId.in(figure.get("id").asText()).get(0).column())
                        .doesNotEndWith("_usd"));
        assertThat(small.get("found").asText()).isEqualTo("87.40 %: the same figure, of the same state of the data.");
        assertThat(small.get("changed").asText()).startsWith("87.40 %: another figure");
    }

    /** The sample's reports in a page with hardly any room, without amounts of trade. */
    private Path smallPage() throws Exception {
        Path folder = WORK.resolve("small");
        Files.createDirectories(folder);
        for (var report : contents.reports()) {
            Files.copy(
                    REPORTS.resolve(report.path()), folder.resolve(report.path()), StandardCopyOption.REPLACE_EXISTING);
        }
        new Briefing(
                        new Configuration(),
                        folder.toString(),
                        new Excerpts(Spark.session(), folder.toString()),
                        new Briefing.Subject(
                                Declared.reports(),
                                List.of("KOR/850511"),
                                Map.of("KOR", "South Korea", "CHN", "China"),
                                Map.of("850511", "Permanent magnets of metal"),
                                Map.of("rare_earths", List.of("ore", "oxide", "metal", "magnet")),
                                true,
                                Files.size(REPORTS.resolve(Briefing.FILE)) - 270_000))
                .write(withWithheld());
        return folder.resolve(Briefing.FILE);
    }

    /** The same, as if two reports were withheld. */
    private Manifest.Contents withWithheld() {
        return new Manifest.Contents(
                contents.program(),
                contents.writtenAt(),
                contents.state(),
                contents.reports(),
                contents.dimensions(),
                contents.computed(),
                contents.leftOut(),
                Map.of(
                        "mirror_gap",
                        Map.of("broken", Map.of("key_repeated", 2), "rows", List.of()),
                        "reporter_reliability",
                        Map.of("made_of", "mirror_gap")),
                contents.lake(),
                contents.referenceFingerprint(),
                contents.settings(),
                contents.sourceFiles());
    }

    /** The hostile reports without their page. */
    private Path folderToOpen(Path hostile) throws Exception {
        Path folder = Files.createDirectories(WORK.resolve("to-open"));
        try (Stream<Path> files = Files.list(hostile)) {
            for (Path file : files.filter(file -> !file.endsWith(Briefing.FILE)).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }

    /** A folder with two runs in it, and one whose manifest does not list what lies beside it. */
    private Map<String, String> wrongFolders() throws Exception {
        for (String run : List.of("two-runs/april", "two-runs/may")) {
            Path folder = Files.createDirectories(WORK.resolve(run));
            for (String name : List.of("manifest.json", "import_dependency.parquet")) {
                Files.copy(REPORTS.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path unlisted = Files.createDirectories(WORK.resolve("unlisted"));
        Files.copy(
                REPORTS.resolve("import_dependency.parquet"),
                unlisted.resolve("import_dependency.parquet"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(unlisted.resolve("manifest.json"), "{\"state\": \"01234567\", \"reports\": []}");
        Path partial = Files.createDirectories(WORK.resolve("partial"));
        duck.execute("COPY (SELECT * EXCLUDE (weight_share, value_share_high) FROM import_dependency) TO '"
                + partial.resolve("import_dependency.parquet") + "' (FORMAT parquet)");
        Files.writeString(
                partial.resolve("manifest.json"),
                "{\"program\": \"lodestone 9\", \"state\": \"01234567\", \"lake\": {\"state_time\": \"2031-05-06T00:00:00Z\"},"
                        + " \"reports\": [{\"name\": \"import_dependency\", \"path\": \"import_dependency.parquet\","
                        + " \"sha256\": \"" + sha256(partial.resolve("import_dependency.parquet"))
                        + "\"}], \"left_out\": {\"disruption\": \"no scenario\"}}");
        Path changed = Files.createDirectories(WORK.resolve("changed"));
        Files.copy(
                REPORTS.resolve("manifest.json"),
                changed.resolve("manifest.json"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                partial.resolve("import_dependency.parquet"),
                changed.resolve("import_dependency.parquet"),
                StandardCopyOption.REPLACE_EXISTING);
        // The last one is opened: the others must have changed nothing before.
        Map<String, String> folders = new LinkedHashMap<>();
        folders.put("twoRuns", WORK.resolve("two-runs").toString());
        folders.put("unlisted", unlisted.toString());
        folders.put("changed", changed.toString());
        folders.put("partial", partial.toString());
        return folders;
    }

    /** The sample's reports with hostile texts in every text column, and their page. */
    private Path hostileFolder() throws Exception {
        Path folder = WORK.resolve("hostile");
        Files.createDirectories(folder);
        String suffix = HOSTILE.replace("'", "''");
        for (var report : contents.reports()) {
            List<String> columns = tables.get(report.name()).columns().stream()
                    .map(column -> column.type().sql().equals("STRING") && !ASKED_BY.contains(column.name())
                            ? column.name() + " || '" + suffix + "' AS " + column.name()
                            : column.name())
                    .toList();
            duck.execute("COPY (SELECT " + String.join(", ", columns) + " FROM " + report.name() + ") TO '"
                    + folder.resolve(report.path()) + "' (FORMAT parquet)");
        }
        JsonNode manifest = JSON.readTree(REPORTS.resolve("manifest.json").toFile());
        ((ObjectNode) manifest).put("state", "0badc0de");
        for (JsonNode report : manifest.get("reports")) {
            Path file = folder.resolve(report.get("path").asText());
            ((ObjectNode) report).put("sha256", sha256(file));
        }
        JSON.writeValue(folder.resolve("manifest.json").toFile(), manifest);
        Map<String, String> countries = new TreeMap<>();
        for (Map<String, Object> row : duck.query("SELECT DISTINCT supplier_iso3 AS code FROM import_dependency")) {
            countries.put(row.get("code") + HOSTILE, row.get("code") + HOSTILE);
        }
        new Briefing(
                        new Configuration(),
                        folder.toString(),
                        null,
                        new Briefing.Subject(
                                Declared.reports(),
                                List.of(),
                                countries,
                                Map.of(),
                                Map.of(),
                                false,
                                Briefing.MOST_BYTES))
                .write(PublishedFolder.contents(folder));
        return folder;
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file)));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static void run(String... command) throws Exception {
        Path log = WORK.resolve("browser.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + ":\n" + Files.readString(log, StandardCharsets.UTF_8))
                .isTrue();
    }
}
