package dev.gpudoctor.rules.program;

import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Copy;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * cuDNN opens its parts by name, so that LD_LIBRARY_PATH goes before the directory that it is in itself; it refuses to
 * work with parts of another release.
 */
public final class MixedCudnnParts implements Rule<Consumer> {
    private static final String MAIN = "libcudnn";
    private static final String PART = "libcudnn_";

    @Override
    public String id() {
        return "program.cudnn.mixed-parts";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("program.library.broken", "cudnn.parts.mixed", "cudnn.parts.missing");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        List<Dependency> found = MissingLibraries.wanted(facts.subject()).stream()
                .filter(dependency -> dependency.importance() != Importance.FEATURE)
                .filter(dependency -> version(dependency).isPresent())
                .toList();
        Optional<Dependency> main = found.stream()
                .filter(dependency -> Dependency.stem(dependency.soname()).equals(MAIN))
                .findFirst();
        Optional<Dependency> other = main.flatMap(cudnn -> found.stream()
                .filter(part -> part.soname().startsWith(PART))
                .filter(part -> CudnnLaw.partOf(
                                version(cudnn).orElseThrow(), version(part).orElseThrow())
                        .isForbidden())
                .findFirst());
        return Judgement.failIf(other.isPresent(), () -> {
            Judgement.Failed failed = Judgement.fail()
                    .with("program", new MissingLibraries(facts, List.of()).name())
                    .with("main", path(main.orElseThrow()))
                    .with("cudnn", version(main.get()).orElseThrow())
                    .with("part", path(other.get()))
                    .with("other", version(other.get()).orElseThrow())
                    .seenIn(other.get().file().evidence());
            String directory = directory(path(other.get()));
            boolean onPath = facts.machine().loader().libraryPath().toOptional().orElse(List.of()).stream()
                    .anyMatch(entry -> entry.replaceFirst("(?<=.)/+$", "").equals(directory));
            return onPath ? failed.with("directory", directory) : failed;
        });
    }

    private static Optional<Version> version(Dependency dependency) {
        return dependency.file().toOptional().flatMap(copy -> copy.version().toOptional());
    }

    private static String path(Dependency dependency) {
        return MissingSymbols.plain(
                dependency.file().toOptional().map(Copy::path).orElseThrow());
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
