package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Opening;
import dev.gpudoctor.matrix.Preload;
import dev.gpudoctor.matrix.Preload.When;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.probe.Framework.NativeFile;
import dev.gpudoctor.probe.Linkage.Ask;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a Python package's native files would get, taking the steps that importing it takes. */
final class FrameworkLinkage {
    private static final Pattern DIGITS = Pattern.compile("\\d{2,3}");
    private static final String LIBCUDA = DriverLibrariesProbe.LIBCUDA;

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final Matrix matrix;
    private final PythonEnvironment python;

    FrameworkLinkage(Host host, Libraries libraries, LoaderResolution loader, Matrix matrix, PythonEnvironment python) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.matrix = matrix;
        this.python = python;
    }

    /** The package directories of the environment. */
    List<String> sites() {
        return python.packages().stream()
                .map(PythonPackage::directory)
                .distinct()
                .toList();
    }

    /** A Python process that has loaded nothing yet. */
    Linkage empty() {
        return new Linkage(libraries, loader, interpreterRpath());
    }

    /** @param cuda whether it is a build for CUDA; another opens nothing of CUDA by name */
    Linkage of(PythonPackage found, Framework framework, boolean cuda) {
        Linkage linkage = empty();
        List<Preload> preloads = preloads(found, framework);
        preloads.stream()
                .filter(preload -> preload.when() == When.FIRST)
                .forEach(preload -> linkage.preload(paths(preload), ""));
        for (NativeFile file : framework.files()) {
            Framework.present(host, found.directory(), file).forEach(path -> load(linkage, path, file, preloads));
        }
        List<String> files = files(found, framework);
        String by = files.isEmpty() ? found.directory() : files.get(0);
        openByName(linkage, found, framework.program(), by, files);
        if (cuda) {
            linkage.open(LIBCUDA, files, new Ask(by, How.OPENED, Importance.GPU, "", ""));
        }
        return linkage.openInTurn(Importance.FEATURE);
    }

    /**
     * Opens what the matrix says that this program opens by name.
     *
     * @param by the file that is told to do it
     * @param files its own files, from which the loader searches
     */
    void openByName(Linkage linkage, PythonPackage found, String program, String by, List<String> files) {
        if (found.cuda() instanceof Observed.NotApplicable) {
            return;
        }
        for (Opening opening : openings(found, program)) {
            Ask ask = new Ask(
                    by,
                    How.OPENED,
                    Importance.valueOf(opening.without().name()),
                    opening.feature().orElse(""),
                    "");
            List<String> callers = opening.byPython() ? List.of() : files;
            for (String pattern : opening.sonames()) {
                spelled(opening, pattern).ifPresent(name -> {
                    Optional<String> own = name.contains("/")
                            ? Optional.of(found.directory() + "/" + name)
                            : opening.thenIn()
                                    .map(directory -> directory + "/" + name)
                                    .filter(host::isFile);
                    own.ifPresentOrElse(path -> linkage.openFile(path, ask), () -> linkage.open(name, callers, ask));
                });
            }
        }
    }

    /** The name that is passed to dlopen; nothing where it depends on a CUDA that is not known. */
    private Optional<String> spelled(Opening opening, String pattern) {
        if (!pattern.contains(Opening.CUDA)) {
            return Optional.of(pattern);
        }
        return opening.variable()
                .map(variable -> host.environment().getOrDefault(variable, ""))
                .filter(value -> DIGITS.matcher(value).matches())
                .or(() -> cudaOfTorch().map(cuda -> cuda.major() + "" + cuda.minor()))
                .map(cuda -> pattern.replace(Opening.CUDA, cuda));
    }

    private Optional<Version> cudaOfTorch() {
        return python.packages().stream()
                .filter(other -> other.name().equals("torch"))
                .flatMap(torch -> torch.cuda().toOptional().stream())
                .filter(cuda -> cuda.precision() > 1)
                .findFirst();
    }

    /** Files of the program of which it opens the one for the CUDA of the PyTorch beside it. */
    boolean isChosenByCuda(PythonPackage found, String program, String path) {
        return openings(found, program).stream()
                .flatMap(opening -> opening.sonames().stream())
                .filter(name -> name.contains(Opening.CUDA))
                .anyMatch(name -> path.matches(
                        Pattern.quote(found.directory() + "/" + name).replace(Opening.CUDA, "\\E\\d{2,3}\\Q")));
    }

    /** Its native files that are there. */
    List<String> files(PythonPackage found, Framework framework) {
        return framework.present(host, found.directory());
    }

    private void load(Linkage linkage, String path, NativeFile file, List<Preload> preloads) {
        Ask ask = new Ask(path, How.LINKED, file.importance(), file.feature(), "");
        List<Preload> fallbacks = preloads.stream()
                .filter(preload -> preload.when() != When.FIRST)
                .toList();
        if (fallbacks.isEmpty()) {
            linkage.load(path, ask);
        }
        for (Preload preload : fallbacks) {
            linkage.loadOrPreload(List.of(path), paths(preload), preload.call().orElse(""), ask);
        }
    }

    private List<Preload> preloads(PythonPackage found, Framework framework) {
        // The rows of JAX are about its plugins; jaxlib's own part for CUDA loaded nothing by path.
        return found.name().equals("jaxlib")
                ? List.of()
                : matrix.rows(Subject.PRELOADS).stream()
                        .filter(preload -> preload.isOf(framework.program(), found.version()))
                        .filter(preload -> preload.beside()
                                .map(name -> python.packages().stream()
                                        .anyMatch(other -> other.name().equals(name)))
                                .orElse(true))
                        .toList();
    }

    private List<Opening> openings(PythonPackage found, String program) {
        return matrix.rows(Subject.OPENS).stream()
                .filter(opening -> opening.isOf(program, found.version()))
                .filter(opening -> opening.isFor(found.cuda().toOptional()))
                .filter(opening -> opening.sonames().stream().allMatch(soname -> soname.contains(".so")))
                .toList();
    }

    private List<String> paths(Preload preload) {
        List<String> paths = new ArrayList<>();
        for (String library : preload.libraries()) {
            int slash = library.lastIndexOf('/');
            // As the programs do it themselves, a name with an open end has to end with a number.
            Pattern name = Pattern.compile(
                    Pattern.quote(library.substring(slash + 1)).replace("*", "\\E.*\\Q") + "(?<=\\.so|\\d)");
            sites().stream()
                    .flatMap(site -> {
                        String directory = site + "/" + library.substring(0, slash);
                        return host.names(directory).stream()
                                .filter(file -> name.matcher(file).matches())
                                .map(file -> directory + "/" + file);
                    })
                    .findFirst()
                    .ifPresent(paths::add);
        }
        return paths;
    }

    /** Python itself is a program with a DT_RPATH where conda built it. */
    private List<String> interpreterRpath() {
        return interpreter().stream()
                .findFirst()
                .flatMap(path -> libraries.elf(path).toOptional().map(elf -> LoaderResolution.Asker.of(
                                libraries.realPath(path).toOptional().orElse(path), elf)
                        .rpath()))
                .orElse(List.of());
    }

    /** The file of the interpreter, if it is here. */
    List<String> interpreter() {
        return Stream.of("/bin/python3", "/bin/python")
                .map(name -> python.prefix() + name)
                .filter(host::isFile)
                .limit(1)
                .toList();
    }
}
