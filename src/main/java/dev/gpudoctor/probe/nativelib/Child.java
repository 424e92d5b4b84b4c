package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.process.Installation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How a child JVM is started: small, fast, and leaving no file behind. */
final class Child {
    private static final int MAX_LINE = 1 << 16;
    /** Several times what drivers and libraries take when they are asked and no work is started. */
    private static final long MAX_MEMORY = 2L << 30;
    /** What it needs besides gpudoctor itself: JNA and the NVML preset. */
    private static final List<String> JARS = List.of("jna-", "javacpp-", "cuda-");

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
                        options(installation), installation.classPath(JARS), NativeChild.class.getName())
                .output(MAX_LINE, maxOutput)
                .memory(MAX_MEMORY)
                .silence(silence)
                .limit(limit)
                .input(input);
        return ChildEnvironment.give(process, environment).run(onLine);
    }

    private static List<String> options(Installation installation) {
        return Stream.of(
                        List.of("-Xmx64m", "-Xss8m"),
                        installation.quietOptions(),
                        installation.archiveOptions("native-child"))
                .flatMap(List::stream)
                .toList();
    }
}
