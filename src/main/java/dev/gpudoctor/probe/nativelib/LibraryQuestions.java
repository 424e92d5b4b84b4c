package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import java.util.function.Function;

/**
 * What a library file is asked: its version, by the one or two calls that need no GPU. TensorRT above all is asked nothing
 * else, for without a usable GPU it ends the process that does.
 */
final class LibraryQuestions {
    private final GuardedCalls calls;

    LibraryQuestions(GuardedCalls calls) {
        this.calls = calls;
    }

    void ask(LibraryQuestion question) {
        new LibraryOpening(calls).open(question.path()).ifPresent(library -> ask(question, library));
    }

    private void ask(LibraryQuestion question, SharedObject library) {
        String path = question.path();
        switch (question.call()) {
            case CUDART ->
                ask(library, path, "cudaRuntimeGetVersion", name -> {
                    int[] version = new int[1];
                    return Reply.of(library.call(name, version), version);
                });
            case CUDNN -> {
                ask(library, path, "cudnnGetVersion", name -> Reply.of(0, library.callLong(name)));
                ask(library, path, "cudnnGetCudartVersion", name -> Reply.of(0, library.callLong(name)));
            }
            case TENSORRT -> {
                ask(library, path, "getInferLibVersion", name -> Reply.of(0, library.call(name)));
                ask(library, path, "getInferLibBuildVersion", name -> Reply.of(0, library.call(name)));
            }
            case NVRTC ->
                ask(library, path, "nvrtcVersion", name -> {
                    int[] major = new int[1];
                    int[] minor = new int[1];
                    return Reply.of(library.call(name, major, minor), major[0], minor[0]);
                });
            case CUBLAS_LT -> {
                ask(library, path, "cublasLtGetProperty", name -> properties(library, name));
                ask(library, path, "cublasLtGetCudartVersion", name -> Reply.of(0, library.callLong(name)));
            }
        }
    }

    private void ask(SharedObject library, String path, String name, Function<String, Reply> call) {
        calls.ask(new Question(name, path), () -> library.has(name) ? call.apply(name) : Reply.missing());
    }

    /** Major, minor, patch; the library's one number for all three changed its scheme between releases. */
    private static Reply properties(SharedObject library, String name) {
        int[] parts = new int[3];
        int code = 0;
        for (int i = 0; i < parts.length && code == 0; i++) {
            int[] part = new int[1];
            code = library.call(name, i, part);
            parts[i] = part[0];
        }
        return Reply.of(code, parts);
    }
}
