package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The shared libraries of one directory. */
final class LibraryDirectory {
    private final Libraries libraries;
    private final String directory;
    private final List<String> names;

    LibraryDirectory(Host host, Libraries libraries, String directory) {
        this.libraries = libraries;
        this.directory = directory;
        this.names = host.names(directory);
    }

    String directory() {
        return directory;
    }

    List<String> names() {
        return names;
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    /** The libraries of a family such as {@code libcudart}, each once, by the name that the loader would ask for. */
    List<Library> family(String stem) {
        List<Library> found = new ArrayList<>();
        Pattern versioned = Pattern.compile(Pattern.quote(stem) + "\\.so(?:\\.[\\d.]+)?");
        names.stream()
                .filter(name -> versioned.matcher(name).matches())
                .map(name -> libraries.at(name, directory + "/" + name))
                .filter(library -> library.architecture().isFound())
                .filter(library ->
                        found.stream().noneMatch(known -> known.realPath().equals(library.realPath())))
                .forEach(library -> found.add(bySoname(library)));
        return found;
    }

    private Library bySoname(Library library) {
        Optional<String> soname = libraries.elf(library.path()).toOptional().flatMap(Elf::soname);
        return soname.filter(names::contains)
                .map(name -> libraries.at(name, directory + "/" + name))
                .filter(named -> named.realPath().equals(library.realPath()))
                .orElse(library);
    }
}
