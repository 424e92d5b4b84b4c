package dev.gpudoctor.probe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part that NVRTC opens by name whenever it compiles: that of exactly its own release. Its name is in NVRTC's
 * read-only data; a copy beside NVRTC is found whatever the search paths.
 *
 * @see <a href="https://docs.nvidia.com/cuda/nvrtc/index.html#installation">NVRTC: installation</a>
 */
final class NvrtcBuiltins {
    private static final Pattern NVRTC = Pattern.compile("libnvrtc(?:-[0-9a-f]{8})?\\.so(?:\\.[\\d.]+)?");
    private static final Pattern PLAIN = Pattern.compile("libnvrtc-builtins\\.so\\.\\d{1,2}\\.\\d{1,2}");
    /** As a tool that repairs wheels renames it, under which NVRTC does not look for it. */
    private static final Pattern RENAMED =
            Pattern.compile("libnvrtc-builtins-[0-9a-f]{8}(\\.so\\.\\d{1,2}\\.\\d{1,2})");

    /** A file name with more than the numbers of a soname. */
    private static final int FULL = 3;

    private final Libraries libraries;

    NvrtcBuiltins(Libraries libraries) {
        this.libraries = libraries;
    }

    /** The name that the NVRTC at this path would open and does not have beside it; empty for another library. */
    Optional<String> lookedFor(String path) {
        if (!NVRTC.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
            return Optional.empty();
        }
        List<String> beside = libraries.beside(path);
        Optional<String> wanted = beside.stream()
                .map(RENAMED::matcher)
                .filter(Matcher::matches)
                .map(renamed -> "libnvrtc-builtins" + renamed.group(1))
                .findFirst()
                .or(() -> byFileName(path))
                .or(() -> beside.stream().anyMatch(name -> PLAIN.matcher(name).matches())
                        ? Optional.empty()
                        : libraries.readOnlyText(path, PLAIN).toOptional());
        return wanted.filter(
                name -> beside.stream().noneMatch(other -> other.equals(name) || other.startsWith(name + ".")));
    }

    private Optional<String> byFileName(String path) {
        return Libraries.versionByName(
                        path, libraries.realPath(path).toOptional().orElse(path))
                .toOptional()
                .filter(version -> version.precision() >= FULL)
                .map(version -> "libnvrtc-builtins.so." + version.prefix(2));
    }
}
