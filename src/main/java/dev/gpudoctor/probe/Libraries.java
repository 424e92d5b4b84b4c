package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.ElfSymbols;
import dev.gpudoctor.probe.format.FatBinaries;
import dev.gpudoctor.probe.host.FileView;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Library files as facts; every file is opened once, however many paths lead to it. */
final class Libraries {
    private static final Pattern VERSIONED = Pattern.compile(".*\\.so\\.(\\d+(?:\\.\\d+){1,4})");

    private static final Pattern SYMBOL_VERSION = Pattern.compile("(GLIBC|GLIBCXX|CXXABI)_([\\d.]{1,20})");

    private static final String READ_ONLY_DATA = ".rodata";
    private static final int MAX_READ_ONLY_DATA = 32 << 20;
    private static final int PIECE = 1 << 20;
    private static final int SHARED = 256;

    private final Host host;
    private final Origins origins;
    private final Map<String, Observed<Elf>> elves = new ConcurrentHashMap<>();
    private final Map<String, Observed<List<String>>> needed = new ConcurrentHashMap<>();
    private final Map<String, Observed<FatBinaries>> gpuCode = new ConcurrentHashMap<>();
    private final Map<String, Observed<ElfSymbols.Exports>> exports = new ConcurrentHashMap<>();
    private final Map<List<String>, Boolean> complete = new ConcurrentHashMap<>();
    private final Map<String, Observed<String>> realPaths = new ConcurrentHashMap<>();

    Libraries(Host host, Packages packages) {
        this.host = host;
        this.origins = new Origins(host, packages);
    }

    /** The file behind all links. */
    Observed<String> realPath(String path) {
        return realPaths.computeIfAbsent(path, host::realPath);
    }

    /** What the loader reads of the file. */
    Observed<Elf> elf(String path) {
        return realPath(path).flatMap(real -> elves.computeIfAbsent(real, this::readElf));
    }

    /** The names that the file asks the loader for, without all the rest that a library tells. */
    Observed<List<String>> needed(String path) {
        return realPath(path).flatMap(real -> {
            Observed<Elf> known = elves.getOrDefault(real, Observed.absent());
            return known.isFound()
                    ? known.map(Elf::needed)
                    : needed.computeIfAbsent(real, file -> host.open(file, Elf::needed));
        });
    }

    /** For which processors the file says it is, whole or not. */
    Observed<Elf.Identity> identity(String path) {
        return realPath(path).flatMap(real -> host.open(real, Elf::identity));
    }

    /** The names that the file asks for; not kept, for they can be many. */
    Observed<List<ElfSymbols.Name>> imports(String path) {
        return realPath(path).flatMap(real -> elf(real)
                .flatMap(elf -> host.open(real, file -> ElfSymbols.imports(file, elf.versionNeeds()))));
    }

    /** The table of names that the file offers. */
    Observed<ElfSymbols.Exports> exports(String path) {
        return realPath(path)
                .flatMap(real -> exports.computeIfAbsent(real, file -> host.open(file, ElfSymbols::exports)));
    }

    /**
     * Whether a file and those that it is linked against have all names that it asks for. Looked up once for all programs
     * that load the same files.
     */
    boolean isComplete(String path, List<String> closure) {
        List<String> files = new ArrayList<>(closure);
        files.add(0, path);
        return complete.computeIfAbsent(files, all -> {
            List<ElfSymbols.Exports> tables = all.stream()
                    .flatMap(file -> exports(file).toOptional().stream())
                    .toList();
            return imports(path)
                    .map(names -> names.stream().allMatch(name -> ElfSymbols.isIn(name, tables)))
                    .toOptional()
                    .orElse(false);
        });
    }

    /** The GPU code in the file; absent where it is not an ELF file. */
    Observed<FatBinaries> gpuCode(String path) {
        return needed(path).isFound()
                ? realPath(path)
                        .flatMap(real -> gpuCode.computeIfAbsent(real, file -> host.open(file, FatBinaries::read)))
                : Observed.absent(path);
    }

