package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** NVIDIA's entry point checks the driver and says what does not fit; the image now starts without it. */
final class ReplacesEntrypoint extends StageRule {
    ReplacesEntrypoint() {
        super("docker.entrypoint.replaced");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean ngc = stage.base()
                .filter(image -> image.origin() == BaseImage.Origin.NGC)
                .isPresent();
        return stage.stage()
                .all("ENTRYPOINT")
                .filter(entry -> ngc && stage.stage().isFinal())
                .filter(entry ->
                        entry.words().stream().noneMatch(word -> word.value().contains("nvidia_entrypoint.sh")))
                .map(entry -> issue(
                        entry.place(),
                        Map.of("image", stage.base().get().image().text())));
    }
}
