package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.NativeAnswers;
import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what one run of questions brought. */
final class AnswerAssembler {
    private final AnswerBook book;
    private final List<Incident> incidents;
    private final NvmlFacts nvml;
    private final DriverFacts driver;
    private final LibraryFacts library;

    AnswerAssembler(AnswerBook book, Map<String, String> faults, List<Incident> incidents) {
        Facts.Sources sources = new Facts.Sources(book, faults);
        this.book = book;
        this.incidents = incidents;
        this.nvml = new NvmlFacts(sources.nvml());
        this.driver = new DriverFacts(sources.driver());
        this.library = new LibraryFacts(sources.library());
    }

    /**
     * All answers.
     *
     * @param refusals what was left out or not opened for a reason of ours
     * @param tool what nvidia-smi said where NVML could not be loaded
     */
    Answers answers(
            List<Incident> refusals, List<LibraryQuestion> asked, List<Retry> retries, Optional<NvidiaSmi> tool) {
        Map<String, Observed<Version>> versions = new HashMap<>();
        Map<String, Version> cudaReleases = new HashMap<>();
        for (LibraryQuestion question : asked) {
            versions.put(question.path(), library.version(question));
            library.cudaRelease(question).ifPresent(release -> cudaReleases.put(question.path(), release));
        }
        List<Incident> all = new ArrayList<>(refusals);
        all.addAll(incidents);
        book.firstRubbish()
                .ifPresent(question -> all.add(
                        new Incident(question.toString(), Incident.Kind.GARBAGE, "gave bytes that are no text")));
        nvml.devices()
                .toOptional()
                .filter(count -> count < 0 || count > NvmlQuestions.MAX_GPUS)
                .ifPresent(count -> all.add(new Incident(
                        "nvmlDeviceGetCount_v2",
                        Incident.Kind.GARBAGE,
                        "claims " + Integer.toUnsignedString(count) + " GPUs; " + NvmlQuestions.MAX_GPUS
                                + " at most were asked")));
        return new Answers(nativeAnswers(all, retries, tool), gpus(), versions, cudaReleases);
    }

    /** Whether NVML could not be loaded, so that only nvidia-smi can tell the versions. */
    boolean lacksNvml() {
        return !nvml.library().isFound();
    }

    /** Whether NVML does not tell which GPUs there are. */
    boolean lacksGpus() {
        return !nvml.gpus().isFound();
    }

    private NativeAnswers nativeAnswers(List<Incident> all, List<Retry> retries, Optional<NvidiaSmi> tool) {
        return new NativeAnswers(
                nvml.init(),
                tool.map(NvidiaSmi::driver).orElseGet(nvml::driverVersion),
                tool.map(NvidiaSmi::cuda).orElseGet(nvml::cudaLevel),
                driver.init(),
                driver.cudaLevel(),
                driver.devices(),
                nvml.devices(),
                nvml.refusals(),
                nvml.confidentialReady(),
                driver.library(),
                nvml.library(),
                List.of(),
                all,
                retries);
    }

    /** NVML knows more; where it is not installed, as on WSL and Jetson it may be, the driver API tells the rest. */
    private Observed<List<Gpu>> gpus() {
        Observed<List<Gpu>> byNvml = nvml.gpus();
        Observed<List<Gpu>> byDriver = driver.gpus();
        return byNvml.isFound() || !byDriver.isFound() ? byNvml : byDriver;
    }
}
