package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.advise.lint.shell.Word;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.version.ComputeCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file asks for GPU code that the image's compiler cannot write: newer than the toolkit, or dropped by it. */
final class ArchitectureIsUnknownToToolkit extends StageRule {
    /** {@code TORCH_CUDA_ARCH_LIST="8.0;9.0a 12.0+PTX"}. */
    private static final Pattern DOTTED = Pattern.compile("(?<![\\d.])(\\d{1,2}\\.\\d)[af]?(?:\\+PTX)?(?![\\d.])");
    /** {@code -DCMAKE_CUDA_ARCHITECTURES=80;90-real;120a-virtual}. */
    private static final Pattern PLAIN = Pattern.compile("(?<!\\d)(\\d{2,3})[af]?(?:-real|-virtual)?(?!\\d)");
    /** {@code -gencode arch=compute_120,code=sm_120}, {@code -arch=sm_90a}. */
    private static final Pattern NVCC = Pattern.compile("(?:sm|compute)_(\\d{2,3})[af]?");

    private static final String CMAKE = "CMAKE_CUDA_ARCHITECTURES";
    private static final String TORCH = "TORCH_CUDA_ARCH_LIST";

    /** A capability that the file asks for. */
    private record Wanted(String capability, Place place) {}

    ArchitectureIsUnknownToToolkit() {
        super("docker.build.architecture-unknown");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Optional<CudaRelease> toolkit = stage.base()
                .filter(BaseImage::isDevel)
                .flatMap(BaseImage::cuda)
                .flatMap(cuda -> context.matrix().cudaMinor(cuda))
                .filter(release -> !release.targets().isEmpty());
        CudaLaw law = new CudaLaw(context.matrix());
        return toolkit.stream().flatMap(release -> wanted(stage).stream()
                .flatMap(wanted -> ComputeCapability.parse(wanted.capability())
                        .filter(capability ->
                                law.compilesFor(release.version(), capability).isForbidden())
                        .map(capability -> issue(
                                wanted.place(),
                                Map.of(
                                        "architecture",
                                        capability.sm(),
                                        "cuda",
                                        release.version().prefix(2).toString(),
                                        "oldest",
                                        bound(release, true).sm(),
                                        "newest",
                                        bound(release, false).sm()),
                                release.sources()))
                        .stream()));
    }

    private static List<Wanted> wanted(StageView stage) {
        List<Wanted> wanted = new ArrayList<>();
        for (String keyword : List.of("ENV", "ARG")) {
            stage.stage().all(keyword).forEach(line -> {
                add(line.settings(), TORCH, DOTTED, wanted);
                add(line.settings(), CMAKE, PLAIN, wanted);
                add(line.settings(), "CUDAARCHS", PLAIN, wanted);
            });
        }
        stage.stage().commands().forEach(command -> ofCommand(command, wanted));
        return wanted;
    }

    private static void ofCommand(Command command, List<Wanted> wanted) {
        command.assignments().forEach(word -> {
            if (word.startsWith(TORCH + "=")) {
                find(word.afterEquals(), word.place(), DOTTED, wanted);
            }
        });
        for (Word word : command.arguments()) {
            if (word.startsWith("-D" + CMAKE + "=") || word.startsWith("-D" + CMAKE + ":STRING=")) {
                find(word.afterEquals(), word.place(), PLAIN, wanted);
            } else if (command.program().equals("nvcc")) {
                find(word.value(), word.place(), NVCC, wanted);
            }
        }
    }

    private static void add(Map<String, Word> settings, String name, Pattern pattern, List<Wanted> wanted) {
        Word word = settings.get(name);
        if (word != null) {
            find(word.value(), word.place(), pattern, wanted);
        }
    }

    private static void find(String text, Place place, Pattern pattern, List<Wanted> wanted) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String digits = matcher.group(1);
            int minor = digits.length() - 1;
            wanted.add(new Wanted(
                    digits.indexOf('.') >= 0 ? digits : digits.substring(0, minor) + "." + digits.substring(minor),
                    place));
        }
    }

    private static ComputeCapability bound(CudaRelease release, boolean oldest) {
        Stream<ComputeCapability> targets = release.targets().stream().map(SmTarget::capability);
        return (oldest ? targets.min(ComputeCapability::compareTo) : targets.max(ComputeCapability::compareTo))
                .orElseThrow();
    }
}
