package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Loader.Shadowed;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * CUDA libraries that Julia and MATLAB bring and load themselves: copies on LD_LIBRARY_PATH are taken in the place of those
 * that these libraries need in turn.
 *
 * @see <a href="https://cuda.juliagpu.org/stable/installation/overview/">CUDA.jl: installation</a>
 */
final class BundledLibraries {
    private static final Pattern LIBRARY = Pattern.compile(
            "lib(?:cudart|cublas|cublasLt|cudnn|cufft|cusparse|cusolver|nvJitLink|nvrtc)\\.so\\.\\d+(?:\\.0)?");
    private static final String MATLAB = "/usr/local/MATLAB";
    private static final int MAX_DIRECTORIES = 1_000;
    private static final int MAX_SHADOWED = 20;

    private final Host host;

    BundledLibraries(Host host) {
        this.host = host;
    }

    /** Those of which a directory of LD_LIBRARY_PATH has another copy. */
    Stream<Shadowed> shadowedBy(List<String> libraryPath) {
        if (libraryPath.isEmpty()) {
            return Stream.empty();
        }
        return Stream.concat(julia(), matlab())
                .limit(MAX_DIRECTORIES)
                .flatMap(directory -> host.names(directory).stream()
                        .filter(name -> LIBRARY.matcher(name).matches())
                        .filter(name -> !libraryPath.contains(directory))
                        .flatMap(name -> other(libraryPath, name)
                                .map(taken -> new Shadowed(name, taken, List.of(directory + "/" + name)))
                                .stream()))
                .limit(MAX_SHADOWED);
    }

    private Optional<String> other(List<String> libraryPath, String name) {
        return libraryPath.stream()
                .map(directory -> directory + "/" + name)
                .filter(host::isFile)
                .findFirst();
    }

    /** Julia keeps each artifact in a directory that is named after its content. */
    private Stream<String> julia() {
        String home = host.environment().getOrDefault("HOME", "");
        String depots = host.environment().getOrDefault("JULIA_DEPOT_PATH", home + "/.julia");
        return Stream.of(depots.split(":"))
                .filter(depot -> depot.startsWith("/"))
                .map(depot -> depot + "/artifacts")
                .flatMap(artifacts -> host.names(artifacts).stream().map(name -> artifacts + "/" + name + "/lib"));
    }

    private Stream<String> matlab() {
        return host.names(MATLAB).stream().map(release -> MATLAB + "/" + release + "/bin/glnxa64");
    }
}
