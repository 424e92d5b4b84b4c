package dev.gpudoctor.rules.program;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Copy;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * cuSPARSE and cuSOLVER of a CUDA release ask nvJitLink for functions of that release, which that of an older one does
 * not have. Told by the releases where the files do not tell by their symbols.
 */
public final class OlderLibraryFirst implements Rule<Consumer> {
    private static final String PROVIDER = "libnvJitLink";
    private static final List<String> ASKERS = List.of("libcusparse", "libcusolver");

    @Override
    public String id() {
        return "program.library.older-first";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("program.symbol.mixed-libraries");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        List<Dependency> wanted = MissingLibraries.wanted(facts.subject()).stream()
                .filter(dependency -> dependency.file().isFound())
                .toList();
        Optional<Dependency> asker = wanted.stream()
                .filter(dependency -> dependency.importance() != Importance.FEATURE)
                .filter(dependency -> ASKERS.contains(Dependency.stem(dependency.soname())))
                .filter(dependency -> copy(dependency).origin() == Origin.WHEEL)
                .findFirst();
        Optional<Dependency> provider = wanted.stream()
                .filter(dependency -> Dependency.stem(dependency.soname()).equals(PROVIDER))
                .filter(dependency -> copy(dependency).origin() != Origin.WHEEL)
                .findFirst();
        Optional<Copy> newer = provider.flatMap(taken -> taken.others().stream()
                .filter(copy -> copy.origin() == Origin.WHEEL && copy.name().equals(taken.soname()))
                .filter(copy -> isOlder(
                        copy(taken).version().toOptional(), copy.version().toOptional()))
                .findFirst());
        return Judgement.failIf(asker.isPresent() && newer.isPresent(), () -> {
            Copy taken = copy(provider.orElseThrow());
            return Judgement.fail()
                    .with("program", new MissingLibraries(facts, List.of()).name())
                    .with("library", taken.path())
                    .with("release", taken.version().toOptional().orElseThrow())
                    .with("asker", asker.get().soname())
                    .with("wanted", newer.get().version().toOptional().orElseThrow())
                    .with("own", newer.get().path())
                    .with("directory", directory(taken.path()))
                    .seenIn(provider.get().file().evidence());
        });
    }

    private static boolean isOlder(Optional<Version> taken, Optional<Version> own) {
        return taken.isPresent()
                && own.isPresent()
                && CudaLaw.links(taken.get(), own.get()).isForbidden();
    }

    private static Copy copy(Dependency dependency) {
        return dependency.file().toOptional().orElseThrow();
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
