package org.lodestone.briefing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.reference.Columns;
import org.lodestone.report.Excerpts;
import org.lodestone.report.Manifest;
import org.lodestone.report.ParquetReports;
import org.lodestone.report.ParquetReports.Published;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.table.Unit;
import org.lodestone.testing.Duck;
import org.lodestone.testing.Spark;
import org.lodestone.text.SourceFiles;

/** The page beside the reports: nothing in it but what may be, and never more than it can hold. */
@ExtendWith(Spark.class)
class BriefingTest {
    private static final Table SHARES = Table.named("shares_test")
            .grain("One row per source, importer, product and supplier.")
            .key(
                    Field.required("source", Unit.TEXT, "The source."),
                    Columns.IMPORTER_ISO3,
                    Columns.PRODUCT_CODE,
                    Field.required("supplier_iso3", Unit.CODE, "The supplier."))
            .column("supplier_name", Unit.TEXT, "The supplier's name.")
            .column("value_usd", Unit.USD, "A value.")
            .column("net_weight_kg", Unit.KG, "A weight.")
            .column("working", Unit.TEXT_WITH_AMOUNTS, "How it comes about.")
            .computed("value_share", Unit.FRACTION, "value_usd / 1000", "A share.")
            .build();

    private static final Table PLANS = Table.named("plans_test")
            .grain("One row per plan.")
            .key(Field.required("plan", Unit.CODE, "The plan."))
            .column("missing_tonnes", Unit.TONNES, "What is missing.")
            .build();

    private static final Table OTHER = Table.named("other_report")
            .grain("One row per thing.")
            .key(Field.required("thing", Unit.CODE, "The thing."))
            .build();

    private static final String HOSTILE = "</script><script>alert('\"')//<!-- \u202e\u2028 --> &lt;";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

    private final SparkSession spark;

    @TempDir
    private Path reports;

    private Manifest.Contents contents;
    private List<String> notes;

    BriefingTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void oneScriptByItsHashAndNothingFromElsewhere() throws Exception {
        publish(3);
        String page = page(false, Briefing.MOST_BYTES);

        List<String> executable = scripts(page).entrySet().stream()
                .filter(script -> script.getKey().isEmpty())
                .map(Map.Entry::getValue)
                .toList();
        assertThat(executable).hasSize(1);
        String hash = Base64.getEncoder()
                .encodeToString(SourceFiles.sha256().digest(executable.get(0).getBytes(StandardCharsets.UTF_8)));
        assertThat(page)
                .contains("content=\"default-src 'none'; script-src 'sha256-" + hash
                        + "'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; connect-src 'none';"
                        + " base-uri 'none'; form-action 'none'\"");
        // The policy comes before all that it is to hold for.
        assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style"));
        String markup = SCRIPT.matcher(page).replaceAll("");
        assertThat(markup).doesNotContainPattern("(?i)\\s(src|srcset|action|on[a-z]+)\\s*=");
        assertThat(markup).doesNotContainPattern("(?i)(href\\s*=\\s*\"(?!#)|url\\(|@import|https?:)");
        assertThat(executable.get(0)).doesNotContain("eval(", "new Function");
    }

    @Test
    void theReportsOwnBytesAndNoPathAndNoClock() throws Exception {
        publish(300);
        String page = page(false, Briefing.MOST_BYTES);

        for (Table table : List.of(SHARES, PLANS)) {
            assertThat(parquet(page, table.name()))
                    .isEqualTo(Files.readAllBytes(reports.resolve(table.name() + ".parquet")));
        }
        assertThat(page).doesNotContain(reports.toString(), System.getProperty("user.dir"), "/secret/lake");
        assertThat(page).doesNotContain("2031-05-06");
        JsonNode facts = facts(page);
        assertThat(facts.get("program").asText()).isEqualTo("lodestone 1");
        assertThat(facts.get("state").asText()).isEqualTo("3f9a1c2b");
        assertThat(facts.get("state_time").asText()).isEqualTo("2026-02-18");
        assertThat(facts.get("left_out").get("other_report").asText()).isEqualTo("the lake has no trade");
        assertThat(facts.get("withheld").get("wrong_report").get("made_of").asText())
                .isEqualTo("shares_test");
        JsonNode shares = facts.get("reports").get(1);
        assertThat(shares.get("name").asText()).isEqualTo("shares_test");
        assertThat(shares.get("key").get(1).asText()).isEqualTo("importer_iso3");
        assertThat(shares.get("carried").asBoolean()).isTrue();
        assertThat(shares.get("excerpt").isNull()).isTrue();
        JsonNode share = shares.get("columns").get(SHARES.columns().size() - 1);
        assertThat(share.get("name").asText()).isEqualTo("value_share");
        assertThat(share.get("unit").asText()).isEqualTo("fraction, 0 to 1");
        assertThat(share.get("formula").asText()).isEqualTo("value_usd / 1000");
        assertThat(facts.get("sources").toString())
                .contains("UN Comtrade", "For internal use", "\"korea.csv\"")
                .contains("the operator of this lake", "\"plans.csv\"");
        // What is not published is declared, too: a folder that the reader opens may have it.
        JsonNode other = facts.get("reports").get(2);
        assertThat(other.get("name").asText()).isEqualTo("other_report");
        assertThat(other.get("published").asBoolean()).isFalse();
        assertThat(other.get("carried").asBoolean()).isFalse();
        assertThat(notes).isEmpty();

        publish(300);
        assertThat(page(false, Briefing.MOST_BYTES)).isEqualTo(page);
        assertThat(files()).containsExactly("briefing.html", "plans_test.parquet", "shares_test.parquet");

        new Briefing(new Configuration(), reports.toString(), null, null).remove();
        assertThat(files()).containsExactly("plans_test.parquet", "shares_test.parquet");
    }

