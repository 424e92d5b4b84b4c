package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * One TensorRT.
 *
 * @param main its {@code libnvinfer.so.N}
 * @param version with four parts where they are known
 * @param cuda CUDA release it was built for
 * @param parts plugin, lean, dispatch, vc_plugin, parsers ... by {@link Library#name()}
 * @param parser its ONNX parser
 * @param builderResources builder resource files: {@code all} up to late 10.x, later one per {@code smNN} and
 *     {@code ptx}
 * @param trtexec path of trtexec
 */
public record TensorRt(
        Library main,
        Observed<Version> version,
        Observed<Version> cuda,
        List<Library> parts,
        Observed<Library> parser,
        Observed<List<String>> builderResources,
        Observed<String> trtexec) {
    public TensorRt {
        parts = List.copyOf(parts);
    }
}
