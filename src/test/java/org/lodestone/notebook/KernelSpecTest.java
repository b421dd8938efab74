package org.lodestone.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lodestone.text.UnusableInput;

/** What Jupyter is told of the kernel. */
class KernelSpecTest {
    @TempDir
    private Path folder;

    @Test
    void itIsWrittenOnceAndRenewedWhereItChanges() throws Exception {
        Map<String, String> environment =
                Map.of("JUPYTER_DATA_DIR", folder.toString(), "JAVA_HOME", "/opt/java \"17\"");
        Path launcher = Path.of("/a folder/jobs/lodestone");
        KernelSpec.Installed first = KernelSpec.install(launcher, "", environment);
        assertThat(first).isEqualTo(new KernelSpec.Installed(folder.resolve("kernels/lodestone/kernel.json"), true));
        assertThat(KernelSpec.install(launcher, "", environment).written()).isFalse();
        JsonNode spec = new ObjectMapper().readTree(Files.readString(first.file()));
        assertThat(spec.get("argv").toString())
                .isEqualTo("[\"/a folder/jobs/lodestone\",\"notebook\",\"--kernel\",\"{connection_file}\"]");
        assertThat(spec.get("interrupt_mode").asText()).isEqualTo("message");
        assertThat(spec.get("env").get("JAVA_HOME").asText()).isEqualTo("/opt/java \"17\"");
        assertThat(KernelSpec.install(Path.of("/elsewhere/jobs/lodestone"), "8g", environment)
                        .written())
                .isTrue();
        assertThat(new ObjectMapper()
                        .readTree(Files.readString(first.file()))
                        .get("argv")
                        .toString())
                .isEqualTo("[\"/elsewhere/jobs/lodestone\",\"--driver-memory\",\"8g\",\"notebook\",\"--kernel\","
                        + "\"{connection_file}\"]");
    }

    @Test
    void itLiesWhereJupyterLooks() {
        assertThat(KernelSpec.dataFolder(Map.of(), "Linux", "/home/kim"))
                .isEqualTo(Path.of("/home/kim/.local/share/jupyter"));
        assertThat(KernelSpec.dataFolder(Map.of("XDG_DATA_HOME", "/data"), "Linux", "/home/kim"))
                .isEqualTo(Path.of("/data/jupyter"));
        assertThat(KernelSpec.dataFolder(Map.of("XDG_DATA_HOME", "/data"), "Mac OS X", "/Users/kim"))
                .isEqualTo(Path.of("/Users/kim/Library/Jupyter"));
        assertThat(KernelSpec.dataFolder(Map.of("JUPYTER_DATA_DIR", "", "XDG_DATA_HOME", ""), "Linux", "/home/kim"))
                .as("an empty variable counts as unset")
                .isEqualTo(Path.of("/home/kim/.local/share/jupyter"));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> KernelSpec.install(Path.of("x"), "", Map.of("JUPYTER_DATA_DIR", file.toString())))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining(file.toString())
                .hasMessageEndingWith("or set JUPYTER_DATA_DIR to one that you may write to.");
    }
}
