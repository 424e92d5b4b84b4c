package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of one program here.
 *
 * @param consumer the program
 * @param state whether it works
 * @param reason why not, or on what it works
 * @param finding what keeps it from working, where a finding says so
 */
record ProgramLine(Consumer consumer, State state, String reason, Optional<Finding> finding) {
    /** What can become of a program. */
    enum State {
        WORKS("works"),
        FAILS("will not work"),
        CPU_ONLY("runs on the CPU only"),
        NOT_KNOWN("not known");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** The word of the JSON form. */
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private static final String CASE = "programs.state";
    private static final String UNUSED = "program.gpu.unused";
    /** Findings that an environment has a build without GPU code, with the program whose build it is. */
    private static final Map<String, String> CPU_BUILDS = Map.of(
            "framework.torch.cpu-only", "torch",
            "jetson.torch.cpu-only", "torch",
            "framework.onnxruntime.cpu-only", "onnxruntime",
            "python.package.cpu-only", "tensorflow",
            "python.jax.cpu-only", "jax");
    /** Areas whose errors concern the whole machine, so that no program can use the GPU. */
    private static final Set<String> BELOW =
            Set.of("hardware", "driver", "permissions", "wsl", "jetson", "container", "cuda");

    /** Every program of the machine; a toolkit is none. */
    static List<ProgramLine> of(Machine machine, Diagnosis diagnosis) {
        Said said = Said.by(diagnosis);
        return machine.consumers().stream()
                .filter(consumer -> consumer.kind() != Consumer.Kind.TOOLKIT)
                .map(consumer -> of(consumer, machine, said))
                .toList();
    }

    /**
     * What a diagnosis says, by subject.
     *
     * @param below the first error that concerns the whole machine
     * @param open what could not be decided, although it would be an error
     */
    private record Said(Map<String, List<Finding>> findings, Optional<Finding> below, Map<String, List<Outcome>> open) {
        static Said by(Diagnosis diagnosis) {
            return new Said(
                    diagnosis.findings().stream().collect(Collectors.groupingBy(Finding::subject)),
                    diagnosis.rootCauses().stream()
                            .filter(finding -> finding.severity() == Severity.ERROR
                                    && finding.subject().isEmpty()
                                    && BELOW.contains(finding.id()
                                            .substring(0, finding.id().indexOf('.'))))
                            .findFirst(),
                    diagnosis.outcomes().stream()
                            .filter(outcome -> outcome.isOpen()
                                    && outcome.severity() == Severity.ERROR
                                    && outcome.followsFrom().isEmpty())
                            .collect(Collectors.groupingBy(Outcome::subject)));
        }

        /** The finding about the environment, or about a package in it. */
        Optional<Finding> cpuBuild(Consumer consumer) {
            return findings.entrySet().stream()
                    .filter(entry -> entry.getKey().equals(consumer.place())
                            || entry.getKey().endsWith(" in " + consumer.place()))
                    .flatMap(entry -> entry.getValue().stream())
                    .filter(finding -> consumer.program().equals(CPU_BUILDS.get(finding.id())))
                    .findFirst();
        }

        List<Finding> of(String subject) {
            return findings.getOrDefault(subject, List.of());
        }
    }

    private static ProgramLine of(Consumer consumer, Machine machine, Said said) {
        List<Finding> own = said.of(consumer.name());
        Optional<Finding> unused =
                own.stream().filter(finding -> finding.id().equals(UNUSED)).findFirst();
        Optional<Finding> error = own.stream()
                .filter(finding ->
                        finding.severity() == Severity.ERROR && !finding.id().equals(UNUSED))
                .findFirst();
        Optional<Finding> cpuBuild = said.cpuBuild(consumer);
        Optional<Finding> below = said.below();
        if (cpuBuild.isPresent() || consumer.dependencies() instanceof Observed.NotApplicable && isBuild(consumer)) {
            return new ProgramLine(consumer, State.CPU_ONLY, "it is a build for the CPU", cpuBuild);
        }
        Optional<Finding> unloadable = error.filter(finding ->
                finding.id().startsWith("program.library.") || finding.id().startsWith("program.symbol."));
        if (unused.isPresent() && unloadable.isEmpty()) {
            return new ProgramLine(consumer, State.CPU_ONLY, reason(unused.get()), unused);
        }
        if (error.isPresent()) {
            return new ProgramLine(consumer, State.FAILS, reason(error.get()), error);
        }
        if (below.isPresent()) {
            return new ProgramLine(consumer, State.FAILS, lower(below.get().title()), below);
        }
        Optional<Outcome> open =
                said.open().getOrDefault(consumer.name(), List.of()).stream().findFirst();
        return open.map(outcome -> new ProgramLine(consumer, State.NOT_KNOWN, outcome.reason(), Optional.empty()))
                .orElseGet(() -> complete(consumer, machine));
    }

    /** A process runs, whatever its build. */
    private static boolean isBuild(Consumer consumer) {
        return consumer.kind() == Consumer.Kind.PYTHON || consumer.kind() == Consumer.Kind.PROGRAM;
    }

    private static ProgramLine complete(Consumer consumer, Machine machine) {
        List<Gpu> gpus = machine.gpus().toOptional().orElse(List.of());
        return gpus.isEmpty()
                ? new ProgramLine(
                        consumer, State.NOT_KNOWN, "it has its libraries, but no GPU was seen here", Optional.empty())
                : new ProgramLine(
                        consumer,
                        State.WORKS,
                        gpus.size() == 1 ? "on GPU " + gpus.get(0).index() : "on " + gpus.size() + " GPUs",
                        Optional.empty());
    }

    private static String reason(Finding finding) {
        return finding.id().startsWith("program.") && !finding.observed().isBlank()
                ? finding.observed()
                : lower(finding.title());
    }

    private static String lower(String title) {
        boolean name = title.length() > 1 && Character.isUpperCase(title.charAt(1))
                || title.indexOf(' ') > 1
                        && title.substring(1, title.indexOf(' ')).chars().anyMatch(Character::isUpperCase);
        return name || title.isEmpty() ? title : Character.toLowerCase(title.charAt(0)) + title.substring(1);
    }

    /** The program as a test that passes if it works; it fails for the reason that a finding gives. */
    Outcome outcome() {
        String subject = label() + " in " + consumer.place();
        if (finding.isPresent()) {
            return new Outcome(
                    CASE, finding.get().severity(), subject, Outcome.Result.FAILED, "", Optional.of(finding.get()), "");
        }
        return new Outcome(
                CASE,
                Severity.ERROR,
                subject,
                state == State.WORKS ? Outcome.Result.PASSED : Outcome.Result.NOT_APPLICABLE,
                text(),
                Optional.empty(),
                "");
    }

    /** The program and its version. */
    String label() {
        String name = consumer.program().isEmpty() ? consumer.name() : consumer.program();
        return consumer.programVersion()
                .toOptional()
                .map(version -> name + " " + version)
                .orElse(name);
    }

    /** What becomes of it, in a few words. */
    String text() {
        return state == State.WORKS ? state.words + " " + reason : state.words + ": " + reason;
    }

    /** The same with the place, which tells programs of several environments apart. */
    String placed() {
        return text() + " (" + consumer.place() + ")";
    }
}
