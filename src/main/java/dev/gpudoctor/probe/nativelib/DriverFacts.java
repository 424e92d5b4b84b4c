package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.CallVersion;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the driver API's answers say. */
final class DriverFacts {
    private final Facts facts;

    DriverFacts(Facts facts) {
        this.facts = facts;
    }

    Observed<String> library() {
        return facts.file(DriverQuestions.LIBRARY);
    }

    Observed<CallResult> init() {
        return library().flatMap(file -> facts.result(new Question("cuInit", "")));
    }

    Observed<Version> cudaLevel() {
        return library()
                .flatMap(file -> facts.numbered(
                        new Question("cuDriverGetVersion", ""), reply -> CallVersion.cuda(reply.number())));
    }

    Observed<Integer> devices() {
        return init().flatMap(result -> result.isSuccess()
                ? facts.value(new Question("cuDeviceGetCount", ""), Reply::number)
                : Observed.unreadable("cuInit: " + (result.name().isEmpty() ? result.code() : result.name())));
    }

    /** The few facts of each GPU that the driver API has, for machines where NVML is not there. */
    Observed<List<Gpu>> gpus() {
        return devices().map(count -> IntStream.range(0, Math.min(count, NvmlQuestions.MAX_GPUS))
                .filter(index -> facts.succeeded(Question.gpu("cuDeviceGet", index)))
                .mapToObj(this::gpu)
                .toList());
    }

    private Gpu gpu(int index) {
        Gpu rest = Gpu.stated(
                facts.text(Question.gpu("cuDeviceGetName", index)),
                facts.value(
                        Question.gpu("cuDeviceGetAttribute", index),
                        reply -> new ComputeCapability(reply.number(), reply.number(1))),
                "only NVML knows, which is not here");
        return new Gpu(
                index,
                rest.name(),
                facts.text(Question.gpu("cuDeviceGetUuid", index)),
                rest.serial(),
                facts.text(Question.gpu("cuDeviceGetPCIBusId", index)).map(bus -> bus.toLowerCase(Locale.ROOT)),
                rest.capability(),
                facts.value(Question.gpu("cuDeviceTotalMem_v2", index), reply -> reply.number64(0)),
                rest.memoryUsed(),
                rest.migEnabled(),
                rest.migInstances(),
                rest.ecc(),
                rest.computeMode(),
                rest.persistence(),
                rest.clockReasons(),
                rest.link(),
                rest.temperature(),
                rest.powerMilliwatts(),
                rest.processes(),
                rest.fabricState(),
                rest.brand(),
                rest.bar1Total(),
                rest.nvLinks(),
                rest.licensed(),
                rest.retirementPending(),
                rest.recoveryAction());
    }
}
