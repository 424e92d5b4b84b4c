package dev.gpudoctor.advise.lint.file;

import java.util.List;

/**
 * A file that pins a stack without building an image: requirements, a conda environment, a workflow, a dev container.
 *
 * @param environments what is installed together, each as a stage without an image
 */
public record PinFile(String name, List<ImageUse> images, List<Stage> environments, List<Suppression> suppressions)
        implements LintFile {
    public PinFile {
        images = List.copyOf(images);
        environments = List.copyOf(environments);
        suppressions = List.copyOf(suppressions);
    }
}
