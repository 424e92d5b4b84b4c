package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.NativeAnswers;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the vendor's own libraries. Whatever they do, an answer or a stated fault comes back; nothing is thrown. */
public interface NativeProbe {
    /**
     * Starts to ask NVML and the driver API, which takes longest, while the caller reads files.
     *
     * @param environment variables the libraries are asked with
     */
    Session start(Map<String, String> environment);

    /** One run of questions. Closing it ends whatever still runs. */
    interface Session extends AutoCloseable {
        /**
         * Hands over the library files that were found meanwhile, and does not wait for their answers. Called once.
         *
         * @param libraries distinct files, in the order in which to ask them
         */
        void ask(List<LibraryQuestion> libraries);

        /** Waits for all answers, within the probe's own time limits. Called once, after {@link #ask}. */
        Answers answers();

        @Override
        void close();
    }

    /**
     * A library file to ask for its version.
     *
     * @param call which function answers
     * @param path absolute path of the file, opened by that path and no other
     */
    record LibraryQuestion(VersionCall call, String path) {}

    /** Functions that tell a library's version without a GPU. */
    enum VersionCall {
        /** {@code cudaRuntimeGetVersion}. */
        CUDART,
        /** {@code cudnnGetVersion}. */
        CUDNN,
        /** {@code getInferLibVersion}, refined by {@code getInferLibBuildVersion} and its kin where they exist. */
        TENSORRT,
        /** {@code nvrtcVersion}. */
        NVRTC,
        /** {@code cublasLtGetVersion}. */
        CUBLAS_LT
    }

    /**
     * What came back.
     *
     * @param driver what NVML and the driver API answered; its changes are filled in by the caller
     * @param gpus the GPUs NVML shows
     * @param versions version per path asked; a path that is missing here was not asked any more
     * @param cudaRelease CUDA release that a library says it was built for, per path, where it says so
     */
    record Answers(
            NativeAnswers driver,
            Observed<List<Gpu>> gpus,
            Map<String, Observed<Version>> versions,
            Map<String, Version> cudaRelease) {
        public Answers {
            versions = Map.copyOf(versions);
            cudaRelease = Map.copyOf(cudaRelease);
        }

        /** No library was asked or answered, for a reason that all answers share. */
        public static Answers without(Observed<?> reason) {
            return new Answers(
                    NativeAnswers.without(reason), reason.flatMap(never -> Observed.absent()), Map.of(), Map.of());
        }

        /** What the file at this path answered, if it was asked. */
        public Optional<Observed<Version>> version(String path) {
            return Optional.ofNullable(versions.get(path));
        }
    }
}
