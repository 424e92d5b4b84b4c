package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SymbolGap;
import dev.gpudoctor.probe.Linkage.Loaded;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.ElfSymbols;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks up what files import in what they would get. Versions are compared as the loader does when it has loaded all
 * (glibc elf/dl-version.c); symbols only of a program's own files and of NVIDIA's libraries, and only where everything
 * that could have them is here and it is known which library should have them, for programs also load files that their
 * parts do not mention. A name that any loaded file has is taken for found.
 */
final class SymbolGaps {
    private static final int MAX_GAPS = 8;
    private static final int MAX_PER_FILE = 2;
    private static final int LEAST_STEM = 4;
    private static final Pattern PYTHON = Pattern.compile("_?Py.*");
    private static final Pattern LOADER = Pattern.compile("__tls_get_addr|_r_debug|__libc_stack_end|_rtld_global.*");
    private static final Pattern DRIVER = Pattern.compile("(?:cu|nvml)[A-Z].*");
    private static final Set<String> DRIVER_LIBRARIES = Set.of(DriverLibrariesProbe.LIBCUDA, DriverLibrariesProbe.NVML);

    private final Libraries libraries;
    private final Linkage linkage;
    private final Collection<String> interpreter;

    /** @param interpreter files of the program that loads it all, and what that is linked against */
    SymbolGaps(Libraries libraries, Linkage linkage, Collection<String> interpreter) {
        this.libraries = libraries;
        this.linkage = linkage;
        this.interpreter = interpreter;
    }

    /**
     * What is missing.
     *
     * @param own the program's own files, with what happens when they cannot be loaded
     */
    Observed<List<SymbolGap>> of(Map<String, Importance> own) {
        Map<String, Importance> files = new LinkedHashMap<>(own);
        Map<String, Importance> nvidia = new LinkedHashMap<>();
        linkage.loaded().forEach((soname, loaded) -> {
            if (loaded.isFound() && !loaded.ask().by().isEmpty()) {
                files.putIfAbsent(loaded.path(), loaded.ask().importance());
                if (Components.isOurs(soname)) {
                    nvidia.putIfAbsent(loaded.path(), loaded.ask().importance());
                }
            }
        });
        List<SymbolGap> gaps = new ArrayList<>();
        files.forEach((path, importance) -> gaps.addAll(versions(path, importance)));
        Map<String, Importance> looked = new LinkedHashMap<>(own);
        nvidia.forEach(looked::putIfAbsent);
        looked.forEach((path, importance) -> gaps.addAll(symbols(path, importance)));
        return Observed.found(
                gaps.stream().limit(MAX_GAPS).toList(),
                gaps.stream()
                        .limit(MAX_GAPS)
                        .map(gap -> new Evidence(Source.ELF, gap.askedBy(), gap.missing()))
                        .toArray(Evidence[]::new));
    }

    private List<SymbolGap> versions(String path, Importance importance) {
        return libraries.elf(path).toOptional().map(Elf::versionNeeds).orElse(List.of()).stream()
                .filter(need -> !need.isWeak())
                .flatMap(need -> provider(need.file())
                        .filter(provider -> lacks(provider, need.version()))
                        .map(provider -> new SymbolGap("", need.version(), path, provider, importance))
                        .stream())
                .limit(MAX_PER_FILE)
                .toList();
    }

    /** A library without any versions is taken as it is. */
    private boolean lacks(String provider, String version) {
        List<String> defined =
                libraries.elf(provider).toOptional().map(Elf::definedVersions).orElse(List.of());
        return !defined.isEmpty() && !defined.contains(version);
    }

    private Optional<String> provider(String soname) {
        return Optional.ofNullable(linkage.loaded().get(soname))
                .filter(Loaded::isFound)
                .map(Loaded::path);
    }

