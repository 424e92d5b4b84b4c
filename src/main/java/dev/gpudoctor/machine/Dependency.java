package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * One library that a program asks the dynamic loader for, and what it would get.
 *
 * @param soname the name it asks for, such as {@code libcudnn.so.9}
 * @param askedBy the file that asks; the program's own where it opens the library by name
 * @param how how it asks
 * @param importance what happens without it
 * @param feature what is unavailable without it, such as {@code TensorRT}; empty unless it is a feature
 * @param condition what the program has to do to get it, such as {@code onnxruntime.preload_dlls()}; empty where nothing
 * @param file the copy it gets: absent where the loader finds none, unreadable where the loader takes a file that it
 *     cannot load
 * @param others copies of the library that it does not get: of the same name in other places, or of another major
 */
public record Dependency(
        String soname,
        String askedBy,
        How how,
        Importance importance,
        String feature,
        String condition,
        Observed<Copy> file,
        List<Copy> others) {
    /** Ways to ask. */
    public enum How {
        /** The name is in the file's dynamic section (DT_NEEDED). */
        LINKED,
        /** The program passes the name to dlopen. */
        OPENED
    }

    /** What happens without the library, the worst first. */
    public enum Importance {
        /** The program does not start, or cannot be imported. */
        START,
        /** It starts, and fails when it comes to it. */
        RUN,
        /** It goes on without the GPU. */
        GPU,
        /** It can do without. */
        FEATURE
    }

    /**
     * A file that holds the library.
     *
     * @param path where it is
     * @param version its version
     * @param origin who put it there
     */
    public record Copy(String path, Observed<Version> version, Origin origin) {
        public String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    public Dependency {
        others = List.copyOf(others);
    }

    /** The name without its version: {@code libcudnn} of {@code libcudnn.so.9}. */
    public String stem() {
        return stem(soname);
    }

    /** The name of a library file without its version. */
    public static String stem(String name) {
        int end = name.indexOf(".so");
        return end < 0 ? name : name.substring(0, end);
    }
}
