package dev.gpudoctor.smoke;

import dev.gpudoctor.process.ClassArchive;
import dev.gpudoctor.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the children's code lies in the distribution.
 *
 * @param lib the distribution's library directory
 * @param classPath class path of gpudoctor itself
 * @param platform directory name of this machine's JNI libraries
 */
public record WorkerHome(Path lib, List<Path> classPath, String platform) {
    /** Enough without a model, and few enough for the short pointers that the archive was made with. */
    private static final String MOST_HEAP = "-Xmx512m";

    /** The distribution this process was started from, or the one a build just made. */
    public static WorkerHome current() {
        Path home = Path.of(System.getProperty("gpudoctor.home", "target/gpudoctor"));
        String architecture = System.getProperty("os.arch");
        return new WorkerHome(
                home.resolve("lib").toAbsolutePath(),
                Stream.of(System.getProperty("java.class.path").split(":"))
                        .map(Path::of)
                        .map(Path::toAbsolutePath)
                        .toList(),
                architecture.equals("aarch64") ? "linux-arm64" : "linux-x86_64");
    }

    /** The worker for that TensorRT, if there is one. */
    public Optional<Path> worker(Version tensorRt) {
        Path directory = lib.resolve("workers").resolve("trt" + tensorRt.major());
        return Files.isRegularFile(directory.resolve("worker.jar")) ? Optional.of(directory) : Optional.empty();
    }

    /** The part of the distribution that runs ONNX Runtime, if it is installed. */
    public Optional<Path> onnxRuntime() {
        Path directory = lib.resolve("onnxruntime");
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
        return worker.resolve(platform);
    }

    /**
     * JVM options with which a child starts fast and leaves no file: JNA and JavaCPP unpack nothing, JNA does not run ldconfig
     * to learn what the loader knows. Without a worker's jars the class path is gpudoctor's own, for which there is an archive.
     */
    List<String> jvmOptions(Optional<Path> worker) {
        List<String> options = new ArrayList<>(List.of("-Xlog:disable", "-Djna.platform.library.path="));
        Path natives = lib.resolve("native").resolve(platform);
        if (Files.isRegularFile(natives.resolve("libjnidispatch.so"))) {
            options.addAll(List.of("-Djna.boot.library.path=" + natives, "-Djna.nounpack=true"));
        }
        if (worker.isEmpty()) {
            options.add(MOST_HEAP);
            options.addAll(ClassArchive.options(lib, "worker"));
        }
        return options;
    }
}
