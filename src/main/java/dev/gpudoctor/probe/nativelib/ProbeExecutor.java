package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.Installation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does what it is assigned, in this very process: in the child, or in the doctor's own where the user wants that. */
final class ProbeExecutor {
    private final Protocol protocol;
    private final Set<String> faults = new HashSet<>();
    /** NVML stays open between two samples of a GPU. */
    private final Map<Integer, Runnable> samplings = new HashMap<>();

    ProbeExecutor(Protocol protocol) {
        this.protocol = protocol;
    }

    void take(Assignment assignment) {
        GuardedCalls calls = new GuardedCalls(protocol, faults);
        if (assignment instanceof Assignment.Avoid avoid) {
            faults.add(avoid.fault());
        } else if (assignment instanceof Assignment.Nvml) {
            new NvmlQuestions(calls, givenLibraries()).ask();
        } else if (assignment instanceof Assignment.Sample sample) {
            samplings
                    .computeIfAbsent(sample.gpu(), gpu -> new NvmlQuestions(calls, givenLibraries()).sampling(gpu))
                    .run();
        } else if (assignment instanceof Assignment.Driver) {
            new DriverQuestions(calls).ask();
        } else if (assignment instanceof Assignment.File file) {
            new LibraryQuestions(calls).ask(file.question());
        }
    }

    /** The directory of JNI libraries, as the parent or {@link InProcessNativeProbe} named it to JNA. */
    private static Optional<Path> givenLibraries() {
        return Optional.ofNullable(System.getProperty(Installation.JNA_DIRECTORY))
                .map(Path::of);
    }
}
