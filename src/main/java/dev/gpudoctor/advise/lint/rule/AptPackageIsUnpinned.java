package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.AptInstall;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The repository holds TensorRT and cuDNN for several CUDA lines; apt takes the highest. */
final class AptPackageIsUnpinned extends StageRule {
    /** A repository in a file, which holds one release. */
    private static final Pattern LOCAL_REPOSITORY = Pattern.compile("nv-tensorrt-(?:local-)?repo|-repo-.*-local");

    AptPackageIsUnpinned() {
        super("docker.apt.unpinned");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        if (stage.isForJetson()) {
            // The repositories of a Jetson image belong to one release of Jetson Linux, which pins them.
            return Stream.empty();
        }
        boolean localRepository = stage.stage()
                .commands()
                .flatMap(command -> command.words().stream())
                .anyMatch(word -> LOCAL_REPOSITORY.matcher(word.value()).find());
        return localRepository ? Stream.empty() : stage.apt().stream().flatMap(this::unpinned);
    }

    /** One finding per command, at its first such package. */
    private Stream<Issue> unpinned(AptInstall install) {
        List<AptInstall.Package> open = install.packages().stream()
                .filter(apt -> CudaPackages.needsPin(apt.name()) && !apt.isPinned())
                .toList();
        String names = open.stream().map(AptInstall.Package::name).distinct().collect(Collectors.joining(", "));
        return open.stream().limit(1).map(apt -> issue(apt.word().place(), Map.of("package", names)));
    }
}
