package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.format.Elf;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a package that uses the GPU would get. An extension of PyTorch finds PyTorch's libraries by name, because its
 * package imports torch first.
 */
final class ExtensionLinkage {
    private static final Pattern TORCH = Pattern.compile("lib(?:torch|c10)[^/]*\\.so");
    private static final Pattern MODULE = Pattern.compile(".*\\.(?:abi3|cpython-[^/]*)\\.so");
    private static final Pattern VARIANT = Pattern.compile("(?:cuda|cu|sm_?)\\d+[a-z]?");

    private final Libraries libraries;
    private final PythonEnvironment python;
    private final PythonPackage found;
    private final FrameworkLinkage frameworks;

    ExtensionLinkage(Libraries libraries, PythonEnvironment python, PythonPackage found, FrameworkLinkage frameworks) {
        this.libraries = libraries;
        this.python = python;
        this.found = found;
        this.frameworks = frameworks;
    }

    boolean hasCode() {
        return gpuFiles().stream().anyMatch(file -> file.modules() > 0);
    }

    /**
     * Loads its Python modules. Of a file that is there for several CUDA releases or GPUs one has to fit; libraries that
     * are no modules are loaded when a module needs them.
     */
    Linkage linkage() {
        Linkage linkage = torch().map(torch -> frameworks
                        .of(torch, Framework.of("torch").orElseThrow(), true)
                        .asBackground())
                .orElseGet(frameworks::empty);
        boolean hasModules =
                files().stream().anyMatch(file -> MODULE.matcher(file).matches());
        Importance importance = hasModules ? Importance.START : Importance.FEATURE;
        Collection<List<String>> groups = files().stream()
                .filter(file -> !hasModules || MODULE.matcher(file).matches())
                .collect(Collectors.groupingBy(
                        file -> VARIANT.matcher(file).replaceAll(""), TreeMap::new, Collectors.toList()))
                .values();
        groups.forEach(group -> linkage.loadOneOf(group, importance));
        return linkage;
    }

    private List<String> files() {
        return gpuFiles().stream().map(GpuFile::path).toList();
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
