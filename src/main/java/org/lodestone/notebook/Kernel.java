package org.lodestone.notebook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/** The kernel of Lodestone's notebooks: what Jupyter starts, and asks to run cells. Only here Jupyter's protocol is known. */
public final class Kernel extends BaseKernel {
    private static Kernel running;

    private final Cells cells = Cells.running();

    private Kernel() {
        super(
                "lodestone",
                "1",
                new LanguageInfo.Builder("java")
                        .version(Runtime.version().toString())
                        .mimetype("text/x-java")
                        .fileExtension(".java")
                        .pygments("java")
                        .codemirror("text/x-java")
                        .build(),
                List.of(),
                null,
                new JupyterIO(StandardCharsets.UTF_8),
                new CommManager(),
                new Renderer(),
                new MagicParser("^\\s*%", "^\\s*%%", new MagicTranspiler()),
                new MagicsRegistry(),
                false,
                new StringStyler.Builder().build());
    }

    /**
     * Serves until Jupyter says that it is enough, or is gone.
     *
     * @param args the file in which Jupyter says how to reach it
     */
    public static void main(String[] args) throws Exception {
        JupyterConnection connection =
                new JupyterConnection(KernelConnectionProperties.parse(Files.readString(Path.of(args[0]))));
        running = new Kernel();
        running.becomeHandlerForConnection(connection);
        endWithJupyter();
        connection.connect();
        connection.waitUntilClose();
        // Spark's threads would keep the process.
        System.exit(0);
    }

    /** A Jupyter that was killed cannot say good-bye. */
    private static void endWithJupyter() {
        String parent = System.getenv("JPY_PARENT_PID");
        if (parent != null && parent.matches("[1-9][0-9]*")) {
            ProcessHandle.of(Long.parseLong(parent))
                    .ifPresent(jupyter -> jupyter.onExit().thenRun(() -> System.exit(0)));
        }
    }

    /**
     * Shows something below the cell that runs, before its last line does: a Dataset, a list of records, a chart, a text.
     *
     * @throws IllegalStateException outside of a notebook
     */
    public static void show(Object value) {
        if (running == null) {
            throw new IllegalStateException("There is no notebook to show this in.");
        }
        running.display(display(Shown.media(value)));
    }

    @Override
    public Object evalRaw(String cell) {
        return cells.run(cell).orElse(null);
    }

    @Override
    public DisplayData eval(String cell) {
        return cells.shown(cell).map(Kernel::display).orElse(null);
    }

    private static DisplayData display(Map<String, String> media) {
        DisplayData shown = new DisplayData();
        media.forEach(shown::putData);
        return shown;
    }

    @Override
    public List<String> formatError(Throwable failure) {
        return failure instanceof CellFailure ? failure.getMessage().lines().toList() : super.formatError(failure);
    }

    @Override
    public void interrupt() {
        cells.interrupt();
        // Spark's work goes on without the thread that asked for it.
        SparkSession.getDefaultSession().foreach(spark -> {
            spark.sparkContext().cancelAllJobs();
            return null;
        });
    }

    @Override
    public ReplacementOptions complete(String cell, int cursor) {
        Cells.Completions found = cells.completions(cell, cursor);
        return new ReplacementOptions(found.texts(), found.from(), cursor);
    }

    @Override
    public DisplayData inspect(String cell, int cursor, boolean more) {
        String known = cells.documentation(cell, cursor);
        return known.isEmpty() ? null : new DisplayData(known);
    }

    @Override
    public String isComplete(String text) {
        return switch (cells.completeness(text)) {
            case COMPLETE -> IS_COMPLETE_YES;
            case UNKNOWN -> IS_COMPLETE_MAYBE;
            // Any other answer is taken for the indent of the next line.
            case INCOMPLETE -> "    ";
        };
    }

    @Override
    public void onShutdown(boolean restarting) {
        interrupt();
        cells.close();
    }
}
