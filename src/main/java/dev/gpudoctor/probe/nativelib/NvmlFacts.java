package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.machine.NativeAnswers.Refusal;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.CallVersion;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What NVML's answers say of the driver and of each GPU. */
final class NvmlFacts {
    private static final long UNKNOWN_BYTES = -1;
    private static final int SYSFS_DOMAIN_DIGITS = 4;
    private static final int CORRUPTED_INFOROM = 14;

    private final Facts facts;

    NvmlFacts(Facts facts) {
        this.facts = facts;
    }

    Observed<CallResult> init() {
        return afterOpening(facts.result(new Question("nvmlInit_v2", "")));
    }

    Observed<String> library() {
        return facts.file(NvmlQuestions.LIBRARY);
    }

    Observed<Version> driverVersion() {
        return afterInit(facts.version(new Question("nvmlSystemGetDriverVersion", "")));
    }

    Observed<Version> cudaLevel() {
        return afterInit(facts.numbered(
                new Question("nvmlSystemGetCudaDriverVersion_v2", ""), reply -> CallVersion.cuda(reply.number())));
    }

    Observed<Integer> devices() {
        return afterInit(facts.value(new Question("nvmlDeviceGetCount_v2", ""), Reply::number));
    }

    /** Only where confidential computing is on is there something to be ready. */
    Observed<Boolean> confidentialReady() {
        Observed<Boolean> on = afterInit(facts.value(
                new Question("nvmlSystemGetConfComputeState", ""),
                reply -> reply.number(NvmlQuestions.CONFIDENTIAL_FEATURE) != 0));
        return on.flatMap(isOn -> isOn
                ? facts.value(new Question("nvmlSystemGetConfComputeGpusReadyState", ""), reply -> reply.number() != 0)
                : Observed.notApplicable("confidential computing is off"));
    }

    Observed<List<Refusal>> refusals() {
        return devices().map(count -> {
            List<Refusal> refusals = new ArrayList<>();
            for (int index = 0; index < asked(count); index++) {
                int gpu = index;
                Question handle = Question.gpu("nvmlDeviceGetHandleByIndex_v2", index);
                Question name = Question.gpu("nvmlDeviceGetName", index);
                Question inforom = Question.gpu("nvmlDeviceValidateInforom", index);
                facts.failure(handle)
                        .or(() -> facts.failure(name))
                        .or(() -> facts.failure(inforom).filter(answer -> answer.code() == CORRUPTED_INFOROM))
                        .ifPresent(answer -> refusals.add(new Refusal(gpu, answer)));
            }
            return refusals;
        });
    }

    /** The GPUs that NVML gives a handle for. */
    Observed<List<Gpu>> gpus() {
        return devices().map(count -> IntStream.range(0, asked(count))
                .filter(index -> facts.succeeded(Question.gpu("nvmlDeviceGetHandleByIndex_v2", index)))
                .mapToObj(this::gpu)
                .toList());
    }

    /** What was last said of how a GPU is doing; without NVML or that GPU, why it said nothing. */
    Observed<GpuSample> sample(int index) {
        Question handle = Question.gpu("nvmlDeviceGetHandleByIndex_v2", index);
        return afterInit(facts.value(handle, Reply::code)).map(opened -> {
            Map<Quantity, Long> quantities = new EnumMap<>(Quantity.class);
            put(quantities, Quantity.MEMORY_USED, memory(index), 1);
            put(quantities, Quantity.SM_CLOCK, Question.gpu("nvmlDeviceGetClockInfo", index), 0);
            put(quantities, Quantity.MEMORY_CLOCK, Question.gpu("nvmlDeviceGetClockInfo", index), 1);
            put(quantities, Quantity.TEMPERATURE, Question.gpu("nvmlDeviceGetTemperature", index), 0);
            put(quantities, Quantity.POWER, Question.gpu("nvmlDeviceGetPowerUsage", index), 0);
            put(quantities, Quantity.ECC_UNCORRECTED, Question.gpu("nvmlDeviceGetTotalEccErrors", index), 0);
            put(quantities, Quantity.ECC_CORRECTED, Question.gpu("nvmlDeviceGetTotalEccErrors", index), 1);
            Question rows = Question.gpu("nvmlDeviceGetRemappedRows", index);
            facts.value(rows, reply -> reply.number64(0) + reply.number64(1))
                    .toOptional()
                    .ifPresent(count -> quantities.put(Quantity.ROWS_REMAPPED, count));
            put(quantities, Quantity.REMAP_PENDING, rows, 2);
            return new GpuSample(quantities, clockReasons(index).toOptional().orElse(List.of()), processes(index));
        });
    }

