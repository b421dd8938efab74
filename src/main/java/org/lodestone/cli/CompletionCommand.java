package org.lodestone.cli;

import java.util.concurrent.Callable;
import org.lodestone.program.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints what makes a shell complete commands and options.",
        footer = {"", "Examples: source <(jobs/lodestone completion)      in bash, and in zsh after bashcompinit"})
final class CompletionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println(AutoComplete.bash("lodestone", Lodestone.commandLine()));
        return ExitCode.DONE;
    }
}
