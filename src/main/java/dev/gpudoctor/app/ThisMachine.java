package dev.gpudoctor.app;

import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.probe.host.LiveHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The running machine as commands reach it; a test puts another in its place.
 *
 * @param host its files, with the variables that programs would start with
 * @param programs the only directories from which programs are run to repair it, in order
 */
public record ThisMachine(Function<Map<String, String>, Host> host, List<Path> programs) {
    public ThisMachine {
        programs = List.copyOf(programs);
    }

    /** The machine that this process runs on, with the directories that belong to its system. */
    public static ThisMachine real() {
        return new ThisMachine(
                LiveHost::new, List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin")));
    }
}
