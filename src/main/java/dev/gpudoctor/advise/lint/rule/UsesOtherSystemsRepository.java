package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ImageUse;
import dev.gpudoctor.advise.lint.shell.Word;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A repository made for another release or processor gives packages that do not fit. */
final class UsesOtherSystemsRepository extends StageRule {
    private static final Pattern REPOSITORY = Pattern.compile(
            "developer\\.download\\.nvidia\\.com/compute/cuda/repos/(?<os>[a-z]+[0-9]+)/(?<arch>[a-z0-9_]+)");
    private static final Map<String, Set<String>> PROCESSORS = Map.of(
            "linux/amd64", Set.of("x86_64"),
            "linux/arm64", Set.of("sbsa", "arm64", "aarch64"));

    UsesOtherSystemsRepository() {
        super("docker.apt.other-repository");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Optional<String> os = stage.base().flatMap(BaseImage::os);
        Optional<String> platform = stage.stage().image().flatMap(ImageUse::platform);
        return stage.stage()
                .commands()
                .flatMap(command -> command.words().stream())
                .flatMap(word -> {
                    Matcher matcher = REPOSITORY.matcher(word.value());
                    return matcher.find() && word.known()
                            ? complaint(word, matcher.group("os"), matcher.group("arch"), os, platform).stream()
                            : Stream.empty();
                });
    }

    private Optional<Issue> complaint(
            Word word, String repositoryOs, String repositoryArch, Optional<String> os, Optional<String> platform) {
        boolean otherSystem = os.filter(system -> system.startsWith("ubuntu") || system.startsWith("debian"))
                .filter(system -> !system.replace(".", "").equals(repositoryOs))
                .isPresent();
        boolean otherProcessor = platform.filter(stated -> PROCESSORS.containsKey(stated)
                        && !PROCESSORS.get(stated).contains(repositoryArch))
                .isPresent();
        return otherSystem || otherProcessor
                ? Optional.of(issue(
                        word.place(),
                        Map.of(
                                "repository",
                                repositoryOs + "/" + repositoryArch,
                                "base",
                                os.orElse("?") + platform.map(p -> " on " + p).orElse(""))))
                : Optional.empty();
    }
}
