package org.lodestone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The walls of the house: which room may know which. docs/architecture.md says why. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.lodestone");

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

    @Test
    void tableKnowsNoOtherRoom() {
        onlyKnow("table", "table");
    }

    @Test
    void lakeAndIntakeStandOnTable() {
        onlyKnow("lake", "table");
        onlyKnow("intake", "lake", "table");
    }

    @Test
    void metricStandsOnTable() {
        onlyKnow("metric", "table");
    }

    @Test
    void referenceStandsOnIntakeAndDeclaresWhatMetricsTakeOfIt() {
        onlyKnow("reference", "metric", "intake", "lake", "table");
    }

    @Test
    void notebookStandsOnLake() {
        onlyKnow("notebook", "lake", "report", "table");
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
    void briefingReadsPublishedReportsOnly() {
        onlyKnow("briefing", "report", "lake", "table");
    }

    @Test
    void biReadsPublishedReportsOnly() {
        onlyKnow("bi", "report", "reference", "lake", "table");
    }

    @Test
    void metricRoomsKnowNoJobAndNoReport() {
        noClasses()
                .that()
                .resideInAnyPackage(METRIC_ROOMS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lodestone.cli..", "org.lodestone.job..", "org.lodestone.report..")
                .check(HOUSE);
    }

    @Test
    void onlyTheCommandLineKnowsTheJobsAndNobodyKnowsIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.lodestone.job..", "org.lodestone.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.lodestone.job..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.lodestone.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.lodestone.cli..")
                .check(HOUSE);
    }

    @Test
    void sessionsAreForLakeMetricReportJobAndCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.lodestone.lake..",
                        "org.lodestone.metric..",
                        "org.lodestone.report..",
                        "org.lodestone.notebook..",
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

    private static void onlyKnow(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage("org.lodestone." + room + "..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are of rooms above") {
                    @Override
                    public boolean test(JavaClass type) {
                        String name = type.getPackageName();
                        if (!name.startsWith("org.lodestone.")) {
                            return false;
                        }
                        String other = name.substring("org.lodestone.".length()).split("\\.")[0];
                        return !other.equals(room) && !Set.of(others).contains(other);
                    }
                })
                .check(HOUSE);
    }
}
