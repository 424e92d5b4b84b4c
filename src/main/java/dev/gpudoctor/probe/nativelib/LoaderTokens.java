package dev.gpudoctor.probe.nativelib;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tokens that the dynamic loader replaces in paths, {@code $ORIGIN}, {@code $LIB} and {@code $PLATFORM}, also in
 * braces. What the last two stand for was chosen when the loader was built, so every possible value counts. Source:
 * ld.so(8), "Dynamic string tokens"; glibc, {@code elf/dl-load.c}.
 */
final class LoaderTokens {
    private static final Map<String, List<String>> VALUES = Map.of(
            "LIB",
            List.of("lib64", "lib", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"),
            "PLATFORM",
            List.of("x86_64", "haswell", "xeon_phi", "aarch64"));

    private LoaderTokens() {}

    /**
     * Every path that this one can mean.
     *
     * @param origin directory of the file that names it
     */
    static List<String> expand(String path, String origin) {
        Stream<String> paths = Stream.of(replace(path, "ORIGIN", origin));
        for (Map.Entry<String, List<String>> token : VALUES.entrySet()) {
            paths = paths.flatMap(each -> replace(each, token.getKey(), "").equals(each)
                    ? Stream.of(each)
                    : token.getValue().stream().map(value -> replace(each, token.getKey(), value)));
        }
        return paths.toList();
    }

    private static String replace(String path, String token, String value) {
        return path.replace("${" + token + "}", value).replace("$" + token, value);
    }
}
