package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.InstalledBuild;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The builds of the matrix that an installed framework can be, and what a law says of them. */
final class Build {
    static final Need<Consumer, Version> RELEASE = Need.of("framework version", Consumer::programVersion);

    private Build() {}

    static InstalledBuild of(Case<Consumer> facts) {
        return InstalledBuild.of(
                table(facts.subject().program()),
                facts.get(RELEASE),
                cuda(facts),
                facts.machine().os().architecture().toOptional(),
                facts.matrix());
    }

    /** Its possible builds; none where nothing is documented. */
    static List<FrameworkBuild> documented(Case<Consumer> facts) {
        return of(facts) instanceof InstalledBuild.Documented documented ? documented.builds() : List.of();
    }

    /** Its package, as installed. */
    static Stream<PythonPackage> packages(Case<Consumer> facts) {
        Consumer consumer = facts.subject();
        Version release = facts.get(RELEASE);
        return facts.machine().pythons().stream()
                .filter(python -> python.prefix().equals(consumer.place()))
                .flatMap(python -> python.packages().stream())
                .filter(found -> found.name().startsWith(consumer.program())
                        && found.version().equals(release));
    }

    /** The CUDA that the installed package says it was built with, else that of the wheels it pins. */
    private static Optional<Version> cuda(Case<Consumer> facts) {
        Consumer consumer = facts.subject();
        return packages(facts)
                .map(PythonPackage::cuda)
                .flatMap(cuda -> cuda.toOptional().stream())
                .findFirst()
                .or(() -> consumer.use(Component.CUDA_RUNTIME)
                        .filter(use -> use.origin() == Origin.WHEEL)
                        .flatMap(use -> use.version().toOptional()));
    }

    /** The matrix files builds under the framework, whatever the distribution is called. */
    private static String table(String program) {
        return switch (program) {
            case "tensorflow-gpu", "tensorflow-cpu" -> "tensorflow";
            case "onnxruntime-gpu" -> "onnxruntime";
            default -> program;
        };
    }

    /**
     * Fails when every build that the installed one can be is forbidden.
     *
     * @param law empty where a row makes no such demand
     * @param failure made of what would be needed
     * @param fields where a row states it
     */
    static Judgement judge(
            Case<Consumer> facts,
            Function<FrameworkBuild, Optional<Compatibility>> law,
            Function<String, Judgement.Failed> failure,
            String... fields) {
        String program = facts.subject().program() + " " + facts.get(RELEASE);
        InstalledBuild installed = of(facts);
        if (installed instanceof InstalledBuild.Undocumented undocumented) {
            return untabled(facts, undocumented);
        }
        if (!(installed instanceof InstalledBuild.Documented documented)) {
            return Judgement.notApplicable(program + " is a build of its own");
        }
        List<Compatibility> answers = documented.builds().stream()
                .flatMap(build -> law.apply(build).stream())
                .toList();
        return ByLaw.judge(
                Compatibility.best(answers), "nothing is documented for " + program, forbidden -> failure.apply(
                                needed(answers))
                        .with("framework", facts.subject().program())
                        .with("release", facts.get(RELEASE))
                        .seenIn(facts.subject().programVersion().evidence())
                        .restingOn(rows(answers), fields));
    }

    /** What no table has, the program's own files tell: which libraries it asks for, and that they were looked for. */
    private static Judgement untabled(Case<Consumer> facts, InstalledBuild.Undocumented undocumented) {
        return facts.subject().dependencies().isFound()
                ? Judgement.notApplicable(undocumented.missing() + "; its own files were judged")
                : Judgement.undetermined(undocumented.missing());
    }

    private static String needed(List<Compatibility> answers) {
        return answers.stream()
                .filter(Compatibility.Forbidden.class::isInstance)
                .map(answer -> ((Compatibility.Forbidden) answer).needed().toString())
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static List<Row> rows(List<Compatibility> answers) {
        return answers.stream().flatMap(answer -> answer.rows().stream()).toList();
    }

    /** A demand that a row may leave unstated: what is not stated is not demanded of something that is installed. */
    static Optional<Compatibility> ifStated(Compatibility answer) {
        return Optional.of(answer).filter(stated -> !stated.isUnknown());
    }
}
