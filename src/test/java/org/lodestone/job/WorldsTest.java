package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.testing.Customs;
import org.lodestone.testing.Duck;
import org.lodestone.testing.SecondOpinion;
import org.lodestone.testing.Spark;
import org.lodestone.testing.Truth;
import org.lodestone.testing.World;

@ExtendWith(Spark.class)
class WorldsTest {
    @TempDir
    private Path folder;

    @Test
    void ten() throws Exception {
        int count = Integer.getInteger("worlds", 10);
        List<World> worlds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            worlds.add(new World(i, i));
        }
        Customs customs = new Customs(1, worlds, EnumSet.allOf(Customs.Variant.class));
        Path base = Path.of("/tmp/worlds");
        if (!Files.exists(base.resolve("reports/manifest.json"))) {
            customs.publish(base.resolve("files"));
            long start = System.nanoTime();
            Captured run = Captured.execute(
                    "run",
                    "--lake",
                    base.resolve("lake").toString(),
                    "--reports",
                    base.resolve("reports").toString(),
                    "--set",
                    "reference.products=" + customs.products(base.resolve("products.csv")),
                    "--set",
                    "reference.blocs=" + Customs.blocs(base.resolve("blocs.csv")),
                    "--set",
                    "world.least-exporters=20",
                    "--set",
                    "trade.reconcile=true",
                    base.resolve("files").toString());
            System.out.println((System.nanoTime() - start) / 1e9 + " s");
            System.out.println(run.out());
            assertThat(run.code()).as(run.err()).isZero();
        }
        Truth truth = new Truth(customs);
        try (Duck duck = new Duck()) {
            Path reports = base.resolve("reports");
            truth.importDependency(all(duck, reports, "import_dependency"));
            truth.supplierConcentration(all(duck, reports, "supplier_concentration"));
            truth.dependencyCriteria(all(duck, reports, "dependency_criteria"));
            truth.policyHeadroom(all(duck, reports, "policy_headroom"));
            truth.mirrorGap(all(duck, reports, "mirror_gap"));
            truth.originMix(all(duck, reports, "origin_mix"));
            truth.nMinusOne(all(duck, reports, "n_minus_one"), all(duck, reports, "origin_mix"));
            truth.supplyRisk(all(duck, reports, "supply_risk"));
            for (String report : List.of(
                    "import_dependency",
                    "supplier_concentration",
                    "dependency_criteria",
                    "policy_headroom",
                    "mirror_gap",
                    "series_break",
                    "supply_risk",
                    "origin_mix",
                    "n_minus_one")) {
                truth.sameInEachVariant(
                        report,
                        all(duck, reports, report),
                        Catalogue.REPORTS.stream()
                                .filter(table -> table.name().equals(report))
                                .findFirst()
                                .orElseThrow()
                                .key());
            }
        }
        secondOpinions(base, customs);
        System.out.println(truth.looked());
        truth.wrong()
                .forEach((kind, rows) -> System.out.println("WRONG " + kind + ": " + rows.size() + "\n   " + rows.get(0)
                        + "\n   " + rows.get(rows.size() - 1)));
        assertThat(truth.wrong().keySet()).isEmpty();
    }

    private static void secondOpinions(Path base, Customs customs) throws Exception {
        try (SecondOpinion other = new SecondOpinion(base.resolve("lake"), base.resolve("reports"), Map.of())) {
            other.define("flows.sql").define("suppliers.sql");
            for (String report :
                    List.of("import_dependency", "supplier_concentration", "mirror_gap", "net_import_reliance")) {
                List<String> differences = other.differences(
                        report,
                        Catalogue.REPORTS.stream()
                                .filter(t -> t.name().equals(report))
                                .findFirst()
                                .orElseThrow()
                                .key());
                System.out.println("SQL " + report + " " + differences.size());
                differences.stream().limit(12).forEach(System.out::println);
            }
        }
    }

    private static List<Map<String, Object>> all(Duck duck, Path reports, String report) throws Exception {
        return duck.query("SELECT * FROM " + Duck.parquet(reports.resolve(report + ".parquet")));
    }
}
