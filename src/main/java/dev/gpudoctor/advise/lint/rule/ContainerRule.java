package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.KubernetesManifest;
import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;
import java.util.stream.Stream;

/** A rule about one container of a Kubernetes pod. */
abstract class ContainerRule extends RuleBase {
    ContainerRule(String id) {
        super(id);
    }

    @Override
    public final List<Issue> check(LintFile file, LintContext context) {
        return file instanceof KubernetesManifest manifest
                ? manifest.pods().stream()
                        .flatMap(pod -> ContainerView.of(pod, context.matrix()).stream())
                        .flatMap(this::judge)
                        .toList()
                : List.of();
    }

    abstract Stream<Issue> judge(ContainerView container);
}
