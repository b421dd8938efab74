package org.lodestone.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.lodestone.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Makes a settings file with comments, a folder for data, and a template of each format of the"
                + " program's own.",
        footer = {
            "",
            "Examples: lodestone init my",
            "          then put files into my/data, and: lodestone run --config my/lodestone.conf"
        })
final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder; where nothing is said, this one.")
    Path folder = Path.of("");

    @Override
    public Integer call() {
        Beginning.in(folder).forEach(path -> System.out.println(path));
        Path settings = folder.resolve(Beginning.SETTINGS);
        System.err.println(
                "Put your files into " + folder.resolve("data") + ", then: lodestone run --config " + settings);
        return ExitCode.DONE;
    }
}
