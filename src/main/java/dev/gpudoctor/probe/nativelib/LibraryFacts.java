package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import dev.gpudoctor.version.CallVersion;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the library files' answers say. */
final class LibraryFacts {
    private final Facts facts;

    LibraryFacts(Facts facts) {
        this.facts = facts;
    }

    /** The version that a file says it has. */
    Observed<Version> version(LibraryQuestion question) {
        return facts.file(question.path()).flatMap(file -> called(question.call(), question.path()));
    }

    private Observed<Version> called(VersionCall call, String path) {
        return switch (call) {
            case CUDART ->
                facts.numbered(new Question("cudaRuntimeGetVersion", path), reply -> CallVersion.cuda(reply.number()));
            case CUDNN ->
                facts.numbered(new Question("cudnnGetVersion", path), reply -> CallVersion.cudnn(reply.number64(0)));
            case TENSORRT -> tensorRt(path);
            case NVRTC -> facts.numbered(new Question("nvrtcVersion", path), LibraryFacts::dotted);
            case CUBLAS_LT -> facts.numbered(new Question("cublasLtGetProperty", path), LibraryFacts::dotted);
        };
    }

    /** Newer releases tell the fourth part by a call of its own. */
    private Observed<Version> tensorRt(String path) {
        Observed<Version> version =
                facts.numbered(new Question("getInferLibVersion", path), reply -> CallVersion.tensorRt(reply.number()));
        Optional<Integer> build = facts.value(new Question("getInferLibBuildVersion", path), Reply::number)
                .toOptional();
        return build.map(part -> version.map(three -> Version.of(three + "." + part)))
                .orElse(version);
    }

    private static Version dotted(Reply reply) {
        List<Long> parts = reply.numbers();
        return Version.of(parts.stream().map(Object::toString).collect(Collectors.joining(".")));
    }

    /** The CUDA release that a file says it was built for. */
    Optional<Version> cudaRelease(LibraryQuestion question) {
        String call =
                switch (question.call()) {
                    case CUDNN -> "cudnnGetCudartVersion";
                    case CUBLAS_LT -> "cublasLtGetCudartVersion";
                    case CUDART, TENSORRT, NVRTC -> "";
                };
        return facts.value(new Question(call, question.path()), Reply::number)
                .toOptional()
                .filter(number -> number > 0)
                .map(CallVersion::cuda);
    }
}
