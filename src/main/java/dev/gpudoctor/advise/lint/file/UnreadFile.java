package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.List;

/**
 * A file that could not be judged beside others that could.
 *
 * @param isTemplate whether it only has to be rendered first
 * @param isNamed whether it was named itself, not found in a directory
 */
public record UnreadFile(String name, Place place, String reason, boolean isTemplate, boolean isNamed)
        implements LintFile {
    @Override
    public List<ImageUse> images() {
        return List.of();
    }

    @Override
    public List<Suppression> suppressions() {
        return List.of();
    }
}
