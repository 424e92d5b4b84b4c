package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.LibraryName;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ways to give a program its libraries that are possible in its environment, as texts for the condition's remedies;
 * a remedy whose text is not here is left out.
 */
record Repairs(Map<String, String> texts) {
    private static final Pattern PINNED =
            Pattern.compile("(nvidia-[a-z0-9-]+)\\s*\\(?\\s*==\\s*([\\d.]{1,30})\\s*\\)?.*");

    private static final String RENAMED = "-[0-9a-f]{8}(\\.so[^/]*)$";

    static Repairs of(MissingLibraries missing) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> directories = missing.unreachedDirectories();
        if (!directories.isEmpty()) {
            texts.put("directories", String.join(":", directories));
        }
        renamed(missing).ifPresent(copy -> {
            texts.put("renamed", copy.path());
            texts.put("link", copy.path().replaceFirst(RENAMED, "$1"));
        });
        Consumer program = missing.facts().subject();
        if (program.kind() == Consumer.Kind.PYTHON) {
            texts.put("python", python(missing));
            build(missing).ifPresent(build -> texts.put("build", build));
            Optional<String> extra = extra(missing);
            extra.ifPresent(requirement -> texts.put("requirement", requirement));
            if (extra.isEmpty() && directories.isEmpty() && loadsWheels(program)) {
                wheels(missing).ifPresent(wheels -> texts.put("wheels", wheels));
            }
        }
        if (directories.isEmpty()
                && !texts.containsKey("renamed")
                && !texts.containsKey("wheels")
                && !texts.containsKey("requirement")) {
            texts.put("toInstall", missing.wantedText());
        }
        return new Repairs(texts);
    }

    Judgement.Failed addTo(Judgement.Failed failed) {
        Judgement.Failed more = failed;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            more = more.with(text.getKey(), text.getValue());
        }
        return more;
    }

    /** The very library under the name that a tool for repairing wheels gave it. */
    private static Optional<Dependency.Copy> renamed(MissingLibraries missing) {
        return missing.others()
                .filter(copy -> missing.all().stream()
                        .anyMatch(dependency ->
                                copy.name().replaceFirst(RENAMED, "$1").equals(dependency.soname())))
                .filter(copy -> !copy.name().replaceFirst(RENAMED, "$1").equals(copy.name()))
                .findFirst();
    }

    /** TensorFlow, older ONNX Runtime and CuPy do not look into NVIDIA's wheels by themselves. */
    private static boolean loadsWheels(Consumer program) {
        return !program.program().equals("tensorflow")
                && !program.program().equals("onnxruntime")
                && !program.program().startsWith("cupy");
    }

    private static String python(MissingLibraries missing) {
        return environment(missing)
                .filter(python ->
                        python.kind() == PythonEnvironment.Kind.VENV || python.kind() == PythonEnvironment.Kind.CONDA)
                .map(python -> python.prefix() + "/bin/python")
                .orElse("python3");
    }

    private static Optional<PythonEnvironment> environment(MissingLibraries missing) {
        return missing.facts().machine().pythons().stream()
                .filter(python ->
                        python.prefix().equals(missing.facts().subject().place()))
                .findFirst();
    }

    /** The program itself with the extra that brings its libraries, as its own metadata names it. */
    private static Optional<String> extra(MissingLibraries missing) {
        Consumer program = missing.facts().subject();
        Optional<Version> version = program.programVersion().toOptional();
        return switch (program.program()) {
            case "tensorflow" -> own(missing, "and-cuda").map(found -> "tensorflow[and-cuda]==" + found.version());
            case "onnxruntime" -> own(missing, "cudnn").map(found -> "onnxruntime-gpu[cuda,cudnn]==" + found.version());
            case "jax" ->
                version.flatMap(
                        release -> missing.cudaOfBuild().map(cuda -> "jax[cuda" + cuda.major() + "]==" + release));
            default -> Optional.empty();
        };
    }

    private static Optional<PythonPackage> own(MissingLibraries missing, String extra) {
        Consumer program = missing.facts().subject();
        return environment(missing).stream()
                .flatMap(python -> python.packages().stream())
                .filter(found -> found.name().startsWith(program.program()))
                .filter(found -> found.requires().stream().anyMatch(line -> line.contains(extra)))
                .findFirst();
    }

    /** NVIDIA's wheels with what is missing, in the releases that the program itself asks for. */
    private static Optional<String> wheels(MissingLibraries missing) {
        Map<String, String> pins = pins(missing);
        Set<String> wheels = new LinkedHashSet<>();
        for (Dependency dependency : missing.all()) {
            Optional<String> wheel =
                    missing.named(dependency.soname()).flatMap(name -> wheel(name, missing.cudaOfBuild()));
            if (wheel.isEmpty()) {
                return Optional.empty();
            }
            String pin = pins.get(wheel.get());
            wheels.add(
                    pin != null
                            ? wheel.get() + "==" + pin
                            : missing.named(dependency.soname())
                                    .filter(name -> name.wheel().orElse("").contains("{cuda}"))
                                    .map(name -> wheel.get() + "==" + name.release() + ".*")
                                    .orElse(wheel.get()));
        }
        return Optional.of(String.join(" ", wheels));
    }

    private static Optional<String> wheel(LibraryName name, Optional<Version> cuda) {
        return name.wheel()
                .filter(wheel -> cuda.isPresent() || !wheel.contains("{cuda}"))
                .map(wheel -> wheel.replace(
                        "{cuda}", cuda.map(Version::major).map(String::valueOf).orElse("")));
    }

    private static Map<String, String> pins(MissingLibraries missing) {
        return environment(missing).stream()
                .flatMap(python -> python.packages().stream())
                .filter(found ->
                        found.name().startsWith(missing.facts().subject().program()))
                .flatMap(found -> found.requires().stream())
                .map(PINNED::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(pin -> pin.group(1), pin -> pin.group(2), (one, other) -> one));
    }

    /**
     * Another build of the same program for the CUDA that is here: the nearest release from the installed one on whose
     * usual wheel is such a build.
     */
    private static Optional<String> build(MissingLibraries missing) {
        Consumer program = missing.facts().subject();
        Set<Integer> here = missing.others()
                .flatMap(copy -> missing.named(copy.name()).stream())
                .filter(name -> name.product().equals("CUDA"))
                .map(name -> name.release().major())
                .collect(Collectors.toSet());
        Version installed = program.programVersion().toOptional().orElse(Version.of("0"));
        return missing.facts().matrix().frameworkBuilds(program.program()).stream()
                .filter(build -> build.isDefault().orElse(false))
                .filter(build -> build.release().isAbove(installed))
                .filter(build -> here.stream().anyMatch(major -> isFor(build, major)))
                .min(Comparator.comparing(FrameworkBuild::release))
                .map(build -> distribution(missing) + ">=" + build.release());
    }

    /** The name under which the program is installed: onnxruntime-gpu for ONNX Runtime. */
    private static String distribution(MissingLibraries missing) {
        String program = missing.facts().subject().program();
        return environment(missing).stream()
                .flatMap(python -> python.packages().stream())
                .filter(found ->
                        found.name().startsWith(program) && found.cuda().isFound())
                .map(PythonPackage::name)
                .findFirst()
                .orElse(program);
    }

    private static boolean isFor(FrameworkBuild build, int major) {
        Version series = Version.of(String.valueOf(major));
        return build.cuda()
                .map(cuda -> cuda.major() == major)
                .or(() -> build.cudaRange().map(range -> range.admits(series)))
                .orElse(false);
    }
}
