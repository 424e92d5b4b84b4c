package dev.gpudoctor.advise.lint.file;

import java.util.List;

/** A file that was read and can be judged. */
public sealed interface LintFile permits Dockerfile, ComposeFile, KubernetesManifest, PinFile, UnreadFile {
    String name();

    /** The images the file names in full; what depends on a build argument without default is left out. */
    List<ImageUse> images();

    List<Suppression> suppressions();
}
