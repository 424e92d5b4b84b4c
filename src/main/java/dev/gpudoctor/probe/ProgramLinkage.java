package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.Linkage.Ask;
import dev.gpudoctor.probe.Linkage.Loaded;
import dev.gpudoctor.probe.LoaderResolution.Asker;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an executable or a library would load. Some open their part for CUDA by its path beside them: ONNX Runtime its
 * providers (core/session/provider_bridge_ort.cc), libtorch its compiler (aten/src/ATen/DynamicLibrary.cpp), llama.cpp
 * its backends (ggml/src/ggml-backend-reg.cpp), Ollama those of the CUDA that fits the driver (discover/path.go).
 */
final class ProgramLinkage {
    private static final List<Part> PARTS = List.of(
            new Part("", "libonnxruntime_providers_shared\\.so", Importance.GPU, ""),
            new Part("", "libonnxruntime_providers_cuda\\.so", Importance.GPU, ""),
            new Part("", "libonnxruntime_providers_tensorrt\\.so", Importance.FEATURE, "TensorrtExecutionProvider"),
            new Part("", "libcaffe2_nvrtc\\.so", Importance.RUN, ""),
            new Part("", "libnvrtc-[0-9a-f]{8}\\.so\\..*", Importance.RUN, ""),
            new Part("", "libggml-cuda\\.so", Importance.GPU, ""),
            new Part("/../lib/ollama", "libggml-cuda\\.so", Importance.GPU, ""),
            new Part("/../lib/ollama/*", "libggml-cuda\\.so", Importance.GPU, ""),
            new Part("/lib/ollama/*", "libggml-cuda\\.so", Importance.GPU, ""));
    private static final String OLLAMA = "ollama";

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final String path;

    /**
     * A part that is opened by its path.
     *
     * @param directory where it is, seen from the program's own; the last step may be any
     * @param name its name
     * @param importance what happens when it cannot be loaded
     * @param feature what it serves, where the program can do without
     */
    private record Part(String directory, String name, Importance importance, String feature) {}

    ProgramLinkage(Host host, Libraries libraries, LoaderResolution loader, String path) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.path = path;
    }

    /** Everything that it would load. */
    Linkage linkage() {
        String real = libraries.realPath(path).toOptional().orElse(path);
        // DT_RPATH of a program serves all that it loads; that of a library serves what the library asks for.
        List<String> rpath = path.contains(".so")
                ? List.of()
                : libraries
                        .elf(path)
                        .toOptional()
                        .map(elf -> Asker.of(real, elf).rpath())
                        .orElse(List.of());
        Linkage linkage =
                new Linkage(libraries, loader, rpath).load(path, new Ask(path, How.LINKED, Importance.START, "", ""));
        Set<String> directories = new LinkedHashSet<>(List.of(parent(real)));
        linkage.loaded().values().stream()
                .filter(Loaded::isFound)
                .map(loaded ->
                        parent(libraries.realPath(loaded.path()).toOptional().orElse(loaded.path())))
                .filter(directory -> !loader.defaults().contains(directory))
                .forEach(directories::add);
        for (Part part : PARTS) {
            List<String> found = directories.stream()
                    .flatMap(directory -> present(directory, part))
                    .distinct()
                    .toList();
            if (part.directory().contains(OLLAMA)) {
                linkage.loadOneOf(found, part.importance(), "");
            } else {
                found.forEach(
                        file -> linkage.load(file, new Ask(file, How.OPENED, part.importance(), part.feature(), "")));
            }
        }
        return linkage.openInTurn(Importance.RUN);
    }

    private Stream<String> present(String directory, Part part) {
        Pattern name = Pattern.compile(part.name());
        String place = directory + part.directory();
        Stream<String> places = place.endsWith("/*")
                ? host.names(place.substring(0, place.length() - 2)).stream()
                        .map(step -> place.substring(0, place.length() - 1) + step)
                : Stream.of(place);
        return places.flatMap(each -> host.names(each).stream()
                .filter(file -> name.matcher(file).matches())
                .map(file -> each + "/" + file));
    }

    /** Its own files and those of its libraries, save NVIDIA's and the system's, that use the GPU. */
    Observed<List<GpuFile>> gpuFiles(Linkage linkage) {
        List<String> own = new ArrayList<>(linkage.entries().keySet());
        linkage.loaded().forEach((soname, loaded) -> {
            if (loaded.isFound()
                    && !Components.isOurs(soname)
                    && !loader.defaults().contains(parent(loaded.path()))) {
                own.add(loaded.path());
            }
        });
        return Framework.deciding(
                new GpuFiles(host, libraries).among(own.stream().distinct().toList()));
    }

    /** What an executable is called: the name of its file. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Why the file cannot be judged; nothing where it is an ELF file that can be read. */
    static Optional<String> fault(Host host, String path) {
        if (!host.exists(path)) {
            return Optional.of("no such file");
        }
        Observed<Elf> elf = host.open(path, Elf::read);
        return elf instanceof Observed.Unreadable<?> unreadable ? Optional.of(unreadable.reason()) : Optional.empty();
    }

    private static String parent(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }
}
