package org.lodestone.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.lodestone.notebook.KernelSpec;
import org.lodestone.program.ExitCode;
import org.lodestone.program.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
        name = "notebook",
        customSynopsis = "lodestone notebook [--install-only] [OPTION OF JUPYTER...]",
        mixinStandardHelpOptions = true,
        description = "Installs the kernel of the Java notebooks for the user, and opens Jupyter in notebooks/.",
        footer = {
            "",
            "It needs Jupyter (jupyter-lab or jupyter-notebook). The notebooks read the sample run, or what"
                    + " LODESTONE_REPORTS and LODESTONE_LAKE name.",
            "Examples: lodestone notebook",
            "          lodestone notebook --no-browser --port 8890",
            "          lodestone --driver-memory 8g notebook",
            "          lodestone notebook --install-only"
        })
final class NotebookCommand implements Callable<Integer> {
    @Option(names = "--install-only", description = "Installs the kernel and opens nothing.")
    boolean installOnly;

    /** Options of Jupyter's own: the launcher passes them on. */
    @Unmatched
    List<String> jupyters = new ArrayList<>();

    /** Installs the kernel; the launcher opens Jupyter then, in its own place. */
    @Override
    public Integer call() {
        String launcher = System.getProperty("lodestone.launcher");
        if (launcher == null) {
            throw new Settings.Wrong("Notebooks need what the launcher knows of the program: start them with"
                    + " `jobs/lodestone notebook`.");
        }
        KernelSpec.Installed kernel = KernelSpec.install(
                Path.of(launcher), System.getProperty("lodestone.kernel-memory", ""), System.getenv());
        System.err.println("The kernel 'Lodestone (Java)' is installed" + (kernel.written() ? ": " : " as it was: ")
                + kernel.file());
        return ExitCode.DONE;
    }
}