    @Test
    void hostileNamesStayInTheirBlock() throws Exception {
        publish(3);
        String page = page(false, Briefing.MOST_BYTES);

        assertThat(facts(page).get("countries").get("EVL").asText()).isEqualTo(HOSTILE);
        assertThat(scripts(page).keySet())
                .containsExactlyInAnyOrder(
                        "facts", "report-plans_test", "report-shares_test", "worker", "licences", "");
        assertThat(Page.json(HOSTILE)).doesNotContain("<", ">", "\u2028");
        assertThat(JSON.readTree(Page.json(HOSTILE)).asText()).isEqualTo(HOSTILE);
    }

    @Test
    void whatIsTooLargeIsAnExcerptOrLeftOut() throws Exception {
        publish(3);
        int frame = page(false, Briefing.MOST_BYTES).length();
        publish(4_000);

        String some = page(false, frame + 60_000);
        JsonNode shares = facts(some).get("reports").get(1);
        assertThat(shares.get("excerpt").asText()).isEqualTo("importers KOR and products 850511");
        assertThat(some.length()).isLessThan(frame + 60_000);
        assertThat(rows(
                        some,
                        "SELECT count(*) AS n, count(DISTINCT importer_iso3) AS importers,"
                                + " count(DISTINCT product_code) AS products, min(importer_iso3) AS one FROM "))
                .isEqualTo(Map.of("n", 4_000L / 20, "importers", 1L, "products", 1L, "one", "KOR"));
        assertThat(facts(some).get("reports").get(0).get("excerpt").isNull()).isTrue();
        assertThat(notes)
                .anySatisfy(note -> assertThat(note)
                        .contains("excerpts of shares_test")
                        .doesNotContain("without")
                        .contains("opens the reports' folder"));

        String more = page(false, frame + 400_000);
        assertThat(facts(more).get("reports").get(1).get("excerpt").asText()).isEqualTo("products 850511");
        assertThat(rows(more, "SELECT count(*) AS n FROM ")).isEqualTo(Map.of("n", 4_000L / 2));

        String none = page(false, frame + 8_000);
        assertThat(facts(none).get("reports").get(1).get("carried").asBoolean()).isFalse();
        assertThat(facts(none).get("reports").get(0).get("carried").asBoolean()).isTrue();
        assertThat(scripts(none)).doesNotContainKey("report-shares_test");
        assertThat(none.length()).isLessThan(frame + 8_000);
        assertThat(notes).anySatisfy(note -> assertThat(note).contains("without shares_test"));
    }

    @Test
    void sharesOnly() throws Exception {
        publish(300);
        String page = page(true, Briefing.MOST_BYTES);

        assertThat(rows(page, "SELECT string_agg(name, ' ') AS columns FROM parquet_schema"))
                .isEqualTo(Map.of(
                        "columns",
                        "spark_schema source importer_iso3 product_code supplier_iso3 supplier_name value_share"));
        assertThat(facts(page).get("shares_only").asBoolean()).isTrue();
        assertThat(facts(page).get("reports").get(1).toString()).doesNotContain("value_usd\"", "net_weight_kg\"");
        // Amounts of plans are no source's data of trade.
        assertThat(facts(page).get("reports").get(0).toString()).contains("missing_tonnes");
    }

    @Test
    void aboveAnExcerptTheTerminalSaysWhoseTermsHold() throws Exception {
        publish(20_100);
        page(false, 50_000_000);
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("10,050 rows of shares_test from UN Comtrade HS2022", "shares-only");

        page(true, 50_000_000);
        assertThat(notes).isEmpty();

        // An excerpt of it is one.
        page(false, 2_000_000);
        assertThat(notes).isNotEmpty().noneSatisfy(note -> assertThat(note).contains("Comtrade"));

        publish(12_000);
        page(false, 50_000_000);
        assertThat(notes).isEmpty();
    }

