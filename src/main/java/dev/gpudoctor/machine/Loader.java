package dev.gpudoctor.machine;

import java.util.List;

/**
 * How the dynamic loader finds libraries here.
 *
 * @param libraryPath directories of LD_LIBRARY_PATH in order
 * @param preload entries of LD_PRELOAD and /etc/ld.so.preload
 * @param cacheEntries number of entries of ld.so.cache
 * @param defaults default directories in order
 * @param shadowed libraries that a copy further ahead hides
 * @param missingDirectories entries of LD_LIBRARY_PATH that do not exist
 */
public record Loader(
        Observed<List<String>> libraryPath,
        Observed<List<String>> preload,
        Observed<Integer> cacheEntries,
        List<String> defaults,
        List<Shadowed> shadowed,
        List<String> missingDirectories) {
    public Loader {
        defaults = List.copyOf(defaults);
        shadowed = List.copyOf(shadowed);
        missingDirectories = List.copyOf(missingDirectories);
    }

    /**
     * A library of which two copies are found.
     *
     * @param name soname
     * @param taken path of the copy that wins
     * @param hidden paths of the copies behind it
     */
    public record Shadowed(String name, String taken, List<String> hidden) {
        public Shadowed {
            hidden = List.copyOf(hidden);
        }
    }
}