    /** Puts one of the numbers that a call gave, if it gave that many. */
    private void put(Map<Quantity, Long> quantities, Quantity quantity, Question question, int place) {
        facts.value(question, Reply::numbers)
                .toOptional()
                .filter(numbers -> place < numbers.size())
                .ifPresent(numbers -> quantities.put(quantity, numbers.get(place)));
    }

    private static int asked(int count) {
        return Math.min(count, NvmlQuestions.MAX_GPUS);
    }

    private <T> Observed<T> afterOpening(Observed<T> fact) {
        return library().flatMap(file -> fact);
    }

    private <T> Observed<T> afterInit(Observed<T> fact) {
        return init().flatMap(result -> result.isSuccess()
                ? fact
                : Observed.unreadable(
                        "nvmlInit_v2: " + (result.name().isEmpty() ? result.code() : result.name()),
                        init().evidence().toArray(dev.gpudoctor.machine.Evidence[]::new)));
    }

    private Question memory(int index) {
        return facts.newest(
                Question.gpu("nvmlDeviceGetMemoryInfo_v2", index), Question.gpu("nvmlDeviceGetMemoryInfo", index));
    }

    private Observed<List<String>> clockReasons(int index) {
        Question clocks = facts.newest(
                Question.gpu("nvmlDeviceGetCurrentClocksEventReasons", index),
                Question.gpu("nvmlDeviceGetCurrentClocksThrottleReasons", index));
        return facts.value(clocks, reply -> facts.names().bits("clocks-event-bit", reply.number64(0)));
    }

    private Observed<List<Gpu.GpuProcess>> processes(int index) {
        Question processes = facts.newest(
                Question.gpu("nvmlDeviceGetComputeRunningProcesses_v3", index),
                Question.gpu("nvmlDeviceGetComputeRunningProcesses_v2", index));
        return facts.value(processes, NvmlFacts::processes);
    }

    private Gpu gpu(int index) {
        Question memory = memory(index);
        return new Gpu(
                index,
                facts.text(Question.gpu("nvmlDeviceGetName", index)),
                facts.text(Question.gpu("nvmlDeviceGetUUID", index)),
                facts.text(Question.gpu("nvmlDeviceGetSerial", index)),
                facts.text(Question.gpu("nvmlDeviceGetPciInfo_v3", index)).map(NvmlFacts::sysfsAddress),
                facts.value(
                        Question.gpu("nvmlDeviceGetCudaComputeCapability", index),
                        reply -> new ComputeCapability(reply.number(), reply.number(1))),
                facts.value(memory, reply -> reply.number64(0)),
                facts.value(memory, reply -> reply.number64(1)),
                mig(index),
                migInstances(index),
                ecc(index),
                named("nvmlDeviceGetComputeMode", index, "compute-mode"),
                flag("nvmlDeviceGetPersistenceMode", index),
                clockReasons(index),
                link(index),
                number("nvmlDeviceGetTemperature", index),
                number("nvmlDeviceGetPowerUsage", index),
                processes(index),
                named("nvmlDeviceGetGpuFabricInfo", index, "fabric-state"),
                named("nvmlDeviceGetBrand", index, "brand"),
                facts.value(Question.gpu("nvmlDeviceGetBAR1MemoryInfo", index), reply -> reply.number64(0)),
                nvLinks(index),
                licensed(index),
                flag("nvmlDeviceGetRetiredPagesPendingStatus", index),
                named("nvmlDeviceGetFieldValues", index, "recovery-action"));
    }

    private Observed<Integer> number(String call, int index) {
        return facts.value(Question.gpu(call, index), Reply::number);
    }

