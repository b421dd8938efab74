package org.lodestone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.junit.jupiter.api.Test;
import org.lodestone.table.Field;

/** The walls of the house: which room may know which. docs/architecture.md says why. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.lodestone");

    private static final Path MAIN =
            Path.of(System.getProperty("lodestone.basedir", "."), "src/main/java/org/lodestone");

    private static final String[] METRIC_ROOMS = {
        "org.lodestone.trade..",
        "org.lodestone.production..",
        "org.lodestone.dependency..",
        "org.lodestone.origins..",
        "org.lodestone.disruption..",
        "org.lodestone.contracts..",
        "org.lodestone.market..",
        "org.lodestone.claims.."
    };

    @Test
    void roomsFormNoCycles() {
        slices().matching("org.lodestone.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    /** What each room may know; nothing else. */
    private static final Map<String, Set<String>> WALLS = Map.ofEntries(
            room("table"),
            room("text"),
            room("lake", "text", "table"),
            room("intake", "lake", "text", "table"),
            room("metric", "table"),
            room("reference", "metric", "intake", "text", "table"),
            room("trade", "reference", "metric", "intake", "text", "table"),
            room("production", "reference", "metric", "intake", "text", "table"),
            room("dependency", "production", "trade", "reference", "metric", "intake", "table"),
            room("contracts", "dependency", "production", "trade", "reference", "metric", "intake", "text", "table"),
            room("origins", "contracts", "dependency", "production", "trade", "reference", "metric", "table"),
            room("market", "contracts", "dependency", "production", "trade", "reference", "metric", "intake", "table"),
            room(
                    "disruption",
                    "market",
                    "origins",
                    "dependency",
                    "production",
                    "trade",
                    "reference",
                    "metric",
                    "intake",
                    "table"),
            room("claims", "market", "contracts", "dependency", "production", "reference", "metric", "intake", "table"),
            room("report", "text", "table"),
            room("bi", "report", "text", "table"),
            room("notebook", "report", "lake", "text", "table"),
            room("program", "reference", "intake", "text"),
            room("runlog", "program", "report", "text"),
            room("briefing", "report", "text", "table"),
            room(
                    "summary",
                    "claims",
                    "origins",
                    "market",
                    "contracts",
                    "dependency",
                    "program",
                    "reference",
                    "metric",
                    "table"),
            room(
                    "catalogue",
                    "bi",
                    "report",
                    "claims",
                    "disruption",
                    "origins",
                    "market",
                    "contracts",
                    "dependency",
                    "production",
                    "trade",
                    "reference",
                    "metric",
                    "intake",
                    "lake",
                    "table"),
            room("ingest", "catalogue", "trade", "program", "report", "reference", "intake", "lake", "text", "table"),
            room(
                    "audit",
                    "catalogue",
                    "bi",
                    "claims",
                    "trade",
                    "runlog",
                    "program",
                    "report",
                    "reference",
                    "metric",
                    "intake",
                    "lake",
                    "text",
                    "table"),
            room(
                    "job",
                    "ingest",
                    "catalogue",
                    "briefing",
                    "summary",
                    "bi",
                    "claims",
                    "origins",
                    "market",
                    "contracts",
                    "dependency",
                    "trade",
                    "runlog",
                    "program",
                    "report",
                    "reference",
                    "metric",
                    "lake",
                    "text",
                    "table"),
            room(
                    "cli",
                    "job",
                    "audit",
                    "catalogue",
                    "bi",
                    "notebook",
                    "runlog",
                    "program",
                    "report",
                    "reference",
                    "intake",
                    "lake",
                    "text",
                    "table"));

    private static Map.Entry<String, Set<String>> room(String name, String... mayKnow) {
        return Map.entry(name, Set.of(mayKnow));
    }

    @Test
    void roomsKnowOnlyWhatTheyMay() {
        WALLS.forEach(HouseTest::onlyKnow);
    }

    @Test
    void eachRoomHasWallsAndSaysWhatItIsFor() throws IOException {
        try (Stream<Path> rooms = Files.list(MAIN)) {
            assertThat(rooms)
                    .allSatisfy(room ->
                            assertThat(room.resolve("package-info.java")).exists())
                    .extracting(room -> room.getFileName().toString())
                    .containsExactlyInAnyOrderElementsOf(WALLS.keySet());
        }
    }

    /** Jupyter's libraries are not in the application jar: whoever needs them must be started with them. */
    @Test
    void onlyTheKernelKnowsJupyter() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.lodestone.notebook.Kernel")
                .and()
                .haveNameNotMatching("org\\.lodestone\\.notebook\\.Kernel\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dflib.jjava..", "org.zeromq..", "com.google.gson..")
                .check(HOUSE);
    }

    @Test
    void sessionsAreForThoseWhoReadAndWrite() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.lodestone.text..",
                        "org.lodestone.lake..",
                        "org.lodestone.metric..",
                        "org.lodestone.report..",
                        "org.lodestone.notebook..",
                        "org.lodestone.program..",
                        "org.lodestone.ingest..",
                        "org.lodestone.audit..",
                        "org.lodestone.summary..",
                        "org.lodestone.job..",
                        "org.lodestone.cli..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.spark.sql.SparkSession")
                .check(HOUSE);
    }

    @Test
    void metricRoomsRunNothing() {
        Set<String> actions =
                Set.of("collect", "collectAsList", "count", "cache", "persist", "show", "first", "head", "write");
        classes()
                .that()
                .resideInAnyPackage(METRIC_ROOMS)
                .should(new ArchCondition<>("start no Spark job") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                            if (call.getTargetOwner().getFullName().equals("org.apache.spark.sql.Dataset")
                                    && actions.contains(call.getName())) {
                                events.add(SimpleConditionEvent.violated(type, call.getDescription()));
                            }
                        }
                    }
                })
                .check(HOUSE);
    }

    /** Where Spark is asked for a column, what declares it names it, or a constant: a misspelt one does not compile. */
    @Test
    void noColumnIsNamedByALiteral() throws IOException {
        Pattern literal = Pattern.compile("\\b(?:col|getAs|getField|withColumn|withColumnRenamed)\\(\\s*\"[^\"]*\"");
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                assertThat(literal.matcher(Files.readString(file)).results().map(MatchResult::group))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    /** What a column's values are in Java is what its type in Spark gives. */
    @Test
    void columnsGiveTheTypeThatTheyAreDeclaredWith() throws Exception {
        Map<DataType, Class<?>> types = Map.of(
                DataTypes.StringType, String.class,
                DataTypes.DoubleType, Double.class,
                DataTypes.LongType, Long.class,
                DataTypes.IntegerType, Integer.class,
                DataTypes.BooleanType, Boolean.class,
                DataTypes.DateType, Date.class,
                DataTypes.TimestampType, Timestamp.class);
        int columns = 0;
        for (JavaField field :
                HOUSE.stream().flatMap(type -> type.getFields().stream()).toList()) {
            if (field.getRawType().isEquivalentTo(Field.class)
                    && field.getModifiers().contains(JavaModifier.STATIC)) {
                java.lang.reflect.Field declared = field.reflect();
                declared.setAccessible(true);
                DataType type = ((Field<?>) declared.get(null)).type();
                Class<?> expected = type instanceof DecimalType ? BigDecimal.class : types.get(type);
                assertThat(((ParameterizedType) declared.getGenericType()).getActualTypeArguments())
                        .as(field.getFullName())
                        .containsExactly(expected);
                columns++;
            }
        }
        assertThat(columns).isGreaterThan(500);
    }

    private static void onlyKnow(String room, Set<String> others) {
        noClasses()
                .that()
                .resideInAPackage("org.lodestone." + room + "..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are of rooms that it may not know") {
                    @Override
                    public boolean test(JavaClass type) {
                        String name = type.getPackageName();
                        if (!name.startsWith("org.lodestone.")) {
                            return false;
                        }
                        String other = name.substring("org.lodestone.".length()).split("\\.")[0];
                        return !other.equals(room) && !others.contains(other);
                    }
                })
                .check(HOUSE);
    }
}
