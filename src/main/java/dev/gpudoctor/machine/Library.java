package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One shared library file.
 *
 * @param name the soname or file name it is asked for by, such as {@code libcudnn.so.9}
 * @param path where it was found, before links are followed
 * @param realPath the file behind all links; equal to {@code path} when it is no link
 * @param version the library's own version
 * @param origin who put it there
 * @param architecture ELF machine, such as {@code x86_64} or {@code aarch64}
 * @param needs sonames this file asks the loader for (DT_NEEDED); empty if not read
 * @param symbolVersions highest symbol version of GLIBC, GLIBCXX and CXXABI that this file asks for, by family
 * @param executableStack whether it asks for an executable stack, which newer C libraries refuse
 */
public record Library(
        String name,
        String path,
        String realPath,
        Observed<Version> version,
        Origin origin,
        Observed<String> architecture,
        List<String> needs,
        Observed<Map<String, Version>> symbolVersions,
        Observed<Boolean> executableStack) {
    public Library {
        needs = List.copyOf(needs);
    }

    /** The highest symbol version that this file asks for of a family, if it is known and asks for any. */
    public Optional<Version> wants(String family) {
        return symbolVersions.toOptional().map(versions -> versions.get(family));
    }
}
