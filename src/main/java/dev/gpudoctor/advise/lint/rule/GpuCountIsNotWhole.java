package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** GPUs are given whole; a fraction is refused. */
final class GpuCountIsNotWhole extends ContainerRule {
    GpuCountIsNotWhole() {
        super("kubernetes.gpu.not-whole");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        return Stream.of("limits", "requests")
                .flatMap(list -> container.gpus(list).stream())
                .filter(entry -> entry.value()
                        .text()
                        .filter(text -> !text.matches("\\d+") && text.matches("[+-]?\\d*\\.?\\d+[A-Za-z]*"))
                        .isPresent())
                .map(entry -> issue(
                        entry.value().place(),
                        Map.of("value", entry.value().text().get(), "resource", entry.name())));
    }
}