    @Test
    void theBundleIsTheOneThatWasBuilt() throws IOException {
        Path resources =
                Path.of(System.getProperty("lodestone.basedir", "."), "src/main/resources/org/lodestone/briefing");
        Path lock = Path.of(System.getProperty("lodestone.basedir", "."), "src/main/web/package-lock.json");
        List<String> lines = Files.readAllLines(resources.resolve("SHA256SUMS"));
        assertThat(lines).hasSize(6);
        for (String line : lines) {
            String name = line.substring(66);
            Path file = name.equals("package-lock.json") ? lock : resources.resolve(name);
            assertThat(HexFormat.of().formatHex(SourceFiles.sha256().digest(Files.readAllBytes(file))))
                    .as(name + ": run node build.mjs in src/main/web and commit what it writes")
                    .isEqualTo(line.substring(0, 64));
        }
        // Where a package was fetched from differs from place to place; what it is does not.
        assertThat(lock).content().doesNotContain("\"resolved\"").contains("\"integrity\"");
    }

    /** Publishes so many rows, half of them of UN Comtrade, half of the product 850511, and a tenth of these Korea's. */
    private void publish(int count) {
        ParquetReports publisher = new ParquetReports(spark, reports.toString());
        publisher.write(SHARES, SHARES.conform(spark.createDataFrame(shares(count), SHARES.schema())), count);
        List<Row> plans =
                List.of(PLANS.row().set("plan", "a").set("missing_tonnes", 1.5).build());
        publisher.write(PLANS, PLANS.conform(spark.createDataFrame(plans, PLANS.schema())), 1);
        List<Published> published = publisher.publish(List.of());
        contents = new Manifest.Contents(
                "lodestone 1",
                "2031-05-06T07:08:09Z",
                "3f9a1c2b",
                published,
                List.of(),
                Map.of(),
                Map.of("other_report", "the lake has no trade"),
                Map.of("wrong_report", Map.of("made_of", "shares_test")),
                Map.of("path", "/secret/lake", "state_time", "2026-02-18"),
                "a53b3dd832278a89",
                Map.of("reports", reports.toString()),
                List.of(
                        Map.of("name", "korea.csv", "sha256", "00", "format", "comtrade-api"),
                        Map.of("name", "plans.csv", "sha256", "01", "format", "sales-plans")));
    }

    private String page(boolean sharesOnly, long most) throws IOException {
        Briefing.Subject subject = new Briefing.Subject(
                List.of(OTHER, PLANS, SHARES),
                List.of("KOR/850511"),
                new TreeMap<>(Map.of("KOR", "South Korea", "EVL", HOSTILE)),
                new TreeMap<>(Map.of("850511", "Permanent magnets of metal")),
                Map.of("rare_earths", List.of("oxide", "magnet")),
                sharesOnly,
                most);
        notes = new Briefing(new Configuration(), reports.toString(), new Excerpts(spark, reports.toString()), subject)
                .write(contents);
        return Files.readString(reports.resolve("briefing.html"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(reports)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<Row> shares(int count) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(SHARES.row()
                    .set("source", i % 4 < 2 ? "UN Comtrade HS2022" : "BACI HS2022 V202601")
                    .set("importer_iso3", i % 20 < 2 ? "KOR" : "JPN")
                    .set("product_code", i % 2 == 0 ? "850511" : "2805")
                    .set("supplier_iso3", String.format("S%07d", i))
                    .set("working", i == 0 ? "1,234 USD of 1,000,000" : null)
                    .set("supplier_name", i == 0 ? HOSTILE : "Supplier " + i)
                    .set("value_usd", random.nextDouble() * 1e6)
                    .set("net_weight_kg", random.nextDouble() * 1e6)
                    .set("value_share", random.nextInt(1_000_000_000) / 1e9)
                    .build());
        }
        return rows;
    }

    /** Contents of a page's scripts by id; the one without an id is executable. */
    private static Map<String, String> scripts(String page) {
        Map<String, String> scripts = new TreeMap<>();
        Matcher matcher = SCRIPT.matcher(page);
        while (matcher.find()) {
            Matcher id = Pattern.compile("type=\"[^\"]+\" id=\"([^\"]+)\"").matcher(matcher.group(1));
            assertThat(scripts.put(id.find() ? id.group(1) : matcher.group(1).strip(), matcher.group(2)))
                    .isNull();
        }
        return scripts;
    }

    private static JsonNode facts(String page) throws IOException {
        return JSON.readTree(scripts(page).get("facts"));
    }

    private static byte[] parquet(String page, String report) throws IOException {
        byte[] packed = Base64.getDecoder().decode(scripts(page).get("report-" + report));
        return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    }

    /** The one row of a question on the shares that a page carries; it ends with FROM, or names parquet_schema. */
    private Map<String, Object> rows(String page, String question) throws Exception {
        Path file = Files.createTempFile("excerpt", ".parquet");
        Files.write(file, parquet(page, SHARES.name()));
        String source = Duck.parquet(file);
        try (Duck duck = new Duck()) {
            List<Map<String, Object>> rows = duck.query(
                    question.endsWith("parquet_schema")
                            ? question + source.substring("read_parquet".length())
                            : question + source);
            assertThat(rows).hasSize(1);
            return rows.get(0);
        } finally {
            Files.delete(file);
        }
    }
}
