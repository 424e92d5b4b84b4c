package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.format.Elf;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a package that uses the GPU would get. An extension of PyTorch finds PyTorch's libraries by name, because its
 * package imports torch first.
 */
final class ExtensionLinkage {
    private static final Pattern TORCH = Pattern.compile("lib(?:torch|c10)[^/]*\\.so");
    private static final Pattern REQUIRES_TORCH = Pattern.compile("torch(?![\\w.-])(?!.*extra\\s*==).*");
    private static final Pattern MODULE = Pattern.compile(".*\\.(?:abi3|cpython-[^/]*)\\.so");
    private static final Pattern VARIANT = Pattern.compile("(?:cuda|cu|sm_?)\\d+[a-z]?");

    /** The CUDA in a name, as in {@code cupy-cuda12x}. */
    private static final Pattern BUILD = Pattern.compile("-(?:cuda|cu)\\d{2,3}x?$");

    private static final NameList OPTIONAL = NameList.of("optional-libraries.txt");

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
     * are no modules are loaded when a module needs them. A package without such modules loads libraries from Python code,
     * and can do without one of them if others can be loaded.
     */
    Linkage linkage() {
        String program = BUILD.matcher(found.name()).replaceFirst("");
        boolean hasModules =
                files().stream().anyMatch(file -> MODULE.matcher(file).matches());
        Collection<List<String>> groups = files().stream()
                .filter(file -> !hasModules || MODULE.matcher(file).matches())
                .filter(file -> !frameworks.isChosenByCuda(found, program, file))
                .collect(Collectors.groupingBy(
                        file -> VARIANT.matcher(file).replaceAll(""), TreeMap::new, Collectors.toList()))
                .values();
        Linkage linkage = linkage(groups, Set.of());
        Set<String> optional = hasModules ? optional(linkage) : spare(groups, linkage);
        boolean others = groups.stream().flatMap(List::stream).anyMatch(file -> !optional.contains(file));
        Linkage whole = others && !optional.isEmpty() ? linkage(groups, optional) : linkage;
        List<String> files = files();
        frameworks.openByName(whole, found, program, files.isEmpty() ? "" : files.get(0), files);
        return whole.openInTurn(Importance.RUN);
    }

    /** Files that cannot be loaded, beside others that can. */
    private Set<String> spare(Collection<List<String>> groups, Linkage all) {
        if (all.missing().isEmpty()) {
            return Set.of();
        }
        return groups.stream()
                .filter(group -> !linkage(List.of(group), Set.of()).missing().isEmpty())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    private Linkage linkage(Collection<List<String>> groups, Set<String> optional) {
        Linkage linkage = torch().map(torch -> frameworks
                        .of(torch, Framework.of("torch").orElseThrow(), true)
                        .asBackground())
                .orElseGet(frameworks::empty);
        groups.forEach(group -> {
            boolean forOneFeature = group.stream().anyMatch(optional::contains);
            linkage.loadOneOf(
                    group,
                    forOneFeature ? Importance.FEATURE : Importance.START,
                    forOneFeature ? "its part " + module(group.get(0)) : "");
        });
        return linkage;
    }

    /** Modules that ask in vain for a library which packages import only where it is there. */
    private static Set<String> optional(Linkage linkage) {
        return linkage.loaded().entrySet().stream()
                .filter(entry -> !entry.getValue().isFound() && OPTIONAL.contains(entry.getKey()))
                .map(entry -> entry.getValue().ask().by())
                .collect(Collectors.toSet());
    }

    private static String module(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.substring(0, name.indexOf('.'));
    }

    private List<String> files() {
        return gpuFiles().stream().map(GpuFile::path).toList();
    }

    /** The PyTorch that it imports first, as far as its files or its requirements tell. */
    private Optional<PythonPackage> torch() {
        boolean extendsTorch = files().stream()
                .flatMap(file -> libraries.elf(file).toOptional().map(Elf::needed).stream()
                        .flatMap(List::stream))
                .anyMatch(soname -> TORCH.matcher(soname).matches());
        boolean requiresTorch = found.requires().stream()
                .anyMatch(requirement -> REQUIRES_TORCH.matcher(requirement).matches());
        return extendsTorch || requiresTorch
                ? python.packages().stream()
                        .filter(other -> other.name().equals("torch"))
                        .findFirst()
                : Optional.empty();
    }

    private List<GpuFile> gpuFiles() {
        return found.gpuFiles().toOptional().orElse(List.of());
    }
}
