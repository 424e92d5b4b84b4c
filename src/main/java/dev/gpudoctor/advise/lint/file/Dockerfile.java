package dev.gpudoctor.advise.lint.file;

import java.util.List;
import java.util.stream.Stream;

/** A Dockerfile as its stages, in file order. */
public record Dockerfile(String name, List<Stage> stages, List<Suppression> suppressions) implements LintFile {
    public Dockerfile {
        stages = List.copyOf(stages);
        suppressions = List.copyOf(suppressions);
    }

    /** The images that stages start from directly. */
    @Override
    public List<ImageUse> images() {
        return stages.stream()
                .filter(stage -> stage.parent().isEmpty())
                .flatMap(stage -> stage.image().stream())
                .toList();
    }

    /** What a build without {@code --target} ships. */
    public Stage shipped() {
        return stages.get(stages.size() - 1);
    }

    public Stream<Instruction> instructions() {
        return stages.stream().flatMap(stage -> stage.instructions().stream());
    }
}
