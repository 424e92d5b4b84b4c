package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The builds of the matrix that an installed framework can be: of its release, and of its CUDA where the install names one. */
final class Build {
    static final Need<Consumer, Version> RELEASE = Need.of("framework version", Consumer::programVersion);

    private Build() {}

    /** Its possible builds; empty if the matrix has none, or if somebody built it apart from the documented ones. */
    static List<FrameworkBuild> of(Case<Consumer> facts) {
        Version release = facts.get(RELEASE);
        if (isOwn(facts)) {
            return List.of();
        }
        List<FrameworkBuild> builds = facts
                .matrix()
                .frameworkBuilds(name(facts.subject().program()), release)
                .stream()
                .filter(build -> build.platform()
                        .filter(platform -> !platform.startsWith("linux"))
                        .isEmpty())
                .filter(build -> onThisProcessor(build, facts))
                .toList();
        List<FrameworkBuild> named = builds.stream()
                .filter(build -> build.variant().filter(release.local()::equals).isPresent())
                .toList();
        return named.isEmpty() ? builds : named;
    }

    /** Its possible builds of which it is documented for which GPUs they were compiled. */
    static List<FrameworkBuild> withGpuCode(Case<Consumer> facts) {
        return of(facts).stream().filter(build -> !build.gpuCode().isEmpty()).toList();
    }

    /** What no table has, the program's own files tell: which libraries it asks for, and that they were looked for. */
    private static Judgement untabled(Case<Consumer> facts) {
        return facts.subject().dependencies().isFound()
                ? Judgement.notApplicable(facts.subject().program() + " " + facts.get(RELEASE)
                        + " is not in the matrix; its own files were judged")
                : undocumented(facts);
    }

    /** What to say of a framework without possible builds. */
    static Judgement undocumented(Case<Consumer> facts) {
        String program = facts.subject().program() + " " + facts.get(RELEASE);
        return isOwn(facts)
                ? Judgement.notApplicable(program + " is a build of its own")
                : Judgement.undetermined(program + " is not in the matrix");
    }

    /** NVIDIA's images and Jetson wheels hold builds of their own, with a label that no documented build has. */
    private static boolean isOwn(Case<Consumer> facts) {
        String label = facts.get(RELEASE).local();
        return !label.isEmpty()
                && facts.matrix().frameworkBuilds(name(facts.subject().program())).stream()
                        .noneMatch(
                                build -> build.variant().filter(label::equals).isPresent());
    }

    private static boolean onThisProcessor(FrameworkBuild build, Case<Consumer> facts) {
        return build.platform().isEmpty()
                || facts.machine()
                        .os()
                        .architecture()
                        .toOptional()
                        .filter(architecture -> !build.platform().get().endsWith(architecture))
                        .isEmpty();
    }

    /** The matrix files builds under the framework, whatever the distribution is called. */
    private static String name(String program) {
        return switch (program) {
            case "tensorflow-gpu", "tensorflow-cpu" -> "tensorflow";
            case "onnxruntime-gpu" -> "onnxruntime";
            default -> program;
        };
    }

    /**
     * Fails when every build that states a demand refuses; undetermined when none states it.
     *
     * @param fields where a row states it
     */
    static Judgement judge(
            Case<Consumer> facts,
            Function<FrameworkBuild, Optional<Boolean>> admits,
            Judgement.Failed failure,
            String... fields) {
        List<FrameworkBuild> builds = of(facts);
        if (builds.isEmpty()) {
            return untabled(facts);
        }
        List<FrameworkBuild> stating =
                builds.stream().filter(build -> admits.apply(build).isPresent()).toList();
        if (stating.isEmpty()) {
            return Judgement.notApplicable(
                    "nothing is documented for " + facts.subject().program() + " " + facts.get(RELEASE));
        }
        return Judgement.failIf(
                stating.stream().noneMatch(build -> admits.apply(build).orElseThrow()),
                () -> failure.with("framework", facts.subject().program())
                        .with("release", facts.get(RELEASE))
                        .seenIn(facts.subject().programVersion().evidence())
                        .restingOn(stating, fields));
    }
}
