package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.version.Version;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A wheel that takes CUDA's libraries from the image and names another CUDA major than the image has. Only packages that
 * bring no CUDA of their own are judged.
 */
final class WheelIsForOtherCuda extends StageRule {
    /** {@code cupy-cuda12x}, {@code cupy-cuda102}, {@code dgl-cu113}, {@code mxnet-cu101}, {@code spconv-cu120}. */
    private static final Pattern NAME =
            Pattern.compile("(?:cupy-cuda|dgl-cu|dglgo-cu|mxnet-cu|spconv-cu|cumm-cu|pyg-lib-cu)(\\d{2,3})x?");
    /** {@code paddlepaddle-gpu==2.4.2.post102}. */
    private static final Pattern POST = Pattern.compile(".*\\.post(\\d{2,3})");

    WheelIsForOtherCuda() {
        super("docker.pip.wheel-other-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.cuda().stream().flatMap(cuda -> stage.requirements()
                .filter(wheel -> builtFor(wheel)
                        .filter(other -> CudaLaw.amongLibraries(other, cuda).isForbidden())
                        .isPresent())
                .map(wheel -> issue(
                        wheel.word().place(),
                        Map.of(
                                "wheel",
                                wheel.word().value(),
                                "other",
                                builtFor(wheel).get().toString(),
                                "cuda",
                                cuda.toString()))));
    }

    private static Optional<Version> builtFor(Requirement wheel) {
        Matcher name = NAME.matcher(wheel.name());
        if (name.matches()) {
            return Optional.of(major(name.group(1)));
        }
        Matcher post = POST.matcher(wheel.version().map(Version::toString).orElse(""));
        return wheel.name().equals("paddlepaddle-gpu") && post.matches()
                ? Optional.of(major(post.group(1)))
                : Optional.empty();
    }

    /** {@code 92} is CUDA 9.2, {@code 102} is CUDA 10.2, {@code 12} is any CUDA 12. */
    private static Version major(String digits) {
        boolean oneDigit = digits.length() == 2 && digits.charAt(0) != '1';
        return Version.of(digits.substring(0, oneDigit ? 1 : 2));
    }
}
