package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.testing.Customs;
import org.lodestone.testing.Duck;
import org.lodestone.testing.SecondOpinion;
import org.lodestone.testing.Truth;
import org.lodestone.testing.World;

/**
 * A lake of random worlds, told apart by product code, and its reports.
 *
 * @param reconciled whether both sides' reports are brought together, too, which takes half as long again
 */
record WorldLake(Customs customs, Path folder, boolean reconciled) {
    /** In a year in which all report, they are the world. */
    private static final String ALL_COUNTRIES = String.valueOf(World.POOL.size());

    private static final List<String> REPORTS = List.of(
            "import_dependency",
            "supplier_concentration",
            "dependency_criteria",
            "policy_headroom",
            "mirror_gap",
            "series_break",
            "supply_risk",
            "origin_mix",
            "n_minus_one");

    /** Publishes worlds, ingests all files at once and reports. */
    static WorldLake of(Customs customs, Path folder, boolean reconciled) {
        WorldLake lake = new WorldLake(customs, folder, reconciled);
        customs.publish(lake.files());
        lake.execute("run", lake.files().toString());
        return lake;
    }

    Path files() {
        return folder.resolve("files");
    }

    Path reports() {
        return folder.resolve("reports");
    }

    /** A command on this lake; it must end well. */
    void execute(String command, String... paths) {
        List<String> args = new ArrayList<>(List.of(
                command,
                "--lake",
                folder.resolve("lake").toString(),
                "--reports",
                reports().toString(),
                "--set",
                "reference.products=" + customs.products(folder.resolve("products.csv")),
                "--set",
                "reference.blocs=" + Customs.blocs(folder.resolve("blocs.csv")),
                "--set",
                "world.least-exporters=" + ALL_COUNTRIES,
                "--set",
                "reference.chains=" + customs.chains(folder.resolve("chains.csv")),
                "--set",
                "trade.reconcile=" + reconciled,
                "--set",
                "briefing.page=false"));
        args.addAll(Arrays.asList(paths));
        Captured run = Captured.execute(args.toArray(new String[0]));
        assertThat(run.code()).as(run.err()).isZero();
    }

    /** Holds all reports against the worlds, and the variants against the plain ones. */
    Truth truth() throws Exception {
        Truth truth = new Truth(customs);
        try (Duck duck = new Duck()) {
            List<Map<String, Object>> mixes = rows(duck, "origin_mix");
            truth.importDependency(rows(duck, "import_dependency"));
            truth.supplierConcentration(rows(duck, "supplier_concentration"));
            truth.dependencyCriteria(rows(duck, "dependency_criteria"));
            truth.policyHeadroom(rows(duck, "policy_headroom"));
            truth.mirrorGap(rows(duck, "mirror_gap"));
            truth.supplyRisk(rows(duck, "supply_risk"));
            truth.originMix(mixes);
            truth.chainExposure(rows(duck, "chain_exposure"), mixes);
            truth.seriesBreaks(rows(duck, "series_break"));
            truth.nMinusOne(rows(duck, "n_minus_one"), mixes);
            for (String report : REPORTS) {
                truth.sameInEachVariant(report, rows(duck, report), key(report));
            }
        }
        return truth;
    }

    /** What is different where the reports are recomputed in SQL. */
    List<String> secondOpinion() throws Exception {
        try (SecondOpinion other = new SecondOpinion(
                folder.resolve("lake"), reports(), Map.of("bloc_member", folder.resolve("blocs.csv")))) {
            return differences(other);
        }
    }

    /** The same of another lake, of what reconciled data can say. */
    static List<String> differencesOfReconciled(SecondOpinion other) throws Exception {
        other.define("flows.sql").define("suppliers.sql").define("criteria.sql");
        List<String> differences = new ArrayList<>();
        for (String report :
                List.of("import_dependency", "supplier_concentration", "dependency_criteria", "n_minus_one")) {
            differences.addAll(other.differences(report, key(report)));
        }
        differences.addAll(other.differences(
                "dependency_criteria",
                "geodep.sql",
                "source NOT LIKE 'BACI%' OR criteria_reason IS NOT NULL",
                key("dependency_criteria")));
        return differences;
    }

    private static List<String> differences(SecondOpinion other) throws Exception {
        List<String> differences = new ArrayList<>(differencesOfReconciled(other));
        other.define("mirror.sql");
        for (String report : List.of("mirror_gap", "reporter_reliability", "net_import_reliance")) {
            differences.addAll(other.differences(report, key(report)));
        }
        differences.addAll(other.differencesWhere(
                "supplier_concentration",
                "world_suppliers.sql",
                "source LIKE 'UN Comtrade HS%' AND importer_iso3 = 'WLD' AND period_type = 'year'"
                        + " AND concentration_reason IS NULL AND other_editions_value_usd IS NULL",
                key("supplier_concentration")));
        return differences;
    }

    /** The published files by name, to be compared bit by bit. */
    Map<String, byte[]> bytes() throws IOException {
        Map<String, byte[]> bytes = new java.util.TreeMap<>();
        try (Stream<Path> all = Files.list(reports())) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".parquet")).toList()) {
                bytes.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    private List<Map<String, Object>> rows(Duck duck, String report) throws Exception {
        return duck.query("SELECT * FROM " + Duck.parquet(reports().resolve(report + ".parquet")));
    }

    private static List<String> key(String report) {
        return Catalogue.report(report).key();
    }
}
