package dev.gpudoctor.smoke;

import dev.gpudoctor.process.Installation;
import dev.gpudoctor.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the children's code lies in the distribution.
 *
 * @param installation the distribution
 * @param classPath class path of gpudoctor itself
 */
public record WorkerHome(Installation installation, List<Path> classPath) {
    /** Enough without a model, and few enough for the short pointers that the archive was made with. */
    private static final String MOST_HEAP = "-Xmx512m";

    /** The distribution this process was started from, or the one a build just made. */
    public static WorkerHome current() {
        return new WorkerHome(Installation.find(), Installation.ownClassPath());
    }

    /** The worker for that TensorRT, if there is one. */
    public Optional<Path> worker(Version tensorRt) {
        return installed(installation.libraries().resolve("workers").resolve("trt" + tensorRt.major()));
    }

    /** The part of the distribution that runs ONNX Runtime, if it is installed. */
    public Optional<Path> onnxRuntime() {
        return installed(installation.libraries().resolve("onnxruntime"));
    }

    private static Optional<Path> installed(Path directory) {
        return Files.isRegularFile(directory.resolve("worker.jar")) ? Optional.of(directory) : Optional.empty();
    }

    /** Class path of a child: the worker's own jars before gpudoctor's. */
    List<Path> classPath(Optional<Path> worker) {
        List<Path> path = new ArrayList<>();
        worker.ifPresent(directory -> path.add(directory.resolve("*")));
        path.addAll(classPath);
        return path;
    }

    Path jni(Path worker) {
        return worker.resolve(Installation.platform());
    }

    /** JVM options of a child. Without a worker's jars the class path is gpudoctor's own, for which there is an archive. */
    List<String> jvmOptions(Optional<Path> worker) {
        List<String> options = new ArrayList<>(installation.quietOptions());
        if (worker.isEmpty()) {
            options.add(MOST_HEAP);
            options.addAll(installation.archiveOptions("worker"));
        }
        return options;
    }
}
