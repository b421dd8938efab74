package org.lodestone.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lodestone.text.UnusableInput;

/**
 * What Jupyter knows of the kernel: {@code kernel.json} in the user's folder. It names the launcher and not the jars, so
 * that it holds on when the program is built anew; the launcher has the class path and the options.
 */
public final class KernelSpec {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private KernelSpec() {}

    /**
     * Writes the kernel's description where Jupyter looks for those of the user.
     *
     * @param launcher jobs/lodestone
     * @param memory the kernel's, as the launcher's --driver-memory takes it; empty for what Java takes by itself
     * @param environment of the process
     * @return the file, and whether it was written; it is not where it says the same already
     * @throws UnusableInput where it cannot be written
     */
    public static Installed install(Path launcher, String memory, Map<String, String> environment) {
        Path file = dataFolder(environment, System.getProperty("os.name"), System.getProperty("user.home"))
                .resolve("kernels")
                .resolve("lodestone")
                .resolve("kernel.json");
        try {
            String wanted = JSON.writeValueAsString(contents(launcher, memory, environment)) + "\n";
            if (Files.isRegularFile(file) && Files.readString(file).equals(wanted)) {
                return new Installed(file, false);
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted, StandardCharsets.UTF_8);
            return new Installed(file, true);
        } catch (IOException e) {
            throw new UnusableInput(
                    file + ": the kernel's description cannot be written (" + e.getMessage()
                            + "). Correct the folder's permissions, or set JUPYTER_DATA_DIR to one that you may write to.",
                    e);
        }
    }

    /**
     * What became of an installation.
     *
     * @param file the description
     * @param written false where it was there as it is
     */
    public record Installed(Path file, boolean written) {}

    private static Map<String, Object> contents(Path launcher, String memory, Map<String, String> environment) {
        Map<String, Object> spec = new LinkedHashMap<>();
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        if (!memory.isEmpty()) {
            command.addAll(List.of("--driver-memory", memory));
        }
        command.addAll(List.of("notebook", "--kernel", "{connection_file}"));
        spec.put("argv", command);
        spec.put("display_name", "Lodestone (Java)");
        spec.put("language", "java");
        // A signal would end the process.
        spec.put("interrupt_mode", "message");
        Map<String, String> env = new LinkedHashMap<>();
        // Jupyter waits for a kernel, but not as long as a build takes.
        env.put("LODESTONE_BUILD", "off");
        if (environment.containsKey("JAVA_HOME")) {
            env.put("JAVA_HOME", environment.get("JAVA_HOME"));
        }
        spec.put("env", env);
        return spec;
    }

    /** As Jupyter's own documentation of its folders says; a variable that is empty counts as unset. */
    static Path dataFolder(Map<String, String> environment, String system, String home) {
        String own = environment.getOrDefault("JUPYTER_DATA_DIR", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        if (system.startsWith("Mac")) {
            return Path.of(home, "Library", "Jupyter");
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        return data.isEmpty() ? Path.of(home, ".local", "share", "jupyter") : Path.of(data, "jupyter");
    }
}
