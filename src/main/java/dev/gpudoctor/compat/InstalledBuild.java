package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which documented builds an installed framework can be. */
public sealed interface InstalledBuild {
    /** One of these, or just this one. */
    record Documented(List<FrameworkBuild> builds) implements InstalledBuild {
        public Documented {
            builds = List.copyOf(builds);
        }
    }

    /** Somebody built it apart from the project's own wheels, which its local version label shows. */
    record OwnBuild() implements InstalledBuild {}

    /** The matrix has no row with facts for it. */
    record Undocumented(String missing) implements InstalledBuild {}

    /** Labels of wheels that a project publishes for a CUDA. */
    Pattern CUDA_LABEL = Pattern.compile("cu\\d{2,3}");

    /**
     * The builds by release, label, CUDA and processor.
     *
     * @param framework the name of its table
     * @param release with its local label
     * @param cuda the CUDA it says it was built with
     * @param architecture the processor, such as {@code x86_64}
     */
    static InstalledBuild of(
            String framework, Version release, Optional<Version> cuda, Optional<String> architecture, Matrix matrix) {
        String label = release.local();
        boolean published = label.isEmpty()
                || CUDA_LABEL.matcher(label).matches()
                || matrix.frameworkBuilds(framework).stream()
                        .anyMatch(build -> build.variant().filter(label::equals).isPresent());
        if (!published) {
            return new OwnBuild();
        }
        List<FrameworkBuild> builds = matrix.frameworkBuilds(framework, release).stream()
                .filter(build -> build.platform()
                        .filter(platform -> !platform.startsWith("linux"))
                        .isEmpty())
                .filter(build -> build.platform().isEmpty()
                        || architecture
                                .filter(name -> !build.platform().get().endsWith(name))
                                .isEmpty())
                .filter(InstalledBuild::hasFacts)
                .toList();
        List<FrameworkBuild> flavour = label.isEmpty() ? byCuda(builds, cuda) : byLabel(builds, label);
        return flavour.isEmpty()
                ? new Undocumented(framework + " " + release
                        + (label.isEmpty() && cuda.isPresent() ? " for CUDA " + cuda.get() : "")
                        + " is not in the matrix")
                : new Documented(flavour);
    }

    /** A planned release has a row without facts, which must not decide anything. */
    private static boolean hasFacts(FrameworkBuild build) {
        return build.cuda().isPresent()
                || build.cudaRange().isPresent()
                || build.cpuOnly()
                || build.minCapability().isPresent()
                || build.python().isPresent()
                || !build.gpuCode().isEmpty();
    }

    private static List<FrameworkBuild> byLabel(List<FrameworkBuild> builds, String label) {
        boolean told = builds.stream().anyMatch(build -> build.variant()
                .filter(variant -> CUDA_LABEL.matcher(variant).matches())
                .isPresent());
        return told
                ? builds.stream()
                        .filter(build -> build.variant().filter(label::equals).isPresent())
                        .toList()
                : builds;
    }

    /** Builds of the same CUDA minor; where none is told apart so closely, those that accept it or are of its major. */
    private static List<FrameworkBuild> byCuda(List<FrameworkBuild> builds, Optional<Version> cuda) {
        if (cuda.isEmpty()) {
            return builds;
        }
        Version minor = cuda.get().prefix(2);
        List<FrameworkBuild> same = builds.stream()
                .filter(build -> build.cuda()
                        .filter(own -> own.prefix(2).equals(minor) || own.precision() == 1 && minor.isWithin(own))
                        .isPresent())
                .toList();
        boolean byFlavour = builds.stream().anyMatch(build -> build.variant()
                .filter(variant -> CUDA_LABEL.matcher(variant).matches())
                .isPresent());
        if (!same.isEmpty() || byFlavour) {
            return same;
        }
        List<FrameworkBuild> accepting = builds.stream()
                .filter(build -> build.cudaRange()
                        .map(range -> range.admits(minor))
                        .or(() -> build.cuda().map(own -> own.major() == minor.major()))
                        .orElse(false))
                .toList();
        return accepting.isEmpty() ? builds : accepting;
    }
}
