package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How a child JVM is started: small, fast, and leaving no file behind. */
final class Child {
    private static final int MAX_LINE = 1 << 16;

    private final Installation installation;
    private final Map<String, String> environment;
    private final long maxOutput;

    /**
     * @param environment all variables of the child
     * @param maxOutput bytes that it may say in all
     */
    Child(Installation installation, Map<String, String> environment, long maxOutput) {
        this.installation = installation;
        this.environment = Map.copyOf(environment);
        this.maxOutput = maxOutput;
    }

    /** Runs one child to its end and hands on its lines as they come. */
    ChildResult run(Iterable<String> input, Duration silence, Duration limit, Consumer<String> onLine)
            throws InterruptedException {
        ChildProcess process = ChildProcess.java(
                        options(installation), installation.childClassPath(), NativeChild.class.getName())
                .output(MAX_LINE, maxOutput)
                .silence(silence)
                .limit(limit)
                .input(input);
        return ChildEnvironment.give(process, environment).run(onLine);
    }

    /** JNA would run ldconfig to find out where libraries lie; the loader knows that itself. */
    private static List<String> options(Installation installation) {
        Stream<String> start = Stream.of("-Xmx64m", "-Xss8m", "-Xlog:disable", "-Djna.platform.library.path=");
        Optional<String> libraries = installation.nativeLibraries().map(Object::toString);
        Stream<String> jna = libraries.stream()
                .flatMap(directory ->
                        Stream.of("-D" + Installation.JNA_DIRECTORY + "=" + directory, "-Djna.nounpack=true"));
        return Stream.of(start, installation.childArchive().stream(), jna)
                .flatMap(each -> each)
                .toList();
    }
}
