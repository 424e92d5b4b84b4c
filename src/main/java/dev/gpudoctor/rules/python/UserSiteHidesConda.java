package dev.gpudoctor.rules.python;

import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.Kind;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Python searches the user's package directory before those of a conda environment of the same Python. */
public final class UserSiteHidesConda implements Rule<PythonEnvironment> {
    @Override
    public String id() {
        return "python.user-site.hides-conda";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        PythonEnvironment conda = facts.subject();
        if (conda.kind() != Kind.CONDA || !conda.active()) {
            return Judgement.notApplicable("no active conda environment");
        }
        if (facts.machine().environment().containsKey("PYTHONNOUSERSITE")) {
            return Judgement.notApplicable("PYTHONNOUSERSITE is set");
        }
        Optional<String> python =
                conda.python().toOptional().map(version -> "/python" + version.prefix(2) + "/site-packages");
        if (python.isEmpty()) {
            return Judgement.undetermined("the environment's Python is not known");
        }
        List<PythonPackage> hiding = facts.machine().pythons().stream()
                .filter(other -> other.kind() == Kind.USER)
                .flatMap(user ->
                        user.packages().stream().filter(item -> item.directory().startsWith(user.prefix() + "/")))
                .filter(item -> item.directory().endsWith(python.get()))
                .filter(item -> conda.packages().stream()
                        .anyMatch(own ->
                                own.name().equals(item.name()) && !own.version().equals(item.version())))
                .toList();
        return Judgement.failIf(!hiding.isEmpty(), () -> Judgement.fail()
                .with(
                        "packages",
                        hiding.stream()
                                .map(item -> item.name() + " " + item.version())
                                .limit(5)
                                .collect(Collectors.joining(", ")))
                .with("directory", hiding.get(0).directory())
                .with("prefix", conda.prefix()));
    }
}