    private Observed<Boolean> flag(String call, int index) {
        return facts.value(Question.gpu(call, index), reply -> reply.number() != 0);
    }

    private Observed<String> named(String call, int index, String table) {
        return facts.value(Question.gpu(call, index), reply -> facts.names().value(table, reply.number64(0)));
    }

    private Observed<Boolean> mig(int index) {
        return flag("nvmlDeviceGetMigMode", index);
    }

    private Observed<Integer> migInstances(int index) {
        return mig(index)
                .flatMap(on -> on
                        ? number("nvmlDeviceGetMigDeviceHandleByIndex", index)
                        : Observed.notApplicable("MIG mode is off"));
    }

    /** A GPU whose ECC is off counts no errors, and one without row remapping has none pending. */
    private Observed<Gpu.Ecc> ecc(int index) {
        Observed<Long> errors = noneIfNotApplicable(
                facts.value(Question.gpu("nvmlDeviceGetTotalEccErrors", index), reply -> reply.number64(0)));
        Question rows = Question.gpu("nvmlDeviceGetRemappedRows", index);
        Observed<Long> pending = noneIfNotApplicable(facts.value(rows, reply -> reply.number64(2)));
        Observed<Long> failed = noneIfNotApplicable(facts.value(rows, reply -> reply.number64(3)));
        return flag("nvmlDeviceGetEccMode", index)
                .flatMap(enabled -> errors.flatMap(count -> pending.flatMap(
                        waiting -> failed.map(lost -> new Gpu.Ecc(enabled, count, waiting != 0, lost != 0)))));
    }

    private static Observed<Long> noneIfNotApplicable(Observed<Long> count) {
        return count instanceof Observed.NotApplicable<Long> ? Observed.found(0L) : count;
    }

    private Observed<Gpu.PcieLink> link(int index) {
        return number("nvmlDeviceGetCurrPcieLinkGeneration", index).flatMap(generation -> number(
                        "nvmlDeviceGetCurrPcieLinkWidth", index)
                .flatMap(width -> number("nvmlDeviceGetMaxPcieLinkGeneration", index)
                        .flatMap(maxGeneration -> number("nvmlDeviceGetMaxPcieLinkWidth", index)
                                .map(maxWidth -> new Gpu.PcieLink(generation, width, maxGeneration, maxWidth)))));
    }

    private static List<Gpu.GpuProcess> processes(Reply reply) {
        List<Gpu.GpuProcess> processes = new ArrayList<>();
        for (int i = 0; i + 1 < reply.numbers().size(); i += 2) {
            long bytes = reply.numbers().get(i + 1);
            processes.add(new Gpu.GpuProcess(
                    reply.number(i),
                    bytes == UNKNOWN_BYTES ? Observed.notApplicable("NVML does not know") : Observed.found(bytes)));
        }
        return processes;
    }

    /** NVML refuses the first link of a GPU that has none. */
    private Observed<List<Boolean>> nvLinks(int index) {
        Observed<List<Boolean>> links = facts.value(
                Question.gpu("nvmlDeviceGetNvLinkState", index),
                reply -> reply.numbers().stream().map(active -> active != 0).toList());
        return links instanceof Observed.NotApplicable<List<Boolean>> ? Observed.found(List.of()) : links;
    }

    private Observed<Boolean> licensed(int index) {
        return number("nvmlDeviceGetVirtualizationMode", index)
                .flatMap(mode -> mode == NvmlQuestions.VIRTUALIZATION_VGPU
                        ? facts.value(
                                Question.gpu("nvmlDeviceGetGridLicensableFeatures_v4", index),
                                reply -> reply.numbers().stream().anyMatch(state -> state != 0))
                        : Observed.notApplicable("not a virtual GPU"));
    }

    /** NVML writes the domain with eight digits and capitals, the kernel with four and small letters. */
    private static String sysfsAddress(String bus) {
        int domain = bus.indexOf(':');
        String address = domain > SYSFS_DOMAIN_DIGITS ? bus.substring(domain - SYSFS_DOMAIN_DIGITS) : bus;
        return address.toLowerCase(Locale.ROOT);
    }
}
