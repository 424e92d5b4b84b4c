package dev.gpudoctor.model;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TensorRT engine, as far as its first bytes tell.
 *
 * @param size bytes from the engine's first byte to the end of the file
 * @param declaredSize bytes that the header says the engine has
 * @param version the TensorRT that built it; its fourth number is stored in one byte, so it holds modulo 256 only
 * @param counter the internal serialization number that TensorRT's own mismatch messages quote
 * @param builtOn the GPU that it was built on, from an undocumented record: likely, not certain
 * @param prefix the JSON text that an exporter put before the engine
 */
public record EngineFile(
        Recognition recognition,
        long size,
        Optional<Long> declaredSize,
        Optional<Version> version,
        Optional<Long> counter,
        Optional<BuildGpu> builtOn,
        Optional<String> prefix)
        implements ModelFile {
    /** The device record of an engine: capability and number of multiprocessors. */
    public record BuildGpu(ComputeCapability capability, long multiprocessors) {}

    @Override
    public List<Detail> details() {
        List<Detail> details = new ArrayList<>();
        version.ifPresent(value -> details.add(new Detail("built by TensorRT", value.toString())));
        builtOn.ifPresent(gpu -> details.add(new Detail(
                "built on (likely)",
                "compute capability " + gpu.capability() + ", " + gpu.multiprocessors() + " multiprocessors")));
        counter.ifPresent(value -> details.add(new Detail("serialization number", value.toString())));
        declaredSize.ifPresent(value -> details.add(new Detail(
                "declared length",
                value + " bytes" + (value == size ? ", as the file has" : ", the file has " + size))));
        prefix.ifPresent(value -> details.add(new Detail("exporter's metadata", value)));
        return details;
    }

    /** Whether bytes are missing at the end. */
    public boolean isTruncated() {
        return declaredSize.filter(declared -> size < declared).isPresent();
    }
}
