package org.lodestone.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lodestone.bi.Dimensions;
import org.lodestone.catalogue.Catalogue;
import org.lodestone.program.Settings;
import org.lodestone.report.Dictionary;
import org.lodestone.report.Restatements;
import org.lodestone.table.Table;

/** The pages of docs/ that derive from the code are up to date. */
class PagesTest {

    @Test
    void dataDictionary() throws IOException {
        List<Table> tables = Catalogue.LAKE_TABLES;
        List<Table> reports = new ArrayList<>(Catalogue.REPORTS);
        reports.add(Restatements.TABLE);
        upToDate("docs/data-dictionary.md", Dictionary.page(reports, Dimensions.TABLES, tables));
    }

    @Test
    void settings() throws IOException {
        upToDate("docs/settings.md", Settings.page());
    }

    private static void upToDate(String page, String text) throws IOException {
        Path path = Path.of(System.getProperty("lodestone.basedir", "."), page);
        if (Boolean.getBoolean("lodestone.write-docs")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
        assertThat(path)
                .as("run ./mvnw test -Dtest=PagesTest -Dlodestone.write-docs=true and commit " + page)
                .exists()
                .content()
                .isEqualTo(text);
    }
}
