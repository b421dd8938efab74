package org.lodestone.cli;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.lodestone.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks whether this machine has what the program needs, and says what to do where it has not."
                + " Exit code 4 where something is missing.",
        footer = {"", "Examples: lodestone doctor --config my.conf"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    Options options;

    @Mixin
    Printed printed;

    @Override
    public Integer call() {
        Doctor doctor = new Doctor(options.settings(), Clock.systemUTC());
        System.out.println(printed.output.render(List.of(doctor.look())));
        return doctor.isIll() ? ExitCode.INPUT : ExitCode.DONE;
    }
}
