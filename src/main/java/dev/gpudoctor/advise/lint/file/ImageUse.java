package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.Optional;

/**
 * A place in a file that names an image.
 *
 * @param platform such as {@code linux/arm64}, if it is stated
 */
public record ImageUse(ImageReference image, Place place, Optional<String> platform) {}
