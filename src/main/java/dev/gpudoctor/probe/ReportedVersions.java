package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts what libraries said of themselves before what their files are called. */
final class ReportedVersions {
    private final Answers answers;

    ReportedVersions(Answers answers) {
        this.answers = answers;
    }

    Toolkit of(Toolkit toolkit) {
        return new Toolkit(
                toolkit.directory(),
                toolkit.version(),
                toolkit.nvcc(),
                toolkit.libraries().stream().map(this::of).toList(),
                toolkit.origin(),
                toolkit.newestGcc(),
                toolkit.gcc(),
                toolkit.isDefault());
    }

    Cudnn of(Cudnn cudnn) {
        Optional<Observed<Integer>> builtFor = Optional.ofNullable(
                        answers.cudaRelease().get(cudnn.main().path()))
                .map(cuda -> Observed.found(
                        cuda.major(),
                        new Evidence(Evidence.Source.LIBRARY_CALL, cudnn.main().path(), "CUDA " + cuda)));
        return new Cudnn(
                of(cudnn.main()),
                merge(cudnn.version(), answers.version(cudnn.main().path())),
                builtFor.orElse(cudnn.cudaMajor()),
                cudnn.parts(),
                cudnn.missingParts());
    }

    TensorRt of(TensorRt tensorRt) {
        return new TensorRt(
                of(tensorRt.main()),
                merge(tensorRt.version(), answers.version(tensorRt.main().path())),
                tensorRt.cuda(),
                tensorRt.parts(),
                tensorRt.parser(),
                tensorRt.builderResources(),
                tensorRt.trtexec());
    }

    private Library of(Library library) {
        return answers.version(library.path()).isEmpty()
                ? library
                : new Library(
                        library.name(),
                        library.path(),
                        library.realPath(),
                        merge(library.version(), answers.version(library.path())),
                        library.origin(),
                        library.architecture(),
                        library.needs(),
                        library.symbolVersions(),
                        library.executableStack());
    }

    /** A file name that agrees may carry more numbers; one that does not is overruled. */
    static Observed<Version> merge(Observed<Version> byFile, Optional<Observed<Version>> byCall) {
        if (byCall.isPresent() && byCall.get() instanceof Observed.Found<Version> said) {
            boolean agrees = byFile.toOptional()
                    .filter(version ->
                            version.precision() >= said.value().precision() && version.isWithin(said.value()))
                    .isPresent();
            return agrees
                    ? new Observed.Found<>(
                            byFile.toOptional().orElseThrow(),
                            Stream.concat(said.evidence().stream(), byFile.evidence().stream())
                                    .toList())
                    : said;
        }
        return byFile;
    }
}
