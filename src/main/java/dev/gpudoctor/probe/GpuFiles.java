package dev.gpudoctor.probe;

import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.FatBinaries;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out which files of a program or package use the GPU, and for which architectures their code was compiled. */
final class GpuFiles {
    /** Libraries that use the GPU in turn: an extension of a framework needs the framework's library, not CUDA's. */
    private static final Pattern FRAMEWORK = Pattern.compile(
            "lib(?:torch|c10|tensorflow_(?:cc|framework)|onnxruntime_providers|jax|ggml-cuda|mxnet|paddle)[^/]*\\.so[^/]*");

    private static final Pattern LIBRARY = Pattern.compile("[^\\s,\"]{1,500}\\.so(?:\\.\\d+){0,4}");
    private static final String SUFFIX = ".so";
    private static final int MAX_RECORD = 16 << 20;
    private static final int MAX_FILES = 600;
    private static final int MAX_DEPTH = 4;

    private final Host host;
    private final Libraries libraries;

    GpuFiles(Host host, Libraries libraries) {
        this.host = host;
        this.libraries = libraries;
    }

    /** Those of the files that use the GPU; unreadable where one of them does not say for what it was compiled. */
    Observed<List<GpuFile>> among(List<String> paths) {
        List<GpuFile> found = new ArrayList<>();
        for (String path : paths) {
            Observed<FatBinaries> code = libraries.gpuCode(path);
            if (code.isUnreadable()) {
                return code.flatMap(never -> Observed.absent());
            }
            code.toOptional()
                    .filter(binaries -> binaries.modules() > 0 || needsGpu(path))
                    .ifPresent(binaries -> found.add(new GpuFile(path, binaries.modules(), binaries.targets())));
        }
        addUsers(paths, found);
        return Observed.found(List.copyOf(found));
    }

    /** Files that use the GPU through another of these files. */
    private void addUsers(List<String> paths, List<GpuFile> found) {
        Set<String> done = found.stream().map(GpuFile::path).collect(Collectors.toCollection(HashSet::new));
        Set<String> names = done.stream().map(GpuFiles::name).collect(Collectors.toCollection(HashSet::new));
        boolean more = !names.isEmpty();
        while (more) {
            more = false;
            for (String path : paths) {
                if (!done.contains(path)
                        && libraries.needed(path).toOptional().orElse(List.of()).stream()
                                .anyMatch(names::contains)) {
                    found.add(new GpuFile(path, 0, Map.of()));
                    done.add(path);
                    more = names.add(name(path)) || more;
                }
            }
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean needsGpu(String path) {
        return libraries.needed(path).toOptional().orElse(List.of()).stream()
                .anyMatch(soname ->
                        Components.isOurs(soname) || FRAMEWORK.matcher(soname).matches());
    }

    /** The shared libraries of an installed Python distribution, as its list of files names them. */
    List<String> libraries(String site, String info, String name) {
        Optional<String> record = host.text(info + "/RECORD", MAX_RECORD).toOptional();
        return record.isPresent() ? recorded(site, record.get()) : below(site + "/" + name.replace('-', '_'), 0);
    }

    private List<String> recorded(String site, String record) {
        List<String> paths = new ArrayList<>();
        int suffix = record.indexOf(SUFFIX);
        while (suffix >= 0 && paths.size() < MAX_FILES) {
            int start = record.lastIndexOf('\n', suffix) + 1;
            int next = record.indexOf('\n', suffix);
            int end = next < 0 ? record.length() : next;
            int comma = record.indexOf(',', start);
            String path = record.substring(start, comma < 0 || comma > end ? end : comma);
            if (LIBRARY.matcher(path).matches() && !path.contains("..") && !path.startsWith("/")) {
                paths.add(site + "/" + path);
            }
            suffix = next < 0 ? -1 : record.indexOf(SUFFIX, next);
        }
        return paths.stream().filter(host::isFile).toList();
    }

    private List<String> below(String directory, int depth) {
        return host.names(directory).stream()
                .flatMap(name -> LIBRARY.matcher(name).matches()
                        ? Stream.of(directory + "/" + name)
                        : depth < MAX_DEPTH && name.indexOf('.') < 0
                                ? below(directory + "/" + name, depth + 1).stream()
                                : Stream.of())
                .limit(MAX_FILES)
                .toList();
    }
}
