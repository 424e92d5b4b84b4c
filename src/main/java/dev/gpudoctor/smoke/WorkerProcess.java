package dev.gpudoctor.smoke;

import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a child that loads vendor libraries is started, and how its end is told. */
final class WorkerProcess {
    /** Variables that would make the children meet other libraries than the ones chosen, or die at once. */
    private static final List<String> UNSET = List.of("LD_BIND_NOW", "LD_PRELOAD");

    private WorkerProcess() {}

    /** A child with that main class whose loader finds the target's libraries before any others. */
    static ChildProcess of(
            WorkerHome home,
            Optional<Path> worker,
            String mainClass,
            Map<String, String> environment,
            SmokeTarget target) {
        ChildProcess child = ChildProcess.java(home.jvmOptions(worker), home.classPath(worker), mainClass);
        child = child.set(environment)
                .set("LD_LIBRARY_PATH", libraryPath(target, environment))
                .set("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        for (String variable : UNSET) {
            child = child.unset(variable);
        }
        return child;
    }

    private static String libraryPath(SmokeTarget target, Map<String, String> environment) {
        List<String> directories = new ArrayList<>(target.libraryPath());
        Optional.ofNullable(environment.get("LD_LIBRARY_PATH")).ifPresent(directories::add);
        return String.join(":", directories);
    }

    /** The end in words that follow "was". */
    static String describe(ChildEnd end) {
        return end instanceof ChildEnd.Exited exited ? "gone with status " + exited.status() : end.toString();
    }
}