    /** The names in the directory where the file really is. */
    List<String> beside(String path) {
        String real = realPath(path).toOptional().orElse(path);
        return host.names(real.substring(0, Math.max(0, real.lastIndexOf('/'))));
    }

    /** The first text of that pattern in the read-only data of the file. */
    Observed<String> readOnlyText(String path, Pattern pattern) {
        return realPath(path)
                .flatMap(real -> host.open(real, file -> firstMatch(file, pattern)))
                .flatMap(
                        text -> text.map(found -> Observed.found(found, new Evidence(Evidence.Source.ELF, path, found)))
                                .orElse(Observed.absent(path)));
    }

    /** Piece by piece, for in some libraries there is much of it; a match is shorter than what two pieces share. */
    private static Optional<String> firstMatch(FileView file, Pattern pattern) throws IOException {
        Optional<Elf.Extent> place = Elf.extent(file, READ_ONLY_DATA);
        long offset = place.map(Elf.Extent::offset).orElse(0L);
        long end = offset + Math.min(place.map(Elf.Extent::size).orElse(0L), MAX_READ_ONLY_DATA);
        while (offset < end) {
            byte[] piece = file.upTo(offset, (int) Math.min(PIECE, end - offset));
            Matcher matcher = pattern.matcher(new String(piece, StandardCharsets.ISO_8859_1));
            if (matcher.find()) {
                return Optional.of(matcher.group());
            }
            offset += piece.length <= SHARED ? end - offset : piece.length - SHARED;
        }
        return Optional.empty();
    }

    private Observed<Elf> readElf(String file) {
        return host.open(file, Elf::read)
                .flatMap(elf -> Observed.found(
                        elf,
                        new Evidence(Evidence.Source.ELF, file, elf.soname().orElse(""))));
    }

    /** The library at a path, with the version its file name tells. */
    Library at(String name, String path) {
        String real = realPath(path).toOptional().orElse(path);
        return library(name, path, real, versionByName(path, real), origins.of(path, real));
    }

    /** The library at a path, with a version that is better known from elsewhere. */
    Library at(String name, String path, Observed<Version> version, Origin origin) {
        return library(name, path, realPath(path).toOptional().orElse(path), version, origin);
    }

    private Library library(String name, String path, String real, Observed<Version> version, Origin origin) {
        Observed<Elf> elf = elf(path);
        return new Library(
                name,
                path,
                real,
                version,
                origin,
                elf.map(Elf::machine),
                elf.map(Elf::needed).toOptional().orElse(List.of()),
                elf.map(Libraries::symbolVersions),
                elf.map(Elf::executableStack));
    }

    /** The highest version asked for of each family of symbols of the C and C++ libraries. */
    private static Map<String, Version> symbolVersions(Elf elf) {
        Map<String, Version> highest = new HashMap<>();
        for (String needed : elf.neededVersions()) {
            Matcher matcher = SYMBOL_VERSION.matcher(needed);
            if (matcher.matches()) {
                Version.parse(matcher.group(2))
                        .ifPresent(version -> highest.merge(
                                matcher.group(1), version, (one, other) -> one.isAtLeast(other) ? one : other));
            }
        }
        return Map.copyOf(highest);
    }

    /** The version behind {@code .so.} if it is more than the soname's number. */
    static Observed<Version> versionByName(String path, String real) {
        Matcher matcher = VERSIONED.matcher(real);
        return matcher.matches()
                ? Version.parse(matcher.group(1))
                        .map(version -> Observed.found(version, new Evidence(Evidence.Source.FILE_NAME, path, real)))
                        .orElse(Observed.unreadable("file name without a version"))
                : Observed.unreadable(
                        "file name without a version", new Evidence(Evidence.Source.FILE_NAME, path, real));
    }
}