    private List<SymbolGap> symbols(String path, Importance importance) {
        Optional<List<String>> closure = closure(path);
        if (closure.isEmpty() || libraries.isComplete(path, closure.get())) {
            return List.of();
        }
        Set<String> places = new LinkedHashSet<>(List.of(path));
        places.addAll(closure.get());
        linkage.loaded().values().stream()
                .filter(Loaded::isFound)
                .map(Loaded::path)
                .forEach(places::add);
        places.addAll(interpreter);
        List<ElfSymbols.Exports> exports = places.stream()
                .map(libraries::exports)
                .flatMap(found -> found.toOptional().stream())
                .toList();
        return libraries.imports(path).toOptional().orElse(List.of()).stream()
                .filter(name -> !ElfSymbols.isIn(name, exports))
                .filter(name -> !PYTHON.matcher(name.text()).matches()
                        && !LOADER.matcher(name.text()).matches())
                .filter(name -> !DRIVER.matcher(name.text()).matches() || needsDriver(path, name.text()))
                .map(name -> new SymbolGap(
                        name.text(),
                        "",
                        path,
                        provider(name.from()).orElseGet(() -> supposed(path, name.text())),
                        importance))
                .filter(gap -> !gap.provider().isEmpty())
                .limit(MAX_PER_FILE)
                .toList();
    }

    /** Whether the file is linked against the library of the driver that has names like this, and that is here. */
    private boolean needsDriver(String path, String symbol) {
        String library = symbol.startsWith("nvml") ? DriverLibrariesProbe.NVML : DriverLibrariesProbe.LIBCUDA;
        return provider(library).isPresent()
                && libraries
                        .elf(path)
                        .toOptional()
                        .map(Elf::needed)
                        .orElse(List.of())
                        .contains(library);
    }

    /** Everything that the file asks for, directly and through others; empty where some of it cannot be looked into. */
    private Optional<List<String>> closure(String path) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> asked = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(path));
        while (!open.isEmpty()) {
            for (String soname :
                    libraries.elf(open.poll()).toOptional().map(Elf::needed).orElse(List.of())) {
                Optional<String> provider = provider(soname);
                if (!asked.add(soname) || provider.isEmpty() && DRIVER_LIBRARIES.contains(soname)) {
                    continue;
                }
                if (provider.isEmpty()
                        || libraries
                                .exports(provider.get())
                                .toOptional()
                                .filter(exports -> !exports.isEmpty())
                                .isEmpty()) {
                    return Optional.empty();
                }
                if (found.add(provider.get())) {
                    open.add(provider.get());
                }
            }
        }
        return Optional.of(List.copyOf(found));
    }

    /** The needed library whose name is in the symbol's: {@code libc10.so} for names in the namespace c10. */
    private String supposed(String path, String symbol) {
        List<String> needed = libraries.elf(path).toOptional().map(Elf::needed).orElse(List.of());
        return Stream.concat(
                        HOMES.entrySet().stream()
                                .filter(home -> needed.contains(home.getKey()))
                                .filter(home -> home.getValue().matcher(symbol).find())
                                .map(Map.Entry::getKey),
                        needed.stream()
                                .filter(soname -> stem(soname).length() >= LEAST_STEM)
                                .filter(soname -> symbol.contains(stem(soname))))
                .flatMap(soname -> provider(soname).stream())
                .findFirst()
                .orElse("");
    }

    /** Where names of the driver and PyTorch's namespaces are, the narrowest first. Source: the libraries of PyTorch's wheels. */
    private static final Map<String, Pattern> HOMES = homes();

    private static Map<String, Pattern> homes() {
        Map<String, Pattern> homes = new LinkedHashMap<>();
        homes.put(DriverLibrariesProbe.LIBCUDA, Pattern.compile("^cu[A-Z]"));
        homes.put(DriverLibrariesProbe.NVML, Pattern.compile("^nvml[A-Z]"));
        homes.put("libstdc++.so.6", Pattern.compile("^_ZNK?St10filesystem"));
        homes.put("libc10_cuda.so", Pattern.compile("3c104cuda"));
        homes.put("libc10.so", Pattern.compile("3c10"));
        homes.put("libtorch_python.so", Pattern.compile("THP[A-Z]|8pybind11.*2at|5torch4?(?:3jit)?8?python"));
        homes.put("libtorch_cuda.so", Pattern.compile("2at4cuda|2at6native.*cuda"));
        homes.put("libtorch_cpu.so", Pattern.compile("2at|5torch|6caffe2"));
        homes.put("libtorch.so", Pattern.compile("2at|5torch|6caffe2"));
        return homes;
    }

    private static String stem(String soname) {
        return soname.replaceFirst("^lib", "").replaceFirst("[-.].*", "");
    }
}
