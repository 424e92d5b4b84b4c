package dev.gpudoctor.probe;

import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is loaded already when Python imports a package that uses the GPU: an extension of PyTorch finds PyTorch's
 * libraries by name, because its package imports torch first.
 */
final class ExtensionLinkage {
    private static final Pattern TORCH = Pattern.compile("lib(?:torch|c10)[^/]*\\.so");

    private final Host host;
    private final Libraries libraries;
    private final PythonEnvironment python;
    private final PythonPackage found;

    ExtensionLinkage(Host host, Libraries libraries, PythonEnvironment python, PythonPackage found) {
        this.host = host;
        this.libraries = libraries;
        this.python = python;
        this.found = found;
    }

    List<String> files() {
        return gpuFiles().stream().map(GpuFile::path).toList();
    }

    boolean hasCode() {
        return gpuFiles().stream().anyMatch(file -> file.modules() > 0);
    }

    /** The files of the framework that it extends. */
    List<String> hosts() {
        return torch().map(torch -> Framework.of("torch").orElseThrow().files(host, torch.directory()))
                .orElse(List.of());
    }

    /** The libraries that the framework has loaded by path. */
    List<Library> preloaded() {
        return torch().isEmpty()
                ? List.of()
                : python.packages().stream()
                        .flatMap(other -> other.libraries().stream())
                        .toList();
    }

    private Optional<PythonPackage> torch() {
        boolean extendsTorch = files().stream()
                .flatMap(file -> libraries.elf(file).toOptional().map(Elf::needed).stream()
                        .flatMap(List::stream))
                .anyMatch(soname -> TORCH.matcher(soname).matches());
        return extendsTorch
                ? python.packages().stream()
                        .filter(other -> other.name().equals("torch"))
                        .findFirst()
                : Optional.empty();
    }

    private List<GpuFile> gpuFiles() {
        return found.gpuFiles().toOptional().orElse(List.of());
    }
}
